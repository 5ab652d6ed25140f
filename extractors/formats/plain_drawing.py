"""Our own plain drawing of a sheet that a word processor wrote: its cells, words and marks.

It shows what was read where the geometry of `extractors.formats.grid` puts it, so that boxes lie
on it; it is no picture of what Word or Hangul would print, and whoever shows it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from extractors.formats.grid import EM, WIDTH
from extractors.model import Box, Page, Word

FACES = (
    "NanumGothic.ttf",
    "NotoSansKR-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "UnDotum.ttf",
    "DroidSansFallbackFull.ttf",
    "malgun.ttf",
    "AppleSDGothicNeo.ttc",
)
"""Files of fonts that draw Hangul, by what is found on Debian, Windows and macOS; best first."""
SIGNS = ("DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "seguisym.ttf")
"""And of fonts for ticks and boxes that those lack."""
INK, RULE, FAINT = (22, 32, 44), (110, 122, 134), (225, 229, 234)
TALLEST = 12_000
"""Pixels: a sheet of a hundred cells below each other is drawn smaller than asked for."""


def draw(page: Page, width: int) -> Image.Image | None:
    """Return *page* drawn *width* pixels wide or less; None where no font here draws Hangul."""
    if not faces():
        return None
    width = max(1, min(width, int(TALLEST * page.aspect)))
    sheet = Image.new("RGB", (width, max(1, round(width / page.aspect))), "white")
    pen = ImageDraw.Draw(sheet)
    for box in (*page.pictures, *(each for each in page.objects if each.height < 1)):
        pen.rectangle(_pixels(box, sheet), fill=FAINT, outline=RULE)
    for cell in page.cells:
        pen.rectangle(_pixels(cell, sheet), outline=RULE)
    for word in page.words:
        _write(pen, word, sheet)
    return sheet


def _write(pen: ImageDraw.ImageDraw, word: Word, sheet: Image.Image) -> None:
    left, top, right, bottom = _pixels(word.box, sheet)
    size = max(6, round(EM / WIDTH * sheet.width))
    pieces = list(_by_face(word.text, size))
    long = sum(face.getlength(text) for text, face in pieces)
    room = max(right - left, size)  # a single sign may stand out a little
    if long > room:
        size = max(4, int(size * room / long))
        pieces = list(_by_face(word.text, size))
    x, middle = float(left), (top + bottom) / 2
    for text, face in pieces:
        heavy = 1 if "bold" in word.looks else 0
        pen.text((x, middle), text, fill=INK, font=face, anchor="lm", stroke_width=heavy)
        x += face.getlength(text)
    if "struck" in word.looks:
        pen.line((left, middle, x, middle), fill=INK, width=max(1, size // 10))


def _by_face(text: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Yield *text* in pieces, each with the first font that has its signs."""
    piece, owner = "", ""
    for letter in text:
        name = next((face for face in faces() if _has(face, letter)), faces()[0])
        if piece and name != owner:
            yield piece, _font(owner, size)
            piece = ""
        piece, owner = piece + letter, name
    if piece:
        yield piece, _font(owner, size)


@cache
def faces() -> tuple[str, ...]:
    """Return the fonts to draw with, the one for Hangul first; none where there is none."""
    hangul = next((name for name in FACES if _is_there(name)), None)
    if hangul is None:
        return ()
    return (hangul, *(name for name in SIGNS if name != hangul and _is_there(name)))


def _is_there(name: str) -> bool:
    try:
        _font(name, 12)
    except OSError:
        return False
    return True


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(name, size)


@cache
def _has(name: str, letter: str) -> bool:
    """Tell whether a font has a sign of its own for *letter*."""
    font = _font(name, 24)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\U0010ffff"))


def _pixels(box: Box, sheet: Image.Image) -> tuple[int, int, int, int]:
    return (
        round(box.x0 * sheet.width),
        round(box.y0 * sheet.height),
        round(box.x1 * sheet.width),
        round(box.y1 * sheet.height),
    )
