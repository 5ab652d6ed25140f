"""A run's balance: what became of every mail that the server lists."""

from __future__ import annotations

import datetime as dt

from checks.programme import Programme
from pipeline.arrival.receiving import Refused, Taken
from pipeline.review import Balance, BalanceMail
from pipeline.store.ledger import Ledger, MessageRow

NOT_YET = "아직 처리하지 못하였습니다. 다음 실행에서 이어서 처리합니다."
OUTCOMES = {
    "accepted": "accepted",
    "unassigned": "accepted",
    "not-submission": "not_submission",
}


def balance_of(ledger: Ledger, programme: Programme, taken: Taken, now: dt.datetime) -> Balance:
    """Count what became of every mail that the server listed."""
    messages = [_fresh(ledger, ledger.message(sha256)) for sha256 in taken.fresh]
    messages += [_withheld(item) for item in taken.withheld]
    outcomes = [message.outcome for message in messages]
    return Balance(
        programme=programme.id,
        at=now,
        server=taken.server,
        accepted=outcomes.count("accepted"),
        known=taken.known,
        not_submissions=outcomes.count("not_submission"),
        set_aside=outcomes.count("set_aside"),
        messages=tuple(messages),
    )


def _fresh(ledger: Ledger, message: MessageRow) -> BalanceMail:
    receipts = [row.receipt for row in ledger.submissions_of(message.sha256)]
    return BalanceMail.model_validate(
        {
            "message": message.sha256,
            "from": message.facts.named if message.facts else "",
            "subject": message.facts.subject if message.facts else "",
            "received_at": message.received_at,
            "outcome": OUTCOMES.get(message.outcome, "set_aside"),
            "receipt_number": ", ".join(receipts) or None,
            "reason": message.reason or (NOT_YET if message.outcome == "new" else None),
        }
    )


def _withheld(item: Refused) -> BalanceMail:
    return BalanceMail.model_validate(
        {
            "message": None,
            "from": item.sender,
            "subject": item.subject,
            "received_at": item.received_at,
            "outcome": "set_aside",
            "reason": item.reason,
        }
    )
