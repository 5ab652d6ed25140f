"""DOCX (ECMA-376) → blocks: the body walked in order, nothing that prints left out.

Content controls, text boxes, tracked insertions, tick boxes and symbol fonts are where
other readers lose text.  What does not print (deleted, hidden, placeholder) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractors.errors import DamagedFile
from extractors.formats.grid import PICTURE, Block, Cell, PageBreak, Paragraph, Table
from extractors.formats.package import Element, Package, attribute, number, tag
from extractors.formats.symbols import WINGDINGS

HALF_A4 = 210 * 297 * 36_000**2 / 2  # in square EMU: 36 000 a millimetre
SKIPPED = frozenset(("del", "moveFrom", "delText", "instrText", "pPr", "tblPr", "tblGrid"))
TICKED, OPEN = "☑", "☐"


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return headers, body and footers in this order.

    Raises:
        DamagedFile: there is no document part, or the package cannot be opened.
        EncryptedFile, TooLargeFile, HostileFile: as `package.Package`.
    """
    package = Package(data)
    root = package.tree("word/document.xml")
    body = _child(root, "body") if root is not None else None
    if body is None:
        raise DamagedFile
    return (*_margin(package, "header"), *_blocks(body), *_margin(package, "footer"))


def _margin(package: Package, kind: str) -> Iterator[Block]:
    """Yield the text of headers or footers once, whatever sheets they repeat on."""
    for name in sorted(package.names):
        if name.startswith(f"word/{kind}") and name.endswith(".xml"):
            root = package.tree(name)
            if root is not None and "".join(str(text) for text in root.itertext()).strip():
                yield from _blocks(root)


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if tag(child) == name), None)


def _blocks(parent: Element) -> Iterator[Block]:
    for element in parent:
        name = tag(element)
        if name == "p":
            yield from _paragraph(element)
        elif name == "tbl":
            yield _table(element)
        elif name == "sdt":
            content = _child(element, "sdtContent")
            if content is not None and not _is_placeholder(element):
                yield from _blocks(content)
        elif name in ("ins", "moveTo", "smartTag", "customXml"):
            yield from _blocks(element)


def _paragraph(element: Element) -> Iterator[Block]:
    """Yield one paragraph, cut where it breaks the page, then the text boxes anchored in it."""
    settings = _child(element, "pPr")
    if settings is not None and _is_on(_child(settings, "pageBreakBefore")):
        yield PageBreak()
    boxes: list[Element] = []
    text = "".join(_text(element, boxes))
    for place, piece in enumerate(text.split("\f")):
        if place:
            yield PageBreak()
        yield Paragraph(piece)
    for box in boxes:
        yield from _blocks(box)
    section = _child(settings, "sectPr") if settings is not None else None
    if section is not None:
        kind = _child(section, "type")
        if kind is None or attribute(kind, "val") not in ("continuous", "nextColumn"):
            yield PageBreak()


