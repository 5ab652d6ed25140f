"""Where what is drawn in a Word file lies, and whether it lies over the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.formats.office.package import Element, attribute, number, tag
from extractors.formats.office.wordstyles import child

POINT = 12_700  # EMU


LENGTH = re.compile(r"\s*(-?[\d.]+)\s*(pt|in|cm|mm|px)?\s*$")
POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "px": 0.75, None: 1.0}


@dataclass(frozen=True)
class DrawnThing:
    """Where a drawing lies: its size in EMU and points, and whether it lies over the text.

    ``top`` counts from its paragraph in points, None where it hangs on the sheet.
    """

    width: float
    area: float
    height: float
    top: float | None
    over_text: bool


def drawn_thing(below: Sequence[Element]) -> DrawnThing:
    parts: dict[str, Element] = {}
    for one in below:
        parts.setdefault(tag(one), one)
    extent = parts.get("extent")
    if extent is not None:
        width, height = (number(attribute(extent, side)) for side in ("cx", "cy"))
        anchored = "anchor" in parts and "wrapNone" in parts
        size = float(width), float(width * height), height / POINT
        return DrawnThing(*size, _top(parts.get("positionV")), anchored)
    styles = [attribute(one, "style") for one in below]
    said = {
        part.partition(":")[0].strip().lower(): part.partition(":")[2].strip().lower()
        for style in reversed(styles)
        for part in style.split(";")
        if ":" in part
    }
    width_, height_ = _points(said.get("width", "")), _points(said.get("height", ""))
    hangs_on_text = said.get("mso-position-vertical-relative", "text") in ("text", "line")
    top = _points(said.get("margin-top", "0")) if hangs_on_text else None
    over = said.get("position") == "absolute" and "wrap" not in parts
    return DrawnThing(width_ * POINT, width_ * height_ * POINT**2, height_, top, over)


def _top(position: Element | None) -> float | None:
    """Return how far below its paragraph a drawing begins, in points; None by the sheet."""
    if position is None or attribute(position, "relativeFrom") not in ("paragraph", "line"):
        return None
    offset = child(position, "posOffset")
    return number((offset.text or "").strip()) / POINT if offset is not None else 0.0


def _points(length: str) -> float:
    found = LENGTH.match(length)
    return float(found[1]) * POINTS[found[2]] if found else 0.0


def is_fallback(element: Element, top: Element) -> bool:
    """Tell whether a text box below *top* is the second form of one that was taken already."""
    parent = element.getparent()
    while parent is not None and parent is not top:
        if tag(parent) in ("Fallback", "txbxContent"):
            return True
        parent = parent.getparent()
    return False
