"""Ticks that are drawn between printed brackets: the text layer knows the brackets alone.

Offices print ``[ ]`` for a ticked purpose as for an open one and draw a stroke into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import cv2
import numpy as np

from extractors.formats.scans.ruling import Grey
from extractors.model import Box, Word

TICK, SCRIBBLE = "✓", "✗"
"""What stands for a drawn tick, and for a mark that may tick as well as reject."""

PAIRS = {"[": "]", "(": ")", "〔": "〕", "［": "］", "（": "）"}
WIDEST = 5.0  # heights of a line between two brackets
LEAST_SHARE = 0.35  # of a line's height and of the gap's width, as a tick goes over both
DARK = 140


def with_ticks(
    words: Sequence[Word], bare: Grey, find_rules: Callable[[], Grey], aspect: float
) -> Iterator[Word]:
    """Yield *words*, and a mark wherever one is drawn between brackets with nothing in them.

    *bare* is the sheet without its text, *find_rules* finds the rules on that, *aspect* is its
    width by height.
    """
    ink: Grey | None = None
    for left, right in pairwise((*words, None)):
        assert left is not None
        yield left
        gap = right and _gap(left, right, aspect)
        if gap:
            ink = _ink(bare, find_rules()) if ink is None else ink
            mark = _mark_in(ink, gap)
            if mark:
                yield Word(text=mark, box=gap)


def _gap(left: Word, right: Word, aspect: float) -> Box | None:
    """Return the place between two words that end and begin with brackets, empty ones."""
    closing = PAIRS.get(left.text[-1:])
    if closing is None or not right.text.startswith(closing):
        return None
    high = max(left.box.height, right.box.height)
    level = abs(left.box.middle[1] - right.box.middle[1]) < 0.5 * high
    if not (level and 0 < right.box.x0 - left.box.x1 < WIDEST * high / aspect):
        return None
    return Box(
        left.box.x1, min(left.box.y0, right.box.y0), right.box.x0, max(left.box.y1, right.box.y1)
    )


def _ink(bare: Grey, rules: Grey) -> Grey:
    """Return the dark ink that is no rule, as a mask."""
    drawn = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    return np.where((drawn == 0) & (bare < DARK), 255, 0).astype(np.uint8)


def _mark_in(ink: Grey, gap: Box) -> str:
    """Return the sign for what is drawn at *gap*, "" for nothing.

    A tick may reach over its brackets; what is drawn elsewhere and only reaches in is none.
    """
    height, width = ink.shape
    x0, x1, y0, y1 = gap.x0 * width, gap.x1 * width, gap.y0 * height, gap.y1 * height
    around = int(y1 - y0)
    left, top = max(int(x0) - around, 0), max(int(y0) - around, 0)
    piece = ink[top : int(y1) + around, left : int(x1) + around]
    _, labels, stats, middles = cv2.connectedComponentsWithStats(piece, connectivity=8)
    inside = [
        number
        for number in range(1, len(stats))
        if x0 <= left + middles[number][0] <= x1 and y0 <= top + middles[number][1] <= y1
    ]
    if not inside:
        return ""
    strokes = np.isin(labels, inside)
    rows, columns = np.flatnonzero(strokes.any(1)), np.flatnonzero(strokes.any(0))
    tall, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if tall < LEAST_SHARE * (y1 - y0) or wide < LEAST_SHARE * min(x1 - x0, y1 - y0):
        return ""
    cut = strokes[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return TICK if _is_tick(cut) else SCRIBBLE


def _is_tick(mark: np.ndarray) -> bool:
    """Tell whether a mark comes down to one foot and rises further to the right."""
    depth = np.array([int(np.flatnonzero(column)[-1]) for column in mark.T if column.any()])
    tops = np.array([int(np.flatnonzero(column)[0]) for column in mark.T if column.any()])
    low = depth.max()
    foot = int(np.median(np.flatnonzero(depth >= low - 1)))
    tall = mark.shape[0]
    rises = low - tops[foot:].min() >= 0.7 * tall and low - tops[: foot + 1].min() >= 0.15 * tall
    # In the lower right corner of a cross a second foot stands.
    single = depth[-1] < 0.75 * low and depth[0] < 0.95 * low
    return bool(rises and single and 0.1 * len(depth) <= foot <= 0.75 * len(depth))
