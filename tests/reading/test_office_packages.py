"""Office files as programs write them: any names of parts, and content that is no words.

An entry that holds something else than words is never blank for certain, and never an answer.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from hwpx.document import HwpxDocument
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetPicture
from openpyxl.styles import Font
from PIL import Image

from extractors.documents import paper_of
from extractors.documents.application_form import ApplicationForm
from extractors.fields.choices import choices_in
from extractors.fields.extraction import read_fields
from extractors.fields.layout import Sheet
from extractors.formats import kind_of, read
from extractors.model import Page, Value

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)


def entry(data: bytes) -> Value[str]:
    """What is read at 안전관리 노력도 of the application form in *data*."""
    pages = read(data).pages
    found = read_fields(ApplicationForm, paper_of(pages, is_form=True))
    return found["safety"]


def told(value: Value[str]) -> tuple[str | None, bool]:
    return value.value, value.certain


BLANK, SOMETHING = (None, True), (None, False)


# ── DOCX ─────────────────────────────────────────────────────────────────────────────


def form_docx(inside: str = "", before: str = "") -> bytes:
    """A form whose second entry holds the runs *inside*, after a paragraph that holds *before*."""
    document = docx.Document()
    document.add_paragraph("참가신청 내역서")
    first = parse_xml(f"<w:p {NAMESPACES}>{before}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, first)
    table = document.add_table(rows=3, cols=2)
    for row, (label, text) in enumerate(
        (
            ("지원분야", "운영시스템 구축"),
            ("안전관리 노력도", ""),
            ("기대효과", "불량률이 줄어든다"),
        )
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = label, text
    if inside:
        cell = table.cell(1, 1)._tc
        cell.remove(cell.p_lst[0])
        cell.append(parse_xml(f"<w:p {NAMESPACES}>{inside}</w:p>"))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def graphic(inside: str, how: str = "inline", size: str = 'cx="4000000" cy="600000"') -> str:
    """A drawing in the line of text, or over it, hung on the sheet where *how* says so."""
    relative = "page" if how == "by the sheet" else "paragraph"
    place = (
        f'<wp:positionV relativeFrom="{relative}"><wp:posOffset>3000000</wp:posOffset>'
        f"</wp:positionV><wp:extent {size}/><wp:wrapNone/>"
    )
    head = f"<wp:extent {size}/>" if how == "inline" else place
    name = "inline" if how == "inline" else "anchor"
    return (
        f"<w:r><w:drawing><wp:{name}>{head}<a:graphic><a:graphicData>{inside}</a:graphicData>"
        f"</a:graphic></wp:{name}></w:drawing></w:r>"
    )


PICTURE = "<pic:pic/>"
BOX = (
    "<wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>안전센서 설치</w:t></w:r></w:p>"
    "</w:txbxContent></wps:txbx></wps:wsp>"
)
WORDART = (
    '<w:r><w:pict><v:shape style="width:200pt;height:40pt"><v:textpath string="안전센서"/>'
    "</v:shape></w:pict></w:r>"
)
EMBEDDED = (
    '<w:r><w:object><v:shape style="width:60pt;height:40pt"><v:imagedata/></v:shape>'
    '<o:OLEObject ProgID="Package"/></w:object></w:r>'
)


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(graphic('<dgm:relIds r:dm="rId9"/>'), id="SmartArt"),
        pytest.param(graphic('<c:chart r:id="rId9"/>'), id="chart"),
        pytest.param(graphic('<w14:contentPart r:id="rId9"/>'), id="ink"),
        pytest.param(WORDART, id="WordArt"),
        pytest.param(EMBEDDED, id="embedded file"),
        pytest.param(graphic(PICTURE), id="picture"),
        pytest.param(graphic(PICTURE, size='cx="6000000" cy="8000000"'), id="large picture"),
        pytest.param(graphic("<wps:wsp/>", "over"), id="shape over the entry"),
        pytest.param(
            '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>안전센서 설치</w:t></w:r>',
            id="white",
        ),
        pytest.param(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> QUOTE "안전센서"'
            '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>',
            id="field without its result",
        ),
        pytest.param('<w:fldSimple w:instr=" MERGEFIELD 안전 "/>', id="field of a serial letter"),
        pytest.param('<w:subDoc r:id="rId9"/>', id="another document"),
        pytest.param('<w:contentPart r:id="rId9"/>', id="handwriting"),
        pytest.param('<w:r><w:commentReference w:id="0"/></w:r>', id="comment"),
        pytest.param('<w:r><w:footnoteReference w:id="2"/></w:r>', id="footnote"),
        pytest.param("<w:r><w:rPr><w:vanish/></w:rPr><w:t>안전센서 설치</w:t></w:r>", id="hidden"),
        pytest.param('<w:r><x:entry xmlns:x="urn:example:later"/></w:r>', id="of no known kind"),
        pytest.param(
            "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>안전센서 설치"
            "</w:t></w:r></w:sdtContent></w:sdt>",
            id="called a placeholder and not set as one",
        ),
    ],
)
def test_an_entry_of_a_docx_that_is_no_words(inside: str) -> None:
    assert told(entry(form_docx(inside))) == SOMETHING


def test_what_only_the_second_form_of_a_drawing_says_is_read() -> None:
    words = "<w:r><w:t>안전센서 설치</w:t></w:r>"
    inside = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice Requires="zz"/><mc:Fallback>{words}</mc:Fallback></mc:AlternateContent>'
    )

    assert told(entry(form_docx(inside))) == ("안전센서 설치", True)


@pytest.mark.parametrize(
    ("extension", "seen"),
    [
        pytest.param("http://schemas.microsoft.com/office/word/2010/wordml", "그림판", id="Word's"),
        pytest.param("urn:maker-of-nothing", "안전센서", id="one that no program knows"),
    ],
)
def test_of_two_forms_that_is_read_which_office_programs_show(extension: str, seen: str) -> None:
    inside = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        f' xmlns:x="{extension}"><mc:Choice Requires="x"><w:r><w:t>그림판</w:t></w:r></mc:Choice>'
        "<mc:Fallback><w:r><w:t>안전센서</w:t></w:r></mc:Fallback></mc:AlternateContent>"
    )

    assert told(entry(form_docx(inside))) == (seen, True)


def test_entries_of_a_docx_that_are_words_or_nothing() -> None:
    formula = "<m:oMath><m:r><m:t>안전센서 설치</m:t></m:r></m:oMath>"

    assert told(entry(form_docx())) == BLANK
    assert told(entry(form_docx(formula))) == ("안전센서 설치", True)
    assert told(entry(form_docx(graphic(BOX)))) == ("안전센서 설치", True)


@pytest.mark.parametrize("inside", [PICTURE, BOX], ids=["picture", "text box"])
def test_what_is_laid_over_a_form_may_lie_over_an_empty_entry(inside: str) -> None:
    over = graphic(inside, "by the sheet")
    small = graphic(inside, "by the sheet", 'cx="800000" cy="800000"')

    assert told(entry(form_docx(before=over))) == SOMETHING
    assert told(entry(form_docx(before=small))) == BLANK


def changed(
    data: bytes, rename: Callable[[str], str], change: Callable[[str], str] = lambda text: text
) -> bytes:
    """*data* with its parts renamed and its XML changed, relationships and all."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith((".xml", ".rels")):
                part = change(part.decode()).encode()
            new.writestr(rename(name), part)
    return buffer.getvalue()


