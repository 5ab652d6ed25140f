"""Papers that are sent in place of the right ones, recognised so that they can be named.

One table.  Titles as the forms print them; the law or form in brackets: 부가가치세법 시행규칙
별지 제7호서식 (사업자등록증), 지방세기본법 시행규칙 별지 제49호서식 (세목별 과세증명서),
지방세징수법 시행규칙 별지 제20·21호서식 (납부확인서), 중소기업창업 지원법 시행규칙 별지
제1호의3서식 (창업기업 확인서), 판로지원법 제33조 (간주 확인서).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.bracketed_size import read_company_size
from extractors.fields.fiscal import LABELS as FISCAL_LABELS
from extractors.fields.fiscal import parse_fiscal_year
from extractors.fields.layout import Row, Sheet, row_of
from extractors.fields.naming import Named
from extractors.fields.pieces import columns_of
from extractors.fields.place import value_in
from extractors.fields.places import Finder
from extractors.fields.printed import FormPart, Printed
from extractors.fields.settling import Fields, agree_on
from extractors.korean import (
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    parse_list,
    parse_name,
    single_spaced,
)
from extractors.model import IssuedDocument, Value
from extractors.ticks import parse_yes

_APPLICANT = FormPart((), ("신청지점",), unnamed=True)
"""A confirmation may name a branch that applied for it, with a number of its own, below."""


class NearMiss(IssuedDocument):
    """A paper of a wrong kind: who it is about, and what it says of validity."""

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호", "문서발급번호"), parse_certificate_number)
    ] = None
    verification_number: Annotated[
        Value[str] | None, Printed(("문서확인번호",), parse_certificate_number)
    ] = None
    business_number: Annotated[
        Value[str] | None,
        Printed(
            (
                *("사업자등록번호", "사업자등록번호(법인번호)", "사업자(법인)등록번호"),
                *("사업자등록번호(법인등록번호)", "등록번호"),
            ),
            parse_business_number,
            part=_APPLICANT,
        ),
    ] = None
    corporate_number: Annotated[
        Value[str] | None,
        Printed(
            (
                *("법인등록번호", "주민(법인)등록번호", "주민(법인, 외국인)등록번호"),
                *("생년월일(법인등록번호)", "사업자등록번호(법인번호)", "사업자(법인)등록번호"),
                "사업자등록번호(법인등록번호)",
            ),
            parse_corporate_number,
            part=_APPLICANT,
        ),
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
            part=_APPLICANT,
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
            (
                *("사업장 소재지", "주소(본점)", "대표자 주소(법인소재지)", "공장 소재지"),
                *("주소(영업소)", "주소", "소재지", "본점"),
            ),
            parse_address,
            wrap=True,
            part=_APPLICANT,
        ),
    ] = None
    business_types: Annotated[
        Value[tuple[str, ...]] | None, Printed(("주업종", "업태"), parse_list, wrap=True)
    ] = None
    opened_on: Annotated[
        Value[dt.date] | None,
        Printed(("개업연월일", "개업일", "사업개시일", "설립일"), parse_date),
    ] = None
    valid_from: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_first_date)] = None
    valid_until: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_last_date)] = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        number = fields.get("certificate_number")
        if number is not None and number.value is not None:
            return fields
        found = agree_on([_lone_number(finder) for finder in paper.finders])
        return fields if found is None else fields | {"certificate_number": found}


_NUMBER_ZONE = 0.3
_NUMBERED = re.compile(r"제\s*(\S(?:.{4,40}\S)?)\s*[호오]")
"""Small print loses the stroke over 호."""


def _lone_number(finder: Finder) -> Value[str] | None:
    """Read the number of a confirmation that has no label: ``제 2024-0131 호`` at its top."""
    for sheet in finder.sheets:
        top = [row for row in sheet.rows if row.box.y0 < _NUMBER_ZONE]
        for rows in (*([row] for row in top), *map(list, pairwise(top))):
            for text in _whole(sheet, rows):
                match = _NUMBERED.fullmatch(text.strip())
                number = parse_certificate_number(match[1]) if match else None
                if match and number and number.end - number.start == len(match[1]):
                    return value_in(sheet, rows, number.value, single_spaced(text))
    return None


def _whole(sheet: Sheet, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the columns of a row, or all of two that lie close, as parts of one line may."""
    if len(rows) == 1:
        yield from (text for _, text in columns_of(rows[0]))
        return
    upper, lower = rows
    if upper.cell == lower.cell and lower.box.y0 < upper.box.y1:
        yield row_of(sheet.page, upper.cell, [*upper.words, *lower.words]).text


