"""A sheet cut into cells and rows, and who is whose neighbour.

Nothing here knows what is printed; `extractors.fields.places` finds labels and their values.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from extractors.model import Box, Page, Word, around

if TYPE_CHECKING:
    import numpy as np

COLUMN = "\t"
"""Stands in a row's text where the print leaves a gap wider than a blank."""

LARGEST_CELL = 0.35
CHUNK = 2_000


@dataclass(frozen=True)
class Row:
    """Words that stand side by side, in one cell or outside all cells.

    ``text`` joins them as printed: blanks where the print has blanks, a `COLUMN` mark
    where it leaves a wide gap; ``starts`` is the offset of each word in it.
    """

    page: int
    cell: int | None
    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]

    @cached_property
    def box(self) -> Box:
        return around([word.box for word in self.words])

    @cached_property
    def size(self) -> float:
        """Height of its type: brackets and Latin letters, which stand out, not counted."""
        plain = [
            word.box.height for word in self.words if all("가" <= c <= "힣" for c in word.text)
        ]
        return median(plain or [word.box.height for word in self.words])

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that hold any of the characters ``start:end``."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = bisect_left(self.starts, end)
        if first < last and self.starts[first] + len(self.words[first].text) <= start:
            first += 1
        return self.words[first:last]

    def span(self, start: int, end: int) -> Box:
        """Return the box of the characters ``start:end``, its sides inside a word estimated.

        OCR gives a label and its value as one word where the gap between them is narrow.
        """
        box = around([word.box for word in self.words_at(start, end)])
        return Box(self._x_at(start, first=True), box.y0, self._x_at(end, first=False), box.y1)

    def is_estimated(self, start: int) -> bool:
        """Tell whether the character at *start* stands inside a word."""
        return start not in self.starts

    def _x_at(self, place: int, *, first: bool) -> float:
        """Return where a character begins (*first*), or where the one before *place* ends."""
        index = max(bisect_right(self.starts, place if first else place - 1) - 1, 0)
        word, inside = self.words[index], max(place - self.starts[index], 0)
        share = _width(word.text[:inside]) / (_width(word.text) or 1.0)
        return word.box.x0 + word.box.width * min(share, 1.0)


def _width(text: str) -> float:
    """Return how wide *text* is set, in syllables."""
    return sum(1.0 if c >= "\u1100" else 0.55 for c in text)


def row_of(page: Page, cell: int | None, words: Sequence[Word]) -> Row:
    """Return *words* of *page* that stand side by side as a row."""
    words = sorted(words, key=lambda word: word.box.middle[0])
    em = median(word.box.height for word in words) / page.aspect
    pieces: list[str] = []
    starts: list[int] = []
    at = 0
    for i, word in enumerate(words):
        if i:
            gap = (word.box.x0 - words[i - 1].box.x1) / em if em else 1
            blank = gap > 0.25 or page.source != "ocr"
            pieces.append(COLUMN if gap > 1.3 else " " if blank else "")
            at += len(pieces[-1])
        starts.append(at)
        pieces.append(word.text)
        at += len(word.text)
    return Row(page.number, cell, tuple(words), "".join(pieces), tuple(starts))


