"""What a reviewer opens: reports, the register, and the folder that holds them.

The views below are all that publishing needs; whoever keeps the ledger builds them.
Nothing here reads a mailbox, a database or the clock, so the same views give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, Optional

from pydantic import ConfigDict, Field

from checks.model import Moment
from checks.programme import Programme
from checks.report import Report
from extractors.model import Frozen, Transcript
from outbox.states import LetterKind, LetterState

if TYPE_CHECKING:
    from PIL import Image

Outcome = Literal["accepted", "not_submission", "set_aside"]
SHEET = "register.xlsx"
"""What the register is called as a workbook."""

Render = Callable[[bytes, int], Optional["Image.Image"]]
"""The upright picture of sheet *n* (from 1) of a file's bytes, None where it has none."""


@dataclass(frozen=True)
class LetterView:
    """A letter and what became of it; ``name`` is ``<receipt>-<revision>-<kind>``."""

    name: str
    kind: LetterKind
    state: LetterState
    subject: str
    data: bytes
    deadline: Moment | None = None
    sent_at: Moment | None = None
    recipient: str = ""


@dataclass(frozen=True)
class HistoryStep:
    """One step of a dossier's history: when, by whom, in words; the mail or letter it is about."""

    at: Moment
    kind: str
    by: str
    said: str
    message: str | None = None
    letter: str | None = None


@dataclass(frozen=True)
class Decided:
    """By whom something was decided, when, and why in that person's words."""

    by: str
    at: Moment
    note: str = ""


@dataclass(frozen=True)
class DossierView:
    """One applicant: the report, and where the bytes that it speaks of are.

    ``folder_name`` is fixed by the caller once and for all (see `pipeline.store.folder_names`).
    ``files`` and ``mails`` give the stored bytes by SHA-256; ``transcripts`` the words of
    the files whose places can be shown; ``history`` what happened, in order; ``until`` the
    last instant for supplements, where a reviewer set one for this dossier alone; ``decided``
    who decided what, by the finding's key.
    """

    report: Report
    folder_name: str
    files: Mapping[str, Path] = field(default_factory=dict)
    mails: Mapping[str, Path] = field(default_factory=dict)
    transcripts: Mapping[str, Transcript] = field(default_factory=dict)
    letters: tuple[LetterView, ...] = ()
    history: tuple[HistoryStep, ...] = ()
    until: Moment | None = None
    decided: Mapping[str, Decided] = field(default_factory=dict)


@dataclass(frozen=True)
class StrayMail:
    """A mail outside all dossiers, with the reason in Korean.

    ``proposal`` is what a person might do with it; ``sha256`` and ``data`` are None where
    the server did not hand it over.
    """

    sha256: str | None
    sender: str
    subject: str
    received_at: Moment | None
    reason: str
    proposal: str | None = None
    data: Path | None = None


class BalanceMail(Frozen):
    """One new mail of a run and what became of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    message: str | None
    sender: str = Field(alias="from")
    subject: str
    received_at: Moment | None
    outcome: Outcome
    receipt_number: str | None = None
    reason: str | None = None


class Balance(Frozen):
    """run.json: the last run's balance, server = the sum of the other four."""

    programme: str
    at: Moment
    server: int
    accepted: int
    known: int
    not_submissions: int
    set_aside: int
    messages: tuple[BalanceMail, ...] = ()

    @property
    def adds_up(self) -> bool:
        return self.server == self.accepted + self.known + self.not_submissions + self.set_aside


class OfficeNote(NamedTuple):
    """What stands for an applicant in a column of the office; "" empties the cell."""

    receipt: str
    heading: str
    text: str


@dataclass(frozen=True)
class Publication:
    """All that the review folder of one programme shows.

    ``run`` is the last run, ``news`` the last one that found anything new: the register's
    page tells of that one, so that idle runs leave it alone.  ``notes`` are what people wrote at
    the desk into columns of the office, and what the workbook does not hold yet.
    """

    programme: Programme
    dossiers: tuple[DossierView, ...] = ()
    unassigned: tuple[StrayMail, ...] = ()
    set_aside: tuple[StrayMail, ...] = ()
    not_submissions: tuple[StrayMail, ...] = ()
    run: Balance | None = None
    news: Balance | None = None
    notes: tuple[OfficeNote, ...] = ()
