"""A sheet to draw on in millimetres: what a test needs of lines, boxes, signs and letters."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from specimens.fonts import picture_font

from extractors.formats import scans as scan
from extractors.formats.scans import CleanSheet
from extractors.formats.scans.ruling import Colour, Grey
from extractors.formats.scans.straightening import even_light, turn_bands

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
        self,
        x: float,
        y: float,
        text: str,
        *,
        height: float = 3.6,
        name: str = "myeongjo",
        fill: Tone = (0, 0, 0),
    ) -> None:
        self.pen.text((x * UNIT, y * UNIT), text, fill, font(height, name))

    def line(self, *points: float, fill: Tone = (0, 0, 0), thick: float = 0.25) -> None:
        self.pen.line([UNIT * p for p in points], fill, max(round(thick * UNIT), 1))

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: Tone | None = None,
        outline: Tone = (0, 0, 0),
        thick: float = 0.25,
    ) -> None:
        place = [UNIT * x, UNIT * y, UNIT * (x + wide), UNIT * (y + high)]
        if fill is None:
            self.pen.rectangle(place, None, outline, max(round(thick * UNIT), 1))
        else:
            self.pen.rectangle(place, fill)

    def ring(self, x: float, y: float, radius: float, *, fill: Tone) -> None:
        place = [UNIT * v for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(place, None, fill, 3)

    def disc(self, x: float, y: float, radius: float, *, fill: Tone) -> None:
        self.pen.ellipse([UNIT * v for v in (x - radius, y - radius, x + radius, y + radius)], fill)

    def taken(self, pixels: int = HIGH) -> tuple[Grey, Colour]:
        """The sheet evenly lit and in colour after it was a picture *pixels* high."""
        small = self.sheet.resize((round(WIDE * pixels / HIGH), pixels), Image.Resampling.LANCZOS)
        colour = np.asarray(small.resize((WIDE, HIGH), Image.Resampling.BICUBIC), np.uint8)
        return even_light(turn_bands(colour)), colour

    def look(self) -> CleanSheet:
        return scan.look(*self.taken())