@document
class BusinessRegistrationCard(NearMiss):
    """사업자등록증: the commonest wrong paper; its day may be years old."""

    type = "business-registration-card"
    title = "사업자등록증"
    headings = ("사업자등록증",)
    marks = (
        *("개업연월일", "발급사유", "전자세금계산서 전용", "사업의 종류", "적용사업자 여부"),
        "법인명(단체명)",
    )
    foreign = ("사업자등록일", "증명합니다", "국세청민원사무처리규정")
    prints = (
        ("개업연월일",),
        ("발급사유",),
        ("적용사업자 여부",),
        ("전자세금계산서 전용",),
        ("사업의 종류",),
        ("사업장 소재지",),
        ("공동사업자",),
        ("세무서장",),
    )
    instead_of = ("business-registration",)

    unit_taxation: Annotated[
        Value[bool] | None,
        Printed(("사업자 단위 과세 적용사업자 여부", "사업자단위과세 적용사업자 여부"), parse_yes),
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
        "예비벤처기업확인서",
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
        "뿌리기업 확인서",
        "소재부품장비전문기업 확인서",
        "소재·부품 전문기업 확인서",
        "글로벌강소기업 확인서",
        "글로벌강소기업 지정서",
        "수출유망중소기업 지정서",
        "예비사회적기업 지정서",
        "1인 창조기업 확인서",
        "가족친화인증서",
        "기업부설연구소 인정서",
        "연구개발전담부서 인정서",
        "중소기업현황정보",
        "혁신제품 지정 인증서",
    )
    marks = ("확인합니다", "유효기간", "지정", "인증", "인정")
    prints = (
        (
            *("벤처기업육성에 관한 특별", "여성기업지원에 관한 법률", "장애인기업활동 촉진법"),
            *("뿌리산업 진흥과 첨단화", "중견기업 성장촉진", "사회적기업 육성법"),
            *("기술혁신형 중소기업 육성", "경영혁신형 중소기업 육성", "직접생산 확인기준"),
        ),
        (
            *("벤처기업임을 확인", "여성기업에 해당함", "장애인기업에 해당함", "뿌리기업으로 확인"),
            *("중견기업임을 확인", "중소기업(Inno-Biz)임을", "중소기업(Main-Biz)임을"),
            *("기술혁신형 중소기업임을", "경영혁신형 중소기업임을", "직접 생산하고 있음을"),
        ),
        (
            *("벤처기업확인기관", "한국생산기술연구원장", "중소벤처기업진흥공단 이사장"),
            *("중소벤처기업청장", "기술보증기금 이사장", "중소벤처기업부장관"),
        ),
        ("업체명", "확인유형", "평가기관"),
    )
    instead_of = ("sme-confirmation",)


@document
class DeemedSmeConfirmation(NearMiss):
    """중소기업 간주 확인서: of an association or a body that procurement treats like one."""

    type = "deemed-sme-confirmation"
    title = "중소기업 간주 확인서"
    headings = ("중소기업 간주 확인서", "중소기업간주확인서")
    marks = ("판로지원에 관한 법률 제33조", "간주함", "으로 간주")
    prints = (
        ("판로지원에 관한 법률 제33조", "판로지원법 제33조"),
        ("중소기업으로 간주",),
        ("세부분류",),
        ("중소벤처기업부장관",),
        ("공공기관 입찰용",),
    )
    instead_of = ("sme-confirmation",)

    company_size: Value[str] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        return super().amend(fields, paper) | read_company_size(paper)


@document
class CorporateRegister(NearMiss):
    """등기사항전부증명서: its 등록번호 is the corporate number; officers stand in a list."""

    type = "corporate-register"
    title = "등기사항전부증명서"
    headings = (
        "등기사항전부증명서",
        "등기사항전부증명서(말소사항 포함)",
        "등기사항일부증명서",
        "법인등기부등본",
    )
    marks = ("등기", "등기소")
    prints = (
        ("등기번호",),
        ("발행할 주식의 총수", "발행주식의 총수"),
        ("1주의 금액",),
        ("공고방법",),
        ("임원에 관한 사항",),
        ("회사성립연월일", "등기기록의 개설"),
        ("관할등기소", "등기정보중앙관리소", "등기사항증명서"),
    )
    instead_of = ("business-registration",)

    business_number: Value[str] | None = None
    corporate_number: Annotated[
        Value[str] | None, Printed(("법인등록번호", "등록번호"), parse_corporate_number)
    ] = None
    address: Annotated[
        Value[str] | None, Printed(("본점", "주사무소"), parse_address, wrap=True)
    ] = None
    representative: Value[str] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        found = agree_on([_officer(finder) for finder in paper.finders])
        return fields if found is None else fields | {"representative": found}


_OFFICER = re.compile(
    r"(공동\s*대표\s*이사|대표\s*이사|사내\s*이사|청산인)\s*([가-힣](?:\s?[가-힣]){1,5}?)\s*\d{6}\s*-"
)


def _officer(finder: Finder) -> Value[str] | None:
    """Read who represents the company: its 대표이사, or its only director where it has none."""
    officers = [
        (match[1].replace(" ", ""), match[2].replace(" ", ""), sheet, row)
        for sheet in finder.sheets
        for row in sheet.rows
        if (match := _OFFICER.search(row.text.replace("\t", " ")))
    ]
    chief = [one for one in officers if one[0].endswith("대표이사")]
    chosen = chief or (officers if len({name for _, name, _, _ in officers}) == 1 else [])
    if not chosen:
        return None
    names = ", ".join(dict.fromkeys(name for _, name, _, _ in chosen))
    _, _, sheet, _ = chosen[0]
    rows = [row for _, _, where, row in chosen if where is sheet]
    return value_in(sheet, rows, names, names)


