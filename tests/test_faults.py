"""Interrupted runs and bad input: nothing is lost, nothing happens twice, and it is said."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from office import (
    NOON,
    ROOT,
    Office,
    application_paper,
    clear,
    consent_paper,
    letter,
    open_office,
)
from PIL import Image
from servers import ImapServer, SmtpServer
from specimens.mail import Attachment

from pipeline.desk import lock, open_desk
from pipeline.run import run

pytestmark = pytest.mark.mail

AUTOMATIC = '[letters]\nmode = "automatic"\n'


@pytest.fixture
def imap(servers: tuple[ImapServer, SmtpServer]) -> ImapServer:
    clear(servers[0])
    return servers[0]


@pytest.fixture
def smtp(servers: tuple[ImapServer, SmtpServer]) -> SmtpServer:
    servers[1].messages.clear()
    servers[1].faults.clear()
    return servers[1]


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
    killed = office.process("run", by=(ROOT / "tests/dying.py", event, place, str(number)))
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
    )
    until = time.monotonic() + 60
    while not smtp.messages and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(how)
    ended = process.wait(20)
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
    dying = (ROOT / "tests/dying.py", "os.rename", "/transcripts/", "1")
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


# ── odd mail ─────────────────────────────────────────────────────────────────────────


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


@pytest.mark.ocr
def test_a_file_that_stalls_its_reader_costs_no_other(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    """What does not end in time is unreadable, and its neighbour is read all the same."""
    limits = "[limits]\nseconds_per_file = {}\n"
    office = open_office(tmp_path, imap, smtp, end=limits.format(15))
    noise = Image.frombytes("L", (1240, 1754), random.Random(2).randbytes(1240 * 1754))
    stored = io.BytesIO()
    noise.save(stored, "pdf", save_all=True, append_images=[noise] * 40)
    imap.append(letter(1, Attachment("잡음.pdf", stored.getvalue()), application_paper(1)))
    assert office.run().code == 0

    (report,) = office.reports().values()
    states = {file["name"]: (file["state"], file["reason"]) for file in report["files"]}
    assert states == {"잡음.pdf": ("unreadable", "crashed"), "신청서 1.docx": ("read", None)}


# ── a machine that refuses ───────────────────────────────────────────────────────────


def test_a_review_folder_that_cannot_be_written_costs_only_itself(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, application_paper(1)))
    office.settings.review.write_text("somebody put a file here")
    refused = office.command("run")
    office.settings.review.unlink()
    again = office.command("run")

    assert refused.returncode == 1
    assert str(office.settings.review) in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (again.returncode, again.stderr) == (0, "")
    assert set(office.reports()) == {"2025-0001"}


def test_a_state_folder_that_cannot_be_written_is_said_in_one_sentence(office: Office) -> None:
    office.settings.state.write_text("somebody put a file here")
    for command in ("run", "status", "publish"):
        refused = office.command(command)

        assert refused.returncode == 1
        assert refused.stdout == ""
        assert refused.stderr.count("\n") == 1
        assert str(office.settings.state) in refused.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(place)]
    if os.getuid() or subprocess.run(mounting, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("left", [0, 150_000, 400_000], ids=lambda n: f"{n} bytes left")
def test_a_full_disk_accuses_no_applicant_and_resumes_by_itself(
    tmp_path: Path, small_disk: Path, imap: ImapServer, smtp: SmtpServer, left: int
) -> None:
    office = open_office(
        tmp_path / "office", imap, smtp, workers="inline", state=small_disk / "state"
    )
    with office.desk():
        pass  # the ledger is there
    for seed in (1, 2):
        imap.append(letter(seed, application_paper(seed), consent_paper(seed)))
    free = os.statvfs(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (free.f_bavail * free.f_frsize - left))
    full = office.command("run")
    ballast.unlink()
    healed = office.run()

    assert full.returncode == 1
    assert "disk is full" in full.stderr
    assert "Traceback" not in full.stderr
    assert (healed.code, healed.troubles) == (0, ())
    reports = office.reports()
    assert len(reports) == 2
    for report in reports.values():
        assert report["revision"] == 1
        assert {file["state"] for file in report["files"]} == {"read"}
    told = office.balance()
    assert told["set_aside"] == 0


def test_a_damaged_transcript_is_read_again_and_nothing_is_called_missing(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, application_paper(1)))
    office.run()
    before = office.reports()
    for path in office.settings.state.glob("transcripts/*/*.json"):
        path.write_text("{")
    (office.config).write_text(office.config.read_text() + "\n[letters]\nreceipts = false\n")
    decided = office.command(
        "decide", "2025-0001", "by-hand:running-project", "settled", "--note", "확인"
    )
    office.run()

    assert decided.returncode in (0, 1, 3)
    after = office.reports()
    assert [d["type"] for d in after["2025-0001"]["documents"]] == ["application-form"]
    assert before["2025-0001"]["requirements"] == after["2025-0001"]["requirements"]


# ── settings ─────────────────────────────────────────────────────────────────────────


WRONG = [
    pytest.param(
        lambda text: text.replace("workers =", "wrokers ="), "workers", id="a misspelt setting"
    ),
    pytest.param(
        lambda text: 'programme = "nhis-smart-factory-2024"\n' + text,
        "nhis-smart-factory-2025",
        id="a programme that does not exist",
    ),
    pytest.param(
        lambda text: text + '[letters]\nmode = "drafts"\n', "review", id="a mode of a later version"
    ),
    pytest.param(lambda text: "state = [", "TOML", id="no TOML"),
]


@pytest.mark.parametrize(("spoil", "hint"), WRONG)
def test_wrong_settings_say_what_would_be_right(
    office: Office, imap: ImapServer, spoil: Callable[[str], str], hint: str
) -> None:
    office.config.write_text(spoil(office.config.read_text()))
    for command in ("run", "doctor"):
        refused = office.command(command)

        assert refused.returncode == 1
        assert hint in refused.stderr + refused.stdout
        assert "Traceback" not in refused.stderr


def test_a_wrong_programme_file_names_its_faults(office: Office) -> None:
    folder = office.folder / "programme"
    folder.mkdir()
    (folder / "programme.toml").write_text('id = "x"\ntitel = "x"\n')
    office.config.write_text('programme = "./programme"\n' + office.config.read_text())
    refused = office.command("run")

    assert refused.returncode == 1
    assert "title" in refused.stderr


def test_missing_settings_say_how_to_make_them(office: Office) -> None:
    office.config.unlink()
    refused = office.command("run")

    assert refused.returncode == 1
    assert "intake init" in refused.stderr
