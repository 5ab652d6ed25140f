"""사업자단위과세 적용 종된 사업장 명세 — the branches that share the head office's number.

Issued in addition to the registration; each branch has a serial of four digits and no
number of its own.  부가가치세법 제8조 제3항, 시행규칙 별지 제7호서식 부표.  The firm's own
명세서 (별지 제4호서식 부표) is an application and bears no tax office.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from extractors.documents import document
from extractors.extraction import Fields, Paper, Printed
from extractors.korean import parse_business_number, parse_name, province_of, single_spaced
from extractors.layout import Row, Sheet
from extractors.model import IssuedDocument, Value


@document
class SubordinatePlaces(IssuedDocument):
    """``subordinate_number`` and ``address`` where exactly one branch is listed."""

    type = "subordinate-places"
    title = "사업자단위과세 적용 종된사업장 명세"
    headings = (
        "사업자단위과세적용 종된사업장 명세",
        "사업자 단위 과세 적용 종된 사업장의 명세",
        "종된사업장 명세",
        "사업자등록증 사업자 단위 과세 적용 종된 사업장 명세",
        "사업자단위과세 사업자의 종된 사업장 명세서",
        "종된사업장 명세서",
    )
    marks = ("세무서장",)
    absorbs = ("business-registration-card",)

    business_number: Annotated[
        Value[str] | None, Printed(("등록번호", "사업자등록번호"), parse_business_number)
    ] = None
    company_name: Annotated[
        Value[str] | None,
        Printed(("상호(법인명)", "법인명(단체명)", "상호", "법인명"), parse_name, wrap=True),
    ] = None
    representative: Annotated[
        Value[str] | None, Printed(("성명(대표자)", "대표자", "성명"), parse_name)
    ] = None
    subordinate_number: Value[str] | None = None
    address: Value[str] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        return fields | _only_branch(paper)


_SERIAL = re.compile(r"(?<![\d-])(\d{4})(?![\d-])")


def _only_branch(paper: Paper) -> Fields:
    """Read serial and address of the branch, where the table lists exactly one."""
    rows = [
        (finder.sheets[i], line)
        for finder in paper.finders[:1]
        for i, sheet in enumerate(finder.sheets)
        for line in _table_lines(sheet)
    ]
    if len(rows) != 1:
        return {}
    sheet, (serial, address) = rows[0]
    return {
        "subordinate_number": _value(sheet, serial, _SERIAL.search(serial.text)),
        "address": _value(sheet, address, re.search(r"\S.*\S", address.text)),
    }


def _table_lines(sheet: Sheet) -> list[tuple[Row, Row]]:
    """Pair each row that is a serial with the address that stands level with it."""
    pairs: list[tuple[Row, Row]] = []
    for row in sheet.rows:
        serial = _SERIAL.match(row.text.strip())
        if serial is None:
            continue
        level = [
            other
            for other in sheet.rows
            if abs(other.box.middle[1] - row.box.middle[1]) < 0.02 and province_of(_tail(other))
        ]
        if level:
            pairs.append((row, level[0]))
    return pairs


def _tail(row: Row) -> str:
    """Return the part of *row* from the name of a province on."""
    for column in row.text.split("\t"):
        if province_of(column.strip()):
            return column.strip()
    return row.text


def _value(sheet: Sheet, row: Row, match: re.Match[str] | None) -> Value[str]:
    text = single_spaced(_tail(row)) if province_of(_tail(row)) else (match or [""])[0]
    certain = sheet.page.source != "ocr"
    return Value(
        value=text,
        raw=text,
        page=sheet.page.number,
        box=row.box,
        certain=certain,
        because="text" if certain else None,
        source=sheet.page.source,
    )
