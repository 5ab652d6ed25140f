"""The ledger's verbs for looking at all dossiers at once, without reading what is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import func, select

from checks.model import DecisionKind, Moment
from extractors.model import Frozen
from outbox.states import LetterKind, LetterState
from pipeline.store.ledger.database import Store, iso, narrowed
from pipeline.store.ledger.journal import read_event
from pipeline.store.ledger.rows import Event, EventKind
from pipeline.store.ledger.tables import DECISION, DOSSIER, EVENT, LETTER, LOOK, VERDICT


class LetterHead(Frozen):
    """A letter without its bytes."""

    receipt: str
    revision: int
    kind: LetterKind
    state: LetterState
    recipient: str
    subject: str
    deadline: Moment | None
    drafted_at: Moment
    sent_at: Moment | None
    remark: str

    @property
    def name(self) -> str:
        return f"{self.receipt}-{self.revision}-{self.kind}"


class Said(NamedTuple):
    """The last thing that was said about a finding: which decision, why, by whom, when.

    ``number`` counts up with every decision; ``kind`` is ``open`` where one was taken back.
    """

    number: int
    kind: DecisionKind | str
    note: str
    by: str
    at: dt.datetime


class OverviewVerbs(Store):
    """What lists of dossiers are made of."""

    def newest_verdicts(self, programme: str) -> dict[str, int]:
        """Return the number of the newest verdict of each dossier; a new one has a higher one."""
        query = (
            select(VERDICT.c.receipt, func.max(VERDICT.c.number))
            .join(DOSSIER, DOSSIER.c.receipt == VERDICT.c.receipt)
            .where(DOSSIER.c.programme == programme)
            .group_by(VERDICT.c.receipt)
        )
        with self._reading() as on:
            return {row[0]: row[1] for row in on.execute(query)}

    def verdict_report(self, number: int) -> tuple[str, dt.datetime]:
        """Return the report (JSON) of one verdict, and when it was made."""
        query = select(VERDICT.c.report, VERDICT.c.made_at).where(VERDICT.c.number == number)
        with self._reading() as on:
            report, made_at = on.execute(query).one()
            return report, dt.datetime.fromisoformat(made_at)

    def letter_heads(self) -> list[LetterHead]:
        """Return every letter without its bytes."""
        names = [LETTER.c[name] for name in LetterHead.model_fields]
        order = (LETTER.c.receipt, LETTER.c.revision, LETTER.c.kind)
        with self._reading() as on:
            return [
                LetterHead(**row) for row in on.execute(select(*names).order_by(*order)).mappings()
            ]

    def said(self, receipt: str | None = None) -> dict[tuple[str, str], Said]:
        """Return the last decision by dossier and finding, those taken back among them."""
        query = select(DECISION).order_by(DECISION.c.number)
        if receipt is not None:
            query = query.where(DECISION.c.receipt == receipt)
        with self._reading() as on:
            return {
                (row["receipt"], row["finding"]): Said(
                    row["number"],
                    row["kind"],
                    row["note"],
                    row["reviewer"],
                    dt.datetime.fromisoformat(row["at"]),
                )
                for row in on.execute(query).mappings()
            }

    def news(self, since: dt.datetime, *, most: int = 50) -> list[Event]:
        """Return the newest steps of all dossiers that were taken after *since*."""
        query = select(EVENT).where(EVENT.c.at > iso(since)).order_by(EVENT.c.number.desc())
        with self._reading() as on:
            return [read_event(row) for row in on.execute(query.limit(most)).mappings()]

    def events(
        self,
        kinds: Collection[EventKind],
        *,
        by: str = "",
        receipts: Collection[str] | None = None,
        before: dt.datetime | None = None,
        most: int,
    ) -> list[Event]:
        """Return the newest steps of these kinds that a person took, and what became of letters.

        *by* bounds them to one person, *receipts* to some dossiers, *before* to an earlier time.
        """
        query = select(EVENT).where(EVENT.c.kind.in_(kinds)).order_by(EVENT.c.number.desc())
        quiet = (
            EVENT.c.facts.contains(f'"state": "{state}"') for state in ("drafted", "superseded")
        )
        query = query.where(sa.or_(EVENT.c.by != "", EVENT.c.kind == "letter"), ~sa.or_(*quiet))
        query = narrowed(query, EVENT, by=by, receipts=receipts, before=before)
        with self._reading() as on:
            return [read_event(row) for row in on.execute(query.limit(most)).mappings()]

    def actors(self) -> list[str]:
        """Return everybody who ever did or saw anything."""
        names = sa.union(select(EVENT.c.by), select(LOOK.c.by).where(LOOK.c.what != "refused"))
        with self._reading() as on:
            return sorted(name for name in on.scalars(names) if name)
