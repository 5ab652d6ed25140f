"""What a pen left on a sheet of which the text is not drawn."""

from collections.abc import Callable

import numpy as np
import pytest
from drawing import Drawing
from PIL import ImageOps

from extractors.formats.pdf.strokes import count_marks, find_strokes, loose_ink
from extractors.formats.scans.ruling import Grey, find_rules

Draw = Callable[[Drawing], None]


def loose(*draws: Draw) -> Grey:
    drawing = Drawing()
    for draw in draws:
        draw(drawing)
    grey = np.asarray(ImageOps.grayscale(drawing.sheet))
    return loose_ink(grey, find_rules(grey))


def name(drawing: Drawing) -> None:
    """A name in three strokes close together."""
    for x in (100, 105, 110):
        drawing.line(x, 200, x + 2, 206, x + 4, 200, thick=0.5)


def ring(drawing: Drawing) -> None:
    """A ring by pen around a word."""
    drawing.ring(60, 150, 7, fill=(20, 30, 120))


def table(drawing: Drawing) -> None:
    for y in range(40, 120, 8):
        drawing.line(20, y, 190, y)
    for x in (20, 70, 190):
        drawing.line(x, 40, x, 112)


def tick_boxes(drawing: Drawing) -> None:
    for y in (130, 140):
        drawing.box(30, y, 3.5, 3.5)


def code(drawing: Drawing) -> None:
    chance = np.random.default_rng(1)
    for x, y in np.argwhere(chance.random((36, 36)) < 0.5):
        drawing.box(160 + 0.6 * x, 10 + 0.6 * y, 0.6, 0.6, fill=(0, 0, 0))


def waves(drawing: Drawing) -> None:
    for y in range(20, 280, 12):
        points = [v for x in range(10, 200, 3) for v in (x, y + 3 * np.sin(x / 7))]
        drawing.line(*points, fill=(205, 212, 220), thick=0.4)


def letters(drawing: Drawing) -> None:
    drawing.text(30, 160, "국민건강보험공단 이사장 귀하")


def test_strokes_of_a_pen_that_stand_together_are_one() -> None:
    (box,) = find_strokes(loose(name))

    assert 210 * box.x0 == pytest.approx(100, abs=1)
    assert 210 * box.x1 == pytest.approx(114, abs=1)
    assert 297 * box.y0 == pytest.approx(200, abs=1)
    assert 297 * box.y1 == pytest.approx(206, abs=1)


def test_a_ring_and_a_name_are_two() -> None:
    assert len(find_strokes(loose(name, ring, table, code, waves))) == 2


@pytest.mark.parametrize("drawn", [table, code, waves])
def test_what_was_printed_is_no_stroke(drawn: Draw) -> None:
    assert find_strokes(loose(drawn)) == ()


def test_marks_of_a_sheet_are_its_letters_and_strokes() -> None:
    assert count_marks(loose(table, code, waves)) == 0
    assert count_marks(loose(letters)) >= 13
    assert count_marks(loose(name)) == 3
    assert count_marks(loose(table, code, letters, name)) == count_marks(loose(letters, name))
