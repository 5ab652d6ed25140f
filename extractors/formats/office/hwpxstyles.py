"""How letters of an HWPX look, by the tables of its header part (KS X 6101).

Only what tells one word from another by the eye, fonts of signs, grounds, and bullets, which
may be ticks; `extractors.formats.office.wordstyles` does the same for DOCX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extractors.formats.office.package import Element, attribute, number, tag
from extractors.formats.office.wordstyles import SMALLEST_TYPE, Face, child, is_nearly_white
from extractors.formats.symbols import FONTS, font_name, spell_out
from extractors.ticks import kind_of_sign

THICK = 0.4
"""Borders of cells from this width on, in millimetres, stand out."""
NOTHING = frozenset(("", "NONE", "3D"))
"""Hangul writes 3D for a stroke through letters that is not drawn."""
FLAGS = {
    "bold": "bold", "italic": "italic", "emboss": "embossed", "engrave": "engraved",
    "supscript": "raised", "subscript": "lowered",
}  # fmt: skip
TYPED = {"outline": "outlined", "shadow": "shadowed", "underline": "underlined"}
SIGN_FONTS = ("symbol", "user", "other", "latin")
STRETCHED = {"ratio": "100", "spacing": "0", "relSz": "100", "offset": "0"}
"""What changes the shape or the place of letters, and the value that does not."""
BORDERS = ("leftBorder", "rightBorder", "topBorder", "bottomBorder")


class HwpxStyles:
    """The tables of a header part; *root* is None where the package has none."""

    def __init__(self, root: Element | None) -> None:
        parts: dict[str, dict[str, Element]] = {
            "charPr": {}, "paraPr": {}, "borderFill": {}, "bullet": {}, "numbering": {},
        }  # fmt: skip
        self._fonts: dict[str, dict[str, str]] = {}
        for one in root.iter() if root is not None else ():
            name = tag(one)
            if name in parts:
                parts[name].setdefault(attribute(one, "id"), one)
            elif name == "fontface":
                self._fonts[attribute(one, "lang").lower()] = {
                    attribute(font, "id"): attribute(font, "face") for font in one
                }
        self._letters, self._paragraphs = parts["charPr"], parts["paraPr"]
        self._fills, self._bullets = parts["borderFill"], parts["bullet"]
        self._numbers = parts["numbering"]
        self._faces: dict[tuple[str, bool], Face] = {}

    def face(self, name: str, *, shaded: bool) -> Face:
        """Return how letters look whose settings are called *name* (charPrIDRef).

        *shaded* tells that their ground is not white.
        """
        if (name, shaded) not in self._faces:
            self._faces[name, shaded] = self._look_up(self._letters.get(name), shaded=shaded)
        return self._faces[name, shaded]

    def is_shaded(self, fill: str) -> bool:
        """Tell whether a border and fill (borderFillIDRef) lays another colour than white."""
        return self._fill(fill) != ""

    def cell_looks(self, fill: str) -> Iterator[str]:
        """Yield what a border and fill does to all letters in a cell: its ground, strokes."""
        if ground := self._fill(fill):
            yield f"ground {ground}"
        found = self._fills.get(fill)
        strokes = [child(found, name) for name in ("slash", "backSlash")]
        if any(one is not None and attribute(one, "type") not in NOTHING for one in strokes):
            yield "crossed"
        if found is not None and attribute(found, "centerLine") not in NOTHING:
            yield "crossed"
        sides = [child(found, side) for side in ("topBorder", "bottomBorder")]
        if all(side is not None and _stands_out(side) for side in sides):
            yield "framed"

    def bullet(self, paragraph: str) -> str:
        """Return the tick sign before paragraphs of these settings (paraPrIDRef), "" for none."""
        settings = self._paragraphs.get(paragraph)
        heading = child(settings, "heading")
        if settings is None or heading is None or attribute(heading, "type") != "BULLET":
            return ""
        found = self._bullets.get(attribute(heading, "idRef"))
        if found is None:
            return ""
        ticked = attribute(settings, "checked") in ("1", "true")
        sign = attribute(found, "checkedChar") if ticked else ""
        sign = spell_out(sign or attribute(found, "char"))
        is_tick = len(sign) == 1 and not sign.isalnum() and kind_of_sign(sign) != "unknown"
        return sign if is_tick and not _is_picture(found) else ""

    def listed(self, paragraph: str) -> str:
        """Return what tells the list of paragraphs of these settings from others by the eye.

        A number or a sign that nobody has named is no text, and may yet be a mark; "" without one.
        """
        settings = self._paragraphs.get(paragraph)
        heading = child(settings, "heading")
        kind = attribute(heading, "type") if heading is not None else "NONE"
        if settings is None or heading is None or kind in NOTHING:
            return ""
        named, level = attribute(heading, "idRef"), attribute(heading, "level")
        found = (self._bullets if kind == "BULLET" else self._numbers).get(named)
        said = [attribute(found, "char") if found is not None else ""]
        if found is not None and _is_picture(found):
            said.append(f"picture {named}")
        for one in found if found is not None and kind != "BULLET" else ():
            if number(attribute(one, "level")) == number(level) + 1:
                said += [attribute(one, "numFormat"), one.text or ""]
        ticked = attribute(settings, "checked") in ("1", "true")
        return " ".join(["listed", kind, level, *said, "checked" if ticked else ""]).strip()

    def _look_up(self, settings: Element | None, *, shaded: bool) -> Face:
        if settings is None:
            return Face()
        parts = {tag(one): one for one in settings}
        looks = {look for name, look in FLAGS.items() if name in parts}
        looks |= {
            look
            for name, look in TYPED.items()
            if name in parts and attribute(parts[name], "type") not in NOTHING
        }
        if "strikeout" in parts and attribute(parts["strikeout"], "shape") not in NOTHING:
            looks.add("struck")
        if attribute(settings, "symMark") not in NOTHING:
            looks.add("dotted")
        colour = attribute(settings, "textColor").lower().lstrip("#")
        if colour not in ("", "none", "000000"):
            looks.add(f"colour {colour}")
        under = attribute(settings, "shadeColor").lower().lstrip("#")
        fill = attribute(settings, "borderFillIDRef")
        ground = "" if under in ("", "none") or is_nearly_white(under) else under
        ground = ground or self._fill(fill)
        if ground:
            looks.add(f"shaded {ground}")
        if self._has_border(fill):
            looks.add("boxed")
        if attribute(settings, "height"):
            looks.add(f"size {attribute(settings, 'height')}")
        looks |= {
            f"{name} {value}"
            for name, plain in STRETCHED.items()
            if name in parts and (value := attribute(parts[name], "hangul", plain)) != plain
        }
        if "fontRef" in parts and (face := self._font(parts["fontRef"], "hangul")):
            looks.add(f"font {face}")
        unseen = (is_nearly_white(colour) and not (ground or shaded)) or colour == ground != ""
        unseen = unseen or 0 < number(attribute(settings, "height")) <= SMALLEST_TYPE * 50
        return Face(tuple(sorted(looks)), self._sign_font(parts), unseen)

    def _sign_font(self, parts: Mapping[str, Element]) -> str:
        """Return the font of signs that is set for any letters but Hangul, "" without one."""
        named = parts.get("fontRef")
        for kind in SIGN_FONTS if named is not None else ():
            assert named is not None
            font = self._font(named, kind)
            if font_name(font) in FONTS:
                return font
        return ""

    def _font(self, named: Element, kind: str) -> str:
        return self._fonts.get(kind, {}).get(attribute(named, kind), "")

    def _fill(self, name: str) -> str:
        brushes = child(self._fills.get(name), "fillBrush")
        brush = child(brushes, "winBrush")
        if brush is None:
            return " ".join(tag(one) for one in brushes) if brushes is not None else ""
        colour = attribute(brush, "faceColor").lower().lstrip("#")
        hatch = attribute(brush, "hatchStyle").lower()
        if colour in ("", "none") or is_nearly_white(colour):
            return f"hatched {hatch}" if hatch and hatch != "none" else ""
        return colour

    def _has_border(self, name: str) -> bool:
        found = self._fills.get(name)
        sides = [child(found, side) for side in BORDERS]
        return any(side is not None and attribute(side, "type") != "NONE" for side in sides)


def _is_picture(bullet: Element) -> bool:
    return attribute(bullet, "useImage") in ("1", "true")


def _stands_out(border: Element) -> bool:
    """Tell whether a border of a cell is thicker than print has them, of several lines, coloured.

    Its width is given in millimetres, as ``0.12 mm``.
    """
    kind, colour = attribute(border, "type"), attribute(border, "color").lower().lstrip("#")
    if kind in NOTHING:
        return False
    width = attribute(border, "width").split(" ")[0]
    is_thick = bool(re.fullmatch(r"\d+(?:\.\d+)?", width)) and float(width) >= THICK
    return is_thick or "SLIM" in kind or colour not in ("", "none", "000000")
