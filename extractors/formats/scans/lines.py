"""Where the lines of print stand on a sheet, and their pictures as Tesseract likes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from extractors.formats.scans.ruling import Grey, find_ink, millimetre
from extractors.model import Box

WIDEST_GAP_IN_CELL, WIDEST_GAP = 6.0, 3.0  # in heights of the line
WIDEST_GAP_TO_MARK = 0.6
SMALLEST = 0.9  # of a piece that is more than a mark, in millimetres
LEAST_HEIGHT, LEAST_WIDTH = 0.9, 0.9  # in millimetres
LARGEST_LETTER = 22.0
DASH_WIDE, DASH_HIGH = (0.4, 2.5), 0.3  # of a dash between words, in heights of the line
SQUARE, PART_GAP = (0.6, 1.25), 0.3  # height of a letter by its width, white within by its height
TALLER, BEYOND = 1.4, 0.25  # of the height of letters: what a pen or a seal adds to a line
LEAST_SHARE, VALLEY = 0.4, 0.4  # of the ink of a line's fullest row; in millimetres
LEAST_LETTERS = 0.35  # of a line that a pen may run through
LEAST_TYPE, LEAST_TEXT = 2.2, 8.0  # height and width of what is surely letters, in millimetres
WIDEST_TICK = 7.0
THIN_STROKE = 0.12  # of its box that a long stroke fills
PEN_FILL = 0.3  # of its box that strokes of a pen fill, and letters that they run through
NEAR_STROKES, LEAST_PEN = 3.0, (3.0, 6.0)  # in millimetres: of a mark, its lesser and larger side
THINNEST = 0.35  # of a stroke that is no rule, in millimetres
LEAST_INK = 0.25  # of a letter's part, in square millimetres
PAPER = 3
WIDEST_KEPT = 0.7  # of a gap, in heights of the line
MOST_LINES = 1_500
WORD_GAP, LOWEST_ROW, UPENDED = 1.2, 1.2, 8.0  # in millimetres
TOUCHING = 0.3  # by how much a letter may reach into the next row, in millimetres
NEARLY_WHITE = 0.4  # of a row's ink: a row between two rows of print
TALLEST, TALLEST_SMALL = 2.0, 3.0  # a neighbour so many times taller is of another line
ALIKE, LEVEL_APART = 0.7, 0.75  # of its height that a neighbour shares, if alike and not close by
LARGE = 6.0  # beyond any type but a title's, in millimetres


BESIDE, FEWEST_BESIDE = 0.2, 4  # in millimetres; letters of a row close beside two others
LOW_BESIDE, OFF_MIDDLE = 0.7, 0.15  # of the height of both: that row's height, and off its middle
ONE_ROW, OWN_LEVEL = 0.85, 0.6  # of the height of both, and what it shares with a row beside it
SHARED_BETWEEN = 0.25  # of its height that a row between two has in common with each


class Line(NamedTuple):
    """A line of print: its rectangle in pixels of the sheet, ``x1`` and ``y1`` excluded."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0


