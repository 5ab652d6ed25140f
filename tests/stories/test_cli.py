"""The commands as people and cron call them: help, exit codes, output, and what stays unsaid."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import pty
import resource
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from office import (
    NOON,
    ROOT,
    Office,
    application_paper,
    letter,
    open_office,
    tax_paper,
)
from openpyxl import load_workbook
from PIL import Image
from servers import imap_server, smtp_server
from specimens.company import invent
from specimens.mail import Attachment

from checks.report import Reading, Report
from pipeline import cli
from pipeline.cli import main
from pipeline.review.register import Register

COMMANDS = (
    *("init", "doctor", "run", "read", "check", "publish", "status", "retry", "decide", "assign"),
    *("export", "outbox", "outbox list", "outbox show", "outbox approve", "outbox withdraw"),
    "outbox resend",
)
ODD = "[/red] [bold]견적[/bold] :smile:\x1b[2J 보냅니다"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office after one run: an application, a question, a newsletter, a broken mail."""
    folder = tmp_path_factory.mktemp("office")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        for raw in (
            letter(1, application_paper(1), tax_paper(1)),
            letter(7, subject=ODD),
            letter(8, subject="소식지", headers=[("List-Id", "<news.example>")]),
            b"this is no mail at all\r\n",
        ):
            imap.append(raw, NOON)
        office = open_office(folder / "office", imap, smtp, workers="inline")
        assert office.run().code == 0
        yield office


def tree(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below *folder* with its time and its content's hash."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in sorted(folder.rglob("*"))
    }


# ── help and usage ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example_and_the_exit_codes(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])

    assert end.value.code == 0
    said = capsys.readouterr().out
    assert f"example: intake {command.split()[0]}" in said
    assert "75 a server could not be reached" in said
    if command != "outbox":
        assert "--config FILE" in said


def test_every_command_has_its_function() -> None:
    def handlers(parser: argparse.ArgumentParser) -> Iterator[str]:
        below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if not below:
            yield parser.get_default("handler")
        for part in {id(part): part for each in below for part in each.choices.values()}.values():
            yield from handlers(part)

    named = [handler.split(".") for handler in handlers(cli._parser())]

    assert len(named) > 20
    for module, name in named:
        assert callable(getattr(import_module(f"pipeline.commands.{module}"), name)), name


