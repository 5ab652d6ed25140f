"""The main job: sample mail in a real IMAP server → review folder and letters.

One pass over all sample applicants serves every test in this file.
"""

from __future__ import annotations

import datetime as dt
import email
import hashlib
import json
import re
from collections.abc import Iterator
from email import policy
from pathlib import Path
from typing import Any

import pytest
from office import Office, open_office
from openpyxl import load_workbook
from servers import imap_server, smtp_server
from specimens.applicants import APPLICANTS

from pipeline.run import Result

pytestmark = [pytest.mark.mail, pytest.mark.ocr]

DOSSIERS = [
    pytest.param(applicant.slug, expected, id=f"{applicant.slug}-{expected['company']}")
    for applicant in APPLICANTS
    for expected in applicant.expects.get("dossiers", [])
]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose mailbox holds the sample applicants' mail."""
    folder = tmp_path_factory.mktemp("season")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        for applicant in APPLICANTS:
            for raw, received_at in applicant.mails:
                imap.append(raw, received_at)
        yield open_office(folder / "office", imap, smtp)


@pytest.fixture(scope="module")
def first(office: Office) -> Result:
    """The first pass over the mailbox."""
    return office.run()


@pytest.fixture(scope="module")
def reports(office: Office, first: Result) -> dict[str, dict[str, Any]]:
    """Every report.json of the review folder, by business number."""
    found = (json.loads(path.read_text()) for path in office.review.glob("*/report.json"))
    return {report["business_number"]: report for report in found}


def test_the_pass_ends_well_and_its_balance_adds_up(office: Office, first: Result) -> None:
    assert (first.code, first.troubles) == (0, ())
    balance = json.loads((office.review / "run.json").read_text())

    mails = sum(len(applicant.mails) for applicant in APPLICANTS)
    assert balance["server"] == mails
    assert balance["server"] == (
        balance["accepted"] + balance["known"] + balance["not_submissions"] + balance["set_aside"]
    )
    assert (balance["known"], balance["set_aside"]) == (0, 0)
    assert balance["not_submissions"] == sum(
        bool(applicant.expects.get("not_submission")) for applicant in APPLICANTS
    )
    assert len(balance["messages"]) == mails


def test_there_is_one_dossier_for_each_firm(reports: dict[str, dict[str, Any]]) -> None:
    expected = {param.values[1]["business_number"] for param in DOSSIERS}  # type: ignore[index, call-overload]

    assert set(reports) == expected


@pytest.mark.parametrize(("slug", "expected"), DOSSIERS)
def test_findings(slug: str, expected: dict[str, Any], reports: dict[str, dict[str, Any]]) -> None:
    """What must be found is found, what may be found is allowed, and nothing else is."""
    report = reports[expected["business_number"]]
    found = {(f["key"], f["severity"]) for f in report["findings"]}

    def is_meant(key: str, by: str) -> bool:
        return key == by or key.startswith(f"{by}:")

    missing = [
        (key, severity)
        for key, severity in expected["findings"]
        if not any(is_meant(k, key) and s == severity for k, s in found)
    ]
    unexpected = [
        (key, severity)
        for key, severity in found
        if not any(is_meant(key, k) and severity == s for k, s in expected["findings"])
        and not (severity == "note" and any(is_meant(key, k) for k in expected["may_also"]))
        and not (severity == "doubtful" and any(is_meant(key, k) for k in expected["may_doubt"]))
    ]
    assert missing == []
    assert unexpected == []
    assert report["status"] == expected["status"]


@pytest.mark.parametrize(("slug", "expected"), DOSSIERS)
def test_each_finding_names_its_clause_and_what_it_rests_on(
    slug: str, expected: dict[str, Any], reports: dict[str, dict[str, Any]]
) -> None:
    report = reports[expected["business_number"]]
    known = {document["id"] for document in report["documents"]}
    files = {file["sha256"] for file in report["files"]}

    for finding in report["findings"]:
        assert finding["clause"]
        assert finding["message"].endswith((".", "요.")), finding["message"]
        for evidence in finding["evidence"]:
            assert evidence["document"] in known or evidence["document"] is None
            assert evidence["file"] in files or evidence["file"] is None


