"""From mail to dossier, verdict and drafts: what counts a revision, what asks again.

The mails are small and real, the mailbox is Dovecot, and `intake run` is what judges them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from office import (
    NOON,
    Office,
    application_paper,
    clear,
    consent_paper,
    letter,
    open_office,
    registration_paper,
    tax_paper,
)
from servers import ImapServer, SmtpServer
from specimens.company import invent

from pipeline.store.desk import lock

pytestmark = pytest.mark.mail

REQUEST = {(1, "supplement", "drafted"): 1}
LATER = NOON + dt.timedelta(hours=2)


@pytest.fixture
def imap(servers: tuple[ImapServer, SmtpServer]) -> ImapServer:
    clear(servers[0])
    return servers[0]


@pytest.fixture
def office(tmp_path: Path, imap: ImapServer, servers: tuple[ImapServer, SmtpServer]) -> Office:
    return open_office(tmp_path, imap, servers[1], workers="inline")


def arrive(office: Office, *mails: bytes, at: dt.datetime = NOON) -> dict[str, dict[str, Any]]:
    """Deliver *mails*, do a pass, and return the reports."""
    for raw in mails:
        office.imap.append(raw, at)
    result = office.run()
    assert (result.code, result.troubles) == (0, ())
    return office.reports()


def letters(office: Office) -> Counter[tuple[int, str, str]]:
    """How many letters there are of each revision, kind and state."""
    with office.desk() as desk:
        return Counter((x.revision, x.kind, x.state) for x in desk.ledger.letters())


def approve(office: Office, kind: str = "") -> None:
    with office.desk() as desk:
        for each in desk.ledger.letters("drafted"):
            if kind in ("", each.kind):
                assert desk.ledger.move_letter(each, "approved", by="tester")


def decide(office: Office, key: str, kind: str, receipt: str = "2025-0001") -> dict[str, Any]:
    """Decide as a reviewer does, and return the finding as reported then, {} if it is gone."""
    done = office.command("decide", receipt, key, kind, "--note", "확인함")
    assert (done.returncode, done.stderr) == (0, "")
    return finding(office, key, receipt)


def finding(office: Office, key: str, receipt: str = "2025-0001") -> dict[str, Any]:
    found = office.reports()[receipt]["findings"]
    return next((each for each in found if each["key"] == key), {})


def test_a_mail_with_another_paper_counts_the_revision_and_is_acknowledged(office: Office) -> None:
    first = arrive(office, letter(1, application_paper(1)))
    assert letters(office) == REQUEST
    second = arrive(office, letter(1, consent_paper(1), at=LATER), at=LATER)

    assert first["2025-0001"]["revision"] == 1
    assert second["2025-0001"]["revision"] == 2
    assert len(second["2025-0001"]["submissions"]) == 2
    assert letters(office) == {
        (1, "supplement", "superseded"): 1,
        (2, "supplement", "drafted"): 1,
    }


def test_a_command_tells_how_a_dossier_stands_after_a_decision_and_who_decided(
    office: Office,
) -> None:
    report = arrive(office, letter(1, application_paper(1)))["2025-0001"]
    lack = next(f for f in report["findings"] if f["severity"] == "blocking")
    said = ("waived", "--note", "확인", "--by", "김하늬")
    told = office.command("decide", "2025-0001", lack["key"], *said)

    assert told.returncode == 0
    assert told.stdout.splitlines()[-1] == "2025-0001: ▲ 보완 필요"
    with office.desk() as desk:
        assert desk.ledger.decisions("2025-0001")[lack["key"]].reviewer == "김하늬"


def test_the_same_bytes_in_another_mail_change_nothing(office: Office) -> None:
    before = arrive(office, letter(1, application_paper(1)))["2025-0001"]
    again = letter(1, application_paper(1), subject="다시 보냅니다", at=LATER)
    after = arrive(office, again, letter(1, subject="감사합니다", at=LATER), at=LATER)["2025-0001"]

    assert after["revision"] == 1
    assert after["submissions"][0]["subject"] == "참가 신청"
    assert len(after["submissions"]) == 3
    for part in ("documents", "requirements", "status"):
        assert after[part] == before[part]
    assert letters(office) == REQUEST


def test_what_was_approved_or_sent_is_kept_when_the_dossier_is_judged_again(
    office: Office,
) -> None:
    arrive(office, letter(1, application_paper(1)))
    approve(office, "supplement")
    office.run()
    assert letters(office)[1, "supplement", "sent"] == 1
    arrive(office, letter(1, consent_paper(1), at=LATER), at=LATER)

    assert letters(office) == {
        (1, "supplement", "sent"): 1,
        (2, "supplement", "drafted"): 1,
    }


def test_a_decision_asks_nobody_for_a_second_receipt(office: Office) -> None:
    """It counts the revision; the request tells what arrived, before as after."""
    arrive(office, letter(1, application_paper(1)))
    missing = "required:consent-form"
    assert finding(office, missing)["severity"] == "blocking"
    decided = decide(office, missing, "waived")

    assert decided["decision"] == "waived"
    assert office.reports()["2025-0001"]["revision"] == 2
    assert letters(office) == {
        (1, "supplement", "superseded"): 1,
        (2, "supplement", "drafted"): 1,
    }
    with office.desk() as desk:
        (open_letter,) = (x for x in desk.ledger.letters("drafted") if x.kind == "supplement")
    assert missing not in open_letter.answers
    assert decide(office, missing, "open")["decision"] is None


def test_what_needs_no_request_any_more_still_gets_its_receipt(office: Office) -> None:
    """The request would have told that the mail arrived; then nothing was left to ask for."""
    report = arrive(office, letter(1, application_paper(1)))["2025-0001"]
    assert letters(office) == REQUEST
    blocking = [f["key"] for f in report["findings"] if f["severity"] == "blocking"]
    for key in blocking:
        assert decide(office, key, "waived")["decision"] == "waived"
    last = office.reports()["2025-0001"]["revision"]

    states = {(kind, state) for _, kind, state in letters(office) if state != "superseded"}
    assert states == {("acknowledgement", "drafted")}
    assert letters(office)[last, "acknowledgement", "drafted"] == 1
    decide(office, blocking[0], "open")
    states = {(kind, state) for _, kind, state in letters(office) if state != "superseded"}
    assert states == {("supplement", "drafted")}  # and it tells of the arrival again


def test_a_decision_asks_again_when_a_newer_paper_comes(office: Office) -> None:
    old = tax_paper(1, dt.date(2025, 1, 15))
    older = tax_paper(1, dt.date(2025, 1, 20))
    key = "issued-within:national-tax-clearance"
    arrive(office, letter(1, application_paper(1), old))
    assert decide(office, key, "waived")["decision"] == "waived"
    arrive(office, letter(1, older, at=LATER), at=LATER)

    assert finding(office, key)["severity"] == "blocking"
    assert finding(office, key)["decision"] is None


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        pytest.param([("Auto-Submitted", "auto-replied")], None, id="a robot"),
        pytest.param([], "noreply@firm1.example", id="an address that takes no answer"),
        pytest.param([], "intake@office.example", id="our own address"),
        pytest.param([("X-Auto-Response-Suppress", "All")], None, id="who wants no answer"),
    ],
)
def test_no_letter_to_what_must_not_be_answered(
    office: Office, headers: list[tuple[str, str]], sender: str | None
) -> None:
    reports = arrive(office, letter(1, application_paper(1), headers=headers, sender=sender))

    assert len(reports) == 1
    assert letters(office) == {}


def test_late_mail_gets_its_receipt_and_nothing_else(office: Office) -> None:
    late = dt.datetime.fromisoformat("2025-05-13T18:00:01+09:00")
    office.now = late
    reports = arrive(office, letter(1, application_paper(1), at=late), at=late)

    assert reports["2025-0001"]["status"] == "late"
    assert letters(office) == {(1, "acknowledgement", "drafted"): 1}


def test_receipts_can_be_switched_off(
    tmp_path: Path, imap: ImapServer, servers: tuple[ImapServer, SmtpServer]
) -> None:
    end = "[letters]\nreceipts = false\n"
    office = open_office(tmp_path, imap, servers[1], workers="inline", end=end)
    arrive(office, letter(1, application_paper(1)))

    assert letters(office) == {(1, "supplement", "drafted"): 1}


def test_automatic_letters_leave_at_once_and_only_to_who_applied(
    tmp_path: Path, imap: ImapServer, servers: tuple[ImapServer, SmtpServer]
) -> None:
    """A stranger who names somebody's number learns nothing before a person has looked."""
    end = '[letters]\nmode = "automatic"\n'
    office = open_office(tmp_path, imap, servers[1], workers="inline", end=end)
    arrive(office, letter(1, application_paper(1)))
    first = letters(office)
    stranger = letter(1, tax_paper(1), sender="stranger@else.example", at=LATER)
    arrive(office, stranger, at=LATER)

    assert first == {(1, "supplement", "sent"): 1}
    assert letters(office)[2, "supplement", "drafted"] == 1
    with office.desk() as desk:
        gone = {x.recipient for x in desk.ledger.letters("sent", "approved")}
    assert gone == {"apply@firm1.example"}


