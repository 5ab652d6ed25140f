"""Resident registration numbers are starred before a word is made of them.

A resident number is six digits of birth and seven more, of which the first is 1 to 8; a
corporate number has the same shape.  What tells them apart is the label, then the calendar,
then, where one label serves both, the corporate check digit beside a firm's legal form.
In doubt a number is masked: a corporate number is printed on other papers too, a resident
number must not be kept (개인정보 보호법 제24조의2).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.model import Box, Word

DIGIT = r"[0-9０-９OoIl|]"
STAR = r"[0-9０-９OoIl|*＊∗●•xX×※]"
HYPHEN = r"[-‐‑‒–—―−－ーㅡ~_=.·:]{1,2}"
NUMBER = re.compile(
    rf"(?<![0-9])({DIGIT}(?: ?{DIGIT}){{5}})(?: ?{HYPHEN} ?| )({STAR}(?: ?{STAR}){{6}})(?![0-9])"
)
BARE = re.compile(rf"(?<![0-9])({DIGIT}{{6}})({STAR}{{7}})(?![0-9])")

RESIDENT = re.compile("주민|생년월일")
CORPORATE = re.compile("[법범볍]인|법민")
LEGAL_FORM = re.compile(
    r"주식회사|유한회사|유한책임회사|합자회사|합명회사|[(（]주[)）]|㈜|재단법인|사단법인|협동조합"
)
LOOKS_LIKE = str.maketrans("０１２３４５６７８９OoIl|", "012345678900111")


@dataclass(frozen=True)
class _Row:
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
    texts = [list(word.text) for word in words]
    rows = _rows(words)
    firm = bool(LEGAL_FORM.search("".join(word.text for word in words)))
    for place, row in enumerate(rows):
        for first, second in _numbers(row):
            label = _label(rows, place, first[0])
            digits = _digits(row.text, first), _digits(row.text, second)
            if _is_resident(*digits, label, firm):
                for at in range(*second):
                    _star(texts, row, at)
    return tuple(
        word if (text := "".join(letters)) == word.text else Word(text=text, box=word.box)
        for word, letters in zip(words, texts, strict=True)
    )


def mask_alike(readings: Sequence[Sequence[Word]]) -> tuple[tuple[Word, ...], ...]:
    """Mask several readings of one sheet; what one of them shows to be masked goes in all."""
    masked = [mask(words) for words in readings]
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
    return Word(text="".join(letters), box=word.box)


def _rows(words: Sequence[Word]) -> list[_Row]:
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


def _join(row: list[tuple[int, Word]]) -> _Row:
    text, starts = "", []
    for place, (_, word) in enumerate(row):
        if place:
            gap = word.box.x0 - row[place - 1][1].box.x1
            text += " " if gap < 2.5 * max(word.box.height, 0.008) else "\n"
        starts.append(len(text))
        text += word.text
    return _Row(words=tuple(row), text=text, starts=tuple(starts))


Span = tuple[int, int]


def _numbers(row: _Row) -> Iterator[tuple[Span, Span]]:
    """Yield where both halves of a number of this shape stand in the row's text."""
    for match in NUMBER.finditer(row.text):
        yield match.span(1), match.span(2)
    for match in BARE.finditer(row.text):
        if "주민" in row.text.replace(" ", ""):
            yield match.span(1), match.span(2)


def _digits(text: str, span: Span) -> str:
    return re.sub(r"[^0-9]", "*", text[slice(*span)].replace(" ", "").translate(LOOKS_LIKE))


def _label(rows: list[_Row], place: int, start: int) -> str:
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
    above = [
        word.text
        for other in rows[:place]
        for _, word in other.words
        if word.box.x0 < box.x1 and box.x0 < word.box.x1
    ]
    return next((text for text in reversed(above) if re.search("번호|주민|법인", text)), "")


def _is_resident(birth: str, rest: str, label: str, firm: bool) -> bool:
    resident, corporate = RESIDENT.search(label), CORPORATE.search(label)
    if (birth + rest).count("*") > 7:
        return False
    if corporate and not resident:
        return False
    if resident and not corporate:
        return True
    if not _is_birthday(birth) or rest[0] in "09":
        return False
    return not (corporate and firm and _is_corporate(birth + rest))


def _is_birthday(digits: str) -> bool:
    if not digits.isdigit():
        return True  # misread: in doubt it is one
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        dt.date(2000 + year, month, day)
    except ValueError:
        return (month, day) == (2, 29)  # 1900 and 2100 aside, the century is not known
    return True


def _is_corporate(digits: str) -> bool:
    """Tell whether the check digit of corporate numbers before 2025-01-31 fits."""
    if not digits.isdigit():
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:12]))
    return -total % 10 == int(digits[12])


def _star(texts: list[list[str]], row: _Row, at: int) -> None:
    for (index, word), start in zip(row.words, row.starts, strict=True):
        if start <= at < start + len(word.text):
            texts[index][at - start] = "*"
