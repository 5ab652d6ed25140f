"""HWPX (KS X 6101, OWPML) → blocks, as Hangul writes it and as other programs do.

Form controls, text boxes, headers and notes are kept; what does not print is left out:
deleted text, comments, and the prompt of a click-here field that nobody has filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from extractors.errors import DamagedFile, ProtectedHwpx
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
from extractors.formats.office.hwpxshapes import (
    POINT,
    is_over_text,
    mark_in_line,
    own_sign,
    ruby,
    said_in,
    size_of,
    text_inside,
    top_of,
)
from extractors.formats.office.hwpxstyles import HwpxStyles
from extractors.formats.office.package import Element, Package, attribute, number, tag
from extractors.formats.office.wordstyles import Face, child
from extractors.formats.symbols import UNNAMED, in_font

HALF_A4 = 59_528 * 84_188 / 2  # in square HWP units: 7 200 an inch
SKIPPED = frozenset(("secPr", "linesegarray", "memogroup", "parameters", "metaTag", "colPr"))
NOTES = frozenset(("header", "footer", "footNote", "endNote"))
TICK_BOXES = frozenset(("checkBtn", "radioBtn"))
UNSEEN = frozenset(
    [
        *("ctrl", "bookmark", "indexmark", "titleMark", "autoNum", "newNum", "pageNum"),
        *("pageNumCtrl", "pageHiding", "switch", "case", "default"),
    ]
)
"""What says nothing where it stands; what nobody knows may say something."""
WITHIN_TEXT = frozenset(("insertBegin", "insertEnd", "titleMark"))
STATES = {"CHECKED": "☑", "UNCHECKED": "☐"}
GLYPHS = {"lineBreak": "\n", "tab": "\t", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
LARGEST_SPAN = 200
PLAIN = Face()
HEADER = re.compile(r"(?:^|/)contents/header\.xml$")
SHAPES = frozenset(
    (
        *("rect", "ellipse", "arc", "polygon", "curve", "line", "connectLine", "container"),
        *("textart", "ole", "equation", "chart", "video", "unknownObject"),
    )
)
NARROW = 45 / 25.4 * 7_200
"""A picture or a text narrower than this covers no entry but the one that it hangs on."""


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
    header = next((name for name in package.names if HEADER.search(name)), None)
    styles = HwpxStyles(package.tree(header) if header else None)
    blocks: list[Block] = []
    for place, (_, name) in enumerate(sections):
        root = package.tree(name)
        if root is None:
            raise DamagedFile
        if place:
            blocks.append(PageBreak())
        blocks += _SectionContext(styles).blocks(root)
    return tuple(blocks)


class _SectionContext:
    """What must be known of the whole to read a part; *shaded*: the ground is not white.

    *looks* are what a cell does to all letters in it.
    """

    def __init__(
        self, styles: HwpxStyles, *, shaded: bool = False, looks: tuple[str, ...] = ()
    ) -> None:
        self.styles = styles
        self.shaded = shaded
        self.looks = looks

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Yield the paragraphs below *parent*, be they in a list of their own or not."""
        for element in parent:
            if tag(element) == "p":
                yield from _HwpxParagraph(element, self).blocks()
            elif tag(element) == "subList":
                yield from self.blocks(element)
            elif any(tag(one) == "p" for one in element.iter()):
                yield Paragraph(OBJECT)
                yield from self.blocks(element)

    def caption(self, element: Element) -> Iterator[Block]:
        """Yield what stands under or over *element*."""
        for one in element:
            if tag(one) == "caption":
                yield from self.blocks(one)

    def table(self, element: Element) -> Table:
        """Return the cells at their stated addresses, else in the order in which they come."""
        cells: list[Cell] = []
        widths: dict[int, float] = {}
        rows = [one for one in element if tag(one) == "tr"]
        for row, line in enumerate(rows):
            column = 0
            for one in line:
                if tag(one) != "tc":
                    continue
                at, span, size = (child(one, name) for name in ("cellAddr", "cellSpan", "cellSz"))
                row_stated = row
                if at is not None:
                    row_stated = number(attribute(at, "rowAddr"), row)
                    column = max(number(attribute(at, "colAddr"), column), 0)
                columns = _span(span, "colSpan")
                inside = self._inside(one)
                cells.append(
                    Cell(max(row_stated, 0), column, _span(span, "rowSpan"), columns, inside)
                )
                if size is not None and columns == 1:
                    widths.setdefault(column, float(number(attribute(size, "width"))))
                column += columns
        count = max((cell.column + cell.columns for cell in cells), default=0)
        known = tuple(widths.get(place, 0.0) for place in range(count)) if count <= 1000 else ()
        return Table(tuple(cells), known)

    def _inside(self, cell: Element) -> tuple[Block, ...]:
        shaded = self.shaded or self.styles.is_shaded(attribute(cell, "borderFillIDRef"))
        looks = (*self.looks, *self.styles.cell_looks(attribute(cell, "borderFillIDRef")))
        within = _SectionContext(self.styles, shaded=shaded, looks=looks)
        return tuple(one for one in within.blocks(cell) if not isinstance(one, PageBreak))


