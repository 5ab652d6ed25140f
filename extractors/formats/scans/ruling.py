"""What is drawn on a sheet besides letters: rules, the cells between them, tick boxes, seals.

All work on the picture of an upright, straight sheet, so that text pages and scans share
one notion of a cell.  Lengths are millimetres of an A4 sheet, by the longer side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scans import marks
from extractors.model import Box, Square

Grey = npt.NDArray[Any]
"""Bytes, rows × columns, 0 black … 255 white; as a mask 0 and 255."""
Colour = npt.NDArray[Any]
"""Bytes, rows × columns × 3: red, green, blue."""

LONGER_SIDE = 297.0

Place = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

# Files are read side by side by processes; threads within one cost more than they save.
cv2.setNumThreads(1)

SHORTEST_ACROSS, THICKEST = 14.0, 1.2
LONGEST_STROKE = 11.0  # down, of a letter of a title that nearly touches a rule
LOWEST_ROW = 3.6  # of a table of one row
MOST_TOUCHED = 0.08  # of the length of a rule down
LEAST_CELL, LARGEST_CELL = (3.6, 2.8), 0.45
TOUCH, LONGEST_GAP = 1.2, 8.0
SQUARE_SIDES = (2.0, 7.5)
BULGE = 0.1  # of its side: by how much the middle of a ring stands out
OUTLINED = 0.85  # of each side that ink covers
LETTER_PART, HALF_FULL, SOLID = 0.68, 0.6, 120
SEAL_SIDES = (7.0, 60.0)
STRONG_COLOUR = 70  # between the lightest and the darkest channel, beyond it


def millimetre(picture: Grey) -> float:
    """Return how many pixels a millimetre is."""
    return float(max(picture.shape[:2]) / LONGER_SIDE)


def darkest(colour: Colour) -> Grey:
    """Return the lowest of the three channels: all ink is dark in it."""
    red, green, blue = cv2.split(colour)
    return np.asarray(cv2.min(cv2.min(red, green), blue))


def find_ink(grey: Grey) -> Grey:
    """Return what is darker than its surroundings, as a mask."""
    around = int(millimetre(grey) * 4) | 1
    found = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 14
    )
    return np.asarray(found, dtype=np.uint8)


def find_rules(grey: Grey) -> Grey:
    """Return the ruled lines as a mask: long, thin, and joined to one across them.

    That last demand keeps underlines, the strokes of ㅡ and ㅣ, and the edges of codes.  A rule
    down that is no longer than such a stroke in a title runs from one rule across to another,
    and nothing grows out of it: letters that fill their row touch both rules, too.
    """
    unit = millimetre(grey)
    ink = find_ink(grey)
    across = _lines(ink, (int(SHORTEST_ACROSS * unit), 1), unit)
    near = np.ones((7, 7), np.uint8)
    down = _lines(ink, (1, int(LONGEST_STROKE * unit)), unit)
    crossing = cv2.dilate(across, near)
    short = _spanning(_lines(ink, (1, int(LOWEST_ROW * unit)), unit), crossing)
    down |= _bare(short, np.where(crossing > 0, 0, ink).astype(np.uint8))
    across_kept = _touching(across, cv2.dilate(down, near))
    down_kept = _touching(down, crossing)
    return np.asarray(across_kept | down_kept, dtype=np.uint8)


def _lines(ink: Grey, length: tuple[int, int], unit: float) -> Grey:
    bridge = np.ones((1, 5) if length[1] == 1 else (5, 1), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(length[::-1], np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=8)
    along = stats[:, cv2.CC_STAT_WIDTH if length[1] == 1 else cv2.CC_STAT_HEIGHT]
    thin = stats[:, cv2.CC_STAT_AREA] <= along * max(THICKEST * unit, 3)
    return _drawn(labels, stats, lambda number, _: bool(thin[number]))


def _touching(lines: Grey, others: Grey) -> Grey:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    return _drawn(
        labels, stats, lambda number, place: bool(others[place][labels[place] == number].any())
    )


def _spanning(lines: Grey, others: Grey) -> Grey:
    """Return those of the *lines* down that meet *others* at both of their ends."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    return _drawn(
        labels, stats, lambda _, place: bool(others[place][:3].any() and others[place][-3:].any())
    )


