"""What stands in a drawn tick box: nothing, an unmistakable tick, or something to ask about.

Only two answers may be acted on, so each of them must hold against everything else that pens
and stamps do to a box: a tick is one stroke down and up again that belongs to this box alone, or
a box filled to its edges; an empty box has not even a pale trace in it, and nothing crosses its
outline.  Lengths are in sides of the box.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from extractors.formats.scans.shapes import label_shapes
from extractors.model import Mark

Grey = npt.NDArray[Any]

REACH = 2.3  # how far around the box is looked
DARK, PALE = 55.0, 9.0  # grey levels below the paper: ink of a pen, the least trace of anything
TRACE = 40.0  # beside the outline, whose own blurred edge is paler
NOISE, PALE_NOISE = 4.0, 1.75  # standard deviations of the paper's grain, at least
LEAST_TRACE = 0.012  # share of the inside that may be dust
LEAST_INK, MOST_INK = 0.07, 0.55
LEAST_EXTENT = 0.5
LEFT_ARM, RIGHT_ARM = 0.14, 0.3  # how far the arms of a tick rise above its foot
ARMS_APART = 0.07  # over which height both arms are seen apart
FULLEST, FULLEST_CROSSING = 0.68, 0.8  # share of its hull that a bent stroke fills
MOST_RUNS = 1.3  # strokes that a column of a tick crosses, on average
LEAST_ENCLOSED, MAIN_PART = 0.5, 0.9
FULLEST_MARK = 0.75
CROSSED = 0.62  # of both diagonals, that only a cross covers
HUB, LEAST_ARM, MOST_ARMS = 2.0, 0.04, 2  # of a mark without its thickest place
FULL = 0.94
ENLARGED, HALF = 3, 0.5
LEAST_HEIGHT = 0.4  # of the brackets that a mark goes over
LEAST_HOLE, ROUND = 0.25, 0.9  # of a ring: the share of its white, of its hull that it fills
FULL_SIGN = 0.9
THICKEST = 0.2
LINE = (0.6, 0.9)  # of a side: more ink than this is its line
TAIL, SPILL = 2.0, 0.3  # how far a tick may leave its box: up and to the right, elsewhere
TINT = 60.0  # how much darker than the sheet a form field may be
ASIDE = 0.8  # how far one side of an empty box is white
BEYOND = 0.02  # of the ring around the box: more ink than this is not its own


class Around(NamedTuple):
    """A box cut out of its sheet with what lies around it.

    ``grey`` is the piece, ``x``, ``y``, ``side`` where the box lies in it, in pixels.
    """

    grey: Grey
    x: int
    y: int
    width: int
    height: int

    @property
    def side(self) -> int:
        return min(self.width, self.height)


def judge(sheet: Grey, x: int, y: int, width: int, height: int, rules: Grey | None = None) -> Mark:
    """Return what is marked in the box at *x*, *y* of *sheet*.

    *sheet* is in colour where that is had: of the red of stamps, which reading does without,
    a pen may be too.  What runs into one of the *rules* of its table ends there, unless it
    goes on beyond.
    """
    reach = int(REACH * min(width, height))
    top, left = y - reach, x - reach
    bottom, right = y + height + reach, x + width + reach
    if top < 0 or left < 0 or bottom > sheet.shape[0] or right > sheet.shape[1]:
        return "unclear"
    cut = sheet[top:bottom, left:right].astype(np.float32)
    piece = cut if cut.ndim == 2 else cut.min(2)
    here = Around(piece, reach, reach, width, height)
    piece *= 255 / max(float(np.percentile(piece, 75)), 1.0)  # in the shade, too
    paper = 255.0
    grain = 1.4826 * float(np.median(np.abs(piece[piece > paper - TRACE] - paper)))
    dark = np.where(piece < paper - max(DARK, NOISE * grain), 255, 0).astype(np.uint8)
    if rules is not None:
        dark = _without_rules(dark, rules[top:bottom, left:right])
    smooth = cv2.GaussianBlur(piece, (0, 0), max(0.06 * here.side, 0.8))
    line = _thickness(dark, here)
    if line is None:
        return "plain" if _is_solid(dark, here) else "unclear"
    trace = np.where(smooth < paper - TRACE, 255, 0).astype(np.uint8)
    if rules is not None:
        trace = _without_rules(trace, rules[top:bottom, left:right])
    least = max(PALE, PALE_NOISE * grain)
    if _is_clear(smooth, here, line, least) and _stands_free(trace, here):
        return "none"
    ink = _thin(piece, dark, here, line)
    ticked = _is_tick(ink, dark, here, line) or _is_enclosed(ink, dark, here)
    return "plain" if ticked else "unclear"


def _without_rules(dark: Grey, rules: Grey) -> Grey:
    """Return *dark* without ruled lines, but for the strokes that cross them."""
    hidden = cv2.dilate(rules, np.ones((3, 3), np.uint8))
    rest = np.where(hidden > 0, 0, dark).astype(np.uint8)
    thick = 2 * int(cv2.distanceTransform(hidden, cv2.DIST_L2, 3).max()) + 3
    crossed = cv2.morphologyEx(rest, cv2.MORPH_CLOSE, np.ones((thick, thick), np.uint8))
    return np.where((hidden > 0) & (crossed > 0), dark, rest).astype(np.uint8)


Place = tuple[int, int, int, int]
"""Columns and rows of a sheet: x0, y0, x1, y1, the last ones excluded."""


def judge_gap(sheet: Grey, place: Place, *, named: bool) -> tuple[Mark, float]:
    """Return what is marked between two brackets at *place*, and the share of ink there.

    *named* tells that a reader is sure of a mark: then ink that goes over half of the height
    is one, whatever its shape.
    """
    piece, grain = _even(sheet, place)
    x0, y0, x1, y1 = place
    high = y1 - y0
    reach = _reach(place)
    smooth = cv2.GaussianBlur(piece, (0, 0), max(0.05 * high, 0.8))
    rows = slice(reach, reach + high)
    spare = max(int(0.06 * high), 2)
    inner = smooth[rows, reach + spare : reach + x1 - x0 - spare]
    if not inner.size:
        return "unclear", 0.0
    least = max(PALE, PALE_NOISE * grain)
    dark = piece[rows, reach : reach + x1 - x0] < 255 - max(DARK, NOISE * grain)
    ink = float(np.mean(dark))
    if float(np.mean(inner < 255 - least)) <= LEAST_TRACE:
        return "none", ink
    drawn = _main_stroke(dark)
    tall = int(np.ptp(np.flatnonzero(drawn.any(1)))) if drawn.any() else 0
    if tall < LEAST_HEIGHT * high:
        return "unclear", ink
    return ("plain" if named or _is_check(drawn) or _is_ring(drawn) else "unclear"), ink


def judge_sign(sheet: Grey, place: Place, *, solid: bool) -> Mark:
    """Tell whether the sign at *place* is a tick, or *solid* ink, in place of a box."""
    piece, grain = _even(sheet, place)
    reach = _reach(place)
    x0, y0, x1, y1 = place
    part = piece[reach : reach + y1 - y0, reach : reach + x1 - x0]
    dark = part < 255 - max(DARK, NOISE * grain)
    if solid:
        inner = dark[1:-1, 1:-1]
        return "plain" if inner.size and float(np.mean(inner)) >= FULL_SIGN else "unclear"
    return "plain" if _is_check(_main_stroke(dark)) else "unclear"


def _reach(place: Place) -> int:
    return 2 * (place[3] - place[1])


def _even(sheet: Grey, place: Place) -> tuple[Grey, float]:
    """Return the piece around *place* in even light, and the grain of its paper."""
    reach = _reach(place)
    x0, y0, x1, y1 = place
    cut = sheet[max(y0 - reach, 0) : y1 + reach, max(x0 - reach, 0) : x1 + reach]
    frame = (max(reach - y0, 0), max(y1 + reach - sheet.shape[0], 0))
    sides = (max(reach - x0, 0), max(x1 + reach - sheet.shape[1], 0))
    grey = (cut if cut.ndim == 2 else cut.min(2)).astype(np.float32)
    grey *= 255 / max(float(np.percentile(grey, 75)), 1.0)
    piece = cv2.copyMakeBorder(grey, *frame, *sides, cv2.BORDER_CONSTANT, value=255)
    return piece, 1.4826 * float(np.median(np.abs(grey[grey > 255 - TRACE] - 255)))


def _main_stroke(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return the largest connected part of *dark*, cut to its bounds."""
    labels, stats = label_shapes(dark.astype(np.uint8))
    if len(stats) < 2:
        return np.zeros((1, 1), bool)
    x, y, w, h, _ = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))].tolist()
    number = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels[y : y + h, x : x + w] == number)


