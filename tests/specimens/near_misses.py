"""Official papers of the tax office and the town hall that are sent instead of the right ones.

휴업·폐업사실증명, 납부내역증명 and 표준재무제표증명 come from the same counter as the right papers;
지방세 납부확인서 and 지방세 세목별 과세증명서 from the same town hall.  One layout each, simpler
than the real sheet but with its title, its labels, its closing sentence and its issuer.
"""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Literal

from specimens.company import Company, serial
from specimens.paper import Paper, show
from specimens.sheet import Cell, Sheet

Row = Sequence[Cell | str]
GREY = "#f1f1f1"


def business_status(
    company: Company, *, issued_on: dt.date, kind: Literal["휴업", "폐업"] = "폐업"
) -> Paper:
    """Draw a 휴업사실증명 or 폐업사실증명: the firm stopped, for a while or for good."""
    since = issued_on - dt.timedelta(days=210)
    sheet = Sheet(font="dotum")
    number = _tax_office_head(sheet, company, f"{kind}사실증명", issued_on)
    rows: list[Row] = [
        [label("상호(법인명)"), company.name, label("사업자등록번호"), company.business_number],
        [label("성명(대표자)"), company.representative, label("개업일"), day_of(company.opened_on)],
        [label("사업장소재지"), Cell(company.address, columns=3, align="left")],
        [
            label("업태"),
            company.business_types[0],
            label("종목"),
            Cell(company.business_items[0], size=8.5),
        ],
        [label(f"{kind}일"), day_of(since), label(f"{kind}사유"), "사업부진"],
    ]
    y = sheet.table(20, 58, (34, 56, 34, 46), rows, height=12)
    sheet.text(105, y + 30, f"위와 같이 {kind}사실을 증명합니다.", size=13, align="center")
    _tax_office_foot(sheet, company, issued_on)
    return near_miss(
        "business-status",
        f"{kind}사실증명",
        sheet,
        company,
        issued_on,
        certificate_number=number,
        address=company.address,
        opened_on=company.opened_on.isoformat(),
    )


