"""Labels: what is printed before, over or beside a value, in a row or over several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz import fuzz

from extractors.fields.addresses import PROVINCES
from extractors.fields.joined import ALONE, LabelShare, joined_labels
from extractors.fields.layout import COLUMN, Row
from extractors.korean import hangul, jamo, squash
from extractors.model import Box

COLON = ":："
ANNOTATION = re.compile(r"[ \t]*\((?![주유합재사농]\))[^()]{1,24}(?:\)|$)")
"""What a label adds in brackets; the closing one may have slipped into the next row.  A firm's
legal form begins its name."""
LATIN_ONLY = re.compile(r"^[A-Za-z\s()./,&'·ㆍ\-:]*$")
IN_ENGLISH = re.compile(rf"[ ]?[A-Za-z][A-Za-z ()./,&'\-:]{{3,60}}{COLUMN}(?=.)")
"""The label once more, a gap before its value."""
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z ]{5,30}[A-Za-z0][.:]\s?\d")
"""``IssuanceNo. 5311``: the label once more before a number, its blanks lost."""
_PROVINCE_NAMES = sorted({name for names in PROVINCES.values() for name in names}, reverse=True)
LONGEST_PLAIN = 60
LONG, NEARLY_SAME = 8, 92  # signs; hundredths of jamo that are the same
MOST_IN_A_ROW, MOST_LETTERS = 60, 2_000
_BULLETS = "○●□■◦·※*•‧∙▪▫◆◇▶▷►❖➢①-⑳"
_BULLET = re.compile(
    rf"^[\s\d.,)({_BULLETS}\-가나다라마바사아자차카타파하]{{0,4}}[.,)\s{_BULLETS}]\s*$"
)
_BEGINS = re.compile(
    rf"제?\s?[A-Z]{{0,2}}\d|\([주유합재사농]\)|[㈜㈔㈐]|주식회사|(?:{'|'.join(_PROVINCE_NAMES)})[가-힣\s]"
)
"""How a value begins beyond doubt: OCR loses the gap between a label and what follows it."""
_COLON_MISREAD = re.compile(r"^[ ]?[.,;·ㆍ][ ]?")
"""What OCR makes of a colon, before a value that begins beyond doubt."""
_NUMBER_ALONE = re.compile(r"\s*(?:\d{1,2}|[@®©°0-9]{1,3}\)?)$")
"""A number without its full stop, and what OCR makes of one in a ring: ⑪ is read as ``@``."""
SHORTEST_NUMBERED = 4  # syllables of a label that follows such a number
_HALF = re.compile(
    rf"^(?:\S{{1,3}}{COLUMN})?(소)[ ]?[{COLON}]?{COLUMN}"
    rf"(?:{'|'.join(_PROVINCE_NAMES)})\s?[가-힣]{{1,4}}[시군구]"
)
"""주 소, set as wide as the labels above it, whose first syllable was lost."""
_ADDRESS = "주소"
TITLES = frozenset(("대표이사", "대표자", "대표"))
"""Labels that are titles as well."""
_COMPANIONS = {"종목": "업태"}
"""Labels that stand in a row with another, so that one is known even where no gap follows it."""
_BOXED = re.compile(rf"{COLUMN}([\[〔]([가-힣]{{2,4}})[\]〕])")
_PARTED = re.compile(rf"(?:{COLUMN}|[{COLON}]\s*)$")
"""What parts a label from what stands before it in its row: a gap, or the colon of another."""
_ENDED = re.compile(r"(?:\d일?|[A-Za-z)*])$")
"""How a value ends that the next label of its row follows without a gap."""


@dataclass(frozen=True)
class Label:
    """A label found in a row, at the characters ``start:end`` of its text."""

    name: str
    row: Row
    start: int
    end: int
    plain: bool
    """Neither a colon, a cell nor a gap sets it off from what follows."""
    share: LabelShare = ALONE
    """Which of several labels that stand together before one entry."""
    over: tuple[Row, int] | None = None
    """The row that holds its first line, and where that line ends, if this is its second."""

    @cached_property
    def box(self) -> Box:
        return self.row.span(self.start, self.end)


class LabelReader:
    """Knows the labels of *vocabulary*; the longest one that fits a place has it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._jamo = _spellings(tuple(vocabulary))

    def in_row(self, row: Row, *, fuzzy: bool) -> list[Label]:
        """Return the labels of *row* from left to right; *fuzzy* finds misread ones too."""
        kept = [i for i, c in enumerate(row.text) if squash(c)][:MOST_LETTERS]
        letters = "".join(squash(row.text[i])[:1] for i in kept)
        taken: list[tuple[int, int]] = []
        found: list[Label] = []
        for name in self._jamo:
            at = letters.find(name)
            while at >= 0 and len(taken) < MOST_IN_A_ROW:
                start, end = kept[at], _closed(row.text, kept[at], kept[at + len(name) - 1] + 1)
                free = all(end <= a or start >= b for a, b in taken)
                free = free and not self._are_columns(row.text[start:end])
                plain = _set_off(row, start, end) if free else None
                if free and plain is None and row.text[:start].endswith(COLUMN):
                    plain = _COMPANIONS.get(name) in {label.name for label in found} or None
                if plain is not None:
                    taken.append((start, end))
                    found.append(Label(name, row, start, end, plain))
                at = letters.find(name, at + len(name))
        if fuzzy and len(kept) < MOST_LETTERS:
            found += [
                label
                for label in (*self._alike(row), *self._boxed(row, found), *self._half(row))
                if all(label.end <= a or label.start >= b for a, b in taken)
            ]
        return _without_titles(sorted(found, key=lambda label: label.start))

    def _are_columns(self, text: str) -> bool:
        """Tell whether *text*, which reads as one label, is several in columns of their own."""
        columns = text.split(COLUMN)
        return len(columns) > 1 and all(squash(column) in self._jamo for column in columns)

    def over_rows(self, rows: Sequence[Row], *, fuzzy: bool) -> Label | None:
        """Return the label that the rows of one cell make together, perhaps with its English.

        *fuzzy* finds a long one with a sign or two misread too: no value is so like a label.
        """
        if not rows or len(rows) > 6:
            return None
        text = " ".join(row.text for row in rows)
        name: str | None = squash(text) if squash(text) in self._jamo else hangul(text)
        if name not in self._jamo or any(c.isdigit() for c in text):
            long = fuzzy and len(rows) > 1 and len(squash(text)) >= LONG
            name = self._closest(text, NEARLY_SAME) if long else None
        return Label(name, rows[-1], 0, len(rows[-1].text), plain=False) if name else None

    def broken(self, above: str, row: Row, start: int) -> Label | None:
        """Return the label that begins in the line *above* and ends in *row* behind *start*.

        ``주민등록번호`` over ``(사업자등록번호) 100-…``: its value follows in its second line.
        """
        begun = squash(above)
        text = row.text[start : start + 2 * LONGEST_PLAIN]
        kept = [i for i, c in enumerate(text) if squash(c)]
        letters = "".join(squash(text[i])[:1] for i in kept)
        for name in self._beginning(begun[:2]):
            rest = name[len(begun) :]
            if not (rest and name.startswith(begun) and letters.startswith(rest)):
                continue
            end = kept[len(rest) - 1] + 1
            end += len(text[end:]) - len(text[end:].lstrip(")"))
            if end >= len(text) or not text[end].isalnum() or _BEGINS.match(text[end:]):
                return Label(name, row, start, start + end, plain=False)
        return None

    def _beginning(self, letters: str) -> Sequence[str]:
        return self._by_beginning.get(letters, ())

    @cached_property
    def _by_beginning(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._jamo:
            found.setdefault(name[:2], []).append(name)
        return found

    def together(self, rows: Sequence[Row]) -> list[Label]:
        """Return the labels that stand together in *rows*, and nothing else."""
        if not rows or len(rows) > 3 or len(rows[-1].text) > LONGEST_PLAIN:
            return []
        row = rows[-1]
        head = re.split(f"[{COLON}{COLUMN}]", row.text, maxsplit=1)[0] if len(rows) == 1 else None
        end = len(row.text if head is None else head)
        text = " ".join(other.text for other in rows) if head is None else head
        names = [] if squash(text) in self._jamo else joined_labels(text, self._name_of)
        return [
            Label(name, row, 0, end, plain=False, share=LabelShare(place, len(names)))
            for place, name in enumerate(names)
        ]

    def _name_of(self, text: str) -> str | None:
        name = squash(text)
        return name if name in self._jamo else None

    def _alike(self, row: Row) -> Iterator[Label]:
        """Find labels that OCR has misread, at the head of each column of the row."""
        at = 0
        for segment in row.text.split(COLUMN)[:MOST_IN_A_ROW]:
            head = re.split("[:：]", segment, maxsplit=1)[0]
            bounded = len(head) < len(segment) or row.cell is not None
            if bounded and 2 <= len(squash(head)) <= 14:
                name = self._closest(head)
                if name:
                    yield Label(name, row, at, at + len(head), plain=False)
            at += len(segment) + 1

    def _boxed(self, row: Row, found: Sequence[Label]) -> Iterator[Label]:
        """Find a label in brackets of which a syllable is misread, by the one that it stands with.

        ``[업태] 제조업   [충목] 의료용 가구``
        """
        for name, other in _COMPANIONS.items():
            names = {label.name for label in found}
            if name not in self._jamo or other not in names or name in names:
                continue
            for match in _BOXED.finditer(row.text):
                if len(match[2]) == len(name) and any(map(str.__eq__, match[2], name)):
                    yield Label(name, row, match.start(1), match.end(), plain=False)

    def _half(self, row: Row) -> Iterator[Label]:
        half = _HALF.match(row.text)
        if half and _ADDRESS in self._jamo:
            yield Label(_ADDRESS, row, half.start(1), half.end(1), plain=False)

    def _closest(self, head: str, least: float = 0.0) -> str | None:
        seen = jamo(head)
        scores = sorted(
            ((fuzz.ratio(seen, spelled), name) for name, spelled in self._jamo.items()),
            reverse=True,
        )[:2]
        score, name = scores[0]
        clear = len(scores) == 1 or score - scores[1][0] >= 4
        return name if clear and score >= max(least, 78 if len(name) >= 4 else 84) else None


@cache
def _spellings(vocabulary: tuple[str, ...]) -> dict[str, str]:
    """Return every label squashed, longest first, with its jamo."""
    known = sorted({squash(label) for label in vocabulary}, key=lambda name: (-len(name), name))
    return {label: jamo(label) for label in known}


def _without_titles(labels: Sequence[Label]) -> list[Label]:
    """Leave out what a person is called right behind a label: ``동의자 성명 : 대표이사 도가람``."""
    kept: list[Label] = []
    for label in labels:
        before = label.row.text[kept[-1].end : label.start] if kept else ""
        called = label.plain and label.name in TITLES and before.strip(" ") in set(COLON)
        if not called:
            kept.append(label)
    return kept


def _set_off(row: Row, start: int, end: int) -> bool | None:
    """Tell whether a label stands plain in its row; None where it is none at all."""
    before, after = row.text[:start], row.text[end:]
    annotation = ANNOTATION.match(after)
    rest = after[annotation.end() :] if annotation else after
    colon = rest.lstrip(" \t")[:1] in set(COLON) if rest.strip() else False
    if end - start >= SHORTEST_NUMBERED and _NUMBER_ALONE.match(before):
        before = ""
    if before and before[-1].isalnum() and not _BULLET.match(before):
        follows = colon or _BEGINS.match(rest)
        return True if follows and end - start >= 3 and _ENDED.search(before) else None
    before, rest = _unboxed(before, rest)
    first = not before.strip() or bool(_BULLET.match(before)) or bool(_PARTED.search(before))
    if not (first or colon):
        return None
    if not rest.strip() or colon or rest.startswith(COLUMN):
        return False
    if LATIN_ONLY.match(rest.split(COLUMN)[0]):
        return False
    if _ENGLISH.match(rest) or _BEGINS.match(_COLON_MISREAD.sub("", rest)):
        return True
    column = rest.split(COLUMN)[0]
    return True if rest.startswith(" ") and len(column) < LONGEST_PLAIN else None


def _unboxed(before: str, rest: str) -> tuple[str, str]:
    """Return what stands before and after a label, without the box that OCR read around it."""
    if before.rstrip().endswith(("[", "〔")):
        return before.rstrip()[:-1], f"{COLUMN}{rest}"
    return before, rest


def _closed(text: str, start: int, end: int) -> int:
    """Return *end* behind the bracket that a label opened or stands in: ``성명(상호)``."""
    if text[start:end].count("(") > text[start:end].count(")"):
        closing = re.match(r"\s*\)", text[end:])
        return end + closing.end() if closing else end
    if text[:start].rstrip().endswith(("[", "〔")):
        closing = re.match(r"\s*[\]〕]", text[end:])
        return end + closing.end() if closing else end
    return end
