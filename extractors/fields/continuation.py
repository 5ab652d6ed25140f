"""Rows that go on below a value: the second line of an address, the next entries of a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from extractors.fields.labels import LATIN_ONLY, Label
from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.fields.pieces import Piece, begins_column, is_full, pieces_between
from extractors.model import Box

NEAREST_ROWS = 60
FLUSH, NEARLY_FLUSH = 0.02, 0.045
_ENDS = (".", "다", ":", "：")
_NO_VALUE = re.compile(r"^\s*(?:[※*]|위\s*(?:와|의|기업|업체|법인|사람|금액|사실))|니다\s*\.?\s*$")
"""What closes a paper or is a note to it."""


class Continued(NamedTuple):
    """The rows that a value goes on in; ``open`` where one more row may be its."""

    pieces: list[Piece]
    open: bool


class Continuation:
    """Finds how values go on; *labels_in* tells the labels of a row."""

    def __init__(self, labels_in: Callable[[Row], Sequence[Label]]) -> None:
        self._labels_in = labels_in

    def of(self, sheet: Sheet, label: Label, pieces: Sequence[Piece], stop: float) -> Continued:
        """Return the rows below *pieces* that begin where the value of *label* begins.

        They belong to no other label, in the same cell or outside of all, left of *stop*.  A
        value that runs into the margin goes on at the margin on the left.
        """
        _, row, offset = pieces[0]
        left = row.span(offset, offset + 1).x0
        reach = NEARLY_FLUSH if row.is_estimated(offset) else FLUSH
        here, last, pitch = label.box, pieces[-1][1], 0.0
        found: list[Piece] = []
        for other in _below(sheet, last):
            full = other.cell is None and stop == 1.0 and is_full(sheet, last.box)
            start = here.x0 - FLUSH if full else left - reach
            gap = other.box.y0 - last.box.y1
            near = gap < 1.3 * last.box.height or other.box.y0 - last.box.y0 < 1.1 * pitch
            if not near:
                break
            if other.box.x0 >= stop or self._is_english(other, here, start):
                last = other if other.box.x0 < stop else last
                continue
            there = pieces_between(other, start, stop)
            if not there and not self._labels_in(other):
                continue  # it stands beside: what it says is no part of this column
            if not there or not self._goes_on(other, there[0], label, left + reach, full=full):
                return Continued(found, self._may_be_his(other, there, label, gap))
            found += there
            pitch, last = other.box.y0 - last.box.y0, other
        return Continued(found, open=False)

    def _is_english(self, row: Row, here: Box, start: float) -> bool:
        """Tell whether *row* only says labels once more, in English."""
        if is_latin(row):
            return True
        flush = abs(row.box.x0 - here.x0) < FLUSH
        return bool(LATIN_ONLY.match(row.text)) and (flush or row.box.x0 < start)

    def _goes_on(self, row: Row, piece: Piece, label: Label, right: float, *, full: bool) -> bool:
        text, _, offset = piece
        if self._labels_in(row) or not begins_column(piece):
            return False
        before = row.text[:offset].strip()
        if row.cell is None:
            if not full and row.span(offset, offset + 1).x0 > right:
                return False
            if _NO_VALUE.search(text):
                return False
        # What stands flush with the label is a label of its own, misread or unknown.
        own = abs(row.box.x0 - label.box.x0) < FLUSH and COLUMN in row.text
        return not own or bool(before and LATIN_ONLY.match(before))

    def _may_be_his(self, row: Row, there: Sequence[Piece], label: Label, gap: float) -> bool:
        """Tell whether *row*, in which a value does not plainly go on, may be a part of it."""
        if row.cell is not None or self._labels_in(row) or gap > 0.6 * row.box.height:
            return False
        flush = abs(row.box.x0 - label.box.x0) < FLUSH / 2
        return flush and COLUMN not in row.text and not row.text.rstrip().endswith(_ENDS)


def _below(sheet: Sheet, last: Row) -> Iterator[Row]:
    """Yield the rows under *last*, in its cell or outside of all like itself."""
    for other in sheet.rows_between(last.box.y0, 1.0)[:NEAREST_ROWS]:
        lower = other.box.y0 > last.box.y0 + 0.3 * last.box.height
        if other.cell == last.cell and lower:
            yield other


def is_latin(row: Row) -> bool:
    """Tell whether all columns of *row* are words in Latin letters."""
    columns = row.text.split(COLUMN)
    return len(columns) > 1 and all(LATIN_ONLY.match(column) for column in columns)
