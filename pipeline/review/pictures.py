"""Pictures of the places where values were read, cut from the applicant's own sheets.

A cut shows the value's row with some print around it and a thin frame around the value.
Whatever may be a resident registration number is blacked out (개인정보 보호법 제24조의2);
where that cannot be done with confidence there is no picture.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image, ImageDraw

from checks.report import DocumentEntry, Report
from extractors import resident
from extractors.errors import UnreadableFile
from extractors.fields.naming import NAMES, is_deciding
from extractors.model import Box, Page, Transcript, Value, Word, around
from pipeline.review import DossierView, Render
from pipeline.review.report_parts import Shown

MOST_REACH = 0.02  # above and below: as high as the value's row, but no more than this
LEAST_ROW = 0.012  # of the sheet: about 3.5 mm of A4, a line of 10 points
MOST_ROW = 0.16  # a higher place is a page, not a value
REACH_LEFT = 0.36
REACH_RIGHT = 0.12
MARGIN = 0.02
SHEET_WIDTH = 860  # CSS pixels; A4 at its own size has 794
MOST_PIXELS = (1000, 420)
COLOURS = 64
FRAME = (196, 30, 58)

_FIRM = re.compile(r"[0-9OoQIl|SBZ]{3}-[0-9OoQIl|SBZ]{2}-[0-9OoQIl|SBZ]{5}")
_PLAIN = re.compile(r"[가-힣()\[\]:：,/·ㆍ]+")
_PIECE = re.compile(r"[\d*＊-]{1,7}")
_DIGITS = re.compile(r"[\d*＊]")
_NUMBER_LIKE = re.compile(r"[0-9０-９OoQDIl|!SBZ*＊xX●•∗]")
LEAST_WORD, LEAST_LETTERS, MOST_DIGITS = 2, 4, 2  # letters of any word, and of a sure one

Pixels = tuple[int, int, int, int]


@dataclass(frozen=True)
class Picture:
    """A cut as PNG, the name of its file, and how wide to show it.

    ``width`` is in CSS pixels, at one scale for all cuts: a little above the paper's own.
    ``redrawn`` says that it is our own drawing of what a word processor wrote.
    """

    name: str
    data: bytes
    width: int
    redrawn: bool = False

    @property
    def place(self) -> str:
        """Where it lies in its dossier's folder."""
        return f"evidence/{self.name}"

    @property
    def shown(self) -> Shown:
        return Shown(quote(self.place), self.width, self.redrawn)


def pictures(view: DossierView, render: Render) -> dict[tuple[str, str], Picture]:
    """Return the cut of each place worth seeing, by document id and field.

    Those are the values that findings rest on, and the deciding values of the papers in
    force.  Papers of a word processor have no sheets: they are drawn plainly.
    """
    wanted: dict[tuple[str, int], list[tuple[DocumentEntry, str, Value[object]]]] = {}
    for document, field in _places(view.report):
        value = document.fields[field]
        wanted.setdefault((document.file, value.page), []).append((document, field, value))
    cuts: dict[tuple[str, str], Picture] = {}
    for (sha256, number), places in wanted.items():
        page = _page(view.transcripts, sha256, number)
        path = view.files.get(sha256)
        if page is None or path is None:
            continue
        sheet = _sheet(path, number, render)
        if sheet is None:
            continue
        for document, field, value in places:
            data = cut(sheet, page, value.box)
            if data is not None:
                short = hashlib.sha256(data).hexdigest()[:10]
                name = _safe(f"{document.id}-{field}-{short}.png")
                width = round(region(page, _clamped(value.box)).width * SHEET_WIDTH)
                redrawn = page.source == "word-processor"
                cuts[document.id, field] = Picture(name, data, width, redrawn)
    return cuts


