"""What happened and what was decided: the one thing beside the blobs that cannot be made again.

SQLAlchemy Core, so that SQLite and PostgreSQL share one code; instants are ISO 8601 text,
lists and reports are JSON text.  Every verb is one transaction.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from pipeline.store.ledger.answers import AnswerVerbs
from pipeline.store.ledger.corrections import Corrected, CorrectionVerbs
from pipeline.store.ledger.database import LedgerError, as_json, iso
from pipeline.store.ledger.dossier_verbs import DossierVerbs
from pipeline.store.ledger.journal import JournalVerbs
from pipeline.store.ledger.letter_rows import LetterVerbs
from pipeline.store.ledger.mail_verbs import MailVerbs
from pipeline.store.ledger.overview import LetterHead, OverviewVerbs, Said
from pipeline.store.ledger.people import LookKind, LookRow, PeopleVerbs, UserRow
from pipeline.store.ledger.posting import EditRow, Overtaken, PlacedDraft, PostingVerbs, Stop
from pipeline.store.ledger.remarks import NoteRow, RemarkVerbs
from pipeline.store.ledger.rows import (
    NOTHING,
    Course,
    DecisionRow,
    DossierRow,
    Event,
    EventKind,
    Grant,
    LetterRow,
    MailFacts,
    MessageRow,
    Outcome,
    Papers,
    SubmissionRow,
    VerdictRow,
)
from pipeline.store.ledger.ruling_out import RuledOut, RulingVerbs
from pipeline.store.ledger.tables import PASS

__all__ = [
    "NOTHING",
    "Corrected",
    "Course",
    "DecisionRow",
    "DossierRow",
    "EditRow",
    "Event",
    "EventKind",
    "Grant",
    "Ledger",
    "LedgerError",
    "LetterHead",
    "LetterRow",
    "LookKind",
    "LookRow",
    "MailFacts",
    "MessageRow",
    "NoteRow",
    "Outcome",
    "Overtaken",
    "Papers",
    "PlacedDraft",
    "RuledOut",
    "Said",
    "Stop",
    "SubmissionRow",
    "UserRow",
    "VerdictRow",
]


class Ledger(
    MailVerbs,
    DossierVerbs,
    LetterVerbs,
    PostingVerbs,
    JournalVerbs,
    AnswerVerbs,
    OverviewVerbs,
    CorrectionVerbs,
    PeopleVerbs,
    RemarkVerbs,
    RulingVerbs,
):
    """All of the ledger; `Ledger.at` opens an SQLite file."""

    def record_pass(self, at: dt.datetime, balance: Mapping[str, Any], *, news: bool) -> None:
        """Record a run's balance, and whether it found anything new."""
        values = {"at": iso(at), "balance": as_json(dict(balance)), "news": news}
        with self._writing() as on:
            on.execute(PASS.insert().values(**values))

    def last_pass(self, *, with_news: bool = False) -> dict[str, Any] | None:
        """Return the balance of the last run, or of the last that found anything new."""
        query = select(PASS.c.balance).order_by(PASS.c.number.desc()).limit(1)
        if with_news:
            query = query.where(PASS.c.news)
        with self._reading() as on:
            text = on.scalar(query)
        return None if text is None else json.loads(text)
