"""The classes that are measured: whose layouts a sheet has, and how it reached us."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Literal, NamedTuple

from specimens.company import Company
from specimens.paper import Paper

from accuracy.deck import MOST_IN_FILE, Bundle, Cards, Draw, fill
from accuracy.faces import OUTSIDE
from accuracy.hands import plain, ruled, ruled_forms
from accuracy.offices import (
    card,
    confirmations,
    consents,
    factory,
    forms,
    hometax,
    local_tax,
    register,
    sme,
)
from accuracy.offices.page import as_pictures
from accuracy.taking import PICTURE, WAYS, Way

Family = Literal["office", "hand", "kit"]
TITLES: dict[Family, str] = {
    "office": "as the offices print them",
    "hand": "layouts of other hands",
    "kit": "layouts of the specimen kit",
}
WEIGHTS: dict[Family, float] = {"office": 0.5, "hand": 0.35, "kit": 0.15}
"""What each family counts for in the headline: the kit's own layouts least."""


class Class(NamedTuple):
    """One class: *fill* draws its files, each with up to *room* sheets, *way* takes them."""

    name: str
    title: str
    family: Family
    way: Way
    room: int
    fill: Callable[[int, int, str], Bundle]


def _day(chance: Random) -> dt.date:
    return dt.date(2024, 12, 1) + dt.timedelta(days=chance.randint(0, 160))


def issued(draw: Callable[[Company, dt.date, Random], Paper]) -> Draw:
    """Return *draw* with a day of issue by chance."""
    return lambda company, chance: draw(company, _day(chance), chance)


def signed(draw: Callable[[Company, dt.date, Random], Paper]) -> Draw:
    """Return *draw* of a form with a day of signing in the notice's window by chance."""
    return lambda company, chance: draw(company, dt.date(2025, 5, chance.randint(1, 13)), chance)


def without_text(draw: Callable[[Company, dt.date, Random], Paper]) -> Draw:
    """Return *draw* as browsers print sheets without a text layer: a picture at 300 dpi."""

    def drawn(company: Company, chance: Random) -> Paper:
        paper = draw(company, _day(chance), chance)
        return Paper(
            paper.type, paper.title, paper.layout, ".pdf", as_pictures(paper.data, 300), paper.truth
        )

    return drawn


ASKED: Cards = (
    (3, issued(hometax.national_tax)),
    (2, issued(hometax.national_tax_viewed)),
    (4, issued(hometax.registration)),
    (3, issued(sme.framed)),
    (2, issued(sme.framed_with_branch)),
    (2, issued(sme.form)),
)
NEAR: Cards = (
    (2, issued(card.card)),
    (1, issued(confirmations.venture)),
    (1, issued(confirmations.innobiz)),
    (1, issued(confirmations.women)),
    (1, issued(confirmations.root)),
    (1, issued(confirmations.preventure)),
    (1, issued(confirmations.startup)),
    (1, issued(factory.factory)),
    (1, issued(sme.deemed)),
)
REGISTERS: Cards = (
    (1, issued(register.register_viewed)),
    (1, issued(register.register_issued)),
)
FORMS: Cards = ((4, signed(forms.application)), (3, signed(consents.consent)))
LOCAL: Cards = ((5, issued(local_tax.local_tax)),)
LOCAL_PICTURE: Cards = ((5, without_text(local_tax.local_tax)),)

OFFICE: Cards = (*LOCAL, *ASKED, *NEAR, *REGISTERS, *FORMS)
OFFICE_TEXT: Cards = (*LOCAL_PICTURE, *ASKED, *NEAR, *FORMS)
OFFICE_PICTURE: Cards = (*LOCAL, *ASKED, *NEAR)
HAND: Cards = tuple(
    (count, draw)
    for hand, made in ((ruled, ruled_forms), (plain, plain))
    for count, draw in (
        (2, issued(hand.national_tax)),
        (2, issued(hand.local_tax)),
        (2, issued(hand.registration)),
        (2, issued(hand.confirmation)),
        (1, issued(hand.market)),
        (1, issued(hand.statement)),
        (1, signed(made.application)),
        (1, signed(made.consent)),
    )
)
SHORT: dict[Family, str] = {"office": "office print", "hand": "other hand", "kit": ""}


WAYS_OF: dict[Family, tuple[str, ...]] = {
    "office": ("text", "scan300", "scan200", "scan150", "phone", "picture"),
    "hand": ("text", "scan300", "scan200", "scan150", "phone"),
}


def _cards(family: Family, way: str) -> Cards:
    if family == "hand":
        return HAND
    return {"text": OFFICE_TEXT, "picture": OFFICE_PICTURE}.get(way, OFFICE)


def _classes() -> tuple[Class, ...]:
    by_name = {way.name: way for way in (*WAYS, PICTURE)}
    drawn = []
    for family, names in WAYS_OF.items():
        for name in names:
            way = by_name[name]
            room = 1 if name == "picture" else MOST_IN_FILE
            draw = partial(fill, cards=_cards(family, name), faces=OUTSIDE, room=room)
            title = f"{SHORT[family]}: {way.title}"
            drawn.append(Class(f"{family}-{name}", title, family, way, room, draw))
    kit = (Class(way.name, way.title, "kit", way, MOST_IN_FILE, fill) for way in WAYS)
    return (*drawn, *kit)


CLASSES = _classes()
"""Every class, in the order of the tables."""

BY_NAME = {one.name: one for one in CLASSES}
