"""From bytes to words: every reader over real files made by real programs."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from contextvars import copy_context
from random import Random
from typing import Any

import numpy as np
import pdfplumber
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import white
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from specimens.catalogue import papers
from specimens.fonts import font_path

from extractors.errors import (
    CutOffFile,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    SecuredPage,
    SoftcampDrm,
    TooLargeFile,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats import fingerprint, kind_of, patience, read, render
from extractors.formats.networks import MODELS
from extractors.formats.scans.ornaments import find_dense
from extractors.formats.scans.tesseract import read_lines
from extractors.model import Page, Word

GOTHIC = "gothic"
OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def text(page: Page, reading: int = 0) -> str:
    return " ".join(word.text for word in page.readings[reading])


def place(page: Page, wanted: str) -> Word:
    (word,) = (word for word in page.words if word.text == wanted)
    return word


def drawn(draw: Callable[[Any], None], *, pages: int = 1) -> bytes:
    """Return a PDF of A4 sheets, each drawn by *draw* on a canvas with a Korean font."""
    pdfmetrics.registerFont(TTFont(GOTHIC, str(font_path(GOTHIC))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for _ in range(pages):
        canvas.setFont(GOTHIC, 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def print_lines(canvas: Any) -> None:
    for row, line in enumerate(
        ("납세증명서를 발급합니다", "상호 가온해미 주식회사", "2025년 4월 30일")
    ):
        canvas.drawString(100, 700 - 40 * row, line)


def photograph(*, turn: int = 0, frames: int = 1, form: str = "PNG") -> bytes:
    """Return a picture of a ruled sheet, turned clockwise by *turn* degrees."""
    sheet = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(font_path(GOTHIC)), 34)
    pen.text((560, 200), "납 세 증 명 서", fill="black", font=ImageFont.truetype(font.path, 70))
    for row, (label, value) in enumerate(
        (("상호", "가온해미 주식회사"), ("사업자등록번호", "012-81-34567"), ("대표자", "홍길동"))
    ):
        y = 500 + 110 * row
        for x0, x1, words in ((150, 520, label), (520, 1500, value)):
            pen.rectangle((x0, y, x1, y + 110), outline="black", width=3)
            pen.text((x0 + 30, y + 32), words, fill="black", font=font)
    for row in range(4):
        pen.text((150, 1000 + 80 * row), "위와 같이 다른 체납액이 없음을 증명합니다", "black", font)
    for x, ticked in ((150, True), (500, False)):
        pen.rectangle((x, 1500, x + 30, 1530), outline="black", width=3)
        if ticked:
            pen.line(((x + 5, 1512), (x + 14, 1524), (x + 26, 1504)), fill="black", width=4)
    pen.ellipse((1200, 1700, 1400, 1900), outline=(200, 20, 30), width=12)
    pen.text((1250, 1760), "직인", fill=(200, 20, 30), font=ImageFont.truetype(font.path, 60))
    pages = [sheet.rotate(-turn, expand=True)] * frames
    buffer = io.BytesIO()
    pages[0].save(
        buffer, form, **({"save_all": True, "append_images": pages[1:]} if frames > 1 else {})
    )
    return buffer.getvalue()


# -- kinds ----------------------------------------------------------------------------------


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/hwp+zip" if name == "mimetype" else "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(b"\0" * 900, "empty", id="zero bytes"),
        pytest.param(b"\n\n junk %PDF-1.7", "pdf", id="PDF after junk"),
        pytest.param(packed("mimetype", "Contents/section0.xml"), "hwpx", id="HWPX"),
        pytest.param(packed("Contents\\section0.xml"), "hwpx", id="HWPX without mimetype"),
        pytest.param(packed("mimetype", "Contents/section0.xml")[:90], "hwpx", id="HWPX cut off"),
        pytest.param(packed("word/document.xml"), "docx", id="DOCX"),
        pytest.param(packed("xl/workbook.xml"), "xlsx", id="XLSX"),
        pytest.param(packed("국세.pdf"), "zip", id="ZIP"),
        pytest.param(b"\x9b\x20DRMONE  This Document is encrypted", "drm", id="Fasoo"),
        pytest.param(b"SCDSA002 pdf", "drm", id="Softcamp"),
        pytest.param(b"HWP Document File V3.00 \x1a\1", "hwp3", id="HWP 3"),
        pytest.param(OLE_HEAD + b"\0" * 99 + b"HWP Document File", "hwp", id="HWP cut off"),
        pytest.param(b'<?xml version="1.0"?><HWPML Version="2.1">', "hwpml", id="HWPML"),
        pytest.param(b"<!DOCTYPE html><html>", "html", id="HTML"),
        pytest.param("상호: 가온해미".encode("cp949"), "text", id="text in CP949"),
        pytest.param(b"Received: x\nFrom: a@b.example\nSubject: x\n\n", "eml", id="mail"),
        pytest.param(b"\x78\x9f\x3e\x22", "tnef", id="winmail.dat"),
        pytest.param(b"ALZ\x01", "alz", id="ALZ"),
        pytest.param(b"EGGA", "egg", id="EGG"),
        pytest.param(b"\0\0\0\x18ftypheic", "heic", id="HEIC"),
        pytest.param(b"\1\2\3\4\5", "unknown", id="anything else"),
    ],
)
def test_a_kind_is_told_by_the_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(b"", EmptyFile, id="empty"),
        pytest.param(b"SCDSA004", SoftcampDrm, id="rights management"),
        pytest.param(b"\x7fELF\x02\x01", UnsupportedFile, id="a format that no reader knows"),
        pytest.param(packed("word/document.xml")[:60], CutOffFile, id="DOCX cut off"),
        pytest.param(
            packed("mimetype", "Contents/section0.xml")[:90], CutOffFile, id="HWPX cut off"
        ),
        pytest.param(photograph()[:4000], CutOffFile, id="PNG cut off"),
        pytest.param(photograph(form="JPEG")[:9000], CutOffFile, id="JPEG cut off"),
        pytest.param(photograph(frames=3, form="TIFF")[:-4000], CutOffFile, id="TIFF cut off"),
        pytest.param(
            photograph(form="AVIF").replace(b"av1C", b"none"), DamagedFile, id="AVIF hurt"
        ),
        pytest.param(b"%PDF-1.7\n%%EOF", DamagedFile, id="PDF without a page"),
        pytest.param(b"<html><input type='password'>", SecuredPage, id="secured mail"),
    ],
)
def test_a_file_is_refused_for_what_is_wrong_with_it(
    data: bytes, refusal: type[UnreadableFile]
) -> None:
    with pytest.raises(refusal) as caught:
        read(data)

    assert type(caught.value) is refusal


def test_a_picture_bomb_is_too_large() -> None:
    buffer = io.BytesIO()
    Image.new("1", (9000, 9000)).save(buffer, "PNG")

    with pytest.raises(TooLargeFile):
        read(buffer.getvalue())


# -- PDF ------------------------------------------------------------------------------------


def locked(*, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(print_lines))))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_pdf_words_stand_where_they_are_printed() -> None:
    (page,) = read(drawn(print_lines)).pages

    assert page.source == "text-layer"
    assert text(page) == "납세증명서를 발급합니다 상호 가온해미 주식회사 2025년 4월 30일"
    box = place(page, "상호").box
    assert box.x0 == pytest.approx(100 / 595, abs=0.01)
    assert box.y1 == pytest.approx(1 - 660 / 842, abs=0.01)


def test_a_resident_number_does_not_leave_the_reader() -> None:
    number = "-".join(("800229", "1" + "2" * 6))
    data = drawn(lambda canvas: canvas.drawString(100, 700, f"주민등록번호 {number} 성명 홍길동"))

    assert text(read(data).pages[0]) == "주민등록번호 800229-******* 성명 홍길동"


def test_pdf_passwords() -> None:
    with pytest.raises(EncryptedFile):
        read(locked(user="secret"))

    assert "가온해미" in text(read(locked(user="")).pages[0])


def test_a_file_with_too_many_sheets_gives_those_that_were_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "MOST_SHEETS", 4)
    pages = read(drawn(print_lines, pages=6)).pages

    assert [page.number for page in pages] == [*range(1, 7)]
    assert [page.number for page in pages if page.is_unread] == [5, 6]
    assert all("가온해미" in text(page) for page in pages[:4])


def test_sixty_sheets_of_a_file_are_read() -> None:
    """The limit as it is, on sheets that cost nothing; the test above has a file."""
    asked: list[int] = []

    def blank(number: int) -> Page:
        asked.append(number)
        return Page(number=number, source="text-layer", aspect=0.7, readings=((),))

    pages = patience.read_sheets(62, blank)

    assert asked == [*range(1, 61)]
    assert [page.number for page in pages if page.is_unread] == [61, 62]
    assert [page.number for page in pages] == [*range(1, 63)]


def test_a_file_that_takes_long_gives_what_was_read_until_then() -> None:
    in_time = copy_context()
    in_time.run(patience.allow, -1)  # the first sheet is read whatever the clock says
    first, *later = in_time.run(read, drawn(print_lines, pages=3)).pages

    assert "가온해미" in text(first)
    assert [page.is_unread for page in later] == [True, True]
    assert not any(page.is_unread for page in read(drawn(print_lines, pages=3)).pages)


def test_frames_beyond_the_limit_are_there_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "MOST_SHEETS", 1)
    first, second = read(photograph(frames=2, form="TIFF")).pages

    assert (first.is_unread, second.is_unread) == (False, True)


def hide(canvas: Any, how: str) -> None:
    print_lines(canvas)
    if how == "white":
        canvas.setFillColor(white)
        canvas.drawString(100, 400, "가짜")
    elif how == "mode":
        canvas.drawString(100, 400, "가짜", mode=3)
    elif how == "off":
        canvas.drawString(700, 400, "가짜")
    else:
        canvas.drawString(100, 400, "가짜")
        canvas.setFillColor(white)
        canvas.rect(90, 390, 100, 30, stroke=0, fill=1)


@pytest.mark.parametrize("how", ["white", "mode", "off", "covered"])
def test_text_that_cannot_be_seen_is_not_read(how: str) -> None:
    (page,) = read(drawn(lambda canvas: hide(canvas, how))).pages

    assert "가짜" not in text(page)
    assert "가온해미" in text(page)


def lying(*, content: int, sheet: int) -> bytes:
    """Return a sheet whose print is turned clockwise, and which says to be shown turned."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(drawn(print_lines))))
    page = writer.pages[0]
    page.rotate(content)
    page.transfer_rotation_to_content()
    page.rotate(sheet)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("says_so", [True, False])
