"""What macOS and its mail program wrap around a file: AppleSingle and AppleDouble.

Both hold a list of entries; entry 1 is the file itself, which AppleDouble leaves to a sibling.
Source: RFC 1740, appendix A and B.
"""

from __future__ import annotations

import struct

from extractors.errors import DamagedFile
from extractors.formats.limits import Member
from extractors.formats.mail.headers import decode, present

SINGLE, DOUBLE = b"\x00\x05\x16\x00", b"\x00\x05\x16\x07"
TYPE, FORKS_KIND = "application/applefile", "appledouble"
FORKS = "맥(macOS)의 부가 정보(AppleDouble)"
"""Why nobody need look at what stands beside the file itself."""

_FILE, _NAME = 1, 3
_HEAD, _ENTRY = 26, struct.Struct(">III")


def read_single(data: bytes) -> Member | None:
    """Return the file in an AppleSingle, None where it holds only what macOS adds.

    Raises:
        DamagedFile: its list of entries leads beyond its end.
    """
    try:
        (count,) = struct.unpack_from(">H", data, _HEAD - 2)
        entries = {
            kind: data[place : place + size]
            for kind, place, size in _ENTRY.iter_unpack(data[_HEAD : _HEAD + count * _ENTRY.size])
            if place + size <= len(data)
        }
    except struct.error as error:
        raise DamagedFile from error
    if len(entries) < count:
        raise DamagedFile
    if not entries.get(_FILE):
        return None
    return Member(present(decode(entries.get(_NAME, b"")), 255) or "이름 없는 파일", entries[_FILE])
