"""What a sender wants that is no paper: to take the application back."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 20_000
QUOTED = re.compile(
    r"^\s*(?:>|-{2,}\s*(?:Original Message|원본 메시지|원본 메일|Forwarded message)|On .+ wrote:$"
    r"|\d{4}년 .+ (?:작성|보냄):?$)",
    re.IGNORECASE,
)
ANSWERED = re.compile(r"^\s*(?:-{2,}|On .+ wrote:$|\d{4}년)")
WITHDRAWAL = re.compile(
    r"(?:신청|접수|참가|지원)[^.\n]{0,20}?(?:철회|취소|포기)"
    r"|(?:철회|취소|포기)\s*(?:를|을)?\s*(?:하고자|하겠|합니다|하려|요청|신청|의사|부탁)"
)


def asks_to_withdraw(subject: str, text: str) -> bool:
    """Tell whether somebody may be taking an application back, in subject or own words.

    What is quoted of another mail is not theirs.  Nothing follows from it by itself: a
    person reads the mail.
    """
    return any(WITHDRAWAL.search(line) for line in (subject, *_own_lines(text[:LONGEST])))


def _own_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if QUOTED.match(line):
            if ANSWERED.match(line):
                return
            continue
        yield line
