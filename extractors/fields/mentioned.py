"""What a scan names and nobody could read: entries whose label was misread."""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.fields.layout import Row
from extractors.fields.place import value_in
from extractors.fields.places import Finder
from extractors.fields.printed import Paper, printed_fields
from extractors.fields.settling import Fields, doubted
from extractors.korean import (
    jamo,
    single_spaced,
    squash,
)
from extractors.model import Document

LEAST_MENTION, LIKE_A_LABEL = 4, 80  # syllables; hundredths of jamo that are the same
MOST_MISREAD = 0.25  # of the syllables of a label


def mentioned_in(kind: type[Document], paper: Paper, found: Fields) -> Fields:
    """Return what stands there and cannot be read: the rows of a scan that name a label.

    A label misread among others has no place; its entry is there all the same.  What is another
    label is none.
    """
    rows = [
        (row, _without_labels(row, finder), sheet)
        for finder in paper.finders
        for sheet in finder.sheets
        for row in sheet.rows
    ]
    seen: Fields = {}
    for name, printed in printed_fields(kind).items():
        labels = [label for x in printed.labels if len(label := squash(x)) >= LEAST_MENTION]
        if name in found:
            continue
        for row, said, sheet in rows:
            if any(_names(said, label) for label in labels):
                value = value_in(sheet, [row], None, single_spaced(row.text))
                seen[name] = doubted(value)
                break
    return seen


def _without_labels(row: Row, finder: Finder) -> str:
    """Return what *row* says beside the labels found in it, squashed."""
    said = list(row.text)
    for label in finder.labels_in(row):
        said[label.start : label.end] = " " * (label.end - label.start)
    return squash("".join(said))


def _names(said: str, label: str) -> bool:
    """Tell whether *said* holds *label* with few of its syllables misread, each of them alike."""
    spelled, seen = jamo(label), jamo(said)
    if len(seen) < len(spelled) or fuzz.partial_ratio(spelled, seen) < LIKE_A_LABEL:
        return False
    near = fuzz.partial_ratio_alignment(label, said)
    if near is None:
        return False
    there = said[near.dest_start : near.dest_end]
    apart = Levenshtein.distance(label, there)
    return len(there) == len(label) and apart <= max(1, int(MOST_MISREAD * len(label)))
