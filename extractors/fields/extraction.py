"""From the sheets of one paper to its values: the place of each, in every reading of a sheet.

A document type says how each field is printed (`printed`); this module finds the place and
reads it in every reading of the sheet; how certain the value is, `settling` says.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any, NamedTuple

from extractors.fields.addresses import (
    is_whole_address,
    misspells_its_district,
    names_a_place,
    parse_address,
)
from extractors.fields.by_pen import before_marks, with_tail
from extractors.fields.chosen import with_boxes
from extractors.fields.hints import Words, is_hint, without_hints, without_hints_in_prose
from extractors.fields.issuing import ISSUE_LABELS, find_issue_day
from extractors.fields.joined import part_of
from extractors.fields.mentioned import mentioned_in
from extractors.fields.persons_numbers import STARRED_NUMBER, is_of_a_person, or_a_persons
from extractors.fields.place import Place, covers
from extractors.fields.places import Finder
from extractors.fields.printed import WITH_GRAMMAR, Paper, Printed, printed_fields
from extractors.fields.sample_values import is_sample
from extractors.fields.settling import Fields, SeenValue, all_agree, doubted, settle
from extractors.korean import (
    is_blank,
    lacks_a_letter,
    parse_certificate_number,
    parse_date,
    parse_name,
    says_none,
    single_spaced,
    squash,
)
from extractors.model import UNREADABLE, Box, Document, IssuedDocument, Page, Value
from extractors.ticks import parse_chosen, ticks_in

LEAST_CERTAINTY, LEAST_CERTAINTY_OF_WORDS = 0.6, 0.95
"""A value with a sign of which our reader is less sure than this is not certain, agreed upon
or not; how sure it is proves nothing the other way (docs/reader.md).  Numbers, days and amounts
have a grammar, options are few; of names both readers may lose the same stroke, as in 봄, 봉."""
_AMOUNT = re.compile(r"(?:약|금)?[\d,.\s]*\d\s?(?:[십백천만억]{0,2}\s?원(?:정|\s?이내)?)?")


def read_fields(kind: type[Document], paper: Paper) -> Fields:
    """Read every printed field of *kind* in *paper*; what has no place is left out."""
    parsers = {name: printed.parse for name, printed in printed_fields(kind).items()}
    settled = {
        name: settle(readings, parsers.get(name))
        for name, readings in read_apart(kind, paper).items()
    }
    fields = {name: value for name, value in settled.items() if value is not None}
    if kind.is_form and paper.by_ocr:
        fields |= mentioned_in(kind, paper, fields)
    if paper.by_ocr and (number := fields.get("business_number")) and number.value is None:
        fields["business_number"] = or_a_persons(number, fields.get("company_name"), paper)
    if is_of_a_person(fields):
        del fields["corporate_number"]
    return fields


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
    printed_as = {"issued_on": _ISSUE_DAY} | printed_fields(kind)
    return {name: _seen_again(seen, printed_as[name], paper) for name, seen in apart.items()}


_ISSUE_DAY = Printed(ISSUE_LABELS, parse_date)


def _seen_again(
    readings: list[SeenValue | None], printed: Printed, paper: Paper
) -> list[SeenValue | None]:
    """Return *readings*, with what the others show at the place where our reader saw a value.

    A label that they misread hides the place of it from them, not its print.  A number or day
    so seen agrees or not; of words, whose end no grammar tells, it is a second reading only.
    """
    own = next(iter(readings), None)
    if own is None or not own.sound or own.value.source != "ocr":
        return readings
    if own.value.value is None:
        return readings
    return [
        seen
        if seen is own or (seen is not None and seen.value.value is not None)
        else _read_at(own.value, finder, printed) or seen
        for seen, finder in zip(readings, paper.finders, strict=True)
    ]


def _read_at(own: Value[Any], finder: Finder, printed: Printed) -> SeenValue | None:
    """Return what a reading shows where our reader saw *own*, if that is such a value."""
    sheet = next(sheet for sheet in finder.sheets if sheet.page.number == own.page)
    words = [word for word in sheet.words if own.box.holds(word.box.middle)]
    text = " ".join(word.text for word in sorted(words, key=lambda word: word.box.x0))
    parsed = printed.parse(text)
    if parsed is None:
        return None
    value = own.model_copy(update={"value": parsed.value, "raw": text})
    return SeenValue(doubted(value), sound=_is_strict(printed), placed=True)


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


def read_place(finder: Finder, printed: Printed, paper: Paper) -> SeenValue | None:
    """Read *printed* at the first of its places that says something; None without one.

    Where one label stands before different values, or numbers and days differ, nothing
    says which of them is meant: none is certain.  Where a seal or signature lies on one of
    them, the others come first.
    """
    places = finder.places(printed.labels, wrap=printed.wrap)
    places = [place for place in places if printed.part.holds(place.heads)]
    if printed.parse is parse_chosen:
        places = [_with_boxes(place, finder) for place in places]
    if printed.parse is parse_name and paper.is_form and paper.by_ocr:
        places = [before_marks(place, paper.source(place.page)) for place in places]
    values = [_weighed(place, printed, paper) for place in places]
    said = [read for read in values if read.value.value is not None]
    if not _by_grammar(printed):
        said.sort(key=lambda read: covers(paper.source(read.place.page).pictures, read.value.box))
    seen = [read for read in values if read.value.raw]
    chosen = next(iter(said or seen or values), None)
    if chosen is None:
        return None
    rivals = [
        other.value
        for other in said
        if _by_grammar(printed) or other.place.label.name == chosen.place.label.name
    ]
    if chosen.contested or not all_agree(rivals):
        return SeenValue(doubted(chosen.value), sound=False)
    place, value = chosen.place, chosen.value
    page = paper.source(place.page)
    begins = value.box._replace(x1=value.box.x0 + value.box.width / 4)
    strays = leaves_ink(page, begins if covers(page.pictures, value.box) else value.box)
    hidden = page.source == "ocr" and _may_go_on_under_a_mark(value, printed, paper)
    sound = not hidden and _is_whole(place, value, printed, paper)
    placed = not (strays or place.unsure or hidden)
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
    return first._replace(contested=blank or not all_agree([one.value for one in fitting]))


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


LEAST_WHOLE, MARK_BEHIND = 3, 2.0  # syllables of a name; heights of the print to a mark behind it
NEXT_LETTER = 0.3  # heights of the print to the letter after


def _may_go_on_under_a_mark(value: Value[Any], printed: Printed, paper: Paper) -> bool:
    """Tell whether a seal or a stamp close behind a text may hide the rest of it.

    On a form that is where one seals: there only a name that is too short to be whole is cut.
    """
    short = printed.parse is parse_name and len(squash(str(value.value))) < LEAST_WHOLE
    if _by_grammar(printed) or (paper.is_form and not short):
        return False
    page, read = paper.source(value.page), value.box
    reach = MARK_BEHIND * read.height / page.aspect
    behind = read._replace(x0=read.x1, x1=read.x1 + reach)
    return any(mark.overlaps(behind) for mark in page.pictures)


def leaves_ink(page: Page, read: Box) -> bool:
    """Tell whether ink was left out that may belong to what was *read* on a scan.

    What is left of a seal or a signature is none where it does not run through the print; nor
    are strokes that run on from one, unless they stand as close as the next letter would.
    """
    for unread in page.unread:
        if is_near(unread, read):
            apart = (unread.x0 - read.x1) * page.aspect > NEXT_LETTER * read.height
            marks = [
                mark
                for mark in page.pictures
                if (with_tail(mark, page) if apart else mark).holds(unread.middle)
            ]
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
    if blank and page.source == "ocr" and (starred := STARRED_NUMBER.search(text)):
        raw = re.sub(r"\d", "*", starred.group())  # a person's: no firm's number, and no blank
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


def _has_strays(place: Place, printed: Printed, paper: Paper) -> bool:
    known = {squash(text) for text in printed.template}
    strays = [stray for stray in place.strays if squash(stray) and squash(stray) not in known]
    if paper.is_form:
        strays = [stray for stray in strays if not is_hint(stray, paper.knows)]
    return bool(strays)


def _by_grammar(printed: Printed) -> bool:
    return printed.parse in WITH_GRAMMAR
