"""공고일 이후 발급분: issued on or after a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from checks.clocks import MEASURED_ON, day_of
from checks.model import Dossier, Finding, Notice
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document


@rule
class IssuedSince(DocumentRule):
    """The paper was issued on *since* or later: a day, or that of publication or opening."""

    name = "issued-since"
    says = "정한 날(공고일, 접수시작일 또는 날짜)이나 그 뒤에 발급되어야 합니다."
    decides_on = ("issued_on",)

    since: dt.date | Literal["publication", "opening"]

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.since,) if isinstance(self.since, str) else ()

    def explain(self) -> str:
        day = MEASURED_ON[self.since] if isinstance(self.since, str) else str(self.since)
        return f"{day}이나 그 뒤에 발급된 것이어야 합니다. 그 전에 발급되었으면 보완을 요청합니다."

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        issued = document.field("issued_on")
        assert issued is not None
        assert isinstance(issued.value, dt.date)
        day, called = self.since, ""
        if isinstance(day, str):
            called = MEASURED_ON[day]
            day = day_of(day, document, dossier, notice)
        if issued.value < day:
            since = f"{called}({day})" if called else str(day)
            yield self.finding(
                f"{document.title}의 발급일({issued.value})이 {since} 전입니다.",
                about=document,
                remedy=f"{since} 이후에 발급된 것이어야 합니다. "
                f"{issue_anew(document.title, notice, document.type)}",
                evidence=self.evidence(document),
            )
