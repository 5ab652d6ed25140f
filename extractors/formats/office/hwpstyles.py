"""How letters of an HWP 5 file look, by the tables of its DocInfo stream.

The looks have the names that `extractors.formats.office.hwpxstyles` gives those of an HWPX, so
that a form says the same in both.

Source: 한글 문서 파일 형식 5.0 (한글과컴퓨터, revision 1.3), 4.2.3 to 4.2.6; where it and the
files differ (the borders of a fill, a stroke that is not drawn), what Hangul writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.formats.office.hwprecords import Record
from extractors.formats.office.wordstyles import SMALLEST_TYPE, Face, is_nearly_white
from extractors.formats.symbols import FONTS, font_name

ID_MAPPINGS, FACE_NAME, BORDER_FILL, CHAR_SHAPE, PARA_SHAPE = 17, 19, 20, 21, 25
LANGUAGES = 7
HANGUL = 0
SIGN_FONTS = (5, 6, 4, 1)
"""Symbols, the user's own letters, others, Latin."""
FLAGS = {0: "italic", 1: "bold", 13: "embossed", 14: "engraved", 15: "raised", 16: "lowered"}
UNDERLINE, OUTLINE, SHADOW, STRIKE, DOTS, STRIKE_SHAPE = (
    (2, 2),
    (8, 3),
    (11, 2),
    (18, 3),
    (21, 4),
    (26, 4),
)
"""The first bit of a setting and how many it has."""
DRAWN_STRIKES = range(13)
"""Shapes of a stroke; Hangul sets another one where none is drawn, and the stroke all the same."""
STRETCHED = {"ratio": 100, "spacing": 0, "relSz": 100, "offset": 0}
SLASHES = 0b111_111 << 2
NO_COLOUR = "none"
SOLID = 1
LEAST_SHAPE, LEAST_FILL, LEAST_PARAGRAPH = 68, 32, 32
TOP, BOTTOM = 2, 3
SEVERAL_LINES = 8
THICK = 6
"""Kinds of borders from SEVERAL_LINES on, and widths from THICK (0.4 mm) on, stand out."""
HEADING, LEVEL = (23, 2), (25, 3)
"""Which list a paragraph belongs to (an outline, numbers, bullets), and how deep in it."""


class _CharShape(NamedTuple):
    """A record of settings of letters; colours as ``rrggbb`` or NO_COLOUR."""

    fonts: tuple[int, ...]
    stretched: tuple[int, ...]
    size: int
    bits: int
    colour: str
    shade: str
    fill: int

    def has(self, setting: tuple[int, int]) -> int:
        first, count = setting
        return self.bits >> first & (1 << count) - 1


