"""What is drawn on a sheet besides letters: rules, the cells between them, tick boxes, seals.

All work on the picture of an upright, straight sheet, so that text pages and scans share
one notion of a cell.  Lengths are millimetres of an A4 sheet, by the longer side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scans.shapes import Shapes, label_shapes
from extractors.model import Box

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
SEAL_SIDES = (7.0, 60.0)
STRONG_COLOUR = 70  # between the lightest and the darkest channel, beyond it


def millimetre(picture: Grey) -> float:
    """Return how many pixels a millimetre is."""
    return float(max(picture.shape[:2]) / LONGER_SIDE)


def darkest(colour: Colour) -> Grey:
    """Return the lowest of the three channels: all ink is dark in it."""
    red, green, blue = cv2.split(colour)
    return np.asarray(cv2.min(cv2.min(red, green), blue))


def lightest(colour: Colour) -> Grey:
    """Return the highest of the three channels: ink that has a colour is light in it."""
    red, green, blue = cv2.split(colour)
    return np.asarray(cv2.max(cv2.max(red, green), blue))


def strength(colour: Colour) -> Grey:
    """Return how far the three channels lie apart: nothing where there is no colour."""
    return np.asarray(cv2.subtract(lightest(colour), darkest(colour)))


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
    near = np.ones((7, 7), np.uint8)
    across = _lines(ink, (int(SHORTEST_ACROSS * unit), 1), unit)
    crossing = cv2.dilate(across.drawn(), near)
    short = _spanning(_lines(ink, (1, int(LOWEST_ROW * unit)), unit), crossing)
    short = _bare(short, np.where(crossing > 0, 0, ink).astype(np.uint8))
    down: Grey = _lines(ink, (1, int(LONGEST_STROKE * unit)), unit).drawn() | short.drawn()
    across_kept = _touching(across, cv2.dilate(down, near))
    down_kept = _touching(_Strokes.all_of(down), crossing)
    return np.asarray(across_kept.drawn() | down_kept.drawn(), dtype=np.uint8)


class _Strokes(NamedTuple):
    """Some of the shapes of a mask, by their numbers."""

    shapes: Shapes
    numbers: Sequence[int]

    @classmethod
    def all_of(cls, mask: Grey) -> _Strokes:
        shapes = label_shapes(mask)
        return cls(shapes, range(1, len(shapes.stats)))

    def where(self, wanted: Callable[[int, tuple[slice, slice]], bool]) -> _Strokes:
        """Return those that are *wanted*, by their number and place."""
        kept = [number for number in self.numbers if wanted(number, self.place(number))]
        return self._replace(numbers=kept)

    def place(self, number: int) -> tuple[slice, slice]:
        x, y, w, h, _ = self.shapes.stats[number].tolist()
        return slice(y, y + h), slice(x, x + w)

    def drawn(self) -> Grey:
        """Return them as a mask."""
        labels = self.shapes.labels
        mask = np.zeros(labels.shape, np.uint8)
        for number in self.numbers:
            place = self.place(number)
            mask[place][labels[place] == number] = 255
        return mask


def _lines(ink: Grey, length: tuple[int, int], unit: float) -> _Strokes:
    bridge = np.ones((1, 5) if length[1] == 1 else (5, 1), np.uint8)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    lines = _Strokes.all_of(
        cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(length[::-1], np.uint8))
    )
    stats = lines.shapes.stats
    along = stats[:, cv2.CC_STAT_WIDTH if length[1] == 1 else cv2.CC_STAT_HEIGHT]
    thin = stats[:, cv2.CC_STAT_AREA] <= along * max(THICKEST * unit, 3)
    return lines.where(lambda number, _: bool(thin[number]))


def _touching(lines: _Strokes, others: Grey) -> _Strokes:
    labels = lines.shapes.labels
    return lines.where(lambda number, place: bool(others[place][labels[place] == number].any()))


def _spanning(lines: _Strokes, others: Grey) -> _Strokes:
    """Return those of the *lines* down that meet *others* at both of their ends."""
    return lines.where(lambda _, place: bool(others[place][:3].any() and others[place][-3:].any()))


def _bare(lines: _Strokes, ink: Grey) -> _Strokes:
    """Return those of the *lines* down that no *ink* touches at their sides."""

    def stands_alone(_: int, place: tuple[slice, slice]) -> bool:
        rows, columns = place
        sides = np.hstack(
            (
                ink[rows, max(columns.start - 3, 0) : max(columns.start - 1, 0)],
                ink[rows, columns.stop + 1 : columns.stop + 3],
            )
        )
        return float(np.mean(sides.any(1))) <= MOST_TOUCHED

    return lines.where(stands_alone)


def find_cells(rules: Grey) -> tuple[Box, ...]:
    """Return the boxes that rules enclose, top to bottom, left to right."""
    unit = millimetre(rules)
    height, width = rules.shape
    closed = cv2.morphologyEx(_with_sides(rules), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    white = cv2.bitwise_not(cv2.dilate(closed, np.ones((3, 3), np.uint8)))
    stats = label_shapes(white, connectivity=4).stats
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
    stats = label_shapes(lines).stats
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


def boxes_of(mask: Grey) -> tuple[Box, ...]:
    """Return the boxes of the connected parts of *mask*."""
    if not cv2.countNonZero(mask):
        return ()
    height, width = mask.shape
    stats = label_shapes(mask).stats
    return tuple(
        Box(x / width, y / height, (x + w) / width, (y + h) / height)
        for x, y, w, h, _ in stats[1:].tolist()
    )


def find_seals(colour: Colour) -> tuple[Box, ...]:
    """Return boxes of strongly coloured blobs of a seal's size and shape."""
    unit = millimetre(colour)
    small = cv2.resize(colour, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    strong = np.where(strength(small) > STRONG_COLOUR, 255, 0).astype(np.uint8)
    reach = max(int(unit), 3) | 1
    joined = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    stats = label_shapes(joined).stats
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
    labels, stats = label_shapes(ink)
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
