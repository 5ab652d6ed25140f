"""A choice in a DOCX or HWPX: a mark is what differs between its options, by any look."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from hwpx.document import HwpxDocument

from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import read

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
Told = tuple[str | None, str | None]
DOUBT: Told = (None, None)


def run(text: str, *settings: str) -> str:
    """A run of a DOCX with its settings, each an element's name and attributes."""
    inside = "".join(f"<w:{one}/>" for one in settings)
    return f'<w:r><w:rPr>{inside}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def sign(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def in_font(font: str, letter: str) -> str:
    return run(letter, f'rFonts w:ascii="{font}" w:hAnsi="{font}"')


def tick_box(state: int, shown: str) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{shown}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def equation(letters: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in letters)
    start, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    return f"{start}<w:r><w:instrText> eq \\o\\ac(</w:instrText></w:r>{pieces}{end}"


def shape(preset: str = "ellipse", hangs_on: str = "paragraph", down: int = 0) -> str:
    """A shape without text over the text, *down* in EMU from what it *hangs_on*."""
    return (
        '<w:r><w:drawing><wp:anchor><wp:positionH relativeFrom="column">'
        "<wp:posOffset>1900000</wp:posOffset></wp:positionH>"
        f'<wp:positionV relativeFrom="{hangs_on}"><wp:posOffset>{down}</wp:posOffset>'
        '</wp:positionV><wp:extent cx="600000" cy="220000"/><wp:wrapNone/><a:graphic>'
        f'<a:graphicData uri="s"><wps:wsp><wps:spPr><a:prstGeom prst="{preset}"/></wps:spPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def text_box(text: str) -> str:
    """A text box over the text, 8 mm wide."""
    inside = f"<wps:txbx><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></wps:txbx>"
    small = shape().replace('cx="600000"', 'cx="300000"')
    return small.replace("</wps:wsp>", f"{inside}</wps:wsp>")


def symbol_field(code: int) -> str:
    start, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "end"))
    said = f'SYMBOL {code} \\f "Wingdings" \\s 12'
    return f"{start}<w:r><w:instrText> {said} </w:instrText></w:r>{end}"


def own_tick_box(state: int, shown: str, ticked: str = "○", empty: str = "□") -> str:
    own = (
        f'<w14:checkedState w14:val="{ord(ticked):04X}" w14:font="MS Gothic"/>'
        f'<w14:uncheckedState w14:val="{ord(empty):04X}" w14:font="MS Gothic"/>'
    )
    return tick_box(state, shown).replace("</w14:checkbox>", f"{own}</w14:checkbox>")


OVAL = (
    '<w:r><w:pict><v:oval style="position:absolute;margin-left:150pt;margin-top:0;width:48pt;'
    'height:18pt" filled="f"/></w:pict></w:r>'
)
EMPTY = run("☐ 동의함     ☐ 동의하지 않음")


def docx_choice(xml: str, before: str = "") -> Told:
    """What is read of a choice whose paragraph holds *xml*, after a paragraph with *before*."""
    document = docx.Document()
    document.add_paragraph("개인정보 수집 및 이용에")
    for inside in (before, xml):
        document.element.body.insert(
            len(document.element.body) - 1, parse_xml(f"<w:p {NAMESPACES}>{inside}</w:p>")
        )
    return choice_of(document)


