"""A scanned or photographed sheet → flat, straight, upright, evenly lit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from extractors.formats.scans import borders, lines, ornaments, ruling, tesseract
from extractors.formats.scans.cutting import cut
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.ruling import Colour, Grey
from extractors.formats.scans.shapes import label_shapes

LONGER_SIDE = 2339  # A4 at 200 dpi: neither more nor less reads better
Points = npt.NDArray[Any]
"""Rows of x and y."""

STEEPEST = 4.0
RED = 45  # by how much red must exceed green and blue to be a stamp
PALE_RED, LIGHT_RED = 20, 0.5  # where it is as light as that, on white paper
LEAST_STEP = 12.0  # of 255: how much brighter than the desk paper must be
SURE, SURE_DIFFERENCE = 85.0, 0.08


class Upright(NamedTuple):
    """The sheet in colour and in even grey, and the quarter turns that made it upright."""

    picture: Image.Image
    grey: Grey
    turned: int


def straighten(image: Image.Image, longer: int = LONGER_SIDE) -> Upright:
    """Return *image* as a sheet to read, its longer side *longer* pixels before turning.

    The same bytes always give the same sheet.
    """
    colour = np.asarray(image.convert("RGB"), dtype=np.uint8)
    colour = _resize(flatten(colour), longer)
    grey = even_light(turn_bands(colour))
    dense = ornaments.find_dense(grey)
    angle = find_skew(grey, dense)
    if abs(angle) >= 0.05:
        colour, grey = _rotate(colour, angle), _rotate(grey, angle)
        dense = _rotate(dense, angle, 0)
    turned = find_turn(grey, dense | borders.find_frame(colour))
    colour, grey = (np.ascontiguousarray(np.rot90(one, -turned)) for one in (colour, grey))
    return Upright(Image.fromarray(colour), grey, turned)


def upright(picture: Image.Image) -> Upright:
    """Return *picture*, which is cut from a sheet that is upright already."""
    colour = np.asarray(picture, dtype=np.uint8)
    return Upright(picture, even_light(turn_bands(colour)), 0)


def _resize(colour: Colour, longer: int) -> Colour:
    factor = longer / max(colour.shape[:2])
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(colour, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def flatten(colour: Colour) -> Colour:
    """Return the paper alone, its corners square, where *colour* is a photograph of one."""
    small = cv2.resize(colour, None, fx=(f := 600 / max(colour.shape[:2])), fy=f)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if np.median(border) >= 0.78 * np.percentile(grey, 90):
        return colour
    corners = _find_paper(grey)
    if corners is None:
        return colour
    corners = corners / f
    top_left, top_right, bottom_right, bottom_left = corners
    width = max(np.linalg.norm(top_right - top_left), np.linalg.norm(bottom_right - bottom_left))
    height = max(np.linalg.norm(bottom_left - top_left), np.linalg.norm(bottom_right - top_right))
    ratio = 297 / 210
    # A sheet seen at a slant has lost its proportions; nearly all paper is A4.
    if 1.2 < max(width, height) / min(width, height) < 1.65:
        width, height = (height / ratio, height) if height > width else (width, width / ratio)
    goal = np.array(((0, 0), (width, 0), (width, height), (0, height)), np.float32)
    warp = cv2.getPerspectiveTransform(corners.astype(np.float32), goal)
    size = (max(int(width), 1), max(int(height), 1))
    return np.asarray(
        cv2.warpPerspective(colour, warp, size, flags=cv2.INTER_LINEAR, borderValue=(255,) * 3),
        np.uint8,
    )


def _find_paper(grey: Grey) -> Points | None:
    """Return the paper's corners clockwise from the top left, None where none stands out."""
    best, best_step = None, LEAST_STEP
    for level in range(70, 230, 14):
        mask: Grey = np.where(grey > level, 255, 0).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            if not 0.22 < cv2.contourArea(outline) / grey.size < 0.99:
                continue
            corners = _corners(outline)
            if corners is None or _overlap(corners, outline, grey.shape) <= 0.93:
                continue
            if (step := _edge_step(grey, corners)) > best_step:
                best, best_step = corners, step
    return best


