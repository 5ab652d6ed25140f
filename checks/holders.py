"""Whose a paper is: a firm's, that of the person who is the firm, or of a firm's head office.

A sole proprietor is one person before the tax offices: certificates name the person, some the
firm too, and print a resident number in place of the firm's.  A corporation's branch may have a
business number of its own; its taxes are those of the head office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from checks.names import firm_names, people
from extractors.korean import business_number_is_possible
from extractors.model import Document, Value

Kin = Literal["same", "perhaps", "other"]
"""Whether two business numbers are of one corporation."""

_PERSONAL = re.compile(r"[\d*]{6}\s*-\s*[\d*]{6,7}")


def is_persons(number: str) -> bool:
    """Tell whether a business number is a sole proprietor's: its middle pair is 01–79 or 90–99.

    Source: 국세청 사업자등록번호 부여 체계 (가운데 두 자리, 개인·법인 성격 코드).
    """
    kind = _kind(number)
    return 1 <= kind <= 79 or kind >= 90


def is_corporations(number: str) -> bool:
    """Tell whether a business number is a legal person's, of its head office or of a branch."""
    return 81 <= _kind(number) <= 88


def _kind(number: str) -> int:
    digits = "".join(filter(str.isdigit, number))
    return int(digits[3:5]) if len(digits) == 10 else 0


# ── a person who is the firm ─────────────────────────────────────────────────────────


def sole_proprietor(documents: Iterable[Document], number: str | None) -> frozenset[str]:
    """Return the names of the person who is the firm *number*; none where it is no person's.

    They stand on the papers that print the number; a corporate number on one of these makes
    the firm a corporation whatever its number looks like.
    """
    own = [d for d in documents if number is not None and _said(d, "business_number") == number]
    if number is None or not is_persons(number):
        return frozenset()
    if any(_said(document, "corporate_number") for document in own):
        return frozenset()
    return representatives(own)


def representatives(documents: Iterable[Document]) -> frozenset[str]:
    """Return the representatives that *documents* name, as persons are compared."""
    named = (_said(document, "representative") for document in documents)
    return frozenset(person for names in named if names for person in people(names))


def names_person(document: Document, persons: frozenset[str]) -> str | None:
    """Return the field in which *document* names one of *persons*; None where it does not.

    A certificate that prints nothing but 성명(법인명) has a person's name for the firm's.
    """
    named = _said(document, "representative")
    if named and people(named) & persons:
        return "representative"
    firm = _said(document, "company_name")
    return "company_name" if firm and firm_names(str(firm)) & persons else None


def lacks_number(document: Document) -> bool:
    """Tell whether *document* prints no business number: none, or a resident number instead."""
    value = document.field("business_number")
    if value is None or (value.value is None and not value.raw):
        return True
    return value.value is None and bool(_PERSONAL.search(value.raw))


# ── a corporation and its offices ────────────────────────────────────────────────────


def kinship(documents: Iterable[Document], one: str, other: str) -> Kin:
    """Tell whether two business numbers are of one corporation: of its head office and a branch.

    The same corporate number, in full and for certain, beside each of them proves it; the
    same name beside each of them makes it possible.
    """
    papers = tuple(documents)
    if not all(is_corporations(n) and business_number_is_possible(n) for n in (one, other)):
        return "other"
    of_one, of_other = ([*_beside(papers, n, "corporate_number")] for n in (one, other))
    if of_one and of_other:
        pairs = [(a, b) for a in of_one for b in of_other]
        if any(_proves(a, b) for a, b in pairs):
            return "same"
        return "perhaps" if any(_fits(str(a.value), str(b.value)) for a, b in pairs) else "other"
    names = [
        {
            key
            for value in _beside(papers, n, "company_name")
            for key in firm_names(f"{value.value}")
        }
        for n in (one, other)
    ]
    return "perhaps" if names[0] & names[1] else "other"


def _beside(papers: Iterable[Document], number: str, field: str) -> Iterator[Value[str]]:
    """Yield the values of *field* on papers that print the business number *number*."""
    for paper in papers:
        value = paper.field(field)
        if _said(paper, "business_number") == number and value is not None and value.value:
            yield value


def _proves(one: Value[str], other: Value[str]) -> bool:
    starred = "*" in f"{one.value}{other.value}"
    return one.value == other.value and one.certain and other.certain and not starred


def _fits(one: str, other: str) -> bool:
    return len(one) == len(other) and all(
        a == b or "*" in (a, b) for a, b in zip(one, other, strict=True)
    )


def _said(document: Document, field: str) -> str | tuple[str, ...] | None:
    value = document.field(field)
    return None if value is None else value.value or None
