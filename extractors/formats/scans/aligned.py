"""Where the signs stand that Tesseract read: it tells words, and their places only roughly.

Both readers look at the same picture of a line.  What one sign is, each tells for itself; where
it stands, ours knows better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from extractors.formats.scans.tesseract import Token

LEAST_ALIKE = 0.5  # of the signs of a line, for two readings to be of the same signs


class AlignedToken(NamedTuple):
    """A token, and which sign of our own reading stands where it does; -1 where none is known."""

    token: Token
    sign: int


def align(read: Sequence[Token], own: Sequence[Token]) -> list[AlignedToken]:
    """Return what was *read*, sign by sign, each where *own* has the same sign or another one.

    *own* has one token for each sign.  A reading that has little in common stays as it is.
    """
    said = [(letter, token) for token in read for letter in token.text]
    ours, theirs = [token.text for token in own], [letter for letter, _ in said]
    if not said or Levenshtein.normalized_similarity(ours, theirs) < LEAST_ALIKE:
        return [AlignedToken(token, -1) for token in read]
    placed = []
    for step in Levenshtein.opcodes(ours, theirs):
        for at in range(step.dest_start, step.dest_end):
            letter, token = said[at]
            sign = min(step.src_start + at - step.dest_start, max(step.src_end - 1, 0))
            beyond = step.tag == "insert" or at - step.dest_start >= step.src_end - step.src_start
            place = own[max(step.src_start - 1, 0) if step.tag == "insert" else sign]
            x0, x1 = (place.x1, place.x1) if beyond else (place.x0, place.x1)
            there = token._replace(text=letter, x0=x0, y0=place.y0, x1=x1, y1=place.y1)
            placed.append(AlignedToken(there, -1 if step.tag == "insert" else sign))
    return placed