def _edge_step(grey: Grey, corners: Points) -> float:
    """Return by how much the paper is brighter than the desk along nearly all its edge."""
    height, width = grey.shape
    middle = corners.mean(0)
    steps: list[float] = []
    for a, b in zip(corners, np.roll(corners, -1, 0), strict=True):
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1.0)
        outwards = np.array((along[1], -along[0]))
        outwards *= np.sign((a - middle) @ outwards) or 1.0
        for share in np.linspace(0.05, 0.95, 40):
            point = a + (b - a) * share
            (x0, y0), (x1, y1) = (
                (point - 5 * outwards).astype(int),
                (point + 5 * outwards).astype(int),
            )
            if 0 <= x1 < width and 0 <= y1 < height and 0 <= x0 < width and 0 <= y0 < height:
                steps.append(float(grey[y0, x0]) - float(grey[y1, x1]))
    return float(np.percentile(steps, 12)) if len(steps) > 60 else 0.0


def _corners(outline: Points) -> Points | None:
    hull = cv2.convexHull(outline)
    for tolerance in (0.01, 0.02, 0.03, 0.05, 0.08):
        four = cv2.approxPolyDP(hull, tolerance * cv2.arcLength(hull, True), True)
        if len(four) == 4:
            break
    else:
        return None
    rough = _clockwise(four.reshape(4, 2).astype(float))
    points = outline.reshape(-1, 2).astype(float)
    sides = [_fit_side(points, rough[i], rough[(i + 1) % 4]) for i in range(4)]
    met = [_meet(sides[i - 1], sides[i]) for i in range(4)]
    return np.array([one if one is not None else rough[i] for i, one in enumerate(met)])


def _clockwise(four: Points) -> Points:
    middle = four.mean(0)
    around = sorted(four, key=lambda p: np.arctan2(p[1] - middle[1], p[0] - middle[0]))
    first = min(range(4), key=lambda i: around[i].sum())
    return np.array(around[first:] + around[:first])


Side = tuple[float, float, float, float]


