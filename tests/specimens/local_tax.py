"""지방세 납세증명서, 제출서류 ③: a mayor or county head certifies that no local tax is overdue.

지방세징수법 시행규칙 별지 제1호서식: application and certificate in one, so a print may have a
second page with a day of its own.  It prints its own validity, normally 30 days.
"""

import datetime as dt
from typing import Literal

from specimens.company import Company, serial
from specimens.paper import DateShape, Paper, show
from specimens.sheet import Cell, Sheet, apart

LocalLayout = Literal["government24", "bilingual", "wetax"]
LOCAL_LAYOUTS: tuple[LocalLayout, ...] = ("government24", "bilingual", "wetax")
VALID_DAYS = dt.timedelta(days=30)


def local_tax_clearance(
    company: Company,
    *,
    issued_on: dt.date,
    layout: LocalLayout = "government24",
    valid_until: dt.date | None = None,
    two_pages: bool = False,
    applied_on: dt.date | None = None,
) -> Paper:
    """Draw a 지방세 납세증명서, with the application as second page if *two_pages*.

    *applied_on* is the second page's own day; the default is the day before issue.
    """
    draw, font = {
        "government24": (_local_korean, "barun"),
        "bilingual": (_local_bilingual, "myeongjo"),
        "wetax": (_local_wetax, "dotum"),
    }[layout]
    sheet = Sheet(font=font)
    last = valid_until or issued_on + VALID_DAYS
    number = serial(company, f"local/{issued_on}/{layout}", (6, 4, 6))
    verification = serial(company, f"local24/{issued_on}/{layout}", (5, 5, 5, 5))
    draw(sheet, company, issued_on, last, number, verification)
    if two_pages:
        sheet.next_page()
        _local_application(sheet, company, applied_on or issued_on - dt.timedelta(days=1))
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_name": company.name,
        "representative": company.representative,
        "business_number": company.business_number,
        "address": company.address,
        "purpose": "대금수령",
        "valid_until": last.isoformat(),
        "deferrals": "해당없음",
        "issued_on": issued_on.isoformat(),
    }
    if layout != "wetax":
        truth["verification_number"] = verification
    elif company.is_corporation:
        truth["business_number"] = None
    if company.is_corporation:
        masked = company.masked_corporate_number
        truth["corporate_number"] = company.corporate_number if layout == "wetax" else masked
    return Paper("local-tax-clearance", "지방세 납세증명서", layout, ".pdf", sheet.finish(), truth)


def _local_korean(
    sheet: Sheet, company: Company, issued_on: dt.date, last: dt.date, number: str, code: str
) -> None:
    """정부24 print in Korean: form header, labels above values."""
    left = 18.0
    sheet.guilloche(colour=(0.92, 0.93, 0.86))
    sheet.text(left, 11, f"문서확인번호 : {code}", size=8)
    sheet.code(178, 7, 14, number)
    sheet.text(left, 20, "■ 지방세징수법 시행규칙 [별지 제1호서식] <개정 2024. 12. 31.>", size=8)
    sheet.text(105, 36, "지방세 납세증명서", size=22, font="barun-bold", align="center")
    y = sheet.table(
        left,
        43,
        (22, 44, 20, 40, 20, 28),
        [["발급번호", number, "접수일", show(issued_on, "dots"), "처리기간", "즉시"]],
        height=9,
    )
    sheet.cell(left, y, 22, 56, "납세자")
    identity = company.masked_corporate_number or company.resident_number
    sheet.table(
        left + 22,
        y,
        (76, 76),
        [
            [
                Cell(company.representative, label="성명(대표자)", align="left"),
                Cell(
                    identity,
                    label="주민등록번호(법인등록번호, 외국인등록번호)",
                    align="left",
                ),
            ],
            [
                Cell(company.name, label="상호(법인명)", align="left"),
                Cell(company.business_number, label="사업자등록번호", align="left"),
            ],
            [Cell(company.address, columns=2, label="주소(영업소)", align="left")],
            [
                Cell(company.contact.phone, label="전화번호(휴대전화)", align="left"),
                Cell("", label="전자우편주소", align="left"),
            ],
        ],
        height=14,
        size=10,
    )
    y += 56
    sheet.cell(left, y, 36, 12, "증명서의 사용목적", size=9)
    sheet.cell(
        left + 36,
        y,
        138,
        12,
        "[√] 대금수령   [ ] 해외이주   [ ] 부동산 신탁등기   [ ] 그 밖의 목적(          )",
        align="left",
        size=9.5,
    )
    y += 12
    sheet.cell(left, y, 36, 14, "증명서의 유효기간", size=9)
    sheet.cell(left + 36, y, 60, 14, show(last, "padded"), label="유효기간", align="left")
    sheet.cell(
        left + 96,
        y,
        78,
        14,
        "「지방세징수법 시행령」 제7조제1항",
        label="유효기간을 정한 사유",
        align="left",
        size=9,
    )
    y = sheet.table(
        left,
        y + 14,
        [174],
        [[Cell("징수유예등 또는 체납처분유예의 내역", align="left")]],
        height=8,
    )
    y = sheet.table(
        left,
        y,
        (34.8,) * 5,
        [
            ["과세연도", "세목", "납부기한", "세액", "유예기간"],
            [Cell(apart("해당없음"), columns=5)],
        ],
        height=9,
    )
    sheet.paragraph(
        left + 2,
        y + 10,
        168,
        "「지방세징수법」 제5조 및 같은 법 시행령 제6조제1항에 따라 발급일 현재 위의 내역 외에는 "
        "다른 체납액이 없음을 증명합니다.",
        size=11.5,
        indent=4,
    )
    sheet.text(105, 224, show(issued_on, "plain"), size=13, align="center")
    sheet.text(
        112,
        244,
        f"{company.province} {company.mayor}",
        size=19,
        font="barun-bold",
        align="center",
    )
    sheet.seal(150, 242, f"{company.mayor}의인", size=20)
    sheet.line(left, 262, 192, 262, width=0.3)
    sheet.paragraph(
        left,
        266,
        128,
        "◆ 본 증명서는 인터넷으로 발급되었으며, 정부24(gov.kr)의 인터넷발급문서진위확인 메뉴를 "
        "통해 위·변조 여부를 확인할 수 있습니다. (발급일로부터 90일까지)",
        size=7,
    )
    sheet.bar_code(left, 276, 110, 8, code)


