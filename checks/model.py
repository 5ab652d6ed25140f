"""What is judged, and what judging yields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, Field, SerializeAsAny, model_validator

from checks.subordinate import speaks_of_place
from extractors.model import Document, File, Frozen, Hop, IssuedDocument
from extractors.resident import hide

SEOUL = ZoneInfo("Asia/Seoul")

Moment = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(SEOUL))]
"""An instant, always told in Seoul: its ``.date()`` is the applicant's day."""

Severity = Literal["blocking", "doubtful", "note"]
Status = Literal["withdrawn", "late", "ineligible", "supplement", "review", "complete"]
State = Literal["met", "missing", "blocking", "doubtful", "unreadable", "not-needed"]
DecisionKind = Literal["confirmed", "waived", "settled"]
AssignedBy = Literal["number", "thread", "sender", "reviewer"]
RegistryStatus = Literal["active", "suspended", "closed", "unregistered"]
RepeatKind = Literal["file", "certificate", "contact"]


class Window(Frozen):
    """신청기간: from ``opens`` to ``closes``, both included; the day of the notice (공고일)."""

    opens: Moment
    closes: Moment
    published: dt.date | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Window:
        if self.closes <= self.opens:
            raise ValueError("접수 마감(closes)이 접수 시작(opens)보다 늦어야 합니다")
        return self


class Project(Frozen):
    """The project's days, where the programme knows them (Q3)."""

    begins: dt.date | None = None
    ends: dt.date | None = None

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Project:
        if self.begins and self.ends and self.ends < self.begins:
            raise ValueError("사업 종료일(ends)이 시작일(begins)보다 늦어야 합니다")
        return self


class Asked(Frozen):
    """A row of 제출서류: the paper that the notice asks for, in the notice's own words.

    ``named`` is what the notice calls the paper, ``sheets`` what it calls the sheets of a
    form that has several.  Papers of the types ``any_of`` answer the row just as well, which
    goes by its ``document`` all the same.  Of each of ``years`` there must be one.
    An optional paper may be worth ``points``.
    ``needed_when`` names the one circumstance under which the paper is asked for at all,
    ``only_if`` in the notice's words one that only a person can tell.  ``obtain`` is the
    sentence that tells an applicant where the paper comes from.
    """

    clause: str
    document: str
    named: str
    any_of: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    optional: bool = False
    points: int = 0
    needed_when: Literal["subordinate-place", "corporation", "sole-trader"] | None = None
    only_if: str = ""
    sheets: dict[str, str] = Field(default_factory=dict)
    obtain: str = ""

    @property
    def always(self) -> bool:
        """Whether every applicant must send the paper."""
        return not self.optional and self.needed_when is None and not self.only_if

    @property
    def types(self) -> tuple[str, ...]:
        """The types of paper that answer the row."""
        return (self.document, *self.any_of)


class Notice(Frozen):
    """The facts of the notice that rules look at.

    ``holidays`` are public holidays beside Saturdays and Sundays (민법 제161조).
    """

    window: Window
    project: Project = Project()
    requires: tuple[Asked, ...] = ()
    holidays: frozenset[dt.date] = frozenset()
    supplements_until: Moment | None = None

    def asked(self, document: str) -> Asked | None:
        """Return the row that asks for papers of the type *document*."""
        return next((row for row in self.requires if document in row.types), None)

    def taken_for(self, document: Document) -> tuple[str, ...]:
        """Return the types of paper in place of which *document* was sent.

        A paper that the notice asks for too was sent for its own sake.
        """
        return () if self.asked(document.type) else document.instead_of

    def is_holiday(self, day: dt.date) -> bool:
        """Tell whether *day* is a Saturday, a Sunday or a public holiday."""
        return day.weekday() >= 5 or day in self.holidays


class Arrival(Frozen):
    """How a mail came, by the clocks and the findings of others.

    ``sent_at`` is the sender's own clock (Date), ``hops`` the servers that it passed, the
    receiving one last.  ``authentication`` is what the receiving server found of the sender
    (RFC 8601): a method, such as ``spf``, and its result.
    """

    sent_at: Moment | None = None
    hops: tuple[Hop, ...] = ()
    authentication: tuple[tuple[str, str], ...] = ()


