"""A page saved from a browser → blocks: certificates that offices show instead of sending.

Tables keep their cells, fields of a form show what was typed, ticked and chosen.  What the
page's own style or program hides is left out as far as the element itself says so; style
sheets are not applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email import policy
from email.parser import BytesParser

import lxml.etree
import lxml.html

from extractors.errors import DamagedFile, HostileFile, SecuredPage, UnsupportedFile
from extractors.formats.grid import PICTURE, Block, Cell, PageBreak, Paragraph, Table
from extractors.formats.mail.headers import decode

PASSWORD_FIELD = re.compile(rb"<input[^>]{0,300}type\s*=\s*[\"']?password", re.I)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
HIDDEN = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
BREAKS_BEFORE = re.compile(r"break-before\s*:\s*(always|page)", re.I)
BREAKS_AFTER = re.compile(r"break-after\s*:\s*(always|page)", re.I)
SKIPPED = frozenset(
    ("script", "style", "head", "template", "noscript", "svg", "iframe", "object", "datalist")
)
BLOCKS = re.compile(
    "address|article|aside|blockquote|body|caption|center|d[dlt]|div|fieldset|figure|footer|form|"
    "h[1-6]|header|hr|html|legend|li|main|nav|ol|p|pre|section|table|ul"
)
ROWS = frozenset(("thead", "tbody", "tfoot"))
TYPED = frozenset(("", "text", "number", "date", "tel", "email", "search", "url", "month"))
MOST_BYTES, DEEPEST, LARGEST_SPAN = 1 << 24, 200, 200

Element = lxml.etree._Element


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return what a page shows, from top to bottom.

    Raises:
        SecuredPage: it asks for a password before it shows itself.
        UnsupportedFile: it shows nothing without its program.
        HostileFile: it is nested beyond reason.
    """
    if PASSWORD_FIELD.search(data):
        raise SecuredPage
    blocks = tuple(_PageText().read(_parse(data)))
    if not any(_says_something(block) for block in blocks):
        raise UnsupportedFile
    return blocks


def read_saved(data: bytes) -> tuple[Block, ...]:
    """Return what a page shows that was saved with its pictures as one file (RFC 2557).

    Raises:
        DamagedFile: there is no page in it.
        SecuredPage, UnsupportedFile, HostileFile: as `read_blocks`.
    """
    message = BytesParser(policy=policy.compat32).parsebytes(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return read_blocks(page)
    raise DamagedFile


def _parse(data: bytes) -> Element:
    declared = CHARSET.search(data[:4_000])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data[:MOST_BYTES].decode("utf-16", "replace")
    else:
        page = data[:MOST_BYTES].removeprefix(b"\xef\xbb\xbf")
        text = decode(page, declared[1].decode() if declared else "")
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\0", "")
    try:
        return lxml.html.document_fromstring(text)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise UnsupportedFile from error


def _says_something(block: Block) -> bool:
    if isinstance(block, Table):
        return any(_says_something(inner) for cell in block.cells for inner in cell.blocks)
    return isinstance(block, Paragraph) and bool(block.text.strip())


class _PageText:
    """One stretch of a page while it is read: the text of the line so far."""

    def __init__(self, depth: int = 0) -> None:
        self._line = ""
        self._depth = depth

    def read(self, element: Element) -> Iterator[Block]:
        """Yield what *element* shows."""
        yield from self._walk(element)
        yield from self._end_line()

    def read_inside(self, element: Element) -> Iterator[Block]:
        """Yield what stands in *element*."""
        yield from self._inside(element)
        yield from self._end_line()

    def _end_line(self) -> Iterator[Block]:
        line = re.sub(r"[ \t\xa0]+", " ", self._line).strip()
        self._line = ""
        if line:
            yield Paragraph(line)

    def _walk(self, element: Element) -> Iterator[Block]:
        if not isinstance(element.tag, str) or element.tag in SKIPPED or _is_hidden(element):
            return
        if self._depth > DEEPEST:
            raise HostileFile
        self._depth += 1
        style = str(element.get("style") or "")
        block = bool(BLOCKS.fullmatch(element.tag))
        if block:
            yield from self._end_line()
        if BREAKS_BEFORE.search(style):
            yield PageBreak()
        if element.tag == "table":
            yield from _table(element, self._depth)
        elif element.tag == "pre":
            for line in _written(element).splitlines():
                self._line = line
                yield from self._end_line()
        elif element.tag == "br":
            yield from self._end_line()
        elif element.tag in ("input", "select", "textarea"):
            self._line += _answer(element)
        elif element.tag == "img":
            self._line += f" {PICTURE} " if element.get("src") else ""
        else:
            yield from self._inside(element)
        if block:
            yield from self._end_line()
        if BREAKS_AFTER.search(style):
            yield PageBreak()
        self._depth -= 1

    def _inside(self, element: Element) -> Iterator[Block]:
        self._add(element.text)
        for child in element:
            yield from self._walk(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self._line += re.sub(r"\s+", " ", text.replace(PICTURE, ""))


def _written(element: Element) -> str:
    return "".join(str(text) for text in element.itertext())


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None or HIDDEN.search(str(element.get("style") or "")):
        return True
    return element.tag == "input" and str(element.get("type") or "").lower() == "hidden"


def _answer(element: Element) -> str:
    """Return what a field of a form shows."""
    if element.tag == "textarea":
        return _written(element)
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return " ".join(_written(one).strip() for one in chosen)
    kind = str(element.get("type") or "").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if element.get("checked") is not None else "☐"
    return f" {element.get('value') or ''} " if kind in TYPED else ""


def _table(element: Element, depth: int) -> Iterator[Block]:
    """Yield the caption and the table; cells are put where HTML's own rules put them."""
    cells: list[Cell] = []
    taken: dict[int, int] = {}  # column → row to which a cell from above reaches
    for child in element:
        if child.tag == "caption":
            yield from _PageText(depth).read(child)
    for row, line in enumerate(_rows(element)):
        column = 0
        for one in line:
            if one.tag not in ("td", "th") or _is_hidden(one):
                continue
            while taken.get(column, -1) >= row:
                column += 1
            rows, columns = _span(one, "rowspan"), _span(one, "colspan")
            cells.append(Cell(row, column, rows, columns, tuple(_contents(one, depth))))
            for place in range(column, column + columns):
                taken[place] = row + rows - 1
            column += columns
    yield Table(tuple(cells))


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == "tr" and not _is_hidden(child):
            yield child
        elif child.tag in ROWS and not _is_hidden(child):
            yield from _rows(child)


def _contents(cell: Element, depth: int) -> Sequence[Block]:
    return [b for b in _PageText(depth).read_inside(cell) if not isinstance(b, PageBreak)]


def _span(cell: Element, name: str) -> int:
    stated = re.match(r"\s*(\d{1,5})", str(cell.get(name) or "1"))
    return min(max(int(stated[1]) if stated else 1, 1), LARGEST_SPAN)
