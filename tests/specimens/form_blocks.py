"""What a form consists of, independent of the file format that carries it.

A form is a sequence of blocks; `form_pdf`, `form_docx` and `form_hwpx` each write the same
sequence, so one form can be had as PDF, DOCX and HWPX.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from specimens.fonts import picture_font
from specimens.pictures import seal_picture
from specimens.sheet import Align

MarkKind = Literal["seal", "signature"]
TickStyle = Literal[
    "ballot",
    "square",
    "root",
    "bracket",
    "circle",
    "typed",
    "overtyped",
    "symbol-font",
    "drawn",
    "control",
]
ChoiceShape = Literal["before", "after", "cells"]

TICKS: dict[TickStyle, tuple[str, str]] = {
    "ballot": ("☑", "☐"),
    "square": ("■", "□"),
    "root": ("√", "□"),
    "bracket": ("[V]", "[  ]"),
    "circle": ("(O)", "(  )"),
    "typed": ("V", "□"),
    "overtyped": ("□V", "□"),
    "symbol-font": ("\uf0fe", "\uf0a8"),
    "drawn": ("□", "□"),
    "control": ("☒", "☐"),
}
"""Ticked and empty, as letters.  ``drawn`` is a pen stroke over the box (PDF only; elsewhere
as ``root``), ``overtyped`` a letter typed upon the box (in PDF upon it, elsewhere after it),
``symbol-font`` the private-use letters of Wingdings (in PDF as ``ballot``), ``control`` a form
field."""


@dataclass(frozen=True)
class Mark:
    """A picture beside a name: the seal or signature of *name*."""

    kind: MarkKind
    name: str


@dataclass(frozen=True)
class Text:
    """A paragraph, perhaps with a seal at its end."""

    text: str
    size: float = 10
    align: Align = "left"
    bold: bool = False
    mark: Mark | None = None
    space: float = 1.5
    """Millimetres below."""


@dataclass(frozen=True)
class Entry:
    """A cell of a grid; ``head`` cells are labels and shaded."""

    text: str
    columns: int = 1
    rows: int = 1
    head: bool = False
    align: Align = "left"
    mark: Mark | None = None


def head(text: str, *, columns: int = 1, rows: int = 1) -> Entry:
    """Return a label cell."""
    return Entry(text, columns=columns, rows=rows, head=True, align="center")


@dataclass(frozen=True)
class Grid:
    """A ruled table.  A cell that an earlier one covers is left out of its row."""

    widths: Sequence[float]
    rows: Sequence[Sequence[Entry]]
    minimum: float = 8
    """Least height of a row in millimetres."""


@dataclass(frozen=True)
class Choice:
    """Options to tick, after the words of *lead*."""

    lead: str
    options: Sequence[tuple[str, bool]]
    style: TickStyle
    shape: ChoiceShape = "before"
    name: str = "choice"


@dataclass(frozen=True)
class PageBreak:
    """What follows stands on a new page."""


Block = Text | Grid | Choice | PageBreak


def tick(option: tuple[str, bool], style: TickStyle, shape: ChoiceShape = "before") -> str:
    """Return an option with its tick mark as plain letters."""
    label, ticked = option
    mark = TICKS[style][0 if ticked else 1]
    return f"{label} {mark}" if shape == "after" else f"{mark} {label}"


def choice_line(choice: Choice) -> str:
    options = "     ".join(tick(option, choice.style, choice.shape) for option in choice.options)
    return f"{choice.lead}     {options}"


def placed(grid: Grid) -> list[tuple[int, int, Entry]]:
    """Return every entry with its row and column, counting what row spans cover."""
    taken: set[tuple[int, int]] = set()
    result = []
    for row, entries in enumerate(grid.rows):
        column = 0
        for entry in entries:
            while (row, column) in taken:
                column += 1
            result.append((row, column, entry))
            taken |= {
                (row + r, column + c) for r in range(entry.rows) for c in range(entry.columns)
            }
            column += entry.columns
    return result


@lru_cache
def mark_picture(mark: Mark) -> Image.Image:
    """Return the seal, or the name written by hand, on a transparent ground."""
    if mark.kind == "seal":
        return seal_picture(mark.name + ("인" if len(mark.name) == 3 else ""), round_=True)
    image = Image.new("RGBA", (420, 200), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.text((210, 95), mark.name, font=picture_font("pen", 130), fill=(20, 30, 90), anchor="mm")
    draw.line([(30, 160), (200, 172), (395, 140)], fill=(20, 30, 90), width=4)
    return image


@lru_cache
def mark_png(mark: Mark) -> bytes:
    buffer = io.BytesIO()
    mark_picture(mark).save(buffer, "PNG")
    return buffer.getvalue()


def mark_size(mark: Mark) -> tuple[float, float]:
    """Return width and height in millimetres."""
    return (15, 15) if mark.kind == "seal" else (25, 12)
