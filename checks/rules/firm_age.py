"""창업 7년 이내, 업력 3년 이상: how long ago the firm was opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import PositiveInt, model_validator

from checks.clocks import MEASURED_ON, Measure, day_of
from checks.model import Dossier, Finding, Notice
from checks.periods import last_day
from checks.rules import DocumentRule, rule
from extractors.model import Document


@rule
class FirmAge(DocumentRule):
    """The firm is no older than *within* years, and has been there for *at_least* years.

    Its age is counted from the day of opening that the paper prints, as 민법 제160조 counts
    years.  No other paper can mend it; whether a firm that was taken over, or became a
    corporation, counts from an earlier day is for whoever confirms the finding.
    """

    name = "firm-age"
    says = (
        "개업일로 보아 정한 햇수를 넘었거나(within) 채우지 못했으면(at_least) 지원 제외 사유입니다."
    )
    decides_on = ("opened_on",)

    within: PositiveInt | None = None
    at_least: PositiveInt | None = None
    measured_on: Measure = "opening"

    @model_validator(mode="after")
    def _asks_something(self) -> FirmAge:
        if self.within is None and self.at_least is None:
            raise ValueError("within(몇 년 이내)이나 at_least(몇 년 이상)를 적어야 합니다")
        return self

    @property
    def measures(self) -> tuple[str, ...]:
        return (self.measured_on,)

    @property
    def by_arrival(self) -> bool:
        return self.measured_on == "receipt"

    def explain(self) -> str:
        asked = [f"{self.at_least}년 이상" if self.at_least else ""]
        asked.append(f"{self.within}년 이내" if self.within else "")
        return (
            f"{MEASURED_ON[self.measured_on]}을 기준으로 개업한 지 "
            f"{', '.join(filter(None, asked))}여야 합니다. 아니면 지원 제외 사유입니다."
        )

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        opening = document.field("opened_on")
        assert opening is not None
        opened_on = opening.value
        assert isinstance(opened_on, dt.date)
        day = day_of(self.measured_on, document, dossier, notice)
        measured = f"{MEASURED_ON[self.measured_on]}({day})"
        wrong = ""
        if self.within and day > last_day(opened_on, 12 * self.within):
            wrong = f"{self.within}년을 넘었습니다"
        if self.at_least and day < last_day(opened_on, 12 * self.at_least):
            wrong = f"{self.at_least}년이 되지 않았습니다"
        if wrong:
            yield self.finding(
                f"{document.title}의 개업일({opened_on})로 보아 {measured} 현재 {wrong}.",
                about=document,
                evidence=self.evidence(document),
            )
