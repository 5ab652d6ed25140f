"""Where a tick stands on a scan other than in a drawn box: in brackets, or in place of a box.

What our reader takes for a sign is looked at once more on the picture of the sheet, so that a
mark is beyond doubt only where reading and shape agree, and a place empty only where it bears
not a trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from extractors.formats.scans import marks
from extractors.formats.scans.cutting import Cutting
from extractors.formats.scans.ruling import SQUARE_SIDES, Colour, Grey, millimetre
from extractors.formats.scans.tesseract import Token
from extractors.model import Box, Square

OPENING, CLOSING = "[({", "])}"
TICKED = frozenset("√Vv")
RINGS = frozenset("Oo○0")
FULL = frozenset("■●☑")
BLOT = frozenset("●")
"""Between brackets, what a drop of ink is read as."""
EMPTY = "□"
MOST_INSIDE = 2  # signs between brackets
SURE = 0.9  # how sure our reader is of a mark that may be a letter
SURE_OF_A_SIGN = 0.7  # of one that looks like no letter
DARK = 190
BRACKET_SLACK, MOST_OF_BRACKET = 0.15, 0.35  # of its height: how far two differ, how wide one is
OBLONG = 1.3


class Slot(NamedTuple):
    """A place for a tick: which tokens of its line it is made of, and where its ink lies.

    ``last`` is included, the column ``x1`` of the line's picture is not.
    """

    first: int
    last: int
    x0: int
    x1: int
    square: Square


def find_slots(tokens: Sequence[Token], cutting: Cutting, sheet: Colour) -> Iterator[Slot]:
    """Yield the places in a line whose *tokens* our reader saw; *sheet* is in colour."""
    tokens = _to_the_edges(tokens, cutting.picture.shape[1])
    at = 0
    while at < len(tokens):
        last = _closing(tokens, at) if tokens[at].text in OPENING else at
        found = None
        if last is not None and last > at:
            found = _between(tokens[at : last + 1], cutting, sheet)
        elif last is None and (closed := _with_closing(tokens, at, cutting)):
            last = at + 1
            found = _between(closed, cutting, sheet)
        elif opened := _with_opening(tokens, at, cutting):
            last = at + 1
            found = _between(opened, cutting, sheet)
        elif _is_alone(tokens, at):
            found = _sign(tokens[at], cutting, sheet)
        if found is not None and last is not None:
            yield found._replace(first=at, last=last)
            at = last
        at += 1


def _to_the_edges(tokens: Sequence[Token], width: int) -> list[Token]:
    """Return *tokens*, the first and the last of them as far as the picture goes."""
    wide = list(tokens)
    if wide:
        wide[0] = wide[0]._replace(x0=0)
        wide[-1] = wide[-1]._replace(x1=width)
    return wide


def _closing(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the bracket at *at* is closed, if at most a mark stands in it."""
    for last in range(at + 1, min(at + MOST_INSIDE + 2, len(tokens))):
        if tokens[last].text in CLOSING:
            return last
        if not _may_mark(tokens[last].text):
            return None
    return None


def _with_closing(tokens: Sequence[Token], at: int, cutting: Cutting) -> list[Token]:
    """Return the bracket at *at*, its mark, and the closing one that our reader lost.

    Empty where none is seen on the picture.
    """
    opening = _ink_of(tokens[at], cutting)
    if opening is None or at + 1 >= len(tokens) or tokens[at + 1].text not in TICKED:
        return []
    begin, reach = opening[2] + 1, 2 * (opening[3] - opening[1])
    end = min(tokens[at + 2].x0 - 1 if at + 2 < len(tokens) else begin + reach, begin + reach)
    closing = _bracket("]", begin, end, opening, cutting)
    return [tokens[at], tokens[at + 1], closing] if closing else []


def _with_opening(tokens: Sequence[Token], at: int, cutting: Cutting) -> list[Token]:
    """Return the opening bracket that our reader lost, the mark at *at*, and its closing one."""
    if tokens[at].text not in TICKED or at + 1 >= len(tokens) or tokens[at + 1].text not in CLOSING:
        return []
    closing = _ink_of(tokens[at + 1], cutting)
    if closing is None:
        return []
    end = closing[0] - 1
    begin = max(tokens[at - 1].x1 + 1 if at else 0, end - 2 * (closing[3] - closing[1]))
    opening = _bracket("[", begin, end, closing, cutting)
    return [opening, tokens[at], tokens[at + 1]] if opening else []


