"""DOCX (ECMA-376) → blocks: the body walked in order, nothing that prints left out.

python-docx opens the package and follows its relationships; the body is walked here, because
content controls, text boxes, tracked insertions, tick boxes and fonts of signs are where
libraries lose text (docs/decisions/0030).  What does not print (deleted, hidden, placeholder,
white) is left out; what prints and is no words leaves a mark of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.errors import DamagedFile, UnreadableFile
from extractors.formats import writing
from extractors.formats.grid import (
    OBJECT,
    PICTURE,
    Block,
    Drawn,
    PageBreak,
    Paragraph,
    Run,
    Table,
    may_mark,
)
from extractors.formats.kinds import kind_of
from extractors.formats.office import savedpage
from extractors.formats.office.drawings import drawn_thing, is_fallback
from extractors.formats.office.numbering import Bullets
from extractors.formats.office.package import Element, Package, attribute, tag
from extractors.formats.office.tidied import open_document, related, root_of
from extractors.formats.office.wordcontrols import (
    EQUATION,
    NO_WORDS,
    OPEN,
    OVERSTRIKE,
    SHOWS,
    SYMBOL,
    TICKED,
    alternative,
    form_field_text,
    is_placeholder,
    is_unknown,
    letter_of_symbol,
    looks_like_placeholder,
    shows_other_state,
)
from extractors.formats.office.wordstyles import Face, Styles, child, is_on
from extractors.formats.office.wordtables import read_table
from extractors.formats.symbols import UNNAMED, in_font

HALF_A4 = 210 * 297 * 36_000**2 / 2  # in square EMU: 36 000 a millimetre
NARROW = 45 * 36_000
"""A picture or a text narrower than this covers no entry but the one that it hangs on."""
SKIPPED = frozenset(("del", "moveFrom", "delText", "pPr", "rPr", "tblPr", "tblGrid"))
FORMULA = frozenset(("oMathPara", "oMath"))
EMBEDDED = frozenset(("OLEObject", "control"))
ENCLOSURES = frozenset("○〇◯□△◇")
STROKES = ("strikeH", "strikeV", "strikeBLTR", "strikeTLBR")
DEEPEST_CHUNK = 2


def read_blocks(data: bytes) -> tuple[Block, ...]:
    """Return headers, body and footers in this order.

    Raises:
        DamagedFile: there is no document part, or the package cannot be opened.
        EncryptedFile, TooLargeFile, HostileFile: as `package.Package`.
    """
    return _read(data, depth=0)


def _read(data: bytes, depth: int) -> tuple[Block, ...]:
    main = open_document(Package(data))
    body = child(root_of(main), "body")
    if body is None:
        raise DamagedFile
    styles, bullets = (
        next((root_of(part) for part in related(main, kind)), None)
        for kind in ("styles", "numbering")
    )

    def inserted(relation: str) -> tuple[Block, ...]:
        found = main.rels.get(relation)
        if found is None or found.is_external:
            return (Paragraph(OBJECT),)
        return _inserted(found.target_part.blob, depth + 1)

    context = _Context(Styles(styles), Bullets(bullets), inserted)
    margins = {
        kind: [root_of(part) for part in related(main, kind)] for kind in ("header", "footer")
    }
    return (
        *_margin(margins["header"], context),
        *_blocks(body, context),
        *_margin(margins["footer"], context),
    )


def _inserted(data: bytes, depth: int) -> tuple[Block, ...]:
    """Return what a document shows that was inserted as a whole; a mark where that is unknown."""
    readers: dict[str, Callable[[bytes], tuple[Block, ...]]] = {
        "html": savedpage.read_blocks,
        "mhtml": savedpage.read_saved,
        "eml": savedpage.read_saved,
        "text": writing.read_text,
        "docx": lambda inner: _read(inner, depth),
    }
    reader = readers.get(kind_of(data))
    if reader is not None and depth <= DEEPEST_CHUNK:
        try:
            return reader(data)
        except UnreadableFile:
            pass
    return (Paragraph(OBJECT),)


@dataclass(frozen=True)
class _Context:
    """What must be known of the whole to read a part; ``shaded``: the ground is not white."""

    styles: Styles
    bullets: Bullets
    inserted: Callable[[str], tuple[Block, ...]]
    shaded: bool = False
    looks: tuple[str, ...] = ()
    """What a cell does to all letters in it."""


def _margin(roots: Sequence[Element], context: _Context) -> Iterator[Block]:
    """Yield the text of headers or footers once, whatever sheets they repeat on.

    What is drawn there is their own and lies over no entry.
    """
    for root in roots:
        if "".join(str(text) for text in root.itertext()).strip():
            for block in _blocks(root, context):
                yield replace(block, drawn=()) if isinstance(block, Paragraph) else block


def _blocks(parent: Element, context: _Context) -> Iterator[Block]:
    for element in parent:
        name = tag(element)
        if name == "p":
            yield from _paragraph(element, context)
        elif name == "tbl":
            yield _table(element, context)
        elif name == "sdt":
            content = child(element, "sdtContent")
            if content is not None and not is_placeholder(element):
                yield from _blocks(content, context)
        elif name == "altChunk":
            yield from context.inserted(attribute(element, "id"))
        elif name in ("ins", "moveTo", "smartTag", "customXml"):
            yield from _blocks(element, context)
        elif name == "AlternateContent":
            if (chosen := alternative(element)) is not None:
                yield from _blocks(chosen, context)
        elif name in FORMULA:
            yield from _paragraph(element, context)
        elif name not in SKIPPED and is_unknown(element):
            yield Paragraph(OBJECT)
            yield from _blocks(element, context)


def _paragraph(element: Element, context: _Context) -> Iterator[Block]:
    """Yield one paragraph, cut where it breaks the page, then the text boxes anchored in it."""
    settings = child(element, "pPr")
    if is_on(child(settings, "pageBreakBefore")):
        yield PageBreak()
    line = _ParagraphText(settings, context)
    line.read(element)
    for place, runs in enumerate(_pieces(line.runs)):
        if place:
            yield PageBreak()
        text = "".join(run.text for run in runs)
        yield Paragraph(text, tuple(runs), () if place else tuple(line.drawn))
    for box in line.boxes:
        yield from _blocks(box, context)
    section = child(settings, "sectPr")
    if section is not None:
        kind = child(section, "type")
        if kind is None or attribute(kind, "val") not in ("continuous", "nextColumn"):
            yield PageBreak()


def _pieces(runs: Sequence[Run]) -> list[list[Run]]:
    """Cut *runs* at the breaks of the page."""
    pieces: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\f")
        pieces[-1].append(run._replace(text=first))
        pieces += [[run._replace(text=text)] for text in others]
    return pieces


class _ParagraphText:
    """One paragraph while it is read; ``boxes`` are the texts that are anchored in it."""

    def __init__(self, settings: Element | None, context: _Context) -> None:
        self.runs: list[Run] = []
        self.boxes: list[Element] = []
        self.drawn: list[Drawn] = []
        self._settings = settings
        self._context = context
        self._fields: list[str | None] = []  # instructions, None where a result follows
        self._looks = (*context.looks, *context.styles.frame(settings))
        self._unsaid = False

    def read(self, element: Element) -> None:
        bullets, styles = self._context.bullets, self._context.styles
        if sign := bullets.sign(self._settings, styles):
            self._add(f"{sign} ", Face())
        elif look := bullets.look(self._settings, styles):
            self._looks = (*self._looks, look)
        self._walk(element, Face())
        if self._unsaid:
            self._mark(OBJECT)  # behind the words, none of which it parts

    def _add(self, text: str, face: Face) -> None:
        text = text.replace(PICTURE, "").replace(OBJECT, "")
        if face.unseen and text.strip():
            self._mark(OBJECT)
        elif text:
            self._put(Run(in_font(text, face.font), face.looks))

    def _mark(self, what: str) -> None:
        self._put(Run(what))

    def _put(self, run: Run) -> None:
        if self._looks and run.text not in (PICTURE, OBJECT):
            run = run._replace(looks=tuple(sorted({*run.looks, *self._looks})))
        if self.runs and self.runs[-1].looks == run.looks:
            run = run._replace(text=self.runs.pop().text + run.text)
        self.runs.append(run)

    def _walk(self, parent: Element, face: Face) -> None:
        for element in parent:
            name = tag(element)
            if name in SKIPPED:
                continue
            if name == "r":
                self._run(element, face)
            elif name == "t":
                self._add(element.text or "", face)
            elif name in ("tab", "ptab"):
                self._add("\t", Face())
            elif name in ("br", "cr"):
                self._add("\f" if attribute(element, "type") == "page" else "\n", Face())
            elif name == "noBreakHyphen":
                self._add("-", face)
            elif name == "sym":
                self._add(letter_of_symbol(element), face._replace(font=attribute(element, "font")))
            elif name == "ins":
                self._walk(element, _with(face, "inserted"))
            elif name == "sdt":
                self._control(element, face)
            elif name == "borderBox":
                self._walk(element, _with(face, "struck" if _is_struck(element) else "boxed"))
            elif name == "instrText":
                self._instruct(element.text or "")
            elif name == "fldSimple":
                self._simple_field(element, face)
            elif name == "fldChar":
                self._field(element, face)
            elif name == "AlternateContent":
                if (chosen := alternative(element)) is not None:
                    self._walk(chosen, face)
            elif name in NO_WORDS:
                self._unsaid = True
            elif name in ("drawing", "pict", "object"):
                self._thing(element)
            else:
                self._unsaid |= is_unknown(element)
                self._walk(element, face)

    def _run(self, element: Element, face: Face) -> None:
        settings = child(element, "rPr")
        if is_on(child(settings, "vanish")):
            self._unsaid |= any((one.text or "").strip() for one in element if tag(one) == "t")
            return
        context = self._context
        own = context.styles.face(settings, self._settings, shaded=context.shaded)
        self._walk(element, _with(own, *face.looks))

    def _control(self, element: Element, face: Face) -> None:
        """Read a content control; of a tick box its state, unless it shows another."""
        settings, content = child(element, "sdtPr"), child(element, "sdtContent")
        box = child(settings, "checkbox")
        if box is not None:
            ticked = is_on(child(box, "checked"))
            shown = _ParagraphText(self._settings, self._context)
            if content is not None:
                shown._walk(content, face)
            sign = "".join(run.text for run in shown.runs)
            contradicts = shows_other_state(sign, box, ticked=ticked)
            self._add(UNNAMED if contradicts else TICKED if ticked else OPEN, face)
        elif content is not None and not is_placeholder(element):
            self._walk(content, face)
        elif content is not None and not looks_like_placeholder(content):
            self._mark(OBJECT)

    # ── fields ───────────────────────────────────────────────────────────────────────

    def _instruct(self, text: str) -> None:
        if self._fields and self._fields[-1] is not None:
            self._fields[-1] += text

    def _simple_field(self, element: Element, face: Face) -> None:
        if EQUATION.match(attribute(element, "instr")):
            self._equation(attribute(element, "instr"), face)
        elif SYMBOL.match(attribute(element, "instr")):
            self._symbol(attribute(element, "instr"), face)
        elif len(element):
            self._walk(element, face)
        elif SHOWS.match(attribute(element, "instr")):
            self._mark(OBJECT)  # what it shows was not stored

    def _field(self, element: Element, face: Face) -> None:
        kind = attribute(element, "fldCharType")
        if kind == "begin":
            self._fields.append("")
            self._add(form_field_text(element), face)
        elif kind == "separate" and self._fields:
            if not EQUATION.match(self._fields[-1] or ""):
                self._fields[-1] = None
        elif kind == "end" and self._fields:
            instruction = self._fields.pop()
            if instruction and EQUATION.match(instruction):
                self._equation(instruction, face)
            elif instruction and SHOWS.match(instruction):
                self._mark(OBJECT)
            elif instruction:
                self._symbol(instruction, face)

    def _symbol(self, instruction: str, face: Face) -> None:
        r"""Print the sign of a field ``SYMBOL 254 \f "Wingdings"``."""
        found = SYMBOL.match(instruction)
        if found is not None:
            code = int(found["code"], 16 if found["hex"] else 10)
            font = re.search(r'\\f\s+"?([^"\\]+)', instruction)
            if 0 < code < 0xD800:
                self._add(chr(code), face._replace(font=font[1].strip() if font else face.font))

    def _equation(self, instruction: str, face: Face) -> None:
        r"""Print a formula: letters set over each other, ``eq \o\ac(○,예)``, or a mark."""
        found = OVERSTRIKE.search(instruction)
        letters = [piece.strip() for piece in found["letters"].split(",")] if found else []
        if not letters or any("\\" in piece or len(piece) > 4 for piece in letters):
            self._mark(OBJECT)
        elif letters[0] in ENCLOSURES and letters[1:] and "".join(letters[1:]).isalpha():
            looks = (*face.looks, "enclosed")
            self._add("".join(letters[1:]), face._replace(looks=tuple(sorted(looks))))
        else:
            self._add("".join(letters), face)

    # ── drawings ─────────────────────────────────────────────────────────────────────

    def _thing(self, element: Element) -> None:
        """Note a picture, a text box, or what nobody makes words of, where it stands."""
        below = list(element.iter())
        names = {tag(one) for one in below}
        if any(attribute(one, "hr") in ("t", "true", "1") for one in below if tag(one) == "rect"):
            return  # a rule across the sheet
        place = drawn_thing(below)
        written = [one for one in below if tag(one) == "txbxContent"]
        written = [one for one in written if not is_fallback(one, element)]
        self.boxes += written
        is_picture = bool(names & {"pic", "imagedata"}) and not names & EMBEDDED
        if is_picture and not written:
            self._mark(PICTURE if place.area < HALF_A4 else OBJECT)
        if place.over_text:
            said = "".join(str(text) for one in written for text in one.itertext())
            is_mark = may_mark(said)
            if is_mark or not (place.width < NARROW and (is_picture or written)):
                self.drawn.append(Drawn(place.top, place.height))
        elif not is_picture and not written:
            self._mark(OBJECT)


def _with(face: Face, *looks: str) -> Face:
    return face._replace(looks=tuple(sorted({*face.looks, *looks}))) if looks else face


def _is_struck(box: Element) -> bool:
    """Tell whether the frame of a formula is drawn as strokes through what it holds."""
    settings = child(box, "borderBoxPr")
    return any(is_on(child(settings, name)) for name in STROKES)


def _table(element: Element, context: _Context) -> Table:
    def inside(cell: Element, shaded: bool) -> tuple[Block, ...]:
        looks = (*context.looks, *context.styles.cell_looks(child(cell, "tcPr")))
        return tuple(_blocks(cell, replace(context, shaded=shaded, looks=looks)))

    return read_table(element, context.styles, inside, shaded=context.shaded)