@document
class FinancialStatement(NearMiss):
    """표준재무제표증명: the tax office's copy of a balance that was filed for one year."""

    type = "financial-statement"
    title = "표준재무제표증명"
    headings = (
        *("표준재무제표증명", "재무제표증명", "표준대차대조표", "표준재무상태표"),
        "표준손익계산서",
    )
    marks = ("세무서장", "자산", "사업연도")
    prints = (
        ("표준대차대조표", "표준재무상태표", "표준손익계산서"),
        ("계정과목", "자산총계", "부채총계", "자본총계", "매출원가", "영업이익"),
        ("국세청민원사무처리규정",),
        ("세무서장",),
    )

    fiscal_year: Annotated[
        Value[str] | None, Printed(FISCAL_LABELS, parse_fiscal_year), Named("사업연도")
    ] = None


class _NearMiss(NamedTuple):
    type: str
    title: str
    instead_of: tuple[str, ...]
    headings: tuple[str, ...]
    marks: tuple[str, ...]
    prints: tuple[tuple[str, ...], ...]
    foreign: tuple[str, ...] = ()


_BOTH_TAXES = ("national-tax-clearance", "local-tax-clearance")

TABLE = (
    _NearMiss(
        "business-status",
        "휴업·폐업사실증명",
        ("business-registration",),
        ("휴업사실증명", "폐업사실증명", "휴업·폐업사실증명", "폐업사실증명원", "휴업사실증명원"),
        ("세무서장", "휴업", "폐업"),
        (
            ("휴업사실을 증명", "폐업사실을 증명"),
            ("휴업사유", "폐업사유", "휴업기간"),
            ("국세청민원사무처리규정",),
            ("세무서장",),
        ),
    ),
    _NearMiss(
        "national-tax-payment-record",
        "국세 납부내역증명",
        ("national-tax-clearance",),
        (
            "납부내역증명",
            "납부내역증명(납세사실증명)",
            "납세사실증명",
            "납세사실증명서",
            "국세 납부내역증명",
        ),
        ("세무서장", "납부일", "납부금액", "세목"),
        (
            ("납부하였음을 증명", "납세사실을 증명"),
            ("납부세액", "납부금액"),
            ("납부일자",),
            ("국세청민원사무처리규정",),
            ("세무서장",),
        ),
    ),
    _NearMiss(
        "local-tax-payment-record",
        "지방세 납부확인서",
        ("local-tax-clearance",),
        ("지방세 납부확인서", "납부확인서", "취득세(등록면허세) 납부확인서", "지방세 납부내역"),
        ("지방세", "납부일", "세목"),
        (
            ("지방세를 납부하였음", "금액의 납부를 확인"),
            ("지방세징수법",),
            ("과세번호", "전자납부번호"),
            ("등록면허세", "지방교육세"),
        ),
        ("보험료", "국민연금"),
    ),
    _NearMiss(
        "local-tax-assessment",
        "지방세 세목별 과세증명서",
        ("local-tax-clearance",),
        ("지방세 세목별 과세증명서", "세목별 과세증명서", "지방세 세목별 과세(납세)증명서"),
        ("과세", "세목"),
        (
            ("과세되었음을 증명", "과세사실을 증명"),
            ("지방세기본법",),
            ("과세번호",),
            ("과세연월", "과세표준"),
        ),
    ),
    _NearMiss(
        "social-insurance-clearance",
        "4대 사회보험료 완납증명서",
        _BOTH_TAXES,
        (
            "4대사회보험료 완납증명서",
            "사회보험료 완납증명서",
            "4대보험 완납증명서",
            "4대 사회보험 완납증명서",
            "건강보험료 완납증명서",
            "보험료 완납증명서",
        ),
        ("건강보험", "국민연금", "보험료"),
        (
            ("보험료를 완납하였음", "완납하였음을 증명"),
            ("국민건강보험법", "국민연금법"),
            ("국민건강보험공단 이사장", "국민연금공단 이사장"),
        ),
    ),
    _NearMiss(
        "factory-registration",
        "공장등록증명서",
        ("business-registration",),
        ("공장등록증명서", "공장등록증명(신청)서", "공장등록증명신청서", "공장등록증"),
        ("공장", "산업집적"),
        (
            ("산업집적활성화",),
            ("공장등록일", "공장관리번호"),
            ("공장의 업종", "공장부지면적", "제조시설면적", "부대시설면적"),
        ),
    ),
    _NearMiss(
        "startup-confirmation",
        "창업기업 확인서",
        ("sme-confirmation",),
        ("창업기업 확인서", "창업기업확인서"),
        ("창업", "유효기간"),
        (
            ("중소기업창업 지원법",),
            ("창업자에 해당함", "창업기업에 해당함", "창업기업임을"),
            ("초기창업자 기간",),
            ("중소벤처기업부장관",),
        ),
    ),
)

for _row in TABLE:
    document(type(_row.title, (NearMiss,), {**_row._asdict(), "__module__": __name__}))
