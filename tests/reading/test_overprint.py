"""Large pale letters across a scan: found whatever lies under them, and nothing else is."""

import datetime as dt
import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps
from specimens.company import invent
from specimens.fonts import picture_font
from specimens.national_tax import NATIONAL_LAYOUTS, national_tax_clearance
from specimens.registration import business_registration
from specimens.scan import render

from extractors.documents import identify
from extractors.formats import read
from extractors.formats.scans import ruling
from extractors.formats.scans.overprint import read_across
from extractors.recognising.disclaimers import of_letters_across

DAY = dt.date(2025, 5, 2)


def sheet(layout: str = "") -> Image.Image:
    """A certificate as a scanner sees it, on the office's patterned ground."""
    layout = layout or NATIONAL_LAYOUTS[0]
    paper = national_tax_clearance(invent(31), issued_on=DAY, layout=layout)
    return render(paper.data, 150, colour=True)[0].convert("RGB")


def printed(
    picture: Image.Image,
    text: str,
    *,
    angle: float = 45,
    size: int = 250,
    colour: tuple[int, int, int] = (60, 60, 60),
    alpha: float = 0.25,
    every: int = 0,
    font: str = "gothic-bold",
) -> Image.Image:
    """Print *text* across a sheet, or as tiles with *every* so many pixels between them."""
    face = picture_font(font, size)
    x0, y0, x1, y1 = face.getbbox(text)
    word = Image.new("L", (int(x1 - x0) + 8, int(y1 - y0) + 8), 0)
    ImageDraw.Draw(word).text((4 - x0, 4 - y0), text, font=face, fill=255)
    word = word.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC)
    layer = Image.new("L", picture.size, 0)
    width, height = picture.size
    if every:
        for top in range(40, height, word.height + every):
            for left in range(40, width, word.width + every):
                layer.paste(word, (left, top))
    else:
        layer.paste(word, ((width - word.width) // 2, (height - word.height) // 2))
    cover = np.asarray(layer, np.float32)[..., None] / 255 * alpha
    mixed = np.asarray(picture, np.float32) * (1 - cover) + np.array(colour, np.float32) * cover
    return Image.fromarray(mixed.astype(np.uint8))


def signs(picture: Image.Image) -> set[str]:
    colour = np.asarray(picture, np.uint8)
    rules = ruling.find_rules(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY))
    return set(of_letters_across([word.text for word in read_across(colour, rules)]))


@pytest.mark.parametrize(
    ("text", "how", "sign"),
    [
        pytest.param("견본", {}, "specimen", id="slanted"),
        pytest.param("SAMPLE", {"alpha": 0.15, "size": 200}, "specimen", id="in Latin, paler"),
        pytest.param("열람용", {"angle": 0, "font": "myeongjo"}, "preview", id="level"),
        pytest.param("미리보기", {"angle": -35, "colour": (200, 0, 0)}, "preview", id="in red"),
        pytest.param("열람용", {"size": 70, "angle": 30, "every": 90}, "preview", id="tiled"),
        pytest.param("법적 효력 없음", {"angle": 40, "size": 130}, "preview", id="a sentence"),
        pytest.param("시험용", {"angle": 90, "size": 200}, "specimen", id="upwards"),
    ],
)
def test_letters_across_a_scan_are_found(text, how, sign):
    assert signs(printed(sheet(), text, **how)) == {sign}


@pytest.mark.parametrize("layout", NATIONAL_LAYOUTS)
def test_an_office_s_own_ground_is_none(layout):
    assert signs(sheet(layout)) == set()


@pytest.mark.parametrize("text", ["사본", "제출용", "원본대조필"])
def test_words_that_say_nothing_against_a_sheet(text):
    assert signs(printed(sheet(), text, size=150)) == set()


def test_slanted_letters_that_nobody_can_make_out_are_for_a_person():
    word = printed(Image.new("RGB", sheet().size, "white"), "견본용지", angle=0, size=180)
    backwards = ImageOps.mirror(word).rotate(40, fillcolor="white")
    picture = ImageChops.multiply(sheet(), backwards)

    assert signs(picture) == {"overprint"}


@pytest.mark.ocr
def test_a_scan_with_a_word_across_it_is_doubtful_and_read_all_the_same():
    paper = business_registration(invent(31), issued_on=DAY)
    scanned = printed(render(paper.data, 200, colour=True)[0].convert("RGB"), "견본", size=380)
    data = io.BytesIO()
    scanned.save(data, "PNG")
    (document,) = identify(read(data.getvalue()))

    assert document.type == "business-registration"
    assert "specimen" in document.signs
