"""How a run of a DOCX looks: its own settings over those of its styles (ECMA-376, 17.7).

Only what tells one word from another by the eye: struck, marked, boxed, coloured letters, and
the font where it is one of signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from extractors.formats.office.package import Element, attribute, number, tag

TOGGLES = {
    "strike": "struck", "dstrike": "struck", "b": "bold", "i": "italic", "outline": "outlined",
    "shadow": "shadowed", "emboss": "embossed", "imprint": "imprinted", "caps": "capitals",
    "smallCaps": "small capitals",
}  # fmt: skip
VALUED = {"u": "underlined", "highlight": "highlighted", "bdr": "boxed", "em": "dotted"}
EFFECTS = frozenset(
    (
        "effect",
        "glow",
        "reflection",
        "vertAlign",
        "textOutline",
        "textFill",
        "spacing",
        "w",
        "position",
        "fitText",
        "eastAsianLayout",
    )
)
PLAIN = frozenset((("spacing", "0"), ("w", "100"), ("position", "0")))
"""Settings that change nothing."""
TYPEFACES = ("eastAsia", "eastAsiaTheme", "ascii", "asciiTheme")
"""What sets the typeface of Hangul; the later ones where the first two say nothing."""
NOTHING = frozenset(("none", "nil", "clear", "auto", "baseline"))
THICK = 18
"""Borders of cells from this width on, in eighths of a point, stand out."""
OFF = frozenset(("0", "false", "off"))
NEARLY_WHITE = 0xEC
SMALLEST_TYPE = 6  # half points
MOST_STYLES = 12


class Face(NamedTuple):
    """The looks of a run, its font, and whether nobody sees it on white or on its own ground."""

    looks: tuple[str, ...] = ()
    font: str = ""
    unseen: bool = False


def is_on(element: Element | None) -> bool:
    """Tell whether a toggle is set: present, and not switched off by its value."""
    return element is not None and attribute(element, "val", "1") not in OFF


def child(element: Element | None, name: str) -> Element | None:
    """Return the first child called *name*, in whatever namespace."""
    if element is None:
        return None
    return next((one for one in element if tag(one) == name), None)


class Styles:
    """The styles of a document by their names; *root* is the styles part, None without one."""

    def __init__(self, root: Element | None) -> None:
        self._styles = {
            attribute(one, "styleId"): one
            for one in (root if root is not None else ())
            if tag(one) == "style"
        }
        defaults = child(child(child(root, "docDefaults"), "rPrDefault"), "rPr")
        self._defaults = () if defaults is None else (defaults,)

    def face(self, run: Element | None, paragraph: Element | None, *, shaded: bool) -> Face:
        """Return how letters look that *run* (rPr) sets in a *paragraph* (pPr).

        *shaded* tells that their ground is not white.
        """
        settings = [*self._defaults]
        ground = child(paragraph, "shd")
        for name, element in (("pStyle", paragraph), ("rStyle", run)):
            style = child(element, name)
            if style is not None:
                for one in self._chain(attribute(style, "val")):
                    ground = ground if ground is not None else child(child(one, "pPr"), "shd")
                    if (own := child(one, "rPr")) is not None:
                        settings.append(own)
        if run is not None:
            settings.append(run)
        found: dict[str, Element] = {}
        faces: dict[str, str] = {}
        for one in settings:
            found |= {tag(setting): setting for setting in one}
            fonts = child(one, "rFonts")
            for name in TYPEFACES:
                if fonts is not None and (value := attribute(fonts, name)):
                    faces[name.removesuffix("Theme")] = value
        shaded = shaded or _fill(ground) != ""
        return _face(found, faces.get("eastAsia") or faces.get("ascii", ""), shaded=shaded)

    def shades(self, table_style: str) -> bool:
        """Tell whether a style of tables lays colour under some of its cells."""
        return any(
            tag(one) == "shd" and _fill(one)
            for style in self._chain(table_style)
            for one in style.iter()
        )

    def is_shaded(self, shading: Element | None) -> bool:
        """Tell whether a setting of shading (shd) lays another colour than white."""
        return _fill(shading) != ""

    def frame(self, paragraph: Element | None) -> Iterator[str]:
        """Yield what *paragraph* (pPr) itself does to all of its letters."""
        if fill := _fill(child(paragraph, "shd")):
            yield f"ground {fill}"
        if child(paragraph, "pBdr") is not None:
            yield "framed"

    def cell_looks(self, cell: Element | None) -> Iterator[str]:
        """Yield what a cell (tcPr) does to all letters in it: its ground, strokes, thick frame."""
        if fill := _fill(child(cell, "shd")):
            yield f"ground {fill}"
        found = child(cell, "tcBorders")
        borders = {tag(one): one for one in found} if found is not None else {}
        if any(
            name in borders and attribute(borders[name], "val") not in NOTHING
            for name in ("tl2br", "tr2bl")
        ):
            yield "crossed"
        sides = [borders.get(side) for side in ("top", "bottom")]
        if all(side is not None and _stands_out(side) for side in sides):
            yield "framed"

    def numbering(self, name: str) -> Element | None:
        """Return the list that paragraphs of the style called *name* belong to."""
        found = (child(child(one, "pPr"), "numPr") for one in self._chain(name))
        return next((one for one in reversed(list(found)) if one is not None), None)

    def _chain(self, name: str) -> Iterator[Element]:
        """Yield the styles that *name* is based on and it, the farthest first."""
        chain: list[Element] = []
        while name in self._styles and len(chain) < MOST_STYLES:
            style = self._styles[name]
            chain.append(style)
            base = child(style, "basedOn")
            name = attribute(base, "val") if base is not None else ""
        yield from reversed(chain)


def _stands_out(border: Element) -> bool:
    """Tell whether a border of a cell is thicker than print has them, or coloured."""
    if attribute(border, "val") in NOTHING:
        return False
    return number(attribute(border, "sz")) >= THICK or bool(_colour_of(border, "color"))


def _face(found: Mapping[str, Element], typeface: str, *, shaded: bool) -> Face:
    looks = {look for name, look in TOGGLES.items() if is_on(found.get(name))}
    for name, look in VALUED.items():
        if name in found and attribute(found[name], "val", "single") not in NOTHING:
            looks.add(look)
    if fill := _fill(found.get("shd")):
        looks.add(f"shaded {fill}")
    colour = _colour(found.get("color"))
    if colour:
        looks.add(f"colour {colour}")
    looks |= {
        f"{name} {value}"
        for name in EFFECTS & found.keys()
        if (value := attribute(found[name], "val", "on")) not in NOTHING
        and (name, value) not in PLAIN
    }
    if typeface:
        looks.add(f"font {typeface}")
    size = number(attribute(found["sz"], "val")) if "sz" in found else 0
    if size:
        looks.add(f"size {size}")
    on_white = not (fill or shaded or "highlighted" in looks)
    unseen = (on_white and is_nearly_white(colour)) or 0 < size <= SMALLEST_TYPE
    if not unseen and fill and fill == colour:
        unseen = True
    fonts = found.get("rFonts")
    font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi") if fonts is not None else ""
    return Face(tuple(sorted(looks)), font, unseen)


def _fill(shading: Element | None) -> str:
    """Return the colour that is laid under letters, "" for none or white."""
    if shading is None:
        return ""
    fill, pattern = attribute(shading, "fill").lower(), attribute(shading, "val").lower()
    if pattern not in ("", "clear", "nil", "none"):
        return f"{pattern} {fill}".strip()
    if fill in ("", "auto") and not attribute(shading, "themeFill"):
        return ""
    return "" if is_nearly_white(fill) else fill or attribute(shading, "themeFill").lower()


def _colour(setting: Element | None) -> str:
    """Return the colour of letters, "" where it is black or left to the program."""
    if setting is None:
        return ""
    return _colour_of(setting, "val")


def _colour_of(setting: Element, name: str) -> str:
    said = attribute(setting, name).lower()
    theme = attribute(setting, "themeColor").lower()
    if theme in ("background1", "light1") and not attribute(setting, "themeShade"):
        return "ffffff"
    if said in ("", "auto") and theme not in ("", "text1", "dark1"):
        return theme
    return "" if said in ("", "auto", "000000") else said


@lru_cache(maxsize=256)
def is_nearly_white(colour: str) -> bool:
    """Tell whether nobody sees print of *colour* (``rrggbb``) on white paper."""
    if not re.fullmatch("[0-9a-f]{6}", colour):
        return colour == "white"
    return min(int(colour[at : at + 2], 16) for at in (0, 2, 4)) >= NEARLY_WHITE
