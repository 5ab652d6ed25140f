"""Pictures and scanned sheets → words by OCR, read apart, with cells, tick boxes and seals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from extractors import reader
from extractors.alphabet import fold
from extractors.formats.masking import mask_alike
from extractors.formats.patience import read_sheets
from extractors.formats.scans import (
    borders,
    coloured,
    lines,
    ornaments,
    overprint,
    rings,
    ruling,
    tesseract,
    tick_squares,
)
from extractors.formats.scans.aligned import AlignedToken, align
from extractors.formats.scans.cutting import Cutting, cut
from extractors.formats.scans.frames import count_frames, open_frames
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.ruling import Colour, Grey
from extractors.formats.scans.slots import Slot, find_slots
from extractors.formats.scans.straightening import LONGER_SIDE, Upright, straighten, upright
from extractors.formats.scans.syllables import INK, as_one, join_syllables
from extractors.formats.scans.tesseract import Token
from extractors.formats.symbols import spell_out
from extractors.leaves import find_leaves, joined
from extractors.model import Box, Page, Square, Word

STRAY = "\"'`‘’“”=|~_.,"
"""Marks that a raw line is often begun or ended with although nothing is printed there."""

STRAY_END = re.compile(r"[\"'`‘’“”=|~_,]+$|(?<=\d{3})\.$")
UNSURE = 0.5  # certainty of a word below which it is hardly ever the one printed


def read_pages(data: bytes) -> tuple[Page, ...]:
    """Return one Page per frame of a picture.

    Raises:
        DamagedFile: it is cut off or no picture at all.
        TooLargeFile: beyond MOST_PIXELS, or more frames than `patience` counts.
        MissingTool, CrashedReader: see `tesseract`.
    """
    frames = open_frames(data)
    return read_sheets(count_frames(data), lambda number: read_sheet(next(frames), number))


def draw(frames: Iterator[Image.Image], number: int) -> Image.Image:
    """Return the one of *frames* that is *number* (from 1) as its boxes stand on it.

    Raises:
        IndexError: there is no such frame.
    """
    for place, frame in enumerate(frames, start=1):
        if place == number:
            return straighten(frame).picture
    raise IndexError(number)


def read_sheet(image: Image.Image, number: int, longer: int = LONGER_SIDE) -> Page:
    """Return what OCR reads on one sheet, brought to *longer* pixels on its longer side.

    Raises what `tesseract.read_lines` raises.
    """
    sheet = straighten(image, longer)
    seen = look(sheet.grey, np.asarray(sheet.picture, np.uint8))
    aspect = sheet.picture.width / sheet.picture.height
    leaves = find_leaves([_box_of(line, sheet.grey) for line in seen.lines], seen.cells, aspect)
    if leaves:
        return _read_leaves(image, number, leaves, aspect)
    return _read(sheet, seen, number)


def _box_of(line: Line, grey: Grey) -> Box:
    height, width = grey.shape
    return Box(line.x0 / width, line.y0 / height, line.x1 / width, line.y1 / height)


def _read_leaves(image: Image.Image, number: int, leaves: Sequence[Box], aspect: float) -> Page:
    """Return a sheet on which small ones stand, each of those read as large as a whole one."""
    leaf = max(place.height for place in leaves) * min(1.0, 1 / aspect)
    sheet = straighten(image, round(LONGER_SIDE / leaf))
    width, height = sheet.picture.size
    pages = []
    for place in leaves:
        left, top = round(place.x0 * width), round(place.y0 * height)
        right, bottom = round(place.x1 * width), round(place.y1 * height)
        picture = sheet.picture.crop((left, top, right, bottom))
        part = upright(picture)
        pages.append(_read(part, look(part.grey, np.asarray(picture, np.uint8)), number))
    return joined(pages, leaves, turned=sheet.turned, aspect=width / height)


def _read(sheet: Upright, seen: CleanSheet, number: int) -> Page:
    colour = np.asarray(sheet.picture, np.uint8)
    words, signs = read_words(seen, colour)
    readings = mask_alike(words)
    return Page(
        number=number,
        source="ocr",
        aspect=sheet.picture.width / sheet.picture.height,
        readings=readings,
        cells=seen.cells,
        squares=(*seen.squares, *signs),
        rings=seen.rings,
        pictures=_marks(colour, seen.rules, lines.find_pen(seen.ink, seen.lines)),
        turned=sheet.turned,
        across=overprint.read_across(colour, seen.rules),
        unread=seen.unread,
        illegible=share_illegible(readings[0], seen.unread),
    )


class CleanSheet(NamedTuple):
    """What is print on a sheet, and what is drawn: ``clean`` has nothing but print.

    ``ink`` is its ink, ``boxed`` are words in a box of their own.  ``unread`` is where ink
    stands in no line, and where a code or an emblem hides print.
    """

    clean: Grey
    ink: Grey
    rules: Grey
    cells: tuple[Box, ...]
    squares: tuple[Square, ...]
    rings: tuple[Box, ...]
    lines: tuple[Line, ...]
    boxed: tuple[Box, ...]
    unread: tuple[Box, ...]


def look(grey: Grey, colour: Colour) -> CleanSheet:
    """Tell print from drawings on an upright sheet, *grey* evenly lit and as it is in *colour*."""
    bare = ornaments.painted_over(grey, borders.find_frame(colour))
    dense = ornaments.find_dense(bare)
    bare = ornaments.painted_over(bare, dense)
    rules = ruling.find_rules(bare)
    strokes, ringed = rings.find_rings(colour, rules)
    bare = ornaments.painted_over(bare, strokes)
    cells = ruling.find_cells(rules)
    squares = tick_squares.find_squares(bare, rules, _without(colour, strokes))
    clean = without_drawings(bare, rules, [square.box for square in squares])
    outlines = ornaments.find_boxes_of_words(clean)
    clean = ornaments.painted_over(clean, outlines)
    clean = ornaments.painted_over(clean, ornaments.find_dashes(clean))
    clean = ornaments.painted_over(clean, ornaments.find_patterns(clean))
    shapes = ornaments.find_shapes(clean)
    clean = ornaments.painted_over(clean, shapes)
    ink = lines.find_print(clean)
    found = lines.find_lines(ink, cells)
    unread = (
        *lines.find_unread(ink, found),
        *ruling.boxes_of(dense),
        *ruling.boxes_of(lines.inside(shapes, found)),
    )
    boxed = ruling.boxes_of(outlines)
    return CleanSheet(clean, ink, rules, cells, squares, ringed, tuple(found), boxed, unread)


def _without(colour: Colour, hidden: Grey) -> Colour:
    """Return the sheet in colour, white where it is *hidden*."""
    near = cv2.dilate(hidden, np.ones((5, 5), np.uint8))
    _, white = cv2.threshold(near, 0, 255, cv2.THRESH_BINARY)
    return np.asarray(cv2.max(colour, cv2.merge((white, white, white))))


def share_illegible(words: Sequence[Word], unread: Sequence[Box]) -> float:
    """Return the share of print, by area, that was not made out; *words* are our reader's."""
    doubtful = [word.box for word in words if word.certainty < UNSURE]
    lost, seen = (
        sum(box.width * box.height for box in (*unread, *boxes))
        for boxes in (doubtful, [word.box for word in words])
    )
    return round(lost / seen, 3) if seen else 0.0


