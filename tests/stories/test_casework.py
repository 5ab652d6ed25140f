"""What a reviewer does with whole dossiers, typed as commands against a real office."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from email import message_from_bytes, policy
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
from specimens.mail import Attachment
from sqlalchemy.exc import IntegrityError

from pipeline.arrival.withdrawal import asks_to_withdraw
from pipeline.commands.casework import HOLIDAY, PAST
from pipeline.matching.by_person import move
from pipeline.matching.contents import pieces_of
from pipeline.store.ledger import LetterRow

pytestmark = pytest.mark.mail

LATER = NOON + dt.timedelta(hours=2)
FIRST = "2025-0001"


@pytest.fixture
def office(tmp_path: Path, servers: tuple[ImapServer, SmtpServer]) -> Office:
    clear(servers[0])
    return open_office(tmp_path, *servers, workers="inline")


def arrive(office: Office, *mails: bytes, at: dt.datetime = NOON) -> dict[str, dict[str, Any]]:
    for raw in mails:
        office.imap.append(raw, at)
    office.now = max(office.now, at)
    assert office.run().code == 0
    return office.reports()


def done(office: Office, *command: str | Path) -> str:
    told = office.command(*command)
    assert (told.returncode, told.stderr) == (0, "")
    return told.stdout


def refused(office: Office, *command: str | Path) -> str:
    told = office.command(*command)
    assert told.returncode == 1
    return told.stderr


def types(office: Office, receipt: str = FIRST) -> set[str]:
    return {d["type"] for d in office.reports()[receipt]["documents"]}


def newest(office: Office) -> str:
    return str(office.balance()["messages"][-1]["message"])[:12]


def drafts(office: Office) -> list[LetterRow]:
    with office.desk() as desk:
        return desk.ledger.letters("drafted")


# ── whose a mail is ──────────────────────────────────────────────────────────────────


def test_an_assignment_is_undone_and_stays_undone(office: Office) -> None:
    """The sender would lead the next run to the same dossier again; a person said no."""
    arrive(office, letter(1, application_paper(1)))
    arrive(office, letter(1, consent_paper(1), at=LATER), at=LATER)
    name = newest(office)
    assert types(office) == {"application-form", "consent-form"}
    assert done(office, "assign", name, FIRST, "--undo").startswith(f"{name} ← {FIRST}\n")
    office.run()

    assert types(office) == {"application-form"}
    (reason,) = (office.review / "unassigned").rglob("reason.txt")
    assert f"접수번호 {FIRST}에서 분리" in reason.read_text("utf-8-sig")
    assert "not in dossier" in refused(office, "assign", name, FIRST, "--undo")
    done(office, "assign", name, FIRST)
    assert types(office) == {"application-form", "consent-form"}
    told = done(office, "history", FIRST)
    assert told.index("분리하였습니다") < told.index("메일을 이 신청에 넣었습니다")


def test_the_papers_of_a_mail_are_given_one_by_one(office: Office) -> None:
    """A stranger's mail with two firms' papers, each of which a person puts where it belongs."""
    arrive(office, letter(1, application_paper(1)), letter(2, application_paper(2)))
    mail = letter(9, consent_paper(1), consent_paper(2), sender="stranger@else.example", at=LATER)
    arrive(office, mail, at=LATER)
    name = newest(office)
    receipts = {r["business_number"]: r["receipt_number"] for r in office.reports().values()}
    one, two = (receipts[invent(seed).business_number] for seed in (1, 2))
    listed = done(office, "assign", name).splitlines()
    assert len(listed) == 2
    assert all("정해지지 않음" in line for line in listed)
    done(office, "assign", name, one, "--paper", "동의서 1.docx")
    (left,) = (office.review / "unassigned").rglob("reason.txt")
    assert "1건" in left.read_text("utf-8-sig")
    done(office, "assign", name, two, "--paper", listed[1].split()[0])

    for receipt, seed in ((one, 1), (two, 2)):
        report = office.reports()[receipt]
        (signer,) = [
            d["fields"]["signer"]["value"]
            for d in report["documents"]
            if d["type"] == "consent-form"
        ]
        assert signer == invent(seed).representative
        assert [s["assigned_by"] for s in report["submissions"]] == ["number", "reviewer"]
    assert list((office.review / "unassigned").iterdir()) == []
    done(office, "assign", name, two, "--undo", "--paper", "동의서 2.docx")
    assert types(office, two) == {"application-form"}
    assert "no file" in refused(office, "assign", name, one, "--paper", "nothing.pdf")


def test_papers_that_cannot_be_put_into_another_dossier_stay_where_they_are(
    office: Office,
) -> None:
    """The disk is full between taking out and putting in: nothing of the move happened."""
    arrive(office, letter(1, application_paper(1), consent_paper(1)))
    arrive(office, letter(2, application_paper(2)), at=LATER)
    receipts = {r["business_number"]: r["receipt_number"] for r in office.reports().values()}
    one, two = (receipts[invent(seed).business_number] for seed in (1, 2))
    path = office.settings.state / "ledger.sqlite3"
    full = "CREATE TRIGGER full BEFORE INSERT ON submission BEGIN SELECT RAISE(ABORT, 'full'); END"
    with office.desk() as desk:
        (mail,) = [row.message for row in desk.ledger.submissions(one)]
        message = desk.ledger.message(mail)
        moved = tuple(p.name for p in pieces_of(desk, message) if "동의서" in p.file.name)
        assert len(moved) == 1
        with closing(sqlite3.connect(path)) as beside:
            beside.execute(full)
            beside.commit()
            with pytest.raises(IntegrityError):
                move(desk, message, one, two, moved, LATER, person="김하늬")
            beside.execute("DROP TRIGGER full")
            beside.commit()

        (held,) = desk.ledger.submissions(one)
        assert held.papers is None
        assert desk.ledger.messages("unassigned") == []
        assert "removed" not in {event.kind for event in desk.ledger.history(one)}
        move(desk, message, one, two, moved, LATER, person="김하늬")
    office.run()

    assert types(office, one) == {"application-form"}
    assert types(office, two) == {"application-form", "consent-form"}


def test_a_file_that_nobody_can_read_is_taken_out_like_a_paper(office: Office) -> None:
    locked = Attachment("잠김.pdf", b"%PDF-1.7 cut off")
    arrive(office, letter(1, application_paper(1), locked))
    name = newest(office)
    done(office, "assign", name, FIRST, "--undo", "--paper", "잠김.pdf")
    (left,) = (office.review / "unassigned").rglob("reason.txt")

    assert [f["name"] for f in office.reports()[FIRST]["files"]] == ["신청서 1.docx"]
    assert "1건" in left.read_text("utf-8-sig")


def test_a_dossier_that_a_mistake_opened_vanishes_with_it(office: Office) -> None:
    arrive(office, letter(1, application_paper(1)))
    name = newest(office)
    done(office, "assign", name, FIRST, "--undo")

    assert office.reports() == {}
    assert drafts(office) == []
    arrive(office, letter(1, tax_paper(1), at=LATER), at=LATER)
    assert list(office.reports()) == ["2025-0002"]


def test_a_forged_mark_opens_no_dossier_and_a_copied_one_does(office: Office) -> None:
    """The paper shows no number; the sender of both mails is not the applicant's address."""
    arrive(office, letter(1, application_paper(1)), letter(2, application_paper(2)))
    marks = {}
    for draft in drafts(office):
        marks[draft.receipt] = draft.subject.rpartition("[")[2].rstrip("]")
    other = marks["2025-0002"].split()[1]
    forged = letter(1, consent_paper(1), subject=f"[{FIRST} {other}]", at=LATER)
    stranger = letter(
        1, consent_paper(1), subject=f"[{marks[FIRST]}]", sender="who@else.example", at=LATER
    )
    arrive(office, stranger, at=LATER)
    unnamed = office.balance()["messages"][-1]
    own = [("In-Reply-To", drafts(office)[0].message_id)]
    known = letter(1, consent_paper(1), headers=own, at=LATER)
    arrive(office, forged, known, at=LATER)
    by = {s["subject"]: s["assigned_by"] for s in office.reports()[FIRST]["submissions"]}

    assert unnamed["receipt_number"] is None
    assert FIRST in done(office, "status")
    assert by[f"[{FIRST} {other}]"] == "thread"  # its sender is the applicant's own
    assert by["참가 신청"] in ("number", "thread")
    history = done(office, "history", FIRST)
    assert "제목의 접수번호" in history
    assert "회신한 안내 메일" in history


