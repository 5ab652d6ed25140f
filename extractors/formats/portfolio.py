"""Files that a PDF carries inside itself: a portfolio, or a form with its annexes."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.errors import TooLargeFile
from extractors.formats.archive import Limits, Member
from extractors.formats.headers import present

COVER = re.compile(r"portfolio|포트폴리오", re.I)
LONGEST_COVER = 600


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """Yield the files that the PDF *data* carries; nothing where it cannot be opened.

    Raises:
        TooLargeFile: one of them, or all, are beyond *limits*.
    """
    if b"EmbeddedFile" not in data and b"/ObjStm" not in data:
        return
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return  # why it cannot be opened, its reader says
    try:
        count = native.FPDFDoc_GetAttachmentCount(document.raw)
        if count > limits.members:
            raise TooLargeFile
        for index in range(count):
            attachment = native.FPDFDoc_GetAttachment(document.raw, index)
            if attachment:
                yield Member(_name(attachment) or f"{index + 1}", _content(attachment, limits))
    finally:
        document.close()


def is_cover(data: bytes) -> bool:
    """Tell whether *data* is a portfolio whose only sheet says that it is one."""
    if b"/Collection" not in data:
        return False
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return False
    try:
        if len(document) != 1:
            return False
        written = document[0].get_textpage().get_text_bounded()
        return len(written) < LONGEST_COVER and (not written.strip() or bool(COVER.search(written)))
    except pdfium.PdfiumError:
        return False
    finally:
        document.close()


def _name(attachment: object) -> str:
    size = native.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < size < 4_000:
        return ""
    room = ctypes.create_string_buffer(size)
    native.FPDFAttachment_GetName(
        attachment, ctypes.cast(room, ctypes.POINTER(native.FPDF_WCHAR)), size
    )
    text = room.raw.decode("utf-16-le", "ignore").rstrip("\0")
    if text.startswith("þÿ"):  # UTF-16 that was written as if it were letters
        text = text.encode("latin-1", "ignore")[2:].decode("utf-16-be", "ignore")
    return present(text.replace("\\", "/").rpartition("/")[2], 250)


def _content(attachment: object, limits: Limits) -> bytes:
    size = ctypes.c_ulong()
    if not native.FPDFAttachment_GetFile(attachment, None, 0, size):
        return b""
    if size.value > limits.member_bytes or size.value > limits.total_bytes:
        raise TooLargeFile
    room = ctypes.create_string_buffer(size.value)
    native.FPDFAttachment_GetFile(attachment, room, size.value, size)
    return room.raw[: size.value]
