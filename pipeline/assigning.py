"""Whose mail is it: what the ledger knows, asked of `pipeline.intake`, and written down."""

from __future__ import annotations

import datetime as dt

from extractors.errors import OperatorError
from extractors.model import Document
from pipeline.desk import Desk
from pipeline.intake import LEFT_OVER, Envelope, Firm, Known, firms_in, leftovers, place
from pipeline.ledger import Grant, MessageRow, Outcome


def assign_all(desk: Desk, now: dt.datetime) -> None:
    """Give every new mail, and every one still unassigned, to its dossier if it is plain.

    A mail that found its dossier may make plain where an earlier one belongs.
    """
    placed = True
    while placed:
        placed = False
        known = None
        for message in desk.ledger.messages("new", "unassigned"):
            if message.facts:
                known = known or known_now(desk)
                if _assign(desk, message, known, now):
                    placed, known = True, None


def known_now(desk: Desk) -> Known:
    """Return what the ledger knows of dossiers, their firms and their senders."""
    rows = desk.ledger.dossiers(desk.programme.id)
    senders = desk.ledger.senders(desk.programme.id)
    return Known(
        receipts=frozenset(row.receipt for row in rows),
        dossiers={
            (row.business_number, row.subordinate_number): row.receipt
            for row in rows
            if row.business_number
        },
        senders={sender: tuple(sorted(receipts)) for sender, receipts in senders.items()},
        letters=desk.ledger.threads(),
    )


def _assign(desk: Desk, message: MessageRow, known: Known, now: dt.datetime) -> bool:
    """Place one mail; True if it went to a dossier, which may change where others go."""
    files = desk.ledger.files(message.sha256)
    if any(file.state == "read" and not desk.is_read(file.sha256) for file in files):
        return False  # the reader could not do its work; nothing is known of it yet
    facts = message.facts
    envelope = Envelope(
        sender=facts["sender"],
        answers=(facts["in_reply_to"], *facts["references"]),
        marks=tuple(facts["marks"]),
        unread=any(file.state == "unreadable" for file in files),
        subject=facts["subject"],
        names={file.sha256: file.name for file in files},
    )
    placement = place(envelope, papers_of(desk, message), known)
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
        programme=_programme(desk),
        now=now,
        reason=placement.reason,
        proposal=placement.proposal,
        was=message.outcome,
    )
    return bool(placement.shares)


def place_by_hand(desk: Desk, message: MessageRow, receipt: str, now: dt.datetime) -> str:
    """Put a mail where a person says: into the dossier *receipt*, or into a new one.

    Of a mail that several firms share, the papers that are still nobody's go there.

    Raises:
        OperatorError: there is no such dossier, the mail has one already, or nobody knows
            what is in it.
    """
    known = {row.receipt for row in desk.ledger.dossiers(desk.programme.id)}
    name = message.sha256[:12]
    if receipt != "new" and receipt not in known:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    if not message.facts:
        raise OperatorError(
            f"Mail {name} could not be taken apart, so there is nothing to put into a dossier:"
            f" try intake retry {name}, or ask the sender for it again."
        )
    rows = desk.ledger.submissions_of(message.sha256)
    papers = papers_of(desk, message)
    rest = leftovers(papers, [row.papers for row in rows])
    if rows and not rest:
        where = ", ".join(row.receipt for row in rows)
        raise OperatorError(f"Mail {name} belongs to dossier {where} already.")
    there = next((row for row in rows if row.receipt == receipt), None)
    held = there.papers if there else None
    firms = firms_in([p for p in papers if not rows or (p.file, p.pages[0]) in rest])
    grant: Grant = (
        None if receipt == "new" else receipt,
        next(iter(firms)) if len(firms) == 1 else None,
        there.assigned_by if there else "reviewer",
        tuple(sorted({*rest, *(held or ())})) if rows else None,
    )
    return desk.ledger.place(
        message.sha256, [grant], "accepted", programme=_programme(desk), now=now
    )[0]


def left_over(desk: Desk, message: MessageRow) -> str:
    """Say how many papers of an accepted mail are nobody's; "" where all have a dossier."""
    rows = desk.ledger.submissions_of(message.sha256)
    rest = leftovers(papers_of(desk, message), [row.papers for row in rows])
    return LEFT_OVER.format(len(rest)) if rest else ""


def papers_of(desk: Desk, message: MessageRow) -> list[Document]:
    """Return every paper that a mail brought."""
    files = desk.ledger.files(message.sha256)
    return [
        paper for sha256 in dict.fromkeys(f.sha256 for f in files) for paper in desk.papers(sha256)
    ]


def applicant_of(papers: list[Document]) -> Firm | None:
    """Return the firm that signed the application forms among *papers*, if it is one."""
    firms = firms_in([paper for paper in papers if paper.type == "application-form"])
    return next(iter(firms)) if len(firms) == 1 else None


def _programme(desk: Desk) -> tuple[str, int]:
    """Return the programme's id, and the year in which its receipt numbers count."""
    return desk.programme.id, desk.programme.window.opens.year