def test_the_secret_is_the_owners_only_and_made_once(office: Office) -> None:
    arrive(office, letter(1, application_paper(1)))
    key = office.settings.state / "letters.key"
    before = key.read_bytes()
    office.run()

    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() == before


# ── what came another way, and how it goes on ────────────────────────────────────────


def test_files_that_came_another_way_are_papers_like_any(office: Office, tmp_path: Path) -> None:
    arrive(office, letter(1, application_paper(1)))
    desk = tmp_path / "방문"
    desk.mkdir()
    (desk / "등록.pdf").write_bytes(registration_paper(1).data)
    (tmp_path / "국세.pdf").write_bytes(tax_paper(1).data)
    at = "2025-05-12T15:30:00+09:00"
    call = ["add", FIRST, desk, tmp_path / "국세.pdf", "--note", "방문 접수", "--received-at", at]
    done(office, *call)
    report = office.reports()[FIRST]

    assert types(office) == {"application-form", "business-registration", "national-tax-clearance"}
    assert {f["name"] for f in report["files"]} >= {"방문/등록.pdf", "국세.pdf"}
    assert report["submissions"][-1]["received_at"] == at
    assert report["submissions"][-1]["assigned_by"] == "reviewer"
    assert {draft.recipient for draft in drafts(office)} == {"apply@firm1.example"}
    assert "다른 방법으로 받은 서류를 접수하였습니다: 방문 접수" in done(office, "history", FIRST)
    assert "taken in before" in refused(office, *call)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        pytest.param(["2025-0099", "paper.pdf"], "2025-0099", id="no such dossier"),
        pytest.param([FIRST, "nothing.pdf"], "does not exist", id="no such file"),
        pytest.param([FIRST, "empty"], "holds no file", id="an empty folder"),
        pytest.param(
            [FIRST, "paper.pdf", "--received-at", "2999-01-01T00:00"], "future", id="tomorrow"
        ),
    ],
)
def test_adding_is_refused_in_a_sentence(
    office: Office, tmp_path: Path, call: list[str], said: str
) -> None:
    arrive(office, letter(1, tax_paper(1)))
    (tmp_path / "paper.pdf").write_bytes(tax_paper(1).data)
    (tmp_path / "empty").mkdir()
    receipt, path, *more = call

    assert said in refused(office, "add", receipt, tmp_path / path, "--note", "x", *more)


