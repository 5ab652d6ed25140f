"""Titles: lines that say which paper a sheet is, and lines that only name papers.

A list of papers names them like titles: in a column of a table, behind a tick box, one after
another, or in the type of the text.  None of these is a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, zip_longest
from statistics import median
from typing import NamedTuple

from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.korean import hangul, squash
from extractors.model import Document, Word, around
from extractors.recognising.likeness import is_misread
from extractors.recognising.splitting import Heading

Kinds = tuple[type[Document], ...]

TITLE_ZONE = 0.45
"""Titles stand in the upper part of a sheet; further down other papers are only named."""
LARGER = 1.15
FIRST_ROWS = 6


class Title(NamedTuple):
    """A heading, the number of its first row, the size of its type and its rows."""

    row: int
    size: float
    heading: Heading[type[Document]]
    rows: tuple[Row, ...]


def titles_on(sheet: Sheet, kinds: Kinds, *, misread: bool) -> list[Title]:
    """Find the lines of *sheet* that are titles of *kinds*; one may run over two lines.

    *misread* takes lines for titles that OCR may have misread too.
    """
    zone = 1.0 if sheet.page.source == "word-processor" else TITLE_ZONE
    words = squash("".join(row.text for row in sheet.rows))
    rows = [row for row in sheet.rows if row.box.y0 < zone]
    found: list[Title] = []
    named: dict[int, list[type[Document]]] = {}
    used: Row | None = None
    for number, (row, after) in enumerate(zip_longest(rows, rows[1:])):
        if row is used or _is_item(row, sheet) or is_inner(row, sheet):
            continue
        if _could_be_title(row.text):
            named[number] = [kind for _, kind in _fitting(_spellings(row.text), kinds)]
        alone = named.get(number) or len(squash(row.text)) > 30
        both = f"{row.text} {after.text}" if after and not alone else ""
        for text in (both, *_parts(row, sheet)):
            kind = _kind_of(text, words, kinds, misread=misread) if _could_be_title(text) else None
            if kind is None:
                continue
            if after and text == both and kind in _named_by(after, kinds):
                continue  # the title is the next row alone
            used = after if text == both else None
            mine = (row,) if used is None else (row, used)
            size = max(one.size for one in mine)
            heading = Heading(kind, row.box.y0, squash(text))
            found.append(Title(number, size, heading, mine))
            break
    absorbed = {name for title in found for name in title.heading.kind.absorbs}
    found = [title for title in found if title.heading.kind.type not in absorbed]
    found = [title for title in found if not _is_listed(title, named)]
    return _standing_out(found, sheet, rows)


def is_large(row: Row, sheet: Sheet) -> bool:
    """Tell whether *row* is set larger than the text; a word processor's sheet tells no sizes."""
    return sheet.page.source != "word-processor" and row.size > LARGER * sheet.type_size


def _parts(row: Row, sheet: Sheet) -> Iterator[str]:
    """Yield what of *row* may be a title: all of it, its larger words alone, its columns."""
    yield row.text
    if sheet.page.source != "word-processor":
        large = [word for word in row.words if word.box.height > LARGER * sheet.type_size]
        if 0 < len(large) < len(row.words):
            yield " ".join(word.text for word in large)
    columns = row.text.split(COLUMN)[:10]
    yield from columns if len(columns) > 1 else ()


_ITEM = re.compile(r"\s*(?:[-–·•*▶▷✓✔☑☒√◦ㅇ→]|[\[(〔]\s*[VvOo✓✔√○●]?\s*[\])〕])")
_BOX = re.compile(r"\s*[□☐▢◻❏ㅁ○◯◇]")
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}\s*[.)]|[①-⑳])\s*(?!\d)")


def _is_item(row: Row, sheet: Sheet) -> bool:
    """Tell whether *row* is one of a list: behind a bullet, or a tick box among others.

    A box alone may be the bullet of a heading.  What stands out by its size is no item,
    whatever OCR has read of an emblem before it.
    """
    if is_large(row, sheet):
        return False
    if _ITEM.match(row.text):
        return True
    if not _is_boxed(row, sheet):
        return False
    return row.cell is not None or any(
        other is not row and _is_boxed(other, sheet) for other in sheet.rows
    )


def _is_boxed(row: Row, sheet: Sheet) -> bool:
    if _BOX.match(row.text):
        return True
    here = row.box
    reach = 2 * here.height / sheet.page.aspect
    return any(
        here.y0 < square.box.middle[1] < here.y1 and 0 <= here.x0 - square.box.x1 < reach
        for square in sheet.page.squares
    )


def is_inner(row: Row, sheet: Sheet) -> bool:
    """Tell whether *row* stands in a column of a table."""
    return row.cell is not None and sheet.is_inner(row.cell)


def _named_by(row: Row, kinds: Kinds) -> list[type[Document]]:
    """Return the types that *row* is a title of, whatever else stands on its sheet."""
    return [kind for _, kind in _fitting(_spellings(row.text), kinds)]


def _is_listed(title: Title, named: Mapping[int, Sequence[type[Document]]]) -> bool:
    """Tell whether the row before or after a title is the title of a different paper."""
    mine = title.heading.kind
    for neighbour in (title.row - 1, title.row + 1):
        kinds = [kind for kind in named.get(neighbour, ()) if kind.type not in mine.absorbs]
        if kinds and mine not in kinds:
            return True
    return False


