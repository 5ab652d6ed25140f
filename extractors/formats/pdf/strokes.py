"""What a pen left on a sheet whose text is a layer of its own."""

from __future__ import annotations

import cv2
import numpy as np

from extractors.formats.scans.ornaments import find_dense
from extractors.formats.scans.ruling import Grey, find_ink, millimetre
from extractors.formats.scans.shapes import label_shapes
from extractors.model import Box

STROKE_SIDES = (2.5, 70.0)  # in millimetres


def find_strokes(ink: Grey) -> tuple[Box, ...]:
    """Return boxes of the strokes of loose *ink*: what a pen left.

    Tick boxes are left out; strokes close together are one.
    """
    unit = millimetre(ink)
    reach = max(int(2 * unit), 3) | 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    stats = label_shapes(joined).stats
    height, width = ink.shape
    return tuple(
        Box(x / width, y / height, (x + w) / width, (y + h) / height)
        for x, y, w, h, _ in stats[1:].tolist()
        if min(w, h) > STROKE_SIDES[0] * unit and max(w, h) < STROKE_SIDES[1] * unit
    )


def loose_ink(grey: Grey, rules: Grey) -> Grey:
    """Return the dark ink that belongs to no rule, no code and no pale pattern, as a mask."""
    drawn: Grey = rules | find_dense(grey)
    hidden = cv2.dilate(drawn, np.ones((5, 5), np.uint8))
    dark = (hidden == 0) & (grey < 140)
    return np.where(dark, find_ink(grey), 0).astype(np.uint8)


def count_marks(ink: Grey) -> int:
    """Return how many strokes and letters loose *ink* holds."""
    unit = millimetre(ink)
    stats = label_shapes(ink).stats
    w, h = stats[1:, cv2.CC_STAT_WIDTH] / unit, stats[1:, cv2.CC_STAT_HEIGHT] / unit
    return int(np.sum((np.maximum(w, h) > 1.2) & (np.maximum(w, h) < 9)))
