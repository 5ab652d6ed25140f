"""DOC (Word 97 to 2003) → blocks: text, tables and ticks in the order of the body.

What does not print (deleted, hidden, the instructions of fields) is left out, as in DOCX.
Text boxes, notes, headers and footers come after the body: which of them is anchored where lies
in drawings that are not read; where a shape lies over the text is known.

Source: [MS-DOC], section 2.4 (document content).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.errors import DamagedFile
from extractors.formats.grid import OBJECT as UNKNOWN
from extractors.formats.grid import (
    PICTURE,
    Block,
    Cell,
    Drawn,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from extractors.formats.office.wordbinary import Properties, WordFile
from extractors.formats.symbols import WINGDINGS

CELL, PARAGRAPH, PAGE, LINE = "\x07", "\r", "\x0c", "\x0b"
SHAPE = "\x08"
FIELD, RESULT, FIELD_END, OBJECT = "\x13", "\x14", "\x15", "\x01"
LETTERS = {"\x1e": "-", "\x1f": "", "\xa0": " ", LINE: "\n", "\t": "\t"}
IN_TABLE, ROW_END, BREAK_BEFORE = 0x2416, 0x2417, 0x2407
DELETED, HIDDEN, SYMBOL, DRAWN_AT, IS_DATA = 0x0800, 0x083C, 0x6A09, 0x6A03, 0x0806
SWITCHED = {0x0835: "bold", 0x0836: "italic", 0x0837: "struck", 0x2A53: "struck", 0x0858: "raised"}
VALUED = {0x2A3E: "underlined", 0x2A0C: "highlighted", 0x2A48: "raised", 0x6865: "boxed"}
COLOURED = {0x2A42: b"\0\1", 0x6870: b"\0"}
"""Colours by the bytes of what is usual: none said, black."""
WHITE = {0x2A42: b"\x08", 0x6870: b"\xff\xff\xff\0"}
BORDER, SHADE, OLD_SHADE = 0xCA72, 0xCA71, 0x4866
ROW = 0xD608
FIRST_MERGED, MERGED, MERGED_DOWN, RESTARTS = 0x01, 0x02, 0x20, 0x40
NEARBY = 20  # twentieths of a point within which two edges are one
TICK_BOX, AS_DEFAULT = 1, 25
TICKED, OPEN = "☑", "☐"


@dataclass
class _DocRow:
    """A table row while it is read: finished cells, and where their edges lie (MS-DOC 2.9.321).

    ``flags`` say for each cell whether it goes on from its left or from above.
    """

    cells: list[tuple[Block, ...]] = field(default_factory=list)
    edges: tuple[int, ...] = ()
    flags: tuple[int, ...] = ()


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return the body, then text boxes, notes, headers and footers.

    Raises:
        OldWord, PasswordOffice, DamagedFile, TooLargeFile: as `wordbinary.WordFile`.
    """
    word = WordFile(data)
    parts = word.parts
    if parts.body > len(word.text):
        raise DamagedFile
    starts = [0]
    for count in parts:
        starts.append(starts[-1] + count)
    order = [0, 6, 7, 1, 5, 2]  # of Parts; comments and macros do not print
    try:
        return tuple(
            block
            for at in order
            for block in _Story(word, starts[at], min(starts[at + 1], len(word.text))).blocks()
        )
    except (struct.error, IndexError, KeyError) as error:
        raise DamagedFile from error


class _Story:
    """One stretch of the text while it is read."""

    def __init__(self, word: WordFile, start: int, end: int) -> None:
        self._word, self._start, self._end = word, start, end
        self._runs: list[Run] = []
        self._drawn: list[Drawn] = []
        self._fields: list[bool] = []  # for each open field: whether its result has begun
        self._cell: list[Block] = []
        self._row = _DocRow()
        self._rows: list[_DocRow] = []

    def blocks(self) -> Iterator[Block]:
        for at in range(self._start, self._end):
            letter = self._word.text[at]
            if letter in (CELL, PARAGRAPH, PAGE):
                yield from self._end_paragraph(at, letter)
            else:
                self._read(at, letter)
        if any(run.text.strip() for run in self._runs):
            yield self._paragraph()
        yield from self._end_table()

    def _read(self, at: int, letter: str) -> None:
        if letter == FIELD:
            self._fields.append(False)
        elif letter == RESULT and self._fields:
            self._fields[-1] = True
        elif letter == FIELD_END and self._fields:
            self._fields.pop()
        elif letter == OBJECT:
            self._runs.append(Run(self._object(self._word.character(at))))
        elif letter == SHAPE and at in self._word.shapes:
            self._drawn.append(self._word.shapes[at])
        elif all(self._fields):
            settings = self._word.character(at)
            if not (_is_on(settings, DELETED) or _is_on(settings, HIDDEN)):
                self._runs.append(_run(_printed(letter, settings), settings))

    def _object(self, settings: Properties) -> str:
        """Return a tick box by its state, PICTURE for what is drawn in the text."""
        if _is_on(settings, DELETED) or _is_on(settings, HIDDEN) or DRAWN_AT not in settings:
            return ""
        (place,) = struct.unpack("<I", settings[DRAWN_AT])
        if not _is_on(settings, IS_DATA):
            return PICTURE
        (head,) = struct.unpack_from("<H", self._word.data, place + 4)
        version, bits = struct.unpack_from("<IH", self._word.data, place + head)
        if version != 0xFFFFFFFF or bits & 3 != TICK_BOX:
            return ""
        state = bits >> 2 & 31
        if state == AS_DEFAULT:
            name = place + head + 10
            (length,) = struct.unpack_from("<H", self._word.data, name)
            (state,) = struct.unpack_from("<H", self._word.data, name + 4 + 2 * length)
        return TICKED if state else OPEN

    def _paragraph(self) -> Paragraph:
        """Return what has been read since the last one."""
        runs, drawn = tuple(self._runs), tuple(self._drawn)
        self._runs, self._drawn = [], []
        return Paragraph("".join(run.text for run in runs), runs, drawn)

    def _end_paragraph(self, at: int, letter: str) -> Iterator[Block]:
        settings = self._word.paragraph(at)
        paragraph = self._paragraph()
        if _is_on(settings, ROW_END):
            self._row.edges, self._row.flags = _definition(settings.get(ROW, b""))
            self._rows.append(self._row)
            self._row = _DocRow()
        elif letter == CELL:
            self._row.cells.append((*self._cell, paragraph))
            self._cell = []
        elif _is_on(settings, IN_TABLE):
            self._cell.append(paragraph)
        else:
            yield from self._end_table()
            if _is_on(settings, BREAK_BEFORE):
                yield PageBreak()
            yield paragraph
            if letter == PAGE:
                yield PageBreak()

    def _end_table(self) -> Iterator[Block]:
        if self._rows:
            yield _table(self._rows)
        self._rows = []


