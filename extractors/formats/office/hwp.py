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
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import olefile
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from extractors.errors import (
    CertificateHwp,
    DamagedFile,
    DistributionHwp,
    HwpDrm,
    PasswordHwp,
    TooLargeFile,
)
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

COMPRESSED, PASSWORD, DISTRIBUTION, DRM, CERTIFICATE, CERTIFICATE_DRM = 1, 2, 4, 16, 256, 1024
PARAGRAPH, TEXT, LETTERS, CONTROL, LIST, TABLE = 66, 67, 68, 71, 72, 77
SHAPE_PICTURE, FORM, KEY = 85, 91, 28
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
HALF_A4 = 59_528 * 84_188 / 2  # in square HWP units: 7 200 an inch
MOST_BYTES, MOST_RECORDS, DEEPEST = 1 << 26, 1_000_000, 200
LARGEST_SPAN = 200


@dataclass
class _Record:
    tag: int
    level: int
    data: bytes
    inside: list[_Record] = field(default_factory=list)


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return the sections one after the other, each on a new sheet.

    Raises:
        PasswordHwp: the file asks for a password.
        HwpDrm: it is under rights management.
        CertificateHwp: it is encrypted by a certificate.
        DistributionHwp: it is a distribution copy that hides its key.
        DamagedFile: a stream is cut off or does not hold what it declares.
        TooLargeFile: beyond MOST_BYTES or MOST_RECORDS.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            flags = _flags(ole.openstream("FileHeader").read(40))
            sections = [_SectionStream(ole, path, flags).tree() for path in _paths(ole, flags)]
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
        raise DamagedFile from error
    if not sections:
        raise DamagedFile
    blocks: list[Block] = []
    for number, records in enumerate(sections):
        if number:
            blocks.append(PageBreak())
        blocks += _paragraphs(records)
    return tuple(blocks)


def _flags(header: bytes) -> int:
    (flags,) = struct.unpack_from("<I", header, 36)
    if flags & PASSWORD:
        raise PasswordHwp
    if flags & (DRM | CERTIFICATE_DRM):
        raise HwpDrm
    if flags & CERTIFICATE:
        raise CertificateHwp
    return int(flags)


def _paths(ole: olefile.OleFileIO, flags: int) -> list[str]:
    """Return the names of the section streams; a distribution copy keeps its own apart."""
    folder = "ViewText" if flags & DISTRIBUTION else "BodyText"
    found = [path[1] for path in ole.listdir() if path[0] == folder and len(path) == 2]
    numbers = sorted(int(name[7:]) for name in found if re.fullmatch(r"Section\d{1,4}", name))
    return [f"{folder}/Section{number}" for number in numbers]


class _SectionStream:
    """One section's stream, unlocked and inflated."""

    def __init__(self, ole: olefile.OleFileIO, path: str, flags: int) -> None:
        stream = ole.openstream(path).read()
        if len(stream) < ole.get_size(path):
            raise DamagedFile
        if flags & DISTRIBUTION:
            stream = _unlock(stream)
        self._data = _inflate(stream) if flags & COMPRESSED else stream

    def tree(self) -> list[_Record]:
        """Return the records on top, each with what lies below it.

        Raises:
            DamagedFile: a record runs past the end, or bytes are left over.
            TooLargeFile: there are more than MOST_RECORDS.
        """
        root = _Record(0, -1, b"")
        open_records = [root]
        place, count = 0, 0
        while place + 4 <= len(self._data):
            (head,) = struct.unpack_from("<I", self._data, place)
            place, size, count = place + 4, head >> 20, count + 1
            if size == 0xFFF:
                (size,) = struct.unpack_from("<I", self._data, place)
                place += 4
            if place + size > len(self._data):
                raise DamagedFile
            if count > MOST_RECORDS:
                raise TooLargeFile
            record = _Record(head & 0x3FF, head >> 10 & 0x3FF, self._data[place : place + size])
            place += size
            while open_records[-1].level >= record.level:
                open_records.pop()
            if len(open_records) > DEEPEST:
                raise DamagedFile
            open_records[-1].inside.append(record)
            open_records.append(record)
        if place != len(self._data):
            raise DamagedFile
        return root.inside


def _inflate(stream: bytes) -> bytes:
    engine = zlib.decompressobj(-15)
    try:
        data = engine.decompress(stream, MOST_BYTES)
    except zlib.error as error:
        raise DamagedFile from error
    if engine.unconsumed_tail:
        raise TooLargeFile
    if not engine.eof:
        raise DamagedFile
    return data


