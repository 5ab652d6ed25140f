"""동의자 성명 (서명): name, day and signature or seal are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import PositiveInt

from checks.corroboration import said_twice
from checks.model import Dossier, Finding, Notice
from checks.periods import last_day
from checks.rules import DocumentRule, rule
from checks.wording import label, with_particle
from extractors.model import Document, Value

LEAST_SYLLABLES = 2
"""Of a name that two readings tell differently."""

Part = Literal["signed_on", "signer", "signature_present"]


@rule
class Signed(DocumentRule):
    """The form bears a day, a name, and a signature or seal; the day is one that can be.

    A blank day or name is certain; that no mark is seen is not: a pale seal escapes a scan.
    That there is a name is certain, too, where a signature across it makes its last syllable
    illegible: whose it is, `same-company` asks.  A day after the form arrived, or more than
    *months* before, is a slip of the pen or an old form: a person looks.
    """

    name = "signed"
    says = (
        "{asks:이/가} 있어야 합니다. 이름이나 날짜가 비어 있으면 보완을 요청하고, 서명이나 "
        "날인이 보이지 않거나, 적힌 날짜가 접수일보다 늦거나 {months}개월 넘게 앞서면 담당자 "
        "확인으로 둡니다."
    )
    judges_blank = True
    asks_twice = True

    asks: tuple[Part, ...] = ("signed_on", "signer", "signature_present")
    months: PositiveInt = 6

    @property
    def by_arrival(self) -> bool:
        return True

    @property
    def part(self) -> str | None:
        return self.asks[0]

    @property
    def fields(self) -> tuple[str, ...]:
        return self.asks

    def parts(self) -> tuple[Self, ...]:
        return tuple(self.model_copy(update={"asks": (one,)}) for one in self.asks)

    def accepts(self, value: Value[Any]) -> bool:
        return super().accepts(value) and len(said_twice(value)) >= LEAST_SYLLABLES

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for field in self.asks:
            value = document.field(field)
            assert value is not None
            missing = f"{document.title}에 {with_particle(label(field), '이/가')} "
            if field == "signature_present" and not value.value:
                yield self.finding(
                    f"{missing}보이지 않습니다.",
                    about=document,
                    what=field,
                    severity="doubtful",
                    remedy=f"서명 또는 날인을 하신 {with_particle(document.title, '을/를')} "
                    "다시 보내 주십시오.",
                    evidence=self.evidence(document),
                )
            elif value.value is None:
                yield self.finding(
                    f"{missing}적혀 있지 않습니다.",
                    about=document,
                    what=field,
                    remedy=f"{with_particle(label(field), '을/를')} 적으신 "
                    f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
                    evidence=self.evidence(document),
                )
            elif field == "signed_on":
                yield from self._day(document, value.value, dossier.received_at(document).date())

    def _day(self, document: Document, day: dt.date, received_on: dt.date) -> Iterator[Finding]:
        if day > received_on:
            why = "보다 늦습니다"
        elif last_day(day, self.months) < received_on:
            why = f"보다 {self.months}개월 넘게 앞섭니다"
        else:
            return
        name = label("signed_on")
        yield self.finding(
            f"{document.title}의 {name}({day})이 접수일({received_on}){why}.",
            about=document,
            what="signed_on",
            severity="doubtful",
            remedy=f"{with_particle(name, '을/를')} 바르게 적으신 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
            evidence=self.evidence(document),
        )
