"""ZIP as it is met: what is not as the format wants it, and every program opens all the same.

Python's own reader asks more of an archive than others do: its end must be near the end of the
file, a name that is said to be UTF-8 must be UTF-8, and both places that hold a member's name
must agree.  Source: APPNOTE.TXT 6.3.10, 4.3.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import IO

UTF8_FLAG = 0x800
END, ENTRY, HEADER = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
END_SIZE, ENTRY_SIZE, HEADER_SIZE = 22, 46, 30
MOST_ENDS, MOST_ENTRIES = 100, 100_000
FAULTS = (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError)
"""What opening raises where nothing can be made of an archive."""

_ELSEWHERE = 0xFFFFFFFF
"""What stands in place of a number that is told in a record for large archives (ZIP64)."""


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open the archive *data*; raises one of `FAULTS`."""
    return zipfile.ZipFile(io.BytesIO(mended(data)))


def mended(data: bytes) -> bytes:
    """Return *data* without what follows the archive and without false marks of UTF-8.

    An archive that is as it should be, and one whose end is lost, stay as they are.
    """
    end = end_of(data)
    if end is None:
        return data
    (size,) = struct.unpack_from("<I", data, end + 12)
    false = [at for at in _entries(data, end - size, end) if _lies(data, at)]
    (comment,) = struct.unpack_from("<H", data, end + 20)
    whole = data[: end + END_SIZE + comment]
    if not false:
        return whole
    changed = bytearray(whole)
    for at in false:
        (flags,) = struct.unpack_from("<H", changed, at + 8)
        struct.pack_into("<H", changed, at + 8, flags & ~UTF8_FLAG)
    return bytes(changed)


def end_of(data: bytes) -> int | None:
    """Return where the record stands that ends an archive, and says where its list is."""
    at = len(data)
    for _ in range(MOST_ENDS):
        at = data.rfind(END, 0, at)
        if at < 0:
            return None
        if at + END_SIZE > len(data):
            continue
        size, place = struct.unpack_from("<II", data, at + 12)
        if _ELSEWHERE in (size, place) or (size == 0 and place <= at):
            return at
        if data[at - size : at - size + 4] == ENTRY:
            return at
    return None


def behind(data: bytes) -> bytes:
    """Return what follows the archive, which may be another file."""
    end = end_of(data)
    if end is None:
        return b""
    (comment,) = struct.unpack_from("<H", data, end + 20)
    return data[end + END_SIZE + comment :]


def open_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> IO[bytes]:
    """Open a member, whatever its own header calls it; raises what `ZipFile.open` does."""
    file = archive.fp
    assert file is not None
    file.seek(info.header_offset)
    head = file.read(HEADER_SIZE)
    if len(head) == HEADER_SIZE and head.startswith(HEADER):
        (flags,) = struct.unpack_from("<H", head, 6)
        name = file.read(struct.unpack_from("<H", head, 26)[0])
        # Asked for by either flag, the name must be what the header holds.
        if flags & UTF8_FLAG:
            file.seek(info.header_offset + 6)
            file.write(struct.pack("<H", flags & ~UTF8_FLAG))
        info.flag_bits &= ~UTF8_FLAG
        info.orig_filename = name.decode("cp437")
    return archive.open(info)


def _entries(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield where each entry of the list begins."""
    at = start
    for _ in range(MOST_ENTRIES):
        if at < 0 or at + ENTRY_SIZE > end or data[at : at + 4] != ENTRY:
            return
        yield at
        at += ENTRY_SIZE + sum(struct.unpack_from("<HHH", data, at + 28))


def _lies(data: bytes, at: int) -> bool:
    """Tell whether an entry calls a name UTF-8 that is none."""
    (flags,) = struct.unpack_from("<H", data, at + 8)
    (length,) = struct.unpack_from("<H", data, at + 28)
    if not flags & UTF8_FLAG:
        return False
    try:
        data[at + ENTRY_SIZE : at + ENTRY_SIZE + length].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
