"""From the sheets of one paper to its values: what is printed where, and how sure it is.

A document type says how each field is printed (`Printed`); this module finds the place,
reads it in every reading of the sheet, and settles how certain the value is.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.fields.addresses import (
    is_whole_address,
    misspells_its_district,
    names_a_place,
    parse_address,
)
from extractors.fields.by_pen import before_marks
from extractors.fields.chosen import with_boxes
from extractors.fields.hints import Words, is_hint, is_sample, without_hints, without_hints_in_prose
from extractors.fields.issuing import ISSUE_LABELS, find_issue_day
from extractors.fields.joined import part_of
from extractors.fields.layout import Row, Sheet, around
from extractors.fields.place import Place
from extractors.fields.places import Finder
from extractors.korean import (
    Parser,
    business_number_is_possible,
    has_legal_form,
    is_blank,
    jamo,
    lacks_a_letter,
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    parse_name,
    says_none,
    single_spaced,
    squash,
)
from extractors.model import Box, Document, IssuedDocument, Page, Value
from extractors.reader.alphabet import fold
from extractors.ticks import parse_chosen, ticks_in

V = TypeVar("V")
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
"""Parsers that know where their value ends: what stands beside it cannot become part of it."""

LEAST_CERTAINTY, LEAST_CERTAINTY_OF_WORDS = 0.6, 0.95
"""A value with a sign of which our reader is less sure than this is not certain, agreed upon
or not; how sure it is proves nothing the other way (docs/reader.md).  Numbers, days and amounts
have a grammar, options are few; of names both readers may lose the same stroke, as in 봄, 봉."""
_AMOUNT = re.compile(r"(?:약|금)?[\d,.\s]*\d\s?(?:[십백천만억]{0,2}\s?원(?:정|\s?이내)?)?")


class FormPart(NamedTuple):
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


ANYWHERE = FormPart((), (), unnamed=True)


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
    part: FormPart = ANYWHERE
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
    """The sheets of one paper, in each reading; ``is_form`` says that applicants fill it in."""

    def __init__(
        self, pages: Sequence[Page], vocabulary: Sequence[str], *, is_form: bool = False
    ) -> None:
        self.pages = tuple(pages)
        self.vocabulary = tuple(vocabulary)
        self.is_form = is_form

    def knows(self, said: str) -> bool:
        """Tell whether *said*, squashed, is a label."""
        return said in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(map(squash, self.vocabulary))

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
    parsers = {name: printed.parse for name, printed in printed_fields(kind).items()}
    settled = {
        name: settle(readings, parsers.get(name))
        for name, readings in read_apart(kind, paper).items()
    }
    fields = {name: value for name, value in settled.items() if value is not None}
    if kind.is_form and paper.by_ocr:
        fields |= _mentioned(kind, paper, fields)
    if _is_of_a_person(fields):
        del fields["corporate_number"]
    return fields


LEAST_MENTION, LIKE_A_LABEL = 4, 80  # syllables; hundredths of jamo that are the same
MOST_MISREAD = 0.25  # of the syllables of a label


def _mentioned(kind: type[Document], paper: Paper, found: Fields) -> Fields:
    """Return what stands there and cannot be read: the rows of a scan that name a label.

    A label misread among others has no place; its entry is there all the same.  What is another
    label is none.
    """
    rows = [
        (row, _without_labels(row, finder), sheet)
        for finder in paper.finders
        for sheet in finder.sheets
        for row in sheet.rows
    ]
    seen: Fields = {}
    for name, printed in printed_fields(kind).items():
        labels = [label for x in printed.labels if len(label := squash(x)) >= LEAST_MENTION]
        if name in found:
            continue
        for row, said, sheet in rows:
            if any(_names(said, label) for label in labels):
                value = value_in(sheet, [row], None, single_spaced(row.text))
                seen[name] = _doubted(value)
                break
    return seen


def _without_labels(row: Row, finder: Finder) -> str:
    """Return what *row* says beside the labels found in it, squashed."""
    said = list(row.text)
    for label in finder.labels_in(row):
        said[label.start : label.end] = " " * (label.end - label.start)
    return squash("".join(said))


def _names(said: str, label: str) -> bool:
    """Tell whether *said* holds *label* with few of its syllables misread, each of them alike."""
    spelled, seen = jamo(label), jamo(said)
    if len(seen) < len(spelled) or fuzz.partial_ratio(spelled, seen) < LIKE_A_LABEL:
        return False
    near = fuzz.partial_ratio_alignment(label, said)
    if near is None:
        return False
    there = said[near.dest_start : near.dest_end]
    apart = Levenshtein.distance(label, there)
    return len(there) == len(label) and apart <= max(1, int(MOST_MISREAD * len(label)))


def read_apart(kind: type[Document], paper: Paper) -> dict[str, list[SeenValue | None]]:
    """Return what each reading of *paper* shows for each printed field of *kind*."""
    apart = {
        name: [read_place(finder, printed, paper) for finder in paper.finders]
        for name, printed in printed_fields(kind).items()
    }
    if issubclass(kind, IssuedDocument) and not any(apart.get("issued_on", ())):
        days = [_issue_day(finder, paper) for finder in paper.finders]
        # A seal over the issuer's name may hide it from one reader: one that saw it is enough.
        placed = [day.value.box for day in days if day is not None and day.sound]
        apart["issued_on"] = [
            day and day._replace(sound=covers(placed, day.value.box)) for day in days
        ]
    return apart


_ISSUE_DAY = Printed(ISSUE_LABELS, parse_date)


def _issue_day(finder: Finder, paper: Paper) -> SeenValue | None:
    """Read the day of issue: behind its label, else where it stands alone."""
    labelled = read_place(finder, _ISSUE_DAY, paper)
    if labelled is not None and labelled.value.value is not None:
        return labelled
    found = find_issue_day(finder)
    if found is None:
        return labelled
    source = found.sheet.page.source
    certain = found.sure and source != "ocr"
    value: Value[dt.date] = Value(
        value=found.day,
        raw=found.raw,
        page=found.sheet.page.number,
        box=found.box,
        certain=certain,
        because="text" if certain else None,
        source=source,
    )
    return SeenValue(value, found.sure)


def _is_of_a_person(fields: Fields) -> bool:
    """Tell whether the starred number in a cell for either is a person's, not a firm's."""
    number, name = fields.get("corporate_number"), fields.get("company_name")
    if number is None or "*" not in number.raw:
        return False
    return name is None or not name.value or not has_legal_form(name.value)


class SeenValue(NamedTuple):
    """A value in one reading of a sheet.

    ``sound`` tells whether its place leaves no doubt: nothing else may be meant, all of its
    print was read and none of its neighbours', no sign of it is a guess.  ``placed`` says only
    that it stands where it is asked for, and that no ink was left out beside it.  ``ticked``
    says that a pen chose it.
    """

    value: Value[Any]
    sound: bool
    placed: bool = False
    ticked: bool = False


def read_place(finder: Finder, printed: Printed, paper: Paper) -> SeenValue | None:
    """Read *printed* at the first of its places that says something; None without one.

    Where one label stands before different values, or numbers and days differ, nothing
    says which of them is meant: none is certain.
    """
    places = finder.places(printed.labels, wrap=printed.wrap)
    places = [place for place in places if printed.part.holds(place.heads)]
    if printed.parse is parse_chosen:
        places = [_with_boxes(place, finder) for place in places]
    if printed.parse is parse_name and paper.is_form and paper.by_ocr:
        places = [before_marks(place, paper.source(place.page)) for place in places]
    values = [_weighed(place, printed, paper) for place in places]
    said = [read for read in values if read.value.value is not None]
    seen = [read for read in values if read.value.raw]
    chosen = next(iter(said or seen or values), None)
    if chosen is None:
        return None
    rivals = [
        other.value
        for other in said
        if _by_grammar(printed) or other.place.label.name == chosen.place.label.name
    ]
    if chosen.contested or not _agree(rivals):
        return SeenValue(_doubted(chosen.value), sound=False)
    place, value = chosen.place, chosen.value
    page = paper.source(place.page)
    begins = value.box._replace(x1=value.box.x0 + value.box.width / 4)
    strays = leaves_ink(page, begins if covers(page.pictures, value.box) else value.box)
    sound = _is_whole(place, value, printed, paper)
    placed = not strays and not place.unsure
    return SeenValue(value, sound, placed=placed, ticked=bool(place.ticked))


def _with_boxes(place: Place, finder: Finder) -> Place:
    """Return *place* and its others with their drawn tick boxes as signs in their texts."""
    sheet = next(sheet for sheet in finder.sheets if sheet.page.number == place.page)
    others = tuple(with_boxes(other, sheet) for other in place.others)
    return replace(with_boxes(place, sheet), others=others)


class _Read(NamedTuple):
    """What stands at a place of a label; ``contested`` where another place says otherwise."""

    place: Place
    value: Value[Any]
    contested: bool = False


def _weighed(place: Place, printed: Printed, paper: Paper) -> _Read:
    """Read the likeliest place of a label at which something stands that can be its value.

    A number under its label is it although a title stands at the right.  Numbers and days
    have a grammar so strict that two places which fit it leave doubt.
    """
    read = [
        _Read(one, value_at(one, printed, paper)) for one in (place, *place.others[:MOST_OTHERS])
    ]
    fitting = [one for one in read if one.value.value is not None and _is_likely(one, printed)]
    blank = read[0].value.value is None and not read[0].value.raw
    if not fitting or (blank and not _is_strict(printed)):
        return read[0]
    first = fitting[0]
    if not _is_strict(printed):
        return first
    return first._replace(contested=blank or not _agree([one.value for one in fitting]))


MOST_OTHERS = 4


def _is_strict(printed: Printed) -> bool:
    return _by_grammar(printed) or printed.parse is parse_certificate_number


def _is_likely(read: _Read, printed: Printed) -> bool:
    """Tell whether a text can be what is asked for: an address names a place."""
    return printed.parse is not parse_address or names_a_place(str(read.value.value))


def _is_whole(place: Place, value: Value[Any], printed: Printed, paper: Paper) -> bool:
    """Tell whether a value that OCR read is all that stands there, and nothing else.

    Readers share the picture of a line, so that their agreement says nothing about a line
    that was cut short, left out or run together with its neighbour.
    """
    page = paper.source(place.page)
    if page.source != "ocr":
        return True
    if place.ticked is None and leaves_ink(page, value.box):
        return False
    if UNREADABLE in value.raw:
        return False
    few = _by_grammar(printed) or printed.parse is parse_chosen or _AMOUNT.fullmatch(value.raw)
    if place.certainty < (LEAST_CERTAINTY if few else LEAST_CERTAINTY_OF_WORDS):
        return False
    if printed.parse is parse_certificate_number:
        return not (_MERGED.search(value.raw) or lacks_a_letter(str(value.value)))
    if _by_grammar(printed):
        return True
    if printed.parse is parse_address and misspells_its_district(str(value.value)):
        return False
    if place.ticked is not None:
        return place.ticked and not place.unsure
    ticks = [square.box for square in page.squares]
    return _wording(place, printed, paper).sure and not (
        place.unsure or _ODD.search(value.raw) or covers(ticks, value.box)
    )


UNREADABLE = "?"
"""What our reader writes for print of which it sees a part only."""
_MERGED = re.compile(r"\d{7,}-|-\d{7,}")
"""Groups of a certificate's number are shorter: a hyphen was lost, which both readers do."""
_ODD = re.compile(
    r"\d{3}-\d{2}-\d{5}|\d{6}-\d{7}|[\[\]{}|<>#×*=]|\d\."
    r"|(?<!\d)8동|\d{4,}동|[가-힣]동\s?[가-힣]{2,}\)|[)\d][A-Z][a-z]{4,}"
    r"|[로길]\d+(?:-\d+)?[층호동]|[A-Z]-?\d{3,}층|\d{3,}층|\d{5,}호|[로길]\d{5,}"
)
"""What stands in no name or address: another field's number, remnants of tick boxes and rules,
a full stop after a number, which is a comma that both readers misread, an 8동 that may be B동,
what looks like a comma or a blank that both lost (N-18 2층 as N-182층), and a label's English."""


