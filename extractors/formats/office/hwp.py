"""HWP 5 → blocks: Hangul's binary format, a compound file of compressed record streams.

Records carry their depth, so a stream is a tree: a paragraph holds its text and its
controls, a control its lists of paragraphs.  In the text each control leaves a mark, which
is how order is kept.

Source: 한글 문서 파일 형식 5.0 (한글과컴퓨터, revision 1.3).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import olefile

from extractors.errors import DamagedFile
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
from extractors.formats.office.hwprecords import (
    DOC_INFO,
    Record,
    RecordStream,
    flags_of,
    section_paths,
)
from extractors.formats.office.hwpstyles import HwpStyles
from extractors.formats.office.wordstyles import Face
from extractors.formats.symbols import in_font

PARAGRAPH, TEXT, LETTERS, CONTROL, LIST, TABLE = 66, 67, 68, 71, 72, 77
SHAPE_PICTURE, FORM = 85, 91
ONE_UNIT = frozenset((0, 10, 13, *range(24, 32)))
EXTENDED = frozenset((1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23))
FIELD_END, LINE_BREAK, TAB = 4, 10, 9
BLANKS = {24: "-", 30: " ", 31: " "}
NOT_PRINTED = frozenset(
    (b"secd", b"cold", b"pghd", b"nwno", b"atno", b"pgct", b"pgnp", b"bokm", b"idxm")
)
UNSAID = frozenset((b"tcmt", b"eqed", b"tcps", b"%%me"))
"""Hidden remarks, equations, letters set over each other: something, and no words."""
IN_LINE, PARA = 1, 2
BEHIND, BEFORE = 4, 5
"""How an object lies to the text: in its line; hung on its paragraph; behind or over the words."""
POINT = 100  # HWP units
PAGE_BREAK = 4
SHAPE = 8
"""Where the head of a paragraph names its settings."""
HALF_A4 = 59_528 * 84_188 / 2  # in square HWP units: 7 200 an inch
LARGEST_SPAN = 200
CELL_FILL = 32
"""Where the head of a cell names its border and fill."""


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return the sections one after the other, each on a new sheet.

    Raises:
        PasswordHwp: the file asks for a password.
        HwpDrm: it is under rights management.
        CertificateHwp: it is encrypted by a certificate.
        DistributionHwp: it is a distribution copy that hides its key.
        DamagedFile: a stream is cut off or does not hold what it declares.
        TooLargeFile: as `hwprecords.RecordStream`.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            flags = flags_of(ole.openstream("FileHeader").read(40))
            paths = section_paths(ole, flags)
            sections = [RecordStream(ole, path, flags).tree() for path in paths]
            context = _HwpContext(_styles(ole, flags))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
        raise DamagedFile from error
    if not sections:
        raise DamagedFile
    blocks: list[Block] = []
    for number, records in enumerate(sections):
        if number:
            blocks.append(PageBreak())
        blocks += _paragraphs(records, context)
    return tuple(blocks)


@dataclass(frozen=True)
class _HwpContext:
    """What must be known of the whole to read a part; *shaded*: the ground is not white.

    *looks* are what a cell does to all letters in it.
    """

    styles: HwpStyles
    shaded: bool = False
    looks: tuple[str, ...] = ()

    def inside(self, fill: int) -> _HwpContext:
        """Return what is known inside a cell of the border and fill *fill*."""
        shaded = self.shaded or self.styles.is_shaded(fill)
        return _HwpContext(self.styles, shaded, (*self.looks, *self.styles.cell_looks(fill)))


def _styles(ole: olefile.OleFileIO, flags: int) -> HwpStyles:
    """Return the tables of the file; without readable ones no letters are known by their looks."""
    try:
        return HwpStyles(RecordStream(ole, DOC_INFO, flags).tree())
    except (OSError, DamagedFile):
        return HwpStyles([])


def _paragraphs(records: list[Record], context: _HwpContext) -> Iterator[Block]:
    for record in records:
        if record.tag == PARAGRAPH:
            yield from _Paragraph(record, context).blocks()


class _Paragraph:
    """One paragraph while it is read; its controls come where their marks stand in the text."""

    def __init__(self, record: Record, context: _HwpContext) -> None:
        self._data = record.data
        if len(record.data) > SHAPE + 1:
            (shape,) = struct.unpack_from("<H", record.data, SHAPE)
            listed = context.styles.listed(shape)
            context = replace(context, looks=(*context.looks, listed)) if listed else context
        self._context = context
        self._controls = iter([one for one in record.inside if one.tag == CONTROL])
        units = b"".join(one.data for one in record.inside if one.tag == TEXT)
        self._units = struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])
        letters = b"".join(one.data for one in record.inside if one.tag == LETTERS)
        self._faces = list(struct.iter_unpack("<II", letters[: len(letters) // 8 * 8]))
        self._text: list[str] = []
        self._looks: list[tuple[str, ...]] = []  # of each piece of text
        self._place = 0
        self._drawn: list[Drawn] = []
        self._later: list[Block] = []
        self._prompts: list[tuple[int, str]] = []
        stated = struct.unpack_from("<I", record.data)[0] & 0x7FFFFFFF if record.data else 0
        if self._units and stated != len(self._units):
            raise DamagedFile

    def blocks(self) -> Iterator[Block]:
        if len(self._data) > 11 and self._data[11] & PAGE_BREAK:
            yield PageBreak()
        place, empty = 0, True
        while place < len(self._units):
            code = self._units[place]
            self._place = place
            if code >= 32:
                self._put_letter(self._letter(place))
            elif code in EXTENDED and (control := next(self._controls, None)):
                for block in self._open(control):
                    empty = False
                    yield block
            elif code == FIELD_END:
                self._end_field()
            elif code in (LINE_BREAK, TAB):
                self._put("\n" if code == LINE_BREAK else "\t")
            else:
                self._put(BLANKS.get(code, ""))
            place += 1 if code >= 32 or code in ONE_UNIT else 8
        for control in self._controls:  # marks lost, controls left
            yield from self._open(control)
        if self._text or self._drawn or empty:
            yield self._so_far()
        yield from self._later

    def _put(self, text: str) -> None:
        """Add *text* in the looks of the letters at this place."""
        self._text.append(text)
        self._looks.append(self._face().looks)

    def _put_letter(self, letter: str) -> None:
        face = self._face()
        if face.unseen and letter.strip():
            self._put(OBJECT)
        else:
            self._put(in_font(letter, face.font))

    def _face(self) -> Face:
        """Return how letters look at this place."""
        while len(self._faces) > 1 and self._faces[1][0] <= self._place:
            del self._faces[0]
        if not self._faces:
            return Face(self._context.looks)
        face = self._context.styles.face(self._faces[0][1], shaded=self._context.shaded)
        if not self._context.looks:
            return face
        return face._replace(looks=tuple(sorted({*face.looks, *self._context.looks})))

    def _so_far(self) -> Paragraph:
        stretches = groupby(zip(self._text, self._looks, strict=True), key=lambda pair: pair[1])
        runs = tuple(Run("".join(text for text, _ in pieces), looks) for looks, pieces in stretches)
        return Paragraph("".join(self._text), runs, tuple(self._drawn))

    def _letter(self, place: int) -> str:
        """Return the letter at *place*; the second half of a surrogate pair gives nothing."""
        code = self._units[place]
        if 0xDC00 <= code < 0xE000:
            return ""
        if 0xD800 <= code < 0xDC00 and place + 1 < len(self._units):
            low = self._units[place + 1]
            return chr(0x10000 + (code - 0xD800) * 0x400 + (low & 0x3FF))
        return "" if code == ord(PICTURE) or 0xD800 <= code < 0xDC00 else chr(code)

    def _cut(self) -> Iterator[Block]:
        """End the paragraph here, for something that stands between its words."""
        if "".join(self._text).strip() or self._drawn:
            yield self._so_far()
        self._text, self._looks, self._drawn = [], [], []
        self._prompts = [(0, prompt) for _, prompt in self._prompts]

    def _open(self, control: Record) -> Iterator[Block]:
        kind = control.data[:4][::-1]
        if kind in NOT_PRINTED:
            return
        if kind in UNSAID:
            self._put(OBJECT)
        elif kind.startswith(b"%"):
            self._prompts.append((len(self._text), _prompt(control) if kind == b"%clk" else ""))
        elif kind == b"form":
            self._put("".join(_form(one) for one in _all(control) if one.tag == FORM))
        elif kind == b"tbl ":
            yield from self._cut()
            yield from _table(control, self._context)
        else:
            lists = _lists(control)
            written = [one for group in lists for one in _paragraphs(group[1], self._context)]
            said = "".join(block.text for block in written if isinstance(block, Paragraph))
            if kind == b"gso " and self._lies_over(control, said):
                self._later += written
            elif written:
                yield from self._cut()
                yield from written

    def _lies_over(self, control: Record, said: str) -> bool:
        """Note a drawing object that *said* something; tell whether it is a mark over the words."""
        stated, down, _, _, height = struct.unpack_from("<IiIII", control.data[4:].ljust(20, b"\0"))
        over = not stated & IN_LINE and stated >> 21 & 7 in (BEHIND, BEFORE)
        if any(one.tag == SHAPE_PICTURE for one in _all(control)) and _is_small(control):
            self._put(PICTURE)
        elif not said.strip() and not over:
            self._put(OBJECT)
        if over and (not said.strip() or may_mark(said)):
            top = down / POINT if stated >> 3 & 3 == PARA else None
            self._drawn.append(Drawn(top, height / POINT))
        return over and may_mark(said)

    def _end_field(self) -> None:
        if not self._prompts:
            return
        start, prompt = self._prompts.pop()
        if prompt and "".join(self._text[start:]).strip() == prompt:
            del self._text[start:], self._looks[start:]


def _all(record: Record) -> Iterator[Record]:
    for one in record.inside:
        yield one
        yield from _all(one)


def _lists(record: Record) -> Iterator[tuple[Record, list[Record]]]:
    """Yield each list of paragraphs below *record*, its head first.

    The paragraphs follow their head on its own level, or lie below it.
    """
    current: tuple[Record, list[Record]] | None = None
    for one in record.inside:
        if one.tag == LIST:
            if current:
                yield current
            current = one, [inner for inner in one.inside if inner.tag == PARAGRAPH]
        elif one.tag == PARAGRAPH and current:
            current[1].append(one)
        elif one.tag not in (PARAGRAPH, CONTROL):
            yield from _lists(one)
    if current:
        yield current


def _is_small(control: Record) -> bool:
    """Tell whether a drawing object covers less than half a sheet."""
    if len(control.data) < 24:
        return True
    width, height = struct.unpack_from("<II", control.data, 16)
    return bool(width * height < HALF_A4)


def _table(control: Record, context: _HwpContext) -> Iterator[Block]:
    """Yield the caption, which comes before the table's own record, and the table."""
    at = next((i for i, one in enumerate(control.inside) if one.tag == TABLE), None)
    if at is None:
        return
    for _, paragraphs in _lists(Record(0, 0, b"", control.inside[:at])):
        yield from _paragraphs(paragraphs, context)
    cells: list[Cell] = []
    widths: dict[int, float] = {}
    for head, paragraphs in _lists(Record(0, 0, b"", control.inside[at + 1 :])):
        if len(head.data) < 16:
            continue
        column, row, columns, rows = struct.unpack_from("<4H", head.data, 8)
        columns, rows = (min(max(span, 1), LARGEST_SPAN) for span in (columns, rows))
        fill = (
            struct.unpack_from("<H", head.data, CELL_FILL)[0]
            if len(head.data) > CELL_FILL + 1
            else 0
        )
        written = _paragraphs(paragraphs, context.inside(fill))
        inside = tuple(one for one in written if not isinstance(one, PageBreak))
        cells.append(Cell(row, column, rows, columns, inside))
        if columns == 1 and len(head.data) >= 20:
            widths.setdefault(column, float(struct.unpack_from("<I", head.data, 16)[0]))
    count = max((cell.column + cell.columns for cell in cells), default=0)
    yield Table(tuple(cells), tuple(widths.get(at, 0.0) for at in range(min(count, 1000))))


def _prompt(control: Record) -> str:
    """Return what an unfilled click-here field shows in place of an answer."""
    command = control.data[11:].decode("utf-16-le", "ignore")
    stated = re.search(r"Direction:wstring:(\d{1,4}):", command)
    return command[stated.end() :][: int(stated[1])].strip() if stated else ""


def _form(record: Record) -> str:
    """Return a form control as it prints: a tick box with its state, a field with its text."""
    best = max((record.data[skip:].decode("utf-16-le", "ignore") for skip in (0, 1)), key=_known)
    caption, text = (_string(best, name) for name in ("Caption", "Text"))
    state = re.search(r"\bValue:int:(\d+)", best)
    if state:
        return ("☐" if state[1] == "0" else "☑") + caption + " "
    return text or caption


def _known(properties: str) -> int:
    return properties.count(":wstring:") + properties.count(":int:")


def _string(properties: str, name: str) -> str:
    stated = re.search(rf"\b{name}:wstring:(\d{{1,5}}):", properties)
    return properties[stated.end() :][: int(stated[1])] if stated else ""
