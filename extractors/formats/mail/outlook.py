"""Outlook's own mail file (``.msg``) → its writing and its attachments.

Every message, also one that is attached to another, is a storage with a stream for each long
property and one table of the short ones.  Source: [MS-OXMSG].
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import olefile

from extractors.errors import DamagedFile, NestedTooDeep, TooManyMembers, UnpacksTooLarge
from extractors.formats.limits import Limits, Member
from extractors.formats.mail import mapi

STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})$", re.I)
ATTACHMENT = "__attach_version1.0_#"
TABLE = "__properties_version1.0"
HEADS = {0: 32, 1: 24, 2: 8}
"""What stands before the table: of the file's own message, an attached one, an attachment."""

Path = tuple[str, ...]


def read_letter(data: bytes, limits: Limits) -> mapi.OutlookItem:
    """Return the message in *data*; what attached messages bring is among its files.

    Raises:
        DamagedFile: it is no compound file, or one of its streams is broken.
        TooManyMembers, UnpacksTooLarge, NestedTooDeep: it goes beyond *limits*.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            return _CompoundFile(ole, limits).letter((), HEADS[0], limits.depth)
    except (
        OSError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        struct.error,
    ) as error:
        raise DamagedFile from error


class _CompoundFile:
    """One compound file, its entries grouped by the storage they stand in."""

    def __init__(self, ole: olefile.OleFileIO, limits: Limits) -> None:
        self._ole, self._limits = ole, limits
        self._total = self._count = 0
        self._inside: dict[Path, list[Path]] = {}
        for entry in ole.listdir(streams=True, storages=True):
            self._inside.setdefault(tuple(entry[:-1]), []).append(tuple(entry))

    def letter(self, place: Path, head: int, depth: int) -> mapi.OutlookItem:
        facts = self._properties(place, head)
        page = mapi.number_of(facts, mapi.CODE_PAGE)
        page = page or mapi.number_of(facts, mapi.INTERNET_CODE_PAGE) or 949
        text, links = mapi.writing_of(facts, page)
        members = tuple(self._members(place, page, depth))
        return mapi.OutlookItem(mapi.text_of(facts, mapi.SUBJECT, page), text, members, links)

    def _members(self, place: Path, page: int, depth: int) -> Iterator[Member]:
        for attached in self._inside.get(place, ()):
            if not attached[-1].startswith(ATTACHMENT):
                continue
            facts = self._properties(attached, HEADS[2])
            name = mapi.file_name(facts, page)
            inner = (*attached, f"__substg1.0_{mapi.CONTENT:04X}{mapi.OBJECT:04X}")
            if (*inner, TABLE) in self._inside.get(inner, ()):
                if depth == 0:
                    raise NestedTooDeep
                letter = self.letter(inner, HEADS[1], depth - 1)
                folder = (letter.subject or name or "제목 없음").replace("/", "∕")
                for member in letter.members:
                    yield member._replace(name=f"{folder}.msg/{member.name}")
            elif mapi.CONTENT in facts:
                self._count += 1
                if self._count > self._limits.members:
                    raise TooManyMembers
                inline = mapi.CONTENT_ID in facts
                yield Member(name or "이름 없는 첨부", facts[mapi.CONTENT][1], inline)

    def _properties(self, place: Path, head: int) -> dict[int, tuple[int, bytes]]:
        found: dict[int, tuple[int, bytes]] = {}
        for entry in self._inside.get(place, ()):
            if entry[-1] == TABLE:
                found |= self._numbers(self._stream(entry)[head:])
        for entry in self._inside.get(place, ()):
            named = STREAM.fullmatch(entry[-1])
            if named and self._ole.get_type(list(entry)) == olefile.STGTY_STREAM:
                name, kind = int(named[1], 16), int(named[2], 16)
                if found.get(name, (0, b""))[0] != mapi.WIDE:
                    found[name] = kind, self._stream(entry)
        return found

    def _numbers(self, table: bytes) -> dict[int, tuple[int, bytes]]:
        rows = struct.iter_unpack("<HHI8s", table[: len(table) // 16 * 16])
        return {name: (kind, value) for kind, name, _, value in rows if kind in (2, 3, 0xB)}

    def _stream(self, entry: Path) -> bytes:
        size = self._ole.get_size(list(entry))
        self._total += size
        if self._total > self._limits.total_bytes:
            raise UnpacksTooLarge
        data = bytes(self._ole.openstream(list(entry)).read())
        if len(data) < size:
            raise DamagedFile
        return data