def leaves_ink(page: Page, read: Box) -> bool:
    """Tell whether ink was left out that may belong to what was *read* on a scan.

    What is left of a seal or a signature is none where it does not run through the print.
    """
    for unread in page.unread:
        if is_near(unread, read):
            marks = [mark for mark in page.pictures if mark.holds(unread.middle)]
            if not marks or covers(marks, read):
                return True
    return False


def is_near(unread: Box, read: Box) -> bool:
    """Tell whether ink that no reader saw stands where a value's print would go on."""
    high = read.height
    return (
        unread.x1 > read.x0 - high
        and unread.x0 < read.x1 + high
        and unread.y1 > read.y0 - 0.3 * high
        and unread.y0 < read.y1 + 0.6 * high
    )


def value_at(place: Place, printed: Printed, paper: Paper) -> Value[Any]:
    """Read the text at *place*; what is there and cannot be read keeps what was seen.

    해당없음 is the answer that there is no number or day: no value, for certain.  An address
    that does not come as far as a house may lack its next line.  An empty place is not blank
    for certain where something stands near it that no label explains, or a picture lies on it.
    """
    page = paper.source(place.page)
    text, is_told = _wording(place, printed, paper)
    parsed = printed.parse(text)
    blank = parsed is None and is_blank(text)
    none = parsed is None and says_none(text)
    start, end = _inked(text, *((parsed.start, parsed.end) if parsed else (0, len(text))))
    box = place.box() if blank else place.box(start, end)
    certain = (parsed is not None or blank or none) and page.source != "ocr"
    if parsed and printed.parse is parse_address and not is_whole_address(parsed.value):
        certain = False
    things = (*page.pictures, *page.objects)
    if blank and (_has_strays(place, printed, paper) or covers(things, place.region)):
        certain = False
    if (place.unsure or not is_told) and (blank or not _by_grammar(printed)):
        certain = False
    if paper.is_form and is_sample(text[start:end]):
        certain = False
    raw = "" if blank else single_spaced(text[start:end])
    if printed.template and (raw or not certain):
        raw = single_spaced(place.text)  # the form's own examples are the affair of its type
    return Value(
        value=parsed.value if parsed else None,
        raw=raw,
        page=place.page,
        box=box,
        certain=certain,
        because="text" if certain else None,
        source=page.source,
    )


