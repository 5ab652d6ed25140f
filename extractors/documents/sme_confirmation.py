"""중소기업 확인서 — the ministry's confirmation that a firm is small or medium.

At least five look-alikes share its minister, its seal, its 유효기간 and its 확인합니다; title,
law and what is confirmed tell them apart.  Its own notes cite 판로지원법 제8조의2, which is no
sign of another paper.  중소기업기본법 제2조, 제27조; validity by 시행령 제3조의3.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.bracketed_size import read_company_size
from extractors.fields.naming import InRegister
from extractors.fields.printed import FormPart, Printed
from extractors.fields.settling import Fields
from extractors.korean import (
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_first_date,
    parse_last_date,
    parse_name,
    parse_text,
)
from extractors.model import IssuedDocument, Value

_APPLICANT = FormPart((), ("신청지점",), unnamed=True)
"""Under ``* 확인서 신청지점`` stand the number and the address of the branch that applied."""


@document
class SmeConfirmation(IssuedDocument):
    """``company_size`` is the second title line: 소기업(소상공인), 소기업, 중기업."""

    type = "sme-confirmation"
    title = "중소기업 확인서"
    headings = ("중소기업 확인서",)
    marks = (
        *("중소기업기본법 제2조", "소상공인기본법 제2조", "sminfo.mss.go.kr"),
        *("중소기업임을 확인", "소기업임을 확인", "중기업임을 확인", "소상공인임을 확인"),
        *("소기업(소상공인)임을 확인", "중소기업현황정보시스템", "중소기업 지위를 상실"),
    )
    foreign = (
        *("간주함을", "으로 간주", "판로지원에 관한 법률 제33조", "중소기업 간주 확인서"),
        *("기술혁신형", "경영혁신형", "창업지원법", "중견기업확인서"),
    )
    prints = (
        ("중소기업기본법 제2조", "소상공인기본법 제2조"),
        (
            *("중소기업임을 확인", "소기업임을 확인", "중기업임을 확인", "소상공인임을 확인"),
            "소기업(소상공인)임을 확인",
        ),
        ("중소벤처기업부장관", "중소기업청장"),
        ("sminfo.mss.go.kr", "중소기업현황정보시스템"),
        ("중소기업 지위를 상실", "중소기업기본법 제28조"),
        ("공공기관 입찰용", "공공기관 입찰 이외 용도"),
    )

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호",), parse_certificate_number)
    ] = None
    company_size: Annotated[Value[str] | None, InRegister(16)] = None
    company_name: Annotated[
        Value[str] | None, Printed(("기업명", "상호", "업체명", "법인명"), parse_name, wrap=True)
    ] = None
    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호",), parse_business_number, part=_APPLICANT)
    ] = None
    corporate_number: Annotated[
        Value[str] | None, Printed(("법인등록번호",), parse_corporate_number)
    ] = None
    representative: Annotated[
        Value[str] | None, Printed(("대표자명", "대표자", "대표자 성명"), parse_name)
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(("주소(본점)", "주소", "소재지"), parse_address, wrap=True, part=_APPLICANT),
    ] = None
    business_types: Annotated[Value[str] | None, Printed(("주업종",), parse_text)] = None
    valid_from: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_first_date)] = None
    valid_until: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_last_date)] = None
    purpose: Annotated[Value[str] | None, Printed(("용도",), parse_text)] = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        return fields | read_company_size(paper)
