"""Papers that are sent in place of the right ones, recognised so that they can be named.

One table.  Titles as the forms print them; the law or form in brackets: 부가가치세법 시행규칙
별지 제7호서식 (사업자등록증), 지방세기본법 시행규칙 별지 제49호서식 (세목별 과세증명서),
지방세징수법 시행규칙 별지 제20·21호서식 (납부확인서), 중소기업창업 지원법 시행규칙 별지
제1호의3서식 (창업기업 확인서), 판로지원법 제33조 (간주 확인서).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, NamedTuple

from extractors.documents import document
from extractors.extraction import Printed
from extractors.korean import (
    parse_address,
    parse_business_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    parse_list,
    parse_name,
)
from extractors.model import IssuedDocument, Value
from extractors.ticks import parse_yes


class NearMiss(IssuedDocument):
    """A paper of a wrong kind: who it is about, and what it says of validity."""

    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호", "등록번호"), parse_business_number)
    ] = None
    corporate_number: Annotated[
        Value[str] | None,
        Printed(("법인등록번호", "주민(법인)등록번호"), parse_corporate_number),
    ] = None
    company_name: Annotated[
        Value[str] | None,
        Printed(
            (
                *("상호(법인명)", "법인명(단체명)", "법인(단체)명", "성명(법인명)", "기업명"),
                *("상호", "법인명", "업체명", "회사명", "사업장명", "사업장 명칭"),
            ),
            parse_name,
            wrap=True,
        ),
    ] = None
    representative: Annotated[
        Value[str] | None,
        Printed(
            ("대표자", "대표자명", "대표자 성명", "성명(대표자)", "대표이사", "성명"), parse_name
        ),
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(
            ("사업장 소재지", "공장 소재지", "주소(영업소)", "주소", "소재지", "본점"),
            parse_address,
            wrap=True,
        ),
    ] = None


@document
class BusinessRegistrationCard(NearMiss):
    """사업자등록증: the commonest wrong paper; its day may be years old."""

    type = "business-registration-card"
    title = "사업자등록증"
    headings = ("사업자등록증",)
    marks = ("등록번호", "개업연월일", "세무서장")
    instead_of = ("business-registration",)

    opened_on: Annotated[Value[dt.date] | None, Printed(("개업연월일", "개업일"), parse_date)] = (
        None
    )
    unit_taxation: Annotated[
        Value[bool] | None,
        Printed(("사업자 단위 과세 적용사업자 여부", "사업자단위과세 적용사업자 여부"), parse_yes),
    ] = None
    business_types: Annotated[
        Value[tuple[str, ...]] | None, Printed(("업태",), parse_list, wrap=True)
    ] = None
    business_items: Annotated[
        Value[tuple[str, ...]] | None, Printed(("종목",), parse_list, wrap=True)
    ] = None


@document
class OtherConfirmation(NearMiss):
    """벤처, 이노비즈, 메인비즈, 여성기업 …: confirmations of something else."""

    type = "other-confirmation"
    title = "다른 종류의 기업 확인서"
    headings = (
        "벤처기업확인서",
        "여성기업 확인서",
        "장애인기업 확인서",
        "기술혁신형 중소기업 확인서",
        "기술혁신형 중소기업(Inno-Biz) 확인서",
        "경영혁신형 중소기업 확인서",
        "이노비즈 확인서",
        "메인비즈 확인서",
        "직접생산확인증명서",
        "소상공인 확인서",
        "사회적기업 인증서",
        "중견기업 확인서",
        "중소기업현황정보",
        "혁신제품 지정 인증서",
    )
    marks = ("확인합니다", "유효기간", "지정", "인증")
    instead_of = ("sme-confirmation",)

    valid_from: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_first_date)] = None
    valid_until: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_last_date)] = None


class _Row(NamedTuple):
    type: str
    title: str
    headings: tuple[str, ...]
    marks: tuple[str, ...]
    instead_of: tuple[str, ...]


_BOTH_TAXES = ("national-tax-clearance", "local-tax-clearance")

TABLE = (
    _Row(
        "business-status",
        "휴업·폐업사실증명",
        ("휴업사실증명", "폐업사실증명", "휴업·폐업사실증명", "폐업사실증명원", "휴업사실증명원"),
        ("세무서장", "휴업", "폐업"),
        ("business-registration",),
    ),
    _Row(
        "national-tax-payment-record",
        "국세 납부내역증명",
        (
            "납부내역증명",
            "납부내역증명(납세사실증명)",
            "납세사실증명",
            "납세사실증명서",
            "국세 납부내역증명",
        ),
        ("세무서장", "납부일", "납부금액", "세목"),
        ("national-tax-clearance",),
    ),
    _Row(
        "local-tax-payment-record",
        "지방세 납부확인서",
        ("지방세 납부확인서", "납부확인서", "취득세(등록면허세) 납부확인서", "지방세 납부내역"),
        ("지방세", "납부일", "세목"),
        ("local-tax-clearance",),
    ),
    _Row(
        "local-tax-assessment",
        "지방세 세목별 과세증명서",
        ("지방세 세목별 과세증명서", "세목별 과세증명서", "지방세 세목별 과세(납세)증명서"),
        ("과세", "세목"),
        ("local-tax-clearance",),
    ),
    _Row(
        "social-insurance-clearance",
        "4대 사회보험료 완납증명서",
        (
            "4대사회보험료 완납증명서",
            "사회보험료 완납증명서",
            "4대보험 완납증명서",
            "4대 사회보험 완납증명서",
            "건강보험료 완납증명서",
            "보험료 완납증명서",
        ),
        ("건강보험", "국민연금", "보험료"),
        _BOTH_TAXES,
    ),
    _Row(
        "corporate-register",
        "등기사항전부증명서",
        (
            "등기사항전부증명서",
            "등기사항전부증명서(말소사항 포함)",
            "등기사항일부증명서",
            "법인등기부등본",
        ),
        ("등기", "등기소"),
        ("business-registration",),
    ),
    _Row(
        "factory-registration",
        "공장등록증명서",
        ("공장등록증명서", "공장등록증명(신청)서", "공장등록증명신청서", "공장등록증"),
        ("공장", "산업집적"),
        ("business-registration",),
    ),
    _Row(
        "financial-statement",
        "표준재무제표증명",
        ("표준재무제표증명", "재무제표증명", "표준대차대조표", "표준재무상태표", "표준손익계산서"),
        ("세무서장", "자산", "사업연도"),
        (),
    ),
    _Row(
        "startup-confirmation",
        "창업기업 확인서",
        ("창업기업 확인서", "창업기업확인서"),
        ("창업", "유효기간"),
        ("sme-confirmation",),
    ),
    _Row(
        "deemed-sme-confirmation",
        "중소기업 간주 확인서",
        ("중소기업 간주 확인서", "중소기업간주확인서"),
        ("판로지원", "간주"),
        ("sme-confirmation",),
    ),
)

for _row in TABLE:
    document(type(_row.title, (NearMiss,), {**_row._asdict(), "__module__": __name__}))
