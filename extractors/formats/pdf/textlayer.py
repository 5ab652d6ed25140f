"""The words of a PDF's text layer, as far as they can be seen.

A text layer can lie: letters may be invisible, white, covered, off the sheet, or mapped to
nothing.  A word is made only of letters that show their own shape (`visibility`); what is
printed across the others, slanted, large or pale, is kept apart from them.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.formats.pdf import visibility
from extractors.formats.pdf.glyphs import SMUDGED, Glyph, in_rows, word_of, words_of
from extractors.formats.pdf.visibility import Sight
from extractors.formats.symbols import in_font, is_unmapped, spell_out
from extractors.model import Box, Word

MOST_LETTERS = 60_000
LARGE = 1.8  # times as tall as the letters that it lies over
LEAST_SHARED = 0.15  # of the smaller of two boxes
FARTHEST_LETTER = 4.0  # of a word across the sheet, in heights of its type
MOST_ACROSS = 400
STROKED = native.FPDF_TEXTRENDERMODE_FILL_STROKE
NEARLY_BLACK = 0x40
LONGEST_NAME = 256
CHOICE = "동의"
"""Options of a consent are compared by their type, too; no other word is."""
SOFT_HYPHEN, HYPHEN = "\u00ad", "-"
"""On paper a hyphen that is drawn is one, whatever the font calls it."""


class Layer(NamedTuple):
    """Words that can be seen, and those printed across them, which ``pieces`` draw.

    ``letters`` is how many letters the words have, ``unmapped`` how many of them are mapped
    to nothing, ``unseen`` how many letters are there that cannot be seen; ``covered`` tells
    whether one of these stands among words that are seen.
    """

    words: tuple[Word, ...]
    across: tuple[Word, ...]
    pieces: frozenset[int]
    covered: bool
    letters: int
    unmapped: int
    unseen: int


def read_letters(page: pdfium.PdfPage) -> list[Glyph | None]:
    """Return the letters in the order of the file, None where a blank parts them."""
    to_sheet, pieces = placement(page), visibility.numbers(page)
    faces: dict[int, TextLook] = {}
    text_page = page.get_textpage()
    try:
        count = min(native.FPDFText_CountChars(text_page.raw), MOST_LETTERS)
        letters = [_letter(text_page.raw, index, to_sheet, pieces, faces) for index in range(count)]
    finally:
        text_page.close()
    said = "".join(letter.text for letter in letters if letter is not None)
    return [letter and _with_type(letter) for letter in letters] if CHOICE in said else letters


def _with_type(letter: Glyph) -> Glyph:
    """Return *letter* with its typeface and its size in half points among its looks."""
    type_of = (f"font {letter.font}", f"size {round(2 * letter.size)}")
    return letter._replace(looks=(*letter.looks, *type_of))


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


def _letter(
    text_page: object,
    index: int,
    to_sheet: Affine,
    pieces: Mapping[int, int],
    faces: dict[int, TextLook],
) -> Glyph | None:
    code = native.FPDFText_GetUnicode(text_page, index)
    text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    piece = native.FPDFText_GetTextObject(text_page, index)
    face = _face(piece, faces)
    text = HYPHEN if text == SOFT_HYPHEN else spell_out(in_font(text, face.font))
    if not text.strip():
        return None
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not native.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        return None
    room = native.FS_RECTF()
    has_room = native.FPDFText_GetLooseCharBox(text_page, index, room)
    wrong = native.FPDFText_HasUnicodeMapError(text_page, index) == 1
    turned = math.degrees(native.FPDFText_GetCharAngle(text_page, index))
    way = native.FS_MATRIX()
    native.FPDFText_GetMatrix(text_page, index, way)
    high, wide = math.hypot(way.c, way.d), math.hypot(way.a, way.b)
    clip = native.FPDFPageObj_GetClipPath(piece) if piece else None
    box = place_box(to_sheet, left.value, right.value, bottom.value, top.value)
    space = place_box(to_sheet, room.left, room.right, room.bottom, room.top) if has_room else box
    return Glyph(
        text=text,
        box=box,
        space=space,
        unmapped=wrong or any(is_unmapped(letter) for letter in text),
        angle=round(turned / 90) % 4,
        slant=turned - 90 * round(turned / 90),
        size=native.FPDFText_GetFontSize(text_page, index) * high,
        width=wide / max(high, 1e-6),
        dark=face.dark,
        piece=pieces.get(visibility.key_of(piece), -1),
        clipped=bool(clip) and native.FPDFClipPath_CountPaths(clip) > 0,
        looks=face.looks,
        font=face.font,
    )


class TextLook(NamedTuple):
    """How a piece of text looks: its looks (`model.Word`), its font without a subset's prefix.

    ``dark`` is by how many grey levels its colour darkens white paper.
    """

    looks: tuple[str, ...] = ()
    font: str = ""
    dark: float = 255.0


def _face(piece: object, faces: dict[int, TextLook]) -> TextLook:
    if not piece:
        return TextLook()
    key = visibility.key_of(piece)
    if key not in faces:
        faces[key] = _look_up(piece)
    return faces[key]


def _look_up(piece: object) -> TextLook:
    looks = []
    font = _font(native.FPDFTextObj_GetFont(piece))
    is_stroked = native.FPDFTextObj_GetTextRenderMode(piece) == STROKED
    if is_stroked or re.search("bold|heavy|black", font, re.I):
        looks.append("bold")
    if re.search("italic|oblique", font, re.I):
        looks.append("italic")
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    dark = 255.0
    if native.FPDFPageObj_GetFillColor(piece, red, green, blue, alpha):
        grey = 0.299 * red.value + 0.587 * green.value + 0.114 * blue.value
        dark = (255 - grey) * alpha.value / 255
        if max(red.value, green.value, blue.value) > NEARLY_BLACK:
            looks.append(f"colour {red.value:02x}{green.value:02x}{blue.value:02x}")
    return TextLook(tuple(looks), font, dark)


def _font(font: object) -> str:
    room = ctypes.create_string_buffer(LONGEST_NAME)
    if not font or not native.FPDFFont_GetBaseFontName(font, room, LONGEST_NAME):
        return ""
    return re.sub(r"^[A-Z]{6}\+|(?:-Regular|,Regular)$", "", room.value.decode("utf-8", "replace"))


def visible_layer(letters: Sequence[Glyph | None], sights: Sequence[Sight], aspect: float) -> Layer:
    """Return the words that can be seen, of *letters* of which each is seen as *sights* say.

    *aspect* is the width of the sheet by its height.  No value on a word is certain that is
    cut off, that letters of its own lie over, or that letters which nobody sees stand among.
    """
    large = LARGE * median([one.size for one in letters if one is not None] or [0.0])
    kept, ground, hidden = _by_sight(letters, sights, large)
    over = _overprinted([letter for letter in kept if letter is not None], large)
    plain = [letter for letter in kept if letter is None or id(letter) not in over]
    ground += [letter for letter in kept if letter is not None and id(letter) in over]
    seen = [letter for letter in plain if letter is not None]
    words = in_rows(words_of(plain, aspect), aspect)
    covered = [_has_hidden(word.box, hidden) for word in words]
    return Layer(
        words=tuple(
            word.model_copy(update={"certainty": 0.0}) if doubted else word
            for word, doubted in zip(words, covered, strict=True)
        ),
        across=tuple(map(word_of, _of_one_kind(ground)))[:MOST_ACROSS],
        pieces=frozenset(one.piece for one in ground) - {one.piece for one in seen},
        covered=any(covered),
        letters=len(seen),
        unmapped=sum(letter.unmapped for letter in seen),
        unseen=len(hidden),
    )


def _by_sight(
    letters: Sequence[Glyph | None], sights: Sequence[Sight], large: float
) -> tuple[list[Glyph | None], list[Glyph], list[Glyph]]:
    """Return the letters that are read, those across the sheet, and those that nobody sees."""
    kept: list[Glyph | None] = []
    ground: list[Glyph] = []
    hidden: list[Glyph] = []
    found = iter(sights)
    for letter in _without_smudges(letters):
        if letter is None:
            kept.append(None)
            continue
        match next(found):
            case "plain" if not letter.is_slanted:
                kept.append(letter)
            case "plain" | "faint":
                ground.append(letter)
            case "cut" | "covered" if letter.is_slanted:
                ground.append(letter)
            case "trace" if letter.is_slanted or letter.size >= large:
                ground.append(letter)
            case "none" if letter.is_slanted:
                kept.append(None)
            case "cut" | "covered":
                kept.append(letter._replace(sure=letter.sure and not letter.is_plain))
            case "trace" | "none" if not letter.unmapped:  # Ghostscript names blanks U+0001
                kept.append(None)
                hidden.append(letter)
            case "trace" | "none":
                kept.append(None)
    return kept, ground, hidden


def _without_smudges(letters: Sequence[Glyph | None]) -> list[Glyph | None]:
    """Return *letters*, not sure where the next one of the same piece lies upon them."""
    found = list(letters)
    for at, (one, other) in enumerate(pairwise(letters)):
        if one is None or other is None or one.piece != other.piece or one.text == other.text:
            continue
        if one.is_plain and other.is_plain and _shared(one.box, other.box) > SMUDGED:
            found[at] = one._replace(sure=False)
            found[at + 1] = other._replace(sure=False)
    return found


def _shared(one: Box, other: Box) -> float:
    """Return which share of the smaller of two boxes lies in the other."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    least = min(one.width * one.height, other.width * other.height)
    return across * down / least if across > 0 and down > 0 and least > 0 else 0.0


