"""분담비율: who bears how much of the project's cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, PositiveInt

from checks.amounts import in_millions, won
from checks.model import Dossier, Finding, Notice
from checks.rules import SheetRule, rule
from checks.wording import label, shown, with_particle
from extractors.model import Document, Frozen

Percent = Annotated[int, Field(ge=1, le=100)]
FIELDS = ("total_cost", "government_share", "host_share", "own_share")


class FundingShare(Frozen):
    """A part of the cost, in per cent of the whole, and what it may come to, in won."""

    percent: Percent
    most: PositiveInt | None = None


@rule
class FundingSplit(SheetRule):
    """The amounts of the form are those of the notice: *total*, and the shares of it.

    The government and the host pay their share and no more than their cap; the firm bears at
    least its own.  A project that costs more than the notice plans is borne by the firm, and
    whether that is meant is for a person.
    """

    name = "funding-split"
    says = (
        "참가신청서의 총사업비와 부담금이 공고의 금액, 비율과 상한에 맞아야 합니다. 맞지 않거나 알 "
        "수 없으면 담당자 확인으로 둡니다."
    )

    asks_twice = True
    demands_entries = False

    total: PositiveInt
    government: FundingShare
    host: FundingShare
    own: FundingShare

    @property
    def fields(self) -> tuple[str, ...]:
        return FIELDS

    def explain(self) -> str:
        shares = ((label(f), s) for f, s in zip(FIELDS[1:], self._shares, strict=True))
        told = ", ".join(
            f"{name} {share.percent}%" + (f"({in_millions(share.most)}까지)" if share.most else "")
            for name, share in shares
        )
        return (
            f"참가신청서의 총사업비가 {in_millions(self.total)}이고 분담이 {told}여야 합니다. "
            "금액이 맞지 않거나 알 수 없으면 담당자 확인으로 두고, 신청서에 항목이 없으면 직접 "
            "확인할 사항으로 둡니다."
        )

    @property
    def _shares(self) -> tuple[FundingShare, FundingShare, FundingShare]:
        return self.government, self.host, self.own

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        values = [document.field(field) for field in FIELDS]
        amounts = [won(str(value.value)) if value is not None else None for value in values]
        for field, value, amount in zip(FIELDS, values, amounts, strict=True):
            if value is not None and amount is None:
                named = with_particle(f"{label(field)}({shown(value)})", "이/가")
                yield self._doubt(document, f"{named} 얼마인지 알 수 없습니다.", field)
        if all(
            amount is not None or value is None
            for value, amount in zip(values, amounts, strict=True)
        ):
            for field, said in self._misfits(*amounts):
                yield self._doubt(document, said, field)

    def _misfits(
        self, total: int | None, government: int | None, host: int | None, own: int | None
    ) -> Iterator[tuple[str, str]]:
        """Yield what does not fit, by the field that it is about; what is None is not printed."""
        if total is not None and None not in (government, host, own):
            parts = (government or 0) + (host or 0) + (own or 0)
            if parts != total:
                yield (
                    "sum",
                    f"부담금의 합계({in_millions(parts)})가 "
                    f"총사업비({in_millions(total)})와 다릅니다.",
                )
        if total is not None and total != self.total:
            more = "넘는 금액은 기업이 부담하는 것인지 확인하여 주십시오."
            yield (
                "total_cost",
                f"총사업비({in_millions(total)})가 공고의 총 구축비용({in_millions(self.total)})과 "
                f"다릅니다.{f' {more}' if total > self.total else ''}",
            )
        whole = self.total if total is None else total
        paid = zip(FIELDS[1:3], self._shares[:2], (government, host), strict=True)
        for field, share, amount in paid:
            if amount is None:
                continue
            if 100 * amount > share.percent * whole:
                limit = f"총사업비의 {share.percent}% 한도"
            elif share.most is not None and amount > share.most:
                limit = f"상한({in_millions(share.most)})"
            else:
                continue
            yield (
                field,
                f"{label(field)}({in_millions(amount)})이 "
                f"{with_particle(limit, '을/를')} 넘습니다.",
            )
        if own is not None and 100 * own < self.own.percent * whole:
            yield (
                "own_share",
                f"{label('own_share')}({in_millions(own)})이 총사업비의 {self.own.percent}%보다 "
                "적습니다.",
            )

    def _doubt(self, document: Document, said: str, what: str) -> Finding:
        return self.finding(
            f"{document.title}의 {said}",
            about=document,
            what=what,
            severity="doubtful",
            remedy="총사업비와 부담금을 공고의 분담비율과 상한에 맞게 적으신 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
            evidence=self.evidence(document),
        )
