"""사업기간(최대): the project that the form plans is not too long."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pydantic import PositiveInt

from checks.model import Dossier, Finding, Notice
from checks.periods import DAY, last_day
from checks.rules import SheetRule, rule
from checks.wording import shown, with_particle
from extractors.korean import dates_in, squash
from extractors.model import Document

MONTHS = re.compile(r"(\d{1,2})\s*(?:개\s*월|個月)")


@rule
class ProjectMonths(SheetRule):
    """The planned project lasts no more than *months*, or *same_months* at the *same* level.

    The form says so in months or by its first and last day.  An extension is asked for later
    and is no part of the plan.
    """

    name = "project-months"
    says = (
        "참가신청서의 사업기간이 {months}개월({same:은/는} {same_months}개월) 이내여야 합니다. "
        "길거나 알 수 없으면 담당자 확인으로 두고, 신청서에 항목이 없으면 직접 확인할 사항으로 "
        "둡니다."
    )

    asks_twice = True
    demands_entries = False

    months: PositiveInt
    same: str
    same_months: PositiveInt

    @property
    def fields(self) -> tuple[str, ...]:
        return ("project_period", "support_type")

    def printed_on(self, document: Document) -> tuple[str, ...]:
        printed = super().printed_on(document)
        return printed if "project_period" in printed else ()

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        period, kind = (document.field(field) for field in self.fields)
        if period is None:
            return
        is_same = kind is not None and squash(self.same) in squash(str(kind.value))
        most = self.same_months if is_same else self.months
        planned = f"{document.title}의 사업기간(“{shown(period)}”)"
        fits = fits_in(str(period.value), most)
        if fits:
            return
        said = "을 알 수 없습니다." if fits is None else f"이 최대 {most}개월을 넘습니다."
        kind_named = f"{shown(kind)} " if kind is not None else ""
        yield self.finding(
            f"{planned}{said} 공고의 사업기간은 {kind_named}{most}개월 이내입니다.",
            about=document,
            severity="doubtful",
            remedy=f"사업기간을 {most}개월 이내로 적으신 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
            evidence=self.evidence(document),
        )


def fits_in(period: str, most: int) -> bool | None:
    """Tell whether *period* lasts no more than *most* months; None where it does not say.

    The first day of a project counts (민법 제157조 단서: it begins at midnight).

    >>> fits_in("협약일로부터 9개월", 9), fits_in("2025-07-01 ~ 2026-04-01", 9), fits_in("미정", 9)
    (True, False, None)
    """
    days: list[dt.date] = [day.value for day in dates_in(period)]
    if len(days) == 2 and days[0] < days[1]:
        return days[1] <= last_day(days[0] - DAY, most)
    stated = {int(number) for number in MONTHS.findall(period)}
    return stated.pop() <= most if len(stated) == 1 and not days else None
