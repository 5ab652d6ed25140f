"""Whose part of a form a place belongs to: what stands left of it, over it, and before it.

Applicant and supplier both have a name, a number and a representative on one form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from extractors.fields.labels import COLON, Label
from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.korean import squash

LONGEST_HEAD = 25
LONGEST_NEIGHBOUR = 100
_NUMBERED = re.compile(r"^\s*(?:[□■○●◇◆▶▣※Ⅰ-Ⅹ①-⑳]|\d{1,2}[.)]|[가-하][.)])\s*")


class Sections:
    """The headings of the parts of a form; *labels_in* tells the labels of a row."""

    def __init__(self, labels_in: Callable[[Row], Sequence[Label]]) -> None:
        self._labels_in = labels_in
        self._known: dict[int, tuple[tuple[float, str], ...]] = {}

    def heads(self, sheet: Sheet, label: Label, values: set[int]) -> tuple[str, ...]:
        """Return what *label* and the cells of its *values* stand under, squashed.

        The nearest first: left of the label, over the column of the value, and the last
        heading of a section before it.
        """
        heads = [label.row.text[: label.start]]
        cell = label.row.cell
        if cell is not None:
            heads += [sheet.text_in(i) for i in sheet.cells_left_of(cell)]
            over = [i for value in values - {cell} for i in sheet.cells_above(value)[-1:]]
            heads += [sheet.text_in(i) for i in over]
        before = [text for at, text in self._of(sheet) if at < label.box.y0]
        heads += before[-1:]
        said = (squash(head) for head in heads)
        return tuple(head for head in said if 2 <= len(head) <= LONGEST_NEIGHBOUR)

    def _of(self, sheet: Sheet) -> tuple[tuple[float, str], ...]:
        """Return the headings of sections with the height at which they stand, from the top."""
        if id(sheet) not in self._known:
            self._known[id(sheet)] = tuple(
                (row.box.y0, row.text) for row in sheet.rows if self._is_heading(sheet, row)
            )
        return self._known[id(sheet)]

    def _is_heading(self, sheet: Sheet, row: Row) -> bool:
        if not 2 <= len(squash(row.text)) <= LONGEST_HEAD or any(c in row.text for c in COLON):
            return False
        if row.cell is not None:
            alone = not sheet.cells_left_of(row.cell) and not sheet.cells_right_of(row.cell)
            return alone and len(sheet.rows_in(row.cell)) == 1
        numbered = _NUMBERED.match(row.text) is not None
        return COLUMN not in row.text and (numbered or not self._labels_in(row))
