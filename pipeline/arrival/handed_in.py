"""Papers that came another way: over the counter, by post, from a link that a person opened.

They are kept as a mail of our own making, so that everything after it is as for any mail.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from extractors.errors import OperatorError
from pipeline.store.desk import Desk
from pipeline.store.ledger import Grant, MessageRow

ADDED = "직접 접수"
"""How a file came that a person put into a dossier."""


class TakenBefore(OperatorError):
    """The same files were taken in already."""


def add(
    desk: Desk,
    workers: Executor,
    receipt: str,
    files: Sequence[tuple[str, bytes]],
    *,
    note: str,
    person: str,
    received_at: dt.datetime,
    now: dt.datetime,
) -> str:
    """Put *files*, each with its name, into a dossier and return the SHA-256 of the mail that
    they became.

    Raises:
        TakenBefore: the same files were taken in before, with the same note and time.
        OperatorError: there is no such dossier, or the time lies ahead.
    """
    from pipeline.arrival.receiving import facts_of, finish_opening, submit_opening

    if receipt not in {row.receipt for row in desk.ledger.dossiers(desk.programme.id)}:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    if received_at > now:
        raise OperatorError(f"--received-at lies in the future: {received_at.isoformat()}.")
    data = as_mail(files, note=note, person=person, received_at=received_at)
    sha256 = desk.blobs.put(data)
    row = MessageRow(sha256=sha256, received_at=received_at, outcome="new")
    opened = finish_opening(desk, workers, row, submit_opening(desk, workers, row))
    new = desk.ledger.add(
        sha256,
        Grant(receipt, None, "reviewer", None, ADDED),
        received_at=received_at,
        facts=facts_of(opened.mail),
        files=opened.files,
        now=now,
        person=person,
    )
    if not new:
        raise TakenBefore("The same files were taken in before, with the same note and time.")
    return sha256


def as_mail(
    files: Iterable[tuple[str, bytes]], *, note: str, person: str, received_at: dt.datetime
) -> bytes:
    """Return *files* as a mail that says who took them in, when and why.

    It has no address and no Message-ID: nobody can answer it.
    """
    mail = MIMEMultipart()
    mail["From"] = Header(f"{person} ({ADDED})", "utf-8").encode()
    mail["Subject"] = Header(note, "utf-8").encode()
    mail["Date"] = format_datetime(received_at)
    mail.attach(MIMEText(f"{ADDED}: {note}\n", "plain", "utf-8"))
    digest = hashlib.sha256(f"{note}\n{person}".encode())
    for name, data in files:
        part = MIMEApplication(data)
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        mail.attach(part)
        digest.update(data)
    mail.set_boundary(f"=_{digest.hexdigest()[:32]}")
    return mail.as_bytes(policy=SMTP.clone(cte_type="7bit"))


def files_at(paths: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Yield the files at *paths* with their names, those of folders under their names within it.

    Raises:
        OperatorError: a file or folder is not there, is empty, or cannot be read.
    """
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found = [p for p in inside if p.is_file() and not p.name.startswith(".")]
        if not found:
            why = "holds no file" if path.is_dir() else "does not exist"
            raise OperatorError(f"“{path}” {why}; nothing was taken in.")
        for each in found:
            try:
                yield each.relative_to(path.parent).as_posix(), each.read_bytes()
            except OSError as error:
                raise OperatorError(f"“{each}” cannot be read: {error.strerror}.") from error
