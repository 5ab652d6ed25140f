"""Words that findings are made of: particles, the Korean names of fields, values as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from extractors.model import Value

LABELS = {
    "issued_on": "발급일",
    "valid_from": "유효기간 시작일",
    "valid_until": "유효기간 만료일",
    "certificate_number": "발급번호",
    "verification_number": "문서확인번호",
    "business_number": "사업자등록번호",
    "corporate_number": "법인등록번호",
    "company_name": "기업명",
    "representative": "대표자",
    "address": "소재지",
    "business_types": "업태",
    "business_items": "종목",
    "opened_on": "개업일",
    "registered_on": "사업자등록일",
    "purpose": "사용목적",
    "company_size": "기업규모",
    "deferrals": "징수유예·체납 내역",
    "subordinate_number": "종된사업장 번호",
    "unit_taxation": "사업자단위과세 적용",
    "technology": "기술·제품명",
    "certified_on": "최초인증일",
    "contact_name": "담당자",
    "contact_phone": "담당자 연락처",
    "contact_email": "담당자 전자우편",
    "support_type": "지원유형",
    "target_level": "목표수준",
    "present_level": "현재수준",
    "supplier": "공급기업",
    "total_cost": "총사업비",
    "government_share": "정부지원금",
    "host_share": "공단지원금",
    "own_share": "기업부담금",
    "project_period": "사업기간",
    "support_field": "지원분야",
    "goal": "목표 및 필요성",
    "safety": "안전관리 노력도",
    "benefit": "기대효과",
    "extra": "기타(가점 관련)",
    "collection_consent": "개인정보 수집·이용 동의",
    "provision_consent": "개인정보 제3자 제공 동의",
    "signed_on": "작성일",
    "signer": "동의자 성명",
    "signature_present": "서명 또는 날인",
}
"""What people call each field of the contract, section 6."""

SAYINGS = {
    "agreed": "동의함",
    "refused": "동의하지 않음",
    "unmarked": "표시 없음",
    "contradictory": "양쪽 모두 표시",
    True: "있음",
    False: "보이지 않음",
}
PARAMETERS = {
    "receipt": "서류가 도착한 날",
    "deadline": "접수 마감일",
    "opening": "접수 시작일",
    "blank": "서식의 예시 문구만 있으면 빈칸으로 봅니다.",
    "elsewhere": "서식의 예시 문구는 따로 봅니다.",
    "province": "시·도",
}
"""What a programme officer calls the values that rules are told."""
WEEKDAYS = "월화수목금토일"
LONGEST = 60
READ_ALOUD = dict(zip("0123456789", "영일이삼사오육칠팔구", strict=True))


def label(field: str) -> str:
    """Return what people call *field*."""
    return LABELS.get(field, field)


def with_particle(word: str, pair: str) -> str:
    """Return *word* with the particle of *pair* that its last syllable asks for.

    *pair* names the one after a consonant first: 은/는, 이/가, 을/를, 과/와, 으로/로.
    What stands in brackets at the end is not spoken.

    >>> with_particle("납세증명서", "을/를"), with_particle("사업자등록증명", "으로/로")
    ('납세증명서를', '사업자등록증명으로')
    >>> with_particle("기업명(가온해미)", "이/가")
    '기업명(가온해미)이'
    """
    after_consonant, after_vowel = pair.split("/")
    spoken = re.sub(r"[^가-힣0-9]", "", re.sub(r"(?<=.)\(.*\)$", "", word))[-1:]
    syllable = READ_ALOUD.get(spoken, spoken)
    final = (ord(syllable) - ord("가")) % 28 if syllable else 0
    softened = final == 8 and after_consonant == "으로"  # ㄹ takes 로
    return word + (after_consonant if final and not softened else after_vowel)


class Spoken(str):
    """Words that take the particle which a gap names: ``{months:을/를}``."""

    __slots__ = ()

    def __format__(self, pair: str) -> str:
        return with_particle(str(self), pair) if pair else str(self)


def spoken(parameter: Any) -> str:
    """Return a parameter of a rule as a programme officer reads it.

    Names of fields are called what people call them; of a table its values are told.
    """
    if isinstance(parameter, Mapping):
        return spoken(tuple(parameter.values()))
    if isinstance(parameter, tuple | list | frozenset):
        return ", ".join(spoken(part) for part in parameter) or "(없음)"
    return PARAMETERS.get(str(parameter), label(str(parameter)))


def shown(value: Value[Any]) -> str:
    """Return a value as a finding quotes it: what it means, else what was seen."""
    meant = value.value
    if isinstance(meant, tuple):
        text = ", ".join(str(part) for part in meant)
    elif isinstance(meant, dt.date):
        text = meant.isoformat()
    elif meant is None:
        text = value.raw
    else:
        text = SAYINGS.get(meant, str(meant))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def moment(at: dt.datetime) -> str:
    """Return an instant as letters write it: 2025-05-13(화) 18:00."""
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{at:%Y-%m-%d}({WEEKDAYS[at.weekday()]}) {clock}"
