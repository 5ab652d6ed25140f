"""Fonts of Debian packages, and the measuring and breaking of text that needs their widths."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT_FOLDER = Path("/usr/share/fonts")
FONT_FILES = {
    "gothic": ("NanumGothic.ttf", "fonts-nanum"),
    "gothic-bold": ("NanumGothicBold.ttf", "fonts-nanum"),
    "gothic-heavy": ("NanumGothicExtraBold.ttf", "fonts-nanum"),
    "myeongjo": ("NanumMyeongjo.ttf", "fonts-nanum"),
    "myeongjo-bold": ("NanumMyeongjoBold.ttf", "fonts-nanum"),
    "barun": ("NanumBarunGothic.ttf", "fonts-nanum"),
    "barun-bold": ("NanumBarunGothicBold.ttf", "fonts-nanum"),
    "pen": ("NanumPen.ttf", "fonts-nanum-extra"),
    "batang": ("UnBatang.ttf", "fonts-unfonts-core"),
    "batang-bold": ("UnBatangBold.ttf", "fonts-unfonts-core"),
    "dotum": ("UnDotum.ttf", "fonts-unfonts-core"),
    "dotum-bold": ("UnDotumBold.ttf", "fonts-unfonts-core"),
    "gungseo": ("UnGungseo.ttf", "fonts-unfonts-core"),
    "graphic": ("UnGraphic.ttf", "fonts-unfonts-core"),
    "graphic-bold": ("UnGraphicBold.ttf", "fonts-unfonts-core"),
    "gulim": ("gulim.ttf", "fonts-baekmuk"),
    "baekmuk-batang": ("baekmuk/batang.ttf", "fonts-baekmuk"),
    "baekmuk-dotum": ("baekmuk/dotum.ttf", "fonts-baekmuk"),
    "symbols": ("DejaVuSans.ttf", "fonts-dejavu-core"),
}

BROUGHT: dict[str, Callable[[], bytes]] = {}
"""Faces that do not come from Debian: what gives the TrueType file of each."""

_SET_IN: ContextVar[tuple[str, str] | None] = ContextVar("set_in", default=None)
"""The face and its bold in which all sheets are set for now, whatever they ask for."""


@contextmanager
def set_in(font: str, bold: str) -> Iterator[None]:
    """Set every sheet drawn meanwhile in *font*, what is bold in *bold*."""
    before = _SET_IN.set((font, bold))
    try:
        yield
    finally:
        _SET_IN.reset(before)


def _asked(font: str) -> str:
    instead = _SET_IN.get()
    return instead[font.endswith("-bold")] if instead and font in FONT_FILES else font


class MissingFont(Exception):
    """A font is not installed; the message names the Debian package that brings it."""


@lru_cache
def font_path(font: str) -> Path:
    name, package = FONT_FILES[font]
    for path in sorted(FONT_FOLDER.rglob(name)):
        return path
    raise MissingFont(f"{name} is not below {FONT_FOLDER}: apt-get install {package}")


@lru_cache
def load_font(font: str) -> TTFont:
    source = io.BytesIO(BROUGHT[font]()) if font in BROUGHT else str(font_path(font))
    loaded = TTFont(font, source)
    pdfmetrics.registerFont(loaded)
    return loaded


@lru_cache
def picture_font(font: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path(font)), pixels)


def runs_of(text: str, font: str) -> list[tuple[str, str]]:
    """Split *text* where a letter is not in *font* and must come from another."""
    font = _asked(font)
    others = ("gothic", "symbols") if font in BROUGHT else ("symbols", "gothic")
    runs: list[tuple[str, str]] = []
    for letter in text:
        having = (n for n in (font, *others) if ord(letter) in load_font(n).face.charToGlyph)
        name = next(having, "symbols")
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + letter)
        else:
            runs.append((name, letter))
    return runs


def width_of(runs: Sequence[tuple[str, str]], size: float, spacing: float = 0) -> float:
    """Return the width in points."""
    letters = sum(len(part) for _, part in runs)
    total: float = sum(pdfmetrics.stringWidth(part, name, size) for name, part in runs)
    return total + spacing * max(letters - 1, 0)


def wrap(text: str, font: str, size: float, width: float, indent: float) -> list[str]:
    """Break at blanks, and inside a word that alone is wider than the line."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, room = "", width - indent
        for word in part.split(" "):
            trial = f"{line} {word}" if line else word
            if width_of(runs_of(trial, font), size) / mm <= room:
                line = trial
                continue
            if line:
                lines.append(line)
                room = width
            line = ""
            for letter in word:
                if line and width_of(runs_of(line + letter, font), size) / mm > room:
                    lines.append(line)
                    line, room = "", width
                line += letter
        lines.append(line)
    return lines