def _fit_side(points: Points, a: Points, b: Points) -> Side:
    """Return a straight line along the middle of one side, as a point and a direction."""
    along = b - a
    length = float(np.linalg.norm(along)) or 1.0
    unit = along / length
    place = (points - a) @ unit / length
    off = np.abs((points - a) @ np.array((-unit[1], unit[0])))
    near = points[(place > 0.06) & (place < 0.94) & (off < 0.03 * length)]
    if len(near) < 10:
        return float(a[0]), float(a[1]), float(unit[0]), float(unit[1])
    dx, dy, x, y = cv2.fitLine(near.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return float(x), float(y), float(dx), float(dy)


def _meet(one: Side, other: Side) -> Sequence[float] | None:
    x, y, dx, dy = one
    u, v, du, dv = other
    across = dx * dv - dy * du
    if abs(across) < 1e-6:
        return None
    t = ((u - x) * dv - (v - y) * du) / across
    return x + t * dx, y + t * dy


def _overlap(corners: Points, outline: Points, shape: tuple[int, ...]) -> float:
    a, b = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
    cv2.fillPoly(a, [corners.astype(np.int32)], 1)
    cv2.drawContours(b, [outline], -1, 1, cv2.FILLED)
    return float(np.sum(a & b) / max(np.sum(a | b), 1))


BAND_SIDES, BAND_HEIGHTS = 15.0, (4.0, 30.0)  # in millimetres
BAND_DARK, BAND_FULL = 140, 0.85  # of 255; of its rectangle
BAND_STROKE, BAND_LETTER = 1.2, 6.0  # no stroke is thicker; no letter on it wider


def turn_bands(colour: Colour) -> Colour:
    """Return the sheet with dark letters on white where light ones stand on a dark band."""
    scale = 2 / ruling.millimetre(colour)
    reduced = cv2.resize(colour, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = ruling.darkest(reduced)
    dark = np.where(small < BAND_DARK, 255, 0).astype(np.uint8)
    stroke, letter = (np.ones((int(2 * s) | 1,) * 2, np.uint8) for s in (BAND_STROKE, BAND_LETTER))
    solid = cv2.morphologyEx(dark, cv2.MORPH_OPEN, stroke)
    if not solid.any():
        return colour
    joined = cv2.morphologyEx(solid, cv2.MORPH_CLOSE, letter)
    labels, stats = label_shapes(joined, connectivity=4)
    turned = colour
    for number, (x, y, w, h, area) in enumerate(stats[1:].tolist(), start=1):
        fits = w > 2 * BAND_SIDES and 2 * BAND_HEIGHTS[0] < h < 2 * BAND_HEIGHTS[1]
        mine = dark[y : y + h, x : x + w][labels[y : y + h, x : x + w] == number]
        if not fits or area < BAND_FULL * w * h or not 0.5 < np.mean(mine > 0) < 0.998:
            continue
        if turned is colour:
            turned = colour.copy()
        x0, y0, x1, y1 = (round(side / scale) for side in (x, y, x + w, y + h))
        part = colour[y0:y1, x0:x1].astype(np.int16)
        ground = np.median(part.reshape(-1, 3), axis=0)
        lighter = (part - ground).max(2) / max(float((255 - ground).max()), 1.0)
        turned[y0:y1, x0:x1] = (255 * (1 - np.clip(lighter, 0, 1)))[..., None].astype(np.uint8)
    return turned


def even_light(colour: Colour) -> Grey:
    """Return grey without red ink, shadows, tints and watermarks; paper is white.

    Ink of any other colour pales, while black stays black in every channel: what is printed
    under a blue stamp can be read, and what a blue pen wrote is still there.
    """
    r, g, b = cv2.split(colour)
    grey: Grey = cv2.max(cv2.max(r, g), b)
    small = cv2.resize(grey, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(
        cv2.medianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), 31), (15, 15), 0
    )
    paper = np.maximum(cv2.resize(paper, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), 1)
    level: Grey = cv2.divide(grey, paper, dtype=cv2.CV_32F)
    red: Grey = cv2.subtract(r, cv2.max(g, b))
    cast = float(np.median(red[::4, ::4]))  # of the light that the sheet was taken in
    reddish = np.nonzero(red > cast + PALE_RED / 3)
    much, ground, light = red[reddish], paper[reddish], level[reddish]
    # In a shadow all colours are weaker; but black beside red is reddish in a photograph.
    pale = (255 * (much - cast) > PALE_RED * ground.astype(np.float32)) & (light > LIGHT_RED)
    level[reddish] = np.where((much > RED) | pale, 1, light)
    dark = min(float(np.percentile(level[::2, ::2], 1)), 0.6)
    level -= dark
    level *= 255 / (0.86 - dark)
    return np.asarray(np.clip(level, 0, 255, out=level), dtype=np.uint8)


def find_skew(grey: Grey, dense: Grey) -> float:
    """Return by how many degrees anticlockwise the sheet must be turned to be straight.

    *dense* are its codes and half-tones, which have directions of their own.
    """
    ink = np.where(dense > 0, 0, 255 - grey).astype(np.uint8)
    factor = 800 / max(ink.shape)
    coarse = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    best = max(np.arange(-STEEPEST, STEEPEST + 0.1, 0.5), key=lambda a: _sharpness(coarse, a))
    fine = cv2.resize(ink, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)
    for step, reach in ((0.2, 0.4), (0.05, 0.15)):
        around = np.arange(best - reach, best + reach + 0.01, step)
        best = max(around, key=lambda a: _sharpness(fine, a))
    return round(float(best), 3)


def _sharpness(ink: Grey, angle: float) -> float:
    turned = _rotate(ink, float(angle), 0)
    rows, columns = (turned.sum(axis, dtype=np.float64) for axis in (1, 0))
    return float(np.sum(np.diff(rows) ** 2) + np.sum(np.diff(columns) ** 2))


def _rotate(picture: Grey, angle: float, white: int = 255) -> Grey:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    edge = (white,) * 3 if picture.ndim == 3 else white
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=edge),
        np.uint8,
    )


