"""The ledger's verbs about mail that a person says is no application."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import Connection, select

from checks.model import Moment
from extractors.model import Frozen
from pipeline.store.ledger.database import Store, iso
from pipeline.store.ledger.rows import Outcome
from pipeline.store.ledger.tables import MESSAGE, RULED_OUT

WAITING: tuple[Outcome, ...] = ("unassigned", "set-aside")


class RuledOut(Frozen):
    """That a person said a mail, or what of it was nobody's, is no application; or took it back.

    ``was``, ``reason`` and ``proposal`` are what the mail had before.
    """

    message: str
    holds: bool
    was: Outcome
    reason: str
    proposal: str
    note: str
    by: str
    at: Moment


class RulingVerbs(Store):
    """What people say is none of ours; all of it can be taken back."""

    def rule_out(self, message: str, *, reason: str, note: str, by: str, now: dt.datetime) -> bool:
        """Record that a mail, or what of it is nobody's, is no application; *reason* is shown.

        False where it does not wait any more: somebody was faster.
        """
        here = MESSAGE.c.sha256 == message
        with self._writing() as on:
            row = on.execute(select(MESSAGE).where(here)).mappings().first()
            if row is None or not (row["outcome"] in WAITING or _is_shared(row)):
                return False
            before = {"was": row["outcome"], "reason": row["reason"], "proposal": row["proposal"]}
            said = {"note": note, "by": by, "at": iso(now)}
            on.execute(RULED_OUT.insert().values(message=message, holds=True, **before, **said))
            values = {"outcome": "not-submission", "reason": reason, "proposal": ""}
            if _is_shared(row):
                values = {"outcome": "accepted", "reason": "", "proposal": ""}
            on.execute(MESSAGE.update().where(here).values(**values))
        return True

    def rule_in(self, message: str, *, by: str, now: dt.datetime) -> bool:
        """Take that back; the mail waits again as before. False where nothing holds."""
        here = MESSAGE.c.sha256 == message
        with self._writing() as on:
            last = _last(on, message)
            if last is None or not last["holds"]:
                return False
            back = {name: last[name] for name in ("was", "reason", "proposal")}
            said = {"note": "", "by": by, "at": iso(now)}
            on.execute(RULED_OUT.insert().values(message=message, holds=False, **back, **said))
            values = {"outcome": back.pop("was"), **back}
            on.execute(MESSAGE.update().where(here).values(**values))
        return True

    def rulings(self, *, since: dt.datetime | None = None) -> list[RuledOut]:
        """Return all that was ever ruled out or in again, newest first."""
        query = select(RULED_OUT).order_by(RULED_OUT.c.number.desc())
        if since is not None:
            query = query.where(RULED_OUT.c.at > iso(since))
        with self._reading() as on:
            rows = on.execute(query).mappings()
            return [RuledOut(**{name: row[name] for name in RuledOut.model_fields}) for row in rows]

    def ruled_out(self) -> dict[str, RuledOut]:
        """Return what is ruled out now, by mail."""
        newest = {row.message: row for row in reversed(self.rulings())}
        return {message: row for message, row in newest.items() if row.holds}


def overrule(on: Connection, message: str, by: str, at: str) -> None:
    """Note that a mail which was ruled out has found its place after all."""
    last = _last(on, message)
    if last is not None and last["holds"]:
        kept = {name: last[name] for name in ("message", "was", "reason", "proposal")}
        on.execute(RULED_OUT.insert().values(holds=False, note="", by=by, at=at, **kept))


def _is_shared(row: sa.RowMapping) -> bool:
    """Tell whether some of an accepted mail is nobody's."""
    return bool(row["outcome"] == "accepted" and row["reason"])


def _last(on: Connection, message: str) -> sa.RowMapping | None:
    query = select(RULED_OUT).where(RULED_OUT.c.message == message)
    return on.execute(query.order_by(RULED_OUT.c.number.desc()).limit(1)).mappings().first()
