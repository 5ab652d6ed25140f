"""Blocks of a word processor → sheets with words and cells in places, as if printed.

A DOCX or HWPX says what stands in which cell, not where on the paper.  The geometry that
finds values is one for all papers, so the blocks are set on a plain sheet: what stands in
one row lies side by side, what follows lies below.  No type is measured; only order,
neighbourhood and blanks are true.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

from extractors.errors import HostileFile, TooLargeFile
from extractors.formats.masking import mask
from extractors.formats.symbols import spell_out
from extractors.model import Box, Page, Word

WIDTH, HEIGHT, MARGIN = 595.0, 842.0, 40.0  # A4 in points
EM, LINE, PAD = 10.0, 16.0, 4.0
TAB = 40.0

PICTURE = "\ufffc"
"""Stands in a paragraph's text where a picture is anchored."""
OBJECT = "\ufdd0"
"""Stands in a paragraph's text where something is set that is neither words nor a picture."""
WHOLE = Box(0.0, 0.0, 1.0, 1.0)
FARTHEST = 120.0
"""In points: what is drawn farther from its paragraph may lie anywhere on the sheet."""

MOST_SHEETS = 60
MOST_LETTERS = 1_000_000
MOST_CELLS = 20_000
DEEPEST_TABLE = 12


class Run(NamedTuple):
    """A stretch of a paragraph's text that looks alike; ``looks`` as in `model.Word`."""

    text: str
    looks: tuple[str, ...] = ()


class Drawn(NamedTuple):
    """Something drawn over the text, in points from the top of the paragraph that it hangs on.

    ``top`` is None where that is not known.
    """

    top: float | None
    height: float


