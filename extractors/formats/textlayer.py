"""The words of a PDF's text layer, as far as they can be seen.

A text layer can lie: letters may be invisible, white, covered, off the sheet, or mapped to
nothing.  So the sheet is drawn twice, with its text and without; a word is kept only where
that makes a difference to the eye.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.formats.ruling import Grey
from extractors.formats.symbols import is_unmapped, spell_out
from extractors.model import Box, Word

LEAST_CHANGE = 24
DEEPEST_FORM = 8
MOST_LETTERS = 60_000
UNDRAWN = native.FPDF_TEXTRENDERMODE_INVISIBLE
SOFT_HYPHEN, HYPHEN = "\u00ad", "-"
"""On paper a hyphen that is drawn is one, whatever the font calls it."""


class Letter(NamedTuple):
    """One letter on the sheet as it is shown; ``angle`` its quarter turns clockwise.

    ``inked`` tells whether the file draws it at all: what it lies on may leave ink there, too.
    ``box`` holds its ink, ``space`` the room that the font gives it: a narrow 1 stands in
    the middle of a wide room, and the gaps beside it are none.
    """

    text: str
    box: Box
    space: Box
    unmapped: bool
    angle: int
    inked: bool = True


class Layer(NamedTuple):
    """Visible words, how many letters they have, how many of those are mapped to nothing,
    and how many letters were there that cannot be seen."""

    words: tuple[Word, ...]
    letters: int
    unmapped: int
    unseen: int


def read_letters(page: pdfium.PdfPage) -> list[Letter | None]:
    """Return the letters in the order of the file, None where a blank parts them."""
    to_sheet = placement(page)
    text_page = page.get_textpage()
    try:
        count = min(native.FPDFText_CountChars(text_page.raw), MOST_LETTERS)
        return [_letter(text_page.raw, index, to_sheet) for index in range(count)]
    finally:
        text_page.close()


Affine = tuple[float, float, float, float, float, float]


def placement(page: pdfium.PdfPage) -> Affine:
    """Return how points of the page become fractions of the sheet, turned as it is shown."""
    grain = 1_000_000
    width, height = page.get_size()
    span = max(width, height)

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        native.FPDF_PageToDevice(page.raw, 0, 0, grain, grain, 0, x, y, across, down)
        return across.value / grain, down.value / grain

    (x0, y0), (x1, y1), (x2, y2) = place(0, 0), place(span, 0), place(0, span)
    return (
        (x1 - x0) / span, (x2 - x0) / span, x0, (y1 - y0) / span, (y2 - y0) / span, y0
    )  # fmt: skip


def place_box(to_sheet: Affine, left: float, right: float, bottom: float, top: float) -> Box:
    """Return a rectangle of the page as a box on the sheet."""
    a, b, c, d, e, f = to_sheet
    corners = [(x, y) for x in (left, right) for y in (bottom, top)]
    xs = [a * x + b * y + c for x, y in corners]
    ys = [d * x + e * y + f for x, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _letter(text_page: object, index: int, to_sheet: Affine) -> Letter | None:
    code = native.FPDFText_GetUnicode(text_page, index)
    text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    text = HYPHEN if text == SOFT_HYPHEN else spell_out(text)
    if not text.strip():
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not native.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    room = native.FS_RECTF()
    has_room = native.FPDFText_GetLooseCharBox(text_page, index, room)
    wrong = native.FPDFText_HasUnicodeMapError(text_page, index) == 1
    angle = round(native.FPDFText_GetCharAngle(text_page, index) / (np.pi / 2)) % 4
    piece = native.FPDFText_GetTextObject(text_page, index)
    box = place_box(to_sheet, left.value, right.value, bottom.value, top.value)
    space = place_box(to_sheet, room.left, room.right, room.bottom, room.top) if has_room else box
    return Letter(
        text=text,
        box=box,
        space=space,
        unmapped=wrong or any(is_unmapped(letter) for letter in text),
        angle=angle,
        inked=native.FPDFTextObj_GetTextRenderMode(piece) != UNDRAWN,
    )


def hide_text(page: pdfium.PdfPage) -> None:
    """Make every text object of *page* inactive, so that it is not drawn; not undone."""
    for index in range(native.FPDFPage_CountObjects(page.raw)):
        _hide(native.FPDFPage_GetObject(page.raw, index), 0)


def _hide(item: object, depth: int) -> None:
    kind = native.FPDFPageObj_GetType(item)
    if kind == native.FPDF_PAGEOBJ_TEXT:
        native.FPDFPageObj_SetIsActive(item, False)
    elif kind == native.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        for index in range(native.FPDFFormObj_CountObjects(item)):
            _hide(native.FPDFFormObj_GetObject(item, index), depth + 1)


def visible_layer(
    letters: Sequence[Letter | None], drawn: Grey, bare: Grey, aspect: float
) -> Layer:
    """Return the words that can be seen.

    *drawn* and *bare* are the sheet with and without its text, *aspect* its width by height.
    """
    changed = np.abs(drawn.astype(np.int16) - bare.astype(np.int16)) > LEAST_CHANGE
    kept: list[Letter | None] = []
    unseen = 0
    for letter in letters:
        if letter is not None and not (letter.inked and _is_seen(letter.box, changed)):
            unseen += not letter.unmapped  # Ghostscript names blanks U+0001
            letter = None
        kept.append(letter)
    seen = [letter for letter in kept if letter is not None]
    words = _in_rows(_join(kept, aspect), aspect)
    return Layer(tuple(words), len(seen), sum(letter.unmapped for letter in seen), unseen)


def _is_seen(box: Box, changed: Grey) -> bool:
    height, width = changed.shape
    if not (box.x0 > -0.01 and box.x1 < 1.01 and box.y0 > -0.01 and box.y1 < 1.01):
        return False
    x0, x1 = int(box.x0 * width), int(np.ceil(box.x1 * width)) + 1
    y0, y1 = int(box.y0 * height), int(np.ceil(box.y1 * height)) + 1
    return bool(changed[max(y0, 0) : y1, max(x0, 0) : x1].any())


def _join(letters: Sequence[Letter | None], aspect: float) -> Iterator[Word]:
    """Yield the runs of letters that neither a blank nor a gap parts."""
    run: list[Letter] = []
    for letter in (*letters, None):
        if run and (letter is None or not _continues(run[-1], letter, aspect)):
            yield _word(run)
            run = []
        if letter is not None:
            run.append(letter)


def _continues(left: Letter, right: Letter, aspect: float) -> bool:
    size = max(max(b.height, b.width * aspect) for b in (left.box, right.box)) / aspect
    ink_gap = right.box.x0 - left.box.x1
    gap = min(ink_gap, max(right.space.x0 - left.space.x1, -0.5 * size))
    # Ink alone would part a star or a hyphen from the digits beside it.
    apart = abs(left.space.middle[1] - right.space.middle[1])
    tall = max(left.space.height, right.space.height)
    return ink_gap > -0.6 * size and gap < 0.2 * size and apart < 0.5 * tall


def _word(run: Sequence[Letter]) -> Word:
    box = Box(
        min(letter.box.x0 for letter in run),
        min(letter.box.y0 for letter in run),
        max(letter.box.x1 for letter in run),
        max(letter.box.y1 for letter in run),
    )
    return Word(text=spell_out("".join(letter.text for letter in run)), box=box)


def _in_rows(words: Iterator[Word], aspect: float) -> list[Word]:
    """Return words row by row, left to right; fragments that touch become one word."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        for row in rows[-3:]:
            box = row[-1].box
            if abs(box.middle[1] - word.box.middle[1]) < 0.5 * max(box.height, word.box.height):
                row.append(word)
                break
        else:
            rows.append([word])
    found: list[Word] = []
    for row in rows:
        row.sort(key=lambda word: word.box.x0)
        start = len(found)
        for word in row:
            if len(found) > start and _touches(found[-1], word, aspect):
                found[-1] = _merge(found[-1], word)
            else:
                found.append(word)
    return found


def _touches(left: Word, right: Word, aspect: float) -> bool:
    """Tell whether two fragments were printed as one word, cut by the printing program."""
    size = max(left.box.height, right.box.height) / aspect
    gap = right.box.x0 - left.box.x1
    level = abs(left.box.y1 - right.box.y1) < 0.35 * max(left.box.height, right.box.height)
    return level and -0.05 * size < gap < 0.15 * size


def _merge(left: Word, right: Word) -> Word:
    a, b = left.box, right.box
    box = Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    return Word(text=left.text + right.text, box=box)
