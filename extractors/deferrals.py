"""연장·유예 내역 and 물적납세의무 체납내역: what a tax certificate lists as not yet paid.

Both tax certificates carry these tables; they normally say 해당없음.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors.extraction import Fields, Paper
from extractors.korean import single_spaced, squash
from extractors.layout import Finder, Row, Sheet, around
from extractors.model import Value

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}\s*원")


def listed_deferrals(paper: Paper) -> Fields:
    """Return ``deferrals``: the rows of the tables that name an amount, none as ().

    Left out where no such table was found; null where it says neither 해당없음 nor an
    amount, so that a person looks.
    """
    readings = [value for finder in paper.finders if (value := _read(finder)) is not None]
    if not readings:
        return {}
    first = readings[0]
    if first.source == "ocr" and first.value is not None and len(readings) > 1:
        agreed = len({value.value for value in readings}) == 1
        sure = {"certain": agreed, "because": "two-readings" if agreed else None}
        first = first.model_copy(update=sure)
    return {"deferrals": first}


def _read(finder: Finder) -> Value[Any] | None:
    for sheet in finder.sheets:
        rows = list(_table_rows(sheet))
        if not rows:
            continue
        amounts = tuple(single_spaced(row.text) for row in rows if _AMOUNT.search(row.text))
        nothing = any("해당없음" in squash(row.text) for row in rows)
        certain = sheet.page.source != "ocr" and bool(amounts or nothing)
        shown = [r for r in rows if _AMOUNT.search(r.text) or "해당없음" in squash(r.text)] or rows
        return Value(
            value=amounts if amounts or nothing else None,
            raw=" / ".join(single_spaced(row.text) for row in shown)[:300],
            page=sheet.page.number,
            box=around([row.box for row in shown]),
            certain=certain,
            because="text" if certain else None,
            source=sheet.page.source,
        )
    return None


def _table_rows(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows from the head of the first table to the closing sentence."""
    inside = False
    for row in sheet.rows:
        said = squash(row.text)
        if inside and ("증명합니다" in said or "체납액이없음" in said):
            return
        if re.search("(?:유예|물적납세의무).{0,12}(?:내역|명세)", said):
            inside = True
        elif inside:
            yield row
