"""`intake check` on dossiers that are right but for one thing: the rule about it speaks, alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from dossiers import submission
from pypdf import PdfReader, PdfWriter
from reading import read
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas
from specimens.application import Details, Plan, application_form
from specimens.company import Company, invent
from specimens.confirmations import sme_confirmation
from specimens.consent import consent_form
from specimens.local_tax import local_tax_clearance
from specimens.national_tax import national_tax_clearance
from specimens.paper import Paper
from specimens.registration import business_registration
from specimens.registration_card import business_registration_card
from specimens.submission import PaperSet, papers_of

from checks.model import Dossier, DossierFile, Finding
from extractors.documents import identify
from extractors.errors import UnreadableFile
from extractors.model import Document, File
from pipeline.cli import main
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
DAY = dt.date(2025, 5, 9)
FIRM = invent(41, size="소기업")
RIGHT = papers_of(FIRM, DAY)
OUTSIDE = {
    "open-for-business": "no paper shows it, and the command asks no registry",
    "sender-authenticated": "papers without a mail have no sender",
    "repeated-elsewhere": "the command sees one dossier",
    "withdrawal-asked": "papers without a mail ask for nothing",
    "by-hand": "a box for a person, in every dossier",
}
"""Rules that no dossier of papers can break, and why."""

OWN = Details("품질 이력 관리", "데이터를 수집하고 보안솔루션을 연동함.", "안전 교육", "불량 감소")


def with_(**papers: Paper | None) -> PaperSet:
    return dataclasses.replace(RIGHT, **papers)


def form(**changes: object) -> PaperSet:
    given = {"signed_on": DAY, "details": OWN} | changes
    return with_(application=application_form(FIRM, **given))  # type: ignore[arg-type]


def of(firm: Company) -> PaperSet:
    """All papers right, of another *firm*."""
    return papers_of(firm, DAY)


def trading(*trades: tuple[str, str]) -> PaperSet:
    firm = dataclasses.replace(FIRM, trades=trades)
    return with_(registration=business_registration(firm, issued_on=DAY))


def with_hidden_letters(paper: Paper) -> Paper:
    """The same sheet with a day in white upon it."""
    layer = io.BytesIO()
    canvas = Canvas(layer)
    canvas.setFillColor(white)
    canvas.drawString(60, 40, "2025-05-08")
    canvas.save()
    writer = PdfWriter(PdfReader(io.BytesIO(paper.data)))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(layer.getvalue())).pages[0])
    data = io.BytesIO()
    writer.write(data)
    return dataclasses.replace(paper, data=data.getvalue())


def twice(paper: Paper | None, older: Paper) -> list[Paper]:
    assert paper is not None
    return [*RIGHT.all(), older]


NATIONAL, LOCAL, CONFIRMATION = RIGHT.national, RIGHT.local, RIGHT.confirmation
assert NATIONAL is not None
assert CONFIRMATION is not None

Draw = Callable[[], "PaperSet | list[Paper]"]
BROKEN: dict[str, tuple[Draw, dict[str, str]]] = {
    "required": (
        lambda: with_(local=None),
        {"required:local-tax-clearance": "blocking"},
    ),
    "look-alike": (
        lambda: with_(registration=business_registration_card(FIRM, issued_on=DAY)),
        {"look-alike:business-registration": "blocking"},
    ),
    "several-copies": (
        lambda: twice(
            LOCAL, local_tax_clearance(FIRM, issued_on=DAY, valid_until=dt.date(2025, 5, 9))
        ),
        {},
    ),
    "readable": (
        lambda: with_(
            confirmation=sme_confirmation(
                FIRM, issued_on=dt.date(2025, 4, 17), password="1"
            )
        ),
        {"readable": "blocking", "required:sme-confirmation": "doubtful"},
    ),
    "issued-within": (
        lambda: with_(national=national_tax_clearance(FIRM, issued_on=dt.date(2025, 2, 8))),
        {"issued-within:national-tax-clearance": "blocking"},
    ),
    "issued-in-future": (
        lambda: with_(local=local_tax_clearance(FIRM, issued_on=dt.date(2025, 5, 10))),
        {"issued-in-future:local-tax-clearance": "doubtful"},
    ),
    "printed-validity": (
        lambda: with_(national=national_tax_clearance(FIRM, issued_on=dt.date(2025, 3, 20))),
        {},
    ),
    "valid-through-project": (
        lambda: with_(
            confirmation=sme_confirmation(
                FIRM,
                issued_on=dt.date(2024, 6, 3),
                valid_from=dt.date(2024, 4, 1),
                valid_until=dt.date(2025, 3, 31),
            )
        ),
        {"valid-through-project:sme-confirmation": "blocking"},
    ),
    "no-arrears": (
        lambda: with_(
            national=national_tax_clearance(
                FIRM,
                issued_on=DAY,
                deferrals=(
                    ("납부고지의 유예", "2025.4~2025.9", "2024.1기", "부가가치세", "2025-04-25",
                     "1,200,000", "0"),
                ),
            )
        ),
        {"no-arrears:national-tax-clearance": "doubtful"},
    ),
    "filled-in": (
        lambda: form(details=dataclasses.replace(OWN, benefit="")),
        {"filled-in:application-form:benefit": "blocking"},
    ),
    "example-text": (
        lambda: form(examples="above"),
        {
            "example-text:application-form:support_field": "blocking",
            "example-text:application-form:safety": "blocking",
        },
    ),
    "consent-given": (
        lambda: with_(consent=consent_form(FIRM, signed_on=DAY, provision="refused")),
        {"consent-given:consent-form:provision_consent": "blocking"},
    ),
    "signed": (
        lambda: with_(consent=consent_form(FIRM, signed_on=None)),
        {"signed:consent-form:signed_on": "blocking"},
    ),
    "located-in": (
        lambda: of(invent(42, province="경기도", city="수원시")),
        {"located-in:business-registration": "blocking"},
    ),
    "trade": (
        lambda: trading(("도매 및 소매업", "의료기기")),
        {"trade:business-registration:manufacturing": "blocking"},
    ),
    "company-size": (
        lambda: with_(
            confirmation=sme_confirmation(
                FIRM, issued_on=dt.date(2025, 4, 17), size="중견기업"  # type: ignore[arg-type]
            )
        ),
        {"company-size:sme-confirmation": "blocking"},
    ),
    "same-company": (
        lambda: with_(
            local=local_tax_clearance(
                dataclasses.replace(FIRM, representative="표다솜"), issued_on=DAY
            )
        ),
        {"same-company:local-tax-clearance:representative": "doubtful"},
    ),
    "check-digit": (
        lambda: of(dataclasses.replace(FIRM, business_number="012-81-34560")),
        {"check-digit": "doubtful"},
    ),
    "target-level": (
        lambda: form(plan=Plan(present_level="중간1", target_level="중간1")),
        {"target-level:application-form:present_level": "doubtful"},
    ),
    "funding-split": (
        lambda: form(plan=Plan(government=20, own=16)),
        {
            "funding-split:application-form:government_share": "doubtful",
            "funding-split:application-form:own_share": "doubtful",
        },
    ),
    "project-months": (
        lambda: form(plan=Plan(months=12)),
        {"project-months:application-form": "doubtful"},
    ),
    "security-solution": (
        lambda: form(details=dataclasses.replace(OWN, goal="생산 데이터를 수집함.")),
        {"security-solution:application-form": "doubtful"},
    ),
    "subordinate-statement": (
        lambda: form(subordinate_number="0002"),
        {
            "subordinate-statement:subordinate-places": "blocking",
            "located-in:business-registration": "doubtful",
        },
    ),
    "altered": (
        lambda: with_(national=with_hidden_letters(NATIONAL)),
        {"altered:national-tax-clearance:hidden-text": "doubtful"},
    ),
}  # fmt: skip
NOTES = {"several-copies": "several-copies:", "printed-validity": "printed-validity:national"}
"""Rules of which a note is all, and how its key begins."""


@cache
def read_once(data: bytes) -> tuple[Document, ...] | UnreadableFile:
    """Return the papers in a file, or why it cannot be read; most dossiers share most files."""
    try:
        return identify(read(data), hashlib.sha256(data).hexdigest())
    except UnreadableFile as trouble:
        return trouble


def judge(
    papers: PaperSet | list[Paper], received: str = "2025-05-09T14:00:00"
) -> tuple[Finding, ...]:
    """Return what the programme finds about *papers*, read from their bytes."""
    given = papers if isinstance(papers, list) else papers.all()
    mail = submission(received)
    files, documents = [], []
    for paper in given:
        papers_in = read_once(paper.data)
        refused = papers_in.reason if isinstance(papers_in, UnreadableFile) else None
        documents += [] if isinstance(papers_in, UnreadableFile) else papers_in
        sent = File(
            sha256=hashlib.sha256(paper.data).hexdigest(),
            name=f"{paper.title}{paper.suffix}",
            size=len(paper.data),
            kind=paper.suffix[1:],
            state="unreadable" if refused else "read",
            reason=refused,
        )
        files.append(DossierFile(file=sent, submission=mail.sha256, received_at=mail.received_at))
    dossier = Dossier(submissions=(mail,), files=tuple(files), documents=tuple(documents))
    return PROGRAMME.check(dossier).findings


def heavy(findings: Iterable[Finding]) -> dict[str, str]:
    return {f.key: f.severity for f in findings if f.severity != "note"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_dossier_that_breaks_one_rule(name: str) -> None:
    draw, expected = BROKEN[name]
    findings = judge(draw())
    found = heavy(findings)

    def begins(key: str) -> str | None:
        return next(
            (known for known in expected if key == known or key.startswith(known + ":")), None
        )

    assert {begins(key): severity for key, severity in found.items()} == expected
    if name in NOTES:
        assert any(f.key.startswith(NOTES[name]) for f in findings)


def test_the_dossier_that_they_are_made_of_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command itself."""
    for number, paper in enumerate(RIGHT.all()):
        (tmp_path / f"{number}{paper.suffix}").write_bytes(paper.data)
    capsys.readouterr()
    code = main(["check", str(tmp_path), "--received-at", "2025-05-09T14:00:00+09:00", "--json"])
    report = json.loads(capsys.readouterr().out)

    assert (code, report["status"]) == (0, "complete")
    assert {finding["severity"] for finding in report["findings"]} == {"note"}


