"""사업자단위과세 적용 종된 사업장 명세 — the branches that share the head office's number.

Issued in addition to the registration; each branch has a serial of four digits and no
number of its own.  부가가치세법 제8조 제3항, 시행규칙 별지 제7호서식 부표.  The firm's own
명세서 (별지 제4호서식 부표) is an application and bears no tax office.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, NamedTuple

from extractors.documents import document
from extractors.fields.addresses import province_of
from extractors.fields.layout import COLUMN, Row, Sheet
from extractors.fields.place import value_in
from extractors.fields.printed import Paper, Printed
from extractors.fields.settling import Fields
from extractors.korean import parse_business_number, parse_name, single_spaced
from extractors.model import IssuedDocument, Value


@document
class SubordinatePlaces(IssuedDocument):
    """``subordinate_number`` and ``address`` are those of one branch, or lists of all."""

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
    prints = (
        ("종된 사업장 명세", "종된 사업장의 명세"),
        ("적용 종된 사업장", "종된 사업장 소재지", "종된사업장 번호"),
        ("세무서장",),
    )
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
    subordinate_number: Value[str] | Value[tuple[str, ...]] | None = None
    address: Value[str] | Value[tuple[str, ...]] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        return fields | _branches(paper)


class _Branch(NamedTuple):
    """A line of the table: the row of its serial, its address and the row of that."""

    serial: Row
    address: str
    row: Row


_SERIAL = re.compile(r"\d{4}")


def _branches(paper: Paper) -> Fields:
    """Read the serials and the addresses of all branches."""
    for finder in paper.finders:
        for sheet in finder.sheets:
            branches = list(_lines(sheet))
            if branches:
                serials = [branch.serial.text.strip()[:4] for branch in branches]
                addresses = [branch.address for branch in branches]
                return {
                    "subordinate_number": _listed(sheet, [b.serial for b in branches], serials),
                    "address": _listed(sheet, [b.row for b in branches], addresses),
                }
    return {}


def _listed(sheet: Sheet, rows: Sequence[Row], said: Sequence[str]) -> Value[Any]:
    value = said[0] if len(said) == 1 else tuple(said)
    return value_in(sheet, rows, value, " / ".join(said))


def _lines(sheet: Sheet) -> Iterator[_Branch]:
    """Yield every row that begins with a serial and has an address level with it."""
    for row in sheet.rows:
        if not _SERIAL.fullmatch(row.text.split(COLUMN)[0].strip()):
            continue
        for other in sheet.rows:
            address = _address_in(other, sheet)
            if address and abs(other.box.middle[1] - row.box.middle[1]) < 0.02:
                yield _Branch(row, address, other)
                break


def _address_in(row: Row, sheet: Sheet) -> str | None:
    """Return the address that begins in *row*: its column, or its whole cell."""
    for column in row.text.split(COLUMN):
        if province_of(column.strip()):
            text = column if row.cell is None else sheet.text_in(row.cell)
            return single_spaced(text)
    return None
