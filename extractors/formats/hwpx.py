"""HWPX (KS X 6101, OWPML) → blocks, as Hangul writes it and as other programs do.

Form controls, text boxes, headers and notes are kept; what does not print is left out:
deleted text, comments, and the prompt of a click-here field that nobody has filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.errors import DamagedFile, ProtectedHwpx
from extractors.formats.grid import PICTURE, Block, Cell, PageBreak, Paragraph, Table
from extractors.formats.package import Element, Package, attribute, number, tag

HALF_A4 = 59_528 * 84_188 / 2  # in square HWP units: 7 200 an inch
SKIPPED = frozenset(
    ("secPr", "linesegarray", "hiddenComment", "memogroup", "parameters", "metaTag", "colPr")
)
NOTES = frozenset(("header", "footer", "footNote", "endNote"))
TICK_BOXES = frozenset(("checkBtn", "radioBtn"))
GLYPHS = {"lineBreak": "\n", "tab": "\t", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
LARGEST_SPAN = 200


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return the sections one after the other, each on a new sheet.

    Raises:
        ProtectedHwpx: the manifest names an encryption; password and distribution copies
            cannot be told apart.
        DamagedFile: there is no section, or the package cannot be opened.
        TooLargeFile, HostileFile: as `package.Package`.
    """
    package = Package(data)
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise ProtectedHwpx
    found = [re.search(r"(?:^|/)contents/section(\d+)\.xml$", name) for name in package.names]
    sections = sorted((int(match[1]), match.string) for match in found if match)
    if not sections:
        raise DamagedFile
    blocks: list[Block] = []
    for place, (_, name) in enumerate(sections):
        root = package.tree(name)
        if root is None:
            raise DamagedFile
        if place:
            blocks.append(PageBreak())
        blocks += _blocks(root)
    return tuple(blocks)


def _blocks(parent: Element) -> Iterator[Block]:
    """Yield the paragraphs below *parent*, be they in a list of their own or not."""
    for element in parent:
        if tag(element) == "p":
            yield from _Reader(element).blocks()
        elif tag(element) == "subList":
            yield from _blocks(element)


class _Reader:
    """One paragraph while it is read: text so far, and where deleted text or a prompt began."""

    def __init__(self, paragraph: Element) -> None:
        self._paragraph = paragraph
        self._text = ""
        self._deleted = False
        self._prompts: list[tuple[int, str]] = []

    def blocks(self) -> Iterator[Block]:
        if attribute(self._paragraph, "pageBreak") in ("1", "true"):
            yield PageBreak()
        empty = True
        for block in self._walk(self._paragraph):
            empty = False
            yield block
        if self._text or empty:
            yield Paragraph(self._text)

    def _cut(self) -> Iterator[Block]:
        """End the paragraph here, for something that stands between its words."""
        if self._text.strip():
            yield Paragraph(self._text)
        self._text = ""
        self._prompts = [(0, prompt) for _, prompt in self._prompts]

    def _walk(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            name = tag(element)
            if name in SKIPPED:
                continue
            if name == "t":
                self._add_text(element)
            elif name == "tbl":
                yield from self._cut()
                yield from _caption(element)
                yield _table(element)
            elif name in NOTES or name == "drawText":
                yield from self._cut()
                yield from _blocks(element)
            elif name in TICK_BOXES:
                ticked = attribute(element, "value").upper() == "CHECKED"
                self._text += ("☑" if ticked else "☐") + attribute(element, "caption") + " "
            elif name == "comboBox":
                self._text += attribute(element, "selectedValue")
            elif name == "edit":
                texts = (str(text) for text in element.itertext())
                self._text += "".join(texts).strip() or attribute(element, "text")
            elif name == "pic":
                self._text += _picture(element)
                yield from _caption(element)
            elif name in ("compose", "dutmal"):
                main = (one.text or "" for one in element.iter() if tag(one) == "mainText")
                self._text += attribute(element, "composeText") or "".join(main)
            elif name == "fieldBegin":
                self._begin_field(element)
            elif name == "fieldEnd":
                self._end_field()
            else:
                yield from self._walk(element)

    def _add_text(self, element: Element) -> None:
        self._add(element.text)
        for child in element:
            name = tag(child)
            if name in ("deleteBegin", "deleteEnd"):
                self._deleted = name == "deleteBegin"
            else:
                self._add(GLYPHS.get(name, child.text))
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text and not self._deleted:
            self._text += text.replace("\r", "").replace(PICTURE, "")

    def _begin_field(self, element: Element) -> None:
        prompt = ""
        if attribute(element, "type").upper().replace("_", "") == "CLICKHERE":
            for one in element.iter():
                if attribute(one, "name") == "Direction":
                    prompt = (one.text or "").strip()
                elif attribute(one, "name") == "Command" and not prompt:
                    stated = re.search(r"Direction:wstring:(\d+):", one.text or "")
                    if stated and one.text:
                        prompt = one.text[stated.end() :][: int(stated[1])].strip()
        self._prompts.append((len(self._text), prompt))

    def _end_field(self) -> None:
        if not self._prompts:
            return
        start, prompt = self._prompts.pop()
        if prompt and self._text[start:].strip() == prompt:
            self._text = self._text[:start]


def _caption(element: Element) -> Iterator[Block]:
    for child in element:
        if tag(child) == "caption":
            yield from _blocks(child)


def _picture(element: Element) -> str:
    for child in element:
        if tag(child) in ("sz", "curSz"):
            area = number(attribute(child, "width")) * number(attribute(child, "height"))
            return PICTURE if area < HALF_A4 else ""
    return PICTURE


def _table(element: Element) -> Table:
    """Return the cells at their stated addresses, else in the order in which they come."""
    cells: list[Cell] = []
    widths: dict[int, float] = {}
    rows = [child for child in element if tag(child) == "tr"]
    for row, line in enumerate(rows):
        column = 0
        for one in line:
            if tag(one) != "tc":
                continue
            parts = {tag(child): child for child in one}
            at, span, size = (parts.get(name) for name in ("cellAddr", "cellSpan", "cellSz"))
            if at is not None:
                row_stated = number(attribute(at, "rowAddr"), row)
                column = max(number(attribute(at, "colAddr"), column), 0)
            else:
                row_stated = row
            columns = _span(span, "colSpan")
            cells.append(
                Cell(max(row_stated, 0), column, _span(span, "rowSpan"), columns, _inside(one))
            )
            if size is not None and columns == 1:
                widths.setdefault(column, float(number(attribute(size, "width"))))
            column += columns
    count = max((cell.column + cell.columns for cell in cells), default=0)
    known = tuple(widths.get(place, 0.0) for place in range(count)) if count <= 1000 else ()
    return Table(tuple(cells), known)


def _span(element: Element | None, name: str) -> int:
    stated = number(attribute(element, name), 1) if element is not None else 1
    return min(max(stated, 1), LARGEST_SPAN)


def _inside(cell: Element) -> tuple[Block, ...]:
    return tuple(block for block in _blocks(cell) if not isinstance(block, PageBreak))
