"""Rings that a pen draws around printed words: 동의함 is chosen where one goes around it.

A ring is one thin stroke, closed or nearly so, wider than high and round as an ellipse is.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.formats.scans.ruling import Colour, Grey, darkest, find_ink, millimetre
from extractors.formats.scans.shapes import label_shapes
from extractors.model import Box

WIDTHS, HEIGHTS = (8.0, 60.0), (5.0, 18.0)  # in millimetres
LEAST_OBLONG = 1.15  # a round seal is as wide as high
OPENING = 0.8  # of a ring that does not quite close, in millimetres
ROUND, AREA = 0.93, (0.68, 0.9)  # of its hull and of its rectangle that a ring goes around
THICKEST = 1.6  # of its stroke, in millimetres
LEAST_HELD = 0.02  # of it that is print
LEAST_FREE = 0.95  # of what it goes around that it leaves free: it is not struck out


def find_rings(colour: Colour, rules: Grey) -> tuple[Grey, tuple[Box, ...]]:
    """Return the strokes of all rings on a sheet as a mask, and the rectangle of each.

    *rules* are no part of any.
    """
    grey = darkest(colour)
    unit = millimetre(grey)
    ink = np.where(cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0, 0, find_ink(grey))
    found = np.zeros_like(grey)
    boxes = []
    height, width = grey.shape
    labels, stats = label_shapes(ink.astype(np.uint8))
    for number in range(1, len(stats)):
        x, y, w, h = stats[number, :4].tolist()
        wide, high = w / unit, h / unit
        if not (WIDTHS[0] <= wide <= WIDTHS[1] and HEIGHTS[0] <= high <= HEIGHTS[1]):
            continue
        part = np.where(labels[y : y + h, x : x + w] == number, 255, 0).astype(np.uint8)
        others = np.where(part > 0, 0, ink[y : y + h, x : x + w]).astype(np.uint8)
        stroke = _ring(part, others, unit) if wide >= LEAST_OBLONG * high else None
        if stroke is not None:
            found[y : y + h, x : x + w] |= stroke
            boxes.append(Box(x / width, y / height, (x + w) / width, (y + h) / height))
    return found, tuple(boxes)


def _ring(part: Grey, others: Grey, unit: float) -> Grey | None:
    """Return the stroke of the ring that *part* is, around *others*; None where it is none."""
    reach = max(int(OPENING * unit), 1)
    pad = 2 * reach
    framed = cv2.copyMakeBorder(part, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, kernel)
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    area, hull = cv2.contourArea(outline), cv2.contourArea(cv2.convexHull(outline))
    if area < ROUND * hull or not AREA[0] <= area / part.size <= AREA[1]:
        return None
    inside = np.zeros_like(framed)
    cv2.drawContours(inside, [outline], -1, 255, -1)
    deep = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    thick = 2 * float(np.median(deep[framed > 0])) + 1.5  # it fills all depths up to that alike
    edge = (deep > 0) & (deep <= thick)
    within = deep[pad:-pad, pad:-pad] > thick
    if not within.any() or float(np.mean(others[within] > 0)) < LEAST_HELD:
        return None  # a letter
    if thick > THICKEST * unit or float(np.mean(framed[(inside > 0) & ~edge] == 0)) < LEAST_FREE:
        return None
    stroke = np.where(edge, framed, 0).astype(np.uint8)
    return stroke[pad:-pad, pad:-pad]
