"""지방세 납세증명(신청)서: Korean over English, the application first, then the certificate."""

import datetime as dt
from random import Random

from specimens.company import Company, serial
from specimens.paper import Paper

from accuracy.offices.page import Page, maze_seal

PURPOSES = (
    ("대금수령", "Billing"),
    ("해외이주", "Emigration"),
    ("부동산 신탁등기", "Registration for"),
    ("그 밖의 목적", "Others"),
)
ENGLISH = {
    "춘천": "Chuncheon", "원주": "Wonju", "강릉": "Gangneung", "태백": "Taebaek",
    "홍천": "Hongcheon", "횡성": "Hoengseong", "속초": "Sokcho", "삼척": "Samcheok",
    "철원": "Cheorwon", "양양": "Yangyang", "동해": "Donghae", "평창": "Pyeongchang",
    "영월": "Yeongwol", "정선": "Jeongseon", "화천": "Hwacheon", "화성": "Hwaseong",
    "음성": "Eumseong", "경산": "Gyeongsan", "익산": "Iksan",
}  # fmt: skip
LEFT, RIGHT = 16.0, 194.0
LAW = "「지방세징수법」  제5조 및 같은 법 시행령 제6조제{}항에 따라 발급일 현재 「지방세징수법 시행령」  제2조 각 호의 금"


def local_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the sheet as browsers print it; a corporation's number stands on it in full."""
    last = issued_on + dt.timedelta(days=30)
    number = f"{issued_on.year}-{serial(company, f'office local {issued_on}', (7,))}"
    verification = f"W{serial(company, f'office local w {issued_on}', (3, 4, 4, 4))}"
    purpose = chance.choice((0, 3, 3))
    page = Page(font="batang", producer="Chromium")
    page.small, page.normal = chance.uniform(7.4, 8.2), chance.uniform(9.6, 10.6)
    small, normal = page.small, page.normal
    _head(page, chance, number, verification, issued_on)
    _taxpayer(page, chance, company, normal)
    _purposes(page, chance, purpose, normal, small)
    _day(page, chance, 139, issued_on, normal)
    page.text(72, 142.5, f"신청인(납세자) : {company.representative}", size=normal)
    page.text(66, 146.5, "Applicant (Taxpayer)", size=small + 1)
    page.text(170, 142.5, "(서명 또는 인)", size=normal, colour="#888888")
    page.line(LEFT, 149.5, RIGHT, 149.5, width=2.4)
    _arrears(page, normal, small)
    page.text(LEFT, 206, "1. 증명서 유효기간 :", size=normal)
    page.text(LEFT + 10, 209.8, "Validity Period :", size=small)
    _day(page, chance, 209 + chance.uniform(-1, 1), last, normal, x=65)
    page.text(
        LEFT, 214, "2. 유효기간을 정한 사유 : 지방세징수법 시행령 제 7조(납세증명서의 유효기간)",
        size=normal,
    )  # fmt: skip
    page.text(LEFT + 3, 218.6, "Reason for Validity Period :", size=small)
    _day(page, chance, 224, issued_on, normal, x=120)
    _mayor(page, company)
    page.line(LEFT, 259, RIGHT, 259, width=2.2)
    page.foot_codes(267, chance, left=43, right=190, high=18)
    page.noise(10, 267, 14, 12, verification)
    page.box(24, 267, 13, 12, colour="#aaaaaa")
    page.text(16, 274, "갑", size=15)
    page.text(27, 274, "을", size=15, colour="#cccccc")
    truth: dict[str, object] = {
        "certificate_number": number,
        "verification_number": verification,
        "address": company.address,
        "issued_on": issued_on.isoformat(),
        "valid_until": last.isoformat(),
        "purpose": PURPOSES[purpose][0],
        "deferrals": [],
    }
    if company.is_corporation:
        truth |= {"company_name": company.name, "corporate_number": company.corporate_number}
    else:
        truth |= {"company_name|representative": company.representative}
    return Paper("local-tax-clearance", "지방세 납세증명서", "wetax", ".pdf", page.finish(), truth)


