"""What stands beside print on a sheet is no print: codes, emblems, frames, vertical words."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from specimens.fonts import picture_font

from extractors.formats import scans as scan

WIDE, HIGH, UNIT = 1654, 2339, 2339 / 297  # A4 at 200 dpi; a millimetre


def font(height: float, name: str = "myeongjo") -> ImageFont.FreeTypeFont:
    """The typeface *name*, its letters *height* millimetres high."""
    return picture_font(name, int(height * UNIT / 0.92))


def printed() -> Image.Image:
    """A sheet of plain print."""
    sheet = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(sheet)
    for number in range(14):
        text = f"{number + 1}. 위 기업은 중소기업기본법 제2조에 의한 중기업임을 확인합니다."
        pen.text((25 * UNIT, (40 + 9 * number) * UNIT), text, "black", font(3.6))
    return sheet


def test_how_much_of_a_sheet_was_not_made_out() -> None:
    """Print over which something is scribbled is print all the same, but nobody reads it."""
    plain = printed()
    scribbled = plain.copy()
    pen = ImageDraw.Draw(scribbled)
    chance = np.random.default_rng(1)
    for x, y in chance.uniform((20, 38), (170, 165), (700, 2)):
        dx, dy = chance.uniform(-4, 4, 2)
        pen.line((x * UNIT, y * UNIT, (x + dx) * UNIT, (y + dy) * UNIT), "black", 3)

    assert scan.read_sheet(plain, 1).illegible < 0.1
    assert scan.read_sheet(scribbled, 1).illegible > 0.3
