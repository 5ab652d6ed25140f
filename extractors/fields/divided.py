"""Rows as labels divide them: what follows a label, and where its column ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractors.fields.labels import ANNOTATION, IN_ENGLISH, Label
from extractors.fields.layout import Row
from extractors.fields.pieces import Piece, piece_of
from extractors.model import Box


class Divided:
    """The rows of a paper; *labels_in* tells the labels of each."""

    def __init__(self, labels_in: Callable[[Row], Sequence[Label]]) -> None:
        self.labels_in = labels_in

    def after(self, label: Label) -> list[Piece]:
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

    def after_first_line(self, label: Label) -> list[Piece]:
        """Return what stands level with the first line of a label over two, up to the next."""
        if label.over is None:
            return []
        row, end = label.over
        stop = min((o.start for o in self.labels_in(row) if o.start >= end), default=len(row.text))
        return piece_of(row, end, stop)

    def until_label(self, rows: Sequence[Row]) -> list[Piece]:
        """Return what *rows* say before the first label in them."""
        pieces: list[Piece] = []
        for row in rows:
            labels = [label for label in self.labels_in(row) if not label.plain]
            pieces += piece_of(row, 0, labels[0].start if labels else len(row.text))
            if labels:
                break
        return pieces

    def column(self, label: Label) -> tuple[Box, float]:
        """Return a label's box, and where the next label of its row begins."""
        following = [o for o in self.labels_in(label.row) if o.start >= label.end]
        if not following:
            return label.box, 1.0
        return label.box, following[0].box.x0
