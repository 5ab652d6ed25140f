"""Words that findings are made of: particles, the Korean names of fields, values as text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from extractors.fields.naming import NAMES
from extractors.model import Value

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
    return NAMES[field].label if field in NAMES else field


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
    """Return an instant as all pages write it, to the second where one counts."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at.second else f"{at:%Y-%m-%d %H:%M}"