def _wording(place: Place, printed: Printed, paper: Paper) -> Words:
    """Return what of the text at *place* may be the value, its length unchanged.

    That is the label's part of an entry that several labels share, without the hints of a form.
    """
    text, is_told = part_of(place.text, place.label.share)
    if not paper.is_form or (printed.parse is parse_chosen and ticks_in(text)):
        return Words(text, is_told)
    if printed.template:
        words = without_hints_in_prose(text, printed.template)
    else:
        words = without_hints(text, frozenset(map(squash, printed.labels)), paper.knows)
    return Words(words.text, is_told and words.sure)


def _inked(text: str, start: int, end: int) -> tuple[int, int]:
    """Return ``start:end`` without the blanks at its ends."""
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), start + len(said.rstrip())


def value_in(sheet: Sheet, rows: Sequence[Row], value: V, raw: str) -> Value[V]:
    """Make a value of what *rows* say without a label; OCR alone makes none certain."""
    certain = sheet.page.source != "ocr"
    return Value(
        value=value,
        raw=raw,
        page=sheet.page.number,
        box=around([row.box for row in rows]),
        certain=certain,
        because="text" if certain else None,
        source=sheet.page.source,
    )


def _has_strays(place: Place, printed: Printed, paper: Paper) -> bool:
    known = {squash(text) for text in printed.template}
    strays = [stray for stray in place.strays if squash(stray) and squash(stray) not in known]
    if paper.is_form:
        strays = [stray for stray in strays if not is_hint(stray, paper.knows)]
    return bool(strays)


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


