"""`intake read` and `intake check`: files as they are, without settings and without state."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from PIL import Image, ImageDraw

from checks.model import Dossier, Submission
from checks.programme import Programme
from checks.report import DocumentEntry, FileEntry, MailEntry, Reading, Report, Versions
from extractors.documents import identify
from extractors.errors import CrashedReader, OperatorError, UnreadableFile
from extractors.formats import fingerprint, kind_of, render
from extractors.formats.limits import SAFE
from extractors.formats.mail.message import Mail, UnparsableMail
from extractors.model import Document, File
from pipeline.arrival.accounting import account_of
from pipeline.arrival.opening import Opened, open_file, open_mail, open_piecemeal, read_file
from pipeline.exits import OPERATOR, operator_trouble
from pipeline.judging.assembling import Received, assemble
from pipeline.judging.setbacks import TELL, never_judged
from pipeline.review.pictures import personal
from pipeline.settings import LimitSettings
from pipeline.store.blobs import Blobs
from pipeline.store.desk import code_version
from pipeline.store.transcripts import Transcripts
from pipeline.store.troubles import Troubles
from pipeline.store.upgrading import arrival_of
from pipeline.workers import open_executor

ONE_DAY = dt.timedelta(days=1)
"""How far a server's clock may be ahead."""


class Source(NamedTuple):
    """One given path: its files, and the mail that it is with its SHA-256, if it is one.

    ``origins`` are the paths of the parts of the mail that brought the files.
    """

    sha256: str
    mail: Mail | None
    files: tuple[File, ...]
    name: str = ""
    origins: tuple[str, ...] = ()

    @property
    def account(self) -> MailEntry | None:
        """What became of the bytes of the mail; None where it is none."""
        if self.mail is None:
            return None
        shares = self.mail.shares
        return account_of(self.sha256, self.name, shares, self.origins, self.files)


