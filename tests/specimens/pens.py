"""Tick boxes on a sheet, and what people do to them with a pen; the same for the same seed.

Each box comes with what a person would say of it: ticked, empty, or None where even a person
would ask (struck out, scribbled over, hardly touched).
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from specimens.fonts import font_path

WIDTH, HEIGHT = 210.0, 297.0
FACES = ("batang", "gothic", "myeongjo", "dotum", "gulim", "barun")
Points = Sequence[tuple[float, float]]
Chance = np.random.Generator


@dataclass(frozen=True)
class Drawn:
    """A box in millimetres from the top left corner, how it was treated, and what that means."""

    x: float
    y: float
    side: float
    kind: str
    ticked: bool | None


@dataclass(frozen=True)
class Pen:
    """What draws: its width in millimetres and its colour."""

    width: float
    colour: tuple[float, float, float]


INKS = ((0.05, 0.05, 0.08), (0.08, 0.12, 0.55), (0.75, 0.05, 0.1), (0.25, 0.25, 0.27))


def pen_of(chance: Chance) -> Pen:
    return Pen(float(chance.uniform(0.25, 1.1)), INKS[chance.integers(len(INKS))])


class Paper:
    """One A4 sheet under a pen."""

    def __init__(self, face: str) -> None:
        self._buffer = io.BytesIO()
        self._canvas: Any = Canvas(self._buffer, pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1)
        self.face = face
        pdfmetrics.registerFont(TTFont(face, str(font_path(face))))

    def finish(self) -> bytes:
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    def text(self, x: float, y: float, text: str, size: float = 10.5) -> float:
        """Write *text* with its baseline at *y*; return where it ends."""
        self._canvas.setFillColor(Color(0, 0, 0))
        self._canvas.setFont(self.face, size)
        self._canvas.drawString(x * mm, (HEIGHT - y) * mm, text)
        return x + float(pdfmetrics.stringWidth(text, self.face, size)) / mm

    def coloured(
        self, x: float, y: float, text: str, size: float, colour: tuple[float, float, float]
    ) -> None:
        self._canvas.setFillColor(Color(*colour))
        self._canvas.setFont(self.face, size)
        self._canvas.drawString(x * mm, (HEIGHT - y) * mm, text)

    def box(self, x: float, y: float, side: float, line: float) -> None:
        self._canvas.setStrokeColor(Color(0, 0, 0))
        self._canvas.setLineWidth(line * mm)
        self._canvas.rect(x * mm, (HEIGHT - y - side) * mm, side * mm, side * mm)

    def stroke(self, points: Points, pen: Pen, chance: Chance) -> None:
        """Draw through *points* as a hand does: bent, and pressed unevenly."""
        line = bent(points, chance)
        self._canvas.setStrokeColor(Color(*pen.colour))
        self._canvas.setLineCap(1)
        for (x0, y0), (x1, y1) in pairwise(line):
            self._canvas.setLineWidth(pen.width * float(chance.uniform(0.75, 1.1)) * mm)
            self._canvas.line(x0 * mm, (HEIGHT - y0) * mm, x1 * mm, (HEIGHT - y1) * mm)

    def fill(self, x: float, y: float, width: float, height: float) -> None:
        self._canvas.setFillColor(Color(0, 0, 0))
        self._canvas.rect(x * mm, (HEIGHT - y - height) * mm, width * mm, height * mm, fill=1)

    def ring(self, x: float, y: float, radius: float, pen: Pen) -> None:
        self._canvas.setStrokeColor(Color(*pen.colour))
        self._canvas.setLineWidth(pen.width * mm)
        self._canvas.circle(x * mm, (HEIGHT - y) * mm, radius * mm)

    def oval(
        self, x: float, y: float, width: float, height: float, pen: Pen, chance: Chance
    ) -> None:
        """Draw round a rectangle as a hand does: not quite even, its ends past each other."""
        turn = float(chance.uniform(0, 2 * np.pi))
        angles = np.linspace(0, 2 * np.pi * float(chance.uniform(1.0, 1.06)), 48)
        wave = float(chance.uniform(0, 0.035))
        grow = 1 + wave * np.sin(2 * angles + float(chance.uniform(0, 6)))
        across = x + width / 2 + width / 2 * grow * np.cos(angles + turn)
        down = y + height / 2 + height / 2 * grow * np.sin(angles + turn)
        points = list(zip(across.tolist(), down.tolist(), strict=True))
        self._canvas.setStrokeColor(Color(*pen.colour))
        self._canvas.setLineCap(1)
        self._canvas.setLineWidth(pen.width * mm)
        for (x0, y0), (x1, y1) in pairwise(points):
            self._canvas.line(x0 * mm, (HEIGHT - y0) * mm, x1 * mm, (HEIGHT - y1) * mm)


def bent(points: Points, chance: Chance) -> list[tuple[float, float]]:
    """Return a smooth line near *points*, six steps to each part."""
    given = np.array(points, float)
    reach = float(np.ptp(given, axis=0).max()) or 1.0
    given = given + chance.normal(0, 0.035 * reach, given.shape)
    line: list[tuple[float, float]] = []
    for a, b in pairwise(given):
        bow = chance.normal(0, 0.07) * np.array((-(b - a)[1], (b - a)[0]))
        for t in np.linspace(0, 1, 7):
            x, y = a + (b - a) * t + bow * 4 * t * (1 - t)
            line.append((float(x), float(y)))
    return line


Treat = Callable[[Paper, float, float, float, Chance], None]


def tick(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    grow = chance.uniform(0.8, 1.25)
    pen = pen_of(chance)
    start, low, end = (0.1, 0.5), (0.42, 0.92), (0.55 + 0.55 * grow, 0.55 - 0.75 * grow)
    paper.stroke([(x + a * s, y + b * s) for a, b in (start, low, end)], pen, chance)


def vee(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    points = ((0.08, 0.0), (0.45, 0.95), (0.95, -0.1))
    paper.stroke([(x + a * s, y + b * s) for a, b in points], pen_of(chance), chance)


def small_tick(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    pen = Pen(float(chance.uniform(0.25, 0.6)), INKS[chance.integers(len(INKS))])
    points = ((0.2, 0.5), (0.42, 0.78), (0.8, 0.2))
    paper.stroke([(x + a * s, y + b * s) for a, b in points], pen, chance)


def solid(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    paper.fill(x, y, s, s)


def cross(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    pen = pen_of(chance)
    paper.stroke([(x + 0.1 * s, y + 0.1 * s), (x + 0.9 * s, y + 0.9 * s)], pen, chance)
    paper.stroke([(x + 0.9 * s, y + 0.1 * s), (x + 0.1 * s, y + 0.9 * s)], pen, chance)


def scribble(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    points = [(x + (-0.15 if i % 2 else 1.15) * s, y + (0.05 + 0.9 * i / 8) * s) for i in range(9)]
    paper.stroke(points, pen_of(chance), chance)


def shaded(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    points = [(x + (0.15 if i % 2 else 0.85) * s, y + (0.1 + 0.8 * i / 8) * s) for i in range(9)]
    paper.stroke(points, pen_of(chance), chance)


def struck_tick(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    tick(paper, x, y, s, chance)
    pen = pen_of(chance)
    for row in range(int(chance.integers(1, 3))):
        at = y + (0.3 + 0.4 * row) * s
        paper.stroke([(x - 0.7 * s, at), (x + 1.7 * s, at)], pen, chance)


def scribbled_tick(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    tick(paper, x, y, s, chance)
    scribble(paper, x - 0.2 * s, y - 0.2 * s, 1.4 * s, chance)


def beside(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    away = float(chance.uniform(-1.5, -1.15))
    tick(paper, x + away * s, y, s * 0.85, chance)


def above(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    tick(paper, x, y - 1.1 * s, s * 0.85, chance)


def ringed(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    paper.ring(x + s / 2, y + s / 2, s * float(chance.uniform(0.75, 1.0)), pen_of(chance))


def inner_ring(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    paper.ring(x + s / 2, y + s / 2, s * 0.33, Pen(0.4, INKS[chance.integers(len(INKS))]))


def speck(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    size = float(chance.uniform(0.1, 0.3))
    paper.fill(x + s * chance.uniform(0.2, 0.7), y + s * chance.uniform(0.2, 0.7), size, size)


def pencil(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    grey = float(chance.uniform(0.6, 0.82))
    pen = Pen(float(chance.uniform(0.35, 0.6)), (grey, grey, grey))
    points = ((0.1, 0.45), (0.42, 0.9), (1.0, 0.0))
    paper.stroke([(x + a * s, y + b * s) for a, b in points], pen, chance)


def blot(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    at = x + s * chance.uniform(0.35, 0.65), y + s * chance.uniform(0.35, 0.65)
    drop = Pen(s * float(chance.uniform(0.25, 0.6)), INKS[0])
    paper.stroke([at, (at[0] + 0.1 * s, at[1] + 0.1 * s)], drop, chance)


def stamped(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    red = Pen(float(chance.uniform(0.5, 0.9)), (0.8, 0.1, 0.15))
    radius = float(chance.uniform(5, 9))
    turn = float(chance.uniform(0, 2 * np.pi))
    off = radius * float(chance.uniform(0.6, 1.05))
    middle = (x + s / 2 + off * np.cos(turn), y + s / 2 + off * np.sin(turn))
    paper.ring(float(middle[0]), float(middle[1]), radius, red)


def blue_frame(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    blue = Pen(0.6, (0.2, 0.2, 0.6))
    left, top = x + s * chance.uniform(0.2, 0.7), y + s * chance.uniform(0.2, 0.7)
    for points in (((left, top), (left + 22, top)), ((left, top), (left, top + 9))):
        paper.stroke(points, blue, chance)


def tail(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    points = ((x + 2.4 * s, y - 2.0 * s), (x + 0.3 * s, y + 0.6 * s))
    paper.stroke(points, pen_of(chance), chance)


def line_through(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    at = y + s * float(chance.uniform(0.35, 0.65))
    paper.stroke([(x - 4, at), (x + 6 * s, at)], pen_of(chance), chance)


def nothing(paper: Paper, x: float, y: float, s: float, chance: Chance) -> None:
    """Leave the box as it is."""


TREATED: dict[str, tuple[Treat, bool | None]] = {
    "tick": (tick, True),
    "vee": (vee, True),
    "small tick": (small_tick, True),
    "solid": (solid, True),
    "inner ring": (inner_ring, True),
    "pencil": (pencil, True),
    "cross": (cross, None),
    "shaded": (shaded, True),
    "scribble": (scribble, None),
    "struck tick": (struck_tick, None),
    "scribbled tick": (scribbled_tick, None),
    "beside": (beside, True),
    "above": (above, True),
    "ringed": (ringed, True),
    "speck": (speck, False),
    "blot": (blot, None),
    "stamped": (stamped, False),
    "blue frame": (blue_frame, False),
    "tail": (tail, False),
    "line through": (line_through, None),
    "nothing": (nothing, False),
}
"""Every way to treat a box, and what it means.  A cross may tick or reject."""

ROWS = 13


def boxes(kinds: Sequence[str], seed: int) -> tuple[bytes, list[Drawn]]:
    """Return a sheet with two boxes a row, treated as *kinds* say in turn, and the truth."""
    chance = np.random.default_rng(seed)
    paper = Paper(FACES[seed % len(FACES)])
    paper.text(70, 24, "개인정보 수집·이용 동의", size=15)
    left, side = float(chance.uniform(18, 30)), float(chance.uniform(2.6, 4.4))
    line, drawn = float(chance.uniform(0.15, 0.45)), []
    kind_at = iter(kinds)
    for row in range(ROWS):
        y = 40 + 18 * row + float(chance.uniform(-1.5, 1.5))
        end = paper.text(left, y, "(필수) 개인정보 수집 및 이용에")
        paper.text(left, y + 5.6, "귀하의 동의를 받고자 하오니 읽고 표시하여 주십시오.")
        for option in ("동의함", "동의하지 않음"):
            kind = next(kind_at, "nothing")
            treat, ticked = TREATED[kind]
            x, top = end + 6, y + 0.45 - side * 0.92
            paper.box(x, top, side, line)
            end = paper.text(x + side + 1.4, y, option)
            treat(paper, x, top, side, chance)
            drawn.append(Drawn(x, top, side, kind, ticked))
            end += 7
    return paper.finish(), drawn
