"""사업자단위과세 적용 종된사업장 명세: a place without a number of its own comes with it."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from checks.subordinate import speaks_of_place
from checks.wording import shown, with_particle
from extractors.fields.addresses import district_of, province_of
from extractors.model import Document

STATEMENT = "subordinate-places"
REGISTRATION = "business-registration"
FORM = "application-form"


@rule
class SubordinateStatement(DossierRule):
    """Where the applicant is a subordinate place of business, its statement is there.

    A paper that names such a place by its serial says so itself.  One that names it in other
    words, one number for several
    places (사업자단위과세), or a place on the form that is not the registration's, may mean it.
    While something could not be read the statement may be there all the same.
    """

    name = "subordinate-statement"
    says = (
        "종된사업장 번호가 적혀 있는데 ‘사업자단위과세 적용 종된사업장 명세’가 없으면 보완을 "
        "요청합니다. 사업자단위과세로 표시되어 있거나 참가신청서의 사업장이 사업자등록증명과 다른 "
        "시·군에 있으면 담당자 확인으로 둡니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        asked = notice.asked(STATEMENT)
        named = asked.named if asked else "사업자단위과세 적용 종된사업장 명세"
        where = f" {asked.obtain}" if asked and asked.obtain else ""
        if dossier.of_type(STATEMENT):
            return
        told = self._told(dossier)
        if told is None:
            return
        seen, places, says_so = told
        unread = dossier.may_hide_papers
        missing = f"{with_particle(f'‘{named}’', '이/가')} 제출되지 않았습니다."
        if unread:
            missing = (
                f"{with_particle(f'‘{named}’', '을/를')} 찾지 못하였습니다. 읽지 못한 파일에 들어 "
                "있을 수 있습니다."
            )
        yield self.finding(
            f"{seen} {missing}",
            about=STATEMENT,
            severity="blocking" if says_so and not unread else "doubtful",
            remedy=f"신청하시는 사업장이 종된사업장이면 {with_particle(f'‘{named}’', '을/를')} "
            f"보내 주십시오.{where}",
            evidence=places,
        )

    def _told(self, dossier: Dossier) -> tuple[str, tuple[Evidence, ...], bool] | None:
        """Return what speaks of a subordinate place, where, and whether it says so itself."""
        for document in dossier.documents:
            number = document.field("subordinate_number")
            if number is not None and number.value:
                seen = f"{document.title}에 종된사업장 번호({shown(number)})가 적혀 있으나"
                return seen, (Evidence(document=document.id, field="subordinate_number"),), True
        for document in dossier.documents:
            entry = document.field("subordinate_number")
            if entry is not None and speaks_of_place(document):
                seen = (
                    f"{document.title}에 종된사업장({shown(entry)})이 적혀 있습니다. 일련번호를 "
                    "확인할 명세가 필요하나"
                )
                return seen, (Evidence(document=document.id, field="subordinate_number"),), False
        for document in dossier.documents:
            mark = document.field("unit_taxation")
            if mark is not None and mark.value is True:
                seen = (
                    f"{document.title}에 사업자단위과세 적용 사업자로 표시되어 있습니다. 신청 "
                    "사업장이 종된사업장이면 명세가 필요하나"
                )
                return seen, (Evidence(document=document.id, field="unit_taxation"),), False
        return self._other_place(dossier)

    def _other_place(self, dossier: Dossier) -> tuple[str, tuple[Evidence, ...], bool] | None:
        for form, registration in zip(
            dossier.of_type(FORM), dossier.of_type(REGISTRATION), strict=False
        ):
            here, there = place_on(form), place_on(registration)
            if here is None or there is None or here == there:
                continue
            seen = (
                f"{form.title}의 사업장({' '.join(here)})과 {registration.title}의 "
                f"소재지({' '.join(there)})가 다른 곳입니다. 신청 사업장이 종된사업장이면 명세가 "
                "필요하나"
            )
            places = tuple(Evidence(document=d.id, field="address") for d in (form, registration))
            return seen, places, False
        return None


def place_on(document: Document) -> tuple[str, str] | None:
    """Return the 시·도 and the 시·군·구 of the one address of *document*, as far as printed."""
    address = document.field("address")
    if address is None or not isinstance(address.value, str):
        return None
    province, district = province_of(address.value), district_of(address.value)
    return (province, district) if province and district else None
