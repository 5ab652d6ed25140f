"""Pieces of rows: what of a row is the value of a label, and where its line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.model import Box, around

Piece = tuple[str, Row, int]
"""A text, the row that holds it, and its offset there."""

_LEAD = re.compile(r"^[\s:：;.,·ㆍ•\-]+")
"""What stands before a value and is none of it: colons, also misread ones, bullets, dust."""


def is_full(sheet: Sheet, row: Box) -> bool:
    """Tell whether print outside of cells runs into the right margin."""
    return row.x1 > max(sheet.margin, 0.8) - 1.5 * row.height / sheet.page.aspect


def full_lines(sheet: Sheet, pieces: Sequence[Piece]) -> list[int]:
    """Return which pieces fill their line, so that the next one goes on where they broke."""
    found = []
    for i, ((text, row, at), (_, after, offset)) in enumerate(pairwise(pieces)):
        box = around([word.box for word in row.words_at(at, at + len(text))])
        if row.cell is None:
            begins = after.words_at(offset, offset + 1)
            full = is_full(sheet, box) and bool(begins) and begins[0].box.x0 < box.x0 - 0.02
        else:
            room, em = sheet.cells[row.cell].x1 - box.x1, box.height / sheet.page.aspect
            first = after.words_at(offset, offset + 1)
            # A word processor's lines are ours: they break only where a word has no room.
            written = sheet.page.source == "word-processor" and first and after.cell == row.cell
            full = room < (first[0].box.width + 0.9 * em if written else 1.5 * em)
        if full:
            found.append(i)
    return found


def begins_column(piece: Piece) -> bool:
    """Tell whether a piece is the beginning of its row or of a column of it."""
    _, row, offset = piece
    before = row.text[:offset].rstrip(" :：;.,·ㆍ•-")
    return not before or before.endswith(COLUMN)


def piece_of(row: Row, start: int, stop: int) -> list[Piece]:
    text = row.text[start:stop]
    lead = _LEAD.match(text)
    if lead:
        start += lead.end()
    text = row.text[start:stop].rstrip()
    return [(text, row, start)] if text else []


MOST_COLUMNS = 10
FLUSH = 0.012


def columns_of(row: Row) -> Iterator[tuple[int, str]]:
    """Yield the columns of *row*, each with its offset."""
    at = 0
    for text in row.text.split(COLUMN)[:MOST_COLUMNS]:
        yield at, text
        at += len(text) + 1


def _begins_at(row: Row, number: int, place: float) -> bool:
    """Tell whether a word is the first of a column of *row* that begins flush with *place*."""
    start = row.starts[number]
    return row.text[:start].endswith(COLUMN) and row.words[number].box.x0 > place - FLUSH


def pieces_between(row: Row, left: float, right: float) -> list[Piece]:
    """Return what of *row* begins between *left* and *right*.

    A column that begins at *right*, or a hair before it as the pen of a printer may, is none.
    """
    words = [i for i, word in enumerate(row.words) if left <= word.box.x0 < right]
    while len(words) > 1 and _begins_at(row, words[-1], right):
        words.pop()
    if not words:
        return []
    end = row.starts[words[-1]] + len(row.words[words[-1]].text)
    return piece_of(row, row.starts[words[0]], end)