AGREED: Told = ("agreed", "text")
REFUSED: Told = ("refused", "text")
UNMARKED: Told = ("unmarked", "text")


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        pytest.param(
            sign("Wingdings 2", "F052")
            + run(" 동의함 ")
            + sign("Wingdings 2", "F0A3")
            + run(" 동의하지 않음"),
            AGREED,
            id="Wingdings 2 as symbols",
        ),
        pytest.param(
            in_font("Wingdings 2", "£")
            + run(" 동의함 ")
            + in_font("Wingdings 2", "S")
            + run(" 동의하지 않음"),
            REFUSED,
            id="Wingdings 2 as letters of a run",
        ),
        pytest.param(
            sign("Wingdings 2", "F0A2")
            + run(" 동의함 ")
            + sign("Wingdings 2", "F0A3")
            + run(" 동의하지 않음"),
            AGREED,
            id="a filled square of Wingdings 2",
        ),
        pytest.param(
            sign("Wingdings", "F06F")
            + run(" 동의함 ")
            + sign("Wingdings", "F078")
            + run(" 동의하지 않음"),
            REFUSED,
            id="a crossed box of Wingdings",
        ),
        pytest.param(
            sign("Webdings", "F061")
            + run(" 동의함 ")
            + sign("Webdings", "F063")
            + run(" 동의하지 않음"),
            AGREED,
            id="Webdings",
        ),
        pytest.param(
            sign("Symbol", "F0D6") + run(" 동의함     □ 동의하지 않음"),
            AGREED,
            id="root of Symbol",
        ),
        pytest.param(
            sign("Wingdings 3", "F0AA") + run(" 동의함     □ 동의하지 않음"),
            DOUBT,
            id="a sign that nobody has named",
        ),
        pytest.param(
            tick_box(0, "☐") + run(" 동의함 ") + tick_box(1, "☒") + run(" 동의하지 않음"),
            REFUSED,
            id="a tick box by its state",
        ),
        pytest.param(
            tick_box(0, "☒") + run(" 동의함 ") + tick_box(0, "☐") + run(" 동의하지 않음"),
            DOUBT,
            id="a tick box whose sign contradicts its state",
        ),
        pytest.param(
            equation("□,V)") + run(" 동의함     □ 동의하지 않음"),
            AGREED,
            id="a mark set over a box by a field",
        ),
        pytest.param(
            run("□ ") + equation("○,동의함)") + run("     □ 동의하지 않음"),
            DOUBT,
            id="an option in a ring by a field",
        ),
        *(
            pytest.param(
                run("☐ ") + run("동의함", look) + run("     ☐ 동의하지 않음"),
                DOUBT,
                id=f"only {look}",
            )
            for look in (
                "strike",
                "dstrike",
                'u w:val="single"',
                'highlight w:val="yellow"',
                "b",
                'bdr w:val="single"',
                'color w:val="FF0000"',
                'em w:val="dot"',
                'shd w:val="clear" w:fill="FFFF00"',
            )
        ),
        pytest.param(
            run("☐ ") + run("동의함", "b") + run("     ☐ ") + run("동의하지 않음", "b"),
            UNMARKED,
            id="both bold",
        ),
        pytest.param(
            run("☑ 동의함     ☐ ") + run("동의하지 않음", "strike"),
            AGREED,
            id="ticked, the other struck",
        ),
        pytest.param(
            run("☑ ") + run("동의함", "strike") + run("     ☐ 동의하지 않음"),
            DOUBT,
            id="ticked and struck",
        ),
        pytest.param(
            run("☑ 동의함     ☐ ") + run("동의하지 않음", 'highlight w:val="yellow"'),
            DOUBT,
            id="one ticked, the other highlighted",
        ),
        pytest.param(shape() + EMPTY, DOUBT, id="an ellipse over the line"),
        pytest.param(shape("line") + EMPTY, DOUBT, id="a line over the line"),
        pytest.param(
            shape(hangs_on="page", down=4_000_000) + EMPTY, DOUBT, id="placed by the sheet"
        ),
        pytest.param(OVAL + EMPTY, DOUBT, id="an oval of VML"),
        pytest.param(
            shape() + run("☑ 동의함     ☐ 동의하지 않음"),
            ("agreed", None),
            id="ticked, a ring somewhere over the line",
        ),
        pytest.param(EMPTY + run(" V", 'color w:val="FFFFFF"'), DOUBT, id="something white behind"),
        pytest.param(text_box("V") + EMPTY, DOUBT, id="a tick in a small text box over the line"),
        pytest.param(text_box("(인)") + EMPTY, UNMARKED, id="a place for a seal over the line"),
        pytest.param(
            run("☐ 동의함", 'vertAlign w:val="superscript"') + run("  ☐ 동의하지 않음"),
            DOUBT,
            id="one raised",
        ),
        pytest.param(
            run("☐ 동의함", 'sz w:val="40"') + run("  ☐ 동의하지 않음", 'sz w:val="20"'),
            DOUBT,
            id="one larger",
        ),
        pytest.param(
            run("☐ 동의함", 'color w:val="auto" w:themeColor="accent2"') + run("  ☐ 동의하지 않음"),
            DOUBT,
            id="one in a colour of the theme",
        ),
        pytest.param(run("☐ 동의함  ☐ 동의하지 않음", "strike"), DOUBT, id="both struck"),
        pytest.param(
            run("☐ 동의함  ☐ ")
            + "<m:oMath><m:borderBox><m:borderBoxPr><m:strikeH/></m:borderBoxPr><m:e><m:r>"
            "<m:t>동의하지 않음</m:t></m:r></m:e></m:borderBox></m:oMath>",
            DOUBT,
            id="one struck by a formula",
        ),
        pytest.param(
            symbol_field(168) + run(" 동의함  ") + symbol_field(254) + run(" 동의하지 않음"),
            ("refused", "text"),
            id="signs as fields",
        ),
        pytest.param(
            own_tick_box(0, "□") + run(" 동의함  ") + own_tick_box(1, "○") + run(" 동의하지 않음"),
            ("refused", "text"),
            id="a tick box that is ticked with a ring of its own",
        ),
        pytest.param(
            run("☐ 동의함")
            + "<w:r><w:commentReference w:id='0'/></w:r>"
            + run("  ☐ 동의하지 않음"),
            DOUBT,
            id="a comment on one",
        ),
        *(
            pytest.param(
                run("☐ ") + run("동의함", look) + run("  ☐ 동의하지 않음"), DOUBT, id=f"only {look}"
            )
            for look in (
                'rFonts w:eastAsia="궁서체"',
                'rFonts w:eastAsiaTheme="majorEastAsia"',
                "caps",
                "smallCaps",
                'spacing w:val="100"',
                'w w:val="150"',
                'position w:val="12"',
            )
        ),
        pytest.param(
            run("☐ ", 'rFonts w:eastAsia="궁서체"')
            + run("동의함  ☐ 동의하지 않음", 'rFonts w:eastAsia="궁서체"', 'spacing w:val="0"'),
            UNMARKED,
            id="both in one typeface",
        ),
        pytest.param(
            run("☑ ") + run("동의함", 'rFonts w:eastAsia="궁서체"') + run("  ☐ 동의하지 않음"),
            AGREED,
            id="ticked, in a typeface of its own",
        ),
        *(
            pytest.param(
                run("☐ 동의함") + f"<w:r><w:{note} w:id='2'/></w:r>" + run("  ☐ 동의하지 않음"),
                DOUBT,
                id=note,
            )
            for note in ("footnoteReference", "endnoteReference")
        ),
        pytest.param(
            '<w:ins w:id="3" w:author="x">'
            + run("☐ 동의함")
            + "</w:ins>"
            + run("  ☐ 동의하지 않음"),
            DOUBT,
            id="one written later",
        ),
        pytest.param(
            run("☐ 동의함") + run("V", "vanish") + run("  ☐ 동의하지 않음"), DOUBT, id="hidden text"
        ),
        pytest.param(
            run("☐ 동의함")
            + '<w:r><x:mark xmlns:x="urn:example:later"/></w:r>'
            + run("  ☐ 동의하지 않음"),
            DOUBT,
            id="something that nobody has named",
        ),
        *(
            pytest.param(
                own_tick_box(1, ticked, ticked, empty)
                + run(" 동의함  ")
                + own_tick_box(0, empty, ticked, empty)
                + run(" 동의하지 않음"),
                DOUBT,
                id=f"a tick box that shows {ticked} for ticked and {empty} for empty",
            )
            for ticked, empty in (("☐", "☒"), ("☑", "☑"), ("□", "□"), ("×", "○"))
        ),
        *(
            pytest.param(
                run("☐ 동의함") + inside + run("  ☐ 동의하지 않음"), DOUBT, id=f"Word's own {name}"
            )
            for name, inside in (
                ("unknown sign", "<w:later w:val='V'/>"),
                ("unknown part of a run", "<w:r><w:later>V</w:later></w:r>"),
                ("field of a day", "<w:r><w:dayShort/></w:r>"),
            )
        ),
        pytest.param(
            run("☐ 동의함") + '<w:bookmarkStart w:id="7" w:name="x"/>' + run("  ☐ 동의하지 않음"),
            UNMARKED,
            id="a bookmark",
        ),
        pytest.param(EMPTY, UNMARKED, id="nothing"),
    ],
)
def test_docx(xml: str, told: Told) -> None:
    assert docx_choice(xml) == told


