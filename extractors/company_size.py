"""The size of a firm, which confirmations print in square brackets under their title."""

from __future__ import annotations

import re

from extractors.extraction import Fields, Paper, agree_on, value_in
from extractors.korean import single_spaced
from extractors.model import Value
from extractors.places import Finder

_SIZE = re.compile(
    r"[\[〔【]\s*(?:[가-힣\s]{2,8}:\s*)?"
    r"((?:소|중|중\s*견|대)\s*기\s*업(?:\s*\(\s*소\s*상\s*공\s*인\s*\))?)\s*[\]〕】]"
)


def read_company_size(paper: Paper) -> Fields:
    """Return ``company_size``: 소기업(소상공인), 소기업, 중기업; nothing where none is printed."""
    size = agree_on([_size(finder) for finder in paper.finders])
    return {} if size is None else {"company_size": size}


def _size(finder: Finder) -> Value[str] | None:
    for sheet in finder.sheets:
        for row in sheet.rows:
            match = _SIZE.search(row.text.replace("\t", " "))
            if match is not None:
                size = "".join(match.group(1).split())
                return value_in(sheet, [row], size, single_spaced(match.group()))
    return None
