"""What offices print beside print: frames of signs, codes, emblems, patterns under the text.

None of it is read.  Left on the sheet it joins the lines beside it: an emblem twice as tall
as the title makes a line of both that nobody can read, and signs of a frame end up behind
a name.  Lengths are millimetres of an A4 sheet, as in `ruling`.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractors.formats.scans.masks import closed, halved, kept, opened, sized, ways
from extractors.formats.scans.ruling import Grey, find_ink, millimetre
from extractors.formats.scans.shapes import label_shapes


def painted_over(grey: Grey, hidden: Grey) -> Grey:
    """Return the sheet white where it is *hidden*, and where its edges are grey around that."""
    if not cv2.countNonZero(hidden):
        return grey
    return np.where(cv2.dilate(hidden, np.ones((3, 3), np.uint8)) > 0, 255, grey).astype(np.uint8)


FINE = 4.0  # pixels a millimetre, where codes are looked for
SPECK, SPECK_GAP, SOLID_GAPS = 1.2, 2.0, (1.0, 1.8)  # in millimetres
LEAST_CODE, CODE_GAP, STRIP_GAP = 5.0, 2.5, 0.5
FEWEST_EDGES = 20  # of a bar code
WHITE = 0.16  # of a full row's ink: a row between lines
AROUND, DENSE = 12.5, 1 / 3  # the side of a square, and how much of it is ink


def find_dense(grey: Grey) -> Grey:
    """Return codes, half-tones and solid emblems as a mask: nothing written is so dense.

    Either a third of the ground is ink, or it is covered with specks closer together than
    letters are, which is what the pale codes for telephones are made of.  Heavy titles and
    small print close together are told apart by the white between their lines and letters.
    """
    unit = millimetre(grey)
    ink = find_ink(grey)
    scale = FINE / unit
    small: Grey = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grown: Grey = _half_covered(small) | _speckled(ink, small, unit)
    grown = cv2.dilate(closed(grown, 0.8 * FINE), np.ones((3, 3), np.uint8)).astype(np.uint8)
    kept = np.zeros_like(grown)
    labels, stats = label_shapes(grown)
    for number, (x, y, w, h) in enumerate(stats[1:, :4].tolist(), start=1):
        mine = labels[y : y + h, x : x + w] == number
        inked = np.where(mine, small[y : y + h, x : x + w], 0)
        for top, bottom in _strips(inked.mean(1)):
            box = [int(v / scale) for v in (x, y + top, w, bottom - top)]
            if not _is_print(ink, box, unit):
                kept[y + top : y + bottom, x : x + w][mine[top:bottom]] = 255
    kept = cv2.dilate(closed(kept, CODE_GAP * FINE), np.ones((3, 3), np.uint8)).astype(np.uint8)
    return sized(_with_whole_shapes(kept, small), grey.shape)


def _with_whole_shapes(mask: Grey, small: Grey) -> Grey:
    """Return *mask* without the letters that it cuts, and with all of other shapes that it cuts."""
    inked = np.where(small > 60, 255, 0).astype(np.uint8)
    labels, stats = label_shapes(inked)
    share = np.bincount(labels[mask > 0], minlength=len(stats)) / stats[:, cv2.CC_STAT_AREA]
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    letter = (share < 0.5) & (sides < LARGE * FINE)
    whole = share >= 0.5
    letter[0] = whole[0] = False
    edge = np.ones((3, 3), np.uint8)
    near = cv2.dilate(np.where(whole[labels], 255, 0).astype(np.uint8), edge)
    return np.where(letter[labels], 0, np.maximum(mask, near)).astype(np.uint8)


def _strips(profile: Grey) -> list[tuple[int, int]]:
    """Return the stretches of a profile of ink between white that is wider than in a code."""
    joined = closed(np.where(profile > 4, 255, 0).astype(np.uint8)[None], STRIP_GAP * FINE)[0] > 0
    edges = np.diff(np.concatenate(([0], joined, [0])).astype(np.int8))
    return list(zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True))


def _half_covered(small: Grey) -> Grey:
    """Return where a third of the ground is ink, with the edge that hangs together with it."""
    side = int(AROUND * FINE)
    core = np.where(cv2.blur(small, (side, side)) > DENSE * 255, 255, 0).astype(np.uint8)
    # The edge of a code is half white within the box; it hangs together with its middle.
    joined = closed(np.where(small > 60, 255, 0).astype(np.uint8), 1.25 * FINE)
    near = cv2.dilate(core, np.ones((int(1.25 * side), int(1.25 * side)), np.uint8))
    joined = np.where(near > 0, joined, 0).astype(np.uint8)
    count, labels = cv2.connectedComponents(joined | core, connectivity=8)
    met = np.zeros(count, bool)
    met[np.unique(labels[core > 0])] = True
    met[0] = False
    return np.where(met[labels], 255, 0).astype(np.uint8)


def _speckled(ink: Grey, small: Grey, unit: float) -> Grey:
    """Return solid ground of specks, or of ink with white between that no line would leave."""
    half: Grey = cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    half = np.where(half > 120, 255, 0).astype(np.uint8)
    specks = kept(half, lambda stats: stats[:, 2:4].max(1) < SPECK * unit / 2)
    fine: Grey = cv2.resize(specks, small.shape[::-1], interpolation=cv2.INTER_AREA)
    solid = closed(np.where(fine > 8, 255, 0).astype(np.uint8), SPECK_GAP * FINE)
    inked = np.where(small > 40, 255, 0).astype(np.uint8)
    covered = opened(solid | closed(inked, SOLID_GAPS[0] * FINE), LEAST_CODE * FINE)
    return covered | opened(closed(inked, SOLID_GAPS[1] * FINE), 1.5 * LEAST_CODE * FINE)


def _is_print(ink: Grey, box: list[int], unit: float) -> bool:
    """Tell whether dense ink is print after all: rows of letters, or heavy letters side by side."""
    x, y, w, h = box
    if min(w, h) < LEAST_CODE * unit:
        return True
    part = ink[y : y + h, x : x + w] > 0
    across, down = _changes(part) * unit, _changes(part.T) * unit
    most, fewest = max(across, down), min(across, down)
    if most > 0.8 and fewest < 0.25 * most and max(across * w, down * h) > FEWEST_EDGES * unit:
        return False  # bars
    if _whitest_row(part, unit) < WHITE:
        return True
    if fewest > 0.9:
        return False
    if most < 0.6 and min(w, h) <= LARGEST_TYPE * unit and max(w, h) > 2.5 * min(w, h):
        return True  # letters that touch
    # With the letters to both sides: perhaps only its heaviest are so dense.
    row = ink[y : y + h, max(x - 2 * h, 0) : x + w + 2 * h]
    column = ink[max(y - 2 * w, 0) : y + h + 2 * w, x : x + w]
    return _are_lines(row, unit) or _are_lines(column.T, unit) or _is_one_of_several(ink, box, unit)


def _is_one_of_several(ink: Grey, box: list[int], unit: float) -> bool:
    """Tell whether a dense shape is a heavy letter: what stands beside it is as high and heavy."""
    x, y, w, h = box
    if h > LARGEST_TYPE * unit or w > WIDEST_LETTER * h:
        return False
    own = float(np.mean(ink[y : y + h, x : x + w] > 0))
    top, slack = max(y - int(0.5 * h), 0), 1 - LETTER_LIKE
    sides = (
        ink[top : y + h + int(0.5 * h), max(x - int(BESIDE * h), 0) : max(x - 1, 0)],
        ink[top : y + h + int(0.5 * h), x + w + 1 : x + w + int(BESIDE * h)],
    )
    beside = 0
    for side in sides:
        rows = np.flatnonzero((side > 0).any(1))
        if not rows.size:
            continue
        first, last = top + int(rows[0]), top + int(rows[-1]) + 1
        level = abs(first - y) < slack * h and abs(last - y - h) < slack * h
        heavy = float(np.mean(side[rows[0] : rows[-1] + 1] > 0)) > LETTER_LIKE * own / 2
        if not (level and heavy):
            return False
        beside += 1
    return beside > 0


def _changes(part: Grey) -> float:
    """Return how often ink and white change along the rows of *part*, a pixel."""
    return float(np.mean(part[:, 1:] != part[:, :-1])) if part.shape[1] > 1 else 0.0


def _whitest_row(part: Grey, unit: float) -> float:
    """Return how much ink the whitest row has, against a full one: hardly any between lines.

    Measured in strips of 15 mm, for no sheet is quite straight; the middle one counts.
    """
    strips = np.array_split(part, max(round(part.shape[1] / (15 * unit)), 1), axis=1)
    shares = []
    for strip in strips:
        rows = cv2.blur(strip.mean(1)[:, None], (1, 3))[:, 0]
        away = len(rows) // 5
        usual = float(np.percentile(rows, 75))
        if usual > 0.02:
            shares.append(float(rows[away : len(rows) - away].min()) / usual)
    return float(np.median(shares)) if shares else 1.0


LETTER_LIKE, WIDEST_LETTER, BESIDE = 0.7, 1.4, 1.5  # shares of a letter's height
LARGEST_TYPE = 16.0  # in millimetres
LOWEST_TYPE = 1.2  # what is lower is a part of a letter, or dust
WIDEST_TYPE = 2.2  # of its height: two letters that touch


def _are_lines(ink: Grey, unit: float) -> bool:
    """Tell whether dense ink is one or several rows of letters with white between them."""
    filled = np.concatenate(([0], ink.any(1), [0])).astype(np.int8)
    strips = np.flatnonzero(np.diff(filled)).reshape(-1, 2).tolist()
    tall = [ink[start:end] for start, end in strips if end - start > LOWEST_TYPE * unit]
    return bool(tall) and all(_is_lettering(strip, unit) for strip in tall)


def _is_lettering(ink: Grey, unit: float) -> bool:
    """Tell whether a strip of dense ink is a row of large letters."""
    rows = np.flatnonzero(ink.any(1))
    if not rows.size or (high := int(rows[-1] - rows[0]) + 1) > LARGEST_TYPE * unit:
        return False
    filled = np.concatenate(([0], ink.any(0), [0])).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(filled)).reshape(-1, 2).T
    return len(starts) >= 3 and bool(np.max(ends - starts) <= WIDEST_TYPE * high)


PALE = 0.72  # of the way from the sheet's darkest ink to white
LETTER_CORE, LEAST_CORE, LEAST_DARK = 16, 5, 0.3  # pixels of a dark core; a smaller one's share
NEAR_LETTERS = 1.5  # where a full stop stands, in millimetres
SCREEN, SCREEN_DOTS = 2, 100  # how many more small shapes stand away from letters; and how many
LETTER_PART = 1.2  # how far from its dark core a letter may be pale
LARGE, LETTER_TALL = 8.0, 0.6  # a shape that large has a neighbour of like height, or is no letter
LARGEST_EMBLEM, INNER = 40.0, (0.2, 0.4)  # in millimetres; of its size: aside and large
SOLID, FULL, LEAST_SOLID = 0.4, 0.5, 5.0  # so thick for its size is no stroke of a letter
BOX_WIDE, BOX_HIGH, BOX_SIDE = (6.0, 60.0), 3.2, 0.8  # of a box around a word, in millimetres
HELD = 0.05  # how much of what is in it is ink
DASH, DASHES = (0.6, 3.2), 14.0  # thickness and length of a dash; length of a dashed rule


def find_patterns(clean: Grey) -> Grey:
    """Return as a mask what is printed under the text in a paler tone: waves, rings, words.

    A letter that a pattern crosses keeps its surroundings.  On a sheet that is pale all over
    nothing is a pattern.
    """
    small = halved(clean)
    ink = find_ink(small)
    if not ink.any():
        return np.zeros_like(clean)
    darkest = float(np.percentile(small[ink > 0], 10))
    dark = np.where(small < darkest + PALE * (255 - darkest), ink, 0).astype(np.uint8)
    reached = _cores(ink, dark)
    for _ in range(int(LETTER_PART * millimetre(small))):
        reached = cv2.bitwise_and(cv2.dilate(reached, np.ones((3, 3), np.uint8)), ink)
    near = cv2.dilate(reached, np.ones((3, 3), np.uint8))
    return sized(np.asarray(cv2.bitwise_not(near)), clean.shape)


def _cores(ink: Grey, dark: Grey) -> Grey:
    """Return the dark cores of letters and of full stops, as a mask.

    A full stop has few pixels, but a good share of its ink is *dark*.  Where by far the most
    shapes that small stand beside no letter, they are dust or the dots of a screen.
    """
    labels, stats = label_shapes(dark)
    size = stats[:, cv2.CC_STAT_AREA]
    large = size >= LETTER_CORE
    large[0] = False
    reach = np.ones((int(2 * NEAR_LETTERS * millimetre(ink)) | 1,) * 2, np.uint8)
    letters = np.where(large, 255, 0).astype(np.uint8)[labels]
    near = np.zeros(len(stats), bool)
    near[np.unique(labels[cv2.dilate(letters, reach) > 0])] = True
    wholes, around = label_shapes(ink)
    share = np.bincount(wholes[dark > 0], minlength=len(around)) / around[:, cv2.CC_STAT_AREA]
    whole = np.zeros(len(stats), int)
    whole[labels[dark > 0]] = wholes[dark > 0]
    kept = (size >= LEAST_CORE) | (share[whole] > LEAST_DARK)
    small = ~large & kept
    small[0] = kept[0] = False
    if np.sum(small & ~near) > SCREEN_DOTS + SCREEN * np.sum(small & near):
        for pixels in range(1, LETTER_CORE):
            alike = small & (size == pixels)
            if np.sum(alike & ~near) > np.sum(alike & near):
                kept[alike & (~near | (size < LEAST_CORE))] = False
    return np.asarray(np.where(kept, 255, 0).astype(np.uint8)[labels])


def find_shapes(clean: Grey) -> Grey:
    """Return emblems, medals and rings as a mask: single shapes that are no letters.

    A shape larger than the text has others of its height beside it, or it is no letter; and
    its strokes are as thick as theirs.  What such a shape has in its middle belongs to it.
    """
    small = halved(clean)
    unit = millimetre(small)
    labels, stats = label_shapes(find_ink(small))
    x, y, w, h, area = stats.T

    def thickness(number: int) -> float:
        part = labels[y[number] : y[number] + h[number], x[number] : x[number] + w[number]]
        inside = cv2.copyMakeBorder(
            (part == number).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0
        )
        return float(2 * cv2.distanceTransform(inside, cv2.DIST_L2, 3).max())

    drop = np.zeros(len(stats), bool)
    for number in np.flatnonzero(h[1:] > LEAST_SOLID * unit) + 1:
        high, top = h[number], y[number]
        apart = np.maximum(x, x[number]) - np.minimum(x + w, x[number] + w[number])
        level = (y > top - 0.25 * high) & (y + h < top + 1.25 * high)
        beside = level & (apart < 3 * high) & (apart > -0.3 * high)
        beside[[0, number]] = False
        if high > LARGE * unit:
            letters = _letters(stats[beside], 1.6 * high)
            drop[number] = not any(LETTER_TALL < tall / high < 1 / LETTER_TALL for tall in letters)
        solid = area[number] > FULL * high * w[number] and w[number] > 0.5 * high
        if solid and not drop[number] and (thick := thickness(int(number))) > SOLID * high:
            shared = np.minimum(y + h, top + high) - np.maximum(y, top)
            others = (shared > 0.3 * np.minimum(h, high)) & (apart < 4 * high) & (h > 0.3 * high)
            others[[0, number]] = False
            strokes = [thickness(int(other)) for other in np.flatnonzero(others)]
            drop[number] = thick > 2 * np.median(strokes or [0])
    for number in np.flatnonzero(drop & (h < LARGEST_EMBLEM * unit)):
        aside = np.hypot(
            x + w / 2 - x[number] - w[number] / 2, y + h / 2 - y[number] - h[number] / 2
        )
        size = max(w[number], h[number])
        drop |= (aside < INNER[0] * size) & (np.maximum(w, h) > INNER[1] * size) & (h < h[number])
    return sized(np.where(drop, 255, 0).astype(np.uint8)[labels], clean.shape)


def _letters(shapes: Grey, widest: float) -> list[float]:
    """Return the heights of letters: of shapes that stand over each other, together."""
    heights: list[float] = []
    left = right = top = bottom = -1.0
    for x, y, w, h, _ in sorted(shapes.tolist()):
        if x < right and right - left < widest:
            right, top, bottom = max(right, x + w), min(top, y), max(bottom, y + h)
        else:
            heights.append(bottom - top)
            left, right, top, bottom = x, x + w, y, y + h
    return [*heights, bottom - top]


def find_boxes_of_words(clean: Grey) -> Grey:
    """Return as a mask the outlines that are drawn around a word: wider than high, and not empty.

    What is as wide as high is a tick box or a seal, and a ㅁ is empty.
    """
    small = halved(clean)
    unit = millimetre(small)
    ink = find_ink(small)
    stats = label_shapes(ink).stats
    found = np.zeros(small.shape, np.uint8)
    most = max(round(BOX_SIDE * unit), 3)
    for x, y, w, h, area in stats[1:].tolist():
        fits = BOX_WIDE[0] * unit < w < BOX_WIDE[1] * unit and BOX_HIGH * unit < h < w / 1.25
        if not fits or area > 0.5 * w * h:
            continue
        part = ink[y : y + h, x : x + w] > 0
        left, right, top, bottom = (_thickness(side, most) for side in ways(part))
        held = part[top : h - bottom, left : w - right]
        if min(left, right, top, bottom) and held.mean() > HELD:
            found[y : y + h, x : x + w] = 255
            found[y + top : y + h - bottom, x + left : x + w - right] = 0
    return sized(found, clean.shape)


def _thickness(part: Grey, most: int) -> int:
    """Return how thick the straight side at the left of *part* is, 0 where none is drawn."""
    if part[:, :most].any(1).mean() < 0.95:
        return 0
    full = part[:, : most + 1].mean(0)
    thin = np.flatnonzero(full[full.argmax() :] < 0.3)
    return int(full.argmax() + thin[0]) if thin.size else 0


def find_dashes(clean: Grey) -> Grey:
    """Return dashed and dotted rules as a mask."""
    small = halved(clean)
    unit = millimetre(small)
    labels, stats = label_shapes(find_ink(small))
    w, h = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    found = np.zeros(small.shape, np.uint8)
    rules: list[Grey] = []
    for along, thick, turn in ((w, h, 1), (h, w, -1)):
        dash = np.where((thick <= DASH[0] * unit) & (along <= DASH[1] * unit), 255, 0)
        dash[0] = 0
        dashes = dash.astype(np.uint8)[labels]
        reach, length = int(0.7 * DASH[1] * unit) | 1, int(DASHES * unit)
        joined = cv2.morphologyEx(dashes, cv2.MORPH_CLOSE, np.ones((1, reach)[::turn], np.uint8))
        long = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length)[::turn], np.uint8))
        near = cv2.dilate(long, np.ones((3, 3), np.uint8))
        found = np.maximum(found, cv2.bitwise_and(dashes, near))
        rules.append(cv2.dilate(long, np.ones((reach, reach), np.uint8)))
    # Where two such rules cross, their dashes hang together.
    met = np.zeros(len(stats), bool)
    met[np.unique(labels[np.minimum(*rules) > 0])] = True
    met &= np.maximum(w, h) <= DASH[1] * unit
    met[0] = False
    return sized(np.where(met[labels], 255, found).astype(np.uint8), clean.shape)
