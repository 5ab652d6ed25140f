"""How a type of paper says where its values stand, and the sheets they are read from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from extractors.fields.layout import Sheet
from extractors.fields.places import Finder
from extractors.korean import (
    Parser,
    parse_business_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    squash,
)
from extractors.model import Document, Page

WITH_GRAMMAR: frozenset[Callable[..., Any]] = frozenset(
    {
        parse_business_number,
        parse_corporate_number,
        parse_date,
        parse_first_date,
        parse_last_date,
    }
)
"""Parsers that know where their value ends: what stands beside it cannot become part of it."""


class FormPart(NamedTuple):
    """A part of a form, by words of its heading and of the headings of other parts.

    ``unnamed`` tells whether a place under no such heading belongs to it.
    """

    named: tuple[str, ...]
    others: tuple[str, ...]
    unnamed: bool

    def holds(self, heads: Sequence[str]) -> bool:
        """Tell whether a place under *heads*, the nearest first, belongs to this part."""
        words = sorted((*self.named, *self.others), key=len, reverse=True)
        for head in heads:
            said = {word in self.named for word in re.findall("|".join(words) or "$^", head)}
            if len(said) == 1:
                return said.pop()
        return self.unnamed


ANYWHERE = FormPart((), (), unnamed=True)


@dataclass(frozen=True)
class Printed:
    """How a field is printed: its labels, and the parser that is its grammar.

    ``labels`` stand in the order in which they are preferred.  ``wrap`` lets the value run
    over several rows where no cell bounds it.  ``part`` is where in a form it stands;
    ``template`` is what the empty form prints near the place.
    """

    labels: tuple[str, ...]
    parse: Parser[Any]
    wrap: bool = False
    part: FormPart = ANYWHERE
    template: tuple[str, ...] = ()


def printed_fields(kind: type[Document]) -> dict[str, Printed]:
    """Return how each field of *kind* is printed, by field name."""
    return {
        name: entry
        for name, info in kind.model_fields.items()
        for entry in info.metadata
        if isinstance(entry, Printed)
    }


class Paper:
    """The sheets of one paper, in each reading; ``is_form`` says that applicants fill it in."""

    def __init__(
        self, pages: Sequence[Page], vocabulary: Sequence[str], *, is_form: bool = False
    ) -> None:
        self.pages = tuple(pages)
        self.vocabulary = tuple(vocabulary)
        self.is_form = is_form

    def knows(self, said: str) -> bool:
        """Tell whether *said*, squashed, is a label."""
        return said in self._known

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(map(squash, self.vocabulary))

    @property
    def by_ocr(self) -> bool:
        return any(page.source == "ocr" for page in self.pages)

    @cached_property
    def finders(self) -> tuple[Finder, ...]:
        """One finder for each reading that the first sheet has."""
        readings = max((len(page.readings) for page in self.pages), default=0)
        return tuple(
            Finder([Sheet(page, reading) for page in self.pages], self.vocabulary)
            for reading in range(readings)
        )

    @cached_property
    def text(self) -> str:
        """Everything printed, squashed, in all readings: for marks that confirm a type."""
        return "\n".join(
            squash(row.text)
            for finder in self.finders
            for sheet in finder.sheets
            for row in sheet.rows
        )

    def source(self, number: int) -> Page:
        return next(page for page in self.pages if page.number == number)
