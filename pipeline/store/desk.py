"""One office's state, opened together: ledger, blobs, transcripts, programme, settings."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import hashlib
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TextIO

import checks
import extractors
from checks.programme import Programme
from extractors.corrected import Cut, correct
from extractors.documents import identify
from extractors.errors import CrashedReader, OperatorError
from extractors.formats import fingerprint
from extractors.formats.limits import Limits as ArchiveLimits
from extractors.model import Document
from pipeline.programmes import load
from pipeline.settings import Settings
from pipeline.store.blobs import Blobs
from pipeline.store.ledger import Corrected, Ledger
from pipeline.store.transcripts import Transcripts
from pipeline.store.troubles import Troubles
from pipeline.store.upgrading import complete

Clock = Callable[[], dt.datetime]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""

SECRET = "letters.key"
"""The file in the state folder whose loss costs only the marks of letters that have gone."""


class Busy(Exception):
    """Another run holds the lock."""


class Recognised:
    """The papers of the files that were recognised last, before what people said of their values.

    They follow from the bytes and from how a person cut the file, so that all requests to a desk
    may share them: whoever decides about a dossier decides about it again soon.
    """

    MOST = 200

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, tuple[Cut, ...]], tuple[Document, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, sha256: str, cuts: tuple[Cut, ...]) -> tuple[Document, ...] | None:
        with self._lock:
            found = self._kept.get((sha256, cuts))
            if found is not None:
                self._kept.move_to_end((sha256, cuts))
            return found

    def keep(self, sha256: str, cuts: tuple[Cut, ...], papers: tuple[Document, ...]) -> None:
        with self._lock:
            self._kept[sha256, cuts] = papers
            if len(self._kept) > self.MOST:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class Desk:
    """What every command that has state works on, and what went wrong while it did."""

    settings: Settings
    programme: Programme
    ledger: Ledger
    blobs: Blobs
    transcripts: Transcripts
    troubles: Troubles = field(default_factory=Troubles)
    recognised: Recognised = field(default_factory=Recognised)
    _read: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    _lost: set[str] = field(default_factory=set)

    def is_read(self, sha256: str) -> bool:
        """Tell whether the file *sha256* has a transcript that can be used."""
        return (
            sha256 in self._read
            or self.recognised.get(sha256, self._cuts(sha256)) is not None
            or self.transcripts.get(sha256) is not None
        )

    def papers(self, sha256: str) -> tuple[Document, ...]:
        """Return the documents of a file; () where it was not read.

        A file in which we fail to recognise anything is unreadable from then on: no paper
        that may be in it is called missing.
        """
        if sha256 not in self._read:
            said, cuts = self.corrections.get(sha256, Corrected()), self._cuts(sha256)
            known = self.recognised.get(sha256, cuts)
            transcript = self.transcripts.get(sha256) if known is None else None
            if known is None and transcript is None:
                return ()
            with self.troubles.alone(f"recognising file {sha256[:12]}") as attempt:
                if known is None and transcript is not None:
                    known = identify(transcript, sha256, cuts=cuts)
                    self.recognised.keep(sha256, cuts, known)
                self._read[sha256] = tuple(correct(one, said.fields) for one in known or ())
            if attempt.failed:
                self.ledger.mark_unreadable(sha256, CrashedReader.reason)
                self._read[sha256] = ()
                self._lost.add(sha256)
        return self._read[sha256]

    def _cuts(self, sha256: str) -> tuple[Cut, ...]:
        return tuple(self.corrections.get(sha256, Corrected()).cuts)

    @cached_property
    def corrections(self) -> dict[str, Corrected]:
        """What people said of files; of one of which nothing was said there is no entry."""
        return self.ledger.corrections()

    def recognises(self, sha256: str) -> bool:
        """Tell whether the papers of a file that was read are known, none of them lost."""
        self.papers(sha256)
        return sha256 not in self._lost

    @property
    def numbering(self) -> tuple[str, int]:
        """The programme's id, and the year in which its receipt numbers count."""
        return self.programme.id, self.programme.window.opens.year

    @property
    def account(self) -> str:
        """The mailbox as the ledger names it."""
        return f"{self.settings.mailbox.user}@{self.settings.mailbox.host}"

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Where we are: mail from here is our own."""
        smtp = self.settings.smtp
        ours = (self.settings.mailbox.user, smtp.address if smtp else "")
        return tuple(address for address in ours if "@" in address)

    @cached_property
    def secret(self) -> bytes:
        """What our letters are signed with (see `outbox.tokens`); made at first use.

        Whoever loses it can still place mail by its papers and senders.
        """
        path = self.settings.state / SECRET
        if not path.exists():
            _write_secret(path)
        return bytes.fromhex(path.read_text("ascii"))

    @property
    def archive_limits(self) -> ArchiveLimits:
        limits = self.settings.limits
        return ArchiveLimits(total_bytes=limits.archive_bytes, depth=limits.archive_depth)


@contextmanager
def open_desk(settings: Settings) -> Iterator[Desk]:
    """Open the state that *settings* name, made where it is missing.

    Raises:
        OperatorError: the programme file or a tool is missing or wrong, the state folder
            cannot be used, or keeps the applications of another programme.
    """
    programme = load(settings.programme)
    _make_state(settings.state)
    secret = settings.database_url
    ledger = (
        Ledger(secret.get_secret_value())
        if secret
        else Ledger.at(settings.state / "ledger.sqlite3")
    )
    try:
        blobs = Blobs(settings.state / "blobs")
        _hold_to(programme, ledger, settings.state)
        complete(ledger, blobs)
        yield Desk(
            settings=settings,
            programme=programme,
            ledger=ledger,
            blobs=blobs,
            transcripts=Transcripts(settings.state / "transcripts", fingerprint()),
        )
    finally:
        ledger.close()


@contextmanager
def lock(state: Path, *, patience: float = 0.0, name: str = "intake.lock") -> Iterator[None]:
    """Hold the state for one run; the lock goes with the process, however it ends.

    Whoever holds it is waited for *patience* seconds.  Another *name* is another lock.

    Raises:
        Busy: somebody else holds it still.
    """
    _make_state(state)
    until = time.monotonic() + patience
    with _lock_file(state, name) as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise Busy from error
            time.sleep(0.05)
        yield


def _make_state(state: Path) -> None:
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(state, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _unusable(state, error) from error


def _write_secret(path: Path) -> None:
    """Make a secret that only its owner may read; of two who do so at once the first wins."""
    fresh = path.with_name(f".new-{SECRET}-{os.getpid()}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    except OSError as error:
        raise _unusable(path.parent, error) from error
    finally:
        fresh.unlink(missing_ok=True)


def _lock_file(state: Path, name: str) -> TextIO:
    try:
        return (state / name).open("a")
    except OSError as error:
        raise _unusable(state, error) from error


def _hold_to(programme: Programme, ledger: Ledger, state: Path) -> None:
    """Refuse a state of another programme: its mail would be judged by the wrong notice."""
    others = [name for name in ledger.programmes() if name != programme.id]
    if others:
        named = "”, “".join(others)
        raise OperatorError(
            f"The state folder “{state}” keeps the applications of “{named}”, and the settings now"
            f" name the programme “{programme.id}”. One state holds one programme: put the former"
            f" back, or give “{programme.id}” a state folder, a review folder and a mail folder of"
            " its own in settings of its own (intake --config)."
        )


def _unusable(state: Path, error: OSError) -> OperatorError:
    return OperatorError(
        f"The state folder “{state}” cannot be used ({error.strerror}): give this user the right"
        " to write there, or name another folder as state in the settings."
    )


@cache
def code_version() -> str:
    """Return what decides a verdict besides papers and programme: our code that judges."""
    digest = hashlib.sha256()
    for package in (extractors, checks):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
