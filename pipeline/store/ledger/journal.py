"""What happened to each dossier, in order: written with what happened, never changed."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from pipeline.store.ledger.database import Store, as_json, iso
from pipeline.store.ledger.rows import Course, Event, EventKind
from pipeline.store.ledger.tables import EVENT


class JournalVerbs(Store):
    """The history of dossiers, and what reviewers said about one as a whole."""

    def history(self, receipt: str) -> list[Event]:
        """Return every step of a dossier's life in the order in which it was taken."""
        query = select(EVENT).where(EVENT.c.receipt == receipt).order_by(EVENT.c.number)
        with self._reading() as on:
            return [read_event(row) for row in on.execute(query).mappings()]

    def course(self, receipt: str) -> Course:
        """Return what reviewers last said about a dossier as a whole."""
        return self.courses(receipt).get(receipt, Course())

    def courses(self, receipt: str | None = None) -> dict[str, Course]:
        """Return the courses of all dossiers about which something was said."""
        query = select(EVENT).where(EVENT.c.kind.in_(TURNS)).order_by(EVENT.c.number)
        if receipt is not None:
            query = query.where(EVENT.c.receipt == receipt)
        found: dict[str, Course] = {}
        with self._reading() as on:
            for row in on.execute(query).mappings():
                before = found.get(row["receipt"], Course())
                found[row["receipt"]] = _turn(before, read_event(row))
        return found


TURNS: tuple[EventKind, ...] = ("withdrawn", "reinstated", "replaced", "restored", "extended")


def note(
    on: Connection,
    receipt: str,
    kind: EventKind,
    at: dt.datetime,
    *,
    by: str = "",
    message: str | None = None,
    **facts: Any,
) -> None:
    """Write one step into the history, within the transaction that takes it."""
    on.execute(
        EVENT.insert().values(
            receipt=receipt, at=iso(at), kind=kind, by=by, message=message, facts=as_json(facts)
        )
    )


def last_of(on: Connection, receipt: str, kind: EventKind) -> dict[str, Any] | None:
    """Return the facts of the last step of this *kind*, None where there was none."""
    query = select(EVENT.c.facts).where(EVENT.c.receipt == receipt, EVENT.c.kind == kind)
    facts = on.scalar(query.order_by(EVENT.c.number.desc()).limit(1))
    return None if facts is None else dict(json.loads(facts))


def _turn(course: Course, event: Event) -> Course:
    if event.kind in ("withdrawn", "reinstated"):
        return course.model_copy(update={"withdrawn": event.kind == "withdrawn"})
    if event.kind in ("replaced", "restored"):
        since = event.message if event.kind == "replaced" else None
        return course.model_copy(update={"since": since})
    until = event.facts.get("until")
    return Course.model_validate({**course.model_dump(), "until": until})


def read_event(row: sa.RowMapping) -> Event:
    values = {name: row[name] for name in Event.model_fields if name != "facts"}
    return Event(**values, facts=json.loads(row["facts"]))
