"""What people call each field of a paper, which of them rules decide on, which the register shows.

Fields that stand on several papers are named here; one that only one type has may be named
where that type declares it::

    factory_number: Annotated[
        Value[str] | None, Printed(…), Named("공장관리번호"), InRegister(16)
    ] = None
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractors.model import Document


@dataclass(frozen=True)
class Named:
    """What people call a field; *deciding* ones are shown also where nothing is wrong."""

    label: str
    deciding: bool = False


@dataclass(frozen=True)
class InRegister:
    """The field has a column in the register of every programme that asks for its paper.

    ``width`` is in characters; ``heading`` stands where the label would be too long.
    """

    width: int
    heading: str = ""


NAMES: dict[str, Named] = {
    "issued_on": Named("발급일", deciding=True),
    "valid_from": Named("유효기간 시작일", deciding=True),
    "valid_until": Named("유효기간 만료일", deciding=True),
    "business_number": Named("사업자등록번호", deciding=True),
    "company_name": Named("기업명", deciding=True),
    "representative": Named("대표자", deciding=True),
    "address": Named("소재지", deciding=True),
    "company_size": Named("기업규모", deciding=True),
    "business_types": Named("업태", deciding=True),
    "business_items": Named("종목", deciding=True),
    "deferrals": Named("징수유예·체납 내역", deciding=True),
    "subordinate_number": Named("종된사업장 번호", deciding=True),
    "certified_on": Named("최초인증일", deciding=True),
    "collection_consent": Named("개인정보 수집·이용 동의", deciding=True),
    "provision_consent": Named("개인정보 제3자 제공 동의", deciding=True),
    "signed_on": Named("작성일", deciding=True),
    "signer": Named("동의자 성명", deciding=True),
    "signature_present": Named("서명 또는 날인", deciding=True),
    "support_type": Named("지원유형", deciding=True),
    "target_level": Named("목표수준", deciding=True),
    "certificate_number": Named("발급번호"),
    "verification_number": Named("문서확인번호"),
    "corporate_number": Named("법인등록번호"),
    "opened_on": Named("개업일"),
    "registered_on": Named("사업자등록일"),
    "purpose": Named("사용목적"),
    "unit_taxation": Named("사업자단위과세 적용"),
    "technology": Named("기술·제품명"),
    "contact_name": Named("담당자"),
    "contact_phone": Named("담당자 연락처"),
    "contact_email": Named("담당자 전자우편"),
    "present_level": Named("현재수준"),
    "supplier": Named("공급기업"),
    "total_cost": Named("총사업비"),
    "government_share": Named("정부지원금"),
    "host_share": Named("공단지원금"),
    "own_share": Named("기업부담금"),
    "project_period": Named("사업기간"),
    "support_field": Named("지원분야"),
    "goal": Named("목표 및 필요성"),
    "safety": Named("안전관리 노력도"),
    "benefit": Named("기대효과"),
    "extra": Named("기타(가점 관련)"),
}
"""The fields of the contract, section 6; what rules decide on first, as it is shown."""
COMMON = frozenset(NAMES)
"""The fields that are named here; the others are one type's own."""


def is_deciding(field: str) -> bool:
    """Tell whether rules decide on *field*."""
    return field in NAMES and NAMES[field].deciding


def name_fields_of(kind: type[Document]) -> None:
    """Make known what *kind* calls the fields of its own.

    Raises:
        ValueError: the field is called something else already.
    """
    for field, info in kind.model_fields.items():
        for named in info.metadata:
            if isinstance(named, Named) and NAMES.setdefault(field, named) != named:
                raise ValueError(f"{field} of {kind.type} is called {NAMES[field].label} already")


def forget_fields_of(kind: type[Document]) -> None:
    """Forget what only *kind* calls its fields."""
    for field, info in kind.model_fields.items():
        if any(isinstance(named, Named) for named in info.metadata) and field not in COMMON:
            NAMES.pop(field, None)


def columns_of(kind: type[Document]) -> Iterator[tuple[str, InRegister]]:
    """Yield the fields of *kind* that the register shows, as the type declares them."""
    for field, info in kind.model_fields.items():
        for shown in info.metadata:
            if isinstance(shown, InRegister):
                yield field, shown