def test_another_date_for_one_dossier_stands_in_its_letter_and_nowhere_else(
    office: Office,
) -> None:
    arrive(office, letter(1, application_paper(1)), letter(2, application_paper(2)))
    done(office, "extend", FIRST, "2999-05-20T18:00", "--note", "유선 요청 900101-1234567")
    assert "유선 요청 900101-*******" in (told := done(office, "history", FIRST))
    assert "1234567" not in told
    said = {}
    for draft in drafts(office):
        body = message_from_bytes(draft.data, policy=policy.default).get_body(("plain",))
        assert body is not None
        if draft.kind == "supplement":
            said[draft.receipt] = "2999년 5월 20일(월) 18시까지" in body.get_content()

    assert said == {FIRST: True, "2025-0002": False}
    late = dt.datetime.fromisoformat("2025-05-15T09:00:00+09:00")
    one = letter(1, consent_paper(1), at=late)
    two = letter(2, consent_paper(2), at=late)
    reports = arrive(office, one, two, at=late)
    doubts = {
        receipt: [f for f in report["findings"] if f["rule"] == "received-in-window"]
        for receipt, report in reports.items()
    }
    assert doubts[FIRST] == []
    assert len(doubts["2025-0002"]) == 1
    pages = {page.parent.name[:9]: page for page in office.review.glob("*/report.html")}
    shown = {receipt: "마감 후" in page.read_text("utf-8") for receipt, page in pages.items()}
    assert shown == {FIRST: False, "2025-0002": True}
    done(office, "extend", FIRST, "programme", "--note", "착오")
    assert "사업의 기한으로 되돌렸습니다: 착오" in done(office, "history", FIRST)


