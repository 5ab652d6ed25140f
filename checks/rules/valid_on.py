"""유효기간 내의 것: the paper's own validity on a day, and through a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from checks.clocks import MEASURED_ON, Measure, day_of
from checks.model import Dossier, Finding, Notice
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document


@rule
class ValidOn(DocumentRule):
    """By its own words the paper is valid on the measuring day, and *through* a later one."""

    name = "valid-on"
    says = (
        "서류에 적힌 유효기간이 정한 기준일에 지나지 않았어야 하고, 정한 날이 있으면 그날까지 "
        "이어져야 합니다. 그렇지 않으면 보완을 요청합니다."
    )
    decides_on = ("valid_until",)

    measured_on: Measure = "receipt"
    through: dt.date | None = None

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measured_on,)

    def explain(self) -> str:
        said = f"서류에 적힌 유효기간이 {MEASURED_ON[self.measured_on]}에 지나지 않았어야 합니다."
        if self.through:
            said += f" 유효기간은 {self.through}까지 이어져야 합니다."
        return f"{said} 그렇지 않으면 보완을 요청합니다."

    @property
    def by_arrival(self) -> bool:
        return self.measured_on == "receipt"

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        lasting = document.field("valid_until")
        assert lasting is not None
        until = lasting.value
        assert isinstance(until, dt.date)
        day = day_of(self.measured_on, document, dossier, notice)
        measured = f"{MEASURED_ON[self.measured_on]}({day})"
        begins = getattr(document.field("valid_from"), "value", None)
        title = f"{document.title}의 유효기간"
        wrong = ""
        if until < day:
            wrong = f"{title}({until}까지)이 {measured} 전에 끝났습니다."
        elif isinstance(begins, dt.date) and begins > day:
            wrong = f"{title}({begins}부터)이 {measured} 현재 아직 시작되지 않았습니다."
        elif self.through and until < self.through:
            wrong = f"{title}({until}까지)이 {self.through}까지 이어지지 않습니다."
        if wrong:
            yield self.finding(
                wrong,
                about=document,
                remedy=issue_anew(f"유효기간이 남아 있는 {document.title}", notice, document.type),
                evidence=self.evidence(document),
            )
