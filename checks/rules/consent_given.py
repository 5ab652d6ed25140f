"""(필수) 동의함: both consents of the form are given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from checks.model import Dossier, Finding, Notice
from checks.rules import DocumentRule, rule
from checks.wording import label, with_particle
from extractors.model import Document


@rule
class ConsentGiven(DocumentRule):
    """Each of *consents* is 동의함.

    A refusal ends participation, as the form itself says, so no new paper is asked for;
    a missing mark can be made good; two marks that contradict each other are for a person.
    """

    name = "consent-given"
    says = (
        "{consents}에 각각 ‘동의함’으로 표시되어 있어야 합니다. 동의하지 않으면 지원 제외 사유, "
        "표시가 없으면 보완 요청, 양쪽에 표시되어 있으면 담당자 확인으로 둡니다."
    )
    judges_blank = True

    consents: tuple[str, ...] = ("collection_consent", "provision_consent")

    @property
    def part(self) -> str | None:
        return self.consents[0]

    @property
    def fields(self) -> tuple[str, ...]:
        return self.consents

    def parts(self) -> tuple[Self, ...]:
        return tuple(self.model_copy(update={"consents": (one,)}) for one in self.consents)

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for field in self.consents:
            answer = document.field(field)
            assert answer is not None
            asked = f"{document.title}의 ‘{label(field)}’"
            again = (
                f"‘{label(field)}’의 해당 칸 하나에만 표시하신 "
                f"{with_particle(document.title, '을/를')} 다시 보내 주십시오."
            )
            if answer.value == "refused":
                yield self.finding(
                    f"{asked} 항목에 ‘동의하지 않음’으로 표시되어 있습니다.",
                    about=document,
                    what=field,
                    evidence=self.evidence(document),
                )
            elif answer.value == "contradictory":
                yield self.finding(
                    f"{asked} 항목에 ‘동의함’과 ‘동의하지 않음’이 모두 표시되어 있습니다.",
                    about=document,
                    what=field,
                    severity="doubtful",
                    remedy=again,
                    evidence=self.evidence(document),
                )
            elif answer.value != "agreed":
                yield self.finding(
                    f"{asked} 항목에 아무런 표시가 없습니다.",
                    about=document,
                    what=field,
                    remedy=again,
                    evidence=self.evidence(document),
                )
