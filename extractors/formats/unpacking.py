"""From what was sent to files: archives, attached mails and portfolios taken apart.

Whatever is nested in what, all of it together stays within one `Limits`.  Locked files are
opened with the passwords that the letters beside them write down, and come out unlocked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from extractors.errors import (
    DamagedFile,
    EmptyFile,
    NestedTooDeep,
    SplitArchive,
    TooManyMembers,
    UnpacksTooLarge,
    UnreadableFile,
)
from extractors.formats.containers import archive, locks, packers
from extractors.formats.kinds import kind_of
from extractors.formats.limits import SAFE, VOLUME, Limits, Member
from extractors.formats.mail import (
    announced,
    apple,
    links,
    mapi,
    message,
    mime,
    outlook,
    parts,
    smime,
    tnef,
)
from extractors.formats.passwords import Keys
from extractors.formats.pdf import portfolio

ARCHIVES = frozenset(("zip", "7z", "rar"))
LETTERS = frozenset(("eml", "msg"))
CONTAINERS = ARCHIVES | LETTERS | {"tnef", "pdf", "signed", "applesingle"}

NOTHING_ELSE = {
    "tnef": "아웃룩의 서식 정보만 들어 있는 첨부(winmail.dat)",
    "applesingle": apple.FORKS,
}
"""Why nobody need look at a container of these kinds that holds no file."""


class Unpacked(NamedTuple):
    """A file that was sent, or a container that could not be opened, then with the refusal.

    ``name`` is the path as sent: ``서류.zip/회신.eml/국세.pdf``.  ``inline`` says that a letter
    shows it within its writing, ``ignored`` why nobody need look at it.
    """

    name: str
    data: bytes
    refusal: UnreadableFile | None = None
    inline: bool = False
    ignored: str | None = None


def unpack(
    data: bytes,
    name: str,
    limits: Limits = SAFE,
    *,
    keys: Keys | None = None,
    inline: bool = False,
    careful: bool = False,
) -> Iterator[Unpacked]:
    """Yield the files in *data*: itself, or what its archives and attached mails hold.

    Nothing is raised about one archive at the cost of its siblings: what is wrong with it
    is yielded under its own name, after what could be read of it.  *keys* are the passwords
    to try, *inline* says that a letter shows *data* within its writing; *careful* keeps from
    opening documents, which may end the process.

    Raises:
        MissingTool: a program that unpacks is not installed.
    """
    yield from unpack_item(Member(name, data, inline), limits, keys=keys, careful=careful)


def unpack_item(
    item: Member, limits: Limits = SAFE, *, keys: Keys | None = None, careful: bool = False
) -> Iterator[Unpacked]:
    """Yield the files in *item*, as `unpack` does; one that could not be had or is of no
    concern is yielded as it is."""
    work = _Work(limits, Keys() if keys is None else keys, careful=careful)
    yield from work.unpack(item, limits.depth)


class _Work:
    """One unpacking: how much may still come out, and what the letters said on the way."""

    def __init__(self, limits: Limits, keys: Keys, *, careful: bool) -> None:
        self.limits, self.keys = limits, keys
        self.members, self.size = limits.members, limits.total_bytes
        self.containers = CONTAINERS - {"pdf"} if careful else CONTAINERS

    def unpack(self, item: Member, depth: int) -> Iterator[Unpacked]:
        name, data, inline, refusal, ignored = item
        if refusal is not None or ignored is not None:
            yield Unpacked(name, data, refusal, inline, ignored)
            return
        kind = kind_of(data)
        if "pdf" in self.containers:
            data = locks.unlocked(data, kind, self.keys) or data
            kind = kind_of(data)
        whole = Unpacked(name, data, inline=inline)
        if kind not in self.containers:
            yield self._judge(whole, kind)
            return
        count = 0
        try:
            for member in self._open(data, kind):
                if depth == 0:
                    raise NestedTooDeep
                count += 1
                self._allow(member)
                path = f"{name}/{member.name}"
                yield from self.unpack(member._replace(name=path), depth - 1)
        except UnreadableFile as refusal:
            if kind in ARCHIVES and isinstance(refusal, DamagedFile) and VOLUME.search(name):
                refusal = SplitArchive()
            yield whole._replace(refusal=refusal)
            return
        if count == 0 and kind in ARCHIVES:
            yield whole._replace(refusal=EmptyFile())
        elif kind == "pdf":
            if not (count and portfolio.is_cover(data)):
                yield whole
        elif kind == "signed":
            ignored, odd = parts.state_of(smime.open_signed(data))
            yield whole._replace(ignored=ignored, refusal=odd() if odd else None)
        elif count == 0:
            # A letter is all it is.
            yield whole._replace(ignored=NOTHING_ELSE.get(kind))

    def _judge(self, whole: Unpacked, kind: str) -> Unpacked:
        if kind == apple.FORKS_KIND:
            return whole._replace(ignored=apple.FORKS)
        if kind == "unknown" and (VOLUME.search(whole.name) or archive.is_last_volume(whole.data)):
            return whole._replace(refusal=SplitArchive())
        return whole

    def _allow(self, member: Member) -> None:
        self.members -= 1
        self.size -= len(member.data)
        if self.members < 0:
            raise TooManyMembers
        if self.size < 0:
            raise UnpacksTooLarge

    def _open(self, data: bytes, kind: str) -> Iterator[Member]:
        rest = replace(self.limits, members=max(self.members, 0), total_bytes=max(self.size, 0))
        if kind == "zip":
            yield from archive.members(data, rest, self.keys)
        elif kind in ARCHIVES:
            yield from packers.members(data, kind, rest, self.keys)
        elif kind == "pdf":
            yield from portfolio.members(data, rest)
        elif kind == "eml":
            yield from self._mail(data)
        elif kind == "signed":
            yield from self._signed(data)
        elif kind == "applesingle":
            if (single := apple.read_single(data)) is not None:
                yield single
        else:
            read: Callable[[bytes, Limits], mapi.OutlookItem]
            read = outlook.read_letter if kind == "msg" else tnef.read_letter
            letter = read(data, rest)
            self.keys.learn(f"{letter.subject}\n{letter.text}")
            yield from letter.members
            told = (*letter.links, *announced.LINK.findall(letter.text))
            for link in links.large_attachments(told, [letter.text]):
                yield link.as_file

    def _signed(self, data: bytes) -> Iterator[Member]:
        """Yield what was signed: a file, or the files of a mail."""
        content = smime.open_signed(data).content
        if content is not None and mime.is_part(content):
            yield from self._mail(content)
        elif content is not None:
            yield Member("서명된 파일", content)

    def _mail(self, data: bytes) -> Iterator[Member]:
        """Yield what a mail brings or leads to, without its own writing."""
        try:
            mail = message.parse(data)
        except message.UnparsableMail as error:
            raise DamagedFile from error
        for text in message.writings(mail):
            self.keys.learn(text)
        yield from (part.as_member for part in mail.parts if not part.body)
        yield from links.left_elsewhere(mail)
        if (odd := message.oddity_of(mail)) is not None:
            raise odd