def _head(page: Page, chance: Random, number: str, verification: str, day: dt.date) -> None:
    page.text(LEFT, 14, f"문서확인번호 {verification}", size=11)
    page.text(140, 14, "1/1", size=11)
    page.text(105, 22.5, "지방세 납세증명(신청)서", size=17, align="center")
    page.text(105, 28.6, "Local Tax Payment Certificate(Application)", size=12, align="center")
    page.box(LEFT, 31.5, RIGHT - LEFT, 8.7, fill="#d6d6d6", border=False)
    page.box(169, 8, 25, 25, fill="#ffffff", border=False)
    page.noise(170.5, 9, 23.5, 23.8, verification)
    page.shape([(170.5, 9), (175, 9), (170.5, 13.5)], "#000000")
    page.ring(169.5, 8.3, 4.2, stroke=1.4)
    page.text(169.5, 9.4, chance.choice(("ONS", "EYE", "소리")), size=6.5, align="center")
    page.text(177, 8, chance.choice(("SONAEYE", "VOICE", "PAPER EYE")), size=13, font="gothic-bold")
    page.turned(169.3, 33, chance.choice(("sonaeye.com", "voice.example")), size=9)
    page.both(LEFT + 1.5, 35.4, "발급번호", "Issuance No.")
    page.text(55, 36.8, number, size=10, align="center")
    page.text(77, 35.4, "접수일시", size=10)
    received = f"{day.isoformat()} {chance.randint(9, 17):02}:{chance.randint(0, 59):02}"
    page.text(93, 35.2, received, size=10.5, font="batang-bold")
    page.text(77, 39, "Time and Date of receipt", size=7.5)
    page.both(142, 35.4, "처리기간", "Processing Time")
    page.both(171, 35.4, "즉시", "Immediately")
    for x in (75.5, 141):
        page.dashed(x, 32, x, 40, "#777777")


def _taxpayer(page: Page, chance: Random, company: Company, normal: float) -> None:
    page.line(LEFT, 40.5, RIGHT, 40.5, width=0.7, colour="#888888")
    page.text(26, 57, "납세자", size=normal, align="center")
    page.text(26, 61, "Taxpayer", size=8.5, align="center")
    page.both(38, 44.2, "성명(법인명)", "Resident Name (Corporation Name)", 3.4)
    name = company.name if company.is_corporation else company.representative
    page.text(38, 51.3, name, size=normal)
    page.both(
        117.5,
        44.2,
        "주민(법인 · 외국인)등록번호",
        "Resident(Corporation · Foreign) Registration No.",
        3.4,
    )
    identity = company.corporate_number or f"{company.resident_number[:7]}*******"
    page.text(117.5, 51.3, identity, size=normal)
    page.dashed(36.5, 52.5, RIGHT, 52.5)
    page.text(38, 55.8, "주소(영업소) Resident Address (Business Address)", size=normal)
    page.text(38, 62.3 + chance.uniform(-0.6, 0.6), company.address, size=normal)
    page.dashed(36.5, 64.5, RIGHT, 64.5)
    page.text(38, 68, f"전화번호(휴대전화)   {company.contact.phone.replace('-', '')}", size=normal)
    page.text(38, 71.4, "Phone No. (Mobile Phone No.)", size=8)
    page.dashed(36.5, 41, 36.5, 72)
    page.dashed(116, 41, 116, 52)
    page.line(LEFT, 72.5, RIGHT, 72.5, width=1.4, colour="#999999")


