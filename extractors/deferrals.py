"""연장·유예 내역 and 물적납세의무 체납내역: what a tax certificate lists as not yet paid.

Both tax certificates carry these tables; they normally say 해당없음.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extractors.extraction import Fields, Paper, Seen, is_near, settle
from extractors.korean import single_spaced, squash
from extractors.layout import Row, Sheet, around
from extractors.model import Value
from extractors.places import Finder

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}\s*원|(?<![\d.\-])\d{5,}(?![\d.\-])")
_NOTHING = re.compile("해당(?:사항)?없음|없음$")
_HEAD = re.compile("(?:유예|물적납세의무).{0,12}(?:내역|명세)")


def listed_deferrals(paper: Paper) -> Fields:
    """Return ``deferrals``: the rows of the tables that name an amount, none as ().

    Left out where no such table was found; null where it says neither 해당없음 nor an
    amount, so that a person looks.
    """
    value = settle([_seen(finder, paper) for finder in paper.finders])
    return {} if value is None else {"deferrals": value}


def _seen(finder: Finder, paper: Paper) -> Seen | None:
    """Read the tables in one reading; ink in them that was not read may be an amount."""
    value = _read(finder)
    if value is None:
        return None
    return Seen(value, not any(is_near(b, value.box) for b in paper.source(value.page).unread))


def _read(finder: Finder) -> Value[Any] | None:
    for sheet in finder.sheets:
        tables = list(_tables(sheet))
        if not tables:
            continue
        rows = [row for table in tables for row in table]
        amounts = tuple(dict.fromkeys(_line(row, rows) for row in rows if _AMOUNT.search(row.text)))
        plain = all(any(_tells(row) for row in table) for table in tables)
        certain = sheet.page.source != "ocr" and plain
        shown = [row for row in rows if _tells(row)] or rows
        return Value(
            value=amounts if amounts or plain else None,
            raw=" / ".join(single_spaced(row.text) for row in shown)[:300],
            page=sheet.page.number,
            box=around([row.box for row in shown]),
            certain=certain,
            because="text" if certain else None,
            source=sheet.page.source,
        )
    return None


def _line(row: Row, rows: Sequence[Row]) -> str:
    """Return the whole line of a table that *row* is a cell of."""
    level = [r for r in rows if abs(r.box.middle[1] - row.box.middle[1]) < 0.6 * row.box.height]
    ordered = sorted(level, key=lambda r: r.box.x0)
    return single_spaced(" ".join(r.text for r in ordered))


def _tells(row: Row) -> bool:
    """Tell whether *row* says 해당없음 or names an amount."""
    return bool(_AMOUNT.search(row.text) or _NOTHING.search(squash(row.text)))


def _tables(sheet: Sheet) -> Iterator[list[Row]]:
    """Yield the rows of each table, its head among them, up to the closing sentence."""
    table: list[Row] = []
    for row in sheet.rows:
        said = squash(row.text)
        if table and any(word in said for word in ("증명합니다", "체납액이없음", "징수법")):
            break
        if _HEAD.search(said) and not _says_more(table):
            table.append(row)
        elif _HEAD.search(said):
            yield table
            table = [row]
        elif table:
            table.append(row)
    if table:
        yield table


def _says_more(table: list[Row]) -> bool:
    """Tell whether a table has come further than its head, which may take several rows."""
    return any(_tells(row) for row in table) or len(table) > 4
