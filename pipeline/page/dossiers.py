"""심사: one dossier, its sheets on the left, its open questions on the right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from checks.model import SEOUL, DecisionKind, Evidence, Finding
from checks.programme import Programme
from checks.report import DocumentEntry, Report
from extractors.model import Box
from outbox.composing import compose_by_hand
from pipeline.page.entering import reason, shared
from pipeline.page.summaries import paper_of
from pipeline.page.today import deadline_of_each
from pipeline.review import terms
from pipeline.review.history import tell
from pipeline.review.page_layout import apart, best_known, contact_of, lay_out
from pipeline.review.severity import kind_of
from pipeline.review.terms import Mark
from pipeline.store.desk import Desk
from pipeline.store.ledger import Event, EventKind, Ledger, Said
from pipeline.store.transcripts import Transcripts

pages = Blueprint("dossiers", __name__)

Kind = DecisionKind | Literal["open"]
KINDS: dict[str, Kind] = {
    "settled": "settled",
    "waived": "waived",
    "confirmed": "confirmed",
    "open": "open",
}
MARGIN = 0.006  # of the sheet, around what is boxed
LATER = "기록하였습니다. 지금 메일을 처리하고 있어 상태와 메일 초안은 잠시 뒤에 바뀝니다."
GONE = "이 확인 사항은 그사이 없어졌거나 내용이 바뀌었습니다. 지금의 내용을 확인해 주십시오."
OVERTAKEN = (
    "{by}님이 {at}에 먼저 ‘{word}’(으)로 처리하여 저장하지 않았습니다."
    " 바꾸시려면 다시 눌러 주십시오."
)
SAVED = "‘{word}’(으)로 저장하였습니다."
TAKEN_BACK = "판단을 되돌렸습니다. 다시 확인할 항목이 되었습니다."
NO_DAY = "날짜와 시각을 확인해 주십시오."
PAST = "이미 지난 시각입니다. 맞는지 확인해 주십시오."
HOLIDAY = "기한으로 정하신 날은 토·일요일 또는 공휴일입니다."


class ShownPlace(NamedTuple):
    """Where something stands: the file, its sheet (from 1), what to box, what it says."""

    file: str
    page: int
    box: Box | None
    title: str
    label: str
    shown: str
    certain: bool


@dataclass(frozen=True)
class Point:
    """A finding as the desk shows it, with the last thing that was said about it."""

    finding: Finding
    paper: str
    kind: str
    mark: Mark
    places: tuple[ShownPlace, ...]
    said: Said | None
    pending: bool

    @property
    def decision(self) -> Mark | None:
        kind = self.said.kind if self.said else self.finding.decision
        return terms.DECISION.get(kind or "")

    @property
    def asks(self) -> bool:
        """Tell whether only a person can settle it; what is looked up outside is apart."""
        return self.kind in ("doubtful", "barring") and self.finding.lookup is None

    @property
    def open(self) -> bool:
        return self.decision is None

    @property
    def seen(self) -> int:
        """The number of the last decision, for telling whether somebody was faster."""
        return self.said.number if self.said else 0


class ShownSheet(NamedTuple):
    """One sheet that can be shown: of which file, its number, and what is boxed on it.

    ``redrawn`` says that it is our own drawing of what a word processor wrote.
    """

    file: str
    number: int
    name: str
    redrawn: bool
    boxes: tuple[ShownPlace, ...] = ()


def report_of(desk: Desk, receipt: str) -> tuple[Report, dt.datetime]:
    """Return the newest report of a dossier of this programme, and when it was made."""
    verdict = desk.ledger.latest_verdict(receipt)
    known = {row.receipt for row in desk.ledger.dossiers(desk.programme.id)}
    if verdict is None or receipt not in known:
        abort(404)
    return verdict.read(), verdict.made_at


@pages.get("/d/<receipt>")
def show(receipt: str) -> str:
    state, desk = shared(), shared().desk()
    now = state.clock()
    report, judged_at = report_of(desk, receipt)
    state.presence.note(receipt, g.person, now)
    if request.args.get("point") is None and request.args.get("file") is None:
        desk.ledger.looked("opened", by=g.person, now=now, receipt=receipt)
    points = points_of(desk.ledger, desk.programme, report, judged_at)
    questions = [point for point in points if point.asks]
    chosen = _chosen(points, request.args.get("point"))
    layout = lay_out(report, desk.programme)
    sheets = sheets_of(desk.transcripts, report)
    return render_template(
        "desk/dossier.html",
        report=report,
        company=best_known(report, "company_name") or "기업명 미확인",
        representative=best_known(report, "representative"),
        contact={name: terms.say(v.value) for name, v in contact_of(report).items()},
        layout=layout,
        points=points,
        questions=questions,
        chosen=chosen,
        sheet=_sheet(sheets, chosen),
        sheets=sheets,
        requests=[p for p in points if p.kind == "blocking" and p not in questions],
        lookups=[p for p in points if p.finding.lookup is not None],
        notes=[p for p in points if p.kind == "note" and p.finding.lookup is None],
        letters=[h for h in desk.ledger.letter_heads() if h.receipt == receipt],
        here=state.presence.at(receipt, now, besides=g.person),
        until=deadline_of_each(desk.ledger).get(receipt),
        phrases=desk.ledger.phrases(),
        history=tell(desk.ledger.history(receipt), {f.key: f.message for f in report.findings}),
        looks=desk.ledger.looks(receipts=[receipt], most=30),
        to_send=compose_by_hand(report, desk.programme),
        following=_following(receipt),
        own=state.workbook.notes(desk),
    )


@pages.post("/d/<receipt>/decide")
def decide(receipt: str) -> Response:
    """Record a decision, unless somebody else has made one since the page was drawn."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    key, kind = request.form.get("key", ""), KINDS.get(request.form.get("kind", ""))
    note = reason()
    if kind is None:
        abort(400)
    if key not in {finding.key for finding in report.findings}:
        flash(GONE)
        return redirect(url_for("dossiers.show", receipt=receipt))
    last = desk.ledger.said(receipt).get((receipt, key))
    if last and last.number != request.form.get("seen", type=int) and last.by != g.person:
        word = terms.DECISION[last.kind].word if last.kind in terms.DECISION else "판단 전"
        at = f"{last.at.astimezone(SEOUL):%H:%M}"
        flash(OVERTAKEN.format(by=last.by, at=at, word=word))
        return redirect(url_for("dossiers.show", receipt=receipt, point=key))
    if note and request.form.get("keep"):
        desk.ledger.keep_phrase(note, by=g.person, now=state.clock())
    done = state.decide(receipt, key, kind, note=note, person=g.person)
    if kind == "open":
        flash(TAKEN_BACK)
        session.pop("undo", None)
    else:
        flash(SAVED.format(word=terms.DECISION[kind].word))
        offer_undo(url_for("dossiers.decide", receipt=receipt), {"key": key, "kind": "open"})
    if not done:
        flash(LATER)
    if back := _back(request.form.get("back", "")):
        return redirect(back)
    follows = None if kind == "open" else _next_open(receipt, key)
    return redirect(url_for("dossiers.show", receipt=receipt, point=follows or key))


