"""From mails that were placed to dossiers, verdicts and drafted letters."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from checks.model import DecisionKind, Dossier, Finding, Submission
from checks.programme import Programme
from checks.report import Report, Versions
from extractors.errors import OperatorError
from extractors.model import File
from pipeline.exits import OURS
from pipeline.judging.assembling import Received, assemble, counted, current
from pipeline.judging.setbacks import never_judged, not_judged_again
from pipeline.judging.surroundings import Surroundings, look_around
from pipeline.matching.contents import applicant_of
from pipeline.store.desk import Desk, code_version
from pipeline.store.folder_names import name_folder
from pipeline.store.ledger import (
    NOTHING,
    Course,
    DecisionRow,
    DossierRow,
    Ledger,
    MessageRow,
    SubmissionRow,
    VerdictRow,
)
from pipeline.store.ledger.corrections import Corrected
from pipeline.store.transcripts import Transcripts

log = logging.getLogger(__name__)

NO_COURSE = Course()

Record = Callable[[Desk, VerdictRow, Report, Report | None, dt.datetime], None]
"""Writes down a verdict and its report, given the report of the revision before."""


def judge_all(desk: Desk, now: dt.datetime, record: Record) -> None:
    """Judge every dossier whose papers, decisions, programme or code changed.

    One dossier that cannot be judged costs no other: it keeps the report that it has, marked as
    such, and is tried again with each run.  What they have in common shows once all were
    judged: those that it concerns are judged again.  *record* writes a verdict down, with the
    letters that it calls for, in one transaction.
    """
    filled = desk.ledger.filled()
    rows = [row for row in desk.ledger.dossiers(desk.programme.id) if row.receipt in filled]
    before = look_around(desk.ledger, desk.troubles, rows)
    _judge_each(desk, rows, before, now, record)
    after = look_around(desk.ledger, desk.troubles, rows)
    changed = [row for row in rows if after.get(row.receipt) != before.get(row.receipt)]
    _judge_each(desk, changed, after, now, record)


def _judge_each(
    desk: Desk,
    rows: Iterable[DossierRow],
    around: Mapping[str, Surroundings],
    now: dt.datetime,
    record: Record,
) -> None:
    for row in rows:
        with desk.troubles.alone(f"judging dossier {row.receipt}") as attempt:
            if not judge_one(desk, row, around.get(row.receipt, Surroundings()), now, record):
                desk.troubles.note(OURS)
        if attempt.failed:
            with desk.troubles.alone(f"marking dossier {row.receipt} as not judged"):
                _stand_in(desk.ledger, desk.programme, row, now)


def _made_by(
    programme: Programme,
    transcripts: Transcripts,
    received: Sequence[Received],
    around: Surroundings,
) -> str:
    """Return a digest of what else a verdict follows from: code, programme, names of files."""
    files = [file for part in received for file in part.files]
    return _digest(
        [
            [programme.fingerprint, code_version(), transcripts.reader],
            [(part.submission.sha256, part.submission.assigned_by) for part in received],
            [(file.sha256, file.name, file.state, file.reason) for file in files],
            around.essence(),
        ]
    )


def judge_one(
    desk: Desk, row: DossierRow, around: Surroundings, now: dt.datetime, record: Record
) -> bool:
    """Judge one dossier anew, unless nothing changed since its last verdict.

    False if it cannot be judged yet: what was not read must not be called missing.  The
    revision counts papers and decisions; other reasons to judge again keep its number.
    """
    received = list(_received(desk.ledger, row.receipt))
    course = desk.ledger.course(row.receipt)
    files = [file for part in received for file in part.files]
    decisions = desk.ledger.decisions(row.receipt)
    rests_on = _digest(
        [
            counted(received),
            [(d.finding, d.kind, d.at.isoformat()) for d in decisions.values()],
            *([] if course == NO_COURSE else [course.model_dump(mode="json")]),
            *_corrected(desk.corrections, files),
        ]
    )
    made_by = _made_by(desk.programme, desk.transcripts, received, around)
    newest = desk.ledger.latest_verdict(row.receipt)
    if newest and (newest.rests_on, newest.made_by) == (rests_on, made_by):
        return True
    read = [file.sha256 for file in files if file.state == "read"]
    if not all(desk.is_read(sha256) for sha256 in read):
        log.warning("dossier %s holds files that were not read yet", row.receipt)
        return False
    if not all(desk.recognises(sha256) for sha256 in read):
        return judge_one(desk, row, around, now, record)  # these are known to be unreadable now
    last = desk.ledger.latest_verdict(row.receipt, judged=True)
    revision = last.revision + (last.rests_on != rests_on) if last else 1
    dossier = assemble(received, desk.papers).model_copy(update=around._asdict())
    report = report_of(desk.programme, dossier, row.receipt, revision, decisions, course=course)
    _settle_firm(desk.ledger, row, dossier)
    desk.ledger.name_folder(
        row.receipt, name_folder(row.receipt, report.company_name, row.business_number)
    )
    verdict = VerdictRow(
        receipt=row.receipt,
        revision=revision,
        made_at=now,
        rests_on=rests_on,
        made_by=made_by,
        report=report.model_dump_json(by_alias=True),
    )
    before = desk.ledger.latest_verdict(row.receipt, before=revision)
    earlier = before.read() if before else None
    record(desk, verdict, report, earlier, now)
    return True


def _corrected(corrections: Mapping[str, Corrected], files: Iterable[File]) -> list[Any]:
    """Return what people said of *files*, as it decides a verdict."""
    said = {file.sha256: corrections.get(file.sha256) for file in files}
    return [
        [sha256, [c.model_dump() for c in held.cuts], [f.model_dump() for f in held.fields]]
        for sha256, held in said.items()
        if held is not None and (held.cuts or held.fields)
    ]


def _stand_in(ledger: Ledger, programme: Programme, row: DossierRow, now: dt.datetime) -> None:
    """Mark a dossier that we failed to judge: its last report, or what came, with a doubt."""
    last = ledger.latest_verdict(row.receipt, judged=True)
    if last is not None:
        report = not_judged_again(last.read(), programme)
    else:
        report = what_came(ledger, programme, row)
    text = report.model_dump_json(by_alias=True)
    newest = ledger.latest_verdict(row.receipt)
    if newest is not None and newest.stands_in and newest.report == text:
        return
    ledger.stand_in(
        VerdictRow(
            receipt=row.receipt,
            revision=report.revision,
            made_at=now,
            rests_on=last.rests_on if last else "",
            made_by=NOTHING,
            report=text,
        )
    )


def what_came(ledger: Ledger, programme: Programme, row: DossierRow) -> Report:
    """Return a report that lists what came for a dossier and judges nothing."""
    rows = ledger.submissions(row.receipt)
    mails = [_bare_submission(ledger.message(each.message), each) for each in rows]
    files = [
        file
        for each in rows
        for file in ledger.files(each.message)
        if each.papers is None or file.sha256 in {name for name, _ in each.papers}
    ]
    head = {
        "receipt_number": row.receipt,
        "business_number": row.business_number,
        "subordinate_number": row.subordinate_number,
    }
    return never_judged(programme, head, mails, files)


def _bare_submission(message: MessageRow, row: SubmissionRow) -> Submission:
    """Return what is known of a mail, whatever of it is not as we wrote it."""
    facts = message.facts
    return Submission(
        message_id=facts.message_id if facts else "",
        sha256=message.sha256,
        sender=facts.named if facts else "",
        subject=facts.subject if facts else "",
        received_at=message.received_at,
        assigned_by=row.assigned_by,
    )


def _settle_firm(ledger: Ledger, row: DossierRow, dossier: Dossier) -> None:
    """Let a dossier be found by the number that its applicant signed.

    A stray or misread number may have opened it, and the firm that this number belongs to
    may still apply.
    """
    papers = list(dossier.documents)
    firm = applicant_of(papers)
    if firm is None or firm[0] == row.business_number:
        return
    if any(other.business_number == firm[0] for other in ledger.dossiers(row.programme)):
        return
    ledger.rename_firm(row.receipt, firm[0], serial=firm[1])


def _received(ledger: Ledger, receipt: str) -> Iterator[Received]:
    """Yield the mails of a dossier, with the files and papers of each that are its own."""
    for row in ledger.submissions(receipt):
        message = ledger.message(row.message)
        facts = message.facts
        if facts is None or facts.arrival is None:
            raise ValueError(
                "what the ledger keeps of a mail makes no sense, or its bytes are lost"
            )
        submission = Submission(
            message_id=facts.message_id,
            sha256=message.sha256,
            sender=facts.named,
            subject=facts.subject,
            received_at=message.received_at,
            assigned_by=row.assigned_by,
            arrival=facts.arrival,
            asks_to_withdraw=facts.withdrawal,
        )
        only = None if row.papers is None else frozenset(row.papers)
        yield Received(submission, ledger.files(row.message), only)


def report_of(
    programme: Programme,
    dossier: Dossier,
    receipt: str,
    revision: int,
    decisions: Mapping[str, DecisionRow],
    *,
    course: Course = NO_COURSE,
) -> Report:
    """Judge what of *dossier* counts and lay out its report, which lists all of it.

    A decision holds while the finding rests on the papers that the reviewer saw.
    """
    programme = _programme_of(programme, course)
    letters = programme.letters
    closes = letters.supplements_until if letters.after_deadline == "closed" else None
    whole, dossier = dossier, current(dossier, since=course.since, until=closes)
    kinds: dict[str, DecisionKind] = {}
    if decisions:
        for finding in programme.check(dossier).findings:
            decision = decisions.get(finding.key)
            if decision is None or decision.kind == "open":
                continue
            if set(decision.rests_on) == set(_files_behind(finding, dossier)):
                kinds[finding.key] = decision.kind
    verdict = programme.check(dossier, kinds)
    head = {
        "programme": programme.id,
        "receipt_number": receipt,
        "revision": revision,
        "received_at": dossier.first_received_at,
        "made_with": Versions(programme=programme.version, rules=code_version()),
    }
    if course.withdrawn:
        head["status"] = "withdrawn"
    return Report.of(head, whole, verdict)


def _programme_of(programme: Programme, course: Course) -> Programme:
    """Return the programme as it holds for a dossier: with its own date for supplements."""
    if course.until is None:
        return programme
    letters = programme.letters.model_copy(update={"supplements_until": course.until})
    return programme.model_copy(update={"letters": letters})


def _files_behind(finding: Finding, dossier: Dossier | Report) -> list[str]:
    """Return the hashes of the files that a finding rests on."""
    files = {document.id: document.file for document in dossier.documents}
    found = {entry.file or files.get(entry.document or "", "") for entry in finding.evidence}
    return sorted(found - {""})


def decided(
    ledger: Ledger,
    receipt: str,
    key: str,
    kind: DecisionKind | Literal["open"],
    *,
    note: str,
    reviewer: str,
    now: dt.datetime,
) -> None:
    """Record a reviewer's decision on a finding of the last report.

    Raises:
        OperatorError: there is no such dossier, or no such finding in it.
    """
    verdict = ledger.latest_verdict(receipt)
    if verdict is None:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
    report = verdict.read()
    finding = next((finding for finding in report.findings if finding.key == key), None)
    if finding is None:
        keys = ", ".join(finding.key for finding in report.findings) or "none"
        raise OperatorError(f"Dossier {receipt} has no finding “{key}”. Its findings: {keys}.")
    rests_on = tuple(_files_behind(finding, report))
    ledger.decide(
        receipt,
        DecisionRow(
            finding=key, kind=kind, note=note, reviewer=reviewer, rests_on=rests_on, at=now
        ),
    )


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
