"""The outbox: a reviewer approves, a run sends, and what the server says decides."""

from __future__ import annotations

import datetime as dt
import email
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pytest
from office import NOON, Office, application_paper, letter, open_office
from servers import ImapServer, SmtpServer, imap_server, smtp_server

pytestmark = pytest.mark.mail


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ImapServer, SmtpServer]]:
    folder = tmp_path_factory.mktemp("servers")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        for seed in (1, 2):
            imap.append(letter(seed, application_paper(seed)), NOON)
        yield imap, smtp


@pytest.fixture
def office(tmp_path: Path, servers: tuple[ImapServer, SmtpServer]) -> Office:
    """An office that has judged two applications and drafted a letter to each."""
    imap, smtp = servers
    smtp.messages.clear()
    smtp.recipients.clear()
    smtp.faults.clear()
    office = open_office(tmp_path, imap, smtp, workers="inline")
    assert office.run().code == 0
    return office


REQUEST = "2025-0001-1-supplement"
OTHER = "2025-0002-1-supplement"


def state(office: Office, name: str = REQUEST) -> tuple[str, str]:
    """The state of a letter, and what the server said."""
    with office.desk() as desk:
        return next((x.state, x.remark) for x in desk.ledger.letters() if x.name == name)


def approve(office: Office, *names: str) -> None:
    done = office.command("outbox", "approve", *(names or [REQUEST]))
    assert (done.returncode, done.stderr) == (0, "")


def test_an_approved_letter_leaves_with_the_next_run_and_only_once(office: Office) -> None:
    drafted = next(office.review.glob(f"*/letters/{REQUEST}.eml")).read_bytes()
    approve(office)
    first, second = office.run(), office.run()

    assert (first.code, first.sent, second.sent) == (0, 1, 0)
    assert state(office) == ("sent", "")
    assert state(office, OTHER) == ("drafted", "")
    (sent,) = office.smtp.messages
    assert sent == drafted
    message = email.message_from_bytes(sent, policy=policy.default)
    assert message["In-Reply-To"] == "<1.120000@mail.example>"
    assert office.smtp.recipients == [["apply@firm1.example"]]
    assert "발송" in next(office.review.glob("*/report.html")).read_text()


def test_a_withdrawn_letter_never_leaves(office: Office) -> None:
    approve(office)
    done = office.command("outbox", "withdraw", REQUEST)
    result = office.run()

    assert done.returncode == 0
    assert (result.code, result.sent) == (0, 0)
    assert state(office)[0] == "withdrawn"
    assert office.smtp.messages == []


FAULTS = [
    pytest.param("RCPT", "450 4.2.1 mailbox busy", 75, "approved", id="recipient not now"),
    pytest.param("RCPT", "550 5.1.1 no such user", 0, "refused", id="recipient never"),
    pytest.param("DATA", "421 closing", 75, "approved", id="server closes before the text"),
    pytest.param("DATA", "vanish", 75, "approved", id="line lost before the text"),
    pytest.param("DOT", "451 4.3.0 try later", 75, "approved", id="text not now"),
    pytest.param("DOT", "554 5.7.1 spam", 0, "refused", id="text never"),
    pytest.param("DOT", "vanish", 0, "unknown", id="line lost after the dot"),
    pytest.param("MAIL", "550 5.7.1 not yours", 1, "approved", id="sender not allowed"),
    pytest.param("AUTH", "535 5.7.8 wrong", 1, "approved", id="login refused"),
]


@pytest.mark.parametrize(("stage", "fault", "code", "becomes"), FAULTS)
def test_what_the_server_says_decides(
    office: Office, stage: str, fault: str, code: int, becomes: str
) -> None:
    """What did not leave is tried by a later run; what may have left is not."""
    approve(office)
    office.smtp.faults[stage] = fault
    failed = office.run()
    said = state(office)
    office.smtp.faults.clear()
    office.now += dt.timedelta(minutes=5)
    healed = office.run()

    assert failed.code == code
    assert said[0] == becomes
    assert (said[1] != "") == (code != 1)
    assert bool(failed.troubles) == (code != 0)
    assert healed.code == 0
    assert healed.sent == (becomes == "approved")
    assert state(office)[0] == ("sent" if becomes == "approved" else becomes)
    assert len(office.smtp.messages) == (becomes in ("approved", "unknown"))


