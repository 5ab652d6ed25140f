"""사업자등록증명 — the National Tax Service's statement of a business registration.

Spoken of as 사업자등록증명원.  Prints two other days beside the day of issue (개업일,
사업자등록일) and never the corporate number in full.
Form: 국세청 민원사무처리규정 별지 제5호서식.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.naming import InRegister
from extractors.fields.printed import Printed
from extractors.korean import (
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_date,
    parse_list,
    parse_name,
)
from extractors.model import IssuedDocument, Value
from extractors.ticks import parse_chosen


@document
class BusinessRegistration(IssuedDocument):
    """Tells where the place of business is that the number stands for."""

    type = "business-registration"
    title = "사업자등록증명"
    headings = ("사업자등록증명", "사업자등록증명원", "사업자등록증명서")
    marks = (
        *("사업자등록일", "국세청민원사무처리규정"),
        *("사업자등록이 되어 있음을", "사업자등록사실을 증명"),
    )
    foreign = ("휴업사실", "폐업사실", "발급사유", "전자세금계산서 전용")
    prints = (
        ("사업자등록일",),
        ("위와 같이 증명합니다", "사업자등록이 되어 있음을", "사업자등록사실을 증명"),
        ("국세청민원사무처리규정",),
        ("세무서장",),
        ("사업장소재지",),
        ("공동사업자",),
        ("대표자성명(대표유형)", "주민(법인)등록번호"),
    )

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호", "문서발급번호"), parse_certificate_number)
    ] = None
    company_name: Annotated[
        Value[str] | None,
        Printed(("상호(법인명)", "상호", "법인명", "법인명(단체명)"), parse_name, wrap=True),
    ] = None
    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호", "등록번호"), parse_business_number)
    ] = None
    representative: Annotated[
        Value[str] | None, Printed(("성명(대표자)", "대표자", "대표자 성명", "성명"), parse_name)
    ] = None
    corporate_number: Annotated[
        Value[str] | None,
        Printed(
            ("주민(법인)등록번호", "법인등록번호", "주민등록번호(법인등록번호)"),
            parse_corporate_number,
        ),
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(("사업장소재지", "사업장 주소", "사업장", "소재지"), parse_address, wrap=True),
    ] = None
    opened_on: Annotated[
        Value[dt.date] | None, Printed(("개업일", "개업연월일", "개업일자"), parse_date)
    ] = None
    registered_on: Annotated[
        Value[dt.date] | None, Printed(("사업자등록일", "사업자등록일자", "등록일"), parse_date)
    ] = None
    business_types: Annotated[
        Value[tuple[str, ...]] | None, Printed(("업태",), parse_list, wrap=True), InRegister(20)
    ] = None
    business_items: Annotated[
        Value[tuple[str, ...]] | None, Printed(("종목",), parse_list, wrap=True), InRegister(26)
    ] = None
    purpose: Annotated[
        Value[str] | None, Printed(("사용목적", "증명서의 사용목적"), parse_chosen)
    ] = None
    verification_number: Annotated[
        Value[str] | None, Printed(("문서확인번호",), parse_certificate_number)
    ] = None
