"""From the sheets of one paper to its values: what is printed where, and how sure it is.

A document type says how each field is printed (`Printed`); this module finds the place,
reads it in every reading of the sheet, and settles how certain the value is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

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
from extractors.layout import COLUMN, Row, Sheet, around
from extractors.model import Box, Document, IssuedDocument, Page, Value
from extractors.places import Finder, Place

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


class Part(NamedTuple):
    """A part of a form, by words of its heading and of the headings of other parts.

    ``unnamed`` tells whether a place under no such heading belongs to it.
    """

    named: tuple[str, ...]
    others: tuple[str, ...]
    unnamed: bool

    def holds(self, heads: Sequence[str]) -> bool:
        """Tell whether a place under *heads*, the nearest first, belongs to this part."""
        words = sorted((*self.named, *self.others), key=len, reverse=True)
        for head in heads:
            said = {word in self.named for word in re.findall("|".join(words) or "$^", head)}
            if len(said) == 1:
                return said.pop()
        return self.unnamed


ANYWHERE = Part((), (), unnamed=True)


@dataclass(frozen=True)
class Printed:
    """How a field is printed: its labels, and the parser that is its grammar.

    ``labels`` stand in the order in which they are preferred.  ``wrap`` lets the value run
    over several rows where no cell bounds it.  ``part`` is where in a form it stands;
    ``template`` is what the empty form prints near the place.
    """

    labels: tuple[str, ...]
    parse: Parser[Any]
    wrap: bool = False
    part: Part = ANYWHERE
    template: tuple[str, ...] = ()


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
    """Read *printed* at the first of its places that says something; None without one.

    Where one label stands before different values, or numbers and days differ, nothing
    says which of them is meant: none is certain.
    """
    places = finder.places(printed.labels, wrap=printed.wrap)
    places = [place for place in places if printed.part.holds(place.heads)]
    values = [(place.label, value_at(place, printed, paper)) for place in places]
    said = [(label, value) for label, value in values if value.value is not None]
    seen = [(label, value) for label, value in values if value.raw]
    chosen = next(iter(said or seen or values), None)
    if chosen is None:
        return None
    label, value = chosen
    rivals = [v for other, v in said if _by_grammar(printed) or other.name == label.name]
    return value if _agree(rivals) else _doubted(value)


def value_at(place: Place, printed: Printed, paper: Paper) -> Value[Any]:
    """Read the text at *place*; what is there and cannot be read keeps what was seen.

    An empty place is not blank for certain where something stands near it that no label
    explains, or a picture lies on it.
    """
    page = paper.source(place.page)
    parsed = printed.parse(place.text)
    blank = parsed is None and is_blank(place.text)
    start, end = (parsed.start, parsed.end) if parsed else (0, len(place.text))
    box = place.box(start, end)
    certain = (parsed is not None or blank) and page.source != "ocr"
    if blank and (_has_strays(place, printed) or covers(page.pictures, place.region)):
        certain = False
    if place.unsure and not _by_grammar(printed):
        certain = False
    return Value(
        value=parsed.value if parsed else None,
        raw="" if blank else single_spaced(place.text[start:end]),
        page=place.page,
        box=box,
        certain=certain,
        because="text" if certain else None,
        source=page.source,
    )


def _has_strays(place: Place, printed: Printed) -> bool:
    known = {squash(text) for text in printed.template}
    return any(squash(stray) not in known for stray in place.strays if squash(stray))


def covers(pictures: Sequence[Box], region: Box) -> bool:
    """Tell whether one of *pictures* lies on *region*."""
    return any(
        p.x0 < region.x1 and p.x1 > region.x0 and p.y0 < region.y1 and p.y1 > region.y0
        for p in pictures
    )


def _by_grammar(printed: Printed) -> bool:
    return printed.parse in WITH_GRAMMAR


def _doubted(value: Value[Any]) -> Value[Any]:
    return value.model_copy(update={"certain": False, "because": None})


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
    if first.source != "ocr" or not _by_grammar(printed):
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

    Labelled, or alone in its column between the closing sentence and the issuer.  Where the
    sheet that closes shows no day, one on a later sheet is another day.
    """
    labelled = read_place(finder, _ISSUE_DAY, paper)
    if labelled is not None and labelled.value is not None:
        return labelled, True
    for sheet in finder.sheets:
        free = [row for row in sheet.rows if not finder.is_value(row)]
        days = [day for row in free for day in _lone_date(row, finder)]
        closing = _closing(sheet)
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


def _closing(sheet: Sheet) -> float | None:
    """Return where the last closing sentence ends; it may break over two rows."""
    found = None
    for row, before in zip(sheet.rows, (None, *sheet.rows), strict=False):
        said = squash(row.text)
        joined = squash(before.text)[-8:] + said if before else said
        if any(sentence in joined for sentence in _CLOSING):
            found = row.box.y0
    return found


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


def _lone_date(row: Row, finder: Finder) -> Iterator[tuple[Row, Parsed[dt.date]]]:
    """Yield the dates that fill their column of a row, the issuer's name apart.

    What a label stands before is that label's date: 개업일 and 사업자등록일 look the same.
    """
    for day in dates_in(row.text):
        left = row.text.rfind(COLUMN, 0, day.start) + 1
        right = row.text.find(COLUMN, day.end)
        right = right if right >= 0 else len(row.text)
        labelled = any(
            label.end <= day.start and not squash(row.text[label.end : day.start])
            for label in finder.labels_in(row)
        )
        rest = squash(row.text[left : day.start] + " " + row.text[day.end : right])
        if not labelled and (not rest or rest.endswith(_ISSUERS)):
            yield row, day


def _is_issuer(row: Row) -> bool:
    """Tell whether a column of *row* is the name of an office."""
    columns = [squash(column) for column in (row.text, *row.text.split(COLUMN))]
    return any(len(said) <= 30 and office in said for said in columns for office in _ISSUERS)
