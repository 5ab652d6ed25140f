"""Where the value of a label stands: one geometry for all papers.

A sheet is cut into cells and rows.  A label is found by what it says; its value stands
after it in the row, under it in the same cell, in the cell to the right, or below.
Nothing here knows a particular form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from rapidfuzz import fuzz

from extractors.korean import hangul, jamo, squash
from extractors.model import Box, Page, Word

COLUMN = "\t"
"""Stands in a row's text where the print leaves a gap wider than a blank."""

LARGEST_CELL = 0.35
LONGEST_PLAIN = 60

_COLON = ":："
_ANNOTATION = re.compile(r"[ \t]*\([^()]{1,24}\)")
_LEAD = re.compile(r"^[\s:：·\-]+")
_BULLET = re.compile(r"^[\s\d.)(①-⑳○●□■◦·※*\-가-하]{0,4}[.)\s○●□■◦·※*①-⑳]\s*$")
_LATIN_ONLY = re.compile(r"^[A-Za-z\s()./,&'\-:]*$")


@dataclass(frozen=True)
class Row:
    """Words that stand side by side, in one cell or outside all cells.

    ``text`` joins them as printed: blanks where the print has blanks, a `COLUMN` mark
    where it leaves a wide gap; ``starts`` is the offset of each word in it.
    """

    page: int
    cell: int | None
    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]

    @property
    def box(self) -> Box:
        return around([word.box for word in self.words])

    def words_at(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that hold any of the characters ``start:end``."""
        return tuple(
            word
            for word, at in zip(self.words, self.starts, strict=True)
            if at < end and at + len(word.text) > start
        )


@dataclass(frozen=True)
class Label:
    """A label found in a row, at the characters ``start:end`` of its text."""

    name: str
    row: Row
    start: int
    end: int
    plain: bool
    """Neither a colon, a cell nor a gap sets it off from what follows."""


@dataclass(frozen=True)
class Place:
    """Where the value of a label stands, and what is printed there.

    ``pieces`` are (text, row, offset in the row) in reading order; none when blank.
    """

    label: Label
    page: int
    pieces: tuple[tuple[str, Row, int], ...]
    region: Box

    @property
    def text(self) -> str:
        return "\n".join(text for text, _, _ in self.pieces)

    def box(self, start: int = 0, end: int | None = None) -> Box:
        """Return the box of the words that hold the characters ``start:end`` of `text`."""
        boxes: list[Box] = []
        at = 0
        for text, row, offset in self.pieces:
            low, high = max(start - at, 0), min((end if end is not None else 10**9) - at, len(text))
            if low < high:
                boxes += [word.box for word in row.words_at(offset + low, offset + high)]
            at += len(text) + 1
        return around(boxes) if boxes else self.region


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all *boxes*."""
    return Box(
        min(b.x0 for b in boxes),
        min(b.y0 for b in boxes),
        max(b.x1 for b in boxes),
        max(b.y1 for b in boxes),
    )


class Sheet:
    """One reading of one page, cut into cells and rows."""

    def __init__(self, page: Page, reading: int = 0) -> None:
        self.page = page
        self.words = page.readings[reading] if reading < len(page.readings) else ()
        # A cell that holds half of the sheet is a frame around it.
        self.cells = tuple(c for c in page.cells if c.width * c.height < LARGEST_CELL)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All rows, top to bottom; those of one cell keep together by their order."""
        groups: dict[int | None, list[Word]] = {}
        for word in self.words:
            groups.setdefault(self._cell_of(word), []).append(word)
        rows = [self._row(cell, line) for cell, words in groups.items() for line in _lines(words)]
        return tuple(sorted(rows, key=lambda row: (row.box.y0, row.box.x0)))

    def rows_in(self, cell: int) -> tuple[Row, ...]:
        """Return the rows of one cell, top to bottom."""
        return self._by_cell.get(cell, ())

    def text_in(self, cell: int) -> str:
        return "\n".join(row.text for row in self.rows_in(cell))

    @cached_property
    def _by_cell(self) -> dict[int, tuple[Row, ...]]:
        by_cell: dict[int, list[Row]] = {}
        for row in self.rows:
            if row.cell is not None:
                by_cell.setdefault(row.cell, []).append(row)
        return {cell: tuple(rows) for cell, rows in by_cell.items()}

    def _cell_of(self, word: Word) -> int | None:
        holding = [i for i, cell in enumerate(self.cells) if cell.holds(word.box.middle)]
        return min(holding, key=lambda i: self.cells[i].width * self.cells[i].height, default=None)

    def _row(self, cell: int | None, words: list[Word]) -> Row:
        words = sorted(words, key=lambda word: word.box.x0)
        em = median(word.box.height for word in words) / self.page.aspect
        text, starts = "", []
        for i, word in enumerate(words):
            if i:
                gap = (word.box.x0 - words[i - 1].box.x1) / em if em else 1
                blank = gap > 0.25 or self.page.source != "ocr"
                text += COLUMN if gap > 1.3 else " " if blank else ""
            starts.append(len(text))
            text += word.text
        return Row(self.page.number, cell, tuple(words), text, tuple(starts))

    def right_of(self, cell: int) -> int | None:
        """Return the cell to the right that stands level with *cell*."""
        here = self.cells[cell]
        level = [
            i
            for i, other in enumerate(self.cells)
            if i != cell
            and other.x0 >= here.x1 - 0.01
            and _overlap(here.y0, here.y1, other.y0, other.y1) >= 0.6
        ]
        return min(level, key=lambda i: (self.cells[i].x0, self.cells[i].y0), default=None)

    def below(self, cell: int) -> int | None:
        """Return the cell under *cell* in the same column."""
        here = self.cells[cell]
        under = [
            i
            for i, other in enumerate(self.cells)
            if i != cell
            and other.y0 >= here.y1 - 0.005
            and other.y0 - here.y1 < 0.05
            and _overlap(here.x0, here.x1, other.x0, other.x1) >= 0.6
        ]
        return min(under, key=lambda i: self.cells[i].y0, default=None)


def _lines(words: list[Word]) -> Iterator[list[Word]]:
    """Group *words* into lines: neighbours whose middles stand at one height."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        if line:
            height = max(median(w.box.height for w in line), word.box.height)
            middle = median(w.box.middle[1] for w in line)
            if word.box.middle[1] - middle > 0.5 * height:
                yield line
                line = []
        line.append(word)
    if line:
        yield line


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    shared = min(a1, b1) - max(a0, b0)
    return shared / min(a1 - a0, b1 - b0) if min(a1 - a0, b1 - b0) > 0 else 0.0


class Finder:
    """Finds the places of labels on the sheets of one paper.

    *vocabulary* are all labels of all papers: what is a label is never a value, and the
    longest label that fits a place has it.
    """

    def __init__(self, sheets: Sequence[Sheet], vocabulary: Sequence[str]) -> None:
        self.sheets = sheets
        self._known = sorted({squash(label) for label in vocabulary}, key=len, reverse=True)
        self._jamo = {label: jamo(label) for label in self._known}

    @cached_property
    def _labels(self) -> dict[int, list[tuple[Sheet, Label]]]:
        by_row: dict[int, list[tuple[Sheet, Label]]] = {}
        for sheet in self.sheets:
            for row in sheet.rows:
                found = self._in_row(row, fuzzy=sheet.page.source == "ocr")
                by_row[id(row)] = [(sheet, label) for label in found]
            for cell in range(len(sheet.cells)):
                self._wrapped(sheet, cell, by_row)
        return by_row

    def labels_in(self, row: Row) -> list[Label]:
        return [label for _, label in self._labels.get(id(row), [])]

    def places(self, labels: Sequence[str], *, wrap: bool = False) -> list[Place]:
        """Return every place whose label is one of *labels*, the plainest last."""
        wanted = {squash(label): i for i, label in enumerate(labels)}
        found = [
            (sheet, label)
            for entries in self._labels.values()
            for sheet, label in entries
            if label.name in wanted
        ]
        found.sort(key=lambda entry: entry[1].plain)
        places = (self._place(sheet, label, wrap=wrap) for sheet, label in found)
        return [place for place in places if place is not None]

    # ── labels ───────────────────────────────────────────────────────────────────────

    def _in_row(self, row: Row, *, fuzzy: bool) -> list[Label]:
        kept = [i for i, c in enumerate(row.text) if c.isalnum()]
        letters = "".join(squash(row.text[i])[:1] or row.text[i] for i in kept)
        taken: list[tuple[int, int]] = []
        found: list[Label] = []
        for name in self._known:
            at = letters.find(name)
            while at >= 0:
                start, end = kept[at], _closed(row.text, kept[at], kept[at + len(name) - 1] + 1)
                free = all(end <= a or start >= b for a, b in taken)
                plain = self._set_off(row, start, end) if free else None
                if plain is not None:
                    taken.append((start, end))
                    found.append(Label(name, row, start, end, plain))
                at = letters.find(name, at + 1)
        if fuzzy and not found:
            found = list(self._alike(row))
        return sorted(found, key=lambda label: label.start)

    def _set_off(self, row: Row, start: int, end: int) -> bool | None:
        """Tell whether a label stands plain in its row; None where it is none at all."""
        before, after = row.text[:start], row.text[end:]
        annotation = _ANNOTATION.match(after)
        rest = after[annotation.end() :] if annotation else after
        colon = rest.lstrip(" \t")[:1] in set(_COLON) if rest.strip() else False
        if before and before[-1].isalnum():
            return None
        first = not before.strip() or bool(_BULLET.match(before)) or before.endswith(COLUMN)
        if not (first or colon):
            return None
        if not rest.strip() or colon or rest.startswith(COLUMN):
            return False
        if row.cell is not None and _LATIN_ONLY.match(rest):
            return False
        column = rest.split(COLUMN)[0]
        return True if rest.startswith(" ") and len(column) < LONGEST_PLAIN else None

    def _alike(self, row: Row) -> Iterator[Label]:
        """Find labels that OCR has misread, at the head of each column of the row."""
        at = 0
        for segment in row.text.split(COLUMN):
            head = re.split("[:：]", segment, maxsplit=1)[0]
            bounded = len(head) < len(segment) or row.cell is not None
            if bounded and 2 <= len(squash(head)) <= 14:
                name = self._closest(head)
                if name:
                    yield Label(name, row, at, at + len(head), plain=False)
            at += len(segment) + 1

    def _closest(self, head: str) -> str | None:
        seen = jamo(head)
        scores = sorted(
            ((fuzz.ratio(seen, spelled), name) for name, spelled in self._jamo.items()),
            reverse=True,
        )[:2]
        score, name = scores[0]
        clear = len(scores) == 1 or score - scores[1][0] >= 4
        return name if clear and score >= (78 if len(name) >= 4 else 84) else None

    def _wrapped(
        self, sheet: Sheet, cell: int, by_row: dict[int, list[tuple[Sheet, Label]]]
    ) -> None:
        """Know a cell that is one label over several rows, or a label with its English."""
        rows = sheet.rows_in(cell)
        if not rows:
            return
        text = " ".join(row.text for row in rows)
        name = squash(text) if squash(text) in self._jamo else hangul(text)
        if name in self._jamo and not any(c.isdigit() for c in text):
            last = rows[-1]
            for row in rows:
                by_row[id(row)] = []
            by_row[id(last)] = [(sheet, Label(name, last, 0, len(last.text), plain=False))]

    def _begins_with_label(self, sheet: Sheet, cell: int) -> bool:
        """Tell whether the first thing in *cell* is a label."""
        first = next(iter(sheet.rows_in(cell)), None)
        labels = self.labels_in(first) if first else []
        return bool(labels) and not squash(labels[0].row.text[: labels[0].start])

    # ── places ───────────────────────────────────────────────────────────────────────

    def _place(self, sheet: Sheet, label: Label, *, wrap: bool) -> Place | None:
        pieces = self._after(label)
        cell = label.row.cell
        if pieces and not _LATIN_ONLY.match(pieces[0][0]):
            if wrap:
                pieces += self._continued(sheet, label, pieces[0][1], pieces[0][2])
            return self._made(sheet, label, pieces, self._blank(label, sheet))
        if cell is None:
            pieces = self._beside(sheet, label) or self._under(sheet, label)
            if not pieces and not _asks(label):
                return None
            return self._made(sheet, label, pieces, self._blank(label, sheet))
        under = self._rows_until_label(
            [row for row in sheet.rows_in(cell) if row.box.y0 > label.row.box.y0]
        )
        said = [piece for piece in under if not _LATIN_ONLY.match(piece[0])]
        if said:
            return self._made(sheet, label, said, sheet.cells[cell])
        return self._in_neighbour(sheet, label, cell)

    def _in_neighbour(self, sheet: Sheet, label: Label, cell: int) -> Place | None:
        """Look right of a cell that is only a label, then in the cell itself, then below.

        A cell is blank only if nothing at all is printed in it: one that begins with another
        label says nothing about this one.
        """
        right, below = sheet.right_of(cell), sheet.below(cell)
        for neighbour in (right, below):
            if neighbour is not None and not self._begins_with_label(sheet, neighbour):
                there = self._rows_until_label(sheet.rows_in(neighbour))
                if there:
                    return self._made(sheet, label, there, sheet.cells[neighbour])
            if neighbour == right and self._has_room(sheet, label):
                return self._made(sheet, label, [], sheet.cells[cell])
            if neighbour is not None and not sheet.rows_in(neighbour):
                return self._made(sheet, label, [], sheet.cells[neighbour])
        return None

    def _has_room(self, sheet: Sheet, label: Label) -> bool:
        """Tell whether a label stands at the top of a cell that has room for its value."""
        if label.row.cell is None or sheet.page.source == "word-processor":
            return False
        cell, here = sheet.cells[label.row.cell], label.row.box
        last = max(row.box.y1 for row in sheet.rows_in(label.row.cell))
        return cell.y1 - last > 1.3 * here.height and here.y0 - cell.y0 < 0.35 * (cell.y1 - last)

    def _made(
        self,
        sheet: Sheet,
        label: Label,
        pieces: list[tuple[str, Row, int]],
        region: Box,
    ) -> Place:
        return Place(label, sheet.page.number, tuple(pieces), region)

    def _after(self, label: Label) -> list[tuple[str, Row, int]]:
        """Return what follows the label in its row, up to the next label."""
        row = label.row
        following = [other.start for other in self.labels_in(row) if other.start >= label.end]
        stop = min(following, default=len(row.text))
        start = label.end
        annotation = _ANNOTATION.match(row.text[start:stop])
        if annotation:
            start += annotation.end()
        return _piece(row, start, stop)

    def _rows_until_label(self, rows: Sequence[Row]) -> list[tuple[str, Row, int]]:
        pieces: list[tuple[str, Row, int]] = []
        for row in rows:
            labels = [label for label in self.labels_in(row) if not label.plain]
            pieces += _piece(row, 0, labels[0].start if labels else len(row.text))
            if labels:
                break
        return pieces

    def _beside(self, sheet: Sheet, label: Label) -> list[tuple[str, Row, int]]:
        """Return what stands right of a label a little higher or lower than it."""
        here, stop = self._column(label)
        for row in sheet.rows:
            apart = abs(row.box.middle[1] - here.middle[1])
            level = apart < 0.9 * max(here.height, row.box.height)
            if row is label.row or row.cell is not None or not level or self.labels_in(row):
                continue
            pieces = _between(row, here.x1, stop)
            if pieces and not _LATIN_ONLY.match(pieces[0][0]):
                return pieces
        return []

    def _under(self, sheet: Sheet, label: Label) -> list[tuple[str, Row, int]]:
        """Return what stands under a label that nothing follows, in its column."""
        here, stop = self._column(label)
        for row in sheet.rows:
            if row.cell is not None or row.box.y0 <= here.y1 - 0.3 * here.height:
                continue
            if row.box.y0 - here.y1 > 2.0 * here.height or self.labels_in(row):
                return []
            pieces = _between(row, here.x0 - 0.03, stop)
            if pieces and not _LATIN_ONLY.match(pieces[0][0]):
                return pieces
        return []

    def _continued(
        self, sheet: Sheet, label: Label, row: Row, offset: int
    ) -> list[tuple[str, Row, int]]:
        """Return the rows that go on below a value, as far left as it begins."""
        first = row.words_at(offset, len(row.text))
        if not first:
            return []
        left, (_, stop) = first[0].box.x0 - 0.02, self._column(label)
        pieces: list[tuple[str, Row, int]] = []
        last = row
        for other in sheet.rows:
            if other.cell != row.cell or other.box.y0 <= last.box.y0 + 0.3 * last.box.height:
                continue
            near = other.box.y0 - last.box.y1 < 1.3 * last.box.height
            if not near or self.labels_in(other) or other.box.x0 < left:
                break
            pieces += _between(other, left, stop)
            last = other
        return pieces

    def _column(self, label: Label) -> tuple[Box, float]:
        """Return a label's box, and where the next label of its row begins."""
        here = around([w.box for w in label.row.words_at(label.start, label.end)])
        following = [o for o in self.labels_in(label.row) if o.start >= label.end]
        if not following:
            return here, 1.0
        words = label.row.words_at(following[0].start, following[0].end)
        return here, around([word.box for word in words]).x0

    def _blank(self, label: Label, sheet: Sheet) -> Box:
        """Return where a value would stand: the rest of the row, right of its label."""
        here = around([w.box for w in label.row.words_at(label.start, label.end)])
        return Box(here.x1, here.y0, max(here.x1, 0.95), here.y1)


def _piece(row: Row, start: int, stop: int) -> list[tuple[str, Row, int]]:
    text = row.text[start:stop]
    lead = _LEAD.match(text)
    if lead:
        start += lead.end()
    text = row.text[start:stop].rstrip()
    return [(text, row, start)] if text else []


def _between(row: Row, left: float, right: float) -> list[tuple[str, Row, int]]:
    """Return what of *row* begins between *left* and *right*."""
    words = [i for i, word in enumerate(row.words) if left <= word.box.x0 < right]
    if not words:
        return []
    end = row.starts[words[-1]] + len(row.words[words[-1]].text)
    return _piece(row, row.starts[words[0]], end)


def _asks(label: Label) -> bool:
    """Tell whether a label that nothing follows still asks for a value: ``성명 :``."""
    return any(mark in label.row.text[label.end :] for mark in (*_COLON, "_", "("))


def _closed(text: str, start: int, end: int) -> int:
    """Return *end* behind the bracket that a label opened: ``성명(상호)``."""
    if text[start:end].count("(") > text[start:end].count(")"):
        closing = re.match(r"\s*\)", text[end:])
        return end + closing.end() if closing else end
    return end
