"""ODT and ODS (ISO/IEC 26300) → blocks: the body in order, headers before, footers after.

A cell's text stands in it as it prints.  Rows and cells that repeat are written once with a
count, of which only as many are believed as a form can have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.errors import DamagedFile, PasswordOpenDocument
from extractors.formats.grid import (
    OBJECT,
    PICTURE,
    Block,
    Cell,
    Drawn,
    PageBreak,
    Paragraph,
    Run,
    Table,
    may_mark,
)
from extractors.formats.office.package import Element, Package, attribute, number, tag
from extractors.formats.office.wordstyles import is_nearly_white

SKIPPED = frozenset(
    ("annotation-end", "tracked-changes", "forms", "placeholder", "ruby-text", "shapes")
)
SHAPES = frozenset(
    [
        *("custom-shape", "ellipse", "circle", "line", "polyline", "polygon", "path", "rect", "g"),
        *("connector", "measure", "caption", "regular-polygon", "scene"),
    ]
)
PARAGRAPHS, TEXTS = frozenset(("p", "h")), {"tab": "\t", "line-break": "\n"}
TICKED, OPEN = "☑", "☐"
MOST_REPEATED, LARGEST_SPAN, MOST_COVERED = 200, 200, 60
HALF_A4 = 21.0 * 29.7 / 2  # in square centimetres
POINTS = 72 / 2.54  # to a centimetre
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6}


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return headers, body and footers in this order; each sheet of a table on a new page.

    Raises:
        PasswordOpenDocument: its manifest names an encryption.
        DamagedFile: there is no content, or the package cannot be opened.
        TooLargeFile, HostileFile: as `package.Package`.
    """
    package = Package(data)
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise PasswordOpenDocument
    content, styles = package.tree("content.xml"), package.tree("styles.xml")
    if content is None:
        raise DamagedFile
    body = next((one for one in content.iter() if tag(one) == "body"), None)
    if body is None:
        raise DamagedFile
    reader = _OdfReader(*(one for one in (styles, content) if one is not None))
    margins = [one for one in styles.iter() if tag(one) in ("header", "footer")] if (
        styles is not None
    ) else []  # fmt: skip
    return (
        *(block for one in margins if tag(one) == "header" for block in reader.blocks(one)),
        *reader.blocks(body),
        *(block for one in margins if tag(one) == "footer" for block in reader.blocks(one)),
    )