def find_turn(grey: Grey, ornament: Grey) -> int:
    """Return how many quarter turns clockwise bring a straight sheet upright.

    *ornament* is its codes and the frame around it, which hang together either way.  Rows or
    columns is told by which way print hangs together; up or down, and whatever is not clear,
    by how well Tesseract reads a few wide lines each way.
    """
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ornament = cv2.resize(ornament, small.shape[::-1], interpolation=cv2.INTER_NEAREST)
    hidden = cv2.dilate(ruling.find_rules(small) | ornament, np.ones((3, 3), np.uint8))
    clean = np.where(hidden > 0, 255, small).astype(np.uint8)
    ink = ruling.find_ink(clean)
    rows, columns = _length_of_lines(ink), _length_of_lines(np.ascontiguousarray(ink.T))
    little = max(small.shape)  # of print: letters far apart hang together neither way
    if rows > max(1.6 * columns, little):
        tries: tuple[int, ...] = (0, 2)
    elif columns > max(1.6 * rows, little):
        tries = (1, 3)
    else:
        tries = (0, 1, 2, 3)
    whole = cv2.resize(hidden, grey.shape[::-1], interpolation=cv2.INTER_NEAREST)
    print_alone = np.where(whole > 0, 255, grey).astype(np.uint8)
    # A tint that was copied in one bit is ten thousand dots: no letters, and slow to join.
    print_alone = ornaments.painted_over(print_alone, ornaments.find_patterns(print_alone))
    samples = list(_samples(print_alone, tries))
    read = tesseract.read_lines([line for _, line in samples], "kor")
    scores = dict.fromkeys(tries, 0.0)
    for turn in tries:
        found = [line for (way, _), line in zip(samples, read, strict=True) if way == turn]
        scores[turn] = _share_of_sure_hangul([token for line in found for token in line])
    best = max(tries, key=lambda turn: (scores[turn], -turn))
    return best if scores[best] > scores[tries[0]] + SURE_DIFFERENCE else tries[0]


def _length_of_lines(ink: Grey) -> int:
    """Return how much print hangs together sideways: letters stand closer than lines do."""
    reach = max(round(1.2 * ruling.millimetre(ink)), 2) | 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8))
    stats = label_shapes(joined).stats
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    return int(np.sum(width[width > 3 * height]))


def _share_of_sure_hangul(tokens: Sequence[tesseract.Token]) -> float:
    """Return how much of what was read are syllables read with confidence.

    Upside down, digits and brackets still read well; whole syllables do not.
    """
    letters = sum(len(token.text) for token in tokens)
    sure = (token.text for token in tokens if token.confidence >= SURE)
    return sum("가" <= letter <= "힣" for text in sure for letter in text) / max(letters, 1)


def _samples(sheet: Grey, turns: Sequence[int]) -> Iterator[tuple[int, Grey]]:
    """Yield for each of *turns* the pictures of the beginnings of wide lines of the sheet.

    A sheet upside down has its lines where they are, so they are looked for once each way.
    """
    unit = ruling.millimetre(sheet)
    for lying in sorted({turn % 2 for turn in turns}):
        level = np.ascontiguousarray(np.rot90(sheet, -lying))
        found = lines.find_lines(lines.find_print(level), ())
        plain = [line for line in found if 1.8 * unit < line.height < 9 * unit]
        widest = sorted(plain, key=lambda line: line.x0 - line.x1)[:4]
        for turn in (turn for turn in turns if turn % 2 == lying):
            turned, placed = level, widest
            if turn != lying:
                turned = np.ascontiguousarray(level[::-1, ::-1])
                placed = [_upside_down(line, level) for line in widest]
            begun = [line._replace(x1=min(line.x1, line.x0 + int(60 * unit))) for line in placed]
            yield from ((turn, cutting.picture) for cutting in cut(turned, begun))


def _upside_down(line: Line, sheet: Grey) -> Line:
    height, width = sheet.shape
    return Line(width - line.x1, height - line.y1, width - line.x0, height - line.y0)
