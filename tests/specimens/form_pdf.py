"""Writes a form as a text PDF, as a word processor prints it."""

from collections.abc import Sequence

from specimens.form_blocks import (
    Block,
    Choice,
    Entry,
    Grid,
    Mark,
    PageBreak,
    Text,
    mark_picture,
    mark_size,
    placed,
    tick,
)
from specimens.sheet import Sheet

LEFT, WIDTH, TOP, BOTTOM = 18.0, 174.0, 22.0, 282.0
FONT, BOLD = "batang", "batang-bold"
LINE = 0.53
"""Millimetres of line height for a point of type."""


def write(blocks: Sequence[Block], title: str) -> bytes:
    sheet = Sheet(font=FONT, producer="Hancom PDF 1.3.0.542")
    y = TOP
    for block in blocks:
        if isinstance(block, PageBreak):
            sheet.next_page()
            y = TOP
        elif isinstance(block, Grid):
            y = _grid(sheet, y, block)
        elif isinstance(block, Choice):
            y = _choice(sheet, y + 2, block) + 3
        else:
            y = _text(sheet, y, block)
    return sheet.finish()


def _text(sheet: Sheet, y: float, block: Text) -> float:
    font = BOLD if block.bold else FONT
    below = sheet.paragraph(
        LEFT,
        y + block.size * 0.32,
        WIDTH,
        block.text,
        size=block.size,
        font=font,
        align=block.align,
        leading=1.5,
    )
    if block.mark:
        width = sheet.measure(block.text, size=block.size, font=font)
        end = {"left": LEFT + width, "center": LEFT + (WIDTH + width) / 2, "right": LEFT + WIDTH}
        _press(sheet, block.mark, end[block.align] - 5, y + 1.5)
    return below - block.size * 0.32 + block.space


def _press(sheet: Sheet, mark: Mark, x: float, y: float) -> None:
    width, height = mark_size(mark)
    sheet.picture(x - width / 2, y - height / 2, width, height, mark_picture(mark))


def _grid(sheet: Sheet, y: float, grid: Grid) -> float:
    scale = WIDTH / sum(grid.widths)
    widths = [width * scale for width in grid.widths]
    cells = placed(grid)
    size = 9.5
    heights = [grid.minimum if row else min(grid.minimum, 9) for row in range(len(grid.rows))]
    for row, column, entry in cells:
        if entry.rows == 1:
            width = sum(widths[column : column + entry.columns])
            heights[row] = max(heights[row], _height(sheet, entry, width, size))
    for row, column, entry in cells:
        left = LEFT + sum(widths[:column])
        top = y + sum(heights[:row])
        width = sum(widths[column : column + entry.columns])
        height = sum(heights[row : row + entry.rows])
        sheet.cell(
            left,
            top,
            width,
            height,
            entry.text,
            size=size,
            font=FONT,
            align=entry.align,
            fill="#eef0f3" if entry.head else "",
        )
        if entry.mark:
            _press(sheet, entry.mark, left + width - 10, top + height / 2)
    return y + sum(heights) + 3


def _height(sheet: Sheet, entry: Entry, width: float, size: float) -> float:
    lines = sum(
        max(1, -int(-sheet.measure(part, size=size) * 1.04 // (width - 3)))
        for part in entry.text.split("\n")
    )
    return lines * size * LINE * 0.92 + 3


def _choice(sheet: Sheet, y: float, choice: Choice) -> float:
    size = 10.5
    if choice.shape == "cells":
        width = WIDTH / 4
        sheet.cell(LEFT, y, width * 2, 9, choice.lead, size=size, align="left")
        for number, option in enumerate(choice.options):
            x = LEFT + width * (2 + number)
            sheet.box(x, y, width, 9)
            _option(sheet, x + 8, y + 5.8, option, choice)
        return y + 9
    baseline = y + 3.5
    if choice.style == "control":
        return _fields(sheet, baseline, choice)
    x = LEFT + sheet.text(LEFT, baseline, choice.lead + "     ", size=size)
    for option in choice.options:
        x += _option(sheet, x, baseline, option, choice) + 9
    return baseline + 3


def _option(
    sheet: Sheet, x: float, baseline: float, option: tuple[str, bool], choice: Choice
) -> float:
    """Write an option; what is ticked by hand or typed over goes upon its empty box."""
    label, ticked = option
    style = "ballot" if choice.style == "symbol-font" else choice.style
    over = style in ("drawn", "overtyped")
    shape = "before" if choice.shape == "cells" else choice.shape
    width = sheet.text(x, baseline, tick((label, ticked and not over), style, shape), size=10.5)
    if ticked and over:
        before = sheet.measure(label + " ", size=10.5) if shape == "after" else 0
        if style == "drawn":
            sheet.stroke_tick(x + before + 0.3, baseline - 0.3)
        else:
            sheet.text(x + before + 0.6, baseline, "V", size=11, font="gothic-bold")
    return width


def _fields(sheet: Sheet, baseline: float, choice: Choice) -> float:
    """Form fields in place of letters: the tick is the field's value."""
    x = LEFT + sheet.text(LEFT, baseline, choice.lead + "     ", size=10.5)
    for number, (label, ticked) in enumerate(choice.options):
        sheet.check_box(x, baseline, f"{choice.name}-{number}", ticked)
        x += 6 + sheet.text(x + 6, baseline, label, size=10.5) + 9
    return baseline + 3
