"""접수대장: all dossiers in one table, searched, sorted, noted in and saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import zip_longest

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from checks.programme import Programme
from extractors import resident
from pipeline.page.dossiers import back_to
from pipeline.page.entering import shared
from pipeline.page.office_notes import LONGEST, LONGEST_HEADING, OfficeNotes
from pipeline.page.summaries import Summary
from pipeline.review import Publication, register, terms
from pipeline.review.publishing import workbook_of

pages = Blueprint("registers", __name__)

PER_PAGE = 100
OWN_ORDER = " 순"
NOTED = "접수대장에 {}칸을 적었습니다."
NOT_CHOSEN = "적을 신청을 골라 주십시오."
WHICH_COLUMN = "어느 칸에 적을지 정해 주십시오."
NO_HEADING = "‘{}’ 칸은 자동으로 채우는 칸이라 적을 수 없습니다. 다른 이름을 써 주십시오."
FORMULA = "수식이 든 칸 {}개는 그대로 두었습니다. 엑셀에서 고쳐 주십시오."
OVERTAKEN = (
    "{by}님이 먼저 ‘{heading}’ 칸에 ‘{text}’(이)라고 적어 저장하지 않았습니다."
    " 바꾸시려면 다시 적어 주십시오."
)
SOMEBODY = "다른 분"
ORDERS = {
    "urgent": ("급한 순", lambda s: (terms.URGENCY.index(s.status), s.receipt)),
    "receipt": ("접수번호 순", lambda s: s.receipt),
    "received": ("접수일시 순", lambda s: s.received_at),
    "company": ("기업명 순", lambda s: s.company),
}


@pages.get("/register")
def index() -> str:
    state, desk = shared(), shared().desk()
    summaries = state.summaries.all()
    notes = state.workbook.notes(desk)
    asked = {name: request.args.get(name, "") for name in ("find", "status", "order")}
    chosen = _chosen(summaries.values(), notes, asked)
    last = max(1, -(-len(chosen) // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    counted: Counter[str] = Counter(s.status for s in summaries.values())
    letters = {
        head.receipt: head
        for head in desk.ledger.letter_heads()
        if head.state not in ("superseded", "withdrawn")
    }
    return render_template(
        "desk/register.html",
        rows=chosen[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(chosen),
        total=len(summaries),
        page=page,
        last=last,
        counts=[(s, terms.STATUS[s].mark, counted[s]) for s in terms.URGENCY if counted[s]],
        asked=asked,
        orders={key: word for key, (word, _) in ORDERS.items()} | _by_note(notes),
        notes=notes,
        editing=request.args.get("edit", ""),
        letters=letters,
        circled=register.circled,
        longest=LONGEST,
        longest_heading=LONGEST_HEADING,
    )


def _chosen(
    summaries: Iterable[Summary], notes: OfficeNotes, asked: Mapping[str, str]
) -> list[Summary]:
    """Return the dossiers that were asked for, in the order that was asked for."""
    words = asked["find"].lower().split()
    chosen = [
        s
        for s in summaries
        if asked["status"] in ("", s.status)
        and all(word in s.found_by or word in notes.words(s.receipt) for word in words)
    ]
    heading = _by_note(notes).get(asked["order"], "").removesuffix(OWN_ORDER)
    if heading:
        # What nobody filled in comes last.
        chosen.sort(key=lambda s: ((text := notes.of(s.receipt, heading)) == "", text, s.receipt))
    else:
        chosen.sort(key=ORDERS.get(asked["order"], ORDERS["urgent"])[1])
    return chosen


def _by_note(notes: OfficeNotes) -> dict[str, str]:
    """Return the orders by columns of the office."""
    return {f"own:{heading}": f"{heading}{OWN_ORDER}" for heading in notes.shown}


@pages.post("/register/notes")
def note() -> AnyResponse:
    """Write into columns of the office, unless somebody else has written there meanwhile."""
    state, desk = shared(), shared().desk()
    notes, known = state.workbook.notes(desk), state.summaries.all()
    receipts = [r for r in dict.fromkeys(request.form.getlist("receipt")) if r in known]
    given = zip_longest(
        request.form.getlist("heading"),
        request.form.getlist("text"),
        request.form.getlist("seen"),
    )
    entries: list[tuple[str, str, str]] = []
    refused = 0
    for heading, text, seen in given:
        name = " ".join((heading or "").split())[:LONGEST_HEADING]
        said = resident.hide(" ".join((text or "").split()))[:LONGEST]
        if not name or name in ours(desk.programme):
            flash(NO_HEADING.format(name) if name else WHICH_COLUMN)
            continue
        for receipt in receipts:
            now = notes.of(receipt, name)
            if (receipt, name) in notes.formulas:
                refused += 1
            elif seen is not None and now not in (seen, said) and seen != said:
                by = notes.by.get((receipt, name), SOMEBODY)
                flash(OVERTAKEN.format(by=by, heading=name, text=now or "(빈칸)"))
            elif now != said and seen != said:
                entries.append((receipt, name, said))
    desk.ledger.remark(entries, by=g.person, now=state.clock())
    if not receipts:
        flash(NOT_CHOSEN)
    elif entries:
        flash(NOTED.format(len(entries)))
        state.changed()
    if refused:
        flash(FORMULA.format(refused))
    return redirect(back_to(url_for("registers.index")))


def ours(programme: Programme) -> frozenset[str]:
    """Return the headings of the register that are not the office's."""
    return frozenset(c.heading for c in register.key_columns(Publication(programme=programme)))


@pages.get("/register.xlsx")
def export() -> Response:
    """Return the register as a spreadsheet, as the review folder has it."""
    state = shared()
    desk = state.desk()
    desk.ledger.looked("downloaded", by=g.person, now=state.clock(), named="register.xlsx")
    response = Response(workbook_of(desk))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = 'attachment; filename="register.xlsx"'
    return response
