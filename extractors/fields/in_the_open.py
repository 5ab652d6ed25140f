"""Where the value of a label stands that no cell holds: beside it, under it, or further off."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractors.fields.continuation import NEAREST_ROWS, Continuation
from extractors.fields.divided import Divided
from extractors.fields.labels import COLON, LATIN_ONLY, Label
from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.fields.offset import pairs_of
from extractors.fields.pieces import Piece, begins_column, piece_of, pieces_between
from extractors.fields.place import Place, made, rest_of_row
from extractors.model import around

CLEARLY = 1.4  # how much farther off the next label is where a row is surely not its own
_ADDRESSED = ("귀하", "귀중")


class InTheOpen:
    """Finds values on the parts of *sheets* that are not ruled."""

    def __init__(self, sheets: Sequence[Sheet], rows: Divided) -> None:
        self._rows = rows
        self._pairs: dict[int, Mapping[int, Row]] = {id(one): pairs_of(one) for one in sheets}
        self._continuation = Continuation(rows.labels_in)

    def places(self, sheet: Sheet, label: Label, *, wrap: bool) -> Iterator[Place]:
        """Look beside and under a label that stands in no cell."""
        paired = self._pairs[id(sheet)].get(id(label.row))
        if paired is not None:
            yield made(sheet, label, piece_of(paired, 0, len(paired.text)), rest_of_row(label))
            return
        beside = self._beside(sheet, label)
        if beside:
            place = self.with_more(sheet, label, beside, wrap=wrap)
            yield replace(place, unsure=place.unsure or not _touches(label, beside))
        under = self._under(sheet, label)
        if under:
            # What a colon asks for stands behind it; below may stand something else.
            place = self.with_more(sheet, label, under, wrap=wrap)
            yield replace(place, unsure=place.unsure or (_asks(label) and not beside))
        if not (beside or under) and _asks(label):
            blank = made(sheet, label, [], rest_of_row(label))
            yield replace(blank, strays=self._strays(sheet, label))

    def _strays(self, sheet: Sheet, label: Label) -> tuple[str, ...]:
        """Return what stands right of an empty place, level with it and with no other label."""
        here, stop = self._rows.column(label)
        near = sheet.rows_between(here.y0 - 2 * here.height, here.y1 + here.height)[:NEAREST_ROWS]
        labels = [other.box for row in near for other in self._rows.labels_in(row)]
        return tuple(
            pieces[0][0]
            for row in near
            if row.cell is None
            and row is not label.row
            and (pieces := pieces_between(row, here.x1, stop))
            and begins_column(pieces[0])
            and not pieces[0][0].endswith(_ADDRESSED)
            and not any(b.y0 <= row.box.middle[1] <= b.y1 for b in labels)
        )

    def with_more(
        self, sheet: Sheet, label: Label, pieces: Sequence[Piece], *, wrap: bool
    ) -> Place:
        """Return *pieces* with the rows in which they go on; unsure where one may be lacking."""
        if not wrap:
            return made(sheet, label, pieces, rest_of_row(label))
        more = self._continuation.of(sheet, label, pieces, self._rows.column(label)[1])
        place = made(sheet, label, [*pieces, *more.pieces], rest_of_row(label))
        return replace(place, unsure=more.open)

    def _beside(self, sheet: Sheet, label: Label) -> list[Piece]:
        """Return what stands right of a label, whose middle may be the middle of several rows."""
        here, stop = self._rows.column(label)
        reach = 4 * here.height
        rows = sheet.rows_between(here.y0 - reach, here.y1 + reach)[:NEAREST_ROWS]
        labels = [
            around([word.box for word in other.row.words_at(other.start, other.end)])
            for row in rows
            for other in self._rows.labels_in(row)
            if other is not label
        ]
        mine: list[tuple[Row, Piece]] = []
        for row in rows:
            if row is label.row or row.cell is not None or self._rows.labels_in(row):
                continue
            pieces = pieces_between(row, here.x1, stop)
            if not pieces or LATIN_ONLY.match(pieces[0][0]) or not begins_column(pieces[0]):
                continue
            away = abs(row.box.middle[1] - here.middle[1])
            level = away < 0.9 * max(here.height, row.box.height)
            others = [b for b in labels if b.x0 < row.box.x0 and abs(b.x0 - here.x0) < 0.1]
            nearer = any(abs(row.box.middle[1] - b.middle[1]) < CLEARLY * away for b in others)
            touches = mine and row.box.y0 - mine[-1][0].box.y1 < 0.9 * row.box.height
            if level or (not nearer and (touches or away < 1.6 * here.height)):
                mine.append((row, pieces[0]))
        apart = [row.box.middle[1] - here.middle[1] for row, _ in mine]
        level = any(abs(away) < 0.9 * max(here.height, mine[0][0].box.height) for away in apart)
        both_sides = any(away < 0 for away in apart) and any(away > 0 for away in apart)
        return [piece for _, piece in mine] if level or both_sides else []

    def _under(self, sheet: Sheet, label: Label) -> list[Piece]:
        """Return what stands under a label that nothing follows, in its column."""
        here, stop = self._rows.column(label)
        for row in sheet.rows_between(here.y1 - 0.3 * here.height, here.y1 + 2 * here.height):
            if row.cell is not None:
                continue
            if self._rows.labels_in(row):
                return []
            pieces = pieces_between(row, here.x0 - 0.03, stop)
            if pieces and pieces[0][0].endswith(_ADDRESSED):
                return []
            if pieces and not LATIN_ONLY.match(pieces[0][0]):
                return pieces
        return []


def _touches(label: Label, pieces: Sequence[Piece]) -> bool:
    """Tell whether a value stands level with its label, or the label at its middle."""
    rows = around([row.box for _, row, _ in pieces])
    return rows.y0 < label.box.y1 and rows.y1 > label.box.y0


def _asks(label: Label) -> bool:
    """Tell whether a label that nothing follows still asks for a value: ``성명 :``."""
    rest = label.row.text[label.end :].split(COLUMN)[0]
    colon = any(mark in rest for mark in (*COLON, "_"))
    return colon or ("(" in rest and not LATIN_ONLY.match(rest))
