"""Sheets whose text layer says something else than what is seen, as forgers leave them.

Each function takes a text PDF of one sheet and what a line of it says, *said* (of a line whose
font is edited the beginning, in ASCII), and returns the PDF with that line forged.
"""

import io
import re
import struct
from collections.abc import Callable, Mapping
from typing import Any

import pypdf
import pypdfium2
from PIL import Image, ImageDraw
from pypdf.generic import DecodedStreamObject, DictionaryObject, IndirectObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from specimens.fonts import load_font, picture_font

Font = DictionaryObject
Place = tuple[float, float, float, float]


def rename(data: bytes, said: str, names: Mapping[str, str]) -> bytes:
    """Keep what is seen, and call its glyphs by other *names*: ToUnicode is edited."""

    def edit(font: Font, writer: pypdf.PdfWriter) -> None:
        table = re.sub(
            rb"> <(....)>",
            lambda found: b"> <%04X>" % called.get(int(found[1], 16), int(found[1], 16)),
            font["/ToUnicode"].get_data(),
        )
        font[NameObject("/ToUnicode")] = _stream(writer, table)

    called = {ord(sign): ord(name) for sign, name in names.items()}
    return _with_own_font(data, said, edit)


def reshape(data: bytes, said: str, one: str, other: str) -> bytes:
    """Keep what the layer says, and let the font draw *other* for *one*, and the reverse."""

    def edit(font: Font, writer: pypdf.PdfWriter) -> None:
        described = DictionaryObject(font["/FontDescriptor"].get_object())
        program = bytearray(described["/FontFile2"].get_data())
        first, second = (_glyph_place(program, ord(sign)) for sign in (one, other))
        glyphs = program[first : first + 2], program[second : second + 2]
        program[second : second + 2], program[first : first + 2] = glyphs
        described[NameObject("/FontFile2")] = _stream(writer, bytes(program))
        font[NameObject("/FontDescriptor")] = described

    return _with_own_font(data, said, edit)


def _glyph_place(program: bytes, code: int) -> int:
    """Return where the glyph of *code* stands in a font's trimmed table of characters."""
    for number in range(struct.unpack_from(">H", program, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", program, 12 + 16 * number)
        if tag == b"cmap":
            table = offset + struct.unpack_from(">I", program, offset + 8)[0]
            form, _, _, first = struct.unpack_from(">HHHH", program, table)
            if form != 6:
                raise ValueError(f"a table of characters in format {form}")
            return int(table + 10 + 2 * (code - first))
    raise ValueError("a font without a table of characters")


def patch(data: bytes, said: str, seen: str, *, signs: int = 0) -> bytes:
    """Cover the line, or its first *signs*, in white, with a picture of *seen* upon it."""

    def draw(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
        canvas.setFillGray(1)
        canvas.rect(left - 1, low - 1, right - left + 2, high - low + 2, stroke=0, fill=1)
        _draw_picture(canvas, seen, left, low, high)

    return _merge(data, draw, _rectangle(data, said, signs))


def draw_before(data: bytes, said: str, seen: str) -> bytes:
    """Draw a picture of *seen* close before the line, which stays as it is."""

    def draw(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
        font = picture_font("gothic", 96)
        x0, y0, x1, y1 = font.getbbox(seen)
        width = (high - low) * (x1 - x0) / (y1 - y0)
        _draw_picture(canvas, seen, left - width - 0.1 * (high - low), low, high)

    return _merge(data, draw, _rectangle(data, said, 1))


def hide_over(data: bytes, said: str, hidden: str) -> bytes:
    """Lay *hidden*, invisible, over the line, whose own glyphs are all called blanks."""

    def edit(font: Font, writer: pypdf.PdfWriter) -> None:
        table = re.sub(rb"(<..>) <....>", rb"\1 <0020>", font["/ToUnicode"].get_data())
        font[NameObject("/ToUnicode")] = _stream(writer, table)

    def draw(canvas: Canvas, left: float, low: float, right: float, high: float) -> None:
        size = high - low
        text = canvas.beginText(left, low)
        text.setTextRenderMode(3)
        text.setFont(load_font("gothic").fontName, size)
        text.setHorizScale(100 * (right - left) / stringWidth(hidden, "gothic", size))
        text.textOut(hidden)
        canvas.drawText(text)

    return _merge(_with_own_font(data, said, edit), draw, _rectangle(data, said))


def _draw_picture(canvas: Canvas, text: str, left: float, low: float, high: float) -> None:
    font = picture_font("gothic", 96)
    x0, y0, x1, y1 = font.getbbox(text)
    picture = Image.new("RGB", (int(x1 - x0), int(y1 - y0)), "white")
    ImageDraw.Draw(picture).text((-x0, -y0), text, font=font, fill="black")
    height = high - low
    width = height * picture.width / picture.height
    canvas.drawImage(ImageReader(picture), left, low, width, height)


def _merge(
    data: bytes, draw: Callable[[Canvas, float, float, float, float], None], place: Place
) -> bytes:
    layer = io.BytesIO()
    canvas = Canvas(layer)
    draw(canvas, *place)
    canvas.save()
    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.pages[0].merge_page(pypdf.PdfReader(layer).pages[0])
    return _written(writer)


def _rectangle(data: bytes, said: str, signs: int = 0) -> Place:
    """Return where *said*, or its first *signs*, stand: left, low, right, high, in points."""
    document = pypdfium2.PdfDocument(data)
    try:
        text = document[0].get_textpage()
        place, count = text.search(said).get_next()
        boxes = [text.get_charbox(at) for at in range(place, place + (signs or count))]
    finally:
        document.close()
    lefts, lows, rights, highs = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(highs)


def _with_own_font(data: bytes, said: str, edit: Callable[[Font, pypdf.PdfWriter], None]) -> bytes:
    """Give the lines that begin with *said* a font of their own, a copy that *edit* changes."""
    writer = pypdf.PdfWriter(io.BytesIO(data))
    page = writer.pages[0]
    fonts: Any = page["/Resources"]["/Font"]
    shown = re.compile(rb"/(\S+)( [\d.]+ Tf [^()/]*\(" + re.escape(said.encode("ascii")) + rb")")
    content = page.get_contents().get_data()
    for name in {match.group(1).decode("ascii") for match in shown.finditer(content)}:
        own = fonts[NameObject(f"/{name}-own")] = DictionaryObject(fonts[f"/{name}"].get_object())
        edit(own, writer)
    page[NameObject("/Contents")] = _stream(writer, shown.sub(rb"/\1-own\2", content))
    return _written(writer)


def _stream(writer: pypdf.PdfWriter, data: bytes) -> IndirectObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    return writer._add_object(stream)


def _written(writer: pypdf.PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
