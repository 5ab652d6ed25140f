"""One pass: fetch, read, check, publish, deliver.  Every step may be repeated."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import NamedTuple

from extractors.errors import OperatorError, Unreachable
from pipeline.delivering import deliver, find_lost
from pipeline.desk import Desk
from pipeline.judging import assign_all, judge_all
from pipeline.ledger import MessageRow
from pipeline.publishing import publish_all
from pipeline.receiving import Progress, Received, Withheld, open_new, read_all, receive
from pipeline.review import Run, RunMessage
from pipeline.workers import open_executor

log = logging.getLogger(__name__)

DONE, OPERATOR, OURS, UNREACHABLE = 0, 1, 3, 75
"""Exit codes (contract, section 2)."""


class Result(NamedTuple):
    """What a pass came to: its exit code, its balance (None if the mailbox was not seen),
    how many letters left, and what the operator must know, a sentence each."""

    code: int
    run: Run | None
    sent: int
    troubles: tuple[str, ...]


def run(desk: Desk, clock: Callable[[], dt.datetime], progress: Progress) -> Result:
    """Do one pass while holding the lock.

    A server that cannot be reached costs its own step only: what was fetched before is
    still read, judged and published.
    """
    troubles: list[tuple[int, str]] = []
    sent = 0
    desk.blobs.sweep()
    find_lost(desk)
    now = clock()
    with open_executor(desk.settings.workers, limits=desk.settings.limits) as workers:
        received = None
        try:
            received = receive(desk, now, progress)
        except Unreachable as error:
            troubles.append((UNREACHABLE, str(error)))
        except OperatorError as error:
            troubles.append((OPERATOR, str(error)))
        if received and received.broken:
            troubles.append((UNREACHABLE, received.broken))
        sound = open_new(desk, workers, progress)
        sound &= read_all(desk, workers, progress)
        assign_all(desk, now)
        sound &= judge_all(desk, now)
        balance = _balance(desk, received, now) if received else None
        if balance is not None:
            desk.ledger.record_pass(now, balance.model_dump(mode="json", by_alias=True))
        try:
            publish_all(desk, workers)
        except OperatorError as error:
            troubles.append((OPERATOR, str(error)))
        try:
            sent = deliver(desk, clock, progress)
        except Unreachable as error:
            troubles.append((UNREACHABLE, str(error)))
        except OperatorError as error:
            troubles.append((OPERATOR, str(error)))
        if sent:
            publish_all(desk, workers)
    if balance is not None and not balance.adds_up:
        sound = False
        troubles.append((OURS, "The balance of this run does not add up: see run.json."))
    return Result(_code(sound, troubles), balance, sent, tuple(text for _, text in troubles))


def _code(sound: bool, troubles: list[tuple[int, str]]) -> int:
    codes = {code for code, _ in troubles} | (set() if sound else {OURS})
    return next((code for code in (OPERATOR, OURS, UNREACHABLE) if code in codes), DONE)


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
            "outcome": {
                "accepted": "accepted",
                "unassigned": "accepted",
                "not-submission": "not_submission",
            }.get(message.outcome, "set_aside"),
            "receipt_number": ", ".join(receipts) or None,
            "reason": message.reason or None,
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