@pages.post("/d/<receipt>/here")
def here(receipt: str) -> dict[str, list[str]]:
    """Note that somebody still looks at a dossier, and return who else does."""
    state = shared()
    state.presence.note(receipt, g.person, state.clock())
    return {"others": state.presence.at(receipt, state.clock(), besides=g.person)}


@pages.post("/d/<receipt>/until")
def extend(receipt: str) -> Response:
    """Set this dossier's own last instant for supplements, or go back to the programme's."""
    desk = shared().desk()
    report_of(desk, receipt)
    day, time = request.form.get("day", ""), request.form.get("time", "") or "18:00"
    until = None
    if day:
        try:
            until = dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SEOUL)
        except ValueError:
            flash(NO_DAY)
            return redirect(url_for("dossiers.show", receipt=receipt))
        if until <= shared().clock():
            flash(PAST)
        if desk.programme.notice.is_holiday(until.date()):
            flash(HOLIDAY)
    return steer(receipt, "extended", until=until.isoformat() if until else None)


@pages.post("/d/<receipt>/withdrawal")
def withdraw(receipt: str) -> Response:
    report_of(shared().desk(), receipt)
    return steer(receipt, "reinstated" if request.form.get("undo") else "withdrawn")


def steer(receipt: str, kind: EventKind, **facts: str | None) -> Response:
    """Record what was said about a dossier as a whole, and judge it."""
    state = shared()
    note = reason()
    event = Event(
        receipt=receipt, at=state.clock(), kind=kind, by=g.person, facts={**facts, "note": note}
    )
    state.desk().ledger.steer(event)
    flash(tell([event])[0].said)
    if not state.judge(receipt):
        flash(LATER)
    return redirect(url_for("dossiers.show", receipt=receipt))


def points_of(
    ledger: Ledger, programme: Programme, report: Report, judged_at: dt.datetime
) -> tuple[Point, ...]:
    """Return all findings of a report, with what people said about them since as well."""
    asked = programme.rows
    said = ledger.said(report.receipt_number)
    points = []
    for finding in report.findings:
        last = said.get((report.receipt_number, finding.key))
        pending = last is not None and last.at >= judged_at
        holds = last is not None and (pending or finding.decision == last.kind)
        kind, severity = kind_of(finding), terms.SEVERITY[finding.severity]
        if report.status == "late" and finding.rule == "received-in-window":
            kind = "barring"
        points.append(
            Point(
                finding=finding,
                paper=paper_of(finding, asked),
                kind="doubtful" if finding.severity == "doubtful" else kind,
                mark=terms.NOT_MENDABLE if kind == "barring" else severity,
                places=tuple(_places(finding, report)),
                said=last if holds else None,
                pending=pending,
            )
        )
    return tuple(points)


