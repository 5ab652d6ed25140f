"""A machine that refuses and settings that are wrong: who must act is told how."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office import (
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
)
from servers import ImapServer, SmtpServer

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
        lambda text: text + '[letters]\nmode = "draft"\n', "drafts", id="a mode that does not exist"
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


def test_a_state_of_another_programme_is_refused_with_what_to_do(
    office: Office, imap: ImapServer
) -> None:
    imap.append(letter(1, application_paper(1)))
    assert office.command("run").returncode == 0
    text = office.config.read_text()
    office.config.write_text('programme = "nuribeol-first-export-2026"\n' + text)
    for command in ("run", "status"):
        refused = office.command(command)
        said = refused.stderr + refused.stdout

        assert refused.returncode == 1
        assert "keeps the applications of “nhis-smart-factory-2025”" in said
        assert "a state folder" in said
        assert "Traceback" not in said
    office.config.write_text(text)

    assert office.command("run").returncode == 0
    assert set(office.reports()) == {"2025-0001"}


def test_missing_settings_say_how_to_make_them(office: Office) -> None:
    office.config.unlink()
    refused = office.command("run")

    assert refused.returncode == 1
    assert "intake init" in refused.stderr
