"""강원특별자치도 소재: the place of business lies in the province."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from checks.wording import with_particle
from extractors.fields.addresses import district_of, misspells_its_district, province_of
from extractors.model import Document

STATEMENT = "subordinate-places"
REGISTRATION = "business-registration"
FORM = "application-form"


@rule
class LocatedIn(DossierRule):
    """The place of business on 사업자등록증명, or the subordinate place's, is in *province*.

    The head office on tax certificates and on the SME confirmation is never asked, and that
    on 사업자등록증명 excludes nobody who applies for a place of business in the province.
    *districts* are the 시·군 of the province.  An address that begins with one of them leaves
    its province out; whether it is ours is for a person, since their names repeat (고성군).  One
    that names the province and none of its districts was misread or mistyped.
    """

    name = "located-in"
    says = (
        "사업자등록증명(종된사업장은 그 명세)의 사업장 소재지가 {province:이어야/여야} 합니다. "
        "다른 시·도이면 지원 제외 사유, 시·도가 적혀 있지 않거나 {province}에 없는 시·군이면 "
        "담당자 확인으로 둡니다. 본점 주소는 보지 않습니다."
    )

    judges = (REGISTRATION, STATEMENT)

    province: str
    districts: tuple[str, ...] = ()

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for document in dossier.of_type(STATEMENT, REGISTRATION)[:1]:
            found = self._place(document, dossier)
            again = partial(self._place, dossier=dossier, read_again=True)
            yield from self.weighed(document, ("address",), found, again=again)

    def _place(
        self, document: Document, dossier: Dossier, *, read_again: bool = False
    ) -> Iterator[Finding]:
        value = document.field("address")
        assert value is not None
        addresses = _applying(document, dossier)
        provinces = {province_of(address) for address in addresses}
        evidence = (Evidence(document=document.id, field="address"),)
        place = f"{document.title}의 사업장 소재지({'; '.join(addresses)})"
        if document.type == REGISTRATION and dossier.names_subordinate_place:
            yield self.finding(
                "종된사업장이 언급되어 있으나 ‘사업자단위과세 적용 종된사업장 명세’가 없어 "
                f"사업장이 {self.province}에 있는지 확인할 수 없습니다.",
                about=document,
                severity="doubtful",
                remedy="‘사업자단위과세 적용 종된사업장 명세’를 보내 주십시오.",
                evidence=evidence,
            )
        elif provinces == {self.province}:
            if read_again:  # a district a stroke off confirms what the first reading saw
                addresses = tuple(a for a in addresses if not misspells_its_district(a))
            yield from self._unknown_district(document, addresses, evidence)
        elif dossier.marks_unit_taxation and document.type == REGISTRATION:
            yield self.finding(
                f"{with_particle(place, '은/는')} {self.province} 밖의 본점일 수 있습니다. "
                "사업자단위과세 사업자이므로 신청 사업장을 적은 명세를 확인해야 합니다.",
                about=document,
                severity="doubtful",
                remedy="‘사업자단위과세 적용 종된사업장 명세’를 보내 주십시오.",
                evidence=evidence,
            )
        elif None in provinces or self.province in provinces:
            yield self.finding(
                f"{with_particle(place, '으로/로')}는 {self.province} 소재 여부를 확정할 수 "
                f"없습니다.{self._hint(addresses)}",
                about=document,
                severity="doubtful",
                remedy="시·도부터 적힌 사업장 주소를 확인할 수 있는 서류를 보내 주십시오.",
                evidence=evidence,
            )
        else:
            yield self._elsewhere(document, dossier, place, evidence)

    def _elsewhere(
        self, document: Document, dossier: Dossier, place: str, evidence: tuple[Evidence, ...]
    ) -> Finding:
        """Say that *place* is in another province, which the form's own address may doubt."""
        if document.type == REGISTRATION and (applied := self._applied_for(dossier)):
            return self.finding(
                f"{with_particle(place, '이/가')} {self.province}에 있지 않으나 참가신청서의 사업장"
                f"({applied[1]})은 {self.province}에 있습니다. 본점의 증명서라면 신청 사업장의 "
                "서류를 확인해야 합니다.",
                about=document,
                severity="doubtful",
                remedy="신청하시는 사업장의 ‘사업자등록증명’이나 ‘사업자단위과세 적용 종된사업장 "
                "명세’를 보내 주십시오.",
                evidence=(*evidence, Evidence(document=applied[0], field="address")),
            )
        return self.finding(
            f"{with_particle(place, '이/가')} {self.province}에 있지 않습니다.",
            about=document,
            evidence=evidence,
        )

    def _applied_for(self, dossier: Dossier) -> tuple[str, str] | None:
        """Return the form, and the place on it, where that lies in the province."""
        for form in dossier.of_type(FORM):
            address = form.field("address")
            said = address.value if address is not None else None
            if isinstance(said, str) and province_of(said) == self.province:
                return form.id, said
        return None

    def _unknown_district(
        self, document: Document, addresses: tuple[str, ...], evidence: tuple[Evidence, ...]
    ) -> Iterator[Finding]:
        for address in addresses:
            district = district_of(address)
            if not self.districts or district in self.districts:
                continue
            said = f"의 시·군을 {self.province}에서 찾지 못하였습니다."
            if district:
                named = with_particle(district, "은/는")
                said = f"에 적힌 {named} {self.province}의 시·군이 아닙니다."
            yield self.finding(
                f"{document.title}의 사업장 소재지({address}){said}",
                about=document,
                what="district",
                severity="doubtful",
                remedy="시·도와 시·군부터 적힌 사업장 주소를 확인할 수 있는 서류를 보내 주십시오.",
                evidence=evidence,
            )

    def _hint(self, addresses: tuple[str, ...]) -> str:
        for address in addresses:
            district = district_of(address)
            if province_of(address) is None and district in self.districts:
                namesake = f"{self.province}의 {with_particle(district, '과/와')} 이름이 같습니다."
                return f" 시·도가 적혀 있지 않으나 {namesake}"
        return ""


def _applying(document: Document, dossier: Dossier) -> tuple[str, ...]:
    """Return the addresses on *document*: of several places that of the one that applies.

    That is the one whose serial the application names, for certain.
    """
    address, serials = document.field("address"), document.field("subordinate_number")
    said = address.value if address is not None else None
    if not isinstance(said, tuple):
        return (str(said),)
    if serials is None or not isinstance(serials.value, tuple):
        return said
    named = [form.field("subordinate_number") for form in dossier.of_type(FORM)]
    meant = {
        place
        for entry in named
        if entry is not None and entry.certain
        for serial, place in zip(serials.value, said, strict=False)
        if serial == entry.value
    }
    return tuple(meant) if len(meant) == 1 else said