def test_a_text_sheet_is_turned_upright(angle: int, says_so: bool) -> None:
    data = lying(content=angle, sheet=360 - angle if says_so else 0)
    (page,) = read(data).pages

    assert page.turned == (0 if says_so else 4 - angle // 90)
    assert text(page) == text(read(drawn(print_lines)).pages[0])
    assert page.aspect == pytest.approx(595 / 842, abs=0.01)


# -- OCR ------------------------------------------------------------------------------------


@pytest.mark.ocr
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_is_turned_and_read_twice(turn: int) -> None:
    data = photograph(turn=turn)
    (page,) = read(data).pages

    assert (page.source, page.turned, len(page.readings)) == ("ocr", -turn // 90 % 4, 3)
    for reading in (0, 1):
        joined = text(page, reading).replace(" ", "")
        assert "납세증명서" in joined
        assert "가온해미주식회사" in joined
        assert "012-81-34567" in joined
    assert len(page.cells) == 6
    assert [square.ink > 0.1 for square in page.squares] == [True, False]
    assert len(page.pictures) == 1
    assert page.aspect == pytest.approx(1654 / 2339, abs=0.01)


@pytest.mark.ocr
def test_boxes_lie_on_the_rendered_sheet() -> None:
    data = photograph(turn=180)
    (page,) = read(data).pages
    sheet = render(data, 1, 1000)
    assert sheet is not None

    grey = np.asarray(sheet.convert("L"))
    for wanted in ("012-81-34567", "홍길동"):
        x0, y0, x1, y1 = place(page, wanted).box
        rows = slice(int(y0 * grey.shape[0]), int(y1 * grey.shape[0]))
        assert grey[rows, int(x0 * 1000) : int(x1 * 1000)].min() < 80
        assert grey[rows, int(x1 * 1000) + 12 : 840].min() > 150


@pytest.mark.ocr
def test_every_frame_and_every_sheet_decides_for_itself() -> None:
    frames = read(photograph(frames=2, form="TIFF")).pages

    def mixed(canvas: Any) -> None:
        if canvas.getPageNumber() == 1:
            print_lines(canvas)
        else:
            canvas.drawInlineImage(Image.open(io.BytesIO(photograph())), 0, 0, 595, 842)

    sheets = read(drawn(mixed, pages=2)).pages

    assert [page.number for page in frames] == [1, 2]
    assert [page.source for page in sheets] == ["text-layer", "ocr"]


@pytest.mark.ocr
def test_a_text_layer_over_a_scan_is_not_believed() -> None:
    def covered(canvas: Any) -> None:
        canvas.drawInlineImage(Image.open(io.BytesIO(photograph())), 0, 0, 595, 842)
        canvas.drawString(100, 400, "이 글은 보이지 않는 글이며 믿을 수 없습니다", mode=3)

    (page,) = read(drawn(covered)).pages

    assert page.source == "ocr"
    assert "보이지" not in text(page)


@pytest.mark.ocr
@pytest.mark.parametrize("network", MODELS)
@pytest.mark.parametrize("name", ["두리팜", "비전퀀텀"])
def test_syllables_that_the_networks_do_not_list_are_read(name: str, network: str) -> None:
    line = Image.new("L", (400, 46), 255)
    font = ImageFont.truetype(str(font_path(GOTHIC)), 30)
    ImageDraw.Draw(line).text((8, 6), name + " 주식회사", 0, font)
    (tokens,) = read_lines([np.asarray(line)], network)

    assert "".join(token.text for token in tokens) == name + "주식회사"


def test_the_fingerprint_names_reader_program_and_networks() -> None:
    assert "tesseract-" in fingerprint()
    assert read(drawn(print_lines)).reader == fingerprint()


def write_by_hand(canvas: Any) -> None:
    print_lines(canvas)
    for step in range(4):
        x = 300 + 18 * step
        canvas.bezier(x, 560, x + 6, 590, x + 14, 540, x + 20, 575)


def test_what_a_pen_left_on_a_text_sheet_is_a_picture() -> None:
    """A name that somebody wrote on a tablet has no letters in the text layer."""
    (page,) = read(drawn(write_by_hand)).pages
    (stroke,) = page.pictures

    assert page.source == "text-layer"
    assert stroke.holds((330 / 595, (842 - 565) / 842))
    assert read(drawn(print_lines)).pages[0].pictures == ()


@pytest.mark.parametrize("font", ["gothic-bold", "batang-bold", "baekmuk-dotum"])
@pytest.mark.parametrize("size", [28, 44, 90])
@pytest.mark.parametrize("blur", [0, 2, 3])
def test_heavy_and_blurred_type_is_no_code(font: str, size: int, blur: int) -> None:
    """It would be painted over, and what is left of a name be read as the whole."""
    sheet = Image.new("L", (1654, 2339), 255)
    face = ImageFont.truetype(str(font_path(font)), size)
    for row in range(4):
        words = (200, 300 + row * (size + 12)), "제도이현나노텍 주식회사 강원특별자치도"
        ImageDraw.Draw(sheet).text(*words, 0, face)
    grey = np.asarray(sheet.filter(ImageFilter.GaussianBlur(blur)))

    assert not find_dense(grey).any()


def test_a_code_is_no_type() -> None:
    dots = Random(1)
    cells = np.array([[dots.random() < 0.5 for _ in range(40)] for _ in range(40)])
    grey = np.full((2339, 1654), 255, np.uint8)
    grey[300:540, 300:540] = np.where(np.kron(cells, np.ones((6, 6))) > 0, 0, 255)
    found = find_dense(grey) > 0

    assert found[310:530, 310:530].mean() > 0.95
    assert found[600:].sum() == 0


@pytest.mark.parametrize("name", sorted(papers())[:24:3])
def test_the_words_of_a_text_layer_are_those_of_an_independent_reader(name: str) -> None:
    """Letter for letter, whatever the order: nothing is lost and nothing is made up.

    Of a resident number that is starred already, the reader stars the one digit left.
    """
    data = papers()[name].data
    with pdfplumber.open(io.BytesIO(data)) as sheets:
        said = "".join(sheet.extract_text() for sheet in sheets.pages)
    theirs = Counter(re.sub(r"(?<=\d{6}-)\d(?=\*{6})", "*", "".join(said.split())))
    ours = Counter("".join(word.text for page in read(data).pages for word in page.words))

    assert ours == theirs
