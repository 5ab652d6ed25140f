"""Faces in which no line of the reader's training is set, each with its bold.

Two of Debian's were held out of the training; Droid's fallback was never in it, and the web
faces come from the npm registry by `tests/accuracy/install`.
"""

import struct
import zlib
from functools import partial
from pathlib import Path
from typing import NamedTuple

from specimens.fonts import BROUGHT, FONT_FILES

NPM = Path(__file__).parent / "web" / "node_modules"
BROUGHT["droid"] = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf").read_bytes

FONTSOURCE = "@fontsource/{0}/files/{0}-korean-{1}-normal.woff"
SUIT = "@sun-typeface/suit/fonts/static/ttf/SUIT-{}.ttf"
WEB = {
    "hahmlet": FONTSOURCE.format("hahmlet", 400),
    "hahmlet-bold": FONTSOURCE.format("hahmlet", 700),
    "song-myung": FONTSOURCE.format("song-myung", 400),
    "gowun-dodum": FONTSOURCE.format("gowun-dodum", 400),
    "suit": SUIT.format("Regular"),
    "suit-bold": SUIT.format("Bold"),
}

DEBIAN: dict[str, tuple[str, str]] = {
    "Un Batang": ("batang", "batang-bold"),
    "Nanum Barun Gothic": ("barun", "barun-bold"),
    "Droid Sans Fallback": ("droid", "droid"),
}
OUTSIDE: dict[str, tuple[str, str]] = DEBIAN | {
    "Hahmlet": ("hahmlet", "hahmlet-bold"),
    "Song Myung": ("song-myung", "song-myung"),
    "Gowun Dodum": ("gowun-dodum", "gowun-dodum"),
    "SUIT": ("suit", "suit-bold"),
}
"""Every face of the office prints and of the other hands."""


class MissingFaces(Exception):
    """Whoever measures must run `tests/accuracy/install`."""


class _Table(NamedTuple):
    tag: bytes
    checksum: int
    data: bytes


def unpack(woff: bytes) -> bytes:
    """Return the TrueType file in a WOFF 1.0 file (W3C, 13 December 2012)."""
    flavour, count = woff[4:8], struct.unpack(">H", woff[12:14])[0]
    tables = []
    for number in range(count):
        entry = woff[44 + 20 * number : 64 + 20 * number]
        tag, at, packed, size, checksum = struct.unpack(">4sLLLL", entry)
        data = woff[at : at + packed]
        tables.append(_Table(tag, checksum, zlib.decompress(data) if packed < size else data))
    power = count.bit_length() - 1
    ranges = (16 << power, power, 16 * count - (16 << power))
    head = flavour + struct.pack(">HHHH", count, *ranges)
    body = b""
    for table in tables:
        at = 12 + 16 * count + len(body)
        head += struct.pack(">4sLLL", table.tag, table.checksum, at, len(table.data))
        body += table.data + bytes(-len(table.data) % 4)
    return head + body


def _bring(name: str) -> bytes:
    path = NPM / WEB[name]
    try:
        data = path.read_bytes()
    except OSError:
        raise MissingFaces(f"{path.name} is not there: run tests/accuracy/install") from None
    return unpack(data) if path.suffix == ".woff" else data


BROUGHT.update({name: partial(_bring, name) for name in WEB})
assert not set(BROUGHT) & set(FONT_FILES)
