"""What kind of applicant it is, and which rows of 제출서류 that makes it send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from checks.holders import is_corporations, is_persons
from checks.model import Asked, Dossier
from extractors.model import Document

ApplicantKind = Literal["corporation", "sole-trader"]
ONLY: dict[ApplicantKind, str] = {"corporation": "법인", "sole-trader": "개인사업자"}


def own_number(documents: Iterable[Document]) -> str | None:
    """Return the business number that most types of paper print for certain."""
    printed = {(d.type, number) for d in documents if (number := number_of(d)) is not None}
    counts = Counter(number for _, number in printed).most_common(2)
    tied = len(counts) == 2 and counts[0][1] == counts[1][1]
    return counts[0][0] if counts and not tied else None


def year_of(document: Document) -> str | None:
    """Return the business year that *document* is of, if it may be acted on."""
    value = document.field("fiscal_year")
    return value.value if value is not None and value.certain and document.certain else None


def number_of(document: Document) -> str | None:
    """Return the business number on *document*, if it may be acted on."""
    value = document.field("business_number")
    return value.value if value is not None and value.certain else None


def kind_of_applicant(documents: Iterable[Document]) -> ApplicantKind | None:
    """Return what the applicant's numbers say it is; None where they do not, or contradict.

    A business number tells by its middle digits (80 and 89 are bodies that are neither); a
    corporate number, read for certain, is a corporation's.
    """
    papers = tuple(documents)
    number = own_number(papers)
    values = (paper.field("corporate_number") for paper in papers if paper.certain)
    registered = any(value and value.certain and value.value for value in values)
    if number is None:
        return "corporation" if registered else None
    if is_corporations(number):
        return "corporation"
    return "sole-trader" if is_persons(number) and not registered else None


def needed(asked: Asked, dossier: Dossier) -> bool | None:
    """Tell whether this applicant must send the paper; None where nobody knows.

    What is asked for under a circumstance that no paper shows (``only_if``) is for a person,
    and of a subordinate place its own rule tells.
    """
    if asked.needed_when in (None, "subordinate-place"):
        return asked.always
    if asked.optional or asked.only_if:
        return False
    kind = kind_of_applicant(dossier.documents)
    return None if kind is None else kind == asked.needed_when
