"""연장·유예 내역 and 물적납세의무 체납내역: what a tax certificate lists as not yet paid.

Both tax certificates carry these tables; they normally say 해당없음.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from extractors.fields.extraction import is_near
from extractors.fields.layout import Row, Sheet
from extractors.fields.places import Finder
from extractors.fields.printed import Paper
from extractors.fields.settling import Fields, SeenValue, settle
from extractors.korean import single_spaced, squash
from extractors.model import Box, Value, around

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{4,}\s*원|(?<![\d.\-])\d{5,}(?![\d.\-])")
_NOTHING = re.compile("해당(?:사항)?없음|없음$|[가-힣]당없음|해[가-힣]없음|해당없[가-힣]$")
"""Of the four syllables one may be misread, but for 없."""
_TITLE = re.compile("(?:유예|물적납세의무).{0,12}(?:내역|명세)")
_HEADS = re.compile("과세기간|과세연도|세목|납부기한|가산금")
FEWEST_HEADS = 3
LEAST_HEIGHT = 0.5  # of the usual height of type


def listed_deferrals(paper: Paper) -> Fields:
    """Return ``deferrals``: the rows of the tables that name an amount, none as ().

    Left out where no such table was found; null where it says neither 해당없음 nor an
    amount, so that a person looks.
    """
    value = settle([_seen(finder, paper) for finder in paper.finders])
    return {} if value is None else {"deferrals": value}


def _seen(finder: Finder, paper: Paper) -> SeenValue | None:
    """Read the tables in one reading; ink in them that was not read may be an amount."""
    value = _read(finder)
    if value is None:
        return None
    rows = [r for sheet in finder.sheets if sheet.page.number == value.page for r in sheet.rows]
    near = [ink for ink in paper.source(value.page).unread if is_near(ink, value.box)]
    return SeenValue(value, not any(_may_be_an_amount(ink, rows) for ink in near))


def _may_be_an_amount(ink: Box, rows: Sequence[Row]) -> bool:
    """Tell whether *ink* that nobody read is as high as print, and no part of a head's letter."""
    usual = median(row.size for row in rows)
    if ink.height < LEAST_HEIGHT * usual:
        return False  # what is left of a dashed rule
    return not any(_is_level(ink, row.box) and not _TableLine((row,)).tells for row in rows)


def _is_level(ink: Box, read: Box) -> bool:
    """Tell whether *ink* stands in the line that was *read*, or right beside it."""
    high = read.height
    beside = read.x0 - high < ink.middle[0] < read.x1 + high
    return beside and read.y0 - 0.2 * high < ink.middle[1] < read.y1 + 0.2 * high


def _read(finder: Finder) -> Value[Any] | None:
    for sheet in finder.sheets:
        tables = [_lines(rows) for rows in _tables(sheet)]
        if not tables:
            continue
        lines = [line for table in tables for line in table]
        amounts = tuple(dict.fromkeys(said for line in lines if _AMOUNT.search(said := line.text)))
        plain = all(any(line.tells for line in table) for table in tables)
        plain = plain and sum(line.tells for line in lines) >= _count_named(sheet)
        certain = sheet.page.source != "ocr" and plain
        shown = [line for line in lines if line.tells] or lines
        return Value(
            value=amounts if amounts or plain else None,
            raw=" / ".join(line.text for line in shown)[:300],
            page=sheet.page.number,
            box=around([row.box for line in shown for row in line.rows]),
            certain=certain,
            because="text" if certain else None,
            source=sheet.page.source,
        )
    return None


def _count_named(sheet: Sheet) -> int:
    """Return how many tables *sheet* names, their titles read or not."""
    said = squash("".join(row.text for row in sheet.rows)).partition("징수법")[0]
    return sum(name in said for name in ("유예", "물적납세"))


class _TableLine(NamedTuple):
    """A whole line of a table, over all its cells: 해, 당, 없 and 음 may stand in one each."""

    rows: tuple[Row, ...]

    @property
    def text(self) -> str:
        return single_spaced(" ".join(row.text for row in self.rows))

    @property
    def tells(self) -> bool:
        """Tell whether it says 해당없음 or names an amount."""
        return bool(_AMOUNT.search(self.text) or _NOTHING.search(squash(self.text)))


def _lines(rows: Sequence[Row]) -> list[_TableLine]:
    """Return *rows* as lines, those as one that stand level with each other."""
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda row: row.box.middle[1]):
        last = lines[-1][0] if lines else None
        if last and row.box.middle[1] - last.box.middle[1] < 0.6 * row.box.height:
            lines[-1].append(row)
        else:
            lines.append([row])
    return [_TableLine(tuple(sorted(line, key=lambda row: row.box.x0))) for line in lines]


def _tables(sheet: Sheet) -> list[list[Row]]:
    """Return the rows of each table, up to the closing sentence.

    A table begins at its title, or where a label at the left is its title, with its heads.
    """
    titled = list(_cut(sheet, [row for row in sheet.rows if _TITLE.search(squash(row.text))]))
    if titled:
        return titled
    heads = [
        line.rows[0]
        for line in _lines([row for row in sheet.rows if _HEADS.search(squash(row.text))])
        if len(set(_HEADS.findall(squash(line.text)))) >= FEWEST_HEADS
    ]
    return list(_cut(sheet, heads))


def _cut(sheet: Sheet, heads: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the rows of the table under each of *heads*, which themselves may take several."""
    table: list[Row] = []
    for row in sheet.rows:
        said = squash(row.text)
        if table and any(word in said for word in ("증명합", "체납액이없음", "징수법")):
            break
        if any(row is head for head in heads) and _says_more(table):
            yield table
            table = [row]
        elif table or any(row is head for head in heads):
            table.append(row)
    if table:
        yield table


def _says_more(table: list[Row]) -> bool:
    """Tell whether a table has come further than its title, which may take several rows."""
    return any(line.tells for line in _lines(table)) or len(table) > 4