def national_tax_payment_record(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 납부내역증명(납세사실증명): what was paid, with no word about arrears."""
    chance = random.Random(company.seed)
    sheet = Sheet(font="gothic")
    number = _tax_office_head(sheet, company, "납부내역증명(납세사실증명)", issued_on, size=19)
    y = sheet.table(
        20,
        58,
        (34, 56, 34, 46),
        [
            [
                label("상호(법인명)"),
                company.name,
                label("사업자등록번호"),
                company.business_number,
            ],
            [label("성명(대표자)"), company.representative, label("사용목적"), "관공서 제출용"],
            [label("사업장소재지"), Cell(company.address, columns=3, align="left")],
        ],
        height=11,
    )
    payments: list[Row] = [["과세기간", "세목", "납부일자", "납부세액(원)", "비고"]]
    total = 0
    for month, tax in ((1, "부가가치세"), (3, "법인세"), (4, "부가가치세"), (7, "부가가치세")):
        amount = chance.randint(12, 900) * 10_000
        total += amount
        payments.append([f"2024년 {month:02}월", tax, f"2024.{month:02}.25", f"{amount:,}", ""])
    payments.append(["합계", "", "", f"{total:,}", ""])
    y = sheet.table(20, y + 6, (34, 36, 36, 40, 24), payments, height=9, fill=GREY)
    sheet.text(105, y + 20, "위와 같이 납부하였음을 증명합니다.", size=13, align="center")
    _tax_office_foot(sheet, company, issued_on)
    return near_miss(
        "national-tax-payment-record",
        "납부내역증명(납세사실증명)",
        sheet,
        company,
        issued_on,
        certificate_number=number,
        purpose="관공서 제출용",
    )


def local_tax_payment_record(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 지방세 납부확인서: a receipt after the fact."""
    sheet = Sheet(font="barun")
    number = _town_hall_head(
        sheet, company, "■ 지방세징수법 시행규칙 [별지 제21호서식]", "지방세 납부확인서", issued_on
    )
    y = _town_hall_identity(sheet, company)
    rows: list[Row] = [
        ["과세연도", "세목", "과세번호", "납부세액(원)", "납부일"],
        ["2024", "주민세(사업소분)", "000412", "112,500", "2024.08.30."],
        ["2024", "재산세(건축물)", "001733", "864,120", "2024.07.29."],
        ["2024", "자동차세", "009120", "518,400", "2024.12.27."],
    ]
    y = sheet.table(18, y + 5, (24, 44, 32, 40, 34), rows, height=9, fill=GREY)
    sheet.text(105, y + 22, "위와 같이 지방세를 납부하였음을 확인합니다.", size=13, align="center")
    town_hall_foot(sheet, company, issued_on)
    return near_miss(
        "local-tax-payment-record",
        "지방세 납부확인서",
        sheet,
        company,
        issued_on,
        certificate_number=number,
    )


def local_tax_assessment(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 지방세 세목별 과세증명서: what was levied, tax by tax."""
    sheet = Sheet(font="gothic")
    number = _town_hall_head(
        sheet,
        company,
        "■ 지방세기본법 시행규칙 [별지 제49호서식]",
        "지방세 세목별 과세증명서",
        issued_on,
    )
    y = _town_hall_identity(sheet, company)
    rows: list[Row] = [
        ["세목", "과세연월", "과세번호", "과세표준(원)", "세액(원)", "납부일"],
        ["주민세(종업원분)", "2024.11", "000817", "152,300,000", "761,500", "2024.12.10."],
        ["재산세(토지)", "2024.09", "003308", "204,118,000", "612,350", "2024.09.27."],
        ["등록면허세(면허)", "2025.01", "000231", "-", "40,500", "2025.01.24."],
        [Cell("미납 내역 : 없음", columns=6)],
    ]
    y = sheet.table(18, y + 5, (38, 24, 26, 34, 26, 26), rows, height=9, fill=GREY)
    sheet.paragraph(
        20, y + 16, 170, "「지방세기본법」에 따라 위와 같이 과세되었음을 증명합니다.", size=12.5
    )
    town_hall_foot(sheet, company, issued_on)
    return near_miss(
        "local-tax-assessment",
        "지방세 세목별 과세증명서",
        sheet,
        company,
        issued_on,
        certificate_number=number,
    )


def financial_statement(
    company: Company, *, issued_on: dt.date, year: int = 2024, printed: str = "{}.01.01~12.31"
) -> Paper:
    """Draw a 표준재무제표증명: a certified balance sheet and profit and loss account."""
    sheet = Sheet(font="gothic")
    number = _tax_office_head(sheet, company, "표준재무제표증명", issued_on)
    y = sheet.table(
        20,
        58,
        (34, 56, 34, 46),
        [
            [
                label("상호(법인명)"),
                company.name,
                label("사업자등록번호"),
                company.business_number,
            ],
            [
                label("성명(대표자)"),
                company.representative,
                label("사업연도"),
                printed.format(year, year),
            ],
            [label("사업장소재지"), Cell(company.address, columns=3, align="left")],
        ],
        height=10,
    )
    sales = company.sales_in_millions * 1_000_000
    lines = (
        ("표준대차대조표", ""),
        ("Ⅰ. 유동자산", f"{sales * 4 // 10:,}"),
        ("Ⅱ. 비유동자산", f"{sales * 5 // 10:,}"),
        ("자산총계", f"{sales * 9 // 10:,}"),
        ("부채총계", f"{sales * 5 // 10:,}"),
        ("자본총계", f"{sales * 4 // 10:,}"),
        ("표준손익계산서", ""),
        ("Ⅰ. 매출액", f"{sales:,}"),
        ("Ⅱ. 매출원가", f"{sales * 7 // 10:,}"),
        ("Ⅴ. 영업이익", f"{sales // 20:,}"),
    )
    y = sheet.table(
        20,
        y + 5,
        (110, 60),
        [["계정과목", "금액(원)"]]
        + [[Cell(a, align="left"), Cell(b, align="right")] for a, b in lines],
        height=8,
        fill=GREY,
    )
    sheet.text(105, y + 12, "위와 같이 증명합니다.", size=13, align="center")
    _tax_office_foot(sheet, company, issued_on)
    return near_miss(
        "financial-statement",
        "표준재무제표증명",
        sheet,
        company,
        issued_on,
        certificate_number=number,
        address=company.address,
    )


def label(text: str) -> Cell:
    return Cell(text, fill=GREY)


def day_of(day: dt.date) -> str:
    return show(day, "padded")


def near_miss(
    type_: str,
    title: str,
    sheet: Sheet,
    company: Company,
    issued_on: dt.date,
    *,
    without: Sequence[str] = (),
    **more: object,
) -> Paper:
    truth: dict[str, object] = {
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "issued_on": issued_on.isoformat(),
        **more,
    }
    kept = {field: value for field, value in truth.items() if field not in without}
    return Paper(type_, title, "form", ".pdf", sheet.finish(), kept)


def _tax_office_head(
    sheet: Sheet, company: Company, title: str, issued_on: dt.date, *, size: float = 22
) -> str:
    number = serial(company, f"{title}/{issued_on}", (4, 3, 4, 3))
    sheet.box(14, 12, 182, 272, stroke=0.8, colour="#456")
    sheet.table(
        20,
        18,
        (26, 60, 26, 58),
        [[label("발급번호"), number, label("처리기간"), "즉시"]],
        height=9,
    )
    sheet.text(105, 46, title, size=size, font="gothic-bold", align="center")
    return number


def _tax_office_foot(sheet: Sheet, company: Company, issued_on: dt.date) -> None:
    receipt = serial(company, f"receipt/{issued_on}/near", (12,))
    sheet.table(
        20,
        232,
        (22, 40),
        [["접수번호", receipt], ["담당부서", "민원봉사실"], ["연락처", "033-000-0126"]],
        height=6.5,
        size=8.5,
    )
    office = company.tax_office
    sheet.text(182, 236, show(issued_on, "padded"), size=12, align="right")
    sheet.text(173, 251, f"{office}세무서장", size=17, font="gothic-bold", align="right")
    sheet.seal(175, 249, f"{office}세무서장인")
    sheet.text(20, 272, "※ 발급일로부터 90일까지 홈택스에서 원본을 확인할 수 있습니다.", size=8)


def _town_hall_head(
    sheet: Sheet, company: Company, form: str, title: str, issued_on: dt.date
) -> str:
    number = serial(company, f"{title}/{issued_on}", (6, 4, 6))
    sheet.text(18, 16, form, size=8)
    sheet.text(105, 36, title, size=21, font="gothic-bold", align="center")
    sheet.text(18, 45, f"발급번호 : {number}", size=9.5)
    return number


def _town_hall_identity(sheet: Sheet, company: Company) -> float:
    identity = company.masked_corporate_number or company.resident_number
    return sheet.table(
        18,
        50,
        (34, 56, 34, 50),
        [
            [label("성명(법인명)"), company.name, label("주민(법인)등록번호"), identity],
            [
                label("대표자"),
                company.representative,
                label("사업자등록번호"),
                company.business_number,
            ],
            [label("주소(영업소)"), Cell(company.address, columns=3, align="left")],
        ],
        height=11,
    )


def town_hall_foot(sheet: Sheet, company: Company, issued_on: dt.date) -> None:
    sheet.text(105, 226, show(issued_on, "plain"), size=13, align="center")
    sheet.text(
        105,
        245,
        f"{company.province} {company.mayor}",
        size=18,
        font="gothic-bold",
        align="center",
    )
    sheet.seal(147, 243, f"{company.mayor}의인", size=19)
