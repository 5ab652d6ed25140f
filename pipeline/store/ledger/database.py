"""The database below the ledger: opened, brought up to date, and how values become text."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError

from extractors.errors import OperatorError
from pipeline.store.ledger.migrations import MIGRATIONS
from pipeline.store.ledger.tables import TABLES, VERSION

NEWEST = len(MIGRATIONS) + 1
"""The version of the tables that this code writes."""


class LedgerError(OperatorError):
    """The database cannot be opened or written."""


class Store:
    """The database at *url*, an SQLAlchemy address; tables are made where they are missing.

    Raises:
        LedgerError: it cannot be used, or a newer version of this software made it.
    """

    def __init__(self, url: str) -> None:
        # What a failing statement was given is personal data and stays out of the log.
        self._engine = sa.create_engine(url, hide_parameters=True)
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._writer = self._engine.execution_options(writing=True)
        self._whole = threading.local()
        with self._writing() as on:
            TABLES.create_all(on)
            version = on.scalar(select(func.max(VERSION.c.number)))
            if version is None:
                version = NEWEST
                on.execute(VERSION.insert().values(number=NEWEST))
            if version > NEWEST:
                raise LedgerError(
                    f"The ledger was made by a newer version of intake (tables {version}, this"
                    f" one knows {NEWEST}): install that version again."
                )
        for number in range(version, NEWEST):
            self._migrate(number)

    def _migrate(self, number: int) -> None:
        """Bring the tables from version *number* to the next, unless somebody just did."""
        with self._writing() as on:
            if on.scalar(select(func.max(VERSION.c.number))) == number:
                MIGRATIONS[number - 1](on)
                on.execute(VERSION.insert().values(number=number + 1))

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open the SQLite file at *path*, readable by its owner only."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            path.touch(mode=0o600)
        return cls(f"sqlite:///{path}")

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Make all that this thread changes within the block durable together, or none of it."""
        with self._writing() as on:
            self._whole.on = on
            try:
                yield
            finally:
                del self._whole.on

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if whole := getattr(self._whole, "on", None):
            yield whole
            return
        with _plain_words(), self._engine.connect() as on:
            yield on

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are durable, all or none, when the block ends."""
        if whole := getattr(self._whole, "on", None):
            yield whole
            return
        with _plain_words(), self._writer.begin() as on:
            yield on


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError):  # faults of ours
        raise
    except DatabaseError as error:
        raise LedgerError(
            f"The ledger cannot be used: {error.orig}. See whether the disk is full or the state"
            " folder not writable; if the ledger is damaged, restore it from the backup."
        ) from error


def _prepare_sqlite(connection: Any, _: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
    # The library's own way begins a transaction only at the first change: what was looked up
    # before that could be stale by then.
    connection.isolation_level = None


def _begin_sqlite(on: Connection) -> None:
    writing = on.get_execution_options().get("writing")
    on.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def iso(at: dt.datetime) -> str:
    """Return an instant as text that sorts by time: UTC, microseconds only where given."""
    return at.astimezone(dt.UTC).isoformat()


def narrowed(
    query: sa.Select[Any],
    table: sa.Table,
    *,
    by: str,
    receipts: Collection[str] | None,
    before: dt.datetime | None,
) -> sa.Select[Any]:
    """Return *query* for one person, some dossiers, an earlier time, where these are given."""
    if by:
        query = query.where(table.c.by == by)
    if receipts is not None:
        query = query.where(table.c.receipt.in_(receipts))
    if before is not None:
        query = query.where(table.c.at < iso(before))
    return query


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
