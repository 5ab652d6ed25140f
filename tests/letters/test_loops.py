"""Two programs that answer each other come to an end, whatever the other one does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

import pytest
from office import NOON, SEOUL, Office, application_paper, letter, open_office
from servers import ImapServer, SmtpServer, imap_server, smtp_server
from specimens.company import invent
from specimens.consent import consent_form
from specimens.mail import Attachment

pytestmark = pytest.mark.mail

AUTOMATIC = '[letters]\nmode = "automatic"\n'
OTHER = "apply@firm1.example"


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[SmtpServer]:
    with smtp_server(tmp_path / "smtp") as server:
        yield server


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[ImapServer]:
    with imap_server(tmp_path / "imap") as server:
        yield server


def office_at(
    folder: Path, imap: ImapServer, smtp: SmtpServer, sender: str | None = None
) -> Office:
    office = open_office(folder, imap, smtp, workers="inline", end=AUTOMATIC)
    office.now = dt.datetime(2025, 5, 12, 13, 0, tzinfo=SEOUL)
    if sender is None:
        return office
    named = office.settings.smtp.model_copy(update={"sender": sender})  # type: ignore[union-attr]
    return Office(
        folder, imap, smtp, office.settings.model_copy(update={"smtp": named}), office.now
    )


def test_two_offices_that_take_each_other_for_an_applicant_fall_silent(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    """Each has the other's address as an applicant's, and both answer by themselves."""
    with imap_server(tmp_path / "other", user=OTHER) as second:
        ours = office_at(tmp_path / "a", imap, smtp)
        theirs = office_at(tmp_path / "b", second, smtp, f"다른 기관 <{OTHER}>")
        imap.append(letter(1, application_paper(1)), NOON)
        second.append(letter(2, application_paper(2), sender="intake@office.example"), NOON)
        carried, each_round = 0, []
        for _ in range(4):
            for office in (ours, theirs):
                office.now += dt.timedelta(minutes=5)
                assert office.run().code == 0
            for raw, (to,) in zip(smtp.messages[carried:], smtp.recipients[carried:], strict=True):
                box = {OTHER: second, "intake@office.example": imap}[to]
                box.append(_delivered(raw))
            each_round.append(len(smtp.messages) - carried)
            carried = len(smtp.messages)

        assert each_round[0] >= 2
        assert each_round[1:] == [0, 0, 0]
        assert set(ours.reports()) == set(theirs.reports()) == {"2025-0001"}


def _delivered(raw: bytes) -> bytes:
    sender = parseaddr(str(message_from_bytes(raw)["From"]))[1]
    return f"Return-Path: <{sender}>\r\n".encode() + raw


def fresh_paper(number: int) -> Attachment:
    """A paper that differs from each before, so that there is always something to acknowledge."""
    day = dt.date(2025, 4, 1) + dt.timedelta(days=number)
    return Attachment(f"동의서 {number}.docx", consent_form(invent(1), signed_on=day).data)


ROBOTS = [
    pytest.param({"subject": "부재중 자동 회신"}, False, 1, id="an out-of-office notice"),
    pytest.param({"headers": (("Auto-Submitted", "auto-replied"),)}, True, 1, id="an honest one"),
    pytest.param({"subject": "Re: 신청"}, False, 1, id="one that says nothing of itself"),
    pytest.param({"subject": "Re: 신청"}, True, 4, id="one that sends a new paper each time"),
]


@pytest.mark.parametrize(("facts", "papers", "most"), ROBOTS)
def test_a_robot_that_answers_every_letter_is_left_alone(
    tmp_path: Path,
    imap: ImapServer,
    smtp: SmtpServer,
    facts: dict[str, object],
    papers: bool,
    most: int,
) -> None:
    """It answers at once and for ever; ours are at most as many as the cap of a day."""
    office = office_at(tmp_path / "a", imap, smtp)
    imap.append(letter(1, application_paper(1)), NOON)
    answered, numbers = 0, []
    for round_ in range(9):
        office.now += dt.timedelta(minutes=7)
        assert office.run().code == 0
        for _ in smtp.messages[answered:]:
            answered += 1
            files = [fresh_paper(answered)] if papers else []
            at = office.now + dt.timedelta(seconds=answered)
            imap.append(letter(1, *files, at=at, **facts), at)  # type: ignore[arg-type]
        numbers.append(answered)
        assert round_ < 8 or numbers[-1] == numbers[-4]

    assert numbers[-1] == most
    with office.desk() as desk:
        waiting = [x for x in desk.ledger.letters("drafted") if "한도" in x.remark]
    assert bool(waiting) == (most == 4)
