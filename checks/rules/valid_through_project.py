"""확인서 유효기간이 사업기간 내에 있어야 함: validity against the project's days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from pydantic import PositiveInt

from checks.model import Dossier, Finding, Notice
from checks.periods import latest_start
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document


@rule
class ValidThroughProject(DocumentRule):
    """The confirmation is valid when it arrives, and as far into the project as can be said.

    Taken literally the notice asks for what cannot be: a year does not fit into a project
    of *months*.  What it means beyond validity on the day of receipt is left to a person.
    """

    name = "valid-through-project"
    decides_on = ("valid_from", "valid_until")

    months: PositiveInt

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        begins, until = (getattr(document.field(name), "value", None) for name in self.fields)
        assert isinstance(begins, dt.date)
        assert isinstance(until, dt.date)
        received_on = dossier.received_at(document).date()
        period = f"{document.title}의 유효기간({begins} ~ {until})"
        remedy = issue_anew(f"유효기간이 남아 있는 {document.title}", notice, document.type)
        if until < received_on:
            yield self.finding(
                f"{period}이 접수일({received_on}) 전에 끝났습니다.",
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
        elif notice.project.begins is not None and until < notice.project.begins:
            yield self.finding(
                f"{period}이 사업 시작일({notice.project.begins}) 전에 끝납니다.",
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
        ends = notice.project.ends
        if ends is not None and until >= ends:
            return
        if ends is not None:
            message = (
                f"{period}은 접수일 현재 유효하나 사업 종료일({ends}) 전에 끝납니다. "
                "‘사업기간 내’를 사업기간 전체로 보면 갱신된 확인서가 필요합니다."
            )
        else:
            message = (
                f"{period}은 접수일 현재 유효합니다. 공고에 사업 시작일이 없어, "
                f"‘사업기간 내’를 {self.months}개월 사업기간 전체로 보면 "
                f"{latest_start(until, self.months)}까지 시작하는 사업만 포함합니다."
            )
        yield self.finding(
            message,
            about=document,
            what="outlook",
            severity="note",
            evidence=self.evidence(document),
        )
