"""ODT and ODS (ISO/IEC 26300) → blocks: the body in order, headers before, footers after.

A cell's text stands in it as it prints.  Rows and cells that repeat are written once with a
count, of which only as many are believed as a form can have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.errors import DamagedFile, PasswordOpenDocument
from extractors.formats.grid import PICTURE, Block, Cell, PageBreak, Paragraph, Table
from extractors.formats.office.package import Element, Package, attribute, number, tag

SKIPPED = frozenset(
    ("annotation", "annotation-end", "tracked-changes", "forms", "placeholder", "ruby-text")
)
PARAGRAPHS, TEXTS = frozenset(("p", "h")), {"tab": "\t", "line-break": "\n"}
TICKED, OPEN = "☑", "☐"
MOST_REPEATED, LARGEST_SPAN = 200, 200
HALF_A4 = 21.0 * 29.7 / 2  # in square centimetres
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
    reader = _OdfReader(content)
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

    def __init__(self, content: Element) -> None:
        self._breaking: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._widths: dict[str, float] = {}
        self._controls: dict[str, str] = {}
        for element in content.iter():
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
            if tag(settings) == "text-properties" and attribute(settings, "display") == "none":
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
                    if tag(parent) == "spreadsheet":
                        yield PageBreak()
            else:
                yield from self.blocks(element)
            if side == "after":
                yield PageBreak()

    def _paragraph(self, element: Element) -> Iterator[Block]:
        boxes: list[Element] = []
        yield Paragraph("".join(self._text(element, boxes)))
        for box in boxes:
            yield from self.blocks(box)

    def _text(self, element: Element, boxes: list[Element]) -> Iterator[str]:
        """Yield the printed text of *element*; text boxes and notes are put into *boxes*."""
        yield _plain(element.text)
        for child in element:
            name = tag(child)
            if name in SKIPPED or attribute(child, "style-name") in self._hidden:
                pass
            elif name == "s":
                yield " " * min(max(number(attribute(child, "c"), 1), 1), 200)
            elif name in TEXTS:
                yield TEXTS[name]
            elif name == "note":
                boxes += [one for one in child if tag(one) == "note-body"]
            elif name == "control":
                yield self._controls.get(attribute(child, "control"), "")
            elif name == "content-control":
                yield from self._content_control(child, boxes)
            elif name == "frame":
                yield _picture(child, boxes)
            elif name == "custom-shape":
                boxes.append(child)
            else:
                yield from self._text(child, boxes)
            yield _plain(child.tail)

    def _content_control(self, element: Element, boxes: list[Element]) -> Iterator[str]:
        if attribute(element, "checkbox") == "true":
            yield TICKED if attribute(element, "checked") == "true" else OPEN
        elif attribute(element, "showing-place-holder") != "true":
            yield from self._text(element, boxes)

    def _table(self, element: Element) -> Table:
        widths: list[float] = []
        for column in (one for one in element.iter() if tag(one) == "table-column"):
            if _owner(column) is element:
                count = _repeated(column, "columns")
                widths += [self._widths.get(attribute(column, "style-name"), 0.0)] * count
        cells: list[Cell] = []
        row = 0
        for line in _lines(element):
            times = _repeated(line, "rows")
            written = list(self._cells(line, row))
            if any(cell.blocks for cell in written) or times == 1:
                for again in range(times):
                    cells += [_moved(cell, again) for cell in written]
            row += times
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
                said = tuple(b for b in inside if not isinstance(b, Paragraph) or b.text.strip())
                rows, columns = _span(one, "rows"), _span(one, "columns")
                for again in range(times):
                    yield Cell(row, column + again, rows, columns, inside if said else ())
            column += times


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


def _picture(frame: Element, boxes: list[Element]) -> str:
    """Return PICTURE for a picture smaller than half a sheet; a text box goes to *boxes*."""
    written = [one for one in frame if tag(one) == "text-box"]
    boxes += written
    if written or not any(tag(one) == "image" for one in frame):
        return ""
    area = _length(attribute(frame, "width")) * _length(attribute(frame, "height"))
    return PICTURE if area < HALF_A4 else ""


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
