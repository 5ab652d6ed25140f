"""What offices print beside and under the text leaves the sheet; what is print stays whole."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from specimens.fonts import picture_font

from extractors.formats import scan
from extractors.formats.ruling import Colour, Grey
from extractors.formats.scan import Seen
from extractors.formats.upright import even_light, turn_bands

WIDE, HIGH, UNIT = 1654, 2339, 2339 / 297  # A4 at 200 dpi; a millimetre
Tone = tuple[int, int, int]


def font(height: float, name: str = "myeongjo") -> ImageFont.FreeTypeFont:
    """The typeface *name*, its letters *height* millimetres high."""
    return picture_font(name, int(height * UNIT / 0.92))


class Drawing:
    """A white A4 sheet to draw on, in millimetres."""

    def __init__(self) -> None:
        self.sheet = Image.new("RGB", (WIDE, HIGH), "white")
        self.pen = ImageDraw.Draw(self.sheet)

    def text(
        self, x: float, y: float, text: str, *, height: float = 3.6, name: str = "myeongjo"
    ) -> None:
        self.pen.text((x * UNIT, y * UNIT), text, "black", font(height, name))

    def line(self, *points: float, fill: Tone = (0, 0, 0), thick: float = 0.25) -> None:
        self.pen.line([UNIT * p for p in points], fill, max(round(thick * UNIT), 1))

    def taken(self, pixels: int = HIGH) -> tuple[Grey, Colour]:
        """The sheet evenly lit and in colour after it was a picture *pixels* high."""
        small = self.sheet.resize((round(WIDE * pixels / HIGH), pixels), Image.Resampling.LANCZOS)
        colour = np.asarray(small.resize((WIDE, HIGH), Image.Resampling.BICUBIC), np.uint8)
        return even_light(turn_bands(colour)), colour

    def look(self) -> Seen:
        return scan.look(*self.taken())


def inked(clean: Grey, x0: float = 0, y0: float = 0, x1: float = 210, y1: float = 297) -> float:
    """How much of a rectangle in millimetres is ink."""
    part = clean[round(y0 * UNIT) : round(y1 * UNIT), round(x0 * UNIT) : round(x1 * UNIT)]
    return float(np.mean(part < 200))


def shapes(clean: Grey) -> int:
    """How many shapes of ink stand on a sheet."""
    count, _ = cv2.connectedComponents(np.where(clean < 200, 255, 0).astype(np.uint8))
    return count - 1


def waves() -> Iterator[list[float]]:
    """Lines that cross the whole sheet up and down, as points."""
    for middle in range(20, 280, 5):
        yield [v for x in range(10, 200, 2) for v in (x, middle + 4 * np.sin(x / 6))]


@pytest.mark.parametrize("pixels", [1157, HIGH])
@pytest.mark.parametrize("height", [2.6, 3.6])
@pytest.mark.parametrize("name", ["myeongjo", "gothic", "batang"])
def test_full_stops_and_hyphens_are_no_pattern(name: str, height: float, pixels: int) -> None:
    """Thin type leaves few pixels of them."""
    drawing = Drawing()
    for number in range(12):
        text = "5127-640-3398-215 2025.8.12. 7,000,000"
        drawing.text(25, 40 + 10 * number, text, height=height, name=name)
    grey, colour = drawing.taken(pixels)

    assert shapes(scan.look(grey, colour).clean) >= 0.98 * shapes(grey)


def test_print_on_a_pattern_keeps_its_marks() -> None:
    drawing = Drawing()
    for number in range(12):
        drawing.text(25, 40 + 10 * number, "5127-640-3398-215 2025.8.12. 7,000,000")
    plain = drawing.look().clean
    for points in waves():
        drawing.line(*points, fill=(215, 222, 230))
    waved = drawing.look().clean

    assert inked(waved) == pytest.approx(inked(plain), rel=0.1)
