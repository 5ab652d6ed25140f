"""Rules on a sheet, and the cells between them."""

from collections.abc import Sequence

import numpy as np
import pytest

from extractors.formats.scans import ruling
from extractors.formats.scans.ruling import Grey
from extractors.model import Box

HEIGHT, WIDTH = 2_376, 1_680  # eight pixels a millimetre
Line = tuple[int, int, int, int]


def sheet(*lines: Line) -> Grey:
    """A white sheet with *lines* from x, y to x, y, in millimetres."""
    grey = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for x0, y0, x1, y1 in lines:
        grey[8 * y0 : 8 * y1 + 3, 8 * x0 : 8 * x1 + 3] = 0
    return grey


def cells(*lines: Line) -> list[tuple[int, int, int, int]]:
    """The cells that *lines* make, in millimetres."""
    return [_rounded(box) for box in ruling.find_cells(ruling.find_rules(sheet(*lines)))]


def _rounded(box: Box) -> tuple[int, int, int, int]:
    """Return the rules around *box*, whose middle is drawn half a millimetre inside of it."""
    x0, y0, x1, y1 = 210 * box.x0 - 0.5, 297 * box.y0 - 0.5, 210 * box.x1, 297 * box.y1
    return round(x0), round(y0), round(x1), round(y1)


def across(*heights: int, start: int = 20, end: int = 190) -> Sequence[Line]:
    return [(start, y, end, y) for y in heights]


def test_a_row_that_is_open_at_both_sides_ends_where_its_rules_end() -> None:
    found = cells(*across(50, 60, 70), (60, 50, 60, 70))

    assert found == [(20, 50, 60, 60), (60, 50, 190, 60), (20, 60, 60, 70), (60, 60, 190, 70)]


def test_letters_that_fill_their_row_part_no_cell() -> None:
    """A stroke down of two tight lines of a label touches both rules, and has strokes beside it."""
    stroke = (40, 50, 40, 59)
    arms = [(40, y, 42, y) for y in (52, 54, 56)]
    row = [*across(50, 59), (20, 50, 20, 59), (80, 50, 80, 59), (190, 50, 190, 59)]

    assert cells(*row, stroke, *arms) == cells(*row) == [(20, 50, 80, 59), (80, 50, 190, 59)]
    assert len(cells(*row, stroke)) == 3


def test_a_cell_beside_several_rows_is_one() -> None:
    found = cells(*across(50, 70), (60, 60, 190, 60), (60, 50, 60, 70))

    assert found == [(20, 50, 60, 70), (60, 50, 190, 60), (60, 60, 190, 70)]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(across(50, 70), id="two rules that nothing joins"),
        pytest.param([*across(50), *across(70, end=120), (60, 50, 60, 70)], id="of two lengths"),
    ],
)
def test_what_may_be_no_row_gets_no_right_side(lines: Sequence[Line]) -> None:
    assert all(x1 < 120 for _, _, x1, _ in cells(*lines))
