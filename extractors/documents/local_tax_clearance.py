"""지방세 납세증명서 — a mayor's, county head's or district head's certificate of local tax.

The notice calls it 지방세 완납 증명서.  The form is application and certificate in one: today's
print, 지방세 납세증명(신청)서, has both on one sheet, each with a day of its own, older ones had a
second sheet.  It covers arrears in all municipalities.
Form: 지방세징수법 시행규칙 별지 제1호서식; validity of 30 days by 지방세징수법 시행령 제7조.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.deferrals import listed_deferrals
from extractors.fields.extraction import read_place
from extractors.fields.layout import Sheet
from extractors.fields.printed import Paper, Printed
from extractors.fields.purposes import read_purpose
from extractors.fields.settling import Fields, confirm_by_days, settle
from extractors.korean import (
    company_key,
    has_legal_form,
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_last_date,
    parse_name,
    squash,
)
from extractors.model import IssuedDocument, Value
from extractors.recognising.likeness import Text
from extractors.ticks import parse_chosen


@document
class LocalTaxClearance(IssuedDocument):
    """A company's sheet may show only its corporate number."""

    type = "local-tax-clearance"
    title = "지방세 납세증명서"
    headings = (
        "지방세 납세증명서",
        "지방세 납세증명(신청)서",
        "지방세 납세증명",
        "지방세완납증명서",
        "납세증명서(지방세)",
        "납세증명(지방세)",
    )
    marks = (
        *("지방세징수법", "Local Tax Collection Act", "다른 체납액이 없음"),
        *("유효기간을 정한", "증명서의 유효기간", "증명서 유효기간"),
    )
    foreign = ("국세징수법", "세무서장")
    prints = (
        ("지방세징수법", "Local Tax Collection Act"),
        ("지방세징수법 제5조", "지방세징수법 시행령", "납세증명서의 유효기간"),
        ("다른 체납액이 없음",),
        ("유효기간을 정한 사유", "증명서의 유효기간", "증명서 유효기간"),
        ("징수유예", "체납처분유예", "물적납세의무"),
        ("신청인(납세자)", "증명을 신청합니다", "증명하여 주시기 바랍니다"),
        ("증명서 신청부수", "Copies of Certificate", "Local Tax Payment Certificate"),
    )

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호", "문서발급번호"), parse_certificate_number)
    ] = None
    company_name: Annotated[
        Value[str] | None,
        Printed(
            (
                *("성명(법인명)", "납세자 성명(법인명)", "납세자 상호(법인명)", "납세자명"),
                *("상호", "상호(법인명)", "법인명", "법인명(상호)"),
            ),
            parse_name,
            wrap=True,
        ),
    ] = None
    representative: Annotated[
        Value[str] | None,
        Printed(("성명(대표자)", "대표자", "대표자 성명", "대표자명"), parse_name),
    ] = None
    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호",), parse_business_number)
    ] = None
    corporate_number: Annotated[
        Value[str] | None,
        Printed(
            (
                "주민등록번호(법인등록번호)",
                "주민(법인)등록번호",
                "주민(법인, 외국인)등록번호",
                "주민등록번호(법인등록번호, 외국인등록번호)",
                "주민(외국인, 법인)등록번호",
                "법인등록번호",
            ),
            parse_corporate_number,
        ),
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(
            ("주소(영업소)", "주소(소재지)", "주소", "영업소", "소재지"), parse_address, wrap=True
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
        fields |= read_purpose(paper) | listed_deferrals(paper)
        return _of_a_person(fields, paper)


_TRADE_NAME = Printed(("상호", "상호(법인명)"), parse_name, wrap=True)


def _of_a_person(fields: Fields, paper: Paper) -> Fields:
    """Return *fields* of a sole proprietor as meant: 성명(법인명) is the person, 상호 the firm."""
    name = fields.get("company_name")
    if name is None or not name.value or has_legal_form(name.value):
        return fields
    firm = settle([read_place(finder, _TRADE_NAME, paper) for finder in paper.finders], parse_name)
    if firm is None or not firm.value or firm.box == name.box:
        return fields
    if company_key(firm.value) == company_key(name.value):
        return fields  # the firm, twice
    return {"representative": name} | fields | {"company_name": firm}


_ASKS = (
    *("주시기 바랍니다", "신청합니다", "신청인(납세자)"),
    *("Applicant(Taxpayer)", "Signature or Stamp"),
)
_CERTIFIES = (
    *("징수유예등 또는 체납처분유예", "물적납세의무 체납명세", "Deferred Tax Collection"),
    *("증명서 유효기간", "증명합니다"),
)


def certificate_begins(sheet: Sheet) -> float | None:
    """Return how far down (0 … 1) the certificate begins, under the application for it.

    Whatever stands above it, a day included, is the applicant's.  None where one of the two
    is not there: older prints, or a line that nobody could read.
    Source: 지방세징수법 시행규칙 별지 제1호서식, as 정부24 prints it.
    """
    misread = sheet.page.source == "ocr"
    rows = [(row, Text(squash(row.text), misread=misread)) for row in sheet.rows]
    asked = [row.box.y0 for row, text in rows if any(map(text.says, _ASKS))]
    certified = [row.box.y0 for row, text in rows if any(map(text.says, _CERTIFIES))]
    return next((top for top in certified if asked and top > asked[0]), None)
