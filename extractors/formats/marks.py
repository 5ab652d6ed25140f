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

from extractors.model import Mark

Grey = npt.NDArray[Any]

REACH = 1.7  # how far around the box is looked
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
FULL = 0.94
ENLARGED, HALF = 3, 0.5
THICKEST = 0.2
TAIL, SPILL = 1.35, 0.3  # how far a tick may leave its box: up and to the right, elsewhere
TINT = 60.0  # how much darker than the sheet a form field may be
ASIDE = 1.1  # how far one side of an empty box is white
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


def judge(sheet: Grey, x: int, y: int, width: int, height: int) -> Mark:
    """Return what is marked in the box at *x*, *y* of *sheet*.

    *sheet* is in colour where that is had: of the red of stamps, which reading does without,
    a pen may be too.
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
    smooth = cv2.GaussianBlur(piece, (0, 0), max(0.06 * here.side, 0.8))
    line = _thickness(dark, here)
    if line is None:
        return "plain" if _is_solid(dark, here) else "unclear"
    trace = np.where(smooth < paper - TRACE, 255, 0).astype(np.uint8)
    least = max(PALE, PALE_NOISE * grain)
    if _is_clear(smooth, here, line, least) and _stands_free(trace, here):
        return "none"
    return "plain" if _is_tick(_thin(piece, dark, here, line), dark, here, line) else "unclear"


def _thickness(dark: Grey, box: Around) -> int | None:
    """Return how many pixels the outline is thick; None where no outline can be told."""
    part = dark[box.y : box.y + box.height, box.x : box.x + box.width] > 0
    most = max(int(THICKEST * box.side), 3)
    # Where a tick fills a side's inner edge the other three still show the line.
    depths = []
    for turned in (part, part[::-1], part.T, part.T[::-1]):
        full = turned[: most + 3, most:-most].mean(1) > 0.6
        first = int(np.argmax(full)) if full[:3].any() else 0
        depths.append(first + int(np.argmin(full[first:])) if not full[first:].all() else most + 3)
    second = sorted(depths)[1]
    return second + max(int(0.06 * box.side), 1) if 0 < second <= most else None


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

    Beside it, its option stands on one side; a tick that missed the box would on the other.
    """
    gap, far = max(int(0.11 * box.side), 3), max(int(0.22 * box.side), 5)
    y0, y1, x0, x1 = box.y, box.y + box.height, box.x, box.x + box.width
    across = slice(x0 - gap, x1 + gap)
    rings = (
        trace[y0 - far : y0 - gap, across],
        trace[y1 + gap : y1 + far, across],
        trace[y0 - gap : y1 + gap, x0 - gap - 2 : x0 - gap],
        trace[y0 - gap : y1 + gap, x1 + gap : x1 + gap + 2],
    )
    if any(float(np.mean(ring > 0)) > BEYOND for ring in rings):
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


def _has_shape(ink: npt.NDArray[np.bool_], side: int) -> bool:
    """Tell whether *ink* is one stroke that goes down and further up again to the right."""
    columns, rows = np.flatnonzero(ink.any(0)), np.flatnonzero(ink.any(1))
    if min(np.ptp(columns), np.ptp(rows)) < LEAST_EXTENT * min(ink.shape):
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    areas = sorted(stats[1:, cv2.CC_STAT_AREA].tolist(), reverse=True)
    if count > 2 and sum(areas[1:]) > 0.08 * areas[0]:
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
    _, labels, stats, _ = cv2.connectedComponentsWithStats(rest, connectivity=8)
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
