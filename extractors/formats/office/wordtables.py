"""Tables of Word files as grids: what spans columns, and what goes on from the row above."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors.formats.grid import Block, Cell, Table
from extractors.formats.office.package import Element, attribute, number, tag
from extractors.formats.office.wordstyles import Styles, child


def read_table(
    element: Element,
    styles: Styles,
    inside: Callable[[Element, bool], tuple[Block, ...]],
    *,
    shaded: bool,
) -> Table:
    """Return a table; *inside* reads a cell, told whether its ground is not white.

    *shaded* tells whether the ground around the table is not white.
    """
    grid = child(element, "tblGrid")
    widths = [float(number(attribute(one, "w"))) for one in grid] if grid is not None else []
    style = child(child(element, "tblPr"), "tblStyle")
    shaded = shaded or (style is not None and styles.shades(attribute(style, "val")))
    cells: list[Cell] = []
    above: dict[int, int] = {}  # column → place in cells of what may reach further down
    for row, line in enumerate(_rows(element)):
        before = child(child(line, "trPr"), "gridBefore")
        column = max(number(attribute(before, "val")), 0) if before is not None else 0
        for one in _cells(line):
            span, merge = _cell_settings(one)
            if merge == "continue" and column in above:
                upper = cells[above[column]]
                cells[above[column]] = Cell(
                    upper.row, upper.column, row - upper.row + 1, upper.columns, upper.blocks
                )
            else:
                above[column] = len(cells)
                ground = child(child(one, "tcPr"), "shd")
                blocks = inside(one, shaded or styles.is_shaded(ground))
                cells.append(Cell(row, column, 1, span, blocks))
            column += span
    return Table(tuple(cells), tuple(widths))


def _rows(element: Element) -> Iterator[Element]:
    for one in element:
        if tag(one) == "tr":
            if child(child(one, "trPr"), "del") is None:
                yield one
        elif tag(one) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(one)


def _cells(row: Element) -> Iterator[Element]:
    for one in row:
        if tag(one) == "tc":
            yield one
        elif tag(one) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(one)


def _cell_settings(cell: Element) -> tuple[int, str]:
    """Return how many columns a cell spans, and whether it goes on from the row above."""
    settings = child(cell, "tcPr")
    span, merge = child(settings, "gridSpan"), child(settings, "vMerge")
    columns = number(attribute(span, "val"), 1) if span is not None else 1
    goes_on = attribute(merge, "val", "continue") if merge is not None else ""
    return min(max(columns, 1), 200), goes_on
