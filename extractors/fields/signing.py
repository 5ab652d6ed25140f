"""Day, name and signature at the foot of a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from extractors.fields.layout import Row, Sheet
from extractors.fields.place import covers
from extractors.fields.places import Finder
from extractors.korean import Parsed, dates_in, days_in, single_spaced, squash
from extractors.model import Because, Box, Page, Value, Word, around

_UNFILLED_DAY = re.compile(
    r"^\s*(?:20(?:\d\d|__|\s*)?)?\s*(?:\.[\s_]*\.[\s_]*\.?|년[\s_]*월[\s_]*일)\s*$"
)
_SIGN_HERE = re.compile(
    r"\(\s*(?:서\s*명|인|직\s*인|날\s*인|서명\s*또는\s*(?:날?인|인))\s*\)|㊞|서명|날인"
)
_DAYLIKE = re.compile(
    r"(?:(?:20)?\d\d[년年])?(?:\d{1,2}[월月](?:\d{1,2}[일日]?|[○_]*일)?|[○_]+월[○_]*일)\.?"
    r"|20\d\d[년.,/_·-](?:\d{1,2}|[○_]+)(?:[.,/_·-](?:\d{1,2}|[○_]+))?\.?|\d{1,2}[./]\d{1,2}\.?"
    r"|(?:20)?\d\d[01]\d[0-3]\d|0{2,4}[년.]0{2}[월.]0{2}[일.]?|20\d\d년\d{1,2}월\d{1,2}일"
)
"""What stands at the place of a day, without its blanks, and is no day."""
_ENGLISH = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?[.,]?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.,]?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[.,]?)?(?:20\d\d)?",
    re.I,
)
_WEEKDAY = re.compile("(?:[월화수목금토일](?:요일)?)?")
WIDEST_REST = 4.0
"""How far the words that ask to sign reach beyond a mark on them, in heights of their row."""
UNREAD, SURE = 0.5, 0.9
"""How sure our reader is at most of a scrawl, and at least of the print before it."""
TALLER = 1.5
"""How much higher a scrawl is than that print."""
WIDEST_MARK, TALLEST_MARK = 0.4, 0.2
"""A larger picture is a background or a drawing, not somebody's mark."""


def signed_on(finder: Finder) -> Value[dt.date] | None:
    """Return the last day that stands alone on a row; blank where only its year does.

    A day at the place of a label, such as 설립일, is that label's.  A picture on an empty
    place may be the day in handwriting.
    """
    for sheet in reversed(finder.sheets):
        for row in reversed(sheet.rows):
            if finder.is_value(row):
                continue
            days = list(dates_in(row.text)) or _whole_day(row)
            if len(days) == 1 and len(squash(row.text)) <= 18:
                said = row.text[days[0].start : days[0].end]
                day = _value(sheet, row, days[0].value, said)
                lunar = {"certain": False, "because": None, "raw": single_spaced(row.text)}
                return day.model_copy(update=lunar) if "음력" in row.text else day
            if _UNFILLED_DAY.match(row.text):
                return _value(sheet, row, None, "")
    return _unread_day(finder)


def _unread_day(finder: Finder) -> Value[dt.date] | None:
    """Return a place that says part of a day, or a day in words that nobody reads here."""
    for sheet in reversed(finder.sheets):
        for row in reversed(sheet.rows):
            said = "".join(row.text.split())
            if not finder.is_value(row) and (_DAYLIKE.fullmatch(said) or _ENGLISH.fullmatch(said)):
                return _value(sheet, row, None, row.text).model_copy(
                    update={"certain": False, "because": None}
                )
    return None


def _whole_day(row: Row) -> list[Parsed[dt.date]]:
    """Return the day without a century that is all that *row* says, its weekday aside."""
    return [
        day
        for day in days_in(row.text)
        if _WEEKDAY.fullmatch(squash(row.text[: day.start] + row.text[day.end :]))
    ]


_PERSON = re.compile(r"[가-힣]{2,5}")


def without_scrawl(signer: Value[str], readings: Sequence[Value[str]]) -> Value[str]:
    """Return the name that is printed before a signature which OCR read as letters.

    No two readings see the same in a signature: the name is how they begin alike.  It is not
    certain, as its last syllable may be the scrawl's first.
    """
    said = "".join((signer.value or "").split())
    if signer.certain or signer.source != "ocr" or _PERSON.fullmatch(said):
        return signer
    others = ("".join((reading.value or "").split()) for reading in readings)
    alike = [_beginning(said, other) for other in others if other != said]
    names = [match[0] for text in alike if (match := _PERSON.match(text))]
    return signer.model_copy(update={"value": max(names, key=len)}) if names else signer


def _beginning(one: str, other: str) -> str:
    """Return how both texts begin."""
    pairs = zip(one, other, strict=False)
    return "".join(sign for sign, same in takewhile(lambda pair: pair[0] == pair[1], pairs))


def signature_present(finder: Finder) -> Value[bool] | None:
    """Tell whether a picture, a seal or strokes of a pen stand where the form asks to sign.

    Not seen is not absent, and what only stands near may be a logo: neither is certain.
    None where no such place was found; where a scan shows a mark that made the words under it
    illegible, it is certain only behind a printed name on the row of who signs.
    """
    for sheet in reversed(finder.sheets):
        for row in reversed(sheet.rows):
            place = _SIGN_HERE.search(row.text)
            if place is None or len(squash(row.text)) > 40:
                continue
            asked = around([word.box for word in row.words_at(place.start(), place.end())])
            near = [p for p in sheet.page.pictures if _is_near(p, row.box, sheet)]
            certain = any(_is_on(p, asked, sheet) for p in near)
            return _seen(sheet, row.box, bool(near), single_spaced(row.text), certain=certain)
    return _covered_place(finder.sheets[-1]) if finder.sheets else None


