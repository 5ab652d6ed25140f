"""오늘 할 일: what waits for a person, and what happened since they were last here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from flask import Blueprint, g, render_template, request

from checks.programme import Programme
from pipeline.page.entering import shared
from pipeline.page.shared import Shared
from pipeline.page.summaries import Summary, Wanted, unanswered
from pipeline.review import HistoryStep
from pipeline.review.history import tell
from pipeline.store.desk import Desk
from pipeline.store.ledger import Event, Ledger, LetterHead

pages = Blueprint("today", __name__)

MOST = 50
"""Applications with questions, and receipts to approve, that are shown at once."""
FIRST_TIME = dt.timedelta(days=1)
"""How far back the news go for somebody who was never here."""
MOST_STEPS = 300
"""Of the news; what is older stands in the history."""


class News(NamedTuple):
    """What happened to one dossier since somebody was last here, oldest first, and when last."""

    dossier: Summary
    at: dt.datetime
    steps: tuple[HistoryStep, ...]


@pages.get("/")
def show() -> str:
    state, desk = shared(), shared().desk()
    now = state.clock()
    summaries = state.summaries.all()
    deadlines = deadline_of_each(desk.ledger)
    wanted = sorted(
        unanswered(summaries.values(), desk.ledger.said()),
        key=lambda item: (
            deadlines.get(item.dossier.receipt, _far(desk.programme)),
            item.dossier.receipt,
        ),
    )
    heads = [head for head in desk.ledger.letter_heads() if head.receipt in summaries]
    since = desk.ledger.last_look(g.person) or now - FIRST_TIME
    groups = _grouped(wanted)
    everything = request.args.get("all") == "1"
    return render_template(
        "desk/today.html",
        groups=groups if everything else groups[:MOST],
        more=0 if everything else max(0, len(groups) - MOST),
        count=len(wanted),
        deadlines=deadlines,
        here=state.presence.everywhere(now, besides=g.person),
        receipts=waiting(heads, "acknowledgement"),
        most=MOST,
        requests=waiting(heads, "supplement"),
        troubled=[h for h in heads if h.state in ("unknown", "refused", "bounced")],
        stray=stray_count(state, desk),
        lookups=sum(box.decision is None for s in summaries.values() for box in s.lookups),
        summaries=summaries,
        since=since,
        news=_news(desk.ledger, since, summaries),
    )


def _news(ledger: Ledger, since: dt.datetime, summaries: Mapping[str, Summary]) -> list[News]:
    """Return what happened after *since*, dossier by dossier, the newest first."""
    steps: dict[str, list[Event]] = {}
    for event in ledger.news(since, most=MOST_STEPS):
        if event.receipt in summaries:
            steps.setdefault(event.receipt, []).append(event)
    return [
        News(summaries[receipt], events[0].at, tuple(tell(reversed(events))))
        for receipt, events in list(steps.items())[:MOST]
    ]


def waiting(heads: Iterable[LetterHead], kind: str) -> list[LetterHead]:
    """Return the drafts of this kind."""
    return [head for head in heads if head.kind == kind and head.state == "drafted"]


def stray_count(state: Shared, desk: Desk) -> int:
    """Return how many mails, or parts of them, are nobody's or could not be processed."""
    left = sum(
        bool(m.reason and state.left_over(desk, m)) for m in desk.ledger.messages("accepted")
    )
    return left + len(desk.ledger.messages("unassigned", "set-aside"))


def deadline_of_each(ledger: Ledger) -> dict[str, dt.datetime]:
    """Return until when each dossier may send supplements, where a day is set for it."""
    own = {r: course.until for r, course in ledger.courses().items() if course.until}
    asked = {
        head.receipt: head.deadline
        for head in ledger.letter_heads()
        if head.kind == "supplement" and head.deadline and head.state in ("sent", "approved")
    }
    return {**asked, **own}


def _far(programme: Programme) -> dt.datetime:
    letters = programme.letters
    return letters.supplements_until or programme.window.closes


def _grouped(wanted: list[Wanted]) -> list[tuple[Wanted, list[Wanted]]]:
    """Return the questions dossier by dossier, each with its first question in front."""
    groups = [list(items) for _, items in groupby(wanted, key=lambda w: w.dossier.receipt)]
    return [(items[0], items) for items in groups]