def _bare(lines: Grey, ink: Grey) -> Grey:
    """Return those of the *lines* down that no *ink* touches at their sides."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)

    def stands_alone(_: int, place: tuple[slice, slice]) -> bool:
        rows, columns = place
        sides = np.hstack(
            (
                ink[rows, max(columns.start - 3, 0) : max(columns.start - 1, 0)],
                ink[rows, columns.stop + 1 : columns.stop + 3],
            )
        )
        return float(np.mean(sides.any(1))) <= MOST_TOUCHED

    return _drawn(labels, stats, stands_alone)


def _drawn(labels: Grey, stats: Grey, wanted: Callable[[int, tuple[slice, slice]], bool]) -> Grey:
    """Return as a mask the few shapes that are *wanted*, by their number and place."""
    mask = np.zeros(labels.shape, np.uint8)
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), start=1):
        place = slice(y, y + h), slice(x, x + w)
        if wanted(number, place):
            mask[place][labels[place] == number] = 255
    return mask


def find_cells(rules: Grey) -> tuple[Box, ...]:
    """Return the boxes that rules enclose, top to bottom, left to right."""
    unit = millimetre(rules)
    height, width = rules.shape
    closed = cv2.morphologyEx(_with_sides(rules), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    white = cv2.bitwise_not(cv2.dilate(closed, np.ones((3, 3), np.uint8)))
    _, _, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    cells = []
    for x, y, w, h, area in stats[1:].tolist():
        outside = x == 0 or y == 0 or x + w == width or y + h == height
        if area > LARGEST_CELL * width * height:
            continue  # the frame of the whole sheet
        if outside or w < LEAST_CELL[0] * unit or h < LEAST_CELL[1] * unit or area < 0.8 * w * h:
            continue
        cells.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    row = 2 * unit / height
    return tuple(sorted(cells, key=lambda box: (round(box.y0 / row), box.x0)))


class _Rule(NamedTuple):
    """A ruled line: where it lies across its direction, and from where to where it goes."""

    at: int
    start: int
    end: int


def _with_sides(rules: Grey) -> Grey:
    """Return *rules* with the sides that open rows of a table lack.

    Many forms rule their tables without a line at the left and the right, and prints of a
    viewer cut them off.  Two lines across that one line down joins are a row; where both end
    at the same place, there the row ends.
    """
    unit = millimetre(rules)
    near, deep = int(TOUCH * unit), LEAST_CELL[1] * unit
    across = _joined(_straight(rules, (1, int(SHORTEST_ACROSS * unit))), unit)
    found = rules.copy()
    for down in _straight(rules.T, (1, int(LOWEST_ROW * unit))):
        met = [
            rule
            for rule in across
            if rule.start - near <= down.at <= rule.end + near
            and down.start - near <= rule.at <= down.end + near
        ]
        for side, ends in (
            (-1, [(rule.at, rule.start) for rule in met if rule.start < down.at - near]),
            (1, [(rule.at, rule.end) for rule in met if rule.end > down.at + near]),
        ):
            for (over, one), (under, other) in pairwise(ends):
                if under - over >= deep and abs(one - other) <= near:
                    edge = min(side * one, side * other) * side
                    found[over : under + 1, max(edge - 1, 0) : edge + 2] = 255
    return found


def _straight(rules: Grey, length: tuple[int, int]) -> list[_Rule]:
    """Return the lines of *rules* that run across, from the top."""
    lines: Grey = cv2.morphologyEx(
        np.ascontiguousarray(rules), cv2.MORPH_OPEN, np.ones(length, np.uint8)
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
    return sorted(_Rule(y + h // 2, x, x + w - 1) for x, y, w, h, _ in stats[1:].tolist())


def _joined(lines: Sequence[_Rule], unit: float) -> list[_Rule]:
    """Return *lines* with those as one that print or a seal has cut."""
    found: list[_Rule] = []
    for line in sorted(lines, key=lambda line: line.start):
        for place, other in enumerate(found):
            level = abs(line.at - other.at) <= 0.5 * unit
            if level and -0.5 * unit <= line.start - other.end <= LONGEST_GAP * unit:
                found[place] = other._replace(end=line.end)
                break
        else:
            found.append(line)
    return sorted(found)


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
    _, _, stats, _ = cv2.connectedComponentsWithStats(sides, connectivity=8)
    height, width = grey.shape
    found: list[Square] = []
    empty: list[Place] = []

    def add(x: int, y: int, w: int, h: int, share: float) -> None:
        box = Box(x / width, y / height, (x + w) / width, (y + h) / height)
        mark = marks.judge(grey if colour is None else colour, x, y, w, h, rules)
        found.append(Square(box=box, ink=round(share, 3), mark=mark))
        if mark == "none":
            empty.append((x, y, w, h))

    for rough in stats[1:, :4].tolist():
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


def boxes_of(mask: Grey) -> tuple[Box, ...]:
    """Return the boxes of the connected parts of *mask*."""
    if not cv2.countNonZero(mask):
        return ()
    height, width = mask.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return tuple(
        Box(x / width, y / height, (x + w) / width, (y + h) / height)
        for x, y, w, h, _ in stats[1:].tolist()
    )


def find_seals(colour: Colour) -> tuple[Box, ...]:
    """Return boxes of strongly coloured blobs of a seal's size and shape."""
    unit = millimetre(colour)
    small = cv2.resize(colour, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(int)
    strong = np.where(small.max(2) - small.min(2) > STRONG_COLOUR, 255, 0).astype(np.uint8)
    reach = max(int(unit), 3)
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = joined.shape
    found = []
    for x, y, w, h, area in stats[1:].tolist():
        sides = (2 * w / unit, 2 * h / unit)
        fits = SEAL_SIDES[0] <= min(sides) and max(sides) <= SEAL_SIDES[1]
        if fits and 0.55 <= w / h <= 1.8 and area > 0.15 * w * h:
            found.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    return tuple(found)


LONGEST_SIDE_OF_PRINT, SCRAWL_HEIGHT, SCRAWL_FILL, SCRAWL_GREY = 10.0, 4.5, 0.35, 150


def find_scrawls(colour: Colour, rules: Grey) -> tuple[Box, ...]:
    """Return boxes of dark strokes that hang together far wider or taller than any letter.

    A signature, or a seal that was copied without its colour.
    """
    grey = darkest(colour)
    unit = millimetre(grey)
    loose = cv2.dilate(rules, np.ones((5, 5), np.uint8)) == 0
    ink = np.where(loose, find_ink(grey), 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    height, width = grey.shape
    found = []
    for number, (x, y, w, h, area) in enumerate(stats[1:].tolist(), start=1):
        sides = sorted((w / unit, h / unit))
        if not (sides[0] >= SCRAWL_HEIGHT and LONGEST_SIDE_OF_PRINT <= sides[1] < SEAL_SIDES[1]):
            continue
        part = labels[y : y + h, x : x + w] == number
        dark = float(np.median(grey[y : y + h, x : x + w][part])) < SCRAWL_GREY
        if area < SCRAWL_FILL * w * h and dark:
            found.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    return tuple(found)
