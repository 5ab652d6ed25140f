"""A line of print as a rectangle of pixels, and when two lie on one level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDEST_GAP_IN_CELL, WIDEST_GAP = 6.0, 3.0  # in heights of the line
TALLEST, TALLEST_SMALL = 2.0, 3.0  # a neighbour so many times taller is of another line
ALIKE, LEVEL_APART = 0.7, 0.75  # of its height that a neighbour shares, if alike and not close by
LARGE = 6.0  # beyond any type but a title's, in millimetres


class Line(NamedTuple):
    """A line of print: its rectangle in pixels of the sheet, ``x1`` and ``y1`` excluded."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0


def around_all(shapes: Sequence[Line]) -> Line:
    """Return the smallest rectangle that holds all *shapes*."""
    x0, y0, x1, y1 = zip(*shapes, strict=True)
    return Line(min(x0), min(y0), max(x1), max(y1))


def union(a: Line, b: Line) -> Line:
    """Return the smallest rectangle that holds both."""
    return Line(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def on_one_level(a: Line, b: Line, widest_gap: float, unit: float, *, level: float = 0.5) -> bool:
    """Tell whether two pieces are of one line: of like height, or one part of a letter."""
    low, tall = sorted((a, b), key=lambda line: line.height)
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    apart = gap > tall.height and low.height > ALIKE * tall.height
    if shared <= (LEVEL_APART if apart else level) * low.height:
        return False
    if low.x0 >= tall.x0 and low.x1 <= tall.x1:
        return True
    if tall.height > (TALLEST if tall.height > LARGE * unit else TALLEST_SMALL) * low.height:
        return low.x1 - low.x0 < 1.1 * tall.height and gap < 1.3 * tall.height
    return gap < widest_gap * tall.height
