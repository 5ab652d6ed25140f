"""The ledger's verbs about dossiers: whose a mail is, how it was judged, what was decided."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, func, select

from checks.report import Report
from extractors.model import File
from pipeline.store.ledger.database import Store, as_json, iso
from pipeline.store.ledger.journal import note
from pipeline.store.ledger.letter_rows import add_verdict, withdraw_letters
from pipeline.store.ledger.mail_verbs import facts_in, unpack
from pipeline.store.ledger.rows import (
    NOTHING,
    DecisionRow,
    DossierRow,
    Event,
    Firm,
    Grant,
    MailFacts,
    Outcome,
    Papers,
    SubmissionRow,
    VerdictRow,
)
from pipeline.store.ledger.ruling_out import overrule
from pipeline.store.ledger.tables import DECISION, DOSSIER, EVENT, MESSAGE, SUBMISSION, VERDICT


class DossierVerbs(Store):
    """Applicants, their mail, and what was said about it."""

    def dossiers(self, programme: str) -> list[DossierRow]:
        query = select(DOSSIER).where(DOSSIER.c.programme == programme).order_by(DOSSIER.c.receipt)
        with self._reading() as on:
            return [DossierRow(**row) for row in on.execute(query).mappings()]

    def programmes(self) -> list[str]:
        """Return the ids of the programmes of which there is a dossier."""
        query = select(DOSSIER.c.programme).distinct().order_by(DOSSIER.c.programme)
        with self._reading() as on:
            return list(on.execute(query).scalars())

    def submissions(self, receipt: str) -> list[SubmissionRow]:
        """Return the mails of a dossier, oldest first."""
        query = (
            select(SUBMISSION)
            .join(MESSAGE, SUBMISSION.c.message == MESSAGE.c.sha256)
            .where(SUBMISSION.c.receipt == receipt)
            .order_by(MESSAGE.c.received_at, MESSAGE.c.sha256)
        )
        with self._reading() as on:
            return [_submission(row) for row in on.execute(query).mappings()]

    def submissions_of(self, message: str) -> list[SubmissionRow]:
        """Return the dossiers that a mail went to."""
        query = select(SUBMISSION).where(SUBMISSION.c.message == message)
        with self._reading() as on:
            return [_submission(row) for row in on.execute(query).mappings()]

    def filled(self) -> frozenset[str]:
        """Return the dossiers that hold any mail; of some, all was taken out again."""
        with self._reading() as on:
            return frozenset(on.scalars(select(SUBMISSION.c.receipt)))

    def senders(self, programme: str) -> dict[str, set[str]]:
        """Return the dossiers to which each address (lower case) has sent mail."""
        query = (
            select(SUBMISSION.c.receipt, MESSAGE.c.facts)
            .join(MESSAGE, SUBMISSION.c.message == MESSAGE.c.sha256)
            .join(DOSSIER, SUBMISSION.c.receipt == DOSSIER.c.receipt)
            .where(DOSSIER.c.programme == programme)
        )
        found: dict[str, set[str]] = {}
        with self._reading() as on:
            for receipt, facts in on.execute(query):
                told = facts_in(facts)
                if told is not None and told.sender:
                    found.setdefault(told.sender.lower(), set()).add(receipt)
        return found

    def place(
        self,
        message: str,
        grants: Iterable[Grant],
        outcome: Outcome,
        *,
        programme: tuple[str, int],
        now: dt.datetime,
        reason: str = "",
        proposal: str = "",
        was: Outcome | None = None,
        person: str = "",
    ) -> tuple[str, ...]:
        """Put a mail where *grants* say, record what became of it, and return the receipts.

        All of it or nothing, so that a run that dies here is simply repeated.  *programme* is
        its id and the year in which its receipt numbers count.  A dossier that had no number
        takes the one of the firm that the mail is for.  Nothing is done where the mail is no
        longer what it *was*: a person has placed it meanwhile.  *person* is who says so.
        """
        here = MESSAGE.c.sha256 == message
        with self._writing() as on:
            if was is not None and on.scalar(select(MESSAGE.c.outcome).where(here)) != was:
                return ()
            receipts = [_put(on, message, grant, programme, now, person) for grant in grants]
            values = {"outcome": outcome, "reason": reason, "proposal": proposal}
            on.execute(MESSAGE.update().where(here).values(**values))
            overrule(on, message, person, iso(now))
        return tuple(receipts)

    def release(
        self,
        message: str,
        receipt: str,
        *,
        kept: Papers | None = None,
        now: dt.datetime,
        person: str,
        reason: str,
    ) -> None:
        """Take a mail out of a dossier again, all but the papers *kept*.

        A mail that is in no dossier any more waits for a person, and no run places it again.
        Of a dossier that has no mail left, what was not sent is withdrawn.
        """
        key = sa.and_(SUBMISSION.c.message == message, SUBMISSION.c.receipt == receipt)
        with self._writing() as on:
            if kept:
                on.execute(SUBMISSION.update().where(key).values(papers=_papers_as_text(kept)))
            else:
                on.execute(SUBMISSION.delete().where(key))
            note(on, receipt, "removed", now, by=person, message=message, **_told(on, message))
            outcome = "accepted" if _count(on, SUBMISSION.c.message == message) else "unassigned"
            values = {"outcome": outcome, "reason": reason, "proposal": ""}
            on.execute(MESSAGE.update().where(MESSAGE.c.sha256 == message).values(**values))
            if not _count(on, SUBMISSION.c.receipt == receipt):
                withdraw_letters(on, receipt, now, person)

    def released(self) -> frozenset[str]:
        """Return the mails that a person took out of a dossier: no run places them again."""
        query = select(EVENT.c.message).where(EVENT.c.kind == "removed")
        with self._reading() as on:
            return frozenset(on.scalars(query))

    def add(
        self,
        message: str,
        grant: Grant,
        *,
        received_at: dt.datetime,
        facts: MailFacts,
        files: Sequence[File],
        now: dt.datetime,
        person: str,
    ) -> bool:
        """Take in files that came another way, as a mail that a person put where it belongs.

        False where the same was taken in before.
        """
        with self._writing() as on:
            if on.scalar(select(MESSAGE.c.sha256).where(MESSAGE.c.sha256 == message)) is not None:
                return False
            on.execute(
                MESSAGE.insert().values(
                    sha256=message, received_at=iso(received_at), outcome="accepted"
                )
            )
            unpack(on, message, facts, files)
            _put(on, message, grant, ("", 0), now, person)
        return True

    def steer(self, event: Event) -> None:
        """Record what a reviewer says about a dossier as a whole (see `Course`).

        What was written and has not gone to an applicant who withdraws is withdrawn as well.
        """
        said = {"by": event.by, "message": event.message, **event.facts}
        with self._writing() as on:
            note(on, event.receipt, event.kind, event.at, **said)
            if event.kind == "withdrawn":
                withdraw_letters(on, event.receipt, event.at, event.by)

    def rename_firm(
        self, receipt: str, business_number: str | None, *, serial: str | None = None
    ) -> None:
        """Let a dossier be found by another business number than the one that opened it.

        A *serial* of None keeps the branch's while the number stays the same.
        """
        kept = func.coalesce(serial, DOSSIER.c.subordinate_number)
        same = DOSSIER.c.business_number == business_number
        values = {
            "business_number": business_number,
            "subordinate_number": sa.case((same, kept), else_=serial),
        }
        with self._writing() as on:
            on.execute(DOSSIER.update().where(DOSSIER.c.receipt == receipt).values(**values))

    def name_folder(self, receipt: str, folder: str) -> None:
        """Give a dossier its folder's name, once and for all."""
        here = sa.and_(DOSSIER.c.receipt == receipt, DOSSIER.c.folder.is_(None))
        with self._writing() as on:
            on.execute(DOSSIER.update().where(here).values(folder=folder))

    def latest_verdict(
        self, receipt: str, *, before: int | None = None, judged: bool = False
    ) -> VerdictRow | None:
        """Return the last verdict on a dossier, or the last one below revision *before*.

        One that only stands in counts unless the dossier must be *judged*, which it must where
        *before* is given.
        """
        query = (
            select(VERDICT).where(VERDICT.c.receipt == receipt).order_by(VERDICT.c.number.desc())
        )
        if judged or before is not None:
            query = query.where(VERDICT.c.made_by != NOTHING)
        if before is not None:
            query = query.where(VERDICT.c.revision < before)
        with self._reading() as on:
            row = on.execute(query.limit(1)).mappings().first()
            return None if row is None else VerdictRow(**{k: row[k] for k in _VERDICT})

    def report(
        self, receipt: str, *, before: int | None = None, judged: bool = False
    ) -> Report | None:
        """Return the report of `latest_verdict`."""
        verdict = self.latest_verdict(receipt, before=before, judged=judged)
        return None if verdict is None else verdict.read()

    def stand_in(self, verdict: VerdictRow) -> None:
        """Record a verdict that only stands in: letters stay as they are, and none may leave."""
        with self._writing() as on:
            add_verdict(on, verdict)

    def decide(self, receipt: str, decision: DecisionRow) -> None:
        with self._writing() as on:
            on.execute(
                DECISION.insert().values(
                    receipt=receipt,
                    **decision.model_dump(exclude={"at", "rests_on"}),
                    rests_on=as_json(list(decision.rests_on)),
                    at=iso(decision.at),
                )
            )
            said = {"finding": decision.finding, "decision": decision.kind, "note": decision.note}
            note(on, receipt, "decided", decision.at, by=decision.reviewer, **said)

    def decisions(self, receipt: str) -> dict[str, DecisionRow]:
        """Return the last decision on each finding of a dossier; taken back ones are gone."""
        query = select(DECISION).where(DECISION.c.receipt == receipt).order_by(DECISION.c.number)
        with self._reading() as on:
            last = {row["finding"]: row for row in on.execute(query).mappings()}
        return {
            finding: DecisionRow(
                **{name: row[name] for name in DecisionRow.model_fields if name != "rests_on"},
                rests_on=tuple(json.loads(row["rests_on"])),
            )
            for finding, row in last.items()
            if row["kind"] != "open"
        }