def strict(text: str) -> str:
    parts = r"http://schemas\.openxmlformats\.org/(?!package)(\w+)/2006/"
    return re.sub(parts, r"http://purl.oclc.org/ooxml/\1/", text)


def other_name(text: str) -> str:
    return text.replace("word/document.xml", "word/document2.xml")


def dead_ends(text: str) -> str:
    added = (
        '<Relationship Id="rId77" Target="../NULL" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/image"/></Relationships>'
    )
    return text.replace("</Relationships>", added)


def macros(text: str) -> str:
    return text.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def same(name: str) -> str:
    return name


def loud(name: str) -> str:
    return name if name.startswith("[") else name.upper()


@pytest.mark.parametrize(
    ("rename", "change"),
    [
        pytest.param(
            lambda name: name.replace("document.xml", "document2.xml"),
            other_name,
            id="document2.xml",
        ),
        pytest.param(
            lambda name: name.replace("document.xml", "my%20document.xml"),
            lambda text: text.replace("document.xml", "my%20document.xml"),
            id="a blank in a name",
        ),
        pytest.param(same, strict, id="strict"),
        pytest.param(loud, same, id="names in capitals"),
        pytest.param(lambda name: name.replace("/", "\\"), same, id="names with backslashes"),
        pytest.param(same, dead_ends, id="a relationship to nothing"),
        pytest.param(same, macros, id="with macros"),
    ],
)
def test_a_docx_by_its_package(rename: Callable[[str], str], change: Callable[[str], str]) -> None:
    data = changed(form_docx("<w:r><w:t>안전센서 설치</w:t></w:r>"), rename, change)

    assert kind_of(data) == "docx"
    assert told(entry(data)) == ("안전센서 설치", True)


