"""What a text layer says and nobody sees is no value, in whatever way it was hidden."""

import datetime as dt
import io

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from specimens import planting
from specimens.company import invent
from specimens.fonts import load_font
from specimens.national_tax import national_tax_clearance

from extractors.documents import identify
from extractors.formats import read

LINES = ("A sheet with some lines that everybody sees,", "long enough for a text layer 0246813.")
NUMBERS = {way: f"{7310 + 17 * at} {9251 + 31 * at}" for at, way in enumerate(planting.WAYS)}
HALVES = (tuple(NUMBERS)[::2], tuple(NUMBERS)[1::2])

OLD = national_tax_clearance(invent(31), issued_on=dt.date(2024, 1, 5), layout="hometax").data


@pytest.mark.parametrize("ways", HALVES, ids=("one half", "the other"))
def test_no_hidden_number_is_read(ways):
    """Each way to hide words is tried, with a number of its own."""
    hidden = {way: NUMBERS[way] for way in ways}
    (page,) = read(planting.sheet_of(hidden, LINES)).pages
    sure = [word.text for word in page.words if word.certainty]

    assert page.source == "text-layer"
    assert "0246813." in sure
    assert [way for way, said in hidden.items() for part in said.split() if part in sure] == []


def layered(text: str, *, shown: bool) -> bytes:
    """A sheet with *text* in a layer that is switched on or off (ISO 32000-1, 8.11)."""
    base, over = io.BytesIO(planting.sheet_of({}, LINES)), io.BytesIO()
    canvas = Canvas(over)
    canvas.setFont(load_font("gothic").fontName, 10)
    canvas.drawString(60, 600, text)
    canvas.save()
    whole = io.BytesIO()
    with pikepdf.open(base) as pdf, pikepdf.open(over) as layer:
        group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="layer"))
        form = pdf.make_indirect(pdf.copy_foreign(layer.pages[0].as_form_xobject()))
        form.OC = group
        sheet = pdf.pages[0]
        name = sheet.add_resource(form, pikepdf.Name.XObject)
        sheet.contents_add(b"q %s Do Q" % str(name).encode(), prepend=False)
        state = pikepdf.Dictionary({"/ON" if shown else "/OFF": [group], "/Order": [group]})
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=state)
        pdf.save(whole)
    return whole.getvalue()


@pytest.mark.parametrize("shown", [True, False], ids=["on", "off"])
def test_words_in_a_layer_are_read_only_where_it_is_switched_on(shown):
    (page,) = read(layered("2468 13579", shown=shown)).pages

    assert ("13579" in [word.text for word in page.words]) is shown


@pytest.mark.parametrize(
    ("way", "x", "y"),
    [
        pytest.param("white across a line", 45, 40.7, id="white across the frame"),
        pytest.param("in white", 500, 70, id="white on the code"),
        pytest.param("transparent", 425, 196, id="transparent over the day"),
        pytest.param("in white", 58, 92, id="white over a note"),
    ],
)
def test_an_old_certificate_gets_no_new_day(way, x, y):
    (document,) = identify(read(planting.plant(OLD, way, "발급일 2025년 5월 8일", x, y)))
    issued = document.field("issued_on")

    assert document.type == "national-tax-clearance"
    assert issued is None or issued.value == dt.date(2024, 1, 5) or not issued.certain
    assert "hidden-text" in document.signs


def honest() -> bytes:
    """A sheet with words of every kind that can be seen, numbered."""
    data = io.BytesIO()
    canvas = Canvas(data)

    def write(text: str, y: float, font: str = "gothic", size: float = 10, mode: int = 0) -> None:
        line = canvas.beginText(60, y)
        line.setFont(load_font(font).fontName, size)
        line.setTextRenderMode(mode)
        line.textOut(text)
        canvas.drawText(line)

    write("보통 11 글자이고 이 줄은 길다", 780)
    canvas.setFillGray(0.1)
    canvas.rect(50, 740, 300, 20, stroke=0, fill=1)
    canvas.setFillGray(1)
    write("흰색 12", 746)
    for number, (y, colour) in enumerate(
        ((710, (0.7, 0.7, 0.7)), (690, (0.8, 0.1, 0.1)), (670, (0.1, 0.3, 0.8))), start=13
    ):
        canvas.setFillColorRGB(*colour)
        write(f"색 {number}", y)
    canvas.setFillGray(0)
    write("가는 16", 640, "myeongjo", 6)
    canvas.setLineWidth(0.3)
    write("윤곽 17", 610, size=18, mode=1)
    canvas.setFillColorRGB(0.93, 0.96, 0.99)
    canvas.rect(50, 570, 300, 20, stroke=0, fill=1)
    canvas.setFillGray(0)
    write("칸 18", 576)
    picture = Image.effect_noise((300, 30), 40).point(lambda level: 130 + level // 3)
    canvas.drawImage(ImageReader(picture.convert("RGB")), 50, 530, 300, 26)
    write("그림 19", 537, size=12)
    canvas.line(50, 504, 350, 504)
    write("줄 20", 501)
    for shift in (0, 0.4):
        canvas.drawString(0, 0, "")
        line = canvas.beginText(60 + shift, 470)
        line.setFont(load_font("gothic").fontName, 16)
        line.textOut("두번 21")
        canvas.drawText(line)
    canvas.save()
    return data.getvalue()


def test_whatever_can_be_seen_is_read_without_a_sign():
    (page,) = read(honest()).pages
    sure = [word.text for word in page.words if word.certainty]

    assert (page.source, page.signs) == ("text-layer", ())
    assert [number for number in map(str, range(11, 22)) if number not in sure] == []
