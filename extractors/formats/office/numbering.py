"""The signs that stand before the paragraphs of a list without being part of their text.

Forms set □ as the bullet of their options, and who fills them in gives one of them another.
Numbers and the dots of ordinary lists are no text, but a look of the paragraph.  ECMA-376, 17.9.
"""

from __future__ import annotations

from extractors.formats.office.package import Element, attribute, tag
from extractors.formats.office.wordstyles import Styles, child
from extractors.formats.symbols import in_font, spell_out
from extractors.ticks import kind_of_sign


class Bullets:
    """The bullets of a document; *root* is its numbering part, None without one."""

    def __init__(self, root: Element | None) -> None:
        parts = list(root) if root is not None else []
        self._lists = {attribute(one, "abstractNumId"): one for one in parts if _is_list(one)}
        self._uses = {attribute(one, "numId"): one for one in parts if tag(one) == "num"}

    def sign(self, paragraph: Element | None, styles: Styles) -> str:
        """Return the tick sign before a paragraph (its pPr), "" where none stands."""
        level = self._level_of(paragraph, styles)
        text, kind = child(level, "lvlText"), child(level, "numFmt")
        if text is None or kind is None or attribute(kind, "val") != "bullet":
            return ""
        sign = spell_out(in_font(attribute(text, "val"), _font(level)))
        is_tick = len(sign) == 1 and not sign.isalnum() and kind_of_sign(sign) != "unknown"
        return sign if is_tick else ""

    def look(self, paragraph: Element | None, styles: Styles) -> str:
        """Return what tells the list of a paragraph from others by the eye, "" for no list.

        A number or a sign that nobody has named is no text, and may yet be a mark.
        """
        level = self._level_of(paragraph, styles)
        if level is None:
            return ""
        text, kind, picture = (child(level, n) for n in ("lvlText", "numFmt", "lvlPicBulletId"))
        said = [attribute(one, "val") for one in (kind, text, picture) if one is not None]
        return " ".join(["listed", *said, _font(level)]).strip()

    def _level_of(self, paragraph: Element | None, styles: Styles) -> Element | None:
        settings = child(paragraph, "numPr")
        if settings is None:
            style = child(paragraph, "pStyle")
            settings = styles.numbering(attribute(style, "val")) if style is not None else None
        number, depth = child(settings, "numId"), child(settings, "ilvl")
        use = self._uses.get(attribute(number, "val")) if number is not None else None
        if use is None:
            return None
        return self._level(use, attribute(depth, "val") if depth is not None else "0")

    def _level(self, use: Element, depth: str) -> Element | None:
        for override in use:
            if tag(override) == "lvlOverride" and attribute(override, "ilvl") == depth:
                level = child(override, "lvl")
                if level is not None:
                    return level
        named = child(use, "abstractNumId")
        whole = self._lists.get(attribute(named, "val")) if named is not None else None
        levels = (one for one in (whole if whole is not None else ()) if tag(one) == "lvl")
        return next((one for one in levels if attribute(one, "ilvl") == depth), None)


def _is_list(element: Element) -> bool:
    return tag(element) == "abstractNum"


def _font(level: Element | None) -> str:
    fonts = child(child(level, "rPr"), "rFonts")
    return attribute(fonts, "ascii") if fonts is not None else ""