PAGE = "<html><body><p>참가신청 내역서</p><table>{}</table></body></html>".format(
    "".join(
        f"<tr><td>{label}</td><td>{text}</td></tr>"
        for label, text in (
            ("지원분야", "구축"),
            ("안전관리 노력도", "안전센서"),
            ("기대효과", "감소"),
        )
    )
)


def test_a_docx_whose_body_is_an_inserted_page() -> None:
    document = docx.Document()
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/afchunk.htm"),
        "text/html",
        PAGE.encode(),
        document.part.package,
    )
    chunk = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk"
    number = document.part.relate_to(part, chunk)
    xml = f'<w:altChunk {NAMESPACES} r:id="{number}"/>'
    document.element.body.insert(0, parse_xml(xml))
    buffer = io.BytesIO()
    document.save(buffer)

    assert told(entry(buffer.getvalue())) == ("안전센서", True)


# ── HWPX ─────────────────────────────────────────────────────────────────────────────


def form_hwpx(inside: str) -> bytes:
    document = HwpxDocument.new()
    document.add_paragraph("참가신청 내역서")
    table = document.add_table(3, 2)
    for row, (label, text) in enumerate(
        (("지원분야", "구축"), ("안전관리 노력도", "여기"), ("기대효과", "감소"))
    ):
        table.set_cell_text(row, 0, label)
        table.set_cell_text(row, 1, text)
    return changed(
        document.to_bytes(), same, lambda text: text.replace("<hp:t>여기</hp:t>", inside)
    )


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(
            '<hp:textart text="안전센서"><hp:pos treatAsChar="1"/></hp:textart>', id="글맵시"
        ),
        pytest.param("<hp:equation><hp:script>1 over 2</hp:script></hp:equation>", id="equation"),
        pytest.param("<hp:ole/>", id="embedded file"),
        pytest.param("<hp:chart/>", id="chart"),
        pytest.param("<hp:later/>", id="of no known kind"),
        pytest.param(
            "<hp:ctrl><hp:hiddenComment><hp:subList/></hp:hiddenComment></hp:ctrl>", id="remark"
        ),
        pytest.param('<hp:pic><hp:sz width="40000" height="60000"/></hp:pic>', id="large picture"),
    ],
)
def test_an_entry_of_an_hwpx_that_is_no_words(inside: str) -> None:
    assert told(entry(form_hwpx(inside))) == SOMETHING
    assert told(entry(form_hwpx(""))) == BLANK


# ── XLSX ─────────────────────────────────────────────────────────────────────────────


