"""The ledger's verbs about letters: drafted with the verdict that calls for them, then moved."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from outbox.states import LetterState
from pipeline.store.ledger.database import Store, as_json, iso
from pipeline.store.ledger.journal import last_of, note
from pipeline.store.ledger.migrations import standing_of
from pipeline.store.ledger.posting import EditRow, carry, held
from pipeline.store.ledger.rows import LetterRow, VerdictRow
from pipeline.store.ledger.tables import LETTER, VERDICT


class LetterVerbs(Store):
    """The outbox."""

    def record(
        self,
        verdict: VerdictRow,
        letters: Iterable[LetterRow],
        *,
        edits: Iterable[EditRow] = (),
        seen: int | None = None,
        standing: Iterable[LetterRow] = (),
    ) -> None:
        """Record a verdict with the letters that it calls for, in one transaction.

        A draft of the same name is replaced; a letter that was approved or has gone stays as
        it is.  Of earlier revisions an unsent request is superseded by the new verdict, an
        unsent receipt by a new receipt, or by a request that waits as it does and says the
        same: what arrived then stays to be acknowledged.  *standing* are approved letters of
        earlier revisions that say what the verdict calls for: they stay.
        *edits* are the reviewer's words that the drafts took over, out of all up to number
        *seen* (None: nobody looked for any).

        Raises:
            Overtaken: a reviewer changed a draft after that; nothing was recorded.
        """
        drafts = list(letters)
        stay = {each.name for each in standing}
        with self._writing() as on:
            if seen is not None:
                carry(on, verdict.receipt, edits, seen)
            add_verdict(on, verdict)
            for kind in sorted({"supplement", *(letter.kind for letter in drafts)}):
                _supersede(on, verdict, kind, ("drafted", "approved"), stay)
            for request in (letter for letter in drafts if letter.kind == "supplement"):
                _supersede(on, verdict, "acknowledgement", (request.state,))
            this = sa.and_(
                LETTER.c.receipt == verdict.receipt, LETTER.c.revision == verdict.revision
            )
            there = set(on.scalars(select(LETTER.c.kind).where(this)))
            on.execute(LETTER.delete().where(this, LETTER.c.state == "drafted"))
            kept = set(on.scalars(select(LETTER.c.kind).where(this)))
            for letter in drafts:
                if letter.kind not in kept:
                    on.execute(LETTER.insert().values(**_values(letter)))
                    if letter.kind not in there:
                        _tell(on, letter, letter.state, letter.drafted_at)

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

        Durable when this returns.  False: somebody else has moved it meanwhile, or a draft
        cannot be approved now (see `PostingVerbs.held`).
        """
        values: dict[str, Any] = {"state": state, "remark": remark}
        if by is not None:
            values["approved_by"] = by
        if at is not None and state == "sent":
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
            if state == "approved" and held(on, letter):
                return False
            moved = on.execute(LETTER.update().where(here).values(**values)).rowcount == 1
            if moved and state != "sending":
                told = _step(letter.state, state)
                _tell(on, letter, told, at or dt.datetime.now(dt.UTC), by=by, remark=remark)
        return moved


def add_verdict(on: Connection, verdict: VerdictRow) -> None:
    """Write a verdict, and into the dossier's history how it stands now if that is new."""
    values = verdict.model_dump(exclude={"made_at"})
    on.execute(VERDICT.insert().values(**values, made_at=iso(verdict.made_at)))
    standing = {"revision": verdict.revision, **standing_of(verdict.report)}
    if last_of(on, verdict.receipt, "judged") != standing:
        note(on, verdict.receipt, "judged", verdict.made_at, **standing)


def _step(was: LetterState, state: LetterState) -> str:
    """Name what a change of state means for the history."""
    if state == "drafted":
        return "noted" if was == "drafted" else "returned"
    return "put-off" if (was, state) == ("sending", "approved") else state


def _tell(
    on: Connection,
    letter: LetterRow,
    state: str,
    at: dt.datetime,
    *,
    by: str | None = None,
    remark: str = "",
) -> None:
    """Write into the dossier's history what became of a letter."""
    told = {"name": letter.name, "state": state, "recipient": letter.recipient, "remark": remark}
    note(on, letter.receipt, "letter", at, by=by or "", **told)


def _supersede(
    on: Connection,
    verdict: VerdictRow,
    kind: str,
    states: Sequence[LetterState],
    stay: Collection[str] = (),
) -> None:
    """Take the place of the unsent letters of earlier revisions, but for those that *stay*."""
    older = sa.and_(LETTER.c.receipt == verdict.receipt, LETTER.c.revision < verdict.revision)
    unsent = sa.and_(LETTER.c.kind == kind, LETTER.c.state.in_(states))
    rows = on.execute(select(LETTER).where(older, unsent)).mappings().all()
    for letter in map(_letter, rows):
        if letter.name not in stay:
            _tell(on, letter, "superseded", verdict.made_at)
            here = sa.and_(LETTER.c.kind == kind, LETTER.c.revision == letter.revision)
            mine = sa.and_(here, LETTER.c.receipt == letter.receipt)
            on.execute(LETTER.update().where(mine).values(state="superseded"))


def withdraw_letters(on: Connection, receipt: str, now: dt.datetime, person: str) -> None:
    """Withdraw whatever was written to a dossier and has not gone."""
    unsent = sa.and_(LETTER.c.receipt == receipt, LETTER.c.state.in_(("drafted", "approved")))
    for row in on.execute(select(LETTER).where(unsent)).mappings():
        _tell(on, _letter(row), "withdrawn", now, by=person)
    on.execute(LETTER.update().where(unsent).values(state="withdrawn"))


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
