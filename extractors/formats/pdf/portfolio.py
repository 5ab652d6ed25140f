"""Files that a PDF carries: a portfolio, a form with its annexes, files pinned to a sheet."""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.errors import TooLargeFile
from extractors.formats.containers.archive import Limits, Member
from extractors.formats.mail.headers import present

SIGNS = (b"EmbeddedFile", b"FileAttachment", b"/EF", b"/ObjStm")
"""What stands in a PDF that carries a file, or may stand in it packed."""
COVER = re.compile(r"portfolio|포트폴리오", re.I)
LONGEST_COVER = 600
MOST_SHEETS = 300
"""On how many sheets pinned files are looked for."""


def members(data: bytes, limits: Limits) -> Iterator[Member]:
    """Yield the files that the PDF *data* carries; nothing where it cannot be opened.

    Raises:
        TooLargeFile: one of them, or all, are beyond *limits*.
    """
    if not any(sign in data for sign in SIGNS):
        return
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return  # why it cannot be opened, its reader says
    try:
        seen: set[bytes] = set()
        for number, attachment in enumerate(_attachments(document, limits), start=1):
            content = _content(attachment, limits)
            if (digest := hashlib.sha256(content).digest()) not in seen:
                seen.add(digest)
                yield Member(_name(attachment) or f"{number}", content)
    finally:
        document.close()


def _attachments(document: pdfium.PdfDocument, limits: Limits) -> Iterator[Any]:
    """Yield what the document carries, and what is pinned to its sheets.

    Source: ISO 32000-1, 7.11.4 and 12.5.6.15.
    """
    count = native.FPDFDoc_GetAttachmentCount(document.raw)
    if count > limits.members:
        raise TooLargeFile
    for index in range(count):
        if attachment := native.FPDFDoc_GetAttachment(document.raw, index):
            yield attachment
    for number in range(min(len(document), MOST_SHEETS)):
        sheet = native.FPDF_LoadPage(document.raw, number)
        if not sheet:
            continue
        try:
            for place in range(min(native.FPDFPage_GetAnnotCount(sheet), limits.members)):
                note = native.FPDFPage_GetAnnot(sheet, place)
                if not note:
                    continue
                try:
                    pinned = native.FPDFAnnot_GetSubtype(note) == native.FPDF_ANNOT_FILEATTACHMENT
                    if pinned and (attachment := native.FPDFAnnot_GetFileAttachment(note)):
                        yield attachment
                finally:
                    native.FPDFPage_CloseAnnot(note)
        finally:
            native.FPDF_ClosePage(sheet)


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
