"""The place of a value: what is printed there, and where else it may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractors.fields.labels import Label
from extractors.fields.layout import Row, Sheet
from extractors.fields.pieces import Piece
from extractors.model import Box, Value, around

V = TypeVar("V")


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
    ticked: bool | None = None
    """Whether of the boxes drawn there one is ticked beyond doubt; None where none is drawn."""
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


def made(sheet: Sheet, label: Label, pieces: Sequence[Piece], region: Box) -> Place:
    """Return the place of *label* with *pieces* in *region*."""
    return Place(label, sheet.page.number, tuple(pieces), region)


def rest_of_row(label: Label) -> Box:
    """Return where a value would stand: the rest of the row, right of its label."""
    here = label.box
    return Box(here.x1, here.y0, max(here.x1, 0.95), here.y1)


def value_in(sheet: Sheet, rows: Sequence[Row], value: V, raw: str) -> Value[V]:
    """Make a value of what *rows* say without a label; OCR alone makes none certain."""
    certain = sheet.page.source != "ocr"
    return Value(
        value=value,
        raw=raw,
        page=sheet.page.number,
        box=around([row.box for row in rows]),
        certain=certain,
        because="text" if certain else None,
        source=sheet.page.source,
    )


def covers(pictures: Sequence[Box], region: Box) -> bool:
    """Tell whether one of *pictures* lies on *region*."""
    return any(picture.overlaps(region) for picture in pictures)
