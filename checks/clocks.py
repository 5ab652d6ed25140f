"""How long and from which day: the clocks that notices set, as parameters of rules."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import PositiveInt, model_validator

from checks.model import Dossier, Notice
from checks.periods import last_day
from extractors.model import Document, Frozen

Measure = Literal["receipt", "deadline", "opening", "publication"]
MEASURED_ON: dict[Measure, str] = {
    "receipt": "접수일",
    "deadline": "접수마감일",
    "opening": "접수시작일",
    "publication": "공고일",
}
UNITS = {"days": "일", "weeks": "주", "months": "개월", "years": "년"}


class Term(Frozen):
    """A length of time in one of four units; its first day is not counted (민법 제157조)."""

    days: PositiveInt | None = None
    weeks: PositiveInt | None = None
    months: PositiveInt | None = None
    years: PositiveInt | None = None

    @model_validator(mode="after")
    def _has_one_unit(self) -> Term:
        if len(self._given) != 1:
            raise ValueError("기간을 days, weeks, months, years 가운데 하나로 적어야 합니다")
        return self

    @property
    def _given(self) -> dict[str, int]:
        given = {unit: getattr(self, unit) for unit in UNITS}
        return {unit: number for unit, number in given.items() if number is not None}

    @property
    def said(self) -> str:
        """The length in words: 30일, 2주, 3개월, 7년."""
        ((unit, number),) = self._given.items()
        return f"{number}{UNITS[unit]}"

    def ends(self, start: dt.date) -> dt.date:
        """Return the last day of the span that begins with the day after *start*.

        Days and weeks are counted one by one, months and years by the calendar (제160조).
        """
        if self.days or self.weeks:
            return start + dt.timedelta(days=self.days or 7 * (self.weeks or 0))
        return last_day(start, self.months or 12 * (self.years or 0))


def day_of(measure: Measure, document: Document, dossier: Dossier, notice: Notice) -> dt.date:
    """Return the day by which *measure* counts for *document*."""
    if measure == "receipt":
        return dossier.received_at(document).date()
    window = notice.window
    if measure == "publication":
        return window.published or window.opens.date()  # without it, a programme is refused
    return (window.closes if measure == "deadline" else window.opens).date()
