"""A draft in a reviewer's own words: changed, kept under a new verdict, or given back."""

from __future__ import annotations

import datetime as dt

from extractors import resident
from extractors.errors import OperatorError
from outbox.rendering import as_text, from_text, reword, words_of
from pipeline.store.ledger import EditRow, Ledger, LetterRow

NO_DRAFT = "초안 상태인 안내 메일만 고칠 수 있습니다."
IN_MAILBOX = (
    "이 초안은 메일함의 임시보관함에 있습니다. 쓰시는 메일 프로그램에서 고치거나 보내 주십시오."
)
ASKED = (
    "고친 뒤에 검토 결과가 바뀌어 승인할 수 없습니다. outbox edit로 다시 고치거나, outbox keep으로"
    " 고친 글을 그대로 두거나, outbox renew로 새 글을 쓰도록 정해 주십시오."
)
UNJUDGED = (
    "프로그램 오류로 이 신청의 마지막 검토를 마치지 못하여 승인할 수 없습니다. 다음 실행에서 다시"
    " 검토합니다."
)
HELD = {"asked": ASKED, "placed": IN_MAILBOX, "unjudged": UNJUDGED}
"""Why a draft cannot be approved, by what the ledger says."""
NO_FORM = "첫 줄은 “제목: ”으로 시작하고, 한 줄을 비운 다음 본문을 적어 주십시오."
NUMBER_IN_IT = "주민등록번호로 보이는 숫자가 있어 저장하지 않았습니다. 메일에는 적지 말아 주십시오."
NEVER_EDITED = "담당자가 고친 글이 없습니다."


def text_of(letter: LetterRow) -> str:
    """Return a letter as a reviewer changes it: the subject's line, a blank one, the text."""
    return as_text(*words_of(letter.data))


def text_of_verdict(ledger: Ledger, letter: LetterRow) -> str:
    """Return what the last verdict would have the letter say, whatever a reviewer wrote."""
    last = _last_edit(ledger, letter)
    return last.composed.partition("\n")[2] if last else text_of(letter)


def rewrite(ledger: Ledger, letter: LetterRow, text: str, *, by: str, now: dt.datetime) -> None:
    """Give a draft the words in *text*, laid out as by `text_of`.

    They outlive every re-run; a verdict that would write another letter than the one that
    *by* saw asks before it can be approved.

    Raises:
        OperatorError: it is no draft any more, lies in the mailbox, or *text* is no letter.
    """
    _demand_draft(ledger, letter)
    try:
        subject, body = from_text(text)
    except ValueError as error:
        raise OperatorError(f"{letter.name}: {NO_FORM}") from error
    if resident.stands_in(text):
        raise OperatorError(f"{letter.name}: {NUMBER_IN_IT}")
    last = _last_edit(ledger, letter)
    composed = last.composed if last else f"{letter.recipient}\n{text_of(letter)}"
    _change(ledger, letter, subject, body, composed, text=as_text(subject, body), by=by, now=now)


def keep(ledger: Ledger, letter: LetterRow, *, by: str, now: dt.datetime) -> None:
    """Let a reviewer's words stand although the verdict under them has changed.

    Raises:
        OperatorError: nobody changed this draft, or it is none.
    """
    _demand_draft(ledger, letter)
    last = _demand_edit(ledger, letter)
    subject, body = words_of(letter.data)
    _change(ledger, letter, subject, body, last.composed, text=last.text, by=by, now=now)


def renew(ledger: Ledger, letter: LetterRow, *, by: str, now: dt.datetime) -> None:
    """Give a draft back the words that the last verdict calls for.

    Raises:
        OperatorError: nobody changed this draft, or it is none.
    """
    _demand_draft(ledger, letter)
    last = _demand_edit(ledger, letter)
    subject, body = from_text(last.composed.partition("\n")[2])
    _change(ledger, letter, subject, body, last.composed, text=None, by=by, now=now)


def _change(
    ledger: Ledger,
    letter: LetterRow,
    subject: str,
    body: str,
    composed: str,
    *,
    text: str | None,
    by: str,
    now: dt.datetime,
) -> None:
    edit = EditRow(
        receipt=letter.receipt,
        revision=letter.revision,
        kind=letter.kind,
        text=text,
        composed=composed,
        by=by,
        at=now,
    )
    data = reword(letter.data, subject=subject, body=body)
    if not ledger.change_words(letter, data, subject, edit):
        raise OperatorError(f"{letter.name}: {NO_DRAFT}")


def _demand_draft(ledger: Ledger, letter: LetterRow) -> None:
    if letter.state != "drafted":
        raise OperatorError(f"{letter.name}: {NO_DRAFT}")
    if ledger.held(letter) == "placed":
        raise OperatorError(f"{letter.name}: {IN_MAILBOX}")


def _demand_edit(ledger: Ledger, letter: LetterRow) -> EditRow:
    last = _last_edit(ledger, letter)
    if last is None or last.text is None:
        raise OperatorError(f"{letter.name}: {NEVER_EDITED}")
    return last


def _last_edit(ledger: Ledger, letter: LetterRow) -> EditRow | None:
    """Return the last edit of just this letter."""
    edit = ledger.edits(letter.receipt)[1].get(letter.kind)
    return edit if edit and edit.revision == letter.revision else None
