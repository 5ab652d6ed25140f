"""Where the value of a label stands: one geometry for all papers.

A label is found by what it says; its value stands after it in the row, under it in the same
cell, in the cell to the right, or below.  All of these are offered, the likeliest first: what a
field's grammar does not admit gives way to the next (`extractors.extraction`).  Nothing here
knows a particular form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.continuation import NEAREST_ROWS, Continuation
from extractors.korean import squash
from extractors.labels import ANNOTATION, COLON, IN_ENGLISH, LATIN_ONLY, Label, LabelReader
from extractors.layout import COLUMN, Row, Sheet, around
from extractors.model import Box
from extractors.pieces import Piece, columns_of, full_lines, piece_of, pieces_between
from extractors.sections import Sections

_ADDRESSED = ("귀하", "귀중")
LONGEST_LINE = 16  # letters of the first line of a label over two
MOST_PLACES = 40


@dataclass(frozen=True)
class Place:
    """Where the value of a label stands, and what is printed there.

    ``pieces`` are (text, row, offset in the row) in reading order; none when blank.
    ``strays`` are texts nearby that have no label of their own: beside an empty place one
    of them may be the value.  ``heads`` say whose part of the form it is, nearest first.
    """

    label: Label
    page: int
    pieces: tuple[Piece, ...]
    region: Box
    strays: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    unsure: bool = False
    """Its rows may be too few, or not its own: what follows flush with the label, or close
    under what a scan shows, has no label."""
    wrapped: frozenset[int] = frozenset()
    """Which pieces fill their line, so that the next one goes on where they broke."""
    others: tuple[Place, ...] = ()
    """Where else the value of the label may stand, the likelier first."""

    @property
    def text(self) -> str:
        parts: list[str] = []
        for i, (text, _, _) in enumerate(self.pieces):
            parts += [text, " " if i in self.wrapped else "\n"]
        return "".join(parts[:-1])

    @property
    def certainty(self) -> float:
        """How sure the reader was of the least certain of its words."""
        words = (
            word
            for text, row, offset in self.pieces
            for word in row.words_at(offset, offset + len(text))
        )
        return min((word.certainty for word in words), default=1.0)

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


class Finder:
    """Finds the places of labels on the sheets of one paper.

    *vocabulary* are all labels of all papers: what is a label is never a value, and the
    longest label that fits a place has it.
    """

    def __init__(self, sheets: Sequence[Sheet], vocabulary: Sequence[str]) -> None:
        self.sheets = sheets
        self._reader = LabelReader(vocabulary)

    @cached_property
    def _labels(self) -> dict[int, list[tuple[Sheet, Label]]]:
        by_row: dict[int, list[tuple[Sheet, Label]]] = {}
        for sheet in self.sheets:
            for row in sheet.rows:
                found = self._reader.together([row])
                found = found or self._reader.in_row(row, fuzzy=sheet.page.source == "ocr")
                by_row[id(row)] = [(sheet, label) for label in found]
            for over, at, label in self._broken(sheet):
                by_row[id(over)] = [
                    (on, other) for on, other in by_row[id(over)] if other.start != at
                ]
                held = [entry for entry in by_row[id(label.row)] if entry[1].start >= label.end]
                earlier = [entry for entry in by_row[id(label.row)] if entry[1].end <= label.start]
                by_row[id(label.row)] = [*earlier, (sheet, label), *held]
            for cell in range(len(sheet.cells)):
                rows = sheet.rows_in(cell)
                whole = self._over_rows(sheet, rows)
                labels = self._reader.together(rows) if whole is None else [whole]
                if labels:
                    by_row |= {id(row): [] for row in rows}
                    by_row[id(labels[0].row)] = [(sheet, label) for label in labels]
        return by_row

    def _broken(self, sheet: Sheet) -> Iterator[tuple[Row, int, Label]]:
        """Yield the labels that begin in one row and end flush under it in the next.

        Each with the row and the place there where it begins.
        """
        for row in sheet.rows:
            for at, text in columns_of(row):
                if not 2 <= len(squash(text)) <= LONGEST_LINE:
                    continue
                here = row.span(at, at + len(text))
                for under in sheet.rows_between(here.y0 + 0.5 * here.height, here.y1 + here.height):
                    if under is row or under.cell != row.cell:
                        continue
                    for start, _ in columns_of(under):
                        if abs(under.span(start, start + 1).x0 - here.x0) < 0.012:
                            label = self._reader.broken(text, under, start)
                            if label is not None:
                                yield row, at, label

    def _is_label(self, sheet: Sheet, cell: int) -> bool:
        """Tell whether *cell* is nothing but a label, or begins with one."""
        rows = sheet.rows_in(cell)
        first = self.labels_in(rows[0]) if rows else []
        if first and not squash(first[0].row.text[: first[0].start]):
            return True
        return self._over_rows(sheet, rows) is not None or bool(self._reader.together(rows))

    def _over_rows(self, sheet: Sheet, rows: Sequence[Row]) -> Label | None:
        return self._reader.over_rows(rows, fuzzy=sheet.page.source == "ocr")

    @cached_property
    def _by_name(self) -> dict[str, list[tuple[Sheet, Label]]]:
        by_name: dict[str, list[tuple[Sheet, Label]]] = {}
        for entries in self._labels.values():
            for sheet, label in entries:
                by_name.setdefault(label.name, []).append((sheet, label))
        return by_name

    def labels_in(self, row: Row) -> list[Label]:
        return [label for _, label in self._labels.get(id(row), [])]

    def places(self, labels: Sequence[str], *, wrap: bool = False) -> list[Place]:
        """Return every place whose label is one of *labels*, the plainest last.

        *labels* stand in the order in which they are preferred.
        """
        wanted = dict.fromkeys(map(squash, labels))
        found = [entry for name in wanted for entry in self._by_name.get(name, [])]
        found = sorted(found, key=lambda entry: entry[1].plain)[:MOST_PLACES]
        places = (self._place(sheet, label, wrap=wrap) for sheet, label in found)
        return [place for place in places if place is not None]

    def is_value(self, row: Row) -> bool:
        """Tell whether *row* stands in a table at the place of a label."""
        return id(row) in self._value_rows

    @cached_property
    def _value_rows(self) -> frozenset[int]:
        places = (place for name in self._by_name for place in self.places([name]))
        return frozenset(
            id(row) for place in places for _, row, _ in place.pieces if row.cell is not None
        )

    # ── places ───────────────────────────────────────────────────────────────────────

    def _place(self, sheet: Sheet, label: Label, *, wrap: bool) -> Place | None:
        """Return where the value of *label* most likely stands, and where else it may."""
        found = [
            self._told(sheet, label, place) for place in self._candidates(sheet, label, wrap=wrap)
        ]
        return replace(found[0], others=tuple(found[1:])) if found else None

    def _told(self, sheet: Sheet, label: Label, place: Place) -> Place:
        cells = {row.cell for _, row, _ in place.pieces if row.cell is not None}
        return replace(
            place,
            unsure=place.unsure or self._has_more_below(sheet, place),
            heads=self._sections.heads(sheet, label, cells),
            wrapped=frozenset(full_lines(sheet, place.pieces)),
        )

    def _candidates(self, sheet: Sheet, label: Label, *, wrap: bool) -> Iterator[Place]:
        after = self._after(label)
        cell = label.row.cell
        if after and not LATIN_ONLY.match(after[0][0]):
            yield self._with_more(sheet, label, after, wrap=wrap)
        if cell is None:
            yield from self._in_the_open(sheet, label, wrap=wrap)
            return
        beside = self._beside_in_cell(sheet, label, cell)
        if beside:
            yield _made(sheet, label, beside, sheet.cells[cell])
        under = self._rows_until_label(
            [row for row in sheet.rows_in(cell) if row.box.y0 > label.row.box.y0]
        )
        said = [piece for piece in under if not _is_remark(piece[0])]
        if said and said not in (after, beside):
            yield _made(sheet, label, said, sheet.cells[cell])
        yield from self._in_neighbours(sheet, label, cell, wrap=wrap)

    def _beside_in_cell(self, sheet: Sheet, label: Label, cell: int) -> list[Piece]:
        """Return what stands right of a label in its cell, a little higher than its last line."""
        here = label.box
        higher = [
            row
            for row in sheet.rows_in(cell)
            if row.box.x0 >= here.x1 - 0.005
            and 0 < here.middle[1] - row.box.middle[1] < here.height
            and not self.labels_in(row)
        ]
        return self._rows_until_label(higher)

    def _in_the_open(self, sheet: Sheet, label: Label, *, wrap: bool) -> Iterator[Place]:
        """Look beside and under a label that stands in no cell."""
        beside = self._beside(sheet, label)
        if beside:
            yield self._with_more(sheet, label, beside, wrap=wrap)
        under = self._under(sheet, label)
        if under:
            # What a colon asks for stands behind it; below may stand something else.
            place = self._with_more(sheet, label, under, wrap=wrap)
            yield replace(place, unsure=place.unsure or (_asks(label) and not beside))
        if not (beside or under) and _asks(label):
            yield _made(sheet, label, [], _blank(label))

    def _with_more(
        self, sheet: Sheet, label: Label, pieces: Sequence[Piece], *, wrap: bool
    ) -> Place:
        """Return *pieces* with the rows in which they go on; unsure where one may be lacking."""
        if not wrap:
            return _made(sheet, label, pieces, _blank(label))
        more = self._continuation.of(sheet, label, pieces, self._column(label)[1])
        place = _made(sheet, label, [*pieces, *more.pieces], _blank(label))
        return replace(place, unsure=more.open)

    def _in_neighbours(
        self, sheet: Sheet, label: Label, cell: int, *, wrap: bool
    ) -> Iterator[Place]:
        """Look right of a cell that is only a label, then in the cell itself, then below.

        Where a rule between two labels was lost, each has only what stands level with it.

        A cell is blank only if nothing at all is printed in it: one that begins with another
        label says nothing about this one.
        """
        right, below = sheet.right_of(cell), sheet.below(cell)
        if right is not None and sheet.cells[cell].height > 1.5 * sheet.cells[right].height:
            below = None  # it heads several rows: what is below is the next such heading
        shared = sum(bool(self.labels_in(row)) for row in sheet.rows_in(cell)) > 1
        if shared and right is not None and not _is_level(sheet.cells[right], label.box):
            return
        beside = [] if shared or right is None else _spanned(sheet, cell, right)
        if len(beside) > 1 and not any(self._is_label(sheet, other) for other in beside):
            there = [p for other in beside for p in self._rows_until_label(sheet.rows_in(other))]
            if there:
                region = around([sheet.cells[other] for other in beside])
                yield replace(_made(sheet, label, there, region), unsure=not wrap)
                return
        if right is None and (beyond := self._beyond(sheet, cell)):
            yield _made(sheet, label, beyond, _blank(label))
        for neighbour in (right, below):
            if neighbour is not None and not self._is_label(sheet, neighbour):
                there = self._rows_until_label(sheet.rows_in(neighbour))
                if wrap and neighbour == right:
                    there += self._next_rows(sheet, cell, neighbour)
                there += self._overleaf(sheet, neighbour)
                if there:
                    yield _made(sheet, label, there, sheet.cells[neighbour])
                    continue
            if neighbour == right and _has_room(sheet, label):
                yield _made(sheet, label, [], sheet.cells[cell])
            elif neighbour is not None and not sheet.rows_in(neighbour):
                strays = self._strays(sheet, cell, neighbour)
                yield replace(_made(sheet, label, [], sheet.cells[neighbour]), strays=strays)

    def _beyond(self, sheet: Sheet, cell: int) -> list[Piece]:
        """Return what stands right of a *cell* whose neighbour is open, level with it."""
        here = sheet.cells[cell]
        rows = [
            row
            for row in sheet.rows_between(here.y0 - 0.01, here.y1)
            if row.cell is None and row.box.x0 >= here.x1 and _is_level(here, row.box)
        ]
        return [] if any(map(self.labels_in, rows)) else self._rows_until_label(rows)

    def _next_rows(self, sheet: Sheet, head: int, cell: int) -> list[Piece]:
        """Return how a table goes on below *cell* in rows whose first cell is empty."""
        pieces: list[Piece] = []
        while True:
            beside, below = sheet.below(head), sheet.below(cell)
            if beside is None or below is None or sheet.rows_in(beside):
                return pieces
            if sheet.right_of(beside) != below or self._is_label(sheet, below):
                return pieces
            here, there = sheet.cells[cell], sheet.cells[below]
            if abs(here.x0 - there.x0) > 0.01 or abs(here.x1 - there.x1) > 0.01:
                return pieces
            pieces += self._rows_until_label(sheet.rows_in(below))
            head, cell = beside, below

    def _strays(self, sheet: Sheet, cell: int, empty: int) -> tuple[str, ...]:
        """Return what stands beyond the *empty* cell or under the label without a label."""
        found = []
        for other in sheet.cells_right_of(cell):
            if self._is_label(sheet, other):
                break
            found.append(other)
        below = sheet.below(cell)
        if below is not None and not self._is_label(sheet, below):
            here, there = sheet.cells[cell], sheet.cells[below]
            if abs(here.x0 - there.x0) < 0.01 and abs(here.x1 - there.x1) < 0.01:
                found.append(below)
        return tuple(text for i in found if i != empty and (text := sheet.text_in(i)))

    def _overleaf(self, sheet: Sheet, cell: int) -> list[Piece]:
        """Return how a cell goes on at the top of the next sheet, beside an empty label."""
        after = next((s for s in self.sheets if s.page.number == sheet.page.number + 1), None)
        here = sheet.cells[cell]
        if after is None or not after.cells or sheet.below(cell) is not None:
            return []
        top = min(range(len(after.cells)), key=lambda i: after.cells[i][:2])
        goes_on = [
            i
            for i, other in enumerate(after.cells)
            if abs(other.x0 - here.x0) < 0.01
            and abs(other.x1 - here.x1) < 0.01
            and abs(other.y0 - after.cells[top].y0) < 0.01
        ]
        if not goes_on or goes_on[0] == top or after.rows_in(top):
            return []
        if any(row.box.y0 < after.cells[top].y0 and len(row.text) > 40 for row in after.rows[:3]):
            return []
        return self._rows_until_label(after.rows_in(goes_on[0]))

    def _after(self, label: Label) -> list[Piece]:
        """Return what follows the label in its row, up to the next label."""
        row = label.row
        following = [other.start for other in self.labels_in(row) if other.start >= label.end]
        stop = min(following, default=len(row.text))
        start = label.end
        annotation = ANNOTATION.match(row.text[start:stop])
        if annotation:
            start += annotation.end()
        english = IN_ENGLISH.match(row.text[start:stop])
        return piece_of(row, start + (english.end() if english else 0), stop)

    def _rows_until_label(self, rows: Sequence[Row]) -> list[Piece]:
        pieces: list[Piece] = []
        for row in rows:
            labels = [label for label in self.labels_in(row) if not label.plain]
            pieces += piece_of(row, 0, labels[0].start if labels else len(row.text))
            if labels:
                break
        return pieces

    def _beside(self, sheet: Sheet, label: Label) -> list[Piece]:
        """Return what stands right of a label, whose middle may be the middle of several rows."""
        here, stop = self._column(label)
        reach = 4 * here.height
        rows = sheet.rows_between(here.y0 - reach, here.y1 + reach)[:NEAREST_ROWS]
        labels = [
            around([word.box for word in other.row.words_at(other.start, other.end)])
            for row in rows
            for other in self.labels_in(row)
            if other is not label
        ]
        mine: list[tuple[Row, Piece]] = []
        for row in rows:
            if row is label.row or row.cell is not None or self.labels_in(row):
                continue
            pieces = pieces_between(row, here.x1, stop)
            if not pieces or LATIN_ONLY.match(pieces[0][0]):
                continue
            away = abs(row.box.middle[1] - here.middle[1])
            level = away < 0.9 * max(here.height, row.box.height)
            others = [b for b in labels if b.x0 < row.box.x0 and abs(b.x0 - here.x0) < 0.1]
            nearer = any(abs(row.box.middle[1] - b.middle[1]) < away for b in others)
            touches = mine and row.box.y0 - mine[-1][0].box.y1 < 0.9 * row.box.height
            if level or (not nearer and (touches or away < 1.6 * here.height)):
                mine.append((row, pieces[0]))
        apart = [row.box.middle[1] - here.middle[1] for row, _ in mine]
        level = any(abs(away) < 0.9 * max(here.height, mine[0][0].box.height) for away in apart)
        both_sides = any(away < 0 for away in apart) and any(away > 0 for away in apart)
        return [piece for _, piece in mine] if level or both_sides else []

    def _under(self, sheet: Sheet, label: Label) -> list[Piece]:
        """Return what stands under a label that nothing follows, in its column."""
        here, stop = self._column(label)
        for row in sheet.rows_between(here.y1 - 0.3 * here.height, here.y1 + 2 * here.height):
            if row.cell is not None:
                continue
            if self.labels_in(row):
                return []
            pieces = pieces_between(row, here.x0 - 0.03, stop)
            if pieces and pieces[0][0].endswith(_ADDRESSED):
                return []
            if pieces and not LATIN_ONLY.match(pieces[0][0]):
                return pieces
        return []

    def _has_more_below(self, sheet: Sheet, place: Place) -> bool:
        """Tell whether print that is nobody's stands close under a value that OCR read."""
        if sheet.page.source != "ocr" or not place.pieces:
            return False
        here, last = place.box(), place.pieces[-1][1]
        mine = {id(row) for _, row, _ in place.pieces}
        height = last.box.height
        reach = height if last.cell is None else 1.0
        for other in sheet.rows_between(here.y1 - 0.3 * height, here.y1 + 0.8 * reach):
            beside = other.box.x1 < here.x0 or other.box.x0 > here.x1
            if other.cell != last.cell or id(other) in mine or beside:
                continue
            if not self.labels_in(other) and not LATIN_ONLY.match(other.text):
                return True
        return False

    def _column(self, label: Label) -> tuple[Box, float]:
        """Return a label's box, and where the next label of its row begins."""
        following = [o for o in self.labels_in(label.row) if o.start >= label.end]
        if not following:
            return label.box, 1.0
        return label.box, following[0].box.x0

    @cached_property
    def _continuation(self) -> Continuation:
        return Continuation(self.labels_in)

    @cached_property
    def _sections(self) -> Sections:
        return Sections(self.labels_in)


