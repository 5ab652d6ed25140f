"""Several sheets printed on one: two beside each other, or four (2-up, 4-up, A4 on A3).

Every paper is judged on a sheet of its own: what stands at its top is a title, what stands in
its first column a label.  So each small sheet is read as one, and its values are shown where
they stand on the large one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from extractors.model import WHOLE, Box, Document, Page, Square, Word

D = TypeVar("D", bound=Document)
Thing = TypeVar("Thing", Word, Square)

WIDE = 1.15  # width by height of a sheet from which two stand beside each other on it
MIDDLE, STEP = (0.46, 0.54), 0.002
GUTTER = 0.012  # of the sheet, white between two small ones
FEWEST = 8  # words or cells on each of them


class Leaf(NamedTuple):
    """A small sheet: the number of the one that it stands on, and where it stands there."""

    sheet: int
    place: Box


def find_leaves(boxes: Sequence[Box], aspect: float) -> tuple[Box, ...]:
    """Return where small sheets stand on one, in the order in which one reads; () for none.

    *boxes* are its words or lines, and its cells; *aspect* is its width by its height.
    """
    across = _gutter([(box.x0, box.x1) for box in boxes])
    if across is None:
        return ()
    if aspect > WIDE:
        leaves = [Box(0.0, 0.0, across, 1.0), Box(across, 0.0, 1.0, 1.0)]
        least = 2
    else:
        down = _gutter([(box.y0, box.y1) for box in boxes])
        if down is None:
            return ()
        leaves = [
            Box(x0, y0, x1, y1)
            for y0, y1 in ((0.0, down), (down, 1.0))
            for x0, x1 in ((0.0, across), (across, 1.0))
        ]
        least = 3  # the fourth may be empty
    counts = [sum(leaf.holds(box.middle) for box in boxes) for leaf in leaves]
    full = [leaf for leaf, count in zip(leaves, counts, strict=True) if count >= FEWEST]
    return tuple(full) if len(full) >= least else ()


def _gutter(spans: Sequence[tuple[float, float]]) -> float | None:
    """Return the middle of the widest white strip near the middle of a sheet, if there is one."""
    white = []
    at = MIDDLE[0]
    while at <= MIDDLE[1]:
        if not any(start < at < end for start, end in spans):
            white.append(at)
        at += STEP
    runs: list[list[float]] = []
    for at in white:
        if runs and at - runs[-1][-1] < 1.5 * STEP:
            runs[-1].append(at)
        else:
            runs.append([at])
    run = max(runs, key=len, default=[])
    return (run[0] + run[-1]) / 2 if len(run) * STEP >= GUTTER else None


def apart(sheets: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Leaf, ...]]:
    """Return *sheets* with small ones as sheets of their own, and where each of them stands.

    Sheets are counted anew from 1; the n-th leaf is the one of sheet n.
    """
    pages: list[Page] = []
    leaves: list[Leaf] = []
    for page in sheets:
        boxes = [*(word.box for word in page.words), *page.cells]
        places = find_leaves(boxes, page.aspect) if page.source != "word-processor" else ()
        for place in places or (WHOLE,):
            leaves.append(Leaf(page.number, place))
            pages.append(_cut(page, place, len(leaves)))
    return tuple(pages), tuple(leaves)


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
            "pictures": boxes(page.pictures),
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
