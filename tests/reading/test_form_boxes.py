"""Tick boxes of a PDF form: what its field says and what is shown are held against each other."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Name, Object
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from specimens.fonts import font_path

from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import read

LINES = "개인정보 수집 및 이용 목적: 지원기업 선정 안내\n개인정보 수집 및 이용에"
ON, OFF = Name("/Yes"), Name("/Off")


def form(kind: str = "check", *, printed: str = "", chosen: int | None = None) -> pikepdf.Pdf:
    """A line of two options with a tick box each, or two radio buttons of one field."""
    pdfmetrics.registerFont(TTFont("Hangul", str(font_path("gothic"))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Hangul", 11)
    for number, line in enumerate(LINES.split("\n")):
        canvas.drawString(60, 700 - 20 * number, line)
    for number, option in enumerate(("동의함", "동의하지 않음")):
        x = 220 + 110 * number
        canvas.drawString(x, 640, f"{printed}{option}")
        place = {"x": x - 18, "y": 638, "size": 12, "borderWidth": 1}
        if kind == "check":
            canvas.acroForm.checkbox(name=f"c{number}", checked=chosen == number, **place)
        else:
            canvas.acroForm.radio(
                name="choice", value=f"o{number}", selected=chosen == number, **place
            )
    canvas.save()
    return pikepdf.open(io.BytesIO(buffer.getvalue()))


def widgets(whole: pikepdf.Pdf) -> list[Object]:
    return [one for one in whole.pages[0].obj["/Annots"] if one.get("/Subtype") == "/Widget"]


def told(whole: pikepdf.Pdf) -> tuple[str | None, bool]:
    """What is chosen on the form, and whether that is certain."""
    buffer = io.BytesIO()
    whole.save(buffer)
    (page,) = read(buffer.getvalue()).pages
    (choice,) = choices_in(Sheet(page))
    return choice.consent, choice.because is not None


@pytest.mark.parametrize("kind", ["check", "radio"])
@pytest.mark.parametrize(("chosen", "consent"), [(0, "agreed"), (1, "refused")])
def test_what_is_answered_and_shown_is_certain(kind: str, chosen: int, consent: str) -> None:
    assert told(form(kind, chosen=chosen)) == (consent, True)


def test_a_form_that_nobody_filled_in_bears_no_mark() -> None:
    consent, _ = told(form())

    assert consent == "unmarked"


def no_state(field: Object) -> None:
    del field["/AS"]


def stale_state(field: Object) -> None:
    field["/AS"] = OFF


def no_answer(field: Object) -> None:
    field["/V"] = OFF


def no_drawing(field: Object) -> None:
    del field["/AP"]
    del field["/AS"]


@pytest.mark.parametrize("change", [no_state, stale_state, no_answer, no_drawing])
def test_where_answer_and_drawing_differ_nothing_is_certain(
    change: Callable[[Object], None],
) -> None:
    whole = form(chosen=0)
    change(widgets(whole)[0])

    assert told(whole) == (None, False)


def test_an_answer_of_a_group_that_no_button_shows() -> None:
    whole = form("radio", chosen=0)
    for one in widgets(whole):
        one["/AS"] = OFF
    assert told(whole) == (None, False)


def test_another_button_shown_than_answered() -> None:
    whole = form("radio", chosen=0)
    first, second = widgets(whole)
    first["/AS"], second["/AS"] = OFF, Name("/o1")

    assert told(whole) == (None, False)


@pytest.mark.parametrize("kind", ["/Line", "/Stamp", "/PolyLine", "/Caret", "/Ink"])
def test_what_was_put_over_empty_boxes_may_be_the_mark(kind: str) -> None:
    """Other programs draw what has no drawing of its own in the file."""
    whole = form()
    left, bottom, right, top = (float(side) for side in widgets(whole)[0]["/Rect"])
    added = pikepdf.Dictionary(
        Type=Name.Annot,
        Subtype=Name(kind),
        Rect=pikepdf.Array([left, bottom, right, top]),
        L=pikepdf.Array([left, bottom, right, top]),
    )
    whole.pages[0].obj["/Annots"].append(whole.make_indirect(added))

    assert told(whole) == (None, False)


@pytest.mark.parametrize("kind", ["/FreeText", "/Polygon", "/Ink"])
def test_what_has_no_drawing_of_its_own_over_a_printed_box_may_be_the_mark(kind: str) -> None:
    whole = form(printed="□ ")
    added = pikepdf.Dictionary(
        Type=Name.Annot,
        Subtype=Name(kind),
        Rect=pikepdf.Array([220, 638, 232, 650]),
        Contents=pikepdf.String("V"),
    )
    whole.pages[0].obj["/Annots"] = pikepdf.Array([whole.make_indirect(added)])

    assert told(whole) == (None, False)


def test_a_field_whose_answer_its_font_cannot_show_is_not_empty() -> None:
    whole = form(printed="□ ")
    for number, one in enumerate(widgets(whole)):
        for key in ("/AP", "/AS", "/V", "/MK", "/Ff"):
            if key in one:
                del one[key]
        one["/FT"], one["/DA"] = Name("/Tx"), pikepdf.String("/Helv 8 Tf 0 g")
        one["/V"] = pikepdf.String("" if number else "√")

    assert told(whole) == (None, False)


def test_answers_that_only_the_data_of_a_form_holds_are_answers() -> None:
    whole = form()
    data = whole.make_stream(b"<xfa:datasets><xfa:data><c0>1</c0></xfa:data></xfa:datasets>")
    whole.Root["/AcroForm"]["/XFA"] = pikepdf.Array([pikepdf.String("datasets"), data])

    assert told(whole) == (None, False)


# ── looks of a text sheet ────────────────────────────────────────────────────────────


def sheet(
    look: str, option: int = 0, signs: tuple[str, str] = ("□", "□")
) -> tuple[str | None, bool]:
    """What is read of two options of which one is printed with a *look*."""
    for name in ("gothic", "gothic-bold", "myeongjo"):
        pdfmetrics.registerFont(TTFont(name, str(font_path(name))))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("gothic", 11)
    for number, line in enumerate(LINES.split("\n")):
        canvas.drawString(60, 700 - 20 * number, line)
    for number, (mark, text) in enumerate(zip(signs, ("동의함", "동의하지 않음"), strict=True)):
        x, wide = 220 + 110 * number, pdfmetrics.stringWidth(text, "gothic", 11)
        canvas.saveState()
        if number == option and look == "highlighted":
            canvas.setFillColorRGB(1, 1, 0)
            canvas.rect(x - 1, 637, wide + 2, 13, stroke=0, fill=1)
            canvas.setFillColorRGB(0, 0, 0)
        faces = {"bold": ("gothic-bold", 11), "typeface": ("myeongjo", 11), "size": ("gothic", 13)}
        canvas.setFont(*faces.get(look if number == option else "", ("gothic", 11)))
        if number == option and look == "red":
            canvas.setFillColorRGB(1, 0, 0)
        canvas.drawString(x - 14, 640, mark)
        canvas.drawString(x, 640, text)
        if number == option and look in ("struck", "underlined"):
            canvas.line(
                x, 644 if look == "struck" else 637.5, x + wide, 644 if look == "struck" else 637.5
            )
        if number == option and look == "ringed":
            canvas.ellipse(x - 4, 634, x + wide + 4, 654)
        canvas.restoreState()
    canvas.save()
    (page,) = read(buffer.getvalue()).pages
    (choice,) = choices_in(Sheet(page))
    return choice.consent, choice.because is not None


@pytest.mark.parametrize(
    "look",
    ["struck", "underlined", "highlighted", "red", "bold", "ringed", "typeface", "size"],
)
def test_options_that_look_otherwise_are_not_unmarked(look: str) -> None:
    assert sheet(look) == (None, False)


@pytest.mark.parametrize("look", ["highlighted", "underlined", "ringed"])
def test_a_mark_and_a_look_that_contradict_each_other(look: str) -> None:
    _, certain = sheet(look, 1, ("■", "□"))

    assert not certain


def test_a_mark_that_nothing_contradicts() -> None:
    assert sheet("struck", 1, ("■", "□")) == ("agreed", True)
    assert sheet("plain", 1, ("□", "■")) == ("refused", True)
    assert sheet("typeface", 1, ("■", "□")) == ("agreed", True)
    assert sheet("plain") == ("unmarked", True)
