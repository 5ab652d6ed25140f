"""Which sheets of a transcript belong to one paper.

A sheet that bears a heading begins a paper; a sheet without one goes on with the paper
before it, unless something on it says otherwise: its own count of sheets, another firm's
number, or all that a certificate ends with.  A blank sheet decides nothing.  A word processor
has no sheets, so its text is cut at its headings too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz.distance import Levenshtein

from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.korean import business_number_is_possible, parse_business_number, squash
from extractors.model import Page

K = TypeVar("K")


class Heading(NamedTuple, Generic[K]):
    """A title found on a sheet: of which kind of paper, where it begins (0 … 1), its words.

    Not ``titled`` where only what else stands on the sheet tells which paper it is.
    """

    kind: K
    top: float
    words: str = ""
    titled: bool = True


class Span(NamedTuple, Generic[K]):
    """The sheets of one paper; ``kind`` is None where no heading was found.

    ``titles`` are the words of its headings, "" for a sheet that goes on without one and
    shows all the same what it belongs to.
    """

    kind: K | None
    pages: tuple[Page, ...]
    titles: tuple[str, ...] = ()


class Count(NamedTuple):
    """What a sheet prints of its place in its paper: ``( 1 / 2 )``."""

    number: int
    of: int


FEWEST_SIGNS = 6
"""A sheet with fewer signs is blank: what shows through, dust, a page number."""

SUPPLIER = ("공급기업", "공급사", "공급업체")


def split(pages: Sequence[Page], headings: Callable[[Page], Sequence[Heading[K]]]) -> list[Span[K]]:
    """Cut *pages* into papers at the headings that *headings* finds on each of them.

    Blank sheets belong to nothing.  Two kinds of heading on one scanned or printed sheet
    make two papers of that sheet; the caller calls neither certain.
    """
    spans: list[Span[K]] = []
    for page in pages:
        if page.is_unread:
            spans = _with_unread(spans, page)
            continue
        if is_blank(page):
            continue
        found = list(headings(page))
        untitled = found[0].kind if found and not found[0].titled else None
        if not found or untitled is not None:
            last = spans[-1] if spans else None
            joins = last is not None and last.kind is not None and untitled in (None, last.kind)
            if last is not None and joins and _continues(last, page):
                known = untitled is not None and is_read_well(page)
                titles = (*last.titles, "") if known else last.titles
                spans[-1] = last._replace(pages=(*last.pages, page), titles=titles)
            else:
                spans.append(Span(untitled, (page,)))
            continue
        for part, heading in _parts(page, found):
            last = spans[-1] if spans else None
            if last is not None and last.kind == heading.kind and _goes_on(last, part, heading):
                titles = (*last.titles, heading.words)
                spans[-1] = Span(heading.kind, (*last.pages, part), titles)
            else:
                spans.append(Span(heading.kind, (part,), (heading.words,)))
    return spans


def _with_unread(spans: list[Span[K]], page: Page) -> list[Span[K]]:
    """Return *spans* with a sheet that nobody looked at: such sheets together are one more."""
    if spans and spans[-1].pages[-1].is_unread:
        return [*spans[:-1], spans[-1]._replace(pages=(*spans[-1].pages, page))]
    return [*spans, Span(None, (page,))]


MOST_ILLEGIBLE = 0.1
"""Share of a scan's print that may be left unread before it may say anything else."""
MOST_ILLEGIBLE_OF_A_FORM = 0.5
"""The same for the next sheet of a form, which is filled in by hand and of many sheets."""


def is_read_well(page: Page) -> bool:
    """Tell whether so little of *page* was left unread that the rest speaks for all of it."""
    return page.illegible < MOST_ILLEGIBLE


def is_blank(page: Page) -> bool:
    """Tell whether nothing that matters stands on *page*: the back of a sheet."""
    if page.pictures or page.source == "word-processor":
        return not (page.words or page.pictures or page.objects)
    signs = (sum(len(word.text) for word in words) for words in page.readings)
    return max(signs, default=0) < FEWEST_SIGNS


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
            "objects": tuple(box for box in page.objects if box.y0 < bottom and box.y1 > top),
        }
    )


