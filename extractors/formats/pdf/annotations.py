"""Where annotations lie on a sheet of a PDF: what was put there after the sheet was made.

Text boxes, stamps, shapes and fields are drawn over a page without changing it, by any program
that shows PDFs.  They are seen, and so they are read; but an office issues none.
Source: ISO 32000-1, 12.5 (annotations), table 165 (their flags).
"""

from __future__ import annotations

from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.formats.pdf.textlayer import Affine, place_box, placement
from extractors.model import Box

MOST = 2_000
LEAST_SIDE = 0.002  # of the sheet: a signature that is not shown has no size
HIDDEN = 1 << 1
EMPTY = 2  # bytes of a drawing that is none: the end of a string
NOT_DRAWN = frozenset((native.FPDF_ANNOT_POPUP,))
DRAWN_IF_ASKED = frozenset((native.FPDF_ANNOT_LINK, native.FPDF_ANNOT_WIDGET))
"""Kinds that are drawn only where the file says how."""


class Annotation(NamedTuple):
    """Where something was put over a sheet; ``drawn`` where the file says how it looks.

    Where it does not, other programs draw what PDFium does not show: text boxes, polygons.
    """

    place: Box
    drawn: bool


def find_annotations(document: pdfium.PdfDocument, index: int) -> tuple[Annotation, ...]:
    """Return all that is drawn over sheet *index* (from 0), as it is shown.

    To be asked before annotations are merged into the sheet.
    """
    page = document[index]
    try:
        to_sheet = placement(page)
        count = min(native.FPDFPage_GetAnnotCount(page.raw), MOST)
        places = (_place(page, number, to_sheet) for number in range(count))
        return tuple(place for place in places if place is not None)
    finally:
        page.close()


def _place(page: pdfium.PdfPage, number: int, to_sheet: Affine) -> Annotation | None:
    annotation = native.FPDFPage_GetAnnot(page.raw, number)
    if not annotation:
        return None
    try:
        kind = native.FPDFAnnot_GetSubtype(annotation)
        drawn = native.FPDFAnnot_GetAP(annotation, native.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
        if kind in NOT_DRAWN or (kind in DRAWN_IF_ASKED and drawn <= EMPTY):
            return None
        rectangle = native.FS_RECTF()
        if native.FPDFAnnot_GetFlags(annotation) & HIDDEN:
            return None
        if not native.FPDFAnnot_GetRect(annotation, rectangle):
            return None
    finally:
        native.FPDFPage_CloseAnnot(annotation)
    box = place_box(to_sheet, rectangle.left, rectangle.right, rectangle.bottom, rectangle.top)
    return Annotation(box, drawn > EMPTY) if min(box.width, box.height) >= LEAST_SIDE else None