def test_a_shape_that_hangs_on_another_paragraph_leaves_a_plain_mark_alone() -> None:
    ring = shape(hangs_on="page", down=4_000_000)

    assert docx_choice(EMPTY, before=ring) == DOUBT
    assert docx_choice(run("☑ 동의함     ☐ 동의하지 않음"), before=ring) == AGREED


def listed_choice(agree: str, refuse: str, *, font: str = "Wingdings", box: str = "") -> Told:
    """What is read of two options in two lists with these bullets, each behind a typed *box*."""
    document = docx.Document()
    document.add_paragraph("개인정보 수집 및 이용에")
    numbering = document.part.numbering_part.element
    for number, sign in ((91, agree), (92, refuse)):
        level = (
            f'<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
            f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr></w:lvl>'
        )
        for xml in (
            f'<w:abstractNum {NAMESPACES} w:abstractNumId="{number}">{level}</w:abstractNum>',
            f'<w:num {NAMESPACES} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>',
        ):
            numbering.append(parse_xml(xml))
    for number, text in ((91, "동의함"), (92, "동의하지 않음")):
        settings = (
            f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        )
        paragraph = parse_xml(f"<w:p {NAMESPACES}>{settings}{run(f'{box}{text}')}</w:p>")
        document.element.body.insert(len(document.element.body) - 1, paragraph)
    return choice_of(document)


