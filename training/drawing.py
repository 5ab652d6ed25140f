"""Draws a line of text as it comes out of a page: dark on light, unharmed, with paper around."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image, ImageDraw

from extractors.reader.normalise import Grey, InkBounds
from training import faces

# Pixels per em in which faces are opened, since opening one takes longer than drawing a line:
# 9 to 12 points at 150, 200 and 300 dpi, and two large ones to shrink from.
OPENED = (17, 19, 22, 25, 28, 31, 34, 40, 48, 56, 80)
# Those that a line has in the end; most sheets are scanned at 200 dpi.
SIZES = (*range(16, 20), *range(20, 42), *range(22, 36), *range(22, 36), *range(42, 60, 2))
BRIM = 40  # pixels of paper around the type, room for what damage puts there


class Print(NamedTuple):
    """A drawn line and where its ink stands in the picture."""

    picture: Grey
    ink: InkBounds
    size: int  # pixels per em, as printed


def draw(text: str, face: faces.Face, rng: Random) -> Print:
    """Return *text* drawn in *face* at a size, spacing and width that *rng* chooses.

    Half of the lines are drawn larger and shrunk, which leaves no trace of the renderer's
    hinting; the others are drawn as they are.
    """
    size = rng.choice(SIZES)
    widen = rng.uniform(0.86, 1.14) if rng.random() < 0.4 else 1.0
    spacing = choose_spacing(rng)
    if widen == 1.0 and rng.random() < 0.65:
        size = min(OPENED, key=lambda opened: abs(opened - size))
        picture = draw_plain(text, face, size, spacing)
    else:
        large = min(opened for opened in OPENED if opened >= 1.35 * size)
        picture = draw_plain(text, face, large, spacing)
        shape = tuple(
            max(8, round(side * size / large * by))
            for side, by in zip(picture.shape[::-1], (widen, 1.0), strict=True)
        )
        picture = np.asarray(cv2.resize(picture, shape, interpolation=cv2.INTER_AREA), np.uint8)
    return Print(picture, measure(picture), size)


def choose_spacing(rng: Random) -> float:
    """Return the extra advance after each sign, in em."""
    kind = rng.random()
    if kind < 0.65:
        return 0.0
    return rng.uniform(-0.1, 0.08) if kind < 0.92 else rng.uniform(0.1, 0.6)


def draw_plain(text: str, face: faces.Face, size: int, spacing: float = 0.0) -> Grey:
    """Return *text* in black on white at *size* pixels per em, BRIM white pixels around."""
    font = faces.font(face, size)
    places = place(text, face, size, spacing)
    width = int(places[-1][0] + 2.2 * size) + 2 * BRIM
    image = Image.new("L", (width, 2 * size + 2 * BRIM), 255)
    pen = ImageDraw.Draw(image)
    for x, piece in places:
        at = (BRIM + x, BRIM + size // 3)
        if piece == "☑":
            pen.text(at, "□", 0, font)
            pen.text(at, "√", 0, font)
        else:
            pen.text(at, piece, 0, font)
    picture = np.asarray(image)
    box = measure(picture)
    rows = slice(int(box.top) - BRIM, int(box.bottom) + BRIM)
    return np.ascontiguousarray(picture[max(0, rows.start) : rows.stop, : int(box.right) + BRIM])


def place(text: str, face: faces.Face, size: int, spacing: float) -> Sequence[tuple[float, str]]:
    """Return the pieces to draw and their offsets; one piece unless signs are spaced."""
    if spacing == 0.0 and "☑" not in text:
        advance = faces.font(face, size).getlength(text)
        return [(0.0, text), (advance - size, "")]
    x, places = 0.0, []
    for sign in text:
        places.append((x, sign))
        drawn = "□" if sign == "☑" else sign
        x += faces.font(face, size).getlength(drawn) + spacing * size
    return places


def measure(picture: Grey) -> InkBounds:
    """Return the box of all that is darker than half of white."""
    rows = np.flatnonzero((picture < 128).any(axis=1))
    columns = np.flatnonzero((picture < 128).any(axis=0))
    if not len(rows):
        return InkBounds(0, picture.shape[0], 0, picture.shape[1])
    return InkBounds(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)
