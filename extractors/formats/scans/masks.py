"""Masks of a sheet: parts kept, gaps closed, what is thin taken away."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from extractors.formats.scans.ruling import Grey
from extractors.formats.scans.shapes import label_shapes


def sized(mask: Grey, shape: tuple[int, ...]) -> Grey:
    """Return a mask at the size of the sheet that it was found on."""
    return np.asarray(cv2.resize(mask, shape[1::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def kept(ink: Grey, wanted: Callable[[Grey], Grey]) -> Grey:
    """Return those shapes of *ink* whose statistics are *wanted*."""
    labels, stats = label_shapes(ink)
    kept = np.where(wanted(stats), 255, 0).astype(np.uint8)
    kept[0] = 0
    return np.asarray(kept[labels])


def closed(ink: Grey, reach: float) -> Grey:
    size = int(reach) | 1  # closing by an even number of pixels would move the ink
    framed = cv2.copyMakeBorder(ink, size, size, size, size, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    return np.asarray(closed[size:-size, size:-size], np.uint8)


def opened(ink: Grey, least: float) -> Grey:
    size = int(least) | 1
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((size, size), np.uint8)))


def halved(grey: Grey) -> Grey:
    """Return the sheet at half its size, each pixel the darkest of four."""
    height, width = (size // 2 * 2 for size in grey.shape)
    even = grey[:height, :width]
    rows = cv2.min(even[::2], even[1::2])
    return np.asarray(cv2.min(rows[:, ::2].copy(), rows[:, 1::2].copy()))


def ways(part: Grey) -> tuple[Grey, ...]:
    """Return *part* with its left, right, upper and lower side at the left."""
    return part, part[:, ::-1], part.T, part.T[:, ::-1]
