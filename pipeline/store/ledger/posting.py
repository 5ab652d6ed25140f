"""The ledger's verbs about how letters leave: when to try again, who stopped them, who changed
their words, where drafts lie, what came back; and which mail was filed in the mailbox."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, Table, func, select

from checks.model import Moment
from extractors.model import Frozen
from outbox.states import LetterKind
from pipeline.store.ledger.database import Store, iso
from pipeline.store.ledger.journal import note
from pipeline.store.ledger.rows import NOTHING, LetterRow
from pipeline.store.ledger.tables import (
    BOUNCE,
    EDIT,
    FILED,
    LETTER,
    MESSAGE,
    PLACED,
    RETRY,
    STOP,
    VERDICT,
)
from pipeline.uids import Uid

Held = Literal["asked", "placed", "unjudged"]
"""Why a draft cannot be approved: its verdict changed under a reviewer's words, it lies in
the office's mail program, which would send it too, or we fail to judge its dossier now."""


class Overtaken(Exception):
    """A reviewer changed a draft while a run was about to write it anew."""


class Stop(Frozen):
    """That somebody stopped all letters, or let them go again."""

    stopped: bool
    at: Moment
    by: str
    note: str


class EditRow(Frozen):
    """The words that a reviewer gave a draft; ``text`` None gives it back to the machine.

    ``composed`` is what the machine would write.  ``asked``: it no longer is what the
    reviewer saw, so that a person must look again before the letter can be approved.
    """

    receipt: str
    revision: int
    kind: LetterKind
    text: str | None
    composed: str
    asked: bool = False
    by: str
    at: Moment


class PlacedDraft(NamedTuple):
    """A draft that was put into a folder of the mailbox: which, where, and its bytes' hash."""

    receipt: str
    revision: int
    kind: str
    folder: str
    validity: int
    uid: int
    digest: str
    at: dt.datetime

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.receipt, self.revision, self.kind)


