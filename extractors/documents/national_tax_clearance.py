"""국세 납세증명서 — the National Tax Service's certificate that no tax is overdue.

The notice calls it 국세 완납 증명서; the sheet says 납세증명서 and nothing else, which the
local certificate's title contains.  It prints its own validity, normally 30 days from issue
(국세징수법 시행령 제96조), which is not the notice's three months.
Form: 국세징수법 시행규칙 별지 제94호서식 (until 2021: 별지 제1호서식).
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.deferrals import listed_deferrals
from extractors.fields.printed import Printed
from extractors.fields.purposes import read_purpose
from extractors.fields.settling import Fields, confirm_by_days
from extractors.korean import (
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_last_date,
    parse_name,
)
from extractors.model import IssuedDocument, Value
from extractors.ticks import parse_chosen


@document
class NationalTaxClearance(IssuedDocument):
    """Fields as the sheet prints them; an individual's identity number is never one."""

    type = "national-tax-clearance"
    title = "국세 납세증명서"
    headings = (
        "납세증명서",
        "국세 납세증명서",
        "국세완납증명서",
        "납세증명서(국세완납증명)",
        "납세증명",
    )
    marks = ("국세징수법", "미납국세는 체납액이")
    foreign = (
        *("지방세징수법", "Local Tax Collection"),
        *("납부하였음을 증명", "납세사실증명", "납부내역증명"),
    )
    prints = (
        ("국세징수법",),
        ("세무서장",),
        ("다른 체납액이 없음",),
        ("유효기간을 정한 사유", "증명서의 유효기간"),
        ("연장·유예", "징수유예", "체납처분유예", "물적납세의무"),
        ("지정납부기한이 도래하지 않은 미납국세", "미납국세는 체납액이 아니므로"),
    )

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호", "문서발급번호"), parse_certificate_number)
    ] = None
    company_name: Annotated[
        Value[str] | None,
        Printed(
            (
                *("성명(상호)", "납세자 성명(상호)", "납세자 성명(법인명)", "납세자 상호(법인명)"),
                *("성명(법인명)", "납세자명", "상호(법인명)", "법인명(상호)", "상호", "법인명"),
            ),
            parse_name,
            wrap=True,
        ),
    ] = None
    representative: Annotated[
        Value[str] | None,
        Printed(("성명(대표자)", "대표자", "대표자명", "대표자 성명"), parse_name),
    ] = None
    business_number: Annotated[
        Value[str] | None,
        Printed(
            ("사업자등록번호", "주민등록번호(사업자등록번호)", "주민(사업자)등록번호"),
            parse_business_number,
        ),
    ] = None
    corporate_number: Annotated[
        Value[str] | None,
        Printed(
            ("법인등록번호", "주민등록번호(법인등록번호)", "주민(법인)등록번호"),
            parse_corporate_number,
        ),
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(
            ("주소(사업장)", "주소(본점)", "주소", "사업장소재지", "소재지"),
            parse_address,
            wrap=True,
        ),
    ] = None
    valid_until: Annotated[
        Value[dt.date] | None,
        Printed(("유효기간", "증명서의 유효기간", "증명서 유효기간"), parse_last_date),
    ] = None
    purpose: Annotated[
        Value[str] | None, Printed(("증명서의 사용목적", "사용목적"), parse_chosen)
    ] = None
    verification_number: Annotated[
        Value[str] | None, Printed(("문서확인번호",), parse_certificate_number)
    ] = None
    deferrals: Value[tuple[str, ...]] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        fields = confirm_by_days(fields, "issued_on", "valid_until", 30)
        return fields | read_purpose(paper) | listed_deferrals(paper)
