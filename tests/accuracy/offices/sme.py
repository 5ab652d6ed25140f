"""중소기업 확인서 in the frames it comes in, and 중소기업 간주 확인서, its look-alike."""

import datetime as dt
from random import Random

from specimens.company import Company, business_number, serial
from specimens.paper import Paper

from accuracy.offices.page import Page, fret, maze_seal, named_seal

MINISTER = "중소벤처기업부장관"
NOTES = (
    "발급사실 및 발급취소 등 변동사항은 중소기업현황정보시스템(sminfo.mss.go.kr)을 통해 확인 가능.",
    "유효기간 중이라도 발급일 이후 합병, 분할 및 관계기업 변동시 중소기업 지위를 상실할 수 있음.",
    "거짓 자료를 통해 발급받은 경우 중소기업기본법 제28조에 따라 500만원 이하의 과태료 및 시책기관의 "
    "지원무효 등의 조치가 취해질 수 있음.",
)
MARKET_NOTE = (
    "「중소기업제품 구매촉진 및 판로지원에 관한 법률」 제8조의2에 따라 중소기업자간 경쟁입찰에 대한 "
    "참여제한 대상기업임을 유의하여 주시기 바람. (해당기업에 한하여 표시)"
)
TRADE_NOTE = (
    "“주업종” 은 중소기업기본법 시행령 제4조에 따라 직전3개 사업연도내의 평균매출액등의 비중이 가장 "
    "큰 업종이며, 현재 영위하는 업종과 다를 수 있음."
)
PURPOSES = ("공공기관 입찰용", "공공기관 입찰 이외 용도", "공공기관 입찰 이외 용도")
FRETS = ((150, 160, 165), (190, 195, 200), (120, 135, 150))


