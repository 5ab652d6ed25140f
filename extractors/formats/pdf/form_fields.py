"""Answers given in the fields of a PDF form, also where the file does not draw them.

A field holds its answer, and beside it a drawing of the answer.  Programs that fill in forms
often leave the drawing as it was, so that one viewer shows the answer and another an empty
box.  PDFium draws a text anew when its drawing is taken away; of a tick box answer and drawing
are told apart, because viewers show one or the other.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as native

WRITTEN = frozenset(
    (native.FPDF_FORMFIELD_TEXTFIELD, native.FPDF_FORMFIELD_COMBOBOX, native.FPDF_FORMFIELD_LISTBOX)
)
OFF = "/Off"
PUSH_BUTTON = 1 << 16
MOST_SHEETS, MOST_FIELDS, DEEPEST = 60, 2_000, 12
BROKEN = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError)
SHOWS_TEXT = re.compile(r"\((?:[^()\\]|\\.)+\)\s*(?:Tj|'|\")|<[0-9A-Fa-f]+>\s*Tj|\]\s*TJ|\bDo\b")
LONGEST = 100_000


class TickBox(NamedTuple):
    """A tick box or radio button of a form: its rectangle on the page, and what is said of it.

    ``answered`` is by the value of its field, ``shown`` by its appearance state; None where the
    file does not say.
    """

    rectangle: tuple[float, float, float, float]
    answered: bool | None
    shown: bool | None


def tick_boxes(data: bytes) -> dict[int, tuple[TickBox, ...]]:
    """Return the tick boxes of a PDF by sheet (from 0), as the file has them.

    Nothing of a file that cannot be taken apart; what it shows is read all the same.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as whole:
            sheets = islice(whole.pages, MOST_SHEETS)
            return {number: tuple(_boxes(sheet.obj)) for number, sheet in enumerate(sheets)}
    except BROKEN:
        return {}


class Answer(NamedTuple):
    """What a field holds, and its rectangle on the page."""

    rectangle: tuple[float, float, float, float]
    text: str


class Answers(NamedTuple):
    """What is answered in fields that hold text, by sheet (from 0).

    ``elsewhere`` tells that only the data of an XFA form has answers, which no field here shows.
    """

    given: dict[int, tuple[Answer, ...]]
    elsewhere: bool


def answers(data: bytes) -> Answers:
    """Return what fields of a PDF are filled in with, whether or not it draws that."""
    try:
        with pikepdf.open(io.BytesIO(data)) as whole:
            sheets = islice(whole.pages, MOST_SHEETS)
            given = {number: tuple(_answered(sheet.obj)) for number, sheet in enumerate(sheets)}
            form: Any = whole.Root.get("/AcroForm", {})
            return Answers(given, not any(given.values()) and _has_xfa_data(form))
    except BROKEN:
        return Answers({}, elsewhere=False)


def _answered(sheet: Any) -> Iterator[Answer]:
    for widget in islice(sheet.get("/Annots", ()), MOST_FIELDS):
        if widget.get("/Subtype") != "/Widget" or _inherited(widget, "/FT") not in ("/Tx", "/Ch"):
            continue
        if said := str(_inherited(widget, "/V") or "").strip():
            left, bottom, right, top = (float(side) for side in widget["/Rect"])
            yield Answer((left, bottom, right, top), said)


def _has_xfa_data(form: Any) -> bool:
    parts = form.get("/XFA")
    if not isinstance(parts, pikepdf.Array):
        return False
    for name, part in zip(list(parts)[::2], list(parts)[1::2], strict=False):
        if str(name) == "datasets" and isinstance(part, pikepdf.Stream):
            said = re.sub(rb"<[^>]*>", b"", part.read_bytes()[:LONGEST])
            return bool(said.strip())
    return False


def _boxes(sheet: Any) -> Iterator[TickBox]:
    for widget in islice(sheet.get("/Annots", ()), MOST_FIELDS):
        if widget.get("/Subtype") != "/Widget" or _inherited(widget, "/FT") != "/Btn":
            continue
        flags = _inherited(widget, "/Ff")
        if int(flags or 0) & PUSH_BUTTON:
            continue
        left, bottom, right, top = (float(side) for side in widget["/Rect"])
        yield TickBox((left, bottom, right, top), *_states(widget))


def _states(widget: Any) -> tuple[bool | None, bool | None]:
    value, state = _inherited(widget, "/V"), widget.get("/AS")
    own = _own_states(widget)
    shown = None if state is None else str(state) != OFF
    if shown and own and str(state) not in own:
        shown = None
    if value is None:
        return (False if shown is None else shown), shown
    said = str(value)
    if said in ("", OFF):
        return False, shown
    if own and said not in own:
        parent = widget.get("/Parent")
        kids = parent.get("/Kids", ()) if parent is not None else ()
        others = {one for kid in islice(kids, MOST_FIELDS) for one in _own_states(kid)}
        return (False if said in others else None), shown
    return (True if own or "/Parent" not in widget else None), shown


def _own_states(widget: Any) -> frozenset[str]:
    """Return the names of the states in which a box is ticked, as far as it draws any."""
    normal: Any = widget.get("/AP", {}).get("/N")
    if not isinstance(normal, pikepdf.Dictionary):
        return frozenset()
    return frozenset(str(name) for name in normal if name != OFF)


def _inherited(field: Any, key: str) -> Any:
    """Return what a field says of *key*, or the field that it is a part of (ISO 32000, 12.7.3)."""
    for _ in range(DEEPEST):
        if key in field:
            return field[key]
        if "/Parent" not in field:
            break
        field = field["/Parent"]
    return None


def forget_blank_drawings(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> bool:
    """Take the drawing from every field of *page* that has an answer and draws none.

    Returns whether there was one: then the page must be loaded anew to be drawn.
    """
    if document.formenv is None:
        return False
    stale = False
    for index in range(native.FPDFPage_GetAnnotCount(page.raw)):
        annotation = native.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            stale = _forget(document.formenv.raw, annotation) or stale
            native.FPDFPage_CloseAnnot(annotation)
    return stale


def _forget(form: object, annotation: object) -> bool:
    if native.FPDFAnnot_GetFormFieldType(form, annotation) not in WRITTEN:
        return False
    answer = _text(lambda room, size: native.FPDFAnnot_GetFormFieldValue(
        form, annotation, room, size
    ))  # fmt: skip
    normal = native.FPDF_ANNOT_APPEARANCEMODE_NORMAL
    drawing = _text(lambda room, size: native.FPDFAnnot_GetAP(annotation, normal, room, size))
    if not answer.strip() or not drawing or SHOWS_TEXT.search(drawing):
        return False
    return bool(native.FPDFAnnot_SetAP(annotation, normal, None))


def _text(fetch: Callable[[object, int], int]) -> str:
    """Return the UTF-16 text that *fetch* writes into the room it is given."""
    size = fetch(None, 0)
    if not 2 < size < LONGEST:
        return ""
    room = ctypes.create_string_buffer(size)
    fetch(ctypes.cast(room, ctypes.POINTER(native.FPDF_WCHAR)), size)
    return room.raw.decode("utf-16-le", "ignore").rstrip("\0")
