"""사업자등록증명, 제출서류 ④: the head of a tax office certifies that a business is registered.

국세청 민원사무처리규정 별지 제5호서식.  The notice calls it 사업자등록증명원.
"""

import datetime as dt
from typing import Literal

from specimens.company import Company, serial
from specimens.paper import Paper, show
from specimens.sheet import Cell, Sheet, apart

CertificateLayout = Literal["hometax", "government24", "bilingual"]
CERTIFICATE_LAYOUTS: tuple[CertificateLayout, ...] = ("hometax", "government24", "bilingual")


def business_registration(
    company: Company, *, issued_on: dt.date, layout: CertificateLayout = "hometax"
) -> Paper:
    """Draw a 사업자등록증명."""
    number = serial(company, f"registration/{issued_on}/{layout}", (4, 3, 4, 3))
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "address": company.address,
        "opened_on": company.opened_on.isoformat(),
        "registered_on": company.registered_on.isoformat(),
        "business_types": company.business_types,
        "business_items": company.business_items,
        "issued_on": issued_on.isoformat(),
    }
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    sheet = Sheet(
        font={"hometax": "dotum", "government24": "gothic", "bilingual": "batang"}[layout]
    )
    if layout == "hometax":
        _certificate_hometax(sheet, company, issued_on, number)
    elif layout == "government24":
        truth["verification_number"] = serial(company, f"registration24/{issued_on}", (4, 4, 4, 4))
        truth["purpose"] = "관공서 제출용"
        _certificate_government24(
            sheet, company, issued_on, number, str(truth["verification_number"])
        )
    else:
        _certificate_bilingual(sheet, company, issued_on, number)
    return Paper("business-registration", "사업자등록증명", layout, ".pdf", sheet.finish(), truth)


def _identity(company: Company) -> str:
    return company.masked_corporate_number or company.resident_number


def _certificate_hometax(sheet: Sheet, company: Company, issued_on: dt.date, number: str) -> None:
    """홈택스 print: one column, letter-spaced labels in pieces, no frame round the values."""
    left = 26.0
    sheet.emblem(105, 145, 100, colour="#eef2f6")
    sheet.box(14, 12, 182, 273, stroke=1, colour="#345")
    sheet.table(
        20, 18, (24, 62, 24, 60), [["발급번호", number, "처리기간", "즉   시"]], height=9, size=9.5
    )
    sheet.text(105, 48, apart("사업자등록증명"), size=22, font="dotum-bold", align="center")
    y = 66.0
    for label, value in (
        ("상호(법인명)", company.name),
        ("사업자등록번호", company.business_number),
        ("성명(대표자)", company.representative),
        ("주민(법인)등록번호", _identity(company)),
        ("사업장소재지", company.address),
        ("개업일", show(company.opened_on, "padded")),
        ("사업자등록일", show(company.registered_on, "padded")),
    ):
        sheet.spread(left, y, 40, label, size=11)
        sheet.text(left + 43, y, ":", size=11)
        sheet.text(left + 48, y, value, size=11)
        y += 10.5
    sheet.spread(left, y, 40, "업태", size=11)
    sheet.text(left + 43, y, ":", size=11)
    sheet.spread(left + 82, y, 16, "종목", size=11)
    sheet.text(left + 100, y, ":", size=11)
    for kind, item in company.trades:
        sheet.text(left + 48, y, kind, size=10.5)
        sheet.text(left + 104, y, item, size=9.5)
        y += 7.5
    sheet.text(left, y + 4, "공동사업자", size=11)
    y = sheet.table(
        left + 40,
        y - 2,
        (58, 60),
        [["성명(법인명)", "주민(사업자)등록번호"], ["- 해당사항없음 -", ""]],
        height=8,
        size=9,
    )
    sheet.text(
        105, max(y + 22, 196), "위와 같이 사업자등록사실을 증명합니다.", size=13, align="center"
    )
    sheet.table(
        20,
        222,
        (22, 42),
        [
            ["접수번호", serial(company, f"receipt/{issued_on}/r", (12,))],
            ["담당부서", "민원봉사실"],
            ["담당자", "민원담당"],
            ["연락처", "033-000-0126"],
        ],
        height=6.5,
        size=8.5,
    )
    sheet.text(180, 226, show(issued_on, "padded"), size=12, align="right")
    sheet.text(
        172, 243, f"{company.tax_office} 세무서장", size=18, font="dotum-bold", align="right"
    )
    sheet.seal(173, 241, f"{company.tax_office}세무서장인")
    sheet.paragraph(
        20,
        262,
        146,
        "※ 본 증명은 홈택스(www.hometax.go.kr)에서 발급한 것으로 발급번호를 이용하여 발급일로부터 "
        "90일까지 원본 여부를 확인할 수 있습니다.",
        size=8,
    )
    sheet.code(174, 258, 16, number)


