"""The Korean words for what the contract names in English.

A mark always stands beside its word, so that colour is never needed to tell two apart.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from checks.report import Versions
from checks.wording import SAYINGS, label
from extractors.documents import DOCUMENTS
from extractors.model import Document

__all__ = ["label"]


class Mark(NamedTuple):
    """A sign, its word, and the tone of its colour (good, bad, doubt, calm)."""

    sign: str
    word: str
    tone: str


class Standing(NamedTuple):
    """A dossier's status in words, and what the reviewer does next."""

    mark: Mark
    next_step: str


STATUS = {
    "withdrawn": Standing(
        Mark("–", "신청 철회", "calm"),
        "신청이 철회되었습니다. 더 이상 메일을 보내지 않습니다.",
    ),
    "late": Standing(
        Mark("◆", "접수기간 경과", "bad"),
        "접수일시를 확인하고 접수 제외 여부를 결정해 주십시오. "
        "결정하시기 전에는 접수 확인 외의 메일을 보내지 않습니다.",
    ),
    "ineligible": Standing(
        Mark("■", "지원 제외 사유", "bad"),
        "서류 보완으로 해소되지 않는 사유가 있습니다. 근거를 확인하고 결정해 주십시오. "
        "결정하시기 전에는 접수 확인 외의 메일을 보내지 않습니다.",
    ),
    "supplement": Standing(
        Mark("▲", "보완 필요", "bad"),
        "‘보완 필요’ 항목을 신청 기업에 요청해야 합니다.",
    ),
    "review": Standing(
        Mark("?", "담당자 확인 필요", "doubt"),
        "자동으로 판단할 수 없는 사항이 있습니다. ‘확인 필요’ 항목을 원본과 대조해 주십시오.",
    ),
    "complete": Standing(
        Mark("○", "서류 요건 충족", "good"),
        "자동 확인에서 미비한 점이 없었습니다. ‘직접 확인할 사항’을 마치면 평가로 넘기실 수 "
        "있습니다.",
    ),
}
URGENCY = ("late", "ineligible", "review", "supplement", "complete", "withdrawn")

STATE = {
    "met": Mark("○", "충족", "good"),
    "missing": Mark("✕", "미제출", "bad"),
    "blocking": Mark("▲", "보완 필요", "bad"),
    "doubtful": Mark("?", "확인 필요", "doubt"),
    "unreadable": Mark("!", "읽지 못함", "doubt"),
    "not-needed": Mark("–", "해당 없음", "calm"),
}
BARRED = Mark("■", "지원 제외 사유", "bad")
"""A paper of the state ``blocking`` that no new one can mend."""
WAIVED = Mark("◎", "담당자 인정", "good")
"""A paper of the state ``met`` because a person lets pass what is wrong with it."""
STATES = (*STATE.values(), BARRED, WAIVED)
UNKNOWN = Mark("?", "판단 전", "doubt")
LEGEND = {
    "met": "제출되었고 자동 확인에서 문제가 없습니다.",
    "missing": "제출된 서류를 찾지 못하였습니다.",
    "blocking": "제출되었으나 고쳐야 할 점이 있습니다.",
    "doubtful": "담당자가 원본을 보고 판단해야 합니다.",
    "unreadable": "읽지 못한 파일이 있어 제출 여부를 알 수 없습니다.",
    "not-needed": "이 신청에는 필요하지 않거나, 내지 않아도 되는 서류입니다.",
}
REGISTER_LEGEND = (
    *((STATE[state].sign, f"{STATE[state].word}: {said}") for state, said in LEGEND.items()),
    (BARRED.sign, f"{BARRED.word}: 제출되었으나 새 서류로 해소되지 않는 사유가 있습니다."),
    (WAIVED.sign, f"{WAIVED.word}: 고쳐야 할 점이 있으나 담당자가 받아들였습니다."),
)
"""What the signs of the register's papers mean, in the page as in the sheet."""

