"""Confirmations by the SME ministry and its like.

중소기업 확인서 is the paper of 제출서류 ⑤ and 중소기업기술마켓 인증서 that of ⑥.  The others
carry the same minister, seal and closing sentence and are near misses: 창업기업 확인서,
중소기업 간주 확인서, 벤처기업확인서, 기술혁신형 중소기업(이노비즈) 확인서, 여성기업 확인서.
"""

import datetime as dt
import random
from typing import Literal

from PIL import Image, ImageDraw

from specimens.company import Company, Size, business_number, serial
from specimens.paper import DateShape, Paper, period, show
from specimens.sheet import Sheet, apart

ConfirmationLayout = Literal["sminfo", "sminfo-2021", "browser-print"]
MarketLayout = Literal["gold", "plain"]
CONFIRMATION_LAYOUTS: tuple[ConfirmationLayout, ...] = ("sminfo", "sminfo-2021", "browser-print")
MARKET_LAYOUTS: tuple[MarketLayout, ...] = ("gold", "plain")
MINISTER = "중소벤처기업부장관"
NOTES = (
    "1. 동 확인서의 유효 여부는 중소기업현황정보시스템(sminfo.mss.go.kr)에서 확인할 수 있습니다.",
    "2. 유효기간 중이라도 합병, 분할 및 관계기업 변동 등으로 중소기업 지위를 상실할 수 있습니다.",
    "3. 거짓 자료를 제출한 경우 「중소기업기본법」 제28조에 따라 500만원 이하의 과태료가 "
    "부과됩니다.",
)


def _frame(sheet: Sheet, colour: str = "#8a8f94") -> None:
    """The grey fret border of the ministry's confirmations."""
    sheet.box(12, 12, 186, 273, stroke=2.5, colour=colour)
    sheet.box(16, 16, 178, 265, stroke=0.6, colour=colour)
    for step in range(43):
        for y in (13.2, 282.2):
            sheet.box(14 + step * 4.25, y, 2.2, 1.6, colour=colour, stroke=0.3)


def sme_confirmation(
    company: Company,
    *,
    issued_on: dt.date,
    valid_from: dt.date = dt.date(2025, 4, 1),
    valid_until: dt.date = dt.date(2026, 3, 31),
    size: Size | None = None,
    layout: ConfirmationLayout = "sminfo",
    purpose: str = "공공기관 입찰 이외 용도",
    password: str = "",
) -> Paper:
    """Draw a 중소기업 확인서 of the company's size; *password* is asked for on opening."""
    size = size or company.size
    shape: DateShape = "dots" if layout == "sminfo-2021" else "iso"
    number = f"0010-{issued_on.year}-{serial(company, f'sme/{issued_on}', (6,))}"
    font = {"sminfo": "myeongjo", "sminfo-2021": "batang", "browser-print": "gulim"}[layout]
    bold = {"sminfo": "myeongjo-bold", "sminfo-2021": "batang-bold", "browser-print": "gothic-bold"}
    sheet = Sheet(font=font, password=password)
    if layout == "browser-print":
        sheet.text(10, 8, issued_on.strftime("%Y. %-m. %-d."), size=7)
        sheet.text(105, 8, "중소기업현황정보시스템", size=7, align="center")
        sheet.text(10, 292, "https://sminfo.mss.go.kr/sc/cs/SCCS011R3.do", size=7)
        sheet.text(200, 292, "1/1", size=7, align="right")
    _frame(sheet)
    left, label_width = 30.0, 34.0
    sheet.text(26, 28, f"발급번호 : {number}", size=11)
    title = apart("중소기업 확인서") if layout == "sminfo-2021" else "중소기업 확인서"
    sheet.text(105, 52, title, size=30, font=bold[layout], align="center")
    sheet.text(105, 66, f"[{size}]", size=19, font=bold[layout], align="center")
    y, step = 90.0, 11.5
    lines = [("기 업 명", company.name), ("", "")]
    lines += [("대표자명", company.representative), ("주    소", company.short_address)]
    if layout == "sminfo-2021":
        lines.append(("주 업 종", company.business_items[0]))
    lines += [("유효기간", period(valid_from, valid_until, shape)), ("용    도", purpose)]
    for label, value in lines:
        if label:
            sheet.text(left, y, label, size=13)
            sheet.text(left + label_width - 6, y, ":", size=13)
            sheet.text(left + label_width, y, value, size=12.5)
        else:
            sheet.text(left, y, f"사업자등록번호 : {company.business_number}", size=13)
            sheet.text(left + 82, y, f"법인등록번호 : {company.corporate_number or ''}", size=13)
        y += step
    law = (
        "「소상공인기본법」 제2조"
        if "소상공인" in size
        else "「중소기업기본법」 제2조 및 같은 법 시행령 제3조"
    )
    sheet.paragraph(
        left, y + 12, 150, f"위 기업은 {law}에 의한 [{size}]임을 확인합니다.", size=14, indent=5
    )
    sheet.text(105, 208, show(issued_on, "columns"), size=15, align="center")
    sheet.text(105, 226, MINISTER, size=24, font=bold[layout], align="center")
    sheet.seal(140, 224, MINISTER + "인", size=22)
    sheet.box(22, 242, 166, 32, stroke=0.5)
    for row, note in enumerate(NOTES):
        sheet.text(25, 249 + row * 8, note, size=8.5)
    truth: dict[str, object] = {
        "certificate_number": number,
        "company_size": size,
        "company_name": company.name,
        "business_number": company.business_number,
        "corporate_number": company.corporate_number,
        "representative": company.representative,
        "address": company.short_address,
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat(),
        "purpose": purpose,
        "issued_on": issued_on.isoformat(),
    }
    if layout == "sminfo-2021":
        truth["business_items"] = [company.business_items[0]]
    return Paper("sme-confirmation", "중소기업 확인서", layout, ".pdf", sheet.finish(), truth)