def term(issued_on: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and last day of status of a firm that closes its books in December."""
    first = dt.date(issued_on.year - (issued_on.month < 4), 4, 1)
    return first, dt.date(first.year + 1, 3, 31)


def framed(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the browser's print: fret frame and minister are pictures, the URL stands above."""
    return _framed(company, issued_on, chance, branch=False)


def framed_with_branch(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw it with *확인서 신청지점, which prints a number and an address a second time."""
    return _framed(company, issued_on, chance, branch=True)


def _framed(company: Company, issued_on: dt.date, chance: Random, *, branch: bool) -> Paper:
    page = Page(font="batang", producer="Microsoft: Print To PDF")
    number = f"0010-{issued_on.year}-{serial(company, f'office sme {issued_on}', (6,))}"
    if chance.random() < 0.6:
        page.text(
            8,
            5.6,
            f"{issued_on:%y}. {issued_on.month}. {issued_on.day}. 오전 11:0{chance.randint(0, 9)}",
            size=8,
        )
        url = f"sminfo.mss.go.kr/sc/sq/SSQ020R7.pop?confdIssNo={number.replace('-', '')}"
        page.text(76, 5.6, url, size=8)
    page.picture(7, 13, 196, 271, fret(chance.choice(FRETS), 6, chance.choice((3, 4))))
    page.text(18, 23, f"발급번호 : {number}", size=11)
    page.text(105, 40, "중소기업 확인서", size=34, align="center")
    page.text(105, 53.5, f"[{company.size}]", size=26, align="center")
    first, last = term(issued_on)
    purpose = chance.choice(PURPOSES)
    address = company.short_address
    step = chance.choice((8.7, 8.7, 10.6))
    rows = [
        ("기 업 명 :", company.name),
        ("사업자등록번호 :", company.business_number),
        ("대표자명 :", company.representative),
        (chance.choice(("주     소 :", "주소(본점) :")), address),
        ("유효기간 :", f"{first} ~ {last}"),
        ("용     도 :", purpose),
    ]
    y = 67.0
    for label, value in rows:
        page.text(17.7, y, label, size=12)
        y = page.paragraph(62, y, 132, value, size=12, leading=1.5) - 6.35
        if label.startswith("사업자"):
            page.text(112, y, f"법인등록번호 :{' ' * 4}{company.corporate_number or ''}", size=12)
        if branch and label.startswith("주"):
            y = _branch(page, y + step, step, company, address)
        y += step
    law = "「중소기업기본법」  제2조 및 「소상공인기본법」  제2조" if "소상공인" in company.size else (
        "「중소기업기본법」  제2조"
    )  # fmt: skip
    closing = f"위 기업은 {law}에 의한 {company.size}임을 확인합니다."
    page.paragraph(17.7, y + 3.5, 174, closing, size=12, leading=2.05, indent=3)
    page.text(105, 191, f"{issued_on.year}년 {issued_on:%m월 %d일}", size=12.5, align="center")
    seal = maze_seal(MINISTER, (222, 60, 70))
    over = chance.uniform(0.68, 0.82)
    minister = named_seal(
        MINISTER, chance.choice(("batang-bold", "myeongjo-bold")), size=26, seal=seal, over=over
    )
    page.picture(59, 196, 92, 32, minister)
    page.box(17.7, 239, 175, 36, colour="#888888")
    note = 244.5
    for line in NOTES:
        page.box(23, note - 1.6, 1.2, 0.8, fill="#3377aa", border=False)
        note = page.paragraph(26, note, 150, line, size=9.7, leading=1.25) + 1.8
    truth = _truth(company, number, issued_on, first, last, purpose)
    layout = "fret-branch" if branch else "fret"
    return Paper("sme-confirmation", "중소기업 확인서", layout, ".pdf", page.finish(), truth)


def _branch(page: Page, y: float, step: float, company: Company, address: str) -> float:
    page.text(17.7, y, "*확인서 신청지점", size=11)
    page.text(22, y + step * 0.9, "사업자등록번호 :", size=11)
    page.text(62, y + step * 0.9, company.business_number, size=11)
    page.text(22, y + step * 1.8, "주소 :", size=11)
    return page.paragraph(62, y + step * 1.8, 132, address, size=11, leading=1.5) - 5.8


def form(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw the form itself: a square frame, dotted days, label and value in one run."""
    page = Page(font="batang", producer="ezPDF Builder")
    number = f"0010 - {issued_on.year} - {serial(company, f'office form {issued_on}', (5,))}"
    first, last = term(issued_on)
    left, bold = 20.0, "batang-bold"
    page.text(16, 32, "[별지 제3호 서식] <개정>", size=8, font="gothic-bold")
    page.box(16, 37, 163, 241, stroke=0.8)
    page.text(left, 41.5, f"발급번호   {number}", size=11)
    page.text(98, 63, "중소기업 확인서", size=20, align="center")
    page.text(98, 74, f"[ {company.size} ]", size=13, align="center", font=bold)
    purpose = chance.choice(PURPOSES)
    trade = company.business_items[0] + f" 제조업(C{chance.choice((21, 27, 20))})"
    with_trade = chance.random() < 0.7
    rows = (
        f"기 업 명 : {company.name}",
        f"사업자등록번호 : {company.business_number}    법인등록번호 : {company.corporate_number or ''}",
        f"대표자명 : {company.representative}",
        f"주소(본점) : {company.short_address}",
        *([f"주 업 종 : {trade}"] if with_trade else []),
        f"유효기간 : {first:%Y. %m. %d.} ~ {last:%Y. %m. %d.}",
        f"용     도 : {purpose}",
    )
    y = 90.0
    for row in rows:
        y = page.paragraph(left, y, 154, row, size=12, font=bold, leading=1.5) - 6.35 + 8.5
    closing = f"위 기업은「중소기업기본법」제2조 또는「소상공인기본법」제2조에 의한 {company.size}임을 확인합니다."
    page.paragraph(left, 180, 140, closing, size=10, leading=1.65, indent=2)
    page.text(
        98,
        198,
        f"{issued_on.year} 년   {issued_on:%m} 월   {issued_on:%d} 일",
        size=12,
        align="center",
    )
    wide = page.text(92, 216, MINISTER, size=16, align="center")
    page.ring(92 + wide / 2 + 6, 214.5, 3.2)
    page.text(92 + wide / 2 + 6, 215.6, "인", size=8, align="center")
    page.box(17.5, 231, 160, 46, stroke=0.6)
    page.text(98, 235.5, "< 유의사항 >", size=9.5, align="center", font=bold)
    y = 240.5
    for note in (MARKET_NOTE, *NOTES, *([TRADE_NOTE] if with_trade else [])):
        page.text(18.5, y, "*", size=8.5, font=bold)
        y = page.paragraph(22, y, 152, note, size=8.4, font=bold, leading=1.45) + 0.6
    truth = _truth(company, number, issued_on, first, last, purpose)
    if with_trade:
        truth["business_types"] = [trade]
    return Paper("sme-confirmation", "중소기업 확인서", "form", ".pdf", page.finish(), truth)


def _truth(
    company: Company, number: str, day: dt.date, first: dt.date, last: dt.date, purpose: str
) -> dict[str, object]:
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_size": company.size,
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "address": company.short_address,
        "valid_from": first.isoformat(),
        "valid_until": last.isoformat(),
        "purpose": purpose,
        "issued_on": day.isoformat(),
        "corporate_number": company.corporate_number,
    }
    return truth


def deemed(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw a 중소기업 간주 확인서: two business numbers, bars between the trades."""
    page = Page(font="gothic", producer="ezPDF Builder")
    first, last = term(issued_on)
    number = f"97-{issued_on:%y}-{serial(company, f'office deemed {issued_on}', (4,))}"
    branch = business_number(chance.randint(0, 100), 82, chance.randint(1000, 9999))
    page.box(21, 31, 165, 228, stroke=0.8)
    page.text(24, 41, f"제 {number} 호", size=11)
    page.text(104, 56, "중소기업 간주 확인서", size=20, align="center")
    page.text(104, 68, "[ 세부분류 : 중기업 ]", size=14, align="center")
    y = 86.0
    for line in (
        f"법인(단체)명 :  {company.name}",
        f"사업자등록번호 : {company.business_number}",
        f"법인등록번호 :  {company.corporate_number or ''}",
        f"대표자명 : {company.representative}",
        f"주소(본점) :  {company.address}",
        "주업종 :  제조업|수도, 하수 및 폐기물 처리, 원료 재생업 (C|E)",
        f"유효기간 : {first:%Y. %m. %d.} ~ {last:%Y. %m. %d.}",
        "* 확인서 신청지점",
        f"   지점명 : {company.bare_name} 생산사업소",
        f"   사업자등록번호 : {branch}",
        f"   주소 : {company.subordinate_places[0].address}",
    ):
        y = page.paragraph(24, y, 158, line, size=11, leading=1.5) - 5.8 + 7.9
    page.paragraph(
        24, y + 4, 150,
        "위 법인(단체)은   중소기업제품 구매촉진 및 판로지원에 관한 법률 제33조 또는 같은 법 시행령 "
        "제2조의2에 의한 중소기업으로 간주함을 확인합니다.",
        size=11, leading=1.6, indent=3,
    )  # fmt: skip
    page.text(104, 201, f"{issued_on.year}년 {issued_on:%m월 %d일}", size=11.5, align="center")
    page.text(102, 217, MINISTER, size=18, align="center")
    page.picture(124, 203, 29, 29, maze_seal("간주", (230, 80, 80)))
    page.box(26, 233, 156, 24, stroke=0.5)
    page.text(104, 237.5, "< 유의사항 >", size=9.5, align="center")
    page.text(28, 243, "* 발급용도는 공공기관 입찰용에 한함.", size=9.5)
    page.paragraph(28, 249, 150, "* " + TRADE_NOTE, size=9.5, leading=1.6)
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_name": company.name,
        "business_number": company.business_number,
        "representative": company.representative,
        "address": company.address,
        "company_size": "중기업",
        "valid_from": first.isoformat(),
        "valid_until": last.isoformat(),
        "issued_on": issued_on.isoformat(),
    }
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    title = "중소기업 간주 확인서"
    return Paper("deemed-sme-confirmation", title, "form", ".pdf", page.finish(), truth)
