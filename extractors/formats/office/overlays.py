"""What lies over the cells of an XLSX, or stands in them without a value that could be read.

openpyxl keeps charts and some pictures and loses shapes, controls and embedded files; where they
lie is read here (ECMA-376, 20.5), by the cells on which they are anchored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from extractors.formats.office.package import Element, Package, attribute, number, tag
from extractors.formats.office.tidied import relations

ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "anchor"))
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
ROW_HEIGHT, COLUMN_WIDTH = 190_500, 609_600  # EMU, as a new sheet has them
CONTROL = re.compile(
    rb"ClientData\s+ObjectType=[\"'](\w+)[\"'][^>]*>(?:(?!ClientData).)*?<(?:\w+:)?Anchor>([^<]*)<",
    re.S,
)
MOST = 2_000
CORNERS = 8  # column, row, and how far into each, of both corners of a control


class Overlay(NamedTuple):
    """An area of cells, counted from 1, the last ones included, and what lies over it.

    ``text`` is what a text box says.
    """

    top: int
    left: int
    bottom: int
    right: int
    is_picture: bool = False
    text: str = ""


def overlays(data: bytes) -> dict[str, tuple[Overlay, ...]]:
    """Return what lies over the cells of each sheet of a tidied XLSX, by the sheet's name.

    Raises what `package.Package` raises.
    """
    package = Package(data)
    main = next(
        (target for kind, target in relations(package, "").values() if kind == "officeDocument"), ""
    )
    root = package.tree(main) if main else None
    if root is None:
        return {}
    parts = relations(package, main)
    found: dict[str, tuple[Overlay, ...]] = {}
    for one in root.iter():
        if tag(one) == "sheet" and (relation := parts.get(attribute(one, "id"))):
            found[attribute(one, "name")] = tuple(_on_sheet(package, relation[1]))
    return found


def _on_sheet(package: Package, name: str) -> Iterator[Overlay]:
    data = package.read(name)
    if FORMULA.search(data) or b"anchor" in data:
        root = package.tree(name)
        for one in root.iter() if root is not None else ():
            if tag(one) == "c" and _lacks_value(one):
                yield from _of_cell(attribute(one, "r"))
            elif tag(one) == "anchor":
                yield from _area(one)
    for kind, target in relations(package, name).values():
        if kind == "drawing" and (drawing := package.tree(target)) is not None:
            for one in islice((one for one in drawing.iter() if tag(one) in ANCHORS), MOST):
                yield from _area(one)
        elif kind == "vmlDrawing":
            yield from _controls(package.read(target))


def _lacks_value(cell: Element) -> bool:
    """Tell whether a cell holds a formula and not what came out of it; that may be empty text."""
    inside = {tag(one): one for one in cell}
    value = inside.get("v")
    is_told = value is not None and (bool(value.text) or attribute(cell, "t") == "str")
    return "f" in inside and not is_told and "is" not in inside


def _of_cell(name: str) -> Iterator[Overlay]:
    found = CELL.fullmatch(name)
    if found:
        column = 0
        for letter in found[1]:
            column = 26 * column + ord(letter) - 64
        yield Overlay(int(found[2]), column, int(found[2]), column)


def _area(anchor: Element) -> Iterator[Overlay]:
    parts = {tag(one): one for one in anchor}
    start, end, size = parts.get("from"), parts.get("to"), parts.get("ext")
    if start is not None:
        top, left = _corner(start)
    elif (place := parts.get("pos")) is not None:  # on the sheet, whatever its cells are
        top = max(number(attribute(place, "y")), 0) // ROW_HEIGHT + 1
        left = max(number(attribute(place, "x")), 0) // COLUMN_WIDTH + 1
    else:
        return
    bottom, right = top, left
    if end is not None:
        bottom, right = _corner(end)
        # What ends where a cell begins does not lie on it.
        bottom -= _offset(end, "rowOff") == 0 and bottom > top
        right -= _offset(end, "colOff") == 0 and right > left
    elif size is not None:
        bottom += number(attribute(size, "cy")) // ROW_HEIGHT
        right += number(attribute(size, "cx")) // COLUMN_WIDTH
    names = {tag(one) for one in anchor.iter()}
    text = " ".join(str(one.text) for one in anchor.iter() if tag(one) == "t" and one.text)
    is_picture = "pic" in names and not text
    yield Overlay(top, left, max(bottom, top), max(right, left), is_picture, text)


def _controls(drawing: bytes) -> Iterator[Overlay]:
    """Yield the controls of a drawing in VML, which programs write without care for XML.

    Notes lie over no cell.
    """
    for kind, place in islice(CONTROL.findall(drawing), MOST):
        numbers = [int(one) for one in re.findall(rb"\d+", place)]
        if kind != b"Note" and len(numbers) == CORNERS:
            left, _, top, _, right, beyond, bottom, below = numbers
            right, bottom = right - (beyond == 0), bottom - (below == 0)
            yield Overlay(top + 1, left + 1, max(bottom, top) + 1, max(right, left) + 1)


def _corner(element: Element) -> tuple[int, int]:
    row, column = (
        next((number((one.text or "").strip()) for one in element if tag(one) == name), 0)
        for name in ("row", "col")
    )
    return max(row, 0) + 1, max(column, 0) + 1


def _offset(element: Element, name: str) -> int:
    return next((number((one.text or "").strip()) for one in element if tag(one) == name), 0)
