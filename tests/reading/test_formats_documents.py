"""What office programs and browsers write is read as it prints, and nothing personal is kept."""

from __future__ import annotations

import datetime as dt
import io
from functools import cache

import docx
import openpyxl
import pytest
from PIL import Image, ImageDraw, ImageFont
from programs import convert, wrap
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas
from specimens.fonts import font_path

from extractors.errors import CutOffFile, DamagedFile, UnreadableFile
from extractors.formats import kind_of, read, render

RESIDENT = "900101-1234567"  # no real number: its check digit does not fit


def text(data: bytes, name: str = "") -> str:
    return " ".join(word.text for page in read(data, name).pages for word in page.words)


@cache
def written() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "기업현황"
    for row, (label, value) in enumerate((("기업명", "가온해미 주식회사"), ("대표자", "홍길동"))):
        table.cell(row, 1).text, table.cell(row, 2).text = label, value
    table.cell(2, 0).merge(table.cell(2, 2)).text = f"주민등록번호 {RESIDENT}"
    run = document.add_paragraph("보임").add_run("숨김")
    run.font.hidden = True
    document.add_page_break()
    document.add_paragraph("둘째 장")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@cache
def calculated() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "사업 참가신청서"
    sheet.merge_cells("A1:B1")
    rows: list[tuple[str, object, str]] = [
        ("사업자등록번호", 1234567891, "000-00-00000"),
        ("작성일", dt.date(2025, 5, 2), "yyyy-mm-dd"),
        ("총사업비", 60_000_000, '#,##0"원"'),
        ("주민등록번호", RESIDENT, "General"),
    ]
    for at, (label, value, pattern) in enumerate(rows, start=2):
        sheet.cell(at, 1, label)
        sheet.cell(at, 2, value).number_format = pattern
    sheet["A9"] = "숨긴줄"
    sheet.row_dimensions[9].hidden = True
    book.create_sheet("숨김")["A1"] = "숨긴시트"
    book["숨김"].sheet_state = "hidden"
    book.create_sheet("둘째")["A1"] = "둘째시트"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["doc", "odt"])
def test_a_word_processors_text_tables_and_sheets(kind: str) -> None:
    data = convert(written(), "docx", kind)
    first, second = read(data).pages
    words = {word.text: word.box for word in first.words}

    assert kind_of(data) == kind
    assert words["기업명"].middle[1] == words["가온해미"].middle[1]
    assert words["기업현황"].x1 < words["기업명"].x0 < words["가온해미"].x0
    assert len(first.cells) == 6
    assert "숨김" not in text(data)
    assert [word.text for word in second.words] == ["둘째", "장"]
    assert "900101-*******" in words


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_spreadsheets_cells_are_read_as_they_print(kind: str) -> None:
    data = calculated() if kind == "xlsx" else convert(calculated(), "xlsx", kind)
    first, second = read(data).pages
    words = {word.text: word.box for word in first.words}

    assert kind_of(data) == kind
    for shown in ("123-45-67891", "2025-05-02", "60,000,000원", "900101-*******"):
        assert shown in words
    assert words["총사업비"].middle[1] == words["60,000,000원"].middle[1]
    assert "숨긴줄" not in text(data)
    assert "숨긴시트" not in text(data)
    assert [word.text for word in second.words] == ["둘째시트"]


PAGE = f"""<!DOCTYPE html><html><head><title>발급</title></head><body><h1>납 세 증 명 서</h1>
<table><tr><th rowspan=2>납세자</th><th>상호</th><td>가온해미 주식회사</td></tr>
<tr><th>주민등록번호</th><td>{RESIDENT}</td></tr></table>
<p style="display:none">숨김</p><input type="checkbox" checked>동의함
<select><option>A<option selected>B형</select>
<script>document.write("대본")</script></body></html>"""


@pytest.mark.parametrize("codec", ["utf-8", "cp949", "utf-16"])
def test_a_page_saved_from_a_browser(codec: str) -> None:
    (page,) = read(PAGE.encode(codec)).pages
    words = {word.text: word.box for word in page.words}

    assert words["상호"].middle[1] == words["가온해미"].middle[1]
    assert words["납세자"].x1 < words["상호"].x0
    assert {"900101-*******", "☑동의함", "B형"} <= set(words)
    assert not {"숨김", "대본", "발급"} & set(words)


def test_a_page_saved_as_one_file() -> None:
    head = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: x\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n'
    )
    data = (head + PAGE + "\n--b--\n").encode()

    assert kind_of(data) == "mhtml"
    assert "가온해미 주식회사" in text(data)


# -- PDF ------------------------------------------------------------------------------------


def form(*, stale: bool) -> bytes:
    """Return a filled form; *stale* leaves the drawing of its field as it was, empty."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(60, 700, "Name of the firm that applies")
    canvas.acroForm.textfield(name="company", x=260, y=695, width=250, height=22)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(buffer.getvalue())))
    (field,) = (one.get_object() for one in writer.pages[0]["/Annots"])
    field[NameObject("/V")] = TextStringObject("가온해미 주식회사")
    if not stale:
        del field["/AP"]
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


@pytest.mark.parametrize("stale", [True, False], ids=["drawn empty", "not drawn"])
def test_a_field_that_holds_an_answer_shows_it(stale: bool) -> None:
    assert "가온해미 주식회사" in text(form(stale=stale))


def lines() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for sheet in range(3):
        for row in range(20):
            canvas.drawString(60, 780 - 30 * row, f"sheet {sheet} line {row} of a long paper")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def test_a_pdf_that_lost_its_last_lines_is_read_whole() -> None:
    data = lines()

    assert text(data[: data.rfind(b"xref\n0")]) == text(data)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_a_pdf_of_which_more_is_missing_is_cut_off(share: float) -> None:
    data = lines()

    with pytest.raises(CutOffFile):
        read(data[: int(len(data) * share)])


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["doc", "odt"])
def test_a_document_cut_off_anywhere_is_told_to_be(kind: str, share: float) -> None:
    data = convert(written(), "docx", kind)

    with pytest.raises(CutOffFile):
        read(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_damage_within_ends_as_a_refusal_or_as_text(kind: str) -> None:
    source = (written(), "docx") if kind == "doc" else (calculated(), "xlsx")
    data = convert(*source, kind)
    for place in range(1_000, len(data), len(data) // 40):
        hurt = bytes(data[:place]) + bytes(255 - one for one in data[place : place + 64])
        hurt += bytes(data[place + 64 :])
        try:
            read(hurt)
        except UnreadableFile:
            continue


def test_a_cell_of_an_xls_whose_looks_are_beyond_all_numbers_is_damage() -> None:
    data = convert(calculated(), "xlsx", "xls")
    label = data.index(b"\xfd\x00\x0a\x00")  # a cell with text: row, column, number of its looks
    hurt = data[: label + 8] + b"\xff\xff" + data[label + 10 :]

    with pytest.raises(DamagedFile):
        read(hurt)


@pytest.mark.ocr
@pytest.mark.parametrize("kind", ["doc", "xls"])
def test_a_scan_pasted_into_an_old_document_is_its_sheet(kind: str) -> None:
    sheet = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(font_path("gothic"), 30)
    for row in range(8):
        pen.text((150, 200 + 90 * row), "사업자등록번호 012-81-34567", "black", font)
    data = wrap(sheet, kind)

    assert "012-81-34567" in text(data)
    assert render(data, 1) is not None
