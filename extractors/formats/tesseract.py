"""Tesseract as a program: many lines of print in one call, for each of two networks.

``kor`` and ``Hangul`` are different networks, trained apart; where they agree on a run of
digits or pure Hangul it counts as two readings.  All line pictures of a sheet go through
one process, each as a raw line: starting it costs more than reading a line.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cv2
import pytesseract

from extractors.errors import CrashedReader, MissingTool
from extractors.formats.ruling import Grey

MODELS = ("Hangul", "kor")
SECONDS = 120
RAW_LINE = "--psm 13 --dpi 300"

# More threads make one sheet several times dearer and no faster.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")


class Token(NamedTuple):
    """A word in the pixels of the line picture it was read from; *confidence* 0 … 100."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float


@cache
def version() -> str:
    """Return Tesseract's version and the networks used, as they enter a fingerprint.

    Raises:
        MissingTool: the program, or one of the two networks, is not installed.
    """
    try:
        number = str(pytesseract.get_tesseract_version())
        # The library's own list leaves out names that begin with a capital.
        listed = subprocess.run(
            (pytesseract.pytesseract.tesseract_cmd, "--list-langs"),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except (
        pytesseract.TesseractNotFoundError,
        OSError,
        subprocess.SubprocessError,
        SystemExit,
    ) as error:
        raise MissingTool("Tesseract is not installed: apt-get install tesseract-ocr") from error
    packages = {"kor": "tesseract-ocr-kor", "Hangul": "tesseract-ocr-script-hang"}
    for model, package in packages.items():
        if model not in listed.stdout.split():
            raise MissingTool(f"Tesseract lacks its {model} network: apt-get install {package}")
    return f"tesseract-{number}+{'+'.join(MODELS)}"


def read_lines(lines: Sequence[Grey], model: str) -> list[list[Token]]:
    """Return the words of each line picture, dark on white, one line of print in each.

    Raises:
        MissingTool: see `version`.
        CrashedReader: Tesseract died, or took longer than SECONDS.
    """
    version()
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
                config=RAW_LINE,
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
