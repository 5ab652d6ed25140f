"""One pass: fetch, read, check, publish, deliver.  Every step may be repeated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from pipeline.arrival.receiving import Progress, Received, Withheld, open_new, read_all, receive
from pipeline.exits import OPERATOR, OURS, UNREACHABLE
from pipeline.judging.inquiries import ask_registry, registry_of
from pipeline.judging.verdicts import judge_all
from pipeline.letters.attending import attend
from pipeline.letters.bouncing import note_bounces
from pipeline.letters.delivering import deliver, find_lost
from pipeline.letters.drafting import record
from pipeline.matching.assigning import assign_all
from pipeline.review import Run, RunMessage
from pipeline.review.publishing import publish_all
from pipeline.store.desk import Desk
from pipeline.store.ledger import MessageRow
from pipeline.workers import open_executor

NOT_YET = "아직 처리하지 못하였습니다. 다음 실행에서 이어서 처리합니다."
OUTCOMES = {
    "accepted": "accepted",
    "unassigned": "accepted",
    "not-submission": "not_submission",
}


class Result(NamedTuple):
    """What a pass came to: its exit code, its balance (None if the mailbox was not seen),
    how many letters left, and what the operator must know, a sentence each."""

    code: int
    run: Run | None
    sent: int
    troubles: tuple[str, ...]


def run(
    desk: Desk,
    clock: Callable[[], dt.datetime],
    progress: Progress,
    *,
    sending: bool = True,
) -> Result:
    """Do one pass while holding the lock; without *sending* no letter leaves.

    A fault costs the one thing that was worked on, and a server that cannot be reached its
    own step only: what was fetched before is still read, judged and published.
    """
    troubles = desk.troubles
    with troubles.step("clearing up"):
        desk.blobs.sweep()
        desk.transcripts.sweep()
        find_lost(desk)
    now = clock()
    received = balance = None
    gone = {letter.name for letter in desk.ledger.letters("sent")}
    with open_executor(desk.settings.workers, limits=desk.settings.limits) as workers:
        with troubles.step("receiving mail"):
            received = receive(desk, now, progress)
        if received and received.broken:
            troubles.note(UNREACHABLE, received.broken)
        for sentence in received.missing if received else ():
            troubles.note(OPERATOR, sentence)
        with troubles.step("opening mail"):
            open_new(desk, workers, progress)
        with troubles.step("reading files"):
            read_all(desk, workers, progress)
        with troubles.step("placing mail"):
            assign_all(desk, now)
        with troubles.step("looking at bounces"):
            note_bounces(desk, now)
        with troubles.step("judging dossiers"):
            judge_all(desk, now, record)
        if registry_of(desk.settings) is not None:
            with troubles.step("asking the registry"):
                ask_registry(desk, now)
            with troubles.step("judging dossiers"):
                judge_all(desk, now, record)
        with troubles.step("making up the balance"):
            if received is not None:
                balance = _balance(desk, received, now)
                desk.ledger.record_pass(
                    now,
                    balance.model_dump(mode="json", by_alias=True),
                    news=bool(balance.messages) or not balance.adds_up,
                )
        published = False
        with troubles.step("publishing"):
            publish_all(desk, workers)
            published = True
        if sending:
            before = desk.ledger.letters()
            with troubles.step("sending letters"):
                deliver(desk, clock, progress)
            with troubles.step("attending to the mailbox"):
                attend(desk, clock, published=published)
            if desk.ledger.letters() != before:
                with troubles.step("publishing"):
                    publish_all(desk, workers)
    if balance is not None and not balance.adds_up:
        troubles.note(OURS, "The balance of this run does not add up: see run.json.")
    sent = len({letter.name for letter in desk.ledger.letters("sent")} - gone)
    return Result(troubles.code, balance, sent, tuple(troubles.sentences))


def _balance(desk: Desk, received: Received, now: dt.datetime) -> Run:
    """Count what became of every mail that the server listed."""
    messages = [_fresh(desk, desk.ledger.message(sha256)) for sha256 in received.fresh]
    messages += [_withheld(item) for item in received.withheld]
    outcomes = [message.outcome for message in messages]
    return Run(
        programme=desk.programme.id,
        at=now,
        server=received.server,
        accepted=outcomes.count("accepted"),
        known=received.known,
        not_submissions=outcomes.count("not_submission"),
        set_aside=outcomes.count("set_aside"),
        messages=tuple(messages),
    )


def _fresh(desk: Desk, message: MessageRow) -> RunMessage:
    receipts = [row.receipt for row in desk.ledger.submissions_of(message.sha256)]
    return RunMessage.model_validate(
        {
            "message": message.sha256,
            "from": message.facts.get("sender") or message.facts.get("sender_name") or "",
            "subject": message.facts.get("subject", ""),
            "received_at": message.received_at,
            "outcome": OUTCOMES.get(message.outcome, "set_aside"),
            "receipt_number": ", ".join(receipts) or None,
            "reason": message.reason or (NOT_YET if message.outcome == "new" else None),
        }
    )


def _withheld(item: Withheld) -> RunMessage:
    return RunMessage.model_validate(
        {
            "message": None,
            "from": item.sender,
            "subject": item.subject,
            "received_at": item.received_at,
            "outcome": "set_aside",
            "reason": item.reason,
        }
    )
