"""Letters out: what a reviewer approved goes over SMTP, at most once by machine."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable

from extractors.errors import Unreachable
from outbox.delivery import Outcome, send
from outbox.states import LetterState
from pipeline.desk import Desk
from pipeline.ledger import LetterRow
from pipeline.receiving import Progress
from pipeline.settings import Smtp

PAUSE_SECONDS = 2.0
"""Between two letters: providers take a burst of equal mails for spam."""

LOST = "보내는 중에 프로그램이 멈추어 발송 여부를 알 수 없습니다."


def find_lost(desk: Desk) -> None:
    """Call unknown every letter that a run left in the middle of sending."""
    for letter in desk.ledger.letters("sending"):
        desk.ledger.move_letter(letter, "unknown", remark=LOST)


def deliver(desk: Desk, clock: Callable[[], dt.datetime], progress: Progress) -> None:
    """Send the approved letters.

    That a letter is being sent is durable before the connection is made: if we die in
    between, a person says whether it went.  What waited longest for a second try comes last,
    so that one full mailbox holds up nobody else.

    Raises:
        OperatorError: the server does not trust us, or we cannot trust it.
        Unreachable: a letter could not leave; a later run tries the same bytes again.
    """
    smtp = desk.settings.smtp
    waiting = sorted(desk.ledger.letters("approved"), key=lambda letter: letter.attempts)
    waiting = waiting[: desk.settings.limits.letters_per_run]
    if smtp is None or not waiting:
        return
    later = ""
    password = smtp.login()
    for number, letter in enumerate(waiting, start=1):
        progress("안내 메일 보내기", number, len(waiting))
        if number > 1:
            time.sleep(PAUSE_SECONDS)
        if not desk.ledger.move_letter(letter, "sending"):
            continue
        outcome = _send(desk, smtp, password, letter.model_copy(update={"state": "sending"}), clock)
        if outcome.state == "later":
            later = f"{smtp.host}: {outcome.reply}"
            if not re.match(r"4(?!21|32|54)\d\d", outcome.reply):
                break  # the line, or the server as a whole, and not this recipient
    if later:
        raise Unreachable(f"A letter could not leave yet ({later}).")


def _send(
    desk: Desk, smtp: Smtp, password: str, letter: LetterRow, clock: Callable[[], dt.datetime]
) -> Outcome:
    """Send one letter that is marked as being sent, and record what became of it."""
    try:
        outcome = send(
            host=smtp.host,
            port=smtp.port,
            tls=smtp.tls,
            user=smtp.user,
            password=password,
            ca=smtp.ca_file,
            mail_from=smtp.address,
            recipient=letter.recipient,
            data=letter.data,
        )
    except Exception:
        # Everything `send` raises, it raises before the letter was handed over.
        desk.ledger.move_letter(letter, "approved", tried=True)
        raise
    state: LetterState = "approved" if outcome.state == "later" else outcome.state
    desk.ledger.move_letter(
        letter,
        state,
        at=clock() if state == "sent" else None,
        remark="" if state == "sent" else outcome.reply,
        tried=True,
    )
    return outcome
