"""Letters out: what a reviewer approved goes over SMTP, at most once by machine."""

from __future__ import annotations

import datetime as dt
import re
import time

from extractors.errors import OperatorError, Unreachable
from outbox.delivery import Outcome, Relay, send
from outbox.states import LetterState
from pipeline.letters.answering import ask_instead
from pipeline.settings import Settings, Smtp
from pipeline.store.desk import Clock, Desk, Progress
from pipeline.store.ledger import Ledger, LetterRow

PAUSE_SECONDS = 2.0
"""Between two letters: providers take a burst of equal mails for spam."""

BACKOFF = tuple(dt.timedelta(minutes=m) for m in (5, 15, 60, 180, 360))
"""How long a letter rests after its recipient's server put it off, time after time."""
LONGEST_WAIT = dt.timedelta(days=2)
"""After this a person must look; RFC 5321 (4.5.4.1) lets a sender give up after four days, and a
deadline may be near."""

LOST = "보내는 중에 프로그램이 멈추어 발송 여부를 알 수 없습니다."
GIVEN_UP = "이틀 동안 여러 번 시도하였으나 받는 쪽 서버가 받지 않았습니다: {}"


def find_lost(ledger: Ledger) -> None:
    """Call unknown every letter that a run left in the middle of sending."""
    for letter in ledger.letters("sending"):
        ledger.move_letter(letter, "unknown", remark=LOST)


def deliver(desk: Desk, clock: Clock, progress: Progress) -> None:
    """Send the approved letters, unless somebody stopped all of them.

    That a letter is being sent is durable before the connection is made: if we die in
    between, a person says whether it went.  What waited longest for a second try comes last,
    so that one full mailbox holds up nobody else.  A dossier that we fail to judge gets none.

    Raises:
        OperatorError: the server does not trust us, or we cannot trust it.
        Unreachable: a letter could not leave; a later run tries the same bytes again.
    """
    smtp = desk.settings.smtp
    waiting = _due(desk.ledger, desk.settings, clock())
    if smtp is None or not waiting:
        return
    later = ""
    password = smtp.login()
    tried = 0
    for number, letter in enumerate(waiting, start=1):
        progress("안내 메일 보내기", number, len(waiting))
        if desk.ledger.stopped():
            break
        with desk.troubles.alone(f"sending letter {letter.name}", passing=(OperatorError,)):
            if why := ask_instead(desk.settings, letter, desk.ledger.letters(), clock()):
                desk.ledger.move_letter(letter, "drafted", at=clock(), remark=why)
                continue
            if tried:
                time.sleep(PAUSE_SECONDS)
            if not desk.ledger.move_letter(letter, "sending"):
                continue
            tried += 1
            sending = letter.model_copy(update={"state": "sending"})
            outcome = _send(desk.ledger, smtp, password, sending, clock)
            if outcome.state == "later":
                later = f"{smtp.host}: {outcome.reply}"
                if not _is_about_recipient(outcome):
                    break
    if later:
        raise Unreachable(f"A letter could not leave yet ({later}).")


def _due(ledger: Ledger, settings: Settings, now: dt.datetime) -> list[LetterRow]:
    """Return the approved letters that may be tried now, at most as many as one run sends."""
    retries = ledger.retries()
    due = []
    for letter in ledger.letters("approved"):
        _, until = retries.get((letter.receipt, letter.revision, letter.kind), (now, now))
        if until <= now and not ledger.is_unjudged(letter.receipt):
            due.append(letter)
    due.sort(key=lambda letter: letter.attempts)
    return due[: settings.limits.letters_per_run]


def _is_about_recipient(outcome: Outcome) -> bool:
    """Tell a reply to this letter from one about the line, or the server as a whole."""
    return re.match(r"4(?!21|32|54)\d\d", outcome.reply) is not None


def relay_of(smtp: Smtp, password: str) -> Relay:
    """Return the server of the settings as letters are handed to it."""
    return Relay(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        mail_from=smtp.address,
        user=smtp.user,
        password=password,
        ca=smtp.ca_file,
    )


def _send(ledger: Ledger, smtp: Smtp, password: str, letter: LetterRow, clock: Clock) -> Outcome:
    """Send one letter that is marked as being sent, and record what became of it."""
    try:
        outcome = send(relay_of(smtp, password), recipient=letter.recipient, data=letter.data)
    except Exception:
        # Everything `send` raises, it raises before the letter was handed over.
        ledger.move_letter(letter, "approved", at=clock(), tried=True)
        raise
    state: LetterState = "approved" if outcome.state == "later" else outcome.state
    remark = "" if state == "sent" else outcome.reply
    if outcome.state == "later" and _is_about_recipient(outcome):
        if not _put_off(ledger, letter, clock()):
            state, remark = "refused", GIVEN_UP.format(outcome.reply)
    elif outcome.state != "later":
        ledger.forget_retry(letter)
    ledger.move_letter(letter, state, at=clock(), remark=remark, tried=True)
    return outcome


def _put_off(ledger: Ledger, letter: LetterRow, now: dt.datetime) -> bool:
    """Let a letter rest before its next try; False if it was tried for long enough."""
    key = (letter.receipt, letter.revision, letter.kind)
    first, _ = ledger.retries().get(key, (now, now))
    if now - first >= LONGEST_WAIT:
        ledger.forget_retry(letter)
        return False
    rest = BACKOFF[min(letter.attempts, len(BACKOFF) - 1)]
    ledger.put_off(letter, first=first, until=now + rest)
    return True
