"""Whose mail is it: what the ledger knows, asked of `placement`, and written down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from extractors.documents import DOCUMENTS
from extractors.errors import OperatorError
from extractors.korean import company_key
from extractors.model import Document, File
from outbox.tokens import signed_in_ids, signed_in_subject
from pipeline.matching.placement import LEFT_OVER, Envelope, Firm, Known, firms_in, place
from pipeline.matching.shares import WHOLE
from pipeline.store.desk import Desk
from pipeline.store.ledger import DossierRow, Grant, MessageRow, Outcome, Papers

TAKEN_OUT = "담당자가 접수번호 {}에서 분리하였습니다. 어느 신청의 메일인지 정해 주십시오."
BY_PERSON = "담당자가 지정"
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
    if not _placeable(desk, passed):
        return
    names = _names(desk)
    placed = True
    while placed:
        placed = False
        known = None
        for message in _placeable(desk, passed):
            with desk.troubles.alone(f"placing mail {message.sha256[:12]}") as attempt:
                known = known or known_now(desk, names)
                if _assign(desk, message, known, now):
                    placed, known = True, None
            if attempt.failed:
                passed.add(message.sha256)
                desk.ledger.set_aside(message.sha256, NOT_PLACED)


def _placeable(desk: Desk, passed: Container[str]) -> list[MessageRow]:
    """Return the mails that were taken apart and have no place, but for those in *passed*."""
    waiting = desk.ledger.messages("new", "unassigned", "set-aside")
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
        closed=tuple(_closed(desk, files)),
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
        programme=_programme(desk),
        now=now,
        reason=placement.reason,
        proposal=placement.proposal,
        was=message.outcome,
    )
    return bool(placement.shares)


# ── by hand ──────────────────────────────────────────────────────────────────────────


class Piece(NamedTuple):
    """A paper of a mail, or a file in which none was recognised (sheet 0), and whose it is."""

    file: File
    sheet: int
    paper: Document | None
    receipts: tuple[str, ...]

    @property
    def name(self) -> tuple[str, int]:
        return self.file.sha256, self.sheet


def pieces_of(desk: Desk, message: MessageRow) -> list[Piece]:
    """Return everything in a mail that can be given to a dossier by itself."""
    rows = desk.ledger.submissions_of(message.sha256)

    def whose(name: tuple[str, int]) -> tuple[str, ...]:
        return tuple(row.receipt for row in rows if row.papers is None or name in row.papers)

    pieces = []
    for file in _distinct(desk.ledger.files(message.sha256)):
        papers = [paper for paper in desk.papers(file.sha256) if paper.type in DOCUMENTS]
        for paper in papers:
            name = (file.sha256, paper.pages[0])
            pieces.append(Piece(file, paper.pages[0], paper, whose(name)))
        if not papers and file.state != "ignored":
            pieces.append(Piece(file, WHOLE, None, whose((file.sha256, WHOLE))))
    return pieces


def is_read(desk: Desk, message: MessageRow) -> bool:
    """Tell whether it is known what a mail brought: every file that can be read was read."""
    files = desk.ledger.files(message.sha256)
    return all(file.state != "read" or desk.is_read(file.sha256) for file in files)


def choose(desk: Desk, message: MessageRow, wanted: Sequence[str]) -> Papers:
    """Return the papers of a mail that a person names: by the start of a file's SHA-256 or by
    its name, with ``:`` and the first sheet where only one of its papers is meant.

    Raises:
        OperatorError: a name fits no file of the mail, or more than one.
    """
    pieces = pieces_of(desk, message)
    chosen: list[tuple[str, int]] = []
    for text in wanted:
        start, _, sheet = text.partition(":") if _is_place(text) else (text, "", "")
        fitting = [p for p in pieces if p.file.name == text or p.file.sha256.startswith(start)]
        fitting = [p for p in fitting if not sheet or p.sheet == int(sheet)]
        if len({piece.file.sha256 for piece in fitting}) != 1:
            raise OperatorError(
                f"“{text}” names {'no' if not fitting else 'more than one'} file of mail"
                f" {message.sha256[:12]}: intake assign {message.sha256[:12]} lists them."
            )
        chosen += [piece.name for piece in fitting]
    return tuple(sorted(set(chosen)))


def place_by_hand(
    desk: Desk,
    message: MessageRow,
    receipt: str,
    now: dt.datetime,
    *,
    only: Papers | None = None,
    person: str = "",
) -> str:
    """Put a mail where a person says: into the dossier *receipt*, or into a new one.

    With *only*, these of its papers go there and the rest stays where it is.  Of a mail that
    several firms share, the papers that are still nobody's go there.

    Raises:
        OperatorError: there is no such dossier, the mail has one already, or nobody knows
            what is in it.
    """
    known = {row.receipt for row in desk.ledger.dossiers(desk.programme.id)}
    name = message.sha256[:12]
    if receipt != "new" and receipt not in known:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    if message.facts is None:
        raise OperatorError(
            f"Mail {name} could not be taken apart, so there is nothing to put into a dossier:"
            f" try intake retry {name}, or ask the sender for it again."
        )
    rows = desk.ledger.submissions_of(message.sha256)
    pieces = pieces_of(desk, message)
    rest: Papers = only or tuple(piece.name for piece in pieces if not piece.receipts)
    if rows and not rest:
        where = ", ".join(row.receipt for row in rows)
        raise OperatorError(f"Mail {name} belongs to dossier {where} already.")
    elsewhere = [row for row in rows if row.receipt != receipt and row.papers is None]
    if only and elsewhere:
        raise OperatorError(
            f"All of mail {name} belongs to dossier {elsewhere[0].receipt}: take these papers out"
            f" of it first, with intake assign {name} {elsewhere[0].receipt} --undo --paper …"
        )
    there = next((row for row in rows if row.receipt == receipt), None)
    held = there.papers if there else None
    in_part = bool(rows) or only is not None
    firms = firms_in([p.paper for p in pieces if p.paper and (not in_part or p.name in rest)])
    grant = Grant(
        None if receipt == "new" else receipt,
        next(iter(firms)) if len(firms) == 1 else None,
        there.assigned_by if there and not only else "reviewer",
        tuple(sorted({*rest, *(held or ())})) if in_part else None,
        BY_PERSON,
    )
    taken = [row.papers for row in rows if row is not there] + [grant.papers]
    left = sum(all(t is not None and piece.name not in t for t in taken) for piece in pieces)
    return desk.ledger.place(
        message.sha256,
        [grant],
        "accepted",
        programme=_programme(desk),
        now=now,
        reason=LEFT_OVER.format(left) if left else "",
        person=person,
    )[0]


def take_back(
    desk: Desk,
    message: MessageRow,
    receipt: str,
    now: dt.datetime,
    *,
    only: Papers | None = None,
    person: str,
) -> None:
    """Take a mail, or *only* these of its papers, out of a dossier again.

    Raises:
        OperatorError: it is not there.
    """
    rows = desk.ledger.submissions_of(message.sha256)
    row = next((row for row in rows if row.receipt == receipt), None)
    name = message.sha256[:12]
    if row is None:
        raise OperatorError(f"Mail {name} is not in dossier {receipt}.")
    kept: Papers | None = None
    if only is not None:
        held = [piece.name for piece in pieces_of(desk, message) if receipt in piece.receipts]
        if not set(only) <= set(held):
            raise OperatorError(f"Not all of these papers of mail {name} are in dossier {receipt}.")
        kept = tuple(sorted(set(held) - set(only))) or None
    desk.ledger.release(
        message.sha256,
        receipt,
        kept=kept,
        now=now,
        person=person,
        reason=TAKEN_OUT.format(receipt),
    )
    _forget_firm(desk, receipt)


def _forget_firm(desk: Desk, receipt: str) -> None:
    """Let a dossier be found no longer by a number that none of its papers bears."""
    dossier = _dossier(desk, receipt)
    papers: list[Document] = []
    for row in desk.ledger.submissions(receipt):
        own = papers_of(desk, desk.ledger.message(row.message))
        papers += [p for p in own if row.papers is None or (p.file, p.pages[0]) in row.papers]
    firms = firms_in(papers)
    if (dossier.business_number, dossier.subordinate_number) in firms:
        return
    number, serial = next(iter(firms)) if len(firms) == 1 else (None, None)
    if dossier.business_number not in {firm[0] for firm in firms} or number is not None:
        desk.ledger.rename_firm(receipt, number, serial=serial)


def _dossier(desk: Desk, receipt: str) -> DossierRow:
    rows = desk.ledger.dossiers(desk.programme.id)
    return next(row for row in rows if row.receipt == receipt)


def left_over(desk: Desk, message: MessageRow) -> str:
    """Say how many papers of an accepted mail are nobody's; "" where all have a dossier."""
    if not is_read(desk, message):
        return message.reason
    left = sum(not piece.receipts for piece in pieces_of(desk, message))
    return LEFT_OVER.format(left) if left else ""


