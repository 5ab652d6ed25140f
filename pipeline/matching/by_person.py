"""Mail that a person puts into a dossier, whole or in part, or takes out of it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from checks.programme import Programme
from extractors.errors import OperatorError
from extractors.model import Document
from pipeline.matching.contents import (
    papers_of,
    pieces_of,
)
from pipeline.matching.placement import LEFT_OVER, firms_in
from pipeline.store.desk import Desk
from pipeline.store.ledger import DossierRow, Grant, Ledger, MessageRow, Papers, SubmissionRow

TAKEN_OUT = "담당자가 접수번호 {}에서 분리하였습니다. 어느 신청의 메일인지 정해 주십시오."
BY_PERSON = "담당자가 지정"
RULED_OUT = "담당자가 신청이 아닌 것으로 정하였습니다{}"


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
    rows = desk.ledger.submissions_of(message.sha256)
    pieces = pieces_of(desk, message)
    rest: Papers = only or tuple(piece.name for piece in pieces if not piece.receipts)
    _refuse_unless_free(desk, message, receipt, rows, rest=rest, only=only)
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
        programme=desk.numbering,
        now=now,
        reason=LEFT_OVER.format(left) if left else "",
        person=person,
    )[0]


def _refuse_unless_free(
    desk: Desk,
    message: MessageRow,
    receipt: str,
    rows: Sequence[SubmissionRow],
    *,
    rest: Papers,
    only: Papers | None,
) -> None:
    """Raise an `OperatorError` if a mail, or *only* these papers, cannot go to a dossier.

    *rows* are the dossiers that it went to, *rest* the papers that would be put there.
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
    if rows and not rest:
        where = ", ".join(row.receipt for row in rows)
        raise OperatorError(f"Mail {name} belongs to dossier {where} already.")
    elsewhere = [row for row in rows if row.receipt != receipt and row.papers is None]
    if only and elsewhere:
        raise OperatorError(
            f"All of mail {name} belongs to dossier {elsewhere[0].receipt}: take these papers out"
            f" of it first, with intake assign {name} {elsewhere[0].receipt} --undo --paper …"
        )


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


def move(
    desk: Desk,
    message: MessageRow,
    receipt: str,
    target: str,
    only: Papers,
    now: dt.datetime,
    *,
    person: str,
) -> str:
    """Put *only* these papers of a mail from the dossier *receipt* into *target*, and return it.

    All of it or nothing: papers that could not be put in stay where they are.

    Raises:
        OperatorError: they are not there, or there is no dossier *target*.
    """
    if target != "new":
        _dossier(desk.ledger, desk.programme, target)
    with desk.ledger.as_one():
        take_back(desk, message, receipt, now, only=only, person=person)
        fresh = desk.ledger.message(message.sha256)
        return place_by_hand(desk, fresh, target, now, only=only, person=person)


def rule_out(
    ledger: Ledger, message: MessageRow, now: dt.datetime, *, note: str, person: str
) -> None:
    """Record that a mail, or what of it is nobody's, is no application.

    Raises:
        OperatorError: it does not wait for a person (any more).
    """
    reason = RULED_OUT.format(f": {note}" if note else ".")
    if not ledger.rule_out(message.sha256, reason=reason, note=note, by=person, now=now):
        raise OperatorError(f"Mail {message.sha256[:12]} does not wait for a person any more.")


def rule_in(ledger: Ledger, message: MessageRow, now: dt.datetime, *, person: str) -> None:
    """Take back that a mail is no application; it waits for a person again.

    Raises:
        OperatorError: nobody said so, or it has found its place meanwhile.
    """
    if not ledger.rule_in(message.sha256, by=person, now=now):
        raise OperatorError(f"Nobody said of mail {message.sha256[:12]} that it is no application.")


def _forget_firm(desk: Desk, receipt: str) -> None:
    """Let a dossier be found no longer by a number that none of its papers bears."""
    dossier = _dossier(desk.ledger, desk.programme, receipt)
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


def _dossier(ledger: Ledger, programme: Programme, receipt: str) -> DossierRow:
    for row in ledger.dossiers(programme.id):
        if row.receipt == receipt:
            return row
    raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")


def _is_place(text: str) -> bool:
    """Tell whether *text* ends in ``:`` and a sheet."""
    return text.rpartition(":")[2].isdigit() and ":" in text
