"""What office printers and viewers can do beyond `specimens.sheet`: frames, medals, stamps.

Nothing here knows a paper.  Lengths are millimetres from the top left corner.
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from random import Random

import pypdfium2
from PIL import Image, ImageDraw
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from specimens.fonts import picture_font, runs_of
from specimens.sheet import HEIGHT, Align, Sheet


class Page(Sheet):
    """Pages of an office print; `finish` gives the PDF, the same bytes every time.

    ``normal`` and ``small`` are the points of its Korean and of the English under it.
    """

    normal = 10.0
    small = 7.8
    _room: tuple[float, float] | None = None

    def both(self, x: float, y: float, korean: str, english: str, step: float = 3.7) -> None:
        """Write a label in two languages, one over the other."""
        self.text(x, y, korean, size=self.normal)
        self.text(x, y + step, english, size=self.small)

    def dashed(self, x: float, y: float, x2: float, y2: float, colour: str = "#999999") -> None:
        self._canvas.setDash(2, 1.5)
        self.line(x, y, x2, y2, width=0.5, colour=colour)
        self._canvas.setDash()

    def double(self, x: float, y: float, x2: float, gap: float = 0.9) -> None:
        """Rule two lines close together across the sheet."""
        self.line(x, y, x2, y, width=0.7)
        self.line(x, y + gap, x2, y + gap, width=0.7)

    def turned(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 10,
        degrees: float = 90,
        font: str = "",
    ) -> None:
        """Write *text* turned anticlockwise, beginning at (x, y)."""
        self._canvas.saveState()
        self._canvas.translate(x * mm, (HEIGHT - y) * mm)
        self._canvas.rotate(degrees)
        self._canvas.setFillColor(HexColor("#000000"))
        at = 0.0
        for name, part in runs_of(text, font or self.font):
            self._canvas.setFont(name, size)
            self._canvas.drawString(at, 0, part)
            at += self._canvas.stringWidth(part, name, size)
        self._canvas.restoreState()

    def twice(
        self, x: float, y: float, text: str, *, size: float, font: str = "", align: Align = "left"
    ) -> None:
        """Write *text* two times a hair apart, as reports do that have no bold face."""
        self.text(x, y, text, size=size, font=font, align=align)
        self.text(x + 0.18, y, text, size=size, font=font, align=align)

    def spread_between(
        self, x: float, x2: float, y: float, text: str, *, size: float, font: str = ""
    ) -> None:
        """Write the first letter at *x* and the last one up to *x2*, the others between."""
        letters = [letter for letter in text if letter != " "]
        wide = [self.measure(letter, size=size, font=font) for letter in letters]
        gap = (x2 - x - sum(wide)) / max(len(letters) - 1, 1)
        for letter, width in zip(letters, wide, strict=True):
            self.text(x, y, letter, size=size, font=font)
            x += width + gap

    def ring(
        self, x: float, y: float, radius: float, *, stroke: float = 0.7, colour: str = "#000000",
        fill: str = "",
    ) -> None:  # fmt: skip
        self._canvas.setLineWidth(stroke)
        self._canvas.setStrokeColor(HexColor(colour))
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        self._canvas.circle(
            x * mm, (HEIGHT - y) * mm, radius * mm, stroke=int(stroke > 0), fill=int(bool(fill))
        )

    def arc(self, x: float, y: float, x2: float, y2: float, *, colour: str) -> None:
        """Draw an ellipse by pen inside this box."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(1.3)
        self._canvas.ellipse(x * mm, (HEIGHT - y2) * mm, x2 * mm, (HEIGHT - y) * mm)

    def shape(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        path = self._canvas.beginPath()
        path.moveTo(points[0][0] * mm, (HEIGHT - points[0][1]) * mm)
        for x, y in points[1:]:
            path.lineTo(x * mm, (HEIGHT - y) * mm)
        path.close()
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def rounded(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(1.6)
        self._canvas.roundRect(
            x * mm, (HEIGHT - y - height) * mm, width * mm, height * mm, 2 * mm, fill=0
        )

    @contextmanager
    def within(
        self, x: float, y: float, width: float, height: float, *, move: tuple[float, float] = (0, 0)
    ) -> Iterator[None]:
        """Show what is drawn meanwhile only inside this box, moved by *move*.

        A letter that would lie outside is not written at all, as browsers print.
        """
        self._canvas.saveState()
        path = self._canvas.beginPath()
        path.rect(x * mm, (HEIGHT - y - height) * mm, width * mm, height * mm)
        self._canvas.clipPath(path, stroke=0, fill=0)
        self._canvas.translate(move[0] * mm, -move[1] * mm)
        self._room = x + width - move[0], y + height - move[1]
        yield
        self._room = None
        self._canvas.restoreState()

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
        """Write one line as far as there is room for it; return its width in millimetres."""
        if self._room is not None:
            wide = self.measure(text, size=size, font=font)
            x, align = x - {"left": 0, "center": wide / 2, "right": wide}[align], "left"
            right, bottom = self._room
            while text and x + self.measure(text[:-1], size=size, font=font) > right:
                text = text[:-1]
            if y > bottom:
                return 0.0
        return super().text(
            x, y, text, size=size, font=font, align=align, spacing=spacing, colour=colour
        )

    def pale(self, x: float, y: float, text: str, *, size: float, grey: float) -> None:
        """Write very pale letters, as a preview's word across the sheet."""
        self._canvas.setFillColor(Color(grey, grey, grey))
        for name, part in runs_of(text, self.font):
            self._canvas.setFont(name, size)
            self._canvas.drawString(x * mm, (HEIGHT - y) * mm, part)

    def noise(self, x: float, y: float, width: float, height: float, seed: str) -> None:
        """Put a dense grey code block, as those that are read aloud by telephone."""
        across, down = int(width * 6.5), int(height * 6.5)
        grains = Image.frombytes("L", (across, down), Random(seed).randbytes(across * down))
        image = grains.point(lambda grain: 0 if grain < 118 else 255)
        larger = image.resize((across * 2, down * 2), Image.Resampling.NEAREST)
        self.picture(x, y, width, height, larger)

    def foot_codes(
        self, y: float, chance: Random, *, left: float, right: float, high: float
    ) -> None:
        wide = (right - left - 4) / 3
        for number in range(3):
            x = left + number * (wide + 2)
            self.box(x, y, wide, high, stroke=0.4, colour="#888888")
            self.noise(x + 0.4, y + 0.4, wide - 0.8, high - 0.8, f"{chance.random()}")

    def waves(self, top: float, bottom: float, left: float, right: float, colour: str) -> None:
        """Rule pale wavy lines from *top* to *bottom*."""
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(0.8)
        y = top
        while y < bottom:
            path = self._canvas.beginPath()
            for step in range(60):
                x = left + (right - left) * step / 59
                high = y + 1.1 * math.sin(step * 0.75 + y)
                (path.lineTo if step else path.moveTo)(x * mm, (HEIGHT - high) * mm)
            self._canvas.drawPath(path)
            y += 5.6

    def round_mark(self, x: float, y: float, radius: float, colour: str, word: str) -> None:
        """A pale round mark with three holes and letters around, behind the print."""
        self.ring(x, y, radius, stroke=2.5, colour=colour)
        self.ring(x, y, radius * 0.75, stroke=0, fill=colour)
        for turn in range(3):
            angle = math.pi / 2 + turn * 2 * math.pi / 3
            hole = radius * 0.22
            self.ring(
                x + radius * 0.36 * math.cos(angle), y - radius * 0.36 * math.sin(angle), hole,
                stroke=0, fill="#ffffff",
            )  # fmt: skip
        side = radius * 0.3
        for number, letter in enumerate(word):
            angle = math.pi * (0.15 + 0.7 * number / max(len(word) - 1, 1))
            at = x - radius * 0.86 * math.cos(angle), y + radius * 0.86 * math.sin(angle)
            image = letter_picture(letter, colour)
            self.picture(at[0] - side / 2, at[1] - side / 2, side, side, image)

    def tick(self, x: float, y: float, size: float = 2.6) -> None:
        """A printed tick of two strokes whose foot is at (x, y): drawn, no letter."""
        self.line(x - size * 0.35, y - size * 0.35, x, y, width=1.6)
        self.line(x, y, x + size * 0.6, y - size * 0.9, width=1.6)


@lru_cache(maxsize=64)
def letter_picture(letter: str, colour: str) -> Image.Image:
    """Return one letter as a picture: a mark behind the print is none of its text."""
    image = Image.new("RGBA", (120, 120), (255, 255, 255, 0))
    face = picture_font("gothic-bold", 110)
    ImageDraw.Draw(image).text((60, 60), letter, font=face, fill=colour, anchor="mm")
    return image


@lru_cache(maxsize=16)
def fret(colour: tuple[int, int, int], scale: int, cell: int) -> Image.Image:
    """Return the frame of a confirmation as one picture: a row of small frets all around.

    *scale* is pixels a millimetre, *cell* the millimetres of one fret.
    """
    wide, high = 196 * scale, 271 * scale
    image = Image.new("RGBA", (wide, high), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    ink, line, side = (*colour, 255), max(scale // 3, 1), cell * scale

    def knot(x: int, y: int) -> None:
        small = int(side * 0.7)
        way = [(x, y + side), (x, y), (x + small, y), (x + small, y + small)]
        way += [(x + small // 3, y + small), (x + small // 3, y + small // 3)]
        way += [(x + small * 2 // 3, y + small // 3), (x + small * 2 // 3, y + small * 2 // 3)]
        draw.line(way, fill=ink, width=line)

    for x in range(14 * scale, wide - 16 * scale, side):
        knot(x, 0)
        knot(x, high - side)
    for y in range(14 * scale, high - 16 * scale, side):
        knot(0, y)
        knot(wide - side, y)
    corner = _corner(scale, ink)
    for turn, at in enumerate(
        ((0, 0), (0, high - corner.height), (wide - corner.width, high - corner.height),
         (wide - corner.width, 0))
    ):  # fmt: skip
        image.paste(corner.rotate(90 * turn), at)
    return image


def _corner(scale: int, ink: tuple[int, int, int, int]) -> Image.Image:
    """Three bars around a corner, and three small squares inside them."""
    image = Image.new("RGBA", (13 * scale, 13 * scale), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    for bar in range(3):
        at = bar * scale
        draw.line(
            [(at, 13 * scale), (at, at), (13 * scale, at)], fill=ink, width=max(scale // 2, 1)
        )
    for x, y in ((3.5, 3.5), (7.8, 3.5), (3.5, 7.8)):
        box = [int(part * scale) for part in (x, y, x + 3.5, y + 3.5)]
        draw.rectangle(box, outline=ink, width=max(scale // 4, 1))
    return image


def named_seal(
    name: str, font: str, *, size: float, seal: Image.Image, over: float, high: float = 32
) -> Image.Image:
    """Return an issuer and its seal as one picture, the seal over the last letters.

    *size* is the type in points, *over* the share of the name that lies left of the seal.
    """
    scale = 8
    face = picture_font(font, int(size / mm * scale))
    image = Image.new("RGBA", (92 * scale, int(high * scale)), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    draw.text((2 * scale, high * scale / 2), name, font=face, fill=(20, 20, 20, 255), anchor="lm")
    side = int(high * scale * 0.9)
    at = int(2 * scale + face.getlength(name) * over)
    stamp = seal.resize((side, side), Image.Resampling.LANCZOS)
    image.alpha_composite(stamp, (min(at, 92 * scale - side), int(high * scale * 0.05)))
    return image


@lru_cache(maxsize=64)
def maze_seal(seed: str, colour: tuple[int, int, int]) -> Image.Image:
    """Return a square seal in old letters that nobody reads."""
    chance = Random(seed)
    edge = 240
    image = Image.new("RGBA", (edge, edge), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    ink = (*colour, 225)
    draw.rounded_rectangle((6, 6, edge - 7, edge - 7), 10, outline=ink, width=11)
    columns, rows = chance.choice(((3, 4), (4, 3), (3, 3)))
    wide, high = (edge - 46) / columns, (edge - 46) / rows
    for column in range(columns):
        for row in range(rows):
            x, y = 24 + column * wide, 24 + row * high
            for _ in range(4):
                x1, y1 = x + chance.random() * wide * 0.5, y + chance.choice((0.1, 0.4, 0.7)) * high
                draw.line((x1, y1, x1 + wide * 0.45, y1), fill=ink, width=8)
                x2, y2 = x + chance.choice((0.15, 0.5, 0.8)) * wide, y + chance.random() * high / 2
                draw.line((x2, y2, x2, y2 + high * 0.4), fill=ink, width=8)
    return image


def as_pictures(data: bytes, dpi: int) -> bytes:
    """Return a PDF whose sheets are pictures of those of *data*: prints without a text layer."""
    document = pypdfium2.PdfDocument(data)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    try:
        for page in document:
            width, height = page.get_size()
            image = page.render(scale=dpi / 72).to_pil().convert("RGB")
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(image), 0, 0, width, height)
            canvas.showPage()
    finally:
        document.close()
    canvas.save()
    return buffer.getvalue()
