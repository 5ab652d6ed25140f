"""What on a paper's own sheets tells that it is not as an office issued it."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.fields.place import covers
from extractors.fields.printed import Paper
from extractors.model import Document, IssuedDocument, Sign
from extractors.recognising import disclaimers


def signs_of(kind: type[Document], paper: Paper) -> tuple[Sign, ...]:
    """Return what speaks against *paper*, which is of type *kind*; each sign once.

    Offices issue sheets, not documents to type in: a certificate from a word processor was
    typed or converted by somebody.  Whoever fills in a form may add to it and save it again.
    """
    found = [sign for page in paper.pages for sign in page.signs]
    if not issubclass(kind, IssuedDocument):
        return tuple(sign for sign in dict.fromkeys(found) if sign != "revised")
    if any(covers(page.added, word.box) for page in paper.pages for word in page.words):
        found.append("annotated")
    found += [*_disclaimers(kind, paper)]
    if any(page.source == "word-processor" for page in paper.pages):
        found.append("editable")
    return tuple(dict.fromkeys(found))


def _disclaimers(kind: type[Document], paper: Paper) -> Iterator[Sign]:
    for page in paper.pages:
        texts = [word.text for word in page.across]
        if page.source == "ocr":
            yield from disclaimers.of_letters_across(texts)
        else:
            yield from disclaimers.of_words_across(texts)
    for finder in paper.finders:
        for sheet in finder.sheets:
            yield from disclaimers.of_rows([row.text for row in sheet.rows], kind.headings)
