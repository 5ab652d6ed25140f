"""`make demo`: the main job, against real IMAP and SMTP servers on loopback.

The sample applicants' mail is delivered to the mailbox, one `intake run` fetches, reads and
judges it, and the register is shown.  At the end the reviewer's desk runs until Ctrl+C; with
--no-desk, or where there is no terminal, the demonstration just ends.  Nothing leaves this machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NamedTuple

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

[desk]
port = {port}
"""
REVIEWER, DESK_PORT = "김하늬", 8620


class Door(NamedTuple):
    """Where a desk runs, and who may enter it."""

    address: str
    name: str
    password: str


def main(folder: Path, *, desk: bool) -> int:
    """Run the demonstration with its state in *folder* and return the exit code."""
    with opened(folder) as (settings, imap, smtp):
        code = first_run(settings, imap, smtp)
        if code == 0:
            code = tell_the_story(settings, imap, smtp)
        if code == 0:
            print("\n$ intake status", flush=True)
            code = intake(["status"], settings, imap, smtp)
        if code != 0:
            return code
        page = next((folder / "review").glob("*/index.html"))
        print(f"\nReview folder: {page.parent}")
        print(f"Open it:       xdg-open {page}    (or copy the folder and double-click index.html)")
        if desk:
            keep_desk(settings, passwords_of(imap, smtp))
    return 0


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Path, ImapServer, SmtpServer]]:
    """Run the two mail servers, deliver the sample mail, and yield them after the settings."""
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
        text = SETTINGS.format(
            folder=folder, imap=imap, smtp=smtp, programme=programme, port=free_port()
        )
        settings.write_text(text, encoding="utf-8")
        yield settings, imap, smtp


def first_run(settings: Path, imap: ImapServer, smtp: SmtpServer) -> int:
    """Do the run that takes everything in, and say how long it took."""
    began = time.monotonic()
    code = show(["run"], settings, imap, smtp)
    print(f"{time.monotonic() - began:.0f} seconds")
    return code


def keep_desk(settings: Path, passwords: Mapping[str, str]) -> None:
    """Run the reviewer's desk until Ctrl+C, and say where it is and who may enter."""
    with running_desk(settings, passwords) as door:
        given = " ".join(f"{name}={value}" for name, value in passwords.items())
        run = f"{given} {sys.executable} -m pipeline.cli run --config {settings}"
        print("\nThe reviewer's desk is running.")
        print(f"Open it:       {door.address}")
        print(f"Enter as:      {door.name}    password  {door.password}")
        print(f"What you approve there leaves with the next run, from another terminal:\n  {run}")
        print("Stop it:       Ctrl+C    (make demo ARGS=--no-desk ends without it)", flush=True)
        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(end, _stop)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print("\nThe desk and the mail servers have ended.")


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def running_desk(settings: Path, passwords: Mapping[str, str]) -> Iterator[Door]:
    """Let a reviewer enter by a fresh password, run `intake serve`, and yield its door."""
    password = secrets.token_urlsafe(9)
    environment = os.environ | passwords
    call = [sys.executable, "-m", "pipeline.cli"]
    subprocess.run(
        [*call, "user", "add", REVIEWER, "--config", settings],
        input=f"{password}\n",
        text=True,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    # In a group of its own: Ctrl+C reaches this process, which then ends the desk.
    with subprocess.Popen(
        [*call, "serve", "--config", settings],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("http://"):
                raise SystemExit("demo: the desk did not start")
            yield Door(line.split()[0], REVIEWER, password)
        finally:
            process.terminate()
            process.wait(150)


def free_port() -> int:
    """Return the desk's usual port, or any other where that is taken."""
    for port in (DESK_PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise SystemExit("demo: no port is free")


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
        env=os.environ | passwords_of(imap, smtp),
        stdout=subprocess.DEVNULL if quiet else None,
        check=False,
    ).returncode


def passwords_of(imap: ImapServer, smtp: SmtpServer) -> dict[str, str]:
    """Return the passwords of the two mail servers as `intake` takes them."""
    return {"INTAKE_MAILBOX_PASSWORD": imap.password, "INTAKE_SMTP_PASSWORD": smtp.password}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The main job, on invented companies.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--desk",
        action=argparse.BooleanOptionalAction,
        default=sys.stdin.isatty() and sys.stdout.isatty(),
        help="run the reviewer's desk at the end (default: on a terminal)",
    )
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    raise SystemExit(main(given.folder.resolve(), desk=given.desk))