def _made(sheet: Sheet, label: Label, pieces: Sequence[Piece], region: Box) -> Place:
    return Place(label, sheet.page.number, tuple(pieces), region)


def _is_remark(text: str) -> bool:
    """Tell whether *text* only adds to a label: its English, or a word in brackets."""
    return bool(LATIN_ONLY.match(text) or ANNOTATION.fullmatch(text))


def _spanned(sheet: Sheet, cell: int, right: int) -> list[int]:
    """Return the cells in the column of *right* that stand beside *cell*, from the top."""
    here, column = sheet.cells[cell], sheet.cells[right]
    beside = [
        number
        for number, other in enumerate(sheet.cells)
        if abs(other.x0 - column.x0) < 0.01
        and abs(other.x1 - column.x1) < 0.01
        and min(here.y1, other.y1) - max(here.y0, other.y0) > 0.5 * other.height
    ]
    return sorted(beside, key=lambda number: sheet.cells[number].y0)


def _is_level(cell: Box, label: Box) -> bool:
    """Tell whether *cell* stands beside *label*, not above or below it."""
    return cell.y0 <= label.middle[1] <= cell.y1


def _has_room(sheet: Sheet, label: Label) -> bool:
    """Tell whether a label stands at the top of a cell that has room for its value."""
    if label.row.cell is None or sheet.page.source == "word-processor":
        return False
    cell, here = sheet.cells[label.row.cell], label.row.box
    last = max(row.box.y1 for row in sheet.rows_in(label.row.cell))
    return cell.y1 - last > 1.3 * here.height and here.y0 - cell.y0 < 0.35 * (cell.y1 - last)


def _blank(label: Label) -> Box:
    """Return where a value would stand: the rest of the row, right of its label."""
    here = label.box
    return Box(here.x1, here.y0, max(here.x1, 0.95), here.y1)


def _asks(label: Label) -> bool:
    """Tell whether a label that nothing follows still asks for a value: ``성명 :``."""
    rest = label.row.text[label.end :].split(COLUMN)[0]
    colon = any(mark in rest for mark in (*COLON, "_"))
    return colon or ("(" in rest and not LATIN_ONLY.match(rest))
