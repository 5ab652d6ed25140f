"""Day, name and signature at the foot of a form."""

from __future__ import annotations

import datetime as dt
import re

from extractors.korean import dates_in, single_spaced, squash
from extractors.layout import Finder, Row, Sheet
from extractors.model import Box, Value

_UNFILLED_DAY = re.compile(r"^\s*20(?:\d\d|__)?\s*(?:\.[\s_]*\.[\s_]*\.?|년[\s_]*월[\s_]*일)\s*$")
_SIGN_HERE = re.compile(
    r"\(\s*(?:서\s*명|인|직\s*인|날\s*인|서명\s*또는\s*(?:날?인|인))\s*\)|㊞|서명|날인"
)


def signed_on(finder: Finder) -> Value[dt.date] | None:
    """Return the last day that stands alone on a row; blank where only its year does."""
    for sheet in reversed(finder.sheets):
        for row in reversed(sheet.rows):
            days = list(dates_in(row.text))
            if len(days) == 1 and len(squash(row.text)) <= 18:
                return _value(sheet, row, days[0].value, row.text[days[0].start : days[0].end])
            if _UNFILLED_DAY.match(row.text):
                return _value(sheet, row, None, "")
    return None


def signature_present(finder: Finder) -> Value[bool] | None:
    """Tell whether a picture or seal stands where the form asks to sign.

    Not seen is not absent: False is never certain.  None where no such place was found.
    """
    for sheet in reversed(finder.sheets):
        for row in reversed(sheet.rows):
            place = _SIGN_HERE.search(row.text)
            if place is None or len(squash(row.text)) > 40:
                continue
            present = any(_touches(picture, row.box, sheet) for picture in sheet.page.pictures)
            certain = present and sheet.page.source != "ocr"
            return Value(
                value=present,
                raw=single_spaced(row.text),
                page=sheet.page.number,
                box=row.box,
                certain=certain,
                because="text" if certain else None,
                source=sheet.page.source,
            )
    return None


def _touches(picture: Box, row: Box, sheet: Sheet) -> bool:
    """Tell whether *picture* lies on, beside or just around the signing row."""
    reach = 6 if sheet.page.source == "word-processor" else 2.5
    return (
        picture.y1 >= row.y0 - reach * row.height
        and picture.y0 <= row.y1 + reach * row.height
        and picture.x1 >= row.x0 - 0.05
    )


def _value(sheet: Sheet, row: Row, day: dt.date | None, raw: str) -> Value[dt.date]:
    certain = sheet.page.source != "ocr"
    return Value(
        value=day,
        raw=single_spaced(raw),
        page=sheet.page.number,
        box=row.box,
        certain=certain,
        because="text" if certain else None,
        source=sheet.page.source,
    )
