"""Options with drawn tick boxes at the place of a label: which of them a pen has ticked.

On a sheet that was seen and not written, the boxes are no letters.  They are put back among
the words as the signs that a form would print, so that one grammar reads both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from extractors.fields.by_pen import belong, strays, with_rings
from extractors.fields.layout import Row, Sheet, row_of
from extractors.fields.pieces import Piece
from extractors.fields.place import Place
from extractors.model import Box, Mark, Square, Word, around
from extractors.ticks import MARK

SIGNS: dict[Mark, str] = {"plain": "☑", "none": "□", "unclear": "○"}
"""A lone ring may be a box or a mark (`extractors.ticks`)."""
NEAR = 0.006  # how far outside of its cell a box may reach, in widths of the sheet


def with_boxes(place: Place, sheet: Sheet) -> Place:
    """Return *place* with its drawn boxes as signs in its text; as it is where it has none.

    ``ticked`` of what is returned says whether one box is ticked and all others are empty
    beyond doubt, with nothing near them that may be another mark.  Where a text layer prints
    signs, those are its boxes, and it tells them better than a picture of them.
    """
    if sheet.page.source != "ocr" and any(MARK.search(text) for text, _, _ in place.pieces):
        return place
    rows = [_boxed(piece, place, sheet) for piece in place.pieces]
    squares = [square for row in rows for square in row.squares]
    if not squares:
        return place
    options = _options(rows)
    if len(options) == len(squares):
        squares = with_rings(squares, options, sheet)
    signs = iter(squares)
    pieces = []
    for piece, row in zip(place.pieces, rows, strict=True):
        marks = [Word(text=SIGNS[(s := next(signs)).mark], box=s.box) for _ in row.squares]
        line = row_of(sheet.page, piece[1].cell, [*row.words, *marks])
        pieces.append((line.text, line, 0) if marks else piece)
    return replace(place, pieces=tuple(pieces), ticked=_is_plain(rows, squares, options, sheet))


class _Boxed(NamedTuple):
    """What stands in a row: the words, without what a box was read as, and the boxes."""

    words: list[Word]
    squares: list[Square]


def _boxed(piece: Piece, place: Place, sheet: Sheet) -> _Boxed:
    text, row, offset = piece
    inside = row.box._replace(x0=place.region.x0 - NEAR, x1=place.region.x1 + NEAR)
    squares = [square for square in sheet.page.squares if inside.holds(square.box.middle)]
    words = (_without(word, squares) for word in _words_of(row, offset, offset + len(text)))
    return _Boxed([word for word in words if word], sorted(squares, key=lambda s: s.box.x0))


def _is_plain(
    rows: Sequence[_Boxed], squares: Sequence[Square], options: Sequence[Box], sheet: Sheet
) -> bool:
    marks = [square.mark for square in squares]
    if marks.count("plain") != 1 or marks.count("none") != len(marks) - 1 or len(marks) < 2:
        return False
    if len(options) != len(squares) or not belong(squares, options):
        return False
    below = [around([word.box for word in row.words]) for row in rows if not row.squares]
    return not any(strays(sheet, squares, [*options, *below]))


def _words_of(row: Row, start: int, end: int) -> list[Word]:
    """Return the words between two characters of *row*, cut where one of them stands inside."""
    found = []
    for word, at in zip(row.words, row.starts, strict=True):
        low, high = max(start, at), min(end, at + len(word.text))
        if low < high:
            box = word.box if high - low == len(word.text) else row.span(low, high)
            found.append(word.model_copy(update={"text": row.text[low:high], "box": box}))
    return found


def _without(word: Word, squares: Sequence[Square]) -> Word | None:
    """Return *word* without the signs that a box or its tick was read as."""
    wide = word.box.width / len(word.text)
    kept = [
        at
        for at in range(len(word.text))
        if not any(
            s.box.x0 <= word.box.x0 + (at + 0.5) * wide <= s.box.x1 and s.box.overlaps(word.box)
            for s in squares
        )
    ]
    while kept and not word.text[kept[0]].isalnum() and kept[0] > 0:
        del kept[0]
    while kept and not word.text[kept[-1]].isalnum() and kept[-1] < len(word.text) - 1:
        del kept[-1]
    if not kept:
        return None
    first, last = kept[0], kept[-1] + 1
    box = word.box._replace(x0=word.box.x0 + first * wide, x1=word.box.x0 + last * wide)
    return word.model_copy(update={"text": word.text[first:last], "box": box})


def _options(rows: Sequence[_Boxed]) -> tuple[Box, ...]:
    """Return where the words stand that follow each box, or that go before each.

    Of an option that begins in the next row it is the end of its box.
    """
    first = next(row for row in rows if row.squares)
    leading = not first.words or first.squares[0].box.x0 < first.words[0].box.x0
    found = []
    for row in rows:
        edges = [square.box.middle[0] for square in row.squares]
        bounds = [*edges, 2.0] if leading else [-1.0, *edges]
        for square, (left, right) in zip(row.squares, pairwise(bounds), strict=True):
            held = [word.box for word in row.words if left < word.box.middle[0] < right]
            box = square.box
            if held or (leading and right > 1):
                found.append(around(held) if held else box._replace(x0=box.x1))
    return tuple(found)
