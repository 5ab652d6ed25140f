"""A second notice, invented: other papers, months, window and letters, and not a line of code."""

from __future__ import annotations

import dataclasses
import datetime as dt
import email
import json
from collections.abc import Iterator
from email import policy
from typing import Any

import pytest
from dossiers import dossier, paper
from office import Office, letter, open_office
from servers import imap_server, smtp_server
from specimens.company import Company, invent
from specimens.confirmations import sme_confirmation
from specimens.local_tax import local_tax_clearance
from specimens.mail import SEOUL, Attachment
from specimens.near_misses import financial_statement
from specimens.paper import Paper
from specimens.registration import business_registration

from checks.model import Verdict
from checks.report import Report
from outbox.composing import compose, compose_by_hand
from pipeline.commands.explaining import sentences
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import load
from pipeline.run import Result

NAME = "nuribeol-first-export-2026"
PROGRAMME = load(NAME)
NUMBER = "012-34-56782"
WHO = {"business_number": NUMBER, "company_name": "가온해미", "representative": "도가람"}
GOOD: dict[str, dict[str, Any]] = {
    "business-registration": {**WHO, "issued_on": "2026-03-05", "address": "충청북도 청주시 1"},
    "local-tax-clearance": {**WHO, "issued_on": "2026-03-05", "deferrals": ()},
    "financial-statement": {**WHO, "issued_on": "2026-03-05"},
    "sme-confirmation": {
        **WHO,
        "company_size": "소기업",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
    },
}


def judged(
    *, without: str | None = None, received: str = "2026-03-10T12:00", **changes: dict[str, Any]
) -> Verdict:
    """The verdict on good papers but for *changes*, by the type of paper with underscores."""
    papers = [
        paper(kind, **fields | changes.get(kind.replace("-", "_"), {}))
        for kind, fields in GOOD.items()
        if kind != without
    ]
    return PROGRAMME.check(dossier(*papers, received=received))


def keys(verdict: Verdict, *severities: str) -> list[str]:
    return [finding.key for finding in verdict.findings if finding.severity in severities]


# ── the file ─────────────────────────────────────────────────────────────────────────


def test_it_is_made_of_data_only() -> None:
    files = {path.suffix for path in (BUILT_IN / NAME).rglob("*") if path.is_file()}

    assert files == {".toml", ".txt"}


def test_it_is_read_back_in_its_own_words() -> None:
    told = "\n".join(sentences(PROGRAMME))

    assert "2026-03-20 16:00까지 도착한 신청을 받습니다." in told
    assert "■ 제출서류 (다) – 표준재무제표증명 (필수)" in told
    assert "그 뒤에 온 서류는 반영하지 않습니다." in told
    assert "충청북도여야 합니다." in told
    assert "강원" not in told
    assert "(없음)" not in told


# ── its rules ────────────────────────────────────────────────────────────────────────


def test_good_papers_are_complete() -> None:
    verdict = judged()

    assert verdict.status == "complete"
    assert keys(verdict, "blocking", "doubtful") == []


@pytest.mark.parametrize(
    ("kind", "issued_on", "expected"),
    [
        pytest.param("business_registration", "2026-02-20", [], id="one month, on its last day"),
        pytest.param(
            "business_registration",
            "2026-02-19",
            ["issued-within:business-registration"],
            id="one month, a day too old",
        ),
        pytest.param("financial_statement", "2026-01-20", [], id="two months, on its last day"),
        pytest.param(
            "financial_statement",
            "2026-01-19",
            ["issued-within:financial-statement"],
            id="two months, a day too old",
        ),
    ],
)
def test_each_paper_has_its_own_months_counted_to_the_deadline(
    kind: str, issued_on: str, expected: list[str]
) -> None:
    verdict = judged(**{kind: {"issued_on": issued_on}})

    assert keys(verdict, "blocking", "doubtful") == expected


@pytest.mark.parametrize(
    ("changes", "status", "expected"),
    [
        pytest.param(
            {"business_registration": {"address": "강원특별자치도 원주시 1"}},
            "ineligible",
            "located-in:business-registration",
            id="another province",
        ),
        pytest.param(
            {"sme_confirmation": {"company_size": "중기업"}},
            "supplement",
            "company-size:sme-confirmation",
            id="a firm that is not small",
        ),
        pytest.param(
            {"sme_confirmation": {"valid_until": "2026-03-29"}},
            "review",
            "valid-through-project:sme-confirmation",
            id="a confirmation that ends before the project begins",
        ),
        pytest.param(
            {"without": "financial-statement"},
            "supplement",
            "required:financial-statement",
            id="a paper that the first notice does not know",
        ),
        pytest.param(
            {"received": "2026-03-20T16:00:01"}, "late", "received-in-window", id="a second late"
        ),
    ],
)
def test_what_is_wrong_is_found(changes: Any, status: str, expected: str) -> None:
    verdict = judged(**changes)

    assert verdict.status == status
    assert keys(verdict, "blocking", "doubtful") == [expected]


def test_a_paper_that_is_asked_for_is_no_look_alike_of_another() -> None:
    """공장등록증명서 is sent in place of 사업자등록증명 elsewhere; here it is row (마)."""
    papers = [paper(kind, **fields) for kind, fields in GOOD.items() if "registration" not in kind]
    verdict = PROGRAMME.check(
        dossier(*papers, paper("factory-registration", **WHO), received="2026-03-10")
    )

    assert keys(verdict, "blocking") == ["required:business-registration"]
    assert [r.state for r in verdict.requirements if r.document == "factory-registration"] == [
        "met"
    ]


