"""Confirmations with emblems, medals and codes: 벤처, 이노비즈, 메인비즈, 여성, 뿌리, 예비벤처, 창업."""

import datetime as dt
import math
from random import Random

from specimens.company import Company, serial
from specimens.paper import Paper
from specimens.sheet import apart

from accuracy.offices.page import Page, maze_seal

MINISTER = "중소벤처기업부장관"


def _years(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years) - dt.timedelta(days=1)


def _truth(company: Company, number: str, day: dt.date, last: dt.date) -> dict[str, object]:
    return {
        "certificate_number": number,
        "company_name": company.name,
        "representative": company.representative,
        "address": company.address,
        "valid_from": day.isoformat(),
        "valid_until": last.isoformat(),
        "issued_on": day.isoformat(),
    }


def _paper(title: str, layout: str, page: Page, truth: dict[str, object]) -> Paper:
    return Paper("other-confirmation", title, layout, ".pdf", page.finish(), truth)


def venture(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 벤처기업확인서: a medal on a ribbon right of the title, bullets before labels."""
    page = Page(font="gothic", producer="")
    last = _years(issued_on, 3)
    number = f"{issued_on:%Y%m%d}{serial(company, f'venture {issued_on}', (6,))}"
    page.box(13, 12, 184, 245, colour="#555555")
    page.text(20, 25, f"발급번호 제 {number} 호", size=9.5)
    page.text(28, 44.5, "벤처기업확인서", size=27, font="gothic-bold")
    page.line(26, 51, 98, 51, width=0.6)
    page.text(30, 57, "CERTIFICATE OF VENTURE ENTERPRISE", size=9.5)
    _medal(page, 164.5, 49, 19.5, "#6f7b85", chance.choice(("인정표지", "확인")))
    for x in (156, 162, 168):
        page.box(x, 12, 4.4, 18, fill="#44515e", border=False)
    y = 80.0
    for label, value in (
        ("기업명", company.name),
        ("사업자등록번호", company.business_number),
        ("대표자", company.representative),
        ("주소", company.address),
        ("확인유형", chance.choice(("혁신성장유형", "연구개발유형", "벤처투자유형"))),
        ("유효기간", f"{issued_on:%Y년 %m월 %d일} ~ {last:%Y년 %m월 %d일}"),
    ):
        page.text(39, y, f"• {label}", size=11.5)
        y = page.paragraph(75.5, y, 112, value, size=11.5, leading=1.45) - 5.9 + 10
    page.text(105, 156, "위 기업은 「벤처기업육성에 관한 특별조치법」", size=13.5, align="center")
    page.text(
        105, 163.5, "제25조의 규정에 의거 벤처기업임을 확인합니다.", size=13.5, align="center"
    )
    page.text(105, 177, f"{issued_on.year}년 {issued_on:%m월 %d일}", size=11.5, align="center")
    for x, tint in ((64, "#3f4d5a"), (76, "#3f4d5a"), (70, "#c69b6d")):
        page.ring(x, 195, 3.8, stroke=0, fill=tint)
    page.text(83, 198, "벤처기업확인기관장", size=19, font="gothic-bold")
    page.picture(137, 184, 28, 28, maze_seal("venture", (100, 110, 110)))
    wave = [(13, 257), (13, 217)]
    wave += [(13 + x, 217 + 33 * math.sin(math.pi / 2 * x / 184)) for x in range(0, 185, 4)]
    page.shape([*wave, (197, 257)], "#4b5865")
    page.text(
        20,
        263,
        "벤처기업 해당사유 : 벤처기업법 제2조의2제1항제2호 가목의 요건을 충족하는 벤처기업",
        size=7.5,
    )
    page.foot_codes(272, chance, left=38, right=198, high=17)
    truth = _truth(company, number, issued_on, last) | {"business_number": company.business_number}
    return _paper("벤처기업확인서", "venture", page, truth)


def _medal(page: Page, x: float, y: float, radius: float, tint: str, word: str) -> None:
    points = []
    for step in range(72):
        reach = radius * (1 if step % 2 else 0.93)
        angle = step * math.pi / 36
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    page.shape(points, tint)
    page.ring(x, y, radius * 0.84, stroke=0.6, colour="#dddddd")
    page.line(x - 6, y - 9, x, y + 1, width=1.2, colour="#ffffff")
    page.line(x + 6, y - 9, x, y + 1, width=1.2, colour="#ffffff")
    page.text(x, y + 8, word, size=10, align="center", colour="#ffffff")


def innobiz(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw 이노비즈 or 메인비즈: an emblem in the frame's gap; no business number."""
    page = Page(font="myeongjo", producer="")
    last = _years(issued_on, 3)
    main = chance.random() < 0.4
    digits = serial(company, f"innobiz {issued_on}", (6, 5))
    number = digits if main else f"R{digits}"
    page.rounded(20, 36, 168, 235, "#4d708f")
    page.box(86, 34, 38, 4, fill="#ffffff", border=False)
    page.ring(104, 36, 13.5, stroke=0, fill="#5a7290")
    page.ring(105, 35, 6, stroke=0, fill="#ffffff")
    page.ring(106, 37, 3, stroke=0, fill="#5a7290")
    page.text(150, 29, f"문서확인번호 :  {serial(company, f'doc {issued_on}', (14,))}", size=9.5)
    page.text(34, 56, f"제{number}호", size=11)
    title = (
        "경영혁신형 중소기업(Main-Biz) 확인서" if main else "기술혁신형 중소기업(Inno-Biz) 확인서"
    )
    page.text(104, 79, title, size=19, font="myeongjo-bold", align="center")
    y = 97.0
    for label, value in (
        ("업체명", company.name),
        ("대표자", company.representative),
        ("주소", company.address),
        ("등급", chance.choice(("A", "AA", "AAA"))),
        ("유효기간", f"{issued_on:%Y. %m. %d} ~ {last:%Y. %m. %d}"),
    ):
        page.spread_between(43, 64, y, label, size=12)
        page.text(68, y, ":", size=12)
        y = page.paragraph(72, y, 112, value, size=12, leading=1.45) - 6.1 + 10
    kind = title.split(" ")[0]
    page.paragraph(
        43, y + 6, 126, f"위 업체는 {kind} 중소기업 육성사업에 의해 선정된 {title[:-4]}임을 확인합니다.",
        size=14, leading=2, indent=3,
    )  # fmt: skip
    page.text(
        130,
        198,
        f"{issued_on.year}년  {issued_on.month}월  {issued_on.day}일",
        size=12,
        align="center",
    )
    page.text(104, 245, apart(MINISTER), size=17, align="center")
    page.picture(140, 230, 27, 27, maze_seal("inno", (120, 130, 140)))
    page.noise(12, 271, 12, 12, number)
    page.foot_codes(272, chance, left=40, right=198, high=17)
    return _paper(
        title, "mainbiz" if main else "innobiz", page, _truth(company, number, issued_on, last)
    )


def women(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 여성기업 확인서: a line over the frame, a code right of the title, numbers."""
    page = Page(font="gothic", producer="")
    last = _years(issued_on, 3)
    number = f"0197-{issued_on.year}-{serial(company, f'women {issued_on}', (5,))}"
    page.text(13, 21, "■ 여성기업지원에 관한 법률 시행령 [별지 제2호서식]", size=8.5)
    page.box(12, 27, 182, 244, stroke=0.8)
    page.text(20, 38, f"발급번호: 제 {number} 호", size=10)
    page.text(103, 59, "여성기업 확인서", size=24, font="gothic-bold", align="center")
    page.code(158, 34, 27, number)
    y = 83.0
    for index, (label, value) in enumerate(
        (
            ("기업명", company.name),
            ("사업자등록번호", company.business_number),
            ("주업종", company.business_types[0]),
            ("대표자", company.representative),
            ("주소(본점)", company.address),
        ),
        start=1,
    ):
        page.text(21, y, f"{index}.", size=10.5)
        page.spread_between(26, 58, y, label, size=10.5)
        page.text(59, y, ":", size=10.5)
        y = (
            page.paragraph(71, y, 118, value, size=10.5, leading=1.45)
            - 5.4
            + chance.uniform(14, 17)
        )
    page.text(37, y + 4, "유효기간:", size=10.5)
    page.text(88, y + 4, f"{issued_on:%Y. %m. %d.}    ~    {last:%Y. %m. %d.}", size=10.5)
    page.paragraph(
        20, y + 24, 150, "「여성기업지원에 관한 법률」 제2조 및 같은 법 시행령 제2조에 따른 여성기업에 해당함을 "
        "확인합니다.", size=11.5, leading=1.9,
    )  # fmt: skip
    page.text(155, 213, f"{issued_on.year}년 {issued_on:%m월 %d일}", size=11.5, align="center")
    page.text(83, 238, "강원지방중소벤처기업청장", size=17, font="gothic-bold", align="center")
    page.picture(135, 219, 31, 31, maze_seal("women", (240, 110, 120)))
    page.text(
        19,
        256,
        "* 이 확인서는 공공구매 종합정보망(www.smpp.go.kr) 을 통해 정보를 확인하고 출력",
        size=9.5,
    )
    page.text(19, 261, f"({issued_on} 18:39, {company.name})한 확인서입니다.", size=9.5)
    truth = _truth(company, number, issued_on, last) | {"business_number": company.business_number}
    return _paper("여성기업 확인서", "women", page, truth)


def root(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 뿌리기업 확인서: two numbers after one label, another one in brackets."""
    page = Page(font="gothic", producer="")
    last = _years(issued_on, 3)
    number = serial(company, f"root {issued_on}", (5, 5))
    page.box(15, 18, 178, 256, stroke=1)
    page.text(24, 36, f"제 {number} 호", size=10.5)
    page.text(104, 58, "뿌리기업 확인서", size=19, font="gothic-bold", align="center")
    both = company.business_number
    both += f" ({company.corporate_number})" if company.corporate_number else ""
    y = 87.0
    for label, value in (
        ("1.  기업명:", company.name),
        ("2.  사업자등록번호(법인번호):", both),
        ("3.  대표자:", company.representative),
        ("4.  소재지:", company.address),
        ("5.  사업개시일:", f"{company.opened_on:%Y. %m. %d.}"),
        ("6.  유효기간(3년):", f"{issued_on:%Y. %m. %d.} ~ {last:%Y. %m. %d.}"),
    ):
        y = page.paragraph(24, y, 162, f"{label} {value}", size=11, leading=1.5) - 5.8 + 13.2
    page.paragraph(24, y + 14, 140, "「뿌리산업 진흥과 첨단화에 관한 법률」  제14조의2제2항에 따라 위 기업을 뿌리기업으로 "
                   "확인합니다.", size=11.5, leading=2.6)  # fmt: skip
    page.text(
        164,
        216,
        f"{issued_on.year} 년 {issued_on:%m} 월 {issued_on:%d} 일",
        size=11.5,
        align="center",
    )
    page.text(
        85, 249, apart("한국생산기술연구원장", " "), size=17, font="myeongjo-bold", align="center"
    )
    page.picture(126, 236, 26, 26, maze_seal("root", (240, 110, 110)))
    page.code(161, 247, 25, number)
    truth = _truth(company, number, issued_on, last) | {
        "business_number": company.business_number,
        "opened_on": company.opened_on.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return _paper("뿌리기업 확인서", "root", page, truth)


def preventure(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 예비벤처기업확인서: values in another face 5 mm above their labels."""
    page = Page(font="gungseo", producer="")
    last = _years(issued_on, 2)
    number = f"{issued_on:%Y%m%d}{serial(company, f'pre {issued_on}', (3,))}"
    page.box(17, 16, 176, 262, stroke=3.2, colour="#555555")
    page.box(19.5, 18.5, 171, 257, stroke=0.6, colour="#555555")
    page.text(26, 29, "제", size=12)
    page.text(32, 26.5, number, size=9.5)
    page.text(60, 29, "호", size=12)
    page.spread_between(54, 156, 61, "예비벤처기업확인서", size=22)
    y, rise = 88.0, chance.uniform(4, 6)
    for label, value in (
        ("업체명", f"예비창업자 {company.representative}"),
        ("대표자", company.representative),
        ("소재지", company.address),
        ("확인유형", "기술평가대출기업(가온)"),
        ("평가기관", "가온뜰진흥공단"),
        ("유효기간", f"{issued_on:%Y년%m월%d일} - {last:%Y년%m월%d일}"),
    ):
        page.spread_between(44, 75, y, label, size=12)
        page.text(78, y, ":", size=12)
        page.text(84, y - rise, value, size=10.5)
        y += 9.6
    page.paragraph(24, y + 12, 165, "위 업체는 『예비벤처기업육성에 관한 특별조치법』제25조의 규정에 의하여 벤처기업임을 "
                   "확인합니다.", size=14, leading=2.6)  # fmt: skip
    for x, part, word in (
        (131, f"{issued_on.year}", "년"),
        (153, f"{issued_on:%m}", "월"),
        (171, f"{issued_on:%d}", "일"),
    ):
        page.text(x, 191, part, size=11)
        page.text(x + 12, 194.5, word, size=11)
    page.text(26, 249, "KAONE", size=17, font="gothic-bold", colour="#3a5a86")
    page.text(66, 253, "중소벤처기업진흥공단 이사장", size=16)
    page.picture(155, 240, 23, 23, maze_seal("pre", (240, 120, 120)))
    truth = _truth(company, number, issued_on, last)
    del truth["company_name"]
    return _paper("예비벤처기업확인서", "preventure", page, truth)


def startup(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 창업기업 확인서: a second period in brackets, the same minister."""
    page = Page(font="myeongjo", producer="")
    last = _years(issued_on, 3)
    number = f"{issued_on:%Y%m}-{serial(company, f'startup {issued_on}', (5, 7))}"
    page.text(10, 11, "■ 중소기업창업 지원법 시행규칙 [별지 제1호의3서식]", size=8)
    page.box(9, 15, 192, 243, stroke=0.9)
    page.text(16, 21, f"발급번호 : 제 {number} 호", size=10)
    page.text(103, 41, "창업기업 확인서", size=26, font="myeongjo-bold", align="center")
    y = 63.0
    for index, (label, value) in enumerate(
        (
            ("기업명", company.name),
            ("사업자(법인)등록번호", company.business_number),
            ("주업종", company.business_items[0]),
            ("대표자", company.representative),
            ("주소(본점)", company.address),
        ),
        start=1,
    ):
        page.text(24, y, f"{index}.", size=12)
        page.spread_between(30, 74, y, label, size=12)
        page.text(76, y, ":", size=12)
        y = page.paragraph(79.5, y, 96, value, size=12, leading=1.9) - 8 + 17
    first = company.opened_on
    page.text(
        105,
        y + 7,
        f"유 효 기 간  :  {issued_on:%Y.%m.%d.}    ~    {last:%Y.%m.%d.}",
        size=12,
        align="center",
    )
    page.text(
        105,
        y + 16,
        f"(초기창업자 기간 :  {first:%Y.%m.%d.}   ~   {_years(first, 3):%Y.%m.%d.} )",
        size=10.5,
        align="center",
    )
    page.paragraph(21, y + 31, 168, "「중소기업창업 지원법」 제9조의4제2항 및 같은 법 시행령 제8조의5제2항에 따라 위 기업이 "
                   "창업자에 해당함을 확인합니다.", size=12.5, leading=2.3)  # fmt: skip
    page.text(
        104,
        203,
        f"{issued_on.year}년    {issued_on:%m}월    {issued_on:%d}일",
        size=12,
        align="center",
    )
    page.text(99, 228, MINISTER, size=18, font="myeongjo-bold", align="center")
    page.picture(124, 212, 36, 30, maze_seal("startup", (228, 80, 85)))
    page.foot_codes(268, chance, left=13, right=197, high=22)
    truth = _truth(company, number, issued_on, last) | {
        "business_number": company.business_number,
        "business_types": [company.business_items[0]],
    }
    return Paper("startup-confirmation", "창업기업 확인서", "form", ".pdf", page.finish(), truth)
