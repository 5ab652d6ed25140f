"""`make demo`: the main job, against real IMAP and SMTP servers on loopback.

The sample applicants' mail is delivered to the mailbox, one `intake run` fetches, reads and
judges it, and the register is shown.  Nothing leaves this machine.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from servers import ImapServer, SmtpServer, imap_server, smtp_server
from specimens.applicants import APPLICANTS

BUILT_IN = Path(__file__).parents[1] / "pipeline" / "programmes" / "nhis-smart-factory-2025"
SETTINGS = """\
programme = "{programme}"
state = "{folder}/state"
review = "{folder}/review"
workers = "processes:2"

[mailbox]
host = "{imap.host}"
port = {imap.tls_port}
user = "{imap.user}"
ca_file = "{imap.ca_file}"

[smtp]
host = "{smtp.host}"
port = {smtp.port}
user = "{smtp.user}"
sender = "접수 담당 <intake@office.example>"
ca_file = "{smtp.ca_file}"
"""


def main(folder: Path) -> int:
    """Run the demonstration with its state in *folder* and return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(prefix="intake-demo-") as servers,
        imap_server(Path(servers) / "imap") as imap,
        smtp_server(Path(servers) / "smtp") as smtp,
    ):
        deliver(imap)
        settings = folder / "intake.toml"
        programme, until = programme_for_today(folder)
        print(
            f"\nThe notice's last day is long past; here papers may be supplemented until {until}."
        )
        text = SETTINGS.format(folder=folder, imap=imap, smtp=smtp, programme=programme)
        settings.write_text(text, encoding="utf-8")
        print("\n$ intake run", flush=True)
        began = time.monotonic()
        code = intake("run", settings, imap, smtp)
        print(f"{time.monotonic() - began:.0f} seconds")
        if code == 0:
            print("\n$ intake status", flush=True)
            code = intake("status", settings, imap, smtp)
    if code == 0:
        page = next((folder / "review").glob("*/index.html"))
        print(f"\nReview folder: {page.parent}")
        print(f"Open it:       xdg-open {page}    (or copy the folder and double-click index.html)")
    return code


def programme_for_today(folder: Path) -> tuple[Path, dt.date]:
    """Copy the built-in programme, its date for supplements moved a week ahead of today.

    All that differs is one line of data, so that the letters have a date to name.
    """
    copy = folder / "programmes" / BUILT_IN.name
    shutil.copytree(BUILT_IN, copy)
    until = (dt.datetime.now(dt.timezone(dt.timedelta(hours=9))) + dt.timedelta(days=7)).date()
    file = copy / "programme.toml"
    text, changed = re.subn(
        r"(?m)^(supplements_until\s*=\s*)\S+",
        rf"\g<1>{until.isoformat()}T18:00:00+09:00",
        file.read_text(encoding="utf-8"),
    )
    if changed != 1:
        raise SystemExit("demo: the programme file names no date for supplements")
    file.write_text(text, encoding="utf-8")
    return copy, until


def deliver(imap: ImapServer) -> None:
    """Put the sample applicants' mail into the mailbox, as received on their days."""
    print("Delivering the sample applicants' mail to a real IMAP server on loopback:")
    for applicant in APPLICANTS:
        for raw, received_at in applicant.mails:
            imap.append(raw, received_at)
            print(f"  {received_at:%m-%d %H:%M:%S}  {applicant.slug}: {applicant.story}")


def intake(command: str, settings: Path, imap: ImapServer, smtp: SmtpServer) -> int:
    """Run one `intake` command as cron would."""
    secrets = {"INTAKE_MAILBOX_PASSWORD": imap.password, "INTAKE_SMTP_PASSWORD": smtp.password}
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", command, "--config", settings, "-v"],
        env=os.environ | secrets,
        check=False,
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
