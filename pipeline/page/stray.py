"""미지정 메일: what a mail says and brought, and into which dossier it, or a part of it, goes."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from extractors.errors import OperatorError
from pipeline.matching.by_person import place_by_hand
from pipeline.matching.contents import is_read, left_over, pieces_of
from pipeline.page.dossiers import LATER
from pipeline.page.entering import shared
from pipeline.page.files import as_saved
from pipeline.page.mail_text import writing_of
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger, MessageRow, Papers

pages = Blueprint("stray", __name__)

NOT_READ = "이 메일의 파일을 아직 다 읽지 못하였습니다. 다음 실행 뒤에 다시 해 주십시오."
REFUSED = "처리하지 못하였습니다. 그사이 다른 분이 이 메일을 처리하였을 수 있습니다."
PLACED = "접수번호 {}에 넣었습니다."


def waiting_mail(desk: Desk) -> list[tuple[MessageRow, str]]:
    """Return the mails that are nobody's, or of which a part is, each with the reason."""
    found = [(m, m.reason) for m in desk.ledger.messages("unassigned", "set-aside")]
    shared_mails = (m for m in desk.ledger.messages("accepted") if m.reason)
    found += [(m, left) for m in shared_mails if (left := left_over(desk, m))]
    return sorted(found, key=lambda item: item[0].received_at)


@pages.get("/stray")
def index() -> str:
    desk = shared().desk()
    return render_template(
        "desk/strays.html",
        mails=waiting_mail(desk),
        others=desk.ledger.messages("not-submission"),
    )


@pages.get("/stray/<sha256>")
def show(sha256: str) -> str:
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    return render_template(
        "desk/stray.html",
        message=message,
        text=writing_of(desk.blobs, desk.troubles, message),
        pieces=pieces_of(desk, message) if message.facts and is_read(desk, message) else [],
        files=desk.ledger.files(message.sha256),
        summaries=state.summaries.all(),
        ready=is_read(desk, message),
    )


@pages.post("/stray/<sha256>/place")
def place(sha256: str) -> Response:
    """Put a mail, or the chosen papers of it, into a dossier."""
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    receipt = request.form.get("receipt", "").strip()
    if not is_read(desk, message):
        flash(NOT_READ)
        return redirect(url_for("stray.show", sha256=sha256))
    chosen: Papers = tuple(
        (file, int(sheet))
        for file, _, sheet in (piece.rpartition(":") for piece in request.form.getlist("piece"))
        if sheet.isdigit()
    )
    every = {piece.name for piece in pieces_of(desk, message)}
    only = chosen if chosen and set(chosen) != every else None
    try:
        now = state.clock()
        into = place_by_hand(desk, message, receipt, now, only=only, person=g.person)
    except OperatorError:
        flash(REFUSED)
        return redirect(url_for("stray.show", sha256=sha256))
    flash(PLACED.format(into))
    if not state.judge(into):
        flash(LATER)
    return redirect(url_for("dossiers.show", receipt=into))


@pages.get("/stray/<sha256>/mail")
def download(sha256: str) -> Response:
    """Hand over a mail as it came, as something to save."""
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    if not desk.blobs.has(message.sha256):
        abort(404)
    named = f"mail {message.sha256[:12]}"
    desk.ledger.looked("downloaded", by=g.person, now=state.clock(), named=named)
    return as_saved(desk.blobs.path(message.sha256).read_bytes(), f"{message.sha256[:12]}.eml")


def find(ledger: Ledger, sha256: str) -> MessageRow:
    found = [m for m in ledger.find_messages(sha256) if m.sha256 == sha256]
    if not found:
        abort(404)
    return found[0]
