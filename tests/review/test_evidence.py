"""Pictures of places: the right piece of the sheet, and no resident number on it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from extractors.model import Box, Page, Word
from pipeline.review.pictures import cut

SIZE = (1240, 1754)
PLACE = Box(0.30, 0.500, 0.45, 0.512)  # where the value stands that is shown
SECRET = (0, 220, 0)


def sheet(*green: Box) -> Image.Image:
    """A white sheet with a blue value at PLACE and green ink at *green*."""
    picture = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(picture)
    for box, colour in ((PLACE, (0, 0, 220)), *((box, SECRET) for box in green)):
        pen.rectangle(
            [box.x0 * SIZE[0], box.y0 * SIZE[1], box.x1 * SIZE[0], box.y1 * SIZE[1]], colour
        )
    return picture


Said = tuple[str, Box]


def page(
    *words: Said, cells: tuple[Box, ...] = (), others: tuple[tuple[Said, ...], ...] = ()
) -> Page:
    """A sheet on which our reader sees *words*, and other readings see *others*."""
    value = Word(text="가온메디텍", box=PLACE)
    readings = (words, *others)
    return Page(
        number=1,
        source="ocr",
        aspect=0.707,
        readings=tuple(
            (value, *(Word(text=text, box=box) for text, box in reading)) for reading in readings
        ),
        cells=cells,
    )


def colours(png: bytes) -> set[str]:
    """Which inks a cut shows."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    seen = set()
    for _, (r, g, b) in picture.getcolors(1 << 24) or []:
        if g > r + 90 and g > b + 90:
            seen.add("secret")
        if b > r + 90 and b > g + 90:
            seen.add("value")
        if r > g + 90 and r > b + 90:
            seen.add("frame")
        if r + g + b < 30:
            seen.add("black")
    return seen


def box(x0: float, x1: float, row: int = 0) -> Box:
    return Box(x0, PLACE.y0 + row * 0.014, x1, PLACE.y1 + row * 0.014)


def test_a_cut_shows_the_value_in_a_frame_and_what_stands_beside_it():
    beside = box(0.20, 0.27)
    png = cut(sheet(beside), page(("상호", beside)), PLACE)

    assert png is not None
    assert colours(png) == {"secret", "value", "frame"}  # green here is a harmless label
    width, height = Image.open(io.BytesIO(png)).size
    assert (0.25 + 0.04) * SIZE[0] == pytest.approx(width, abs=3)
    assert 3 * 0.012 * SIZE[1] == pytest.approx(height, rel=0.3)


def test_a_cut_is_the_same_every_time():
    assert cut(sheet(), page(), PLACE) == cut(sheet(), page(), PLACE)


@pytest.mark.parametrize(
    ("words", "green"),
    [
        pytest.param([("900101-1******", box(0.48, 0.56))], box(0.48, 0.56), id="masked, beside"),
        pytest.param(
            [("900101-*******", box(0.3, 0.4, 1))], box(0.3, 0.4, 1), id="in the next row"
        ),
        pytest.param(
            [("900101", box(0.48, 0.52)), ("-", box(0.522, 0.525)), ("1******", box(0.53, 0.56))],
            box(0.48, 0.56),
            id="broken into three words",
        ),
        pytest.param([("9OO1O1-l23456Z", box(0.48, 0.56))], box(0.48, 0.56), id="misread by OCR"),
        pytest.param(
            [("9001011234567", box(0.48, 0.56))], box(0.48, 0.56), id="without its hyphen"
        ),
        pytest.param(
            [("주민등록번호", box(0.15, 0.22)), ("9ㅁ01이", box(0.23, 0.28))],
            box(0.23, 0.28),
            id="garbled, beside its label",
        ),
        pytest.param(
            [("주민등록번호", box(0.47, 0.53))], box(0.54, 0.58), id="unseen, beside its label"
        ),
        pytest.param(
            [("생년월일", box(0.3, 0.36, -1)), ("상호", box(0.2, 0.25))],
            box(0.38, 0.44, -1),
            id="a birthday in the row above",
        ),
        pytest.param(
            [("*", box(0.48, 0.49)), ("*", box(0.51, 0.52)), ("*", box(0.54, 0.55))],
            box(0.48, 0.49),
            id="a sign in each of its boxes",
        ),
        pytest.param([("900101-234567", box(0.48, 0.56))], box(0.48, 0.56), id="a digit lost"),
        pytest.param(
            [("주민(법인)등록번호", box(0.15, 0.28)), ("110111-1234567", box(0.48, 0.56))],
            box(0.48, 0.56),
            id="a firm's, or born in 2011",
        ),
    ],
)
def test_resident_numbers_are_blacked_out(words, green):
    png = cut(sheet(green), page(*words), PLACE)

    assert png is not None
    assert "secret" not in colours(png)
    assert {"black", "value"} <= colours(png)


BESIDE = box(0.48, 0.56)


@pytest.mark.parametrize(
    ("own", "others"),
    [
        pytest.param([("997111-0245186", BESIDE)], [("997111-0245186", BESIDE)] * 2, id="a firm's"),
        pytest.param(
            [("Registration", BESIDE)],
            [("Registration", BESIDE), ("1000160186615", BESIDE)],
            id="English of which one reading makes a number",
        ),
        pytest.param([("*", BESIDE)], [], id="a bullet"),
    ],
)
def test_what_is_no_persons_number_stays_to_be_seen(own: list[Said], others: list[Said]) -> None:
    """Also beside its label."""
    label = ("주민(법인)등록번호", box(0.15, 0.28))
    seen = page(label, *own, others=tuple((label, said) for said in others))
    png = cut(sheet(BESIDE), page(*own) if own[0][0] == "*" else seen, PLACE)

    assert png is not None
    assert "secret" in colours(png)


@pytest.mark.parametrize("own", [[], [("표다솜", BESIDE)]], ids=["nothing", "a name"])
def test_a_number_that_only_one_reading_sees_is_blacked_out(own: list[Said]) -> None:
    other = ("900101-1******", BESIDE)
    png = cut(sheet(BESIDE), page(*own, others=((other,), ())), PLACE)

    assert png is not None
    assert "secret" not in colours(png)


def test_the_number_would_be_seen_without_blacking_out():
    png = cut(sheet(box(0.48, 0.56)), page(("대표자", box(0.48, 0.56))), PLACE)

    assert png is not None
    assert "secret" in colours(png)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([("900101-1******", PLACE)], id="the value is such a number"),
        pytest.param([("주민등록번호", box(0.15, 0.28)), ("??", PLACE)], id="it may be one"),
    ],
)
def test_no_cut_where(words):
    assert cut(sheet(), page(*words), PLACE) is None


def test_a_business_number_beside_a_double_label_is_shown():
    label = ("주민등록번호(사업자등록번호)", box(0.1, 0.28))
    shown = Page(
        number=1,
        source="text-layer",
        aspect=0.707,
        readings=((Word(text=label[0], box=label[1]), Word(text="012-34-56782", box=PLACE)),),
    )
    png = cut(sheet(), shown, PLACE)

    assert png is not None
    assert "value" in colours(png)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(Box(0.3, 0.5, 0.3, 0.6), id="without width"),
        pytest.param(Box(0.1, 0.1, 0.9, 0.9), id="as large as the page"),
        pytest.param(Box(1.2, 0.5, 1.4, 0.6), id="beside the sheet"),
    ],
)
def test_no_cut_of_a_place(place):
    assert cut(sheet(), page(), place) is None
