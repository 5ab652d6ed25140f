"""The review folder, written again from the ledger: nothing is read or sent here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from checks.report import Report
from extractors.errors import OperatorError, UnreadableFile
from extractors.formats import render
from extractors.formats.mail.message import parse
from pipeline.exits import OPERATOR, machine_trouble
from pipeline.judging.verdicts import what_came
from pipeline.matching.contents import left_over
from pipeline.review import (
    SHEET,
    Balance,
    Decided,
    DossierView,
    LetterView,
    OfficeNote,
    Publication,
    StrayMail,
    terms,
)
from pipeline.review.history import tell
from pipeline.store.blobs import Blobs
from pipeline.store.desk import Busy, Desk, lock
from pipeline.store.folder_names import clean, name_folder
from pipeline.store.ledger import DossierRow, MessageRow, NoteRow

if TYPE_CHECKING:
    from PIL import Image

PATIENCE = 600.0
"""Seconds that one waits for another who writes the review folder."""
BUSY = (
    "The review folder was not written: another program has been writing it for ten minutes. See"
    " whether an “intake serve” or “intake run” hangs; the next run writes it."
)


def publish_all(desk: Desk, workers: Executor) -> Path:
    """Bring the review folder to what the ledger says, and return the programme's part.

    Raises:
        OperatorError: somebody has a file of it open, or it cannot be written.
    """

    from pipeline.review.folder import publish  # with all that writes workbooks and pictures

    def drawn(data: bytes, number: int) -> Image.Image | None:
        # Drawing a hostile file is as dangerous as reading it.
        try:
            return workers.submit(render, data, number).result()
        except (UnreadableFile, IndexError):
            return None
        except Exception:
            # A place without its picture is still a report.
            desk.troubles.fault("drawing a sheet")
            return None

    try:
        # The desk writes the folder as well, while a run may be at work.
        with lock(desk.settings.state, patience=PATIENCE, name="publish.lock"):
            publication = publication_of(desk)
            try:
                return publish(
                    publication, desk.settings.review, render=drawn, troubles=desk.troubles
                )
            finally:
                _note_written(desk, publication)
    except Busy as error:
        raise OperatorError(BUSY) from error
    except OSError as error:
        trouble = machine_trouble(error, f"the review folder “{desk.settings.review}”")
        if trouble is None:
            raise
        raise trouble from error


def _note_written(desk: Desk, publication: Publication) -> None:
    """Record which remarks the workbook holds by now; the others are written next time."""
    waiting = desk.ledger.remarks(unwritten=True)
    if waiting:
        from pipeline.review import office_columns

        shown = office_columns.at(workbook_at(desk))
        last = {(remark.receipt, remark.heading): remark.text for remark in waiting}
        there = {view.report.receipt_number for view in publication.dossiers}
        desk.ledger.note_written(
            remark.number
            for remark in waiting
            if remark.receipt not in there
            or shown.cells.get((remark.receipt, remark.heading), "")
            == last[remark.receipt, remark.heading]
        )


def publication_of(desk: Desk) -> Publication:
    """Gather all that the review folder shows."""
    filled = desk.ledger.filled()
    rows = [row for row in desk.ledger.dossiers(desk.programme.id) if row.receipt in filled]
    views: list[DossierView] = []
    for row in rows:
        with desk.troubles.alone(f"laying out dossier {row.receipt}") as attempt:
            views += [view] if (view := _view(desk, row)) is not None else []
        if attempt.failed:
            views.append(_plain_view(desk, row, what_came(desk.ledger, desk.programme, row)))
    run, news = (
        None if balance is None else Balance.model_validate(balance)
        for balance in (desk.ledger.last_pass(), desk.ledger.last_pass(with_news=True))
    )
    return Publication(
        programme=desk.programme,
        dossiers=tuple(views),
        unassigned=(
            *_stray(desk, desk.ledger.messages("unassigned")),
            *_shared(desk, [m for m in desk.ledger.messages("accepted") if m.reason]),
        ),
        set_aside=(*_stray(desk, desk.ledger.messages("set-aside")), *_withheld(run)),
        not_submissions=_stray(desk, desk.ledger.messages("not-submission")),
        run=run,
        news=news,
        notes=tuple(
            OfficeNote(remark.receipt, remark.heading, remark.text) for remark in remarks_due(desk)
        ),
    )


def workbook_at(desk: Desk) -> Path:
    """Return where the register's workbook is, which holds the office's own columns."""
    return desk.settings.review / clean(desk.programme.id) / SHEET


def remarks_due(desk: Desk) -> list[NoteRow]:
    """Return what the workbook must still be told; all that was ever noted where there is none."""
    return desk.ledger.remarks(unwritten=workbook_at(desk).is_file())


def workbook_of(desk: Desk) -> bytes:
    """Return the register as a workbook with the office's own columns, as it stands now."""
    from pipeline.review import office_columns, sheet

    publication = publication_of(desk)
    part, _ = sheet.of_the_office(workbook_at(desk), publication)
    return sheet.as_xlsx(publication, office_columns.with_notes(part, publication.notes))


