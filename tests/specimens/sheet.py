"""A sheet to draw on: millimetres from the top left corner, embedded Korean fonts.

Nothing here knows a paper; it offers what issuers' printers can do: cells, letter-spaced
labels, backgrounds, code pictures and seals.
"""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from specimens.fonts import runs_of, width_of, wrap
from specimens.pictures import code_picture, seal_picture

Align = Literal["left", "center", "right"]
WIDTH, HEIGHT = A4[0] / mm, A4[1] / mm


def apart(text: str, gap: str = " ") -> str:
    """Return *text* letter-spaced with blanks, as old forms set their labels."""
    return gap.join(text)


@dataclass(frozen=True)
class Cell:
    """A table cell: ``columns`` wide, with its label above the value if ``label`` is set."""

    text: str
    columns: int = 1
    label: str = ""
    align: Align = "center"
    bold: bool = False
    fill: str = ""
    size: float = 0
    font: str = ""


class Sheet:
    """Pages under construction; `finish` gives the PDF, the same bytes every time."""

    def __init__(self, *, font: str = "gothic", producer: str = "", password: str = "") -> None:
        self.font = font
        self._buffer = io.BytesIO()
        encryption = (
            StandardEncryption(password, ownerPassword=password + "-owner", strength=128)
            if password
            else None
        )
        self._canvas: Any = Canvas(
            self._buffer, pagesize=A4, invariant=1, pageCompression=1, encrypt=encryption
        )
        self._canvas.setProducer(producer or "Print Driver 3.1")
        self._canvas.setCreator(producer or "Print Driver 3.1")

    def finish(self) -> bytes:
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def next_page(self) -> None:
        self._canvas.showPage()

    # -- text ---------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        font: str = "",
        align: Align = "left",
        spacing: float = 0,
        colour: str = "#000000",
    ) -> float:
        """Write one line with its baseline at *y*; return its width in millimetres."""
        runs = runs_of(text, font or self.font)
        width: float = width_of(runs, size, spacing) / mm
        at = x - {"left": 0, "center": width / 2, "right": width}[align]
        line = self._canvas.beginText(at * mm, (HEIGHT - y) * mm)
        line.setFillColor(HexColor(colour))
        line.setCharSpace(spacing)
        for name, part in runs:
            line.setFont(name, size)
            line.textOut(part)
        self._canvas.drawText(line)
        return width

    def spread(
        self, x: float, y: float, width: float, text: str, *, size: float = 10, font: str = ""
    ) -> None:
        """Write every letter as a piece of its own, evenly over *width*: Hometax labels."""
        letters = [letter for letter in text if letter != " "]
        step = width / max(len(letters), 1)
        for index, letter in enumerate(letters):
            self.text(x + step * (index + 0.5), y, letter, size=size, font=font, align="center")

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float = 10,
        font: str = "",
        leading: float = 1.5,
        align: Align = "left",
        indent: float = 0,
    ) -> float:
        """Write *text* broken into lines; return the baseline of the line after it."""
        step = size * leading / mm
        for number, line in enumerate(wrap(text, font or self.font, size, width, indent)):
            at = {"left": x, "center": x + width / 2, "right": x + width}[align]
            at += indent if number == 0 and align == "left" else 0
            self.text(at, y, line, size=size, font=font, align=align)
            y += step
        return y

    def measure(self, text: str, *, size: float, font: str = "") -> float:
        width: float = width_of(runs_of(text, font or self.font), size) / mm
        return width

    # -- cells --------------------------------------------------------------------------

    def cell(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        text: str = "",
        *,
        size: float = 10,
        font: str = "",
        align: Align = "center",
        label: str = "",
        label_size: float = 8,
        fill: str = "",
        border: bool = True,
        pad: float = 1.5,
    ) -> None:
        """Draw a framed cell; *label* stands small at its top, the text below or centred."""
        if fill or border:
            self.box(x, y, width, height, fill=fill, border=border)
        top = 0.0
        if label:
            self.text(x + pad, y + label_size * 0.45, label, size=label_size, font=font)
            top = label_size * 0.42
        size, rows = self._fit(text, font or self.font, size, width - 2 * pad, height - top)
        step = size * 1.3 / mm
        first = y + top + (height - top - step * len(rows)) / 2 + step * 0.75
        at = {"left": x + pad, "center": x + width / 2, "right": x + width - pad}[align]
        for number, row in enumerate(rows):
            self.text(at, first + step * number, row, size=size, font=font, align=align)

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[Cell | str]],
        *,
        height: float = 8,
        size: float = 9,
        font: str = "",
        bold_font: str = "",
        fill: str = "",
        align: Align = "center",
    ) -> float:
        """Draw *rows* of equal height; a string is an ordinary cell.  Return the lower edge.

        The first row is shaded with *fill*.
        """
        for number, row in enumerate(rows):
            column, left = 0, x
            for entry in row:
                cell = entry if isinstance(entry, Cell) else Cell(entry, align=align)
                width = sum(widths[column : column + cell.columns])
                self.cell(
                    left,
                    y,
                    width,
                    height,
                    cell.text,
                    size=cell.size or size,
                    font=(bold_font if cell.bold else cell.font) or font,
                    align=cell.align,
                    label=cell.label,
                    fill=cell.fill or (fill if number == 0 else ""),
                )
                column, left = column + cell.columns, left + width
            y += height
        return y

    def _fit(
        self, text: str, font: str, size: float, width: float, height: float
    ) -> tuple[float, list[str]]:
        while True:
            rows = wrap(text, font, size, width, 0)
            if len(rows) * size * 1.3 / mm <= height + 0.5 or size < 5:
                return size, rows
            size -= 0.5

    # -- ink ----------------------------------------------------------------------------

    def line(
        self, x: float, y: float, x2: float, y2: float, *, width: float = 0.5, colour: str = "#000"
    ) -> None:
        self._canvas.setStrokeColor(HexColor(_long(colour)))
        self._canvas.setLineWidth(width)
        self._canvas.line(x * mm, (HEIGHT - y) * mm, x2 * mm, (HEIGHT - y2) * mm)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        border: bool = True,
        stroke: float = 0.5,
        colour: str = "#000",
    ) -> None:
        self._canvas.setStrokeColor(HexColor(_long(colour)))
        self._canvas.setLineWidth(stroke)
        if fill:
            self._canvas.setFillColor(HexColor(_long(fill)))
        self._canvas.rect(
            x * mm,
            (HEIGHT - y - height) * mm,
            width * mm,
            height * mm,
            stroke=int(border),
            fill=int(bool(fill)),
        )

    def picture(self, x: float, y: float, width: float, height: float, image: Image.Image) -> None:
        self._canvas.drawImage(
            ImageReader(image),
            x * mm,
            (HEIGHT - y - height) * mm,
            width * mm,
            height * mm,
            mask="auto" if image.mode == "RGBA" else None,
        )

    def seal(
        self, x: float, y: float, text: str, *, size: float = 18, round_: bool = False
    ) -> None:
        """Press a red seal centred at (x, y)."""
        image = seal_picture(text, round_)
        self.picture(x - size / 2, y - size / 2, size, size, image)

    def code(self, x: float, y: float, size: float, seed: str) -> None:
        """Put a square 2-D code picture; it encodes nothing."""
        self.picture(x, y, size, size, code_picture(seed, 33, 33, finders=True))

    def bar_code(self, x: float, y: float, width: float, height: float, seed: str) -> None:
        """Put a stacked bar code picture, as at the foot of government prints."""
        self.picture(x, y, width, height, code_picture(seed, 150, 12, finders=False))

    def guilloche(self, *, colour: tuple[float, float, float] = (0.86, 0.91, 0.95)) -> None:
        """Cover the page with a pale wave pattern, below whatever comes next."""
        self._canvas.setStrokeColor(Color(*colour))
        self._canvas.setLineWidth(0.3)
        for row in range(34):
            path = self._canvas.beginPath()
            base = row * HEIGHT / 33
            for step in range(0, 85):
                x = step * WIDTH / 84
                y = base + 6 * math.sin(step / 5 + row / 2) + 2 * math.sin(step / 2.1)
                (path.lineTo if step else path.moveTo)(x * mm, y * mm)
            self._canvas.drawPath(path)

    def emblem(self, x: float, y: float, size: float, *, colour: str = "#dfe8f0") -> None:
        """A pale round emblem in the background, in place of the government's."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(2.2)
        for turn in range(12):
            angle = turn * math.pi / 6
            self._canvas.circle(
                (x + size * 0.2 * math.cos(angle)) * mm,
                (HEIGHT - y + size * 0.2 * math.sin(angle)) * mm,
                size * 0.3 * mm,
            )

    def check_box(self, x: float, y: float, name: str, ticked: bool) -> None:
        """Put a form field to tick with its lower left corner at (x, y)."""
        self._canvas.acroForm.checkbox(
            name=name, checked=ticked, x=x * mm, y=(HEIGHT - y) * mm, size=11, buttonStyle="check"
        )

    def stroke_tick(self, x: float, y: float, size: float = 4) -> None:
        """Draw a tick by hand over a box whose lower left corner is (x, y)."""
        self.line(x, y - size * 0.5, x + size * 0.4, y, width=1.4, colour="#1a237e")
        self.line(x + size * 0.4, y, x + size * 1.1, y - size * 1.2, width=1.4, colour="#1a237e")


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * letter for letter in colour[1:])
