"""The paper that most rows carry, and the programs that pack it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pypdfium2
from PIL import Image
from specimens.company import invent
from specimens.national_tax import national_tax_clearance

NAME = "③ 국세 납세증명서.pdf"


@cache
def certificate() -> bytes:
    """A 국세 납세증명서 of an invented firm, as a PDF with its text."""
    return national_tax_clearance(invent(77), issued_on=dt.date(2025, 5, 2)).data


def scanned() -> Image.Image:
    """Return the certificate as a grey picture at 150 dpi."""
    return pypdfium2.PdfDocument(certificate())[0].render(scale=150 / 72).to_pil().convert("L")


def lay_out(folder: Path, *names: str | bytes) -> None:
    """Put the certificate into *folder* under each of *names*, which may be raw bytes."""
    for name in names:
        path = os.path.join(os.fsencode(folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(certificate())


def run(folder: Path, *command: str) -> None:
    """Run a program in *folder*, as whoever sits at the applicant's desk would."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def pack(folder: Path, archive: str, *names: str, options: Sequence[str] = ()) -> bytes:
    """Pack *names*, the certificates in *folder*, with 7-Zip."""
    lay_out(folder, *names)
    run(folder, "7zz", "a", *options, archive, *names)
    return (folder / archive).read_bytes()