def choice_of(document: Document) -> Told:
    buffer = io.BytesIO()
    document.save(buffer)
    (page,) = read(buffer.getvalue()).pages
    (choice,) = choices_in(Sheet(page))
    return choice.consent, choice.because


def test_the_bullets_of_a_list_are_the_boxes_of_its_options() -> None:
    """Word's list of □ and of ☑: no paragraph says its own sign."""
    assert listed_choice("\uf06f", "\uf0fe") == REFUSED


@pytest.mark.parametrize("bullet", ["V", "O", "[V]", "★"])
def test_a_bullet_that_is_no_tick_sign_may_be_the_mark_all_the_same(bullet: str) -> None:
    assert listed_choice("•", bullet, font="Arial", box="□ ") == DOUBT
    assert listed_choice("•", "•", font="Arial", box="□ ") == UNMARKED


def test_what_stands_between_paragraphs_in_a_way_that_nobody_knows_may_be_the_mark() -> None:
    document = docx.Document()
    document.add_paragraph("개인정보 수집 및 이용에")
    options = f"<w:p>{EMPTY}</w:p>"
    alternative = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        f'2006"><mc:Choice Requires="w14">{options}</mc:Choice></mc:AlternateContent>'
    )
    later = f"<w:later><w:p>{run('☐ 동의함  ☑ 동의하지 않음')}</w:p></w:later>"
    body = document.element.body
    body.insert(
        len(body) - 1,
        parse_xml(f"<w:sdt {NAMESPACES}><w:sdtContent>{alternative}</w:sdtContent></w:sdt>"),
    )
    assert choice_of(document) == UNMARKED

    del body[-2]
    body.insert(
        len(body) - 1,
        parse_xml(f"<w:sdt {NAMESPACES}><w:sdtContent>{later}</w:sdtContent></w:sdt>"),
    )
    assert choice_of(document)[0] != "agreed"
    assert choice_of(document) != UNMARKED


# ── HWPX ─────────────────────────────────────────────────────────────────────────────

