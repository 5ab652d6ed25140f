"""파일: what came for a dossier and by which mail; a locked file opened, a paper added by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from checks.model import SEOUL
from checks.report import Report
from extractors.errors import CrashedReader, OperatorError, refusal_of
from extractors.model import Document, File
from pipeline.arrival.handed_in import TakenBefore, add
from pipeline.arrival.unlocking import can_be_opened, unlock
from pipeline.matching.by_person import move, take_back
from pipeline.matching.contents import Piece, is_read, pieces_of
from pipeline.page.dossiers import LATER, NO_DAY, report_of
from pipeline.page.entering import reason, shared
from pipeline.page.stray import chosen_dossier
from pipeline.review import terms
from pipeline.review.page_layout import best_known
from pipeline.store.desk import Desk
from pipeline.store.ledger import MessageRow

pages = Blueprint("papers", __name__)

LONGEST_NAME = 200
LONGEST_PASSWORD = 200
UNNAMED = "파일"

READ = "읽고 다시 확인하였습니다."
READING = "내용을 읽고 있습니다. 잠시 뒤에 이 화면을 다시 열어 주십시오."
OPENED = "‘{}’ 파일을 열었습니다. 비밀번호는 저장하지 않았습니다."
STAYS_LOCKED = (
    "비밀번호가 맞지 않아 ‘{}’ 파일을 열지 못하였습니다. 입력하신 값은 저장하지 않았습니다."
)
NO_PASSWORD = "비밀번호를 입력해 주십시오."
NOT_OPENED = "파일을 여는 중에 문제가 생겨 열지 못하였습니다. 운영자에게 문의해 주십시오."
GONE = "이 파일은 그사이 처리되었습니다. 지금의 목록을 확인해 주십시오."
ADDED = "파일 {}개를 넣었습니다."
NO_FILE = "넣을 파일을 골라 주십시오."
NO_NOTE = "어떻게 받은 파일인지 적어 주십시오. (예: 방문 접수, 우편)"
AHEAD = "받은 일시가 지금보다 뒤입니다. 날짜와 시각을 확인해 주십시오."
THERE_ALREADY = "같은 파일을 같은 일시와 사유로 이미 넣으셨습니다."
MOVED = "고르신 서류 {}건을 접수번호 {}(으)로 옮겼습니다."
TAKEN_OUT = "고르신 서류 {}건을 이 신청에서 뺐습니다. ‘신청 미지정 메일’에 있습니다."
NOT_CHOSEN = "옮길 서류를 골라 주십시오."
THE_SAME = "지금 들어 있는 신청입니다. 옮길 신청을 골라 주십시오."
NOT_ADDED = "파일을 넣지 못하였습니다. 운영자에게 문의해 주십시오."


class ShownFile(NamedTuple):
    """A file as it came: what was read of it, why not, whether a password would open it."""

    file: File
    found: tuple[str, ...]
    why: str
    waiting: bool
    locked: bool


class ShownMail(NamedTuple):
    """A mail of a dossier, or what a person put in, with the files that it brought."""

    message: MessageRow
    by_hand: bool
    files: tuple[ShownFile, ...]
    pieces: tuple[Piece, ...]


@pages.get("/d/<receipt>/files")
def index(receipt: str) -> str:
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    return render_template(
        "desk/papers.html",
        report=report,
        company=best_known(report, "company_name") or "기업명 미확인",
        mails=list(_mails(desk, report)),
        known={file.sha256 for file in report.files},
        now=state.clock().astimezone(SEOUL),
        summaries=state.summaries.all(),
        phrases=desk.ledger.phrases(),
    )


@pages.post("/d/<receipt>/unlock")
def open_with_password(receipt: str) -> Response:
    """Open a locked file with a password that is used once."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    wanted = request.form.get("mail", ""), request.form.get("file", "")
    password = request.form.get("secret", "")[:LONGEST_PASSWORD]
    found = next(
        (
            (mail.message, shown.file)
            for mail in _mails(desk, report)
            for shown in mail.files
            if shown.locked and (mail.message.sha256, shown.file.sha256) == wanted
        ),
        None,
    )
    if found is None:
        flash(GONE)
    elif not password:
        flash(NO_PASSWORD)
    else:
        message, file = found
        name = file.name.rpartition("/")[2]
        workers, now = state.drawing, state.clock()
        try:
            opened = unlock(
                desk, workers, receipt, message, file, password, person=g.person, now=now
            )
        except (CrashedReader, OperatorError):
            desk.troubles.fault("opening a locked file")
            flash(NOT_OPENED)
        else:
            flash((OPENED if opened else STAYS_LOCKED).format(name))
            if opened:
                flash(READ if state.take_in(receipt) else READING)
    return _to(receipt)