def test_an_unassigned_mail_finds_its_dossier_later(office: Office) -> None:
    """The consent form prints no number; when the sender applies, it is clear whose it is."""
    arrive(office, letter(1, consent_paper(1)))
    assert office.reports() == {}
    assert len(list((office.review / "unassigned").iterdir())) == 1
    reports = arrive(office, letter(1, application_paper(1), at=LATER), at=LATER)

    assert len(reports["2025-0001"]["submissions"]) == 2
    assert list((office.review / "unassigned").iterdir()) == []


def test_a_person_says_whose_a_mail_is(office: Office) -> None:
    arrive(office, letter(1, consent_paper(1)), letter(2, application_paper(2)))
    (waiting,) = [m for m in office.balance()["messages"] if m["receipt_number"] is None]
    name = waiting["message"][:10]
    nowhere = office.command("assign", name, "2025-0099")
    done = office.command("assign", name, "new")
    twice = office.command("assign", name, "new")

    assert (nowhere.returncode, twice.returncode) == (1, 1)
    assert "2025-0099" in nowhere.stderr
    assert "2025-0002" in twice.stderr
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{waiting['message'][:12]} → 2025-0002\n"
    report = office.reports()["2025-0002"]
    assert report["submissions"][0]["assigned_by"] == "reviewer"


