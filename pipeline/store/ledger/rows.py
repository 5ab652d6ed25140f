"""What the ledger tells and is told: one value for each kind of row."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from pydantic import Field

from checks.model import AssignedBy, DecisionKind, Moment
from extractors.model import Frozen
from outbox.states import LetterKind, LetterState

Outcome = Literal["new", "accepted", "unassigned", "not-submission", "set-aside"]
Firm = tuple[str | None, str | None]
"""Business number and branch serial, each None where it is not known."""
Papers = tuple[tuple[str, int], ...]
"""Papers by their file and first sheet; sheet 0 is a whole file without a recognised paper."""


class Grant(NamedTuple):
    """What of a mail goes where: a receipt number (None opens a dossier), the firm that it is
    for, how that was found, which papers (None: all), and the grounds in Korean."""

    receipt: str | None
    firm: Firm | None
    by: AssignedBy
    papers: Papers | None
    why: str = ""


class MessageRow(Frozen):
    """A mail that was taken in; ``facts`` are its decoded headers and marks.

    They are empty until it was taken apart.  ``reason`` of an accepted mail says what of it
    is still nobody's.
    """

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
    """A mail in a dossier; ``papers`` when only some of its papers belong to it."""

    message: str
    receipt: str
    assigned_by: AssignedBy
    papers: Papers | None


EventKind = Literal[
    "received",
    "removed",
    "judged",
    "decided",
    "letter",
    "withdrawn",
    "reinstated",
    "replaced",
    "restored",
    "extended",
]


class Event(Frozen):
    """One step in a dossier's life, in the order in which it was taken.

    ``at`` is when it happened, of a mail that was received when it arrived.  ``by`` is the
    person who did it, "" where the machine did.  ``facts`` are what the step was about.
    """

    receipt: str
    at: Moment
    kind: EventKind
    by: str = ""
    message: str | None = None
    facts: dict[str, Any] = Field(default_factory=dict)


class Course(Frozen):
    """What a reviewer said about a dossier as a whole; all of it can be taken back.

    ``since`` is the mail (SHA-256) with which the applicant began anew: what came before it
    does not count.  ``until`` is the last instant for supplements of this dossier alone.
    """

    withdrawn: bool = False
    since: str | None = None
    until: Moment | None = None


NOTHING = "nothing"


class VerdictRow(Frozen):
    """A judgement: of which papers (``rests_on``), by which rules and code (``made_by``).

    One that is made by `NOTHING` only stands in, while we fail to judge the dossier: its report
    is for people, and no letter leaves.
    """

    receipt: str
    revision: int
    made_at: Moment
    rests_on: str
    made_by: str
    report: str

    @property
    def stands_in(self) -> bool:
        return self.made_by == NOTHING


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
