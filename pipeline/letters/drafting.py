"""The letters that a verdict calls for, recorded with it; a reviewer's words outlive a re-run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from typing import NamedTuple

from checks.report import Report, SubmissionEntry
from outbox.composing import Letter, compose
from outbox.rendering import as_text, from_text, render, words_of
from outbox.states import LetterKind
from outbox.tokens import message_id as own_message_id
from outbox.tokens import subject_mark
from pipeline.letters.answering import answered_by, goes_by_itself, is_prompt
from pipeline.matching.contents import shared_files
from pipeline.settings import Settings
from pipeline.store.desk import Desk
from pipeline.store.ledger import EditRow, Ledger, LetterRow, MailFacts, Overtaken, VerdictRow

ASKED = (
    "담당자가 고친 뒤에 검토 결과가 바뀌었습니다. 고친 글을 그대로 둘지, 다시 고칠지, 새 글을 쓸지"
    " 정해 주십시오."
)
GONE = ("sending", "sent", "unknown")
"""States of a letter that may have gone."""
EDITED = "담당자가 고친 글입니다."
REOPENED = "승인한 뒤에 검토 결과가 바뀌어 내용이 달라졌습니다. 확인하고 다시 승인해 주십시오."


class Drafts(NamedTuple):
    """Letters for one verdict, the reviewer's words that they took over, and the number of the
    last edit that was known.

    ``overtaken`` were approved, have not left, and no longer say what the verdict calls for;
    ``standing`` are of earlier revisions, were approved, have not left, and still say it.
    """

    letters: tuple[LetterRow, ...]
    edits: tuple[EditRow, ...]
    seen: int
    overtaken: tuple[LetterRow, ...] = ()
    standing: tuple[LetterRow, ...] = ()


def record(
    desk: Desk, verdict: VerdictRow, report: Report, earlier: Report | None, now: dt.datetime
) -> None:
    """Record *verdict* with the letters that it calls for, in one transaction.

    A draft that a reviewer changes at the same moment is taken up again with those words.  A
    letter that was approved and would now say something else is a draft again.
    """
    reopened: set[str] = set()
    while True:
        drafts = draft(desk, report, earlier, now, reopened)
        for letter in drafts.overtaken:
            desk.ledger.move_letter(letter, "drafted", at=now, remark=REOPENED)
            reopened.add(letter.name)
        if drafts.overtaken:
            continue
        try:
            desk.ledger.record(
                verdict,
                drafts.letters,
                edits=drafts.edits,
                seen=drafts.seen,
                standing=drafts.standing,
            )
            return
        except Overtaken:
            continue


def draft(
    desk: Desk,
    report: Report,
    earlier: Report | None,
    now: dt.datetime,
    reopened: Container[str] = (),
) -> Drafts:
    """Return the letters for *report*; *earlier* is the report of the revision before.

    A receipt is written when something arrived since then, a request when something is open;
    where both would wait for a person, or both would leave, the request says what arrived and
    is the only one.
    There is none where no mail of the dossier may be answered, or nobody is named as sender;
    and what came in a mail that must not be answered is not acknowledged (RFC 3834, section 2).
    """
    seen, edits = desk.ledger.edits(report.receipt_number)
    answered = answered_by(desk, report)
    if answered is None or sender_of(desk.settings) is None:
        return Drafts((), (), seen)
    prompts = [is_prompt(desk, entry) for entry in _fresh(report, earlier)]
    known = desk.ledger.letters(receipt=report.receipt_number)
    mails = [entry.sha256 for entry in report.submissions]
    shared = shared_files(desk, report.receipt_number, mails)
    letters, carried, overtaken = [], [], []
    standing: list[LetterRow] = []
    for kind in _kinds(desk, report, known):
        letter = compose(
            report,
            desk.programme,
            kind,
            to=answered.sender or "",
            written_at=now,
            deadline=desk.ledger.course(report.receipt_number).until,
            mark=subject_mark(desk.secret, report.receipt_number),
            since=_last_told(desk.ledger, report, kind, known),
            shared=shared,
        )
        if letter is None:
            continue
        same = next((each for each in known if each.name == letter.name), None)
        if same and _is_overtaken(same, letter, edits.get(kind)):
            overtaken.append(same)
        standing += _still_said(known, report, letter, edits.get(kind))
        edit = _alive(edits.get(kind), known)
        by_itself = (
            edit is None
            and all(prompts)
            and goes_by_itself(desk, report, answered, kind, letter.deadline)
        )
        row, taken_over = _row(desk, report, letter, answered, now, edit, by_itself=by_itself)
        if row.name in reopened and row.state == "drafted" and not row.remark:
            row = row.model_copy(update={"remark": REOPENED})
        letters.append(_unless_same(same, row))
        if edit is not None and taken_over != edit:
            carried.append(taken_over)
    stand = {each.kind for each in standing}
    letters = [each for each in _one_of_both(letters, known) if each.kind not in stand]
    taken = tuple(edit for edit in carried if edit is not None)
    return Drafts(tuple(letters), taken, seen, tuple(overtaken), tuple(standing))


def _kinds(desk: Desk, report: Report, known: list[LetterRow]) -> Iterator[LetterKind]:
    """Yield which letters may be called for, the receipt first."""
    if desk.settings.letters.receipts and _owes_receipt(desk, report, known):
        yield "acknowledgement"
    yield "supplement"


def _owes_receipt(desk: Desk, report: Report, known: list[LetterRow]) -> bool:
    """Tell whether a person sent papers of whose arrival no letter tells.

    A receipt of an earlier revision tells of them as soon as it is written, a request when it
    may have gone, or when somebody chose to answer otherwise.
    """
    told = [
        letter.revision
        for letter in known
        if (
            letter.state in (*GONE, "withdrawn")
            if letter.kind == "supplement"
            else letter.state != "superseded" and letter.revision < report.revision
        )
    ]
    before = desk.ledger.report(report.receipt_number, before=max(told) + 1) if told else None
    arrived = before is None or _papers(report) - _papers(before)
    return bool(arrived) and any(is_prompt(desk, entry) for entry in _fresh(report, before))


def _one_of_both(letters: list[LetterRow], known: list[LetterRow]) -> list[LetterRow]:
    """Return *letters* without the receipt that would go, or wait, together with a request.

    A receipt that a person has approved or changed, or that has left, stays as it is.
    """
    states = {letter.kind: letter.state for letter in letters}
    if states.get("acknowledgement") != states.get("supplement"):
        return letters
    begun = {letter.name for letter in known if letter.state not in ("drafted", "superseded")}
    return [
        letter
        for letter in letters
        if letter.kind != "acknowledgement"
        or letter.name in begun
        or letter.remark in (EDITED, ASKED)
    ]


def sender_of(settings: Settings) -> str | None:
    """Return name and address that letters come from; None where nobody named any."""
    settings = settings
    if settings.smtp is not None:
        return settings.smtp.sender
    if settings.letters.mode == "drafts" and "@" in settings.mailbox.user:
        return settings.mailbox.user
    return None


def _row(
    desk: Desk,
    report: Report,
    letter: Letter,
    answered: MailFacts,
    now: dt.datetime,
    edit: EditRow | None,
    *,
    by_itself: bool,
) -> tuple[LetterRow, EditRow | None]:
    """Return a letter as the outbox keeps it, in the words of *edit* where there is one."""
    sender = sender_of(desk.settings) or ""
    domain = sender.rpartition("@")[2].rstrip("> ")
    message_id = own_message_id(desk.secret, letter.name, domain)
    composed = _composed(letter)
    subject, body, remark = letter.subject, letter.body, ""
    if edit is not None and edit.text is not None:
        subject, body = from_text(edit.text)
        asked = edit.asked or edit.composed != composed
        remark = ASKED if asked else EDITED
        edit = edit.model_copy(
            update={"revision": letter.revision, "composed": composed, "asked": asked}
        )
    return LetterRow(
        receipt=report.receipt_number,
        revision=report.revision,
        kind=letter.kind,
        state="approved" if by_itself else "drafted",
        recipient=letter.to,
        subject=subject,
        message_id=message_id,
        data=render(
            letter.model_copy(update={"subject": subject, "body": body}),
            sender=sender,
            message_id=message_id,
            date=now,
            in_reply_to=answered.message_id or None,
            references=answered.references,
        ),
        answers=letter.answers,
        deadline=letter.deadline,
        drafted_at=now,
        approved_by="automatic" if by_itself else None,
        remark=remark,
    ), edit


def _composed(letter: Letter) -> str:
    """Return all that the machine says in a letter, and to whom."""
    return f"{letter.to}\n{as_text(letter.subject, letter.body)}"


def _is_overtaken(same: LetterRow, letter: Letter, edit: EditRow | None) -> bool:
    """Tell whether *same* waits approved, never tried, with other words than *letter* has now.

    Of one that a reviewer changed the words count that the machine had then.
    """
    if same.state != "approved" or same.attempts:
        return False
    if edit is not None and edit.revision == same.revision and edit.text is not None:
        return edit.composed != _composed(letter)
    return f"{same.recipient}\n{as_text(*words_of(same.data))}" != _composed(letter)


def _still_said(
    known: list[LetterRow], report: Report, letter: Letter, edit: EditRow | None
) -> Iterator[LetterRow]:
    """Yield the approved letter of an earlier revision that says what *letter* does.

    What was decided since, a look-up that found nothing wrong, changes nothing for the applicant.
    """
    for each in known:
        waits = each.state == "approved" and not each.attempts and each.kind == letter.kind
        if waits and each.revision < report.revision and not _is_overtaken(each, letter, edit):
            yield each


def _unless_same(same: LetterRow | None, row: LetterRow) -> LetterRow:
    """Return the draft that is there already if *row* says nothing else, so that it stays."""
    if same is None or same.state != "drafted":
        return row
    if (same.recipient, words_of(same.data)) != (row.recipient, words_of(row.data)):
        return row
    if row.state != "drafted" and same.approved_by != "automatic":
        return row
    # One that would have left by itself and was put back waits for a person.
    update = {"answers": row.answers, "deadline": row.deadline, "remark": row.remark or same.remark}
    return same.model_copy(update=update)


def _alive(edit: EditRow | None, known: list[LetterRow]) -> EditRow | None:
    """Return a reviewer's words while the letter that they were given to is still a draft."""
    if edit is None or edit.text is None:
        return None
    for letter in known:
        if (letter.revision, letter.kind) == (edit.revision, edit.kind):
            return edit if letter.state == "drafted" else None
    return edit


def _fresh(report: Report, earlier: Report | None) -> list[SubmissionEntry]:
    """Return the mails that came since the revision before."""
    known = {entry.sha256 for entry in earlier.submissions} if earlier else frozenset()
    return [entry for entry in report.submissions if entry.sha256 not in known]


def _papers(report: Report) -> set[str]:
    return {file.sha256 for file in report.files if file.state != "ignored"}


def _last_told(
    ledger: Ledger, report: Report, kind: LetterKind, known: list[LetterRow]
) -> Report | None:
    """Return the report on which the last letter of this kind rested that may have gone.

    A request tells what arrived as a receipt does.
    """
    gone = [
        letter.revision
        for letter in known
        if letter.kind in (kind, "supplement")
        and letter.state in GONE
        and letter.revision < report.revision
    ]
    if not gone:
        return None
    return ledger.report(report.receipt_number, before=max(gone) + 1)
