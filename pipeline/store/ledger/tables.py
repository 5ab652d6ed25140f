"""The ledger's tables; `VERSION` tells which `pipeline.store.ledger.migrations` were done.

Natural keys, instants as ISO 8601 text in UTC, lists and reports as JSON text, so that
SQLite and PostgreSQL share them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, String, Table, Text

TABLES = MetaData()

SIGHTING = Table(
    "sighting",
    TABLES,
    Column("account", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("validity", Integer, primary_key=True),
    Column("uid", Integer, primary_key=True),
    Column("message", String, index=True),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("seen_at", String, nullable=False),
)
MESSAGE = Table(
    "message",
    TABLES,
    Column("sha256", String, primary_key=True),
    Column("received_at", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("proposal", Text, nullable=False, default=""),
    Column("facts", Text, nullable=False, default="{}"),
    Column("attempts", Integer, nullable=False, default=0),
)
ATTACHMENT = Table(
    "attachment",
    TABLES,
    Column("message", String, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("sha256", String, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text),
)
FLAW = Table(
    "flaw",
    TABLES,
    Column("sha256", String, primary_key=True),
    Column("flaw", String, nullable=False),
)
DOSSIER = Table(
    "dossier",
    TABLES,
    Column("receipt", String, primary_key=True),
    Column("programme", String, nullable=False),
    Column("business_number", String),
    Column("subordinate_number", String),
    Column("folder", Text),
)
SUBMISSION = Table(
    "submission",
    TABLES,
    Column("message", String, primary_key=True),
    Column("receipt", String, primary_key=True),
    Column("assigned_by", String, nullable=False),
    Column("papers", Text),
    Column("at", String, nullable=False),
)
VERDICT = Table(
    "verdict",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("made_at", String, nullable=False),
    Column("rests_on", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("report", Text, nullable=False),
)
DECISION = Table(
    "decision",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("finding", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("reviewer", String, nullable=False),
    Column("rests_on", Text, nullable=False, default="[]"),
    Column("at", String, nullable=False),
)
LETTER = Table(
    "letter",
    TABLES,
    Column("receipt", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("message_id", String, nullable=False, index=True),
    Column("data", LargeBinary, nullable=False),
    Column("answers", Text, nullable=False, default="[]"),
    Column("deadline", String),
    Column("drafted_at", String, nullable=False),
    Column("approved_by", String),
    Column("sent_at", String),
    Column("attempts", Integer, nullable=False, default=0),
    Column("remark", Text, nullable=False, default=""),
)
EVENT = Table(
    "event",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("by", String, nullable=False, default=""),
    Column("message", String),
    Column("facts", Text, nullable=False, default="{}"),
)
RETRY = Table(
    "retry",
    TABLES,
    Column("receipt", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("first_at", String, nullable=False),
    Column("next_at", String, nullable=False),
)
STOP = Table(
    "stop",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("stopped", Boolean, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
)
EDIT = Table(
    "edit",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text),
    Column("composed", Text, nullable=False, default=""),
    Column("asked", Boolean, nullable=False, default=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
PLACED = Table(
    "placed",
    TABLES,
    Column("receipt", String, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("folder", String, nullable=False),
    Column("validity", Integer, nullable=False),
    Column("uid", Integer, nullable=False),
    Column("digest", String, nullable=False),
    Column("at", String, nullable=False),
)
BOUNCE = Table(
    "bounce",
    TABLES,
    Column("message", String, primary_key=True),
    Column("letter", String),
    Column("said", Text, nullable=False, default=""),
)
FILED = Table(
    "filed",
    TABLES,
    Column("account", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("validity", Integer, primary_key=True),
    Column("uid", Integer, primary_key=True),
    Column("message", String, nullable=False),
    Column("how", String, nullable=False),
    Column("at", String, nullable=False),
)
PASS = Table(
    "pass",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("balance", Text, nullable=False),
    Column("news", Boolean, nullable=False),
)
REGISTRY = Table(
    "registry",
    TABLES,
    Column("number", String, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("asked_at", String, nullable=False),
)
USER = Table(
    "user",
    TABLES,
    Column("name", String, primary_key=True),
    Column("password", Text, nullable=False),
    Column("epoch", Integer, nullable=False, default=1),
    Column("at", String, nullable=False),
)
CORRECTION = Table(
    "correction",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("file", String, nullable=False, index=True),
    Column("sheet", Integer, nullable=False),
    Column("field", String, nullable=False),
    Column("text", Text),
    Column("holds", Boolean, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
CUT = Table(
    "cut",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("file", String, nullable=False, index=True),
    Column("papers", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
REMARK = Table(
    "remark",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("receipt", String, nullable=False, index=True),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
    Column("written", Boolean, nullable=False, index=True),
)
REMINDER = Table(
    "reminder",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
)
RULED_OUT = Table(
    "ruled_out",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("message", String, nullable=False, index=True),
    Column("holds", Boolean, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("proposal", Text, nullable=False, default=""),
    Column("was", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
PHRASE = Table(
    "phrase",
    TABLES,
    Column("text", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("at", String, nullable=False),
)
LOOK = Table(
    "look",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("receipt", String, index=True),
    Column("named", Text, nullable=False, default=""),
)
VERSION = Table("version", TABLES, Column("number", Integer, primary_key=True))
