"""Words that a text layer says and nobody sees, in every way that a PDF knows to hide them.

Each way draws *text* on a canvas, its left end at x, y (points from below left), 10 points tall.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar

import pypdf
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from specimens.fonts import load_font, picture_font

SIZE = 10.0
FACE = ContextVar("face", default="gothic")
Way = Callable[[Canvas, str, float, float], None]


def _write(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    *,
    font: str | None = None,
    size: float = SIZE,
    mode: int = 0,
    squeeze: float = 100,
    apart: float = 0,
) -> None:
    line = canvas.beginText(x, y)
    line.setFont(load_font(font or FACE.get()).fontName, size)
    line.setTextRenderMode(mode)
    line.setHorizScale(squeeze)
    line.setCharSpace(apart)
    line.textOut(text)
    canvas.drawText(line)


def _width(text: str) -> float:
    return float(stringWidth(text, load_font(FACE.get()).fontName, SIZE))


def _coloured(red: float, green: float, blue: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setFillColorRGB(red, green, blue)
        _write(canvas, text, x, y)

    return write


def _on_lines(thickness: float, *heights: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setLineWidth(thickness)
        for height in heights:
            canvas.line(x - 20, y + height, x + _width(text) + 20, y + height)
        canvas.setFillGray(1)
        _write(canvas, text, x, y)

    return write


def _on_tint(red: float, green: float, blue: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setFillColorRGB(red, green, blue)
        canvas.rect(x - 5, y - 5, _width(text) + 10, SIZE + 8, stroke=0, fill=1)
        _write(canvas, text, x, y)

    return write


def _transparent(alpha: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setFillAlpha(alpha)
        _write(canvas, text, x, y)

    return write


def _transparent_over(seen: str) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        _write(canvas, seen, x, y)
        canvas.setFillAlpha(0)
        _write(canvas, text, x, y)

    return write


def _white_over(seen: str) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        _write(canvas, seen, x, y)
        canvas.setFillGray(1)
        _write(canvas, text, x, y)

    return write


def _under(seen: str) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setFillGray(1)
        _write(canvas, text, x, y)
        canvas.setFillGray(0)
        _write(canvas, seen, x, y, font="gothic-bold")

    return write


def _clipped(left: float, low: float, wide: float, high: float) -> Way:
    """Only a window is drawn, in widths and heights of the words."""

    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        width = _width(text)
        path = canvas.beginPath()
        path.rect(x + left * width, y + low * SIZE, wide * width, high * SIZE)
        canvas.clipPath(path, stroke=0, fill=0)
        _write(canvas, text, x, y)

    return write


def _in_type(**how: float) -> Way:
    return lambda canvas, text, x, y: _write(canvas, text, x, y, **how)  # type: ignore[arg-type]


def _outlined(canvas: Canvas, text: str, x: float, y: float) -> None:
    canvas.setStrokeGray(1)
    _write(canvas, text, x, y, mode=1)


def _blended(mode: str, grey: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        canvas.setFillGray(1)
        canvas.rect(x - 5, y - 5, _width(text) + 10, SIZE + 8, stroke=0, fill=1)
        canvas.setBlendMode(mode)
        canvas.setFillGray(grey)
        _write(canvas, text, x, y)

    return write


def _under_rectangle(alpha: float) -> Way:
    def write(canvas: Canvas, text: str, x: float, y: float) -> None:
        _write(canvas, text, x, y)
        canvas.setFillGray(1)
        canvas.setFillAlpha(alpha)
        canvas.rect(x - 2, y - 3, _width(text) + 4, SIZE + 4, stroke=0, fill=1)

    return write


def _under_half(canvas: Canvas, text: str, x: float, y: float) -> None:
    """A rectangle that lets see the feet of the letters."""
    _write(canvas, text, x, y)
    canvas.setFillGray(1)
    canvas.rect(x - 2, y + 1, _width(text) + 4, SIZE, stroke=0, fill=1)


def _under_picture(canvas: Canvas, text: str, x: float, y: float) -> None:
    _write(canvas, text, x, y)
    white = ImageReader(Image.new("RGB", (8, 8), "white"))
    canvas.drawImage(white, x - 2, y - 3, _width(text) + 4, SIZE + 4)


def _on_picture(canvas: Canvas, text: str, x: float, y: float) -> None:
    """White letters on a picture of stripes, of which most are white."""
    picture = Image.new("L", (60, 12), 255)
    for column in range(0, 60, 6):
        picture.paste(0, (column, 0, column + 1, 12))
    canvas.drawImage(ImageReader(picture), x - 3, y - 3, _width(text) + 6, SIZE + 4)
    canvas.setFillGray(1)
    _write(canvas, text, x, y)


def _on_hatching(canvas: Canvas, text: str, x: float, y: float) -> None:
    """Grey letters on black and white lines that look as grey."""
    canvas.setLineWidth(0.36)
    for step in range(20):
        canvas.line(x - 3, y - 3 + 0.72 * step, x + _width(text) + 3, y - 3 + 0.72 * step)
    canvas.setFillGray(0.5)
    _write(canvas, text, x, y)


def _on_its_own_shape(canvas: Canvas, text: str, x: float, y: float) -> None:
    """White letters on a picture of the same letters in black."""
    font = picture_font("gothic", 100)
    x0, y0, x1, y1 = font.getbbox(text)
    picture = Image.new("L", (int(x1 - x0), int(y1 - y0)), 255)
    ImageDraw.Draw(picture).text((-x0, -y0), text, font=font, fill=0)
    scale = SIZE / 100
    up = y + (font.getmetrics()[0] - y1) * scale
    canvas.drawImage(ImageReader(picture), x + x0 * scale, up, (x1 - x0) * scale, (y1 - y0) * scale)
    canvas.setFillGray(1)
    _write(canvas, text, x, y)


def _off_the_sheet(canvas: Canvas, text: str, x: float, y: float) -> None:
    _write(canvas, text, x + 700, y)


def _at_one_place(canvas: Canvas, text: str, x: float, y: float) -> None:
    """All letters upon each other."""
    _write(canvas, text, x, y, apart=-SIZE * 0.6)


def _under_white_letters(canvas: Canvas, text: str, x: float, y: float) -> None:
    _write(canvas, text, x, y)
    canvas.setFillGray(1)
    canvas.setStrokeGray(1)
    canvas.setLineWidth(1)
    _write(canvas, text, x, y, mode=2)


WAYS: dict[str, Way] = {
    "in white": _coloured(1, 1, 1),
    "nearly white": _coloured(0.97, 0.98, 0.96),
    "in pale yellow": _coloured(1, 1, 0.75),
    "in a pale grey": _coloured(0.88, 0.88, 0.88),
    "white across a thin line": _on_lines(0.5, 3.5),
    "white across a line": _on_lines(2, 3.5),
    "white across a thick line": _on_lines(4, 3.5),
    "white across two lines": _on_lines(1.5, 1, 6),
    "white below a line": _on_lines(3, 9),
    "white on a picture of stripes": _on_picture,
    "white on a picture of itself": _on_its_own_shape,
    "grey on hatching": _on_hatching,
    "in the colour of a tint": _on_tint(0.9, 0.94, 0.98),
    "in the colour of a dark cell": _on_tint(0.2, 0.25, 0.4),
    "in the colour of a seal": _on_tint(0.85, 0.1, 0.1),
    "transparent": _transparent(0),
    "nearly transparent": _transparent(0.05),
    "transparent over another day": _transparent_over("2024년 1월 15일"),
    "white over another day": _white_over("2024년 1월 15일"),
    "white under another day": _under("2024년 1월 15일"),
    "clipped away": _clipped(0, -0.2, 0, 0),
    "clipped to a sliver": _clipped(0, -0.2, 1, 0.3),
    "clipped to its upper half": _clipped(0, 0.4, 1, 0.6),
    "clipped to one letter": _clipped(0.3, -0.2, 0.05, 1.2),
    "squeezed into a stroke": _in_type(squeeze=4),
    "in tiny type": _in_type(size=0.8),
    "in small type": _in_type(size=2.5),
    "all at one place": _at_one_place,
    "invisible": _in_type(mode=3),
    "as a clipping path": _in_type(mode=7),
    "outlined in white": _outlined,
    "black that lightens": _blended("Lighten", 0),
    "black as a difference": _blended("Difference", 0),
    "white that darkens": _blended("Darken", 1),
    "under a rectangle": _under_rectangle(1),
    "under a rectangle that lets a trace through": _under_rectangle(0.93),
    "under a rectangle down to its feet": _under_half,
    "under a picture": _under_picture,
    "under white letters": _under_white_letters,
    "off the sheet": _off_the_sheet,
}


def plant(data: bytes, way: str, text: str, x: float, y: float, *, font: str = "gothic") -> bytes:
    """Return the first sheet of *data* with *text* planted in a *way* at *x*, *y*."""
    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.pages[0].merge_page(pypdf.PdfReader(_layer([(way, text, x, y)], font)).pages[0])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def sheet_of(texts: Mapping[str, str], lines: Sequence[str]) -> bytes:
    """Return a sheet with *lines* that are seen, and each of *texts* planted in its way."""
    planted = [
        (way, text, 40 + 280 * (at % 2), 700 - 32 * (at // 2))
        for at, (way, text) in enumerate(texts.items())
    ]
    return _layer(planted, "gothic", lines).getvalue()


def _layer(
    planted: Iterable[tuple[str, str, float, float]], font: str, lines: Sequence[str] = ()
) -> io.BytesIO:
    layer = io.BytesIO()
    canvas = Canvas(layer)
    face = FACE.set(font)
    for number, line in enumerate(lines):
        _write(canvas, line, 40, 800 - 20 * number)
    for way, text, x, y in planted:
        canvas.saveState()
        WAYS[way](canvas, text, x, y)
        canvas.restoreState()
    FACE.reset(face)
    canvas.save()
    layer.seek(0)
    return layer
