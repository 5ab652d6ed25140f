"""Bounces, tied to the letters that caused them."""

from __future__ import annotations

import datetime as dt

from outbox.bounces import read_bounce
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger, LetterRow, MessageRow

MAY_BE_BOUNCES = frozenset(("bounce", "empty-return-path", "no-reply", "auto-submitted"))
RETURNED = "보내 드린 메일이 전달되지 않았다는 배달 실패 알림입니다({})."
REMARK = "반송되었습니다: {}"


def note_bounces(desk: Desk, now: dt.datetime) -> None:
    """Call bounced every letter that came back; each mail is looked at once.

    A bounce can be forged, so it marks a letter as undelivered and does nothing else; and
    only one that names the letter's Message-ID, which nobody but its reader knows.
    """
    seen = desk.ledger.bounces()
    for message in desk.ledger.messages("not-submission", "unassigned"):
        marks = frozenset(message.facts.marks if message.facts else ())
        if message.sha256 in seen or not marks & MAY_BE_BOUNCES:
            continue
        with desk.troubles.alone(f"looking at mail {message.sha256[:12]} for a bounce"):
            bounce = read_bounce(desk.blobs.get(message.sha256))
            letter = None if bounce is None else _letter_of(desk.ledger, bounce.identifiers)
            said = "" if bounce is None else bounce.said
            if letter is not None:
                _return(desk.ledger, letter, message, said, now)
            desk.ledger.note_bounce(message.sha256, letter.name if letter else None, said)


def _letter_of(ledger: Ledger, identifiers: tuple[str, ...]) -> LetterRow | None:
    letters = {letter.message_id: letter for letter in ledger.letters()}
    return next((letters[id_] for id_ in identifiers if id_ in letters), None)


def _return(
    ledger: Ledger, letter: LetterRow, message: MessageRow, said: str, now: dt.datetime
) -> None:
    if letter.state in ("sent", "unknown"):
        remark = REMARK.format(said or "받는 쪽 서버가 이유를 밝히지 않았습니다.")
        ledger.move_letter(letter, "bounced", at=now, remark=remark)
    ledger.explain(message.sha256, RETURNED.format(letter.name))