def _view(desk: Desk, row: DossierRow) -> DossierView | None:
    report = desk.ledger.report(row.receipt)
    if report is None:
        return None
    shown = {document.file for document in report.documents}
    transcripts = ((sha256, desk.transcripts.get(sha256)) for sha256 in sorted(shown))
    return replace(
        _plain_view(desk, row, report),
        transcripts={sha256: found for sha256, found in transcripts if found is not None},
        letters=tuple(
            LetterView(
                name=letter.name,
                kind=letter.kind,
                state=letter.state,
                subject=letter.subject,
                data=letter.data,
                deadline=letter.deadline,
                sent_at=letter.sent_at,
                recipient=letter.recipient,
            )
            for letter in desk.ledger.letters(receipt=row.receipt)
        ),
        history=tell(desk.ledger.history(row.receipt), {f.key: f.message for f in report.findings}),
        until=desk.ledger.course(row.receipt).until,
        decided={
            key: Decided(by=terms.say_person(row.reviewer), at=row.at, note=row.note)
            for key, row in desk.ledger.decisions(row.receipt).items()
        },
    )


def _plain_view(desk: Desk, row: DossierRow, report: Report) -> DossierView:
    """Return a report with the bytes that came."""
    return DossierView(
        report=report,
        folder_name=row.folder or name_folder(row.receipt, None, row.business_number),
        files=_stored(desk, (file.sha256 for file in report.files)),
        mails=_stored(desk, (entry.sha256 for entry in report.submissions)),
    )


def _stored(desk: Desk, names: Iterable[str]) -> dict[str, Path]:
    """Return where the blobs *names* lie; of one that is lost the operator hears."""
    found = {sha256: desk.blobs.path(sha256) for sha256 in names}
    for sha256 in found:
        if not desk.blobs.has(sha256):
            desk.troubles.note(OPERATOR, f"Blob {sha256} is missing: restore it from the backup.")
    return {sha256: path for sha256, path in found.items() if desk.blobs.has(sha256)}


def _stray(desk: Desk, messages: list[MessageRow]) -> tuple[StrayMail, ...]:
    return tuple(_stray_mail(desk, message) for message in messages)


def _shared(desk: Desk, messages: list[MessageRow]) -> Iterator[StrayMail]:
    """Yield the mails of several firms of which some papers are still nobody's."""
    for message in messages:
        reason = message.reason
        with desk.troubles.alone(f"looking what of mail {message.sha256[:12]} is nobody's"):
            reason = left_over(desk, message)
        if reason:
            receipts = [row.receipt for row in desk.ledger.submissions_of(message.sha256)]
            proposal = f"나머지 서류는 접수번호 {', '.join(receipts)}에 나누어 접수하였습니다."
            update = {"reason": reason, "proposal": proposal}
            yield _stray_mail(desk, message.model_copy(update=update))


def _stray_mail(desk: Desk, message: MessageRow) -> StrayMail:
    sender, subject = _headers(desk.blobs, message)
    return StrayMail(
        sha256=message.sha256,
        sender=sender,
        subject=subject,
        received_at=message.received_at,
        reason=message.reason,
        proposal=message.proposal or None,
        data=_stored(desk, [message.sha256]).get(message.sha256),
    )


def _withheld(run: Balance | None) -> Iterator[StrayMail]:
    """Yield what the server listed in the last run and did not hand over."""
    for message in run.messages if run else ():
        if message.message is None:
            yield StrayMail(
                sha256=None,
                sender=message.sender,
                subject=message.subject,
                received_at=message.received_at,
                reason=message.reason or "",
            )


def _headers(blobs: Blobs, message: MessageRow) -> tuple[str, str]:
    """Return by whom a mail is, and its subject, also of one that could not be taken apart."""
    if message.facts is not None:
        return message.facts.named, message.facts.subject
    try:
        with blobs.path(message.sha256).open("rb") as file:
            mail = parse(file.read(1 << 16).split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n")
    except Exception:
        # It is here because it could not be taken apart.
        return "", ""
    return mail.sender or mail.sender_name, mail.subject
