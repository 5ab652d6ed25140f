"""An office for tests: settings, a state folder, a clock, and real mail servers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from servers import ImapServer, SmtpServer

from pipeline.desk import Desk, lock, open_desk
from pipeline.run import Result, run
from pipeline.settings import Settings, load

SEOUL = dt.timezone(dt.timedelta(hours=9))
TEXT = """\
state = "state"
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
        with lock(self.settings.state), open_desk(self.settings) as desk:
            return run(desk, lambda: self.now, lambda what, done, total: None)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        with open_desk(self.settings) as desk:
            yield desk


def open_office(
    folder: Path,
    imap: ImapServer,
    smtp: SmtpServer,
    *,
    workers: str = "processes:2",
    more: str = "",
    mailbox: str = "",
) -> Office:
    """Write settings for the servers below *folder* and return the office."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "intake.toml"
    text = TEXT.format(imap=imap, smtp=smtp, workers=workers, more=more, mailbox=mailbox)
    config.write_text(text, encoding="utf-8")
    secrets = {
        "INTAKE_MAILBOX_PASSWORD": imap.password,
        "INTAKE_SMTP_PASSWORD": smtp.password,
    }
    return Office(folder, imap, smtp, load(config, environment=secrets))
