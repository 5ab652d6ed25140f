"""What is put on a certificate after it was issued: annotations, and pages saved again."""

import datetime as dt
import io
import re

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas
from specimens.company import invent
from specimens.fonts import load_font
from specimens.national_tax import national_tax_clearance
from specimens.scan import Scan, scan

from extractors.documents import identify
from extractors.formats import read
from extractors.model import Document

DAY = dt.date(2024, 1, 5)
ISSUED = national_tax_clearance(invent(31), issued_on=DAY, layout="hometax").data
FORGED = dt.date(2025, 5, 8)


def only(data: bytes) -> Document:
    (document,) = identify(read(data))
    return document


def place_of(data: bytes, field: str) -> tuple[float, float, float, float]:
    """The place of a value in points from below left."""
    value = only(data).field(field)
    assert value is not None
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _, _, wide, high = (float(side) for side in pdf.pages[0].mediabox)
    box = value.box
    return wide * box.x0 - 3, high * (1 - box.y1) - 3, wide * box.x1 + 3, high * (1 - box.y0) + 3


def over(data: bytes, kind: str, place: tuple[float, float, float, float], text: str) -> bytes:
    """Lay an annotation over a sheet, white with *text* on it."""
    left, low, right, high = place
    drawing = io.BytesIO()
    canvas = Canvas(drawing, pagesize=(right - left, high - low))
    canvas.setFillGray(1)
    canvas.rect(0, 0, right - left, high - low, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.setFont(load_font("gothic").fontName, 9)
    canvas.drawString(2, 4, text)
    canvas.save()
    with pikepdf.open(io.BytesIO(data)) as pdf, pikepdf.open(drawing) as drawn:
        form = pdf.copy_foreign(drawn.pages[0].as_form_xobject())
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name(kind),
            Rect=[left, low, right, high],
            F=4,
            Contents=text,
            AP=pikepdf.Dictionary(N=pdf.make_indirect(form)),
        )
        if kind == "/Widget":
            annotation.FT, annotation.T, annotation.V = pikepdf.Name.Tx, "day", text
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(annotation)])
        whole = io.BytesIO()
        pdf.save(whole)
    return whole.getvalue()


@pytest.mark.parametrize("kind", ["/FreeText", "/Stamp", "/Square", "/Highlight", "/Widget"])
def test_a_day_that_an_annotation_shows_is_never_certain(kind):
    data = over(ISSUED, kind, place_of(ISSUED, "issued_on"), "2025년 5월 8일")
    document = only(data)
    issued = document.field("issued_on")

    assert document.type == "national-tax-clearance"
    assert issued is None or not issued.certain
    assert "annotated" in document.signs


@pytest.mark.ocr
def test_a_scan_gets_no_new_day_from_an_annotation():
    """Nothing lies hidden there, and the day is read as plainly as any other."""
    scanned = scan([ISSUED], Scan(dpi=200))
    document = only(over(scanned, "/FreeText", place_of(ISSUED, "issued_on"), "2025년 5월 8일"))
    issued = document.field("issued_on")

    assert document.type == "national-tax-clearance"
    assert issued is not None
    assert issued.value == FORGED
    assert not issued.certain
    assert "annotated" in document.signs


def test_an_annotation_beside_all_print_is_no_sign():
    document = only(over(ISSUED, "/FreeText", (250, 5, 330, 20), "접수 12"))
    number = document.field("business_number")

    assert number is not None
    assert number.certain
    assert document.field("issued_on").value == DAY


def test_a_link_that_draws_nothing_covers_nothing():
    left, low, right, high = place_of(ISSUED, "issued_on")
    with pikepdf.open(io.BytesIO(ISSUED)) as pdf:
        link = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[left, low, right, high]
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        whole = io.BytesIO()
        pdf.save(whole)
    document = only(whole.getvalue())

    assert document.signs == ()
    assert document.field("issued_on").certain


# ── saved again ──────────────────────────────────────────────────────────────────────


def saved_again(data: bytes, number: int, body: bytes) -> bytes:
    """Append a revision in which object *number* is *body* (ISO 32000-1, 7.5.6)."""
    before = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
    size = re.findall(rb"/Size\s+(\d+)", data)[-1]
    root = re.findall(rb"/Root\s+(\d+ \d+ R)", data)[-1]
    start = len(data) + 1
    new = b"\n%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    trailer = b"trailer\n<< /Size %s /Root %s /Prev %d >>\n" % (size, root, before)
    return data + new + table + trailer + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(new))


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def content_of(data: bytes) -> tuple[int, bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        contents = pdf.pages[0].Contents
        return contents.objgen[0], contents.read_bytes()


def test_a_certificate_that_said_something_else_before_it_was_saved_again():
    number, content = content_of(ISSUED)
    shorter = re.sub(rb"\([^()]*\) Tj", b"() Tj", content, count=3)
    document = only(saved_again(ISSUED, number, stream(shorter)))

    assert shorter != content
    assert "revised" in document.signs


def test_a_certificate_that_was_saved_again_as_it_was():
    number, content = content_of(ISSUED)

    assert only(saved_again(ISSUED, number, stream(content + b"\n"))).signs == ()
