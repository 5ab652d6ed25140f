"""Bounces: which letter came back, and that nothing else is taken for a bounce."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest
from office import NOON, Office, application_paper, letter, open_office
from servers import ImapServer, SmtpServer

from outbox.bounces import read_bounce

OURS = "<2025-0001-1-supplement.abc@office.example>"


def report(
    *, action: str = "failed", returned: str = "rfc822", id_: str = OURS, path: str = "<>"
) -> bytes:
    """A delivery report as RFC 3464 has it, around a letter with the id *id_*."""
    head = f"From: intake@office.example\r\nTo: a@firm.example\r\nMessage-ID: {id_}\r\n"
    whole = {
        "rfc822": f"Content-Type: message/rfc822\r\n\r\n{head}Subject: x\r\n\r\nbody\r\n",
        "headers": f"Content-Type: text/rfc822-headers\r\n\r\n{head}\r\n",
    }[returned]
    return (
        f"Return-Path: {path}\r\n"
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        "To: intake@office.example\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Message-ID: <bounce.1@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\r\n\r\n"
        "--B\r\nContent-Type: text/plain\r\n\r\nI could not deliver your mail.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; a@firm.example\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--B\r\n{whole}--B--\r\n"
    ).encode()


def prose(body: str, *, subject: str = "반송된 메일입니다", sender: str = "postmaster") -> bytes:
    """A bounce in a mail server's own words."""
    return (
        f"Return-Path: <>\r\nFrom: {sender}@mx.example\r\nTo: intake@office.example\r\n"
        f"Subject: {subject}\r\nMessage-ID: <bounce.2@mx.example>\r\n\r\n{body}\r\n"
    ).encode()


@pytest.mark.parametrize("returned", ["rfc822", "headers"])
def test_a_delivery_report_names_the_letter_and_the_reason(returned: str) -> None:
    bounce = read_bounce(report(returned=returned))

    assert bounce is not None
    assert bounce.identifiers[0] == OURS
    assert bounce.said == "5.1.1 550 5.1.1 no such user"


def test_a_bounce_in_prose_is_read_by_the_letters_own_header() -> None:
    body = f"이 메일을 보낼 수 없습니다.\r\n\r\n> Message-ID: {OURS}\r\n> Subject: x"

    bounce = read_bounce(prose(body))

    assert bounce is not None
    assert OURS in bounce.identifiers


NO_BOUNCES = [
    pytest.param(report(action="delayed"), id="a letter that is only late"),
    pytest.param(report(action="delivered"), id="a letter that arrived"),
    pytest.param(prose(OURS, subject="Warning: delayed"), id="lateness in prose"),
    pytest.param(prose(OURS, sender="kim"), id="a person who quotes the letter"),
    pytest.param(b"\xff\xfe\r\n", id="no mail at all"),
]


@pytest.mark.parametrize("raw", NO_BOUNCES)
def test_what_is_no_bounce(raw: bytes) -> None:
    assert read_bounce(raw) is None


# ── in the office ────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(tmp_path: Path, mail: tuple[ImapServer, SmtpServer]) -> Office:
    """An office whose first request was sent."""
    imap, smtp = mail
    office = open_office(tmp_path, imap, smtp, workers="inline", end="[letters]\nreceipts = false")
    imap.append(letter(1, application_paper(1)), NOON)
    assert office.run().code == 0
    assert office.command("outbox", "approve", "--all").returncode == 0
    assert office.run().sent == 1
    return office


REQUEST = "2025-0001-1-supplement"


def sent_id(office: Office) -> str:
    return str(message_from_bytes(office.smtp.messages[-1])["Message-ID"])


def state(office: Office) -> tuple[str, str]:
    with office.desk() as desk:
        return next((x.state, x.remark) for x in desk.ledger.letters() if x.name == REQUEST)


@pytest.mark.mail
@pytest.mark.parametrize("returned", ["rfc822", "headers"])
def test_a_letter_that_came_back_is_bounced_and_shown(office: Office, returned: str) -> None:
    office.imap.append(report(returned=returned, id_=sent_id(office)))
    result = office.run()
    again = office.run()

    assert (result.code, result.sent) == (0, 0)
    assert state(office) == ("bounced", "반송되었습니다: 5.1.1 550 5.1.1 no such user")
    assert result.run is not None
    (told,) = result.run.messages
    assert told.outcome == "not_submission"
    assert REQUEST in (told.reason or "")
    assert "반송됨" in office.command("outbox", "list").stdout
    assert "반송된 안내 메일이 1통" in office.command("status").stdout
    assert (again.code, again.sent) == (0, 0)
    assert len(office.smtp.messages) == 1


@pytest.mark.mail
def test_a_bounced_letter_is_sent_again_only_by_a_persons_word(office: Office) -> None:
    office.imap.append(report(id_=sent_id(office)))
    office.run()
    assert office.command("outbox", "resend", REQUEST).returncode == 0
    resent = office.run()

    assert resent.sent == 1
    assert office.smtp.messages[0] == office.smtp.messages[1]
    assert state(office)[0] == "sent"  # the old bounce was looked at and counts no more
    assert office.run().code == 0
    assert state(office)[0] == "sent"


@pytest.mark.mail
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lambda id_: report(id_="<not.ours@office.example>"), id="somebody else's"),
        pytest.param(lambda id_: report(action="delayed", id_=id_), id="only late"),
        pytest.param(
            lambda id_: letter(1, subject="Re: 보완", headers=(("In-Reply-To", id_),)),
            id="an ordinary reply",
        ),
    ],
)
def test_no_other_mail_marks_a_letter(office: Office, raw: object) -> None:
    office.imap.append(raw(sent_id(office)))  # type: ignore[operator]
    result = office.run()

    assert result.code == 0
    assert state(office)[0] == "sent"


@pytest.mark.mail
def test_after_a_bounce_nothing_leaves_by_itself_to_that_address(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    imap, smtp = mail
    automatic = '[letters]\nmode = "automatic"\n'
    office = open_office(tmp_path, imap, smtp, workers="inline", end=automatic)
    imap.append(letter(1, application_paper(1)), NOON)
    assert office.run().sent >= 1
    sent = len(smtp.messages)
    imap.append(report(id_=sent_id(office)))
    imap.append(letter(1, application_paper(2), at=NOON.replace(hour=13)))
    office.run()

    assert len(smtp.messages) == sent
    with office.desk() as desk:
        waiting = desk.ledger.letters("drafted")
    assert any("반송된 적이 있어" in x.remark for x in waiting)
