"""Whole applicants: six papers each, all in order or with one fault planted.

Certificates stand in the offices' layouts or in another hand's, forms in those of several
firms; what arrives is a folder of files, as `intake check` takes it.
"""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

import pypdf
from specimens.company import Company
from specimens.fonts import set_in
from specimens.form_files import Format
from specimens.paper import Paper

from accuracy.deck import Bundle
from accuracy.faces import OUTSIDE
from accuracy.firms import draw_firm
from accuracy.hands import plain, ruled
from accuracy.offices import card, confirmations, consents, forms, hometax, local_tax, sme
from accuracy.offices.page import as_pictures
from accuracy.taking import PICTURE, WAYS

Arrival = Literal["text", "mixed", "scan200"]
ARRIVALS: dict[Arrival, str] = {
    "text": "text papers, forms of word processors",
    "mixed": "as browsers leave them: local tax and confirmation are pictures",
    "scan200": "scans, 200 dpi",
}
SEOUL = dt.timezone(dt.timedelta(hours=9))
CLOSES = dt.datetime(2025, 5, 13, 18, 0, tzinfo=SEOUL)
MEDICAL = (
    *("정형외과용 및 신체보정용 기기", "그 외 기타 의료용 기기", "체외 진단 시약", "치과용 기기"),
    *("동물용 의약품", "한의약품", "의료용품 및 기타 의약 관련제품", "전기식 진단 및 요법 기기"),
)
"""Trades that lie in the field of the notice beyond question."""

NAMES: dict[str, tuple[str, ...]] = {
    "application-form": ("1. 사업 참가신청서", "참가신청서_{}", "신청서류①"),
    "consent-form": ("2. 개인정보 동의서", "동의서_{}", "정보활용동의서(날인)"),
    "national-tax-clearance": ("3-1. 국세완납증명서", "국세납세증명_{}", "납세증명서"),
    "local-tax-clearance": ("3-2. 지방세완납증명서", "지방세납세증명_{}", "지방세"),
    "business-registration": ("4. 사업자등록증명원", "사업자등록증명_{}", "사업자등록증명"),
    "sme-confirmation": ("5. 중소기업확인서", "중소기업확인서_{}", "확인서"),
}

Made = Callable[[Company, dt.date, Random], Paper]
NATIONAL: tuple[Made, ...] = (
    *(hometax.national_tax, hometax.national_tax, hometax.national_tax_viewed),
    *(ruled.national_tax, plain.national_tax),
)
LOCAL: tuple[Made, ...] = (
    *(local_tax.local_tax, local_tax.local_tax, local_tax.local_tax),
    *(ruled.local_tax, plain.local_tax),
)
REGISTRATION: tuple[Made, ...] = (
    *(hometax.registration, hometax.registration, hometax.registration),
    *(ruled.registration, plain.registration),
)
CONFIRMATION: tuple[Made, ...] = (
    *(sme.framed, sme.framed, sme.framed_with_branch, sme.form),
    *(ruled.confirmation, plain.confirmation),
)


class Planted(NamedTuple):
    """A fault: the rule that must name it and the statuses that answer it."""

    rule: str
    statuses: tuple[str, ...]


SUPPLEMENT, INELIGIBLE, REVIEW = ("supplement",), ("ineligible",), ("review", "supplement")
FAULTS: dict[str, Planted] = {
    "old-national": Planted("issued-within", SUPPLEMENT),
    "old-local": Planted("issued-within", SUPPLEMENT),
    "old-registration": Planted("issued-within", SUPPLEMENT),
    "other-firm": Planted("same-company", SUPPLEMENT),
    "card-instead": Planted("look-alike", SUPPLEMENT),
    "startup-instead": Planted("look-alike", SUPPLEMENT),
    "missing-local": Planted("required", SUPPLEMENT),
    "lapsed-confirmation": Planted("valid-through-project", SUPPLEMENT),
    "refused": Planted("consent-given", INELIGIBLE),
    "unmarked": Planted("consent-given", SUPPLEMENT),
    "no-day-of-consent": Planted("signed", SUPPLEMENT),
    "unsigned": Planted("signed", REVIEW),
    "deferred-tax": Planted("no-arrears", REVIEW),
    "elsewhere": Planted("located-in", INELIGIBLE),
    "restaurant": Planted("trade", INELIGIBLE),
    "late": Planted("received-in-window", ("late",)),
    "only-to-look-at": Planted("altered", REVIEW),
}
"""Every fault; what the contract, section 7, makes of it decides the statuses."""


@dataclass(frozen=True)
class Applicant:
    """One applicant's files by name; ``planted`` is "" where all is in order."""

    number: int
    arrival: Arrival
    planted: str
    received_at: dt.datetime
    files: dict[str, bytes] = field(repr=False)
    layouts: tuple[str, ...]


FIRST: dict[Arrival, int] = {"text": 0, "mixed": 5, "scan200": 9}
"""With which fault each arrival begins, so that few applicants show all of them."""


def list_planted(count: int, arrival: Arrival) -> Iterator[str]:
    """Yield as many applicants in order as bad ones, *count* of each, faults in turn."""
    names = tuple(FAULTS)
    for number in range(count):
        yield ""
        yield names[(FIRST[arrival] + number) % len(names)]


