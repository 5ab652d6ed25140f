"""From the sheets of one paper to its values: what is printed where, and how sure it is.

A document type says how each field is printed (`Printed`); this module finds the place,
reads it in every reading of the sheet, and settles how certain the value is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from extractors.korean import (
    Parsed,
    Parser,
    business_number_is_possible,
    dates_in,
    has_legal_form,
    is_blank,
    parse_business_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    single_spaced,
    squash,
)
from extractors.layout import Finder, Place, Row, Sheet, around
from extractors.model import Document, IssuedDocument, Page, Value

Fields = dict[str, Value[Any]]

WITH_GRAMMAR: frozenset[Callable[..., Any]] = frozenset(
    {
        parse_business_number,
        parse_corporate_number,
        parse_date,
        parse_first_date,
        parse_last_date,
    }
)
"""Parsers that refuse most misreadings.  Only for their values do two readings that agree
count as certain: on Hangul names two networks share one mistake in twenty, and both lose
the hyphens of a certificate's number alike."""


@dataclass(frozen=True)
class Printed:
    """How a field is printed: its labels, and the parser that is its grammar.

    ``wrap`` lets the value run over several rows where no cell bounds it.
    """

    labels: tuple[str, ...]
    parse: Parser[Any]
    wrap: bool = False


def printed_fields(kind: type[Document]) -> dict[str, Printed]:
    """Return how each field of *kind* is printed, by field name."""
    return {
        name: entry
        for name, info in kind.model_fields.items()
        for entry in info.metadata
        if isinstance(entry, Printed)
    }


class Paper:
    """The sheets of one paper, in each reading."""

    def __init__(self, pages: Sequence[Page], vocabulary: Sequence[str]) -> None:
        self.pages = tuple(pages)
        self.vocabulary = tuple(vocabulary)

    @property
    def by_ocr(self) -> bool:
        return any(page.source == "ocr" for page in self.pages)

    @cached_property
    def finders(self) -> tuple[Finder, ...]:
        """One finder for each reading that the first sheet has."""
        readings = max((len(page.readings) for page in self.pages), default=0)
        return tuple(
            Finder([Sheet(page, reading) for page in self.pages], self.vocabulary)
            for reading in range(readings)
        )

    @cached_property
    def text(self) -> str:
        """Everything printed, squashed, in all readings: for marks that confirm a type."""
        return "\n".join(
            squash(row.text)
            for finder in self.finders
            for sheet in finder.sheets
            for row in sheet.rows
        )

    def source(self, number: int) -> Page:
        return next(page for page in self.pages if page.number == number)


def read_fields(kind: type[Document], paper: Paper) -> Fields:
    """Read every printed field of *kind* in *paper*; what has no place is left out."""
    fields: Fields = {}
    for name, printed in printed_fields(kind).items():
        value = settle([read_place(f, printed, paper) for f in paper.finders], printed)
        if value is not None:
            fields[name] = value
    if _is_of_a_person(fields):
        del fields["corporate_number"]
    if issubclass(kind, IssuedDocument) and "issued_on" not in fields:
        days = [found for finder in paper.finders if (found := _issue_day(finder, paper))]
        day = settle([value for value, _ in days], _ISSUE_DAY)
        if day is not None:
            placed = all(is_placed for _, is_placed in days)
            unsure = {"certain": False, "because": None}
            fields["issued_on"] = day if placed else day.model_copy(update=unsure)
    return fields


def _is_of_a_person(fields: Fields) -> bool:
    """Tell whether the starred number in a cell for either is a person's, not a firm's."""
    number, name = fields.get("corporate_number"), fields.get("company_name")
    if number is None or "*" not in number.raw:
        return False
    return name is None or not name.value or not has_legal_form(name.value)


def read_place(finder: Finder, printed: Printed, paper: Paper) -> Value[Any] | None:
    """Read *printed* at the first of its places that says something; None without one."""
    values = [
        value_at(place, printed.parse, paper)
        for place in finder.places(printed.labels, wrap=printed.wrap)
    ]
    said = [v for v in values if v.value is not None]
    seen = [v for v in values if v.raw]
    value = next(iter(said or seen or values), None)
    if value is not None and printed.parse in WITH_GRAMMAR and not _agree(said):
        return value.model_copy(update={"certain": False, "because": None})
    return value


def value_at(place: Place, parse: Parser[Any], paper: Paper) -> Value[Any]:
    """Read the text at *place*; what is there and cannot be read keeps what was seen."""
    source = paper.source(place.page).source
    parsed = parse(place.text)
    blank = parsed is None and is_blank(place.text)
    certain = (parsed is not None or blank) and source != "ocr"
    start, end = (parsed.start, parsed.end) if parsed else (0, len(place.text))
    return Value(
        value=parsed.value if parsed else None,
        raw="" if blank else single_spaced(place.text[start:end]),
        page=place.page,
        box=place.box(start, end),
        certain=certain,
        because="text" if certain else None,
        source=source,
    )