def test_help_answers_at_once() -> None:
    """Below 0.6 seconds of work, so nothing heavy is imported for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "--help"], cwd=ROOT, check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.6


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["fetch"], id="no such command"),
        pytest.param([], id="no command"),
        pytest.param(["decide", "2025-0001", "x", "maybe", "--note", "n"], id="no such decision"),
        pytest.param(["decide", "2025-0001", "x", "waived"], id="a decision without a note"),
        pytest.param(["check", "x", "--received-at", "gestern"], id="no time"),
        pytest.param(["read"], id="nothing to read"),
    ],
)
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)

    assert end.value.code == 2
    assert "usage: intake" in capsys.readouterr().err


# ── set-up ───────────────────────────────────────────────────────────────────────────


def test_init_writes_a_commented_file_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "intake.toml"
    first = main(["init", "--yes", "--config", str(config)])
    written = config.read_bytes()
    second = main(["init", "--yes", "--config", str(config)])

    assert (first, second) == (0, 1)
    assert written.count(b"#") > 10
    assert config.read_bytes() == written
    assert config.stat().st_mode & 0o777 == 0o600
    assert "exists already" in capsys.readouterr().err


def test_init_with_nobody_to_ask_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", "init", "--config", tmp_path / "intake.toml"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "--yes" in done.stderr
    assert not (tmp_path / "intake.toml").exists()


@pytest.mark.mail
def test_doctor_tells_each_thing_with_its_remedy(office: Office, tmp_path: Path) -> None:
    well = office.command("doctor")
    ill = open_office(tmp_path, office.imap, office.smtp)
    text = ill.config.read_text().replace(f"port = {office.smtp.port}", "port = 9")
    ill.config.write_text(text.replace(f'user = "{office.imap.user}"', 'user = "nobody"', 1))
    told = ill.command("doctor")

    assert (well.returncode, well.stderr) == (0, "")
    assert "✗" not in well.stdout
    assert told.returncode == 1
    assert "✗ mailbox: 127.0.0.1 refused the login" in told.stdout
    assert "INTAKE_MAILBOX_PASSWORD" in told.stdout
    assert "✗ SMTP: 127.0.0.1:9 cannot be reached" in told.stdout
    assert "✓ Tesseract and its languages" in told.stdout


@pytest.mark.mail
def test_doctor_ends_with_75_where_only_a_server_is_down(office: Office, tmp_path: Path) -> None:
    ill = open_office(tmp_path, office.imap, office.smtp)
    ill.config.write_text(ill.config.read_text().replace(f"port = {office.smtp.port}", "port = 9"))

    assert ill.command("doctor").returncode == 75


# ── the pass ─────────────────────────────────────────────────────────────────────────


@pytest.mark.mail
def test_a_run_is_quiet_under_cron(office: Office) -> None:
    assert office.process("run") == (0, "", "")


@pytest.mark.mail
def test_a_run_says_what_it_did_when_asked(office: Office) -> None:
    told = office.command("run", "-v")

    assert told.returncode == 0
    assert "메일함에 있는 4통" in told.stdout
    assert "승인을 기다리는 안내 메일이 1통" in told.stdout
    assert str(office.review) in told.stdout


@pytest.mark.mail
def test_a_dry_run_changes_nothing_anywhere(office: Office, tmp_path: Path) -> None:
    new = letter(2, application_paper(2))
    office.imap.append(new, NOON)
    fresh = open_office(tmp_path / "fresh", office.imap, office.smtp, workers="inline")
    try:
        before = tree(office.folder)
        told = office.command("run", "--dry-run")
        after = tree(office.folder)
        first = fresh.command("run", "--dry-run")
    finally:
        with office.imap.client() as client:
            client.select_folder("INBOX")
            client.delete_messages([max(client.search())])
            client.expunge()

    assert (told.returncode, told.stderr) == (0, "")
    assert "이번에 접수 1통 + 이미 처리 4통" in told.stdout
    assert invent(2).name in told.stdout
    assert after == before
    assert (first.returncode, first.stderr) == (0, "")
    assert invent(1).name in first.stdout
    assert sorted(p.name for p in fresh.folder.iterdir()) == ["intake.toml"]
    assert office.smtp.messages == []


@pytest.mark.mail
def test_a_dry_run_refuses_a_ledger_that_it_cannot_copy(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "other.sqlite3"
    monkeypatch.setenv("INTAKE_DATABASE_URL", f"sqlite:///{elsewhere}")
    told = office.command("run", "--dry-run")

    assert told.returncode == 1
    assert "INTAKE_DATABASE_URL" in told.stderr
    assert not elsewhere.exists()


@pytest.mark.mail
def test_publish_writes_the_same_bytes_again(office: Office) -> None:
    before = tree(office.review)
    told = office.command("publish")
    untouched = tree(office.review)
    for path in sorted(office.review.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    again = office.command("publish")
    after = tree(office.review)

    assert told == again == (0, f"{office.review}\n", "")
    assert untouched == before
    assert {n: digest for n, (_, digest) in after.items()} == {
        n: digest for n, (_, digest) in before.items()
    }


@pytest.mark.mail
def test_retry_reads_again_what_a_placed_mail_brought(office: Office) -> None:
    """It keeps its place, and nothing is judged differently."""
    before = office.reports()
    (report,) = before.values()
    told = office.command("retry", report["submissions"][0]["sha256"][:10])
    unknown = office.command("retry", "ffff")

    assert told == (0, f"{report['submissions'][0]['sha256'][:12]}: 다시 처리하였습니다.\n", "")
    assert office.reports() == before
    assert unknown.returncode == 1
    assert "intake status" in unknown.stderr


# ── looking ──────────────────────────────────────────────────────────────────────────


@pytest.mark.mail
def test_status_cuts_no_name_and_obeys_nobodys_markup(office: Office) -> None:
    told = office.command("status")

    assert (told.returncode, told.stderr) == (0, "")
    assert invent(1).name in told.stdout
    assert "[/red] [bold]견적[/bold] :smile:" in told.stdout
    assert "\x1b" not in told.stdout
    assert "intake assign" in told.stdout
    for mail in office.balance()["messages"]:
        if mail["outcome"] != "accepted":
            assert mail["message"][:12] in told.stdout


@pytest.mark.mail
def test_a_narrow_terminal_folds_and_cuts_nothing(office: Office) -> None:
    """On a screen of 60 columns every part of the name is there, in rows that line up."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "status", "--config", office.config],
        stdout=follower,
        env=os.environ | office.secrets | {"PYTHONPATH": str(ROOT), "COLUMNS": "60"},
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    text = shown.decode()

    assert process.wait() == 0
    assert "…" not in text
    assert "2025-0001" in text
    column = "".join(text.split())
    assert all(letter in column for letter in invent(1).name if letter.isalnum())