def draw_applicant(
    seed: int,
    number: int,
    arrival: Arrival,
    planted: str,
    *,
    faces: Mapping[str, tuple[str, str]] = OUTSIDE,
) -> Applicant:
    """Return the applicant with this *number*: the same files every time."""
    chance = Random(f"{seed}/applicant/{arrival}/{number}")
    firm = _firm(chance, planted)
    received_at = dt.datetime(2025, 5, chance.randint(8, 12), chance.randint(9, 20), tzinfo=SEOUL)
    if planted == "late":
        received_at = CLOSES + dt.timedelta(seconds=1)
    with set_in(*chance.choice(tuple(faces.values()))):
        papers = list(_papers(firm, received_at.date(), planted, arrival, chance))
    files = _arrive(papers, firm, arrival, chance)
    layouts = tuple(f"{paper.type}, {paper.layout}" for paper in papers)
    return Applicant(number, arrival, planted, received_at, files, layouts)


def _firm(chance: Random, planted: str) -> Company:
    firm = draw_firm(chance, corporation=True if planted == "other-firm" else None)
    items = chance.sample(MEDICAL, chance.randint(1, 2))
    trades = tuple(("제조업", item) for item in items)
    if planted == "restaurant":
        trades = (("숙박 및 음식점업", "한식 일반 음식점업"),)
    where = {"province": firm.province, "city": firm.city}
    if planted == "elsewhere":
        where = {"province": "경기도", "city": "화성시"}
    elif not firm.province.startswith("강원"):
        where = {"province": "강원특별자치도", "city": "원주시"}
    return dataclasses.replace(firm, trades=trades, subordinate_places=(), **where)


def _papers(
    firm: Company, received: dt.date, planted: str, arrival: Arrival, chance: Random
) -> Iterator[Paper]:
    """Yield the papers of an application in the notice's order, one of them at fault."""
    signed = received - dt.timedelta(days=chance.randint(0, 2))
    form: Format = "pdf" if arrival == "scan200" else chance.choice(("pdf", "docx", "hwpx"))
    filled = forms.fill_in(firm, signed, chance)
    yield forms.application_as(filled, chance, form)
    answer: consents.Answer = "agreed"
    if planted in ("refused", "unmarked"):
        answer = "refused" if planted == "refused" else "unmarked"
    yield consents.consent_as(
        firm,
        None if planted == "no-day-of-consent" else signed,
        chance,
        form,
        answers=("agreed", answer),
        signed=planted != "unsigned",
    )

    def recent() -> dt.date:
        return received - dt.timedelta(days=chance.randint(1, 20))

    old = received - dt.timedelta(days=chance.randint(95, 160))
    if planted == "deferred-tax":
        yield hometax.national_tax(firm, recent(), chance, deferred=True)
    else:
        yield chance.choice(NATIONAL)(firm, old if planted == "old-national" else recent(), chance)
    if planted != "missing-local":
        yield chance.choice(LOCAL)(firm, old if planted == "old-local" else recent(), chance)
    if planted == "card-instead":
        yield card.card(firm, firm.registered_on, chance)
    elif planted == "only-to-look-at":
        yield hometax.registration_viewed(firm, recent(), chance)
    else:
        day = old if planted == "old-registration" else recent()
        yield chance.choice(REGISTRATION)(firm, day, chance)
    if planted == "startup-instead":
        yield confirmations.startup(firm, recent(), chance)
        return
    whose = draw_firm(chance, corporation=True) if planted == "other-firm" else firm
    lapsed = planted == "lapsed-confirmation"
    day = dt.date(2024, 5, chance.randint(2, 28)) if lapsed else received - dt.timedelta(days=9)
    yield chance.choice(CONFIRMATION)(whose, day, chance)


def _arrive(
    papers: list[Paper], firm: Company, arrival: Arrival, chance: Random
) -> dict[str, bytes]:
    """Return the files by name as they arrive; of scans two in five are one file with all."""
    scan = next(way for way in WAYS if way.name == "scan200")
    turn = chance.randint(0, 2)
    if arrival == "scan200" and chance.random() < 0.4:
        writer = pypdf.PdfWriter()
        for paper in papers:
            writer.append(io.BytesIO(paper.data))
        buffer = io.BytesIO()
        writer.write(buffer)
        bundle = Bundle(buffer.getvalue(), (), len(writer.pages))
        return {f"{firm.bare_name} 신청서류 일체.pdf": scan.take(bundle, chance).data}
    files: dict[str, bytes] = {}
    for paper in papers:
        spoken = NAMES.get(paper.type, (paper.title,) * 3)[turn].format(firm.bare_name)
        data, suffix = paper.data, paper.suffix
        if arrival == "scan200":
            data = scan.take(Bundle(data, (), 1), chance).data
        elif arrival == "mixed" and paper.layout == "wetax":
            data = as_pictures(data, 300)
        elif arrival == "mixed" and paper.layout.startswith("fret"):
            data, suffix = PICTURE.take(Bundle(data, (), 1), chance).data, ".png"
        files[f"{len(files) + 1:02} {spoken}{suffix}"] = data
    return files
