"""What a pen says beside several printed options, and what else of a pen stands near them.

Boxes are ticked or empty, a ring goes round an option; whatever else may be a mark is a reason
to ask a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extractors.fields.layout import Sheet
from extractors.fields.pieces import Piece
from extractors.fields.place import Place
from extractors.korean import squash
from extractors.model import Box, Page, Square, around

LEAST_WHOLE = 3  # syllables of a name before a mark that is none of which it hides a part
BESIDE = 1.5  # widths of a box between it and its option
FLAT, LONGEST_DASH = 0.7, 0.012  # of a dash: its height to its width, its length in sheet heights
HAIR = 0.15  # of a sign's height: what is narrower is no ink's place
SURE = 0.9  # how sure our reader is of a word
SLACK = 0.4  # of its height by which a ring may cut into its option


def bare(option: Box, squares: Iterable[Square]) -> Box:
    """Return the place of *option* without the mark that was read as one word with it."""
    for square in squares:
        box = square.box
        if box.y0 < option.middle[1] < box.y1 and box.width < 0.6 * option.width:
            if box.x0 - 0.5 * box.width < option.x0 < box.x1:
                option = option._replace(x0=box.x1)
            elif box.x0 < option.x1 < box.x1 + 0.5 * box.width:
                option = option._replace(x1=box.x0)
    return option


def in_order(squares: Iterable[Square], options: Sequence[Box]) -> list[Square]:
    """Return *squares* in the order of the options they stand beside, on a row or below."""
    first, last = options[0], options[-1]
    stacked = abs(first.middle[1] - last.middle[1]) > 0.6 * max(first.height, last.height)
    return sorted(squares, key=lambda square: square.box.middle[1 if stacked else 0])


def belong(squares: Sequence[Square], options: Sequence[Box]) -> bool:
    """Tell whether each box stands beside its own option, all of them on the same side."""
    before, after = [], []
    for square, option in zip(squares, options, strict=True):
        box = square.box
        level = abs(box.middle[1] - option.middle[1]) < 0.8 * max(box.height, option.height)
        if not level or max(box.x0 - option.x1, option.x0 - box.x1) > BESIDE * box.width:
            return False
        before.append(box.x1 <= option.x0 + 0.3 * box.width)
        after.append(box.x0 >= option.x1 - 0.3 * box.width)
    return all(before) or all(after)


def with_rings(squares: Sequence[Square], options: Sequence[Box], sheet: Sheet) -> list[Square]:
    """Return *squares*, the empty one of an option that a ring goes round as a ticked one.

    The ring holds its option, its box, and no word else.
    """
    marked = list(squares)
    for ring in sheet.page.rings:
        place = ringed(ring, options, squares, sheet)
        if place is not None and squares[place].mark == "none":
            marked[place] = squares[place].model_copy(update={"mark": "plain", "ink": 1.0})
    return marked


def ringed(
    ring: Box, options: Sequence[Box], squares: Sequence[Square], sheet: Sheet
) -> int | None:
    """Return which of the *options* the *ring* goes round, it alone; *squares* are theirs."""
    held = [place for place, option in enumerate(options) if ring.overlaps(option)]
    if len(held) != 1:
        return None
    option = options[held[0]]
    slack = SLACK * option.height
    whole = (
        ring.x0 < option.x0 + slack / sheet.page.aspect
        and ring.x1 > option.x1 - slack / sheet.page.aspect
        and ring.y0 < option.y0 + slack
        and ring.y1 > option.y1 - slack
    )
    boxes = [place for place, square in enumerate(squares) if ring.overlaps(square.box)]
    theirs = [squares[place].box for place in boxes]
    others = any(
        _core(word.box).overlaps(ring)
        and not _core(word.box).overlaps(option)
        and not any(_core(word.box).overlaps(box) for box in theirs)
        for word in sheet.words
    )
    return held[0] if whole and boxes in ([], held) and not others else None


def _core(box: Box) -> Box:
    """Return the middle of *box*, where its letters stand however wide it was taken."""
    dx, dy = 0.25 * box.width, 0.25 * box.height
    return Box(box.x0 + dx, box.y0 + dy, box.x1 - dx, box.y1 - dy)


def strays(sheet: Sheet, boxes: Sequence[Square], options: Sequence[Box]) -> Iterator[Box]:
    """Yield what near the boxes may be a mark: unread ink, seals, and words of nobody.

    A tick beside its box, above it or over the option is either read as some sign or left.
    """
    page = sheet.page
    side = boxes[0].box.width
    row = around([*options, *(square.box for square in boxes)])
    high = max(boxes[0].box.height, options[0].height)
    zone = Box(row.x0 - 1.8 * side, row.y0 - 1.2 * high, row.x1 + 1.8 * side, row.y1 + 0.6 * high)
    rings = [ring for ring in page.rings if ringed(ring, options, boxes, sheet) is not None]
    for ink in (*page.unread, *page.pictures):
        known = explained(ink, boxes) or any(_is_of(ink, ring, high) for ring in rings)
        if ink.overlaps(zone) and not known:
            yield ink
    certain = [w for w in page.readings[0] if w.certainty >= SURE and _WORD.fullmatch(w.text)]
    for word in sheet.words:
        if not zone.holds(word.box.middle) or any(o.holds(word.box.middle) for o in options):
            continue
        if any(square.box.holds(word.box.middle) for square in boxes):
            continue  # the box itself, as a letter
        if not _SYLLABLE.search(word.text) and (
            explained(word.box, boxes)
            or _may_be_box(word.box, boxes, sheet)
            or _is_of_no_ink(word.box, sheet)
        ):
            continue
        if any(sure.box.holds(word.box.middle) for sure in certain):
            continue  # a word of our reader, of which another reading made signs
        level = row.y0 < word.box.middle[1] < row.y1
        between = level and row.x0 < word.box.middle[0] < row.x1
        close = level and _gap(word.box, row) < 0.9 * side and not _WORD.fullmatch(word.text)
        narrow = word.box.width < 1.6 * side and not _SYLLABLE.search(word.text)
        if between or close or (narrow and not level):
            yield word.box


def _may_be_box(sign: Box, boxes: Sequence[Square], sheet: Sheet) -> bool:
    """Tell whether *sign* is what Tesseract made of a box beside it.

    It puts words where it likes within a line; ink at that place our reader would have seen.
    """
    if sheet.words is sheet.page.readings[0]:
        return False
    return any(_gap(sign, box.box) < box.box.width for box in boxes if box.mark != "unclear")


def _is_of_no_ink(sign: Box, sheet: Sheet) -> bool:
    """Tell whether *sign* is Tesseract's alone, no wider than a hair, where we saw no ink.

    It makes two signs of one, and puts the second where it likes.
    """
    page = sheet.page
    hair = sign.width * page.aspect < HAIR * sign.height
    if sheet.words is page.readings[0] or not hair:
        return False
    ours = (*(word.box for word in page.readings[0]), *page.unread, *page.pictures, *page.rings)
    return not any(sign.overlaps(box) for box in ours)


def before_marks(place: Place, page: Page) -> Place:
    """Return *place* without the words at the end of a row that a seal or signature covers.

    What stands before it is whole where a blank lies between; of a name in several pieces, or
    of two syllables, the last one may be under the mark, so such a place is left as it is.
    """
    return replace(place, pieces=tuple(_before_mark(piece, page) for piece in place.pieces))


def _before_mark(piece: Piece, page: Page) -> Piece:
    text, row, offset = piece
    words = row.words_at(offset, offset + len(text))
    covered = [any(mark.overlaps(word.box) for mark in page.pictures) for word in words]
    if not any(covered) or covered[0] or len(words) < 2:
        return piece
    first = covered.index(True)
    end = row.starts[row.words.index(words[first])]
    rest = row.text[offset:end].rstrip()
    whole = len(squash(rest)) >= LEAST_WHOLE and len(rest.split()) == 1 and all(covered[first:])
    return (rest, row, offset) if whole else piece


def unexplained(page: Page) -> Iterator[Box]:
    """Yield the ink left unread that is no part of a seal, a signature, a ring or a tick.

    A signature runs on beside its box, where its strokes are thin.  A dash alone in a cell
    says that nothing stands there.
    """
    ticked = [square for square in page.squares if square.mark == "plain"]
    marks = (*(with_tail(mark, page) for mark in page.pictures), *page.rings)
    for ink in page.unread:
        marked = any(mark.holds(ink.middle) for mark in marks)
        if not (marked or explained(ink, ticked) or _is_dash(ink, page)):
            yield ink


def _is_dash(ink: Box, page: Page) -> bool:
    """Tell whether *ink* is one flat stroke with nothing beside it: a dash for no entry."""
    wide = ink.width * page.aspect
    beside = ink._replace(x0=ink.x0 - 3 * ink.width, x1=ink.x1 + 3 * ink.width)
    alone = not any(other is not ink and other.overlaps(beside) for other in page.unread)
    return alone and ink.height < FLAT * wide and wide < LONGEST_DASH


def with_tail(mark: Box, page: Page) -> Box:
    """Return *mark* with the strokes that run on from it, and as far beside them as it is high.

    Half as far above and below.
    """
    beside, above = mark.height / page.aspect, mark.height / 2

    def reach(box: Box) -> Box:
        return Box(box.x0 - beside, box.y0 - above, box.x1 + beside, box.y1 + above)

    near = reach(mark)
    return reach(around([mark, *(ink for ink in page.unread if near.holds(ink.middle))]))


_SYLLABLE, _WORD = re.compile("[가-힣]"), re.compile(r"\(?[가-힣]{2,}[가-힣()·,.]*")
"""No reader makes a word of several syllables of a stroke."""


def _is_of(ink: Box, ring: Box, high: float) -> bool:
    """Tell whether *ink* is a ring, or a part of it that was left in no line."""
    reach = 0.3 * high
    return (
        ink.x0 > ring.x0 - reach
        and ink.x1 < ring.x1 + reach
        and ink.y0 > ring.y0 - reach
        and ink.y1 < ring.y1 + reach
    )


def explained(ink: Box, boxes: Sequence[Square]) -> bool:
    """Tell whether *ink* is the tick of one of *boxes*, or its tail, or an empty box itself."""
    for square in boxes:
        if square.mark == "none" and all(
            abs(a - b) < 0.2 * square.box.width for a, b in zip(ink, square.box, strict=True)
        ):
            return True
        box, reach = square.box, BESIDE * square.box.width
        inside = box.x0 - 0.4 * reach < ink.x0 and ink.x1 < box.x1 + reach
        if inside and box.y0 - reach < ink.y0 and ink.y1 < box.y1 + 0.4 * reach:
            return square.mark == "plain"
    return False


def _gap(a: Box, b: Box) -> float:
    return max(a.x0 - b.x1, b.x0 - a.x1)
