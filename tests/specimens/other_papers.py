"""Official papers of other offices that are sent instead of the right ones.

4대 사회보험료 완납증명서 (the insurers), 등기사항전부증명서 (the court register) and 공장등록증명서
(a mayor or county head).  One layout each, simpler than the real sheet but with its title, its
labels, its closing sentence and its issuer.
"""

import datetime as dt

from specimens.company import Company, serial
from specimens.near_misses import GREY, day_of, label, near_miss, town_hall_foot
from specimens.paper import Paper, show
from specimens.sheet import Cell, Sheet, apart

_MONTH = dt.timedelta(days=30)


def social_insurance_clearance(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 4대 사회보험료 완납증명서: 'paid in full', but no tax."""
    sheet = Sheet(font="myeongjo")
    number = serial(company, f"insurance/{issued_on}", (4, 6))
    sheet.guilloche(colour=(0.88, 0.94, 0.9))
    sheet.text(20, 22, f"증명서 발급번호 : {number}", size=9.5)
    sheet.text(105, 44, "4대 사회보험료 완납증명서", size=22, font="myeongjo-bold", align="center")
    y = sheet.table(
        20,
        58,
        (34, 56, 34, 46),
        [
            [label("사업장명"), company.name, label("사업자등록번호"), company.business_number],
            [label("대표자"), company.representative, label("사업장관리번호"), "0000000-0"],
            [label("소재지"), Cell(company.address, columns=3, align="left")],
            [label("용도"), "관공서 제출용", label("유효기간"), day_of(issued_on + _MONTH)],
        ],
        height=12,
    )
    insurance = [Cell(name) for name in ("건강보험", "국민연금", "고용보험", "산재보험")]
    y = sheet.table(20, y + 6, (42.5,) * 4, [insurance, ["완납"] * 4], height=10, fill=GREY)
    sheet.paragraph(
        22,
        y + 18,
        166,
        "「국민건강보험법」 제81조의3에 따라 발급일 현재 4대 사회보험료를 완납하였음을 증명합니다.",
        size=12.5,
    )
    sheet.text(105, 226, day_of(issued_on), size=13, align="center")
    sheet.text(105, 244, "국민건강보험공단 이사장", size=19, font="myeongjo-bold", align="center")
    sheet.seal(150, 242, "국민건강보험공단이사장인", size=20)
    return near_miss(
        "social-insurance-clearance",
        "4대 사회보험료 완납증명서",
        sheet,
        company,
        issued_on,
        certificate_number=number,
        valid_until=(issued_on + _MONTH).isoformat(),
    )


def corporate_register(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 등기사항전부증명서 of a corporation, two pages."""
    if not company.corporate_number:
        raise ValueError("only a corporation is in the register")
    sheet = Sheet(font="batang")
    number = serial(company, f"register/{issued_on}", (4, 4, 4, 4))
    sheet.text(
        105, 32, "등기사항전부증명서(현재 유효사항)", size=19, font="batang-bold", align="center"
    )
    sheet.text(190, 40, "[제출용]", size=10, align="right")
    y = sheet.table(
        20,
        48,
        (34, 136),
        [
            [label("등기번호"), Cell("000123", align="left")],
            [label("등록번호"), Cell(company.corporate_number, align="left")],
            [label("상  호"), Cell(company.name, align="left")],
            [label("본  점"), Cell(company.address, align="left")],
            [label("공고방법"), Cell("당 회사 홈페이지에 게재한다", align="left")],
            [label("1주의 금액"), Cell("금 5,000 원", align="left")],
        ],
        height=11,
    )
    goals = "".join(f"{n}. {item} 제조업\n" for n, item in enumerate(company.business_items, 1))
    sheet.cell(20, y + 5, 170, 9, apart("목적", "      "), fill=GREY)
    sheet.cell(20, y + 14, 170, 40, goals + "위 각호에 관련된 부대사업 일체", align="left")
    _register_foot(sheet, number, issued_on, 1)
    sheet.next_page()
    sheet.cell(20, 20, 170, 9, "임원에 관한 사항", fill=GREY)
    sheet.cell(
        20,
        29,
        170,
        20,
        f"사내이사  {company.representative}  {company.resident_number[:6]}-*******\n"
        f"대표이사  {company.representative}  {company.resident_number[:6]}-*******",
        align="left",
    )
    sheet.cell(20, 56, 34, 10, "회사성립연월일", fill=GREY)
    sheet.cell(54, 56, 136, 10, day_of(company.opened_on), align="left")
    sheet.text(105, 100, "--- 이 하 여 백 ---", size=10, align="center")
    sheet.text(24, 190, "이 증명서는 등기기록의 내용과 틀림없음을 증명합니다.", size=12)
    sheet.text(105, 210, show(issued_on, "wide"), size=12.5, align="center")
    sheet.text(
        105,
        228,
        "법원행정처 등기정보중앙관리소  전산운영책임관",
        size=15,
        font="batang-bold",
        align="center",
    )
    sheet.seal(166, 226, "등기정보중앙관리소", size=18)
    _register_foot(sheet, number, issued_on, 2)
    return near_miss(
        "corporate-register",
        "등기사항전부증명서",
        sheet,
        company,
        issued_on,
        without=("business_number",),
        corporate_number=company.corporate_number,
        address=company.address,
        verification_number=number,
    )


def _register_foot(sheet: Sheet, number: str, issued_on: dt.date, page: int) -> None:
    sheet.line(20, 276, 190, 276, width=0.3)
    sheet.text(20, 281, f"발급확인번호 {number}", size=8)
    sheet.text(105, 281, f"발행일 {show(issued_on, 'tight-dots')[:-1]}", size=8, align="center")
    sheet.text(190, 281, f"{page}/2", size=8, align="right")
    sheet.bar_code(20, 284, 60, 5, number)


def factory_registration(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 공장등록증명서 with land and building areas."""
    sheet = Sheet(font="dotum")
    sheet.text(
        18, 16, "■ 산업집적활성화 및 공장설립에 관한 법률 시행규칙 [별지 제11호서식]", size=8
    )
    sheet.text(105, 36, "공장등록증명(신청)서", size=21, font="dotum-bold", align="center")
    number = serial(company, f"factory/{issued_on}", (15,))
    y = sheet.table(
        18,
        46,
        (34, 56, 34, 50),
        [
            [label("공장관리번호"), number, label("등록일"), day_of(company.registered_on)],
            [label("회사명"), company.name, label("사업자등록번호"), company.business_number],
            [
                label("대표자 성명"),
                company.representative,
                label("법인등록번호"),
                company.corporate_number or "",
            ],
            [label("공장 소재지"), Cell(company.address, columns=3, align="left")],
            [label("보유구분"), "자가", label("지목"), "공장용지"],
            [label("공장용지면적(㎡)"), "3,118.0", label("제조시설면적(㎡)"), "1,204.5"],
            [
                label("공장의 업종(분류번호)"),
                Cell(f"{company.business_items[0]} 제조업 (27199)", columns=3, align="left"),
            ],
            [label("종업원수"), f"{company.employees}명", label("사용용도"), "관공서 제출용"],
        ],
        height=11,
        size=8.5,
    )
    sheet.paragraph(
        20,
        y + 18,
        170,
        "「산업집적활성화 및 공장설립에 관한 법률」 제16조에 따라 위와 같이 공장이 등록되었음을 "
        "증명합니다.",
        size=12,
    )
    town_hall_foot(sheet, company, issued_on)
    return near_miss(
        "factory-registration",
        "공장등록증명서",
        sheet,
        company,
        issued_on,
        certificate_number=number,
        address=company.address,
        registered_on=company.registered_on.isoformat(),
    )
