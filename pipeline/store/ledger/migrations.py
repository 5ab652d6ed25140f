"""How an older ledger is brought up to date, one step for each version of the tables.

A step is a function that is given a connection; it runs once, in one transaction with its
record, after the tables that are new have been made.  Steps are only ever added, and what
stands in `MIGRATIONS` at place *n* leads from version *n* + 1 to the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection, select

from pipeline.store.ledger.tables import (
    ATTACHMENT,
    DECISION,
    EVENT,
    LETTER,
    MESSAGE,
    SUBMISSION,
    VERDICT,
)

Step = Callable[[Connection], None]


def tell_the_past(on: Connection) -> None:
    """Write the history of dossiers that are older than the table of events."""
    events = sorted(_past(on), key=lambda event: (event["receipt"], event["at"]))
    if events:
        on.execute(EVENT.insert(), events)


def _past(on: Connection) -> Iterator[dict[str, Any]]:
    mails = select(SUBMISSION, MESSAGE.c.received_at, MESSAGE.c.facts).join(
        MESSAGE, SUBMISSION.c.message == MESSAGE.c.sha256
    )
    for row in on.execute(mails).mappings():
        facts = json.loads(row["facts"])
        yield _event(
            row["receipt"],
            row["received_at"],
            "received",
            message=row["message"],
            assigned_by=row["assigned_by"],
            sender=facts.get("sender") or facts.get("sender_name") or "",
            subject=facts.get("subject", ""),
        )
    for row in on.execute(select(VERDICT)).mappings():
        standing = standing_of(row["report"])
        yield _event(row["receipt"], row["made_at"], "judged", revision=row["revision"], **standing)
    for row in on.execute(select(DECISION)).mappings():
        said = {name: row[name] for name in ("finding", "note")}
        yield _event(
            row["receipt"], row["at"], "decided", by=row["reviewer"], decision=row["kind"], **said
        )
    for row in on.execute(select(LETTER)).mappings():
        letter = {
            "name": f"{row['receipt']}-{row['revision']}-{row['kind']}",
            "recipient": row["recipient"],
        }
        yield _event(row["receipt"], row["drafted_at"], "letter", state="drafted", **letter)
        if row["sent_at"]:
            by = row["approved_by"] or ""
            yield _event(row["receipt"], row["sent_at"], "letter", by=by, state="sent", **letter)


def name_whole_files(on: Connection) -> None:
    """Name the files that a share of a mail holds without a recognised paper: till now all."""
    shares = select(SUBMISSION.c.message, SUBMISSION.c.receipt, SUBMISSION.c.papers)
    rows = on.execute(shares.where(SUBMISSION.c.papers.is_not(None))).all()
    for message, receipt, papers in rows:
        files = on.scalars(select(ATTACHMENT.c.sha256).where(ATTACHMENT.c.message == message))
        held = [*json.loads(papers), *([file, 0] for file in sorted(set(files)))]
        here = (SUBMISSION.c.message == message, SUBMISSION.c.receipt == receipt)
        on.execute(SUBMISSION.update().where(*here).values(papers=json.dumps(held)))


def reshape_facts(on: Connection) -> None:
    """Keep of a mail's headers what anybody asks for; how it came is read from its bytes then.

    See `pipeline.store.upgrading`.
    """
    kept = ("message_id", "in_reply_to", "references", "sender_name", "sender", "subject", "marks")
    for sha256, text in on.execute(select(MESSAGE.c.sha256, MESSAGE.c.facts)).all():
        facts = json.loads(text)
        if facts:
            told = {name: facts[name] for name in kept if name in facts}
            told |= {"withdrawal": bool(facts.get("withdrawal")), "arrival": None}
            here = MESSAGE.c.sha256 == sha256
            as_text = json.dumps(told, ensure_ascii=False, sort_keys=True)
            on.execute(MESSAGE.update().where(here).values(facts=as_text))


def _event(
    receipt: str, at: str, kind: str, *, by: str = "", message: str | None = None, **facts: Any
) -> dict[str, Any]:
    return {
        "receipt": receipt,
        "at": at,
        "kind": kind,
        "by": by,
        "message": message,
        "facts": json.dumps(facts, ensure_ascii=False, sort_keys=True),
    }


def standing_of(report: str) -> dict[str, Any]:
    """Return how a dossier stands by its report (JSON): its status, and what is open."""
    told = json.loads(report or "{}")
    open_findings = [
        finding["severity"] if finding.get("decision") != "confirmed" else "blocking"
        for finding in told.get("findings", ())
        if finding.get("decision") not in ("waived", "settled")
    ]
    return {
        "status": told.get("status", ""),
        "blocking": open_findings.count("blocking"),
        "doubtful": open_findings.count("doubtful"),
    }


MIGRATIONS: tuple[Step, ...] = (tell_the_past, name_whole_files, reshape_facts)
