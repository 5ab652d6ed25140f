"""A paper cannot have been issued after it arrived."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document


@rule
class IssuedInFuture(DocumentRule):
    """The paper's day of issue does not lie after the day on which it arrived.

    Either of the two days may be the wrong one, so this is never more than a doubt.  A day
    that cannot be read is the affair of the other rules.
    """

    name = "issued-in-future"
    says = "발급일이 서류가 도착한 날보다 나중이면 담당자 확인으로 둡니다."
    decides_on = ("issued_on",)
    doubts_silence = False

    @property
    def by_arrival(self) -> bool:
        return True

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        issued = document.field("issued_on")
        received_on = dossier.received_at(document).date()
        if issued is None or issued.value is None or issued.value <= received_on:
            return
        yield self.finding(
            f"{document.title}의 발급일({issued.value})이 접수일({received_on})보다 늦습니다.",
            about=document,
            severity="doubtful",
            remedy=issue_anew(document.title, notice, document.type),
            evidence=(Evidence(document=document.id, field="issued_on"),),
        )
