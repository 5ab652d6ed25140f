"""Scans pasted into a document of a word processor: an empty text around sheets of paper.

People put the picture of a certificate into a DOCX or HWP and send that.  Where a document
writes next to nothing itself, its large pictures are its sheets.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator, Sequence

import olefile
from PIL import Image

from extractors.errors import UnreadableFile
from extractors.formats import scans as scan
from extractors.formats.kinds import kind_of
from extractors.formats.office.package import Package
from extractors.formats.patience import read_sheets
from extractors.formats.scans.frames import open_frames
from extractors.model import Page

FEWEST_LETTERS = 40
LEAST_SIDES = (500, 700)
LARGEST = 1 << 26
MOST_PICTURES = 60
FOLDERS = ("word/media/", "bindata/", "xl/media/", "pictures/")
OFFICE = frozenset(("doc", "xls"))
PICTURE = re.compile(
    rb"..[\x1d\x1e\x2a]\xf0(.{4})(?:.{17}|.{33})(?=\x89PNG\r\n\x1a\n|\xff\xd8\xff)", re.S
)
"""The head of a PNG or JPEG in old Office files, with its size ([MS-ODRAW] 2.2.23)."""
DRAWINGS, CONTINUED = 0x00EB, 0x003C
PACKAGES = frozenset(("docx", "hwpx", "odt", "ods", "xlsx"))


def is_wrapping(pages: Sequence[Page]) -> bool:
    """Tell whether *pages* write so little that pasted scans must be what was sent."""
    return sum(len(word.text) for page in pages for word in page.words) < FEWEST_LETTERS


def sheets(data: bytes, kind: str) -> Iterator[Image.Image]:
    """Yield the pictures as large as a sheet that a document holds, in the order of their names.

    One that cannot be opened is left out: it is not known to be a paper.
    """
    found: Iterator[tuple[str, bytes]] = iter(())
    if kind == "hwp":
        found = _from_compound(data)
    elif kind in OFFICE:
        found = _from_office(data)
    elif kind in PACKAGES:
        found = _from_package(data)
    for picture in sorted(found, key=lambda one: _natural(one[0]))[:MOST_PICTURES]:
        try:
            frames = list(open_frames(picture[1]))
        except UnreadableFile:
            continue
        for frame in frames:
            if min(frame.size) >= LEAST_SIDES[0] and max(frame.size) >= LEAST_SIDES[1]:
                yield frame


def read_pages(data: bytes, kind: str) -> tuple[Page, ...]:
    """Return what OCR reads on the pasted scans; raises what `scan.read_sheet` raises."""
    frames = list(sheets(data, kind))
    return read_sheets(len(frames), lambda number: scan.read_sheet(frames[number - 1], number))


def _natural(name: str) -> tuple[str, int]:
    """Return what sorts image2 before image10."""
    number = re.search(r"(\d{1,9})\.\w+$", name)
    return (name[: number.start()], int(number[1])) if number else (name, 0)


def _from_package(data: bytes) -> Iterator[tuple[str, bytes]]:
    package = Package(data)
    for name in package.names:
        if name.startswith(FOLDERS):
            yield name, package.read(name)


def _from_compound(data: bytes) -> Iterator[tuple[str, bytes]]:
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        for path in ole.listdir():
            if path[0] != "BinData" or len(path) != 2:
                continue
            stream = ole.openstream(path).read()
            if kind_of(stream) == "unknown":  # compressed like the text, as most are
                try:
                    stream = zlib.decompressobj(-15).decompress(stream, LARGEST)
                except zlib.error:
                    continue
            yield path[1].lower(), stream


def _from_office(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of a DOC or XLS, which keep no names, in the order of the streams."""
    count = 0
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        for name in ("WordDocument", "Data", "Workbook"):
            if not ole.exists(name):
                continue
            stream = ole.openstream(name).read()
            if name == "Workbook":
                stream = _drawings(stream)
            for head in PICTURE.finditer(stream):
                count += 1
                end = head.start() + 8 + int.from_bytes(head[1], "little")
                yield f"{count}.picture", stream[head.end() : end]


def _drawings(book: bytes) -> bytes:
    """Return what the sheets of an XLS draw, put together from its records ([MS-XLS] 2.4.171)."""
    pieces: list[bytes] = []
    place = last = 0
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        if kind == DRAWINGS or (kind == CONTINUED and last == DRAWINGS):
            pieces.append(book[place + 4 : place + 4 + size])
            kind = DRAWINGS
        last = kind
        place += 4 + size
    return b"".join(pieces)
