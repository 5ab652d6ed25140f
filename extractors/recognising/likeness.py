"""Printed words that OCR may have misread: how near two spellings are.

Likeness is counted in jamo: a syllable of which one stroke was lost is one apart.
"""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.korean import jamo, squash

SHORTEST_MISREAD = 4
"""In signs: of shorter words nothing may be misread, they are too near to others."""


def slips(length: int) -> int:
    """Return how many jamo of words with *length* signs may be misread: one in four signs."""
    return length // 4


def is_misread(words: str, meant: str) -> bool:
    """Tell whether *words* may be *meant*, both squashed, as OCR misreads them.

    Of equal length only: 사업자등록증 and 사업자등록증명 must never be taken for each other.
    """
    return len(words) == len(meant) and (
        words == meant
        or Levenshtein.distance(jamo(words), jamo(meant)) <= max(1, slips(len(meant)))
    )


class Text:
    """Squashed words of a sheet in which others are looked for."""

    def __init__(self, words: str, *, misread: bool) -> None:
        self.words = words
        self.misread = misread
        self._jamo = jamo(words) if misread else ""

    def says(self, meant: str) -> bool:
        """Tell whether *meant* stands here, where it may be misread perhaps with its slips."""
        asked = squash(meant)
        if asked in self.words:
            return True
        allowed = slips(len(asked))
        if not self.misread or len(asked) < SHORTEST_MISREAD:
            return False
        spelled = jamo(asked)
        near = fuzz.partial_ratio_alignment(spelled, self._jamo, score_cutoff=75)
        if near is None or len(spelled) > len(self._jamo):
            return False
        found = self._jamo[near.dest_start : near.dest_end]
        return Levenshtein.distance(spelled, found) <= allowed
