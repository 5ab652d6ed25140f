"""Drawn tick boxes: squares and rings that stand alone, or in pairs."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from extractors.formats.scans import marks
from extractors.formats.scans.ruling import SQUARE_SIDES, Colour, Grey, Place, find_ink, millimetre
from extractors.formats.scans.shapes import label_shapes
from extractors.model import Box, Square

LETTER_PART, HALF_FULL, SOLID = 0.68, 0.6, 120
BULGE = 0.1  # of its side: by how much the middle of a ring stands out
OUTLINED = 0.85  # of each side that ink covers


def find_squares(grey: Grey, rules: Grey, colour: Colour | None = None) -> tuple[Square, ...]:
    """Return drawn tick boxes: an outline of four even sides that stands by itself.

    A ㅁ of a larger title is told apart by the strokes that touch it.  *colour* is the same
    sheet before its red was taken away.
    """
    unit = millimetre(grey)
    ink = cv2.bitwise_and(
        find_ink(grey), cv2.bitwise_not(cv2.dilate(rules, np.ones((3, 3), np.uint8)))
    )
    least, most = (int(side * unit) for side in SQUARE_SIDES)
    stroke = max(int(least * 0.8), 5)
    across: Grey = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, stroke), np.uint8))
    down: Grey = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((stroke, 1), np.uint8))
    sides = cv2.morphologyEx(np.maximum(across, down), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    stats = label_shapes(sides).stats
    height, width = grey.shape
    found: list[Square] = []
    empty: list[Place] = []

    def add(x: int, y: int, w: int, h: int, share: float) -> None:
        box = Box(x / width, y / height, (x + w) / width, (y + h) / height)
        mark = marks.judge(grey if colour is None else colour, x, y, w, h, rules)
        found.append(Square(box=box, ink=round(share, 3), mark=mark))
        if mark == "none":
            empty.append((x, y, w, h))

    large = stats[1:, 2:4].min(1) >= least
    for rough in stats[1:, :4][large].tolist():
        x, y, w, h = _trim(sides, *rough)
        if w * h < 0.55 * rough[2] * rough[3]:
            continue
        if not (least <= w <= most and least <= h <= most and 0.8 <= w / h <= 1.25):
            continue
        framed = _is_framed(sides[y : y + h, x : x + w]) and _is_closed(ink[y : y + h, x : x + w])
        if not framed or not _stands_alone(ink, x, y, w, h) or _is_round(ink, x, y, w, h):
            continue
        if h <= LETTER_PART * _line_height(ink, x, y, w, h):
            continue
        inside = _inner(x, y, w, h)
        share = float(np.mean(ink[inside] > 0))
        if share > HALF_FULL and np.percentile(grey[inside], 95) > SOLID:
            continue  # a blurred letter
        add(x, y, w, h, share)
    for place in [partner for one in empty for partner in _partners(ink, one)]:
        x, y, w, h = place
        middle = ((x + w / 2) / width, (y + h / 2) / height)
        if not any(square.box.holds(middle) for square in found):
            add(x, y, w, h, float(np.mean(ink[_inner(x, y, w, h)] > 0)))
    return tuple(sorted(found, key=lambda square: (round(square.box.y0, 2), square.box.x0)))


def _inner(x: int, y: int, w: int, h: int) -> tuple[slice, slice]:
    edge = max(round(0.2 * min(w, h)), 2)
    return slice(y + edge, y + h - edge), slice(x + edge, x + w - edge)


def _partners(ink: Grey, empty: Place) -> Iterator[Place]:
    """Yield where on its row the outline of an *empty* box stands once more, however ticked.

    A tick that runs far out of its box hides what tells a box from a letter; that another box
    of the same size stands level tells it, too.
    """
    _, y, w, h = empty
    top = max(y - 2, 0)
    strip = (ink[top : y + h + 2] > 0).astype(np.float32)
    if strip.shape[0] < h + 4:
        return
    near = cv2.dilate(strip, np.ones((1, 3), np.uint8))  # a line may be a pixel aside
    upper, lower = (
        cv2.blur(rows.max(0)[None], (w, 1), borderType=cv2.BORDER_CONSTANT).ravel()
        for rows in (strip[:5], strip[-5:])
    )
    sides = near[2:-2].mean(0)
    starts = np.arange(strip.shape[1] - w)
    middles = starts + w // 2
    share = np.minimum.reduce(
        [upper[middles], lower[middles], sides[starts], sides[starts + w - 1]]
    )
    for start in np.flatnonzero(share >= OUTLINED).tolist():
        around = share[max(start - w // 2, 0) : start + w // 2]
        if share[start] == around.max() and start == max(start - w // 2, 0) + int(
            np.argmax(around)
        ):
            yield start, y, w, h


def _trim(sides: Grey, x: int, y: int, w: int, h: int) -> tuple[int, int, int, int]:
    """Return the rectangle without what a tick adds to it: ends are where a side is drawn."""
    part = sides[y : y + h, x : x + w]
    rows = np.flatnonzero((part > 0).mean(1) > 0.6)
    columns = np.flatnonzero((part > 0).mean(0) > 0.6)
    if not rows.size or not columns.size:
        return x, y, w, h
    (top, bottom), (left, right) = rows[[0, -1]].tolist(), columns[[0, -1]].tolist()
    return x + left, y + top, right - left + 1, bottom - top + 1


def _is_framed(part: Grey) -> bool:
    """Tell whether *part* is an outline: all four sides and corners drawn, and not thick."""
    depth = max(round(0.1 * min(part.shape)), 2)
    sides = (part[:depth].max(0), part[-depth:].max(0), part[:, :depth].max(1))
    if not all(float(np.mean(side > 0)) > 0.92 for side in (*sides, part[:, -depth:].max(1))):
        return False
    corner = depth
    corners = [part[a, b] for a in _ends(corner) for b in _ends(corner)]
    return all(one.any() for one in corners)


def _is_round(ink: Grey, x: int, y: int, w: int, h: int) -> bool:
    """Tell whether the sides of a box bulge: then it is the ㅇ of a letter."""
    out = max(round(0.2 * min(w, h)), 3)
    framed = cv2.copyMakeBorder(ink, out, out, out, out, cv2.BORDER_CONSTANT, value=0)
    around = framed[y : y + h + 2 * out, x : x + w + 2 * out] > 0
    bulging = 0
    for side in (around, around[::-1], around.T, around.T[::-1]):
        depth = side[:, out:-out].argmax(0)  # of the first ink from outside
        middle, end = len(depth) // 2, max(len(depth) // 8, 1)
        near = np.median(depth[middle - end : middle + end])
        bulge = (depth[:end].mean() + depth[-end:].mean()) / 2 - near
        bulging += bool(bulge > max(BULGE * min(w, h), 1.5))
    return bulging >= 3


def _is_closed(part: Grey) -> bool:
    """Tell whether no white leads from outside to the middle of *part*: not so in a ㄹ."""
    framed = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    _, labels = cv2.connectedComponents(cv2.bitwise_not(framed), connectivity=4)
    edge = max(round(0.25 * min(part.shape)), 3)
    inner = labels[edge:-edge, edge:-edge]
    return not np.any((inner == labels[0, 0]) & (framed[edge:-edge, edge:-edge] == 0))


def _ends(size: int) -> tuple[slice, slice]:
    return slice(0, size), slice(-size, None)


def _stands_alone(ink: Grey, x: int, y: int, w: int, h: int) -> bool:
    """Tell whether the ring around a box is white; its tick may cross it towards a corner."""
    gap = max(round(0.16 * min(w, h)), 2)
    top, left = max(y - 1 - gap, 0), max(x - 1 - gap, 0)
    sides = (
        ink[top : max(y - 1, 0), x : x + w],
        ink[y + h + 1 : y + h + 1 + gap, x : x + w],
        ink[y : y + h, left : max(x - 1, 0)],
        ink[y : y + h, x + w + 1 : x + w + 1 + gap],
    )
    shares = sorted(float(np.mean(side > 0)) if side.size else 0.0 for side in sides)
    return shares[1] < 0.25 and shares[2] < 0.35 and shares[3] < 0.5


def _line_height(ink: Grey, x: int, y: int, w: int, h: int) -> int:
    """Return how tall the print beside a square is: a ㅁ is half of its syllable."""
    top, middle = max(y - h, 0), min(y, h) + h // 2
    tallest = 0
    # A tick reaches over the corner of its box: what lies close to the right is left out.
    for first, last in ((x - w, x - w // 5), (x + w + w // 2, x + 2 * w + w // 2)):
        beside = ink[top : y + 2 * h, max(first, 0) : max(last, 0)]
        if not beside.size:
            continue
        rows = np.flatnonzero(beside.max(1))
        # Print of this line hangs together but for the white between the parts of a syllable.
        runs = np.split(rows, np.flatnonzero(np.diff(rows) > 0.3 * h) + 1)
        for run in runs:
            if run.size and run[0] <= middle <= run[-1]:
                tallest = max(tallest, int(run[-1] - run[0]) + 1)
    return tallest