def cut(sheet: Image.Image, page: Page, box: Box) -> bytes | None:
    """Return the row around *box* as PNG, None where showing it might show too much.

    *sheet* is the upright picture of *page*, at any resolution; *box* is in fractions.
    """
    place = _clamped(box)
    if place.width <= 0 or place.height <= 0 or place.height > MOST_ROW:
        return None
    hidden = tuple(personal(page))
    core = place._replace(y0=place.y0 + place.height / 4, y1=place.y1 - place.height / 4)
    if any(core.overlaps(secret) for secret in hidden):  # rows may touch each other
        return None
    shown = _pixels(region(page, place), sheet.size)
    piece = sheet.crop(shown).convert("RGB")
    pen = ImageDraw.Draw(piece)
    for secret in hidden:
        pen.rectangle(_within(shown, _pixels(secret, sheet.size, grow=3)), fill=(0, 0, 0))
    frame = _within(shown, _pixels(place, sheet.size, grow=4))
    pen.rectangle(frame, outline=FRAME, width=2)
    piece.thumbnail(MOST_PIXELS, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    piece.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def personal(page: Page) -> Iterator[Box]:
    """Yield every place of *page* that holds or may hold a resident registration number.

    Looks at all readings: number-shaped words, also when print or OCR broke them apart,
    and what may be one beside or below a label that announces such a number.  What our
    reader and another see as a word is no number, whatever the last one makes of it; nor is
    a number that all read alike a person's, if no day of birth begins so.
    """
    for words in page.readings:
        found = [box for row in _rows(words) for box in _numbers(row)]
        for label in _labels(words):
            found += _beside(label, words, page)
        yield from (box for box in found if not _is_harmless(page, box))


def _is_harmless(page: Page, box: Box) -> bool:
    """Tell whether the readings agree that no person's number stands at *box*."""
    seen = [
        "".join(w.text for w in words if box.holds(w.box.middle) or w.box.holds(box.middle))
        for words in page.readings
    ]
    words = [_is_lettering(text) for text in seen]
    if words[0] and sum(words) > len(seen) / 2:
        return True
    return len(set(seen)) == 1 and resident.is_of_a_firm(seen[0])


def _is_lettering(text: str) -> bool:
    """Tell whether *text* is a word, all of it read, whose letters are no misread digits."""
    letters = sum(sign.isalpha() for sign in text)
    few = len(_DIGITS.findall(text)) <= MOST_DIGITS
    alike = 2 * len(_NUMBER_LIKE.findall(text)) >= letters
    return letters >= LEAST_LETTERS and few and not alike and "?" not in text


def _numbers(row: list[Word]) -> Iterator[Box]:
    for word in row:
        pieces = (other for other in row if other is not word and _PIECE.fullmatch(other.text))
        alone = word.text in "*＊" and not any(pieces)  # a bullet, not a digit in a box of its own
        if resident.ALIKE.search(word.text) or (resident.STARRED.search(word.text) and not alone):
            yield word.box
    text, owners = "", []
    for word in row:
        text += word.text
        owners += [word] * len(word.text)
    for match in resident.JOINED.finditer(text):
        yield from {word.box for word in owners[match.start() : match.end()]}


def _labels(words: Iterable[Word]) -> Iterator[Box]:
    for row in _rows(words):
        text, owners = "", []
        for word in row:
            text += word.text
            owners += [word] * len(word.text)
        for match in resident.ANNOUNCED.finditer(text):
            yield around([word.box for word in owners[match.start() : match.end()]])


def _beside(label: Box, words: tuple[Word, ...], page: Page) -> Iterator[Box]:
    """Yield what stands right of or below a label, that is or may be of digits."""
    x, y = label.middle
    cells = [cell for cell in page.cells if cell.holds((x, y)) and cell.width < 0.6]
    home = min(cells, key=lambda cell: cell.width * cell.height, default=label)
    room = max(home.height, label.height * 1.3)
    beyond = [cell for cell in page.cells if cell.holds((home.x1 + 0.01, y))]
    edge = min((cell.x1 for cell in beyond), default=min(1.0, home.x1 + 0.4))
    right = Box(label.x1, y - room / 2, edge, y + room / 2)
    below = Box(home.x0, home.y1, max(home.x1, label.x1 + 0.1), home.y1 + room * 1.6)
    for region in (right, below):
        for word in words:
            if not region.holds(word.box.middle) or word.box.overlaps(label):
                continue
            if _may_be_part(word.text) and not _FIRM.search(word.text):
                yield word.box
    # A number that no reading saw still has ink: cover the neighbour if it looks empty.
    if not any(right.holds(word.box.middle) and word.box.x0 >= label.x1 for word in words):
        yield right


def _may_be_part(text: str) -> bool:
    """Tell whether a word beside the label may be a number or a piece of one, misread or not."""
    if _PLAIN.fullmatch(text):
        return False
    letters = sum(sign.isalpha() for sign in text)
    return letters < LEAST_WORD or 2 * len(_NUMBER_LIKE.findall(text)) >= letters


def _rows(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield words of one printed line each, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.middle[1], w.box.x0)):
        if rows and rows[-1][-1].box.y0 <= word.box.middle[1] <= rows[-1][-1].box.y1:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        yield sorted(row, key=lambda w: w.box.x0)


