"""What Hometax prints: 납세증명서, 사업자등록증명 and 사업자등록증, with its codes and round mark."""

import datetime as dt
from random import Random

from specimens.company import Company, serial
from specimens.paper import Paper

from accuracy.offices.page import Page, maze_seal

LEFT, RIGHT = 16.0, 194.0
PALE, WAVES = "#e9e6cd", "#eef3d8"
VIEWERS = ("Report", "민원증명", "ClipReport")


def national_tax(
    company: Company, issued_on: dt.date, chance: Random, *, deferred: bool = False
) -> Paper:
    """Draw the 납세증명서 whole; *deferred* fills the first row of its table."""
    page = Page(font="batang", producer="iText 2.1.7")
    truth = _national(page, company, issued_on, chance, deferred=deferred)
    data = page.finish()
    return Paper("national-tax-clearance", "국세 납세증명서", "hometax", ".pdf", data, truth)


def national_tax_viewed(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw it as printed from the viewer: browser lines, a frame, its right edge cut."""
    page = Page(font="batang", producer="Microsoft: Print To PDF")
    page.text(
        8,
        7.5,
        f"{issued_on:%y}. {issued_on.month}. {issued_on.day}. 오전 10:{chance.randint(10, 59)}",
        size=8,
    )
    page.text(119, 7.5, chance.choice(VIEWERS), size=8)
    page.text(8, 291, "https://sesw.hometax.go.kr/serp/clipreport.do", size=8)
    page.text(197, 291, "1/1", size=8)
    page.box(11, 11, 188, 275, colour="#bbbbbb")
    page.line(11, 28, 199, 28, colour="#bbbbbb")
    for x, width, text in ((118, 12, "1"), (130, 14, "/ 1"), (171, 15, "100%")):
        page.box(x, 16, width, 8, colour="#888888")
        page.text(x + 1, 21, text, size=8)
    with page.within(12, 29, 183, 253, move=(11.5, 27)):
        truth = _national(page, company, issued_on, chance)
    page.box(196, 29, 3, 253, fill="#e8e8e8", border=False)
    page.box(196.3, 33, 2.2, chance.uniform(150, 210), fill="#8a8a8a", border=False)
    page.box(16, 283, chance.uniform(110, 160), 2.2, fill="#8a8a8a", border=False)
    data = page.finish()
    return Paper("national-tax-clearance", "국세 납세증명서", "viewer", ".pdf", data, truth)


def _national(
    page: Page, company: Company, day: dt.date, chance: Random, *, deferred: bool = False
) -> dict[str, object]:
    last = day + dt.timedelta(days=30)
    number = serial(company, f"office national {day}", (4, 3, 4, 3))
    starred = not company.is_corporation and chance.random() < 0.4
    address = f"{company.province} {company.city} **** **** ****" if starred else company.address
    _ground(page, chance, number, 128)
    page.code(20, 16, 12, number)
    page.text(LEFT, 35, "(  1  /  1  )", size=10)
    title = Random(number).uniform(58, 66)
    for twice in (0, 0.2):
        page.spread_between(
            75 + twice, 75 + title + twice, 44, "납세증명서", size=20, font="batang-bold"
        )
    _national_top(page, company, number, address)
    chosen = 0 if chance.random() < 0.5 else 2
    _national_purpose(page, chosen)
    _national_period(page, last, chance)
    _national_table(page, 121, True, DEFERRED if deferred else NOTHING)
    _national_table(page, 150.5, False, NOTHING)
    law = (
        "「국세징수법」  제108조 및 같은 법 시행령 제95조에 따라 발급일 현재 위의 연장ㆍ유예액 또는",
        "「국세기본법」  제42조, 「종합부동산세법」 제7조의2ㆍ제12조의2 또는 「부가가치세법」 제3조의2에 따른",
        "양도담보권자 또는 수탁자의 물적납세의무와 관련된 체납액을 제외하고는 다른 체납액이 없음을  증명합니다.",
        "※ 발급일 현재 지정납부기한이 도래하지 않은 미납국세는 체납액이 아니므로 증명 대상에서 제외됨.",
    )
    for step, line in enumerate(law):
        page.text(20 if step in (0, 3) else 19, 187 + 5 * step, line, size=10)
    _office_box(page, 206, 80, 36, chance, company)
    page.text(
        119,
        217 + chance.uniform(-1, 1),
        f"{day.year}  년   {day.month}  월   {day.day}  일",
        size=11,
    )
    _head_of_office(page, company, 122, 162, 231, 12.5)
    page.double(LEFT, 238, RIGHT, 0.01)
    _foot(page, chance, 243)
    truth: dict[str, object] = {
        "certificate_number": number,
        "address": address,
        "purpose": "기타" if chosen else "대금수령",
        "valid_until": last.isoformat(),
        "issued_on": day.isoformat(),
        "deferrals": [" ".join(DEFERRED)] if deferred else [],
    }
    if company.is_corporation:
        return truth | {"company_name": company.name, "business_number": company.business_number}
    return truth | {"company_name|representative": company.representative}


def _national_top(page: Page, company: Company, number: str, address: str) -> None:
    page.double(LEFT, 49, RIGHT)
    page.text(LEFT + 1, 53, "발급번호", size=10)
    page.text(37, 54, number, size=10)
    page.line(107.5, 50, 107.5, 57.5)
    page.text(109, 53, "처리기간", size=10)
    page.text(144, 54, "즉시(단, 해외이주용 10일)", size=10)
    page.double(LEFT, 57.5, RIGHT)
    page.text(26, 64, "납세자", size=10, align="center")
    page.text(26, 69, "인적사항", size=10, align="center")
    page.line(36.5, 58.5, 36.5, 75)
    page.text(38, 62, "성명(상호)", size=10)
    corporate = company.is_corporation
    page.text(60, 63, company.name if corporate else company.representative, size=10)
    page.line(108, 58.5, 108, 66)
    page.text(109, 62, "주민등록번호", size=10)
    page.text(109, 65.5, "(사업자등록번호)", size=10)
    identity = company.business_number if corporate else f"{company.resident_number[:7]}*******"
    page.text(137, 63.5, identity, size=10)
    page.line(36.5, 66.2, RIGHT, 66.2)
    page.text(38, 69.8, "주소(사업장)", size=10)
    if page.measure(address, size=10) < 120:
        page.text(60, 71.2, address, size=10)
    else:
        page.paragraph(60, 69.8, 120, address, size=9.4, leading=1.2)
    page.double(LEFT, 75, RIGHT)


def _national_purpose(page: Page, chosen: int) -> None:
    page.text(26, 84, "증명서의", size=10, align="center")
    page.text(26, 89, "사용목적", size=10, align="center")
    page.line(36.5, 76, 36.5, 96.5)
    lines = (
        "대금수령",
        "해외이주    (이주번호 제                         호, 이주확인일               년       월       일)",
        "기    타",
    )
    for number, (y, line) in enumerate(zip((80.5, 87, 93.5), lines, strict=True)):
        page.text(42, y, "[  ]", size=10)
        page.text(50.5, y, line, size=10)
        if number == chosen:
            page.tick(44, y - 0.2)
    page.double(LEFT, 96.5, RIGHT)


def _national_period(page: Page, last: dt.date, chance: Random) -> None:
    page.text(26, 105, "증명서의", size=10, align="center")
    page.text(26, 110, "유효기간", size=10, align="center")
    page.line(36.5, 97.5, 36.5, 119)
    page.line(59, 97.5, 59, 119)
    page.text(38, 100.5, "유효기간", size=10)
    page.text(
        62,
        101 + chance.uniform(0, 0.9),
        f"{last.year}  년   {last.month}  월   {last.day}  일",
        size=10,
    )
    page.line(36.5, 104.5, RIGHT, 104.5)
    page.text(38, 108.3, "유효기간을", size=10)
    page.text(38, 111.6, "정한 사유", size=10)
    for y, line in (
        (110, "「국세징수법 시행령」  제96조 제1항"),
        (116.5, "기    타   (사유:                                  )"),
    ):
        page.text(64, y, "[  ]", size=10)
        page.text(72, y, line, size=10)
    page.tick(66, 109.8)
    page.double(LEFT, 119.3, RIGHT)


NOTHING = ("", "해", "당", "없", "음")
DEFERRED = ("납부기한등", "2025.01.31~2025.07.31", "2024.2기", "부가세", "25.01.25", "8,140,000")


def _national_table(page: Page, y: float, first: bool, row: tuple[str, ...]) -> None:
    side = ("연장ㆍ유예", "내역") if first else ("물적납세의무", "체납내역")
    for step, line in enumerate((*side, "(단위 : 원)")):
        page.text(26, y + (7, 12, 21.5)[step], line, size=9.6, align="center")
    edges = (36.5, 59, 94, 109, 130, 149, 172, RIGHT)
    heads: tuple[str, ...] = (
        "연장ㆍ유예\n종류",
        "연장ㆍ유예\n기 간",
        "과세기간",
        "세  목",
        "납부기한",
        "세  액",
        "가 산 금",
    )
    if not first:
        heads = ("위탁자ㆍ양도담보설정자", "", *heads[2:])
    page.line(36.5, y - 0.8, 36.5, y + 28)
    for number, head in enumerate(heads):
        middle = (edges[number] + edges[number + 1]) / 2
        if not first and number == 0:
            middle = edges[1] + 6
        lines = head.split("\n")
        for step, line in enumerate(lines):
            top = y + 2.2 + 3.1 * step if len(lines) > 1 else y + 3.8
            page.text(middle, top, line, size=9, align="center")
        if number and (first or number > 1):
            page.line(edges[number], y - 0.8, edges[number], y + 28)
        if number < len(row):
            size = 10 if row is NOTHING else 8
            page.text(middle, y + 11, row[number], size=size, align="center")
    for line in (6, 14, 21.5):
        page.line(36.5, y + line, RIGHT, y + line)
    page.double(LEFT, y + 28, RIGHT)


def registration_viewed(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the 사업자등록증명 that may only be looked at: a sentence above, grey words across."""
    return registration(company, issued_on, chance, viewed=True)


def registration(
    company: Company, issued_on: dt.date, chance: Random, *, viewed: bool = False
) -> Paper:
    """Draw the 사업자등록증명: 발급번호 over its number, the title in the cell at their right."""
    number = serial(company, f"office registration {issued_on}", (4, 3, 4, 3))
    page = Page(font="batang", producer="iText 2.1.7")
    kind = "법인사업자" if company.is_corporation else chance.choice(("일반과세자", "간이과세자"))
    _ground(page, chance, number, 131)
    if viewed:
        page.text(LEFT, 18, "※ 본 민원증명은 열람용이므로 법적인 효력이 없습니다.", size=10)
        for row in range(5):
            for x in (45, 124):
                page.pale(x, 78 + 43 * row, "열람용", size=32, grey=0.8)
    page.text(LEFT, 27, "(      1  /  1      )", size=10)
    page.text(LEFT, 34, "【 국세청민원사무처리규정  제6호  서식 】(2025.8.12.개정)", size=9)
    page.box(LEFT, 39, RIGHT - LEFT, 197.5, stroke=1.1)
    for x in (50, 161):
        page.line(x, 39, x, 57)
    page.line(LEFT, 48, 50, 48)
    page.line(161, 48, RIGHT, 48)
    page.line(LEFT, 57, RIGHT, 57)
    page.spread_between(18, 47, 44.5, "발급번호", size=10)
    size = min(9.6, 9.6 * 31.5 / page.measure(number, size=9.6))
    page.text(33, 53.2, number, size=size, align="center")
    page.spread_between(70, 140, 45.5, "사업자등록증명", size=20, font="batang-bold")
    page.text(105, 53.5, f"(  {kind}  )", size=13.5, align="center", font="batang-bold")
    page.spread_between(163, 192, 44.5, "처리기간", size=10)
    page.text(163, 53.2, "즉", size=10)
    page.text(188.5, 53.2, "시", size=10)
    _registration_rows(page, company, chance)
    page.text(105, 191.6, "위와 같이 증명합니다.", size=10.5, align="center")
    page.text(18, 196, "※    위 내용은 발급일 현재 상황으로서 추후 변경될 수 있습니다.", size=9.6)
    page.text(
        132, 201.5, f"{issued_on.year} 년   {issued_on.month} 월   {issued_on.day} 일", size=10.5
    )
    _office_box(page, 204.5, 79, 42.5, chance, company)
    _head_of_office(page, company, 133, 170, 231, 12)
    _foot(page, chance, 239)
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
    layout = "viewed" if viewed else "hometax"
    return Paper("business-registration", "사업자등록증명", layout, ".pdf", page.finish(), truth)


def _registration_rows(page: Page, company: Company, chance: Random) -> None:
    """Rule the rows from 57 to 187 mm: label glyphs spread over 38 mm, values at 60.6."""
    identity = company.masked_corporate_number or f"{company.resident_number[:7]}*******"
    rows = (
        ("상호(법인명)", company.name, 8.0),
        ("사업자등록번호", company.business_number, 8.0),
        ("대표자성명(대표유형)", company.representative, 11.0),
        ("주민(법인)등록번호", identity, 7.8),
        ("사업장소재지", company.address, 7.8),
        ("개업일", f"{company.opened_on.year}년 {company.opened_on:%m월 %d일}", 7.7),
        ("사업자등록일", f"{company.registered_on.year}년 {company.registered_on:%m월 %d일}", 7.7),
    )
    y = 57.0
    for label, value, high in rows:
        page.spread_between(18, 56, y + high / 2 + 1.3, label, size=10)
        shown = value if page.measure(value, size=10) < 130 else ""
        if shown:
            page.text(60.6, y + high / 2 + 1.3, shown, size=10)
        else:
            page.paragraph(60.6, y + 3.4, 130, value, size=9, leading=1.15)
        y += high
        page.line(LEFT, y, RIGHT, y)
    for label, values, lines in (
        ("업태", company.business_types, 2),
        ("종목", company.business_items, 3),
    ):
        lines = max(lines, len(values))
        page.spread_between(18, 56, y + lines * 3.9 + 1.3, label, size=10)
        for number in range(lines):
            if number < len(values):
                page.text(60.6, y + 5, values[number], size=10)
            y += 7.8
            page.line(58 if number < lines - 1 else LEFT, y, RIGHT, y)
    page.line(58, 57, 58, 187)
    page.text(98, y + 4.4, "성명(법인명)", size=10, align="center")
    page.text(166, y + 4.4, "주민(사업자)등록번호", size=10, align="center")
    page.line(58, y + 6.4, RIGHT, y + 6.4)
    page.line(139, y, 139, 187)
    page.text(98, y + 11, "해당사항이 없습니다.", size=10, align="center")
    page.spread_between(18, 56, (y + 187) / 2 + 1, "공동사업자", size=10)
    page.line(LEFT, 187, RIGHT, 187)


def _ground(page: Page, chance: Random, seed: str, middle: float) -> None:
    page.waves(58, 236, LEFT, RIGHT, WAVES)
    page.round_mark(107, middle, chance.uniform(44, 48), PALE, "국세청")
    page.noise(173.6, 17.5, 20.2, 20.2, seed)
    page.box(173.6, 17.5, 20.2, 20.2, stroke=0.4)
    page.turned(173, 36, "nts.go.kr", size=10, font="gothic-bold")
    page.ring(172, 15.5, 2.6, stroke=2)
    page.text(179, 17, "국세청", size=11, font="gothic-bold")


def _office_box(
    page: Page, y: float, right: float, label: float, chance: Random, company: Company
) -> None:
    values = (
        "51" + "".join(str(chance.randint(0, 9)) for _ in range(10)),
        "민원봉사실",
        "",
        f"033-000-{chance.randint(2000, 9999)}",
    )
    for number, (name, value) in enumerate(
        zip(("접수번호", "담당부서", "담당자", "연락처"), values, strict=True)
    ):
        top = y + number * 8
        page.line(LEFT, top, right, top)
        page.spread_between(LEFT + 2, label - 1, top + 5, name, size=9.6)
        page.text(label + 2, top + 5, value, size=10)
    page.line(LEFT, y + 32, right, y + 32)
    page.line(label, y, label, y + 32)


def _head_of_office(
    page: Page, company: Company, x: float, x2: float, y: float, size: float
) -> None:
    head = f"{company.tax_office}세무서장"
    page.spread_between(x, x2, y, head, size=size, font="batang-bold")
    page.text(x2 + 6, y, "(인)", size=size, font="batang-bold")
    page.picture(x2 + 0.5, y - 18, 24, 24, maze_seal(head, (225, 85, 85)))


def _foot(page: Page, chance: Random, y: float) -> None:
    page.box(LEFT, y, 30, 13, fill="#dddddd", colour="#999999")
    page.text(31, y + 8.8, "국세청", size=17, align="center", colour="#ffffff", font="gothic-bold")
    page.ring(22, y + 18, 3.4, stroke=0, fill="#23408e")
    page.text(29, y + 18.5, "국세청", size=13, font="gothic-bold")
    page.text(29, y + 21.4, "National Tax Service", size=5)
    page.foot_codes(y, chance, left=50.5, right=RIGHT, high=21)
    lines: tuple[str, ...] = (
        "* 본 증명의 위ㆍ변조 여부는 발급일로부터 90일 이내「국세청 홈택스(www.hometax.go.kr) 또는 모바일 홈택스 >",
        "   민원증명(증명발급) > 민원증명 원본확인」에서 발급번호로 확인, 또는 문서 하단의 바코드로 확인이 가능합니다.",
        "   (공문서를 위ㆍ변조하거나 행사한 자는 10년 이하의 징역에 처할 수 있습니다.)",
    )
    for number, line in enumerate(lines[: chance.choice((2, 3))]):
        page.text(LEFT, y + 25.5 + 4 * number, line, size=8.6)
