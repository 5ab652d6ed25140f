"""Which letters of a text layer are seen: each must show its own shape on the sheet.

That ink stands where a letter stands proves nothing: white letters across a frame line, letters
under a picture or over other letters lie on ink that is not theirs.  So the sheet is drawn
without the letters, and the letters alone in black.  A letter is seen where the strokes that
it has by itself are those by which the sheet differs, and differ from what is beside them.

Letters that lie over each other are weighed one after the other, or one would vouch for all.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.formats.scans.ruling import STRONG_COLOUR, Colour, Grey, strength
from extractors.model import Box

Sight = Literal["plain", "again", "faint", "trace", "cut", "away", "covered", "none"]
"""How a letter is seen.

``plain``: well. ``again``: well, where the same letter is printed already, to look bold. ``faint``:
hardly darker than its ground, or too small to be read. ``trace``: so little that few would notice.
``cut``: in part, for the file clips it or prints something else there. ``away``: not at all, for it
is clipped. ``covered``: hardly, for a seal or other letters lie over it. ``none``: not at all.
"""

DEEPEST_FORM = 8
MOST_LAYERS = 5
LEAST_TRACE = 8  # grey levels that can be told from a ground at all
LEAST_CHANGE = 24  # grey levels that a full stroke must differ by to be seen
FAINT = 45  # below this it is a pattern of the ground
SHOWN = 0.65  # share of a letter's strokes that must be seen
LEAST_CHANGED = 0.3  # share of its strokes that would not be there without it
AROUND = 4  # pixels around a letter in which its ground may be seen
NEAR = np.ones((7, 7), np.uint8)  # pixels around a stroke in which its ground is looked at
LEAST_INK = 40  # grey levels of a letter drawn alone in black; less is nothing
CORE = 0.6  # of its darkest ink: the middle of its strokes
LEAST_FREE = 0.3  # share of its strokes that a seal may leave
LEAST_SEAL = 0.1  # share of a letter's place that is strongly coloured where a seal lies on it
LEAST_WHOLE, LEAST_SIDE = 0.7, 6  # share of its box; pixels from which that can be told
SMALLEST_TYPE, NARROWEST_TYPE = 3.3, 0.3  # in points; width by height of the type as designed
LEAST_COVERED = 0.2  # of a letter's strokes, by others
LEAST_EXTENT = 0.5  # in points, of a piece of text that is no blank
LEAST_FOREIGN, LEAST_ALIKE = 0.02, 0.85  # share of a place; likeness of two prints of a letter
SAME_PLACE = 0.12  # of its size: a letter printed twice to look bold
INNER = 0.15  # of a box, left out at each side: neighbours may touch
GRID = 1000


class Shape(NamedTuple):
    """Where a letter stands on the page as it lies, and the piece of text that it is of.

    ``size`` and ``width`` are the height of its type in points and how much narrower than
    designed it is drawn; ``dark`` by how many grey levels its colour is darker than white
    paper; ``clipped`` tells whether its piece has a clipping path.
    """

    text: str
    box: Box
    piece: int
    size: float
    width: float
    dark: float
    clipped: bool


Draw = Callable[[], Colour]


def weigh(
    page: pdfium.PdfPage, shapes: Sequence[Shape], drawn: Colour, draw: Draw
) -> tuple[tuple[Sight, ...], Colour]:
    """Return how each letter of *page* is seen, and the sheet without its text.

    *drawn* is the sheet, *draw* draws *page* in the same size.  *page* is taken apart: what
    it draws afterwards is not the sheet.
    """
    texts, others = _things(page)
    twins = _twins(shapes, page.get_size())
    layers = _layers(shapes, twins)
    # PDFium tells no letters of blanks, nor of what it takes for a second print of bold type.
    untold = set(texts) - {shape.piece for shape in shapes}
    pieces = [
        {shape.piece for shape, of in zip(shapes, layers, strict=True) if of == layer}
        for layer in sorted({layer for layer in layers if layer is not None})
    ]
    without = [
        _draw_only(draw, texts, set(texts) - mine - untold) for mine in pieces if len(pieces) > 1
    ]
    _show(texts, set())
    bare = draw()
    under = _framed(_grey(bare), 255)
    grounds = without or [under]
    for other in others:
        native.FPDFPageObj_SetIsActive(other, False)
    for text in texts.values():
        native.FPDFPageObj_SetFillColor(text, 0, 0, 0, 255)
        native.FPDFPageObj_SetStrokeColor(text, 0, 0, 0, 255)
    inked = {key for key in untold if _has_extent(texts[key])}
    foreign = _draw_only(draw, texts, inked) if inked else None
    sights: list[Sight] = ["none"] * len(shapes)
    sheet, seals = _framed(_grey(drawn), 255), _framed(_strong(drawn), 0)
    scales = [
        _Scales(_draw_only(draw, texts, mine), sheet, ground, seals, foreign)
        for mine, ground in zip(pieces, grounds, strict=False)
    ]
    for number, (shape, layer) in enumerate(zip(shapes, layers, strict=True)):
        if layer is None:
            continue
        sights[number] = scales[layer].weigh(shape)
        if sights[number] == "none" and shape.dark >= FAINT:
            upper = [other.alone for other in scales[layer + 1 :]]
            if scales[layer].is_covered(shape, upper, under):
                sights[number] = "covered"
    for number, doubles in enumerate(twins):
        seen = [twin for twin in doubles if sights[twin] in ("plain", "cut")]
        if seen and (sights[number] == "none" or min(seen) < number):
            sights[number] = "again"
    return tuple(sights), bare


def _has_extent(item: Any) -> bool:
    """Tell whether a piece of text may leave ink: blanks have no height."""
    sides = [ctypes.c_float() for _ in range(4)]
    native.FPDFPageObj_GetBounds(item, *sides)
    left, low, right, high = (side.value for side in sides)
    return right - left > LEAST_EXTENT and high - low > LEAST_EXTENT


def _draw_only(draw: Draw, texts: dict[int, Any], shown: set[int]) -> Grey:
    _show(texts, shown)
    return _framed(_grey(draw()), 255)


def numbers(page: pdfium.PdfPage) -> dict[int, int]:
    """Return the number of each piece of text of *page* by the `key_of` its handle.

    Numbers are the same whenever the page is opened, handles are not.
    """
    return {key_of(item): number for number, item in _things(page)[0].items()}


def draw_without(page: pdfium.PdfPage, pieces: Collection[int], draw: Draw) -> Colour:
    """Return *page* as *draw* draws it, some of its pieces of text left out."""
    texts, _ = _things(page)
    _show(texts, set(texts) - set(pieces))
    return draw()


def _things(page: pdfium.PdfPage) -> tuple[dict[int, Any], list[Any]]:
    """Return the pieces of text on *page* by their number, and what else it draws."""
    texts: dict[int, Any] = {}
    others: list[Any] = []
    for item in _walk(page):
        if native.FPDFPageObj_GetType(item) == native.FPDF_PAGEOBJ_TEXT:
            texts[len(texts)] = item
        else:
            others.append(item)
    return texts, others


def _walk(page: pdfium.PdfPage) -> Iterator[Any]:
    for index in range(native.FPDFPage_CountObjects(page.raw)):
        yield from _walk_into(native.FPDFPage_GetObject(page.raw, index), 0)


def _walk_into(item: Any, depth: int) -> Iterator[Any]:
    if native.FPDFPageObj_GetType(item) == native.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
        for index in range(native.FPDFFormObj_CountObjects(item)):
            yield from _walk_into(native.FPDFFormObj_GetObject(item, index), depth + 1)
    else:
        yield item


def key_of(item: Any) -> int:
    """Return what tells the object of a handle from all others while its page is open."""
    return int(ctypes.cast(item, ctypes.c_void_p).value or 0)


def _show(texts: dict[int, Any], shown: set[int]) -> None:
    for key, text in texts.items():
        native.FPDFPageObj_SetIsActive(text, key in shown)


def _layers(shapes: Sequence[Shape], twins: Sequence[set[int]]) -> list[int | None]:
    """Return for each letter in which layer its piece is; in none two pieces lie over each other.

    A letter printed twice at one place is no other letter.
    """
    pieces: dict[int, list[int]] = {}
    for number, shape in enumerate(shapes):
        pieces.setdefault(shape.piece, []).append(number)
    owners: list[npt.NDArray[np.int32]] = []
    found: list[int | None] = [None] * len(shapes)
    for numbers in pieces.values():
        places = [(number, _cells(shapes[number].box)) for number in numbers]
        for layer in range(MOST_LAYERS):
            if layer == len(owners):
                owners.append(np.zeros((GRID, GRID), np.int32))
            if all(_is_free(owners[layer][at], twins[number]) for number, at in places):
                for number, at in places:
                    owners[layer][at] = number + 1
                    found[number] = layer
                break
    return found


def _cells(box: Box) -> tuple[slice, slice]:
    def inner(start: float, end: float) -> slice:
        cut = INNER * (end - start)
        first = min(max(int((start + cut) * GRID), 0), GRID - 1)
        return slice(first, min(max(int(np.ceil((end - cut) * GRID)), first + 1), GRID))

    return inner(box.y0, box.y1), inner(box.x0, box.x1)


def _is_free(owners: npt.NDArray[np.int32], twins: set[int]) -> bool:
    return not owners.any() or set(np.unique(owners).tolist()) <= {0, *(t + 1 for t in twins)}


def _twins(shapes: Sequence[Shape], sides: tuple[float, float]) -> list[set[int]]:
    """Return for each letter the others that are the same one at the same place.

    *sides* are the width and height of the sheet in points.
    """
    twins: list[set[int]] = [set() for _ in shapes]
    places: dict[tuple[str, int, int], list[int]] = {}
    for number, shape in enumerate(shapes):
        x, y = shape.box.middle
        across, down = (SAME_PLACE * shape.size / side for side in sides)
        column, row = int(x * GRID / 10), int(y * GRID / 10)
        for near in ((shape.text, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            for other in places.get(near, ()):
                u, v = shapes[other].box.middle
                if abs(x - u) <= across and abs(y - v) <= down:
                    twins[number].add(other)
                    twins[other].add(number)
        places.setdefault((shape.text, column, row), []).append(number)
    return twins


class _Scales:
    """The letters of one layer alone in black, the sheet, and the sheet without them.

    ``foreign`` is, alone in black, the text of which no letters are told.
    """

    def __init__(
        self, alone: Grey, drawn: Grey, ground: Grey, seals: Grey, foreign: Grey | None
    ) -> None:
        self.alone, self.drawn, self.ground = alone, drawn, ground
        self.seals, self.foreign = seals, foreign

    def weigh(self, shape: Shape) -> Sight:
        at = _pixels(shape.box, self.alone.shape)
        if at is None:
            return "none"
        ink = 255 - self.alone[at]
        own = ink[AROUND:-AROUND, AROUND:-AROUND]
        most = int(own.max()) if own.size else 0
        if most < LEAST_INK:
            return "away" if shape.clipped else "none"
        core = np.zeros(ink.shape, bool)
        core[AROUND:-AROUND, AROUND:-AROUND] = own >= CORE * most
        is_cut = shape.clipped and not _is_whole(own > LEAST_INK, shape.box, self.alone.shape)
        under = core & (self.seals[at] > 0)
        if under.any() and np.sum(core & ~under) >= LEAST_FREE * np.sum(core):
            core &= ~under
        contrast = _contrast(ink, core, self.drawn[at], self.ground[at])
        if self.foreign is not None and not is_cut:
            is_cut = _is_other(own, 255 - self.foreign[at][AROUND:-AROUND, AROUND:-AROUND])
        if is_cut:
            return "cut" if contrast >= LEAST_CHANGE else "away"
        if contrast < LEAST_TRACE:
            return "none"
        if contrast < LEAST_CHANGE:
            return "trace"
        small = shape.size < SMALLEST_TYPE or shape.width < NARROWEST_TYPE
        return "faint" if small or contrast < FAINT else "plain"

    def is_covered(self, shape: Shape, upper: Sequence[Grey], bare: Grey) -> bool:
        """Tell whether a letter that is not seen lies under a seal, or under letters that are.

        *upper* shows the later letters alone, *bare* is the sheet without its text.
        """
        at = _pixels(shape.box, self.alone.shape)
        if at is None:
            return False
        if np.mean(self.seals[at] > 0) > LEAST_SEAL:
            return True
        core = self.alone[at] < 128
        shown = np.abs(bare[at][core].astype(np.int16) - self.drawn[at][core]) >= LEAST_CHANGE
        over = [float(np.mean((one[at][core] < 128) & shown)) for one in upper if core.any()]
        return max(over, default=0.0) > LEAST_COVERED


def _contrast(ink: Grey, core: npt.NDArray[np.bool_], drawn: Grey, ground: Grey) -> float:
    """Return by how many grey levels full strokes differ from what is beside them.

    *ink* is the letter alone, *core* the middle of its strokes, *drawn* and *ground* the sheet
    with and without it.  Nothing where the sheet would be much the same without them; a part
    that it would have anyway, as another program may draw a letter again, counts where it
    stands free.
    """
    full = 255 / ink[core].astype(np.float32)
    shown = drawn[core].astype(np.float32)
    strokes = (ground[core] - shown) * full
    way = 1 if strokes.mean() >= 0 else -1
    changed = way * strokes >= LEAST_TRACE
    if changed.mean() < LEAST_CHANGED:
        return 0.0
    solid = cv2.dilate(np.where(ink > 128, 255, 0).astype(np.uint8), NEAR)
    beside = (solid > 0) & (ink < 20)
    light = cv2.blur(np.where(beside, drawn, 0).astype(np.float32), NEAR.shape)
    paper = light / np.maximum(cv2.blur(beside.astype(np.float32), NEAR.shape), 1e-6)
    # The ground that is most like the stroke: a line that it crosses is no ground of it.
    if way > 0:
        alike = cv2.erode(np.where(beside, drawn, 255).astype(np.uint8), NEAR)
    else:
        alike = cv2.dilate(np.where(beside, drawn, 0).astype(np.uint8), NEAR)
    apart = way * (np.where(changed, paper[core], alike[core]) - shown) * full
    apart = apart[cv2.dilate(beside.astype(np.uint8), NEAR)[core] > 0]
    least = int((1 - SHOWN) * apart.size)
    return float(np.partition(apart, least)[least]) if apart.size else 0.0


def _is_other(ink: Grey, foreign: Grey) -> bool:
    """Tell whether *foreign* print lies on a letter's *ink* that is not the same letter again."""
    if np.mean(foreign > LEAST_INK) < LEAST_FOREIGN:
        return False
    reach = max(min(ink.shape) // 6, 1)
    framed = cv2.copyMakeBorder(foreign, *(reach,) * 4, cv2.BORDER_CONSTANT, value=0)
    return float(cv2.matchTemplate(framed, ink, cv2.TM_CCORR_NORMED).max()) < LEAST_ALIKE


def _framed(picture: Grey, ground: int) -> Grey:
    return np.asarray(
        cv2.copyMakeBorder(picture, *(AROUND,) * 4, cv2.BORDER_CONSTANT, value=ground), np.uint8
    )


def _pixels(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    """Return where *box* stands on a framed sheet, AROUND it as well; None beyond its edges."""
    height, width = shape[0] - 2 * AROUND, shape[1] - 2 * AROUND
    if not (box.x0 > -0.01 and box.x1 < 1.01 and box.y0 > -0.01 and box.y1 < 1.01):
        return None
    rows = slice(max(int(box.y0 * height), 0), int(np.ceil(box.y1 * height)) + 2 * AROUND)
    return rows, slice(max(int(box.x0 * width), 0), int(np.ceil(box.x1 * width)) + 2 * AROUND)


def _is_whole(core: npt.NDArray[np.bool_], box: Box, shape: tuple[int, ...]) -> bool:
    """Tell whether the strokes of a letter reach as far as its box says."""
    for axis, side in ((1, box.height * shape[0]), (0, box.width * shape[1])):
        filled = np.flatnonzero(core.any(axis))
        if side >= LEAST_SIDE and filled[-1] - filled[0] + 1 < LEAST_WHOLE * side:
            return False
    return True


def _grey(colour: Colour) -> Grey:
    return np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)


def _strong(colour: Colour) -> Grey:
    """Return what is strongly coloured, as seals are."""
    return np.where(strength(colour) > STRONG_COLOUR, 255, 0).astype(np.uint8)
