"""Resident registration numbers are starred before a word is made of them.

Print and OCR break numbers into words, cells and lines; the words of a sheet are put together
as they stand before `extractors.resident` looks at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.model import Box, Word, around
from extractors.resident import CORPORATE, LEGAL_FORM, RESIDENT, is_resident, numbers_in

STAR = r"[0-9０-９OoQDㅇ○〇Il|!ㅣSsBZzb*＊∗●•xX×※]"
_FIRST_HALF = re.compile(r"(?<![0-9])[0-9]{6}\s*[^0-9A-Za-z가-힣\s]?$")
_SECOND_HALF = re.compile(r"^[^0-9A-Za-z가-힣\s]?\s*[1-8][0-9*]{6}(?![0-9])")


@dataclass(frozen=True)
class _TextRow:
    """Words side by side, and their text with one blank (a line break for a wide gap) between."""

    words: tuple[tuple[int, Word], ...]
    text: str
    starts: tuple[int, ...]

    @property
    def middle(self) -> float:
        return sum(word.box.middle[1] for _, word in self.words) / len(self.words)

    @property
    def height(self) -> float:
        return max(word.box.height for _, word in self.words)


def mask(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return *words*, those of one sheet, with resident numbers as ``900101-*******``."""
    return _mask(words, firm=_names_a_firm(words))


def _names_a_firm(words: Sequence[Word]) -> bool:
    return LEGAL_FORM.search("".join(word.text for word in words)) is not None


def _mask(words: Sequence[Word], *, firm: bool) -> tuple[Word, ...]:
    texts = [list(word.text) for word in words]
    rows = _rows(words)
    for place, row in enumerate(rows):
        for found in numbers_in(row.text):
            if is_resident(found, _label(rows, place, found.start), firm=firm):
                for at in found.hidden:
                    _star(texts, row, at)
    for row, at in _second_halves(rows):
        _star(texts, row, at)
    return tuple(
        word if (text := "".join(letters)) == word.text else word.model_copy(update={"text": text})
        for word, letters in zip(words, texts, strict=True)
    )


def mask_alike(readings: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
    """Mask several readings of one sheet; what one of them shows to be masked goes in all."""
    firm = any(map(_names_a_firm, readings))
    masked = [_mask(words, firm=firm) for words in readings]
    places = [
        word.box
        for before, after in zip(readings, masked, strict=True)
        for old, word in zip(before, after, strict=True)
        if old.text != word.text
    ]
    return tuple(
        tuple(_hide(word) if _stands_in(word, places) else word for word in words)
        for words in masked
    )


def _stands_in(word: Word, places: list[Box]) -> bool:
    middle = word.box.middle
    return any(box.holds(middle) or word.box.holds(box.middle) for box in places)


def _hide(word: Word) -> Word:
    """Star the last seven digits of a word that stands where another reading saw a number."""
    places = [match.start() for match in re.finditer(STAR, word.text)]
    if len(places) < 4:
        return word
    letters = list(word.text)
    for place in places[-7:]:
        letters[place] = "*"
    return word.model_copy(update={"text": "".join(letters)})


def _rows(words: Sequence[Word]) -> list[_TextRow]:
    rows: list[list[tuple[int, Word]]] = []
    for item in sorted(enumerate(words), key=lambda item: item[1].box.middle[1]):
        box = item[1].box
        last = rows[-1][-1][1].box if rows else box
        near = abs(box.middle[1] - last.middle[1]) < 0.5 * max(min(box.height, last.height), 0.004)
        if rows and near:
            rows[-1].append(item)
        else:
            rows.append([item])
    return [_join(sorted(row, key=lambda item: item[1].box.x0)) for row in rows]


def _join(row: list[tuple[int, Word]]) -> _TextRow:
    text, starts = "", []
    for place, (_, word) in enumerate(row):
        if place:
            gap = word.box.x0 - row[place - 1][1].box.x1
            text += " " if gap < 2.5 * max(word.box.height, 0.008) else "\n"
        starts.append(len(text))
        text += word.text
    return _TextRow(words=tuple(row), text=text, starts=tuple(starts))


def _second_halves(rows: Sequence[_TextRow]) -> Iterator[tuple[_TextRow, int]]:
    """Yield the signs of numbers that break over two lines, or over two cells.

    A first half that ends its piece of a line is one where a hyphen or a label says so.
    """
    for place, row in enumerate(rows):
        for start, end, box in _pieces(row):
            first = _FIRST_HALF.search(row.text[start:end])
            if first is None:
                continue
            label = _label(list(rows), place, start + first.start())
            if CORPORATE.search(label) and not RESIDENT.search(label):
                continue
            if not (RESIDENT.search(label) or first.group()[-1] in "-–—‐−ㅡ"):
                continue
            lines = ((other, piece) for other in rows for piece in _pieces(other))
            for other, (begin, stop, below) in lines:
                near = -0.5 < (below.y0 - box.y1) / max(box.height, 0.004) < 1.8
                beside = below.x0 < box.x1 and box.x0 < below.x1 + 0.1
                second = _SECOND_HALF.search(other.text[begin:stop])
                if other is not row and near and beside and second:
                    digits = range(begin + second.start(), begin + second.end())
                    yield from ((other, at) for at in digits if other.text[at].isdigit())


def _pieces(row: _TextRow) -> Iterator[tuple[int, int, Box]]:
    """Yield the parts of a row between wide gaps: where they are in its text, and their boxes."""
    at = 0
    for text in row.text.split("\n"):
        boxes = [
            word.box
            for (_, word), start in zip(row.words, row.starts, strict=True)
            if at <= start < at + len(text)
        ]
        if boxes:
            yield at, at + len(text), around(boxes)
        at += len(text) + 1


def _label(rows: list[_TextRow], place: int, start: int) -> str:
    """Return what is printed left of the number, else around it, else at the head above it."""
    row = rows[place]
    before = re.sub(r"\s", "", row.text[:start])
    nearest = re.split(r"[0-9*]{4,}", before)[-1] or before
    if re.search("번호|주민|법인", nearest):
        return nearest
    index = max(at for at, begin in enumerate(row.starts) if begin <= start)
    box = row.words[index][1].box
    reach = 1.6 * row.height
    left = "".join(
        word.text
        for other in rows
        if abs(other.middle - row.middle) < reach
        for _, word in other.words
        if word.box.x1 <= box.x0
    )
    if re.search("번호|주민|법인", left):
        return left
    above = (
        _around(word, other)
        for other in reversed(rows[:place])
        for _, word in reversed(other.words)
        if word.box.x0 < box.x1 and box.x0 < word.box.x1
        if re.search("번호|주민|법인", word.text)
    )
    return next(above, "")


def _around(word: Word, row: _TextRow) -> str:
    """Return a label's *word*, with the words that stand close to it: 주민(법인 · 외국인)등록번호.

    A word that names a person's number alone says enough, whatever stands beside it.
    """
    if RESIDENT.search(word.text) and not CORPORATE.search(word.text):
        return word.text
    pieces = (row.text[start:end] for start, end, box in _pieces(row) if box.holds(word.box.middle))
    return re.sub(r"\s", "", next(pieces, word.text))


def _star(texts: list[list[str]], row: _TextRow, at: int) -> None:
    for (index, word), start in zip(row.words, row.starts, strict=True):
        if start <= at < start + len(word.text):
            texts[index][at - start] = "*"