class Sheet:
    """One reading of one page, cut into cells and rows."""

    def __init__(self, page: Page, reading: int = 0) -> None:
        self.page = page
        self.words = page.readings[reading] if reading < len(page.readings) else ()
        # A cell that holds half of the sheet is a frame around it.
        self.cells = tuple(c for c in page.cells if c.width * c.height < LARGEST_CELL)

    # ── rows ─────────────────────────────────────────────────────────────────────────

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, top to bottom; those of one cell keep together by their order."""
        groups: dict[int | None, list[Word]] = {}
        for word, cell in zip(self.words, self._cells_of_words(), strict=True):
            groups.setdefault(cell, []).append(word)
        rows = [self._row(cell, line) for cell, words in groups.items() for line in _lines(words)]
        return tuple(sorted(rows, key=lambda row: (row.box.y0, row.box.x0)))

    def rows_between(self, top: float, bottom: float) -> tuple[Row, ...]:
        """Return the rows that begin at heights ``top`` to ``bottom``, top to bottom."""
        return self.rows[bisect_left(self._tops, top) : bisect_right(self._tops, bottom)]

    @cached_property
    def _tops(self) -> list[float]:
        return [row.box.y0 for row in self.rows]

    @cached_property
    def type_size(self) -> float:
        """Height of the type of most rows."""
        return median(row.size for row in self.rows) if self.rows else 0.0

    @cached_property
    def margin(self) -> float:
        """How far right the print outside of cells reaches, headers and footers apart."""
        body = [row for row in self.rows if row.cell is None and 0.05 < row.box.y0 < 0.95]
        return max((row.box.x1 for row in body), default=1.0)

    def rows_in(self, cell: int) -> tuple[Row, ...]:
        """Return the rows of one cell, top to bottom."""
        return self._by_cell.get(cell, ())

    def text_in(self, cell: int) -> str:
        return "\n".join(row.text for row in self.rows_in(cell))

    @cached_property
    def _by_cell(self) -> dict[int, tuple[Row, ...]]:
        by_cell: dict[int, list[Row]] = {}
        for row in self.rows:
            if row.cell is not None:
                by_cell.setdefault(row.cell, []).append(row)
        return {cell: tuple(rows) for cell, rows in by_cell.items()}

    def _cells_of_words(self) -> Iterator[int | None]:
        """Yield the smallest cell that holds each word.  Never more than words × cells."""
        if not self.cells:
            yield from (None for _ in self.words)
            return
        import numpy as np

        order = np.argsort([cell.width * cell.height for cell in self.cells], kind="stable")
        x0, y0, x1, y1 = np.array(self.cells)[order].T
        for start in range(0, len(self.words), CHUNK):
            x, y = np.array([w.box.middle for w in self.words[start : start + CHUNK]]).T[..., None]
            inside = (x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)
            held, first = inside.any(axis=1), inside.argmax(axis=1)
            for found, place in zip(held, first, strict=True):
                yield int(order[place]) if found else None

    def _row(self, cell: int | None, words: list[Word]) -> Row:
        return row_of(self.page, cell, words)

    # ── neighbours ───────────────────────────────────────────────────────────────────

    @cached_property
    def _sides(self) -> tuple[np.ndarray, ...]:
        import numpy as np  # here, so that commands which lay out no sheet start without it

        return tuple(np.array(self.cells or [(2.0, 2.0, 2.0, 2.0)]).T)

    def _level(self, cell: int) -> np.ndarray:
        """Tell of each cell whether it shares most of its height with *cell*."""
        _, y0, _, y1 = self._sides
        return _overlap(y0, y1, self.cells[cell].y0, self.cells[cell].y1) >= 0.6

    def _in_column(self, cell: int) -> np.ndarray:
        """Tell of each cell whether it shares most of its width with *cell*."""
        x0, _, x1, _ = self._sides
        return _overlap(x0, x1, self.cells[cell].x0, self.cells[cell].x1) >= 0.6

    def cells_left_of(self, cell: int) -> tuple[int, ...]:
        """Return the cells level with *cell* on its left, the nearest first."""
        x1 = self._sides[2]
        found = (self._level(cell) & (x1 <= self.cells[cell].x0 + 0.01)).nonzero()[0]
        return tuple(sorted((int(i) for i in found), key=lambda i: -self.cells[i].x1))

    def cells_right_of(self, cell: int) -> tuple[int, ...]:
        """Return the cells level with *cell* on its right, the nearest first."""
        x0 = self._sides[0]
        found = (self._level(cell) & (x0 >= self.cells[cell].x1 - 0.01)).nonzero()[0]
        return tuple(sorted((int(i) for i in found), key=lambda i: self.cells[i][:2]))

    def cells_above(self, cell: int) -> tuple[int, ...]:
        """Return the cells that stand over *cell* without a gap, the nearest first."""
        same = self._in_column(cell)
        y1 = self._sides[3]
        found = (same & (y1 <= self.cells[cell].y0 + 0.005)).nonzero()[0]
        above = []
        top = self.cells[cell].y0
        for i in sorted((int(i) for i in found), key=lambda i: -self.cells[i].y1):
            if top - self.cells[i].y1 > 0.005:
                break
            above.append(i)
            top = self.cells[i].y0
        return tuple(above)

    def right_of(self, cell: int) -> int | None:
        """Return the cell to the right that stands level with *cell*."""
        return next(iter(self.cells_right_of(cell)), None)

    def below(self, cell: int) -> int | None:
        """Return the cell under *cell* in the same column."""
        y0, bottom = self._sides[1], self.cells[cell].y1
        under = self._in_column(cell) & (y0 >= bottom - 0.005) & (y0 - bottom < 0.05)
        under[cell] = False
        found = under.nonzero()[0]
        return min((int(i) for i in found), key=lambda i: self.cells[i].y0, default=None)

    def is_inner(self, cell: int) -> bool:
        """Tell whether *cell* stands in a column of a table: beside one, over or under another."""
        here = self.cells[cell]
        x0, y0, x1, y1 = self._sides
        row = (abs(y0 - here.y0) < 0.004) & (abs(y1 - here.y1) < 0.004)
        beside = row & ((abs(x0 - here.x1) < 0.006) | (abs(x1 - here.x0) < 0.006))
        column = (abs(x0 - here.x0) < 0.006) & (abs(x1 - here.x1) < 0.006)
        stacked = column & ((abs(y0 - here.y1) < 0.004) | (abs(y1 - here.y0) < 0.004))
        return bool(beside.any() and stacked.any())


def _lines(words: list[Word]) -> Iterator[list[Word]]:
    """Group *words* into lines: neighbours whose middles stand at one height."""
    line: list[Word] = []
    heights = middles = 0.0
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        if line:
            height = max(heights / len(line), word.box.height)
            if word.box.middle[1] - middles / len(line) > 0.5 * height:
                yield line
                line, heights, middles = [], 0.0, 0.0
        line.append(word)
        heights += word.box.height
        middles += word.box.middle[1]
    if line:
        yield line


def _overlap(y0: np.ndarray, y1: np.ndarray, top: float, bottom: float) -> np.ndarray:
    """Return which share of the smaller of two stretches lies in both, for each of many."""
    shared = y1.clip(max=bottom) - y0.clip(min=top)
    shares: np.ndarray = shared / (y1 - y0).clip(max=bottom - top).clip(min=1e-9)
    return shares