LATE, ABROAD = "received-in-window", "located-in:business-registration"


@pytest.mark.parametrize(
    ("changes", "received", "confirmed", "says"),
    [
        pytest.param(
            {"business_registration": {"address": "서울특별시 중구 1"}},
            "2026-03-10T12:00",
            ABROAD,
            ("지원 대상에 해당하지 않음", "충청북도"),
            id="excluded",
        ),
        pytest.param(
            {},
            "2026-03-20T16:00:01",
            LATE,
            ("접수하지 못하게 되었음", "2026년 3월 20일(금) 16시 0분 1초", "20일(금) 16시까지"),
            id="too late",
        ),
    ],
)
def test_it_has_texts_for_whom_a_person_excludes(
    changes: Any, received: str, confirmed: str, says: tuple[str, ...]
) -> None:
    papers = [
        paper(kind, **fields | changes.get(kind.replace("-", "_"), {}))
        for kind, fields in GOOD.items()
    ]
    sent = dossier(*papers, received=received)
    head = {"programme": NAME, "receipt_number": "2026-0001", "revision": 1}
    open_yet, decided = (
        Report.of(head, sent, PROGRAMME.check(sent, decisions))
        for decisions in ({}, {confirmed: "confirmed"})
    )

    assert compose_by_hand(open_yet, PROGRAMME) is None
    told = compose_by_hand(decided, PROGRAMME)
    assert told is not None
    for words in ("누리벌산업진흥원 수출지원팀입니다.", "043-000-0199", *says):
        assert words in told[1]
    assert "$" not in told[1]
    if confirmed == LATE:
        receipt = compose(decided, PROGRAMME, "acknowledgement", to="a@b.example")
        assert receipt is not None
        assert receipt.subject.startswith("[도착확인]")
        assert "접수되었다는 뜻은 아닙니다" in receipt.body


# ── its own run through the product ──────────────────────────────────────────────────


def files_of(company: Company, *, confirmed: dt.date, statement: bool) -> list[Attachment]:
    day = dt.date(2026, 3, 5)
    papers: list[tuple[str, Paper]] = [
        ("사업자등록증명.pdf", business_registration(company, issued_on=day)),
        ("지방세.pdf", local_tax_clearance(company, issued_on=day)),
        ("중소기업확인서.pdf", sme_confirmation(company, issued_on=confirmed)),
    ]
    if statement:
        papers.append(("재무제표.pdf", financial_statement(company, issued_on=day)))
    return [Attachment(name, each.data) for name, each in papers]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of the second notice with the mail of two firms, one of which lacks a paper."""
    folder = tmp_path_factory.mktemp("second")
    at = dt.datetime(2026, 3, 10, 11, 30, tzinfo=SEOUL)
    firms = [invent(seed, province="충청북도", city="청주시", size="소기업") for seed in (51, 52)]
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        for firm, statement in zip(firms, (True, False), strict=True):
            firm = dataclasses.replace(firm, trades=firms[0].trades)
            files = files_of(firm, confirmed=dt.date(2026, 2, 3), statement=statement)
            raw = letter(firm.seed, *files, subject="물류비 지원 신청", at=at)
            imap.append(raw, at + dt.timedelta(minutes=firm.seed))
        office = open_office(folder / "office", imap, smtp, more=f'programme = "{NAME}"')
        office.now = at + dt.timedelta(days=1)
        yield office


@pytest.fixture(scope="module")
def result(office: Office) -> Result:
    return office.run()


def reports(office: Office) -> list[dict[str, Any]]:
    pages = sorted((office.settings.review / NAME).glob("*/report.json"))
    return [json.loads(page.read_text("utf-8")) for page in pages]


@pytest.mark.mail
def test_its_run_judges_by_its_own_rows(office: Office, result: Result) -> None:
    whole, lacking = reports(office)

    assert (result.code, result.troubles) == (0, ())
    assert [whole["receipt_number"], lacking["receipt_number"]] == ["2026-0001", "2026-0002"]
    assert [row["clause"] for row in whole["requirements"]] == [
        f"제출서류 ({mark})" for mark in "가나다라마"
    ]
    asked = [row["state"] for row in whole["requirements"][:4]]
    assert asked == ["met"] * 4
    blocking = [f["key"] for f in lacking["findings"] if f["severity"] == "blocking"]
    assert blocking == ["required:financial-statement"]
    assert lacking["status"] == "supplement"


@pytest.mark.mail
def test_its_run_writes_its_own_letter(office: Office, result: Result) -> None:
    (path,) = (office.settings.review / NAME).glob("2026-0002*/letters/*supplement.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()

    assert "누리벌산업진흥원 수출지원팀입니다." in text
    assert "2026년 3월 27일(금) 16시까지" in text
    assert "제출서류 (다) 표준재무제표증명" in text


@pytest.mark.mail
def test_its_register_has_its_own_columns(office: Office, result: Result) -> None:
    told = office.command("status")

    assert "2026년도 누리벌 소기업 첫 수출 물류비 지원사업" in told.stdout
    assert "(마)" in told.stdout
