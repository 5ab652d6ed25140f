"""Locked files that a person opens with a password, which is used once and kept nowhere.

What comes out goes the way of papers that came another way (`pipeline.arrival.handed_in`), with
the time of the mail that brought it; the locked file itself need not be read any more.
"""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Executor
from contextlib import suppress

from extractors.errors import PasswordArchive, PasswordOffice, PasswordPdf
from extractors.model import File
from pipeline.arrival.handed_in import TakenBefore, add
from pipeline.arrival.opening import open_locked
from pipeline.store.desk import Desk
from pipeline.store.ledger import MessageRow

NOTE = "잠긴 파일을 열어 넣음 – {}"
OPENED = "비밀번호로 열어 다시 넣은 파일(열린 사본을 확인합니다)"
FLAWS = frozenset((PasswordPdf.flaw, PasswordOffice.flaw, PasswordArchive.flaw, None))
AFTER = dt.timedelta(microseconds=1)
"""So that the mail itself stays the first that came."""


def can_be_opened(file: File) -> bool:
    """Tell whether a password would open *file* here; Hangul documents open in Hangul only."""
    locked = file.state == "unreadable" and file.reason == "encrypted"
    return locked and file.flaw in FLAWS


def unlock(
    desk: Desk,
    workers: Executor,
    receipt: str,
    message: MessageRow,
    file: File,
    password: str,
    *,
    person: str,
    now: dt.datetime,
) -> bool:
    """Put what a locked file of a mail holds into a dossier; False where it stays locked.

    Raises:
        OperatorError: there is no such dossier, or a tool is missing.
        CrashedReader: opening the file ended the worker.
    """
    job = workers.submit(
        open_locked, file.sha256, file.name, desk.blobs.root, desk.archive_limits, password
    )
    inside = job.result()
    if not inside:
        return False
    # An archive may lock only some of its files; the others were there before.
    there = {each.sha256 for each in desk.ledger.files(message.sha256)}
    papers = [
        (each.name, desk.blobs.path(each.sha256).read_bytes())
        for each in inside
        if each.sha256 not in there
    ]
    if papers:
        with suppress(TakenBefore):  # and the last step was lost
            add(
                desk,
                workers,
                receipt,
                papers,
                note=NOTE.format(file.name.rpartition("/")[2]),
                person=person,
                received_at=message.received_at + AFTER,
                now=now,
            )
    desk.ledger.leave_out(message.sha256, file.sha256, OPENED)
    return True