def _local_bilingual(
    sheet: Sheet, company: Company, issued_on: dt.date, last: dt.date, number: str, code: str
) -> None:
    """Newer print: English between label and value, the day with Year, Month, Day."""
    left = 16.0
    sheet.emblem(105, 140, 110, colour="#eef3ea")
    sheet.text(left, 12, f"문서확인번호 : {code}", size=8)
    sheet.text(left, 19, "■ 지방세징수법 시행규칙 [별지 제1호서식]", size=8)
    sheet.text(194, 19, "(앞쪽 Front)", size=8, align="right")
    sheet.text(105, 33, "지방세 납세증명서", size=20, font="myeongjo-bold", align="center")
    sheet.text(105, 40, "Certificate of Local Tax Payment", size=11, align="center")
    widths = (44.0, 45.0, 44.0, 45.0)
    identity = company.masked_corporate_number or company.resident_number
    y = sheet.table(
        left,
        46,
        widths,
        [
            [
                "발급번호\nIssuance Number",
                number,
                "처리기간\nProcessing Period",
                "즉시 Immediately",
            ],
            [
                "성명(대표자)\nName(Name of representative)",
                company.representative,
                "주민(법인)등록번호\nResident Registration Number",
                identity,
            ],
            [
                "상호(법인명)\nName of Company",
                company.name,
                "사업자등록번호\nBusiness Registration Number",
                company.business_number,
            ],
            ["주소(영업소)\nAddress(Place of Business)", Cell(company.address, columns=3)],
            [
                "증명서의 사용목적\nPurpose of Certificate",
                Cell(
                    "[■]대금수령 Receipt of payment  [ ]해외이주 Emigration  "
                    "[ ]그 밖의 목적 Others",
                    columns=3,
                    align="left",
                    size=8.5,
                ),
            ],
            [
                "증명서의 유효기간\nValid Until",
                show(last, "dots"),
                "유효기간을 정한 사유\nReason",
                Cell("「지방세징수법 시행령」\n제7조제1항", size=8.5),
            ],
        ],
        height=13,
        size=9,
    )
    y = sheet.table(
        left,
        y + 4,
        (35.6,) * 5,
        [
            [
                Cell(
                    "징수유예등 또는 체납처분유예의 내역 Details of Deferment of Collection",
                    columns=5,
                )
            ],
            [
                "과세연도\nTax Year",
                "세목\nTax Item",
                "납부기한\nDue Date",
                "세액\nAmount",
                "유예기간\nPeriod",
            ],
            ["해당없음", "해당없음", "해당없음", "해당없음", "해당없음"],
        ],
        height=10.5,
        size=8.5,
    )
    y = sheet.paragraph(
        left + 2,
        y + 9,
        174,
        "「지방세징수법」 제5조 및 같은 법 시행령 제6조에 따라 발급일 현재 위의 금액 외에는 다른 "
        "지방세 체납액이 없음을 증명합니다.",
        size=11,
        indent=4,
    )
    sheet.paragraph(
        left + 2,
        y + 1,
        174,
        "I hereby certify that the above taxpayer has no local tax in arrears other than the "
        "amounts listed above as of the date of issue.",
        size=9,
    )
    sheet.text(105, 226, show(issued_on, "bilingual"), size=11, align="center")
    sheet.text(
        105,
        243,
        f"{company.province} {company.mayor}",
        size=18,
        font="myeongjo-bold",
        align="center",
    )
    sheet.text(105, 250, "Mayor · Head of County  (Stamp)", size=9, align="center")
    sheet.seal(148, 242, f"{company.mayor}의인", size=19, round_=True)
    sheet.bar_code(left, 266, 100, 9, code)
    sheet.text(194, 280, "210mm×297mm[백상지 80g/㎡]", size=7, align="right")