def _unlock(stream: bytes) -> bytes:
    """Return the section of a distribution copy, whose key it carries in its first record."""
    if len(stream) < 260 or struct.unpack_from("<I", stream)[0] & 0x3FF != KEY:
        raise DistributionHwp
    mixed = bytearray(stream[4:260])
    state = seed = struct.unpack_from("<I", mixed)[0]
    mask = left = 0
    for place in range(256):
        if not left:
            state = state * 214_013 + 2_531_011 & 0xFFFFFFFF
            mask = state >> 16 & 0xFF
            state = state * 214_013 + 2_531_011 & 0xFFFFFFFF
            left = (state >> 16 & 0xF) + 1
        if place >= 4:
            mixed[place] ^= mask
        left -= 1
    start = 4 + (seed & 0xF)
    body = stream[260:]
    engine = Cipher(algorithms.AES(bytes(mixed[start : start + 16])), modes.ECB()).decryptor()
    return engine.update(body[: len(body) // 16 * 16]) + engine.finalize()


def _paragraphs(records: list[_Record]) -> Iterator[Block]:
    for record in records:
        if record.tag == PARAGRAPH:
            yield from _Paragraph(record).blocks()


class _Paragraph:
    """One paragraph while it is read; its controls come where their marks stand in the text."""

    def __init__(self, record: _Record) -> None:
        self._data = record.data
        self._controls = iter([one for one in record.inside if one.tag == CONTROL])
        units = b"".join(one.data for one in record.inside if one.tag == TEXT)
        self._units = struct.unpack(f"<{len(units) // 2}H", units[: len(units) // 2 * 2])
        letters = b"".join(one.data for one in record.inside if one.tag == LETTERS)
        self._faces = list(struct.iter_unpack("<II", letters[: len(letters) // 8 * 8]))
        self._text: list[str] = []
        self._looks: list[str] = []  # of each piece of text
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
                self._put(self._letter(place))
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
        """Add *text* with the settings of the letters at this place, whatever they are."""
        while len(self._faces) > 1 and self._faces[1][0] <= self._place:
            del self._faces[0]
        self._text.append(text)
        self._looks.append(f"letters {self._faces[0][1]}" if self._faces else "")

    def _so_far(self) -> Paragraph:
        stretches = groupby(zip(self._text, self._looks, strict=True), key=lambda pair: pair[1])
        runs = tuple(
            Run("".join(text for text, _ in pieces), (look,) if look else ())
            for look, pieces in stretches
        )
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

    def _open(self, control: _Record) -> Iterator[Block]:
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
            yield from _table(control)
        else:
            written = [block for group in _lists(control) for block in _paragraphs(group[1])]
            said = "".join(block.text for block in written if isinstance(block, Paragraph))
            if kind == b"gso " and self._lies_over(control, said):
                self._later += written
            elif written:
                yield from self._cut()
                yield from written

    def _lies_over(self, control: _Record, said: str) -> bool:
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


def _all(record: _Record) -> Iterator[_Record]:
    for one in record.inside:
        yield one
        yield from _all(one)


def _lists(record: _Record) -> Iterator[tuple[_Record, list[_Record]]]:
    """Yield each list of paragraphs below *record*, its head first.

    The paragraphs follow their head on its own level, or lie below it.
    """
    current: tuple[_Record, list[_Record]] | None = None
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


def _is_small(control: _Record) -> bool:
    """Tell whether a drawing object covers less than half a sheet."""
    if len(control.data) < 24:
        return True
    width, height = struct.unpack_from("<II", control.data, 16)
    return bool(width * height < HALF_A4)


def _table(control: _Record) -> Iterator[Block]:
    """Yield the caption, which comes before the table's own record, and the table."""
    at = next((i for i, one in enumerate(control.inside) if one.tag == TABLE), None)
    if at is None:
        return
    for _, paragraphs in _lists(_Record(0, 0, b"", control.inside[:at])):
        yield from _paragraphs(paragraphs)
    cells: list[Cell] = []
    widths: dict[int, float] = {}
    for head, paragraphs in _lists(_Record(0, 0, b"", control.inside[at + 1 :])):
        if len(head.data) < 16:
            continue
        column, row, columns, rows = struct.unpack_from("<4H", head.data, 8)
        columns, rows = (min(max(span, 1), LARGEST_SPAN) for span in (columns, rows))
        inside = tuple(one for one in _paragraphs(paragraphs) if not isinstance(one, PageBreak))
        cells.append(Cell(row, column, rows, columns, inside))
        if columns == 1 and len(head.data) >= 20:
            widths.setdefault(column, float(struct.unpack_from("<I", head.data, 16)[0]))
    count = max((cell.column + cell.columns for cell in cells), default=0)
    yield Table(tuple(cells), tuple(widths.get(at, 0.0) for at in range(min(count, 1000))))


def _prompt(control: _Record) -> str:
    """Return what an unfilled click-here field shows in place of an answer."""
    command = control.data[11:].decode("utf-16-le", "ignore")
    stated = re.search(r"Direction:wstring:(\d{1,4}):", command)
    return command[stated.end() :][: int(stated[1])].strip() if stated else ""


def _form(record: _Record) -> str:
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
