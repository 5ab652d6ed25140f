"""Sheets as pictures for the browser: drawn once by a worker, what is personal blacked out."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from pathlib import Path

from PIL import Image, ImageDraw

from extractors.errors import UnreadableFile
from extractors.formats import render
from extractors.model import Page, Transcript
from pipeline.page.shared import Shared
from pipeline.review.pictures import personal

WIDEST = 1600
"""Pixels of a sheet's width: 190 a inch of A4, enough to read small print when zoomed."""
QUALITY = 82


def sheet(shared: Shared, sha256: str, number: int) -> bytes | None:
    """Return the sheet *number* (from 1) of a file as JPEG, None where it cannot be drawn.

    Whatever may be a resident registration number is blacked out (개인정보 보호법 제24조의2).
    """
    desk = shared.desk()
    transcript = desk.transcripts.get(sha256)
    page = page_of(transcript, number)
    if transcript is None or page is None or not desk.blobs.has(sha256):
        return None
    kept = desk.settings.state / "sheets" / f"{sha256}-{number}-{transcript.reader}.jpg"
    with suppress(OSError):
        return kept.read_bytes()
    data = desk.blobs.path(sha256).read_bytes()
    try:
        # Drawing a hostile file is as dangerous as reading it.
        picture = shared.drawing.submit(render, data, number).result()
    except (UnreadableFile, IndexError):
        return None
    except Exception:
        desk.troubles.fault("drawing a sheet")
        return None
    if picture is None:
        return None
    drawn = _finished(picture, page)
    _keep(kept, drawn)
    return drawn


def page_of(transcript: Transcript | None, number: int) -> Page | None:
    pages = transcript.pages if transcript else ()
    return next((page for page in pages if page.number == number), None)


def _finished(picture: Image.Image, page: Page) -> bytes:
    shown = picture.convert("RGB")
    shown.thumbnail((WIDEST, WIDEST * 3), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(shown)
    for secret in personal(page):
        x0, y0, x1, y1 = secret
        place = (x0 * shown.width - 3, y0 * shown.height - 3, x1 * shown.width + 3)
        pen.rectangle((*place, y1 * shown.height + 3), fill=(0, 0, 0))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _keep(path: Path, data: bytes) -> None:
    """Keep a picture for the next time; without room it is drawn again."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_name(f".new-{os.getpid()}-{path.name}")
        fresh.write_bytes(data)
        os.replace(fresh, path)
