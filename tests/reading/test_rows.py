"""Rows of print that stand close to each other, on levels of their own."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from specimens.fonts import picture_font

from extractors.formats.scans import lines
from extractors.model import Box

UNIT = 8  # pixels a millimetre
HEIGHT, WIDTH = 297 * UNIT, 210 * UNIT
CELL = Box(0.5, 0.3, 0.95, 0.34)
LABEL = ("주민등록번호", "(사업자등록번호)")
NUMBER = "000-81-26746"


@pytest.mark.parametrize("face", ["gothic", "dotum"])
@pytest.mark.parametrize("gap", [3, 5, 9, 20], ids=lambda gap: f"{gap} pixels")
def test_a_number_close_beside_a_label_in_two_lines_is_a_line_of_its_own(face: str, gap: int):
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    font = picture_font(face, 26)
    left, top = int(CELL.x0 * WIDTH) + 10, int(CELL.y0 * HEIGHT) + 8
    ends = []
    for place, text in enumerate(LABEL):
        at = (left, top + place * 31)
        draw.text(at, text, font=font, fill=0)
        ends.append(draw.textbbox(at, text, font=font))
    box = draw.textbbox((0, 0), NUMBER, font=font)
    middle = (ends[0][1] + ends[1][3]) / 2
    at = (max(end[2] for end in ends) + gap - box[0], middle - (box[1] + box[3]) / 2)
    draw.text(at, NUMBER, font=font, fill=0)

    found = lines.find_lines(lines.find_print(np.asarray(image, np.uint8)), (CELL,))

    numbers = [line for line in found if line.x0 >= at[0] + box[0] - 3]
    assert len(found) == 3
    assert len(numbers) == 1
    assert abs(numbers[0].height - (box[3] - box[1])) <= 4