@pytest.mark.mail
def test_status_json_is_the_register(office: Office) -> None:
    told = office.command("status", "--json")

    assert Register.model_validate_json(told.stdout).dossiers[0].receipt_number == "2025-0001"
    assert told.stdout.encode() == (office.review / "register.json").read_bytes()


@pytest.mark.mail
def test_export_writes_the_register_in_three_forms(office: Office, tmp_path: Path) -> None:
    told = office.command("export", tmp_path / "out")

    assert told.returncode == 0
    assert json.loads((tmp_path / "out/register.json").read_text())["dossiers"]
    rows = list(csv.reader((tmp_path / "out/register.csv").open(encoding="utf-8-sig")))
    assert rows[1][rows[0].index("접수번호")] == "2025-0001"
    assert load_workbook(tmp_path / "out/register.xlsx").worksheets[0].max_row >= 2


@pytest.mark.mail
def test_the_outbox_shows_what_waits_and_how_to_let_it_go(office: Office) -> None:
    listed = office.command("outbox", "list")
    shown = office.command("outbox", "show", "2025-0001-1-supplement")

    assert "2025-0001-1-supplement" in listed.stdout
    assert "intake outbox approve" in listed.stdout
    assert "받는 사람: apply@firm1.example" in shown.stdout
    assert "보완할 내용" in shown.stdout
    assert "초안: 승인 대기" in shown.stdout


@pytest.mark.mail
def test_a_decision_on_nothing_names_what_there_is(office: Office) -> None:
    nobody = office.command("decide", "2025-0099", "x", "waived", "--note", "n")
    nothing = office.command("decide", "2025-0001", "x", "waived", "--note", "n")

    assert (nobody.returncode, nothing.returncode) == (1, 1)
    assert "intake status" in nobody.stderr
    assert "required:consent-form" in nothing.stderr