def settle(readings: Sequence[Value[Any] | None], printed: Printed) -> Value[Any] | None:
    """Make one value of what each reading of the same sheet saw.

    A business number is certain by its check digit, any value with a grammar when two
    readings agree on it; nothing else read by OCR is certain from one paper.
    """
    found = [value for value in readings if value is not None]
    if not found:
        return None
    said = [value for value in found if value.value is not None]
    if not said:
        return next((value for value in found if value.raw), found[0])
    first = said[0]
    if first.source != "ocr" or printed.parse not in WITH_GRAMMAR:
        return first
    if printed.parse is parse_business_number:
        possible = [v for v in said if business_number_is_possible(str(v.value))]
        if possible and _agree(possible):
            return possible[0].model_copy(update={"certain": True, "because": "check-digit"})
    if len(said) >= 2 and _agree(said):
        return first.model_copy(update={"certain": True, "because": "two-readings"})
    return first


def confirm_by_days(fields: Fields, start: str, end: str, days: int) -> Fields:
    """Make two dates certain that lie *days* apart, as the form prints them.

    Source: 국세징수법 시행령 제96조, 지방세징수법 시행령 제7조 (validity of 30 days).
    """
    first, last = fields.get(start), fields.get(end)
    if first is None or last is None or first.value is None or last.value is None:
        return fields
    if last.value - first.value != dt.timedelta(days=days):
        return fields
    sure = {"certain": True, "because": "relation"}
    return fields | {
        name: value.model_copy(update=sure)
        for name, value in ((start, first), (end, last))
        if not value.certain
    }


def _agree(values: Sequence[Value[Any]]) -> bool:
    return len({value.value for value in values}) <= 1


# ── the day of issue, which most papers print without a label ─────────────────────────

_ISSUE_DAY = Printed(("발급일", "발급일자", "발행일", "발행일자", "발급연월일"), parse_date)
_CLOSING = ("증명합니다", "증명함", "확인합니다", "확인함", "인증합니다", "증명하여드립니다")
_ISSUERS: tuple[str, ...] = (
    "세무서장",
    "지방국세청장",
    "시장",
    "군수",
    "구청장",
    "읍장",
    "면장",
    "동장",
    "장관",
)
_ISSUERS += ("중소기업청장", "협의체", "이사장", "본부장", "등기소", "회장", "위원장")
ISSUE_LABELS = _ISSUE_DAY.labels


def _issue_day(finder: Finder, paper: Paper) -> tuple[Value[dt.date], bool] | None:
    """Read the day of issue, and tell whether its place leaves no doubt that it is one.

    Labelled, or alone on its row between the closing sentence and the issuer.  Where the
    sheet that closes shows no day, one on a later sheet is another day.
    """
    labelled = read_place(finder, _ISSUE_DAY, paper)
    if labelled is not None and labelled.value is not None:
        return labelled, True
    for sheet in finder.sheets:
        days = [day for row in sheet.rows for day in _lone_date(row)]
        closing = max((r.box.y0 for r in sheet.rows if _says(r, _CLOSING)), default=None)
        issuer = max((r.box.y1 for r in sheet.rows if _is_issuer(r)), default=None)
        after = [d for d in days if closing is not None and d[0].box.y0 > closing - 0.005]
        between = [d for d in after if issuer is not None and d[0].box.y0 < issuer]
        signed = [d for d in days if issuer is not None and d[0].box.y0 < issuer]
        chosen = between or after or signed
        if chosen:
            placed = bool(between) and len({day.value for _, day in chosen}) == 1
            return _day_value(sheet, chosen[-1], placed=placed), placed
        if closing is not None or issuer is not None:
            break
    return (labelled, True) if labelled is not None else None


def _day_value(sheet: Sheet, found: tuple[Row, Parsed[dt.date]], *, placed: bool) -> Value[dt.date]:
    row, day = found
    source = sheet.page.source
    certain = placed and source != "ocr"
    return Value(
        value=day.value,
        raw=single_spaced(row.text[day.start : day.end]),
        page=sheet.page.number,
        box=around([word.box for word in row.words_at(day.start, day.end)]),
        certain=certain,
        because="text" if certain else None,
        source=source,
    )


def _lone_date(row: Row) -> Iterator[tuple[Row, Parsed[dt.date]]]:
    """Yield the date of a row that holds nothing else, its issuer apart."""
    for day in dates_in(row.text):
        rest = squash(row.text[: day.start] + " " + row.text[day.end :])
        if not rest or rest.endswith(_ISSUERS):
            yield row, day


def _says(row: Row, sentences: Sequence[str]) -> bool:
    return any(sentence in squash(row.text) for sentence in sentences)


def _is_issuer(row: Row) -> bool:
    said = squash(row.text)
    return len(said) <= 30 and any(office in said for office in _ISSUERS)