def _standing_out(titles: Sequence[Title], sheet: Sheet, rows: Sequence[Row]) -> list[Title]:
    """Of the titles on a printed sheet keep those that are set as titles.

    Larger than the text, or at its top; where several papers are named, those in the
    largest type.  A word processor's sheets tell no sizes.
    """
    if sheet.page.source == "word-processor":
        return list(titles)
    large = [title for title in titles if title.size > LARGER * sheet.type_size]
    if len({title.heading.kind for title in titles}) > 1:
        largest = max((title.size for title in large), default=0.0)
        return [title for title in large if title.size * LARGER > largest]
    numbered = [title for title in titles if _NUMBER.match(rows[title.row].text)]
    return [t for t in titles if t in large or (t.row < FIRST_ROWS and t not in numbered)]


# ── the words of a title ─────────────────────────────────────────────────────────────


def _could_be_title(text: str) -> bool:
    return len(text) <= 300 and 4 <= len(squash(text)) <= 60


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|「[^」]*」|<[^<>]*>")
_OPEN = re.compile(r"[(\[【「<][^()\[\]【】「」<>]*$")


def _spellings(text: str) -> tuple[str, ...]:
    """Return *text* as it is compared with headings: whole, without brackets, Hangul only.

    A title that is printed twice to look bold may hold each letter twice.
    """
    bare = _BRACKETS.sub("", text)
    whole = (squash(text), squash(bare), hangul(bare), hangul(_OPEN.sub("", bare)))
    once = (words[::2] for words in whole if words and words[::2] == words[1::2])
    return tuple(dict.fromkeys((*whole, *once)))


def _kind_of(text: str, words: str, kinds: Kinds, *, misread: bool) -> type[Document] | None:
    """Return the type whose heading *text* is; the longest heading wins, then its marks."""
    spellings = _spellings(text)
    fitting = _fitting(spellings, kinds)
    if not fitting and misread:
        fitting = _misread(spellings, kinds)
    fitting = [f for f in fitting if not has(words, f[1].foreign)]
    return max(fitting, key=lambda f: (f[0], has(words, f[1].marks)), default=(0, None))[1]


def _fitting(spellings: Sequence[str], kinds: Kinds) -> list[tuple[int, type[Document]]]:
    """Return the types that have one of *spellings* as a title, with the title's length."""
    whole = [(len(heading), kind) for heading, kind in known_titles(kinds) if heading in spellings]
    ends = [
        (len(end), kind)
        for end, kind in _known_ends(kinds)
        if any(s.endswith(end) and len(s) <= len(end) + 32 for s in spellings)
    ]
    return whole + ends


def _misread(spellings: Sequence[str], kinds: Kinds) -> list[tuple[int, type[Document]]]:
    """Return the types with a heading that OCR may have misread as one of *spellings*."""
    return [
        (len(heading), kind)
        for heading, kind in known_titles(kinds)
        for spelling in spellings
        if is_misread(spelling, heading)
    ]


@cache
def known_titles(kinds: Kinds) -> tuple[tuple[str, type[Document]], ...]:
    """Return every heading of *kinds*, squashed, with its kind."""
    return tuple((squash(heading), kind) for kind in kinds for heading in kind.headings)


@cache
def _known_ends(kinds: Kinds) -> tuple[tuple[str, type[Document]], ...]:
    return tuple((squash(end), kind) for kind in kinds for end in kind.heading_ends)


def has(words: str, marks: Sequence[str]) -> bool:
    """Tell whether one of *marks* stands in *words*, which are squashed."""
    return any(squash(mark) in words for mark in marks)


# ── whether all of a title was seen ──────────────────────────────────────────────────

HOLE = 2.5
"""In heights of the title: a gap in it as wide as that may have lost two syllables."""


def has_hole(title: Title, sheet: Sheet) -> bool:
    """Tell whether a word may be missing in *title*: unread ink, or a gap like no other.

    중소기업 간주 확인서 whose 간주 lies under a stamp reads as 중소기업 확인서.
    """
    return any(_has_hole(_set_words(row, title), sheet) for row in title.rows)


def _set_words(row: Row, title: Title) -> list[Word]:
    """Return the words of *row* that are the title's, without what stands beside it."""
    words = [word for word in row.words if hangul(word.text)]
    said = [squash(word.text) for word in words]
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            if hangul("".join(said[start:end])) in hangul(title.heading.words):
                return words[start:end]
    return words


def _has_hole(words: Sequence[Word], sheet: Sheet) -> bool:
    if not words:
        return False
    here = around([word.box for word in words])
    height = median(word.box.height for word in words)
    em = height / sheet.page.aspect
    for ink in sheet.page.unread:
        level = min(ink.y1, here.y1) - max(ink.y0, here.y0) > 0.4 * height
        if level and here.x0 - em < ink.middle[0] < here.x1 + em:
            return True
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(words)]
    widest = max(gaps, default=0.0)
    others = sorted(gaps)[:-1]
    return widest > HOLE * em and (not others or widest > 2 * median(others))