LOOKS = {
    90: 'textColor="#000000" shadeColor="none"><hh:strikeout shape="SOLID"/>',
    91: 'textColor="#000000" shadeColor="none"><hh:underline type="BOTTOM"/>',
    92: 'textColor="#FF0000" shadeColor="none">',
    93: 'textColor="#000000" shadeColor="#FFFF00">',
    94: 'textColor="#000000" shadeColor="none"><hh:fontRef latin="91" symbol="91" user="91"/>',
    95: 'textColor="#FFFFFF" shadeColor="none">',
    96: 'textColor="#000000" shadeColor="none"><hh:ratio hangul="150"/>',
    97: 'textColor="#000000" shadeColor="none" height="2000">',
    98: 'textColor="#000000" shadeColor="none"><hh:fontRef hangul="91"/>',
}


def words(text: str, look: int = 0) -> str:
    return f'<hp:run charPrIDRef="{look}"><hp:t>{text}</hp:t></hp:run>'


def over(name: str, hangs_on: str = "PARA") -> str:
    return (
        f'<hp:run charPrIDRef="0"><hp:{name} textWrap="IN_FRONT_OF_TEXT"><hp:sz width="5000" '
        f'height="1600"/><hp:pos treatAsChar="0" vertRelTo="{hangs_on}" vertOffset="0"/>'
        f"</hp:{name}></hp:run>"
    )


def small_box(text: str, in_line: str = "0") -> str:
    """A rectangle 7 mm wide that says *text*, over the words or set like one of them."""
    return (
        '<hp:run charPrIDRef="0"><hp:rect textWrap="IN_FRONT_OF_TEXT"><hp:drawText><hp:subList>'
        f"<hp:p>{words(text)}</hp:p></hp:subList></hp:drawText><hp:sz width='2000' height='1600'/>"
        f"<hp:pos treatAsChar='{in_line}' vertRelTo='PARA' vertOffset='0'/></hp:rect></hp:run>"
    )


def composed(text: str, shape: str) -> str:
    return f'<hp:run><hp:compose circleType="{shape}" composeText="{text}"/></hp:run>'


LISTS = (
    '<hh:bullet id="81" char="■"/><hh:bullet id="82" char="□"/><hh:bullet id="83" char="★"/>'
    '<hh:bullet id="84" char="□" useImage="1"/>'
)
NUMBERS = (
    '<hh:numbering id="{0}"><hh:paraHead level="1" numFormat="DIGIT">{1}</hh:paraHead>'
    "</hh:numbering>"
)
"""A list of numbers and the text around each, which may be a mark alone."""
LISTED = {
    810: ("BULLET", 81), 820: ("BULLET", 82), 830: ("BULLET", 83), 840: ("BULLET", 84),
    850: ("NUMBER", 85), 860: ("NUMBER", 86),
}  # fmt: skip
FRAMES = {
    70: 'type="SOLID" width="0.12 mm" color="#000000"',
    71: 'type="SOLID" width="0.7 mm" color="#000000"',
    72: 'type="SOLID" width="0.12 mm" color="#FF0000"',
    73: 'type="DOUBLE_SLIM" width="0.5 mm" color="#000000"',
}
GROUNDS = {
    74: '<hc:winBrush faceColor="none" hatchColor="#000000" hatchStyle="CROSS"/>',
    75: '<hc:gradation type="LINEAR"/>',
    76: '<hc:imgBrush mode="TOTAL"/>',
}


def lists_and_fills(header: str) -> str:
    """The header of an HWPX with LISTS, NUMBERS, FRAMES and GROUNDS in its tables."""
    numbers = NUMBERS.format(85, "^1.") + NUMBERS.format(86, "V")
    settings = "".join(
        f'<hh:paraPr id="{name}"><hh:heading type="{kind}" idRef="{named}" level="0"/></hh:paraPr>'
        for name, (kind, named) in LISTED.items()
    )
    fills = "".join(
        f'<hh:borderFill id="{name}">'
        + "".join(f"<hh:{side}Border {line}/>" for side in ("left", "right", "top", "bottom"))
        + "</hh:borderFill>"
        for name, line in FRAMES.items()
    )
    fills += "".join(
        f'<hh:borderFill id="{name}"><hc:fillBrush '
        f'xmlns:hc="http://www.hancom.co.kr/hwpml/2011/core">{brush}</hc:fillBrush></hh:borderFill>'
        for name, brush in GROUNDS.items()
    )
    bullets = f"<hh:bullets>{LISTS}</hh:bullets><hh:numberings>{numbers}</hh:numberings>"
    header = header.replace("</hh:paraProperties>", f"{settings}</hh:paraProperties>{bullets}")
    return header.replace("</hh:borderFills>", f"{fills}</hh:borderFills>")