def _places(finding: Finding, report: Report) -> Iterator[ShownPlace]:
    papers = {paper.id: paper for paper in report.documents}
    names = {file.sha256: file.name for file in report.files}
    for evidence in finding.evidence:
        paper = papers.get(evidence.document or "")
        if paper is not None:
            yield _place(evidence, paper)
        elif evidence.file in names:
            yield ShownPlace(
                evidence.file or "", 1, None, names[evidence.file or ""], "", "", False
            )


def _place(evidence: Evidence, paper: DocumentEntry) -> ShownPlace:
    value = paper.fields.get(evidence.field or "")
    title = terms.title(paper.type)
    if value is None:
        title += apart(paper)
        return ShownPlace(paper.file, paper.pages[0], None, title, "", "", paper.certain)
    shown = "(빈칸)" if value.value is None and not value.raw else terms.say(value.value)
    if value.value is None and value.raw:
        shown = f"(읽을 수 없음) {' '.join(value.raw.split())[:80]}"
    label = terms.label(evidence.field or "")
    return ShownPlace(paper.file, value.page, _grown(value.box), title, label, shown, value.certain)


def _grown(box: Box) -> Box:
    return Box(
        max(0.0, box.x0 - MARGIN),
        max(0.0, box.y0 - MARGIN),
        min(1.0, box.x1 + MARGIN),
        min(1.0, box.y1 + MARGIN),
    )


def sheets_of(transcripts: Transcripts, report: Report) -> list[ShownSheet]:
    """Return every sheet of the dossier that can be drawn, file by file."""
    found: list[ShownSheet] = []
    for file in {file.sha256: file for file in report.files if file.state == "read"}.values():
        transcript = transcripts.get(file.sha256)
        found += [
            ShownSheet(file.sha256, page.number, file.name, page.source == "word-processor")
            for page in (transcript.pages if transcript else ())
        ]
    return found


def _sheet(sheets: list[ShownSheet], point: Point | None) -> ShownSheet | None:
    """Return the sheet to show: the one asked for, the point's first, else the first of all."""
    file, number = request.args.get("file"), request.args.get("page", 1, type=int)
    places = point.places if point else ()
    wanted = [(file, number)] if file else [(place.file, place.page) for place in places]
    for name, at in wanted:
        for sheet in sheets:
            if sheet.file.startswith(name) and sheet.number == at:
                boxed = (p for p in places if p.file == sheet.file and p.page == at and p.box)
                return sheet._replace(boxes=tuple(boxed))
    if file or not point:
        return sheets[0] if sheets else None
    return None


def _chosen(points: Sequence[Point], key: str | None) -> Point | None:
    """Return the point that was asked for, else the first question, an open one first.

    Where there is no question it is the first that is asked of the applicant and has a place.
    """
    named = next((point for point in points if point.finding.key == key), None)
    questions = [point for point in points if point.asks]
    asked = [p for p in points if p.kind == "blocking" and p.places and not p.asks]
    return named or next((p for p in (*questions, *asked) if p.open), next(iter(questions), None))


def _next_open(receipt: str, key: str) -> str | None:
    """Return the open question after *key*, or any other of the dossier."""
    desk = shared().desk()
    report, judged_at = report_of(desk, receipt)
    points = [
        point for point in points_of(desk.ledger, desk.programme, report, judged_at) if point.asks
    ]
    keys = [point.finding.key for point in points]
    place = keys.index(key) if key in keys else 0
    ordered = points[place + 1 :] + points[:place]
    return next((p.finding.key for p in ordered if p.open), None)


def _following(receipt: str) -> str | None:
    """Return the next dossier with an open question."""
    state = shared()
    summaries = state.summaries.all()
    receipts = [r for r, s in summaries.items() if any(q.decision is None for q in s.questions)]
    later = [r for r in receipts if r > receipt] or [r for r in receipts if r != receipt]
    return later[0] if later else None


def offer_undo(address: str, fields: dict[str, str]) -> None:
    """Have the next page offer to take back what was just done, by posting *fields* there."""
    session["undo"] = {"to": address, "fields": fields}


def back_to(other: str) -> str:
    """Return the page that a form names to come back to, else *other*."""
    return _back(request.form.get("back", "")) or other


def _back(address: str) -> str | None:
    """Return *address* if it is a page of ours."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours else None
