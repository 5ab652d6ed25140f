"""중소기업: what the confirmation says of the firm's size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, issue_anew, rule
from checks.wording import shown, spoken, with_particle
from extractors.korean import squash
from extractors.model import Document

CONFIRMATION = "sme-confirmation"
DEEMED = "deemed-sme-confirmation"

OF_NUMBERS = "이거나 사업자등록번호가 {not_firms}의 번호"


@rule
class CompanySize(DossierRule):
    """The confirmation names one of *sizes*.

    Some that are no firms get a paper all the same: bodies that count as small for public
    purchasing only (중소기업 간주 확인서), and those whose number says that they are no
    company (*not_firms*: its fourth and fifth digit → what it stands for).  Whether they may
    take part is for a person.
    """

    name = "company-size"
    says = (
        "중소기업 확인서의 기업규모가 {sizes} 가운데 하나여야 합니다. 다른 규모이면 보완을 "
        f"요청하고, 중소기업 간주 확인서{OF_NUMBERS}이면 담당자 확인으로 둡니다."
    )

    judges = (CONFIRMATION,)

    sizes: tuple[str, ...] = Field(min_length=1)
    not_firms: dict[Annotated[str, Field(pattern=r"^\d{2}$")], str] = Field(default_factory=dict)

    def explain(self) -> str:
        said = super().explain()
        without = OF_NUMBERS.format(not_firms=spoken(self.not_firms))
        return said if self.not_firms else said.replace(without, "")

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        confirmations = dossier.of_type(CONFIRMATION)
        for document in confirmations:
            yield from self.weighed(document, ("company_size",), self._size(document, notice))
            yield from self._kind_of_number(document)
        if not confirmations:
            yield from self._deemed(dossier, notice)

    def _size(self, document: Document, notice: Notice) -> Iterator[Finding]:
        size = document.field("company_size")
        assert size is not None
        if squash(str(size.value)) in map(squash, self.sizes):
            return
        yield self.finding(
            f"{document.title}의 기업규모가 ‘{shown(size)}’입니다. 「중소기업기본법」에 따른 "
            "중소기업만 신청할 수 있습니다.",
            about=document,
            remedy="중소기업에 해당하시면 "
            f"{issue_anew(f'이를 확인하는 {document.title}', notice, document.type)}",
            evidence=(Evidence(document=document.id, field="company_size"),),
        )

    def _kind_of_number(self, document: Document) -> Iterator[Finding]:
        number = document.field("business_number")
        if number is None or number.value is None:
            return
        kind = self.not_firms.get(str(number.value)[4:6])
        if kind is not None:
            yield self.finding(
                f"{document.title}의 사업자등록번호({number.value})는 {kind}의 번호입니다. "
                "「중소기업기본법」에 따른 중소기업인지 확인하여 주십시오.",
                about=document,
                what="business_number",
                severity="doubtful",
                remedy="「중소기업기본법」에 따른 중소기업임을 확인할 수 있는 서류를 보내 "
                "주십시오.",
                evidence=(Evidence(document=document.id, field="business_number"),),
            )

    def _deemed(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for document in dossier.of_type(DEEMED)[:1]:
            yield self.finding(
                f"{with_particle(document.title, '은/는')} 공공구매에서만 중소기업으로 보는 단체에 "
                "발급되는 서류입니다(판로지원법 제33조). 「중소기업기본법」에 따른 중소기업인지 "
                "확인하여 주십시오.",
                about=CONFIRMATION,
                what="deemed",
                severity="doubtful",
                remedy=issue_anew("중소기업 확인서", notice, CONFIRMATION),
                evidence=(Evidence(document=document.id),),
            )
