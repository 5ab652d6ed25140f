"""A pen or a seal that runs through a line of print: the line stays as high as its letters."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw
from specimens.fonts import picture_font

from extractors.formats.scans import lines
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.ruling import Grey

UNIT = 8  # pixels a millimetre
HEIGHT, WIDTH = 297 * UNIT, 210 * UNIT
TYPE = 4 * UNIT  # height of the letters
Draw = Callable[[Grey], None]


def sheet(*marks: Draw, text: str = "동의자 성명 : 김나래   (서명)") -> Grey:
    """A sheet with *text* at 30 mm, 100 mm, a line above and one below, and *marks* upon it."""
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(image)
    for y, line in ((85, "2025. 5. 8."), (100, text), (115, "국민건강보험공단 이사장 귀하")):
        draw.text((30 * UNIT, y * UNIT), line, font=picture_font("batang", TYPE), fill=0)
    grey = np.asarray(image, np.uint8).copy()
    for mark in marks:
        mark(grey)
    return grey


def ring(grey: Grey) -> None:
    cv2.circle(grey, (92 * UNIT, 102 * UNIT), 8 * UNIT, 0, 4)


def scrawl(grey: Grey) -> None:
    points = [(78, 99), (81, 105), (84, 97), (88, 106), (91, 98), (96, 103), (99, 96)]
    cv2.polylines(grey, [UNIT * np.array(points, np.int32)], isClosed=False, color=0, thickness=4)


def flat(grey: Grey) -> None:
    """A signature that stands a little higher than the letters, and no lower."""
    points = [(78, 104), (81, 99.6), (84, 104.2), (88, 99.6), (92, 104), (97, 99.6)]
    line = [np.array(UNIT * np.array(points), np.int32)]
    cv2.polylines(grey, line, isClosed=False, color=0, thickness=4)


def underline(grey: Grey) -> None:
    cv2.line(grey, (76 * UNIT, 107 * UNIT), (104 * UNIT, 105 * UNIT), 0, 2)


def found(grey: Grey) -> list[Line]:
    return lines.find_lines(lines.find_print(grey), ())


@pytest.mark.parametrize(
    "marks",
    [[ring], [scrawl], [scrawl, underline], [ring, scrawl], [flat]],
    ids=["a seal", "a signature", "an underlined signature", "both", "a flat signature"],
)
def test_a_line_is_as_high_as_its_letters(marks: list[Draw]) -> None:
    day, signed, addressed = found(sheet(*marks))

    assert max(line.height for line in (day, signed, addressed)) < 1.25 * TYPE
    assert signed.y0 < 102 * UNIT < signed.y1
    assert signed.x0 < 31 * UNIT


@pytest.mark.parametrize("mark", [ring, scrawl, flat])
def test_what_runs_out_of_it_is_a_mark_at_its_place(mark: Draw) -> None:
    grey = sheet(mark)
    (box,) = lines.find_pen(lines.find_print(grey), found(grey))

    assert 0.36 < box.x0 < box.x1 < 0.5
    assert box.y1 - box.y0 > 4 / 297


def test_print_alone_bears_no_mark() -> None:
    grey = sheet(text="Report of Validity: (서명) 870415-1******  gyp")

    assert list(lines.find_pen(lines.find_print(grey), found(grey))) == []


def test_larger_letters_behind_small_ones_are_seen_to_be_cut() -> None:
    """They may be a hand's, so the line ends at the height of the small ones."""
    image = Image.fromarray(sheet())
    draw = ImageDraw.Draw(image)
    draw.text((30 * UNIT, 152 * UNIT), "상 호", font=picture_font("batang", 20), fill=0)
    draw.text((45 * UNIT, 150 * UNIT), "가람메디", font=picture_font("batang-bold", 60), fill=0)
    grey = np.asarray(image, np.uint8)
    line = found(grey)[-1]

    assert line.height > 45 or [*lines.find_unread(lines.find_print(grey), found(grey))]
