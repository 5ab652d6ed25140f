"""Tesseract as a program: many lines of print in one call, with either of two networks.

``kor`` and ``Hangul`` are different networks that share their gaps and many mistakes: beside
our own reader they are one opinion, not two.  All line pictures of a sheet go through one
process, each as a raw line: starting it costs more than reading a line.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import pytesseract

from extractors.errors import CrashedReader
from extractors.formats.networks import MODELS, SECONDS, model_of, tesseract_version
from extractors.formats.scans.ruling import Grey

RAW_LINE = "--psm 13 --dpi 300"

# More threads make one sheet several times dearer and no faster.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


class Token(NamedTuple):
    """A word in the pixels of the line picture it was read from.

    ``confidence`` is what Tesseract says, 0 … 100: over many words it tells which way up a
    sheet is, of one value nothing (right numbers come with 1, wrong names with 90).
    ``certainty`` is our own reader's lowest probability, 0 … 1.  ``apart`` says that it is
    joined to no neighbour.
    """

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float = 0.0
    certainty: float = 1.0
    apart: bool = False


@cache
def _folder() -> Path:
    """Return the folder that holds the networks' data for the program, of this user alone."""
    folder = Path(
        tempfile.gettempdir(), f"networks-{os.getuid()}-{tesseract_version().rpartition('-')[2]}"
    )
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        folder = Path(tempfile.mkdtemp(prefix="networks-"))
    for name in MODELS:
        path, data = folder / f"{name}.traineddata", model_of(name)
        if not path.is_file() or path.stat().st_size != len(data):
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
                file.write(data)
            os.replace(file.name, path)
    return folder


def read_lines(lines: Sequence[Grey], model: str) -> list[list[Token]]:
    """Return the words of each line picture, dark on white, one line of print in each.

    Raises:
        MissingTool: see `tesseract_version`.
        CrashedReader: Tesseract died, or took longer than SECONDS.
    """
    networks = _folder()
    if not lines:
        return []
    with tempfile.TemporaryDirectory(prefix="lines-") as folder:
        names = []
        for number, line in enumerate(lines):
            names.append(str(Path(folder, f"{number:04}.pgm")))
            cv2.imwrite(names[-1], line)
        listing = Path(folder, "lines.txt")
        listing.write_text("\n".join(names) + "\n", encoding="utf-8")
        try:
            table = pytesseract.image_to_data(
                str(listing),
                lang=model,
                config=f"{RAW_LINE} --tessdata-dir {shlex.quote(str(networks))}",
                timeout=SECONDS,
                output_type=pytesseract.Output.DICT,
            )
        except RuntimeError as error:  # a TesseractError is one; a timeout is a bare one
            raise CrashedReader from error
    return _by_line(table, len(lines))


def _by_line(table: dict[str, list[str]], count: int) -> list[list[Token]]:
    found: list[list[Token]] = [[] for _ in range(count)]
    columns = ("page_num", "left", "top", "width", "height", "conf", "text")
    for page, left, top, width, height, confidence, text in zip(
        *(table[name] for name in columns), strict=True
    ):
        if not str(text).strip():
            continue
        x, y, w, h = int(left), int(top), int(width), int(height)
        token = Token(str(text).strip(), x, y, x + w, y + h, float(confidence))
        found[int(page) - 1].append(token)
    return found
