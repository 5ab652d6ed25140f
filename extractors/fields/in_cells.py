"""Where the value of a label stands that is ruled into a cell: in it, beside it, or below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from extractors.fields.divided import Divided
from extractors.fields.labels import ANNOTATION, LATIN_ONLY, Label
from extractors.fields.layout import Sheet
from extractors.fields.pieces import Piece, pieces_between
from extractors.fields.place import Place, made, rest_of_row
from extractors.model import Box, around


class InCells:
    """Finds values on the ruled parts of *sheets*; *is_label* tells what a cell holds."""

    def __init__(
        self, sheets: Sequence[Sheet], rows: Divided, is_label: Callable[[Sheet, int], bool]
    ) -> None:
        self._sheets, self._rows, self._is_label = sheets, rows, is_label

    def places(
        self, sheet: Sheet, label: Label, after: Sequence[Piece], *, wrap: bool
    ) -> Iterator[Place]:
        """Yield where the value of *label* may stand; *after* is what follows it in its row."""
        cell = label.row.cell
        assert cell is not None
        beside = self._beside_in_cell(sheet, label, cell)
        if beside:
            yield made(sheet, label, beside, sheet.cells[cell])
        under = self._rows.until_label(
            [row for row in sheet.rows_in(cell) if row.box.y0 > label.row.box.y0]
        )
        said = [piece for piece in under if not _is_remark(piece[0])]
        if said and _closes(label.row.text[label.end :], said[0][0]):
            said = said[1:]
        if said and said not in (after, beside):
            yield made(sheet, label, said, sheet.cells[cell])
        yield from self._in_neighbours(sheet, label, cell, wrap=wrap)

    def _beside_in_cell(self, sheet: Sheet, label: Label, cell: int) -> list[Piece]:
        """Return what stands right of a label in its cell, a little higher than its last line."""
        here = label.box
        higher = [
            row
            for row in sheet.rows_in(cell)
            if 0 < here.middle[1] - row.box.middle[1] < here.height
            and not self._rows.labels_in(row)
        ]
        if all(row.box.x0 >= here.x1 - 0.005 for row in higher):
            return self._rows.until_label(higher)
        # Its own first line, misread, may stand before the value.
        return [p for row in higher for p in pieces_between(row, here.x1 - 0.005, 1.0)]

    def _in_neighbours(
        self, sheet: Sheet, label: Label, cell: int, *, wrap: bool
    ) -> Iterator[Place]:
        """Look right of a cell that is only a label, then in the cell itself, then below.

        Where a rule between two labels was lost, each has only what stands level with it.

        A cell is blank only if nothing at all is printed in it: one that begins with another
        label says nothing about this one.
        """
        right, below = sheet.right_of(cell), sheet.below(cell)
        if right is not None and sheet.cells[cell].height > 1.5 * sheet.cells[right].height:
            below = None  # it heads several rows: what is below is the next such heading
        shared = sum(bool(self._rows.labels_in(row)) for row in sheet.rows_in(cell)) > 1
        if shared and right is not None and not _is_level(sheet.cells[right], label.box):
            return
        beside = [] if shared or right is None else _spanned(sheet, cell, right)
        if len(beside) > 1 and not any(self._is_label(sheet, other) for other in beside):
            there = [p for other in beside for p in self._rows.until_label(sheet.rows_in(other))]
            if there:
                region = around([sheet.cells[other] for other in beside])
                yield replace(made(sheet, label, there, region), unsure=not wrap)
                return
        if right is None and (beyond := self._beyond(sheet, cell)):
            yield made(sheet, label, beyond, rest_of_row(label))
        for neighbour in (right, below):
            if neighbour is not None and not self._is_label(sheet, neighbour):
                there = self._rows.until_label(sheet.rows_in(neighbour))
                if wrap and neighbour == right:
                    there += self._next_rows(sheet, cell, neighbour)
                there += self._overleaf(sheet, neighbour)
                there = there or _fillers(sheet, neighbour)
                if there:
                    yield made(sheet, label, there, sheet.cells[neighbour])
                    continue
            if neighbour == right and _has_room(sheet, label):
                yield made(sheet, label, [], sheet.cells[cell])
            elif neighbour is not None and not sheet.rows_in(neighbour):
                strays = self._strays(sheet, cell, neighbour)
                yield replace(made(sheet, label, [], sheet.cells[neighbour]), strays=strays)

    def _beyond(self, sheet: Sheet, cell: int) -> list[Piece]:
        """Return what stands right of a *cell* whose neighbour is open, level with it."""
        here = sheet.cells[cell]
        rows = [
            row
            for row in sheet.rows_between(here.y0 - 0.01, here.y1)
            if row.cell is None and row.box.x0 >= here.x1 and _is_level(here, row.box)
        ]
        return [] if any(map(self._rows.labels_in, rows)) else self._rows.until_label(rows)

    def _next_rows(self, sheet: Sheet, head: int, cell: int) -> list[Piece]:
        """Return how a table goes on below *cell* in rows whose first cell is empty."""
        pieces: list[Piece] = []
        while True:
            beside, below = sheet.below(head), sheet.below(cell)
            if beside is None or below is None or sheet.rows_in(beside):
                return pieces
            if sheet.right_of(beside) != below or self._is_label(sheet, below):
                return pieces
            here, there = sheet.cells[cell], sheet.cells[below]
            if abs(here.x0 - there.x0) > 0.01 or abs(here.x1 - there.x1) > 0.01:
                return pieces
            pieces += self._rows.until_label(sheet.rows_in(below))
            head, cell = beside, below

    def _strays(self, sheet: Sheet, cell: int, empty: int) -> tuple[str, ...]:
        """Return what stands beyond the *empty* cell or under the label without a label."""
        found = []
        for other in sheet.cells_right_of(cell):
            if self._is_label(sheet, other):
                break
            found.append(other)
        below = sheet.below(cell)
        if below is not None and not self._is_label(sheet, below):
            here, there = sheet.cells[cell], sheet.cells[below]
            if abs(here.x0 - there.x0) < 0.01 and abs(here.x1 - there.x1) < 0.01:
                found.append(below)
        return tuple(text for i in found if i != empty and (text := sheet.text_in(i)))

    def _overleaf(self, sheet: Sheet, cell: int) -> list[Piece]:
        """Return how a cell goes on at the top of the next sheet, beside an empty label."""
        after = next((s for s in self._sheets if s.page.number == sheet.page.number + 1), None)
        here = sheet.cells[cell]
        if after is None or not after.cells or sheet.below(cell) is not None:
            return []
        top = min(range(len(after.cells)), key=lambda i: after.cells[i][:2])
        goes_on = [
            i
            for i, other in enumerate(after.cells)
            if abs(other.x0 - here.x0) < 0.01
            and abs(other.x1 - here.x1) < 0.01
            and abs(other.y0 - after.cells[top].y0) < 0.01
        ]
        if not goes_on or goes_on[0] == top or after.rows_in(top):
            return []
        if any(row.box.y0 < after.cells[top].y0 and len(row.text) > 40 for row in after.rows[:3]):
            return []
        return self._rows.until_label(after.rows_in(goes_on[0]))


def _fillers(sheet: Sheet, cell: int) -> list[Piece]:
    """Return what is typed into *cell* so that it is not empty: a full stop, a hyphen."""
    if sheet.page.source == "ocr":
        return []  # dust
    return [(row.text, row, 0) for row in sheet.rows_in(cell) if row.text.strip(" \t:：")]


def _is_remark(text: str) -> bool:
    """Tell whether *text* only adds to a label: its English, or a word in brackets."""
    return bool(LATIN_ONLY.match(text) or ANNOTATION.fullmatch(text))


def _closes(remark: str, text: str) -> bool:
    """Tell whether *text* ends the remark in brackets that a label's own line begins."""
    is_open = remark.count("(") > remark.count(")")
    return is_open and text.count(")") > text.count("(") and text.rstrip().endswith(")")


def _spanned(sheet: Sheet, cell: int, right: int) -> list[int]:
    """Return the cells in the column of *right* that stand beside *cell*, from the top."""
    here, column = sheet.cells[cell], sheet.cells[right]
    beside = [
        number
        for number, other in enumerate(sheet.cells)
        if abs(other.x0 - column.x0) < 0.01
        and abs(other.x1 - column.x1) < 0.01
        and min(here.y1, other.y1) - max(here.y0, other.y0) > 0.5 * other.height
    ]
    return sorted(beside, key=lambda number: sheet.cells[number].y0)


def _is_level(cell: Box, label: Box) -> bool:
    """Tell whether *cell* stands beside *label*, not above or below it."""
    return cell.y0 <= label.middle[1] <= cell.y1


def _has_room(sheet: Sheet, label: Label) -> bool:
    """Tell whether a label stands at the top of a cell that has room for its value."""
    if label.row.cell is None or sheet.page.source == "word-processor":
        return False
    cell, here = sheet.cells[label.row.cell], label.row.box
    last = max(row.box.y1 for row in sheet.rows_in(label.row.cell))
    return cell.y1 - last > 1.3 * here.height and here.y0 - cell.y0 < 0.35 * (cell.y1 - last)
