"""ZIP archives → their members, bounded on every side.

Member names of Korean ZIP programs are CP949 without saying so; macOS writes UTF-8 without
saying so, letters taken apart.  No member is ever written under its own name, so a path
that leaves its folder is merely shortened.
"""

from __future__ import annotations

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
from extractors.formats.containers import packers, zips
from extractors.formats.kinds import kind_of
from extractors.formats.limits import LITTER, SAFE, Limits, Member, safe_path
from extractors.formats.passwords import Keys

__all__ = ["SAFE", "Limits", "Member", "is_last_volume", "member_name", "members", "unpack_member"]

UTF8_FLAG = zips.UTF8_FLAG
ENCRYPTED_FLAG = 0x1
UNICODE_PATH = 0x7075
TAIL = (1 << 16) + 22
"""Within this many bytes of its end a ZIP says where its list stands."""
SEVERAL_VOLUMES = re.compile(rb"PK\x05\x06(?!\0\0\0\0)..", re.S)
NO_FILE = frozenset(("unknown", "empty", "text", "html", "program"))
"""Kinds of what programs and servers put around an archive."""
HANGUL = re.compile("[가-힣ᄀ-ᇿㄱ-ㆎ]")
KANA = re.compile("[ぁ-ヿｦ-ﾝ]")


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
        archive = zips.open_zip(data)
    except zips.FAULTS as error:
        raise _broken(data) from error
    with archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_overlap(files, len(data))
        if len(files) > limits.members:
            raise TooManyMembers
        trouble: UnreadableFile | None = None
        total = 0
        left: dict[int, str] = {}
        names = [member_name(info) or f"{place + 1}" for place, info in enumerate(files)]
        yield from _around(data, archive.infolist())
        for number, info in enumerate(files):
            name = names[number]
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
        yield from _by_seven_zip(zips.mended(data), files, left, limits, keys or Keys())
    if trouble:
        raise trouble


def _around(data: bytes, listed: Sequence[zipfile.ZipInfo]) -> Iterator[Member]:
    """Yield what stands before and behind an archive, where it is a file of its own.

    Two archives that were written one behind the other show only the last one's list.
    """
    first = min((info.header_offset for info in listed), default=0)
    for name, stretch in (("앞에 있는", data[:first]), ("뒤에 붙은", zips.behind(data))):
        stretch = stretch.lstrip(b"\0\r\n\t ")
        if stretch and kind_of(stretch) not in NO_FILE:
            yield Member(f"압축 파일 {name} 파일", stretch)


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
        with zips.open_member(archive, info) as stream:
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
    """Decode a name whose encoding is not stated: whichever shows Hangul, else what it can be."""
    if stated := _unicode_path(raw, extra):
        return stated
    if b"\0" in raw.rstrip(b"\0") and (wide := _utf16(raw)):
        return wide
    found = []
    for codec in ("utf-8", "cp949", "shift_jis", "cp1252"):
        try:
            found.append(raw.decode(codec))
        except UnicodeDecodeError:
            continue
    korean = [name for name in found if HANGUL.search(name)]
    japanese = [name for name in found if KANA.search(name)]
    return (korean or japanese or found or [raw.decode("cp437")])[0]


def _utf16(raw: bytes) -> str:
    """Return a name that a program wrote in UTF-16, "" where it is none."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            name = raw.decode(codec).rstrip("\0")
        except UnicodeDecodeError:
            continue
        if name.isprintable():
            return name
    return ""


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
