"""휴·폐업중인 기업: what the tax office's registry says of the business number."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Lookup, Notice, RegistryAnswer
from checks.rules import DossierRule, rule
from checks.wording import moment, with_particle
from extractors.model import Document

REGISTRATION = "business-registration"
WHERE = "홈택스(www.hometax.go.kr) → 사업자등록상태 조회"
NOT_ASKED = "not-asked"


@rule
class OpenForBusiness(DossierRule):
    """The registry calls the firm active, and knows number, opening day and name together.

    The answer comes with the dossier; where there is none, or only one about a number that no
    paper in force prints, that is said, with where a person looks it up.  "Not asked" is never
    "closed".
    """

    name = "open-for-business"
    says = (
        "국세청 사업자등록 상태를 조회하여 휴업·폐업이면 지원 제외 사유로, 사업자단위과세로 "
        "전환된 폐업이면 담당자 확인으로 둡니다. 조회하지 못하였으면 직접 조회하도록 알립니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        answer = dossier.registry
        paper = bearer(dossier, answer.number) if answer else None
        if answer is None or paper is None:
            yield self._not_asked(dossier)
            return
        yield self._status(answer, (Evidence(document=paper.id, field="business_number"),))
        if answer.authentic is False:
            yield self.finding(
                f"국세청 진위확인({moment(answer.asked_at)})에서 사업자등록번호({answer.number}), "
                "개업일, 대표자가 함께 확인되지 않았습니다. 대표자가 여럿이거나 외국인이면 정상인 "
                "기업도 확인되지 않을 수 있습니다.",
                about=paper,
                what="authentic",
                severity="doubtful",
                remedy="최근에 발급받은 사업자등록증명을 다시 보내 주십시오.",
                evidence=tuple(
                    Evidence(document=paper.id, field=field)
                    for field in ("business_number", "opened_on", "representative")
                    if paper.field(field) is not None
                ),
            )

    def _not_asked(self, dossier: Dossier) -> Finding:
        paper = bearer(dossier, None)
        value = paper.field("business_number") if paper else None
        return self.finding(
            "국세청 사업자등록 상태를 조회하지 않았습니다. 휴업·폐업 중이 아닌지 직접 조회하여 "
            "주십시오.",
            what=NOT_ASKED,
            severity="note",
        ).model_copy(
            update={
                "lookup": Lookup(
                    where=WHERE,
                    label="사업자등록번호",
                    number=value.value if value else None,
                    certain=bool(value and value.certain),
                    negative="휴업 또는 폐업 중인 것으로 확인되었습니다.",
                )
            }
        )

    def _status(self, answer: RegistryAnswer, places: tuple[Evidence, ...]) -> Finding:
        asked = f"국세청 조회({moment(answer.asked_at)}) 결과 사업자등록번호 {answer.number}"
        subject = with_particle(asked, "은/는")
        if answer.status == "active":
            kind = f"({answer.tax_type})" if answer.tax_type else ""
            return self.finding(
                f"{asked}의 상태는 계속사업자입니다{kind}.",
                severity="note",
                evidence=places,
            )
        if answer.status == "unregistered":
            return self.finding(
                f"{subject} 국세청에 등록되어 있지 않습니다. 새로 등록한 번호는 하루이틀 뒤에 "
                "조회됩니다.",
                severity="doubtful",
                remedy="사업자등록번호를 확인할 수 있는 사업자등록증명을 다시 보내 주십시오.",
                evidence=places,
            )
        state = "휴업" if answer.status == "suspended" else "폐업"
        since = f"(폐업일 {answer.closed_on})" if answer.closed_on else ""
        if answer.unit_taxation:
            return self.finding(
                f"{subject} {state} 상태{since}이나 사업자단위과세로 전환된 번호입니다. 본점의 "
                "번호로 종된사업장이 계속 운영되는지 확인하여 주십시오.",
                severity="doubtful",
                remedy="‘사업자단위과세 적용 종된사업장 명세’를 보내 주십시오.",
                evidence=places,
            )
        return self.finding(f"{subject} {state} 상태입니다{since}.", evidence=places)


def bearer(dossier: Dossier, number: str | None) -> Document | None:
    """Return the paper in force that prints *number* (None: any), the registration first."""
    papers = [*dossier.of_type(REGISTRATION), *dossier.documents]
    return next(
        (
            paper
            for paper in papers
            if (value := paper.field("business_number")) is not None
            and value.value is not None
            and number in (None, value.value)
        ),
        None,
    )
