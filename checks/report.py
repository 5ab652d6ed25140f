"""report.json: what is printed about one dossier (contract, section 5).

The JSON schema under ``docs/schema/`` is generated from these types.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import ConfigDict, Field

from checks.corroboration import corroborate
from checks.model import (
    Arrival,
    AssignedBy,
    Dossier,
    Finding,
    Moment,
    RequirementState,
    Status,
    Unchecked,
    Verdict,
)
from checks.subordinate import lists_places
from extractors.model import Document, File, FileState, Frozen, Source, Value


class SubmissionEntry(Frozen):
    """One mail, as the report lists it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    message_id: str
    sha256: str
    sender: str = Field(alias="from")
    subject: str
    received_at: Moment
    received_at_known: bool = True
    assigned_by: AssignedBy
    arrival: Arrival = Arrival()


class FileEntry(Frozen):
    """One file, as the report lists it."""

    sha256: str
    name: str
    kind: str
    state: FileState
    reason: str | None
    flaw: str | None = None

    @classmethod
    def of(cls, file: File) -> FileEntry:
        return cls(**file.model_dump(include=set(cls.model_fields)))


class DocumentEntry(Frozen):
    """One paper with its values, as the report lists it."""

    id: str
    type: str
    file: str
    pages: tuple[int, int]
    source: Source
    certain: bool
    in_force: bool
    fields: dict[str, Value[Any]]

    @classmethod
    def of(cls, document: Document, *, in_force: bool) -> DocumentEntry:
        return cls(
            id=document.id,
            type=document.type,
            file=document.file,
            pages=document.pages,
            source=document.source,
            certain=document.certain,
            in_force=in_force,
            fields=document.fields(),
        )


Became = Literal["read", "ignored", "set-aside"]
"""What happened to a part of a mail; what a person must look at is set aside."""


class PartEntry(Frozen):
    """A part of a mail, ``size`` bytes as it was sent; ``path`` numbers it as IMAP does."""

    path: str
    name: str
    size: int
    became: Became


class MailEntry(Frozen):
    """What became of all bytes of a mail: ``read + ignored + set_aside`` are its ``size``."""

    sha256: str
    name: str
    size: int
    read: int
    ignored: int
    set_aside: int
    parts: tuple[PartEntry, ...]


class Reading(Frozen):
    """What ``intake read --json`` prints."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["intake.read/1"] = Field("intake.read/1", alias="schema")
    files: tuple[FileEntry, ...]
    documents: tuple[DocumentEntry, ...]
    mails: tuple[MailEntry, ...] = ()


class Versions(Frozen):
    """What a verdict was made with: the programme's fingerprint, and the rules' version."""

    programme: str
    rules: str


class Head(Frozen):
    """Who it is and how it stands: the part of a report that the register repeats.

    Where ``received_at_known`` is False, ``received_at`` is only supposed.
    """

    programme: str
    receipt_number: str
    revision: int
    status: Status
    company_name: str | None
    business_number: str | None
    subordinate_number: str | None
    representative: str | None
    received_at: Moment
    received_at_known: bool = True


class Report(Head):
    """One dossier: what was asked, what arrived, what is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["intake.report/1"] = Field("intake.report/1", alias="schema")
    submissions: tuple[SubmissionEntry, ...]
    files: tuple[FileEntry, ...]
    documents: tuple[DocumentEntry, ...]
    requirements: tuple[RequirementState, ...]
    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...] = ()
    made_with: Versions | None = None

    @classmethod
    def of(cls, head: dict[str, Any], dossier: Dossier, verdict: Verdict) -> Report:
        """Lay out *dossier* and its *verdict*.

        *head* gives ``programme``, ``receipt_number`` and ``revision``, and ``made_with`` where
        that is known, which every finding then carries too; who the applicant is
        comes from the first certain value among the papers in force, in the notice's order.
        """
        documents = corroborate(dossier.documents)
        by_id = {document.id: document for document in documents}
        asked = [name for row in verdict.requirements for name in row.documents]
        papers = [by_id[name] for name in dict.fromkeys((*asked, *verdict.in_force))]
        made_with = head.get("made_with")
        version = f"{made_with.programme}+{made_with.rules}" if made_with else ""
        return cls(
            **{
                "status": verdict.status,
                "company_name": first_certain(papers, "company_name"),
                "business_number": first_certain(papers, "business_number"),
                "subordinate_number": first_certain(
                    [paper for paper in papers if not lists_places(paper)], "subordinate_number"
                ),
                "representative": first_certain(papers, "representative"),
                "received_at": dossier.first_received_at,
                "received_at_known": dossier.first.received_at_known,
                "submissions": [
                    SubmissionEntry(**submission.model_dump(exclude={"asks_to_withdraw"}))
                    for submission in dossier.submissions
                ],
                "files": files_of(dossier),
                "documents": [
                    DocumentEntry.of(document, in_force=document.id in verdict.in_force)
                    for document in documents
                ],
                "requirements": verdict.requirements,
                "findings": [f.model_copy(update={"version": version}) for f in verdict.findings],
                "unchecked": verdict.unchecked,
            }
            | head
        )


def first_certain(documents: Iterable[Document], field: str) -> str | None:
    """Return the first value of *field* that may be acted on, as text."""
    for document in documents:
        value = document.field(field)
        if document.certain and value is not None and value.certain and value.value is not None:
            return ", ".join(value.value) if isinstance(value.value, tuple) else str(value.value)
    return None


def files_of(dossier: Dossier) -> tuple[FileEntry, ...]:
    """Return every file once per name: the same bytes may come under several."""
    files = {(f.file.sha256, f.file.name): f.file for f in dossier.files}
    return tuple(FileEntry.of(file) for file in files.values())
