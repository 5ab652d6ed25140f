"""Reading sheets: against plain Tesseract and OCRmyPDF, pdfplumber and pypdf."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pdfplumber
import pypdf
from specimens.catalogue import papers
from specimens.scan import OFFICE, scan

from bench.costing import Row, call, per_piece, times
from extractors.formats import read


def measure(sheets: int, folder: Path) -> Iterator[Row]:
    every = [paper.data for paper in papers().values() if paper.data.startswith(b"%PDF")]
    drawn = every[:: max(len(every) // sheets, 1)][:sheets]
    yield from _scanned(drawn, folder)
    yield from _text(drawn)


def _scanned(drawn: Sequence[bytes], folder: Path) -> Iterator[Row]:
    pictures = []
    for number, data in enumerate(drawn):
        picture = folder / f"{number}.png"
        picture.write_bytes(scan([data], OFFICE, as_format="png"))
        pictures.append(picture)
    ours = per_piece(pictures, lambda picture: read(picture.read_bytes()))
    plain = per_piece(
        pictures, lambda picture: call("tesseract", picture, folder / "text", "-l", "kor")
    )
    ratio = times(ours.processor, plain.processor)
    yield Row(
        *("(a) a scanned sheet, against `tesseract -l kor`", str(ours), str(plain)),
        *(f"{ratio:.2f}×", "≥ 0.7×", ratio >= 0.7),
    )
    if shutil.which("ocrmypdf"):
        options = ("-l", "kor", "--image-dpi", "200", "--jobs", "1", "--quiet")
        other = per_piece(
            pictures, lambda picture: call("ocrmypdf", *options, picture, folder / "out.pdf")
        )
        ratio = times(ours.processor, other.processor)
        yield Row(
            *("(a) the same, against OCRmyPDF", str(ours), str(other)),
            *(f"{ratio:.2f}×", "≥ 2×", ratio >= 2),
        )


def _text(drawn: Sequence[bytes]) -> Iterator[Row]:
    ours = per_piece(drawn, read)
    tables = per_piece(drawn, _plumbed)
    ratio = times(ours.processor, tables.processor)
    yield Row(
        *("(b) a text PDF, against pdfplumber with tables", str(ours), str(tables)),
        *(f"{ratio:.2f}×", "≥ 1×", ratio >= 1),
    )
    bare = per_piece(
        drawn, lambda data: [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages]
    )
    ratio = times(ours.processor, bare.processor)
    yield Row(
        "(b) the same, against pypdf's words", str(ours), str(bare), f"{ratio:.2f}×", "—", None
    )


def _plumbed(data: bytes) -> None:
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