def test_what_is_nobodys_is_shown_with_its_reason(office: Office, first: Result) -> None:
    register = json.loads((office.review / "register.json").read_text())
    questions = [a for a in APPLICANTS if a.expects.get("unassigned")]

    assert len(register["unassigned"]) == len(questions)
    for entry in register["unassigned"]:
        assert entry["reason"]
    reasons = list((office.review / "unassigned").rglob("*.txt"))
    assert len(reasons) == len(questions)


def test_originals_are_kept_byte_for_byte(office: Office, reports: dict[str, Any]) -> None:
    for folder in (path.parent for path in office.review.glob("*/report.json")):
        report = json.loads((folder / "report.json").read_text())
        sent = {file["sha256"] for file in report["files"]}
        shown = list((folder / "files").iterdir())
        assert shown
        for path in shown:
            assert hashlib.sha256(path.read_bytes()).hexdigest() in sent
        mails = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (folder / "mail").iterdir()}
        assert mails == {entry["sha256"] for entry in report["submissions"]}


def test_a_letter_lists_what_is_open_and_nothing_else(
    office: Office, reports: dict[str, Any]
) -> None:
    for report in reports.values():
        receipt = report["receipt_number"]
        letters = list(office.review.glob(f"{receipt} */letters/*supplement.eml"))
        open_findings = [
            f for f in report["findings"] if f["severity"] == "blocking" and f["remedy"]
        ]
        if report["status"] != "supplement":
            assert letters == []
            continue
        (letter,) = letters
        message = email.message_from_bytes(letter.read_bytes(), policy=policy.default)
        text = message.get_body(("plain",)).get_content()
        assert message["Auto-Submitted"] == "auto-replied"
        assert report["receipt_number"] in message["Subject"]
        assert "보완기한: 2025년 5월 13일(화) 18시까지" in text
        assert "02-724-1196" in text
        about = {finding["document"] or finding["message"] for finding in open_findings}
        assert text.count("보완할 내용") == len(about)
        for finding in open_findings:
            seen = finding["message"].rpartition("’: ")[2]  # the item begins with the file's name
            words, day, _ = re.split(r"(\d{4}-\d\d-\d\d|$)", seen, maxsplit=1)
            assert words[:20] in text
            if day:
                assert f"{dt.date.fromisoformat(day):%Y년 %-m월 %-d일}" in text


def test_no_letter_leaves_without_a_reviewer(office: Office, first: Result) -> None:
    assert office.smtp.messages == []


def test_the_register_has_a_row_for_each_applicant(office: Office, reports: dict[str, Any]) -> None:
    sheet = load_workbook(office.review / "register.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    numbers = {value for row in rows for value in row if value in reports}

    assert numbers == set(reports)
    lines = (office.review / "register.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(reports) + 1


def snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_second_pass_fetches_nothing_sends_nothing_and_changes_no_report(
    office: Office, reports: dict[str, Any]
) -> None:
    before = snapshot(office.review)
    bodies = sum("BODY.PEEK[]" in line for line in office.imap.commands())
    second = office.run()
    after = snapshot(office.review)

    assert second.code == 0
    assert second.run is not None
    assert second.run.known == second.run.server
    assert second.run.messages == ()
    assert sum("BODY.PEEK[]" in line for line in office.imap.commands()) == bodies
    assert office.smtp.messages == []
    # Only what tells of the last run itself differs.
    changed = {name for name in before | after if before.get(name) != after.get(name)}
    assert changed == {"run.json"}


def test_no_resident_number_stands_in_anything_that_was_derived(
    office: Office, reports: dict[str, Any]
) -> None:
    """Not one unmasked number of the resident shape, outside the applicants' own files."""
    shape = re.compile(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-–][1-8]\d{6}(?!\d)")
    derived = [
        path
        for path in office.settings.state.rglob("*")
        if path.is_file() and "blobs" not in path.parts and path.suffix == ".json"
    ]
    derived += [
        path
        for path in office.review.rglob("*")
        if path.suffix in (".html", ".json", ".csv", ".txt")
    ]
    corporate = {
        value["value"]
        for report in reports.values()
        for document in report["documents"]
        for name, value in document["fields"].items()
        if name == "corporate_number" and value["value"]
    }
    assert len(derived) > 50
    for path in derived:
        assert set(shape.findall(path.read_text(encoding="utf-8"))) <= corporate, path.name
