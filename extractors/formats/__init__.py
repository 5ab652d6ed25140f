"""From bytes to text: one reader per format, chosen by the bytes, never by the name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from PIL import Image

from extractors.errors import (
    DamagedFile,
    DrmFile,
    EncryptedFile,
    HostileFile,
    TooLargeFile,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats import (
    archive,
    docx,
    grid,
    hwp,
    hwpx,
    message,
    pasted,
    pdf,
    scan,
    tesseract,
    writing,
)
from extractors.formats.archive import SAFE, Limits
from extractors.formats.kinds import kind_of
from extractors.model import Page, Transcript

__all__ = ["Unpacked", "fingerprint", "kind_of", "read", "render", "unpack"]

READER = "intake-reader-1"
"""Our readers' version: raised whenever the same bytes may give other words."""

PICTURES = frozenset(("jpeg", "png", "tiff", "webp", "bmp", "gif"))
WORD_PROCESSORS = {"docx": docx.read_blocks, "hwp": hwp.read_blocks, "hwpx": hwpx.read_blocks}
READERS: dict[str, Callable[[bytes], tuple[Page, ...]]] = {
    "pdf": pdf.read_pages,
    "text": lambda data: grid.lay_out(writing.read_text(data)),
    "html": lambda data: grid.lay_out(writing.read_html(data)),
    "eml": lambda data: grid.lay_out(writing.read_mail(data)),
    **dict.fromkeys(PICTURES, scan.read_pages),
}
REFUSALS: dict[str, type[UnreadableFile]] = {
    "empty": DamagedFile,
    "drm": DrmFile,
    "ooxml-encrypted": EncryptedFile,
}
CONTAINERS = frozenset(("zip", "eml"))


@cache
def fingerprint() -> str:
    """Return what decides a transcript besides the file: our readers, Tesseract, its networks.

    Raises:
        MissingTool: Tesseract or one of its networks is not installed.
    """
    return f"{READER}+{tesseract.version()}"


def read(data: bytes, name: str = "") -> Transcript:
    """Return all sheets of one file; *name* is not looked at.

    Raises:
        UnreadableFile: one of its kinds, by what stands in the way.
        MissingTool: Tesseract or one of its networks is not installed.
    """
    kind = kind_of(data)
    if kind in REFUSALS:
        raise REFUSALS[kind]
    if kind in WORD_PROCESSORS:
        pages = _written(data, kind)
        if pasted.is_wrapping(pages):
            pages = pasted.read_pages(data, kind) or pages
    elif kind in READERS:
        pages = READERS[kind](data)
    else:
        raise UnsupportedFile
    return Transcript(reader=fingerprint(), kind=kind, pages=pages)


def _written(data: bytes, kind: str) -> tuple[Page, ...]:
    return grid.lay_out(WORD_PROCESSORS[kind](data))


def render(data: bytes, page: int, width: int = 1240) -> Image.Image | None:
    """Return sheet *page* (from 1) as `read` saw it, *width* pixels wide.

    Upright and straight, so that the boxes of `read` lie on it; None for what a word
    processor wrote, which has no picture.

    Raises:
        UnreadableFile: as `read`.
        IndexError: there is no such sheet.
    """
    kind = kind_of(data)
    if kind == "pdf":
        picture = pdf.draw(data, page)
    elif kind in PICTURES:
        picture = scan.draw(scan.open_frames(data), page)
    elif kind in WORD_PROCESSORS and pasted.is_wrapping(_written(data, kind)):
        frames = list(pasted.sheets(data, kind))
        if not frames:
            return None
        picture = scan.draw(iter(frames), page)
    else:
        return None
    height = max(round(picture.height * width / picture.width), 1)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


class Unpacked(NamedTuple):
    """A file that was sent, or a container that could not be opened, then with the refusal.

    ``name`` is the path as sent: ``서류.zip/회신.eml/국세.pdf``.
    """

    name: str
    data: bytes
    refusal: UnreadableFile | None = None


def unpack(data: bytes, name: str, limits: Limits = SAFE) -> Iterator[Unpacked]:
    """Yield the files in *data*: itself, or what its archives and attached mails hold.

    Nothing is raised about one archive at the cost of its siblings: what is wrong with it
    is yielded under its own name, after what could be read of it.
    """
    allowance = _Allowance(limits.members, limits.total_bytes)
    yield from _unpack(data, name, limits, allowance, limits.depth)


class _Allowance:
    """How much may still come out, whatever is nested in what."""

    def __init__(self, members: int, size: int) -> None:
        self.members = members
        self.size = size


def _unpack(
    data: bytes, name: str, limits: Limits, allowance: _Allowance, depth: int
) -> Iterator[Unpacked]:
    kind = kind_of(data)
    if kind not in CONTAINERS:
        yield Unpacked(name, data)
        return
    if depth == 0:
        yield Unpacked(name, data, HostileFile())
        return
    rest = replace(limits, members=allowance.members, total_bytes=allowance.size)
    empty = True
    try:
        for member in archive.members(data, rest) if kind == "zip" else _attached(data):
            empty = False
            allowance.members -= 1
            allowance.size -= len(member.data)
            if allowance.members < 0 or allowance.size < 0:
                raise TooLargeFile
            yield from _unpack(member.data, f"{name}/{member.name}", limits, allowance, depth - 1)
        if empty and kind == "zip":
            raise DamagedFile
        if empty:
            yield Unpacked(name, data)  # a letter is all it is
    except UnreadableFile as refusal:
        yield Unpacked(name, data, refusal)


def _attached(data: bytes) -> Iterator[archive.Member]:
    """Yield what a mail brings, without its own writing.

    Raises:
        DamagedFile: its parts cannot be told apart.
    """
    try:
        mail = message.parse(data)
    except message.UnparsableMail as error:
        raise DamagedFile from error
    for part in mail.parts:
        if not part.body:
            yield archive.Member(part.name or f"부분 {part.path}", part.data)
    if {"no-boundary", "too-many-parts"} & set(mail.defects):
        raise DamagedFile
