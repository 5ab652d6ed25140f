"""A hand that rules everything: numbered labels over their values, dotted days."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from specimens.company import Company, serial
from specimens.paper import Paper

from accuracy.offices.page import Page, maze_seal
from accuracy.offices.sme import term

LEFT, WIDTH = 18.0, 174.0
Row = Sequence[tuple[str, str]]


def _dots(day: dt.date) -> str:
    return f"{day:%Y. %m. %d.}"


def _open(chance: Random, law: str, title: str, number: str) -> Page:
    """Begin a sheet: the form's name, the title in a box, the number in a cell below."""
    page = Page(font="batang", producer="ReportPrinter 5.0")
    page.text(LEFT, 16, law, size=8.5)
    page.box(LEFT, 19, WIDTH, 17, stroke=chance.choice((0.8, 1.6)))
    page.text(105, 30.5, title, size=chance.uniform(18, 22), font="batang-bold", align="center")
    page.cell(LEFT, 38, 32, 9, "발급번호", size=10, fill="#eeeeee")
    page.cell(LEFT + 32, 38, 78, 9, number, size=10.5)
    page.cell(LEFT + 110, 38, 26, 9, "처리기간", size=10, fill="#eeeeee")
    page.cell(LEFT + 136, 38, 38, 9, "즉시", size=10)
    return page


def _cells(
    page: Page, y: float, rows: Sequence[Row], chance: Random, *, numbered: bool = True
) -> float:
    """Rule *rows*; every cell holds its label, numbered, over its value."""
    high = chance.uniform(12.5, 15)
    count = 0
    for row in rows:
        width = WIDTH / len(row)
        for column, (label, value) in enumerate(row):
            count += 1
            sign = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"[count - 1] if numbered else ""
            page.cell(
                LEFT + column * width, y, width, high, value, size=10.5, align="left",
                label=f"{sign} {label}".strip(), label_size=8.6, pad=2.5,
            )  # fmt: skip
        y += high
    return y


def _close(
    page: Page,
    y: float,
    closing: str,
    day: dt.date,
    issuer: str,
    chance: Random,
    *,
    size: float = 11,
) -> None:
    below = page.paragraph(LEFT + 4, y, WIDTH - 8, closing, size=size, leading=1.7, indent=4)
    at = max(below + 10, 214.0)
    page.text(LEFT + WIDTH - 4, at, _dots(day), size=12, align="right")
    wide = page.text(118, at + 18, issuer, size=17, font="batang-bold", align="center")
    page.picture(118 + wide / 2 - 5, at + 4, 21, 21, maze_seal(issuer, (200, 40, 45)))
    page.code(LEFT, 262, 17, issuer + str(day))
    page.text(LEFT + 21, 270, "본 증명서는 발급번호로 90일간 진위를 확인할 수 있습니다.", size=8.5)
    page.box(12, 11, 186, 272, stroke=0.3, colour=chance.choice(("#888888", "#335577")))


def _firm(company: Company) -> dict[str, object]:
    return {
        "company_name": company.name,
        "representative": company.representative,
        "business_number": company.business_number,
        "address": company.address,
    }


def national_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = serial(company, f"ruled national {issued_on}", (4, 3, 4, 3))
    last = issued_on + dt.timedelta(days=30)
    page = _open(chance, "■ 국세징수법 시행규칙 [별지 제94호서식]", "납세증명서", number)
    identity = company.business_number if company.is_corporation else company.resident_number
    y = _cells(
        page, 51,
        (
            (("상호(법인명)", company.name), ("성명(대표자)", company.representative)),
            (("주민등록번호(사업자등록번호)", identity),),
            (("주소(사업장)", company.address),),
            (("증명서의 사용목적", "[V]대금수령   [ ]해외이주   [ ]기타"), ("유효기간", _dots(last))),
        ),
        chance,
    )  # fmt: skip
    y = page.table(
        LEFT, y + 4, [29] * 6,
        [["종류", "기간", "과세기간", "세목", "납부기한", "세액"], ["해 당 없 음", "", "", "", "", ""]],
        height=8, fill="#eeeeee",
    )  # fmt: skip
    page.text(LEFT, y - 17.2, "연장ㆍ유예 내역 (단위: 원)", size=8.5)
    closing = (
        "「국세징수법」 제108조 및 같은 법 시행령 제95조에 따라 발급일 현재 위의 연장ㆍ유예액 등을 "
        "제외하고는 다른 체납액이 없음을 증명합니다."
    )
    _close(page, y + 12, closing, issued_on, f"{company.tax_office}세무서장", chance)
    truth = {
        "certificate_number": number, "company_name": company.name, "address": company.address,
        "representative": company.representative, "valid_until": last.isoformat(),
        "issued_on": issued_on.isoformat(), "deferrals": [], "purpose": "대금수령",
    }  # fmt: skip
    if company.is_corporation:
        truth["business_number"] = company.business_number
    return Paper("national-tax-clearance", "국세 납세증명서", "ruled", ".pdf", page.finish(), truth)


