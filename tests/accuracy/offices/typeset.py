"""Prints a form as a word processor does, each time with other margins, type and rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

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

from accuracy.offices.page import Page

TOP, BOTTOM = 20.0, 285.0


@dataclass(frozen=True)
class Setting:
    """How one office has set its form: lengths in millimetres, type in points."""

    left: float
    size: float
    shade: str
    rule: float
    frame: float
    lead: float
    """Line height as a multiple of the type's size."""
    ringed: bool
    """A ring by pen around the chosen words in place of a tick."""

    @property
    def width(self) -> float:
        return 210 - 2 * self.left


def draw_setting(chance: Random) -> Setting:
    return Setting(
        left=chance.uniform(15, 24),
        size=chance.uniform(9.2, 11),
        shade=chance.choice(("", "", "#e6e6e6", "#dfe8f4", "#fff6d8", "#eaf3e4")),
        rule=chance.uniform(0.3, 0.8),
        frame=chance.choice((0.0, 1.2, 1.6)),
        lead=chance.uniform(1.3, 1.5),
        ringed=chance.random() < 0.3,
    )


def write(blocks: Sequence[Block], chance: Random) -> bytes:
    """Return the PDF of *blocks*; choices in style ``drawn`` are marked by pen."""
    setting = draw_setting(chance)
    page = Page(font="batang", producer="Hancom PDF 1.3.0.546")
    y = TOP
    for block in blocks:
        if isinstance(block, PageBreak):
            page.next_page()
            y = TOP
        elif isinstance(block, Grid):
            y = _grid(page, y, block, setting)
        elif isinstance(block, Choice):
            y = _choice(page, y, block, setting, chance)
        else:
            y = _text(page, y, block, setting)
    assert y < BOTTOM + 5, f"the form runs over its sheet: {y}"
    return page.finish()


def _text(page: Page, y: float, block: Text, setting: Setting) -> float:
    font = "batang-bold" if block.bold else "batang"
    high = block.size * 0.353
    below = page.paragraph(
        setting.left, y + high, setting.width, block.text,
        size=block.size, font=font, align=block.align, leading=setting.lead,
    )  # fmt: skip
    if block.mark:
        width = page.measure(block.text, size=block.size, font=font)
        ends = {
            "left": setting.left + width,
            "center": 105 + width / 2,
            "right": setting.left + setting.width,
        }
        _press(page, block.mark, ends[block.align] - 4, y + 1.5)
    return below - high + block.space


def _press(page: Page, mark: Mark, x: float, y: float) -> None:
    width, height = mark_size(mark)
    page.picture(x - width / 2, y - height / 2, width, height, mark_picture(mark))


def _grid(page: Page, y: float, grid: Grid, setting: Setting) -> float:
    scale = setting.width / sum(grid.widths)
    widths = [width * scale for width in grid.widths]
    cells = placed(grid)
    heights = [float(grid.minimum)] * len(grid.rows)
    for row, column, entry in cells:
        if entry.rows == 1:
            width = sum(widths[column : column + entry.columns])
            heights[row] = max(heights[row], _height(page, entry, width, setting))
    for row, column, entry in cells:
        x, top = setting.left + sum(widths[:column]), y + sum(heights[:row])
        width = sum(widths[column : column + entry.columns])
        height = sum(heights[row : row + entry.rows])
        fill = setting.shade if entry.head else ""
        page.box(x, top, width, height, fill=fill, stroke=setting.rule)
        page.cell(
            x, top, width, height, entry.text, size=setting.size,
            font="batang-bold" if entry.head and setting.frame else "batang",
            align=entry.align, border=False, pad=2,
        )  # fmt: skip
        if entry.mark:
            _press(page, entry.mark, x + width - 10, top + height / 2)
    if setting.frame:
        page.box(setting.left, y, setting.width, sum(heights), stroke=setting.frame)
    return y + sum(heights) + 3


def _height(page: Page, entry: Entry, width: float, setting: Setting) -> float:
    lines = sum(
        max(1, -int(-page.measure(part, size=setting.size) * 1.05 // (width - 4)))
        for part in entry.text.split("\n")
    )
    return lines * setting.size * 0.47 + 3.2


def _choice(page: Page, y: float, choice: Choice, setting: Setting, chance: Random) -> float:
    size = 10.5
    if choice.shape == "cells":
        wide = setting.width / 4
        page.cell(setting.left, y, wide * 2, 9, choice.lead, size=size, align="left")
        for number, option in enumerate(choice.options):
            x = setting.left + wide * (2 + number)
            page.box(x, y, wide, 9)
            _option(page, x + 6, y + 5.8, option, choice, setting, chance)
        return y + 12
    x = setting.left + page.text(setting.left, y + 4, choice.lead + "     ", size=size)
    for option in choice.options:
        x += _option(page, x, y + 4, option, choice, setting, chance) + 9
    return y + 9


def _option(
    page: Page, x: float, y: float, option: tuple[str, bool], choice: Choice, setting: Setting,
    chance: Random,
) -> float:  # fmt: skip
    """Write an option with its mark; what a pen did lies over the empty print."""
    label, chosen = option
    by_pen = choice.style in ("drawn", "overtyped")
    shape = "before" if choice.shape == "cells" else choice.shape
    text = tick((label, chosen and not by_pen), choice.style, shape)
    width = page.text(x, y, text, size=10.5)
    if not (chosen and by_pen):
        return width
    at = x + (page.measure(label + " ", size=10.5) if shape == "after" else 0)
    if choice.style == "overtyped":
        page.text(at + 0.6, y, "V", size=11, font="gothic-bold")
    elif setting.ringed:
        _ring_by_pen(page, x - 1.5, y - 5, width + 3, 7.5, chance)
    else:
        page.stroke_tick(at + 0.3, y - 0.3, chance.uniform(3.4, 5))
    return width


def _ring_by_pen(
    page: Page, x: float, y: float, width: float, height: float, chance: Random
) -> None:
    wobble = chance.uniform(-0.6, 0.6)
    page.arc(x, y + wobble, x + width, y + height - wobble, colour="#1a237e")