def hwpx_choice(xml: str, *, instead: str = "") -> Told:
    """What is read of a choice whose paragraph holds *xml*, or that stands *instead* of one."""
    document = HwpxDocument.new()
    document.add_paragraph("개인정보 수집 및 이용에")
    document.add_paragraph("끝줄")
    buffer = io.BytesIO()
    looks = "".join(
        f'<hh:charPr id="{number}" {look}</hh:charPr>' for number, look in LOOKS.items()
    )
    with (
        zipfile.ZipFile(io.BytesIO(document.to_bytes())) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name).decode("utf-8", "surrogateescape")
            if name == "Contents/section0.xml":
                head, _, tail = data.rpartition("<hp:t>끝줄</hp:t>")
                opening = head.rindex("<hp:run")
                data = head[:opening] + xml + tail[tail.index("</hp:run>") + 9 :]
                data = data.replace("</hs:sec>", f"{instead}</hs:sec>")
            elif name == "Contents/header.xml":
                data = data.replace("</hh:charProperties>", f"{looks}</hh:charProperties>")
                font = '<hh:font id="91" face="Wingdings 2"/></hh:fontface>'
                data = lists_and_fills(data.replace("</hh:fontface>", font))
            new.writestr(name, data.encode("utf-8", "surrogateescape"))
    (page,) = read(buffer.getvalue()).pages
    (choice,) = choices_in(Sheet(page))
    return choice.consent, choice.because


BOXES = words("□ 동의함     □ 동의하지 않음")


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        *(
            pytest.param(
                words("□ ") + words("동의함", look) + words("     □ 동의하지 않음"), DOUBT, id=name
            )
            for look, name in ((90, "struck"), (91, "underlined"), (92, "red"), (93, "shaded"))
        ),
        pytest.param(
            words("□ <hp:markpenBegin/>동의함<hp:markpenEnd/>     □ 동의하지 않음"),
            DOUBT,
            id="marker pen",
        ),
        pytest.param(
            words("\uf0a3", 94)
            + words(" 동의함     ")
            + words("\uf052", 94)
            + words(" 동의하지 않음"),
            REFUSED,
            id="Wingdings 2",
        ),
        *(
            pytest.param(over(name) + BOXES, DOUBT, id=name)
            for name in ("ellipse", "line", "curve")
        ),
        pytest.param(over("rect", "PAPER") + BOXES, DOUBT, id="placed by the sheet"),
        pytest.param(
            words("□ ") + composed("동의함", "SHAPE_CIRCLE") + words("     □ 동의하지 않음"),
            DOUBT,
            id="an option in a ring",
        ),
        pytest.param(
            composed("", "SHAPE_RECTANGLE")
            + words(" 동의함     ")
            + composed("V", "SHAPE_RECTANGLE")
            + words(" 동의하지 않음"),
            REFUSED,
            id="letters in boxes",
        ),
        pytest.param(small_box("V") + BOXES, DOUBT, id="a tick in a small text box over the line"),
        pytest.param(
            small_box("V", "1") + words(" 동의함     □ 동의하지 않음"),
            ("agreed", "text"),
            id="a tick in a small text box in the line",
        ),
        pytest.param(
            "<hp:run><hp:radioBtn caption='동의함' value='INDETERMINATE'/>"
            "<hp:radioBtn caption='동의하지 않음' value='UNCHECKED'/></hp:run>",
            DOUBT,
            id="a button between its states",
        ),
        pytest.param(
            "<hp:run><hp:dutmal><hp:mainText>□</hp:mainText><hp:subText>V</hp:subText></hp:dutmal>"
            "</hp:run>" + words(" 동의함     □ 동의하지 않음"),
            ("agreed", "text"),
            id="a tick set over a box as 덧말",
        ),
        pytest.param(
            "<hp:run><hp:ctrl><hp:fieldBegin type='MEMO'/></hp:ctrl></hp:run>" + BOXES,
            DOUBT,
            id="a memo",
        ),
        *(
            pytest.param(
                words("□ ") + words("동의함", look) + words("     □ 동의하지 않음"), DOUBT, id=name
            )
            for look, name in ((96, "wider"), (97, "larger"), (98, "another typeface"))
        ),
        *(
            pytest.param(
                words("□ 동의함")
                + f"<hp:run><hp:ctrl>{note}</hp:ctrl></hp:run>"
                + words("     □ 동의하지 않음"),
                told,
                id=note,
            )
            for note, told in (
                ("<hp:footNote><hp:subList><hp:p/></hp:subList></hp:footNote>", UNMARKED),
                ("<hp:hiddenComment><hp:subList/></hp:hiddenComment>", DOUBT),
                ("<hp:later/>", DOUBT),
                ('<hp:bookmark name="x"/>', UNMARKED),
            )
        ),
        pytest.param(words("V", 95) + BOXES, DOUBT, id="something white"),
        pytest.param(BOXES, UNMARKED, id="nothing"),
    ],
)
def test_hwpx(xml: str, told: Told) -> None:
    assert hwpx_choice(xml) == told


