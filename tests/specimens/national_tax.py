"""국세 납세증명서, 제출서류 ③: the head of a tax office certifies that no national tax is overdue.

국세징수법 시행규칙 별지 제94호서식; it prints its own validity, normally 30 days.  The notice calls
it 국세 완납 증명서, a name that no print carries.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from specimens.company import Company, serial
from specimens.paper import Paper, show
from specimens.sheet import Cell, Sheet, apart

NationalLayout = Literal["government24", "hometax", "hometax-2019"]
NATIONAL_LAYOUTS: tuple[NationalLayout, ...] = ("government24", "hometax", "hometax-2019")

VALID_DAYS = dt.timedelta(days=30)
CITED = "「국세징수법」 제108조 및 같은 법 시행령 제95조"


def national_tax_clearance(
    company: Company,
    *,
    issued_on: dt.date,
    layout: NationalLayout = "government24",
    valid_until: dt.date | None = None,
    deferrals: Sequence[Sequence[str]] = (),
    hide_address: bool = False,
) -> Paper:
    """Draw a 국세 납세증명서.

    *deferrals* are rows of seven printed values (종류, 기간, 과세기간, 세목, 납부기한, 세액,
    가산금).  A *valid_until* other than issue day + 30 prints a reason for it.
    """
    draw = {
        "government24": _national_government24,
        "hometax": _national_hometax,
        "hometax-2019": _national_hometax_2019,
    }[layout]
    sheet = Sheet(font="batang" if layout == "hometax-2019" else "gothic")
    last = valid_until or issued_on + VALID_DAYS
    number = serial(company, f"national/{issued_on}/{layout}", (4, 3, 4, 3))
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_name": company.name,
        "address": None if hide_address else company.address,
        "purpose": "대금수령",
        "valid_until": last.isoformat(),
        "deferrals": [list(row) for row in deferrals] if deferrals else "해당없음",
        "issued_on": issued_on.isoformat(),
    }
    truth |= draw(sheet, company, issued_on, last, number, deferrals, hide_address)
    return Paper("national-tax-clearance", "국세 납세증명서", layout, ".pdf", sheet.finish(), truth)


def _national_government24(
    sheet: Sheet,
    company: Company,
    issued_on: dt.date,
    last: dt.date,
    number: str,
    deferrals: Sequence[Sequence[str]],
    hide_address: bool,
) -> dict[str, object]:
    """정부24 print: labels above their values, guilloche, code pictures, a bare issue day."""
    verification = serial(company, f"government24/{issued_on}", (4, 4, 4, 4))
    left, width = 18.0, 174.0
    sheet.guilloche()
    sheet.emblem(105, 150, 90)
    sheet.text(left, 12, f"문서확인번호 : {verification}", size=8)
    sheet.code(176, 8, 15, number)
    sheet.text(left, 20, "( 1 / 1 )", size=9)
    sheet.text(105, 33, "납세증명서", size=24, font="gothic-bold", align="center")
    y = sheet.table(
        left,
        40,
        (28, 72, 26, 48),
        [["발급번호", number, "처리기간", Cell("즉시(단, 해외이주용 10일)", size=8)]],
        height=9,
    )
    name, identity = company.name, company.business_number
    if not company.is_corporation:
        name, identity = f"{company.representative}({company.name})", company.resident_number
    sheet.cell(left, y, 28, 28, "납세자\n인적사항")
    sheet.table(
        left + 28,
        y,
        (73, 73),
        [
            [
                Cell(name, label="성명(상호)", align="left"),
                Cell(identity, label="주민등록번호(사업자등록번호)", align="left"),
            ],
            [
                Cell(
                    "" if hide_address else company.address,
                    columns=2,
                    label="주소(사업장)",
                    align="left",
                )
            ],
        ],
        height=14,
        size=10,
    )
    y += 28
    sheet.cell(left, y, 28, 10, "증명서의\n사용목적", size=9)
    sheet.cell(
        left + 28, y, 146, 10, "[V]대금수령      [  ]해외이주      [  ]기 타", align="left", pad=6
    )
    y += 10
    ordinary = last == issued_on + VALID_DAYS
    sheet.cell(left, y, 28, 22, "증명서의\n유효기간", size=9)
    sheet.cell(left + 28, y, 52, 22, show(last, "padded"), label="유효기간", align="left")
    sheet.cell(
        left + 80,
        y,
        94,
        22,
        f"[{'V' if ordinary else '  '}]「국세징수법 시행령」 제96조제1항\n"
        f"[{'  ' if ordinary else 'V'}]기타(사유: {'' if ordinary else '지정납부기한 도래'})",
        label="유효기간을 정한사유",
        align="left",
        size=9,
    )
    y += 22
    y = _arrears_tables(sheet, left, y, width, deferrals)
    y = sheet.paragraph(
        left + 2,
        y + 9,
        width - 4,
        f"{CITED}에 따라 발급일 현재 위의 연장·유예액 또는 물적납세의무 체납액을 제외하고는 "
        "다른 체납액이 없음을 증명합니다.",
        size=11,
        indent=4,
    )
    y = sheet.paragraph(
        left + 2,
        y + 2,
        width - 4,
        "※ 고지된 국세의 납부기한이 지나지 않은 세액은 체납액에 해당하지 않습니다.",
        size=8,
    )
    sheet.table(
        left,
        228,
        (20, 44),
        [
            ["담당부서", "민원봉사실"],
            ["담당자", "국세담당"],
            ["연락처", "033-000-0126"],
        ],
        height=6.5,
        size=8,
    )
    sheet.text(188, 230, show(issued_on, "tight"), size=12, align="right")
    sheet.text(
        176, 243, f"{company.tax_office}세무서장", size=17, font="gothic-bold", align="right"
    )
    sheet.seal(178, 241, f"{company.tax_office}세무서장인")
    sheet.line(left, 256, left + width, 256, width=0.3)
    sheet.paragraph(
        left,
        260,
        126,
        "◆ 본 증명서는 인터넷(정부24)으로 발급되었으며, 발급일로부터 90일까지 문서확인번호 또는 "
        "하단의 바코드로 진위를 확인할 수 있습니다. 홈택스(www.hometax.go.kr)의 민원증명 "
        "원본확인에서 발급번호로도 확인하실 수 있습니다.",
        size=7,
    )
    sheet.bar_code(left, 274, 120, 9, verification)
    truth: dict[str, object] = {"verification_number": verification, "company_name": name}
    if company.is_corporation:
        truth["business_number"] = company.business_number
    return truth


def _arrears_tables(
    sheet: Sheet, left: float, y: float, width: float, deferrals: Sequence[Sequence[str]]
) -> float:
    none = apart("해당없음")
    seven = [width / 7] * 7
    y = sheet.table(
        left, y, [width], [[Cell("연장·유예 내역  (단위 : 원)", align="left")]], height=7
    )
    y = sheet.table(
        left,
        y,
        seven,
        [
            ["종류", "기간", "과세기간", "세목", "납부기한", "세액", "가산금"],
            *(list(row) for row in deferrals or [["", "", "", none, "", "", ""]]),
        ],
        height=8,
        size=8.5,
    )
    y = sheet.table(
        left, y, [width], [[Cell("물적납세의무 체납내역  (단위 : 원)", align="left")]], height=7
    )
    return sheet.table(
        left,
        y,
        [36, *[(width - 36) / 5] * 5],
        [
            ["위탁자·양도담보설정자", "과세기간", "세목", "납부기한", "세액", "가산금"],
            ["", "", none, "", "", ""],
        ],
        height=8,
        size=8.5,
    )


def _national_hometax(
    sheet: Sheet,
    company: Company,
    issued_on: dt.date,
    last: dt.date,
    number: str,
    deferrals: Sequence[Sequence[str]],
    hide_address: bool,
) -> dict[str, object]:
    """홈택스 print: labels left of their values, each label letter a piece of its own."""
    left, width = 20.0, 170.0
    sheet.box(14, 12, 182, 272, stroke=1.2, colour="#456")
    sheet.box(15.5, 13.5, 179, 269, stroke=0.4, colour="#456")
    sheet.text(left, 23, f"발급번호 : {number}", size=10)
    sheet.text(190, 23, "처리기간 : 즉시", size=10, align="right")
    sheet.text(105, 40, apart("납세증명서", "  "), size=22, font="gothic-bold", align="center")
    identity = company.masked_corporate_number or company.resident_number
    rows = (
        ("상호(법인명)", company.name, "사업자등록번호", company.business_number),
        ("성명(대표자)", company.representative, "주민(법인)등록번호", identity),
    )
    y = 50.0
    for label, value, second, other in rows:
        sheet.box(left, y, 32, 11, fill="#f1f4f7")
        sheet.spread(left + 2, y + 7, 28, label, size=9)
        sheet.cell(left + 32, y, 56, 11, value)
        sheet.box(left + 88, y, 36, 11, fill="#f1f4f7")
        sheet.spread(left + 90, y + 7, 32, second, size=9)
        sheet.cell(left + 124, y, 46, 11, other)
        y += 11
    for label, value in (
        ("주소(본점)", "" if hide_address else company.address),
        ("사용목적", "대금수령"),
        ("유효기간", show(last, "padded")),
        (
            "유효기간을정한사유",
            "국세징수법 시행령 제96조제1항"
            if last == issued_on + VALID_DAYS
            else "기타(지정납부기한 도래)",
        ),
    ):
        sheet.box(left, y, 32, 11, fill="#f1f4f7")
        sheet.spread(left + 2, y + 7, 28, label, size=8.5)
        sheet.cell(left + 32, y, width - 32, 11, value, align="left", pad=4)
        y += 11
    y = _arrears_tables(sheet, left, y + 3, width, deferrals)
    y = sheet.paragraph(
        left,
        y + 12,
        width,
        f"{CITED}에 따라 발급일 현재 위의 징수유예액등을 제외하고는 다른 체납액이 없음을 "
        "증명합니다.",
        size=11.5,
        indent=4,
    )
    sheet.table(
        left,
        228,
        (22, 42),
        [
            ["접수번호", serial(company, f"receipt/{issued_on}", (12,))],
            ["담당부서", "부가소득세과"],
            ["담당자", "조사관"],
            ["연락처", "033-000-0200"],
        ],
        height=6.5,
        size=8.5,
    )
    sheet.text(184, 228, show(issued_on, "wide"), size=12, align="right")
    sheet.text(
        174,
        243,
        f"{apart(company.tax_office + '세무서장')}",
        size=16,
        font="gothic-bold",
        align="right",
    )
    sheet.seal(176, 241, f"{company.tax_office}세무서장인")
    sheet.paragraph(
        left,
        264,
        150,
        "* 이 증명서는 국세청 홈택스에서 발급되었으며 발급일로부터 90일간 홈택스 > 민원증명 > "
        "원본확인에서 발급번호로 진위 여부를 확인할 수 있습니다.",
        size=7.5,
    )
    sheet.code(174, 258, 17, number)
    truth: dict[str, object] = {
        "business_number": company.business_number,
        "representative": company.representative,
    }
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return truth


def _national_hometax_2019(
    sheet: Sheet,
    company: Company,
    issued_on: dt.date,
    last: dt.date,
    number: str,
    deferrals: Sequence[Sequence[str]],
    hide_address: bool,
) -> dict[str, object]:
    """An older print in a serif: `label : value` lines, the issue day with its label."""
    left, width = 24.0, 162.0
    sheet.text(left, 18, "■ 국세징수법 시행규칙 [별지 제1호서식]", size=8)
    sheet.text(105, 34, apart("납세증명서"), size=22, font="batang-bold", align="center")
    sheet.text(left, 46, f"발급번호 : {number}", size=10.5)
    identity = company.masked_corporate_number or company.resident_number
    lines = (
        ("성 명 ( 대 표 자 )", company.representative),
        ("주 소 ( 본 점 )", "" if hide_address else company.address),
        ("주민등록번호(법인등록번호)", identity),
        ("상 호 ( 법 인 명 )", company.name),
        ("사 업 자 등 록 번 호", company.business_number),
        ("사  용  목  적", "대금수령"),
        ("유  효  기  간", show(last, "iso")),
        ("유효기간을 정한 사유", "시행령 제96조제1항"),
    )
    y = 60.0
    for label, value in lines:
        sheet.text(left, y, label, size=10.5)
        sheet.text(left + 52, y, ":", size=10.5)
        sheet.text(left + 56, y, value, size=10.5)
        y += 9
    y = _arrears_tables(sheet, left, y + 2, width, deferrals)
    sheet.paragraph(
        left,
        y + 11,
        width,
        "「국세징수법」에 따라 발급일 현재 위의 징수유예등 또는 체납처분유예의 명세 외에는 다른 "
        "체납액이 없음을 증명합니다.",
        size=11,
        indent=4,
    )
    sheet.text(105, 228, f"발급일 : {show(issued_on, 'padded')}", size=12, align="center")
    sheet.text(
        105,
        245,
        f"{company.tax_office} 세 무 서 장",
        size=19,
        font="batang-bold",
        align="center",
    )
    sheet.seal(146, 243, f"{company.tax_office}세무서장인")
    sheet.text(
        left,
        266,
        f"접수번호 {serial(company, f'receipt/{issued_on}', (12,))}   담당부서 납세자보호담당관실"
        "   담당자 민원팀   연락처 033-000-0212",
        size=8,
    )
    truth: dict[str, object] = {
        "business_number": company.business_number,
        "representative": company.representative,
    }
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return truth
