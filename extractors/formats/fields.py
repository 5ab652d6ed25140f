"""Answers typed into the fields of a PDF form, shown also where the file does not draw them.

A field holds its answer, and beside it a drawing of the answer.  Programs that fill in forms
often leave the drawing as it was, so that one viewer shows the answer and another an empty
box.  PDFium draws such a field anew when its drawing is taken away.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable

import pypdfium2 as pdfium
import pypdfium2.raw as native

WRITTEN = frozenset(
    (native.FPDF_FORMFIELD_TEXTFIELD, native.FPDF_FORMFIELD_COMBOBOX, native.FPDF_FORMFIELD_LISTBOX)
)
SHOWS_TEXT = re.compile(r"\((?:[^()\\]|\\.)+\)\s*(?:Tj|'|\")|<[0-9A-Fa-f]+>\s*Tj|\]\s*TJ|\bDo\b")
LONGEST = 100_000


def forget_blank_drawings(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> bool:
    """Take the drawing from every field of *page* that has an answer and draws none.

    Returns whether there was one: then the page must be loaded anew to be drawn.
    """
    if document.formenv is None:
        return False
    stale = False
    for index in range(native.FPDFPage_GetAnnotCount(page.raw)):
        annotation = native.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            stale = _forget(document.formenv.raw, annotation) or stale
            native.FPDFPage_CloseAnnot(annotation)
    return stale


def _forget(form: object, annotation: object) -> bool:
    if native.FPDFAnnot_GetFormFieldType(form, annotation) not in WRITTEN:
        return False
    answer = _text(lambda room, size: native.FPDFAnnot_GetFormFieldValue(
        form, annotation, room, size
    ))  # fmt: skip
    normal = native.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    drawing = _text(lambda room, size: native.FPDFAnnot_GetAP(annotation, normal, room, size))
    if not answer.strip() or not drawing or SHOWS_TEXT.search(drawing):
        return False
    return bool(native.FPDFAnnot_SetAP(annotation, normal, None))


def _text(fetch: Callable[[object, int], int]) -> str:
    """Return the UTF-16 text that *fetch* writes into the room it is given."""
    size = fetch(None, 0)
    if not 2 < size < LONGEST:
        return ""
    room = ctypes.create_string_buffer(size)
    fetch(ctypes.cast(room, ctypes.POINTER(native.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", "ignore").rstrip("\0")
