"""Shapes of an HWPX and signs that are no letters: how large, where, and what they say."""

from __future__ import annotations

from extractors.formats.grid import OBJECT, may_mark
from extractors.formats.office.package import Element, attribute, number, tag
from extractors.formats.office.wordstyles import child
from extractors.ticks import kind_of_sign

OVER_TEXT = frozenset(("IN_FRONT_OF_TEXT", "BEHIND_TEXT"))
POINT = 100  # HWP units


def size_of(element: Element) -> tuple[float, float]:
    """Return the width and height of a shape or picture in HWP units, 0 where not stated."""
    size = child(element, "sz")
    size = size if size is not None else child(element, "curSz")
    if size is None:
        return 0.0, 0.0
    return float(number(attribute(size, "width"))), float(number(attribute(size, "height")))


def top_of(element: Element) -> float | None:
    """Return how far below its paragraph a shape begins, in points; None by the sheet."""
    place = child(element, "pos")
    if place is None or attribute(place, "vertRelTo") != "PARA":
        return None
    offset = number(attribute(place, "vertOffset"))
    return (offset - (1 << 32) if offset >= 1 << 31 else offset) / POINT


def is_over_text(element: Element) -> bool:
    return _floats(element) and attribute(element, "textWrap") in OVER_TEXT


def _floats(element: Element) -> bool:
    place = child(element, "pos")
    return place is None or attribute(place, "treatAsChar") not in ("1", "true")


def mark_in_line(element: Element) -> str:
    """Return what a shape says that is set like a letter, where it may be a mark, else ""."""
    inside = [one for one in element.iter() if tag(one) in ("drawText", "pic")]
    if _floats(element) or len(inside) != 1 or tag(inside[0]) != "drawText":
        return ""
    said = text_inside(element).strip()
    return said if may_mark(said) else ""


def text_inside(shape: Element) -> str:
    """Return all that is written in the boxes of a shape."""
    boxes = (one for one in shape.iter() if tag(one) == "drawText")
    return "".join(str(text) for one in boxes for text in one.itertext())


def said_in(element: Element, name: str) -> str:
    return "".join(one.text or "" for one in element.iter() if tag(one) == name)


def ruby(element: Element) -> str:
    """Return a text with what is printed above it, where that is one sign."""
    main, above = (said_in(element, one) for one in ("mainText", "subText"))
    return main + above if len(above) == 1 and kind_of_sign(above) != "unknown" else main


def own_sign(counted: Element) -> str:
    """Return the sign that somebody chose for a counted thing, "" where it is a number."""
    style = child(counted, "autoNumFormat")
    chosen = attribute(style, "userChar") if style is not None else ""
    is_number = style is None or "USER" not in attribute(style, "type").upper()
    return "" if is_number else chosen or OBJECT
