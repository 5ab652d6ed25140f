"""Which sheets of a transcript belong to one paper.

A sheet that bears a heading begins a paper; a sheet without one goes on with the paper
before it.  A word processor has no sheets, so its text is cut at its headings too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from extractors.model import Page

K = TypeVar("K")


class Heading(NamedTuple, Generic[K]):
    """A title found on a sheet: of which kind of paper, and where it begins (0 … 1)."""

    kind: K
    top: float


class Span(NamedTuple, Generic[K]):
    """The sheets of one paper; ``kind`` is None where no heading was found."""

    kind: K | None
    pages: tuple[Page, ...]


def split(pages: Sequence[Page], headings: Callable[[Page], Sequence[Heading[K]]]) -> list[Span[K]]:
    """Cut *pages* into papers at the headings that *headings* finds on each of them.

    Blank sheets belong to nothing.  Two kinds of heading on one scanned or printed sheet
    make two papers of that sheet; the caller calls neither certain.
    """
    spans: list[Span[K]] = []
    for page in pages:
        if not page.words and not page.pictures:
            continue
        found = list(headings(page))
        if not found:
            kind = spans[-1].kind if spans and spans[-1].kind is not None else None
            if kind is None:
                spans.append(Span(None, (page,)))
            else:
                spans[-1] = Span(kind, (*spans[-1].pages, page))
            continue
        for part, heading in _parts(page, found):
            kind = heading.kind
            if spans and spans[-1].kind == kind and _goes_on(spans[-1], part):
                spans[-1] = Span(kind, (*spans[-1].pages, part))
            else:
                spans.append(Span(kind, (part,)))
    return spans


def _parts(page: Page, found: Sequence[Heading[K]]) -> list[tuple[Page, Heading[K]]]:
    """Cut a word processor's sheet at its headings; a real sheet stays whole."""
    kinds = list(dict.fromkeys(heading.kind for heading in found))
    if page.source != "word-processor" or len(kinds) == 1:
        return [(page, next(h for h in found if h.kind == kind)) for kind in kinds]
    starts = [
        heading
        for before, heading in zip([None, *found], found, strict=False)
        if before is None or before.kind != heading.kind
    ]
    tops = [0.0, *(heading.top for heading in starts[1:]), 1.01]
    return [(_clip(page, tops[i], tops[i + 1]), heading) for i, heading in enumerate(starts)]


def _clip(page: Page, top: float, bottom: float) -> Page:
    def inside(y0: float) -> bool:
        return top - 1e-6 <= y0 < bottom - 1e-6

    return page.model_copy(
        update={
            "readings": tuple(
                tuple(w for w in words if inside(w.box.y0)) for words in page.readings
            ),
            "cells": tuple(box for box in page.cells if inside(box.y0)),
            "squares": tuple(square for square in page.squares if inside(square.box.y0)),
            "pictures": tuple(box for box in page.pictures if inside(box.y0)),
        }
    )


def _goes_on(span: Span[K], page: Page) -> bool:
    """Tell whether a second heading of the same kind is the same paper's next sheet.

    The two sheets of a form follow each other; a certificate with a title of its own on
    the next sheet is another certificate.
    """
    return bool(getattr(span.kind, "sheets_follow", False)) and (
        page.number - span.pages[-1].number <= 1
    )
