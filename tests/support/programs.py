"""Files as real programs write them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
from openpyxl.drawing.image import Image as XlsxImage
from PIL import Image


def convert(data: bytes, ending: str, into: str) -> bytes:
    """Return *data*, a file with *ending*, as LibreOffice saves it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"a.{ending}").write_bytes(data)
        profile = f"-env:UserInstallation={folder.as_uri()}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", into, "--outdir", "out"]
        subprocess.run([*command, f"a.{ending}"], cwd=folder, check=True, capture_output=True)
        return (folder / "out" / f"a.{into}").read_bytes()


def wrap(picture: Image.Image, kind: str) -> bytes:
    """Return a DOC or XLS (*kind*) in which nothing stands but *picture*."""
    pasted, buffer = io.BytesIO(), io.BytesIO()
    picture.save(pasted, "PNG")
    if kind == "doc":
        document = docx.Document()
        document.add_picture(pasted)
        document.save(buffer)
    else:
        book = openpyxl.Workbook()
        book.worksheets[0].add_image(XlsxImage(pasted), "A1")
        book.save(buffer)
    return convert(buffer.getvalue(), f"{kind}x", kind)
