"""Where the value of a label stands: one geometry for all papers.

A label is found by what it says; its value stands after it in the row, under it in the same
cell, in the cell to the right, or below.  All of these are offered, the likeliest first: what a
field's grammar does not admit gives way to the next (`extractors.fields.extraction`).  Nothing here
knows a particular form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from extractors.fields.divided import Divided
from extractors.fields.in_cells import InCells
from extractors.fields.in_the_open import InTheOpen
from extractors.fields.labels import LATIN_ONLY, Label, LabelReader
from extractors.fields.layout import Row, Sheet
from extractors.fields.pieces import columns_of, full_lines
from extractors.fields.place import Place, made, rest_of_row
from extractors.fields.sections import Sections
from extractors.korean import squash

LONGEST_LINE = 16  # letters of the first line of a label over two
MOST_PLACES = 40


class Finder:
    """Finds the places of labels on the sheets of one paper.

    *vocabulary* are all labels of all papers: what is a label is never a value, and the
    longest label that fits a place has it.
    """

    def __init__(self, sheets: Sequence[Sheet], vocabulary: Sequence[str]) -> None:
        self.sheets = sheets
        self._reader = LabelReader(vocabulary)

    @cached_property
    def _labels(self) -> dict[int, list[tuple[Sheet, Label]]]:
        by_row: dict[int, list[tuple[Sheet, Label]]] = {}
        for sheet in self.sheets:
            for row in sheet.rows:
                found = self._reader.together([row])
                found = found or self._reader.in_row(row, fuzzy=sheet.page.source == "ocr")
                by_row[id(row)] = [(sheet, label) for label in found]
            for over, at, label in self._broken(sheet):
                by_row[id(over)] = [
                    (on, other) for on, other in by_row[id(over)] if other.start != at
                ]
                held = [entry for entry in by_row[id(label.row)] if entry[1].start >= label.end]
                earlier = [entry for entry in by_row[id(label.row)] if entry[1].end <= label.start]
                by_row[id(label.row)] = [*earlier, (sheet, label), *held]
            for cell in range(len(sheet.cells)):
                rows = sheet.rows_in(cell)
                whole = self._over_rows(sheet, rows)
                labels = self._reader.together(rows) if whole is None else [whole]
                if labels:
                    by_row |= {id(row): [] for row in rows}
                    by_row[id(labels[0].row)] = [(sheet, label) for label in labels]
        return by_row

    def _broken(self, sheet: Sheet) -> Iterator[tuple[Row, int, Label]]:
        """Yield the labels that begin in one row and end flush under it in the next.

        Each with the row and the place there where it begins.
        """
        for row in sheet.rows:
            for at, text in columns_of(row):
                if not 2 <= len(squash(text)) <= LONGEST_LINE:
                    continue
                here = row.span(at, at + len(text))
                for under in sheet.rows_between(here.y0 + 0.5 * here.height, here.y1 + here.height):
                    if under is row or under.cell != row.cell:
                        continue
                    for start, _ in columns_of(under):
                        if abs(under.span(start, start + 1).x0 - here.x0) < 0.012:
                            label = self._reader.broken(text, under, start)
                            if label is not None:
                                yield row, at, replace(label, over=(row, at + len(text)))

    def _is_label(self, sheet: Sheet, cell: int) -> bool:
        """Tell whether *cell* is nothing but a label, or begins with one."""
        rows = sheet.rows_in(cell)
        first = self.labels_in(rows[0]) if rows else []
        if first and not squash(first[0].row.text[: first[0].start]):
            return True
        return self._over_rows(sheet, rows) is not None or bool(self._reader.together(rows))

    def _over_rows(self, sheet: Sheet, rows: Sequence[Row]) -> Label | None:
        return self._reader.over_rows(rows, fuzzy=sheet.page.source == "ocr")

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Sheet, Label]]]:
        by_name: dict[str, list[tuple[Sheet, Label]]] = {}
        for entries in self._labels.values():
            for sheet, label in entries:
                by_name.setdefault(label.name, []).append((sheet, label))
        return by_name

    def labels_in(self, row: Row) -> list[Label]:
        return [label for _, label in self._labels.get(id(row), [])]

    def places(self, labels: Sequence[str], *, wrap: bool = False) -> list[Place]:
        """Return every place whose label is one of *labels*, the plainest last.

        *labels* stand in the order in which they are preferred.
        """
        wanted = dict.fromkeys(map(squash, labels))
        found = [entry for name in wanted for entry in self._by_name.get(name, [])]
        found = sorted(found, key=lambda entry: entry[1].plain)[:MOST_PLACES]
        places = (self._place(sheet, label, wrap=wrap) for sheet, label in found)
        return [place for place in places if place is not None]

    def is_value(self, row: Row) -> bool:
        """Tell whether *row* stands in a table at the place of a label."""
        return id(row) in self._value_rows

    @cached_property
    def _value_rows(self) -> frozenset[int]:
        places = (place for name in self._by_name for place in self.places([name]))
        return frozenset(
            id(row) for place in places for _, row, _ in place.pieces if row.cell is not None
        )

    # ── places ───────────────────────────────────────────────────────────────────────

    def _place(self, sheet: Sheet, label: Label, *, wrap: bool) -> Place | None:
        """Return where the value of *label* most likely stands, and where else it may."""
        found = [
            self._told(sheet, label, place) for place in self._candidates(sheet, label, wrap=wrap)
        ]
        return replace(found[0], others=tuple(found[1:])) if found else None

    def _told(self, sheet: Sheet, label: Label, place: Place) -> Place:
        cells = {row.cell for _, row, _ in place.pieces if row.cell is not None}
        return replace(
            place,
            unsure=place.unsure or self._has_more_below(sheet, place),
            heads=self._sections.heads(sheet, label, cells),
            wrapped=frozenset(full_lines(sheet, place.pieces)),
        )

    def _candidates(self, sheet: Sheet, label: Label, *, wrap: bool) -> Iterator[Place]:
        after = self._rows.after(label)
        if after and not LATIN_ONLY.match(after[0][0]):
            yield self._in_the_open.with_more(sheet, label, after, wrap=wrap)
        beside = self._rows.after_first_line(label)
        if beside:
            cell = label.row.cell
            region = rest_of_row(label) if cell is None else sheet.cells[cell]
            yield made(sheet, label, beside, region)
        if label.row.cell is None:
            yield from self._in_the_open.places(sheet, label, wrap=wrap)
        else:
            yield from self._in_cells.places(sheet, label, after, wrap=wrap)

    def _has_more_below(self, sheet: Sheet, place: Place) -> bool:
        """Tell whether print that is nobody's stands close under a value that OCR read."""
        if sheet.page.source != "ocr" or not place.pieces:
            return False
        here, last = place.box(), place.pieces[-1][1]
        mine = {id(row) for _, row, _ in place.pieces}
        height = last.box.height
        reach = height if last.cell is None else 1.0
        for other in sheet.rows_between(here.y1 - 0.3 * height, here.y1 + 0.8 * reach):
            beside = other.box.x1 < here.x0 or other.box.x0 > here.x1
            if other.cell != last.cell or id(other) in mine or beside:
                continue
            if any(mark.overlaps(other.box) for mark in sheet.page.pictures):
                continue  # what a seal or a signature was read as
            if not self.labels_in(other) and not LATIN_ONLY.match(other.text):
                return True
        return False

    @cached_property
    def _rows(self) -> Divided:
        return Divided(self.labels_in)

    @cached_property
    def _in_cells(self) -> InCells:
        return InCells(self.sheets, self._rows, self._is_label)

    @cached_property
    def _in_the_open(self) -> InTheOpen:
        return InTheOpen(self.sheets, self._rows)

    @cached_property
    def _sections(self) -> Sections:
        return Sections(self.labels_in)
