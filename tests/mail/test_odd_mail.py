"""Odd mail and files: each costs no other, and is shown with its reason."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import zipfile
from pathlib import Path

import pytest
from attached.trouble import endless
from office import (
    NOON,
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
)
from servers import ImapServer, SmtpServer
from specimens.mail import Attachment

pytestmark = pytest.mark.mail


@pytest.fixture
def imap(mail: tuple[ImapServer, SmtpServer]) -> ImapServer:
    return mail[0]


@pytest.fixture
def smtp(mail: tuple[ImapServer, SmtpServer]) -> SmtpServer:
    return mail[1]


@pytest.fixture
def office(tmp_path: Path, imap: ImapServer, smtp: SmtpServer) -> Office:
    return open_office(tmp_path, imap, smtp, workers="inline")


def test_a_mail_that_cannot_be_parsed_is_set_aside_and_the_next_one_taken(
    office: Office, imap: ImapServer
) -> None:
    imap.append(b"this is no mail at all\r\n")
    imap.append(letter(2, application_paper(2)))
    result = office.run()
    told = office.balance()
    retried = office.command("retry")

    assert result.code == 0
    assert (told["accepted"], told["set_aside"]) == (1, 1)
    (name,) = [m["message"][:12] for m in told["messages"] if m["outcome"] == "set_aside"]
    (stored,) = (office.review / "set-aside").rglob("mail.eml")
    assert stored.read_bytes() == b"this is no mail at all\r\n"
    assert (retried.returncode, retried.stderr) == (0, "")
    assert retried.stdout == f"{name}: 다시 처리하지 못하였습니다.\n"
    assert office.run().code == 0
    assert office.balance()["known"] == 2


def test_a_mail_without_attachment_is_shown_with_its_reason(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, subject="문의드립니다"))
    office.run()

    told = office.balance()
    assert (told["accepted"], told["messages"][0]["receipt_number"]) == (1, None)
    (reason,) = (office.review / "unassigned").rglob("reason.txt")
    assert "신청 서류가 들어 있지 않고" in reason.read_text("utf-8-sig")
    shown = office.command("status").stdout
    assert told["messages"][0]["message"][:12] in shown
    assert "문의드립니다" in shown


def test_what_cannot_be_read_costs_no_sibling(office: Office, imap: ImapServer) -> None:
    encrypted = io.BytesIO()
    with zipfile.ZipFile(encrypted, "w") as archive:
        archive.writestr("국세.pdf", b"%PDF-1.7")
    locked = bytearray(encrypted.getvalue())
    locked[6] |= 1  # the flag that says encrypted, in the member's head and in the directory
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    files = (
        Attachment("빈 파일.pdf", b""),
        Attachment("깨진.pdf", b"%PDF-1.7\nnothing follows"),
        Attachment("잠긴.zip", bytes(locked)),
        Attachment("모르는.xyz", b"\x01\x02\x03" * 100),
        application_paper(1),
    )
    imap.append(letter(1, *files))
    assert office.run().code == 0

    (report,) = office.reports().values()
    states = {file["name"]: (file["state"], file["reason"]) for file in report["files"]}
    assert states["빈 파일.pdf"] == ("unreadable", "damaged")
    assert states["깨진.pdf"] == ("unreadable", "damaged")
    assert {reason for name, (_, reason) in states.items() if "잠긴" in name} == {"encrypted"}
    assert states["모르는.xyz"] == ("unreadable", "unsupported")
    assert states["신청서 1.docx"] == ("read", None)
    assert {d["type"] for d in report["documents"]} == {"application-form"}


LONG = "가나다라마바사" * 15 + ".docx"
NAMES = [
    pytest.param("신청서.docx", "nfd", "신청서.docx", id="taken apart by a Mac"),
    pytest.param("신청서.docx", "raw-cp949", "신청서.docx", id="bare CP949 bytes"),
    pytest.param(LONG, "rfc2231-pieces", LONG, id="longer than any file system takes"),
    pytest.param("../../etc/신청서.docx", "rfc2231", None, id="climbing out of its folder"),
]


@pytest.mark.parametrize(("name", "style", "shown"), NAMES)
def test_file_names_of_all_kinds(
    office: Office, imap: ImapServer, name: str, style: str, shown: str | None
) -> None:
    paper = application_paper(1)
    imap.append(letter(1, Attachment(name, paper.data, style)))  # type: ignore[arg-type]
    assert office.run().code == 0

    (report,) = office.reports().values()
    told = report["files"][0]["name"]
    assert told == unicodedata.normalize("NFC", shown or told)
    kept = [path for path in office.settings.review.rglob("*.docx") if path.is_file()]
    assert [path.read_bytes() for path in kept] == [paper.data]
    assert office.review in kept[0].parents
    assert all(len(part.encode()) <= 120 for part in kept[0].relative_to(office.review).parts)


def test_one_message_id_on_two_mails_loses_neither(office: Office, imap: ImapServer) -> None:
    later = NOON + dt.timedelta(hours=1)
    imap.append(letter(1, application_paper(1), message_id="<same@mail.example>"))
    imap.append(letter(1, consent_paper(1), message_id="<same@mail.example>", at=later))
    imap.append(letter(2, application_paper(2), message_id=""))
    assert office.run().code == 0

    reports = office.reports()
    assert len(reports["2025-0001"]["submissions"]) == 2
    assert len(reports["2025-0001"]["files"]) == 2
    assert reports["2025-0002"]["submissions"][0]["message_id"] == ""


def test_a_file_that_stalls_its_reader_costs_no_other(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    """What does not end in time is unreadable, and its neighbour is read all the same."""
    limits = "[limits]\nseconds_per_file = {}\n"
    office = open_office(tmp_path, imap, smtp, end=limits.format(6))
    imap.append(letter(1, Attachment("느린 그림.pdf", endless()), application_paper(1)))
    assert office.run().code == 0

    (report,) = office.reports().values()
    states = {file["name"]: (file["state"], file["reason"]) for file in report["files"]}
    assert states == {"느린 그림.pdf": ("unreadable", "crashed"), "신청서 1.docx": ("read", None)}
