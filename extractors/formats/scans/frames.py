"""The frames of a picture, as a camera or a fax meant them, on white."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pi_heif  # type: ignore[import-untyped]
from PIL import Image, ImageOps, UnidentifiedImageError

from extractors.errors import DamagedFile, TooLargeFile

pi_heif.register_heif_opener()
PAGED = frozenset(("TIFF", "HEIF"))
"""Formats whose frames are sheets of their own; in others they are steps of a movement."""

BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    RuntimeError,
)
"""What Pillow raises for damage: TypeError for a TIFF's later sheets, RuntimeError for AVIF."""

MOST_PIXELS = 60_000_000
LEAST_PIXELS = 40
OBLONG, MOST_OBLONG = 1.2, 4.2  # of a pixel's sides: less is rounding, more is no resolution


def open_frames(data: bytes) -> Iterator[Image.Image]:
    """Yield the frames of a picture, turned as their camera says, on white."""
    with _open(data) as image:
        for number in range(_count(image)):
            if number:
                image.seek(number)
            if image.width * image.height > MOST_PIXELS:
                raise TooLargeFile
            if min(image.size) < LEAST_PIXELS:
                raise DamagedFile
            yield _in_proportion(_on_white(ImageOps.exif_transpose(image)))


def count_frames(data: bytes) -> int:
    """Return how many sheets a picture holds."""
    with _open(data) as image:
        return _count(image)


@contextmanager
def _open(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as image:
                yield image
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise TooLargeFile from error
        except BROKEN as error:
            raise DamagedFile from error


def _count(image: Image.Image) -> int:
    return getattr(image, "n_frames", 1) if image.format in PAGED else 1


def _in_proportion(image: Image.Image) -> Image.Image:
    """Return a picture whose pixels are square: those of a fax are twice as high as wide.

    Source: ITU-T T.4, 204 dots an inch across, 98 or 196 down.
    """
    across, down = (float(side) for side in image.info.get("dpi", (1, 1)))
    ratio = across / down if across > 0 and down > 0 else 1.0
    if not MOST_OBLONG >= max(ratio, 1 / ratio) >= OBLONG:
        return image
    width, height = image.size
    size = (width, round(height * ratio)) if ratio > 1 else (round(width / ratio), height)
    return image.resize(size, Image.Resampling.BICUBIC)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        over = image.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    if image.mode.startswith("I") or image.mode == "F":
        levels = np.asarray(image, dtype=np.float64)
        top = float(levels.max()) or 1.0
        return Image.fromarray((levels * (255 / top)).astype(np.uint8)).convert("RGB")
    return image.convert("RGB")
