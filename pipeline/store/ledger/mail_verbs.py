"""The ledger's verbs about mail: where it was seen, what is in it, what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import Connection, select

from checks.model import Arrival
from extractors.model import File
from pipeline.store.ledger.database import Store, as_json, iso
from pipeline.store.ledger.rows import MailFacts, MessageRow, Outcome
from pipeline.store.ledger.tables import ATTACHMENT, FLAW, MESSAGE, SIGHTING
from pipeline.uids import Uid


class MailVerbs(Store):
    """Mail as it came."""

    def fetched(self, account: str) -> dict[Uid, str]:
        """Return the SHA-256 of the mail at each place from which one was fetched."""
        query = select(
            SIGHTING.c.folder, SIGHTING.c.validity, SIGHTING.c.uid, SIGHTING.c.message
        ).where(SIGHTING.c.account == account, SIGHTING.c.message.is_not(None))
        with self._reading() as on:
            return {Uid(*row[:3]): row[3] for row in on.execute(query)}

    def knows(self, sha256: str) -> bool:
        """Tell whether the mail *sha256* was ever taken in."""
        with self._reading() as on:
            query = select(MESSAGE.c.sha256).where(MESSAGE.c.sha256 == sha256)
            return on.scalar(query) is not None

    def receive(
        self, account: str, place: Uid, sha256: str, received_at: dt.datetime, now: dt.datetime
    ) -> None:
        """Record that the mail *sha256*, whose blob is durable, lies at *place*."""
        with self._writing() as on:
            if on.scalar(select(MESSAGE.c.sha256).where(MESSAGE.c.sha256 == sha256)) is None:
                on.execute(
                    MESSAGE.insert().values(
                        sha256=sha256, received_at=iso(received_at), outcome="new"
                    )
                )
            _sight(on, account, place, now, message=sha256, reason=None)

    def withhold(self, account: str, place: Uid, reason: str, now: dt.datetime) -> None:
        """Record that the server did not hand over the mail at *place* this time."""
        with self._writing() as on:
            _sight(on, account, place, now, message=None, reason=reason)

    def messages(self, *outcomes: Outcome) -> list[MessageRow]:
        """Return the mails with one of *outcomes*, oldest first."""
        query = (
            select(MESSAGE)
            .where(MESSAGE.c.outcome.in_(outcomes))
            .order_by(MESSAGE.c.received_at, MESSAGE.c.sha256)
        )
        with self._reading() as on:
            return [_message(row) for row in on.execute(query).mappings()]

    def message(self, sha256: str) -> MessageRow:
        with self._reading() as on:
            query = select(MESSAGE).where(MESSAGE.c.sha256 == sha256)
            return _message(on.execute(query).mappings().one())

    def find_messages(self, start: str) -> list[MessageRow]:
        """Return the mails whose SHA-256 starts with *start*."""
        query = select(MESSAGE).where(MESSAGE.c.sha256.startswith(start, autoescape=True))
        with self._reading() as on:
            return [_message(row) for row in on.execute(query).mappings()]

    def unpacked(self, sha256: str, facts: MailFacts, files: Sequence[File]) -> None:
        """Record what a mail says of itself and every file in it, all at once."""
        with self._writing() as on:
            unpack(on, sha256, facts, files)

    def without_arrival(self) -> list[str]:
        """Return the mails that an older version took apart, without noting how they came."""
        query = select(MESSAGE.c.sha256).where(MESSAGE.c.facts.contains('"arrival": null'))
        with self._reading() as on:
            return list(on.scalars(query))

    def note_arrival(self, sha256: str, arrival: Arrival) -> None:
        """Add to what is known of a mail how it came."""
        here = MESSAGE.c.sha256 == sha256
        with self._writing() as on:
            facts = facts_in(on.scalar(select(MESSAGE.c.facts).where(here)))
            if facts is not None and facts.arrival is None:
                text = _as_text(facts.model_copy(update={"arrival": arrival}))
                on.execute(MESSAGE.update().where(here).values(facts=text))

    def files(self, message: str) -> list[File]:
        """Return every file of a mail in the order of its parts."""
        flawed = sa.and_(FLAW.c.sha256 == ATTACHMENT.c.sha256, ATTACHMENT.c.state == "unreadable")
        query = select(ATTACHMENT, FLAW.c.flaw).outerjoin(FLAW, flawed)
        here = query.where(ATTACHMENT.c.message == message)
        with self._reading() as on:
            rows = on.execute(here.order_by(ATTACHMENT.c.part)).mappings()
            return [File(**{name: row[name] for name in File.model_fields}) for row in rows]

    def readable_files(self) -> dict[str, str]:
        """Return the name of every file that has or should have a transcript, by SHA-256."""
        query = select(ATTACHMENT.c.sha256, ATTACHMENT.c.name).where(ATTACHMENT.c.state == "read")
        with self._reading() as on:
            return {row[0]: row[1] for row in on.execute(query)}

    def mark_unreadable(self, sha256: str, reason: str, flaw: str | None = None) -> None:
        """Record that the file *sha256* could not be read, wherever it was sent."""
        here = sa.and_(ATTACHMENT.c.sha256 == sha256, ATTACHMENT.c.state == "read")
        with self._writing() as on:
            on.execute(ATTACHMENT.update().where(here).values(state="unreadable", reason=reason))
            _note_flaw(on, sha256, flaw)

    def leave_out(self, message: str, sha256: str, reason: str) -> None:
        """Record that nobody need read a file of a mail that could not be read, and why not."""
        here = sa.and_(
            ATTACHMENT.c.message == message,
            ATTACHMENT.c.sha256 == sha256,
            ATTACHMENT.c.state == "unreadable",
        )
        with self._writing() as on:
            on.execute(ATTACHMENT.update().where(here).values(state="ignored", reason=reason))

    def set_aside(self, sha256: str, reason: str) -> None:
        """Record that nothing could be made of a mail."""
        values = {"outcome": "set-aside", "reason": reason, "proposal": ""}
        with self._writing() as on:
            on.execute(MESSAGE.update().where(MESSAGE.c.sha256 == sha256).values(**values))

    def reopen(self, sha256: str) -> None:
        """Have a mail that was set aside taken up again as if it were new."""
        here = sa.and_(MESSAGE.c.sha256 == sha256, MESSAGE.c.outcome == "set-aside")
        with self._writing() as on:
            on.execute(MESSAGE.update().where(here).values(outcome="new", reason="", facts="{}"))


def unpack(on: Connection, sha256: str, facts: MailFacts, files: Sequence[File]) -> None:
    """Write what a mail says of itself and every file in it, in place of what was known."""
    rows = [
        {**file.model_dump(exclude={"flaw"}), "message": sha256, "part": part}
        for part, file in enumerate(files, start=1)
    ]
    on.execute(ATTACHMENT.delete().where(ATTACHMENT.c.message == sha256))
    if rows:
        on.execute(ATTACHMENT.insert(), rows)
    for file in files:
        if file.flaw:
            _note_flaw(on, file.sha256, file.flaw)
    here = MESSAGE.c.sha256 == sha256
    on.execute(MESSAGE.update().where(here).values(facts=_as_text(facts)))


def facts_in(text: str | None) -> MailFacts | None:
    """Return the facts that *text* tells; None where it tells none, or makes no sense."""
    if text in (None, "{}"):
        return None
    try:
        return MailFacts.model_validate_json(text or "")
    except ValidationError:
        return None


def _as_text(facts: MailFacts) -> str:
    return as_json(facts.model_dump(mode="json"))


def _note_flaw(on: Connection, sha256: str, flaw: str | None) -> None:
    """Record in what way exactly a file cannot be read; the newest look at it counts."""
    on.execute(FLAW.delete().where(FLAW.c.sha256 == sha256))
    if flaw:
        on.execute(FLAW.insert().values(sha256=sha256, flaw=flaw))


def _sight(
    on: Connection,
    account: str,
    place: Uid,
    now: dt.datetime,
    *,
    message: str | None,
    reason: str | None,
) -> None:
    key = {"account": account, **place._asdict()}
    here = sa.and_(*(SIGHTING.c[name] == value for name, value in key.items()))
    attempts = on.scalar(select(SIGHTING.c.attempts).where(here))
    values = {"message": message, "reason": reason, "attempts": (attempts or 0) + 1}
    if attempts is None:
        on.execute(SIGHTING.insert().values(**key, **values, seen_at=iso(now)))
    else:
        on.execute(SIGHTING.update().where(here).values(**values))


def _message(row: sa.RowMapping) -> MessageRow:
    return MessageRow(**{**row, "facts": facts_in(row["facts"])})