def _is_check(stroke: npt.NDArray[np.bool_]) -> bool:
    """Tell whether one stroke goes down to one foot and up again, as in V, √ and a tick."""
    high, wide = stroke.shape
    if min(high, wide) < 4:
        return False
    return _has_shape(np.pad(stroke, 1), high)


def _is_ring(stroke: npt.NDArray[np.bool_]) -> bool:
    """Tell whether one stroke goes round a single white middle."""
    outlines, tree = cv2.findContours(
        np.pad(stroke, 1).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    areas = [cv2.contourArea(outline) for outline in outlines]
    holes = [area for area, links in zip(areas, tree[0], strict=True) if links[3] >= 0]
    return len(holes) == 1 and holes[0] >= LEAST_HOLE * max(areas) and _fullness(stroke) >= ROUND


def _thickness(dark: Grey, box: Around) -> int | None:
    """Return how many pixels the outline is thick; None where no outline can be told."""
    part = dark[box.y : box.y + box.height, box.x : box.x + box.width] > 0
    most = max(int(THICKEST * box.side), 3)
    # Where a tick fills a side's inner edge the other three still show the line, and of a thick
    # pen, which fills more than one, the line itself is darker.
    for share in LINE:
        depths = []
        for turned in (part, part[::-1], part.T, part.T[::-1]):
            full = turned[: most + 3, most:-most].mean(1) > share
            first = int(np.argmax(full)) if full[:3].any() else 0
            whole = bool(full[first:].all())
            depths.append(most + 3 if whole else first + int(np.argmin(full[first:])))
        second = sorted(depths)[1]
        if 0 < second <= most:
            return second + max(int(0.06 * box.side), 1)
    return None


def _inside(picture: Grey, box: Around, line: int) -> Grey:
    return picture[
        box.y + line : box.y + box.height - line, box.x + line : box.x + box.width - line
    ]


def _is_clear(smooth: Grey, box: Around, line: int, least: float) -> bool:
    """Tell whether not even a trace is drawn in the box."""
    inner = _inside(smooth, box, line + max(int(0.14 * box.side), 3))
    if not inner.size:
        return False
    ground = float(np.percentile(inner, 75))
    if ground < 255 - TINT:
        return False
    return float(np.mean(inner < ground - least)) <= LEAST_TRACE


def _stands_free(trace: Grey, box: Around) -> bool:
    """Tell whether nothing crosses the outline of the box or lies close to it.

    Beside it, its option stands on one side, with white between them however close; a tick that
    missed the box would on the other.
    """
    gap, far = max(int(0.11 * box.side), 3), max(int(0.22 * box.side), 5)
    y0, y1, x0, x1 = box.y, box.y + box.height, box.x, box.x + box.width
    across = slice(x0 - gap, x1 + gap)
    above, below = trace[y0 - far : y0 - gap, across], trace[y1 + gap : y1 + far, across]
    if any(float(np.mean(ring > 0)) > BEYOND for ring in (above, below)):
        return False
    beside = trace[y0 - gap : y1 + gap]
    left, right = beside[:, x0 - gap - 2 : x0], beside[:, x1 : x1 + gap + 2]
    if any(float(np.min(np.mean(ring > 0, axis=0))) > BEYOND for ring in (left, right)):
        return False
    away, more = int(ASIDE * box.side), int(0.3 * box.side)
    rows = slice(y0 - more, y1 + more)
    sides = trace[rows, x0 - away : x0 - gap], trace[rows, x1 + gap : x1 + away]
    return min(float(np.mean(side > 0)) for side in sides) <= BEYOND / 4


def _is_solid(dark: Grey, box: Around) -> bool:
    """Tell whether the box is filled to its edges and nothing sticks out: a printed ■."""
    inner = _inside(dark, box, max(int(0.1 * box.side), 1))
    return float(np.mean(inner > 0)) >= FULL and not _outside(dark, box).size


def _thin(piece: Grey, dark: Grey, box: Around, line: int) -> npt.NDArray[np.bool_]:
    """Return the strokes inside the box as thin as they are: enlarged, cut at half their depth."""
    inner, ink = _inside(piece, box, line), _inside(dark, box, line) > 0
    if not ink.any():
        return ink
    depth = 255 - float(np.percentile(inner[ink], 10))
    large = cv2.resize(inner, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    return np.asarray(large < 255 - max(HALF * depth, DARK))


def _is_tick(ink: npt.NDArray[np.bool_], dark: Grey, box: Around, line: int) -> bool:
    if not ink.any() or not LEAST_INK <= float(np.mean(ink)) <= MOST_INK:
        return False
    return _has_shape(ink, ENLARGED * box.side) and _stays_near(_outside(dark, box), box)


def _is_enclosed(ink: npt.NDArray[np.bool_], dark: Grey, box: Around) -> bool:
    """Tell whether a mark of any shape but a cross or a blot lies wholly in the box.

    What strikes out a box, what misses it and what only reaches in runs beyond its outline.
    """
    if _outside(dark, box).size or not LEAST_INK <= float(np.mean(ink)) <= MOST_INK:
        return False
    mark = _main_stroke(ink)
    if min(np.array(mark.shape) / ink.shape) < LEAST_ENCLOSED or _solidity(mark) > FULLEST_MARK:
        return False
    if mark.sum() < MAIN_PART * ink.sum():
        return False
    crossed = min(_along(mark), _along(mark[:, ::-1])) >= CROSSED
    return not crossed and _arms(mark) <= MOST_ARMS


def _solidity(mark: npt.NDArray[np.bool_]) -> float:
    """Return which share of its convex hull is inked: of a ring little, of a blot nearly all."""
    rows, columns = np.nonzero(mark)
    hull = cv2.convexHull(np.stack((columns, rows), 1).astype(np.int32))
    return float(mark.sum()) / max(cv2.contourArea(hull), 1.0)


def _along(mark: npt.NDArray[np.bool_]) -> float:
    """Return the share of the falling diagonal of *mark* that is inked."""
    rows, columns = (np.linspace(0, size - 1, 40).round().astype(int) for size in mark.shape)
    near = cv2.dilate(mark.astype(np.uint8), np.ones((5, 5), np.uint8))
    return float(np.mean(near[rows, columns] > 0))


def _arms(mark: npt.NDArray[np.bool_]) -> int:
    """Return into how many strokes *mark* falls without its thickest place.

    That is the foot of a tick, which has two, and the middle of a cross, which has four.
    """
    rest = np.pad(mark, 1).astype(np.uint8)
    _, depth, _, hub = cv2.minMaxLoc(cv2.distanceTransform(rest, cv2.DIST_L2, 5))
    cv2.circle(rest, hub, round(HUB * depth), 0, -1)
    stats = label_shapes(rest).stats
    return int(np.sum(stats[1:, cv2.CC_STAT_AREA] > LEAST_ARM * mark.sum()))


def _has_shape(ink: npt.NDArray[np.bool_], side: int) -> bool:
    """Tell whether *ink* is one stroke that goes down and further up again to the right."""
    columns, rows = np.flatnonzero(ink.any(0)), np.flatnonzero(ink.any(1))
    if min(np.ptp(columns), np.ptp(rows)) < LEAST_EXTENT * min(ink.shape):
        return False
    stats = label_shapes(ink.astype(np.uint8)).stats
    areas = sorted(stats[1:, cv2.CC_STAT_AREA].tolist(), reverse=True)
    if len(stats) > 2 and sum(areas[1:]) > 0.08 * areas[0]:
        return False
    if float(_runs(ink.T)[columns].mean()) > MOST_RUNS:
        return False
    across, full = _runs(ink), _fullness(ink)
    apart = np.sum(across == 2) >= ARMS_APART * side and full < FULLEST_CROSSING
    if np.sum(across > 2) > 1 or not (apart or (full < FULLEST and _keeps_clear(ink))):
        return False
    depth = np.array([int(np.flatnonzero(ink[:, c])[-1]) for c in columns])
    tops = np.array([int(np.flatnonzero(ink[:, c])[0]) for c in columns])
    foot = int(np.median(np.flatnonzero(depth >= depth.max() - 1)))
    rises_left = depth.max() - tops[: foot + 1].min() >= LEFT_ARM * side
    rises_right = depth.max() - tops[foot:].min() >= RIGHT_ARM * side
    return bool(rises_left and rises_right and 0.1 * len(depth) <= foot <= 0.85 * len(depth))


def _keeps_clear(ink: npt.NDArray[np.bool_]) -> bool:
    """Tell whether a mark stands within its box without touching the outline."""
    return not (ink[[0, -1]].any() or ink[:, [0, -1]].any())


def _fullness(ink: npt.NDArray[np.bool_]) -> float:
    """Return which share of its convex hull a mark fills: a blot nearly all."""
    outlines, _ = cv2.findContours(ink.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(outlines, key=cv2.contourArea)
    return cv2.contourArea(largest) / max(cv2.contourArea(cv2.convexHull(largest)), 1.0)


def _runs(ink: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """Return how many strokes each row of *ink* crosses."""
    starts = np.diff(ink.astype(np.int8), axis=1, prepend=0) == 1
    return np.asarray(starts.sum(1))


def _outside(dark: Grey, box: Around) -> npt.NDArray[np.int32]:
    """Return boxes (x0, y0, x1, y1) of the strokes that touch the outline from outside."""
    rest = dark.copy()
    gap = max(int(0.05 * box.side), 1)
    y0, y1, x0, x1 = box.y - gap, box.y + box.height + gap, box.x - gap, box.x + box.width + gap
    rest[y0:y1, x0:x1] = 0
    labels, stats = label_shapes(rest)
    edge = np.concatenate(
        (labels[y0 - 1, x0:x1], labels[y1, x0:x1], labels[y0:y1, x0 - 1], labels[y0:y1, x1])
    )
    touching = [label for label in np.unique(edge) if label]
    found = stats[touching][:, :4].astype(np.int32) if touching else np.zeros((0, 4), np.int32)
    found[:, 2:] += found[:, :2]
    return found


def _stays_near(strokes: npt.NDArray[np.int32], box: Around) -> bool:
    """Tell whether *strokes* leave the box only as the tail of a tick does."""
    for x0, y0, x1, y1 in strokes.tolist():
        spill, tail = SPILL * box.side, TAIL * box.side
        if x0 < box.x - spill or y1 > box.y + box.height + spill:
            return False
        if y0 < box.y - tail or x1 > box.x + box.width + tail:
            return False
        leaves_far = y0 < box.y - spill or x1 > box.x + box.width + spill
        if leaves_far and (x1 < box.x + 0.5 * box.width or y0 > box.y + 0.5 * box.height):
            return False
    return True