class PostingVerbs(Store):
    """What happens to letters on their way out, and to mail that is done with."""

    def stop(self, stopped: bool, *, at: dt.datetime, by: str, why: str) -> None:
        """Record that all letters are stopped, or may go again, and why."""
        values = {"stopped": stopped, "at": iso(at), "by": by, "note": why}
        with self._writing() as on:
            on.execute(STOP.insert().values(**values))

    def stopped(self) -> Stop | None:
        """Return who stopped all letters; None where they may go."""
        with self._reading() as on:
            query = select(STOP).order_by(STOP.c.number.desc()).limit(1)
            row = on.execute(query).mappings().first()
        if row is None or not row["stopped"]:
            return None
        return Stop(**{name: row[name] for name in Stop.model_fields})

    # ── when to try again ────────────────────────────────────────────────────────────

    def retries(self) -> dict[tuple[str, int, str], tuple[dt.datetime, dt.datetime]]:
        """Return of each letter that was put off when that began and when it may be tried."""
        with self._reading() as on:
            return {
                (row["receipt"], row["revision"], row["kind"]): (
                    dt.datetime.fromisoformat(row["first_at"]),
                    dt.datetime.fromisoformat(row["next_at"]),
                )
                for row in on.execute(select(RETRY)).mappings()
            }

    def put_off(self, letter: LetterRow, *, first: dt.datetime, until: dt.datetime) -> None:
        """Record that *letter* is tried again at *until* and not before."""
        values = {"first_at": iso(first), "next_at": iso(until)}
        with self._writing() as on:
            _replace(on, RETRY, _key(letter), values)

    def forget_retry(self, letter: LetterRow) -> None:
        with self._writing() as on:
            on.execute(RETRY.delete().where(_here(RETRY, _key(letter))))

    # ── words that a reviewer changed ────────────────────────────────────────────────

    def edits(self, receipt: str) -> tuple[int, dict[LetterKind, EditRow]]:
        """Return the number of a dossier's last edit, and the last of each kind of letter."""
        query = select(EDIT).where(EDIT.c.receipt == receipt).order_by(EDIT.c.number)
        last, found = 0, {}
        with self._reading() as on:
            for row in on.execute(query).mappings():
                last = row["number"]
                edit = EditRow(**{name: row[name] for name in EditRow.model_fields})
                found[edit.kind] = edit
        return last, found

    def change_words(self, letter: LetterRow, data: bytes, subject: str, edit: EditRow) -> bool:
        """Give a draft other words; False where it is no longer the draft that was read."""
        here = sa.and_(
            _here(LETTER, _key(letter)),
            LETTER.c.state == "drafted",
            LETTER.c.data == letter.data,
        )
        values = {"data": data, "subject": subject, "remark": ""}
        with self._writing() as on:
            if on.execute(LETTER.update().where(here).values(**values)).rowcount != 1:
                return False
            on.execute(EDIT.insert().values(**_edit_values(edit)))
            told = {"name": letter.name, "recipient": letter.recipient}
            step = "edited" if edit.text is not None else "renewed"
            note(on, letter.receipt, "letter", edit.at, by=edit.by, state=step, **told)
        return True

    def held(self, letter: LetterRow) -> Held | None:
        """Return why a draft cannot be approved now, None where it can."""
        with self._reading() as on:
            return held(on, letter)

    def is_unjudged(self, receipt: str) -> bool:
        """Tell whether we failed to judge a dossier last: no letter may leave for it."""
        with self._reading() as on:
            return is_unjudged(on, receipt)

    # ── drafts in the mailbox ────────────────────────────────────────────────────────

    def placed(self) -> list[PlacedDraft]:
        """Return every draft that lies in the mailbox, as far as the ledger knows."""
        with self._reading() as on:
            rows = on.execute(select(PLACED).order_by(*PLACED.primary_key)).mappings()
            return [
                PlacedDraft(**{**row, "at": dt.datetime.fromisoformat(row["at"])}) for row in rows
            ]

    def note_placed(self, placed: PlacedDraft) -> None:
        """Record where a draft lies now."""
        values = {**placed._asdict(), "at": iso(placed.at)}
        key = {name: values.pop(name) for name in ("receipt", "revision", "kind")}
        with self._writing() as on:
            _replace(on, PLACED, key, values)

    def forget_placed(self, placed: PlacedDraft) -> None:
        key = dict(zip(("receipt", "revision", "kind"), placed.key, strict=True))
        with self._writing() as on:
            on.execute(PLACED.delete().where(_here(PLACED, key)))

    def keep_sent(self, letter: LetterRow, data: bytes, message_id: str) -> None:
        """Keep of a letter what the office's own mail program sent."""
        values = {"data": data, "message_id": message_id or letter.message_id}
        with self._writing() as on:
            on.execute(LETTER.update().where(_here(LETTER, _key(letter))).values(**values))

    # ── what came back, what was filed ───────────────────────────────────────────────

    def bounces(self) -> dict[str, str | None]:
        """Return each mail that was looked at for a bounce, and the letter that caused it."""
        with self._reading() as on:
            return {row[0]: row[1] for row in on.execute(select(BOUNCE.c.message, BOUNCE.c.letter))}

    def note_bounce(self, message: str, letter: str | None, said: str) -> None:
        with self._writing() as on:
            _replace(on, BOUNCE, {"message": message}, {"letter": letter, "said": said})

    def explain(self, message: str, reason: str) -> None:
        """Say of a mail that is in no dossier what it turned out to be."""
        here = sa.and_(
            MESSAGE.c.sha256 == message, MESSAGE.c.outcome.in_(("not-submission", "unassigned"))
        )
        values = {"outcome": "not-submission", "reason": reason, "proposal": ""}
        with self._writing() as on:
            on.execute(MESSAGE.update().where(here).values(**values))

    def filed(self, account: str) -> set[Uid]:
        """Return the places whose mail was moved or marked."""
        query = select(FILED.c.folder, FILED.c.validity, FILED.c.uid)
        with self._reading() as on:
            rows = on.execute(query.where(FILED.c.account == account))
            return {Uid(*row) for row in rows}

    def note_filed(
        self, account: str, place: Uid, *, message: str, how: str, at: dt.datetime
    ) -> None:
        key = {"account": account, **place._asdict()}
        with self._writing() as on:
            _replace(on, FILED, key, {"message": message, "how": how, "at": iso(at)})


def held(on: Connection, letter: LetterRow) -> Held | None:
    """Tell why a draft cannot be approved, within the transaction that would approve it."""
    if letter.state != "drafted":
        return None
    if on.scalar(select(PLACED.c.uid).where(_here(PLACED, _key(letter)))) is not None:
        return "placed"
    query = select(EDIT.c.asked).where(_here(EDIT, _key(letter))).order_by(EDIT.c.number.desc())
    if on.scalar(query.limit(1)):
        return "asked"
    return "unjudged" if is_unjudged(on, letter.receipt) else None


def is_unjudged(on: Connection, receipt: str) -> bool:
    """Tell whether the last verdict on a dossier only stands in."""
    query = select(VERDICT.c.made_by).where(VERDICT.c.receipt == receipt)
    return on.scalar(query.order_by(VERDICT.c.number.desc()).limit(1)) == NOTHING


def carry(on: Connection, receipt: str, edits: Iterable[EditRow], seen: int) -> None:
    """Record which edits a new verdict took over, unless a reviewer made others meanwhile.

    Raises:
        Overtaken: the dossier has an edit beyond number *seen*.
    """
    last = on.scalar(select(func.max(EDIT.c.number)).where(EDIT.c.receipt == receipt)) or 0
    if last != seen:
        raise Overtaken(receipt)
    for edit in edits:
        on.execute(EDIT.insert().values(**_edit_values(edit)))


def _edit_values(edit: EditRow) -> dict[str, Any]:
    return {**edit.model_dump(), "at": iso(edit.at)}


def _key(letter: LetterRow) -> dict[str, Any]:
    return {"receipt": letter.receipt, "revision": letter.revision, "kind": letter.kind}


def _here(table: Table, key: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in key.items()))


def _replace(
    on: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    on.execute(table.delete().where(_here(table, key)))
    on.execute(table.insert().values(**key, **values))