class Submission(Frozen):
    """One mail of a dossier; ``received_at`` is the clock of the server that keeps it.

    ``received_at_known`` is False where no server says: the day is then only supposed, and
    nothing is decided by it.  ``asks_to_withdraw``: its words may mean that the application is
    taken back.
    """

    message_id: str
    sha256: str
    sender: str
    subject: Annotated[str, AfterValidator(hide)]
    received_at: Moment
    received_at_known: bool = True
    assigned_by: AssignedBy
    arrival: Arrival = Arrival()
    asks_to_withdraw: bool = False


class RegistryAnswer(Frozen):
    """What the tax office's registry says of a business number, and when it was asked.

    ``authentic`` tells whether number, opening day and representative belong together; None
    where that was not asked.  ``unit_taxation``: the number was given up because its place
    now counts to a head office (사업자단위과세 전환).
    """

    number: str
    asked_at: Moment
    status: RegistryStatus
    tax_type: str = ""
    closed_on: dt.date | None = None
    unit_taxation: bool = False
    authentic: bool | None = None


class Repeat(Frozen):
    """Something that other dossiers hold as well.

    ``shown`` is what repeats, as people know it: the name of the file, the number, the
    address.  ``document`` and ``field``, ``file`` or ``message`` say where it stands here.
    ``related`` tells that all of the others have the same business number.
    """

    kind: RepeatKind
    shown: str
    receipts: tuple[str, ...]
    document: str | None = None
    field: str | None = None
    file: str | None = None
    message: str | None = None
    related: bool = False


class DossierFile(Frozen):
    """A file and the submission that brought it."""

    file: File
    submission: str
    received_at: Moment


class Evidence(Frozen):
    """What a finding rests on: a document (and a field of it), a file, or a message."""

    document: str | None = None
    field: str | None = None
    file: str | None = None
    message: str | None = None


class Lookup(Frozen):
    """What a person looks up by hand: the notice's sentence, where, and what to type there.

    ``label`` names the number, ``certain`` says whether it was read beyond doubt; ``number``
    is None where none was read.  ``negative`` is what is said once it turned out badly, also
    where that is not held against the applicant.
    """

    quote: str = ""
    where: str
    label: str = ""
    number: str | None = None
    certain: bool = True
    negative: str = ""


class Finding(Frozen):
    """One thing that a rule says about a dossier (contract, sections 5 and 7).

    One with a ``lookup`` is a box that a reviewer ticks: settled, it was looked up and is in
    order; confirmed, it holds against the applicant.  ``version`` is that of programme and
    rules with which it was found, ``<fingerprint>+<rules>``.
    """

    key: str
    rule: str
    severity: Severity
    document: str | None = None
    message: str
    remedy: str | None = None
    clause: str
    evidence: tuple[Evidence, ...] = ()
    decision: DecisionKind | None = None
    lookup: Lookup | None = None
    version: str = Field("", exclude_if=lambda version: not version)

    def decided(self, kind: DecisionKind | None) -> Finding:
        """Return the finding with a reviewer's decision; a look-up that ended badly says so."""
        update: dict[str, object] = {"decision": kind}
        badly = kind in ("confirmed", "waived")
        if badly and self.lookup is not None and self.lookup.negative:
            update["message"] = self.lookup.negative
        return self.model_copy(update=update)

    @property
    def counts_as(self) -> Severity | None:
        """What it weighs after the reviewer's decision; None where it no longer counts."""
        if self.decision in ("waived", "settled"):
            return None
        looked_up = self.severity == "doubtful" or self.lookup is not None
        if self.decision == "confirmed" and looked_up:
            return "blocking"
        return self.severity


