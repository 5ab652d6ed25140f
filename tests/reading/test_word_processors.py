"""DOCX, HWPX, text and HTML: what prints is read, and stands where it would be printed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hwpx.document import HwpxDocument
from PIL import Image, ImageDraw, ImageFont
from specimens.fonts import font_path

from extractors.errors import DamagedFile, EncryptedFile, HostileFile, UnreadableFile
from extractors.formats import read, render
from extractors.model import Page, Word

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def form_docx() -> bytes:
    """Return a DOCX with what other readers lose."""
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "기업현황"
    for row, (label, value) in enumerate((("기업명", "가온해미  주식회사"), ("대표자", "홍길동"))):
        table.cell(row, 1).text, table.cell(row, 2).text = label, value
    table.cell(2, 0).merge(table.cell(2, 2)).text = "비고"
    run = f"<w:r {nsdecls('w')}>"
    for xml in (
        f"<w:p {nsdecls('w')} {W14}><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/>"
        "</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>X</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:t>동의함</w:t></w:r></w:p>",
        f"<w:p {nsdecls('w')}><w:r><w:sym w:font='Wingdings' w:char='F0A8'/></w:r>"
        "<w:r><w:t>거부</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>숨김</w:t></w:r>"
        "<w:del w:id='1'><w:r><w:delText>지움</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>삽입</w:t></w:r></w:ins></w:p>",
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p>"
        "<w:r><w:t>여기에입력</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        f"<w:p {nsdecls('w')}>{run}<w:pict><w:txbxContent><w:p><w:r><w:t>글상자</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>",
    ):
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    document.add_page_break()
    document.add_paragraph("둘째 장")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx_keeps_what_prints_and_nothing_else() -> None:
    first, second = read(form_docx()).pages

    words = text(first)
    assert "☑동의함" in words
    assert "□거부삽입" in words
    assert "글상자" in words
    assert not {"숨김", "지움", "여기에입력"} & set(words.split())
    assert text(second) == "둘째 장"
    assert {page.source for page in (first, second)} == {"word-processor"}


def place(page: Page, wanted: str) -> Word:
    (word,) = (word for word in page.words if word.text == wanted)
    return word


def test_docx_rows_and_columns_line_up_as_on_paper() -> None:
    page = read(form_docx()).pages[0]
    head, name, value = (place(page, wanted) for wanted in ("기업현황", "기업명", "가온해미"))
    cells = {cell for cell in page.cells if cell.holds(head.box.middle)}

    assert name.box.middle[1] == value.box.middle[1]
    assert head.box.x1 < name.box.x0 < value.box.x0
    (tall,) = cells
    assert tall.holds((tall.middle[0], place(page, "홍길동").box.middle[1]))
    assert len(page.cells) == 6


def form_hwpx(change: Callable[[str], str] = lambda xml: xml, **parts: str) -> bytes:
    """Return an HWPX of python-hwpx whose section is changed, with parts added."""
    document = HwpxDocument.new()
    table = document.add_table(2, 2)
    for row, cells in enumerate((("기업명", "가온해미 주식회사"), ("대표자", "홍길동"))):
        for column, words in enumerate(cells):
            table.set_cell_text(row, column, words)
    document.add_paragraph("끝줄")
    whole = io.BytesIO(document.to_bytes())
    buffer = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "Contents/section0.xml":
                data = change(data.decode()).encode()
            new.writestr(name, parts.pop(name.replace("/", "_"), None) or data)
        for name, data in parts.items():
            new.writestr(name, data)
    return buffer.getvalue()


def in_last(xml: str) -> Callable[[str], str]:
    """Return a change that puts *xml* in place of the last paragraph's text."""
    return lambda section: section.replace("<hp:t>끝줄</hp:t>", xml)


FIELD = (
    '<hp:ctrl><hp:fieldBegin type="CLICK_HERE"><hp:parameters><hp:stringParam name="Direction">'
    "여기에 입력</hp:stringParam></hp:parameters></hp:fieldBegin></hp:ctrl><hp:t>{}</hp:t>"
    "<hp:ctrl><hp:fieldEnd/></hp:ctrl>"
)


