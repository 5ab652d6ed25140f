"""From mails that were read to dossiers, verdicts and drafted letters."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, Literal

from checks.model import DecisionKind, Dossier, Finding, Submission
from checks.report import Report
from extractors.errors import OperatorError
from outbox.letters import Kind, compose, render
from pipeline.desk import Desk, code_version
from pipeline.dossiers import Received, assemble
from pipeline.intake import Envelope, Firm, Known, firms_in, place
from pipeline.ledger import (
    DecisionRow,
    DossierRow,
    LetterRow,
    MessageRow,
    Outcome,
    SubmissionRow,
    VerdictRow,
)
from pipeline.review.names import name_folder

log = logging.getLogger(__name__)


# ── whose mail is it ─────────────────────────────────────────────────────────────────


def assign_all(desk: Desk, now: dt.datetime) -> None:
    """Give every new mail, and every one still unassigned, to its dossier if it is plain."""
    for message in desk.ledger.messages("new", "unassigned"):
        if message.facts:
            _assign(desk, message, now)


def _assign(desk: Desk, message: MessageRow, now: dt.datetime) -> None:
    files = desk.ledger.files(message.sha256)
    papers = [paper for file in files for paper in desk.papers(file.sha256)]
    facts = message.facts
    envelope = Envelope(
        sender=facts["sender"],
        answers=(facts["in_reply_to"], *facts["references"]),
        marks=tuple(facts["marks"]),
        unread=any(file.state == "unreadable" for file in files),
    )
    placement = place(envelope, papers, _known(desk))
    year = desk.programme.window.opens.year
    for share in placement.shares:
        desk.ledger.assign(
            message.sha256,
            share.receipt,
            by=share.by,
            papers=share.papers,
            firm=share.firm or (None, None),
            programme=(desk.programme.id, year),
            now=now,
        )
    outcome: Outcome = "unassigned" if placement.submission else "not-submission"
    if placement.shares:
        outcome = "accepted"
    desk.ledger.settle(
        message.sha256, outcome, reason=placement.reason, proposal=placement.proposal
    )


def _known(desk: Desk) -> Known:
    dossiers: dict[Firm, str] = {}
    senders: dict[str, set[str]] = {}
    for row in desk.ledger.dossiers(desk.programme.id):
        if row.business_number:
            dossiers[row.business_number, row.subordinate_number] = row.receipt
        for submission in desk.ledger.submissions(row.receipt):
            sender = desk.ledger.message(submission.message).facts.get("sender")
            if sender:
                senders.setdefault(sender.lower(), set()).add(row.receipt)
    return Known(
        dossiers=dossiers,
        senders={sender: tuple(sorted(receipts)) for sender, receipts in senders.items()},
        letters={letter.message_id: letter.receipt for letter in desk.ledger.letters()},
    )


# ── verdicts ─────────────────────────────────────────────────────────────────────────


def judge_all(desk: Desk, now: dt.datetime) -> bool:
    """Judge every dossier whose papers, decisions, programme or code changed.

    One dossier that cannot be judged costs no other.  False if there was one.
    """
    sound = True
    for row in desk.ledger.dossiers(desk.programme.id):
        try:
            judge_one(desk, row, now)
        except Exception:
            log.exception("judging dossier %s failed", row.receipt)
            sound = False
    return sound


def judge_one(desk: Desk, row: DossierRow, now: dt.datetime) -> None:
    """Judge one dossier anew, unless nothing changed since its last verdict."""
    received = [_received(desk, submission) for submission in desk.ledger.submissions(row.receipt)]
    decisions = desk.ledger.decisions(row.receipt)
    rests_on = _digest(
        [
            [
                (part.submission.sha256, sorted(part.only) if part.only else None)
                for part in received
            ],
            [(d.finding, d.kind, d.at.isoformat()) for d in decisions.values()],
        ]
    )
    made_by = _digest([desk.programme.fingerprint, code_version(), desk.transcripts.reader])
    last = desk.ledger.latest_verdict(row.receipt)
    if last and (last.rests_on, last.made_by) == (rests_on, made_by):
        return
    revision = last.revision + (last.rests_on != rests_on) if last else 1
    dossier = assemble(received, desk.papers)
    report = report_of(desk, dossier, row.receipt, revision, decisions)
    desk.ledger.name_folder(
        row.receipt, name_folder(row.receipt, report.company_name, row.business_number)
    )
    verdict = VerdictRow(
        receipt=row.receipt,
        revision=revision,
        made_at=now,
        rests_on=rests_on,
        made_by=made_by,
        report=report.model_dump_json(by_alias=True),
    )
    earlier = Report.model_validate_json(last.report) if last else None
    desk.ledger.record(verdict, _letters(desk, report, earlier, now))


def _received(desk: Desk, row: SubmissionRow) -> Received:
    message = desk.ledger.message(row.message)
    facts = message.facts
    submission = Submission(
        message_id=facts["message_id"],
        sha256=message.sha256,
        sender=facts["sender"] or facts["sender_name"],
        subject=facts["subject"],
        received_at=message.received_at,
        assigned_by=row.assigned_by,
    )
    only = None if row.papers is None else frozenset(row.papers)
    return Received(submission, desk.ledger.files(row.message), only)


def report_of(
    desk: Desk,
    dossier: Dossier,
    receipt: str,
    revision: int,
    decisions: Mapping[str, DecisionRow],
) -> Report:
    """Judge *dossier* and lay out its report.

    A decision holds while the finding rests on the papers that the reviewer saw.
    """
    kinds: dict[str, DecisionKind] = {}
    if decisions:
        for finding in desk.programme.check(dossier).findings:
            decision = decisions.get(finding.key)
            if decision is None or decision.kind == "open":
                continue
            if set(decision.rests_on) == set(_files_behind(finding, dossier)):
                kinds[finding.key] = decision.kind
    verdict = desk.programme.check(dossier, kinds)
    head = {"programme": desk.programme.id, "receipt_number": receipt, "revision": revision}
    return Report.of(head, dossier, verdict)


def _files_behind(finding: Finding, dossier: Dossier | Report) -> list[str]:
    """Return the hashes of the files that a finding rests on."""
    files = {document.id: document.file for document in dossier.documents}
    found = {entry.file or files.get(entry.document or "", "") for entry in finding.evidence}
    return sorted(found - {""})


def decided(
    desk: Desk,
    receipt: str,
    key: str,
    kind: DecisionKind | Literal["open"],
    *,
    note: str,
    reviewer: str,
    now: dt.datetime,
) -> None:
    """Record a reviewer's decision on a finding of the last report.

    Raises:
        OperatorError: there is no such dossier, or no such finding in it.
    """
    verdict = desk.ledger.latest_verdict(receipt)
    if verdict is None:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    report = Report.model_validate_json(verdict.report)
    finding = next((finding for finding in report.findings if finding.key == key), None)
    if finding is None:
        keys = ", ".join(finding.key for finding in report.findings) or "none"
        raise OperatorError(f"Dossier {receipt} has no finding “{key}”. Its findings: {keys}.")
    rests_on = tuple(_files_behind(finding, report))
    desk.ledger.decide(
        receipt,
        DecisionRow(
            finding=key, kind=kind, note=note, reviewer=reviewer, rests_on=rests_on, at=now
        ),
    )


def place_by_hand(desk: Desk, message: MessageRow, receipt: str, now: dt.datetime) -> str:
    """Put a mail where a person says: into the dossier *receipt*, or into a new one.

    Raises:
        OperatorError: there is no such dossier, or the mail has one already.
    """
    known = {row.receipt: row for row in desk.ledger.dossiers(desk.programme.id)}
    if receipt != "new" and receipt not in known:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    if desk.ledger.submissions_of(message.sha256):
        raise OperatorError(f"Mail {message.sha256[:12]} belongs to a dossier already.")
    papers = [p for f in desk.ledger.files(message.sha256) for p in desk.papers(f.sha256)]
    firms = firms_in(papers)
    chosen = desk.ledger.assign(
        message.sha256,
        None if receipt == "new" else receipt,
        by="reviewer",
        papers=None,
        firm=next(iter(firms)) if len(firms) == 1 else (None, None),
        programme=(desk.programme.id, desk.programme.window.opens.year),
        now=now,
    )
    desk.ledger.settle(message.sha256, "accepted")
    return chosen


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# ── letters ──────────────────────────────────────────────────────────────────────────


def _letters(
    desk: Desk, report: Report, earlier: Report | None, now: dt.datetime
) -> list[LetterRow]:
    """Draft what this verdict calls for; nothing to a mail that must not be answered."""
    answered = _answerable(desk, report)
    smtp = desk.settings.smtp
    if answered is None or smtp is None:
        return []
    kinds: list[Kind] = ["supplement"]
    arrived = {entry.sha256 for entry in report.submissions}
    before = {entry.sha256 for entry in earlier.submissions} if earlier else set()
    if desk.settings.letters.receipts and arrived != before:
        kinds.insert(0, "acknowledgement")
    drafts = []
    for kind in kinds:
        letter = compose(report, desk.programme, kind, to=answered.facts["sender"], written_at=now)
        if letter is None:
            continue
        message_id = _message_id(desk, letter.name, smtp.address)
        by_itself = _goes_by_itself(desk, report, kind, letter.deadline)
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


def _goes_by_itself(desk: Desk, report: Report, kind: Kind, deadline: dt.datetime | None) -> bool:
    """Tell whether the settings let a letter leave without a reviewer (contract, section 3)."""
    if desk.settings.letters.mode != "automatic":
        return False
    if kind == "acknowledgement":
        return True
    doubtful = any(f.severity == "doubtful" and f.decision is None for f in report.findings)
    return report.status == "supplement" and not doubtful and deadline is not None