def _has_hidden(box: Box, hidden: Sequence[Glyph]) -> bool:
    """Tell whether a digit or syllable that nobody sees stands in or beside *box*."""
    near = 0.5 * box.height
    for letter in hidden:
        down = min(box.y1, letter.box.y1) - max(box.y0, letter.box.y0)
        beside = letter.box.x1 > box.x0 - near and letter.box.x0 < box.x1 + near
        if letter.is_plain and beside and down > 0.5 * min(box.height, letter.box.height):
            return True
    return False


# ── what is printed across ───────────────────────────────────────────────────────────


def _overprinted(letters: Sequence[Glyph], least: float) -> set[int]:
    """Return which letters (by id) are of a word that lies over smaller ones.

    *least* is the size in points from which a word may be one.
    """
    boxes = np.array([letter.box for letter in letters])
    sizes = np.array([letter.size for letter in letters])
    over: set[int] = set()
    for word in _of_one_kind([letter for letter in letters if letter.size >= least]):
        for letter in word:
            x0, y0, x1, y1 = boxes.T
            a, b, c, d = letter.box
            across = np.maximum(np.minimum(x1, c) - np.maximum(x0, a), 0)
            down = np.maximum(np.minimum(y1, d) - np.maximum(y0, b), 0)
            lies = across * down > LEAST_SHARED * (x1 - x0) * (y1 - y0)
            if np.any(lies & (sizes * LARGE <= letter.size)):
                over.update(id(one) for one in word)
                break
    return over


def _of_one_kind(letters: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the letters of each word: of one size and slant, one after the other."""
    run: list[Glyph] = []
    for letter in letters:
        if run and not _goes_on(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _goes_on(one: Glyph, other: Glyph) -> bool:
    alike = abs(one.size - other.size) <= 0.03 * one.size and abs(one.slant - other.slant) < 2
    (x0, y0), (x1, y1) = one.box.middle, other.box.middle
    size = max(one.box.height, other.box.height)
    return alike and math.hypot(x1 - x0, y1 - y0) < FARTHEST_LETTER * size


# ── rows ─────────────────────────────────────────────────────────────────────────────
