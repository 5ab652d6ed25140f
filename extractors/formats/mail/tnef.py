"""``winmail.dat`` → what Outlook put into it: the writing and the attachments.

A stream of attributes, each with its level (message or attachment), its name and its bytes;
those of Outlook proper are tables of MAPI properties.  Source: [MS-OXTNEF].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from extractors.errors import DamagedFile, NestedTooDeep, TooManyMembers
from extractors.formats.limits import Limits, Member
from extractors.formats.mail import mapi
from extractors.formats.mail.headers import decode, present

ATTACHMENT_LEVEL = 2
SUBJECT, BODY, FILE_DATA, FILE_TITLE, FILE_BEGINS = 0x8004, 0x800C, 0x800F, 0x8010, 0x9002
MESSAGE_TABLE, FILE_TABLE, CODE_PAGE = 0x9003, 0x9005, 0x9007
MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")
"""What stands before an attached message: the identifier of IMessage."""

SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
VARIABLE = frozenset((mapi.NARROW, mapi.WIDE, mapi.BINARY, mapi.OBJECT))
SEVERAL = 0x1000
MOST_LEFT = 1_000
"""In bytes: more than this behind the last attribute may be a file."""


class _File:
    """An attachment while its attributes come in."""

    def __init__(self) -> None:
        self.title = b""
        self.data: bytes | None = None
        self.facts: dict[int, tuple[int, bytes]] = {}


def read_letter(data: bytes, limits: Limits) -> mapi.OutlookItem:
    """Return the message in *data*; what attached messages bring is among its files.

    Raises:
        DamagedFile: it is cut off, or its tables do not hold together.
        TooManyMembers, NestedTooDeep: it goes beyond *limits*.
    """
    try:
        return _letter(data, limits, limits.depth)
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise DamagedFile from error


def _letter(data: bytes, limits: Limits, depth: int) -> mapi.OutlookItem:
    subject = text = b""
    page = 949
    facts: dict[int, tuple[int, bytes]] = {}
    files: list[_File] = []
    for level, name, content in _attributes(data):
        if name == FILE_BEGINS:
            files.append(_File())
            if len(files) > limits.members:
                raise TooManyMembers
        elif level == ATTACHMENT_LEVEL and files:
            if name == FILE_DATA:
                files[-1].data = content
            elif name == FILE_TITLE:
                files[-1].title = content
            elif name == FILE_TABLE:
                files[-1].facts |= _properties(content)
        elif name == CODE_PAGE:
            page = struct.unpack_from("<I", content)[0] or page
        elif name == MESSAGE_TABLE:
            facts |= _properties(content)
        elif name == SUBJECT:
            subject = content
        elif name == BODY:
            text = content
    wording, links = mapi.writing_of(facts, page)
    wording = wording or decode(text.rstrip(b"\0"), f"cp{page}")
    title = mapi.text_of(facts, mapi.SUBJECT, page) or decode(subject.rstrip(b"\0"), f"cp{page}")
    members = (member for file in files for member in _members(file, page, limits, depth))
    return mapi.OutlookItem(present(title), wording, tuple(members), links)


def _members(file: _File, page: int, limits: Limits, depth: int) -> Iterator[Member]:
    name = mapi.file_name(file.facts, page)
    name = name or present(decode(file.title.rstrip(b"\0"), f"cp{page}"), 255)
    kind, held = file.facts.get(mapi.CONTENT, (0, b""))
    if held.startswith(MESSAGE_INTERFACE):
        if depth == 0:
            raise NestedTooDeep
        letter = _letter(held[len(MESSAGE_INTERFACE) :], limits, depth - 1)
        folder = (letter.subject or name or "제목 없음").replace("/", "∕")
        for member in letter.members:
            yield member._replace(name=f"{folder}.msg/{member.name}")
        return
    if kind == mapi.OBJECT:
        held = held[len(MESSAGE_INTERFACE) :]  # some other interface, and what it stores
    data = held if file.data is None else file.data
    if data:
        yield Member(name or "이름 없는 첨부", data, mapi.CONTENT_ID in file.facts)


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield level, name and bytes of each attribute; a little that is none, at the end, is left."""
    place = 6  # the signature and a key
    while place < len(data) and data[place] in (1, ATTACHMENT_LEVEL):
        level, name, _, size = struct.unpack_from("<BHHI", data, place)
        if place + 9 + size > len(data):
            raise ValueError("cut off")
        yield level, name, data[place + 9 : place + 9 + size]
        place += 9 + size + 2  # and a checksum, which some programs get wrong
    if len(data[place:].strip(b"\0")) > MOST_LEFT:
        raise ValueError("more than the attributes tell of")


def _properties(table: bytes) -> dict[int, tuple[int, bytes]]:
    found: dict[int, tuple[int, bytes]] = {}
    (count,) = struct.unpack_from("<I", table)
    place = 4
    for _ in range(min(count, 10_000)):
        kind, name = struct.unpack_from("<HH", table, place)
        place += 4
        if name >= 0x8000:  # a named property: its set, then its number or its name
            (by_name,) = struct.unpack_from("<I", table, place + 16)
            place += 20
            (length,) = struct.unpack_from("<I", table, place)
            place += 4 + (_padded(length) if by_name else 0)
        one = kind & ~SEVERAL
        values = 1
        if one in VARIABLE or kind & SEVERAL:
            (values,) = struct.unpack_from("<I", table, place)
            place += 4
        for _ in range(values):
            if one in VARIABLE:
                (size,) = struct.unpack_from("<I", table, place)
                place += 4
            else:
                size = SIZES[one]
            if place + size > len(table):
                raise ValueError("cut off")
            found.setdefault(name, (one, table[place : place + size]))
            place += _padded(size)
    return found


def _padded(size: int) -> int:
    return size + -size % 4
