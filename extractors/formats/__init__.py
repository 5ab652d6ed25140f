"""From bytes to text: one reader per format, chosen by the bytes, never by the name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PIL import Image

from extractors import reader
from extractors.errors import (
    AlzArchive,
    DrmFile,
    EggArchive,
    EmptyFile,
    OldHwp,
    OtherArchive,
    PageInstead,
    PasswordOffice,
    Presentation,
    Program,
    SecureMail,
    Shortcut,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats import flaws, grid, pdf, writing
from extractors.formats import scans as scan
from extractors.formats.kinds import kind_of
from extractors.formats.office import (
    doc,
    docx,
    hwp,
    hwpx,
    opendocument,
    pasted,
    savedpage,
    spreadsheet,
)
from extractors.formats.scans import tesseract
from extractors.formats.scans.frames import open_frames
from extractors.formats.unpacking import Unpacked, unpack, unpack_item
from extractors.model import Page, Transcript

__all__ = ["Unpacked", "fingerprint", "kind_of", "read", "render", "unpack", "unpack_item"]

READER = "intake-reader-7"
"""Our readers' version: raised whenever the same bytes may give other words."""

PICTURES = frozenset(("jpeg", "png", "tiff", "webp", "bmp", "gif", "heic", "avif"))
WORD_PROCESSORS: dict[str, Callable[[bytes], tuple[grid.Block, ...]]] = {
    "doc": doc.read_blocks,
    "docx": docx.read_blocks,
    "hwp": hwp.read_blocks,
    "hwpx": hwpx.read_blocks,
    "mhtml": savedpage.read_saved,
    "html": savedpage.read_blocks,
    "ods": opendocument.read_blocks,
    "odt": opendocument.read_blocks,
    "xls": spreadsheet.read_old_workbook,
    "xlsx": spreadsheet.read_workbook,
}
READERS: dict[str, Callable[[bytes], tuple[Page, ...]]] = {
    "pdf": pdf.read_pages,
    "text": lambda data: grid.lay_out(writing.read_text(data)),
    "eml": lambda data: grid.lay_out(writing.read_mail(data)),
    "msg": lambda data: grid.lay_out(writing.read_outlook(data)),
    **dict.fromkeys(PICTURES, scan.read_pages),
}
REFUSALS: dict[str, type[UnreadableFile]] = {
    "empty": EmptyFile,
    "enveloped": SecureMail,
    "drm": DrmFile,
    "ooxml-encrypted": PasswordOffice,
    "hwp3": OldHwp,
    "ppt": Presentation,
    "pptx": Presentation,
    "alz": AlzArchive,
    "egg": EggArchive,
    "other-archive": OtherArchive,
    "program": Program,
    "shortcut": Shortcut,
}


@cache
def fingerprint() -> str:
    """Return what decides a transcript besides the file: our readers, Tesseract, its networks.

    Raises:
        MissingTool: Tesseract or one of its networks is not installed.
    """
    return f"{READER}+{reader.version()}+{tesseract.version()}"


def read(data: bytes, name: str = "") -> Transcript:
    """Return all sheets of one file.

    The bytes decide how it is read; *name* only says what a web page was meant to be.

    Raises:
        UnreadableFile: one of its kinds, by what stands in the way.
        MissingTool: Tesseract or one of its networks is not installed.
    """
    kind = kind_of(data)
    try:
        pages = _read(data, kind)
    except UnreadableFile as refusal:
        exact = flaws.refine(refusal, data, kind)
        if exact is refusal:
            raise
        raise exact from refusal
    if kind == "html" and flaws.is_page_instead(pages, name):
        raise PageInstead
    return Transcript(reader=fingerprint(), kind=kind, pages=pages)


def _read(data: bytes, kind: str) -> tuple[Page, ...]:
    if kind in REFUSALS:
        raise REFUSALS[kind]
    if kind in WORD_PROCESSORS:
        pages = _written(data, kind)
        if pasted.is_wrapping(pages):
            pages = pasted.read_pages(data, kind) or pages
        return pages
    if kind in READERS:
        return READERS[kind](data)
    raise UnsupportedFile


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
        picture = scan.draw(open_frames(data), page)
    elif kind in WORD_PROCESSORS and pasted.is_wrapping(_written(data, kind)):
        frames = list(pasted.sheets(data, kind))
        if not frames:
            return None
        picture = scan.draw(iter(frames), page)
    else:
        return None
    height = max(round(picture.height * width / picture.width), 1)
    return picture.resize((width, height), Image.Resampling.LANCZOS)