def _is_on(settings: Properties, code: int) -> bool:
    return settings.get(code, b"\0")[:1] not in (b"\0", b"\x80", b"")


def _run(text: str, settings: Properties) -> Run:
    """Return *text* with its looks; white letters are something that nobody sees."""
    looks = [name for code, name in SWITCHED.items() if _is_on(settings, code)]
    looks += [name for code, name in VALUED.items() if any(settings.get(code, b""))]
    looks += [
        f"colour {settings[c].hex()}" for c, usual in COLOURED.items() if _says(settings, c, usual)
    ]
    border, shade = settings.get(BORDER, b""), settings.get(SHADE, settings.get(OLD_SHADE, b""))
    if any(border[5:6]):
        looks.append("boxed")
    if any(shade[:2]) and shade[4:8] != WHITE[0x6870]:
        looks.append(f"shaded {shade.hex()}")
    elif text.strip() and any(settings.get(code) == white for code, white in WHITE.items()):
        return Run(UNKNOWN)
    return Run(text, tuple(dict.fromkeys(looks)))


def _says(settings: Properties, code: int, usual: bytes) -> bool:
    """Tell whether a colour is set, and one that is not *usual*."""
    said = settings.get(code, b"")
    return (bool(said) and said[:1] not in [bytes((one,)) for one in usual]) or any(said[1:3])


def _printed(letter: str, settings: Properties) -> str:
    if SYMBOL in settings:
        _, code = struct.unpack("<HH", settings[SYMBOL])
        return WINGDINGS.get(code & 0xFF, chr(code)) if code >= 0xF000 else chr(code)
    if letter in LETTERS:
        return LETTERS[letter]
    return letter if letter >= " " and letter != PICTURE else ""


def _definition(operand: bytes) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the edges of a row's cells and what each is merged with."""
    if len(operand) < 3:
        return (), ()
    count = operand[2]
    edges = struct.unpack_from(f"<{count + 1}h", operand, 3)
    first = 3 + 2 * (count + 1)
    flags = tuple(
        struct.unpack_from("<H", operand, first + 20 * at)[0]
        for at in range(count)
        if first + 20 * at + 2 <= len(operand)
    )
    return edges, flags + (0,) * (count - len(flags))


def _table(rows: Sequence[_DocRow]) -> Table:
    """Return the cells in the columns that the edges of all rows make together."""
    edges = _columns(rows)
    cells: list[Cell] = []
    above: dict[int, int] = {}  # column → place in cells of what may reach further down
    for number, row in enumerate(rows):
        for at, blocks in enumerate(row.cells):
            flags = row.flags[at] if at < len(row.flags) else 0
            known = at + 1 < len(row.edges)
            left = _column(edges, row.edges[at]) if known else at
            right = _column(edges, row.edges[at + 1]) if known else at + 1
            if flags & MERGED and cells and cells[-1].row == number:
                last = cells[-1]
                cells[-1] = Cell(number, last.column, 1, right - last.column, last.blocks)
            elif flags & MERGED_DOWN and not flags & RESTARTS and left in above:
                upper = cells[above[left]]
                down = number - upper.row + 1
                cells[above[left]] = Cell(
                    upper.row, upper.column, down, upper.columns, upper.blocks
                )
            else:
                above[left] = len(cells)
                cells.append(Cell(number, left, 1, max(right - left, 1), blocks))
    widths = tuple(float(b - a) for a, b in pairwise(edges))
    return Table(tuple(cells), widths)


def _columns(rows: Sequence[_DocRow]) -> list[int]:
    edges: list[int] = []
    for edge in sorted({edge for row in rows for edge in row.edges}):
        if not edges or edge - edges[-1] > NEARBY:
            edges.append(edge)
    return edges


def _column(edges: Sequence[int], edge: int) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))