_VERDICT = tuple(VerdictRow.model_fields)


def _open_dossier(on: Connection, programme: str, year: int) -> str:
    taken = on.scalars(select(DOSSIER.c.receipt).where(DOSSIER.c.receipt.startswith(f"{year}-")))
    last = max((int(receipt.split("-")[1]) for receipt in taken), default=0)
    receipt = f"{year}-{last + 1:04d}"
    on.execute(DOSSIER.insert().values(receipt=receipt, programme=programme))
    return receipt


def _count(on: Connection, where: sa.ColumnElement[bool]) -> int:
    return on.scalar(select(func.count()).select_from(SUBMISSION).where(where)) or 0


def _put(
    on: Connection,
    message: str,
    grant: Grant,
    programme: tuple[str, int],
    now: dt.datetime,
    person: str,
) -> str:
    """Put a mail, or some of its papers, into one dossier and return its receipt number."""
    chosen = grant.receipt or _open_dossier(on, *programme)
    if grant.firm is not None:
        _adopt(on, chosen, grant.firm)
    key = sa.and_(SUBMISSION.c.message == message, SUBMISSION.c.receipt == chosen)
    papers = _papers_as_text(grant.papers)
    before = on.execute(select(SUBMISSION).where(key)).mappings().first()
    if before and (before["assigned_by"], before["papers"]) == (grant.by, papers):
        return chosen
    on.execute(SUBMISSION.delete().where(key))
    on.execute(
        SUBMISSION.insert().values(
            message=message, receipt=chosen, assigned_by=grant.by, papers=papers, at=iso(now)
        )
    )
    received_at = on.scalar(select(MESSAGE.c.received_at).where(MESSAGE.c.sha256 == message))
    at = now if person or received_at is None else dt.datetime.fromisoformat(received_at)
    how = {"assigned_by": grant.by, "why": grant.why, "received_at": received_at}
    told = _told(on, message) | how | {"papers": grant.papers and len(grant.papers)}
    note(on, chosen, "received", at, by=person, message=message, **told)
    return chosen


def _told(on: Connection, message: str) -> dict[str, str]:
    """Return by whom a mail is, and its subject."""
    facts = facts_in(on.scalar(select(MESSAGE.c.facts).where(MESSAGE.c.sha256 == message)))
    return {"sender": facts.named if facts else "", "subject": facts.subject if facts else ""}


def _adopt(on: Connection, receipt: str, firm: Firm) -> None:
    """Let a dossier take the number, or the branch serial, that it did not know yet."""
    values = {
        "business_number": func.coalesce(DOSSIER.c.business_number, firm[0]),
        "subordinate_number": func.coalesce(DOSSIER.c.subordinate_number, firm[1]),
    }
    on.execute(DOSSIER.update().where(DOSSIER.c.receipt == receipt).values(**values))


def _submission(row: sa.RowMapping) -> SubmissionRow:
    papers = None if row["papers"] is None else tuple(tuple(p) for p in json.loads(row["papers"]))
    return SubmissionRow(
        message=row["message"],
        receipt=row["receipt"],
        assigned_by=row["assigned_by"],
        papers=papers,
    )


def _papers_as_text(papers: Papers | None) -> str | None:
    return None if papers is None else as_json([list(paper) for paper in papers])