def test_papers_that_are_nobodys_stay_in_sight_until_a_person_places_them(office: Office) -> None:
    """Two applicants in one mail, and a third firm's certificate that strayed in."""
    mail = letter(9, application_paper(1), application_paper(2), tax_paper(3))
    reports = arrive(office, mail)
    unassigned = list((office.review / "unassigned").rglob("reason.txt"))

    assert {len(report["documents"]) for report in reports.values()} == {1}
    assert len(unassigned) == 1
    assert "1건" in unassigned[0].read_text("utf-8-sig")
    name = office.balance()["messages"][0]["message"][:12]
    office.run()
    assert len(list((office.review / "unassigned").iterdir())) == 1
    done = office.command("assign", name, "new")

    assert (done.returncode, done.stdout) == (0, f"{name} → 2025-0003\n")
    third = office.reports()["2025-0003"]
    assert [d["type"] for d in third["documents"]] == ["national-tax-clearance"]
    assert list((office.review / "unassigned").iterdir()) == []


def test_a_dossier_that_a_stray_number_opened_is_found_by_its_applicants_own(
    office: Office,
) -> None:
    """And the firm that the stray number belongs to can still apply for itself."""
    arrive(office, letter(3, tax_paper(2)))
    with office.desk() as desk:
        thread = desk.ledger.letters()[0].message_id
    reply = letter(3, application_paper(3), headers=[("In-Reply-To", thread)], at=LATER)
    arrive(office, reply, at=LATER)
    (disputed,) = office.balance()["messages"][:1]
    assert disputed["receipt_number"] is None
    assert "서로 다릅니다" in disputed["reason"]
    assert office.command("assign", disputed["message"], "2025-0001").returncode == 0
    third = NOON + dt.timedelta(hours=3)
    more = letter(9, registration_paper(3), at=third), letter(2, application_paper(2), at=third)
    reports = arrive(office, *more, at=third)

    assert {d["type"] for d in reports["2025-0001"]["documents"]} == {
        "national-tax-clearance",
        "application-form",
        "business-registration",
    }
    assert reports["2025-0001"]["business_number"] == invent(3).business_number
    assert reports["2025-0002"]["business_number"] == invent(2).business_number


def test_what_a_person_says_is_kept_also_while_a_run_is_at_work(office: Office) -> None:
    arrive(office, letter(1, application_paper(1)))
    key = "required:consent-form"
    with lock(office.settings.state):
        told = office.command("decide", "2025-0001", key, "waived", "--note", "확인함")
    before = finding(office, key)["decision"]
    office.run()

    assert (told.returncode, told.stderr) == (0, "")
    assert "A run is at work" in told.stdout
    assert before is None
    assert finding(office, key)["decision"] == "waived"