def local_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = serial(company, f"ruled local {issued_on}", (6, 4, 4))
    last = issued_on + dt.timedelta(days=30)
    page = _open(chance, "■ 지방세징수법 시행규칙 [별지 제1호서식]", "지방세 납세증명서", number)
    identity = company.masked_corporate_number or company.resident_number
    y = _cells(
        page, 51,
        (
            (("성명(대표자)", company.representative), ("주민(법인)등록번호", identity)),
            (("상호(법인명)", company.name), ("사업자등록번호", company.business_number)),
            (("주소(영업소)", company.address),),
            (("증명서의 사용목적", "대금수령"), ("증명서의 유효기간", f"{_dots(last)} 까지")),
        ),
        chance,
    )  # fmt: skip
    page.text(LEFT, y + 6, "징수유예등 또는 체납처분유예의 내역", size=9)
    y = page.table(
        LEFT, y + 8, [34.8] * 5,
        [["과세연도", "세목", "납부기한", "세액", "유예기간"], ["해당없음", "", "", "", ""]],
        height=8, fill="#eeeeee",
    )  # fmt: skip
    closing = (
        "「지방세징수법」 제5조 및 같은 법 시행령 제6조에 따라 발급일 현재 위의 금액을 제외하고는 다른 "
        "체납액이 없음을 증명합니다."
    )
    _close(page, y + 12, closing, issued_on, company.mayor, chance)
    truth = _firm(company) | {
        "certificate_number": number, "valid_until": last.isoformat(),
        "issued_on": issued_on.isoformat(), "deferrals": [], "purpose": "대금수령",
    }  # fmt: skip
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return Paper("local-tax-clearance", "지방세 납세증명서", "ruled", ".pdf", page.finish(), truth)


