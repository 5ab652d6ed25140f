"""Several sheets printed on one: beside each other, one above the other, or four (2-up, A4 on A3).

Every paper is judged on a sheet of its own: what stands at its top is a title, what stands in
its first column a label.  So each small sheet is read as one, and its values are shown where
they stand on the large one.

That a sheet falls into small ones is told by white strips at its halves or thirds, and where
single sheets show such strips too, by print that is small enough for small sheets and fits on
them, or by a title at the top of either part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import NamedTuple, TypeVar

from extractors.model import WHOLE, Box, Document, Page, Square, Word

D = TypeVar("D", bound=Document)
Thing = TypeVar("Thing", Word, Square)

WIDE = 1.15  # width by height of a sheet from which two stand beside each other on it
UPRIGHT = 210 / 297
REACH, STEP = 0.04, 0.002  # how far from its place a white strip may lie
GUTTER = 0.012  # of the sheet, white between two small ones
FEWEST = 8  # words or cells on each of them
LARGEST_TYPE = 0.0165  # height of the print of a paper, by its longer side
ROOM = 1.12  # how much larger than a small sheet its print may seem, by the slant of a scan
GRIDS = ((4, 2), (2, 4), (3, 2), (2, 3), (2, 2), (3, 1), (1, 3), (2, 1), (1, 2))
"""Columns and rows of small sheets, the most first."""

FRAME = 0.6  # of a sheet: no cell of a table
STRIP = 0.015  # of a sheet, white between two papers that their titles tell apart
HALVES = (0.2, 0.8)
MOST_STRIPS = 8


class Leaf(NamedTuple):
    """A small sheet: the number of the one that it stands on, and where it stands there."""

    sheet: int
    place: Box


def find_leaves(print_: Sequence[Box], cells: Sequence[Box], aspect: float) -> tuple[Box, ...]:
    """Return where small sheets stand on one, in the order in which one reads; () for none.

    *print_* are its words or lines; *aspect* is its width by its height.
    """
    boxes = [*print_, *(cell for cell in cells if not _frames(cell))]
    for columns, rows in GRIDS:
        if max(columns, rows) > 2 and (columns > rows) != (aspect > WIDE):
            continue
        small = _is_small(print_, columns, rows, aspect)
        plain = (columns, rows) == ((2, 1) if aspect > WIDE else (2, 2))
        if not (small or plain):
            continue
        across = _gutters([(box.x0, box.x1) for box in boxes], columns)
        down = _gutters([(box.y0, box.y1) for box in boxes], rows)
        if across is None or down is None:
            continue
        leaves = [
            Box(x0, y0, x1, y1)
            for y0, y1 in zip((0.0, *down), (*down, 1.0), strict=True)
            for x0, x1 in zip((0.0, *across), (*across, 1.0), strict=True)
        ]
        held = [[box for box in boxes if leaf.holds(box.middle)] for leaf in leaves]
        full = [leaf for leaf, inside in zip(leaves, held, strict=True) if len(inside) >= FEWEST]
        if small and not all(_fits(one, columns, rows, aspect) for one in held if one):
            small = False
        if len(full) >= (2 if small or rows == 1 else 3) and (small or plain):
            return tuple(full)
    return ()


def _frames(cell: Box) -> bool:
    """Tell whether *cell* is a frame around a whole sheet."""
    return cell.width * cell.height > FRAME


def _scale(columns: int, rows: int, aspect: float) -> float:
    """Return how high an upright sheet is that fits into a grid, by the height of the whole."""
    return min(1 / rows, aspect / columns / UPRIGHT)


def _is_small(print_: Sequence[Box], columns: int, rows: int, aspect: float) -> bool:
    """Tell whether print is as small as on papers that were brought to fit into a grid."""
    if not print_:
        return False
    return median(box.height for box in print_) <= LARGEST_TYPE * _scale(columns, rows, aspect)


def _fits(boxes: Sequence[Box], columns: int, rows: int, aspect: float) -> bool:
    """Tell whether all of *boxes* has room on one upright sheet that fits into a grid."""
    high = _scale(columns, rows, aspect)
    width = max(box.x1 for box in boxes) - min(box.x0 for box in boxes)
    height = max(box.y1 for box in boxes) - min(box.y0 for box in boxes)
    return height <= ROOM * high and width * aspect <= ROOM * UPRIGHT * high


def _gutters(spans: Sequence[tuple[float, float]], parts: int) -> tuple[float, ...] | None:
    """Return the middles of the white strips that divide a sheet into equal *parts*, if all are.

    None where one of them is missing.
    """
    found = [_gutter(spans, place / parts) for place in range(1, parts)]
    middles = tuple(at for at in found if at is not None)
    return middles if len(middles) == len(found) else None


def _gutter(spans: Sequence[tuple[float, float]], near: float) -> float | None:
    """Return the middle of the widest white strip *near* a place, if there is one."""
    strips = _strips(spans, near - REACH, near + REACH)
    start, end = max(strips, key=lambda strip: strip[1] - strip[0], default=(0.0, 0.0))
    return (start + end) / 2 if end - start + STEP >= GUTTER else None


def _strips(
    spans: Sequence[tuple[float, float]], first: float, last: float
) -> list[tuple[float, float]]:
    """Return the white strips between *first* and *last*, each from where to where."""
    runs: list[tuple[float, float]] = []
    at = first
    while at <= last:
        if not any(start < at < end for start, end in spans):
            if runs and at - runs[-1][1] < 1.5 * STEP:
                runs[-1] = (runs[-1][0], at)
            else:
                runs.append((at, at))
        at += STEP
    return runs


def apart(
    sheets: Sequence[Page], titled: Callable[[Page], frozenset[str]] = lambda _: frozenset()
) -> tuple[tuple[Page, ...], tuple[Leaf, ...]]:
    """Return *sheets* with small ones as sheets of their own, and where each of them stands.

    *titled* tells which kinds of paper have a title at the top of a sheet.  Sheets are counted
    anew from 1; the n-th leaf is the one of sheet n.
    """
    pages: list[Page] = []
    leaves: list[Leaf] = []
    for page in sheets:
        for place in _places(page, titled):
            leaves.append(Leaf(page.number, place))
            pages.append(_cut(page, place, len(leaves)))
    return tuple(pages), tuple(leaves)


def _places(page: Page, titled: Callable[[Page], frozenset[str]]) -> tuple[Box, ...]:
    if page.source == "word-processor":
        return (WHOLE,)
    words = [word.box for word in page.words]
    places = find_leaves(words, page.cells, page.aspect) or (WHOLE,)
    return tuple(part for place in places for part in _by_titles(page, place, titled))


def _by_titles(page: Page, place: Box, titled: Callable[[Page], frozenset[str]]) -> Iterator[Box]:
    """Yield the parts of *place*, between white strips, that begin with titles of their own."""
    part = _cut(page, place, page.number)
    for one, other in _halves(part):
        titles = [titled(_cut(part, half, page.number)) for half in (one, other)]
        if all(titles) and titles[0] != titles[1]:
            for half in (one, other):
                yield from _by_titles(page, outside(half, place), titled)
            return
    yield place


def _halves(page: Page) -> Iterator[tuple[Box, Box]]:
    """Yield the ways in which a white strip parts *page*, by the widest strip first."""
    boxes = [box for box in (*(word.box for word in page.words), *page.cells) if not _frames(box)]
    ways = [
        (end - start, (Box(0.0, 0.0, 1.0, at), Box(0.0, at, 1.0, 1.0)))
        for start, end in _strips([(box.y0, box.y1) for box in boxes], *HALVES)
        for at in ((start + end) / 2,)
    ] + [
        ((end - start) * page.aspect, (Box(0.0, 0.0, at, 1.0), Box(at, 0.0, 1.0, 1.0)))
        for start, end in _strips([(box.x0, box.x1) for box in boxes], *HALVES)
        for at in ((start + end) / 2,)
    ]
    ways.sort(key=lambda way: -way[0])
    for white, halves in ways[:MOST_STRIPS]:
        if white >= STRIP:
            yield halves


def _cut(page: Page, place: Box, number: int) -> Page:
    """Return what of *page* stands at *place*, as sheet *number*."""
    if place == WHOLE:
        return page if page.number == number else page.model_copy(update={"number": number})

    def boxes(given: Sequence[Box]) -> tuple[Box, ...]:
        return tuple(inside(box, place) for box in given if place.holds(box.middle))

    def things(given: Sequence[Thing]) -> tuple[Thing, ...]:
        return tuple(
            thing.model_copy(update={"box": inside(thing.box, place)})
            for thing in given
            if place.holds(thing.box.middle)
        )

    return page.model_copy(
        update={
            "number": number,
            "aspect": page.aspect * place.width / place.height,
            "readings": tuple(map(things, page.readings)),
            "cells": boxes(page.cells),
            "squares": things(page.squares),
            "rings": boxes(page.rings),
            "pictures": boxes(page.pictures),
            "objects": tuple(inside(box, place) for box in page.objects),
            "across": things(page.across),
            "added": tuple(inside(box, place) for box in page.added),
            "unread": boxes(page.unread),
        }
    )


def inside(box: Box, place: Box) -> Box:
    """Return *box* of a sheet as it stands on the small one at *place*."""
    return Box(
        (box.x0 - place.x0) / place.width,
        (box.y0 - place.y0) / place.height,
        (box.x1 - place.x0) / place.width,
        (box.y1 - place.y0) / place.height,
    )


def outside(box: Box, place: Box) -> Box:
    """Return *box* of the small sheet at *place* as it stands on the large one."""
    return Box(
        place.x0 + box.x0 * place.width,
        place.y0 + box.y0 * place.height,
        place.x0 + box.x1 * place.width,
        place.y0 + box.y1 * place.height,
    )


def joined(pages: Sequence[Page], places: Sequence[Box], *, turned: int, aspect: float) -> Page:
    """Return the sheet on which the small *pages* stand, each at its place."""
    leaves = [_put(page, place) for page, place in zip(pages, places, strict=True)]
    return pages[0].model_copy(
        update={
            "turned": turned,
            "aspect": aspect,
            "readings": tuple(
                tuple(word for words in reading for word in words)
                for reading in zip(*(leaf.readings for leaf in leaves), strict=True)
            ),
            "cells": tuple(box for leaf in leaves for box in leaf.cells),
            "squares": tuple(square for leaf in leaves for square in leaf.squares),
            "rings": tuple(box for leaf in leaves for box in leaf.rings),
            "pictures": tuple(box for leaf in leaves for box in leaf.pictures),
            "across": tuple(word for leaf in leaves for word in leaf.across),
            "unread": tuple(box for leaf in leaves for box in leaf.unread),
            "illegible": max(leaf.illegible for leaf in leaves),
        }
    )


def _put(page: Page, place: Box) -> Page:
    """Return *page* with all that stands on it where it stands on the large sheet."""

    def boxes(given: Sequence[Box]) -> tuple[Box, ...]:
        return tuple(outside(box, place) for box in given)

    def things(given: Sequence[Thing]) -> tuple[Thing, ...]:
        return tuple(thing.model_copy(update={"box": outside(thing.box, place)}) for thing in given)

    return page.model_copy(
        update={
            "readings": tuple(map(things, page.readings)),
            "cells": boxes(page.cells),
            "squares": things(page.squares),
            "rings": boxes(page.rings),
            "pictures": boxes(page.pictures),
            "across": things(page.across),
            "unread": boxes(page.unread),
        }
    )


def put_back(document: D, leaves: Sequence[Leaf]) -> D:
    """Return *document* with its values where they stand on the sheets of the file."""
    first, last = (leaves[number - 1].sheet for number in document.pages)
    moved = {
        name: value.model_copy(
            update={
                "page": leaves[value.page - 1].sheet,
                "box": outside(value.box, leaves[value.page - 1].place),
            }
        )
        for name, value in document.fields().items()
    }
    return document.model_copy(update={**moved, "pages": (first, last)})
