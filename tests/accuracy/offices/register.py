"""등기사항전부증명서: an emblem twice as tall as the title beside it, boxes, two sheets."""

import datetime as dt
from random import Random

from specimens.company import Company
from specimens.paper import Paper

from accuracy.firms import draw_firm
from accuracy.offices.page import Page

LEFT, RIGHT = 16.0, 192.0


def register_viewed(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the two sheets that may only be looked at (열람용)."""
    return _register(company, issued_on, chance, viewed=True)


def register_issued(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the two issued sheets on yellow dotted paper."""
    return _register(company, issued_on, chance, viewed=False)


def _register(company: Company, issued_on: dt.date, chance: Random, *, viewed: bool) -> Paper:
    if not company.is_corporation:
        company = draw_firm(chance, corporation=True)
    page = Page(font="batang", producer="")
    number = f"{chance.randint(1000, 99999):06}"
    if viewed:
        _preview(page)
    else:
        _dots(page)
    _emblem(page, 44, 23)
    ending = chance.choice(("(현재 유효사항)", "(말소사항 포함)"))
    page.text(61, 29, f"등기사항전부증명서{ending}", size=17)
    page.box(LEFT, 42, 58, 20, stroke=0.8)
    page.line(36, 42, 36, 62)
    page.line(LEFT, 52, 74, 52)
    page.text(18, 48.3, "등기번호", size=11)
    page.text(55, 48.3, number, size=11, align="center")
    page.text(18, 58.3, "등록번호", size=11)
    page.text(55, 58.3, company.corporate_number or "", size=11, align="center")
    english = f"{company.bare_name} ({chance.choice(('Onsae', 'Miraesol', 'Bareun'))} Co.,Ltd.)"
    name = (
        company.name if chance.random() < 0.5 else company.name + english[len(company.bare_name) :]
    )
    y = _boxed(page, 62, "상  호", name)
    y = _boxed(page, y + 1, "본  점", company.address)
    place = company.city[:-1]
    y = _boxed(page, y + 4, "공고방법", f"{place} 시내에서 발행하는 새솔일보에 게재한다.")
    y = _boxed(page, y + 3, "1주의 금액", "금 5,000 원")
    y = _boxed(page, y + 3, "발행할 주식의 총수", "40,000 주")
    page.box(LEFT, y + 4, RIGHT - LEFT, 30)
    page.text(100, y + 9, "목          적", size=10, align="center")
    for step, purpose in enumerate((*company.business_items, "위 각 호에 부대되는 사업")):
        page.text(18, y + 14 + 4.4 * step, f"1. {purpose}", size=10)
    born = company.resident_number[:7]
    if viewed:
        _stamp_foot(page, issued_on, chance, 1)
        page.next_page()
        _preview(page)
        y = 20.0
    else:
        y += 40
    page.text(105, y + 5, "임원에 관한 사항", size=10.5, align="center", font="batang-bold")
    page.box(LEFT, y, RIGHT - LEFT, 22)
    officer = chance.choice(("사내이사", "대표이사", "사내이사"))
    page.text(
        18,
        y + 10,
        f"{officer} {company.representative} {born}****** {company.address.split(',')[0]}",
        size=10,
    )
    page.text(18, y + 16, f"감사 {chance.choice('강민서오')}보람 830609-*******", size=10)
    page.box(LEFT, y + 24, RIGHT - LEFT, 6)
    day = company.opened_on
    page.text(18, y + 28.3, "회사성립연월일", size=10, font="batang-bold")
    page.text(
        190, y + 28.3, f"{day.year} 년  {day.month:02} 월  {day.day:02} 일", size=10, align="right"
    )
    if viewed:
        page.text(105, y + 46, "--  이     하     여     백  --", size=10, align="center")
        page.text(18, 262, "* 실선으로 그어진 부분은 말소사항을 표시함.", size=9)
        page.text(
            18, 270,
            "* 본 등기사항증명서는 열람용이므로 출력하신 등기사항증명서는 법적인 효력이 없습니다.",
            size=9,
        )  # fmt: skip
        _stamp_foot(page, issued_on, chance, 2)
    else:
        _issued_foot(page, issued_on, chance)
    truth: dict[str, object] = {
        "company_name": name,
        "corporate_number": company.corporate_number,
        "address": company.address,
        "representative": company.representative,
    }
    if not viewed:
        truth["issued_on"] = issued_on.isoformat()
    layout = "viewed" if viewed else "issued"
    return Paper("corporate-register", "등기사항전부증명서", layout, ".pdf", page.finish(), truth)


def _boxed(page: Page, y: float, label: str, value: str) -> float:
    page.text(18, y + 6.2, label, size=11, font="batang-bold")
    x = 20 + page.measure(label, size=11) + 6
    end = page.paragraph(x, y + 6.2, 160 - x, value, size=10.5, leading=1.35) - y
    high = max(9.5, end - 1)
    page.box(LEFT, y, RIGHT - LEFT, high)
    page.line(160, y, 160, y + high)
    for part in (0.3, 0.75):
        page.text(170, y + high * part + 1, ".       .", size=9)
    page.line(160, y + high / 2, RIGHT, y + high / 2, width=0.3)
    return y + high


def _emblem(page: Page, x: float, y: float) -> None:
    """A standing figure with arms apart, 14 mm tall, in place of the registry's."""
    page.shape(
        [(x + 5, y + 14.5), (x + 10, y + 14.5), (x + 8.6, y + 5), (x + 6.4, y + 5)], "#333333"
    )
    page.ring(x + 7.5, y + 3, 1.8, stroke=0, fill="#333333")
    page.line(x + 1, y + 5.5, x + 14, y + 5.5, width=2)
    for side in (x + 1, x + 14):
        page.shape([(side - 2, y + 9.5), (side + 2, y + 9.5), (side, y + 5.5)], "#555555")


def _preview(page: Page) -> None:
    for x, letter in ((62, "열"), (102, "람"), (140, "용")):
        page.pale(x, 148, letter, size=44, grey=0.9)


def _stamp_foot(page: Page, day: dt.date, chance: Random, number: int) -> None:
    when = f"{chance.randint(9, 17):02}시{chance.randint(0, 59):02}분{chance.randint(0, 59):02}초"
    page.text(LEFT, 277, f"열람일시 : {day:%Y년%m월%d일} {when}", size=10)
    page.text(105, 277, f"{number}/2", size=10)


def _dots(page: Page) -> None:
    for row in range(36):
        for column in range(24):
            x, y = 6 + column * 8.7 + (row % 2) * 4.3, 5 + row * 8.2
            page.ring(x, y, 1.5, stroke=1.6, colour="#f7ec7a")
    for turn in range(6):
        page.ring(105 + 6 * turn - 15, 150, 26, stroke=2, colour="#cfe3f2")


def _issued_foot(page: Page, day: dt.date, chance: Random) -> None:
    page.text(
        LEFT,
        238,
        "문서 하단의 바코드를 스캐너로 확인하거나, 인터넷등기소(https://www.iros.go.kr)의 발급확인 메뉴에서",
        size=9,
    )
    page.noise(LEFT, 248, RIGHT - LEFT, 18, f"{day}")
    page.text(LEFT, 272, f"발행번호 97720{chance.randint(10**12, 10**13)} 1", size=9)
    page.text(118, 272, f"발급확인번호 0418-{chance.choice(('QWKF', 'LDRM'))}-ZZTA", size=9)
    page.text(RIGHT, 272, f"발행일 {day:%Y/%m/%d}", size=9.5, align="right")
    page.text(105, 280, "1/1", size=10, align="center")