def test_a_letter_whose_fate_nobody_knows_holds_up_no_other(office: Office) -> None:
    """The line breaks after each text was handed over: the run goes on to the next letter."""
    approve(office, REQUEST, OTHER)
    office.smtp.faults["DOT"] = "vanish"
    broken = office.run()
    office.smtp.faults.clear()
    healed = office.run()

    assert broken.code == 0
    assert [state(office, name)[0] for name in (REQUEST, OTHER)] == ["unknown", "unknown"]
    assert len(office.smtp.messages) == 2
    assert healed.sent == 0


def test_an_smtp_server_that_is_down_costs_only_the_sending(office: Office) -> None:
    approve(office)
    closed = office.settings.smtp.model_copy(update={"port": 9})  # type: ignore[union-attr]
    settings = office.settings.model_copy(update={"smtp": closed})
    down = Office(office.folder, office.imap, office.smtp, settings).run()

    assert down.code == 75
    assert down.run is not None
    assert state(office)[0] == "approved"
    assert office.run().sent == 1


def test_one_full_mailbox_holds_up_nobody_else(office: Office) -> None:
    """A letter that could not leave is tried after those that were not tried yet."""
    approve(office, REQUEST)
    office.smtp.faults["RCPT"] = "452 4.2.2 mailbox full"
    assert office.run().code == 75
    approve(office, OTHER)
    with office.desk() as desk:
        waiting = sorted(desk.ledger.letters("approved"), key=lambda x: x.attempts)
        assert [(x.name, x.attempts) for x in waiting] == [(OTHER, 0), (REQUEST, 1)]
    office.smtp.faults.clear()
    office.now += dt.timedelta(minutes=5)
    office.run()

    assert [email.message_from_bytes(raw)["Message-ID"] for raw in office.smtp.messages] == [
        x.message_id for x in waiting
    ]


def test_a_recipient_that_is_put_off_is_tried_ever_less_often(office: Office) -> None:
    """After two days a person must look; until then the same bytes wait approved."""
    approve(office)
    office.smtp.faults["RCPT"] = "451 4.7.1 greylisted"
    begun = office.now
    tried = []
    while state(office)[0] == "approved":
        office.run()
        with office.desk() as desk:
            (letter,) = [x for x in desk.ledger.letters() if x.name == REQUEST]
        if letter.attempts > len(tried):
            tried.append((office.now - begun).total_seconds() / 60)
        assert len(tried) < 30
        office.now += dt.timedelta(minutes=5 if len(tried) < 4 else 180)
    word, said = state(office)

    assert tried[:5] == [0, 5, 20, 80, 260]
    assert tried[-1] >= 2 * 24 * 60
    assert word == "refused"
    assert "451 4.7.1 greylisted" in said
    assert office.smtp.messages == []
    assert office.command("outbox", "resend", REQUEST).returncode == 0
    office.smtp.faults.clear()
    assert office.run().sent == 1


def test_what_may_have_gone_is_sent_again_only_by_a_persons_word(office: Office) -> None:
    approve(office)
    office.smtp.faults["DOT"] = "vanish"
    office.run()
    office.smtp.faults.clear()
    again = office.command("outbox", "resend", REQUEST)
    result = office.run()

    assert (again.returncode, again.stderr) == (0, "")
    assert result.sent == 1
    first, second = office.smtp.messages
    assert first == second


def test_what_cannot_be_moved_says_why(office: Office) -> None:
    approve(office)
    office.run()
    for verb in ("approve", "withdraw", "resend"):
        refused = office.command("outbox", verb, REQUEST)
        assert refused.returncode == 1
        assert refused.stderr == f"{REQUEST}: 지금 상태(발송)에서는 할 수 없습니다.\n"
    unknown = office.command("outbox", "approve", "2025-0099-1-supplement")
    nothing = office.command("outbox", "approve")

    assert unknown.returncode == 1
    assert "intake outbox list" in unknown.stderr
    assert nothing.returncode == 2
    assert "--all" in nothing.stderr


def test_all_drafts_can_be_approved_at_once(office: Office) -> None:
    done = office.command("outbox", "approve", "--all")
    again = office.command("outbox", "approve", "--all")

    assert done.stdout.count("승인했습니다") == 2
    assert (again.returncode, again.stdout) == (0, "해당하는 안내 메일이 없습니다.\n")
    assert state(office)[0] == state(office, OTHER)[0] == "approved"


def test_nothing_is_sent_beyond_the_limit_of_one_run(office: Office) -> None:
    approve(office, REQUEST, OTHER)
    limits = office.settings.limits.model_copy(update={"letters_per_run": 1})
    settings = office.settings.model_copy(update={"limits": limits})
    limited = Office(office.folder, office.imap, office.smtp, settings)
    sent = [limited.run().sent for _ in range(3)]

    assert sent == [1, 1, 0]
