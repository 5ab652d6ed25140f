"""Reports and publications for tests, made of drawn papers and the built-in programme."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dossiers import at, complete, digest, dossier, file, good, unsure
from reading import read as read_file
from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.local_tax import local_tax_clearance
from specimens.national_tax import national_tax_clearance
from specimens.registration_card import business_registration_card

from checks.model import DecisionKind, Dossier, DossierFile, Submission
from checks.report import Report
from extractors.documents import identify
from extractors.model import Document, File, Transcript
from pipeline.programmes import load
from pipeline.review import Balance, BalanceMail, DossierView, LetterView, Publication, StrayMail

OLD = dt.date(2025, 2, 12)
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


def every_status() -> tuple[DossierView, ...]:
    """One synthetic applicant for each status, with letters where there would be some."""
    drafted = LetterView(
        name="2025-0003-1-supplement",
        kind="supplement",
        state="drafted",
        subject="[보완요청] 참가신청 – 푸르메결바이오",
        data=b"Subject: x\r\n\r\n",
        deadline=at("2025-05-13T18:00"),
    )
    sent = replace(
        drafted,
        name="2025-0005-1-acknowledgement",
        kind="acknowledgement",
        state="sent",
        subject="[접수확인] 참가신청 – 솔빛마루재덴탈",
        sent_at=at("2025-05-13T09:00"),
    )
    return (
        view(
            dossier(*complete(), received="2025-05-13T18:00:01"),
            receipt="2025-0001",
            company="다온새미헬스케어",
        ),
        view(
            dossier(*complete(good("consent-form", provision_consent="refused"))),
            receipt="2025-0002",
            company="누리벼리의료기",
        ),
        view(
            dossier(
                *complete(
                    good("national-tax-clearance", issued_on=OLD), without=("sme-confirmation",)
                ),
                received="2025-05-13",
                files=(file("확인서.pdf", reason="encrypted"),),
            ),
            receipt="2025-0003",
            company="푸르메결바이오",
            letters=(drafted,),
        ),
        view(
            dossier(*complete(good("national-tax-clearance", issued_on=unsure(OLD)))),
            receipt="2025-0004",
            company="여울목재메디텍",
        ),
        view(
            dossier(*complete()),
            receipt="2025-0005",
            company="솔빛마루재덴탈",
            letters=(sent,),
        ),
    )


def stray(reason: str, *, name: str, data: Path | None = None) -> StrayMail:
    return StrayMail(
        sha256=digest(name),
        sender="somebody@firm.example",
        subject="서류 다시 보냅니다",
        received_at=at("2025-05-12T11:22:33"),
        reason=reason,
        proposal="intake assign으로 신청을 지정해 주십시오.",
        data=data,
    )


RUN = Balance(
    programme=PROGRAMME.id,
    at=at("2025-05-13T09:00"),
    server=12,
    accepted=6,
    known=3,
    not_submissions=2,
    set_aside=1,
    messages=(
        BalanceMail(
            message=digest("m"),
            sender="a@b.example",
            subject="신청",
            received_at=at("2025-05-12"),
            outcome="accepted",
            receipt_number="2025-0003",
            reason=None,
        ),
    ),
)


def drawn_view(blobs: Path) -> DossierView:
    """An applicant with drawn papers, stored in *blobs*: one too old, one look-alike, two fine."""
    company = invent(7)
    sent, files, transcripts = sent_papers(
        (
            (
                "③ 국세 완납증명.pdf",
                national_tax_clearance(company, issued_on=dt.date(2025, 2, 7)).data,
            ),
            ("지방세.pdf", local_tax_clearance(company, issued_on=dt.date(2025, 4, 20)).data),
            (
                "사업자등록증.pdf",
                business_registration_card(company, issued_on=dt.date(2025, 4, 20)).data,
            ),
            ("확인서.pdf", sme_confirmation(company, issued_on=dt.date(2025, 4, 10)).data),
        ),
        blobs,
    )
    made = view(sent, company=company.name, files=files, transcripts=transcripts)
    mail = blobs / "mail"
    mail.write_bytes(b"Subject: =?utf-8?q?x?=\r\n\r\n")
    return replace(made, mails={made.report.submissions[0].sha256: mail})


def publication(**changes: Any) -> Publication:
    made = Publication(
        PROGRAMME,
        every_status(),
        unassigned=(stray("두 기업의 사업자등록번호가 함께 있습니다.", name="u"),),
        set_aside=(stray("메일이 손상되어 열 수 없습니다.", name="s"),),
        not_submissions=(stray("자동 회신 메일입니다.", name="n"),),
        run=RUN,
        news=RUN,
    )
    return replace(made, **changes)