# ── what belongs together ────────────────────────────────────────────────────────────


def _goes_on(span: Span[K], page: Page, heading: Heading[K]) -> bool:
    """Tell whether a second heading of the same kind is the same paper's next sheet.

    The two sheets of a form follow each other, each under a title of its own; the same title
    again, or another firm's number, is another applicant's form.  A certificate with a title
    of its own on the next sheet is another certificate, unless the paper counts it.
    """
    if page.number - span.pages[-1].number > 1:
        return False
    if page.source == "word-processor":
        return bool(getattr(span.kind, "sheets_follow", False))
    if _is_of_another_firm(span, page):
        return False
    if _is_counted_next(span, page) and not (_is_closed(span) and _closes(page)):
        return True
    if not getattr(span.kind, "sheets_follow", False):
        return False
    return not any(_alike(heading.words, title) for title in span.titles)


def _alike(title: str, other: str) -> bool:
    """Tell whether two titles are the same words, OCR's slips and what stands before aside."""
    one, two = sorted((squash(title), squash(other)), key=len)
    return Levenshtein.normalized_similarity(one, two[-len(one) :]) > 0.8


def _continues(span: Span[K], page: Page) -> bool:
    """Tell whether a sheet without a title is the next one of *span*.

    A count may be the whole file's, so it can part two sheets and never joins two firms'.
    Of a scan that was hardly read nobody knows what it is.
    """
    if page.source == "word-processor":
        return True
    count = count_on(page)
    if count is not None and count.of > 1 and not _is_counted_next(span, page):
        return False
    form = getattr(span.kind, "sheets_follow", False)
    if count is None and page.illegible >= (MOST_ILLEGIBLE_OF_A_FORM if form else MOST_ILLEGIBLE):
        return False
    if _is_of_another_firm(span, page) or _bears_another_number(span, page):
        return False
    return not (_is_closed(span) and _closes(page))


_ISSUE_NUMBER = re.compile(r"(?:발급|문서확인|확인서|인증)번호[:：]?([\d-]{2,}\d)")


def _bears_another_number(span: Span[K], page: Page) -> bool:
    """Tell whether *page* prints the number of a certificate, and not that of *span*."""
    theirs = _issue_numbers(page)
    ours = {number for sheet in span.pages for number in _issue_numbers(sheet)}
    return bool(theirs) and not any(
        Levenshtein.distance(one, other) <= 2 for one in ours for other in theirs
    )


def _issue_numbers(page: Page) -> set[str]:
    """Return the digits behind the labels of certificates' numbers, in any reading."""
    found = set()
    for reading in range(len(page.readings)):
        rows = Sheet(page, reading).rows
        texts = [row.text for row in rows] + [
            f"{row.text}{after.text}" for row, after in pairwise(rows)
        ]
        for text in texts:
            for match in _ISSUE_NUMBER.finditer("".join(text.split())):
                digits = re.sub(r"\D", "", match[1])
                if len(digits) >= 8:
                    found.add(digits)
    return found


def joined_blindly(span: Span[K]) -> bool:
    """Tell whether a scanned sheet without a title was added that the paper does not count.

    A title that OCR lost looks the same, so that nothing of such a paper is certain.  The
    sheets of a form may be many.
    """
    if getattr(span.kind, "sheets_follow", False):
        return False
    scanned = [page for page in span.pages if page.source == "ocr"]
    return len(scanned) > len(span.titles) and not all(count_on(page) for page in scanned)


def _is_counted_next(span: Span[K], page: Page) -> bool:
    before, count = count_on(span.pages[-1]), count_on(page)
    if count is None:
        return False
    if before is None:  # the first sheet of many a form counts nothing
        return count.number == len(span.pages) + 1
    return count.of == before.of and count.number == before.number + 1


