"""발행일로부터 N개월 이내: a certificate must be fresh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from pydantic import PositiveInt

from checks.model import Dossier, Finding, Notice
from checks.periods import last_day, next_working_day
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document

MEASURED_ON = {"receipt": "접수일", "deadline": "접수마감일"}


@rule
class IssuedWithin(DocumentRule):
    """The paper was issued no more than *months* before the measuring day.

    The notice does not say which day that is, nor whether a last day on a holiday moves on
    (민법 제161조); the programme file answers the first, a person the second.
    """

    name = "issued-within"
    decides_on = ("issued_on",)

    months: PositiveInt
    measured_on: Literal["receipt", "deadline"] = "receipt"

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        issued = document.field("issued_on")
        assert issued is not None
        issued_on = issued.value
        assert isinstance(issued_on, dt.date)
        deadline = notice.window.closes.date()
        day = deadline
        if self.measured_on == "receipt":
            day = dossier.received_at(document).date()
        until = last_day(issued_on, self.months)
        measured = f"{MEASURED_ON[self.measured_on]}({day})"
        if day <= until:
            if until < deadline:
                yield self.finding(
                    f"{document.title}의 발급일({issued_on})은 {measured} 현재 {self.months}개월 "
                    f"이내이나, 접수마감일({deadline}) 기준으로는 {until}까지여서 "
                    f"{self.months}개월을 지납니다.",
                    about=document,
                    what="deadline",
                    severity="note",
                    evidence=self.evidence(document),
                )
            return
        remedy = issue_anew(document.title, notice, document.type)
        if day <= next_working_day(until, notice.is_holiday):
            yield self.finding(
                f"{document.title}의 발급일({issued_on})로부터 {self.months}개월이 되는 "
                f"{until}이 토요일 또는 공휴일입니다. 민법 제161조에 따라 다음 날까지로 보아야 "
                f"{measured} 현재 기간 이내입니다.",
                about=document,
                severity="doubtful",
                remedy=remedy,
                evidence=self.evidence(document),
            )
            return
        yield self.finding(
            f"{document.title}의 발급일({issued_on})이 {measured} 기준으로 {self.months}개월을 "
            f"지났습니다({until}까지 인정).",
            about=document,
            remedy=remedy,
            evidence=self.evidence(document),
        )
