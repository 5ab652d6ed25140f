"""국세 및 지방세 체납: the certificate lists no tax deferred or outstanding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Dossier, Finding, Notice
from checks.rules import DocumentRule, rule
from checks.wording import shown
from extractors.korean import squash
from extractors.model import Document

NOTHING_LISTED = re.compile(r"해당사항없음|해당없음|내역없음|없음")


@rule
class NoArrears(DocumentRule):
    """The table of deferrals and liabilities says 해당 없음, or nothing at all.

    The tax office issues the certificate only where nothing is overdue, so an entry is
    a tax put off, not proof of arrears: a person looks at it.
    """

    name = "no-arrears"
    says = "증명서에 징수유예나 체납 내역이 적혀 있으면 담당자 확인으로 둡니다."
    decides_on = ("deferrals",)
    judges_blank = True

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        listed = document.field("deferrals")
        assert listed is not None
        entries = listed.value if isinstance(listed.value, tuple) else (listed.value or "",)
        if not any(NOTHING_LISTED.sub("", squash(str(entry))) for entry in entries):
            return
        yield self.finding(
            f"{document.title}에 징수유예 또는 체납 내역으로 보이는 기재(“{shown(listed)}”)가 "
            "있습니다.",
            about=document,
            severity="doubtful",
            remedy="기재된 세금을 납부하셨거나 유예를 받으셨다면 이를 확인할 수 있는 서류를 "
            "보내 주십시오.",
            evidence=self.evidence(document),
        )
