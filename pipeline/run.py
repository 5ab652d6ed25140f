"""One pass: fetch, read, check, publish, deliver.  Every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.arrival.receiving import Taken, open_new, read_all, receive
from pipeline.exits import OURS
from pipeline.judging.inquiries import ask_registry, registry_of
from pipeline.judging.verdicts import judge_all
from pipeline.letters.attending import attend
from pipeline.letters.bouncing import note_bounces
from pipeline.letters.delivering import deliver, find_lost
from pipeline.letters.drafting import record
from pipeline.matching.automatic import assign_all
from pipeline.review import Balance
from pipeline.review.balance import balance_of
from pipeline.review.publishing import publish_all
from pipeline.review.reminding import remind
from pipeline.store.desk import Clock, Desk, Progress
from pipeline.store.ledger import LetterRow
from pipeline.store.troubles import Troubles
from pipeline.workers import open_executor


class Result(NamedTuple):
    """What a pass came to: its exit code, its balance (None if the mailbox was not seen),
    how many letters left, and what the operator must know, a sentence each."""

    code: int
    run: Balance | None
    sent: int
    troubles: tuple[str, ...]


@dataclass
class Pass:
    """One pass while it goes on: what its steps work with, and what one leaves for the next.

    ``at`` is when it began.  ``sending`` is False where no letter may leave; ``shown`` are the
    letters that the review folder was last made from.
    """

    desk: Desk
    clock: Clock
    progress: Progress
    workers: Executor
    sending: bool
    at: dt.datetime
    taken: Taken | None = None
    balance: Balance | None = None
    published: bool = False
    shown: tuple[LetterRow, ...] = ()


class Step(NamedTuple):
    """One step of a pass, and whether it is taken at all; ``what`` names it in the log."""

    what: str
    do: Callable[[Pass], None]
    when: Callable[[Pass], bool] = lambda _: True

    def take(self, this: Pass) -> Troubles:
        """Take the step and return all that went wrong in it; nothing is raised."""
        troubles = Troubles()
        this.desk = replace(this.desk, troubles=troubles)
        with troubles.step(self.what):
            if self.when(this):
                self.do(this)
        return troubles


def run(desk: Desk, clock: Clock, progress: Progress, *, sending: bool = True) -> Result:
    """Do one pass while holding the lock; without *sending* no letter leaves.

    A fault costs the one thing that was worked on, and a server that cannot be reached its
    own step only: what was fetched before is still read, judged and published.
    """
    gone = {letter.name for letter in desk.ledger.letters("sent")}
    with open_executor(desk.settings.workers, limits=desk.settings.limits) as workers:
        this = Pass(desk, clock, progress, workers, sending, clock())
        for step in STEPS:
            desk.troubles.add(step.take(this))
    sent = len({letter.name for letter in desk.ledger.letters("sent")} - gone)
    return Result(desk.troubles.code, this.balance, sent, tuple(desk.troubles.sentences))


def _clear_up(this: Pass) -> None:
    this.desk.blobs.sweep()
    this.desk.transcripts.sweep()
    find_lost(this.desk.ledger)


def _receive(this: Pass) -> None:
    this.taken = receive(this.desk, this.at, this.progress)


def _make_balance(this: Pass) -> None:
    if this.taken is None:
        return
    balance = this.balance = balance_of(this.desk.ledger, this.desk.programme, this.taken, this.at)
    this.desk.ledger.record_pass(
        this.at,
        balance.model_dump(mode="json", by_alias=True),
        news=bool(balance.messages) or not balance.adds_up,
    )
    if not balance.adds_up:
        this.desk.troubles.note(OURS, "The balance of this run does not add up: see run.json.")


def _publish(this: Pass) -> None:
    this.shown = tuple(this.desk.ledger.letters())
    publish_all(this.desk, this.workers)
    this.published = True


def _remind(this: Pass) -> None:
    remind(this.desk, this.clock())


def _may_send(this: Pass) -> bool:
    return this.sending


def _has_registry(this: Pass) -> bool:
    return registry_of(this.desk.settings) is not None


def _has_new_letters(this: Pass) -> bool:
    return this.sending and tuple(this.desk.ledger.letters()) != this.shown


_judge = Step("judging dossiers", lambda this: judge_all(this.desk, this.at, record))

STEPS = (
    Step("clearing up", _clear_up),
    Step("receiving mail", _receive),
    Step("opening mail", lambda this: open_new(this.desk, this.workers, this.progress)),
    Step("reading files", lambda this: read_all(this.desk, this.workers, this.progress)),
    Step("placing mail", lambda this: assign_all(this.desk, this.at)),
    Step("looking at bounces", lambda this: note_bounces(this.desk, this.at)),
    _judge,
    Step("asking the registry", lambda this: ask_registry(this.desk, this.at), _has_registry),
    _judge._replace(when=_has_registry),
    Step("making up the balance", _make_balance),
    Step("publishing", _publish),
    Step("sending letters", lambda this: deliver(this.desk, this.clock, this.progress), _may_send),
    Step(
        "attending to the mailbox",
        lambda this: attend(this.desk, this.clock, published=this.published),
        _may_send,
    ),
    Step("publishing", _publish, _has_new_letters),
    Step("reminding the reviewers", _remind, _may_send),
)
"""A pass, from top to bottom."""