def _text(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the printed text below *parent*; text boxes are put into *boxes*."""
    for element in parent:
        name = tag(element)
        if name in SKIPPED or (name == "r" and _is_hidden(element)):
            continue
        if name == "t":
            yield element.text or ""
        elif name in ("tab", "ptab"):
            yield "\t"
        elif name == "br":
            yield "\f" if attribute(element, "type") == "page" else "\n"
        elif name == "cr":
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name == "sym":
            yield _symbol(element)
        elif name == "sdt":
            yield from _control(element, boxes)
        elif name == "fldChar":
            yield _form_field(element)
        elif name == "AlternateContent":
            choice = _child(element, "Choice")
            chosen = choice if choice is not None else _child(element, "Fallback")
            if chosen is not None:
                yield from _text(chosen, boxes)
        elif name in ("drawing", "pict", "object"):
            yield _picture(element, boxes)
        else:
            yield from _text(element, boxes)


def _control(element: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield what a content control shows; a tick box by its state, not by its glyph."""
    settings, content = _child(element, "sdtPr"), _child(element, "sdtContent")
    box = _child(settings, "checkbox") if settings is not None else None
    if box is not None:
        yield TICKED if _is_on(_child(box, "checked")) else OPEN
    elif content is not None and not _is_placeholder(element):
        yield from _text(content, boxes)


def _is_placeholder(control: Element) -> bool:
    settings = _child(control, "sdtPr")
    return settings is not None and _is_on(_child(settings, "showingPlcHdr"))


def _is_on(element: Element | None) -> bool:
    """Tell whether a toggle is set: present, and not switched off by its value."""
    return element is not None and attribute(element, "val", "1") not in ("0", "false", "off")


def _is_hidden(run: Element) -> bool:
    settings = _child(run, "rPr")
    return settings is not None and _is_on(_child(settings, "vanish"))


def _symbol(element: Element) -> str:
    try:
        code = int(attribute(element, "char", "0"), 16)
    except ValueError:
        return ""
    if "wingdings" in attribute(element, "font").lower():
        return WINGDINGS.get(code & 0xFF, chr(0xF000 | (code & 0xFF)))
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _form_field(element: Element) -> str:
    """Return the state of a legacy tick box or list, which no text run shows."""
    data = _child(element, "ffData")
    if data is None:
        return ""
    box, choices = _child(data, "checkBox"), _child(data, "ddList")
    if box is not None:
        state = _child(box, "checked")
        state = state if state is not None else _child(box, "default")
        return TICKED if _is_on(state) else OPEN
    if choices is not None:
        entries = [attribute(one, "val") for one in choices if tag(one) == "listEntry"]
        chosen = _child(choices, "result")
        place = number(attribute(chosen, "val")) if chosen is not None else 0
        return entries[place] if 0 <= place < len(entries) else ""
    return ""


def _picture(element: Element, boxes: list[Element]) -> str:
    """Return PICTURE for a picture smaller than half a sheet; a text box goes to *boxes*."""
    written = [one for one in element.iter() if tag(one) == "txbxContent"]
    if written:
        boxes += [one for one in written if not _is_fallback(one, element)]
        return ""
    if not any(tag(one) in ("pic", "imagedata") for one in element.iter()):
        return ""
    extent = next((one for one in element.iter() if tag(one) == "extent"), None)
    if extent is None:
        return PICTURE
    area = number(attribute(extent, "cx")) * number(attribute(extent, "cy"))
    return PICTURE if area < HALF_A4 else ""


def _is_fallback(element: Element, top: Element) -> bool:
    """Tell whether a text box below *top* is the second form of one that was taken already."""
    parent = element.getparent()
    while parent is not None and parent is not top:
        if tag(parent) in ("Fallback", "txbxContent"):
            return True
        parent = parent.getparent()
    return False


def _table(element: Element) -> Table:
    grid = _child(element, "tblGrid")
    widths = [float(number(attribute(one, "w"))) for one in grid] if grid is not None else []
    cells: list[Cell] = []
    above: dict[int, int] = {}  # column → place in cells of what may reach further down
    for row, line in enumerate(_rows(element)):
        settings = _child(line, "trPr")
        before = _child(settings, "gridBefore") if settings is not None else None
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
                cells.append(Cell(row, column, 1, span, tuple(_blocks(one))))
            column += span
    return Table(tuple(cells), tuple(widths))


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if tag(child) == "tr":
            settings = _child(child, "trPr")
            if settings is None or _child(settings, "del") is None:
                yield child
        elif tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if tag(child) == "tc":
            yield child
        elif tag(child) in ("sdt", "sdtContent", "ins", "customXml"):
            yield from _cells(child)


def _cell_settings(cell: Element) -> tuple[int, str]:
    """Return how many columns a cell spans, and whether it goes on from the row above."""
    settings = _child(cell, "tcPr")
    if settings is None:
        return 1, ""
    span, merge = _child(settings, "gridSpan"), _child(settings, "vMerge")
    columns = number(attribute(span, "val"), 1) if span is not None else 1
    return min(max(columns, 1), 200), attribute(
        merge, "val", "continue"
    ) if merge is not None else ""