def _marks(colour: Colour, rules: Grey, pen: Iterator[Box]) -> tuple[Box, ...]:
    """Return the places of coloured seals, then of signatures and of seals without colour."""
    found: list[Box] = []
    strokes = (*ruling.find_scrawls(colour, rules), *coloured.find_strokes(colour, rules))
    for mark in (*ruling.find_seals(colour), *strokes, *pen):
        if not any(other.holds(mark.middle) for other in found):
            found.append(mark)
    return tuple(found)


def without_drawings(grey: Grey, drawn: Grey, squares: Sequence[Box]) -> Grey:
    """Return the sheet with rules and codes (*drawn*) and tick boxes painted over.

    A letter that touches a rule loses a pixel; a rule read as a letter costs far more.
    """
    hidden = cv2.dilate(drawn, np.ones((3, 3), np.uint8))
    height, width = grey.shape
    for box in squares:
        x0, y0 = int(box.x0 * width) - 2, int(box.y0 * height) - 2
        hidden[max(y0, 0) : int(box.y1 * height) + 3, max(x0, 0) : int(box.x1 * width) + 3] = 255
    return np.where(hidden > 0, 255, grey).astype(np.uint8)


def read_words(
    seen: CleanSheet, colour: Colour
) -> tuple[list[tuple[Word, ...]], tuple[Square, ...]]:
    """Return the words in the lines of a sheet, once for each reading.

    And the places for a tick among them, as they stand on the sheet in *colour*.

    First our own reader, then Tesseract's ``Hangul`` network, then its ``kor`` network for
    the lines on which those two differ; the others it has as ``Hangul`` read them.  So where
    a value's lines in one of the later readings equal those of the first, two independent
    readers agree on it.
    """
    cuttings = list(cut(seen.clean, seen.lines))
    pictures = [cutting.picture for cutting in cuttings]
    own = [_own_tokens(picture) for picture in pictures]
    first = tesseract.read_lines(pictures, "Hangul")
    differing = [at for at in range(len(own)) if _told(own[at]) != _told(first[at])]
    second = list(first)
    again = tesseract.read_lines([pictures[at] for at in differing], "kor")
    for at, tokens in zip(differing, again, strict=True):
        second[at] = tokens
    places = [[*find_slots(*line, colour)] for line in zip(own, cuttings, strict=True)]
    readings = [
        [
            _with_boxed(seen, _with_slots(align(tokens, signs), slots), cutting)
            for tokens, signs, slots, cutting in zip(read, own, places, cuttings, strict=True)
        ]
        for read in (own, first, second)
    ]
    words = [tuple(_words(read, cuttings, seen.clean.shape)) for read in readings]
    return words, tuple(slot.square for line in places for slot in line)