def registration(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = serial(company, f"ruled registration {issued_on}", (4, 3, 4, 3))
    page = _open(chance, "[국세청 민원사무처리규정 별지 제5호서식]", "사업자등록증명", number)
    identity = company.masked_corporate_number or company.resident_number
    kind, item = company.trades[0]
    y = _cells(
        page, 51,
        (
            (("상호(법인명)", company.name), ("사업자등록번호", company.business_number)),
            (("성명(대표자)", company.representative), ("주민(법인)등록번호", identity)),
            (("사업장소재지", company.address),),
            (("개업일", _dots(company.opened_on)), ("사업자등록일", _dots(company.registered_on))),
            (("업태", kind), ("종목", item)),
            (("공동사업자", "해당없음"), ("과세유형", "법인사업자" if company.is_corporation else "일반과세자")),
        ),
        chance,
    )  # fmt: skip
    closing = "위와 같이 사업자등록 사실을 증명합니다."
    _close(page, y + 14, closing, issued_on, f"{company.tax_office}세무서장", chance)
    truth = _firm(company) | {
        "certificate_number": number, "opened_on": company.opened_on.isoformat(),
        "registered_on": company.registered_on.isoformat(), "business_types": [kind],
        "business_items": [item], "issued_on": issued_on.isoformat(),
    }  # fmt: skip
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return Paper("business-registration", "사업자등록증명", "ruled", ".pdf", page.finish(), truth)


def statement(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    page = Page(font="batang", producer="ReportPrinter 5.0")
    page.text(LEFT, 16, "■ 부가가치세법 시행규칙 [별지 제7호서식(2) 부표]", size=8.5)
    page.text(
        105,
        30,
        "사업자 단위 과세 적용 종된 사업장 명세",
        size=17,
        font="batang-bold",
        align="center",
    )
    y = _cells(
        page, 38,
        (
            (("등록번호", company.business_number), ("상호(법인명)", company.name)),
            (("성명(대표자)", company.representative), ("개업일", _dots(company.opened_on))),
        ),
        chance,
    )  # fmt: skip
    rows = [
        ["일련번호", "상호(종된 사업장명)", "사업장 소재지", "업태", "종목"],
        *(
            [place.number, place.name, place.address, place.business_type, place.business_item]
            for place in company.subordinate_places
        ),
    ]
    page.table(LEFT, y + 6, [18, 38, 62, 24, 32], rows, height=14, size=9.5, fill="#eeeeee")
    closing = "「부가가치세법」 제8조제3항에 따른 사업자 단위 과세 사업자의 종된 사업장을 위와 같이 명세합니다."
    _close(
        page, y + 14 * len(rows) + 18, closing, issued_on, f"{company.tax_office}세무서장", chance
    )
    truth: dict[str, object] = {
        "business_number": company.business_number, "company_name": company.name,
        "representative": company.representative, "issued_on": issued_on.isoformat(),
        "subordinate_number": [place.number for place in company.subordinate_places],
    }  # fmt: skip
    if len(company.subordinate_places) == 1:
        truth["subordinate_number"] = company.subordinate_places[0].number
    title = "사업자 단위 과세 적용 종된 사업장 명세"
    return Paper("subordinate-places", title, "ruled", ".pdf", page.finish(), truth)


def confirmation(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = f"0010-{issued_on.year}-{serial(company, f'ruled sme {issued_on}', (6,))}"
    first, last = term(issued_on)
    page = Page(font="batang", producer="ReportPrinter 5.0")
    for gap in (0.0, 2.2):
        page.box(11 + gap, 11 + gap, 188 - 2 * gap, 275 - 2 * gap, stroke=1.1, colour="#667788")
    page.text(LEFT, 22, f"발급번호 : {number}", size=10.5)
    page.text(105, 42, "중소기업 확인서", size=27, font="batang-bold", align="center")
    page.text(105, 54, f"[{company.size}]", size=17, align="center")
    rows: list[Row] = [
        (("기업명", company.name),),
        (("사업자등록번호", company.business_number), ("법인등록번호", company.corporate_number or "해당없음")),
        (("대표자명", company.representative), ("용도", "공공기관 입찰 이외 용도")),
        (("주소", company.short_address),),
        (("유효기간", f"{_dots(first)} ~ {_dots(last)}"),),
    ]  # fmt: skip
    y = _cells(page, 64, rows, chance, numbered=chance.random() < 0.5)
    closing = f"위 기업은 「중소기업기본법」 제2조에 의한 {company.size}임을 확인합니다."
    _close(page, y + 16, closing, issued_on, "중소벤처기업부장관", chance, size=13)
    truth = _firm(company) | {
        "certificate_number": number, "company_size": company.size,
        "address": company.short_address, "valid_from": first.isoformat(),
        "valid_until": last.isoformat(), "issued_on": issued_on.isoformat(),
        "purpose": "공공기관 입찰 이외 용도",
    }  # fmt: skip
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return Paper("sme-confirmation", "중소기업 확인서", "ruled", ".pdf", page.finish(), truth)


def market(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    certified = issued_on - dt.timedelta(days=chance.randint(60, 900))
    number = f"{certified:%Y-%m}-{serial(company, f'ruled market {issued_on}', (6,))}"
    technology = chance.choice(
        (
            "저온 플라즈마 멸균기",
            "일체형 무균 충전 노즐",
            "휴대용 근전도 측정기",
            "항균 주사침 포장기",
        )
    )
    page = Page(font="batang", producer="ReportPrinter 5.0")
    page.box(10, 10, 190, 277, stroke=3, colour="#b8964a")
    page.text(LEFT, 24, number, size=11)
    page.text(
        190, 24, "중소기업기술마켓", size=13, align="right", colour="#1d4f9c", font="gothic-bold"
    )
    page.text(105, 58, "「중소기업기술마켓」 인증서", size=24, font="batang-bold", align="center")
    bare = company.business_number.replace("-", "")
    y = _cells(
        page, 76,
        (
            (("기술·제품명", technology),),
            (("기업명", company.bare_name), ("대표자명", company.representative)),
            (("사업자 등록번호", bare), ("최초인증일", certified.isoformat())),
            (("인증기관", "한국가온공사"),),
        ),
        chance, numbered=False,
    )  # fmt: skip
    closing = (
        "위 기술·제품은 중소기업기술마켓 운영규정에 따라 인증기술·제품으로 지정되었음을 확인합니다."
    )
    _close(page, y + 18, closing, issued_on, "중소기업기술마켓 협의체", chance, size=13)
    truth: dict[str, object] = {
        "certificate_number": number, "technology": technology, "company_name": company.bare_name,
        "representative": company.representative, "business_number": company.business_number,
        "certified_on": certified.isoformat(), "issued_on": issued_on.isoformat(),
    }  # fmt: skip
    return Paper(
        "technology-market", "중소기업기술마켓 인증서", "ruled", ".pdf", page.finish(), truth
    )