def settle(
    readings: Sequence[SeenValue | None], parse: Parser[Any] | None = None
) -> Value[Any] | None:
    """Make one value of what each reading of the same sheet saw.

    The first reading of a scan is our own reader's, the others are Tesseract's.  A value is
    certain where the two agree and neither saw a reason for doubt; a business number also
    by its check digit.  Blanks between words are no difference.
    """
    found = [seen for seen in readings if seen is not None]
    if not found:
        return None
    said = [seen for seen in found if seen.value.value is not None]
    if not said:
        none = [seen for seen in found if says_none(seen.value.raw)]
        if found[0] in none and found[0].value.source == "ocr" and len(none) > 1:
            return found[0].value.model_copy(update={"certain": True, "because": "two-readings"})
        return next((seen.value for seen in found if seen.value.raw), found[0].value)
    first = said[0].value
    if first.source != "ocr":
        return first
    if parse is parse_business_number:
        possible = [
            seen.value for seen in said if business_number_is_possible(str(seen.value.value))
        ]
        if possible and _agree(possible):
            return possible[0].model_copy(update={"certain": True, "because": "check-digit"})
    own, others = readings[0], [seen for seen in readings[1:] if seen is not None and seen.sound]
    is_read = own is not None and own.sound and own.value.value is not None
    same = _same_firm if parse is parse_name else _same
    if parse is parse_name and own is not None and _MAY_BE_A_SIGN.search(own.value.raw):
        others = []
    if own is not None and is_read and any(same(own.value, seen.value) for seen in others):
        because = "mark" if own.ticked else "two-readings"
        return own.value.model_copy(update={"certain": True, "because": because})
    # Alone our reader is right far oftener than Tesseract, whose networks err alike.
    if own is not None and own.value.value is not None:
        second = next((s for s in readings[1:] if s and s.value.value is not None), None)
        if second is None or not (own.placed and second.placed):
            return own.value
        return own.value.model_copy(update={"second": second.value.value})
    return _most_common([seen.value for seen in said])