def _purposes(page: Page, chance: Random, chosen: int, normal: float, small: float) -> None:
    for number, line in enumerate(("증명서의", "사용 목적", "Purpose of", "Certificate")):
        page.text(26, 89 + 4 * number, line, size=9.6, align="center")
    gap = " " * chance.randint(2, 4)
    for number, (y, (korean, english)) in enumerate(
        zip((76, 83.5, 95, 107.5), PURPOSES, strict=True)
    ):
        mark = "V" if number == chosen else " "
        page.text(38, y, f"[{gap}{mark}{gap}]", size=normal)
        page.text(52, y, korean, size=normal)
        page.text(52, y + 3.7, english, size=small)
    page.text(52, 102.4, "real estate trust", size=small)
    page.both(83, 76, "대금 지급자", "Payer")
    page.both(83, 83.5, "이주번호", "Emigration No.")
    page.both(124, 83.5, "해외이주 신고일", "Date of the Report")
    for x, korean, english in ((164, "년", "Year"), (174, "월", "Month"), (184, "일", "Day")):
        page.both(x, 83.5, korean, english)
    page.text(83, 91.5, "신탁 부동산의 표시(소재지, 건물명칭 및 번호)", size=normal)
    page.text(
        83, 95.2, "Information of real estate trust(Location, Building name and No.", size=small
    )
    if chosen == 3:
        page.text(
            83, 107.5, chance.choice(("중소기업 지원사업 제출용", "관공서 제출용")), size=normal
        )
    for y in (80, 88, 104):
        page.dashed(36.5, y, RIGHT, y)
    page.dashed(36.5, 73, 36.5, 113)
    page.dashed(81.5, 73, 81.5, 113)
    page.line(LEFT, 113, RIGHT, 113, width=1.4, colour="#999999")
    page.both(35, 117, "증명서 신청부수", "Copies of Certificate")
    page.text(183, 117, "1    부", size=normal)
    page.text(172, 120.7, "Copy(Copies)", size=small)
    page.line(LEFT, 121.7, RIGHT, 121.7, width=1, colour="#999999")
    page.text(LEFT + 1, 125.5, LAW.format(1), size=9.4)
    page.text(LEFT, 129, "액을 제외하고는 다른 체납액이 없음을 증명하여 주시기 바랍니다.", size=9.6)
    page.text(
        LEFT,
        132.5,
        "Please certify that there are no other taxes on arrears as of the date",
        size=7.4,
    )
    page.text(
        LEFT,
        135.4,
        "subparagraph of Article 2 of the Enforcement Decree of the Local Tax",
        size=7.4,
    )


def _arrears(page: Page, normal: float, small: float) -> None:
    page.text(
        LEFT, 153.5, "징수유예 등 또는 체납처분유예 등의 명세 Deferred Tax Collection", size=normal
    )
    heads = ("유예종류", "유예기간", "과세연도", "세목", "납부기한", "지방세", "가산금")
    english = (
        "Type of",
        "Period of",
        "Tax year",
        "Tax Item",
        "Due date for",
        "Tax amount",
        "Penalty Tax",
    )
    for top, first in ((155.2, None), (175, "위탁자ㆍ양도담보설정자")):
        page.line(LEFT, top - 1.6, RIGHT, top - 1.6, width=0.5, colour="#888888")
        for number in range(7):
            x = LEFT + 12.7 + 25.4 * number
            if first and number < 2:
                if number == 0:
                    page.text(LEFT + 25.4, top + 2, first, size=8.6, align="center")
                    page.text(
                        LEFT + 25.4,
                        top + 5,
                        "Trustor · Debtor in Security",
                        size=6.6,
                        align="center",
                    )
                continue
            page.text(x, top + 2, heads[number], size=normal - 1, align="center")
            page.text(x, top + 5, english[number], size=small - 0.6, align="center")
            page.dashed(x - 12.7, top - 1.6, x - 12.7, top + 9)
        page.dashed(LEFT, top + 9, RIGHT, top + 9)
        page.text(105, top + 12, "해당 사항 없음(None)", size=normal, align="center")
        page.line(LEFT, top + 13.2, RIGHT, top + 13.2, width=0.5, colour="#888888")
    page.text(
        105,
        172,
        "물적납세의무 체납 명세 Tax-in-kind Liabilities on Arrears",
        size=normal,
        align="center",
    )
    page.text(LEFT + 1, 193, LAW.format(2), size=9.4)
    page.text(LEFT, 196.5, "액을 제외하고는 다른 체납액이 없음을 증명합니다.", size=9.6)
    page.text(LEFT, 200.4, "I hereby certify that there are no other taxes on arrears", size=7.4)


def _day(page: Page, chance: Random, y: float, day: dt.date, size: float, x: float = 124) -> None:
    """Write 2026 년(Year) 05 월(Month) 06 일(Day), its parts far apart."""
    wide = chance.uniform(0, 4)
    page.text(x, y, f"{day.year}   년(Year)", size=size)
    page.text(x + 27 + wide, y, f"{day.month:02} 월(Month)", size=size)
    page.text(x + 54 + wide, y, f"{day.day:02} 일(Day)", size=size)


def _mayor(page: Page, company: Company) -> None:
    page.text(134, 238, "   ".join(company.mayor), size=15.5, align="right")
    english = ENGLISH.get(company.city[:-1], company.city)
    rank = "Mayor" if company.city.endswith("시") else "Governor"
    page.text(134, 244, f"The {rank} of {english}", size=12.5, align="right")
    seal = maze_seal(company.mayor, (110, 95, 95))
    page.picture(136, 234, 18, 18, seal)
