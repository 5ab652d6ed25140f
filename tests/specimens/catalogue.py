"""Every paper in every layout, one after another, for looking at and for testing readers."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from itertools import product

from specimens import near_misses, other_papers
from specimens.application import COVER_LAYOUTS, application_form
from specimens.company import Company, invent
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
from specimens.consent import consent_form
from specimens.form_blocks import ChoiceShape, TickStyle
from specimens.form_files import FORMATS
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

ISSUED_ON = dt.date(2025, 4, 30)
SIGNED_ON = dt.date(2025, 5, 8)
ANSWERED: tuple[tuple[TickStyle, ChoiceShape], ...] = (
    ("ballot", "before"),
    ("square", "after"),
    ("root", "cells"),
    ("bracket", "before"),
    ("circle", "cells"),
    ("typed", "after"),
    ("overtyped", "before"),
    ("drawn", "before"),
    ("drawn", "cells"),
    ("control", "before"),
    ("symbol-font", "before"),
)

Draw = Callable[[Company], Paper]


def catalogue(seed: int = 51) -> Iterator[tuple[str, Paper]]:
    """Yield a file name without suffix and the paper, the companies taking turns."""
    for number, draw in enumerate(_drawings(), start=1):
        sole = number % 5 == 0
        paper = draw(invent(seed + number % 10, corporation=not sole, subordinates=3))
        yield f"{number:02}-{paper.type}-{paper.layout}", paper


@cache
def papers() -> Mapping[str, Paper]:
    """Return the papers of the catalogue by their names, drawn once in a process."""
    return dict(catalogue())


def _drawings() -> Iterator[Draw]:
    for national in NATIONAL_LAYOUTS:
        yield partial(national_tax_clearance, issued_on=ISSUED_ON, layout=national)
    yield partial(
        national_tax_clearance,
        issued_on=ISSUED_ON,
        valid_until=dt.date(2025, 5, 10),
        hide_address=True,
        deferrals=[["납부연장", "3개월", "2024-2", "부가세", "2025-07-25", "4,120,000", "0"]],
    )
    for local, two_pages in product(LOCAL_LAYOUTS, (False, True)):
        yield partial(local_tax_clearance, issued_on=ISSUED_ON, layout=local, two_pages=two_pages)
    for certificate in CERTIFICATE_LAYOUTS:
        yield partial(business_registration, issued_on=ISSUED_ON, layout=certificate)
    for card in CARD_LAYOUTS:
        yield partial(business_registration_card, issued_on=dt.date(2021, 12, 14), layout=card)
    for statement in STATEMENT_LAYOUTS:
        yield partial(subordinate_places, issued_on=ISSUED_ON, layout=statement)
    for confirmation in CONFIRMATION_LAYOUTS:
        yield partial(sme_confirmation, issued_on=ISSUED_ON, layout=confirmation)
    yield partial(sme_confirmation, issued_on=ISSUED_ON, size="소기업")
    yield partial(sme_confirmation, issued_on=ISSUED_ON, size="중기업", purpose="공공기관 입찰용")
    for market in MARKET_LAYOUTS:
        yield partial(
            technology_market,
            issued_on=ISSUED_ON,
            certified_on=dt.date(2023, 3, 8),
            layout=market,
        )
    for file_format, cover in product(FORMATS, COVER_LAYOUTS):
        yield partial(application_form, signed_on=SIGNED_ON, file_format=file_format, layout=cover)
    for file_format in FORMATS:
        yield partial(
            application_form,
            signed_on=None,
            file_format=file_format,
            sheets=("details",),
            examples="kept",
        )
        for style, shape in ANSWERED:
            yield partial(
                consent_form,
                signed_on=SIGNED_ON,
                file_format=file_format,
                style=style,
                shape=shape,
            )
    yield partial(startup_confirmation, issued_on=ISSUED_ON)
    yield partial(deemed_sme_confirmation, issued_on=ISSUED_ON)
    for kind in OTHERS:
        yield partial(other_confirmation, issued_on=ISSUED_ON, kind=kind)
    for draw in (
        partial(near_misses.business_status, kind="휴업"),
        near_misses.business_status,
        near_misses.national_tax_payment_record,
        near_misses.local_tax_payment_record,
        near_misses.local_tax_assessment,
        other_papers.social_insurance_clearance,
        other_papers.factory_registration,
        near_misses.financial_statement,
    ):
        yield partial(draw, issued_on=ISSUED_ON)
    yield lambda company: other_papers.corporate_register(invent(company.seed), issued_on=ISSUED_ON)
