"""Mail that is plainly somebody's goes to its dossier, by what the ledger knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Mapping, Sequence

from extractors.documents import DOCUMENTS
from extractors.korean import company_key
from extractors.model import Document, File
from outbox.tokens import signed_in_ids, signed_in_subject
from pipeline.matching.contents import (
    distinct,
    is_read,
    papers_of,
)
from pipeline.matching.placement import Envelope, Known, place
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger, MessageRow, Outcome

NOT_PLACED = (
    "어느 신청의 메일인지 가리는 중에 오류가 발생하였습니다. 다음 실행에서 다시 시도하며, 직접"
    " 지정하셔도 됩니다."
)


def assign_all(desk: Desk, now: dt.datetime) -> None:
    """Give every new mail, and every one still unassigned, to its dossier if it is plain.

    A mail that found its dossier may make plain where an earlier one belongs.  What a person
    took out of a dossier waits for a person.  What we fail to place is set aside and tried
    again with each run.
    """
    passed = set(desk.ledger.released())
    if not _placeable(desk.ledger, passed):
        return
    names = _names(desk)
    placed = True
    while placed:
        placed = False
        known = None
        for message in _placeable(desk.ledger, passed):
            with desk.troubles.alone(f"placing mail {message.sha256[:12]}") as attempt:
                known = known or known_now(desk, names)
                if _assign(desk, message, known, now):
                    placed, known = True, None
            if attempt.failed:
                passed.add(message.sha256)
                desk.ledger.set_aside(message.sha256, NOT_PLACED)


def _placeable(ledger: Ledger, passed: Container[str]) -> list[MessageRow]:
    """Return the mails that were taken apart and have no place, but for those in *passed*."""
    waiting = ledger.messages("new", "unassigned", "set-aside")
    return [m for m in waiting if m.facts is not None and m.sha256 not in passed]


def known_now(desk: Desk, names: Mapping[str, str] | None = None) -> Known:
    """Return what the ledger knows of dossiers, their firms and their senders."""
    rows = desk.ledger.dossiers(desk.programme.id)
    senders = desk.ledger.senders(desk.programme.id)
    gone = {receipt for receipt, course in desk.ledger.courses().items() if course.withdrawn}
    # A firm that withdrew and applied again is found in the dossier that counts.
    by_life = sorted(rows, key=lambda row: row.receipt not in gone)
    return Known(
        receipts=frozenset(row.receipt for row in rows),
        dossiers={
            (row.business_number, row.subordinate_number): row.receipt
            for row in by_life
            if row.business_number
        },
        senders={
            sender: tuple(sorted(receipts - gone or receipts))
            for sender, receipts in senders.items()
        },
        letters=desk.ledger.threads(),
        names=names if names is not None else _names(desk),
        withdrawn=frozenset(gone),
    )


def _names(desk: Desk) -> dict[str, str]:
    """Return the applicants of the dossiers that were judged, as names are compared."""
    found = {}
    for row in desk.ledger.dossiers(desk.programme.id):
        with desk.troubles.alone(f"looking for the name of dossier {row.receipt}"):
            report = desk.ledger.report(row.receipt)
            if report is not None and report.company_name:
                found[row.receipt] = company_key(report.company_name)
    return found


def _assign(desk: Desk, message: MessageRow, known: Known, now: dt.datetime) -> bool:
    """Place one mail; True if it went to a dossier, which may change where others go."""
    facts = message.facts
    if facts is None or not is_read(desk, message):
        return False  # the reader could not do its work; nothing is known of it yet
    papers = papers_of(desk, message)
    files = desk.ledger.files(message.sha256)  # what we fail to recognise is unreadable now
    answers = (facts.in_reply_to, *facts.references)
    ours = {i: receipt for i in answers for receipt in signed_in_ids(desk.secret, [i])}
    envelope = Envelope(
        sender=facts.sender,
        doubted=facts.is_doubted,
        answers=answers,
        marks=facts.marks,
        unread=any(file.state == "unreadable" for file in files),
        subject=facts.subject,
        signed=signed_in_subject(desk.secret, facts.subject),
        names={file.sha256: file.name for file in files},
        closed=tuple(_closed(desk.papers, files)),
    )
    known = known.model_copy(update={"letters": {**known.letters, **ours}})
    placement = place(envelope, papers, known)
    outcome: Outcome = "unassigned" if placement.submission else "not-submission"
    if placement.shares:
        outcome = "accepted"
    wanted = (outcome, placement.reason, placement.proposal)
    if not placement.shares and wanted == (message.outcome, message.reason, message.proposal):
        return False
    desk.ledger.place(
        message.sha256,
        placement.shares,
        outcome,
        programme=desk.numbering,
        now=now,
        reason=placement.reason,
        proposal=placement.proposal,
        was=message.outcome,
    )
    return bool(placement.shares)


def _closed(papers_of: Callable[[str], tuple[Document, ...]], files: Sequence[File]) -> list[str]:
    """Return the files, by SHA-256, that may hold a paper and in which none was recognised."""
    return [
        file.sha256
        for file in distinct(files)
        if file.state != "ignored"
        and not any(paper.type in DOCUMENTS for paper in papers_of(file.sha256))
    ]
