"""The ledger's verbs about letters: drafted with the verdict that calls for them, then moved."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from outbox.states import LetterState
from pipeline.ledger.rows import LetterRow, VerdictRow
from pipeline.ledger.store import Store, as_json, iso
from pipeline.tables import LETTER, VERDICT


class LetterVerbs(Store):
    """The outbox."""

    def record(self, verdict: VerdictRow, letters: Iterable[LetterRow]) -> None:
        """Record a verdict with the letters that it calls for, in one transaction.

        A draft of the same name is replaced; a letter that was approved or has gone stays as
        it is.  Of earlier revisions an unsent request is superseded by the new verdict, an
        unsent receipt only by a new receipt: what arrived then stays to be acknowledged.
        """
        drafts = list(letters)
        with self._writing() as on:
            on.execute(
                VERDICT.insert().values(
                    **verdict.model_dump(exclude={"made_at"}), made_at=iso(verdict.made_at)
                )
            )
            for kind in {"supplement", *(letter.kind for letter in drafts)}:
                _supersede(on, verdict, kind)
            this = sa.and_(
                LETTER.c.receipt == verdict.receipt, LETTER.c.revision == verdict.revision
            )
            on.execute(LETTER.delete().where(this, LETTER.c.state == "drafted"))
            kept = set(on.scalars(select(LETTER.c.kind).where(this)))
            for letter in drafts:
                if letter.kind not in kept:
                    on.execute(LETTER.insert().values(**_values(letter)))

    def letters(self, *states: LetterState, receipt: str | None = None) -> list[LetterRow]:
        """Return letters in one of *states* (all without), of one dossier or of all."""
        query = select(LETTER).order_by(LETTER.c.receipt, LETTER.c.revision, LETTER.c.kind)
        if states:
            query = query.where(LETTER.c.state.in_(states))
        if receipt is not None:
            query = query.where(LETTER.c.receipt == receipt)
        with self._reading() as on:
            return [_letter(row) for row in on.execute(query).mappings()]

    def threads(self) -> dict[str, str]:
        """Return the receipt number of every letter's dossier by the letter's Message-ID."""
        with self._reading() as on:
            return {
                row[0]: row[1] for row in on.execute(select(LETTER.c.message_id, LETTER.c.receipt))
            }

    def move_letter(
        self,
        letter: LetterRow,
        state: LetterState,
        *,
        by: str | None = None,
        at: dt.datetime | None = None,
        remark: str = "",
        tried: bool = False,
    ) -> bool:
        """Bring *letter* into *state*, if it is still in the state it was read in.

        Durable when this returns.  False: somebody else has moved it meanwhile.
        """
        values: dict[str, Any] = {"state": state, "remark": remark}
        if by is not None:
            values["approved_by"] = by
        if at is not None:
            values["sent_at"] = iso(at)
        if tried:
            values["attempts"] = letter.attempts + 1
        here = sa.and_(
            LETTER.c.receipt == letter.receipt,
            LETTER.c.revision == letter.revision,
            LETTER.c.kind == letter.kind,
            LETTER.c.state == letter.state,
            # Drafted anew meanwhile: whoever read the old words has not seen these.
            LETTER.c.data == letter.data,
        )
        with self._writing() as on:
            return on.execute(LETTER.update().where(here).values(**values)).rowcount == 1


def _supersede(on: Connection, verdict: VerdictRow, kind: str) -> None:
    older = sa.and_(LETTER.c.receipt == verdict.receipt, LETTER.c.revision < verdict.revision)
    unsent = sa.and_(LETTER.c.kind == kind, LETTER.c.state.in_(("drafted", "approved")))
    on.execute(LETTER.update().where(older, unsent).values(state="superseded"))


def _letter(row: sa.RowMapping) -> LetterRow:
    return LetterRow(**{**row, "answers": tuple(json.loads(row["answers"]))})


def _values(letter: LetterRow) -> dict[str, Any]:
    return {
        **letter.model_dump(exclude={"answers", "deadline", "drafted_at", "sent_at"}),
        "deadline": None if letter.deadline is None else iso(letter.deadline),
        "answers": as_json(list(letter.answers)),
        "drafted_at": iso(letter.drafted_at),
        "sent_at": None if letter.sent_at is None else iso(letter.sent_at),
    }
