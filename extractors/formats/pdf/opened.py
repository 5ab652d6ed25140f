"""A PDF opened by PDFium, mended where its end is missing; its sheets with what was put on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.errors import (
    CertificatePdf,
    CutOffFile,
    DamagedFile,
    PasswordPdf,
    XfaForm,
)
from extractors.formats.pdf import (
    form_fields,
    mending,
)

LEAST_SIDE, LARGEST_RATIO = 20.0, 12.0  # in points; longer side by shorter


@contextmanager
def open_document(data: bytes) -> Iterator[pdfium.PdfDocument]:
    document = _load(data)
    try:
        if not len(document):
            raise DamagedFile
        if document.get_formtype() == native.FORMTYPE_XFA_FULL:
            raise XfaForm
        yield document
    finally:
        document.close()


def _load(data: bytes) -> pdfium.PdfDocument:
    try:
        return _parse(data)
    except pdfium.PdfiumError as error:
        if error.err_code == native.FPDF_ERR_PASSWORD:
            raise PasswordPdf from error
        if error.err_code == native.FPDF_ERR_SECURITY:
            raise CertificatePdf from error
    refusal = DamagedFile if mending.has_end(data) else CutOffFile
    mended = mending.mend(data)
    if mended is None:
        raise refusal
    try:
        return _parse(mended)
    except pdfium.PdfiumError as error:
        raise refusal from error


def _parse(data: bytes) -> pdfium.PdfDocument:
    document = pdfium.PdfDocument(data)
    document.init_forms()
    return document


@contextmanager
def open_sheet(document: pdfium.PdfDocument, index: int) -> Iterator[pdfium.PdfPage]:
    """Open a sheet with its form fields and annotations merged into it."""
    try:
        page = document[index]
        if form_fields.forget_blank_drawings(document, page):
            page.close()
            page = document[index]
        if native.FPDFPage_GetAnnotCount(page.raw):
            native.FPDFPage_Flatten(page.raw, native.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
    except pdfium.PdfiumError as error:
        raise DamagedFile from error
    try:
        width, height = page.get_size()
        sides = sorted((width, height))
        if not sides[0] >= LEAST_SIDE or sides[1] > LARGEST_RATIO * sides[0]:
            raise DamagedFile
        yield page
    finally:
        page.close()