def _seen(sheet: Sheet, box: Box, there: bool, raw: str, *, certain: bool) -> Value[bool]:
    because: Because = "mark" if sheet.page.source == "ocr" else "text"
    return Value(
        value=there,
        raw=raw,
        page=sheet.page.number,
        box=box,
        certain=certain,
        because=because if certain else None,
        source=sheet.page.source,
    )


_WHO_SIGNS = re.compile(
    r"^(?:위)?(?:동의자|신청인|신청자|신청기업|기업|업체|회사|대표자?|대표이사|작성자|서명자)"
)


def _covered_place(sheet: Sheet) -> Value[bool] | None:
    """Return the mark at the foot of a scanned form, between its day and whom it addresses."""
    addressed = [row for row in sheet.rows if squash(row.text).endswith(("귀하", "귀중"))]
    days = [row for row in sheet.rows if any(dates_in(row.text))]
    if sheet.page.source != "ocr" or not addressed or not days:
        return None
    top, bottom = days[-1].box.y0, addressed[-1].box.y1
    drawn = sheet.page.pictures
    for mark in (*drawn, *_scrawls(sheet.page)):
        if top < mark.middle[1] < bottom and mark.width <= WIDEST_MARK:
            signed = mark in drawn and any(_ends_a_name(mark, row) for row in sheet.rows)
            return _seen(sheet, mark, there=True, raw="", certain=signed)
    return None


def _scrawls(page: Page) -> Iterator[Box]:
    """Yield what is far higher than the print before it, and read by nobody where that is.

    What our reader is sure of, or another reader reads alike, is print in larger letters.  A blot
    is as illegible, so none of this is certain to be a signature.
    """
    own, *others = page.readings
    said = {(word.box.middle[0], squash(word.text)) for words in others for word in words}
    for mark in own:
        level = [word for word in own if mark.box.y0 < word.box.middle[1] < mark.box.y1]
        before = [word for word in level if word.box.middle[0] < mark.box.x0]
        if mark.certainty >= UNREAD or not before:
            continue
        printed = max(before, key=lambda word: word.box.x1)
        alike = any(mark.box.x0 < x < mark.box.x1 and squash(mark.text) == text for x, text in said)
        taller = mark.box.height > TALLER * printed.box.height
        if printed.certainty >= SURE and taller and not alike:
            yield mark.box


def _ends_a_name(mark: Box, row: Row) -> bool:
    """Tell whether *mark* stands at the end of a row of who signs, after a printed name."""
    said = squash("".join(_before(word, mark.x0) for word in row.words))
    name = _WHO_SIGNS.sub("", said).removeprefix("성명").lstrip(":")
    level = mark.y0 < row.box.middle[1] < mark.y1
    return (
        level
        and mark.x1 >= row.box.x1 - WIDEST_REST * row.box.height
        and name != said
        and _PERSON.match(name) is not None
    )


def _before(word: Word, x: float) -> str:
    """Return what of *word* stands left of *x*, its signs taken as equally wide."""
    share = (x - word.box.x0) / max(word.box.width, 1e-6)
    return word.text[: max(round(share * len(word.text)), 0)]


def _is_near(picture: Box, row: Box, sheet: Sheet) -> bool:
    """Tell whether *picture* lies on, beside or just around the signing row."""
    reach = 6 if sheet.page.source == "word-processor" else 2.5
    return (
        picture.width <= WIDEST_MARK
        and picture.height <= TALLEST_MARK
        and picture.y1 >= row.y0 - reach * row.height
        and picture.y0 <= row.y1 + reach * row.height
        and picture.x1 >= row.x0 - 0.05
    )


def _is_on(picture: Box, asked: Box, sheet: Sheet) -> bool:
    """Tell whether *picture* lies on the words that ask for it, or right before or after."""
    if sheet.page.source == "word-processor":  # anchored in the same line of text
        return abs(picture.middle[1] - asked.middle[1]) < asked.height
    wide, high = 0.12, asked.height
    if sheet.page.source == "ocr" and not _is_seal(picture, sheet):
        wide = (
            high / sheet.page.aspect / 2
        )  # what stands before the words may be a name in handwriting
    return covers(
        (picture,), Box(asked.x0 - wide, asked.y0 - high, asked.x1 + wide, asked.y1 + high)
    )


def _is_seal(picture: Box, sheet: Sheet) -> bool:
    """Tell whether *picture* is as wide as it is high."""
    return 0.75 <= picture.width * sheet.page.aspect / picture.height <= 1.35


def _value(sheet: Sheet, row: Row, day: dt.date | None, raw: str) -> Value[dt.date]:
    certain = sheet.page.source != "ocr"
    if day is None and covers((*sheet.page.pictures, *sheet.page.objects), row.box):
        certain = False
    return Value(
        value=day,
        raw=single_spaced(raw),
        page=sheet.page.number,
        box=row.box,
        certain=certain,
        because="text" if certain else None,
        source=sheet.page.source,
    )
