"""Turns papers into pictures: flat-bed scans, faxes and photographs of a telephone.

Everything random comes from the seed, so a scan is the same every time.
"""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw

from specimens.fonts import picture_font
from specimens.sheet import Sheet

Turn = Literal[0, 90, 180, 270]
PictureFormat = Literal["pdf", "jpeg", "png", "tiff"]
WRITTEN_AT = time.gmtime(1746163800)
ORIENTATION = 0x0112


@dataclass(frozen=True)
class Scan:
    """How a paper was taken.

    ``skew`` in degrees against the clock, ``turn`` the way the paper lay, ``noise`` the
    standard deviation in grey levels, ``blur`` the radius in pixels, ``quality`` of JPEG.
    ``stamp`` is a text stamped on the first page, such as 사본.  ``phone`` adds perspective,
    uneven light and a desk around the paper; ``fax`` leaves one bit a pixel.  ``sideways`` stores a
    JPEG lying on its side with a mark (EXIF orientation) to show it upright, as telephones do.
    """

    dpi: int = 300
    colour: bool = False
    skew: float = 0
    turn: Turn = 0
    noise: float = 0
    blur: float = 0
    quality: int = 80
    fax: bool = False
    phone: bool = False
    sideways: bool = False
    stamp: str = ""


CLEAN = Scan(dpi=300, skew=0.4, noise=3)
OFFICE = Scan(dpi=200, skew=-0.7, noise=5, blur=0.4, quality=70)
POOR = Scan(dpi=150, skew=1.8, noise=12, blur=0.8, quality=45)
FAX = Scan(dpi=200, skew=0.6, noise=10, fax=True)
PHONE = Scan(dpi=200, colour=True, skew=1.2, noise=4, blur=0.6, quality=82, phone=True)


def scan(
    papers: Sequence[bytes], how: Scan = CLEAN, *, seed: int = 0, as_format: PictureFormat = "pdf"
) -> bytes:
    """Return all pages of the PDF *papers* as one file of pictures without a text layer.

    JPEG and PNG hold the first page only.
    """
    pages = photograph(papers, how, seed=seed)
    return save(pages, how, as_format=as_format)


def blank_sheet() -> bytes:
    """Return an empty page: the back of a sheet in a scan of both sides."""
    return Sheet().finish()


def photograph(papers: Sequence[bytes], how: Scan, *, seed: int = 0) -> list[Image.Image]:
    """Return a picture of every page of the PDF *papers*."""
    sheets = [sheet for paper in papers for sheet in render(paper, how.dpi, colour=how.colour)]
    return [_take(sheet, how, seed * 1000 + number) for number, sheet in enumerate(sheets)]


def render(paper: bytes, dpi: int, *, colour: bool = False) -> list[Image.Image]:
    """Return the pages of a PDF as they look, form fields and notes included."""
    document = pypdfium2.PdfDocument(paper)
    try:
        document.init_forms()
        return [
            page.render(scale=dpi / 72, grayscale=not colour, may_draw_forms=True).to_pil()
            for page in document
        ]
    finally:
        document.close()


def save(pages: Sequence[Image.Image], how: Scan, *, as_format: PictureFormat = "pdf") -> bytes:
    buffer = io.BytesIO()
    first, rest = pages[0], list(pages[1:])
    if as_format == "pdf":
        first.save(
            buffer,
            "PDF",
            save_all=True,
            append_images=rest,
            resolution=how.dpi,
            **({} if how.fax else {"quality": how.quality}),
            creationDate=WRITTEN_AT,
            modDate=WRITTEN_AT,
            producer="Scan Station 2.4",
        )
    elif as_format == "tiff":
        first.save(
            buffer,
            "TIFF",
            save_all=True,
            append_images=rest,
            dpi=(how.dpi, how.dpi),
            compression="group4" if how.fax else "tiff_lzw",
        )
    elif as_format == "png":
        first.save(buffer, "PNG", dpi=(how.dpi, how.dpi))
    else:
        exif = Image.Exif()
        if how.sideways:
            first = first.rotate(90, expand=True)
            exif[ORIENTATION] = 6
        first.convert("RGB" if how.colour else "L").save(
            buffer, "JPEG", quality=how.quality, dpi=(how.dpi, how.dpi), exif=exif
        )
    return buffer.getvalue()


def _take(sheet: Image.Image, how: Scan, seed: int) -> Image.Image:
    chance = np.random.default_rng(seed)
    if how.stamp and seed % 1000 == 0:
        sheet = _stamped(sheet, how.stamp)
    grid: Any = np.asarray(sheet)
    if how.skew:
        grid = _turned(grid, how.skew + float(chance.uniform(-0.15, 0.15)))
    if how.phone:
        grid = _held_by_hand(grid, chance)
    if how.blur:
        grid = cv2.GaussianBlur(grid, (0, 0), how.blur)
    if how.noise:
        grain = chance.normal(0, how.noise, grid.shape).astype(np.float32)
        grid = np.clip(grid.astype(np.float32) * 0.98 + grain, 0, 255).astype(np.uint8)
    image = Image.fromarray(grid)
    if how.turn:
        image = image.rotate(how.turn, expand=True)
    return image.convert("L").point(lambda level: 255 * (level > 140), "1") if how.fax else image


def _stamped(sheet: Image.Image, text: str) -> Image.Image:
    """Stamp *text* in a frame at the upper right: 사본, 원본대조필."""
    stamped = sheet.convert("RGB")
    edge = sheet.width // 8
    draw = ImageDraw.Draw(stamped)
    left, top = int(sheet.width * 0.7), int(sheet.height * 0.1)
    box = (left, top, left + int(edge * 1.6), top + edge // 2)
    draw.rectangle(box, outline=(60, 60, 160), width=max(2, edge // 40))
    centre = ((box[0] + box[2]) // 2, (box[1] + box[3]) // 2)
    font = picture_font("gungseo", edge // 4)
    draw.text(centre, text, font=font, fill=(60, 60, 160), anchor="mm")
    return stamped if sheet.mode == "RGB" else stamped.convert(sheet.mode)


def _turned(grid: Any, degrees: float) -> Any:
    height, width = grid.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(
        grid, matrix, (width, height), borderMode=cv2.BORDER_CONSTANT, borderValue=(252,) * 3
    )


def _held_by_hand(grid: Any, chance: np.random.Generator) -> Any:
    """Tilt the paper on a brown desk and let the light fall from one side."""
    height, width = grid.shape[:2]
    edge = int(width * 0.06)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = chance.uniform(-0.022, 0.022, (4, 2)) * width
    aim = (corners + edge + shift).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, aim)
    taken = cv2.warpPerspective(
        grid,
        matrix,
        (width + 2 * edge, height + 2 * edge),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(122, 96, 70),
    )
    rows, columns = taken.shape[:2]
    across = np.linspace(1.0, 0.74, columns, dtype=np.float32)[None, :]
    down = np.linspace(0.96, 0.86, rows, dtype=np.float32)[:, None]
    light = across * down
    if taken.ndim == 3:
        light = light[:, :, None]
    return np.clip(taken.astype(np.float32) * light, 0, 255).astype(np.uint8)
