"""접수대장 and 직접 확인: all dossiers in one table, and what is looked up site by site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from pipeline.page.dossiers import LATER, SAVED
from pipeline.page.entering import reason, shared
from pipeline.page.summaries import LookUp, Summary
from pipeline.review import register, sheet, terms
from pipeline.review.publishing import publication_of

pages = Blueprint("registers", __name__)

ORDERS = {
    "urgent": ("급한 순", lambda s: (terms.URGENCY.index(s.status), s.receipt)),
    "receipt": ("접수번호 순", lambda s: s.receipt),
    "received": ("접수일시 순", lambda s: s.received_at),
    "company": ("기업명 순", lambda s: s.company),
}


@pages.get("/register")
def index() -> str:
    summaries = shared().summaries.all()
    text = " ".join(request.args.get("find", "").lower().split())
    status = request.args.get("status", "")
    order = request.args.get("order", "urgent")
    chosen = [
        s
        for s in summaries.values()
        if (not status or s.status == status) and all(part in s.found_by for part in text.split())
    ]
    chosen.sort(key=ORDERS.get(order, ORDERS["urgent"])[1])
    counted: Counter[str] = Counter(s.status for s in summaries.values())
    heads = shared().desk().ledger.letter_heads()
    letters = {
        head.receipt: head for head in heads if head.state not in ("superseded", "withdrawn")
    }
    return render_template(
        "desk/register.html",
        rows=chosen,
        total=len(summaries),
        counts=[(s, terms.STATUS[s].mark, counted[s]) for s in terms.URGENCY if counted[s]],
        find=request.args.get("find", ""),
        status=status,
        order=order,
        orders=ORDERS,
        letters=letters,
        circled=register.circled,
    )


@pages.get("/register.xlsx")
def export() -> Response:
    """Return the register as a spreadsheet, as the review folder has it."""
    state = shared()
    desk = state.desk()
    desk.ledger.looked("downloaded", by=g.person, now=state.clock(), named="register.xlsx")
    response = Response(sheet.as_xlsx(publication_of(desk)))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = 'attachment; filename="register.xlsx"'
    return response


@pages.get("/lookups")
def lookups() -> str:
    summaries = shared().summaries.all()
    said = shared().desk().ledger.said()
    everything = request.args.get("all") == "1"
    sites: dict[str, list[tuple[Summary, LookUp, str | None]]] = {}
    for summary in summaries.values():
        for box in summary.lookups:
            last = said.get((summary.receipt, box.key))
            fresh = last is not None and last.at >= summary.judged_at
            kind = (None if last.kind == "open" else last.kind) if last and fresh else box.decision
            if kind is None or everything:
                sites.setdefault(box.where, []).append((summary, box, kind))
    return render_template(
        "desk/lookups.html",
        sites=sorted(sites.items(), key=lambda item: (-len(item[1]), item[0])),
        everything=everything,
        left=sum(kind is None for rows in sites.values() for _, _, kind in rows),
    )


@pages.post("/lookups")
def tick() -> AnyResponse:
    """Tick many look-ups at once: looked up, in order or not."""
    state = shared()
    kind = request.form.get("kind")
    if kind not in ("settled", "confirmed", "open"):
        kind = "settled"
    note = reason()
    chosen = [tuple(box.split("|", 1)) for box in request.form.getlist("box") if "|" in box]
    known = {(s.receipt, box.key) for s in state.summaries.all().values() for box in s.lookups}
    chosen = [box for box in chosen if box in known]
    for receipt, key in chosen:
        state.note(receipt, key, kind, note=note, person=g.person)  # type: ignore[arg-type]
    done = state.judge(*_receipts(receipt for receipt, _ in chosen))
    if not chosen:
        flash("고르신 항목이 없습니다.")
    else:
        word = terms.DECISION[kind].word if kind in terms.DECISION else "확인 전"
        flash(f"{len(chosen)}건을 {SAVED.format(word=word)}")
    if chosen and not done:
        flash(LATER)
    return redirect(url_for("registers.lookups"))


def _receipts(receipts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(receipts))
