"""What is drawn under, through and around the words of a text layer.

Word processors print a struck, underlined or highlighted word as the word and lines or a ground of
its own; the text layer knows the word alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from extractors.formats.scans.ruling import Colour
from extractors.model import Word

ABOVE, BELOW = 0.8, 0.3  # how far around a word is looked, in its heights
DARKER = 60  # than its ground
NEARLY_WHITE = 0xEC
FULL = 0.8  # of a word's width that a line goes through
THROUGH = (0.25, 0.78)  # of its height, where a line strikes it
LEAST_INK = 0.012
STEP = 0x20  # of a colour: shades of one ground are one


def with_looks(words: Sequence[Word], bare: Colour) -> Iterator[Word]:
    """Yield *words* with how they look otherwise than plain on *bare*, the sheet without text."""
    for word in words:
        looks = sorted({*word.looks, *_looks(word, bare)})
        yield word.model_copy(update={"looks": tuple(looks)}) if looks else word


def _looks(word: Word, bare: Colour) -> Iterator[str]:
    height, width = bare.shape[:2]
    x0, x1 = round(word.box.x0 * width), round(word.box.x1 * width)
    top, bottom = word.box.y0 * height, word.box.y1 * height
    high = bottom - top
    y0 = max(round(top - ABOVE * high), 0)
    piece = bare[y0 : round(bottom + BELOW * high), x0:x1]
    if min(piece.shape[:2]) < 4:
        return
    ground = np.median(piece[::3, ::3].reshape(-1, piece.shape[2]), axis=0)
    if ground.min() < NEARLY_WHITE:
        red, green, blue = (int(part) // STEP * STEP for part in ground)
        yield f"shaded {red:02x}{green:02x}{blue:02x}"
    dark = piece.min(2).astype(int) < ground.min() - DARKER
    if float(dark.mean()) < LEAST_INK:
        return
    lines = np.flatnonzero(dark.mean(1) >= FULL)
    places = [(y0 + line - top) / high for line in lines.tolist()]
    if any(THROUGH[0] < place < THROUGH[1] for place in places):
        yield "struck"
    elif any(place >= THROUGH[1] for place in places):
        yield "underlined"
    else:
        yield "drawn over"
