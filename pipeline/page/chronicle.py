"""이력: who decided, sent, saw and saved what, of all applications, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from checks.model import SEOUL
from pipeline.page.entering import shared
from pipeline.review import terms
from pipeline.review.history import tell
from pipeline.store.ledger import Event, EventKind, Ledger, LookKind

pages = Blueprint("chronicle", __name__)

MOST = 100
DONE: tuple[EventKind, ...] = (
    "decided",
    "corrected",
    "received",
    "removed",
    "withdrawn",
    "reinstated",
    "replaced",
    "restored",
    "extended",
)
LETTERS: tuple[EventKind, ...] = ("letter",)
TABS: dict[str, str] = {
    "all": "모두",
    "done": "판단·처리",
    "mail": "메일",
    "seen": "열람·내려받기",
    "door": "로그인",
}
SEEN: tuple[LookKind, ...] = ("opened", "saw", "downloaded")
DOOR: tuple[LookKind, ...] = ("entered", "refused", "left")
LOOKED: dict[str, str] = {
    "opened": "신청을 열어 보았습니다.",
    "saw": "서류를 보았습니다.",
    "downloaded": "파일을 내려받았습니다.",
    "entered": "로그인하였습니다.",
    "refused": "비밀번호가 맞지 않아 들어오지 못하였습니다.",
    "left": "로그아웃하였습니다.",
}
RULED_OUT = "메일을 신청이 아닌 것으로 정하였습니다"
RULED_IN = "신청이 아닌 것으로 정한 메일을 되돌렸습니다"


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did; ``receipt`` is "" where it is about no application."""

    at: dt.datetime
    by: str
    said: str
    receipt: str = ""
    mail: str = ""


@pages.get("/history")
def index() -> str:
    state, desk = shared(), shared().desk()
    summaries = state.summaries.all()
    tab = request.args.get("tab", "all")
    tab = tab if tab in TABS else "all"
    by, find = request.args.get("by", ""), " ".join(request.args.get("find", "").split())
    receipts = {r for r, s in summaries.items() if find.lower() in s.found_by} if find else None
    skip = max(0, request.args.get("skip", 0, type=int))
    # What happens meanwhile must not move what is on the pages after the first.
    before = _before() or state.clock()
    most = skip + MOST + 1
    entries = sorted(
        _entries(desk.ledger, tab, by=by, receipts=receipts, before=before, most=most),
        key=lambda entry: entry.at,
        reverse=True,
    )
    return render_template(
        "desk/chronicle.html",
        entries=entries[skip : skip + MOST],
        before=before,
        skip=skip,
        older=skip + MOST if len(entries) > skip + MOST else None,
        tabs=TABS,
        tab=tab,
        by=by,
        find=find,
        people=desk.ledger.actors(),
        summaries=summaries,
    )


def _before() -> dt.datetime | None:
    """Return up to when was asked for: by the link to what is older, or a day that was chosen."""
    try:
        if at := request.args.get("before"):
            return dt.datetime.fromisoformat(at)
        if day := request.args.get("day"):
            start = dt.datetime.fromisoformat(day).replace(tzinfo=SEOUL)
            return start + dt.timedelta(days=1)
    except ValueError:
        pass
    return None


def _entries(
    ledger: Ledger,
    tab: str,
    *,
    by: str,
    receipts: set[str] | None,
    before: dt.datetime | None,
    most: int,
) -> Iterator[Deed]:
    """Yield at least the newest *most* entries, where there are as many."""
    if tab in ("all", "done"):
        found = ledger.events(DONE, by=by, receipts=receipts, before=before, most=most)
        yield from _told(ledger, found)
        if receipts is None:
            yield from _ruled(ledger, by, before)
        for note in ledger.remarks():
            if by in ("", note.by) and (receipts is None or note.receipt in receipts):
                said = f"접수대장 ‘{note.heading}’: {note.text or '(지움)'}"
                if before is None or note.at < before:
                    yield Deed(note.at, note.by, said, note.receipt)
    if tab in ("all", "mail"):
        found = ledger.events(LETTERS, by=by, receipts=receipts, before=before, most=most)
        yield from _told(ledger, found)
    kinds = {"all": SEEN + DOOR, "seen": SEEN, "door": DOOR}.get(tab, ())
    if kinds:
        for look in ledger.looks(kinds=kinds, by=by, receipts=receipts, before=before, most=most):
            said = LOOKED.get(look.what, look.what)
            said = f"{said.removesuffix('.')}: {look.named}" if look.named else said
            yield Deed(look.at, look.by, said, look.receipt or "")


def _told(ledger: Ledger, events: Iterable[Event]) -> Iterator[Deed]:
    events = list(events)
    called: dict[str, dict[str, str]] = {}
    for receipt in {event.receipt for event in events if event.kind == "decided"}:
        report = ledger.report(receipt)
        called[receipt] = {f.key: f.message for f in report.findings} if report else {}
    for event in events:
        (step,) = tell([event], called.get(event.receipt, {}))
        yield Deed(event.at, step.by, step.said, event.receipt)


def _ruled(ledger: Ledger, by: str, before: dt.datetime | None) -> Iterator[Deed]:
    for row in ledger.rulings():
        if by in ("", row.by) and (before is None or row.at < before):
            facts = ledger.message(row.message).facts
            subject = (facts.subject if facts else "") or "(제목 없음)"
            said = RULED_OUT if row.holds else RULED_IN
            note = f" ({row.note})" if row.note else ""
            by_name = terms.say_person(row.by)
            yield Deed(row.at, by_name, f"{said}: “{subject}”{note}", mail=row.message)
