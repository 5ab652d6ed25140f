"""Rows of print among the shapes of one piece: beside each other, stacked, upended."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extractors.formats.scans.print_line import WIDEST_GAP, Line, around_all, on_one_level, union
from extractors.formats.scans.ruling import Grey

WORD_GAP, LOWEST_ROW, UPENDED = 1.2, 1.2, 8.0  # in millimetres
TOUCHING = 0.3  # by how much a letter may reach into the next row, in millimetres
NEARLY_WHITE = 0.4  # of a row's ink: a row between two rows of print


BESIDE, FEWEST_BESIDE = 0.2, 4  # in millimetres; letters of a row close beside two others
LOW_BESIDE, OFF_MIDDLE = 0.7, 0.15  # of the height of both: that row's height, and off its middle
ONE_ROW, OWN_LEVEL = 0.85, 0.6  # of the height of both, and what it shares with a row beside it


def rows_among(shapes: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return the rows of print that a piece holds; most are one.

    Rows that nearly touch hang together, as does a row with what stands beside it on another
    level.  Each word is cut between its rows, and words of like height on a level joined.
    """
    if _is_upended(shapes, unit):
        return []
    words = _apart(shapes, WORD_GAP * unit, across=True)
    words = [part for word in words for part in _beside_rows(word, ink, unit)]
    parts = [part for word in words for part in _stacked(word, ink, unit)]
    whole = around_all(shapes)
    if len(parts) == len(words) and all(p.height > 0.6 * whole.height for p in parts):
        return [whole]
    rows: list[Line] = []
    for part in sorted(parts, key=lambda part: (part.x1 - part.x0) * -part.height):
        for place, row in enumerate(rows):
            if on_one_level(row, part, WIDEST_GAP, unit, level=0.6):
                rows[place] = union(row, part)
                break
        else:
            rows.append(part)
    return rows


def _beside_rows(word: list[Line], ink: Grey, unit: float) -> list[list[Line]]:
    """Return a word in two where a row stands close beside others, on a level of its own.

    So stands a number beside its label in two lines, between them; how close hangs on the face.
    """
    letters = _apart(word, BESIDE * unit, across=True)
    whole = around_all(word)
    if len(letters) < FEWEST_BESIDE + 2 or whole.height < 2 * LOWEST_ROW * unit:
        return [word]
    boxes = [around_all(letter) for letter in letters]
    last = around_all([shape for letter in letters[-FEWEST_BESIDE:] for shape in letter])
    if last.height > LOW_BESIDE * whole.height:
        return [word]
    slack = 0.15 * last.height
    place = len(letters)
    while place and boxes[place - 1].y0 > last.y0 - slack and boxes[place - 1].y1 < last.y1 + slack:
        place -= 1
    if place < 2:
        return [word]
    left = [shape for letter in letters[:place] for shape in letter]
    right = [shape for letter in letters[place:] for shape in letter]
    beside = around_all(left)
    shared = min(beside.y1, last.y1) - max(beside.y0, last.y0)
    off = abs(last.y0 + last.y1 - whole.y0 - whole.y1) / 2
    one = beside.height < ONE_ROW * whole.height and shared < OWN_LEVEL * last.height
    if one or (off < OFF_MIDDLE * whole.height and len(_stacked(left, ink, unit)) > 1):
        return [left, right]
    return [word]


def _is_upended(shapes: Sequence[Line], unit: float) -> bool:
    """Tell whether a piece is a column of letters lying on their side, or of signs."""
    whole = around_all(shapes)
    wide = whole.x1 - whole.x0
    tallest = max(shape.height for shape in shapes)
    return whole.height > max(2.5 * wide, UPENDED * unit) and tallest < 0.5 * whole.height


def _stacked(word: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return the rows that stand over each other in a word's width."""
    parts = [half for part in _apart(word, 1, across=False) for half in _halves(part, ink, unit)]
    rows = [parts[0]]
    for part in parts[1:]:
        if _are_two_rows(rows[-1], part, unit):
            rows.append(part)
        else:
            rows[-1] = [*rows[-1], *part]
    return [around_all(row) for row in rows]


def _halves(shapes: list[Line], ink: Grey, unit: float) -> list[list[Line]]:
    """Return shapes cut in two where a row of pixels between them is nearly white."""
    box = around_all(shapes)
    least = int(LOWEST_ROW * unit)
    if box.height <= 2 * least:
        return [shapes]
    rows = ink[box.y0 : box.y1, box.x0 : box.x1].sum(1, dtype=np.float64)
    above = np.maximum.accumulate(rows)
    below = np.maximum.accumulate(rows[::-1])[::-1]
    share = (rows / np.maximum(np.minimum(above, below), 1))[least : box.height - least]
    cut = box.y0 + least + int(np.argmin(share))
    if share.min() > NEARLY_WHITE:
        return [shapes]
    reach = int(TOUCHING * unit)
    crossed = sum(s.y0 < cut - reach and s.y1 > cut + reach for s in shapes)
    if crossed > 0.15 * len(shapes):
        return [shapes]  # strokes of one row
    upper = [s._replace(y1=min(s.y1, cut)) for s in shapes if s.y0 < cut - reach]
    lower = [s._replace(y0=max(s.y0, cut)) for s in shapes if s.y1 > cut + reach]
    return [half for half in (upper, lower) if half]


def _are_two_rows(upper: Sequence[Line], lower: Sequence[Line], unit: float) -> bool:
    """Tell whether what stands over each other are two rows, not the halves of one.

    Letters are about as wide as high: both halves together where they are one row, each by
    itself where they are two.
    """
    high = around_all([*upper, *lower]).height
    square = [0.62 * high < width < 1.2 * high for width in _widths([*upper, *lower])]
    if sum(square) > 0.7 * len(square):
        return False
    heights = []
    for row in (upper, lower):
        box = around_all(row)
        heights.append(box.height)
        long = box.x1 - box.x0 > 9 * box.height
        narrow = float(np.median(_widths(row))) < 1.3 * box.height
        if box.height < LOWEST_ROW * unit or not (long or narrow):
            return False
    return min(heights) > 0.45 * max(heights)


def _widths(shapes: Sequence[Line]) -> list[int]:
    """Return the widths of the letters of a row, as far as white stands between them."""
    letters = [around_all(letter) for letter in _apart(shapes, 1, across=True)]
    return [letter.x1 - letter.x0 for letter in letters]


def _apart(shapes: Sequence[Line], gap: float, *, across: bool) -> list[list[Line]]:
    """Return *shapes* in groups between which at least *gap* pixels are white all through."""
    first, last = (0, 2) if across else (1, 3)
    groups: list[list[Line]] = []
    end = -gap
    for shape in sorted(shapes, key=lambda shape: shape[first]):
        if groups and shape[first] - end < gap:
            groups[-1].append(shape)
        else:
            groups.append([shape])
        end = max(end, shape[last])
    return groups
