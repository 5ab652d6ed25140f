"""The mail that tells reviewers that something waits, at a real SMTP server."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from office import NOON, clear, letter, open_office, tax_paper
from servers import ImapServer, SmtpServer
from specimens.company import invent

pytestmark = pytest.mark.mail
ASKED = """
[desk]
reminder_to = "업무 담당 <reviewers@office.example>"
address = "https://desk.office.example/"
"""


def test_reviewers_are_told_once_a_day_that_something_waits_and_nothing_of_anybody(
    servers: tuple[ImapServer, SmtpServer], tmp_path: Path
) -> None:
    imap, smtp = servers
    clear(imap)
    before = len(smtp.messages)
    office = open_office(tmp_path, imap, smtp, workers="inline", end=ASKED)
    assert office.run().code == 0
    assert len(smtp.messages) == before  # nothing waits
    imap.append(letter(1, tax_paper(1)), NOON)

    assert office.run().code == 0
    office.now += dt.timedelta(hours=1)
    assert office.run().code == 0
    (raw,) = smtp.messages[before:]
    office.now += dt.timedelta(days=1)
    office.run()

    assert len(smtp.messages) == before + 2
    mail = message_from_bytes(raw, policy=policy.default)
    text = mail.get_content()
    assert mail["To"] == "reviewers@office.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "승인할 메일" in text
    assert "https://desk.office.example/" in text
    firm = invent(1)
    for own in (firm.name, firm.business_number, "firm1.example", "2025-0001"):
        assert own not in str(mail)
        assert own not in text


def test_nobody_is_told_without_an_address_or_in_a_run_that_changes_nothing(
    servers: tuple[ImapServer, SmtpServer], tmp_path: Path
) -> None:
    imap, smtp = servers
    clear(imap)
    before = len(smtp.messages)
    office = open_office(tmp_path, imap, smtp, workers="inline")
    imap.append(letter(1, tax_paper(1)), NOON)
    office.run()
    assert len(smtp.messages) == before

    asking = open_office(tmp_path / "asking", imap, smtp, workers="inline", end=ASKED)
    assert asking.command("run", "--dry-run").returncode == 0
    assert len(smtp.messages) == before