class _OdfReader:
    """What must be known of the whole to read a part: styles that break pages, controls."""

    def __init__(self, *trees: Element) -> None:
        self._breaking: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._widths: dict[str, float] = {}
        self._controls: dict[str, str] = {}
        self._looks: dict[str, tuple[str, ...]] = {}
        for element in (one for tree in trees for one in tree.iter()):
            name = tag(element)
            if name == "style":
                self._learn(element)
            elif name in ("checkbox", "radio", "text", "textarea", "combobox", "listbox"):
                state = _control(element, name)
                for key in ("id", "name"):
                    self._controls.setdefault(attribute(element, key), state)

    def _learn(self, style: Element) -> None:
        name = attribute(style, "name")
        for settings in style:
            for side in ("before", "after"):
                if attribute(settings, f"break-{side}") == "page":
                    self._breaking[name] = side
            if tag(settings) == "table-properties" and attribute(settings, "display") == "false":
                self._hidden.add(name)
            if tag(settings) == "table-column-properties":
                self._widths[name] = _length(attribute(settings, "column-width"))
            if tag(settings) == "text-properties":
                self._looks[name] = tuple(_looks(settings))
                if attribute(settings, "display") == "none":
                    self._hidden.add(name)

    def blocks(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            name = tag(element)
            if name in SKIPPED or attribute(element, "display") == "none":
                continue
            side = self._breaking.get(attribute(element, "style-name"))
            if side == "before":
                yield PageBreak()
            if name in PARAGRAPHS:
                yield from self._paragraph(element)
            elif name == "table":
                if attribute(element, "style-name") not in self._hidden:
                    yield self._table(element)
                    if any(tag(one) == "shapes" and len(one) for one in element):
                        yield Paragraph("", (), (Drawn(None, 0.0),))
                    if tag(parent) == "spreadsheet":
                        yield PageBreak()
            elif name in SHAPES or name in ("frame", "annotation"):
                yield from self._alone(element)
            else:
                yield from self.blocks(element)
            if side == "after":
                yield PageBreak()

    def _paragraph(self, element: Element) -> Iterator[Block]:
        boxes: list[Element] = []
        drawn: list[Drawn] = []
        cell = element.getparent()
        looks = self._looks_of(cell) if cell is not None and tag(cell) == "table-cell" else ()
        runs = tuple(self._text(element, boxes, drawn, looks))
        yield Paragraph("".join(run.text for run in runs), runs, tuple(drawn))
        for box in boxes:
            yield from self.blocks(box)

    def _alone(self, element: Element) -> Iterator[Block]:
        """Yield what is anchored to a cell or a sheet of a table, not to a paragraph."""
        boxes: list[Element] = []
        mark = OBJECT if tag(element) == "annotation" else self._shape(element, boxes, [])
        if mark:
            yield Paragraph(mark)
        for box in boxes:
            yield from self.blocks(box)

    def _text(
        self, element: Element, boxes: list[Element], drawn: list[Drawn], looks: tuple[str, ...]
    ) -> Iterator[Run]:
        """Yield the printed text of *element*; text boxes and notes are put into *boxes*."""
        looks = tuple(dict.fromkeys((*looks, *self._looks_of(element))))
        yield self._run(_plain(element.text), looks)
        for child in element:
            name = tag(child)
            if name in SKIPPED or attribute(child, "style-name") in self._hidden:
                pass
            elif name == "s":
                yield Run(" " * min(max(number(attribute(child, "c"), 1), 1), 200), looks)
            elif name in TEXTS:
                yield Run(TEXTS[name])
            elif name == "note":
                boxes += [one for one in child if tag(one) == "note-body"]
            elif name == "control":
                yield Run(self._controls.get(attribute(child, "control"), ""))
            elif name == "content-control":
                yield from self._content_control(child, boxes, drawn, looks)
            elif name == "annotation":
                yield Run(OBJECT)
            elif name == "frame" or name in SHAPES:
                yield Run(self._shape(child, boxes, drawn))
            else:
                yield from self._text(child, boxes, drawn, looks)
            yield self._run(_plain(child.tail), looks)

    def _looks_of(self, element: Element) -> tuple[str, ...]:
        return self._looks.get(attribute(element, "style-name"), ())

    def _run(self, text: str, looks: tuple[str, ...]) -> Run:
        """Return *text* as it is seen: white letters are something that nobody sees."""
        return Run(OBJECT) if "white" in looks and text.strip() else Run(text, looks)

    def _shape(self, shape: Element, boxes: list[Element], drawn: list[Drawn]) -> str:
        """Return what stands in the text for a picture or a shape; what lies over it is *drawn*.

        What is written in it goes to *boxes*; only a short word may be a mark.
        """
        picture = any(tag(one) == "image" for one in shape)
        embedded = any(tag(one) in ("object", "object-ole", "plugin", "math") for one in shape)
        written = [one for one in shape if tag(one) == "text-box"]
        inside = "".join(str(text) for one in written or [shape] for text in one.itertext()).strip()
        if tag(shape) != "frame" and inside:
            written = [shape]
        if inside and not picture and not embedded:
            boxes += written
            if not may_mark(inside):
                return ""
        elif picture and not embedded:
            area = _length(attribute(shape, "width")) * _length(attribute(shape, "height"))
            return PICTURE if area < HALF_A4 else OBJECT
        if attribute(shape, "anchor-type", "as-char") == "as-char":
            return "" if inside and not embedded else OBJECT
        height = _length(attribute(shape, "height")) * POINTS
        by_paragraph = attribute(shape, "anchor-type") in ("char", "paragraph")
        top = _length(attribute(shape, "y")) * POINTS if by_paragraph else None
        drawn.append(Drawn(top, height))
        return ""

    def _content_control(
        self, element: Element, boxes: list[Element], drawn: list[Drawn], looks: tuple[str, ...]
    ) -> Iterator[Run]:
        if attribute(element, "checkbox") == "true":
            yield Run(TICKED if attribute(element, "checked") == "true" else OPEN)
        elif attribute(element, "showing-place-holder") != "true":
            yield from self._text(element, boxes, drawn, looks)

    def _table(self, element: Element) -> Table:
        widths: list[float] = []
        for column in (one for one in element.iter() if tag(one) == "table-column"):
            if _owner(column) is element:
                count = _repeated(column, "columns")
                widths += [self._widths.get(attribute(column, "style-name"), 0.0)] * count
        cells: list[Cell] = []
        covered: set[tuple[int, int]] = set()
        row = 0
        for line in _lines(element):
            times = _repeated(line, "rows")
            written = list(self._cells(line, row))
            covered |= set(_covered(line, row))
            if any(cell.blocks for cell in written) or times == 1:
                for again in range(times):
                    cells += [_moved(cell, again) for cell in written]
            row += times
        cells = [
            replace(cell, blocks=(*cell.blocks, Paragraph(OBJECT)))
            if (cell.row, cell.column) in covered
            else cell
            for cell in cells
        ]
        last = max((cell.column + cell.columns for cell in cells if cell.blocks), default=0)
        lowest = max((cell.row for cell in cells if cell.blocks), default=-1)
        kept = [cell for cell in cells if cell.column < last and cell.row <= lowest]
        return Table(tuple(kept), tuple(widths[:last]) if len(widths) >= last else ())

    def _cells(self, line: Element, row: int) -> Iterator[Cell]:
        column = 0
        for one in line:
            if tag(one) not in ("table-cell", "covered-table-cell"):
                continue
            times = _repeated(one, "columns")
            if tag(one) == "table-cell":
                inside = tuple(b for b in self.blocks(one) if not isinstance(b, PageBreak))
                said = tuple(
                    b for b in inside if not isinstance(b, Paragraph) or b.text.strip() or b.drawn
                )
                rows, columns = _span(one, "rows"), _span(one, "columns")
                for again in range(times):
                    yield Cell(row, column + again, rows, columns, inside if said else ())
            column += times


_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})$")


