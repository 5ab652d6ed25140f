"""The ledger's verbs about dossiers: whose a mail is, how it was judged, what was decided."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import Connection, func, select

from pipeline.ledger.rows import (
    DecisionRow,
    DossierRow,
    Firm,
    Grant,
    Outcome,
    Papers,
    SubmissionRow,
    VerdictRow,
)
from pipeline.ledger.store import Store, as_json, iso
from pipeline.tables import DECISION, DOSSIER, MESSAGE, SUBMISSION, VERDICT


class DossierVerbs(Store):
    """Applicants, their mail, and what was said about it."""

    def dossiers(self, programme: str) -> list[DossierRow]:
        query = select(DOSSIER).where(DOSSIER.c.programme == programme).order_by(DOSSIER.c.receipt)
        with self._reading() as on:
            return [DossierRow(**row) for row in on.execute(query).mappings()]

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
                if sender := json.loads(facts).get("sender"):
                    found.setdefault(sender.lower(), set()).add(receipt)
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
    ) -> tuple[str, ...]:
        """Put a mail where *grants* say, record what became of it, and return the receipts.

        All of it or nothing, so that a run that dies here is simply repeated.  *programme* is
        its id and the year in which its receipt numbers count.  A dossier that had no number
        takes the one of the firm that the mail is for.  Nothing is done where the mail is no
        longer what it *was*: a person has placed it meanwhile.
        """
        receipts = []
        here = MESSAGE.c.sha256 == message
        with self._writing() as on:
            if was is not None and on.scalar(select(MESSAGE.c.outcome).where(here)) != was:
                return ()
            for receipt, firm, by, papers in grants:
                chosen = receipt or _open_dossier(on, *programme)
                receipts.append(chosen)
                if firm is not None:
                    _adopt(on, chosen, firm)
                key = sa.and_(SUBMISSION.c.message == message, SUBMISSION.c.receipt == chosen)
                on.execute(SUBMISSION.delete().where(key))
                on.execute(
                    SUBMISSION.insert().values(
                        message=message,
                        receipt=chosen,
                        assigned_by=by,
                        papers=_papers_as_text(papers),
                        at=iso(now),
                    )
                )
            values = {"outcome": outcome, "reason": reason, "proposal": proposal}
            on.execute(MESSAGE.update().where(here).values(**values))
        return tuple(receipts)

    def rename_firm(self, receipt: str, business_number: str) -> None:
        """Let a dossier be found by another business number than the one that opened it."""
        with self._writing() as on:
            on.execute(
                DOSSIER.update()
                .where(DOSSIER.c.receipt == receipt)
                .values(business_number=business_number)
            )

    def name_folder(self, receipt: str, folder: str) -> None:
        """Give a dossier its folder's name, once and for all."""
        here = sa.and_(DOSSIER.c.receipt == receipt, DOSSIER.c.folder.is_(None))
        with self._writing() as on:
            on.execute(DOSSIER.update().where(here).values(folder=folder))

    def latest_verdict(self, receipt: str, *, before: int | None = None) -> VerdictRow | None:
        """Return the last verdict on a dossier, or the last one below revision *before*."""
        query = (
            select(VERDICT).where(VERDICT.c.receipt == receipt).order_by(VERDICT.c.number.desc())
        )
        if before is not None:
            query = query.where(VERDICT.c.revision < before)
        with self._reading() as on:
            row = on.execute(query.limit(1)).mappings().first()
            return None if row is None else VerdictRow(**{k: row[k] for k in _VERDICT})

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
