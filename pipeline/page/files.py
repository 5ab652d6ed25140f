"""Sheets as pictures, and an applicant's files as they were sent: to save, never to open here."""

from __future__ import annotations

import io
from urllib.parse import quote

from flask import Blueprint, abort, g, make_response, send_file
from werkzeug.wrappers import Response

from pipeline.page import drawing
from pipeline.page.dossiers import report_of
from pipeline.page.entering import shared

pages = Blueprint("files", __name__)

SANDBOX = "sandbox; default-src 'none'"


@pages.get("/d/<receipt>/sheet/<sha256>/<int:number>.jpg")
def sheet(receipt: str, sha256: str, number: int) -> Response:
    """Return a sheet of a dossier's own file."""
    state = shared()
    report, _ = report_of(state.desk(), receipt)
    if sha256 not in {file.sha256 for file in report.files}:
        abort(404)
    data = drawing.sheet(state, sha256, number)
    if data is None:
        abort(404)
    response = make_response(data)
    response.headers["Content-Type"] = "image/jpeg"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@pages.get("/d/<receipt>/file/<sha256>")
def download(receipt: str, sha256: str) -> Response:
    """Hand over a file as it was sent, as something to save."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    name = next((file.name for file in report.files if file.sha256 == sha256), None)
    if name is None or not desk.blobs.has(sha256):
        abort(404)
    desk.ledger.looked("downloaded", by=g.person, now=state.clock(), receipt=receipt, named=name)
    return as_saved(desk.blobs.path(sha256).read_bytes(), name.rpartition("/")[2])


def as_saved(data: bytes, name: str) -> Response:
    """Return *data* so that a browser saves it under *name* and runs nothing of it."""
    response = send_file(io.BytesIO(data), mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