def _covered(line: Element, row: int) -> Iterator[tuple[int, int]]:
    """Yield the cells over which something lies that begins in a cell of *line*."""
    column = 0
    for one in line:
        for inside in one:
            if end := _CELL.search(attribute(inside, "end-cell-address")):
                last = 0
                for letter in end[1]:
                    last = 26 * last + ord(letter) - ord("A") + 1
                for at in range(row, min(int(end[2]), row + MOST_COVERED)):
                    for across in range(column, min(last, column + MOST_COVERED)):
                        yield at, across
        if tag(one) in ("table-cell", "covered-table-cell"):
            column += _repeated(one, "columns")


def _moved(cell: Cell, down: int) -> Cell:
    return Cell(cell.row + down, cell.column, cell.rows, cell.columns, cell.blocks)


def _plain(text: str | None) -> str:
    """Return text as it prints: a run of blanks and line ends is one blank."""
    return re.sub(r"[ \t\r\n]+", " ", text or "").replace(PICTURE, "")


def _control(element: Element, name: str) -> str:
    """Return what a control of a form shows."""
    if name in ("checkbox", "radio"):
        state = attribute(element, "current-state", attribute(element, "state"))
        chosen = state == "checked" or attribute(element, "current-selected") == "true"
        return (TICKED if chosen else OPEN) + attribute(element, "label") + " "
    return attribute(element, "current-value", attribute(element, "value"))


def _looks(settings: Element) -> Iterator[str]:
    """Yield how a style sets letters apart from others, as `model.Word` names it."""
    for name, key, none in (
        ("struck", "text-line-through-style", "none"),
        ("underlined", "text-underline-style", "none"),
        ("bold", "font-weight", "normal"),
        ("italic", "font-style", "normal"),
        ("enclosed", "text-emphasize", "none"),
        ("raised", "text-position", "0% 100%"),
        ("boxed", "border", "none"),
    ):
        if attribute(settings, key, none) not in (none, ""):
            yield name
    ground = attribute(settings, "background-color", "transparent").lstrip("#")
    shaded = ground != "transparent" and not is_nearly_white(ground)
    if shaded:
        yield f"shaded {ground}"
    colour = attribute(settings, "color").lstrip("#")
    if colour and is_nearly_white(colour) and not shaded:
        yield "white"
    elif colour not in ("", "000000"):
        yield f"colour {colour}"


def _length(text: str) -> float:
    """Return a length in centimetres, 0 where it is none."""
    try:
        return float(text[:-2]) * CENTIMETRES.get(text[-2:], 0.0)
    except ValueError:
        return 0.0


def _owner(element: Element) -> Element | None:
    """Return the table that *element* stands in."""
    parent = element.getparent()
    while parent is not None and tag(parent) != "table":
        parent = parent.getparent()
    return parent


def _lines(element: Element) -> Iterator[Element]:
    for child in element:
        if tag(child) == "table-row":
            if attribute(child, "visibility", "visible") == "visible":
                yield child
        elif tag(child) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _lines(child)


def _repeated(element: Element, what: str) -> int:
    return min(max(number(attribute(element, f"number-{what}-repeated"), 1), 1), MOST_REPEATED)


def _span(element: Element, what: str) -> int:
    return min(max(number(attribute(element, f"number-{what}-spanned"), 1), 1), LARGEST_SPAN)
