"""A short mail to the reviewers when something waits: at most one a day, with nobody's data."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from checks.model import SEOUL
from outbox.delivery import send
from pipeline.exits import OPERATOR
from pipeline.letters.delivering import relay_of
from pipeline.matching.contents import left_over
from pipeline.review.page_layout import undecided
from pipeline.store.desk import Desk
from pipeline.store.ledger import Ledger

SUBJECT = "[접수 업무] 확인할 일이 있습니다"
TEXT = """\
{programme}

{waiting}

{where}

이 메일은 하루에 한 번까지 자동으로 보냅니다. 회신하지 않으셔도 됩니다.
"""
WHERE = "업무 화면: {}"
NO_WHERE = "업무 화면에서 확인해 주십시오."
NOT_SENT = (
    "The mail that tells the reviewers what waits did not leave ({}): see [smtp] and reminder_to in"
    " [desk] of the settings."
)


def remind(desk: Desk, now: dt.datetime) -> bool:
    """Tell the reviewers that something waits, unless they were told today; True if told.

    That it was sent is durable before the connection is made: rather none than two.

    Raises:
        OperatorError: the server does not trust us, or we cannot trust it.
    """
    smtp, where = desk.settings.smtp, desk.settings.desk
    if smtp is None or not where.reminder_to or _told_today(desk.ledger, now):
        return False
    counts = [(what, n, unit) for what, n, unit in _waiting(desk) if n]
    if not counts:
        return False
    text = TEXT.format(
        programme=desk.programme.title,
        waiting="\n".join(f"- {what} {n}{unit}" for what, n, unit in counts),
        where=WHERE.format(where.address) if where.address else NO_WHERE,
    )
    desk.ledger.note_reminder(now)
    relay = relay_of(smtp, smtp.login())
    recipient = parseaddr(where.reminder_to)[1]
    outcome = send(relay, recipient=recipient, data=_mail(smtp.sender, recipient, text, now))
    if outcome.state != "sent":
        desk.troubles.note(OPERATOR, NOT_SENT.format(outcome.reply))
    return outcome.state == "sent"


def _told_today(ledger: Ledger, now: dt.datetime) -> bool:
    last = ledger.last_reminder()
    return last is not None and last.astimezone(SEOUL).date() >= now.astimezone(SEOUL).date()


def _waiting(desk: Desk) -> list[tuple[str, int, str]]:
    """Return what waits for a person, how much of it, and how that is counted."""
    ledger = desk.ledger
    filled = ledger.filled()
    reports = (
        ledger.report(row.receipt)
        for row in ledger.dossiers(desk.programme.id)
        if row.receipt in filled
    )
    heads = [head for head in ledger.letter_heads() if head.receipt in filled]
    stray = len(ledger.messages("unassigned", "set-aside"))
    stray += sum(bool(m.reason and left_over(desk, m)) for m in ledger.messages("accepted"))
    return [
        ("확인할 항목", sum(len(undecided(report)) for report in reports if report), "건"),
        ("승인할 메일", sum(head.state == "drafted" for head in heads), "통"),
        (
            "발송 문제가 있는 메일",
            sum(head.state in ("unknown", "refused", "bounced") for head in heads),
            "통",
        ),
        ("신청 미지정·처리 보류 메일", stray, "통"),
    ]


def _mail(sender: str, recipient: str, text: str, now: dt.datetime) -> bytes:
    """Return the mail as it leaves; programs that answer mail leave it alone (RFC 3834)."""
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, SUBJECT
    mail["Date"] = format_datetime(now.astimezone(SEOUL))
    mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, cte="base64")
    return mail.as_bytes()
