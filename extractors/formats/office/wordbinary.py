"""The storage of old Word documents (Word 97 to 2003): letters, and what is set for them.

Text lies in pieces all over a stream; which paragraph is a cell and which letters are struck
out lies in pages of 512 bytes elsewhere, addressed by where in the stream the text lies.

Source: [MS-DOC], sections 2.5 (FIB), 2.8 (PLCs), 2.6 (Sprms).
"""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import NamedTuple

import olefile

from extractors.errors import DamagedFile, OldWord, PasswordOffice, TooLargeFile
from extractors.formats.grid import Drawn

SIGNATURE, WORD_97 = 0xA5EC, 193
ENCRYPTED, SECOND_TABLE = 0x0100, 0x0200
COUNTS = 0x4C  # where the lengths of body, footnotes, headers … stand
CHARACTER_PAGES, PARAGRAPH_PAGES, PIECES = 0x9A + 12 * 8, 0x9A + 13 * 8, 0x9A + 33 * 8
EIGHT_BIT = 1 << 30
SHAPES, SHAPE = 0x9A + 40 * 8, 26
BY_PARAGRAPH = 2  # what the height of a shape is counted from
PAGE, POINT = 512, 20.0  # in bytes; in twentieths of a point
HUGE_PROPERTIES, TABLE_DEFINITION, TABS = (0x6645, 0x6646), 0xD608, 0xC615
OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
MOST_LETTERS, MOST_BYTES = 1_000_000, 1 << 26

Properties = Mapping[int, bytes]
"""Operands by the code of what they set (``sprm``)."""


class Parts(NamedTuple):
    """How many letters each story has, in the order in which they lie (FibRgLw97)."""

    body: int
    footnotes: int
    headers: int
    macros: int
    comments: int
    endnotes: int
    boxes: int
    header_boxes: int