def find_print(clean: Grey) -> Grey:
    """Return the ink of print: without dust, and without what no letter is: edges, strokes.

    *clean* is the sheet without rules, codes and tick boxes.
    """
    unit = millimetre(clean)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(find_ink(clean), connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    drop = np.maximum(width, height) < 0.22 * unit
    drop |= (height > LARGEST_LETTER * unit) | (width > 4 * LARGEST_LETTER * unit)
    drop |= (width > 10 * unit) & (height < 1 * unit)
    thin = stats[:, cv2.CC_STAT_AREA] < THIN_STROKE * width * height
    drop |= thin & (width > 10 * unit) & (height < 4 * unit)  # a name underlined
    drop[0] = True
    return np.asarray(np.where(drop, 0, 255).astype(np.uint8)[labels])


def find_lines(ink: Grey, cells: Sequence[Box]) -> list[Line]:
    """Return the lines of the *ink* of print: inside each cell, then outside all of them."""
    rest = ink.copy()
    height, width = ink.shape
    unit = millimetre(ink)
    found: list[Line] = []
    # A cell inside a cell comes first, so that no line is found twice.
    for cell in sorted(cells, key=lambda box: box.width * box.height):
        x0, y0 = int(cell.x0 * width), int(cell.y0 * height)
        x1, y1 = int(np.ceil(cell.x1 * width)), int(np.ceil(cell.y1 * height))
        part = rest[y0:y1, x0:x1]
        lines = _lines(part, unit, WIDEST_GAP_IN_CELL)
        found += [Line(a + x0, b + y0, c + x0, d + y0) for a, b, c, d in lines]
        rest[y0:y1, x0:x1] = 0
    found += _lines(rest, unit, WIDEST_GAP)
    return list(_in_rows(found))[:MOST_LINES]


def find_unread(ink: Grey, lines: Sequence[Line]) -> Iterator[Box]:
    """Yield where *ink* that looks like print stands in none of *lines*, or sticks out of one.

    What is left of rules is not print.
    """
    unit = millimetre(ink)
    left = ink.copy()
    height, width = left.shape
    for line in lines:
        left[line.y0 : line.y1, line.x0 : line.x1] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    for x, y, w, h, area in stats[1:].tolist():
        is_rule = min(w, h) < THINNEST * unit and max(w, h) > 3 * unit
        if max(w, h) >= unit and area >= LEAST_INK * unit**2 and not is_rule:
            yield Box(x / width, y / height, (x + w) / width, (y + h) / height)


def find_pen(ink: Grey, lines: Sequence[Line]) -> Iterator[Box]:
    """Yield boxes of strokes that run out of one of *lines*: a signature, a seal, a tick's tail.

    Strokes close together are one.
    """
    unit = millimetre(ink)
    height, width = ink.shape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = np.zeros_like(ink)
    for line in lines:
        here = labels[line.y0 : line.y1, line.x0 : line.x1]
        for number in np.unique(here[here > 0]).tolist():
            x, y, w, h, _ = stats[number].tolist()
            spill = BEYOND * line.height
            if y < line.y0 - spill or y + h > line.y1 + spill:
                part = found[y : y + h, x : x + w]
                part[labels[y : y + h, x : x + w] == number] = 255
    if not found.any():
        return
    reach = np.ones((max(int(NEAR_STROKES * unit), 1),) * 2, np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(found, cv2.MORPH_CLOSE, reach), connectivity=8
    )
    for x, y, w, h, _ in stats[1:].tolist():
        if min(w, h) >= LEAST_PEN[0] * unit and max(w, h) >= LEAST_PEN[1] * unit:
            yield Box(x / width, y / height, (x + w) / width, (y + h) / height)


def inside(mask: Grey, lines: Sequence[Line]) -> Grey:
    """Return what of *mask* lies in one of *lines*."""
    within = np.zeros_like(mask)
    for line in lines:
        within[line.y0 : line.y1, line.x0 : line.x1] = mask[line.y0 : line.y1, line.x0 : line.x1]
    return within


def _in_rows(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield lines as one reads: row by row, each from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y0 + line.y1):
        last = rows[-1][0] if rows else line
        apart = abs(line.y0 + line.y1 - last.y0 - last.y1) / 2
        if rows and apart < 0.5 * min(line.height, last.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        yield from sorted(row)


def _lines(ink: Grey, unit: float, widest_gap: float) -> list[Line]:
    """Return lines of print: letters joined sideways, then pieces on one level joined."""
    if not ink.any():
        return []
    reach = np.ones((max(int(0.5 * unit), 1), max(int(2.5 * unit), 1)), np.uint8)
    pad = 2 * max(reach.shape)
    framed = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, reach)[pad:-pad, pad:-pad]
    pieces = [row for group in _groups(ink, joined) for row in _rows(group, ink, unit)]
    pieces = _with_their_halves(pieces, ink, unit)
    least = SMALLEST * unit
    large = [piece for piece in pieces if max(piece.x1 - piece.x0, piece.height) >= least]
    lines = _merge(sorted(large), widest_gap, unit)
    lines = _with_pens(_with_dashes(lines, pieces, widest_gap), ink, unit)
    # A full stop or a hyphen belongs to the line that it stands in; dust to none.
    for piece in pieces:
        if max(piece.x1 - piece.x0, piece.height) < least:
            for place, line in enumerate(lines):
                if _is_mark_of(line, piece):
                    lines[place] = _union(line, piece)
                    break
    return [
        _to_letters(line, ink, unit)
        for line in lines
        if line.height >= LEAST_HEIGHT * unit and line.x1 - line.x0 >= LEAST_WIDTH * unit
    ]


def _with_their_halves(pieces: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return *pieces*, the parts of a letter that stands alone joined: 주 over its ㅜ.

    Flat parts over each other that are together about as high as wide are one letter; two rows
    have several letters side by side, or are each as high as wide.
    """
    kept: list[Line] = []
    parts: list[Line] = []
    for piece in pieces:
        lone = piece.x1 - piece.x0 < LARGEST_LETTER * unit
        column = ink[piece.y0 : piece.y1, piece.x0 : piece.x1].any(0)
        (parts if lone and column.all() else kept).append(piece)
    joined: list[Line] = []
    for part in sorted(parts, key=lambda part: part.y0):
        for place, other in enumerate(joined):
            both = _union(part, other)
            shared = min(part.x1, other.x1) - max(part.x0, other.x0)
            wide = both.x1 - both.x0
            if (
                both.height >= LEAST_TYPE * unit
                and shared > 0.6 * min(part.x1 - part.x0, other.x1 - other.x0)
                and SQUARE[0] * wide < both.height < SQUARE[1] * wide
                and part.y0 - other.y1 < PART_GAP * both.height
            ):
                joined[place] = both
                break
        else:
            joined.append(part)
    return kept + joined


def _with_dashes(lines: Sequence[Line], pieces: Sequence[Line], widest_gap: float) -> list[Line]:
    """Return *lines*, those joined between which a dash stands, however low it is: from ~ until."""
    kept = list(lines)
    for dash in pieces:
        wide = dash.x1 - dash.x0
        level = [
            line
            for line in kept
            if DASH_WIDE[0] * line.height < wide < DASH_WIDE[1] * line.height
            and dash.height < DASH_HIGH * line.height
            and line.y0 + DASH_HIGH * line.height < (dash.y0 + dash.y1) / 2
            and (dash.y0 + dash.y1) / 2 < line.y1 - 0.2 * line.height
        ]
        before = [line for line in level if 0 <= dash.x0 - line.x1 < widest_gap * line.height]
        after = [line for line in level if 0 <= line.x0 - dash.x1 < widest_gap * line.height]
        if before and after:
            one, other = max(before, key=lambda line: line.x1), min(after)
            if min(one.height, other.height) * TALLER > max(one.height, other.height):
                kept = [line for line in kept if line not in (one, other, dash)]
                kept.append(_union(_union(one, other), dash))
    return kept


def _with_pens(lines: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return *lines*, each joined with what a pen or a seal runs through behind it.

    Thin strokes that stand higher and lower than the letters beside them are no letters: what
    they run through is print of the line before, as high as its letters.
    """
    kept = sorted(lines, key=lambda line: line.x0)
    for drawn in sorted(lines, key=lambda line: -line.height):
        for place, line in enumerate(kept):
            over = min(line.y0 - drawn.y0, drawn.y1 - line.y1)
            gap = drawn.x0 - line.x1
            if line is drawn or over <= 0 or drawn.height < TALLER * line.height:
                continue
            if gap > WIDEST_GAP * line.height or drawn.x1 < line.x1:
                continue
            if _is_pen(ink[drawn.y0 : drawn.y1, drawn.x0 : drawn.x1], line.height):
                kept[place] = line._replace(x1=max(line.x1, drawn.x1))
                kept.remove(drawn)
                break
    return kept


def _is_pen(part: Grey, height: int) -> bool:
    """Tell whether what is far higher than letters of *height* are thin strokes, all of it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    tall = stats[1:][stats[1:, cv2.CC_STAT_HEIGHT] > TALLER * height]
    sides = tall[:, cv2.CC_STAT_WIDTH] * tall[:, cv2.CC_STAT_HEIGHT]
    return bool(len(tall)) and bool(np.all(tall[:, cv2.CC_STAT_AREA] < PEN_FILL * sides))


def _to_letters(line: Line, ink: Grey, unit: float) -> Line:
    """Return *line* as high as its letters, where a pen or a seal runs out of it at its end.

    Or at its beginning, where nobody writes more than a tick.
    """
    part = ink[line.y0 : line.y1, line.x0 : line.x1]
    top, bottom = _band(part, unit)
    high = bottom - top
    if line.height <= TALLER * high:
        return line
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    x0, y0, w, h = stats[1:, :4].T
    out = (y0 < top - BEYOND * high) | (y0 + h > bottom + BEYOND * high)
    strokes = out & (y0 < bottom) & (y0 + h > top)
    if not strokes.any():
        return line  # two lines
    left, right = int(x0[strokes].min()), int((x0 + w)[strokes].max())
    reach = NEAR_STROKES * unit
    near = out & (x0 < right + reach) & (x0 + w > left - reach)
    left, right = int(x0[near].min()), int((x0 + w)[near].max())
    letters = part[:, : max(left - int(unit), 0)]
    if left < LEAST_TEXT * unit and right - left < WIDEST_TICK * unit:
        letters = part[:, right:]
    rows = np.flatnonzero(letters.any(1))
    if letters.shape[1] < max(LEAST_TEXT * unit, LEAST_LETTERS * part.shape[1]) or not rows.size:
        return line
    top, high = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    if high < LEAST_TYPE * unit or line.height <= TALLER * high:
        return line
    return line._replace(y0=line.y0 + top, y1=line.y0 + top + high)


def _band(ink: Grey, unit: float) -> tuple[int, int]:
    """Return the rows in which most letters of a line stand, the last one excluded."""
    reach = max(int(0.35 * unit), 1)
    share = cv2.blur((ink > 0).sum(1).astype(np.float32)[:, None], (1, 2 * reach + 1)).ravel()
    full = np.flatnonzero(share >= LEAST_SHARE * share.max())
    parts = np.split(full, np.flatnonzero(np.diff(full) > max(VALLEY * unit, 1)) + 1)
    rows = next(rows for rows in parts if share.argmax() in rows)
    return int(rows[0]), int(rows[-1]) + 1


def _groups(ink: Grey, joined: Grey) -> list[list[Line]]:
    """Return the shapes of *ink*, those together that *joined* makes one piece."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    _, pieces = cv2.connectedComponents(joined, connectivity=8)
    groups: dict[int, list[Line]] = {}
    first = np.zeros(len(stats), np.int64)
    at = np.flatnonzero(labels)
    first[labels.flat[at]] = pieces.flat[at]
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), start=1):
        groups.setdefault(int(first[number]), []).append(Line(x, y, x + w, y + h))
    return list(groups.values())


