"""중소기업 확인서 — the ministry's confirmation that a firm is small or medium.

At least five look-alikes share its minister, its seal, its 유효기간 and its closing; only
the title tells them apart.  중소기업기본법 제2조, 제27조; validity by 시행령 제3조의3.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from extractors.documents import document
from extractors.extraction import Fields, Printed, agree_on, value_in
from extractors.korean import (
    parse_address,
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_first_date,
    parse_last_date,
    parse_name,
    parse_text,
    single_spaced,
)
from extractors.model import IssuedDocument, Value
from extractors.places import Finder


@document
class SmeConfirmation(IssuedDocument):
    """``company_size`` is the second title line: 소기업(소상공인), 소기업, 중기업."""

    type = "sme-confirmation"
    title = "중소기업 확인서"
    headings = ("중소기업 확인서",)
    marks = ("중소벤처기업부장관", "중소기업청장", "중소기업기본법", "소상공인기본법", "확인합니다")
    foreign = ("간주", "판로지원", "기술혁신형", "경영혁신형", "창업지원법", "중견기업확인서")

    certificate_number: Annotated[
        Value[str] | None, Printed(("발급번호",), parse_certificate_number)
    ] = None
    company_size: Value[str] | None = None
    company_name: Annotated[
        Value[str] | None, Printed(("기업명", "상호", "업체명", "법인명"), parse_name, wrap=True)
    ] = None
    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호",), parse_business_number)
    ] = None
    corporate_number: Annotated[
        Value[str] | None, Printed(("법인등록번호",), parse_corporate_number)
    ] = None
    representative: Annotated[
        Value[str] | None, Printed(("대표자명", "대표자", "대표자 성명"), parse_name)
    ] = None
    address: Annotated[Value[str] | None, Printed(("주소", "소재지"), parse_address, wrap=True)] = (
        None
    )
    business_types: Annotated[Value[str] | None, Printed(("주업종",), parse_text)] = None
    valid_from: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_first_date)] = None
    valid_until: Annotated[Value[dt.date] | None, Printed(("유효기간",), parse_last_date)] = None
    purpose: Annotated[Value[str] | None, Printed(("용도",), parse_text)] = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        size = agree_on([_size(finder) for finder in paper.finders])
        return fields | ({} if size is None else {"company_size": size})


_SIZE = re.compile(
    r"[\[〔【]\s*((?:소|중|중\s*견|대)\s*기\s*업(?:\s*\(\s*소\s*상\s*공\s*인\s*\))?)\s*[\]〕】]"
)


def _size(finder: Finder) -> Value[str] | None:
    """Read the size in square brackets under the title."""
    for sheet in finder.sheets:
        for row in sheet.rows:
            match = _SIZE.search(row.text.replace("\t", " "))
            if match is not None:
                size = "".join(match.group(1).split())
                return value_in(sheet, [row], size, single_spaced(match.group()))
    return None
