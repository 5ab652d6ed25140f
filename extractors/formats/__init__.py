"""From bytes to text: one reader per format, chosen by the bytes, never by the name.

A reader and the libraries it needs are imported when the first file of its kind is read: most
commands read none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

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
from extractors.formats import grid, networks
from extractors.formats.kinds import kind_of
from extractors.model import Page, Transcript

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["fingerprint", "kind_of", "read", "render"]

READER = "intake-reader-9"
"""Our readers' version: raised whenever the same bytes may give other words."""

PICTURES = frozenset(("jpeg", "png", "tiff", "webp", "bmp", "gif", "heic", "avif"))
WORD_PROCESSORS = {
    "doc": "office.doc.read_blocks",
    "docx": "office.docx.read_blocks",
    "hwp": "office.hwp.read_blocks",
    "hwpx": "office.hwpx.read_blocks",
    "mhtml": "office.savedpage.read_saved",
    "html": "office.savedpage.read_blocks",
    "ods": "office.opendocument.read_blocks",
    "odt": "office.opendocument.read_blocks",
    "xls": "office.spreadsheet.read_old_workbook",
    "xlsx": "office.spreadsheet.read_workbook",
}
"""Where the function lies that turns the bytes of a kind into blocks."""
READERS = {
    "pdf": "pdf.read_pages",
    "text": "writing.text_pages",
    "eml": "writing.mail_pages",
    "msg": "writing.outlook_pages",
    **dict.fromkeys(PICTURES, "scans.read_pages"),
}
"""Where the function lies that turns the bytes of a kind into sheets."""
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
    return f"{READER}+{networks.own_version()}+{networks.tesseract_version()}"


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
        from extractors.formats import flaws

        exact = flaws.refine(refusal, data, kind)
        if exact is refusal:
            raise
        raise exact from refusal
    if kind == "html":
        from extractors.formats import flaws

        if flaws.is_page_instead(pages, name):
            raise PageInstead
    return Transcript(reader=fingerprint(), kind=kind, pages=pages)


def _read(data: bytes, kind: str) -> tuple[Page, ...]:
    if kind in REFUSALS:
        raise REFUSALS[kind]
    if kind in WORD_PROCESSORS:
        from extractors.formats.office import pasted

        pages = _written(data, kind)
        if pasted.is_wrapping(pages):
            pages = pasted.read_pages(data, kind) or pages
        return pages
    if kind in READERS:
        return _function(READERS[kind])(data)
    raise UnsupportedFile


def _written(data: bytes, kind: str) -> tuple[Page, ...]:
    return grid.lay_out(_function(WORD_PROCESSORS[kind])(data))


def _function(place: str) -> Callable[[bytes], tuple[Any, ...]]:
    """Return the function at *place* below this package, whose module is imported now."""
    module, _, name = place.rpartition(".")
    function: Callable[[bytes], tuple[Any, ...]] = getattr(
        import_module(f"{__name__}.{module}"), name
    )
    return function


def render(data: bytes, page: int, width: int = 1240) -> Image.Image | None:
    """Return sheet *page* (from 1) as `read` saw it, *width* pixels wide.

    Upright and straight, so that the boxes of `read` lie on it.  What a word processor wrote is
    drawn plainly from what was read of it; None where no font here draws Hangul.

    Raises:
        UnreadableFile: as `read`.
        IndexError: there is no such sheet.
    """
    from PIL import Image

    from extractors.formats import pdf, plain_drawing
    from extractors.formats import scans as scan
    from extractors.formats.office import pasted
    from extractors.formats.scans.frames import open_frames

    kind = kind_of(data)
    frames: list[Image.Image] = []
    if kind in WORD_PROCESSORS and pasted.is_wrapping(_written(data, kind)):
        frames = list(pasted.sheets(data, kind))
    if kind == "pdf":
        picture = pdf.draw(data, page)
    elif kind in PICTURES:
        picture = scan.draw(open_frames(data), page)
    elif frames:
        picture = scan.draw(iter(frames), page)
    else:
        return plain_drawing.draw(_read(data, kind)[page - 1], width)
    height = max(round(picture.height * width / picture.width), 1)
    return picture.resize((width, height), Image.Resampling.LANCZOS)
