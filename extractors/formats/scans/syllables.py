"""Signs that our reader sees one by one, joined to words by the blanks between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from extractors.formats.scans.cutting import gaps
from extractors.formats.scans.ruling import Grey
from extractors.formats.scans.tesseract import Token

INK = 150  # grey levels below which a pixel of a line's picture is ink
SLIM = 1.6  # of that, where a 1 stands beside
_SLIM = re.compile(r"1[\d\-.,]|[\d\-.,]1")
"""Digits of one width leave a 1 much white at its sides."""
BLANK = 0.17  # of the height of a line, beyond the usual gap between its letters


def join_syllables(tokens: Sequence[Token], picture: Grey) -> list[Token]:
    """Join what the networks put blanks into: only a gap in the ink is a blank.

    Words end where the ink does, which no network tells.
    """
    tokens = _to_the_ink(tokens, picture)
    places = [(a.x1 + b.x0) / 2 for a, b in pairwise(tokens)]
    kept: dict[int, tuple[int, int]] = {}
    usual = _usual_gap(picture)
    for blank in _blanks(picture, usual):
        middle = sum(blank) / 2
        nearest = min(range(len(places)), key=lambda at: abs(places[at] - middle), default=None)
        if nearest is None or abs(places[nearest] - middle) >= picture.shape[0]:
            continue
        slim = _SLIM.fullmatch(tokens[nearest].text[-1] + tokens[nearest + 1].text[0])
        if slim and blank[1] - blank[0] < usual + SLIM * BLANK * picture.shape[0]:
            continue
        start, end = kept.get(nearest, blank)
        kept[nearest] = min(start, blank[0]), max(end, blank[1])
    for place, (a, b) in enumerate(pairwise(tokens)):
        if place not in kept and (a.apart or b.apart):
            kept[place] = _gap_at(places[place], picture)
    joined: list[Token] = []
    for place, token in enumerate(tokens):
        if place and place - 1 not in kept:
            joined[-1] = as_one((joined[-1], token))
            continue
        if place:
            start, end = kept[place - 1]
            joined[-1] = joined[-1]._replace(x1=max(start, joined[-1].x0 + 1))
            token = token._replace(x0=min(end, token.x1 - 1))
        joined.append(token)
    return joined


def _gap_at(place: float, picture: Grey) -> tuple[int, int]:
    """Return the white between letters that is nearest to the column *place*."""
    near = picture.shape[0] / 2
    beside = [gap for gap in gaps(picture) if abs(sum(gap) / 2 - place) < near]
    found = min(beside, key=lambda gap: abs(sum(gap) / 2 - place), default=None)
    return found or (round(place), round(place))


def _to_the_ink(tokens: Sequence[Token], picture: Grey) -> list[Token]:
    """Return *tokens* no higher than the ink of the line, and no wider at its ends."""
    columns = np.flatnonzero((picture < INK).any(axis=0))
    rows = np.flatnonzero((picture < INK).any(axis=1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, picture.shape[0])
    cut = [
        token._replace(
            y0=min(max(token.y0, top), bottom - 1), y1=max(min(token.y1, bottom), top + 1)
        )
        for token in tokens
    ]
    if cut and len(columns):
        cut[0] = cut[0]._replace(x0=max(cut[0].x0, min(int(columns[0]), cut[0].x1 - 1)))
        cut[-1] = cut[-1]._replace(x1=min(cut[-1].x1, max(int(columns[-1]) + 1, cut[-1].x0 + 1)))
    return cut


def as_one(tokens: Sequence[Token]) -> Token:
    """Return *tokens* as one."""
    return Token(
        "".join(token.text for token in tokens),
        min(token.x0 for token in tokens),
        min(token.y0 for token in tokens),
        max(token.x1 for token in tokens),
        max(token.y1 for token in tokens),
        certainty=min(token.certainty for token in tokens),
    )


def _usual_gap(picture: Grey) -> float:
    """Return how wide the white between letters is in the picture of a line."""
    found = gaps(picture)
    return float(np.median([end - start for start, end in found])) if found else 0.0


def _blanks(picture: Grey, usual: float) -> list[tuple[int, int]]:
    """Return the gaps that are wider than those between letters, which are *usual*."""
    least = usual + BLANK * picture.shape[0]
    return [(start, end) for start, end in gaps(picture) if end - start >= least]