def form_xlsx(fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "참가신청 내역서"
    for row, (label, text) in enumerate(
        (("지원분야", "구축"), ("안전관리 노력도", None), ("기대효과", "감소")), start=2
    ):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, text)
    sheet.merge_cells("B3:D3")
    fill(sheet)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def formula(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B3"] = "=B2"


def picture(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (200, 20)).save(drawn, "PNG")
    sheet.add_image(SheetPicture(drawn), "C3")


def chart(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet.add_chart(BarChart(), "B3")


def error(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B3"] = "#VALUE!"


def white(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B3"] = "안전센서"
    sheet["B3"].font = Font(color="FFFFFFFF")


def remark(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B3"].comment = Comment("별도 제출", "신청인")


@pytest.mark.parametrize("fill", [formula, picture, chart, error, white, remark])
def test_an_entry_of_an_xlsx_that_is_no_words(
    fill: Callable[[openpyxl.worksheet.worksheet.Worksheet], None],
) -> None:
    assert told(entry(form_xlsx(fill))) == SOMETHING


def test_entries_of_an_xlsx_that_are_words_or_nothing() -> None:
    def words(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B3"] = "안전센서"

    plain = form_xlsx(words)
    empty_result = changed(
        form_xlsx(formula),
        same,
        lambda text: re.sub(r'<c r="B3"([^>]*)>', r'<c r="B3" t="str"\1>', text),
    )
    assert told(entry(plain)) == ("안전센서", True)
    assert told(entry(changed(plain, same, strict))) == ("안전센서", True)
    assert told(entry(changed(plain, loud))) == ("안전센서", True)
    assert told(entry(form_xlsx(lambda sheet: None))) == BLANK
    assert told(entry(empty_result)) == BLANK


def test_a_shape_over_cells_of_an_xlsx() -> None:
    """What openpyxl leaves out of a drawing: here the picture becomes a shape."""
    shape = re.compile(r"<(\w+:)?pic\b.*</(\w+:)?pic>", re.S)
    data = changed(form_xlsx(picture), same, lambda text: shape.sub(r"<\1sp/>", text))

    assert told(entry(data)) == SOMETHING


def test_a_control_over_cells_of_an_xlsx() -> None:
    """Programs wrap it as an alternative."""

    def wrapped(text: str) -> str:
        text = re.sub(r"<(\w+:)?pic\b.*</(\w+:)?pic>", r"<\1sp/>", text, flags=re.S)
        start = '<m:AlternateContent xmlns:m="m"><m:Choice>'
        text = re.sub(r"(<(?:\w+:)?oneCellAnchor)", start + r"\1", text)
        return re.sub(r"(</(?:\w+:)?oneCellAnchor>)", r"\1</m:Choice></m:AlternateContent>", text)

    assert told(entry(changed(form_xlsx(picture), same, wrapped))) == SOMETHING


@pytest.mark.parametrize(
    ("kind", "expected", "end"),
    [
        pytest.param("Checkbox", SOMETHING, "</xml>", id="a tick box"),
        pytest.param("Note", BLANK, "</xml>", id="a note lies over nothing"),
        pytest.param(
            "Checkbox", SOMETHING, "<br></xml>", id="in a drawing that is not well-formed"
        ),
    ],
)
def test_an_old_control_of_an_xlsx(kind: str, expected: object, end: str) -> None:
    buffer = io.BytesIO(form_xlsx(lambda sheet: None))
    drawing = f'<xml><x ObjectType="{kind}"/><ClientData ObjectType="{kind}">'
    drawing += f"<Anchor>1, 5, 2, 5, 2, 5, 3, 0</Anchor></ClientData>{end}"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    with zipfile.ZipFile(buffer, "a") as package:
        package.writestr("xl/drawings/vmlDrawing1.vml", drawing)
        package.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kinds}vmlDrawing" '
            'Target="../drawings/vmlDrawing1.vml"/></Relationships>',
        )

    assert told(entry(buffer.getvalue())) == expected


def choice(page: Page) -> tuple[str | None, str | None]:
    (found,) = choices_in(Sheet(page))
    return found.consent, found.because


def test_looks_and_signs_of_cells_count_as_in_a_letter() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = CellRichText("□ 동의함   □ ", TextBlock(InlineFont(strike=True), "동의하지 않음"))
    buffer = io.BytesIO()
    book.save(buffer)
    (struck,) = read(buffer.getvalue()).pages

    for column, (text, font) in enumerate(
        (
            ("R", "Wingdings 2"),
            ("동의함", "Arial"),
            ("£", "Wingdings 2"),
            ("동의하지 않음", "Arial"),
        ),
        1,
    ):
        sheet.cell(1, column, text).font = Font(name=font)
    buffer = io.BytesIO()
    book.save(buffer)
    (signs,) = read(buffer.getvalue()).pages

    assert choice(struck) == (None, None)
    assert choice(signs) == ("agreed", "text")
