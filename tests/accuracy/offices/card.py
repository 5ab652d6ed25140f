"""사업자등록증: spread labels, boxed 업태 and 종목, the round mark behind the trades."""

import datetime as dt
from random import Random

from specimens.company import Company
from specimens.paper import Paper

from accuracy.offices.page import Page, maze_seal

LEFT, COLON, VALUE = 17.7, 57.7, 62.0


def card(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the card of a firm, or of a person with 생년월일 beside the name."""
    corporate = company.is_corporation
    unit = corporate and chance.random() < 0.3
    page = Page(font="dotum", producer="iText 2.1.7")
    tint = chance.choice(("#d5e2d8", "#dcdcdc", "#dfe6d2"))
    page.round_mark(104, chance.uniform(142, 148), chance.uniform(40, 44), tint, "국세청")
    page.noise(172, 16, 21, 21, company.business_number)
    page.box(172, 16, 21, 21, stroke=0.4)
    page.turned(171.5, 36, "nts.go.kr", size=10, font="gothic-bold")
    page.text(176, 15, "국세청", size=12, font="gothic-bold")
    page.spread_between(64, 145, 39, "사업자등록증", size=28)
    kind = "일반과세자" if not corporate else "법인사업자:본점" if unit else "법인사업자"
    page.text(105, 48, f"( {kind} )", size=17, align="center")
    page.text(105, 58, f"등록번호 : {company.business_number}", size=17, align="center")
    _rows(page, company, unit)
    y = _trades(page, company)
    page.spread_between(LEFT, 54, max(y, 139) + 8, "발급사유", size=11)
    page.text(COLON, max(y, 139) + 8, ":", size=11)
    joined = issued_on - dt.timedelta(days=chance.randint(0, 900))
    mark = "여(∨) 부(  )" if unit else "여(  ) 부(∨)"
    since = f" (적용일자: {joined.year}년 {joined:%m월 %d일})" if unit else ""
    page.text(LEFT, 218, f"사업자 단위 과세 적용사업자 여부 : {mark}{since}", size=11)
    page.text(
        LEFT,
        225,
        f"전자세금계산서 전용 전자우편주소 : {company.contact.email if corporate else ''}",
        size=11,
    )
    day = f"{issued_on.year} 년  {issued_on.month:02} 월  {issued_on.day:02} 일"
    page.text(105, 238, day, size=15, align="center")
    page.spread_between(74, 134, 252, f"{company.tax_office}세무서장", size=21)
    seal = maze_seal(company.tax_office, chance.choice(((205, 60, 80), (90, 90, 90))))
    page.picture(142, 232, 20, 20, seal)
    page.box(16, 259, 30, 13, fill="#dddddd", colour="#999999")
    page.text(31, 268, "국세청", size=16, align="center", colour="#ffffff")
    page.foot_codes(259, chance, left=51, right=194, high=21)
    truth: dict[str, object] = {
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "address": company.address,
        "opened_on": company.opened_on.isoformat(),
        "business_types": company.business_types,
        "business_items": company.business_items,
        "issued_on": issued_on.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    title = "사업자등록증"
    return Paper("business-registration-card", title, "hometax", ".pdf", page.finish(), truth)


def _row(page: Page, y: float, label: str, value: str) -> float:
    page.spread_between(LEFT, 54, y, label, size=11)
    page.text(COLON, y, ":", size=11)
    if page.measure(value, size=11) < 128:
        page.text(VALUE, y, value, size=11)
        return y
    return page.paragraph(VALUE, y, 122, value, size=9.6, leading=1.7) - 6


def _rows(page: Page, company: Company, unit: bool) -> None:
    day = company.opened_on
    opened = f"{day.year} 년 {day.month:02} 월 {day.day:02} 일"
    if company.is_corporation:
        _row(page, 68, "법인명(단체명)", company.name)
        _row(page, 76, "대표자", company.representative)
        _row(page, 90, "개업연월일", opened)
        page.text(117, 90, f"법인등록번호 : {company.corporate_number}", size=11)
        y = _row(page, 97, "사업장소재지", company.address)
        _row(page, y + 14, "본점소재지", company.address)
        return
    _row(page, 68, "상호", company.name)
    _row(page, 76, "성명", company.representative)
    born = company.resident_number
    page.text(117, 76, f"생 년 월 일 :  19{born[:2]} 년 {born[2:4]} 월 {born[4:6]} 일", size=11)
    _row(page, 84, "개업연월일", opened)
    _row(page, 91, "사업장소재지", company.address)


def _trades(page: Page, company: Company) -> float:
    top = 127.0
    page.spread_between(LEFT, 54, top, "사업의종류", size=11)
    page.text(COLON, top, ":", size=11)
    for x, word in ((VALUE, "업태"), (124, "종목")):
        page.box(x, top - 3.8, 10, 5, stroke=0.5)
        page.text(x + 5, top, word, size=10, align="center")
    for number, (kind, item) in enumerate(company.trades):
        for x, text, room in ((74, kind, 46), (136, item, 56)):
            size = 10.5
            while page.measure(text, size=size) > room:
                size -= 0.5
            page.text(x, top + 6 * number, text, size=size)
    return top + 6 * len(company.trades)