def _bracket(
    sign: str, begin: int, end: int, other: tuple[int, int, int, int], cutting: Cutting
) -> Token | None:
    """Return the stroke between two columns that is as high as the *other* bracket, and narrow."""
    token = Token(sign, begin, 0, end, cutting.picture.shape[0])
    found = _ink_of(token, cutting) if begin < end else None
    if found is None:
        return None
    high = other[3] - other[1]
    alike = abs(found[3] - found[1] - high) <= BRACKET_SLACK * high
    narrow = found[2] - found[0] <= MOST_OF_BRACKET * high
    return token._replace(x0=found[0], x1=found[2]) if alike and narrow else None


def _may_mark(sign: str) -> bool:
    return sign in TICKED | RINGS | FULL or sign in EMPTY or not sign.isalnum()


def _is_alone(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a sign stands for a mark and belongs to no word or number."""
    if tokens[at].text not in TICKED | FULL and tokens[at].text not in EMPTY:
        return False
    beside = [tokens[i].text for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
    return not any(sign.isascii() and sign.isalnum() for sign in beside)


def _between(inside: Sequence[Token], cutting: Cutting, sheet: Colour) -> Slot | None:
    """Judge what stands between the first and the last of the tokens *inside*."""
    left, right = (_ink_of(token, cutting) for token in (inside[0], inside[-1]))
    if left is None or right is None or left[2] >= right[0]:
        return None
    top, bottom = min(left[1], right[1]), max(left[3], right[3])
    x0, x1 = cutting.across(left[2]) + 1, cutting.across(right[0]) - 1
    if x1 - x0 < 3 or bottom - top < 3:
        return None
    read = inside[1:-1]
    certain = bool(read) and all(token.certainty >= SURE for token in read)
    named = certain and all(token.text in (TICKED | RINGS | FULL) - BLOT for token in read)
    mark, ink = marks.judge_gap(sheet, (x0, cutting.y0 + top, x1, cutting.y0 + bottom), named=named)
    box = _box(
        (cutting.across(left[0]), cutting.y0 + top, cutting.across(right[2]), cutting.y0 + bottom),
        sheet,
    )
    return Slot(0, 0, left[0], right[2], Square(box=box, ink=round(ink, 3), mark=mark))


def _sign(token: Token, cutting: Cutting, sheet: Colour) -> Slot | None:
    """Judge a sign that stands by itself."""
    found = _ink_of(token, cutting)
    if found is None:
        return None
    x0, y0, x1, y1 = (
        cutting.across(found[0]),
        cutting.y0 + found[1],
        cutting.across(found[2]),
        cutting.y0 + found[3],
    )
    wide, high, unit = x1 - x0, y1 - y0, millimetre(sheet)
    even = max(wide, high) <= OBLONG * min(wide, high)
    if token.text in EMPTY or token.text == "☑":
        fits = SQUARE_SIDES[0] * unit <= min(wide, high) <= SQUARE_SIDES[1] * unit
        if not (even and fits):
            return None
        mark = marks.judge(sheet, x0, y0, wide, high)
        square = Square(
            box=_box((x0, y0, x1, y1), sheet), ink=0.0 if mark == "none" else 0.1, mark=mark
        )
        return Slot(0, 0, found[0], found[2], square)
    mark = marks.judge_sign(sheet, (x0, y0, x1, y1), solid=token.text in FULL)
    if token.certainty < (SURE if token.text.isalpha() else SURE_OF_A_SIGN):
        mark = "unclear"
    square = Square(box=_box((x0, y0, x1, y1), sheet), ink=0.5, mark=mark)
    return Slot(0, 0, found[0], found[2], square)


def _ink_of(token: Token, cutting: Cutting) -> tuple[int, int, int, int] | None:
    """Return the columns and rows of the tallest stroke within the bounds of *token*."""
    ink: Grey = cutting.picture[:, max(token.x0, 0) : token.x1 + 1] < DARK
    filled = np.concatenate(([0], ink.any(0), [0])).astype(np.int8)
    best = None
    for start, end in np.flatnonzero(np.diff(filled)).reshape(-1, 2).tolist():
        rows = np.flatnonzero(ink[:, start:end].any(1))
        found = (token.x0 + start, int(rows[0]), token.x0 + end, int(rows[-1]) + 1)
        if best is None or found[3] - found[1] > best[3] - best[1]:
            best = found
    return best


def _box(place: tuple[int, int, int, int], sheet: Colour) -> Box:
    height, width = sheet.shape[:2]
    x0, y0, x1, y1 = place
    return Box(x0 / width, y0 / height, x1 / width, y1 / height)
