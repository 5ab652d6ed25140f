"""Where the lines of print stand on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from extractors.formats.scans.print_line import (
    ALIKE,
    LEVEL_APART,
    WIDEST_GAP,
    WIDEST_GAP_IN_CELL,
    Line,
    on_one_level,
    union,
)
from extractors.formats.scans.ruling import Grey, find_ink, millimetre
from extractors.formats.scans.shapes import label_shapes
from extractors.formats.scans.stacked_rows import rows_among
from extractors.model import Box

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
THIN_STROKE = 0.16  # of its box that a long stroke fills
PEN_FILL = 0.3  # of its box that strokes of a pen fill, and letters that they run through
NEAR_SIGNS = 1.5  # of a signature, in heights of the letters beside it
NEAR_STROKES, LEAST_PEN = 3.0, (3.0, 6.0)  # in millimetres: of a mark, its lesser and larger side
THINNEST = 0.35  # of a stroke that is no rule, in millimetres
LEAST_INK = 0.25  # of a letter's part, in square millimetres
MOST_LINES = 1_500


SHARED_BETWEEN = 0.25  # of its height that a row between two has in common with each


def find_print(clean: Grey) -> Grey:
    """Return the ink of print: without dust, and without what no letter is: edges, strokes.

    *clean* is the sheet without rules, codes and tick boxes.
    """
    unit = millimetre(clean)
    labels, stats = label_shapes(find_ink(clean))
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
    stats = label_shapes(left).stats
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
    labels, stats = label_shapes(ink)
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
    reach = np.ones((int(NEAR_STROKES * unit) | 1,) * 2, np.uint8)
    stats = label_shapes(cv2.morphologyEx(found, cv2.MORPH_CLOSE, reach)).stats
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
    """Return lines of print: letters joined sideways, then pieces on one level joined.

    An even number of pixels would move what is joined off the ink that it holds together.
    """
    if not ink.any():
        return []
    reach = np.ones((int(0.5 * unit) | 1, int(2.5 * unit) | 1), np.uint8)
    pad = 2 * max(reach.shape)
    framed = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, reach)[pad:-pad, pad:-pad]
    pieces = [row for group in _groups(ink, joined) for row in rows_among(group, ink, unit)]
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
                    lines[place] = union(line, piece)
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
            both = union(part, other)
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
                kept.append(union(union(one, other), dash))
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
    stats = label_shapes(part).stats
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
    if line.height <= (1 + BEYOND) * high:
        return line
    stats = label_shapes(part).stats
    x0, y0, w, h = stats[1:, :4].T
    out = (y0 < top - BEYOND * high) | (y0 + h > bottom + BEYOND * high)
    strokes = out & (y0 < bottom) & (y0 + h > top)
    if not strokes.any():
        return line  # two lines
    left, right = int(x0[strokes].min()), int((x0 + w)[strokes].max())
    reach = max(NEAR_STROKES * unit, NEAR_SIGNS * high)
    near = strokes
    while (more := out & (x0 < right + reach) & (x0 + w > left - reach)).sum() > near.sum():
        near = more
        left, right = int(x0[near].min()), int((x0 + w)[near].max())
    letters = part[:, : max(left - int(max(unit, high / 2)), 0)]
    if left < LEAST_TEXT * unit and right - left < WIDEST_TICK * unit:
        letters = part[:, right:]
    rows = np.flatnonzero(letters.any(1))
    if letters.shape[1] < max(LEAST_TEXT * unit, LEAST_LETTERS * part.shape[1]) or not rows.size:
        return line
    top, high = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    if high < LEAST_TYPE * unit or line.height <= (1 + BEYOND) * high:
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
    labels, stats = label_shapes(ink)
    _, pieces = cv2.connectedComponents(joined, connectivity=8)
    groups: dict[int, list[Line]] = {}
    first = np.zeros(len(stats), np.int64)
    at = np.flatnonzero(labels)
    first[labels.flat[at]] = pieces.flat[at]
    for number, (x, y, w, h, _) in enumerate(stats[1:].tolist(), start=1):
        groups.setdefault(int(first[number]), []).append(Line(x, y, x + w, y + h))
    return list(groups.values())


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
                if on_one_level(line, piece, widest_gap, unit) and not (
                    _is_between(piece, line, lines) or _is_between(line, piece, lines)
                ):
                    kept[place] = union(kept[place], piece)
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


def _is_mark_of(line: Line, mark: Line) -> bool:
    gap = max(line.x0, mark.x0) - min(line.x1, mark.x1)
    shared = min(line.y1, mark.y1) - max(line.y0, mark.y0)
    return gap < WIDEST_GAP_TO_MARK * line.height and shared > 0.5 * mark.height