class HwpStyles:
    """The tables among *records*; a file without them has none."""

    def __init__(self, records: Sequence[Record]) -> None:
        every = list(_all(records))
        self._shapes = [_char_shape(one.data) for one in every if one.tag == CHAR_SHAPE]
        self._fills = [one.data for one in every if one.tag == BORDER_FILL]
        self._paragraphs = [one.data for one in every if one.tag == PARA_SHAPE]
        self._fonts = _fonts_of(every)
        self._faces: dict[tuple[int, bool], Face] = {}

    def face(self, number: int, *, shaded: bool) -> Face:
        """Return how letters look whose settings are the ones of *number*, counted from 0.

        *shaded* tells that their ground is not white.  Of settings that are not in the tables
        nothing is known but that they are not those of another number.
        """
        if (number, shaded) not in self._faces:
            shape = self._shapes[number] if number < len(self._shapes) else None
            face = Face((f"letters {number}",)) if shape is None else self._look_up(shape, shaded)
            self._faces[number, shaded] = face
        return self._faces[number, shaded]

    def is_shaded(self, fill: int) -> bool:
        """Tell whether a border and fill, counted from 1, lays another colour than white."""
        return self._ground(fill) != ""

    def cell_looks(self, fill: int) -> Iterator[str]:
        """Yield what a border and fill does to all letters in a cell: its ground, strokes."""
        if ground := self._ground(fill):
            yield f"ground {ground}"
        if struct.unpack_from("<H", self._fill(fill))[0] & SLASHES:
            yield "crossed"
        if all(_stands_out(self._fill(fill)[2 + 6 * side :]) for side in (TOP, BOTTOM)):
            yield "framed"

    def listed(self, number: int) -> str:
        """Return what tells the list of paragraphs of these settings from others, "" without one.

        Its numbers and bullets are not read: any of them may be a mark.
        """
        data = self._paragraphs[number] if number < len(self._paragraphs) else b""
        if len(data) < LEAST_PARAGRAPH:
            return ""
        (bits,) = struct.unpack_from("<I", data)
        kind, depth = (bits >> first & (1 << count) - 1 for first, count in (HEADING, LEVEL))
        (named,) = struct.unpack_from("<H", data, 30)
        return f"listed {kind} {depth} {named}" if kind else ""

    def _look_up(self, shape: _CharShape, shaded: bool) -> Face:
        looks = {look for bit, look in FLAGS.items() if shape.bits >> bit & 1}
        if shape.has(UNDERLINE):
            looks.add("underlined")
        if shape.has(OUTLINE):
            looks.add("outlined")
        if shape.has(SHADOW):
            looks.add("shadowed")
        if shape.has(STRIKE) and shape.has(STRIKE_SHAPE) in DRAWN_STRIKES:
            looks.add("struck")
        if shape.has(DOTS):
            looks.add("dotted")
        if shape.colour not in (NO_COLOUR, "000000"):
            looks.add(f"colour {shape.colour}")
        is_plain = shape.shade == NO_COLOUR or is_nearly_white(shape.shade)
        ground = "" if is_plain else shape.shade
        ground = ground or self._ground(shape.fill)
        if ground:
            looks.add(f"shaded {ground}")
        if any(self._fill(shape.fill)[2 + 6 * side] for side in range(4)):
            looks.add("boxed")
        looks.add(f"size {shape.size}")
        looks |= {
            f"{name} {value}"
            for (name, plain), value in zip(STRETCHED.items(), shape.stretched, strict=True)
            if value != plain
        }
        if face := self._font(shape, HANGUL):
            looks.add(f"font {face}")
        unseen = is_nearly_white(shape.colour) and not (ground or shaded)
        unseen = unseen or shape.colour == ground != "" or 0 < shape.size <= SMALLEST_TYPE * 50
        return Face(tuple(sorted(looks)), self._sign_font(shape), unseen)

    def _sign_font(self, shape: _CharShape) -> str:
        """Return the font of signs that is set for any letters but Hangul, "" without one."""
        fonts = (self._font(shape, language) for language in SIGN_FONTS)
        return next((font for font in fonts if font_name(font) in FONTS), "")

    def _font(self, shape: _CharShape, language: int) -> str:
        fonts, number = self._fonts[language], shape.fonts[language]
        return fonts[number] if number < len(fonts) else ""

    def _fill(self, number: int) -> bytes:
        found = self._fills[number - 1] if 0 < number <= len(self._fills) else b""
        return found.ljust(LEAST_FILL, b"\0")

    def _ground(self, number: int) -> str:
        fill = self._fill(number)
        if len(fill) < LEAST_FILL + 8 or not fill[LEAST_FILL] & SOLID:
            return ""
        colour = _colour(fill, LEAST_FILL + 4)
        return "" if colour == NO_COLOUR or is_nearly_white(colour) else colour


def _stands_out(border: bytes) -> bool:
    """Tell whether a border (its kind, width, colour) is of several lines, thick, or coloured."""
    kind, width = border[:2]
    coloured = _colour(border, 2) not in (NO_COLOUR, "000000")
    return kind > 0 and (kind >= SEVERAL_LINES or width >= THICK or coloured)


def _all(records: Sequence[Record]) -> Iterator[Record]:
    for one in records:
        yield one
        yield from _all(one.inside)


def _char_shape(data: bytes) -> _CharShape | None:
    if len(data) < LEAST_SHAPE:
        return None
    size, bits = struct.unpack_from("<iI", data, 42)
    offsets = (14, 21, 28, 35)  # of the first language, Hangul
    kinds = "BbBb"
    return _CharShape(
        fonts=struct.unpack_from(f"<{LANGUAGES}H", data),
        stretched=tuple(
            struct.unpack_from(kind, data, at)[0] for kind, at in zip(kinds, offsets, strict=True)
        ),
        size=size,
        bits=bits,
        colour=_colour(data, 52),
        shade=_colour(data, 60),
        fill=struct.unpack_from("<H", data, 68)[0] if len(data) >= LEAST_SHAPE + 2 else 0,
    )


def _colour(data: bytes, at: int) -> str:
    red, green, blue, none = data[at : at + 4]
    return NO_COLOUR if none else f"{red:02x}{green:02x}{blue:02x}"


def _fonts_of(records: Sequence[Record]) -> list[list[str]]:
    """Return the names of the fonts of each language, in the order of the format."""
    names = iter([_font_name(one.data) for one in records if one.tag == FACE_NAME])
    stated = next((one.data for one in records if one.tag == ID_MAPPINGS), b"")
    counts = struct.unpack_from("<8I", stated.ljust(32, b"\0"))[1:]
    return [[name for _, name in zip(range(count), names, strict=False)] for count in counts]


def _font_name(data: bytes) -> str:
    if len(data) < 3:
        return ""
    (length,) = struct.unpack_from("<H", data, 1)
    return data[3 : 3 + 2 * length].decode("utf-16-le", "ignore")
