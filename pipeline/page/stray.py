"""미지정 메일: what a mail says and brought, and into which dossier it, or a part of it, goes."""

from __future__ import annotations

import re

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from checks.model import SEOUL
from extractors.errors import OperatorError
from pipeline.matching.by_person import place_by_hand, rule_in, rule_out
from pipeline.matching.contents import Piece, is_read, pieces_of
from pipeline.page.dossiers import LATER, offer_undo
from pipeline.page.entering import reason, shared
from pipeline.page.files import as_saved
from pipeline.page.mail_text import writing_of
from pipeline.page.shared import Shared
from pipeline.page.summaries import Summary
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger, MessageRow, Papers

pages = Blueprint("stray", __name__)

NOT_READ = "이 메일의 파일을 아직 다 읽지 못하였습니다. 다음 실행 뒤에 다시 해 주십시오."
REFUSED = "처리하지 못하였습니다. 지금의 내용을 확인하고 다시 해 주십시오."
OVERTAKEN = "{by}님이 {at}에 먼저 {what} 저장하지 않았습니다."
WAS_PLACED = "접수번호 {}에 넣어"
WAS_RULED_OUT = "신청이 아닌 것으로 정하여"
PLACED = "접수번호 {}에 넣었습니다."
RULED_OUT = "신청이 아닌 것으로 정하였습니다."
RULED_IN = "다시 정할 메일로 되돌렸습니다."
WHICH = "어느 신청인지 하나로 정할 수 없습니다. 목록에서 골라 주십시오: {}"
NEW = "new"
RECEIPT = re.compile(r"\d{4}-\d{4,}")


def waiting_mail(state: Shared, desk: Desk) -> list[tuple[MessageRow, str]]:
    """Return the mails that are nobody's, or of which a part is, each with the reason."""
    found = [(m, m.reason) for m in desk.ledger.messages("unassigned", "set-aside")]
    shared_mails = (m for m in desk.ledger.messages("accepted") if m.reason)
    found += [(m, left) for m in shared_mails if (left := state.left_over(desk, m))]
    return sorted(found, key=lambda item: item[0].received_at)


@pages.get("/stray")
def index() -> str:
    state, desk = shared(), shared().desk()
    ruled_out = desk.ledger.ruled_out()
    parts = [m for m in desk.ledger.messages("accepted") if m.sha256 in ruled_out]
    return render_template(
        "desk/strays.html",
        mails=waiting_mail(state, desk),
        others=[*desk.ledger.messages("not-submission"), *parts],
        ruled_out=ruled_out,
    )


@pages.get("/stray/<sha256>")
def show(sha256: str) -> str:
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    summaries = state.summaries.all()
    waiting = {m.sha256 for m, _ in waiting_mail(state, desk)}
    return render_template(
        "desk/stray.html",
        message=message,
        waits=message.sha256 in waiting,
        ruled_out=desk.ledger.ruled_out().get(sha256),
        proposed=_proposed(message, summaries),
        phrases=desk.ledger.phrases(),
        text=writing_of(desk.blobs, desk.troubles, message),
        pieces=_free_first(desk, message),
        files=desk.ledger.files(message.sha256),
        summaries=summaries,
        ready=is_read(desk, message),
    )


@pages.post("/stray/<sha256>/place")
def place(sha256: str) -> Response:
    """Put a mail, or the chosen papers of it, into a dossier."""
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    receipt = chosen_dossier(state.summaries.all())
    if receipt is None:
        return redirect(url_for("stray.show", sha256=sha256))
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
        flash(_overtaken(desk.ledger, message) or REFUSED)
        return redirect(url_for("stray.show", sha256=sha256))
    flash(PLACED.format(into))
    if not state.judge(into):
        flash(LATER)
    return redirect(url_for("dossiers.show", receipt=into))


@pages.post("/stray/<sha256>/rule")
def rule(sha256: str) -> Response:
    """Say that a mail, or what of it is nobody's, is no application; or take that back."""
    state, desk = shared(), shared().desk()
    message = find(desk.ledger, sha256)
    now, person = state.clock(), g.person
    try:
        if request.form.get("undo"):
            rule_in(desk.ledger, message, now, person=person)
            flash(RULED_IN)
        else:
            rule_out(desk.ledger, message, now, note=reason(), person=person)
            flash(RULED_OUT)
            offer_undo(url_for("stray.rule", sha256=sha256), {"undo": "1"})
    except OperatorError:
        flash(_overtaken(desk.ledger, message) or REFUSED)
        return redirect(url_for("stray.show", sha256=sha256))
    state.changed()
    if request.form.get("undo"):
        return redirect(url_for("stray.show", sha256=sha256))
    return redirect(url_for("stray.index"))


def chosen_dossier(summaries: dict[str, Summary]) -> str | None:
    """Return the dossier that a form names by number or firm, or `NEW`; else say why not."""
    if request.form.get("new"):
        return NEW
    given = " ".join(request.form.get("receipt", "").split())
    number = RECEIPT.match(given)
    if given == NEW or (number and number[0] in summaries):
        return number[0] if number else NEW
    found = [r for r, s in summaries.items() if given and given.lower() in s.found_by]
    if len(found) == 1:
        return found[0]
    several = ", ".join(f"{r} {summaries[r].company}" for r in found[:5])
    flash(WHICH.format(several or "맞는 신청이 없습니다."))
    return None


def _free_first(desk: Desk, message: MessageRow) -> list[Piece]:
    """Return what a mail brought, that which is nobody's in front."""
    known = message.facts is not None and is_read(desk, message)
    return sorted(pieces_of(desk, message) if known else (), key=lambda piece: bool(piece.receipts))


def _proposed(message: MessageRow, summaries: dict[str, Summary]) -> str:
    """Return the one dossier that the machine would suggest for a mail, else ""."""
    named = {n for n in RECEIPT.findall(f"{message.reason} {message.proposal}") if n in summaries}
    return next(iter(named)) if len(named) == 1 else ""


def _overtaken(ledger: Ledger, message: MessageRow) -> str:
    """Say who was faster with a mail and what they did; "" where nobody was."""
    last = ledger.ruled_out().get(message.sha256)
    told = [(last.at, last.by, WAS_RULED_OUT)] if last else []
    for row in ledger.submissions_of(message.sha256):
        told += [
            (event.at, event.by, WAS_PLACED.format(row.receipt))
            for event in ledger.history(row.receipt)
            if event.message == message.sha256 and event.kind == "received" and event.by
        ]
    if not told:
        return ""
    at, by, what = max(told)
    return OVERTAKEN.format(by=by, at=f"{at.astimezone(SEOUL):%H:%M}", what=what)


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