class _HwpxParagraph:
    """One paragraph while it is read: letters so far, and where deleted text or a prompt began.

    ``_looks`` are those of each letter of ``_text``.
    """

    def __init__(self, paragraph: Element, section: _SectionContext) -> None:
        self._paragraph = paragraph
        self._section = section
        listed = section.styles.listed(attribute(paragraph, "paraPrIDRef"))
        self._own = (*section.looks, listed) if listed else section.looks
        self._text = ""
        self._looks: list[tuple[str, ...]] = []
        self._drawn: list[Drawn] = []
        self._later: list[Element] = []
        self._marked = False
        self._deleted = False
        self._prompts: list[tuple[int, str]] = []

    def blocks(self) -> Iterator[Block]:
        if attribute(self._paragraph, "pageBreak") in ("1", "true"):
            yield PageBreak()
        bullet = self._section.styles.bullet(attribute(self._paragraph, "paraPrIDRef"))
        if bullet:
            self._put(f"{bullet} ", PLAIN._replace(looks=self._own))
        empty = True
        for block in self._walk(self._paragraph, PLAIN):
            empty = False
            yield block
        if self._text or self._drawn or empty:
            yield self._so_far()
        for element in self._later:
            yield from self._walk(element, PLAIN)

    def _so_far(self) -> Paragraph:
        """Return the paragraph as far as it was read, and begin anew."""
        text, looks, drawn = self._text, self._looks, tuple(self._drawn)
        self._text, self._looks, self._drawn = "", [], []
        stretches = groupby(zip(text, looks, strict=True), key=lambda pair: pair[1])
        runs = tuple(
            Run("".join(letter for letter, _ in letters), look) for look, letters in stretches
        )
        return Paragraph(text, runs, drawn)

    def _cut(self) -> Iterator[Block]:
        """End the paragraph here, for something that stands between its words."""
        if self._text.strip() or self._drawn:
            yield self._so_far()
        self._text, self._looks = "", []
        self._prompts = [(0, prompt) for _, prompt in self._prompts]

    def _walk(self, parent: Element, face: Face) -> Iterator[Block]:
        section = self._section
        for element in parent:
            name = tag(element)
            if name in SKIPPED:
                continue
            if name == "run":
                letters = attribute(element, "charPrIDRef")
                own = section.styles.face(letters, shaded=section.shaded)
                if self._own:
                    own = own._replace(looks=tuple(sorted({*own.looks, *self._own})))
                yield from self._walk(element, own)
            elif name == "t":
                self._add_text(element, face)
            elif name == "tbl":
                yield from self._cut()
                yield from section.caption(element)
                yield section.table(element)
            elif name in NOTES or name == "drawText":
                yield from self._cut()
                yield from section.blocks(element)
            elif name in TICK_BOXES:
                state = STATES.get(attribute(element, "value").upper(), UNNAMED)
                self._put(f"{state}{attribute(element, 'caption')} ")
            elif name == "comboBox":
                self._put(attribute(element, "selectedValue"))
            elif name == "edit":
                said = "".join(map(str, element.itertext())).strip()
                self._put(said or attribute(element, "text"))
            elif name == "pic":
                self._picture(element)
                yield from section.caption(element)
            elif name in SHAPES or child(element, "pos") is not None:
                if mark := mark_in_line(element):
                    self._put(mark, face)
                    continue
                self._shape(element)
                if not self._lies_over(element):
                    yield from self._walk(element, face)
            elif name == "compose":
                self._compose(element, face)
            elif name == "dutmal":
                self._put(ruby(element), face)
            elif name == "fieldBegin":
                self._begin_field(element)
            elif name == "fieldEnd":
                self._end_field()
            else:
                yield from self._others(element, parent, face)

    def _others(self, element: Element, parent: Element, face: Face) -> Iterator[Block]:
        """Go through what only holds other things; what nobody knows may say something itself."""
        name = tag(element)
        if name == "autoNum" and (sign := own_sign(element)):
            self._put(sign)
        elif tag(parent) in ("p", "run", "ctrl") and name not in UNSEEN:
            self._put(OBJECT)
        if name != "hiddenComment":
            yield from self._walk(element, face)

    def _add_text(self, element: Element, face: Face) -> None:
        self._add(element.text, face)
        for one in element:
            name = tag(one)
            if name in ("deleteBegin", "deleteEnd"):
                self._deleted = name == "deleteBegin"
            elif name in ("markpenBegin", "markpenEnd"):
                self._marked = name == "markpenBegin"
            elif name in GLYPHS:
                self._add(GLYPHS[name], face)
            else:
                if name not in WITHIN_TEXT:
                    self._put(OBJECT)
                self._add(one.text, face)
            self._add(one.tail, face)

    def _add(self, text: str | None, face: Face) -> None:
        if not text or self._deleted:
            return
        text = text.replace("\r", "").replace(PICTURE, "").replace(OBJECT, "")
        if face.unseen and text.strip():
            self._put(OBJECT)
        else:
            self._put(text, face)

    def _put(self, text: str, face: Face = PLAIN) -> None:
        looks = (*face.looks, "highlighted") if self._marked else face.looks
        text = in_font(text, face.font)
        self._text += text
        self._looks += [looks] * len(text)

    def _compose(self, element: Element, face: Face) -> None:
        """Read letters that are set over each other or into a ring: 글자 겹침."""
        text = attribute(element, "composeText") or said_in(element, "mainText")
        shape = attribute(element, "circleType").upper()
        if not text.strip() and "SHAPE" in shape:
            text = "○" if "CIRCLE" in shape else "□"
        elif "SHAPE" in shape:
            face = face._replace(looks=(*face.looks, "enclosed"))
        self._put(text, face)

    def _picture(self, element: Element) -> None:
        width, height = size_of(element)
        self._put(PICTURE if width * height < HALF_A4 else OBJECT)
        if width >= NARROW and is_over_text(element):
            self._drawn.append(Drawn(top_of(element), height / POINT))

    def _shape(self, element: Element) -> None:
        """Note a shape where it stands, or that it lies over the text; its words come later."""
        inside = [one for one in element.iter() if tag(one) in ("drawText", "pic")]
        said = text_inside(element)
        has_own = bool(said.strip()) or any(tag(one) == "pic" for one in inside)
        width, height = size_of(element)
        if is_over_text(element):
            if width >= NARROW or not has_own or may_mark(said):
                self._drawn.append(Drawn(top_of(element), height / POINT))
        elif not has_own:
            self._put(OBJECT)

    def _lies_over(self, element: Element) -> bool:
        """Keep what lies over words and does not part them for later, and tell whether it does."""
        if not (is_over_text(element) and may_mark(text_inside(element))):
            return False
        self._later.append(element)
        return True

    def _begin_field(self, element: Element) -> None:
        prompt = ""
        if attribute(element, "type").upper() == "MEMO":
            self._put(OBJECT)  # what somebody says of this place
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
            self._text, self._looks = self._text[:start], self._looks[:start]


def _span(element: Element | None, name: str) -> int:
    stated = number(attribute(element, name), 1) if element is not None else 1
    return min(max(stated, 1), LARGEST_SPAN)
