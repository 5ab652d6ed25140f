"""Reports and publications for tests, made of drawn papers and the built-in programme."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from dossiers import at

from checks.model import DecisionKind, Dossier, DossierFile, Submission
from checks.programme import load
from checks.report import Report
from extractors.documents import identify
from extractors.formats import read as read_file
from extractors.model import Document, File, Transcript
from pipeline.review import DossierView, LetterView

PROGRAMME = load("nhis-smart-factory-2025")


def report(
    sent: Dossier,
    *,
    receipt: str = "2025-0007",
    company: str | None = None,
    decisions: Mapping[str, DecisionKind] | None = None,
) -> Report:
    """Judge a dossier by the built-in programme; *company* overrides what the papers say."""
    head = {"programme": PROGRAMME.id, "receipt_number": receipt, "revision": 1}
    named = {"company_name": company} if company else {}
    return Report.of(head | named, sent, PROGRAMME.check(sent, decisions))


def sent_papers(
    papers: Sequence[tuple[str, bytes]],
    folder: Path,
    *,
    received: dt.datetime | str = "2025-05-12T17:03:11",
    others: Sequence[File] = (),
) -> tuple[Dossier, dict[str, Path], dict[str, Transcript]]:
    """One mail with these named PDFs, as dossier, stored files and transcripts."""
    arrived = at(received) if isinstance(received, str) else received
    mail = Submission(
        message_id="<apply-1@gaon.example>",
        sha256=hashlib.sha256(str(arrived).encode()).hexdigest(),
        sender="kd@gaon.example",
        subject="스마트공장 참가신청 서류 제출합니다",
        received_at=arrived,
        assigned_by="number",
    )
    files: list[File] = []
    stored: dict[str, Path] = {}
    read: dict[str, Transcript] = {}
    documents: list[Document] = []
    for name, data in papers:
        sha256 = hashlib.sha256(data).hexdigest()
        stored[sha256] = folder / sha256
        stored[sha256].write_bytes(data)
        files.append(File(sha256=sha256, name=name, size=len(data), kind="pdf", state="read"))
        read[sha256] = read_file(data)
        documents += identify(read[sha256], sha256)
    return (
        Dossier(
            submissions=(mail,),
            files=tuple(
                DossierFile(file=each, submission=mail.sha256, received_at=arrived)
                for each in (*files, *others)
            ),
            documents=tuple(documents),
        ),
        stored,
        read,
    )


def view(
    sent: Dossier,
    *,
    receipt: str = "2025-0007",
    company: str,
    files: Mapping[str, Path] | None = None,
    transcripts: Mapping[str, Transcript] | None = None,
    letters: tuple[LetterView, ...] = (),
    decisions: Mapping[str, DecisionKind] | None = None,
) -> DossierView:
    """A dossier as it is published."""
    return DossierView(
        report=report(sent, receipt=receipt, company=company, decisions=decisions),
        folder_name=f"{receipt} {company}",
        files=files or {},
        transcripts=transcripts or {},
        letters=letters,
    )