class WordFile:
    """An old Word document with its text put together.

    ``places`` says of each letter of ``text`` where it lies in the stream, which is how its
    properties are found.

    Raises:
        OldWord: it was written by Word 95 or earlier.
        PasswordOffice: it asks for a password.
        DamagedFile: it is cut off or does not hold what it declares.
        TooLargeFile: it has more than MOST_LETTERS.
    """

    def __init__(self, data: bytes) -> None:
        self.shapes: dict[int, Drawn] = {}
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as ole:
                self._stream = _read(ole, "WordDocument")
                flags = self._check_head()
                self._table = _read(ole, "1Table" if flags & SECOND_TABLE else "0Table")
                self.data = _read(ole, "Data") if ole.exists("Data") else b""
            self.parts = Parts(*struct.unpack_from("<8I", self._stream, COUNTS))
            self.text, self.places = self._put_together()
            self._paragraphs = _Runs(self._runs(PARAGRAPH_PAGES, 13))
            self._characters = _Runs(self._runs(CHARACTER_PAGES, 1))
            with suppress(struct.error):  # what is said of shapes costs no text
                self.shapes |= self._find_shapes()
        except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error) as error:
            raise DamagedFile from error

    def _check_head(self) -> int:
        signature, version = struct.unpack_from("<HH", self._stream)
        (flags,) = struct.unpack_from("<H", self._stream, 10)
        if version < WORD_97:
            raise OldWord
        if signature != SIGNATURE:
            raise DamagedFile
        if flags & ENCRYPTED:
            raise PasswordOffice
        return int(flags)

    def _put_together(self) -> tuple[str, list[int]]:
        ends, pieces = self._pieces()
        if ends[-1] > MOST_LETTERS:
            raise TooLargeFile
        text: list[str] = []
        places: list[int] = []
        for start, end, place in zip(ends, ends[1:], pieces, strict=False):
            count = end - start
            if place & EIGHT_BIT:
                first, width = (place & ~EIGHT_BIT) // 2, 1
                letters = self._stream[first : first + count].decode("cp1252", "replace")
            else:
                first, width = place, 2
                units = self._stream[first : first + 2 * count]
                letters = "".join(chr(one) for (one,) in struct.iter_unpack("<H", units))
            if len(letters) != count:
                raise DamagedFile
            text.append(letters)
            places += range(first, first + width * count, width)
        return "".join(text), places

    def _pieces(self) -> tuple[tuple[int, ...], list[int]]:
        """Return where each piece begins in the text, the end of all, and where they lie."""
        start, size = struct.unpack_from("<II", self._stream, PIECES)
        table = self._table[start : start + size]
        place = 0
        while place < len(table) and table[place] == 1:  # properties that no reader needs
            place += 3 + struct.unpack_from("<H", table, place + 1)[0]
        if place >= len(table) or table[place] != 2:
            raise DamagedFile
        (length,) = struct.unpack_from("<I", table, place + 1)
        count = (length - 4) // 12
        ends = struct.unpack_from(f"<{count + 1}I", table, place + 5)
        first = place + 5 + 4 * (count + 1)
        pieces = [struct.unpack_from("<I", table, first + 8 * at + 2)[0] for at in range(count)]
        return ends, pieces

    def _runs(self, which: int, width: int) -> Iterator[tuple[int, int, bytes]]:
        """Yield first and last place of each run of text and the bytes that set it."""
        start, size = struct.unpack_from("<II", self._stream, which)
        count = (size - 4) // 8
        for at in range(max(count, 0)):
            (number,) = struct.unpack_from("<I", self._table, start + 4 * (count + 1) + 4 * at)
            page = self._stream[(number & 0x3FFFFF) * PAGE :][:PAGE]
            if len(page) < PAGE:
                raise DamagedFile
            runs = page[-1]
            places = struct.unpack_from(f"<{runs + 1}I", page)
            for run in range(runs):
                offset = 2 * page[4 * (runs + 1) + width * run]
                yield places[run], places[run + 1], _set_at(page, offset, width > 1)

    def _find_shapes(self) -> Iterator[tuple[int, Drawn]]:
        """Yield the letters of the body at which shapes hang, and where these lie (Spa)."""
        start, size = struct.unpack_from("<II", self._stream, SHAPES)
        count = max((size - 4) // (4 + SHAPE), 0)
        for at in range(count):
            (letter,) = struct.unpack_from("<I", self._table, start + 4 * at)
            place = start + 4 * (count + 1) + SHAPE * at
            top, _, bottom, flags = struct.unpack_from("<iiiH", self._table, place + 8)
            by_paragraph = flags >> 3 & 3 == BY_PARAGRAPH
            yield letter, Drawn(top / POINT if by_paragraph else None, (bottom - top) / POINT)

    def paragraph(self, letter: int) -> Properties:
        """Return what is set for the paragraph that ends with the letter at *letter*."""
        return self._spread(self._paragraphs.at(self.places[letter]))

    def character(self, letter: int) -> Properties:
        """Return what is set for the letter at *letter*."""
        return self._spread(self._characters.at(self.places[letter]))

    def _spread(self, settings: bytes) -> Properties:
        found = dict(_settings(settings))
        for code in HUGE_PROPERTIES:
            if code in found:
                (place,) = struct.unpack("<I", found[code])
                (size,) = struct.unpack_from("<H", self.data, place)
                found |= dict(_settings(self.data[place + 2 : place + 2 + size]))
        return found


class _Runs:
    """Runs of text by where they lie."""

    def __init__(self, runs: Iterator[tuple[int, int, bytes]]) -> None:
        self._runs = sorted(runs)
        self._starts = [run[0] for run in self._runs]

    def at(self, place: int) -> bytes:
        index = bisect_right(self._starts, place) - 1
        if index < 0 or place >= self._runs[index][1]:
            return b""
        return self._runs[index][2]


def _read(ole: olefile.OleFileIO, name: str) -> bytes:
    if ole.get_size(name) > MOST_BYTES:
        raise TooLargeFile
    data: bytes = ole.openstream(name).read()
    if len(data) < ole.get_size(name):
        raise DamagedFile
    return data


def _set_at(page: bytes, offset: int, is_paragraph: bool) -> bytes:
    """Return the settings at *offset* of a page; those of a paragraph name its style first."""
    if not offset:
        return b""
    size = page[offset]
    if not is_paragraph:
        return page[offset + 1 : offset + 1 + size]
    if size:
        return page[offset + 3 : offset + 2 * size]
    size = page[offset + 1]
    return page[offset + 4 : offset + 2 + 2 * size]


def _settings(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield code and operand of each setting; a code says how long its operand is."""
    place = 0
    while place + 2 <= len(data):
        (code,) = struct.unpack_from("<H", data, place)
        place += 2
        if code == TABLE_DEFINITION and place + 2 <= len(data):
            size = 1 + struct.unpack_from("<H", data, place)[0]
        elif code >> 13 == 6:
            size = 1 + data[place] if place < len(data) else 1
            if code == TABS and size == 256:
                return  # a list of tab stops too long to state its length; nothing comes after
        else:
            size = OPERANDS[code >> 13]
        yield code, data[place : place + size]
        place += size
