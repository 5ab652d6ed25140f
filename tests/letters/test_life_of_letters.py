"""A server that drops the line, before and after it took a letter, at each step of its life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from office import NOON, Office, application_paper, consent_paper, letter, open_office
from servers import ImapServer, SmtpServer

from pipeline.commands.drafts import find_letter
from pipeline.store.ledger import LetterRow

pytestmark = pytest.mark.mail

FIRST = "2025-0001-1-supplement"
SECOND = "2025-0001-2-supplement"
REVIEW = "[letters]\nreceipts = false\n"
AUTOMATIC = '[letters]\nmode = "automatic"\n'


def approve(office: Office, name: str = FIRST) -> str:
    assert office.command("outbox", "approve", name).returncode == 0
    return name


def an_approved_request(office: Office) -> str:
    return approve(office)


def one_in_a_reviewers_words(office: Office) -> str:
    text = office.command("outbox", "edit", FIRST, "--print").stdout
    path = office.folder / "글.txt"
    path.write_text(text + "\n덧붙입니다.\n", "utf-8")
    assert office.command("outbox", "edit", FIRST, "--file", path).returncode == 0
    return approve(office)


def one_that_was_put_off(office: Office) -> str:
    approve(office)
    office.smtp.faults["RCPT"] = "451 4.7.1 greylisted"
    assert office.run().code == 75
    office.smtp.faults.clear()
    office.now += dt.timedelta(minutes=10)
    return FIRST


def one_that_is_sent_again_after_a_refusal(office: Office) -> str:
    approve(office)
    office.smtp.faults["RCPT"] = "550 5.1.1 no such user"
    office.run()
    office.smtp.faults.clear()
    assert office.command("outbox", "resend", FIRST).returncode == 0
    return FIRST


def the_request_of_a_second_revision(office: Office) -> str:
    approve(office)
    assert office.run().sent == 1
    office.smtp.messages.clear()
    at = NOON.replace(hour=14)
    office.imap.append(letter(1, consent_paper(1), at=at), at)
    assert office.run().code == 0
    return approve(office, SECOND)


def one_that_was_stopped_and_let_go(office: Office) -> str:
    approve(office)
    office.command("outbox", "stop")
    office.run()
    office.command("outbox", "go")
    return FIRST


STEPS = [
    an_approved_request,
    one_in_a_reviewers_words,
    one_that_was_put_off,
    one_that_is_sent_again_after_a_refusal,
    the_request_of_a_second_revision,
    one_that_was_stopped_and_let_go,
]
DROPS = [
    pytest.param("MAIL", "vanish", "approved", 0, id="the line drops before the sender"),
    pytest.param("DATA", "vanish", "approved", 0, id="the line drops before the text"),
    pytest.param("DOT", "lose", "unknown", 0, id="the line drops and the text is lost"),
    pytest.param("DOT", "vanish", "unknown", 1, id="the line drops after the text was taken"),
]


@pytest.fixture
def applied(mail: tuple[ImapServer, SmtpServer]) -> tuple[ImapServer, SmtpServer]:
    """The servers, with one application in the mailbox."""
    mail[0].append(letter(1, application_paper(1)), NOON)
    return mail


def found(office: Office, name: str) -> LetterRow:
    with office.desk() as desk:
        return find_letter(desk.ledger, name)


@pytest.mark.parametrize(("stage", "fault", "becomes", "taken"), DROPS)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__.replace("_", " "))
def test_no_letter_leaves_twice_by_machine_and_none_is_lost(
    tmp_path: Path,
    applied: tuple[ImapServer, SmtpServer],
    step: Callable[[Office], str],
    stage: str,
    fault: str,
    becomes: str,
    taken: int,
) -> None:
    office = open_office(tmp_path, *applied, workers="inline", end=REVIEW)
    assert office.run().code == 0
    name = step(office)
    stored = found(office, name).data
    office.smtp.faults[stage] = fault
    office.run()
    dropped = found(office, name)
    after_drop = list(office.smtp.messages)
    office.smtp.faults.clear()
    office.run()
    office.run()
    by_machine = list(office.smtp.messages)
    if becomes == "unknown":
        assert office.command("outbox", "resend", name).returncode == 0
    office.run()
    office.run()

    assert dropped.state == becomes
    assert after_drop == [stored] * taken
    # A letter of which nobody knows waits for a person; any other leaves once.
    assert by_machine == [stored] * (taken if becomes == "unknown" else 1)
    assert office.smtp.messages == [stored] * (taken + 1)
    assert found(office, name).state == "sent"
    assert found(office, name).data == stored


@pytest.mark.parametrize(("stage", "fault", "becomes", "taken"), DROPS)
def test_the_same_holds_for_letters_that_leave_by_themselves(
    tmp_path: Path,
    applied: tuple[ImapServer, SmtpServer],
    stage: str,
    fault: str,
    becomes: str,
    taken: int,
) -> None:
    office = open_office(tmp_path, *applied, workers="inline", end=AUTOMATIC)
    office.smtp.faults[stage] = fault
    office.run()
    state = found(office, FIRST).state
    office.smtp.faults.clear()
    office.run()
    office.run()

    assert state == becomes
    request = found(office, FIRST)
    assert request.state == ("unknown" if becomes == "unknown" else "sent")
    expected = taken if becomes == "unknown" else 1
    assert office.smtp.messages.count(request.data) == expected
