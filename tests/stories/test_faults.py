"""Interrupted runs and failing servers: nothing is lost, nothing happens twice, and it is said."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from office import (
    NOON,
    ROOT,
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
)
from servers import ImapServer, SmtpServer
from specimens.mail import Attachment

from pipeline.run import run
from pipeline.store.desk import lock, open_desk

pytestmark = pytest.mark.mail

AUTOMATIC = '[letters]\nmode = "automatic"\n'


@pytest.fixture
def imap(mail: tuple[ImapServer, SmtpServer]) -> ImapServer:
    return mail[0]


@pytest.fixture
def smtp(mail: tuple[ImapServer, SmtpServer]) -> SmtpServer:
    return mail[1]


@pytest.fixture
def office(tmp_path: Path, imap: ImapServer, smtp: SmtpServer) -> Office:
    return open_office(tmp_path, imap, smtp, workers="inline")


# ── killed and started again ─────────────────────────────────────────────────────────


KILLS = [
    pytest.param("open", r"/blobs/[0-9a-f]{2} ", 1, id="after the first mail's blob"),
    pytest.param("open", r"/blobs/[0-9a-f]{2} ", 2, id="after the second mail's blob"),
    pytest.param("open", r"/blobs/[0-9a-f]{2} ", 3, id="while a mail is taken apart"),
    pytest.param("os.rename", r"/transcripts/", 1, id="before the first transcript"),
    pytest.param("os.rename", r"/transcripts/", 2, id="between two transcripts"),
    pytest.param("os.mkdir", r"/review/", 1, id="between verdict and publishing"),
    pytest.param("os.rename", r"/2025-0001 ", 1, id="before the first folder is in place"),
    pytest.param("os.rename", r"\.new-\w+ .*/2025-0002 ", 1, id="while publishing the second"),
    pytest.param("os.rename", r"run\.json", 1, id="when all is published but the run"),
    pytest.param("socket.connect", r"'127.0.0.1', {smtp}\)", 1, id="after sending was committed"),
    pytest.param("socket.connect", r"'127.0.0.1', {smtp}\)", 2, id="between two letters"),
]


@pytest.mark.parametrize(("event", "pattern", "number"), KILLS)
def test_a_killed_run_is_continued_by_the_next(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer, event: str, pattern: str, number: int
) -> None:
    """Wherever it dies, the next run ends as if nothing had happened."""
    office = open_office(tmp_path, imap, smtp, workers="inline", end=AUTOMATIC)
    for seed in (1, 2):
        imap.append(letter(seed, application_paper(seed), consent_paper(seed)))
    place = pattern.replace("{smtp}", str(smtp.port))
    killed = office.process("run", by=(ROOT / "tests/support/dying.py", event, place, str(number)))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = office.process("run")
    third = office.run()

    assert (again.returncode, again.stderr) == (0, "")
    assert (third.code, third.troubles) == (0, ())
    told = office.balance()
    assert (told["server"], told["known"]) == (2, 2)
    reports = office.reports()
    assert set(reports) == {"2025-0001", "2025-0002"}
    assert {report["revision"] for report in reports.values()} == {1}
    for report in reports.values():
        assert len(report["submissions"]) == 1
        assert {f["state"] for f in report["files"]} == {"read"}
        assert len(report["documents"]) == 2
    ids = Counter(message_from_bytes(raw)["Message-ID"] for raw in smtp.messages)
    assert set(ids.values()) <= {1}
    with office.desk() as desk:
        receipts = [x for x in desk.ledger.letters() if x.kind == "acknowledgement"]
        assert len(receipts) == 2
        assert all(x.state == ("sent" if x.message_id in ids else "unknown") for x in receipts)
        assert sum(x.state == "unknown" for x in receipts) == (event == "socket.connect")
        assert list(desk.blobs.verify()) == []
    assert [p for p in office.folder.rglob("*") if p.name.startswith((".new-", ".old-"))] == []


@pytest.mark.parametrize(
    ("how", "code"),
    [
        pytest.param(signal.SIGKILL, -signal.SIGKILL, id="killed"),
        pytest.param(signal.SIGINT, 130, id="interrupted at the keyboard"),
    ],
)
def test_a_run_that_ends_while_a_letter_is_handed_over_leaves_it_unknown(
    office: Office, imap: ImapServer, smtp: SmtpServer, how: signal.Signals, code: int
) -> None:
    """The server has it, we never heard so: a person says which, and it never goes twice."""
    imap.append(letter(1, application_paper(1)))
    assert office.run().code == 0
    assert office.command("outbox", "approve", "--all").returncode == 0
    smtp.faults["DOT"] = "stall"
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", "--config", office.config],
        env=os.environ | office.secrets | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        # A shell that started the tests in the background has taken SIGINT away from them.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    until = time.monotonic() + 60
    while not smtp.messages and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(how)
    ended = process.wait(60)
    smtp.faults.clear()
    again = office.run()

    assert ended == code
    assert len(smtp.messages) == 1
    assert (again.code, again.sent) == (0, 0)
    with office.desk() as desk:
        states = Counter(letter.state for letter in desk.ledger.letters())
    assert states["unknown"] == 1
    assert states["sending"] == 0
    listed = office.command("outbox", "list").stdout
    assert "발송 여부 확인 필요" in listed
    assert "intake outbox resend" in listed


def test_a_second_run_at_once_does_nothing_and_says_so(office: Office, imap: ImapServer) -> None:
    imap.append(letter(1, application_paper(1)))
    with lock(office.settings.state):
        second, under_cron = office.command("run", "-v"), office.command("run")

    assert (second.returncode, under_cron.returncode) == (0, 0)
    assert second.stderr == "Another run is at work; nothing was done.\n"
    assert (under_cron.stdout, under_cron.stderr) == ("", "")
    assert not office.review.exists()


# ── servers that fail ────────────────────────────────────────────────────────────────


def elsewhere(office: Office, **mailbox: object) -> Office:
    """The same office with other words about its mailbox."""
    changed = office.settings.mailbox.model_copy(update=mailbox)
    settings = office.settings.model_copy(update={"mailbox": changed})
    return Office(office.folder, office.imap, office.smtp, settings)


def test_an_unreachable_mailbox_costs_only_the_fetching(office: Office, imap: ImapServer) -> None:
    """Mail that a killed run had fetched is read and published while the server is down."""
    imap.append(letter(1, application_paper(1)))
    dying = (ROOT / "tests/support/dying.py", "os.rename", "/transcripts/", "1")
    assert office.process("run", by=dying).returncode == -signal.SIGKILL
    down = elsewhere(office, port=9).run()
    reports = office.reports()
    up = office.run()

    assert down.code == 75
    assert down.run is None
    assert "127.0.0.1:9" in down.troubles[0]
    assert set(reports) == {"2025-0001"}
    assert (up.code, up.troubles) == (0, ())
    assert office.balance()["known"] == 1


def test_a_wrong_password_is_the_operators_and_the_rest_goes_on(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, application_paper(1)))
    office.run()
    (office.review / "index.html").unlink()
    wrong = office.settings.mailbox.password.__class__("wrong")
    refused = elsewhere(office, password=wrong).run()

    assert refused.code == 1
    assert "INTAKE_MAILBOX_PASSWORD" in refused.troubles[0]
    assert (office.review / "index.html").exists()


def test_mail_that_comes_while_a_run_is_at_work_is_for_the_next(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, application_paper(1)))

    def deliver(what: str, done: int, total: int) -> None:
        if what == "메일 받기" and done == total == 1:
            imap.append(letter(2, application_paper(2)))

    with lock(office.settings.state), open_desk(office.settings) as desk:
        first = run(desk, lambda: office.now, deliver)
    second = office.run()

    assert first.run is not None
    assert (first.run.server, first.run.accepted) == (1, 1)
    assert second.run is not None
    assert (second.run.server, second.run.accepted, second.run.known) == (2, 1, 1)


def test_nothing_is_taken_twice_when_the_mailbox_is_rebuilt(
    office: Office, imap: ImapServer
) -> None:
    """All UIDs are new after a change of UIDVALIDITY; the bytes are known."""
    imap.append(letter(1, application_paper(1)))
    imap.append(letter(2, application_paper(2)))
    office.run()
    before = office.reports()
    imap.change_validity()
    again = office.run()

    assert again.run is not None
    assert (again.run.server, again.run.known, again.run.accepted) == (2, 2, 0)
    assert office.reports() == before


def test_the_same_mail_in_two_folders_is_one_mail(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    also = 'also_folders = ["접수/2025년 도착", "Junk"]'
    office = open_office(tmp_path, imap, smtp, workers="inline", mailbox=also)
    first, second = letter(1, application_paper(1)), letter(2, application_paper(2))
    for raw, folder in ((first, "INBOX"), (first, "접수/2025년 도착"), (second, "Junk")):
        imap.append(raw, NOON, folder)
    result = office.run()

    assert result.code == 0
    assert result.run is not None
    assert (result.run.server, result.run.accepted, result.run.known) == (3, 2, 1)
    assert [len(report["submissions"]) for report in office.reports().values()] == [1, 1]


def test_a_mail_beyond_the_limit_is_listed_and_asked_for_again(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    limits = "[limits]\nmessage_bytes = 100000\n"
    office = open_office(tmp_path, imap, smtp, workers="inline", end=limits)
    heavy = Attachment("도면.bin", random.Random(1).randbytes(44 << 20))
    imap.append(letter(1, heavy, subject="큰 메일"))
    imap.append(letter(2, application_paper(2)))
    first, second = office.run(), office.run()

    for result, accepted in ((first, 1), (second, 0)):
        assert result.code == 0
        assert result.run is not None
        assert (result.run.set_aside, result.run.accepted) == (1, accepted)
        (told,) = [m for m in result.run.messages if m.outcome == "set_aside"]
        assert told.subject == "큰 메일"
        assert "limits.message_bytes" in (told.reason or "")
    (reason,) = (office.review / "set-aside").rglob("reason.txt")
    assert "큰 메일" in reason.read_text("utf-8-sig")
    assert "큰 메일" in office.command("status").stdout
