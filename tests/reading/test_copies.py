"""Sheets that were copied in one bit a pixel, as faxes and office copiers send them."""

import time

import numpy as np
from PIL import Image, ImageDraw
from specimens.fonts import picture_font

from extractors.formats.scans.straightening import straighten

DPI, MILLIMETRE = 150, 150 / 25.4
TINT, NOISE = 250, 14  # grey levels of paper that is not quite white, and how much they vary


def tinted_copy() -> Image.Image:
    """Draw a page of text whose paper a copier has turned into dots."""
    width, height = int(210 * MILLIMETRE), int(297 * MILLIMETRE)
    sheet = Image.new("L", (width, height), TINT)
    pen = ImageDraw.Draw(sheet)
    letters = picture_font("batang", int(4.3 * MILLIMETRE))
    for row in range(28):
        text = f"제{row + 1}조 담당자는 신청서와 증명서를 확인한 뒤 접수 대장에 적습니다."
        pen.text((21 * MILLIMETRE, (30 + 8.3 * row) * MILLIMETRE), text, font=letters, fill=0)
    levels = np.asarray(sheet) + np.random.default_rng(0).normal(0, NOISE, (height, width))
    return Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).convert("1").convert("RGB")


def test_the_dots_of_a_copied_tint_neither_delay_a_sheet_nor_hide_which_way_is_up() -> None:
    copy = tinted_copy()

    began = time.process_time()
    turned = [straighten(copy.rotate(90 * turn)).turned for turn in (0, 2)]

    assert turned == [0, 2]
    assert time.process_time() - began < 20  # it was twice that when dots were joined to lines
