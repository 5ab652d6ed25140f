"""An office for tests: settings, a state folder, a clock, and real mail servers."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from servers import ImapServer, SmtpServer
from specimens.application import application_form
from specimens.company import invent
from specimens.consent import consent_form
from specimens.mail import Attachment, Letter, deliver
from specimens.national_tax import national_tax_clearance
from specimens.registration import business_registration

from pipeline.cli import main
from pipeline.run import Result, run
from pipeline.settings import Settings, load
from pipeline.store.desk import Desk, lock, open_desk

ROOT = Path(__file__).parents[2]
SEOUL = dt.timezone(dt.timedelta(hours=9))
NOON = dt.datetime(2025, 5, 12, 12, 0, tzinfo=SEOUL)
TEXT = """\
state = "{state}"
review = "review"
workers = "{workers}"
{more}
[mailbox]
host = "{imap.host}"
port = {imap.tls_port}
user = "{imap.user}"
ca_file = "{imap.ca_file}"
{mailbox}
[smtp]
host = "{smtp.host}"
port = {smtp.port}
user = "{smtp.user}"
sender = "접수 담당 <intake@office.example>"
ca_file = "{smtp.ca_file}"
"""


class Told(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Office:
    """One installation below *folder*; its clock stands still unless it is set."""

    folder: Path
    imap: ImapServer
    smtp: SmtpServer
    settings: Settings
    now: dt.datetime = field(default=dt.datetime(2025, 5, 13, 17, 0, tzinfo=SEOUL))

    @property
    def config(self) -> Path:
        return self.folder / "intake.toml"

    @property
    def secrets(self) -> dict[str, str]:
        return {
            "INTAKE_MAILBOX_PASSWORD": self.imap.password,
            "INTAKE_SMTP_PASSWORD": self.smtp.password,
        }

    @property
    def review(self) -> Path:
        return self.settings.review / "nhis-smart-factory-2025"

    def run(self) -> Result:
        """Do one pass as `intake run` does."""
        with lock(self.settings.state, patience=10), open_desk(self.settings) as desk:
            return run(desk, lambda: self.now, lambda what, done, total: None)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(self.settings) as desk:
            yield desk

    def command(self, *arguments: str | Path) -> Told:
        """Call `intake` in this process, its output caught."""
        given = [*map(str, arguments), "--config", str(self.config)]
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name, secret in self.secrets.items():
                patch.setenv(name, secret)
            with redirect_stdout(out), redirect_stderr(err):
                try:
                    code = main(given)
                except SystemExit as end:
                    code = int(end.code or 0)
        return Told(code, out.getvalue(), err.getvalue())

    def process(
        self, *arguments: str | Path, by: Sequence[str | Path] = ("-m", "pipeline.cli")
    ) -> Told:
        """Call `intake` as a process of its own, as cron does."""
        done = subprocess.run(
            [sys.executable, *by, *arguments, "--config", self.config],
            env=os.environ | self.secrets | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        return Told(done.returncode, done.stdout, done.stderr)

    def balance(self) -> dict[str, Any]:
        """Return run.json, once its sum was found right."""
        told: dict[str, Any] = json.loads((self.review / "run.json").read_text())
        parts = ("accepted", "known", "not_submissions", "set_aside")
        assert told["server"] == sum(told[part] for part in parts)
        return told

    def reports(self) -> dict[str, dict[str, Any]]:
        """Return every report of the review folder by receipt number."""
        found = (json.loads(path.read_text()) for path in self.review.glob("*/report.json"))
        return {report["receipt_number"]: report for report in found}


def open_office(
    folder: Path,
    imap: ImapServer,
    smtp: SmtpServer,
    *,
    workers: str = "processes:2",
    more: str = "",
    mailbox: str = "",
    end: str = "",
    state: Path = Path("state"),
) -> Office:
    """Write settings for the servers below *folder* and return the office."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "intake.toml"
    text = TEXT.format(
        imap=imap, smtp=smtp, workers=workers, more=more, mailbox=mailbox, state=state
    )
    config.write_text(text + end, encoding="utf-8")
    secrets = {
        "INTAKE_MAILBOX_PASSWORD": imap.password,
        "INTAKE_SMTP_PASSWORD": smtp.password,
    }
    return Office(folder, imap, smtp, load(config, environment=secrets))


# ── small mails, quick to read ───────────────────────────────────────────────────────


def tax_paper(seed: int, issued_on: dt.date = dt.date(2025, 5, 2)) -> Attachment:
    """A 국세 납세증명서 of the invented firm *seed*, as a PDF with its text."""
    paper = national_tax_clearance(invent(seed), issued_on=issued_on)
    return Attachment(f"국세 {seed}.pdf", paper.data)


def application_paper(seed: int) -> Attachment:
    """A filled in 참가신청서 of the invented firm *seed*, as a DOCX."""
    paper = application_form(invent(seed), signed_on=dt.date(2025, 5, 9))
    return Attachment(f"신청서 {seed}.docx", paper.data)


def consent_paper(seed: int) -> Attachment:
    """A filled in 동의서 of the invented firm *seed*, as a DOCX: it prints no number."""
    paper = consent_form(invent(seed), signed_on=dt.date(2025, 5, 9))
    return Attachment(f"동의서 {seed}.docx", paper.data)


def registration_paper(seed: int) -> Attachment:
    """A 사업자등록증명 of the invented firm *seed*, as a PDF with its text."""
    paper = business_registration(invent(seed), issued_on=dt.date(2025, 5, 2))
    return Attachment(f"등록 {seed}.pdf", paper.data)


def letter(
    seed: int,
    *files: Attachment,
    subject: str = "참가 신청",
    sender: str | None = None,
    at: dt.datetime = NOON,
    headers: Sequence[tuple[str, str]] = (),
    message_id: str | None = None,
) -> bytes:
    """The mail with *files* of the firm *seed*, as it lies in the mailbox."""
    address = sender or f"apply@firm{seed}.example"
    written = Letter(
        sender_name="담당자",
        sender_address=address,
        subject=subject,
        body="신청서류를 보냅니다.",
        sent_at=at,
        attachments=files,
        headers=headers,
        message_id=message_id if message_id is not None else f"<{seed}.{at:%H%M%S}@mail.example>",
    )
    return deliver(written, at)


def clear(imap: ImapServer) -> None:
    """Empty the mailbox for the next test."""
    with imap.client() as client:
        for flags, _, name in client.list_folders():
            if rb"\Noselect" in flags:
                continue
            client.select_folder(name)
            if found := client.search():
                client.delete_messages(found)
                client.expunge()