def _certificate_government24(
    sheet: Sheet, company: Company, issued_on: dt.date, number: str, verification: str
) -> None:
    """정부24 print: a ruled table, labels on grey left of their values."""
    left = 18.0
    sheet.guilloche(colour=(0.9, 0.9, 0.95))
    sheet.text(left, 12, f"문서확인번호 : {verification}", size=8)
    sheet.code(176, 7, 15, number)
    sheet.text(left, 21, "■ 국세청민원사무처리규정 [별지 제5호 서식]", size=8)
    sheet.text(105, 38, "사업자등록증명", size=23, font="gothic-bold", align="center")
    grey = "#f2f2f2"
    rows: list[list[Cell | str]] = [
        [Cell("발급번호", fill=grey), number, Cell("처리기간", fill=grey), "즉시"],
        [
            Cell("상호(법인명)", fill=grey),
            company.name,
            Cell("사업자등록번호", fill=grey),
            company.business_number,
        ],
        [
            Cell("성명(대표자)", fill=grey),
            company.representative,
            Cell("주민(법인)등록번호", fill=grey),
            _identity(company),
        ],
        [
            Cell("사업장소재지", fill=grey),
            Cell(company.address, columns=3, align="left"),
        ],
        [
            Cell("개업일", fill=grey),
            show(company.opened_on, "plain"),
            Cell("사업자등록일", fill=grey),
            show(company.registered_on, "plain"),
        ],
    ]
    y = sheet.table(left, 48, (32, 58, 34, 50), rows, height=12, size=10)
    kinds = "\n".join(company.business_types)
    items = "\n".join(company.business_items)
    height = 8 + 6 * len(company.trades)
    for x, width, text, fill in (
        (left, 32, "업태", grey),
        (left + 32, 58, kinds, ""),
        (left + 90, 24, "종목", grey),
        (left + 114, 60, items, ""),
    ):
        sheet.cell(x, y, width, height, text, size=10, fill=fill)
    y = sheet.table(
        left,
        y + height,
        (32, 71, 71),
        [
            [Cell("공동사업자", fill=grey), "성명(법인명)", "주민(사업자)등록번호"],
            [Cell("", fill=grey), "해당없음", "해당없음"],
        ],
        height=9,
        size=9.5,
    )
    y = sheet.table(
        left,
        y,
        (32, 58, 34, 50),
        [[Cell("사용목적", fill=grey), "관공서 제출용", Cell("제출처", fill=grey), "관공서"]],
        height=10,
    )
    sheet.text(105, y + 20, "위와 같이 증명합니다.", size=14, align="center")
    sheet.table(
        left,
        226,
        (20, 42),
        [["담당부서", "민원봉사실"], ["담당자", "민원담당"], ["연락처", "033-000-0126"]],
        height=6.5,
        size=8,
    )
    sheet.text(188, 228, show(issued_on, "tight"), size=12, align="right")
    sheet.text(
        177, 243, f"{company.tax_office}세무서장", size=17, font="gothic-bold", align="right"
    )
    sheet.seal(178, 241, f"{company.tax_office}세무서장인")
    sheet.paragraph(
        left,
        262,
        170,
        "◆ 본 증명서는 인터넷으로 발급되었으며, 정부24(gov.kr)의 인터넷발급문서진위확인 메뉴를 "
        "통해 확인할 수 있습니다. 또한 홈택스에서 발급번호로 90일간 확인할 수 있습니다.",
        size=7,
    )
    sheet.bar_code(left, 272, 120, 9, verification)


def _certificate_bilingual(sheet: Sheet, company: Company, issued_on: dt.date, number: str) -> None:
    """Bilingual print: English below each Korean label, the office in brackets."""
    left = 22.0
    sheet.emblem(105, 150, 95, colour="#f3efe6")
    sheet.text(left, 20, f"발급번호 Issuance No. {number}", size=9.5)
    sheet.text(188, 20, "처리기간 Processing Period : 즉시 Immediately", size=8.5, align="right")
    sheet.text(105, 40, "사업자등록증명", size=21, font="batang-bold", align="center")
    sheet.text(105, 48, "Certificate of Business Registration", size=12, align="center")
    y = 64.0
    for label, english, value in (
        ("상호(법인명)", "Name of company", company.name),
        ("사업자등록번호", "Business Registration No.", company.business_number),
        ("성명(대표자)", "Name of representative", company.representative),
        ("주민(법인)등록번호", "Resident(Corporation) Registration No.", _identity(company)),
        ("사업장소재지", "Address of business", company.address),
        ("개업일", "Date of business commencement", show(company.opened_on, "bilingual")),
        ("사업자등록일", "Date of business registration", show(company.registered_on, "bilingual")),
    ):
        sheet.text(left, y, label, size=10.5)
        sheet.text(left, y + 4.6, english, size=8)
        sheet.text(left + 62, y + 2, value, size=10.5)
        sheet.line(left, y + 7, 188, y + 7, width=0.3, colour="#999")
        y += 13
    sheet.text(left, y, "업태", size=10.5)
    sheet.text(left, y + 4.6, "Type of business", size=8)
    sheet.text(left + 84, y, "종목", size=10.5)
    sheet.text(left + 84, y + 4.6, "Item of business", size=8)
    for kind, item in company.trades:
        sheet.text(left + 34, y + 1, kind, size=10)
        sheet.text(left + 112, y + 1, item, size=9)
        y += 6.5
    sheet.text(105, 204, "위와 같이 증명합니다.", size=13, align="center")
    sheet.text(105, 210, "I hereby certify the above.", size=9.5, align="center")
    sheet.text(105, 226, show(issued_on, "bilingual"), size=11.5, align="center")
    office = company.tax_office
    sheet.text(
        105, 243, f"{apart(office)} 세 무 서 장", size=18, font="batang-bold", align="center"
    )
    sheet.text(
        105, 250, f"Head of ( {office} ) District Tax Office (Stamp)", size=9, align="center"
    )
    sheet.seal(146, 243, f"{office}세무서장인", size=19, round_=True)
    sheet.text(
        left,
        270,
        f"접수번호 Receipt No. {serial(company, f'receipt/{issued_on}/b', (12,))}",
        size=8,
    )
