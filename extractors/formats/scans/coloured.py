"""Strokes of a coloured pen: who signs in blue is seen by the colour, whatever lies under it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from extractors.formats.scans.ruling import Colour, Grey, darkest, find_ink, millimetre, strength
from extractors.formats.scans.shapes import label_shapes
from extractors.model import Box

COLOURED = 45  # between the lightest and the darkest channel, beyond it
NEAR = 3.0  # strokes closer than that are one mark, in millimetres
LEAST, MOST = (3.0, 6.0), 60.0  # its lesser and its larger side, in millimetres
THIN = 0.4  # of its rectangle that strokes fill
TALLER = 1.25  # than the letters before it
BEFORE = 60.0  # how far before it those stand, in millimetres
LEAST_SHARE = 0.1  # of the ink of their fullest row that a row of letters has
LEAST_LETTERS = 3.0  # how much of their rows letters take, in millimetres


def find_strokes(colour: Colour, rules: Grey) -> Iterator[Box]:
    """Yield boxes of coloured strokes behind black letters that are lower than they are.

    Coloured print is as high as its neighbours, or has none on its row.
    """
    unit = millimetre(colour)
    drawn = (find_ink(darkest(colour)) > 0) & (cv2.dilate(rules, np.ones((3, 3), np.uint8)) == 0)
    tinted = np.where(drawn & (strength(colour) > COLOURED), 255, 0).astype(np.uint8)
    black = drawn & (tinted == 0)
    reach = np.ones((int(NEAR * unit) | 1,) * 2, np.uint8)
    joined = cv2.morphologyEx(tinted, cv2.MORPH_CLOSE, reach)
    stats = label_shapes(joined).stats
    height, width = tinted.shape
    for x, y, w, h, _ in stats[1:].tolist():
        sides = sorted((w / unit, h / unit))
        if sides[0] < LEAST[0] or not LEAST[1] <= sides[1] <= MOST:
            continue
        if float(np.mean(tinted[y : y + h, x : x + w] > 0)) > THIN:
            continue
        before = black[y : y + h, max(x - int(BEFORE * unit), 0) : x]
        full = before.sum(1)
        rows = np.flatnonzero(full > LEAST_SHARE * full.max(initial=0))
        if before.any(0).sum() < LEAST_LETTERS * unit or h < TALLER * np.ptp(rows):
            continue
        yield Box(x / width, y / height, (x + w) / width, (y + h) / height)
