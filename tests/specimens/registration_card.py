"""사업자등록증 and what is issued with it, 사업자 단위 과세 적용 종된 사업장 명세.

The card is the usual near miss for 사업자등록증명.  The statement (부가가치세법 시행규칙 별지
제7호서식 부표) lists places of business that have no number of their own.
"""

import datetime as dt
from typing import Literal

from specimens.company import Company
from specimens.paper import Paper, show
from specimens.sheet import Cell, Sheet, apart

CardLayout = Literal["portrait", "framed"]
StatementLayout = Literal["table", "wide-table"]
CARD_LAYOUTS: tuple[CardLayout, ...] = ("portrait", "framed")
STATEMENT_LAYOUTS: tuple[StatementLayout, ...] = ("table", "wide-table")


def business_registration_card(
    company: Company, *, issued_on: dt.date, layout: CardLayout = "portrait"
) -> Paper:
    """Draw a 사업자등록증; a firm with subordinate places is marked 사업자 단위 과세."""
    number = company.business_number
    truth: dict[str, object] = {
        "business_number": number,
        "company_name": company.name,
        "representative": company.representative,
        "opened_on": company.opened_on.isoformat(),
        "address": company.address,
        "business_types": company.business_types,
        "business_items": company.business_items,
        "issued_on": issued_on.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    unit = bool(company.subordinate_places)
    kind = "법인사업자:본점" if unit else "법인사업자" if company.is_corporation else "일반과세자"
    framed = layout == "framed"
    font, bold = ("batang", "batang-bold") if framed else ("gothic", "gothic-bold")
    sheet = Sheet(font=font)
    left = 26.0
    if framed:
        sheet.box(12, 12, 186, 273, stroke=3, colour="#7a6")
        sheet.box(15, 15, 180, 267, stroke=0.6, colour="#7a6")
    sheet.emblem(105, 140, 105, colour="#eaf0ea")
    sheet.code(168, 20, 18, number)
    sheet.text(105, 42, apart("사업자등록증", "  "), size=26, font=bold, align="center")
    sheet.text(105, 52, f"( {kind} )", size=13, align="center")
    sheet.text(105, 63, f"등록번호 : {number}", size=15, align="center")
    lines: list[tuple[str, str]] = [
        ("법인명(단체명)" if company.is_corporation else "상          호", company.name),
        (
            "대    표    자" if company.is_corporation else "성          명",
            apart(company.representative),
        ),
    ]
    y = 80.0
    for label, value in lines:
        sheet.text(left, y, f"{label} : {value}", size=12)
        y += 10
    birth = company.resident_number[:6]
    second = (
        f"법인등록번호 : {company.corporate_number}"
        if company.corporate_number
        else f"생 년 월 일 : 19{birth[:2]} 년 {birth[2:4]} 월 {birth[4:]} 일"
    )
    sheet.text(left, y, f"개 업 연 월 일 : {show(company.opened_on, 'padded')}", size=12)
    sheet.text(left + 88, y, second, size=12)
    y += 10
    for label in ("사업장 소재지", *(("본 점 소 재 지",) if company.is_corporation else ())):
        sheet.text(left, y, f"{label} : {company.address}", size=12)
        y += 10
    sheet.text(left, y, "사업의 종류 :", size=12)
    rows: list[list[Cell | str]] = []
    for trade, (business_type, item) in enumerate(company.trades):
        heads = ("업태", "종목") if trade == 0 else ("", "")
        rows.append(
            [heads[0], Cell(business_type, align="left"), heads[1], Cell(item, align="left")]
        )
    sheet.table(left + 28, y - 5.5, (14, 42, 14, 62), rows, height=8, size=9.5)
    y += 8 * len(company.trades) + 8
    sheet.text(left, y, "발 급 사 유 : 정정", size=12)
    sheet.text(left, y + 10, "공 동 사 업 자 :", size=12)
    mark = (
        f"여(∨) 부( ) (적용일자: {show(company.registered_on, 'padded')})"
        if unit
        else "여( ) 부(∨)"
    )
    sheet.text(left, y + 20, f"사업자 단위 과세 적용사업자 여부 : {mark}", size=11)
    sheet.text(
        left, y + 30, f"전자세금계산서 전용 전자우편주소 : tax@{company.mail_domain}", size=11
    )
    sheet.text(105, 238, show(issued_on, "padded"), size=14, align="center")
    sheet.text(105, 256, f"{company.tax_office}세무서장", size=21, font=bold, align="center")
    sheet.seal(140, 254, f"{company.tax_office}세무서장인", size=21)
    sheet.text(24, 276, "국세청", size=11, font=bold)
    return Paper(
        "business-registration-card", "사업자등록증", layout, ".pdf", sheet.finish(), truth
    )


def subordinate_places(
    company: Company, *, issued_on: dt.date, layout: StatementLayout = "table"
) -> Paper:
    """Draw the 종된 사업장 명세 of a firm under 사업자 단위 과세."""
    places = company.subordinate_places
    if not places:
        raise ValueError("the company has no subordinate place")
    truth: dict[str, object] = {
        "business_number": company.business_number,
        "company_name": company.name,
        "representative": company.representative,
        "subordinate_number": [place.number for place in places],
        "address": [place.address for place in places],
        "business_types": [place.business_type for place in places],
        "business_items": [place.business_item for place in places],
        "opened_on": [place.opened_on.isoformat() for place in places],
        "issued_on": issued_on.isoformat(),
    }
    wide = layout == "wide-table"
    font, bold = ("dotum", "dotum-bold") if wide else ("batang", "batang-bold")
    sheet = Sheet(font=font)
    sheet.text(16, 16, "■ 부가가치세법 시행규칙 [별지 제7호서식(2) 부표]", size=8)
    sheet.text(
        105, 34, "사업자 단위 과세 적용 종된 사업장 명세", size=18, font=bold, align="center"
    )
    y = 48.0
    head = (
        ("등 록 번 호", company.business_number),
        ("상호(법인명)", company.name),
        ("성명(대표자)", company.representative),
    )
    if wide:
        facts: list[list[Cell | str]] = [
            [Cell(label, fill="#eee"), Cell(value, align="left")] for label, value in head
        ]
        y = sheet.table(16, y, (30, 148), facts, height=9) + 8
    else:
        for label, value in head:
            sheet.text(20, y, f"{label} :  {value}", size=11)
            y += 9
        y += 2
    titles = ("일련번호", "상   호", "사업장 소재지", "업 태", "종 목", "개업일")
    if wide:
        titles = ("사업장\n일련번호", "종된 사업장명", "사업장 소재지", "업태", "종목", "적용일")
    rows: list[list[Cell | str]] = [list(titles)]
    rows += (
        [
            place.number,
            place.name,
            Cell(place.address, align="left"),
            place.business_type,
            place.business_item,
            show(place.opened_on, "iso" if wide else "tight-dots"),
        ]
        for place in places
    )
    rows += [[""] * 6] * (6 - len(places))
    y = sheet.table(
        16,
        y,
        (17, 34, 57, 18, 32, 20),
        rows,
        height=14,
        size=8.5,
        fill="#eee" if wide else "",
    )
    sheet.text(105, y + 18, "- 이하여백 -", size=9, align="center")
    sheet.text(105, 222, show(issued_on, "padded"), size=13, align="center")
    sheet.text(105, 240, f"{company.tax_office} 세무서장", size=19, font=bold, align="center")
    sheet.seal(138, 238, f"{company.tax_office}세무서장인", size=20)
    return Paper(
        "subordinate-places",
        "사업자 단위 과세 적용 종된 사업장 명세",
        layout,
        ".pdf",
        sheet.finish(),
        truth,
    )
