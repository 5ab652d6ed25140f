"""The validity that a tax certificate prints, beside the notice's own clock."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DocumentRule, rule
from extractors.model import Document


@rule
class PrintedValidity(DocumentRule):
    """The certificate was valid by its own words on the day it arrived.

    The notice asks for an age, not for this validity, which is normally 30 days
    (국세징수법 시행령 제96조, 지방세징수법 시행령 제7조) and is cut short by taxes that
    fall due.  So a lapsed certificate is told to the reviewer and held against nobody.
    """

    name = "printed-validity"
    says = "증명서 자체에 적힌 유효기간이 지났으면 참고로 알립니다. 보완을 요청하지는 않습니다."
    decides_on = ("valid_until",)
    doubts_silence = False

    @property
    def by_arrival(self) -> bool:
        return True

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        until = document.field("valid_until")
        received_on = dossier.received_at(document).date()
        if until is None or until.value is None or until.value >= received_on:
            return
        yield self.finding(
            f"{document.title} 자체의 유효기간({until.value}까지)이 접수일({received_on}) 전에 "
            "지났습니다. 공고는 발행일만을 기준으로 하므로 요건과는 무관합니다.",
            about=document,
            severity="note",
            evidence=(Evidence(document=document.id, field="valid_until"),),
        )
