"""What papers say of subordinate places of business (종된사업장)."""

from __future__ import annotations

from extractors.korean import hangul, says_none, squash
from extractors.model import Document

NOT_ONE = frozenset(("", "부", "무", "아니오", "아니요", "미해당", "비해당", "해당안됨"))
"""What is written where a form asks for a subordinate place and there is none."""


def lists_places(document: Document) -> bool:
    """Tell whether *document* names several subordinate places: which is meant it cannot say."""
    entry = document.field("subordinate_number")
    return entry is not None and isinstance(entry.value, tuple)


def speaks_of_place(document: Document) -> bool:
    """Tell whether *document* says in its entry for one that there is a subordinate place."""
    entry = document.field("subordinate_number")
    if entry is None or entry.value:
        return entry is not None
    said = squash(entry.raw)
    return bool(hangul(said) or said.isdigit()) and not (
        hangul(said) in NOT_ONE or says_none(entry.raw)
    )
