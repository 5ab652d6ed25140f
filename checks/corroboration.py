"""Certainty that one reading lends another: the same number, name or words, read twice apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from typing import Any

from checks.names import people
from extractors.korean import company_key, hangul
from extractors.model import UNREADABLE, Document, Value

NUMBERS: dict[str, Callable[[Any], object]] = {
    "business_number": str,
    "corporate_number": lambda number: None if "*" in number else number,
}
NAMES: dict[str, Callable[[Any], object]] = {
    "company_name": company_key,
    "representative": people,
}
"""Fields that a second paper can confirm, and what of them must be equal."""
_PERSONS_PAPER = {"company_name": (("representative", people),)}
"""On a sole proprietor's paper the person's name may stand where a firm's would."""


def corroborate(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Return the documents, what two papers agree on made certain (``other-paper``).

    The other paper is of another type.  For a number it stands in another file: a second
    copy of one scan would repeat its mistakes.  For a name it is itself beyond doubt: one reader
    may take a rare syllable for the same other one on every paper, two do not.
    Values only gain by this, and doing it twice adds nothing.
    """
    papers = tuple(documents)
    return tuple(confirmed_by(paper, papers) for paper in papers)


def confirmed_by(paper: Document, papers: Iterable[Document]) -> Document:
    """Return *paper* with those values certain that one of *papers* repeats."""
    others = [other for other in papers if other.type != paper.type]
    confirmed = {
        name: value.model_copy(update={"certain": True, "because": "other-paper"})
        for name, essence in (NUMBERS | NAMES).items()
        if (value := paper.field(name)) is not None
        and not value.certain
        and UNREADABLE not in value.raw
        and any(
            agree(value, other.field(told), same)
            for other in others
            for told, same in ((name, essence), *_PERSONS_PAPER.get(name, ()))
            if _is_read_apart(paper, other, told)
        )
    }
    return paper.model_copy(update=confirmed) if confirmed else paper


def _is_read_apart(paper: Document, other: Document, name: str) -> bool:
    """Tell whether *other* is an independent witness for the field called *name*."""
    if name in NUMBERS:
        return other.file != paper.file
    seen = other.field(name)
    return seen is not None and (seen.source != "ocr" or seen.because == "two-readings")


def agree(one: Value[Any], other: Value[Any] | None, essence: Callable[[Any], object]) -> bool:
    """Tell whether two values were both read and mean the same."""
    if other is None or one.value is None or other.value is None:
        return False
    same = essence(one.value)
    return bool(same) and same == essence(other.value)


SHORTEST_RUN = 2


def said_twice(value: Value[Any]) -> str:
    """Return the Hangul of a text that both of its readings show, in runs of two or more signs.

    >>> from extractors.model import Box
    >>> place = dict(raw="", page=1, box=Box(0, 0, 1, 1), certain=False, because=None, source="ocr")
    >>> said_twice(Value(value="MES 고도화를 하고자함", second="6S 고도회를 하고자 함", **place))
    '고도를하고자함'
    """
    one, other = (hangul(str(said or "")) for said in (value.value, value.second))
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return "".join(one[b.a : b.a + b.size] for b in blocks if b.size >= SHORTEST_RUN)
