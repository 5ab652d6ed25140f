"""The size of a firm, which confirmations print in square brackets under their title."""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from extractors.fields.place import value_in
from extractors.fields.places import Finder
from extractors.fields.printed import Paper
from extractors.fields.settling import Fields, agree_on
from extractors.korean import jamo, single_spaced
from extractors.model import Value

SIZES = ("소기업(소상공인)", "소기업", "중기업", "중견기업", "대기업")
"""Source: 중소기업 범위 및 확인에 관한 규정, 별지 제3호서식; 중견기업 성장촉진 특별법."""
_BRACKETED = re.compile(r"[\[〔【](?:[가-힣\s]{2,8}:)?([가-힣\s()]{3,24})[\]〕】]")
STROKES_A_SYLLABLE = 0.35  # that may be misread: 소상고인 is 소상공인, 소 is not 중


def read_company_size(paper: Paper) -> Fields:
    """Return ``company_size``: 소기업(소상공인), 소기업, 중기업; nothing where none is printed."""
    size = agree_on([_size(finder) for finder in paper.finders])
    return {} if size is None else {"company_size": size}


def _size(finder: Finder) -> Value[str] | None:
    for sheet in finder.sheets:
        for row in sheet.rows:
            match = _BRACKETED.search(row.text.replace("\t", " "))
            size = _meant("".join(match.group(1).split())) if match else None
            if match and size:
                return value_in(sheet, [row], size, single_spaced(match.group()))
    return None


def _meant(said: str) -> str | None:
    """Return the size that *said* is, perhaps with a stroke misread."""
    off = {size: Levenshtein.distance(jamo(said), jamo(size)) for size in SIZES}
    nearest = min(SIZES, key=lambda size: off[size])
    return nearest if off[nearest] <= STROKES_A_SYLLABLE * len(nearest) else None