def test_a_right_dossier_that_came_late() -> None:
    assert heavy(judge(RIGHT, "2025-05-13T18:00:01")) == {"received-in-window": "doubtful"}


def test_a_paper_behind_a_link(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command itself, from a mail as it is written."""
    mail = tmp_path / "mail.eml"
    mail.write_text(
        "From: apply@company41.example\nTo: intake@office.example\n"
        "Date: Fri, 09 May 2025 10:00:00 +0900\nSubject: application\n"
        "Message-ID: <link@company41.example>\nContent-Type: text/plain; charset=utf-8\n\n"
        "https://bigfile.mail.naver.com/download?fid=abc\n"
    )
    capsys.readouterr()
    main(["check", str(mail), "--received-at", "2025-05-09T10:00:00+09:00", "--json"])
    found = json.loads(capsys.readouterr().out)["findings"]
    (link,) = [f for f in found if f["rule"] == "external-link"]

    assert link["severity"] == "blocking"
    assert "2025-06-08" in link["message"]
    assert {f["severity"] for f in found if f["rule"] == "required"} == {"doubtful"}


def test_every_rule_of_the_notice_is_broken_alone_or_cannot_be() -> None:
    elsewhere = {"received-in-window", "external-link"}
    used = {rule.name for rule in PROGRAMME.rules}
    used |= {rule.name for row in PROGRAMME.requires for rule in row.rules}

    assert set(BROKEN) | elsewhere | set(OUTSIDE) == used