def region(page: Page, place: Box) -> Box:
    """Return the part of the sheet to show: the row from its label to a little beyond.

    Print that the edges would cut through is taken in whole, up to half a row more.
    """
    row = max(place.height, LEAST_ROW)
    _, middle = place.middle
    reach = row / 2 + min(row, MOST_REACH)
    high, low = middle - reach, middle + reach
    beside = [
        word.box
        for word in page.words
        if place.y0 - row / 2 <= word.box.middle[1] <= place.y1 + row / 2
    ]
    left = [b.x0 for b in beside if place.x0 - REACH_LEFT <= b.x0 < place.x0]
    right = [b.x1 for b in beside if place.x1 < b.x1 <= place.x1 + REACH_RIGHT]
    x0, x1 = min(left, default=place.x0) - MARGIN, max(right, default=place.x1) + MARGIN
    within = [w.box for w in page.words if w.box.x1 > x0 and w.box.x0 < x1]
    over = [b.y0 for b in within if b.y0 < high < b.y1 and b.y0 > high - row]
    under = [b.y1 for b in within if b.y0 < low < b.y1 and b.y1 < low + row]
    return _clamped(
        Box(x0, min(over, default=high) - row / 8, x1, max(under, default=low) + row / 8)
    )


def _places(report: Report) -> Iterator[tuple[DocumentEntry, str]]:
    papers = {document.id: document for document in report.documents}
    shown: set[tuple[str, str]] = set()
    named = [
        (evidence.document, evidence.field)
        for finding in report.findings
        for evidence in finding.evidence
        if evidence.document and evidence.field
    ]
    deciding = [
        (document.id, field)
        for document in report.documents
        if document.in_force
        for field in NAMES
        if is_deciding(field)
    ]
    for key in (*named, *deciding):
        document = papers.get(key[0])
        if document and key[1] in document.fields and key not in shown:
            shown.add(key)
            yield document, key[1]


def _page(transcripts: Mapping[str, Transcript], sha256: str, number: int) -> Page | None:
    transcript = transcripts.get(sha256)
    pages = transcript.pages if transcript else ()
    return next((page for page in pages if page.number == number), None)


def _sheet(path: Path, number: int, render: Render) -> Image.Image | None:
    try:
        return render(path.read_bytes(), number)
    except (UnreadableFile, IndexError):
        return None  # it was read before; without a picture the text is quoted


def _clamped(box: Box) -> Box:
    return Box(*(min(1.0, max(0.0, edge)) for edge in box))


def _pixels(box: Box, size: tuple[int, int], *, grow: int = 0) -> Pixels:
    width, height = size
    return (
        max(0, int(box.x0 * width) - grow),
        max(0, int(box.y0 * height) - grow),
        min(width, max(int(box.x1 * width) + grow, int(box.x0 * width) + 1)),
        min(height, max(int(box.y1 * height) + grow, int(box.y0 * height) + 1)),
    )


def _within(shown: Pixels, place: Pixels) -> Pixels:
    """Return *place* as it lies on the piece *shown* of the sheet."""
    left, top = shown[:2]
    return place[0] - left, place[1] - top, place[2] - left, place[3] - top


def _safe(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z._-]", "_", name)