def _is_of_another_firm(span: Span[K], page: Page) -> bool:
    """Tell whether *page* names a firm by its number, and not the firm of *span*.

    A form names its supplier too.
    """
    ours = {number for sheet in span.pages for number in numbers_on(sheet)}
    theirs = numbers_on(page)
    if not ours or not theirs or ours & theirs:
        return False
    said = squash("".join(word.text for word in page.words))
    return not (
        getattr(span.kind, "sheets_follow", False) and any(name in said for name in SUPPLIER)
    )


def numbers_on(page: Page) -> frozenset[str]:
    """Return the business numbers with a fitting check digit that any reading of *page* saw."""
    return frozenset(
        parsed.value
        for row in _rows(page)
        for text in row.text.split(COLUMN)
        if (parsed := parse_business_number(text)) and business_number_is_possible(parsed.value)
    )


_CLOSING = re.compile("증명합니다|확인합니다|인증합니다|증명하여드립니다")
_ISSUER = re.compile(
    r"(?:세무서장|국세청장|(?<![가-힣])[가-힣]{1,7}(?:시장|군수|구청장)|부장관|협의체|이사장|등기소)"
    r"(?:\(?직?인\)?)?$"
)


def _closes(page: Page) -> bool:
    """Tell whether *page* ends as a certificate does: with its sentence and its issuer."""
    said = [squash(row.text) for row in _rows(page)]
    return any(map(_CLOSING.search, said)) and any(
        len(words) <= 20 and _ISSUER.search(words) for words in said
    )


def _is_closed(span: Span[K]) -> bool:
    return any(_closes(page) for page in span.pages)


# ── sheets that a paper counts ───────────────────────────────────────────────────────

_COUNT = re.compile(r"[(\[-]?(?:page|쪽)?(\d{1,2})쪽?(?:/|of)(\d{1,2})쪽?[)\]-]?", re.I)
_COUNT_OF = re.compile(r"[(\[-]?총?(\d{1,2})쪽중(?:제?)(\d{1,2})쪽?[)\]-]?")
_COUNT_ZONE = (0.12, 0.9)
MOST_COUNTED = 30


def count_on(page: Page) -> Count | None:
    """Return how *page* counts itself at its head or foot, where all its readings agree."""
    if page.source == "word-processor":
        return None
    counts = [_count_in(Sheet(page, reading)) for reading in range(len(page.readings))]
    seen = {count for count in counts if count is not None}
    return seen.pop() if len(seen) == 1 else None


def _count_in(sheet: Sheet) -> Count | None:
    top, bottom = _COUNT_ZONE
    for row in sheet.rows:
        if row.cell is not None or top < row.box.middle[1] < bottom:
            continue
        for text in row.text.split(COLUMN):
            count = _parse_count("".join(text.split()))
            if count is not None and 1 <= count.number <= count.of <= MOST_COUNTED:
                return count
    return None


def _parse_count(text: str) -> Count | None:
    if match := _COUNT.fullmatch(text):
        return Count(int(match[1]), int(match[2]))
    if match := _COUNT_OF.fullmatch(text):
        return Count(int(match[2]), int(match[1]))
    return None


def lacking(span: Span[K], sheets: int) -> tuple[int, ...]:
    """Return which sheets the paper *span* counts and does not have.

    *sheets* is how many the whole file has: what counts all of them is the file's own
    numbering, not a paper's.
    """
    counts = [(page.number, count) for page in span.pages if (count := count_on(page))]
    if not counts or len({count.of for _, count in counts}) > 1:
        return ()
    of = counts[0][1].of
    of_file = of == sheets and all(count.number == number for number, count in counts)
    if of_file or len(span.pages) >= of:
        return ()
    there = {count.number for _, count in counts}
    return tuple(number for number in range(1, of + 1) if number not in there)


def _rows(page: Page) -> Iterator[Row]:
    for reading in range(len(page.readings)):
        yield from Sheet(page, reading).rows