@dataclass(frozen=True)
class PassingDesk:
    """A state for one command, gone with it, and what went wrong in it."""

    blobs: Blobs
    transcripts: Transcripts
    workers: Executor
    troubles: Troubles = field(default_factory=Troubles)
    _papers: dict[str, tuple[Document, ...]] = field(default_factory=dict)

    def open(self, paths: Sequence[Path]) -> list[Source]:
        """Take every file apart and read what is in it; what cannot be read says why.

        A path that cannot even be opened is noted for whoever called, and left out.
        """
        sources = []
        for path in _files_in(paths):
            try:
                sha256 = self.blobs.put_file(path)
            except OSError as error:
                self.troubles.note(OPERATOR, f"{_printable(path)}: {error.strerror}.")
            else:
                sources.append(self._open(path, sha256))
        return [s._replace(files=self._recognise(self._read(s.files))) for s in sources]

    def _open(self, path: Path, sha256: str) -> Source:
        refused: UnreadableFile = CrashedReader()
        with self.troubles.alone(f"opening file {sha256[:12]}"):
            try:
                if self._is_mail(sha256):
                    with suppress(UnparsableMail):
                        opened = self._open_mail(sha256)
                        name = _printable(path)
                        return Source(sha256, opened.mail, opened.files, name, opened.origins)
                name, root = _printable(path), self.blobs.root
                files = self.workers.submit(open_file, path, name, root, SAFE).result()
                return Source(sha256, None, files)
            except UnreadableFile as trouble:
                refused = trouble
        return Source(sha256, None, (_unreadable(path, sha256, refused),))

    def _is_mail(self, sha256: str) -> bool:
        with self.blobs.path(sha256).open("rb") as file:
            return kind_of(file.read(1 << 16)) == "eml"

    def _open_mail(self, sha256: str) -> Opened:
        mail = (sha256, self.blobs.root, (), SAFE)
        try:
            return self.workers.submit(open_mail, *mail).result()
        except UnparsableMail:
            raise
        except CrashedReader:
            pass
        except Exception as error:
            if operator_trouble(error):
                raise
            self.troubles.fault(f"opening mail {sha256[:12]} as a whole")
        return open_piecemeal(self.workers, *mail)

    def _read(self, files: Sequence[File]) -> tuple[File, ...]:
        jobs = {
            file.sha256: self.workers.submit(
                read_file,
                file.sha256,
                file.name,
                self.blobs.root,
                self.transcripts.path(file.sha256),
            )
            for file in files
            if file.state == "read" and not self.transcripts.path(file.sha256).exists()
        }
        refused: dict[str, tuple[str, str | None]] = {}
        for sha256, job in jobs.items():
            try:
                job.result()
            except UnreadableFile as trouble:
                refused[sha256] = trouble.reason, trouble.flaw
            except Exception as error:
                if isinstance(error, OperatorError):
                    raise
                self.troubles.fault(f"reading file {sha256[:12]}")
                refused[sha256] = CrashedReader.reason, None
        return tuple(
            file.model_copy(
                update={
                    "state": "unreadable",
                    "reason": refused[file.sha256][0],
                    "flaw": refused[file.sha256][1],
                }
            )
            if file.state == "read" and file.sha256 in refused
            else file
            for file in files
        )

    def papers(self, sha256: str) -> tuple[Document, ...]:
        """Return what was recognised in a file that was read."""
        return self._papers.get(sha256, ())

    def _recognise(self, files: Sequence[File]) -> tuple[File, ...]:
        """Recognise what is in *files*; one that we fail at is ``crashed``."""
        told = []
        for file in files:
            transcript = self.transcripts.get(file.sha256) if file.state == "read" else None
            if transcript is not None and file.sha256 not in self._papers:
                with self.troubles.alone(f"recognising file {file.sha256[:12]}"):
                    self._papers[file.sha256] = identify(transcript, file.sha256)
            lost = transcript is not None and file.sha256 not in self._papers
            update = {"state": "unreadable", "reason": CrashedReader.reason}
            told.append(file.model_copy(update=update) if lost else file)
        return tuple(told)

    def picture(self, sha256: str, number: int) -> Image.Image | None:
        """Draw a sheet; None for what has no picture."""
        drawing = self.troubles.alone(f"drawing a sheet of file {sha256[:12]}")
        with drawing, suppress(UnreadableFile, IndexError):
            return self.workers.submit(render, self.blobs.get(sha256), number).result()
        return None


