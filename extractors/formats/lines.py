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
        line
        for line in lines
        if line.height >= LEAST_HEIGHT * unit and line.x1 - line.x0 >= LEAST_WIDTH * unit
    ]


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