def _local_wetax(
    sheet: Sheet, company: Company, issued_on: dt.date, last: dt.date, number: str, code: str
) -> None:
    """위택스 print: labels left of values; a corporation by its corporate number alone."""
    left = 20.0
    sheet.box(13, 12, 184, 273, stroke=1.4, colour="#3b6")
    sheet.text(left, 21, "[별지 제1호서식]", size=8.5)
    sheet.text(105, 38, apart("지방세 납세증명서"), size=20, font="dotum-bold", align="center")
    sheet.text(left, 50, f"발 급 번 호 : {number}", size=10)
    sheet.text(190, 50, "처리기간 : 즉시", size=10, align="right")
    identity = company.corporate_number or company.resident_number
    number_cell = "" if company.is_corporation else company.business_number
    y = 56.0
    sheet.cell(left, y, 16, 48, "납\n세\n자")
    for label, value in (
        ("성 명 ( 법 인 명 )", company.name),
        ("주민(법인)등록번호", identity),
        ("사 업 자 등 록 번 호", number_cell),
        ("주 소 ( 영 업 소 )", company.address),
    ):
        sheet.cell(left + 16, y, 44, 12, label, size=9.5)
        sheet.cell(left + 60, y, 110, 12, value, align="left", pad=4)
        y += 12
    for label, value in (
        ("대    표    자", company.representative),
        ("증명서의 사용목적", "▣대금수령  □해외이주  □부동산 신탁등기  □기타"),
        ("증명서의 유효기간", f"{show(last, 'plain')} 까지"),
        ("유효기간을 정한 사유", "지방세징수법 시행령 제7조제1항"),
    ):
        sheet.cell(left, y, 60, 11, label, size=9.5)
        sheet.cell(left + 60, y, 110, 11, value, align="left", pad=4)
        y += 11
    y = sheet.table(
        left,
        y + 4,
        (34,) * 5,
        [
            [Cell("징수유예등 또는 체납처분유예의 내역 (단위 : 원)", columns=5, align="left")],
            ["과세연도", "세 목", "납부기한", "세 액", "유예기간"],
            ["", "", "- 해당없음 -", "", ""],
        ],
        height=9,
    )
    sheet.paragraph(
        left + 2,
        y + 12,
        166,
        "「지방세징수법」 제5조에 따라 위와 같이 발급일 현재 체납액이 없음을 증명합니다.",
        size=12,
        indent=4,
    )
    sheet.text(105, 222, show(issued_on, "wide"), size=13, align="center")
    sheet.text(105, 242, apart(company.mayor), size=21, font="dotum-bold", align="center")
    sheet.seal(136, 240, f"{company.mayor}인", size=20)
    sheet.paragraph(
        left,
        266,
        150,
        "※ 이 증명서는 위택스(www.wetax.go.kr)에서 발급되었으며 발급번호로 90일 이내에 진위를 "
        "확인할 수 있습니다.",
        size=8,
    )
    sheet.code(174, 260, 16, code)


def _local_application(sheet: Sheet, company: Company, applied_on: dt.date) -> None:
    """The reverse: the application that the form unites with the certificate."""
    left = 18.0
    day: DateShape = "columns"
    sheet.text(192, 16, "(뒤쪽)", size=8, align="right")
    sheet.paragraph(
        left,
        32,
        174,
        "「지방세징수법」 제5조 및 같은 법 시행령 제6조제1항에 따라 위와 같이 지방세 납세증명서의 "
        "발급을 신청합니다.",
        size=11,
    )
    sheet.text(150, 56, show(applied_on, day), size=11, align="center")
    sheet.text(
        188, 68, f"신청인   {company.representative}   (서명 또는 인)", size=11, align="right"
    )
    sheet.text(left, 84, f"{company.mayor}  귀하", size=13)
    sheet.table(
        left,
        94,
        (30, 116, 28),
        [
            [
                "첨부서류",
                Cell(
                    "1. 사업자등록증 사본 1부  2. 신분증 사본 1부\n3. 대리인인 경우 위임장 1부",
                    align="left",
                ),
                "수수료\n없음",
            ]
        ],
        height=22,
    )
    sheet.table(
        left,
        124,
        [174],
        [
            ["유의사항"],
            [
                Cell(
                    "납세증명서의 유효기간은 발급일부터 30일로 합니다. 다만, 발급일 현재 "
                    "납부기한이 도래하지 않은 지방세가 있는 경우에는 그 납부기한까지로 "
                    "할 수 있습니다.",
                    align="left",
                )
            ],
        ],
        height=14,
        fill="#eee",
    )
    sheet.text(105, 284, "( 2 / 2 )", size=8, align="center")