def _printable(path: Path) -> str:
    """Return the name of a file; what of it is no text becomes question marks."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def _unreadable(path: Path, sha256: str, trouble: UnreadableFile) -> File:
    """Make a file of a path that could not even be taken apart."""
    return File(
        sha256=sha256,
        name=_printable(path),
        size=path.stat().st_size,
        kind="eml",
        state="unreadable",
        reason=trouble.reason,
        flaw=trouble.flaw,
    )


@contextmanager
def open_passing_desk() -> Iterator[PassingDesk]:
    """Open a state in a temporary folder; reading happens in processes that may die."""
    with (
        TemporaryDirectory(prefix="intake-") as folder,
        open_executor("processes:2", limits=LimitSettings()) as workers,
    ):
        root = Path(folder)
        yield PassingDesk(
            blobs=Blobs(root / "blobs"),
            transcripts=Transcripts(root / "transcripts", fingerprint()),
            workers=workers,
        )


def _files_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file())
        elif path.is_file():
            yield path
        else:
            raise OperatorError(f"There is no file or folder “{path}”.")


def read_paths(desk: PassingDesk, paths: Sequence[Path], boxes: Path | None) -> Reading:
    """Read *paths*; with *boxes*, draw each sheet there with the places of its values."""
    sources = desk.open(paths)
    files = [file for source in sources for file in source.files]
    documents: list[Document] = []
    for sha256 in dict.fromkeys(file.sha256 for file in files):
        documents += desk.papers(sha256)
    numbered = [
        document.model_copy(update={"id": f"d{number}"})
        for number, document in enumerate(documents, start=1)
    ]
    if boxes is not None:
        _draw_boxes(desk, numbered, boxes)
    return Reading(
        files=tuple(FileEntry.of(file) for file in files),
        documents=tuple(DocumentEntry.of(document, in_force=True) for document in numbered),
        mails=tuple(entry for source in sources if (entry := source.account) is not None),
    )


def _draw_boxes(desk: PassingDesk, documents: Sequence[Document], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for sha256 in dict.fromkeys(document.file for document in documents):
        transcript = desk.transcripts.get(sha256)
        for page in transcript.pages if transcript else ():
            sheet = desk.picture(sha256, page.number)
            if sheet is None:
                continue
            canvas = sheet.convert("RGB")
            pen = ImageDraw.Draw(canvas)
            width, height = canvas.size

            def pixels(box: Sequence[float], w: int = width, h: int = height) -> list[float]:
                return [box[0] * w, box[1] * h, box[2] * w, box[3] * h]

            for box in personal(page):
                pen.rectangle(pixels(box), fill="black")
            for document in documents:
                for value in document.fields().values() if document.file == sha256 else ():
                    if value.page == page.number:
                        colour = "green" if value.certain else "red"
                        pen.rectangle(pixels(value.box), outline=colour, width=2)
            canvas.save(folder / f"{sha256[:12]}-{page.number}.png")


def check_paths(
    desk: PassingDesk,
    paths: Sequence[Path],
    programme: Programme,
    *,
    received_at: dt.datetime | None,
    now: dt.datetime,
) -> Report:
    """Judge *paths* as one dossier (contract, section 2)."""
    sources = desk.open(paths)
    if not sources and desk.troubles.sentences:
        raise OperatorError("\n".join(desk.troubles.sentences))
    received = [
        _mail(source, received_at or _told(source.mail, now), programme.notice.window.closes)
        for source in sources
        if source.mail is not None
    ]
    loose = [file for source in sources if source.mail is None for file in source.files]
    if loose or not received:
        newest = max((r.submission for r in received), key=lambda s: s.received_at, default=None)
        at = newest.received_at if newest else received_at or now
        received.append(_loose(loose, at, known=newest is None or newest.received_at_known))
    dossier: Dossier = assemble(received, desk.papers)
    head = {"programme": programme.id, "receipt_number": "검토용", "revision": 1}
    made_with = Versions(programme=programme.version, rules=code_version())
    with desk.troubles.alone("judging these files"):
        return Report.of({**head, "made_with": made_with}, dossier, programme.check(dossier))
    files = [received.file for received in dossier.files]
    return never_judged(programme, head, dossier.submissions, files, remedy=TELL)


def _told(mail: Mail, now: dt.datetime) -> dt.datetime | None:
    """Return when the last server says that it took *mail*; None where that is yet to come."""
    return mail.received if mail.received and mail.received < now + ONE_DAY else None


def _mail(source: Source, received_at: dt.datetime | None, at_latest: dt.datetime) -> Received:
    """Make a submission of a mail.

    Where nobody knows when it arrived, the sender's clock is supposed to be right, else the
    last instant at which it may have arrived in time.
    """
    assert source.mail is not None
    submission = Submission(
        message_id=source.mail.message_id,
        sha256=source.sha256,
        sender=source.mail.sender or source.mail.sender_name,
        subject=source.mail.subject,
        received_at=received_at or source.mail.sent_at or at_latest,
        received_at_known=received_at is not None,
        assigned_by="reviewer",
        arrival=arrival_of(source.mail),
    )
    return Received(submission, source.files)


def _loose(files: Sequence[File], received_at: dt.datetime, *, known: bool) -> Received:
    """Make one submission of files that no mail brought."""
    digest = hashlib.sha256("".join(file.sha256 for file in files).encode())
    submission = Submission(
        message_id="",
        sha256=digest.hexdigest(),
        sender="",
        subject="(파일)",
        received_at=received_at,
        received_at_known=known,
        assigned_by="reviewer",
    )
    return Received(submission, files)
