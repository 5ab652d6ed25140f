"""`make demo`: the main job, against real IMAP and SMTP servers on loopback.

The sample applicants' mail is delivered to the mailbox, one `intake run` fetches, reads and
judges it, and the register is shown.  Nothing leaves this machine.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from servers import ImapServer, SmtpServer, imap_server, smtp_server
from specimens import stories
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
        code = intake(["run"], settings, imap, smtp)
        print(f"{time.monotonic() - began:.0f} seconds")
        if code == 0:
            code = tell_the_story(settings, imap, smtp)
        if code == 0:
            print("\n$ intake status", flush=True)
            code = intake(["status"], settings, imap, smtp)
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


def tell_the_story(settings: Path, imap: ImapServer, smtp: SmtpServer) -> int:
    """Let one firm answer our letter four times, each answer made of the letter it got."""
    print(f"\nOne firm goes on: {stories.FIRM.name} gets its letter and answers four times.")
    began = time.monotonic()
    receipt = receipt_of(settings, stories.FIRM.business_number)
    request = f"{receipt}-1-supplement"
    code = show(["outbox", "approve", request], settings, imap, smtp)
    code = code or intake(["run"], settings, imap, smtp, quiet=True)
    if code or not smtp.messages:
        return code or 1
    ours = smtp.messages[-1]
    for mails in (
        (stories.from_a_private_address(), stories.the_same_again()),
        (stories.with_the_mark_typed(ours),),
        (stories.with_a_worse_copy(ours),),
    ):
        for mail in mails:
            imap.append(mail.raw, mail.received_at)
        code = code or intake(["run"], settings, imap, smtp, quiet=True)
    code = code or show(["history", receipt], settings, imap, smtp)
    print(f"{time.monotonic() - began:.0f} seconds")
    return code


def receipt_of(settings: Path, business_number: str) -> str:
    """Return the receipt number of a firm's dossier, from the register."""
    register = json.loads(next((settings.parent / "review").glob("*/register.json")).read_text())
    return next(
        str(entry["receipt_number"])
        for entry in register["dossiers"]
        if entry["business_number"] == business_number
    )


def show(command: Sequence[str], settings: Path, imap: ImapServer, smtp: SmtpServer) -> int:
    """Print a command as it is typed, and run it."""
    print(f"\n$ intake {' '.join(command)}", flush=True)
    return intake(command, settings, imap, smtp)


def intake(
    command: Sequence[str],
    settings: Path,
    imap: ImapServer,
    smtp: SmtpServer,
    *,
    quiet: bool = False,
) -> int:
    """Run one `intake` command as cron would; a *quiet* one says only what went wrong."""
    secrets = {"INTAKE_MAILBOX_PASSWORD": imap.password, "INTAKE_SMTP_PASSWORD": smtp.password}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pipeline.cli",
            *command,
            "--config",
            settings,
            *([] if quiet else ["-v"]),
        ],
        env=os.environ | secrets,
        stdout=subprocess.DEVNULL if quiet else None,
        check=False,
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
