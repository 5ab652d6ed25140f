"""값 고치기: what a paper says and is, as a person reads it; what was read stays beside it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from checks.report import DocumentEntry, Report
from checks.wording import SAYINGS
from extractors import resident
from extractors.corrected import Correction, Cut, entry, options_of
from extractors.documents import DOCUMENTS
from extractors.model import Document
from pipeline.page.dossiers import LATER, report_of
from pipeline.page.entering import reason, shared
from pipeline.review import terms
from pipeline.store.ledger.corrections import Corrected

pages = Blueprint("correcting", __name__)

BLANK, READ = "(빈칸)", "(읽은 값)"
NOT_SO = "이 항목에 쓸 수 없는 값입니다. 서류에 적힌 대로, 날짜는 2025-05-02처럼 적어 주십시오."
SAVED = "고쳐서 저장하였습니다. 검토 결과를 다시 확인하였습니다."
UNDONE = "고친 것을 거두고 읽은 값으로 되돌렸습니다."
NO_CUT = "쪽과 서류 종류를 확인해 주십시오. 쪽은 겹치지 않아야 합니다."
GONE = "이 서류는 그사이 바뀌었습니다. 지금의 내용을 확인해 주십시오."


class Editable(NamedTuple):
    """A field of a paper as it is corrected: what it says now, who said so, its answers."""

    field: str
    label: str
    now: str
    shown: str
    certain: bool
    by: str
    options: tuple[tuple[str, str], ...]


def editables(corrections: Mapping[str, Corrected], paper: DocumentEntry) -> list[Editable]:
    """Return the fields of a paper, those that were not found last."""
    kind = DOCUMENTS.get(paper.type)
    if kind is None:
        return []
    said = corrections.get(paper.file)
    by = {(sheet, field): who for sheet, field, who in (said.by if said else ())}
    there = list(paper.fields)
    wanted = [name for name in kind.model_fields if name not in Document.model_fields]
    rows = []
    for field in (*there, *(name for name in wanted if name not in there)):
        value = paper.fields.get(field)
        now = "" if value is None or value.value is None else terms.say(value.value)
        if value is None:
            shown = "(찾지 못함)"
        elif value.value is None:
            shown = f"(읽을 수 없음) {value.raw}" if value.raw else BLANK
        else:
            shown = now
        options = options_of(kind, field)
        rows.append(
            Editable(
                field=field,
                label=terms.label(field),
                now=now,
                shown=" ".join(shown.split()),
                certain=value is not None and value.certain,
                by=by.get((paper.pages[0], field), ""),
                options=tuple((option, SAYINGS.get(option, option)) for option in options),
            )
        )
    return rows


@pages.post("/d/<receipt>/correct")
def correct(receipt: str) -> Response:
    """Record what a field says by a person's reading, or take that back."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    paper = _paper(report, request.form.get("paper", ""))
    if paper is None:
        flash(GONE)
        return _to(receipt)
    kind, field = DOCUMENTS[paper.type], request.form.get("field", "")
    if field not in kind.model_fields or field in Document.model_fields:
        abort(400)
    undone, text = request.form.get("what") == "read", request.form.get("text", "")[:500]
    if field != "corporate_number":  # which is as long, and public
        text = resident.hide(text)
    blank = request.form.get("what") == "blank"
    after = READ if undone else BLANK if blank else " ".join(text.split())
    if not undone and not blank:
        try:
            after = terms.say(entry(kind, field, text))
        except ValueError:
            flash(NOT_SO)
            return _to(receipt)
    was = paper.fields.get(field)
    before = terms.say(was.value) if was is not None and was.value is not None else BLANK
    desk.ledger.correct(
        receipt,
        paper.file,
        Correction(
            sheet=paper.pages[0],
            field=field,
            text=None if blank or undone else " ".join(text.split()),
        ),
        holds=not undone,
        reason=reason(),
        by=g.person,
        now=state.clock(),
        told={
            "paper": terms.title(paper.type),
            "field": terms.label(field),
            "before": before,
            "after": after,
        },
    )
    flash(UNDONE if undone else SAVED)
    if not state.judge(receipt):
        flash(LATER)
    return _to(receipt)


@pages.post("/d/<receipt>/cut")
def cut(receipt: str) -> Response:
    """Record which sheets of a file are which paper, or take that back."""
    state, desk = shared(), shared().desk()
    report, _ = report_of(desk, receipt)
    file = request.form.get("file", "")
    name = next((f.name for f in report.files if f.sha256 == file), None)
    transcript = desk.transcripts.get(file)
    if name is None or transcript is None:
        flash(GONE)
        return _to(receipt)
    cuts: tuple[Cut, ...] = ()
    if request.form.get("what") != "read":
        cuts = _cuts(len(transcript.pages))
        if not cuts:
            flash(NO_CUT)
            return _to(receipt)
    said = ", ".join(f"{c.first}–{c.last}쪽 {terms.title(c.type)}" for c in cuts)
    told = {"file": name, "after": said or "자동으로 구분한 대로"}
    desk.ledger.cut(receipt, file, cuts, by=g.person, now=state.clock(), told=told)
    flash(UNDONE if not cuts else SAVED)
    if not state.judge(receipt):
        flash(LATER)
    return _to(receipt)


def _cuts(sheets: int) -> tuple[Cut, ...]:
    """Return the papers that the form names; () where they overlap or lie outside."""
    form = request.form
    rows = zip(form.getlist("first"), form.getlist("last"), form.getlist("type"), strict=False)
    found = []
    for first, last, kind in rows:
        if not first.strip() and not last.strip():
            continue
        if not first.isdigit() or not last.isdigit():
            return ()
        found.append(Cut(first=int(first), last=int(last), type=kind))
    found.sort(key=lambda each: each.first)
    known = all(each.type in DOCUMENTS or each.type == Document.type for each in found)
    edges = [0, *(edge for each in found for edge in (each.first, each.last))]
    ordered = all(a < b if n % 2 == 0 else a <= b for n, (a, b) in enumerate(pairwise(edges)))
    return tuple(found) if found and known and ordered and edges[-1] <= sheets else ()


def kinds() -> list[tuple[str, str]]:
    """Return every type of paper with its title, in the order of the types."""
    named = [(name, kind.title) for name, kind in DOCUMENTS.items()]
    return [*sorted(named, key=lambda item: item[1]), (Document.type, "그 밖의 서류")]


def _paper(report: Report, name: str) -> DocumentEntry | None:
    found = next((paper for paper in report.documents if paper.id == name), None)
    return found if found is not None and found.type in DOCUMENTS else None


def _to(receipt: str) -> Response:
    point = request.form.get("point") or None
    return redirect(url_for("dossiers.show", receipt=receipt, point=point) + "#papers")
