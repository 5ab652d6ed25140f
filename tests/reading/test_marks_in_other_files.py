"""Choices and entries in ODT, DOC, ODS and XLS as LibreOffice saves them."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor
from docx.text.run import Run
from openpyxl.drawing.image import Image as XlsxImage
from openpyxl.styles import Font
from PIL import Image
from programs import convert

from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import read

OVAL = (
    f'<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>'
    '<v:oval style="position:absolute;margin-left:150pt;margin-top:0;width:48pt;height:18pt" '
    'filled="f"/></w:pict></w:r>'
)
ASKED = "(필수) 개인정보 수집 및 이용에  "
WAYS = {
    "nothing": "unmarked",
    "ticked": "agreed",
    "struck": None,
    "highlighted": None,
    "underlined": None,
    "coloured": None,
    "bold": None,
    "white": None,
    "oval": None,
}
"""What may be done to the first of two options, and what a person may be told of it."""


def treat(option: Run, way: str) -> None:
    if way == "struck":
        option.font.strike = True
    elif way == "highlighted":
        option.font.highlight_color = WD_COLOR_INDEX.YELLOW
    elif way == "underlined":
        option.font.underline = True
    elif way == "coloured":
        option.font.color.rgb = RGBColor(0xC0, 0, 0)
    elif way == "bold":
        option.font.bold = True
    elif way == "white":
        option._parent.add_run(" V ").font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    elif way == "oval":
        option._parent._p.append(parse_xml(OVAL))


def ballot() -> bytes:
    document = docx.Document()
    for way in WAYS:
        for _ in range(4):
            document.add_paragraph()
        line = document.add_paragraph(ASKED)
        treat(line.add_run("☑ 동의함" if way == "ticked" else "☐ 동의함"), way)
        line.add_run("     ☐ 동의하지 않음")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["odt", "doc"])
def test_looks_and_shapes_count_in_what_other_programs_save(kind: str) -> None:
    (page,) = read(convert(ballot(), "docx", kind)).pages
    told = [choice.consent for choice in choices_in(Sheet(page))]

    assert dict(zip(WAYS, told, strict=True)) == WAYS


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_looks_of_cells_count_in_what_other_programs_save(kind: str) -> None:
    """One option of the second line is struck; nothing is done to the first."""
    book = openpyxl.Workbook()
    for _ in range(2):
        book.active.append(["(필수) 개인정보 수집 및 이용에", "☐ 동의함", "☐ 동의하지 않음"])
        for _ in range(4):
            book.active.append(["-"])
    book.active["C6"].font = Font(strike=True)
    buffer = io.BytesIO()
    book.save(buffer)
    (page,) = read(convert(buffer.getvalue(), "xlsx", kind)).pages

    assert [choice.consent for choice in choices_in(Sheet(page))] == ["unmarked", None]


def test_an_error_in_a_cell_of_an_xls_is_no_blank() -> None:
    book = openpyxl.Workbook()
    book.active.append(["항목", "=1/0"])
    buffer = io.BytesIO()
    book.save(buffer)
    (page,) = read(convert(buffer.getvalue(), "xlsx", "xls")).pages

    assert page.objects


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_what_lies_over_cells_is_no_blank_there(kind: str) -> None:
    """A picture anchored at B2 that reaches over C3 and no farther."""
    book = openpyxl.Workbook()
    for row in range(1, 7):
        book.active.append([f"항목 {row}", None, None, "끝"])
    picture, buffer = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (100, 30), "navy").save(picture, "PNG")
    book.active.add_image(XlsxImage(picture), "B2")
    book.save(buffer)
    (page,) = read(convert(buffer.getvalue(), "xlsx", kind)).pages
    over = (*page.pictures, *page.objects)
    (label,) = (word.box for word in page.words if word.text == "2")
    (last,) = (word.box for word in page.words if word.text == "5")

    assert any(abs(one.middle[1] - label.middle[1]) < label.height for one in over)
    assert not any(one.y1 > last.y0 for one in over)
