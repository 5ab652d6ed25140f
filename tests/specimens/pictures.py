"""Pictures on official papers: seals and 2-D codes."""

import math
import random
from functools import lru_cache

from PIL import Image, ImageDraw

from specimens.fonts import picture_font


@lru_cache
def seal_picture(text: str, round_: bool = False) -> Image.Image:
    """Return a red seal with *text* in columns of up to four letters, right to left."""
    edge = 220
    image = Image.new("RGBA", (edge, edge), (255, 255, 255, 0))
    draw = ImageDraw.Draw(image)
    red = (200, 30, 30, 215)
    frame = (6, 6, edge - 7, edge - 7)
    if round_:
        draw.ellipse(frame, outline=red, width=8)
    else:
        draw.rectangle(frame, outline=red, width=9)
    per_column = max(1, math.ceil(math.sqrt(len(text))))
    columns = [text[i : i + per_column] for i in range(0, len(text), per_column)]
    inner = edge * (0.66 if round_ else 0.84)
    step_x, step_y = inner / len(columns), inner / per_column
    font = picture_font("gungseo", int(min(step_x, step_y) * 0.95))
    for column, letters in enumerate(columns):
        for row, letter in enumerate(letters):
            centre = (
                edge / 2 + inner / 2 - step_x * (column + 0.5),
                edge / 2 - inner / 2 + step_y * (row + 0.5),
            )
            draw.text(centre, letter, font=font, fill=red, anchor="mm")
    return image


@lru_cache
def code_picture(seed: str, columns: int, rows: int, *, finders: bool) -> Image.Image:
    """Return black and white modules drawn by *seed*, with QR corners if *finders*."""
    chance = random.Random(seed)
    image = Image.new("L", (columns, rows), 255)
    image.putdata([chance.choice((0, 255)) for _ in range(columns * rows)])
    if finders:
        draw = ImageDraw.Draw(image)
        for x, y in ((0, 0), (columns - 7, 0), (0, rows - 7)):
            draw.rectangle((x - 1, y - 1, x + 7, y + 7), fill=255)
            draw.rectangle((x, y, x + 6, y + 6), outline=0)
            draw.rectangle((x + 2, y + 2, x + 4, y + 4), fill=0)
    return image.resize((columns * 6, rows * 6), Image.Resampling.NEAREST)
