"""The networks that read pictures, and what they are called in a fingerprint.

Nothing here reads: it is asked by every command, and imports no library that reading needs.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

from extractors.errors import MissingTool
from extractors.formats import tesseract_alphabet

OWN = Path(__file__).parents[1] / "reader" / "reader.onnx"
MODELS = ("Hangul", "kor")
PACKAGES = {"kor": "tesseract-ocr-kor", "Hangul": "tesseract-ocr-script-hang"}
SECONDS = 120
"""How long one call of Tesseract may take."""


@cache
def own_version() -> str:
    """Return what our own reader is called in a fingerprint: it changes with every training."""
    return f"reader-{hashlib.sha256(OWN.read_bytes()).hexdigest()[:12]}"


@cache
def tesseract_version() -> str:
    """Return Tesseract's version and the networks used, as they enter a fingerprint.

    Raises:
        MissingTool: the program, or one of the two networks, is not installed.
    """
    number = str(_ask("--version")).split()[1]
    data = b"".join(model_of(name) for name in MODELS)
    return f"tesseract-{number}+{'+'.join(MODELS)}-{hashlib.sha256(data).hexdigest()[:12]}"


def _ask(question: str) -> str:
    try:
        answer = subprocess.run(
            ("tesseract", question),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingTool("Tesseract is not installed: apt-get install tesseract-ocr") from error
    return answer.stdout or answer.stderr


@cache
def model_of(name: str) -> bytes:
    """Return a network's data with its alphabet completed, where that is possible.

    Raises:
        MissingTool: Tesseract or this network is not installed.
    """
    stated = re.search(r'"(.+?)"', _ask("--list-langs"))
    path = Path(stated.group(1) if stated else "", f"{name}.traineddata")
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = f"apt-get install {PACKAGES[name]}"
        raise MissingTool(f"Tesseract lacks its {name} network: {hint}") from error
    try:
        return tesseract_alphabet.widen(data)
    except tesseract_alphabet.UnknownModel:
        return data
