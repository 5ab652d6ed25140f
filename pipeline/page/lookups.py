"""직접 확인: what is looked up outside, one site for all firms; the same thing only once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pipeline.page.dossiers import LATER, SAVED
from pipeline.page.entering import reason, shared
from pipeline.page.summaries import LookUp, Summary
from pipeline.review import terms
from pipeline.store.ledger import Said

pages = Blueprint("lookups", __name__)

ADDRESS = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:kr|com|net|org)(?![\w-])")
MOST = 100
"""Rows of one site at a time."""
NOT_CHOSEN = "고르신 항목이 없습니다."
BETWEEN, WITHIN = "\n", "|"


@dataclass(frozen=True)
class AskedOnce:
    """One thing to look up under one number, for every dossier that asks it."""

    message: str
    kind: str | None
    boxes: tuple[tuple[str, str], ...]

    @property
    def value(self) -> str:
        return BETWEEN.join(WITHIN.join(box) for box in self.boxes)


@dataclass(frozen=True)
class LookUpRow:
    """What is typed in once: a number or a name, the firms that it is of, what is asked there."""

    label: str
    number: str | None
    certain: bool
    firms: tuple[Summary, ...]
    questions: tuple[AskedOnce, ...]


def sites_in(where: str) -> list[str]:
    """Return the hosts that the programme names in *where*, each once."""
    return list(dict.fromkeys(ADDRESS.findall(where)))


@pages.get("/lookups")
def index() -> str:
    state = shared()
    everything = request.args.get("all") == "1"
    said = state.desk().ledger.said()
    found: dict[str, list[tuple[Summary, LookUp, str | None]]] = {}
    for summary in state.summaries.all().values():
        for box in summary.lookups:
            kind = answer_of(summary, box, said)
            if kind is None or everything:
                found.setdefault(box.where, []).append((summary, box, kind))
    left = {where: sum(kind is None for _, _, kind in each) for where, each in found.items()}
    order = sorted(found, key=lambda where: (-left[where], where))
    asked = request.args.get("where", "")
    where = asked if asked in found else (order[0] if order else "")
    rows = list(_rows(found.get(where, ())))
    return render_template(
        "desk/lookups.html",
        sites=[(each, left[each]) for each in order],
        where=where,
        rows=rows[:MOST],
        more=len(rows) - MOST,
        everything=everything,
        left=sum(left.values()),
    )


def answer_of(summary: Summary, box: LookUp, said: Mapping[tuple[str, str], Said]) -> str | None:
    """Return what was last said of a look-up, None where it is open."""
    last = said.get((summary.receipt, box.key))
    if last is not None and last.at >= summary.judged_at:
        return None if last.kind == "open" else last.kind
    return box.decision


def _rows(found: Iterable[tuple[Summary, LookUp, str | None]]) -> Iterator[LookUpRow]:
    """Yield one row for each number; what was not read is a row of its own dossier."""
    together: dict[tuple[str, ...], list[tuple[Summary, LookUp, str | None]]] = {}
    for summary, box, kind in found:
        named = (box.label, box.number) if box.number else (box.label, "", summary.receipt)
        together.setdefault(named, []).append((summary, box, kind))
    for each in together.values():
        asked: dict[tuple[str, str | None], list[tuple[str, str]]] = {}
        for summary, box, kind in each:
            asked.setdefault((box.message, kind), []).append((summary.receipt, box.key))
        yield LookUpRow(
            label=each[0][1].label,
            number=each[0][1].number,
            certain=all(box.certain for _, box, _ in each),
            firms=tuple({summary.receipt: summary for summary, _, _ in each}.values()),
            questions=tuple(AskedOnce(m, k, tuple(boxes)) for (m, k), boxes in asked.items()),
        )


@pages.post("/lookups")
def tick() -> Response:
    """Tick many look-ups at once: looked up, in order or not."""
    state = shared()
    kind = request.form.get("kind")
    if kind not in ("settled", "confirmed", "open"):
        kind = "settled"
    note = reason()
    given = BETWEEN.join(request.form.getlist("box")).replace("\r", "").split(BETWEEN)
    known = {(s.receipt, box.key) for s in state.summaries.all().values() for box in s.lookups}
    chosen = [box for box in (each.partition(WITHIN)[::2] for each in given) if box in known]
    for receipt, key in chosen:
        state.note(receipt, key, kind, note=note, person=g.person)  # type: ignore[arg-type]
    done = state.judge(*dict.fromkeys(receipt for receipt, _ in chosen))
    if not chosen:
        flash(NOT_CHOSEN)
    else:
        word = terms.DECISION[kind].word if kind in terms.DECISION else "확인 전"
        flash(f"{len(chosen)}건을 {SAVED.format(word=word)}")
    if chosen and not done:
        flash(LATER)
    where, everything = request.form.get("where", ""), request.form.get("all") or None
    return redirect(url_for("lookups.index", where=where, all=everything))