def listed(settings: int, text: str) -> str:
    return f'<hp:p paraPrIDRef="{settings}">{words(text)}</hp:p>'


@pytest.mark.parametrize(
    ("agree", "refuse", "box", "told"),
    [
        pytest.param(820, 810, "", REFUSED, id="bullets that are tick signs"),
        pytest.param(820, 830, "", DOUBT, id="a bullet that nobody has named"),
        pytest.param(820, 840, "", DOUBT, id="a picture as bullet"),
        pytest.param(830, 830, "□ ", UNMARKED, id="one list"),
        pytest.param(850, 850, "□ ", UNMARKED, id="one list of numbers"),
        pytest.param(850, 830, "□ ", DOUBT, id="a number and a bullet"),
        pytest.param(850, 860, "□ ", DOUBT, id="a number that is a sign"),
        pytest.param(0, 830, "□ ", DOUBT, id="one in a list"),
    ],
)
def test_lists_of_an_hwpx(agree: int, refuse: int, box: str, told: Told) -> None:
    options = listed(agree, f"{box}동의함") + listed(refuse, f"{box}동의하지 않음")

    assert hwpx_choice(words(""), instead=options) == told


@pytest.mark.parametrize("fill", [*FRAMES, *GROUNDS])
def test_frames_and_grounds_of_cells_of_an_hwpx(fill: int) -> None:
    cells = "".join(
        f'<hp:tc borderFillIDRef="{name}"><hp:subList>{listed(0, text)}</hp:subList>'
        f'<hp:cellAddr colAddr="{at}" rowAddr="0"/></hp:tc>'
        for at, (name, text) in enumerate(((70, "□ 동의함"), (fill, "□ 동의하지 않음")))
    )
    table = f'<hp:run charPrIDRef="0"><hp:tbl><hp:tr>{cells}</hp:tr></hp:tbl></hp:run>'

    assert hwpx_choice(table) == (UNMARKED if fill == 70 else DOUBT)


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param(words("□ 동의함  <hp:later/>□ 동의하지 않음"), id="within text"),
        pytest.param(words("□ 동의함  ") + "<hp:later/>" + words("□ 동의하지 않음"), id="beside"),
        pytest.param(
            words("□ 동의함  ")
            + '<hp:run><hp:ctrl><hp:autoNum><hp:autoNumFormat type="USER_CHAR" userChar="V"/>'
            + "</hp:autoNum></hp:ctrl></hp:run>"
            + words("□ 동의하지 않음"),
            id="a counted thing that shows a sign",
        ),
    ],
)
def test_what_nobody_knows_in_an_hwpx_may_be_the_mark(xml: str) -> None:
    assert hwpx_choice(xml)[0] not in ("agreed", "unmarked")