def technology_market(
    company: Company,
    *,
    issued_on: dt.date,
    certified_on: dt.date,
    technology: str = "비접촉 생체신호 계측 모듈을 적용한 병상 안전 관리 시스템",
    layout: MarketLayout = "gold",
) -> Paper:
    """Draw a 중소기업기술마켓 인증서; the certifying body is a picture, not text."""
    number = f"{certified_on:%Y-%m}-{serial(company, 'market', (6,))}"
    sheet = Sheet(font="barun" if layout == "gold" else "gothic")
    bold = "barun-bold" if layout == "gold" else "gothic-bold"
    colour = "#b8923a" if layout == "gold" else "#3a62b8"
    for inset, stroke in ((9, 3.0), (12, 1.0), (14, 0.5)):
        sheet.box(inset, inset, 210 - 2 * inset, 297 - 2 * inset, stroke=stroke, colour=colour)
    sheet.text(22, 30, number, size=11)
    sheet.text(188, 30, "중소기업기술마켓", size=13, font=bold, align="right", colour="#1b4fa0")
    title = "「 중소기업기술마켓 」  인증서" if layout == "gold" else "「중소기업기술마켓」 인증서"
    sheet.text(105, 68, title, size=25, font=bold, align="center")
    y = 100.0
    for label, value in (
        ("기술·제품명", technology),
        (apart("기업명"), company.bare_name),
        ("대표자명", company.representative),
        ("사업자 등록번호", company.business_number.replace("-", "")),
        ("최초인증일", certified_on.isoformat()),
        ("인증기관", ""),
    ):
        sheet.text(30, y, label, size=13, font=bold)
        y = sheet.paragraph(76, y, 104, value, size=13) if value else y + 7
        y += 7
    sheet.picture(76, y - 20, 36, 11, _body_logo(company.seed))
    sheet.paragraph(
        30,
        206,
        150,
        "위 기술·제품은 중소기업기술마켓 운영규정에 따라 인증기술·제품으로 지정되었음을 "
        "확인합니다.",
        size=13.5,
        indent=4,
    )
    sheet.text(105, 238, show(issued_on, "padded"), size=14, align="center")
    sheet.text(105, 258, "중소기업기술마켓 협의체", size=21, font=bold, align="center")
    sheet.seal(150, 256, "기술마켓협의체", size=20)
    return Paper(
        "technology-market",
        "중소기업기술마켓 인증서",
        layout,
        ".pdf",
        sheet.finish(),
        {
            "certificate_number": number,
            "technology": technology,
            "company_name": company.bare_name,
            "representative": company.representative,
            "business_number": company.business_number,
            "certified_on": certified_on.isoformat(),
            "issued_on": issued_on.isoformat(),
        },
    )


