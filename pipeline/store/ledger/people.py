"""The ledger's verbs about the people at the desk: who may enter, what they say, what they saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Literal

from sqlalchemy import func, select

from checks.model import Moment
from extractors.model import Frozen
from pipeline.store.ledger.database import Store, iso, narrowed
from pipeline.store.ledger.tables import LOOK, PHRASE, REMINDER, USER

LookKind = Literal["entered", "refused", "left", "opened", "saw", "downloaded"]


class UserRow(Frozen):
    """Who may enter, by the hash of a password; a session counts for its ``epoch`` only."""

    name: str
    password: str
    epoch: int
    at: Moment


class LookRow(Frozen):
    """Who looked at what: a dossier, a sheet, a file; or came and went."""

    at: Moment
    by: str
    what: LookKind
    receipt: str | None
    named: str


class PeopleVerbs(Store):
    """Users, their phrases, and the log of what they saw."""

    def users(self) -> list[UserRow]:
        with self._reading() as on:
            rows = on.execute(select(USER).order_by(USER.c.name)).mappings()
            return [UserRow(**row) for row in rows]

    def user(self, name: str) -> UserRow | None:
        with self._reading() as on:
            row = on.execute(select(USER).where(USER.c.name == name)).mappings().first()
            return None if row is None else UserRow(**row)

    def admit(self, name: str, password: str, now: dt.datetime) -> bool:
        """Let *name* enter by the hash *password*; False where that only changes a password.

        Whoever had entered by the one before must enter again.
        """
        with self._writing() as on:
            here = USER.c.name == name
            epoch = on.scalar(select(USER.c.epoch).where(here))
            values = {"password": password, "epoch": (epoch or 0) + 1, "at": iso(now)}
            if epoch is None:
                on.execute(USER.insert().values(name=name, **values))
            else:
                on.execute(USER.update().where(here).values(**values))
            return epoch is None

    def dismiss(self, name: str) -> bool:
        """Let *name* enter no more; False where nobody is called so."""
        with self._writing() as on:
            return on.execute(USER.delete().where(USER.c.name == name)).rowcount == 1

    def phrases(self) -> list[str]:
        """Return the reasons that the office keeps at hand, oldest first."""
        with self._reading() as on:
            return list(on.scalars(select(PHRASE.c.text).order_by(PHRASE.c.at, PHRASE.c.text)))

    def keep_phrase(self, text: str, *, by: str, now: dt.datetime) -> None:
        with self._writing() as on:
            if on.scalar(select(PHRASE.c.text).where(PHRASE.c.text == text)) is None:
                on.execute(PHRASE.insert().values(text=text, by=by, at=iso(now)))

    def drop_phrase(self, text: str) -> None:
        with self._writing() as on:
            on.execute(PHRASE.delete().where(PHRASE.c.text == text))

    def looked(
        self,
        what: LookKind,
        *,
        by: str,
        now: dt.datetime,
        receipt: str | None = None,
        named: str = "",
    ) -> None:
        """Write down that *by* saw something; *named* says what, by number or file name."""
        with self._writing() as on:
            on.execute(
                LOOK.insert().values(at=iso(now), by=by, what=what, receipt=receipt, named=named)
            )

    def looks(
        self,
        *,
        kinds: Collection[LookKind] | None = None,
        by: str = "",
        receipts: Collection[str] | None = None,
        before: dt.datetime | None = None,
        most: int = 200,
    ) -> list[LookRow]:
        """Return the newest looks; each argument that is given leaves some out."""
        query = select(LOOK).order_by(LOOK.c.number.desc()).limit(most)
        if kinds is not None:
            query = query.where(LOOK.c.what.in_(kinds))
        query = narrowed(query, LOOK, by=by, receipts=receipts, before=before)
        with self._reading() as on:
            rows = on.execute(query).mappings()
            return [LookRow(**{name: row[name] for name in LookRow.model_fields}) for row in rows]

    def last_look(self, by: str) -> dt.datetime | None:
        """Return when *by* entered the time before this one."""
        query = select(LOOK.c.at).where(LOOK.c.by == by, LOOK.c.what == "entered")
        with self._reading() as on:
            found = list(on.scalars(query.order_by(LOOK.c.number.desc()).limit(2)))
        return dt.datetime.fromisoformat(found[1]) if len(found) == 2 else None

    def refusals(self, name: str, since: dt.datetime) -> int:
        """Return how often somebody gave a wrong password for *name* since then."""
        query = select(func.count()).select_from(LOOK)
        here = (LOOK.c.by == name, LOOK.c.what == "refused", LOOK.c.at >= iso(since))
        with self._reading() as on:
            return on.scalar(query.where(*here)) or 0

    def note_reminder(self, now: dt.datetime) -> None:
        """Record that the reviewers are told now that something waits."""
        with self._writing() as on:
            on.execute(REMINDER.insert().values(at=iso(now)))

    def last_reminder(self) -> dt.datetime | None:
        with self._reading() as on:
            at = on.scalar(select(func.max(REMINDER.c.at)))
        return None if at is None else dt.datetime.fromisoformat(at)
