"""Where the lines of print stand on a sheet, and their pictures as Tesseract likes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from extractors.formats.ruling import Grey, find_ink, millimetre
from extractors.model import Box

WIDEST_GAP_IN_CELL, WIDEST_GAP = 6.0, 3.0  # in heights of the line
WIDEST_GAP_TO_MARK = 0.6
SMALLEST = 0.9  # of a piece that is more than a mark, in millimetres
LEAST_HEIGHT, LEAST_WIDTH = 0.9, 0.9  # in millimetres
LARGEST_LETTER = 22.0
TALLER, BEYOND = 1.4, 0.25  # of the height of letters: what a pen or a seal adds to a line
LEAST_SHARE, VALLEY = 0.4, 0.4  # of the ink of a line's fullest row; in millimetres
LEAST_LETTERS = 0.35  # of a line that a pen may run through
LEAST_TYPE, LEAST_TEXT = 2.2, 8.0  # height and width of what is surely letters, in millimetres
WIDEST_TICK = 7.0
THIN_STROKE = 0.12  # of its box that a long stroke fills
NEAR_STROKES, LEAST_PEN = 3.0, (3.0, 6.0)  # in millimetres: of a mark, its lesser and larger side
THINNEST = 0.35  # of a stroke that is no rule, in millimetres
LEAST_INK = 0.25  # of a letter's part, in square millimetres
PAPER = 3
WIDEST_KEPT = 0.7  # of a gap, in heights of the line
MOST_LINES = 1_500


class Line(NamedTuple):
    """A line of print: its rectangle in pixels of the sheet, ``x1`` and ``y1`` excluded."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0


def find_lines(clean: Grey, cells: Sequence[Box]) -> list[Line]:
    """Return the lines inside each cell, then those outside all cells, top to bottom.

    *clean* is the sheet without rules, codes and tick boxes.
    """
    ink = _without_specks(find_ink(clean), millimetre(clean))
    rest = ink.copy()
    height, width = ink.shape
    unit = millimetre(clean)
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


def find_unread(clean: Grey, lines: Sequence[Line]) -> Iterator[Box]:
    """Yield where ink that looks like print stands in none of *lines*, or sticks out of one.

    Dust and what is left of rules is not print.
    """
    unit = millimetre(clean)
    left = _without_specks(find_ink(clean), unit)
    height, width = left.shape
    for line in lines:
        left[line.y0 : line.y1, line.x0 : line.x1] = 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    for x, y, w, h, area in stats[1:].tolist():
        is_rule = min(w, h) < THINNEST * unit and max(w, h) > 3 * unit
        if max(w, h) >= unit and area >= LEAST_INK * unit**2 and not is_rule:
            yield Box(x / width, y / height, (x + w) / width, (y + h) / height)


def find_pen(clean: Grey, lines: Sequence[Line]) -> Iterator[Box]:
    """Yield boxes of strokes that run out of one of *lines*: a signature, a seal, a tick's tail.

    Strokes close together are one.
    """
    unit = millimetre(clean)
    ink = _without_specks(find_ink(clean), unit)
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


def _without_specks(ink: Grey, unit: float) -> Grey:
    """Return the ink without dust, and without what no letter is: edges, frames, strokes."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    drop = np.maximum(width, height) < 0.22 * unit
    drop |= (height > LARGEST_LETTER * unit) | (width > 4 * LARGEST_LETTER * unit)
    drop |= (width > 10 * unit) & (height < 1 * unit)
    thin = stats[:, cv2.CC_STAT_AREA] < THIN_STROKE * width * height
    drop |= thin & (width > 10 * unit) & (height < 4 * unit)  # a name underlined
    return np.where(drop[labels], 0, ink).astype(np.uint8)


def _lines(ink: Grey, unit: float, widest_gap: float) -> list[Line]:
    """Return lines of print: letters joined sideways, then pieces on one level joined."""
    if not ink.any():
        return []
    reach = np.ones((max(int(0.5 * unit), 1), max(int(2.5 * unit), 1)), np.uint8)
    pad = 2 * max(reach.shape)
    framed = cv2.copyMakeBorder(ink, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
    joined = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, reach)[pad:-pad, pad:-pad]
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    pieces = [Line(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
    least = SMALLEST * unit
    large = [piece for piece in pieces if max(piece.x1 - piece.x0, piece.height) >= least]
    lines = _merge(sorted(large), widest_gap)
    # A full stop or a hyphen belongs to the line that it stands in; dust to none.
    for piece in pieces:
        if max(piece.x1 - piece.x0, piece.height) < least:
            for place, line in enumerate(lines):
                if _on_one_level(line, piece, WIDEST_GAP_TO_MARK):
                    lines[place] = _union(line, piece)
                    break
    return [
        _to_letters(line, ink, unit)
        for line in lines
        if line.height >= LEAST_HEIGHT * unit and line.x1 - line.x0 >= LEAST_WIDTH * unit
    ]


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


def _merge(pieces: Sequence[Line], widest_gap: float) -> list[Line]:
    """Join pieces that lie on one level and not too far apart, until none is left to join."""
    lines = list(pieces)
    changed = True
    while changed and len(lines) < MOST_LINES:
        changed = False
        kept: list[Line] = []
        for piece in lines:
            for place in range(len(kept) - 1, -1, -1):
                if _on_one_level(kept[place], piece, widest_gap):
                    kept[place] = _union(kept[place], piece)
                    changed = True
                    break
            else:
                kept.append(piece)
        lines = kept
    return lines


def _on_one_level(a: Line, b: Line, widest_gap: float) -> bool:
    gap = max(a.x0, b.x0) - min(a.x1, b.x1)
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    taller = max(a.height, b.height)
    return gap < widest_gap * taller and shared > 0.5 * min(a.height, b.height)


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
