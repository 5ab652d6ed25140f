"""A business number is possible: its check digit fits."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from extractors.korean import business_number_is_possible, corporate_number_is_possible


@rule
class CheckDigit(DossierRule):
    """The numbers that the papers print fit their check digits.

    A business number that does not fit was misread or misprinted: a doubt.  Corporate
    numbers given since 31 January 2025 have no check digit: only a note.
    """

    name = "check-digit"
    says = (
        "사업자등록번호의 검증번호가 맞지 않으면 담당자 확인으로 두고, 법인등록번호는 참고로만 "
        "알립니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        told: set[str] = set()
        for document in dossier.documents:
            number = document.field("business_number")
            if number is None or number.value is None or number.value in told:
                continue
            if not business_number_is_possible(number.value):
                told.add(number.value)
                yield self.finding(
                    f"{document.title}의 사업자등록번호({number.value})는 검증번호가 맞지 않아 "
                    "있을 수 없는 번호입니다.",
                    about=document,
                    severity="doubtful",
                    remedy="사업자등록번호를 확인하시고, 잘못 적으셨다면 바로잡은 서류를 보내 "
                    "주십시오.",
                    evidence=(Evidence(document=document.id, field="business_number"),),
                )
        for document in dossier.documents:
            number = document.field("corporate_number")
            if number is None or not isinstance(number.value, str) or number.value in told:
                continue
            if "*" not in number.value and not corporate_number_is_possible(number.value):
                told.add(number.value)
                yield self.finding(
                    f"{document.title}의 법인등록번호({number.value})는 종전의 검증번호와 맞지 "
                    "않습니다. 2025-01-31 이후에 부여된 번호에는 검증번호가 없습니다.",
                    about=document,
                    what="corporate_number",
                    severity="note",
                    evidence=(Evidence(document=document.id, field="corporate_number"),),
                )
