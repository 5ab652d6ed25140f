"""What the ledger tells and is told: one value for each kind of row."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic import Field

from checks.authentication import has_failed
from checks.model import Arrival, AssignedBy, DecisionKind, Moment
from checks.report import Report
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


class MailFacts(Frozen):
    """What a mail says of itself and how it came, parsed once, when it was taken apart.

    The names mean what they mean in `extractors.formats.mail.message.Mail`; ``withdrawal``: its
    words may mean that the application is taken back.  ``arrival`` is None only where an older
    version took the mail apart and its bytes are lost (see `pipeline.store.upgrading`).
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender_name: str
    sender: str | None
    subject: str
    marks: tuple[str, ...]
    withdrawal: bool = False
    arrival: Arrival | None = None

    @property
    def named(self) -> str:
        """By whom it is, as far as it says: an address, else a name, else ""."""
        return self.sender or self.sender_name

    @property
    def is_doubted(self) -> bool:
        """Tell whether nobody vouches for its sender: the receiving server, or what is left of it,
        does not show it to be who it claims."""
        return self.arrival is None or has_failed(self.arrival.authentication)


class MessageRow(Frozen):
    """A mail that was taken in; ``facts`` are None until it was taken apart.

    They are None as well where what is kept of them makes no sense.  ``reason`` of an accepted
    mail says what of it is still nobody's.
    """

    sha256: str
    received_at: Moment
    outcome: Outcome
    reason: str = ""
    proposal: str = ""
    facts: MailFacts | None = None
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
    "corrected",
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

    def read(self) -> Report:
        """Return the report; the same text is read once."""
        return _read_report(self.report)


@lru_cache(maxsize=512)
def _read_report(text: str) -> Report:
    return Report.model_validate_json(text)


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