@pages.post("/d/<receipt>/add")
def put_in(receipt: str) -> Response:
    """Put in papers that came another way."""
    state, desk = shared(), shared().desk()
    report_of(desk, receipt)
    files = [
        (_name(upload.filename or ""), upload.read())
        for upload in request.files.getlist("files")
        if upload.filename
    ]
    note, now = reason(), state.clock()
    try:
        received_at = _moment(now)
    except ValueError:
        flash(NO_DAY)
        return _to(receipt)
    if not files or not note or received_at > now:
        flash(NO_FILE if not files else NO_NOTE if not note else AHEAD)
        return _to(receipt)
    try:
        add(
            desk,
            state.drawing,
            receipt,
            files,
            note=note,
            person=g.person,
            received_at=received_at,
            now=now,
        )
    except TakenBefore:
        flash(THERE_ALREADY)
    except (CrashedReader, OperatorError):
        desk.troubles.fault("taking in papers at the desk")
        flash(NOT_ADDED)
    else:
        flash(ADDED.format(len(files)))
        flash(READ if state.take_in(receipt) else READING)
    return _to(receipt)


@pages.post("/d/<receipt>/move")
def move_on(receipt: str) -> Response:
    """Put papers of a mail into another dossier, or have them wait for somebody to say where."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    wanted = request.form.get("mail", "")
    mail = next((m for m in _mails(desk, report) if m.message.sha256 == wanted), None)
    chosen = tuple(p.name for p in (mail.pieces if mail else ()) if _is_chosen(p.name))
    if mail is None or not chosen:
        flash(GONE if mail is None else NOT_CHOSEN)
        return _to(receipt)
    now, person = state.clock(), g.person
    try:
        if request.form.get("out"):
            take_back(desk, mail.message, receipt, now, only=chosen, person=person)
            flash(TAKEN_OUT.format(len(chosen)))
            into = receipt
        else:
            target = chosen_dossier(state.summaries.all())
            if target is None or target == receipt:
                if target:
                    flash(THE_SAME)
                return _to(receipt)
            into = move(desk, mail.message, receipt, target, chosen, now, person=person)
            flash(MOVED.format(len(chosen), into))
    except OperatorError:
        flash(GONE)
        return _to(receipt)
    if not state.judge(*dict.fromkeys((receipt, into))):
        flash(LATER)
    if receipt in desk.ledger.filled():
        return _to(receipt)
    return redirect(url_for("stray.index")) if into == receipt else _to(into)


def _is_chosen(name: tuple[str, int]) -> bool:
    return f"{name[0]}:{name[1]}" in request.form.getlist("piece")


def _moment(now: dt.datetime) -> dt.datetime:
    """Return when the form says that papers came; *now* where it does not.

    Raises:
        ValueError: day and time make no sense.
    """
    day, time = request.form.get("day", ""), request.form.get("time", "")
    if not day:
        return now
    return dt.datetime.fromisoformat(f"{day}T{time or '00:00'}").replace(tzinfo=SEOUL)


def _name(given: str) -> str:
    """Return the name of an uploaded file, without folders and what does not print."""
    bare = re.split(r"[/\\]", given)[-1]
    shown = "".join(letter for letter in bare if letter.isprintable()).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    cut = f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending}" if dot else shown
    return cut[:LONGEST_NAME] or UNNAMED


def _mails(desk: Desk, report: Report) -> Iterator[ShownMail]:
    """Yield what came for a dossier, mail by mail, oldest first."""
    for row in desk.ledger.submissions(report.receipt_number):
        message = desk.ledger.message(row.message)
        facts = message.facts
        mine = None if row.papers is None else {name for name, _ in row.papers}
        files = (f for f in desk.ledger.files(row.message) if mine is None or f.sha256 in mine)
        by_hand = facts is not None and not (facts.sender or facts.message_id)
        shown = tuple(_shown(desk.is_read, report, file) for file in files)
        yield ShownMail(message, by_hand, shown, tuple(_pieces(desk, message, report)))


def _pieces(desk: Desk, message: MessageRow, report: Report) -> Iterator[Piece]:
    """Yield the papers of a mail that are in this dossier and can go to another."""
    if message.facts is not None and is_read(desk, message):
        for piece in pieces_of(desk, message):
            if report.receipt_number in piece.receipts:
                yield piece


def _shown(is_read: Callable[[str], bool], report: Report, file: File) -> ShownFile:
    papers = [paper for paper in report.documents if paper.file == file.sha256]
    found = tuple(
        f"{_title(paper.type)} {_sheets(*paper.pages)}" for paper in papers if file.state == "read"
    )
    why = file.reason or ""
    if file.state == "unreadable":
        why = refusal_of(file.reason, file.flaw).seen
    waiting = file.state == "read" and not is_read(file.sha256)
    return ShownFile(file, found, why, waiting, can_be_opened(file))


def _title(kind: str) -> str:
    return "그 밖의 서류" if kind == Document.type else terms.title(kind)


def _sheets(first: int, last: int) -> str:
    return f"{first}쪽" if first == last else f"{first}–{last}쪽"


def _to(receipt: str) -> Response:
    return redirect(url_for("papers.index", receipt=receipt))