def shared_files(desk: Desk, receipt: str, mails: Iterable[str]) -> frozenset[str]:
    """Return the files of *mails*, by SHA-256, that may be another firm's than the dossier's.

    Of a mail that went to several dossiers these are the files that hold anything which is
    not this one's, or nothing that was recognised as its own.
    """
    found = set()
    for mail in mails:
        pieces = pieces_of(desk, desk.ledger.message(mail))
        if len({receipt for piece in pieces for receipt in piece.receipts} - {receipt}):
            found |= {p.file.sha256 for p in pieces if p.receipts != (receipt,)}
    return frozenset(found)


def papers_of(desk: Desk, message: MessageRow) -> list[Document]:
    """Return every paper that a mail brought."""
    files = desk.ledger.files(message.sha256)
    return [paper for file in _distinct(files) for paper in desk.papers(file.sha256)]


def applicant_of(papers: list[Document]) -> Firm | None:
    """Return the firm that signed the application forms among *papers*, if it is one."""
    firms = firms_in([paper for paper in papers if paper.type == "application-form"])
    return next(iter(firms)) if len(firms) == 1 else None


def _closed(desk: Desk, files: Sequence[File]) -> list[str]:
    """Return the files, by SHA-256, that may hold a paper and in which none was recognised."""
    return [
        file.sha256
        for file in _distinct(files)
        if file.state != "ignored"
        and not any(paper.type in DOCUMENTS for paper in desk.papers(file.sha256))
    ]


def _distinct(files: Sequence[File]) -> list[File]:
    """Return *files*, the same bytes once."""
    return list({file.sha256: file for file in reversed(files)}.values())[::-1]


def _is_place(text: str) -> bool:
    """Tell whether *text* ends in ``:`` and a sheet."""
    return text.rpartition(":")[2].isdigit() and ":" in text


def _programme(desk: Desk) -> tuple[str, int]:
    """Return the programme's id, and the year in which its receipt numbers count."""
    return desk.programme.id, desk.programme.window.opens.year
