"""What is printed across a sheet in large pale letters, read from its picture.

Evening out the light takes such print away, for the words under it are what is asked for; but
견본 or 열람용 says what the sheet is worth.  It is of one tone and of strokes far thicker than
those of print.  So dark print is painted over with what surrounds it, and what is left is weighed
against its own ground: thin waves and rosettes vanish, tints are their own ground, and of the
rest those parts belong together that are of one tone and of strokes alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from extractors import reader
from extractors.formats.scans import ruling
from extractors.formats.scans.ruling import Colour, Grey, millimetre
from extractors.formats.scans.shapes import label_shapes
from extractors.model import Box, Word

Numbers = npt.NDArray[np.float64]
Plane = npt.NDArray[np.float32]
"""By how much each place is darker than its ground, 0 … 1."""

LONGER = 1100  # pixels of the longer side of the sheet that is looked at
DARK = 0.5  # of the paper's light: darker is print
DENSE, WINDOW = 0.3, 5.0  # share of dark pixels, in a square of so many millimetres: a code
RIM = 0.45  # millimetres around dark print in which its soft edge may lie
PAINTED = (0.7, 1.4, 3.0, 8.0)  # millimetres around a place from which it is painted over
NEAREST = 0.12  # share of them that must be free of print
GROUND = 9.0  # millimetres: wider than any stroke, narrower than a tinted cell
COLOURED, COLOURS = 25, 0.004  # levels between channels; share of the sheet that has them

LEVELS = (0.03, 0.05, 0.08, 0.12, 0.18, 0.26, 0.36)
PALEST, DARKEST = 0.03, 0.55
SIDES = (2.5, 80.0)  # millimetres of the longer side of a part of a letter
STROKES = (0.6, 9.0)  # millimetres of its strokes
STOUTEST, BULGE = 0.55, 2.2  # a stroke by the length of its part; its widest place by a usual one
ROUGHEST = 0.5  # how much of its tone a part may vary by
LONGEST = 12  # a part by its width: longer is a rule
THINNEST = 0.07  # share of its box that is inked: less is a ring or a frame
ALIKE_TONE, ALIKE_STROKES = 1.3, 1.8
LEAST_INK, LEAST_RUN = 25.0, 10.0  # square millimetres of a lettering, and of a run of it
MOST_PARTS, MOST_LETTERINGS, MOST_RUNS, MOST_LINES = 400, 3, 3, 4
BESIDE = 13.0  # how far apart letters of a run stand, in strokes

STEP, LEVEL = 5, 8  # degrees
LONG = 1.4  # a run by its height, from which on its direction is beyond doubt
TALL, MARGIN = 48, 12  # pixels of a line's picture
LEAST_HEIGHT, LEAST_WIDTH = 6.5, 16.0  # millimetres of a line
WORDS_APART = 2.5  # between words, in heights of letters
FILL, HEIGHT_BY_STROKE = (0.09, 0.6), (4.5, 32.0)  # what letters are like: inked, and bold

FEWEST_LETTERS = 2
SURE, LETTERS = 0.8, 0.3
"""Certainty from which a slanted line is read, and from which it is lettering at all."""
UNREAD = "?"
"""Stands for slanted letters that cannot be made out."""


class Lettering(NamedTuple):
    """Parts of one tone with strokes alike, as a mask; *stroke* in pixels."""

    mask: Grey
    stroke: float


class LetteredLine(NamedTuple):
    """A line of lettering: its picture, dark on white, and by how many degrees it falls."""

    picture: Grey
    angle: int
    box: Box


def read_across(colour: Colour, rules: Grey) -> tuple[Word, ...]:
    """Return the words in large pale letters on a sheet; *rules* are its drawn lines.

    `UNREAD` is among them where slanted letters cannot be made out.
    """
    factor = LONGER / max(colour.shape[:2])
    small, drawn = (
        np.asarray(cv2.resize(one, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        for one in (colour, rules)
    )
    words = []
    for line in find_lines(small, drawn):
        signs = reader.read_line(line.picture)
        text = "".join(sign.text for sign in signs)
        if sum(sign.isalnum() for sign in text) < FEWEST_LETTERS:
            continue
        sure = float(np.mean([sign.certainty for sign in signs]))
        words.append(Word(text=text, box=line.box, certainty=round(sure, 3)))
        if line.angle % 90 and LETTERS <= sure < SURE:
            words.append(Word(text=UNREAD, box=line.box, certainty=round(sure, 3)))
    return tuple(words)


def find_lines(small: Colour, rules: Grey) -> Iterator[LetteredLine]:
    """Yield the lines of large pale letters on *small*, a sheet of LONGER pixels."""
    seen: list[Grey] = []
    unit = millimetre(small)
    for plane in _planes(small, rules):
        for lettering in _letterings(plane):
            if any(_is_same(one, lettering.mask) for one in seen):
                continue
            seen.append(lettering.mask)
            for run, at in _runs(lettering):
                for angle in _directions(run):
                    yield from _lines_at(run, at, angle, lettering.stroke, unit, small.shape)


# ── what is pale ─────────────────────────────────────────────────────────────────────


def _planes(small: Colour, rules: Grey) -> Iterator[Plane]:
    """Yield what is darker than its ground: in any colour, then in grey where some is coloured."""
    darkest, lightest = ruling.darkest(small), ruling.lightest(small)
    unit = millimetre(small)
    white = float(np.percentile(lightest, 90))
    paper = np.maximum(_ground(lightest.astype(np.float32), 4 * unit), 0.6 * white)
    dark = (lightest < DARK * paper).astype(np.uint8)
    side = int(WINDOW * unit) | 1
    dense = (cv2.blur(dark.astype(np.float32), (side, side)) > DENSE).astype(np.uint8)
    dense = np.asarray(cv2.dilate(dense, np.ones((side, side), np.uint8)), np.uint8)
    rim = (int(RIM * unit) | 1) + 2
    hidden = cv2.dilate(dark, np.ones((rim, rim), np.uint8)) > 0
    hidden |= cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0
    coloured = np.mean(lightest.astype(np.int16) - darkest > COLOURED) > COLOURS
    for channel in (darkest, lightest) if coloured else (darkest,):
        bare = _painted_over(channel.astype(np.float32), ~hidden, unit)
        ground = np.maximum(_ground(bare, GROUND * unit), 1)
        shown = np.maximum(ground - bare, 0) / ground
        shown[dense > 0] = 0
        yield np.asarray(cv2.morphologyEx(shown, cv2.MORPH_OPEN, _disc(3)), np.float32)


def _ground(grey: Plane, reach: float) -> Plane:
    """Return the light of the ground, on which what is narrower than *reach* pixels stands."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    side = max(int(reach / 4), 1) | 1
    far = cv2.blur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side))), (5, 5))
    return np.asarray(cv2.resize(far, grey.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _painted_over(light: Plane, known: npt.NDArray[np.bool_], unit: float) -> Plane:
    """Return *light*, with what is not *known* painted over with what surrounds it."""
    free, found = known.astype(np.float32), np.where(known, light, 0).astype(np.float32)
    whole, lacking = light.copy(), ~known
    for reach in PAINTED:
        side = int(reach * unit) | 1
        share, sum_ = cv2.blur(free, (side, side)), cv2.blur(found, (side, side))
        told = lacking & (share > NEAREST)
        whole[told] = sum_[told] / share[told]
        lacking &= ~told
    return whole


def _disc(side: int) -> Grey:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


# ── what may be letters ──────────────────────────────────────────────────────────────


class _Part(NamedTuple):
    """A piece of ink: its number, the thickness of its strokes and its area in mm, its tone."""

    number: int
    stroke: float
    tone: float
    area: float


def _letterings(shown: Plane) -> Iterator[Lettering]:
    """Yield the groups of parts that are alike, those with the most ink first."""
    unit = millimetre(shown)
    parts = [part for level in LEVELS for part in _pure_parts(shown, level)]
    if not parts:
        return
    strokes, tones, areas = np.array([part[1:] for part in parts]).T
    left = np.ones(len(parts), bool)
    likeness = _are_alike(strokes[:, None], tones[:, None], strokes, tones)
    for _ in range(MOST_LETTERINGS):
        alike = likeness & left
        sums = (alike @ areas) * left
        group = alike[int(sums.argmax())]
        if not group.any() or sums.max() < LEAST_INK:
            return
        tone = float(np.median(tones[group]))
        stroke = float(np.average(strokes[group], weights=areas[group]))
        left &= ~(group | _are_alike(stroke, tone, strokes, tones))
        mask = _whole(shown, stroke, tone)
        if mask is not None:
            yield Lettering(mask, stroke * unit)


def _are_alike(
    stroke: float | Numbers, tone: float | Numbers, strokes: Numbers, tones: Numbers
) -> npt.NDArray[np.bool_]:
    return np.asarray(
        (np.abs(np.log(strokes) - np.log(stroke)) <= np.log(ALIKE_STROKES))
        & (np.abs(np.log(tones) - np.log(tone)) <= np.log(ALIKE_TONE))
    )


def _pure_parts(shown: Plane, level: float) -> Iterator[_Part]:
    """Yield the parts above *level* that are nothing but strokes of one tone."""
    _, parts = _parts((shown > level).astype(np.uint8), shown, SIDES[0])
    for part, longer, widest, rough in parts:
        slim = part.stroke <= STOUTEST * longer and widest <= BULGE * part.stroke + 0.5
        plain = rough <= ROUGHEST and PALEST <= part.tone <= DARKEST
        if slim and plain and STROKES[0] <= part.stroke <= STROKES[1]:
            yield part


def _whole(shown: Plane, stroke: float, tone: float) -> Grey | None:
    """Return all that is of *tone* and has such strokes, what print cut up included."""
    unit = millimetre(shown)
    of_tone = (shown > 0.6 * tone) & (shown < 1.6 * tone + 0.03)
    thin = _disc(max(int(0.4 * stroke * unit), 1))
    mask = np.asarray(cv2.morphologyEx(of_tone.astype(np.uint8), cv2.MORPH_OPEN, thin), np.uint8)
    labels, parts = _parts(mask, shown, max(SIDES[0], 2 * stroke))
    kept = [
        part.number
        for part, _, widest, _ in parts
        if 0.5 <= part.stroke / stroke <= 2.2 and widest <= 3.5 * stroke + 1
    ]
    keep = np.zeros(int(labels.max()) + 1, np.uint8)
    keep[kept] = 255
    whole = keep[labels]
    numbers, ink = _gathered(whole, stroke * unit)
    large = ink >= LEAST_RUN * unit**2
    if ink[large].sum() < LEAST_INK * unit**2:
        return None
    return np.where(large[numbers], whole, 0).astype(np.uint8)


def _parts(
    mask: Grey, shown: Plane, shortest: float
) -> tuple[npt.NDArray[np.int32], list[tuple[_Part, float, float, float]]]:
    """Return the labels of *mask* and its parts that are no rules, specks or frames.

    Each with its longer side and its widest stroke in millimetres, and how rough its tone is.
    """
    unit = millimetre(mask)
    labels, stats = label_shapes(mask)
    longer, shorter = stats[:, 2:4].max(1) / unit, stats[:, 2:4].min(1) / unit
    fits = (longer >= shortest) & (longer <= SIDES[1]) & (longer <= LONGEST * shorter)
    fits &= stats[:, 4] >= THINNEST * stats[:, 2] * stats[:, 3]
    fits[0] = False
    numbers = sorted(np.flatnonzero(fits).tolist(), key=lambda number: -int(stats[number, 4]))
    found: list[tuple[_Part, float, float, float]] = []
    for number in numbers[:MOST_PARTS]:
        x, y, w, h, area = stats[number].tolist()
        piece = (labels[y : y + h, x : x + w] == number).astype(np.uint8)
        framed = cv2.copyMakeBorder(piece, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
        ridge = depth[(depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8))) & (piece > 0)]
        usual = float(np.sort(ridge)[ridge.size // 2])
        core = np.sort(shown[y : y + h, x : x + w][(depth >= 0.6 * usual) & (piece > 0)])
        low, tone, high = (float(core[int(share * core.size)]) for share in (0.2, 0.5, 0.8))
        part = _Part(number, 2 * usual / unit, tone, area / unit**2)
        widest = 2 * float(depth.max()) / unit
        found.append((part, float(longer[number]), widest, (high - low) / max(tone, 1e-6)))
    return np.asarray(labels, np.int32), found


def _is_same(one: Grey, other: Grey) -> bool:
    return float(np.mean(one != other)) < 0.2 * float(np.mean(one > 0))


# ── lines of letters ─────────────────────────────────────────────────────────────────


def _gathered(mask: Grey, stroke: float) -> tuple[npt.NDArray[np.uint16], Plane]:
    """Return which run of letters each place belongs to, and how many pixels each run has."""
    small = cv2.resize(mask, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    near = cv2.dilate((small > 40).astype(np.uint8), _disc(max(int(BESIDE * stroke / 4), 3) | 1))
    count, labels = cv2.connectedComponents(near)
    numbers = cv2.resize(
        labels.astype(np.uint16), mask.shape[::-1], interpolation=cv2.INTER_NEAREST
    )
    ink = np.bincount(numbers.ravel(), weights=(mask > 0).ravel(), minlength=count)
    ink[0] = 0
    return np.asarray(numbers, np.uint16), ink.astype(np.float32)


def _runs(lettering: Lettering) -> Iterator[tuple[Grey, tuple[int, int]]]:
    """Yield the letters that stand together, those with the most ink first, and where."""
    numbers, ink = _gathered(lettering.mask, lettering.stroke)
    for number in np.argsort(-ink)[:MOST_RUNS].tolist():
        run = np.where(numbers == number, lettering.mask, 0).astype(np.uint8)
        if ink[number]:
            rows, columns = np.flatnonzero(run.any(1)), np.flatnonzero(run.any(0))
            part = run[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            if max(part.shape) >= LEAST_WIDTH * millimetre(run):
                yield part, (int(columns[0]), int(rows[0]))


def _directions(run: Grey) -> Iterator[int]:
    """Yield by how many degrees clockwise a line of letters may fall."""
    coarse, fine = (
        np.asarray(cv2.resize(run, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        for factor in (250 / max(run.shape), 500 / max(run.shape))
    )
    best = max(range(-90, 90, STEP), key=lambda angle: _evenness(coarse, angle))
    best = max(range(best - STEP + 1, best + STEP), key=lambda angle: _evenness(fine, angle))
    across = best - 90 if best > 0 else best + 90
    turned = _turn(coarse, -best) > 60
    wide, high = int(turned.any(0).sum()), int(turned.any(1).sum())
    likely = [best] * (LONG * wide >= high) + [across] * (LONG * high >= wide)
    for angle in likely:
        if abs(angle) <= LEVEL:
            yield 0
        elif abs(angle) >= 90 - LEVEL:
            yield from (90, -90)
        else:
            yield angle


def _evenness(run: Grey, angle: float) -> float:
    """Return how sharply rows of *run* are parted, when it is turned so that it falls no more."""
    rows = _turn(run, -angle).sum(1, dtype=np.float64)
    return float(np.sum(np.diff(rows) ** 2))


def _turn(picture: Grey, angle: float) -> Grey:
    """Return *picture* turned by *angle* degrees clockwise, nothing of it cut off."""
    height, width = picture.shape
    size = int(np.hypot(height, width)) + 2
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turn[:, 2] += (size - width) / 2, (size - height) / 2
    return np.asarray(cv2.warpAffine(picture, turn, (size, size), flags=cv2.INTER_LINEAR), np.uint8)


def _lines_at(
    run: Grey,
    at: tuple[int, int],
    angle: int,
    stroke: float,
    unit: float,
    shape: Sequence[int],
) -> Iterator[LetteredLine]:
    """Yield the lines of a *run* that stands *at* a place of a sheet of *shape*, if letters."""
    turned = _turn(run, -angle)
    near = max(int(1.5 * unit), 1)
    letters = cv2.morphologyEx(turned, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    stats = label_shapes((letters > 127).astype(np.uint8)).stats
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    high = float(np.percentile(heights, 85)) if heights.size else 0.0
    if high < LEAST_HEIGHT * unit:
        return
    factor, pad = 10 / high, int(10 * WORDS_APART)
    small = cv2.resize(letters, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    framed = cv2.copyMakeBorder(
        (small > 60).astype(np.uint8), pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0
    )
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((2, pad), np.uint8))
    stats = label_shapes(joined[pad:-pad, pad:-pad]).stats
    height, width = run.shape
    where = Box(
        at[0] / shape[1],
        at[1] / shape[0],
        (at[0] + width) / shape[1],
        (at[1] + height) / shape[0],
    )
    rows = sorted(stats[1:].tolist(), key=lambda row: -int(row[2]))
    for x, y, w, h, _ in rows[:MOST_LINES]:
        x0, y0, x1, y1 = (int(side / factor) for side in (x, y, x + w, y + h))
        part = turned[y0 : y1 + 1, x0 : x1 + 1]
        if 5 <= h <= 24 and w >= 1.5 * h and _are_letters(part, stroke, unit):
            yield LetteredLine(_pictured(part), angle, where)


def _are_letters(part: Grey, stroke: float, unit: float) -> bool:
    height, width = part.shape
    return (
        width >= LEAST_WIDTH * unit
        and height >= LEAST_HEIGHT * unit
        and FILL[0] <= float((part > 127).mean()) <= FILL[1]
        and HEIGHT_BY_STROKE[0] <= height / stroke <= HEIGHT_BY_STROKE[1]
    )


def _pictured(part: Grey) -> Grey:
    """Return letters as the reader wants them: dark on white, with some white around."""
    factor = TALL / part.shape[0]
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    line = cv2.resize(255 - part, None, fx=factor, fy=factor, interpolation=how)
    framed = cv2.copyMakeBorder(line, *(MARGIN,) * 4, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(framed, np.uint8)
