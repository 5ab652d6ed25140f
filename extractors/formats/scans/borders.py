"""Frames of signs around a sheet, and its dark edges."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.formats.scans.masks import closed, sized, ways
from extractors.formats.scans.ruling import Colour, Grey, darkest, millimetre
from extractors.formats.scans.shapes import label_shapes

COARSE = 2.0  # pixels a millimetre, where only the shape of things matters

FRAME_GAP = 4.0  # between the signs of a frame
FRAME_PART, FRAME_FULL = 0.6, 0.75  # of the sheet that it spans; of a side that is drawn
FRAME_OUTER = 4.0  # how far from its outermost ink a side is drawn along its whole length
FRAME_DEPTHS, FRAME_ROOM = (1.4, 12.0), 3.0  # of a side, a rule is thinner; inside it
CORNER = 22.0  # the largest ornament in a corner


def find_frame(colour: Colour) -> Grey:
    """Return the frame of signs around a sheet, or its dark edges, as a mask.

    Squares, meanders, leaves: whatever they are, they stand closer together than lines do,
    along all four sides, and something white lies between them and the text.
    """
    shape = colour.shape[:2]
    mask = np.zeros(shape, np.uint8)
    scale = COARSE / millimetre(colour)
    small = darkest(cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    ink: Grey = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(12 * COARSE) | 1, 5
    )
    joined = closed(ink, FRAME_GAP * COARSE)
    labels, stats = label_shapes(joined)
    height, width = small.shape
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), start=1):
        if w < FRAME_PART * width or h < FRAME_PART * height:
            continue
        part = labels[y : y + h, x : x + w] == number
        bare = ink[y : y + h, x : x + w] > 0
        depths = [_depth(side, drawn) for side, drawn in zip(ways(part), ways(bare), strict=True)]
        if all(depths):
            drawn = _ring(ink[y : y + h, x : x + w], depths)
            whole = np.zeros(small.shape, np.uint8)
            whole[y : y + h, x : x + w] = drawn
            mask = np.maximum(mask, sized(whole, shape))
    return mask


def _depth(part: Grey, ink: Grey) -> int:
    """Return how deep the drawn side at the left of *part* is, 0 where there is none.

    *ink* is what is drawn there, before its signs were joined.
    """
    away = len(part) // 8
    full = part[away : len(part) - away].mean(0)
    drawn = np.flatnonzero(full[: int(FRAME_OUTER * COARSE)] >= FRAME_FULL)
    if not drawn.size:
        return 0
    first = int(drawn[0])
    edge = full[first : first + int(FRAME_DEPTHS[1] * COARSE)]
    ends = np.flatnonzero(edge < 0.6 * edge.max())
    if not ends.size or ends[0] < FRAME_DEPTHS[0] * COARSE:
        return 0
    depth = first + int(ends[0])
    # The rules of a table meet its edge; between a frame and what it holds all is white.
    within = ink[away : len(part) - away, depth : depth + int(FRAME_ROOM * COARSE)].mean(0)
    return depth if within.size and within.min() <= 0.005 else 0


def _ring(ink: Grey, depths: list[int]) -> Grey:
    """Return the four sides as a mask, with the ornament that all corners have."""
    left, right, top, bottom = depths
    height, width = ink.shape
    ring = np.zeros(ink.shape, np.uint8)
    ring[:, :left] = ring[:, width - right :] = ring[:top] = ring[height - bottom :] = 255
    size = min(int(CORNER * COARSE), height // 2, width // 2)
    ways = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    corners = [ink[::down, ::across][:size, :size] for down, across in ways]
    near = [np.asarray(cv2.dilate(corner, np.ones((3, 3), np.uint8))) for corner in corners]
    common = np.min(near, axis=0) > 0
    for down, across in ways:
        ring[::down, ::across][:size, :size][common] = 255
    return cv2.dilate(ring, np.ones((3, 3), np.uint8)).astype(np.uint8)
