"""ZIP archives → their members, bounded on every side.

Member names of Korean ZIP programs are CP949 without saying so; macOS writes UTF-8 without
saying so, letters taken apart.  No member is ever written under its own name, so a path
that leaves its folder is merely shortened.
"""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extractors.errors import (
    DamagedFile,
    EncryptedFile,
    HostileFile,
    TooLargeFile,
    UnreadableFile,
    UnsupportedFile,
)

UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
UNICODE_PATH = 0x7075
HANGUL = re.compile("[가-힣ᄀ-ᇿㄱ-ㆎ]")
LITTER = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)", re.I)


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold, everything nested in it included.

    ``ratio`` is unpacked bytes for each packed one; it counts only beyond ``free_bytes``,
    below which even a blank scan that shrinks a thousandfold does no harm.
    """

    members: int = 1_000
    total_bytes: int = 1 << 29
    member_bytes: int = 1 << 28
    ratio: int = 200
    free_bytes: int = 1 << 25
    depth: int = 3


SAFE = Limits()


class Member(NamedTuple):
    name: str
    data: bytes


def members(data: bytes, limits: Limits = SAFE) -> Iterator[Member]:
    """Yield the files of a ZIP in its own order, those of one name each.

    What can be read is yielded before anything is raised about the rest.

    Raises:
        EncryptedFile: at least one member needs a password.
        DamagedFile: the archive or a member is cut off or fails its checksum.
        UnsupportedFile: a member is packed in a way that the standard library lacks.
        TooLargeFile: there is more in it than *limits* allow.
        HostileFile: it unpacks out of all proportion, or its members share bytes.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise DamagedFile from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_overlap(files, len(data))
        if len(files) > limits.members:
            raise TooLargeFile
        trouble: UnreadableFile | None = None
        total = 0
        for number, info in enumerate(files, start=1):
            name = member_name(info) or f"{number}"
            if LITTER.search(name):
                continue
            if info.flag_bits & ENCRYPTED_FLAG:
                trouble = EncryptedFile()
                continue
            try:
                content = unpack_member(archive, info, limits, total)
            except (DamagedFile, UnsupportedFile) as error:
                trouble = trouble or error
                continue
            total += len(content)
            yield Member(name, content)
        if trouble:
            raise trouble


def _refuse_overlap(files: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse members that share bytes: how a small archive claims to hold gigabytes."""
    end = 0
    for info in sorted(files, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise HostileFile
        end = info.header_offset + 30 + info.compress_size
    if end > size:
        raise DamagedFile


def unpack_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits = SAFE, total: int = 0
) -> bytes:
    """Return one member, counting what really comes out, as declared sizes may lie.

    *total* is what came out of the archive before.  Raises what `members` raises.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(1 << 20):
                size += len(piece)
                if size > limits.free_bytes and size > limits.ratio * max(info.compress_size, 1):
                    raise HostileFile
                if size > limits.member_bytes or total + size > limits.total_bytes:
                    raise TooLargeFile
                pieces.append(piece)
    except NotImplementedError as error:
        raise UnsupportedFile from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise DamagedFile from error
    return b"".join(pieces)


def member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's path: NFC, slashes, no drive, nothing that leads outwards."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_FLAG:
        name = _guess_name(name.encode("cp437", "replace"), info.extra)
    path = unicodedata.normalize("NFC", name.split("\0")[0]).replace("\\", "/")
    path = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", re.sub(r"^[A-Za-z]:", "", path))
    return "/".join(step for step in path.split("/") if step.strip(". "))


def _guess_name(raw: bytes, extra: bytes) -> str:
    """Decode a name whose encoding is not stated: UTF-8 or CP949, whichever shows Hangul."""
    if stated := _unicode_path(raw, extra):
        return stated
    found = []
    for codec in ("utf-8", "cp949"):
        try:
            found.append(raw.decode(codec))
        except UnicodeDecodeError:
            continue
    korean = [name for name in found if HANGUL.search(name)]
    return (korean or found or [raw.decode("cp437")])[0]


def _unicode_path(raw: bytes, extra: bytes) -> str:
    """Return the name in the Info-ZIP Unicode Path field, where it belongs to *raw*."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == UNICODE_PATH and len(field) > 5 and field[0] == 1:
            try:
                if struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw):
                    return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return ""
    return ""
