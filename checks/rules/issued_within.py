"""발행일로부터 N개월 이내: a certificate must be fresh."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from checks.clocks import MEASURED_ON, Measure, Term, day_of
from checks.model import Dossier, Finding, Notice
from checks.periods import next_working_day
from checks.rules import DocumentRule, issue_anew, rule
from checks.wording import WEEKDAYS, Spoken
from extractors.model import Document

ON_HOLIDAY = {
    "ask": "마지막 날이 토요일이나 공휴일이어서 그 다음 날까지로 보아야만(제161조) 맞으면 담당자 "
    "확인으로 둡니다.",
    "extend": "마지막 날이 토요일이나 공휴일이면 그 다음 날까지로 봅니다(제161조).",
    "ignore": "마지막 날이 토요일이나 공휴일이어도 늘리지 않습니다.",
}


@rule
class IssuedWithin(Term, DocumentRule):
    """The paper was issued no longer than the span before the measuring day.

    The notice says neither which day that is nor whether a last day on a holiday moves on
    (민법 제161조).  The programme file chooses both: *measured_on*, and *on_holiday*, which
    ``extend``s the period, ``ignore``s the holiday, or ``ask``s a person.  A paper that only
    another reading would save is for a person, and both readings are shown.
    """

    name = "issued-within"
    says = (
        "정한 기준일까지 발급된 지 정한 기간이 지나지 않아야 합니다. 지났으면 보완을 요청하고, "
        "공휴일이나 기준일을 달리 보아야만 맞으면 담당자 확인으로 둡니다."
    )
    decides_on = ("issued_on",)

    measured_on: Measure = "receipt"
    on_holiday: Literal["ask", "extend", "ignore"] = "ask"

    def explain(self) -> str:
        long = Spoken(self.said)
        return (
            f"{MEASURED_ON[self.measured_on]}을 기준으로 발급된 지 {long:이/가} "
            "지나지 않아야 합니다. 민법 제157조와 제160조에 따라 발급일은 빼고 달력으로 셉니다. "
            f"지났으면 보완을 요청합니다. {ON_HOLIDAY[self.on_holiday]}"
        )

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measured_on,)

    @property
    def by_arrival(self) -> bool:
        return self.measured_on == "receipt"

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        issued = document.field("issued_on")
        assert issued is not None
        issued_on = issued.value
        assert isinstance(issued_on, dt.date)
        deadline = notice.window.closes.date()
        day = day_of(self.measured_on, document, dossier, notice)
        until = self.ends(issued_on)
        moved = next_working_day(until, notice.is_holiday)
        allowed = moved if self.on_holiday == "extend" else until
        title = f"{document.title}의 발급일({issued_on})"
        measured = f"{MEASURED_ON[self.measured_on]}({day})"
        long = Spoken(self.said)
        remedy = issue_anew(document.title, notice, document.type)
        if day <= allowed:
            yield from self._later(document, title, allowed, deadline)
        elif self.on_holiday == "ask" and day <= moved:
            yield self.finding(
                f"{title}로부터 {long:이/가} 되는 {until}({WEEKDAYS[until.weekday()]})이 "
                f"토요일 또는 공휴일입니다. {measured} 현재, 민법 제161조를 적용하면 {moved}까지로 "
                f"보아 {self.said} 이내이고, 적용하지 않으면 {long:을/를} 지났습니다.",
                about=document,
                severity="doubtful",
                remedy=remedy,
                evidence=self.evidence(document),
            )
        elif self.measured_on == "receipt" and deadline <= allowed:
            yield self.finding(
                f"{title}은 {measured} 기준으로 {long:을/를} 지났으나({allowed}까지), "
                f"접수마감일({deadline}) 기준으로는 {self.said} 이내입니다.",
                about=document,
                severity="doubtful",
                remedy=remedy,
                evidence=self.evidence(document),
            )
        else:
            yield self.finding(
                f"{title}이 {measured} 기준으로 {long:을/를} 지났습니다({allowed}까지 인정).",
                about=document,
                remedy=remedy,
                evidence=self.evidence(document),
            )

    def _later(
        self, document: Document, title: str, allowed: dt.date, deadline: dt.date
    ) -> Iterator[Finding]:
        """Note what is good now, and would not be on the last day of the window."""
        if self.measured_on == "receipt" and allowed < deadline:
            long = Spoken(self.said)
            yield self.finding(
                f"{title}은 {MEASURED_ON[self.measured_on]} 현재 {self.said} 이내이나, "
                f"접수마감일({deadline}) 기준으로는 {allowed}까지여서 "
                f"{long:을/를} 지납니다.",
                about=document,
                what="deadline",
                severity="note",
                evidence=self.evidence(document),
            )
