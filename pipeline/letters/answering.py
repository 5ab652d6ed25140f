"""Which mail may be answered, and which letter may leave without a person (RFC 3834).

One reason not to answer is enough.  An answer to a program, to a list or to a forged address
reaches nobody who applied, and may be answered by another program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from checks.authentication import key_of
from checks.report import Report, SubmissionEntry
from outbox.states import LetterKind
from pipeline.matching.placement import MARKS
from pipeline.settings import Settings
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger, LetterRow, MailFacts, MessageRow

DAY = dt.timedelta(days=1)

SUPPRESSED = "보낸 쪽에서 자동 회신을 받지 않겠다고 표시한 메일입니다."
NO_SENDER = "보낸 주소를 하나로 정할 수 없는 메일입니다."
FORGED = (
    "메일 서버가 보낸 사람을 확인하지 못한 메일입니다. 신청 기업이 직접 보낸 것으로 확인되면"
    " intake decide 접수번호 {} settled로 알려 주십시오."
)

OVER_ADDRESS = (
    "이 주소로 24시간 동안 자동으로 보낸 메일이 한도({}통)에 이르러 담당자의 승인을 기다립니다."
)
OVER_DOSSIER = (
    "이 신청 건으로 24시간 동안 자동으로 보낸 메일이 한도({}통)에 이르러 담당자의 승인을"
    " 기다립니다."
)
CAME_BACK = "이 주소로 보낸 메일이 반송된 적이 있어 담당자의 승인을 기다립니다."


def answered_by(desk: Desk, report: Report) -> MailFacts | None:
    """Return the newest mail of a dossier that may be answered, None where there is none."""
    for entry in reversed(report.submissions):
        message = desk.ledger.message(entry.sha256)
        if not any(reasons_against(desk, message)):
            return message.facts
    return None


def unanswered(desk: Desk) -> Iterator[tuple[str, str]]:
    """Yield each dossier to which no letter is written at all, and in Korean why."""
    for row in desk.ledger.dossiers(desk.programme.id):
        report = desk.ledger.report(row.receipt)
        if report is None or not report.submissions or answered_by(desk, report):
            continue
        newest = desk.ledger.message(report.submissions[-1].sha256)
        yield row.receipt, next(iter(reasons_against(desk, newest)))


def reasons_against(desk: Desk, message: MessageRow) -> Iterator[str]:
    """Yield in Korean why a mail must not be answered."""
    facts = message.facts
    if facts is None or not facts.sender:
        yield NO_SENDER
    elif facts.sender.lower() in {address.lower() for address in desk.own_addresses}:
        yield MARKS["own"]
    if facts is None:
        return
    yield from (MARKS.get(mark, SUPPRESSED) for mark in facts.marks)
    if facts.is_doubted and not _is_settled(desk.ledger, message):
        yield FORGED.format(key_of(message.sha256))


def _is_settled(ledger: Ledger, message: MessageRow) -> bool:
    """Tell whether a person found that the sender is who it claims, in any of its dossiers."""
    key = key_of(message.sha256)
    decided = (ledger.decisions(r.receipt) for r in ledger.submissions_of(message.sha256))
    return any(key in said and said[key].kind == "settled" for said in decided)


def is_prompt(desk: Desk, entry: SubmissionEntry) -> bool:
    """Tell whether something that arrived may cause a letter: from a person, or over the counter.

    Papers that a reviewer took in have neither sender nor Message-ID, and nobody to loop with.
    """
    message = desk.ledger.message(entry.sha256)
    facts = message.facts
    by_hand = facts is not None and not (facts.sender or facts.message_id)
    if facts is not None and by_hand and entry.assigned_by == "reviewer":
        return not facts.marks
    return not any(reasons_against(desk, message))


def goes_by_itself(
    desk: Desk, report: Report, answered: MailFacts, kind: LetterKind, deadline: dt.datetime | None
) -> bool:
    """Tell whether the settings let a letter leave without a reviewer (contract, section 3).

    Business numbers are public: who writes from a second address about somebody's dossier
    gets a letter about it only when a person has looked.
    """
    if desk.settings.letters.mode != "automatic":
        return False
    first = desk.ledger.message(report.submissions[0].sha256).facts
    if first is None or (first.sender or "").lower() != (answered.sender or "").lower():
        return False
    if kind == "acknowledgement":
        return True
    doubtful = any(f.severity == "doubtful" and f.decision is None for f in report.findings)
    return report.status == "supplement" and not doubtful and deadline is not None


def ask_instead(
    settings: Settings, letter: LetterRow, letters: Sequence[LetterRow], now: dt.datetime
) -> str:
    """Return why a letter that nobody approved must wait for a person; "" where it may go.

    *letters* are all there are.  Every letter that left within a day counts, whoever approved
    it, but only one that would leave by itself is held back: a person may write more.
    """
    if letter.approved_by != "automatic":
        return ""
    limits = settings.limits
    to = letter.recipient.lower()
    if any(each.state == "bounced" and each.recipient.lower() == to for each in letters):
        return CAME_BACK
    lately = [each for each in letters if each.state in ("sent", "unknown") and _since(each, now)]
    if sum(each.recipient.lower() == to for each in lately) >= limits.letters_per_address:
        return OVER_ADDRESS.format(limits.letters_per_address)
    if sum(each.receipt == letter.receipt for each in lately) >= limits.letters_per_dossier:
        return OVER_DOSSIER.format(limits.letters_per_dossier)
    return ""


def _since(letter: LetterRow, now: dt.datetime) -> bool:
    return now - (letter.sent_at or letter.drafted_at) < DAY
