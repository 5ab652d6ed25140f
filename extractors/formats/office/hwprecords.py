"""HWP 5's streams as trees of records: a compound file, compressed, some copies locked.

Source: 한글 문서 파일 형식 5.0 (한글과컴퓨터, revision 1.3).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field

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

COMPRESSED, PASSWORD, DISTRIBUTION, DRM, CERTIFICATE, CERTIFICATE_DRM = 1, 2, 4, 16, 256, 1024
KEY = 28
DOC_INFO = "DocInfo"
"""The stream of the tables; it is never locked by itself."""
MOST_BYTES, MOST_RECORDS, DEEPEST = 1 << 26, 1_000_000, 200


@dataclass
class Record:
    tag: int
    level: int
    data: bytes
    inside: list[Record] = field(default_factory=list)


def flags_of(header: bytes) -> int:
    (flags,) = struct.unpack_from("<I", header, 36)
    if flags & PASSWORD:
        raise PasswordHwp
    if flags & (DRM | CERTIFICATE_DRM):
        raise HwpDrm
    if flags & CERTIFICATE:
        raise CertificateHwp
    return int(flags)


def section_paths(ole: olefile.OleFileIO, flags: int) -> list[str]:
    """Return the names of the section streams; a distribution copy keeps its own apart."""
    folder = "ViewText" if flags & DISTRIBUTION else "BodyText"
    found = [path[1] for path in ole.listdir() if path[0] == folder and len(path) == 2]
    numbers = sorted(int(name[7:]) for name in found if re.fullmatch(r"Section\d{1,4}", name))
    return [f"{folder}/Section{number}" for number in numbers]


class RecordStream:
    """One stream of records, unlocked where it is a section of a copy, and inflated."""

    def __init__(self, ole: olefile.OleFileIO, path: str, flags: int) -> None:
        stream = ole.openstream(path).read()
        if len(stream) < ole.get_size(path):
            raise DamagedFile
        if flags & DISTRIBUTION and path != DOC_INFO:
            stream = _unlock(stream)
        self._data = _inflate(stream) if flags & COMPRESSED else stream

    def tree(self) -> list[Record]:
        """Return the records on top, each with what lies below it.

        Raises:
            DamagedFile: a record runs past the end, or bytes are left over.
            TooLargeFile: there are more than MOST_RECORDS.
        """
        root = Record(0, -1, b"")
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
            record = Record(head & 0x3FF, head >> 10 & 0x3FF, self._data[place : place + size])
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
