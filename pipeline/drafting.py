"""The letters that a verdict calls for; nothing to a mail that must not be answered."""

from __future__ import annotations

import datetime as dt
import hashlib

from checks.report import Report
from outbox.letters import compose, render
from outbox.states import LetterKind
from pipeline.desk import Desk
from pipeline.ledger import LetterRow, MessageRow


def draft(desk: Desk, report: Report, earlier: Report | None, now: dt.datetime) -> list[LetterRow]:
    """Return the letters for *report*; *earlier* is the report of the revision before.

    A receipt is written when something arrived since then, a request when something is open.
    """
    answered = _answerable(desk, report)
    smtp = desk.settings.smtp
    if answered is None or smtp is None:
        return []
    kinds: list[LetterKind] = ["supplement"]
    arrived = earlier is None or _papers(report) - _papers(earlier)
    if desk.settings.letters.receipts and arrived:
        kinds.insert(0, "acknowledgement")
    drafts = []
    for kind in kinds:
        letter = compose(report, desk.programme, kind, to=answered.facts["sender"], written_at=now)
        if letter is None:
            continue
        message_id = _message_id(desk, letter.name, smtp.address)
        by_itself = _goes_by_itself(desk, report, answered, kind, letter.deadline)
        drafts.append(
            LetterRow(
                receipt=report.receipt_number,
                revision=report.revision,
                kind=kind,
                state="approved" if by_itself else "drafted",
                recipient=letter.to,
                subject=letter.subject,
                message_id=message_id,
                data=render(
                    letter,
                    sender=smtp.sender,
                    message_id=message_id,
                    date=now,
                    in_reply_to=answered.facts["message_id"] or None,
                    references=answered.facts["references"],
                ),
                answers=letter.answers,
                deadline=letter.deadline,
                drafted_at=now,
                approved_by="automatic" if by_itself else None,
            )
        )
    return drafts


def _papers(report: Report) -> set[str]:
    return {file.sha256 for file in report.files if file.state != "ignored"}


def _answerable(desk: Desk, report: Report) -> MessageRow | None:
    """Return the newest mail of the dossier that may be answered (RFC 3834, section 2)."""
    for entry in reversed(report.submissions):
        message = desk.ledger.message(entry.sha256)
        if message.facts.get("sender") and not message.facts["marks"]:
            return message
    return None


def _message_id(desk: Desk, name: str, address: str) -> str:
    """Return the one Message-ID that a letter can have, whoever drafts it again."""
    key = f"{desk.programme.id} {desk.account} {name}"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{address.rpartition('@')[2]}>"


def _goes_by_itself(
    desk: Desk, report: Report, answered: MessageRow, kind: LetterKind, deadline: dt.datetime | None
) -> bool:
    """Tell whether the settings let a letter leave without a reviewer (contract, section 3).

    Business numbers are public: who writes from a second address about somebody's dossier
    gets a letter about it only when a person has looked.
    """
    if desk.settings.letters.mode != "automatic":
        return False
    first = desk.ledger.message(report.submissions[0].sha256).facts.get("sender") or ""
    if first.lower() != answered.facts["sender"].lower():
        return False
    if kind == "acknowledgement":
        return True
    doubtful = any(f.severity == "doubtful" and f.decision is None for f in report.findings)
    return report.status == "supplement" and not doubtful and deadline is not None
