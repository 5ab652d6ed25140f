"""PDF → one Page a sheet: its text layer where that is what is seen, else OCR.

Text or scan is decided for every sheet by itself.  Filled form fields and annotations are
merged into the sheet first, so that what a person sees is what is read and drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as native
from PIL import Image

from extractors.errors import (
    CutOffFile,
)
from extractors.formats import scans as scan
from extractors.formats.grid import WHOLE
from extractors.formats.masking import mask
from extractors.formats.patience import read_sheets
from extractors.formats.pdf import (
    brackets,
    comparison,
    emphasis,
    form_fields,
    mending,
    revisions,
    signatures,
    strokes,
    textlayer,
    visibility,
)
from extractors.formats.pdf.annotations import Annotation, find_annotations
from extractors.formats.pdf.bare import Bare
from extractors.formats.pdf.opened import open_document, open_sheet
from extractors.formats.scans import borders, ornaments, ruling, straightening, tick_squares
from extractors.formats.scans.ruling import Colour, Grey
from extractors.model import Box, Page, Sign, Square, Word

TEXT_PIXELS = 2339  # longer side of A4 at 200 dpi
SCAN_DPI, SCAN_PIXELS = 200, (2339, 3400)
FEWEST_LETTERS, MOST_UNMAPPED = 12, 0.05
MOST_UNSEEN = 3  # letters that leave no trace on the sheet: a hidden digit is one too many
MOST_STRAY_MARKS, MOST_STRAY_SHARE = 40, 0.5
BOX_SIGNS = frozenset("□☐☑☒■◻◼▢❏❐❑❒ㅁ")
INSET, DARK = 0.3, 140
LEAST_TICK, MOST_DUST = 0.04, 0.01
MORE = 1.3  # times as much ink a ticked box shows as an empty one with a ring or frame in it
FULL, NEITHER = 0.4, 0.1  # ink that is a tick beyond doubt, and that is neither
LARGE_PICTURE, SMALL_PICTURE = 0.3, 0.04
LEAF, LEAF_SHAPES = 0.08, ((0.6, 0.85), (1.2, 1.65))  # of a sheet; width by height
FEWEST_WRITTEN, LEAST_WRITTEN = 60, 0.15  # marks; as a share of the letters beside them


def read_pages(data: bytes) -> tuple[Page, ...]:
    """Return one Page per sheet.

    Raises:
        PasswordPdf: the file asks for a password.
        CertificatePdf: it is protected by a certificate.
        XfaForm: its sheets are drawn by Adobe's own program only.
        CutOffFile: its end is not there, nor all of its sheets.
        DamagedFile: anything else that PDFium cannot make sense of.
        TooLargeFile: beyond what `patience` counts.
    """
    with open_document(data) as document:
        has_form = document.formenv is not None
        ticks = form_fields.tick_boxes(data) if has_form else {}
        answered = (
            form_fields.answers(data) if has_form else form_fields.Answers({}, elsewhere=False)
        )
        pages = read_sheets(
            len(document),
            lambda number: _read(document, number - 1, ticks.get(number - 1, ()), answered),
        )
    if not mending.has_end(data) and not all(p.words or p.pictures or p.is_unread for p in pages):
        raise CutOffFile
    if signs := (*signatures.signs_of(data), *revisions.signs_of(data)):
        return tuple(p.model_copy(update={"signs": (*p.signs, *signs)}) for p in pages)
    return pages


def draw(data: bytes, number: int) -> Image.Image:
    """Return sheet *number* (from 1), upright, as the boxes of `read_pages` stand on it.

    Raises what `read_pages` raises; IndexError where there is no such sheet.
    """
    with open_document(data) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        with open_sheet(document, number - 1) as page:
            seen = _look(page)
        with open_sheet(document, number - 1) as page:  # again, as looking took it apart
            if seen.is_scan:
                picture = _scan_picture(page)
                return straightening.straighten(picture, max(picture.size)).picture
            return _picture(page, SCAN_PIXELS[0]).rotate(-90 * seen.turned, expand=True)


class _Seen(NamedTuple):
    """What a sheet shows of its text layer, and whether that is too little.

    ``drawn`` is the sheet as it is seen, ``bare`` without its text, ``otherwise`` the share of
    letters that lie another way than most.
    """

    layer: textlayer.Layer
    drawn: Image.Image
    bare: Bare
    pictures: tuple[Box, ...]
    turned: int
    is_scan: bool
    otherwise: float


def _read(
    document: pdfium.PdfDocument,
    index: int,
    ticks: Sequence[form_fields.TickBox],
    answered: form_fields.Answers,
) -> Page:
    added = find_annotations(document, index)
    with open_sheet(document, index) as page:
        boxes = _stored(ticks, page)
        filled = _placed(answered.given.get(index, ()), page)
        seen = _look(page)
    if seen.is_scan:
        return _read_scan(document, index, added)
    drawn: Colour = np.asarray(seen.drawn)
    plain = np.asarray(seen.drawn.convert("L"))
    grey = ornaments.painted_over(plain, borders.find_frame(drawn))
    rules, level = ruling.find_rules(grey), drawn
    if seen.layer.pieces:
        with open_sheet(document, index) as page:
            level = _without(page, seen.layer.pieces, seen.turned)
    print_alone = comparison.without_seals(level, seen.bare.colour, rules)
    compared = comparison.compare(seen.layer.words, print_alone)
    aspect = seen.drawn.width / seen.drawn.height
    words = tuple(emphasis.with_looks(compared.words, seen.bare.colour))
    marked = brackets.with_ticks(words, seen.bare.grey, lambda: seen.bare.rules, aspect)
    return Page(
        number=index + 1,
        source="text-layer",
        aspect=aspect,
        readings=(mask(tuple(marked)),),
        across=mask(seen.layer.across),
        cells=ruling.find_cells(rules),
        squares=tuple(_squares(grey, drawn, rules, seen, boxes)),
        pictures=tuple(
            box
            for box in _shown(seen, drawn)
            if not any(_turn(one.box, seen.turned).holds(box.middle) for one in boxes)
        ),
        turned=seen.turned,
        objects=(
            *_not_shown([(_turn(box, seen.turned), said) for box, said in filled], words),
            *((WHOLE,) if answered.elsewhere else ()),
            *(_turn(one.place, seen.turned) for one in added if not one.drawn),
        ),
        added=tuple(_turn(one.place, seen.turned) for one in added),
        illegible=round(seen.otherwise, 3),
        signs=tuple(_signs(seen.layer, compared)),
    )


def _read_scan(document: pdfium.PdfDocument, index: int, added: Sequence[Annotation]) -> Page:
    with open_sheet(document, index) as page:
        picture = _scan_picture(page)
    sheet = scan.read_sheet(picture, index + 1, max(picture.size))
    return sheet.model_copy(
        update={
            "added": tuple(_turn(one.place, sheet.turned) for one in added),
            "objects": tuple(_turn(one.place, sheet.turned) for one in added if not one.drawn),
        }
    )


def _without(page: pdfium.PdfPage, pieces: Collection[int], turned: int) -> Colour:
    """Return the sheet without some *pieces* of its text."""
    drawn = visibility.draw_without(page, pieces, lambda: np.asarray(_picture(page, TEXT_PIXELS)))
    return np.ascontiguousarray(np.rot90(drawn, -turned))


def _signs(layer: textlayer.Layer, compared: comparison.Compared) -> Iterator[Sign]:
    if layer.unseen > MOST_UNSEEN:
        yield "hidden-text"
    if layer.covered or compared.differs:
        yield "different-text"


def _shown(seen: _Seen, colour: Colour) -> tuple[Box, ...]:
    """Return the places of pictures, seals and pen strokes: what may be writing by hand."""
    seals = seen.pictures or ruling.find_seals(colour)
    drawn = strokes.find_strokes(seen.bare.loose)
    return (*seals, *(box for box in drawn if not any(s.holds(box.middle) for s in seals)))


def _stored(boxes: Sequence[form_fields.TickBox], page: pdfium.PdfPage) -> tuple[_FormBox, ...]:
    """Return tick boxes as they stand on the sheet."""
    to_sheet = textlayer.placement(page)
    found = []
    for one in boxes:
        left, bottom, right, top = one.rectangle
        place = textlayer.place_box(to_sheet, left, right, bottom, top)
        found.append(_FormBox(place, one.answered, one.shown))
    return tuple(found)


def _placed(given: Iterable[form_fields.Answer], page: pdfium.PdfPage) -> list[tuple[Box, str]]:
    to_sheet = textlayer.placement(page)
    found = []
    for one in given:
        left, bottom, right, top = one.rectangle
        found.append((textlayer.place_box(to_sheet, left, right, bottom, top), one.text))
    return found


def _not_shown(filled: Iterable[tuple[Box, str]], words: Sequence[Word]) -> Iterator[Box]:
    """Yield the fields of whose answer no letter is shown."""
    for box, answer in filled:
        shown = "".join(word.text for word in words if box.holds(word.box.middle))
        if not set(answer) & set(shown):
            yield box


class _FormBox(NamedTuple):
    """A tick box of a form on the sheet as it is stored."""

    box: Box
    answered: bool | None
    shown: bool | None


def _squares(
    grey: Grey, colour: Colour, rules: Grey, seen: _Seen, boxes: Sequence[_FormBox]
) -> Iterator[Square]:
    """Yield the tick boxes: those of the form by what it says and shows, others by their ink."""
    of_form = [one._replace(box=_turn(one.box, seen.turned)) for one in boxes]
    drawn = tick_squares.find_squares(grey, rules, colour)
    for square in _not_letters(drawn, seen.layer.words):
        if not any(one.box.holds(square.box.middle) for one in of_form):
            yield square
    bare = seen.bare.grey
    inks = [_ink(one.box, bare) for one in of_form]
    ticked = [ink for one, ink in zip(of_form, inks, strict=True) if one.answered and one.shown]
    for one, ink in zip(of_form, inks, strict=True):
        yield _square(one, ink, max(ticked, default=0.0), _ink(_middle(one.box), bare))


def _square(one: _FormBox, ink: float, ticked: float, inside: float) -> Square:
    """Return a tick box of a form; where its answer and its drawing differ, it is neither.

    *ink* is what it shows, *inside* what its middle shows, *ticked* what ticked ones show.
    """
    if one.answered and one.shown and ink >= LEAST_TICK:
        return Square(box=one.box, ink=max(ink, FULL), mark="plain")
    is_empty = inside <= MOST_DUST or ink * MORE <= ticked
    if one.answered is False and not one.shown and is_empty:
        return Square(box=one.box, ink=0.0, mark="none")
    return Square(box=one.box, ink=NEITHER, mark="unclear")


def _middle(box: Box) -> Box:
    aside, down = INSET * box.width, INSET * box.height
    return Box(box.x0 + aside, box.y0 + down, box.x1 - aside, box.y1 - down)


def _ink(box: Box, bare: Grey) -> float:
    """Return the share of *box* that is dark."""
    height, width = bare.shape
    rows = slice(round(box.y0 * height), round(box.y1 * height))
    inside = bare[rows, round(box.x0 * width) : round(box.x1 * width)]
    return float(np.mean(inside < DARK)) if inside.size else 0.0


def _not_letters(squares: Sequence[Square], words: Sequence[Word]) -> Iterator[Square]:
    """Yield the squares that are no part of a letter that the text layer knows."""
    for square in squares:
        middle = square.box.middle
        over = [word.text for word in words if word.box.holds(middle)]
        if all(BOX_SIGNS & set(text) for text in over):
            yield square


def _look(page: pdfium.PdfPage) -> _Seen:
    """Judge the text layer of *page*, which is taken apart by that."""
    letters = textlayer.read_letters(page)
    level = [one for one in letters if one is not None and not one.is_slanted]
    angles = Counter(letter.angle for letter in level)
    lies = angles.most_common(1)[0][0] + page.get_rotation() // 90 if angles else 0
    turned = -lies % 4
    otherwise = len(level) - angles.most_common(1)[0][1] if angles else 0
    pictures = tuple(_pictures(page))
    drawn = _picture(page, TEXT_PIXELS)
    sights, ground = visibility.weigh(
        page,
        [letter.shape for letter in letters if letter is not None],
        np.asarray(drawn),
        lambda: np.asarray(_picture(page, TEXT_PIXELS)),
    )
    bare = Image.fromarray(ground)
    if turned:
        drawn, bare = (one.rotate(-90 * turned, expand=True) for one in (drawn, bare))
        pictures = tuple(_turn(box, turned) for box in pictures)
        letters = [
            one and one._replace(box=_turn(one.box, turned), space=_turn(one.space, turned))
            for one in letters
        ]
    layer = textlayer.visible_layer(letters, sights, drawn.width / drawn.height)
    small = tuple(box for box in pictures if box.width * box.height < 0.5)
    sheet = Bare(bare)
    return _Seen(
        layer,
        drawn,
        sheet,
        small,
        turned,
        _is_scan(layer, sheet, pictures),
        otherwise / len(level) if otherwise > FEWEST_WRITTEN else 0.0,
    )


def _is_scan(layer: textlayer.Layer, bare: Bare, pictures: Sequence[Box]) -> bool:
    """Tell whether the sheet must be read by OCR: its ink is not what its text layer says."""
    if layer.letters and layer.unmapped > MOST_UNMAPPED * layer.letters:
        return True
    covered = max((box.width * box.height for box in pictures), default=0.0)
    if layer.letters < FEWEST_LETTERS and covered > LARGE_PICTURE:
        return True
    ink = bare.loose.copy()
    height, width = ink.shape
    for box in pictures:
        if box.width * box.height < SMALL_PICTURE:  # a seal, a logo, a code: no writing
            x0, y0, x1, y1 = (box.x0 * width, box.y0 * height, box.x1 * width, box.y1 * height)
            ink[int(y0) : int(y1) + 2, int(x0) : int(x1) + 2] = 0
    if any(_is_pasted_paper(box, ink, layer) for box in pictures):
        return True
    marks = strokes.count_marks(ink)
    if layer.letters < FEWEST_LETTERS:
        return marks > FEWEST_LETTERS
    return marks > max(MOST_STRAY_MARKS, MOST_STRAY_SHARE * layer.letters)


def _is_pasted_paper(box: Box, ink: Grey, layer: textlayer.Layer) -> bool:
    """Tell whether a picture beside text has the shape of a sheet and is written on.

    As on two papers printed on one sheet, one of them a scan.
    """
    height, width = ink.shape
    shape = box.width * width / max(box.height * height, 1.0)
    if box.width * box.height < LEAF or not any(a < shape < b for a, b in LEAF_SHAPES):
        return False
    inside = ink[
        int(box.y0 * height) : int(box.y1 * height), int(box.x0 * width) : int(box.x1 * width)
    ]
    return strokes.count_marks(inside) > max(FEWEST_WRITTEN, LEAST_WRITTEN * layer.letters)


def _turn(box: Box, turns: int) -> Box:
    """Return *box* after quarter *turns* clockwise of its sheet."""
    for _ in range(turns % 4):
        box = Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)
    return box


def _pictures(page: pdfium.PdfPage) -> Iterator[Box]:
    to_sheet = textlayer.placement(page)
    for item in page.get_objects(filter=(native.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        left, bottom, right, top = item.get_bounds()
        box = textlayer.place_box(to_sheet, left, right, bottom, top)
        if box.width > 0.01 and box.height > 0.005:
            yield Box(*(min(max(side, 0.0), 1.0) for side in box))


def _picture(page: pdfium.PdfPage, longer: int) -> Image.Image:
    """Return the sheet in colour, its longer side *longer* pixels."""
    bitmap = page.render(scale=longer / max(page.get_size()), may_draw_forms=False)
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture.copy()
    finally:
        bitmap.close()


def _scan_picture(page: pdfium.PdfPage) -> Image.Image:
    stated = round(max(page.get_size()) / 72 * SCAN_DPI)
    return _picture(page, min(max(stated, SCAN_PIXELS[0]), SCAN_PIXELS[1]))
