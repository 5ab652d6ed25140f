"""What a PDF said before it was saved again, where the file still holds that.

A program that changes a PDF may append its changes and leave the rest as it was (ISO 32000-1,
7.5.6): cut off where the earlier revision ends, the file is that revision.
"""

from __future__ import annotations

import re

import pypdfium2 as pdfium

from extractors.model import Sign

MOST_REVISIONS, MOST_SHEETS = 3, 10
_END = re.compile(rb"%%EOF[\r\n]{0,2}")
_LINEARIZED = re.compile(rb"/Linearized\b")
HEAD = 2_048  # bytes in which a file says that its first sheet comes first


def signs_of(data: bytes) -> tuple[Sign, ...]:
    """Return ``revised`` where an earlier revision of the PDF *data* prints other words.

    Annotations, answers in fields and signatures are no words of a sheet.
    """
    ends = [match.end() for match in _END.finditer(data)]
    if _LINEARIZED.search(data[:HEAD]):
        ends = ends[1:]  # the first one ends a part that is no revision
    earlier = [end for end in ends[:-1] if data[end:].strip()][-MOST_REVISIONS:]
    if not earlier:
        return ()
    now = _words(data)
    for end in earlier:
        before = _words(data[:end])
        if now and before and len(now) == len(before) and now != before:
            return ("revised",)
    return ()


def _words(data: bytes) -> list[list[str]]:
    """Return the words of each of the first sheets, in order; [] where it cannot be opened."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return []
    try:
        return [_words_on(document, number) for number in range(min(len(document), MOST_SHEETS))]
    except pdfium.PdfiumError:
        return []
    finally:
        document.close()


def _words_on(document: pdfium.PdfDocument, number: int) -> list[str]:
    page = document[number]
    text = page.get_textpage()
    try:
        return sorted(str(text.get_text_range()).split())
    finally:
        text.close()
        page.close()