@pytest.mark.parametrize(
    ("until", "said", "hints"),
    [
        pytest.param("2999-05-20", "2999-05-20 23:59:59", [], id="a day counts to its end"),
        pytest.param("2999-05-20T09:00Z", "2999-05-20 18:00", [], id="another zone"),
        pytest.param("2999-05-18T18:00", "2999-05-18 18:00", [HOLIDAY], id="a Saturday"),
        pytest.param("2025-05-06", "2025-05-06 23:59:59", [HOLIDAY, PAST], id="both"),
    ],
)
def test_a_date_is_said_back_with_what_is_odd_about_it(
    office: Office, until: str, said: str, hints: list[str]
) -> None:
    """6 May 2025 is the substitute for two holidays of the day before."""
    arrive(office, letter(1, application_paper(1)))
    told = done(office, "extend", FIRST, until, "--note", "x").splitlines()

    assert f"보완기한을 {said}까지로" in told[0]
    assert told[1:] == hints


def test_a_mail_that_takes_the_application_back_is_read_by_a_person(office: Office) -> None:
    """It has no paper, and would otherwise lie in the dossier unseen."""
    arrive(office, letter(1, application_paper(1)))
    arrive(office, letter(1, subject="참가 신청을 철회하고자 합니다", at=LATER), at=LATER)
    (doubt,) = [f for f in office.reports()[FIRST]["findings"] if f["rule"] == "withdrawal-asked"]

    assert doubt["severity"] == "doubtful"
    assert office.reports()[FIRST]["status"] == "supplement"


@pytest.mark.parametrize(
    ("subject", "text", "asked"),
    [
        pytest.param("RE: 안내", "신청을 취소하겠습니다.", True, id="in the writing"),
        pytest.param("신청 철회 요청", "", True, id="in the subject"),
        pytest.param("문의", "이번 사업은 포기하려 합니다", True, id="giving up"),
        pytest.param("보완", "> 신청을 철회하시려면 알려 주십시오.", False, id="quoted"),
        pytest.param(
            "보완",
            "보냅니다.\n-----Original Message-----\n신청 취소",
            False,
            id="what was answered",
        ),
        pytest.param("보완", "서류를 다시 보내 드립니다.", False, id="a usual mail"),
    ],
)
def test_what_sounds_like_a_withdrawal(subject: str, text: str, asked: bool) -> None:
    assert asks_to_withdraw(subject, text) is asked


def test_a_withdrawn_application_gets_no_letter_and_no_paper(office: Office) -> None:
    arrive(office, letter(1, application_paper(1)))
    done(office, "withdraw", FIRST, "--note", "철회 메일")
    assert office.reports()[FIRST]["status"] == "withdrawn"
    assert drafts(office) == []
    arrive(office, letter(1, tax_paper(1), at=LATER), at=LATER)
    (reason,) = (office.review / "unassigned").rglob("reason.txt")

    assert "철회된 신청" in reason.read_text("utf-8-sig")
    assert types(office) == {"application-form"}
    done(office, "withdraw", FIRST, "--undo", "--note", "착오")
    assert office.reports()[FIRST]["status"] == "supplement"
    assert types(office) == {"application-form", "national-tax-clearance"}


def test_an_application_that_begins_anew_keeps_the_old_papers_in_sight(office: Office) -> None:
    arrive(office, letter(1, application_paper(1), tax_paper(1)))
    arrive(office, letter(1, application_paper(1), consent_paper(1), at=LATER), at=LATER)
    name = newest(office)
    assert "not in dossier" in refused(office, "replace", "2025-0009", name, "--note", "x")
    done(office, "replace", FIRST, name, "--note", "전체 재제출")
    report = office.reports()[FIRST]
    in_force = {d["type"]: d["in_force"] for d in report["documents"]}

    assert in_force["national-tax-clearance"] is False
    assert in_force["consent-form"] is True
    assert in_force["application-form"] is True
    assert "required:national-tax-clearance" in {f["key"] for f in report["findings"]}
    assert report["received_at"] == LATER.isoformat()
    done(office, "replace", FIRST, "--undo", "--note", "착오")
    again = office.reports()[FIRST]
    assert again["received_at"] == NOON.isoformat()
    assert all(d["in_force"] for d in again["documents"])
