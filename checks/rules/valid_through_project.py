"""확인서 유효기간이 사업기간 내에 있어야 함: validity against the project's days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import PositiveInt

from checks.model import Dossier, Finding, Notice
from checks.periods import DAY, last_day, latest_start
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document

END_OF_MARCH = (3, 31)
ROLLOVER = (
    " 12월 결산 기업의 확인서는 해마다 3월 31일에 유효기간이 끝나므로, 4월 1일부터는 새로 발급된 "
    "확인서가 필요합니다(「중소기업기본법 시행령」 제3조의3)."
)


@rule
class ValidThroughProject(DocumentRule):
    """The confirmation is valid when it arrives, and as far into the project as can be said.

    Taken literally the notice asks for what cannot be: a year does not fit into a project
    of *months*.  What it means beyond validity on the day of receipt is left to a person, who
    is told what either reading comes to.  Of a firm that closes its books in December the
    paper lapses on every 31 March, before most notices open: that is explained to whoever
    sent last year's.
    """

    name = "valid-through-project"
    says = (
        "도착한 날에 유효기간이 지났거나 시작되지 않았으면 보완을 요청합니다. 사업 시작일이 정해진 "
        "뒤에는 그 전에 끝나는 확인서를 담당자 확인으로 두고, 사업기간(최대 {months}개월) 전체를 "
        "포함하는지는 두 가지 해석을 함께 적어 알립니다."
    )
    decides_on = ("valid_from", "valid_until")

    months: PositiveInt

    @property
    def by_arrival(self) -> bool:
        return True

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        begins, until = (getattr(document.field(name), "value", None) for name in self.fields)
        assert isinstance(begins, dt.date)
        assert isinstance(until, dt.date)
        received_on = dossier.received_at(document).date()
        period = f"{document.title}의 유효기간({begins} ~ {until})"
        remedy = issue_anew(f"유효기간이 남아 있는 {document.title}", notice, document.type)
        start = notice.project.begins
        if until < received_on:
            rollover = ROLLOVER if (until.month, until.day) == END_OF_MARCH else ""
            yield self.finding(
                f"{period}이 접수일({received_on}) 전에 끝났습니다.{rollover}",
                about=document,
                remedy=remedy,
                evidence=self.evidence(document),
            )
        elif begins > received_on:
            yield self.finding(
                f"{period}이 접수일({received_on}) 현재 아직 시작되지 않았습니다.",
                about=document,
                remedy=remedy,
                evidence=self.evidence(document),
            )
        elif start is not None and until < start:
            yield self.finding(
                f"{period}이 접수일 현재 유효하나 사업 시작일({start}) 전에 끝납니다. 접수일에만 "
                "유효하면 되는지, 사업기간 중에도 유효하여야 하는지에 따라 달라집니다.",
                about=document,
                severity="doubtful",
                remedy=remedy,
                evidence=self.evidence(document),
            )
        else:
            yield from self._outlook(document, period, until, notice)

    def _outlook(
        self, document: Document, period: str, until: dt.date, notice: Notice
    ) -> Iterator[Finding]:
        start, end = notice.project.begins, notice.project.ends
        if end is None and start is not None:
            end = last_day(start - DAY, self.months)
        if end is not None and until >= end:
            return
        covered = f"{latest_start(until, self.months)}까지 시작하는 {self.months}개월 사업만"
        if end is not None:
            whole = f"사업 종료일({end}) 전에 끝나므로 그 전에 갱신된 확인서가 필요합니다"
        else:
            whole = f"{covered} 포함합니다(공고에 사업 시작일이 없습니다)"
        yield self.finding(
            f"{period}: (해석 1) 접수일에 유효하면 된다고 보면 요건에 맞습니다. (해석 2) 사업기간 "
            f"전체에 유효하여야 한다고 보면 {whole}.",
            about=document,
            what="outlook",
            severity="note",
            evidence=self.evidence(document),
        )