class Dossier(Frozen):
    """All that one applicant sent for a notice.

    ``documents`` hold every paper that was recognised or could not be (type
    ``unrecognised``); a paper is received with the submission that brought its file.
    Once it is settled which papers are in force, ``superseded`` holds the other ones, and
    ``held_against`` what each paper alone (by its id) does not fulfil.
    ``registry`` and ``repeats`` are what was learnt outside its papers; no rule looks them up.
    """

    submissions: tuple[Submission, ...]
    files: tuple[DossierFile, ...]
    documents: tuple[SerializeAsAny[Document], ...]
    superseded: tuple[SerializeAsAny[Document], ...] = ()
    held_against: dict[str, tuple[Finding, ...]] = Field(default_factory=dict)
    registry: RegistryAnswer | None = None
    repeats: tuple[Repeat, ...] = ()

    def received_at(self, document: Document) -> dt.datetime:
        """Return when *document* itself arrived: the first time its file was sent."""
        return min(f.received_at for f in self.files if f.file.sha256 == document.file)

    def knows_arrival(self, document: Document) -> bool:
        """Tell whether a server says when *document* arrived."""
        sent = [f for f in self.files if f.file.sha256 == document.file]
        first = min(sent, key=lambda f: f.received_at).submission
        return all(s.received_at_known for s in self.submissions if s.sha256 == first)

    @property
    def first(self) -> Submission:
        """The mail with which the application began."""
        return min(self.submissions, key=lambda submission: submission.received_at)

    @property
    def first_received_at(self) -> dt.datetime:
        return self.first.received_at

    def of_type(self, *types: str) -> tuple[Document, ...]:
        """Return the papers of these types, in the order of *types*."""
        return tuple(d for kind in types for d in self.documents if d.type == kind)

    def newest_first(self, documents: Iterable[Document]) -> tuple[Document, ...]:
        """Order papers of one type by their day of issue, then by arrival.

        Where one of them shows no day of issue, arrival alone decides: a day of issue
        cannot be compared with a day of arrival.
        """
        papers = tuple(documents)
        days = [day.value if (day := d.field("issued_on")) else None for d in papers]
        comparable = all(days)
        order = sorted(
            range(len(papers)),
            key=lambda i: (days[i] if comparable else 0, self.received_at(papers[i]), i),
            reverse=True,
        )
        return tuple(papers[i] for i in order)

    @property
    def unread(self) -> tuple[File, ...]:
        """The files that could not be read, each once: any paper may be in them."""
        files = {f.file.sha256: f.file for f in self.files if f.file.state == "unreadable"}
        return tuple(files.values())

    @property
    def unrecognised(self) -> tuple[Document, ...]:
        """The sheets that are of no known kind; certain ones bear no mark of any known paper."""
        return self.of_type(Document.type)

    @property
    def of_unsure_kind(self) -> tuple[Document, ...]:
        """The sheets of an office that may be other papers than they seem.

        A near miss that is not certain is named as such and accuses nobody.
        """
        return tuple(
            d
            for d in self.documents
            if not d.certain
            and not d.instead_of
            and (d.type == Document.type or isinstance(d, IssuedDocument))
        )

    @property
    def may_hide_papers(self) -> bool:
        """Whether a paper that is not seen may be in the dossier all the same."""
        return bool(self.unread or self.of_unsure_kind)

    def lacks(self, asked: Asked) -> tuple[str, ...]:
        """Return which sheets of the paper *asked* for are not seen; "" for all of it."""
        papers = self.of_type(*asked.types)
        if not papers:
            return ("",)
        there = [sheet for paper in papers for sheet in getattr(paper, "sheets", asked.sheets)]
        return tuple(sheet for sheet in asked.sheets if sheet not in there)

    @property
    def names_subordinate_place(self) -> bool:
        """Whether a paper speaks of a 종된사업장, by its number or in other words."""
        return any(speaks_of_place(document) for document in self.documents)

    @property
    def marks_unit_taxation(self) -> bool:
        """Whether a paper marks 사업자단위과세: one number for the head office and branches."""
        marks = (document.field("unit_taxation") for document in self.documents)
        return any(mark is not None and mark.value is True for mark in marks)


class RequirementState(Frozen):
    """How one row of 제출서류 stands."""

    clause: str
    document: str
    state: State
    documents: tuple[str, ...] = ()
    any_of: tuple[str, ...] = Field((), exclude_if=lambda types: not types)

    @property
    def types(self) -> tuple[str, ...]:
        """The types of paper that answer the row."""
        return (self.document, *self.any_of)


class Unchecked(Frozen):
    """A sentence of the notice that no rule examines, and where a person looks it up."""

    clause: str
    quote: str
    look: str


class Verdict(Frozen):
    """The judgement of a dossier: what is in force, how each requirement stands, why.

    ``unchecked`` is what the notice asks beyond that: it was not looked at.
    """

    status: Status
    in_force: tuple[str, ...]
    requirements: tuple[RequirementState, ...]
    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...] = ()
