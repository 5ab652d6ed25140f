"""What a word processor wrote is drawn from what was read: every word at its own place."""

from __future__ import annotations

import io

import docx
import pytest
from hwpx.document import HwpxDocument
from PIL import Image, ImageStat

from extractors.formats import plain_drawing, read, render
from extractors.model import Box, Page, Word

ROWS = (("기업명", "가온해미 주식회사"), ("대표자", "홍길동"), ("동의 여부", "☑ 동의함  □ 거부"))


def as_docx() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=len(ROWS), cols=2)
    for row, cells in enumerate(ROWS):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    document.add_paragraph("대표자 주민등록번호 900101-1234567")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def as_hwpx() -> bytes:
    document = HwpxDocument.new()
    table = document.add_table(len(ROWS), 2)
    for row, cells in enumerate(ROWS):
        for column, words in enumerate(cells):
            table.set_cell_text(row, column, words)
    return bytes(document.to_bytes())


def as_text() -> bytes:
    return "\n".join(" : ".join(row) for row in ROWS).encode()


@pytest.mark.parametrize("data", [as_docx(), as_hwpx(), as_text()], ids=["docx", "hwpx", "txt"])
def test_every_word_is_drawn_at_its_own_place_and_nothing_elsewhere(data: bytes) -> None:
    (page,) = read(data).pages
    sheet = render(data, 1)

    assert sheet is not None
    assert sheet.width / sheet.height == pytest.approx(page.aspect, rel=0.01)
    assert len(page.words) >= 8
    for word in page.words:
        assert darkest(sheet, word.box) < 100, word.text
    for place in (*page.cells, *(word.box for word in page.words)):
        sheet.paste("white", pixels(sheet, place, grow=8))
    assert darkest(sheet, Box(0, 0, 1, 1)) == 255


def test_a_resident_number_is_not_drawn() -> None:
    words = [word.text for word in read(as_docx()).pages[0].words]

    assert "900101-*******" in words  # what is drawn is what was read


def test_what_is_struck_out_is_drawn_so() -> None:
    box = Box(0.2, 0.2, 0.4, 0.22)
    plain, struck = (
        Page(
            number=1,
            source="word-processor",
            aspect=0.7,
            readings=((Word(text="동의함", box=box, looks=looks),),),
        )
        for looks in ((), ("struck",))
    )

    assert ink(plain) < ink(struck)


def test_without_a_font_for_hangul_there_is_no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_drawing, "FACES", ("no-such-font.ttf",))
    plain_drawing.faces.cache_clear()
    try:
        assert render(as_text(), 1) is None
    finally:
        plain_drawing.faces.cache_clear()


def ink(page: Page) -> float:
    sheet = plain_drawing.draw(page, 1240)
    assert sheet is not None
    return 255 - ImageStat.Stat(sheet.convert("L")).mean[0]


def darkest(sheet: Image.Image, box: Box) -> int:
    return int(sheet.crop(pixels(sheet, box)).convert("L").getextrema()[0])


def pixels(sheet: Image.Image, box: Box, *, grow: int = 0) -> tuple[int, int, int, int]:
    return (
        max(0, int(box.x0 * sheet.width) - grow),
        max(0, int(box.y0 * sheet.height) - grow),
        min(sheet.width, int(box.x1 * sheet.width) + grow),
        min(sheet.height, int(box.y1 * sheet.height) + grow),
    )
