"""What is printed across a sheet in large pale letters, read from its picture.

Evening out the light takes such print away, for the words under it are what is asked for; but
견본 or 열람용 says what the sheet is worth.  Security grounds are pale too: waves and rosettes are
thin lines that hang together, tints are solid, small repeated words are small.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from extractors import reader
from extractors.formats import lines, tesseract
from extractors.formats.ruling import Colour, Grey, millimetre
from extractors.model import Box, Word
from extractors.reader.alphabet import fold

LONGER = 1000  # pixels of the longer side of a sheet that is looked at
DARK = 0.5  # of the paper's light: darker is print, also where it is coloured
LEVELS = (0.97, 0.9, 0.8)  # of the paper's light, below which pale print is sought
PARTS = (3.0, 70.0)  # sides in millimetres of what a large letter may consist of
THINNEST = 0.25  # in millimetres, of its strokes
THICKEST, FULLEST = 0.3, 0.8  # of its longer side; of its box: more is no lettering
LEAST_LETTER = 4.5  # in millimetres: smaller print is read as all other
LONGEST_THREAD = 22.0  # lengths of a line by its thickness: waves, rosettes, rules
FEWEST_PARTS, MOST_PARTS = 2, 240
LEAST_INK = 12.0  # square millimetres of all parts
WIDEST_GAP = 4.0  # between letters, in their heights
STEP, LEVEL = 5, 8  # degrees
MOST_LINES = 8
TALL = 56  # pixels of a line's picture


class Lettering(NamedTuple):
    """Large pale parts as a mask, and how many of them there are."""

    mask: Grey
    parts: int


def read_across(colour: Colour) -> tuple[Word, ...]:
    """Return the words in large pale letters on a sheet, once for each of two readers.

    A sheet without such letters costs no reading.  Words that cannot be read are there, too.

    Raises what `tesseract.read_lines` raises.
    """
    factor = LONGER / max(colour.shape[:2])
    small = cv2.resize(colour, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    pictures: list[Grey] = []
    places: list[Box] = []
    for lettering in find_lettering(np.asarray(small, np.uint8)):
        for angle in _directions(lettering.mask):
            for picture, box in _lines_at(lettering.mask, angle):
                pictures.append(picture)
                places.append(box)
    own = [reader.read_line(picture) for picture in pictures]
    second = tesseract.read_lines(pictures, "Hangul")
    words = []
    for place, signs, tokens in zip(places, own, second, strict=True):
        least = min((sign.certainty for sign in signs), default=0.0)
        for text in ("".join(s.text for s in signs), fold("".join(t.text for t in tokens))):
            if text:
                words.append(Word(text=text, box=place, certainty=min(round(least, 3), 0.99)))
    return tuple(words)


def find_lettering(small: Colour) -> list[Lettering]:
    """Return what on *small*, a sheet of LONGER pixels, may be large pale letters.

    Once for each level of paleness on which there are any.
    """
    darkest, lightest = small.min(2), small.max(2)
    paper = _paper(darkest)
    light = np.minimum(darkest.astype(np.float32) / np.maximum(paper, 1), 1)
    print_there = np.where(lightest < DARK * np.maximum(paper, 1), 255, 0).astype(np.uint8)
    print_there = cv2.dilate(print_there, np.ones((3, 3), np.uint8))
    found: list[Lettering] = []
    for level in LEVELS:
        pale = np.where((light < level) & (print_there == 0), 255, 0).astype(np.uint8)
        # Where print stands over a stroke the stroke goes on under it.
        closed = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        pale = np.where((pale > 0) | ((closed > 0) & (print_there > 0)), 255, 0).astype(np.uint8)
        lettering = _lettering(pale)
        if lettering is not None and not (found and _is_same(found[-1].mask, lettering.mask)):
            found.append(lettering)
    return found


def _paper(darkest: Grey) -> Grey:
    """Return how light the paper is at each place."""
    quarter = cv2.resize(darkest, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(quarter, np.ones((3, 3), np.uint8)), 21)
    return np.asarray(
        cv2.resize(paper, darkest.shape[::-1], interpolation=cv2.INTER_LINEAR), np.uint8
    )


def _lettering(pale: Grey) -> Lettering | None:
    """Return the parts of *pale* that are shaped as parts of large letters."""
    unit = millimetre(pale)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    if count < 2:
        return None
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    longer = np.maximum(wide, high) / unit
    area = stats[:, cv2.CC_STAT_AREA]
    fits = (longer >= PARTS[0]) & (longer <= PARTS[1]) & (area < FULLEST * wide * high)
    fits[0] = False
    kept = [
        number
        for number in np.flatnonzero(fits).tolist()
        if _is_part(labels, stats[number], number, unit)
    ]
    ink = float(area[kept].sum()) / unit**2
    if not FEWEST_PARTS <= len(kept) <= MOST_PARTS or ink < LEAST_INK:
        return None
    keep = np.zeros(count, np.uint8)
    keep[kept] = 255
    return Lettering(keep[labels], len(kept))


def _is_part(labels: Grey, stat: Grey, number: int, unit: float) -> bool:
    """Tell whether a piece has strokes as thick as its size asks for."""
    x, y, w, h, area = stat[:5].tolist()
    piece = np.where(labels[y : y + h, x : x + w] == number, 255, 0).astype(np.uint8)
    framed = cv2.copyMakeBorder(piece, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)
    thick = 2 * float(np.percentile(depth[framed > 0], 90))
    length = area / max(thick, 1.0)
    return bool(
        thick >= THINNEST * unit
        and thick <= THICKEST * max(w, h) + 2
        and length <= LONGEST_THREAD * thick * max(1.0, 4 * unit / thick)
    )


def _is_same(one: Grey, other: Grey) -> bool:
    return float(np.mean(one != other)) < 0.1 * float(np.mean(one > 0))


def _directions(mask: Grey) -> list[int]:
    """Return by how many degrees clockwise lines of print may fall, the likeliest first."""
    coarse = cv2.resize(mask, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    scores = {angle: _evenness(coarse, angle) for angle in range(-90, 90, STEP)}
    best = max(scores, key=lambda angle: scores[angle])
    best = max(range(best - STEP + 1, best + STEP), key=lambda angle: _evenness(coarse, angle))
    if abs(best) <= LEVEL:
        return [0]
    across = best - 90 if best > 0 else best + 90
    return [best] if abs(across) > 90 else [best, across]


def _evenness(mask: Grey, angle: float) -> float:
    rows = _turn(mask, angle).sum(1, dtype=np.float64)
    return float(np.sum(np.diff(rows) ** 2))


def _turn(picture: Grey, angle: float) -> Grey:
    """Return *picture* turned by *angle* degrees clockwise, nothing of it cut off."""
    height, width = picture.shape
    size = int(np.hypot(height, width)) + 2
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turn[:, 2] += (size - width) / 2, (size - height) / 2
    return np.asarray(cv2.warpAffine(picture, turn, (size, size), flags=cv2.INTER_LINEAR), np.uint8)


def _lines_at(mask: Grey, angle: int) -> Iterator[tuple[Grey, Box]]:
    """Yield the pictures of lines that run at *angle*, dark on white, and where they stand."""
    turned = _turn(mask, -angle)
    unit = millimetre(mask)
    near = max(int(1.5 * unit), 1)
    letters = cv2.morphologyEx(turned, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats((letters > 127).astype(np.uint8))
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    if not heights.size:
        return
    high = float(np.percentile(heights, 80))
    if high < LEAST_LETTER * unit:
        return
    reach = np.ones((max(int(0.1 * high), 1), max(int(WIDEST_GAP * high), 1)), np.uint8)
    pad = reach.shape[1]
    framed = cv2.copyMakeBorder(letters, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, reach)[pad:-pad, pad:-pad]
    _, _, found, _ = cv2.connectedComponentsWithStats((joined > 127).astype(np.uint8))
    rows = [lines.Line(x, y, x + w, y + h) for x, y, w, h, _ in found[1:].tolist()]
    rows = [row for row in rows if 0.5 * high <= row.height <= 2 * high]
    rows.sort(key=lambda row: row.x0 - row.x1)
    sheet = 255 - turned
    for row, cutting in zip(rows[:MOST_LINES], lines.cut(sheet, rows[:MOST_LINES]), strict=True):
        factor = TALL / cutting.picture.shape[0]
        picture = cv2.resize(cutting.picture, None, fx=factor, fy=factor)
        yield np.asarray(picture, np.uint8), _place(row, angle, turned.shape[0], mask.shape)


def _place(row: lines.Line, angle: float, size: int, shape: tuple[int, ...]) -> Box:
    """Return the box on the sheet around a line that runs at *angle*."""
    height, width = shape
    back = cv2.getRotationMatrix2D((size / 2, size / 2), -angle, 1.0)
    corners = np.array([(x, y, 1.0) for x in (row.x0, row.x1) for y in (row.y0, row.y1)])
    x, y = (back @ corners.T) - [[(size - width) / 2], [(size - height) / 2]]
    inside = np.clip((x.min() / width, y.min() / height, x.max() / width, y.max() / height), 0, 1)
    return Box(*(float(side) for side in inside))