@pytest.mark.parametrize(
    ("xml", "seen"),
    [
        pytest.param("<hp:t>끝<hp:lineBreak/>줄</hp:t>", "끝 줄", id="line break"),
        pytest.param("<hp:t>가<hp:fwSpace/>나</hp:t>", "가 나", id="blank as an element"),
        pytest.param('<hp:checkBtn caption="동의" value="CHECKED"/>', "☑동의", id="ticked control"),
        pytest.param('<hp:checkBtn caption="동의" value="UNCHECKED"/>', "☐동의", id="open control"),
        pytest.param("<hp:t>\uf0fe동의</hp:t>", "☑동의", id="private-use tick"),
        pytest.param(FIELD.format("여기에 입력"), "", id="prompt that nobody filled in"),
        pytest.param(FIELD.format("홍길동"), "홍길동", id="field that was filled in"),
        pytest.param(
            "<hp:t>가<hp:deleteBegin/>나<hp:deleteEnd/>다</hp:t>", "가다", id="deleted text"
        ),
        pytest.param(
            "<hp:rect><hp:drawText><hp:subList><hp:p><hp:run><hp:t>상자</hp:t></hp:run></hp:p>"
            "</hp:subList></hp:drawText></hp:rect>",
            "상자",
            id="text box",
        ),
        pytest.param("<hp:compose composeText='㊞'/>", "㊞", id="letters set over each other"),
    ],
)
def test_hwpx_text(xml: str, seen: str) -> None:
    (page,) = read(form_hwpx(in_last(xml))).pages

    assert text(page).partition("홍길동")[2].strip() == seen


def test_hwpx_cells_pictures_and_pages() -> None:
    picture = '<hp:t>(인)</hp:t><hp:pic><hp:sz width="5000" height="5000"/></hp:pic>'
    data = form_hwpx(lambda xml: in_last(picture)(xml).replace('pageBreak="0"', 'pageBreak="1"'))
    pages = read(data).pages
    page = next(page for page in pages if page.cells)
    label, value = place(page, "기업명"), place(page, "가온해미")

    assert len(page.cells) == 4
    assert label.box.middle[1] == value.box.middle[1]
    assert len(pages) > 1
    assert [len(page.pictures) for page in pages if "(인)" in text(page)] == [1]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(
            form_hwpx(**{"META-INF_manifest.xml": "<m><encryption-data/></m>"}),
            EncryptedFile,
            id="password",
        ),
        pytest.param(
            form_hwpx(lambda xml: "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
            HostileFile,
            id="entity",
        ),
        pytest.param(form_hwpx(lambda xml: xml[:-40]), DamagedFile, id="XML cut off"),
    ],
)
def test_hwpx_refusals(data: bytes, refusal: type[UnreadableFile]) -> None:
    with pytest.raises(refusal):
        read(data)


def test_a_table_that_declares_billions_of_cells_is_read_at_once() -> None:
    data = form_hwpx(lambda xml: xml.replace('rowSpan="1"', 'rowSpan="65535"'))

    assert "가온해미" in text(read(data).pages[0])


def test_text_and_html_are_papers_too() -> None:
    (page,) = read("상호 가온해미\n대표자 홍길동".encode("cp949")).pages
    (web,) = read("<html><table><tr><td>상호</td><td>가온해미</td></table>".encode()).pages

    assert text(page) == "상호 가온해미 대표자 홍길동"
    assert text(web) == "상호 가온해미"


def test_no_resident_number_leaves_a_reader() -> None:
    number = "-".join(("800229", "1" + "2" * 6))
    for data in (
        f"주민등록번호 {number}".encode(),
        form_hwpx(in_last(f"<hp:t>{number}</hp:t>")),
    ):
        assert "800229-*******" in text(read(data).pages[0])


@pytest.mark.ocr
@pytest.mark.parametrize("suffix", ["docx", "hwpx"])
def test_a_scan_pasted_into_an_empty_document_is_its_sheet(suffix: str) -> None:
    sheet = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(sheet)
    for row in range(8):
        line = "사업자등록번호 012-81-34567" if row == 3 else "위와 같이 증명합니다"
        pen.text((150, 200 + 90 * row), line, "black", ImageFont.truetype(font_path("gothic"), 30))
    picture = io.BytesIO()
    sheet.save(picture, "PNG")
    if suffix == "docx":
        document = docx.Document()
        document.add_picture(picture)
        buffer = io.BytesIO()
        document.save(buffer)
        data = buffer.getvalue()
    else:
        data = form_hwpx(in_last("<hp:t/>"), **{"BinData/image1.png": picture.getvalue()})
    (page,) = read(data).pages

    assert page.source == "ocr"
    assert "012-81-34567" in text(page)
    assert render(data, 1) is not None