@dataclass(frozen=True)
class Paragraph:
    """Text with ``\\n`` for line breaks, ``\\t`` for tabs, PICTURE for small pictures.

    ``runs``, where there are any, are the same text with its looks.
    """

    text: str
    runs: tuple[Run, ...] = ()
    drawn: tuple[Drawn, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A table cell at ``row``, ``column`` (from 0) over ``rows`` × ``columns`` (from 1)."""

    row: int
    column: int
    rows: int
    columns: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """Cells in reading order; ``widths`` of the columns in any unit, empty where unknown."""

    cells: tuple[Cell, ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new sheet."""


Block = Paragraph | Table | PageBreak


@dataclass
class _Area:
    """What has been set so far, in points from its own top left corner."""

    words: list[Word] = field(default_factory=list)
    cells: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    objects: list[Box] = field(default_factory=list)
    strewn: bool = False
    height: float = 0.0

    def take(self, other: _Area, down: float) -> None:
        """Add what *other* holds, moved *down*."""
        self.words += [replace_box(word, move(word.box, down)) for word in other.words]
        self.cells += [move(box, down) for box in other.cells]
        self.pictures += [move(box, down) for box in other.pictures]
        self.objects += [move(box, down) for box in other.objects]
        self.strewn = self.strewn or other.strewn


def move(box: Box, down: float) -> Box:
    return Box(box.x0, box.y0 + down, box.x1, box.y1 + down)


def replace_box(word: Word, box: Box) -> Word:
    return word.model_copy(update={"box": box})


LONGEST_MARK = 4
_SEAL = re.compile("인|서명|날인|印")


def may_mark(text: str) -> bool:
    """Tell whether *text* of a box that lies on a sheet may be a mark: short, and no seal."""
    said = text.strip()
    return 0 < len(said) <= LONGEST_MARK and not _SEAL.search(said)


def lay_out(blocks: Sequence[Block]) -> tuple[Page, ...]:
    """Return one Page for each stretch between page breaks, as long as it has to be.

    Raises:
        TooLargeFile: beyond MOST_SHEETS, MOST_LETTERS or MOST_CELLS.
        HostileFile: tables in tables beyond reason.
    """
    _refuse_excess(blocks)
    stretches: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            stretches.append([])
        else:
            stretches[-1].append(block)
    areas = [_set(stretch, MARGIN, WIDTH - MARGIN, 0) for stretch in stretches]
    areas = [a for a in areas if a.words or a.pictures or a.cells or a.objects] or [_Area()]
    if len(areas) > MOST_SHEETS:
        raise TooLargeFile
    return tuple(_page(number, area) for number, area in enumerate(areas, start=1))


def _page(number: int, area: _Area) -> Page:
    height = max(HEIGHT, area.height + 2 * MARGIN)

    def fraction(box: Box) -> Box:
        top, bottom = (box.y0 + MARGIN) / height, (box.y1 + MARGIN) / height
        return Box(box.x0 / WIDTH, top, box.x1 / WIDTH, bottom)

    words = tuple(replace_box(word, fraction(word.box)) for word in area.words)
    return Page(
        number=number,
        source="word-processor",
        aspect=WIDTH / height,
        readings=(mask(words),),
        cells=tuple(fraction(box) for box in area.cells),
        pictures=tuple(fraction(box) for box in area.pictures),
        objects=(*(fraction(box) for box in area.objects), *((WHOLE,) if area.strewn else ())),
    )


def _refuse_excess(blocks: Sequence[Block]) -> None:
    letters = cells = 0
    todo: list[tuple[Block, int]] = [(block, 0) for block in blocks]
    while todo:
        block, depth = todo.pop()
        if isinstance(block, Paragraph):
            letters += len(block.text)
        elif isinstance(block, Table):
            cells += len(block.cells)
            todo += [(inner, depth + 1) for cell in block.cells for inner in cell.blocks]
        if depth > DEEPEST_TABLE:
            raise HostileFile
        if letters > MOST_LETTERS or cells > MOST_CELLS:
            raise TooLargeFile


def _set(blocks: Sequence[Block], left: float, right: float, depth: int) -> _Area:
    area = _Area()
    for block in blocks:
        if isinstance(block, Paragraph):
            part = _set_text(block, left, right)
            _draw(part, block.drawn, left, right)
        elif isinstance(block, Table) and block.cells:
            part = _set_table(block, left, right, depth)
            part.height += LINE / 2
        else:
            continue
        area.take(part, area.height)
        area.height += part.height
    return area


def _set_text(paragraph: Paragraph, left: float, right: float) -> _Area:
    area = _Area()
    x, y = left, 0.0
    text, looks = _spelled(paragraph)
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "\n":
            x, y = left, y + LINE
            continue
        if token == "\t":
            x = left + ((x - left) // TAB + 1) * TAB
            continue
        if token.isspace():
            x += len(token) * EM / 2
            continue
        # A word is never cut: one wider than its column is set narrower instead.
        stands_in = token in (PICTURE, OBJECT)
        wide = min(3 * EM if stands_in else _width(token), right - left)
        if x + wide > right and x > left:
            x, y = left, y + LINE
        box = Box(x, y + (LINE - EM) / 2, x + wide, y + (LINE + EM) / 2)
        if stands_in:
            (area.pictures if token == PICTURE else area.objects).append(box)
        else:
            said = sorted({look for at in range(*match.span()) for look in looks.get(at, ())})
            area.words.append(Word(text=token, box=box, looks=tuple(said)))
        x += wide
    area.height = y + LINE
    return area


_TOKEN = re.compile(rf"{PICTURE}|{OBJECT}|\n|\t|[^\S\n\t]+|[^\s{PICTURE}{OBJECT}]+")


def _spelled(paragraph: Paragraph) -> tuple[str, dict[int, tuple[str, ...]]]:
    """Return a paragraph's text with its signs as what they look like, and looks by letter."""
    if not any(run.looks for run in paragraph.runs):
        return spell_out(paragraph.text), {}
    text = ""
    looks: dict[int, tuple[str, ...]] = {}
    for run in paragraph.runs:
        piece = spell_out(run.text)
        if run.looks:
            looks |= dict.fromkeys(range(len(text), len(text) + len(piece)), run.looks)
        text += piece
    return text, looks


def _draw(area: _Area, drawn: Sequence[Drawn], left: float, right: float) -> None:
    """Note where shapes lie that are drawn over a paragraph's text: about level with it."""
    for one in drawn:
        if one.top is None or abs(one.top) > FARTHEST:
            area.strewn = True
        else:
            low = max(one.top + one.height, LINE) + LINE / 2
            area.objects.append(Box(left, min(one.top, 0.0) - LINE / 2, right, low))


def _width(token: str) -> float:
    wide = sum(unicodedata.east_asian_width(letter) in "WFA" for letter in token)
    return wide * EM + (len(token) - wide) * EM * 0.55


def _set_table(table: Table, left: float, right: float, depth: int) -> _Area:
    # Only borders that occur are counted: a declared span of 65 535 is legal.
    edges = sorted({edge for c in table.cells for edge in (c.column, c.column + c.columns)})
    rows = sorted({cell.row for cell in table.cells})
    xs = _column_places(edges, table.widths, left, right)
    spans = [
        (bisect_left(rows, cell.row), bisect_left(rows, cell.row + cell.rows) - 1)
        for cell in table.cells
    ]
    inside: list[tuple[_Area, float, float]] = []
    heights = [LINE + 2 * PAD] * len(rows)
    for cell, (first, last) in zip(table.cells, spans, strict=True):
        x0, x1 = xs[cell.column], xs[cell.column + cell.columns]
        content = _set(cell.blocks, x0 + PAD, max(x1 - PAD, x0 + PAD + 1), depth + 1)
        inside.append((content, x0, x1))
        if last == first:
            heights[first] = max(heights[first], content.height + 2 * PAD)
    for (first, last), (content, _, _) in zip(spans, inside, strict=True):
        lacking = content.height + 2 * PAD - sum(heights[first : last + 1])
        heights[last] += max(lacking, 0)
    tops = [0.0, *accumulate(heights)]
    area = _Area(height=tops[-1])
    for (first, last), (content, x0, x1) in zip(spans, inside, strict=True):
        area.cells.append(Box(x0, tops[first], x1, tops[last + 1]))
        area.take(content, tops[first] + PAD)
    return area


def _column_places(
    edges: list[int], widths: Sequence[float], left: float, right: float
) -> dict[int, float]:
    """Return where each column border lies, by the stated widths or evenly."""
    known = len(widths) >= edges[-1] and min(widths, default=0) > 0
    sizes = [sum(widths[a:b]) if known else 1.0 for a, b in pairwise(edges)]
    scale = (right - left) / (sum(sizes) or 1.0)
    return dict(zip(edges, accumulate((s * scale for s in sizes), initial=left), strict=True))
