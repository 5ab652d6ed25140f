"""What happened and what was decided: tables and their verbs.

SQLAlchemy Core, so that SQLite and PostgreSQL share one module; instants are ISO 8601 text,
lists and reports are JSON text.  Every verb is one transaction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy import Connection, func, select

from checks.model import AssignedBy, DecisionKind, Moment
from extractors.model import File, Frozen
from pipeline.tables import (
    ATTACHMENT,
    DECISION,
    DOSSIER,
    LETTER,
    MESSAGE,
    PASS,
    SIGHTING,
    SUBMISSION,
    TABLES,
    VERDICT,
    VERSION,
)

Outcome = Literal["new", "accepted", "unassigned", "not-submission", "set-aside"]
LetterKind = Literal["supplement", "acknowledgement"]
LetterState = Literal[
    "drafted",
    "approved",
    "sending",
    "sent",
    "unknown",
    "refused",
    "bounced",
    "superseded",
    "withdrawn",
]


class Sighting(NamedTuple):
    """A place in the mailbox, as `pipeline.mailbox` numbers it."""

    folder: str
    validity: int
    uid: int


class MessageRow(Frozen):
    """A mail that was taken in; ``facts`` are its decoded headers and marks."""

    sha256: str
    received_at: Moment
    outcome: Outcome
    reason: str = ""
    proposal: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)
    attempts: int = 0


class DossierRow(Frozen):
    """One applicant: whose papers, and under which folder they are shown."""

    receipt: str
    programme: str
    business_number: str | None
    subordinate_number: str | None
    folder: str | None


class SubmissionRow(Frozen):
    """A mail in a dossier; ``papers`` are (file, first sheet) when only some belong to it."""

    message: str
    receipt: str
    assigned_by: AssignedBy
    papers: tuple[tuple[str, int], ...] | None


class VerdictRow(Frozen):
    """A judgement: of which papers (``rests_on``), by which rules and code (``made_by``)."""

    receipt: str
    revision: int
    made_at: Moment
    rests_on: str
    made_by: str
    report: str


class DecisionRow(Frozen):
    """What a reviewer said about one finding, and on which papers (file hashes)."""

    finding: str
    kind: DecisionKind | Literal["open"]
    note: str
    reviewer: str
    rests_on: tuple[str, ...]
    at: Moment


class LetterRow(Frozen):
    """A letter in the outbox; ``data`` are the bytes that are or will be sent."""

    receipt: str
    revision: int
    kind: LetterKind
    state: LetterState
    recipient: str
    subject: str
    message_id: str
    data: bytes
    answers: tuple[str, ...] = ()
    deadline: Moment | None = None
    drafted_at: Moment
    approved_by: str | None = None
    sent_at: Moment | None = None
    attempts: int = 0
    remark: str = ""

    @property
    def name(self) -> str:
        return f"{self.receipt}-{self.revision}-{self.kind}"


class Ledger:
    """The ledger at *url*, an SQLAlchemy address; tables are made or brought up to date."""

    def __init__(self, url: str) -> None:
        self._engine = sa.create_engine(url)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
        with self._engine.begin() as on:
            TABLES.create_all(on)
            if on.scalar(select(func.max(VERSION.c.number))) is None:
                on.execute(VERSION.insert().values(number=1))

    @classmethod
    def at(cls, path: Path) -> Ledger:
        """Open the SQLite file at *path*, readable by its owner only."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
        return cls(f"sqlite:///{path}")

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as on:
            yield on

    # ── mail ─────────────────────────────────────────────────────────────────────────

    def fetched(self, account: str) -> dict[Sighting, str]:
        """Return the SHA-256 of the mail at each place from which one was fetched."""
        query = select(
            SIGHTING.c.folder, SIGHTING.c.validity, SIGHTING.c.uid, SIGHTING.c.message
        ).where(SIGHTING.c.account == account, SIGHTING.c.message.is_not(None))
        with self._reading() as on:
            return {Sighting(*row[:3]): row[3] for row in on.execute(query)}

    def knows(self, sha256: str) -> bool:
        """Tell whether the mail *sha256* was ever taken in."""
        with self._reading() as on:
            query = select(MESSAGE.c.sha256).where(MESSAGE.c.sha256 == sha256)
            return on.scalar(query) is not None

    def receive(
        self, account: str, place: Sighting, sha256: str, received_at: dt.datetime, now: dt.datetime
    ) -> None:
        """Record that the mail *sha256*, whose blob is durable, lies at *place*."""
        with self._engine.begin() as on:
            if on.scalar(select(MESSAGE.c.sha256).where(MESSAGE.c.sha256 == sha256)) is None:
                on.execute(
                    MESSAGE.insert().values(
                        sha256=sha256, received_at=_iso(received_at), outcome="new"
                    )
                )
            self._sight(on, account, place, now, message=sha256, reason=None)

    def withhold(self, account: str, place: Sighting, reason: str, now: dt.datetime) -> None:
        """Record that the server did not hand over the mail at *place* this time."""
        with self._engine.begin() as on:
            self._sight(on, account, place, now, message=None, reason=reason)

    def _sight(
        self,
        on: Connection,
        account: str,
        place: Sighting,
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
            on.execute(SIGHTING.insert().values(**key, **values, seen_at=_iso(now)))
        else:
            on.execute(SIGHTING.update().where(here).values(**values))

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

    def unpacked(self, sha256: str, facts: Mapping[str, Any], files: Sequence[File]) -> None:
        """Record what a mail says of itself and every file in it, all at once."""
        rows = [
            {**file.model_dump(), "message": sha256, "part": part}
            for part, file in enumerate(files, start=1)
        ]
        with self._engine.begin() as on:
            on.execute(ATTACHMENT.delete().where(ATTACHMENT.c.message == sha256))
            if rows:
                on.execute(ATTACHMENT.insert(), rows)
            on.execute(
                MESSAGE.update().where(MESSAGE.c.sha256 == sha256).values(facts=_json(dict(facts)))
            )

    def files(self, message: str) -> list[File]:
        """Return every file of a mail in the order of its parts."""
        query = select(ATTACHMENT).where(ATTACHMENT.c.message == message)
        with self._reading() as on:
            rows = on.execute(query.order_by(ATTACHMENT.c.part)).mappings()
            return [File(**{name: row[name] for name in File.model_fields}) for row in rows]

    def mark_unreadable(self, sha256: str, reason: str) -> None:
        """Record that the file *sha256* could not be read, wherever it was sent."""
        here = sa.and_(ATTACHMENT.c.sha256 == sha256, ATTACHMENT.c.state == "read")
        with self._engine.begin() as on:
            on.execute(ATTACHMENT.update().where(here).values(state="unreadable", reason=reason))

    def settle(
        self, sha256: str, outcome: Outcome, *, reason: str = "", proposal: str = ""
    ) -> None:
        """Record what became of a mail."""
        values = {"outcome": outcome, "reason": reason, "proposal": proposal}
        with self._engine.begin() as on:
            on.execute(MESSAGE.update().where(MESSAGE.c.sha256 == sha256).values(**values))

    def reopen(self, sha256: str) -> None:
        """Have a mail that was set aside taken up again as if it were new."""
        with self._engine.begin() as on:
            on.execute(ATTACHMENT.delete().where(ATTACHMENT.c.message == sha256))
            on.execute(
                MESSAGE.update()
                .where(MESSAGE.c.sha256 == sha256)
                .values(outcome="new", reason="", attempts=0)
            )

    # ── dossiers ─────────────────────────────────────────────────────────────────────

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

    def assign(
        self,
        message: str,
        receipt: str | None,
        *,
        by: AssignedBy,
        papers: Sequence[tuple[str, int]] | None,
        firm: tuple[str | None, str | None],
        programme: tuple[str, int],
        now: dt.datetime,
    ) -> str:
        """Put a mail into a dossier and return its receipt number; None opens a new one.

        *firm* is the business number and branch serial of a new dossier, *programme* the
        programme's id and the year in which its receipt numbers count.
        """
        with self._engine.begin() as on:
            if receipt is None:
                receipt = self._next_receipt(on, programme[1])
                on.execute(
                    DOSSIER.insert().values(
                        receipt=receipt,
                        programme=programme[0],
                        business_number=firm[0],
                        subordinate_number=firm[1],
                    )
                )
            on.execute(
                SUBMISSION.insert().values(
                    message=message,
                    receipt=receipt,
                    assigned_by=by,
                    papers=None if papers is None else _json([list(p) for p in papers]),
                    at=_iso(now),
                )
            )
            return receipt

    def _next_receipt(self, on: Connection, year: int) -> str:
        taken = on.scalars(
            select(DOSSIER.c.receipt).where(DOSSIER.c.receipt.startswith(f"{year}-"))
        )
        last = max((int(receipt.split("-")[1]) for receipt in taken), default=0)
        return f"{year}-{last + 1:04d}"

    def name_folder(self, receipt: str, folder: str) -> None:
        """Give a dossier its folder's name, once and for all."""
        here = sa.and_(DOSSIER.c.receipt == receipt, DOSSIER.c.folder.is_(None))
        with self._engine.begin() as on:
            on.execute(DOSSIER.update().where(here).values(folder=folder))

    # ── verdicts and decisions ───────────────────────────────────────────────────────

    def latest_verdict(self, receipt: str) -> VerdictRow | None:
        query = (
            select(VERDICT).where(VERDICT.c.receipt == receipt).order_by(VERDICT.c.number.desc())
        )
        with self._reading() as on:
            row = on.execute(query.limit(1)).mappings().first()
            return None if row is None else VerdictRow(**{k: row[k] for k in _VERDICT})

    def record(self, verdict: VerdictRow, letters: Iterable[LetterRow]) -> None:
        """Record a verdict with the letters that it calls for, in one transaction.

        An unsent letter of the same name is replaced; one that was approved or has gone
        stays as it is.  Unsent letters of earlier revisions are superseded.
        """
        with self._engine.begin() as on:
            on.execute(
                VERDICT.insert().values(
                    **verdict.model_dump(exclude={"made_at"}), made_at=_iso(verdict.made_at)
                )
            )
            mine = LETTER.c.receipt == verdict.receipt
            older = LETTER.c.revision < verdict.revision
            unsent = LETTER.c.state.in_(("drafted", "approved"))
            on.execute(LETTER.update().where(mine, older, unsent).values(state="superseded"))
            this = sa.and_(mine, LETTER.c.revision == verdict.revision)
            on.execute(LETTER.delete().where(this, LETTER.c.state == "drafted"))
            kept = set(on.scalars(select(LETTER.c.kind).where(this)))
            for letter in letters:
                if letter.kind not in kept:
                    on.execute(LETTER.insert().values(**_letter_values(letter)))

    def decide(self, receipt: str, decision: DecisionRow) -> None:
        with self._engine.begin() as on:
            on.execute(
                DECISION.insert().values(
                    receipt=receipt,
                    **decision.model_dump(exclude={"at", "rests_on"}),
                    rests_on=_json(list(decision.rests_on)),
                    at=_iso(decision.at),
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

    # ── letters ──────────────────────────────────────────────────────────────────────

    def letters(self, *states: LetterState, receipt: str | None = None) -> list[LetterRow]:
        """Return letters in one of *states* (all without), of one dossier or of all."""
        query = select(LETTER).order_by(LETTER.c.receipt, LETTER.c.revision, LETTER.c.kind)
        if states:
            query = query.where(LETTER.c.state.in_(states))
        if receipt is not None:
            query = query.where(LETTER.c.receipt == receipt)
        with self._reading() as on:
            return [_letter(row) for row in on.execute(query).mappings()]

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
            values["sent_at"] = _iso(at)
        if tried:
            values["attempts"] = letter.attempts + 1
        here = sa.and_(
            LETTER.c.receipt == letter.receipt,
            LETTER.c.revision == letter.revision,
            LETTER.c.kind == letter.kind,
            LETTER.c.state == letter.state,
        )
        with self._engine.begin() as on:
            return on.execute(LETTER.update().where(here).values(**values)).rowcount == 1

    # ── runs ─────────────────────────────────────────────────────────────────────────

    def record_pass(self, at: dt.datetime, balance: Mapping[str, Any]) -> None:
        with self._engine.begin() as on:
            on.execute(PASS.insert().values(at=_iso(at), balance=_json(dict(balance))))

    def last_pass(self) -> dict[str, Any] | None:
        """Return the balance of the last run, None before the first."""
        with self._reading() as on:
            text = on.scalar(select(PASS.c.balance).order_by(PASS.c.number.desc()).limit(1))
        return None if text is None else json.loads(text)


_VERDICT = tuple(VerdictRow.model_fields)


def _prepare_sqlite(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _iso(at: dt.datetime) -> str:
    """Return an instant as text that sorts by time: UTC, microseconds only where given."""
    return at.astimezone(dt.UTC).isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _message(row: sa.RowMapping) -> MessageRow:
    return MessageRow(**{**row, "facts": json.loads(row["facts"])})


def _submission(row: sa.RowMapping) -> SubmissionRow:
    papers = None if row["papers"] is None else tuple(tuple(p) for p in json.loads(row["papers"]))
    return SubmissionRow(
        message=row["message"],
        receipt=row["receipt"],
        assigned_by=row["assigned_by"],
        papers=papers,
    )


def _letter(row: sa.RowMapping) -> LetterRow:
    return LetterRow(**{**row, "answers": tuple(json.loads(row["answers"]))})


def _letter_values(letter: LetterRow) -> dict[str, Any]:
    return {
        **letter.model_dump(exclude={"answers", "deadline", "drafted_at", "sent_at"}),
        "deadline": None if letter.deadline is None else _iso(letter.deadline),
        "answers": _json(list(letter.answers)),
        "drafted_at": _iso(letter.drafted_at),
        "sent_at": None if letter.sent_at is None else _iso(letter.sent_at),
    }
