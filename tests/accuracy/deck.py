"""Which papers lie in which file: decks of sheets drawn by chance, dealt to applicants."""

import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

import pypdf
from specimens import near_misses, other_papers
from specimens.application import COVER_LAYOUTS, application_form
from specimens.company import Company
from specimens.confirmations import (
    CONFIRMATION_LAYOUTS,
    MARKET_LAYOUTS,
    OTHERS,
    deemed_sme_confirmation,
    other_confirmation,
    sme_confirmation,
    startup_confirmation,
    technology_market,
)
from specimens.consent import Answer, consent_form
from specimens.fonts import set_in
from specimens.form_blocks import ChoiceShape, TickStyle
from specimens.local_tax import LOCAL_LAYOUTS, local_tax_clearance
from specimens.national_tax import NATIONAL_LAYOUTS, national_tax_clearance
from specimens.paper import Paper
from specimens.registration import CERTIFICATE_LAYOUTS, business_registration
from specimens.registration_card import (
    CARD_LAYOUTS,
    STATEMENT_LAYOUTS,
    business_registration_card,
    subordinate_places,
)
from specimens.scan import blank_sheet

from accuracy import prints
from accuracy.firms import draw_firm

HELD_OUT = ("Un Batang", "Nanum Barun Gothic")
FACES: dict[str, tuple[str, str]] = {
    "Un Batang": ("batang", "batang-bold"),
    "Nanum Barun Gothic": ("barun", "barun-bold"),
    "Nanum Gothic": ("gothic", "gothic-bold"),
    "Nanum Myeongjo": ("myeongjo", "myeongjo-bold"),
    "Un Dotum": ("dotum", "dotum-bold"),
    "Un Graphic": ("graphic", "graphic-bold"),
    "Baekmuk Gulim": ("gulim", "gulim"),
    "Baekmuk Batang": ("baekmuk-batang", "baekmuk-batang"),
    "Baekmuk Dotum": ("baekmuk-dotum", "baekmuk-dotum"),
}
"""Faces of the prints, each with its bold; no line of the training is set in `HELD_OUT`."""

TICKS: tuple[TickStyle, ...] = ("ballot", "square", "root", "bracket", "drawn", "overtyped")
SHAPES: tuple[ChoiceShape, ...] = ("before", "after", "cells")
ANSWERS: tuple[Answer, ...] = ("agreed", "agreed", "agreed", "refused", "unmarked", "contradictory")
MOST_IN_FILE = 8
FREE = 0.45  # of the certificates stand in a layout drawn by chance


@dataclass(frozen=True)
class Drawn:
    """A paper in a file: its sheets ``first`` to ``last`` (from 1), and whose it is."""

    paper: Paper
    face: str
    firm: str
    first: int
    last: int


@dataclass(frozen=True)
class Bundle:
    """What one applicant sends as one PDF, before it is scanned."""

    data: bytes
    papers: tuple[Drawn, ...]
    sheets: int


Draw = Callable[[Company, Random], Paper]


Cards = Sequence[tuple[int, Draw]]
"""Each kind of paper, and how often it lies in a deck."""


def fill(
    number: int,
    sheets: int,
    seed: str,
    *,
    cards: Cards | None = None,
    faces: Mapping[str, tuple[str, str]] | None = None,
    room: int = MOST_IN_FILE,
) -> Bundle:
    """Return the file with this *number* (from 0) of those drawn from *seed*.

    It holds *sheets* printed sheets or a few more, blank ones not counted.  Papers and faces
    come from one deck for all files of a seed, so that each has its share; they are the
    specimen kit's unless *cards* and *faces* are given.  *room* is how many sheets a file
    of this seed has at most.
    """
    deck, chance = Random(seed), Random(f"{seed}/{number}")
    taken = number * room
    papers_to_come = islice(_shuffled(deck, cards or DECK), taken, None)
    named = faces or FACES
    names = islice(_in_turn(tuple(named), Random(f"{seed}/faces")), taken, None)
    firm = draw_firm(chance)
    writer = pypdf.PdfWriter()
    blank = chance.randint(0, sheets - 1) if sheets > 1 and chance.random() < 0.5 else -1
    papers: list[Drawn] = []
    printed = 0
    while printed < sheets:
        if printed >= blank >= 0:
            writer.append(io.BytesIO(blank_sheet()))
            blank = -1
        whose = draw_firm(chance) if chance.random() < 0.12 else firm
        face = next(names)
        with set_in(*named[face]):
            paper = next(papers_to_come)(whose, chance)
        first = len(writer.pages) + 1
        writer.append(io.BytesIO(paper.data))
        last = len(writer.pages)
        _shift(writer, first, last, chance)
        papers.append(Drawn(paper, face, whose.business_number, first, last))
        printed += last - first + 1
    buffer = io.BytesIO()
    writer.write(buffer)
    return Bundle(buffer.getvalue(), tuple(papers), len(writer.pages))


