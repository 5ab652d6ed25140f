"""What on a paper's own sheets tells that it is not as an office issued it."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.extraction import Paper
from extractors.korean import squash
from extractors.layout import COLUMN
from extractors.model import Document, IssuedDocument, Sign

OVERPRINTS: dict[Sign, tuple[str, ...]] = {
    "specimen": ("견본", "샘플", "sample", "specimen", "작성예시", "발급예시"),
    "preview": ("미리보기", "열람용", "preview", "제출불가", "효력없음", "법적효력없음"),
}
"""What is printed across a sheet that is no certificate yet, or never will be."""


def signs_of(kind: type[Document], paper: Paper) -> tuple[Sign, ...]:
    """Return what speaks against *paper*, which is of type *kind*; each sign once.

    Offices issue sheets, not documents to type in: a certificate from a word processor was
    typed or converted by somebody.
    """
    found = [sign for page in paper.pages for sign in page.signs]
    if issubclass(kind, IssuedDocument):
        found += [*_overprints(paper)]
        if any(page.source == "word-processor" for page in paper.pages):
            found.append("editable")
    return tuple(dict.fromkeys(found))


def _overprints(paper: Paper) -> Iterator[Sign]:
    said = {
        squash(column).casefold()
        for finder in paper.finders
        for sheet in finder.sheets
        for row in sheet.rows
        for column in row.text.split(COLUMN)
    }
    for sign, words in OVERPRINTS.items():
        if said & set(words):
            yield sign
