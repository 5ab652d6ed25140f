"""Ticks that are drawn between printed brackets."""

import io
from collections.abc import Sequence

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractors.formats import read
from extractors.ticks import options_in

Stroke = Sequence[tuple[float, float]]
TICK: Stroke = ((0.1, 0.5), (0.35, 0.05), (0.9, 0.95))
OVER: Stroke = ((-0.3, 0.5), (0.1, 0.0), (1.2, 1.1))
CROSS: tuple[Stroke, ...] = (((0.1, 0.05), (0.9, 0.95)), ((0.1, 0.95), (0.9, 0.05)))
DOT: Stroke = ((0.48, 0.5), (0.52, 0.52))
BESIDE: Stroke = ((-2.5, 0.2), (0.3, 0.5))
RULE: Stroke = ((-20, -0.4), (60, -0.4))


def ticked(*strokes: Stroke) -> list[bool | None]:
    """What is read of two options, of which the second has *strokes* between its brackets."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for line in range(20):
        canvas.drawString(60, 400 - 14 * line, "Certificate of tax payment, as offices print it")
    for top, name in ((600, "Payment"), (580, "Others")):
        canvas.drawString(100, top, "[")
        canvas.drawString(112, top, f"] {name}")
    canvas.setLineWidth(1.4)
    for stroke in strokes:
        path = canvas.beginPath()
        for number, (x, y) in enumerate(stroke):
            (path.lineTo if number else path.moveTo)(103.5 + 8.5 * x, 579 + 9 * y)
        canvas.drawPath(path)
    canvas.save()
    (page,) = read(buffer.getvalue()).pages
    said = " ".join(word.text for word in page.words if word.box.y0 < 0.35)
    return [option.ticked for option in options_in(said)]


@pytest.mark.parametrize(
    ("strokes", "second"),
    [
        pytest.param((TICK,), True, id="a tick"),
        pytest.param((OVER,), True, id="a tick that reaches over its brackets"),
        pytest.param(CROSS, None, id="a cross may reject"),
        pytest.param((), False, id="nothing"),
        pytest.param((DOT,), False, id="dust"),
        pytest.param((BESIDE,), False, id="a stroke that only reaches in"),
        pytest.param((RULE,), False, id="a rule below"),
    ],
)
def test_what_is_drawn_between_brackets(strokes: Sequence[Stroke], second: bool | None) -> None:
    assert ticked(*strokes) == [False, second]
