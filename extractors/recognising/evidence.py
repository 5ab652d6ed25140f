"""What a sheet shows of the paper that it is, besides a title.

Every kind of paper declares what it prints (`Document.prints`): its law, its closing
sentence, its issuer, its labels.  Each of these found on a sheet is one piece of evidence;
one that no other kind prints is its own.  A title that was lost under a stamp, beside an
emblem or at a cropped edge is made up for by several of them, but never for certain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from extractors.fields.layout import Sheet
from extractors.korean import hangul, jamo, squash
from extractors.model import Document
from extractors.recognising.likeness import Text
from extractors.recognising.titles import TITLE_ZONE, Kinds, has, is_inner, is_large, known_titles

LIKE_A_TITLE = 75
"""Hundredths of jamo that a large line shares with a title that it may once have been."""


LONGEST_LINE = 60


class Backing(NamedTuple):
    """How many pieces of evidence are asked for, and how many that no other kind prints."""

    pieces: int
    own: int


class Weight(NamedTuple):
    """How many pieces of evidence speak for *kind*, and how many of them are its own."""

    kind: type[Document]
    pieces: int
    own: int

    def backs(self, asked: Backing, rival: Weight) -> bool:
        """Tell whether this is as much as *asked*, and more than what speaks for *rival*."""
        return self.own >= asked.own and self.pieces >= max(asked.pieces, rival.pieces + 1)


ENOUGH = Backing(3, 1)
"""What names a paper without a title."""


def weigh(sheets: Sequence[Sheet], kinds: Kinds, *, beside: bool = False) -> list[Weight]:
    """Return what *sheets*, readings of the same paper, show of each kind, the most first.

    What is left of a title is a piece too, but not where evidence is asked for *beside* it.
    """
    texts = [Text(words_on(sheet), misread=sheet.page.source == "ocr") for sheet in sheets]
    alike = {kind for sheet in sheets for kind in _resembled(sheet, kinds) if not beside}
    said: dict[str, bool] = {}

    def is_said(spelling: str) -> bool:
        if spelling not in said:
            said[spelling] = any(text.says(spelling) for text in texts)
        return said[spelling]

    weights = []
    for kind in kinds:
        found = [piece for piece in _pieces(kind) if any(map(is_said, piece))]
        own = sum(all(_printed_by(kinds)[word] == 1 for word in piece) for piece in found)
        weights.append(Weight(kind, len(found) + (kind in alike), own))
    return sorted(weights, key=lambda weight: -weight.pieces)


def likeliest(sheets: Sequence[Sheet], kinds: Kinds) -> type[Document] | None:
    """Return the kind that the evidence on *sheets* speaks for alone; None where none does."""
    first, second = weigh(sheets, kinds)[:2]
    words = [words_on(sheet) for sheet in sheets]
    if not first.backs(ENOUGH, second):
        return None
    return None if any(has(text, first.kind.foreign) for text in words) else first.kind


def words_on(sheet: Sheet) -> str:
    """Return all that stands on *sheet*, squashed: in the order of its rows, and cell by cell.

    Sentences go on in the next row, labels in the next row of their cell.
    """
    flow = "".join(squash(row.text) for row in sheet.rows)
    cells = [sheet.rows_in(cell) for cell in range(len(sheet.cells))]
    return "\n".join(
        (flow, *("".join(squash(row.text) for row in rows) for rows in cells if len(rows) > 1))
    )


def _pieces(kind: type[Document]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(squash, piece)) for piece in kind.prints)


@cache
def _printed_by(kinds: Kinds) -> Counter[str]:
    """Return how many of *kinds* print each spelling."""
    return Counter(
        word for kind in kinds for word in {squash(word) for piece in kind.prints for word in piece}
    )


def _resembled(sheet: Sheet, kinds: Kinds) -> set[type[Document]]:
    """Return the kind with a title that a large line of *sheet* resembles most.

    Of several kinds none: lists name many papers.
    """
    found = set()
    for row in sheet.rows:
        stands_out = row.box.y0 < TITLE_ZONE and is_large(row, sheet) and not is_inner(row, sheet)
        if not stands_out or len(row.text) > LONGEST_LINE:
            continue
        line = jamo(hangul(row.text))
        scores = [(fuzz.ratio(jamo(words), line), kind) for words, kind in known_titles(kinds)]
        score, kind = max(scores, key=lambda scored: scored[0])
        if score >= LIKE_A_TITLE:
            found.add(kind)
    return found if len(found) == 1 else set()