# ── files as they are ────────────────────────────────────────────────────────────────


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in: no settings, no state."""
    place = tmp_path / "bare"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a mail, a paper, an archive and something broken."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "신청.eml").write_bytes(letter(1, application_paper(1), at=NOON))
    (folder / "국세.pdf").write_bytes(tax_paper(1).data)
    (folder / "깨진.pdf").write_bytes(b"%PDF-1.7")
    return folder


def test_read_needs_neither_settings_nor_state(
    papers: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["read", str(papers), "--boxes", str(bare / "boxes")])
    said = capsys.readouterr().out

    assert code == 0
    assert "국세 납세증명서 – 국세.pdf, 1쪽" in said
    assert "깨진.pdf: 읽지 못함" in said
    assert invent(1).business_number in said
    pictures = sorted((bare / "boxes").iterdir())
    digest = hashlib.sha256((papers / "국세.pdf").read_bytes()).hexdigest()[:12]
    assert f"{digest}-1.png" in [picture.name for picture in pictures]
    assert len(pictures) > 1  # those of the form that a word processor wrote, as we draw it
    for picture in pictures:
        with Image.open(picture) as drawn:
            assert min(drawn.size) > 600
    assert sorted(p.name for p in bare.iterdir()) == ["boxes"]


def test_read_json_is_what_its_schema_says(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["read", "--json", str(papers)]) == 0
    reading = Reading.model_validate_json(capsys.readouterr().out)

    assert {d.type for d in reading.documents} == {"application-form", "national-tax-clearance"}
    schema = json.loads((ROOT / "docs/schema/read.schema.json").read_text())
    assert set(schema["required"]) <= {"schema", "files", "documents"}


def test_a_path_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["read", str(tmp_path / "nowhere.pdf")]) == 1
    assert "nowhere.pdf" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("names", "given", "expected"),
    [
        pytest.param(["신청.eml"], [], "2025-05-12T12:00:00+09:00", id="when the mail came"),
        pytest.param(
            ["신청.eml", "국세.pdf"],
            [],
            "2025-05-12T12:00:00+09:00",
            id="files count from the mail",
        ),
        pytest.param(
            ["신청.eml"],
            ["--received-at", "2025-05-13T17:59:00"],
            "2025-05-13T17:59:00+09:00",
            id="as told, in Seoul where no offset is given",
        ),
    ],
)
def test_check_knows_when_the_papers_came(
    papers: Path,
    bare: Path,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    given: list[str],
    expected: str,
) -> None:
    assert main(["check", "--json", *given, *(str(papers / name) for name in names)]) == 0
    report = Report.model_validate_json(capsys.readouterr().out)

    assert report.received_at.isoformat() == expected
    assert report.status == "supplement"
    assert list(bare.iterdir()) == []


@pytest.mark.parametrize(
    "received",
    [
        pytest.param("", id="no server says so"),
        pytest.param("Thu, 1 Jan 1970 00:00:00 +0000", id="a clock that was never set"),
        pytest.param("Tue, 12 May 2099 10:00:05 +0900", id="a day that is yet to come"),
    ],
)
def test_check_says_that_nobody_knows_when_a_mail_came(
    tmp_path: Path, bare: Path, capsys: pytest.CaptureFixture[str], received: str
) -> None:
    mail = tmp_path / "a.eml"
    server = f"Received: by mx.office.example; {received}\n" if received else ""
    mail.write_text(
        f"{server}From: a@b.example\nSubject: x\nDate: Mon, 12 May 2025 10:00:00 +0900\n\nx"
    )
    assert main(["check", "--json", str(mail)]) == 0
    report = Report.model_validate_json(capsys.readouterr().out)
    assert main(["check", str(mail)]) == 0

    assert not report.received_at_known
    assert report.received_at.isoformat() == "2025-05-12T10:00:00+09:00"
    assert report.status == "supplement"
    assert "접수일시를 알 수 없음" in capsys.readouterr().out


def test_check_prints_each_row_of_the_notice(
    papers: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(papers)]) == 0
    said = capsys.readouterr().out

    for number in "①②③④⑤⑥":
        assert f"제출서류 {number}" in said


def test_check_refuses_a_programme_that_is_none(
    papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--programme", "nhis-smart-factory-2024", str(papers)]) == 1
    assert "nhis-smart-factory-2025" in capsys.readouterr().err


# ── the log ──────────────────────────────────────────────────────────────────────────


@pytest.mark.mail
def test_a_fault_of_ours_is_logged_without_a_word_of_the_applicants(
    office: Office, tmp_path: Path
) -> None:
    """The ledger's record of a mail is spoilt, so judging it fails: exit 3, one JSON a line."""
    broken = open_office(tmp_path, office.imap, office.smtp, workers="inline")
    assert broken.run().code == 0
    with broken.desk() as desk:
        (report,) = broken.reports().values()
        sha256 = report["submissions"][0]["sha256"]
        facts = desk.ledger.message(sha256).facts
        assert facts is not None
        files = desk.ledger.files(sha256)
        secret = Attachment("도가람 주민등록증.pdf", b"").name
        desk.ledger.unpacked(sha256, facts, [f.model_copy(update={"name": secret}) for f in files])
        with desk.ledger._writing() as on:
            on.exec_driver_sql("UPDATE message SET facts = replace(facts, 'message_id', 'id')")
    told = broken.process("run", "--log-format", "json")

    assert told.returncode == 3
    assert told.stdout == ""
    lines = [json.loads(line) for line in told.stderr.splitlines()]
    assert lines[0]["message"] == "judging dossier 2025-0001 failed"
    assert "verdicts.py" in lines[0]["traceback"]
    company = invent(1)
    for word in (
        *(company.bare_name, company.representative, company.business_number, secret),
        *("apply@firm1", "참가 신청", str(tmp_path / "review")),
    ):
        assert word not in told.stderr