SEVERITY = {
    "blocking": Mark("▲", "보완 필요", "bad"),
    "doubtful": Mark("?", "확인 필요", "doubt"),
    "note": Mark("·", "참고", "calm"),
}
NOT_MENDABLE = Mark("■", "지원 제외 사유", "bad")
DECISION = {
    "confirmed": Mark("✓", "담당자 확정", "bad"),
    "waived": Mark("✓", "담당자 인정: 불이익 없음", "good"),
    "settled": Mark("✓", "담당자 확인: 문제 없음", "good"),
}

FILE_STATE = {
    "read": Mark("○", "읽음", "good"),
    "unreadable": Mark("!", "읽지 못함", "doubt"),
    "ignored": Mark("–", "서류 아님", "calm"),
}
CONFIRMED_STEP = "담당자가 확정하였습니다. 결과는 담당자가 신청 기업에 직접 알려 주십시오."
ALL_DONE_STEP = (
    "자동 확인에서 미비한 점이 없었고 직접 확인도 마쳤습니다. 평가로 넘기실 수 있습니다."
)
LETTER_STEP = {
    "unknown": "{kind} 메일이 실제로 발송되었는지 확인해 주십시오.",
    "refused": "{kind} 메일을 수신 서버가 거부하였습니다. 주소를 확인해 주십시오.",
    "bounced": "{kind} 메일이 반송되었습니다. 주소를 확인해 주십시오.",
    "drafted": "{kind} 메일 초안을 확인하고 승인해 주십시오.",
    "approved": "승인한 {kind} 메일은 다음 실행 때 발송됩니다.",
    "sent": "{kind} 메일을 보냈습니다. 회신을 기다립니다.",
}
"""What a letter in this state asks of the reviewer, most pressing first."""
LETTER_KIND = {"supplement": "보완 요청", "acknowledgement": "접수 확인"}
LETTER_STATE = {
    "drafted": Mark("…", "초안: 승인 대기", "doubt"),
    "approved": Mark("→", "승인: 발송 대기", "calm"),
    "sending": Mark("→", "발송 중", "calm"),
    "sent": Mark("✓", "발송", "good"),
    "unknown": Mark("?", "발송 여부 확인 필요", "doubt"),
    "refused": Mark("!", "수신 서버가 거부", "bad"),
    "bounced": Mark("!", "반송됨", "bad"),
    "superseded": Mark("–", "새 메일로 대체", "calm"),
    "withdrawn": Mark("–", "철회", "calm"),
}
ASSIGNED_BY = {
    "number": "사업자등록번호",
    "thread": "회신 관계",
    "sender": "보낸 주소",
    "reviewer": "담당자 지정",
}
SOURCE = {
    "text-layer": "전자문서 글자",
    "word-processor": "문서 파일 글자",
    "ocr": "그림에서 판독(OCR)",
}
BECAUSE = {
    "check-digit": "검증번호 일치",
    "relation": "함께 인쇄된 값과 일치",
    "two-readings": "두 번의 판독이 일치",
    "other-paper": "다른 서류와 일치",
    "mark": "표시가 뚜렷함",
    "reviewer": "담당자 확인",
}
"""Why a value is certain; for text of the document itself its source says so already."""


def title(document_type: str) -> str:
    """Return what a paper of this type is called."""
    return DOCUMENTS.get(document_type, Document).title


def say(value: Any) -> str:
    """Return a field's *value* as a reviewer reads it: days in ISO 8601, lists joined."""
    if isinstance(value, list | tuple):
        return ", ".join(say(each) for each in value) or "없음"
    if isinstance(value, dt.date):
        return value.isoformat()
    return SAYINGS.get(value, str(value))


def say_versions(made_with: Versions) -> str:
    """Return what a report was made with, as people compare it with a signed programme."""
    return f"사업 파일 지문 {made_with.programme} · 규칙 버전 {made_with.rules}"


def say_person(by: str) -> str:
    """Return who did something as people read it: nobody knows the accounts of a machine."""
    return {"": "자동", "automatic": "자동", "root": "운영자"}.get(by, by)


def say_minute(moment: dt.datetime | None) -> str:
    """Return an instant to the minute, for what is not judged by the second."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "시각 모름"


def say_moment(moment: dt.datetime | None) -> str:
    """Return an instant to the second, as the deadline is judged."""
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "시각 모름"
