"""What lies over the cells of an XLS: pictures, shapes, controls.

xlrd reads none of it.  A sheet keeps its drawings as one tree in records of their own, in which
each thing names the cells between which it lies, and what kind it is in a record behind.

Source: [MS-XLS], sections 2.4.170 (MsoDrawing) and 2.4.181 (Obj); [MS-ODRAW], section 2.2.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from extractors.formats.office.overlays import Overlay

BEGIN, END, CONTINUED, DRAWING, OBJECT = 0x0809, 0x000A, 0x003C, 0x00EC, 0x005D
SHEET = 0x0010  # what a stretch of records is
CONTAINER, ANCHOR, THING = 0xF, 0xF010, 0xF011
PICTURE, DROP_DOWN, NOTE = 8, 20, 25  # kinds of things
NO_ENTRY = frozenset((DROP_DOWN, NOTE))
"""The arrow of a filter lies over a heading, and notes are known otherwise."""
MOST = 5_000
NAMES = ("Workbook", "Book")


def old_overlays(data: bytes) -> list[tuple[Overlay, ...]]:
    """Return what lies over each sheet of an XLS, in the order of the file.

    Empty where nothing can be told; what xlrd opens may be a bare stream.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = next((one for one in NAMES if ole.exists(one)), None)
            stream = ole.openstream(name).read() if name else b""
        return list(_sheets(stream))
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error):
        return []


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[Overlay, ...]]:
    depth, is_sheet, last = 0, False, 0
    drawn, kinds = b"", list[int]()
    for kind, body in _records(stream):
        if kind == BEGIN:
            depth += 1
            if depth == 1:  # a chart within a sheet has records of its own
                (what,) = struct.unpack_from("<H", body, 2)
                is_sheet, drawn, kinds = what == SHEET, b"", []
        elif kind == END and depth:
            depth -= 1
            if depth == 0 and is_sheet:
                yield tuple(_laid(drawn, kinds))
        elif depth == 1 and (kind == DRAWING or (kind == CONTINUED and last == DRAWING)):
            drawn += body
            kind = DRAWING
        elif depth == 1 and kind == OBJECT and len(body) >= 6:
            kinds.append(struct.unpack_from("<H", body, 4)[0])
        last = kind


def _laid(drawn: bytes, kinds: list[int]) -> Iterator[Overlay]:
    """Yield each thing with an anchor; the n-th that is one has the n-th of *kinds*."""
    anchor: bytes | None = None
    number = place = 0
    while place + 8 <= len(drawn) and number < MOST:
        head, name, size = struct.unpack_from("<HHI", drawn, place)
        place += 8
        if head & 0xF == CONTAINER:
            continue  # what it holds follows
        if name == ANCHOR:
            anchor = drawn[place : place + size]
        elif name == THING:
            kind = kinds[number] if number < len(kinds) else 0
            number += 1
            if anchor is not None and len(anchor) >= 18 and kind not in NO_ENTRY:
                left, _, top, _, right, _, bottom, _ = struct.unpack_from("<8H", anchor, 2)
                yield Overlay(
                    top=top + 1,
                    left=left + 1,
                    bottom=bottom + 1,
                    right=right + 1,
                    text="",
                    is_picture=kind == PICTURE,
                )
            anchor = None
        place += size