def _with_slots(read: Sequence[AlignedToken], places: Sequence[Slot]) -> list[Token]:
    """Return the tokens of a line, those of each place for a tick as one with blanks around."""
    joined: list[Token] = []
    at, free = 0, 0
    for place in places:
        inside = [i for i, one in enumerate(read) if place.first <= one.sign <= place.last]
        if not inside:
            continue
        joined += _within(read[at : inside[0]], free, place.x0)
        mark = as_one([one.token for one in read[inside[0] : inside[-1] + 1]])
        joined.append(mark._replace(x0=place.x0, x1=place.x1, apart=True))
        at, free = inside[-1] + 1, place.x1
    return [*joined, *_within(read[at:], free, None)]


def _within(read: Sequence[AlignedToken], left: int, right: int | None) -> list[Token]:
    """Return the tokens of *read* cut to the columns between two places for a tick."""
    cut = [one.token for one in read]
    if cut:
        cut[0] = cut[0]._replace(x0=min(max(cut[0].x0, left), cut[0].x1))
        if right is not None:
            cut[-1] = cut[-1]._replace(x1=max(min(cut[-1].x1, right), cut[-1].x0))
    return cut


def _with_boxed(seen: CleanSheet, tokens: Sequence[Token], cutting: Cutting) -> list[Token]:
    """Return the tokens of a line, what stands in one box as one with blanks around."""
    height, width = seen.clean.shape
    level = (cutting.y0 + len(cutting.picture) / 2) / height
    joined: list[Token] = []
    last: Box | None = None
    for token in tokens:
        middle = (cutting.across((token.x0 + token.x1) // 2) / width, level)
        box = next((box for box in seen.boxed if box.holds(middle)), None)
        if box and box is last:
            joined[-1] = as_one((joined[-1], token))._replace(apart=True)
        else:
            joined.append(token._replace(apart=token.apart or box is not None))
        last = box
    return joined


def _told(tokens: Sequence[Token]) -> str:
    """Return what a reading says of a line, in the signs and without the marks it may add."""
    return fold("".join(token.text for token in tokens)).strip(STRAY)


def _own_tokens(picture: Grey) -> list[Token]:
    """Return what our reader sees in the picture of a line: one token for each sign."""
    rows = np.flatnonzero((picture < INK).any(axis=1))
    top, bottom = (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, picture.shape[0])
    return [
        Token(sign.text, round(sign.x0), top, round(sign.x1), bottom, certainty=sign.certainty)
        for sign in reader.read_line(picture)
    ]


def _words(
    read: Iterable[Sequence[Token]],
    cuttings: Sequence[Cutting],
    shape: tuple[int, ...],
) -> Iterator[Word]:
    height, width = shape[:2]
    for tokens, cutting in zip(read, cuttings, strict=True):
        for token in _without_stray_marks(join_syllables(tokens, cutting.picture)):
            box = Box(
                cutting.across(token.x0) / width,
                max(cutting.y0 + token.y0, 0) / height,
                cutting.across(token.x1) / width,
                min(cutting.y0 + token.y1, height) / height,
            )
            yield Word(text=spell_out(token.text), box=box, certainty=round(token.certainty, 3))


def _without_stray_marks(tokens: Sequence[Token]) -> Iterator[Token]:
    for place, token in enumerate(tokens):
        text = token.text.lstrip(STRAY) if place == 0 else token.text
        if place == len(tokens) - 1:
            text = STRAY_END.sub("", text)
        if text:
            yield token._replace(text=text)