def _rows(shapes: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return the rows of print that a piece holds; most are one.

    Rows that nearly touch hang together, as does a row with what stands beside it on another
    level.  Each word is cut between its rows, and words of like height on a level joined.
    """
    if _is_upended(shapes, unit):
        return []
    words = _apart(shapes, WORD_GAP * unit, across=True)
    words = [part for word in words for part in _beside_rows(word, ink, unit)]
    parts = [part for word in words for part in _stacked(word, ink, unit)]
    whole = _around(shapes)
    if len(parts) == len(words) and all(p.height > 0.6 * whole.height for p in parts):
        return [whole]
    rows: list[Line] = []
    for part in sorted(parts, key=lambda part: (part.x1 - part.x0) * -part.height):
        for place, row in enumerate(rows):
            if _on_one_level(row, part, WIDEST_GAP, unit, level=0.6):
                rows[place] = _union(row, part)
                break
        else:
            rows.append(part)
    return rows


def _beside_rows(word: list[Line], ink: Grey, unit: float) -> list[list[Line]]:
    """Return a word in two where a row stands close beside others, on a level of its own.

    So stands a number beside its label in two lines, between them; how close hangs on the face.
    """
    letters = _apart(word, BESIDE * unit, across=True)
    whole = _around(word)
    if len(letters) < FEWEST_BESIDE + 2 or whole.height < 2 * LOWEST_ROW * unit:
        return [word]
    boxes = [_around(letter) for letter in letters]
    last = _around([shape for letter in letters[-FEWEST_BESIDE:] for shape in letter])
    if last.height > LOW_BESIDE * whole.height:
        return [word]
    slack = 0.15 * last.height
    place = len(letters)
    while place and boxes[place - 1].y0 > last.y0 - slack and boxes[place - 1].y1 < last.y1 + slack:
        place -= 1
    if place < 2:
        return [word]
    left = [shape for letter in letters[:place] for shape in letter]
    right = [shape for letter in letters[place:] for shape in letter]
    beside = _around(left)
    shared = min(beside.y1, last.y1) - max(beside.y0, last.y0)
    off = abs(last.y0 + last.y1 - whole.y0 - whole.y1) / 2
    one = beside.height < ONE_ROW * whole.height and shared < OWN_LEVEL * last.height
    if one or (off < OFF_MIDDLE * whole.height and len(_stacked(left, ink, unit)) > 1):
        return [left, right]
    return [word]


def _is_upended(shapes: Sequence[Line], unit: float) -> bool:
    """Tell whether a piece is a column of letters lying on their side, or of signs."""
    whole = _around(shapes)
    wide = whole.x1 - whole.x0
    tallest = max(shape.height for shape in shapes)
    return whole.height > max(2.5 * wide, UPENDED * unit) and tallest < 0.5 * whole.height


def _stacked(word: Sequence[Line], ink: Grey, unit: float) -> list[Line]:
    """Return the rows that stand over each other in a word's width."""
    parts = [half for part in _apart(word, 1, across=False) for half in _halves(part, ink, unit)]
    rows = [parts[0]]
    for part in parts[1:]:
        if _are_two_rows(rows[-1], part, unit):
            rows.append(part)
        else:
            rows[-1] = [*rows[-1], *part]
    return [_around(row) for row in rows]


def _halves(shapes: list[Line], ink: Grey, unit: float) -> list[list[Line]]:
    """Return shapes cut in two where a row of pixels between them is nearly white."""
    box = _around(shapes)
    least = int(LOWEST_ROW * unit)
    if box.height <= 2 * least:
        return [shapes]
    rows = ink[box.y0 : box.y1, box.x0 : box.x1].sum(1, dtype=np.float64)
    above = np.maximum.accumulate(rows)
    below = np.maximum.accumulate(rows[::-1])[::-1]
    share = (rows / np.maximum(np.minimum(above, below), 1))[least : box.height - least]
    cut = box.y0 + least + int(np.argmin(share))
    if share.min() > NEARLY_WHITE:
        return [shapes]
    reach = int(TOUCHING * unit)
    crossed = sum(s.y0 < cut - reach and s.y1 > cut + reach for s in shapes)
    if crossed > 0.15 * len(shapes):
        return [shapes]  # strokes of one row
    upper = [s._replace(y1=min(s.y1, cut)) for s in shapes if s.y0 < cut - reach]
    lower = [s._replace(y0=max(s.y0, cut)) for s in shapes if s.y1 > cut + reach]
    return [half for half in (upper, lower) if half]


def _are_two_rows(upper: Sequence[Line], lower: Sequence[Line], unit: float) -> bool:
    """Tell whether what stands over each other are two rows, not the halves of one.

    Letters are about as wide as high: both halves together where they are one row, each by
    itself where they are two.
    """
    high = _around([*upper, *lower]).height
    square = [0.62 * high < width < 1.2 * high for width in _widths([*upper, *lower])]
    if sum(square) > 0.7 * len(square):
        return False
    heights = []
    for row in (upper, lower):
        box = _around(row)
        heights.append(box.height)
        long = box.x1 - box.x0 > 9 * box.height
        narrow = float(np.median(_widths(row))) < 1.3 * box.height
        if box.height < LOWEST_ROW * unit or not (long or narrow):
            return False
    return min(heights) > 0.45 * max(heights)


def _widths(shapes: Sequence[Line]) -> list[int]:
    """Return the widths of the letters of a row, as far as white stands between them."""
    letters = [_around(letter) for letter in _apart(shapes, 1, across=True)]
    return [letter.x1 - letter.x0 for letter in letters]


def _apart(shapes: Sequence[Line], gap: float, *, across: bool) -> list[list[Line]]:
    """Return *shapes* in groups between which at least *gap* pixels are white all through."""
    first, last = (0, 2) if across else (1, 3)
    groups: list[list[Line]] = []
    end = -gap
    for shape in sorted(shapes, key=lambda shape: shape[first]):
        if groups and shape[first] - end < gap:
            groups[-1].append(shape)
        else:
            groups.append([shape])
        end = max(end, shape[last])
    return groups


def _around(shapes: Sequence[Line]) -> Line:
    x0, y0, x1, y1 = zip(*shapes, strict=True)
    return Line(min(x0), min(y0), max(x1), max(y1))


def _merge(pieces: Sequence[Line], widest_gap: float, unit: float) -> list[Line]:
    """Join pieces that lie on one level and not too far apart, until none is left to join."""
    lines = list(pieces)
    changed = True
    while changed and len(lines) < MOST_LINES:
        changed = False
        kept: list[Line] = []
        for piece in lines:
            for place in range(len(kept) - 1, -1, -1):
                line = kept[place]
                if _on_one_level(line, piece, widest_gap, unit) and not (
                    _is_between(piece, line, lines) or _is_between(line, piece, lines)
                ):
                    kept[place] = _union(kept[place], piece)
                    changed = True
                    break
            else:
                kept.append(piece)
        lines = kept
    return lines


def _is_between(row: Line, line: Line, lines: Sequence[Line]) -> bool:
    """Tell whether *row* stands beside *line* and another below or above it, between the two."""
    shared = min(row.y1, line.y1) - max(row.y0, line.y0)
    wide = line.x1 - line.x0
    if shared > LEVEL_APART * row.height or row.x1 - row.x0 < 3 * row.height or wide < row.height:
        return False
    return any(
        min(row.y1, other.y1) - max(row.y0, other.y0) > SHARED_BETWEEN * row.height
        and min(other.x1, line.x1) - max(other.x0, line.x0) > 0.5 * min(wide, other.x1 - other.x0)
        and min(line.y1, other.y1) - max(line.y0, other.y0) < SHARED_BETWEEN * row.height
        and ALIKE < other.height / line.height < 1 / ALIKE
        for other in lines
        if other is not line and other is not row
    )


def _on_one_level(a: Line, b: Line, widest_gap: float, unit: float, *, level: float = 0.5) -> bool:
    """Tell whether two pieces are of one line: of like height, or one part of a letter."""
    low, tall = sorted((a, b), key=lambda line: line.height)
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    apart = gap > tall.height and low.height > ALIKE * tall.height
    if shared <= (LEVEL_APART if apart else level) * low.height:
        return False
    if low.x0 >= tall.x0 and low.x1 <= tall.x1:
        return True
    if tall.height > (TALLEST if tall.height > LARGE * unit else TALLEST_SMALL) * low.height:
        return low.x1 - low.x0 < 1.1 * tall.height and gap < 1.3 * tall.height
    return gap < widest_gap * tall.height


def _is_mark_of(line: Line, mark: Line) -> bool:
    gap = max(line.x0, mark.x0) - min(line.x1, mark.x1)
    shared = min(line.y1, mark.y1) - max(line.y0, mark.y0)
    return gap < WIDEST_GAP_TO_MARK * line.height and shared > 0.5 * mark.height


def _union(a: Line, b: Line) -> Line:
    return Line(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


class Cutting(NamedTuple):
    """The picture of a line, and where its columns and its first row lie on the sheet."""

    picture: Grey
    columns: Grey
    y0: int

    def across(self, x: int) -> int:
        """Return where column *x* of the picture lies on the sheet."""
        return int(self.columns[min(max(x, 0), len(self.columns) - 1)])


def cut(clean: Grey, lines: Sequence[Line]) -> Iterator[Cutting]:
    """Yield the picture of each line as a raw line is read best.

    It wants about a quarter of its height in white around it: with none half of the lines
    are misread, with much more a fifth.  Letters far apart make the networks see dots
    between them, so wide gaps are narrowed.
    """
    height, width = clean.shape
    for line in lines:
        x0, y0 = max(line.x0 - PAPER, 0), max(line.y0 - PAPER, 0)
        part = clean[y0 : min(line.y1 + PAPER, height), x0 : min(line.x1 + PAPER, width)]
        kept = _narrow_gaps(part)
        white = max(int(min(max(0.28 * line.height, 4), 24)) - PAPER, 1)
        framed = cv2.copyMakeBorder(
            part[:, kept], white, white, white, white, cv2.BORDER_CONSTANT, value=255
        )
        margin = np.arange(1, white + 1)
        columns = np.concatenate((x0 + kept[0] - margin[::-1], x0 + kept, x0 + kept[-1] + margin))
        yield Cutting(np.asarray(framed, np.uint8), np.clip(columns, 0, width), y0 - white)


def _narrow_gaps(part: Grey) -> Grey:
    """Return the columns of a line picture without the middles of its wide gaps."""
    widest = max(int(WIDEST_KEPT * part.shape[0]), 4)
    keep = np.ones(part.shape[1], bool)
    for start, end in gaps(part):
        if end - start > widest:
            keep[start + widest // 2 : end - widest // 2] = False
    return np.flatnonzero(keep)


def gaps(picture: Grey) -> list[tuple[int, int]]:
    """Return where a line picture has no ink from top to bottom, its ends left out."""
    white = np.concatenate(([0], (picture < 150).sum(0) == 0, [0])).astype(np.int8)
    edges = np.flatnonzero(np.diff(white)).reshape(-1, 2).tolist()
    return [(a, b) for a, b in edges if a > 0 and b < picture.shape[1]]
