"""사용목적: the options of a tax certificate, of which one is ticked.

They stand in cells, in rows of their own or in one row, with brackets or boxes before them, a
second column of details beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.fields.layout import Row, Sheet
from extractors.fields.place import value_in
from extractors.fields.places import Finder
from extractors.fields.printed import Paper
from extractors.fields.settling import Fields, agree_on
from extractors.korean import single_spaced, squash
from extractors.model import Value
from extractors.ticks import MARK, ticks_in

_OPTION = re.compile(
    rf"(?P<mark>{re.sub(r'[?]P<[a-z]+>', '?:', MARK.pattern)})\s*"
    r"(?P<name>대금\s*수령|해외\s*이주|부동산\s*신탁\s*등기|그\s*밖의\s*목적|기\s*타)"
)
"""Source: 국세징수법 시행규칙 별지 제94호서식, 지방세징수법 시행규칙 별지 제1호서식."""
FEWEST = 2


class _Option(NamedTuple):
    name: str
    ticked: bool | None
    row: Row


def read_purpose(paper: Paper) -> Fields:
    """Return ``purpose``: the one option that is ticked, where all others plainly are not.

    Nothing where the sheet lists no options.
    """
    found = agree_on([_purpose(finder) for finder in paper.finders])
    return {} if found is None else {"purpose": found}


def _purpose(finder: Finder) -> Value[str] | None:
    for sheet in finder.sheets:
        options = list(_options(sheet))
        if len(options) < FEWEST:
            continue
        ticked = [option for option in options if option.ticked]
        plain = len(ticked) == 1 and all(option.ticked is not None for option in options)
        rows = [option.row for option in (ticked if plain else options)]
        raw = single_spaced(" ".join(dict.fromkeys(row.text for row in rows)))
        value = value_in(sheet, rows, ticked[0].name if ticked else "", raw)
        unclear = {"value": None, "certain": False, "because": None}
        return value if plain else value.model_copy(update=unclear)
    return None


def _options(sheet: Sheet) -> Iterator[_Option]:
    """Yield the options of the first list on *sheet*: 기타 follows a mark further down, too."""
    names: set[str] = set()
    for row in sheet.rows:
        for match in _OPTION.finditer(row.text):
            if squash(match["name"]) in names:
                return
            names.add(squash(match["name"]))
            ticks = set(ticks_in(match["mark"]))
            unclear = {"ring", "cross", "unknown"} & ticks
            plain = None if unclear else bool({"filled", "disc"} & ticks)
            yield _Option(" ".join(match["name"].split()), plain, row)