def agree_on(values: Sequence[Value[Any] | None]) -> Value[Any] | None:
    """Settle values whose places leave no doubt, one from each reading."""
    return settle([None if value is None else SeenValue(value, sound=True) for value in values])


def surest(values: Iterable[Value[Any] | None]) -> Value[Any] | None:
    """Return the first value that is certain, else the first that says something, as it is.

    What is seen, and not read, is not seen better twice.
    """
    found = [value for value in values if value is not None]
    sure = (value for value in found if value.certain)
    said = (value for value in found if value.value is not None or value.raw)
    return next((value for values in (sure, said, found) for value in values), None)


def _most_common(values: Sequence[Value[Any]]) -> Value[Any]:
    """Return the value that most readings saw, the earlier of two."""
    return max(values, key=lambda value: sum(_agree([value, other]) for other in values))


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


def _same(one: Value[Any], other: Value[Any]) -> bool:
    return _agree([one, other])


_MAY_BE_A_SIGN = re.compile(r"^주(?!식회사)\S{4,}|\S{4,}주$")
"""A long name that begins or ends with 주, which is what both readers make of a ㈜ at times."""
_COMPANY_SIGN = re.compile(r"^\(주\)|\(주\)$")
_AS_TESSERACT_READS_IT = r"[(\[{(]?[주쥐쭈][)\]})]?"


def _same_firm(own: Value[Any], other: Value[Any]) -> bool:
    """Tell whether two readings name one firm: Tesseract does not know the sign ㈜."""
    if _same(own, other):
        return True
    name, theirs = str(_essence(own.value)), str(_essence(other.value))
    if "㈜" not in own.raw or not (sign := _COMPANY_SIGN.search(name)):
        return False
    rest = re.escape(name[: sign.start()]), re.escape(name[sign.end() :])
    return re.fullmatch(_AS_TESSERACT_READS_IT.join(rest), theirs) is not None


def without_refuted(fields: Fields, paper: Paper) -> Fields:
    """Return *fields*, certain no more where the sheet shows other signs than its text layer."""
    refuted = [
        (page.number, word.box.middle)
        for page in paper.pages
        if page.source == "text-layer"
        for word in page.words
        if not word.certainty
    ]
    return {
        name: _doubted(value)
        if isinstance(value, Value)
        and any(number == value.page and value.box.holds(place) for number, place in refuted)
        else value
        for name, value in fields.items()
    }


def without_added(fields: Fields, paper: Paper) -> Fields:
    """Return *fields*, certain no more where something was put over the sheet later on."""
    added = {page.number: page.added for page in paper.pages if page.added}
    return {
        name: _doubted(value)
        if isinstance(value, Value) and covers(added.get(value.page, ()), value.box)
        else value
        for name, value in fields.items()
    }


def _agree(values: Sequence[Value[Any]]) -> bool:
    return len({_essence(value.value) for value in values}) <= 1


def _essence(value: Any) -> Any:
    """Return what of a value must be equal: of texts the signs, not the blanks."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", fold(value)).split())
    return tuple(map(_essence, value)) if isinstance(value, tuple) else value
