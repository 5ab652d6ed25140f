"""Several labels before one entry: ``현재수준 / 목표수준`` before ``기초 / 중간1``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

MOST_JOINED = 3
LONGEST_JOINED = 40
_JOINTS = re.compile(r"\s*[/／|→⇒▶➔~∼]\s*|\s+(?:및|과|와)\s+")
_PARTINGS = (
    re.compile(r"[/／|]"),
    re.compile(r"[→⇒▶➔~∼]|->|=>"),
    re.compile(r"\n"),
    re.compile(r"\t"),
    re.compile(r"[,·ㆍ]"),
)
"""What parts such an entry, the likelier first."""
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


class LabelShare(NamedTuple):
    """Which of several labels that stand together, ``place`` from 0, and of how ``many``."""

    place: int
    many: int


ALONE = LabelShare(0, 1)


def joined_labels(text: str, known: Callable[[str], str | None]) -> list[str]:
    """Return the labels that *text* names together; [] where it is not just such labels.

    *known* returns the label that a text is, None for none.  What the labels share may be
    said once, at the end: ``현재/목표수준``.
    """
    text = text.strip(" \t:：")
    if len(text) > LONGEST_JOINED:
        return []
    parts = [part.strip() for part in _JOINTS.split(text)]
    if not 2 <= len(parts) <= MOST_JOINED:
        return []
    last = "".join(parts[-1].split())
    names = [known(part) or known(part + last[-2:]) for part in parts]
    found = [name for name in names if name is not None]
    return found if len(found) == len(parts) == len(set(found)) else []


def part_of(text: str, share: LabelShare) -> tuple[str, bool]:
    """Return *text* with blanks in place of all but one label's part, and whether it is told.

    What cannot be parted into as many parts as there are labels stays whole.

    >>> part_of("기초 / 중간1", LabelShare(1, 2))
    ('     중간1', True)
    """
    if share.many == 1:
        return text, True
    visible = _BRACKETED.sub(lambda match: "\0" * len(match.group()), text)
    for parting in _PARTINGS:
        marks = [match.span() for match in parting.finditer(visible)]
        if len(marks) == share.many - 1:
            starts = [0, *(end for _, end in marks)]
            ends = [*(start for start, _ in marks), len(text)]
            start, end = starts[share.place], ends[share.place]
            return " " * start + text[start:end] + " " * (len(text) - end), True
    return text, False
