"""중소기업기술마켓 인증서 — a technology listed on the public bodies' market; optional here.

Prints the business number as ten bare digits, the certifying body only as a picture, two
days and no expiry.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.layout import COLUMN
from extractors.fields.place import value_in
from extractors.fields.places import Finder
from extractors.fields.printed import Paper, Printed
from extractors.fields.settling import Fields, agree_on
from extractors.korean import parse_business_number, parse_date, parse_name, parse_text
from extractors.model import IssuedDocument, Value


@document
class TechnologyMarket(IssuedDocument):
    """The day of issue is the day of printing, later than the first certification."""

    type = "technology-market"
    title = "중소기업기술마켓 인증서"
    headings = ("중소기업기술마켓 인증서", "중소기업 기술마켓 인증서", "기술마켓 인증서")
    marks = ("기술마켓운영규정", "기술마켓협의체", "최초인증일", "기술·제품명")
    prints = (
        ("기술마켓 운영규정",),
        ("기술마켓 협의체",),
        ("최초인증일",),
        ("기술·제품명",),
        ("인증기술·제품으로 지정",),
    )

    certificate_number: Value[str] | None = None
    technology: Annotated[
        Value[str] | None,
        Printed(("기술·제품명", "기술제품명", "기술명", "제품명"), parse_text, wrap=True),
    ] = None
    company_name: Annotated[
        Value[str] | None, Printed(("기업명", "업체명"), parse_name, wrap=True)
    ] = None
    representative: Annotated[Value[str] | None, Printed(("대표자명", "대표자"), parse_name)] = None
    business_number: Annotated[
        Value[str] | None, Printed(("사업자등록번호",), parse_business_number)
    ] = None
    certified_on: Annotated[
        Value[dt.date] | None, Printed(("최초인증일", "인증일"), parse_date)
    ] = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        return fields | _number(paper)


_NUMBER = re.compile(r"\d{4}-\d{2}-\d{5,7}")


def _number(paper: Paper) -> Fields:
    """Read the number at the top, which has no label."""
    number = agree_on([_number_in(finder) for finder in paper.finders])
    return {"certificate_number": number} if number else {}


def _number_in(finder: Finder) -> Value[str] | None:
    for sheet in finder.sheets:
        for row in sheet.rows:
            said = row.text.split(COLUMN)[0].strip()
            if row.box.y0 < 0.3 and _NUMBER.fullmatch(said):
                return value_in(sheet, [row], said, said)
    return None