def _body_logo(seed: int) -> Image.Image:
    image = Image.new("RGB", (360, 110), "white")
    draw = ImageDraw.Draw(image)
    chance = random.Random(seed)
    hue = (chance.randint(0, 160), chance.randint(0, 160), chance.randint(0, 160))
    draw.ellipse((8, 8, 102, 102), fill=hue)
    draw.polygon([(120, 95), (180, 15), (240, 95)], fill=hue)
    draw.rectangle((255, 40, 350, 70), fill=hue)
    return image


def startup_confirmation(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 창업기업 확인서: numbered labels, two periods in dotted days, the same minister."""
    number = f"제 {issued_on:%Y%m}-{serial(company, 'startup', (5, 7))} 호"
    last = issued_on.replace(year=issued_on.year + 3)
    sheet = Sheet(font="batang")
    _frame(sheet, "#6b7f95")
    sheet.text(24, 24, "■ 중소기업창업 지원법 시행규칙 [별지 제1호의3서식]", size=8.5)
    sheet.text(24, 34, f"발급번호 : {number}", size=10.5)
    sheet.text(105, 58, "창업기업 확인서", size=28, font="batang-bold", align="center")
    y = 88.0
    identity = "  ".join(filter(None, (company.business_number, f"({company.corporate_number})")))
    for label, value in (
        ("1. 기업명", company.name),
        ("2. 사업자(법인)등록번호", identity),
        ("3. 주업종", company.business_items[0]),
        ("4. 대표자", company.representative),
        ("5. 주소(본점)", company.address),
        ("6. 유효기간", period(issued_on, last, "tight-dots").replace("~", "  ~  ")),
        ("", f"[ 창업일부터 7년 : {period(company.opened_on, last, 'tight-dots')} ]"),
    ):
        sheet.text(28, y, label, size=12)
        sheet.text(84, y, value, size=12)
        y += 12
    sheet.paragraph(
        28,
        y + 12,
        154,
        "위 기업은 「중소기업창업 지원법」 제2조제3호에 따른 창업기업임을 확인합니다.",
        size=14,
    )
    _minister(sheet, show(issued_on, "columns"), "batang-bold")
    return Paper(
        "startup-confirmation",
        "창업기업 확인서",
        "form",
        ".pdf",
        sheet.finish(),
        {
            "certificate_number": number,
            "company_name": company.name,
            "business_number": company.business_number,
            "corporate_number": company.corporate_number,
            "representative": company.representative,
            "address": company.address,
            "valid_from": issued_on.isoformat(),
            "valid_until": last.isoformat(),
            "issued_on": issued_on.isoformat(),
        },
    )


def deemed_sme_confirmation(company: Company, *, issued_on: dt.date) -> Paper:
    """Draw a 중소기업 간주 확인서: for bodies deemed SMEs in procurement; two numbers."""
    number = f"제 {company.seed:02}-{issued_on:%y}-{serial(company, 'deemed', (4,))} 호"
    last = issued_on.replace(year=issued_on.year + 1) - dt.timedelta(days=1)
    sheet = Sheet(font="myeongjo")
    _frame(sheet)
    sheet.text(26, 30, number, size=11)
    sheet.text(105, 54, "중소기업 간주 확인서", size=28, font="myeongjo-bold", align="center")
    sheet.text(105, 66, "[ 세부분류 : 중기업 ]", size=15, align="center")
    branch = business_number((company.seed + 40) % 101, 82, 1000 + company.seed)
    y = 92.0
    for label, value in (
        ("법인(단체)명", company.name),
        ("사업자등록번호", company.business_number),
        ("대표자명", company.representative),
        ("주    소", company.short_address),
        ("확인서 신청지점", f"{company.bare_name} 지점 ({branch})"),
        ("유효기간", period(issued_on, last, "iso")),
        ("용    도", "공공기관 입찰용(중소기업자간 경쟁입찰에 한함)"),
    ):
        sheet.text(28, y, f"{label} : {value}", size=12.5)
        y += 12
    sheet.paragraph(
        28,
        y + 8,
        154,
        "위 법인(단체)은 「중소기업제품 구매촉진 및 판로지원에 관한 법률」 제33조에 따라 "
        "중소기업자로 간주됨을 확인합니다.",
        size=13.5,
    )
    _minister(sheet, show(issued_on, "columns"), "myeongjo-bold")
    return Paper(
        "deemed-sme-confirmation",
        "중소기업 간주 확인서",
        "form",
        ".pdf",
        sheet.finish(),
        {
            "certificate_number": number,
            "company_name": company.name,
            "business_number": company.business_number,
            "representative": company.representative,
            "valid_from": issued_on.isoformat(),
            "valid_until": last.isoformat(),
            "issued_on": issued_on.isoformat(),
        },
    )


OTHERS: dict[str, tuple[str, str, str, str]] = {
    "venture": (
        "벤처기업확인서",
        "벤처유형 : 혁신성장유형",
        "「벤처기업육성에 관한 특별법」 제25조에 따라 벤처기업임을 확인합니다.",
        "벤처기업확인기관장",
    ),
    "innobiz": (
        "기술혁신형 중소기업(Inno-Biz) 확인서",
        "등급 : A",
        "「중소기업 기술혁신 촉진법」 제15조에 따라 기술혁신형 중소기업임을 확인합니다.",
        MINISTER,
    ),
    "mainbiz": (
        "경영혁신형 중소기업 확인서",
        "구분 : 제조업",
        "「중소기업 기술혁신 촉진법」 제15조의3에 따라 경영혁신형 중소기업임을 확인합니다.",
        MINISTER,
    ),
    "women": (
        "여성기업 확인서",
        "구분 : 중소기업",
        "「여성기업지원에 관한 법률」 제2조에 따른 여성기업임을 확인합니다.",
        MINISTER,
    ),
}


def other_confirmation(company: Company, *, issued_on: dt.date, kind: str = "venture") -> Paper:
    """Draw one of OTHERS: 벤처기업, 이노비즈, 메인비즈 or 여성기업 확인서."""
    title, extra, closing, issuer = OTHERS[kind]
    number = f"제 {issued_on:%Y%m%d}-{serial(company, kind, (5,))} 호"
    last = issued_on.replace(year=issued_on.year + 3) - dt.timedelta(days=1)
    sheet = Sheet(font="barun")
    _frame(sheet, "#5f7a6a" if kind == "women" else "#5a6f9a")
    sheet.text(26, 32, number, size=11)
    sheet.text(
        105, 60, title, size=26 if len(title) < 12 else 20, font="barun-bold", align="center"
    )
    y = 88.0
    for label, value in (
        ("기 업 명", company.name),
        ("사업자등록번호", company.business_number),
        ("대 표 자", company.representative),
        ("소 재 지", company.address),
        (extra.split(" : ")[0], extra.split(" : ")[1]),
        ("유효기간", period(issued_on, last, "dots")),
    ):
        sheet.text(30, y, label, size=12.5)
        sheet.text(72, y, f":  {value}", size=12.5)
        y += 12.5
    sheet.paragraph(30, y + 12, 150, closing, size=14, indent=4)
    _minister(sheet, show(issued_on, "padded"), "barun-bold", issuer)
    return Paper(
        "other-confirmation",
        title,
        kind,
        ".pdf",
        sheet.finish(),
        {
            "certificate_number": number,
            "company_name": company.name,
            "business_number": company.business_number,
            "representative": company.representative,
            "address": company.address,
            "valid_from": issued_on.isoformat(),
            "valid_until": last.isoformat(),
            "issued_on": issued_on.isoformat(),
        },
    )


def _minister(sheet: Sheet, day: str, bold: str, issuer: str = MINISTER) -> None:
    sheet.text(105, 232, day, size=14, align="center")
    sheet.text(105, 252, issuer, size=22, font=bold, align="center")
    sheet.seal(138, 250, issuer + "인", size=21)
