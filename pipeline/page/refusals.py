"""What the desk says where something cannot be done: in Korean, and what to do about it."""

from __future__ import annotations

import logging
import re

from extractors.errors import OperatorError
from pipeline.page.entering import shared
from pipeline.review import terms
from pipeline.store.ledger import LedgerError

log = logging.getLogger(__name__)

LEDGER = (
    "기록을 읽거나 쓰지 못하였습니다. 방금 하신 일은 저장되지 않았을 수 있습니다. 잠시 뒤에 다시 해"
    " 보시고, 계속되면 운영자에게 이 시각을 알려 주십시오: {}"
)
REFUSED = (
    "지금은 처리할 수 없습니다. 앞 화면으로 돌아가 지금의 내용을 확인하고 다시 눌러 주십시오. 같은"
    " 안내가 다시 나오면 운영자에게 이 시각을 알려 주십시오: {}"
)
HANGUL, LATIN = re.compile("[가-힣]"), re.compile("[A-Za-z]")
NAMED = re.compile(r"^[\w-]+: ")


def say(error: OperatorError) -> str:
    """Return what a reviewer is told of *error*; what is written for operators goes to the log."""
    text = NAMED.sub("", str(error))
    korean = len(HANGUL.findall(text)) > len(LATIN.findall(text))
    if korean and not isinstance(error, LedgerError):
        return text
    log.warning("the desk refused: %s", error)
    sentence = LEDGER if isinstance(error, LedgerError) else REFUSED
    return sentence.format(terms.say_moment(shared().clock()))