def _shift(writer: pypdf.PdfWriter, first: int, last: int, chance: Random) -> None:
    """Print the sheets a little smaller and not quite in the middle, as printers do."""
    scale = chance.uniform(0.93, 1.0)
    spare = [side * (1 - scale) for side in (595.3, 841.9)]
    move = pypdf.Transformation().scale(scale).translate(*(chance.uniform(0, s) for s in spare))
    for page in writer.pages[first - 1 : last]:
        page.add_transformation(move)


def _in_turn(names: tuple[str, ...], chance: Random) -> Iterator[str]:
    while True:
        yield from chance.sample(names, len(names))


def _shuffled(chance: Random, cards: Cards) -> Iterator[Draw]:
    """Yield papers to draw without end: in every round each kind as often as it should."""
    draws = [draw for count, draw in cards for _ in range(count)]
    while True:
        yield from chance.sample(draws, len(draws))


def _day(chance: Random) -> dt.date:
    return dt.date(2024, 12, 1) + dt.timedelta(days=chance.randint(0, 160))


def _national(company: Company, chance: Random) -> Paper:
    if chance.random() < FREE:
        return prints.national_tax(company, _day(chance), chance)
    return national_tax_clearance(
        company,
        issued_on=_day(chance),
        layout=chance.choice(NATIONAL_LAYOUTS),
        hide_address=chance.random() < 0.1,
    )


def _local(company: Company, chance: Random) -> Paper:
    if chance.random() < FREE:
        return prints.local_tax(company, _day(chance), chance)
    return local_tax_clearance(
        company,
        issued_on=_day(chance),
        layout=chance.choice(LOCAL_LAYOUTS),
        two_pages=chance.random() < 0.2,
    )


def _registration(company: Company, chance: Random) -> Paper:
    if chance.random() < FREE:
        return prints.registration(company, _day(chance), chance)
    layout = chance.choice(CERTIFICATE_LAYOUTS)
    return business_registration(company, issued_on=_day(chance), layout=layout)


def _card(company: Company, chance: Random) -> Paper:
    layout = chance.choice(CARD_LAYOUTS)
    return business_registration_card(company, issued_on=_day(chance), layout=layout)


def _statement(company: Company, chance: Random) -> Paper:
    layout = chance.choice(STATEMENT_LAYOUTS)
    return subordinate_places(company, issued_on=_day(chance), layout=layout)


def _confirmation(company: Company, chance: Random) -> Paper:
    if chance.random() < FREE:
        return prints.confirmation(company, _day(chance), chance)
    layout = chance.choice(CONFIRMATION_LAYOUTS)
    return sme_confirmation(company, issued_on=_day(chance), layout=layout)


def _market(company: Company, chance: Random) -> Paper:
    certified = dt.date(2021, 1, 1) + dt.timedelta(days=chance.randint(0, 1200))
    return technology_market(
        company,
        issued_on=_day(chance),
        certified_on=certified,
        layout=chance.choice(MARKET_LAYOUTS),
    )


def _application(company: Company, chance: Random) -> Paper:
    return application_form(
        company,
        signed_on=dt.date(2025, 5, chance.randint(1, 13)),
        file_format="pdf",
        layout=chance.choice(COVER_LAYOUTS),
        examples=chance.choice(("replaced", "replaced", "above")),
        mark=chance.choice(("seal", "signature")),
        style=chance.choice(("square", "ballot", "root", "bracket")),
    )


def _consent(company: Company, chance: Random) -> Paper:
    return consent_form(
        company,
        signed_on=dt.date(2025, 5, chance.randint(1, 13)),
        collection=chance.choice(ANSWERS),
        provision=chance.choice(ANSWERS),
        file_format="pdf",
        style=chance.choice(TICKS),
        shape=chance.choice(SHAPES),
        mark=chance.choice(("seal", "signature", None)),
    )


def _near_miss(company: Company, chance: Random) -> Paper:
    draw = chance.choice(
        (
            near_misses.business_status,
            near_misses.national_tax_payment_record,
            near_misses.local_tax_payment_record,
            near_misses.local_tax_assessment,
            near_misses.financial_statement,
            other_papers.social_insurance_clearance,
            other_papers.factory_registration,
            other_papers.corporate_register,
            startup_confirmation,
            deemed_sme_confirmation,
            other_confirmation,
        )
    )
    if draw is other_papers.corporate_register and not company.is_corporation:
        company = draw_firm(chance, corporation=True)
    if draw is other_confirmation:
        return other_confirmation(
            company, issued_on=_day(chance), kind=chance.choice(tuple(OTHERS))
        )
    return draw(company, issued_on=_day(chance))


DECK: Cards = (
    (7, _national),
    (7, _local),
    (6, _registration),
    (6, _confirmation),
    (3, _consent),
    (2, _application),
    (2, _market),
    (2, _card),
    (1, _statement),
    (4, _near_miss),
)
