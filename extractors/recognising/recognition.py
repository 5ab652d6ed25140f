"""How sure it is which paper a sheet is, and that it is certainly none of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractors.fields.layout import Row, Sheet
from extractors.fields.printed import Paper
from extractors.korean import hangul, squash
from extractors.model import Document, Page
from extractors.recognising.evidence import ENOUGH, Backing, weigh, words_on
from extractors.recognising.likeness import Text
from extractors.recognising.splitting import is_read_well
from extractors.recognising.titles import Kinds, has, has_hole, titles_on

# ── the right paper ──────────────────────────────────────────────────────────────────


NO_SLIP, ONE_SLIP, ALL_SLIPS = Backing(3, 1), Backing(2, 1), Backing(4, 2)
"""What a title needs beside it on a scan: one read as printed of which no mark was, one that
one of two readings read with slips, and one that both did."""
OF_ANOTHER = 2
"""Pieces of its own by which another kind refutes a title, where it has more of them all."""


def is_beyond_doubt(kind: type[Document], paper: Paper, kinds: Kinds) -> bool:
    """Tell whether the type is certain: all of an exact title, a second mark, no foreign one.

    On a scan our own reader and another must read the title and no reading a different one;
    in these it may have slips where enough other evidence agrees.  A form must be this
    programme's.
    """
    words = "\n".join(words_on(sheet) for finder in paper.finders for sheet in finder.sheets)
    if has(words, kind.foreign) or _is_of_another_programme(kind, paper):
        return False
    sheets = [Sheet(paper.pages[0], reading) for reading in range(len(paper.pages[0].readings))]
    exact = [titles_on(sheet, kinds, misread=False) for sheet in sheets]
    misread = paper.pages[0].source == "ocr"
    near = [
        titles or (titles_on(sheet, kinds, misread=True) if misread else [])
        for sheet, titles in zip(sheets, exact, strict=True)
    ]
    if any(title.heading.kind is not kind for titles in near for title in titles):
        return False
    if not near[0] or (misread and not any(near[1:])):
        return False
    if any(has_hole(t, sheet) for sheet, titles in zip(sheets, near, strict=True) for t in titles):
        return False
    is_marked = has(words, kind.marks)
    weights = weigh(sheets, kinds, beside=True)
    mine = next(weight for weight in weights if weight.kind is kind)
    rival = next(weight for weight in weights if weight.kind is not kind)
    if rival.pieces > mine.pieces and rival.own >= OF_ANOTHER:
        return False
    if exact[0] and (len(sheets) == 1 or any(exact[1:])):
        return is_marked or (misread and mine.backs(NO_SLIP, rival))
    return is_marked and mine.backs(ONE_SLIP if any(exact) else ALL_SLIPS, rival)


_ADDRESSED = re.compile(r"(?:귀하|귀중)$")


def _is_of_another_programme(kind: type[Document], paper: Paper) -> bool:
    """Tell whether a form goes to somebody else, or its title names another programme."""
    if not kind.addressed_to:
        return False
    said = [squash(row.text) for row in _rows(paper)]
    # In a narrow cell 귀하 stands below whom it addresses.
    said += [f"{above}{row}" for above, row in pairwise(said) if _ADDRESSED.fullmatch(row)]
    said = [words for words in said if not _ADDRESSED.fullmatch(words)]
    addressed = [Text(words, misread=paper.by_ocr) for words in said if _ADDRESSED.search(words)]
    if addressed and not any(text.says(to) for text in addressed for to in kind.addressed_to):
        return True
    sheet = Sheet(paper.pages[0])
    titles = titles_on(sheet, (kind,), misread=False)
    return any(_names_another(kind, title.heading.words) for title in titles)


def _names_another(kind: type[Document], title: str) -> bool:
    rest = hangul(title) if kind.title_words else ""
    for word in sorted(map(squash, kind.title_words), key=len, reverse=True):
        rest = rest.replace(word, "")
    return len(rest) >= 2


def _rows(paper: Paper) -> Iterator[Row]:
    for finder in paper.finders:
        for sheet in finder.sheets:
            yield from sheet.rows


def has_another_beside(kind: type[Document], paper: Paper, kinds: Kinds) -> bool:
    """Tell whether as much as names a paper without a title speaks for another kind, too.

    So it is where two papers lie on one sheet and no white strip parts them.
    """
    sheets = [sheet for finder in paper.finders for sheet in finder.sheets]
    return any(
        weight.own >= OF_ANOTHER and weight.pieces >= ENOUGH.pieces
        for weight in weigh(sheets, kinds, beside=True)
        if weight.kind is not kind
    )


# ── none of ours ─────────────────────────────────────────────────────────────────────

FEWEST_SYLLABLES = 40
"""Below this a sheet may be anything: a photo, a cover, a scan that was not read."""
FEWEST_PIECES = 2
"""Pieces of evidence from which a sheet in plain text may be a paper that lost its title."""

SIGNS_OF_A_PAPER = (
    *("증명", "확인서", "인증서", "신청서", "내역서", "동의서", "명세", "등록증", "발급번호"),
    *("세무서", "장관", "시장", "군수", "구청장", "유효기간", "등록번호", "납세", "과세"),
)
"""What some paper of an office or of the notice always prints somewhere."""


def is_none(paper: Paper, kinds: Kinds) -> bool:
    """Tell whether sheets were read well and are no paper of ours.

    A scan bears no word that a paper always prints and no piece of evidence, in no reading;
    what is plain text has no title and little evidence.  A title that OCR misread must never
    let a paper that was sent be called missing.
    """
    return bool(paper.finders) and all(
        is_read_well(page) and not _may_be_one(page, kinds) for page in paper.pages
    )


def _may_be_one(page: Page, kinds: Kinds) -> bool:
    sheets = [Sheet(page, reading) for reading in range(len(page.readings))]
    said = [squash("".join(row.text for row in sheet.rows)) for sheet in sheets]
    if any(len(hangul(words)) < FEWEST_SYLLABLES for words in said):
        return True
    weights = weigh(sheets, kinds)
    if page.source == "ocr":
        signs = any(sign in words for words in said for sign in SIGNS_OF_A_PAPER)
        return signs or any(weight.pieces for weight in weights)
    if any(titles_on(sheet, kinds, misread=True) for sheet in sheets):
        return True
    return any(weight.pieces >= FEWEST_PIECES and weight.own for weight in weights)
