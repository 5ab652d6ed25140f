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
from collections.abc import Iterator, Sequence

from extractors.errors import (
    CutOffFile,
    DamagedFile,
    EncryptedFile,
    HostileFile,
    OutOfProportion,
    PasswordArchive,
    SplitArchive,
    TooManyMembers,
    UnpacksTooLarge,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats import packers
from extractors.formats.limits import LITTER, SAFE, Limits, Member, safe_path
from extractors.formats.passwords import Keys

__all__ = ["SAFE", "Limits", "Member", "is_last_volume", "member_name", "members", "unpack_member"]

UTF8_FLAG = 0x800
ENCRYPTED_FLAG = 0x1
UNICODE_PATH = 0x7075
TAIL = (1 << 16) + 22
"""Within this many bytes of its end a ZIP says where its list stands."""
SEVERAL_VOLUMES = re.compile(rb"PK\x05\x06(?!\0\0\0\0)..", re.S)
HANGUL = re.compile("[가-힣ᄀ-ᇿㄱ-ㆎ]")


def members(data: bytes, limits: Limits = SAFE, keys: Keys | None = None) -> Iterator[Member]:
    """Yield the files of a ZIP in its own order, those of one name each.

    What is locked, by one of *keys*, or packed in a way that the standard library lacks,
    comes last, from 7-Zip.  What can be read is yielded before anything is raised about the
    rest.

    Raises:
        PasswordArchive: at least one member needs a password that is not among *keys*.
        SplitArchive: it is the last of several volumes.
        CutOffFile: its end, with the list of what is in it, is not there.
        DamagedFile: the archive or a member is broken or fails its checksum.
        UnsupportedFile: a member is packed in a way that nothing here unpacks.
        TooManyMembers, UnpacksTooLarge: there is more in it than *limits* allow.
        OutOfProportion, HostileFile: it unpacks out of all proportion, or its members share
            bytes.
        MissingTool: 7-Zip is needed and not installed.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
        raise _broken(data) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_overlap(files, len(data))
        if len(files) > limits.members:
            raise TooManyMembers
        trouble: UnreadableFile | None = None
        total = 0
        left: dict[int, str] = {}
        for number, info in enumerate(files):
            name = member_name(info) or f"{number + 1}"
            if LITTER.search(name):
                continue
            if info.flag_bits & ENCRYPTED_FLAG:
                left[number] = name
                continue
            try:
                content = unpack_member(archive, info, limits, total)
            except UnsupportedFile:
                left[number] = name
                continue
            except DamagedFile as error:
                trouble = trouble or error
                continue
            total += len(content)
            yield Member(name, content)
    if left:
        yield from _by_seven_zip(data, files, left, limits, keys or Keys())
    if trouble:
        raise trouble


def _broken(data: bytes) -> DamagedFile:
    """Tell why the list of a ZIP, which stands at its end, cannot be read."""
    if is_last_volume(data):
        return SplitArchive()
    return DamagedFile() if b"PK\x05\x06" in data[-TAIL:] else CutOffFile()


def is_last_volume(data: bytes) -> bool:
    """Tell whether *data* ends as a ZIP does of which other volumes hold the beginning."""
    return bool(SEVERAL_VOLUMES.search(data[-TAIL:]))


def _by_seven_zip(
    data: bytes,
    files: Sequence[zipfile.ZipInfo],
    left: dict[int, str],
    limits: Limits,
    keys: Keys,
) -> Iterator[Member]:
    """Yield the members numbered in *left*, under these names; both list them in one order."""
    try:
        entries, password = packers.open_archive(data, "zip", limits, keys)
    except EncryptedFile:
        raise
    except DamagedFile as error:
        locked = any(files[number].flag_bits & ENCRYPTED_FLAG for number in left)
        raise (PasswordArchive if locked else UnsupportedFile) from error
    if [entry.size for entry in entries] != [info.file_size for info in files]:
        raise DamagedFile
    unpacked = packers.unpack(data, "zip", entries, limits, password)
    for number, (_, content) in enumerate(unpacked):
        if number in left:
            yield Member(left[number], content)


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
                    raise OutOfProportion
                if size > limits.member_bytes or total + size > limits.total_bytes:
                    raise UnpacksTooLarge
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
    return safe_path(unicodedata.normalize("NFC", name))


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
