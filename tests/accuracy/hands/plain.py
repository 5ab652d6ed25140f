"""A hand that writes lines: label and value side by side, older wordings, unpadded days."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from specimens.company import Company, serial
from specimens.form_blocks import Block, Choice, Entry, Grid, Mark, PageBreak, Text, head
from specimens.paper import Paper
from specimens.sheet import apart

from accuracy.offices import consents, forms, typeset
from accuracy.offices.page import Page, maze_seal
from accuracy.offices.sme import term

Lines = Sequence[tuple[str, str]]


def _plain(day: dt.date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


class Sheet:
    """One sheet of this hand: where its labels and values begin, and how days are set."""

    def __init__(self, chance: Random, title: str, *, spaced: bool, second: str = "") -> None:
        self.page = Page(font="gothic", producer="Crownix Report")
        self.chance = chance
        self.left = chance.uniform(22, 30)
        self.value = self.left + chance.uniform(44, 54)
        self.size = chance.uniform(10.5, 12)
        self.step = chance.uniform(8.6, 11)
        self.colon = chance.choice((" :", ":", ""))
        shown = apart(title, "  ") if spaced else title
        size = 24.0
        while self.page.measure(shown, size=size) > 160:
            size -= 1
        self.page.text(105, 48, shown, size=size, font="gothic-bold", align="center")
        self.y = 64.0
        if second:
            self.page.text(105, 59, second, size=15, align="center")
            self.y += 10

    def lines(self, lines: Lines) -> None:
        for label, value in lines:
            self.page.text(self.left, self.y, label + self.colon, size=self.size)
            below = self.page.paragraph(
                self.value, self.y, 192 - self.value, value, size=self.size, leading=1.4
            )
            self.y = below - self.size * 1.4 * 0.353 + self.step

    def number(self, text: str) -> None:
        self.page.text(self.left, 28, text, size=10.5)

    def close(self, closing: str, day: dt.date, issuer: str) -> bytes:
        page = self.page
        below = page.paragraph(
            self.left, self.y + 10, 210 - 2 * self.left, closing, size=self.size + 1, leading=1.8
        )
        at = max(below + 14, self.chance.uniform(205, 222))
        page.text(105, at, _plain(day), size=13, align="center")
        shown = apart(issuer) if len(issuer) < 8 else issuer
        wide = page.text(105, at + 18, shown, size=19, font="gothic-bold", align="center")
        ink = self.chance.choice(((210, 40, 40), (190, 60, 70), (60, 60, 60)))
        page.picture(105 + wide / 2 - 3, at + 5, 22, 22, maze_seal(issuer, ink))
        page.bar_code(self.left, 266, 60, 9, issuer + str(day))
        page.line(self.left, 280, 210 - self.left, 280, width=0.4)
        return page.finish()


def national_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = serial(company, f"plain national {issued_on}", (4, 3, 4, 3))
    last = issued_on + dt.timedelta(days=30)
    sheet = Sheet(chance, "납세증명서", spaced=chance.random() < 0.5)
    sheet.number(f"발급번호 {number}      처리기간 즉시")
    corporate = company.masked_corporate_number
    sheet.lines(
        (
            ("성명(대표자)", company.representative),
            ("주소(본점)", company.address),
            ("주민등록번호(법인등록번호)" if chance.random() < 0.3 else "주민(법인)등록번호", corporate or company.resident_number),
            ("상호(법인명)", company.name),
            ("사업자등록번호", company.business_number),
            ("사용목적", "대금수령"),
            ("유효기간", _plain(last)),
            ("유효기간을 정한 사유", "국세징수법 시행령 제96조제1항"),
            ("연장ㆍ유예 내역", apart("해당없음")),
            ("물적납세의무 체납내역", apart("해당없음")),
        )
    )  # fmt: skip
    closing = "「국세징수법」 제108조에 따라 발급일 현재 위의 내역 이외에는 다른 체납액이 없음을 증명합니다."
    data = sheet.close(closing, issued_on, f"{company.tax_office}세무서장")
    truth = _firm(company) | {
        "certificate_number": number, "valid_until": last.isoformat(), "purpose": "대금수령",
        "issued_on": issued_on.isoformat(), "deferrals": [],
    }  # fmt: skip
    if corporate:
        truth["corporate_number"] = corporate
    return Paper("national-tax-clearance", "국세 납세증명서", "plain", ".pdf", data, truth)


def _firm(company: Company) -> dict[str, object]:
    return {
        "company_name": company.name,
        "representative": company.representative,
        "business_number": company.business_number,
        "address": company.address,
    }


def local_tax(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = f"{issued_on.year}-{serial(company, f'plain local {issued_on}', (7,))}"
    last = issued_on + dt.timedelta(days=30)
    title = chance.choice(("지방세 납세증명서", "지방세 납세증명(신청)서"))
    sheet = Sheet(chance, title, spaced=False)
    sheet.number(f"발급번호 : {number}")
    identity = company.corporate_number or company.resident_number
    sheet.lines(
        (
            ("납세자 성명(법인명)", company.name),
            ("주민(법인, 외국인)등록번호", identity),
            ("대표자", company.representative),
            ("사업자등록번호", company.business_number),
            ("주소(영업소)", company.address),
            ("증명서의 사용 목적", "그 밖의 목적"),
            ("징수유예등의 내역", "해당 없음"),
            ("증명서의 유효기간", _plain(last)),
        )
    )
    closing = "「지방세징수법」 제5조에 따라 발급일 현재 다른 체납액이 없음을 증명합니다."
    data = sheet.close(closing, issued_on, company.mayor)
    truth = _firm(company) | {
        "certificate_number": number, "valid_until": last.isoformat(),
        "issued_on": issued_on.isoformat(), "purpose": "그 밖의 목적", "deferrals": [],
    }  # fmt: skip
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return Paper("local-tax-clearance", "지방세 납세증명서", "plain", ".pdf", data, truth)


def registration(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = serial(company, f"plain registration {issued_on}", (4, 3, 4, 3))
    sheet = Sheet(chance, "사업자등록증명", spaced=chance.random() < 0.6)
    sheet.number(f"발급번호 {number}")
    identity = company.masked_corporate_number or company.resident_number
    kind, item = company.trades[0]
    sheet.lines(
        (
            ("사업자등록번호", company.business_number),
            ("상호(법인명)", company.name),
            ("성명(대표자)", company.representative),
            ("주민(법인)등록번호", identity),
            ("개업일", _plain(company.opened_on)),
            ("사업자등록일", _plain(company.registered_on)),
            ("사업장소재지", company.address),
            ("업태", kind),
            ("종목", item),
            ("사업자 과세유형", "법인사업자" if company.is_corporation else "일반과세자"),
        )
    )
    data = sheet.close("위와 같이 증명합니다.", issued_on, f"{company.tax_office}세무서장")
    truth = _firm(company) | {
        "certificate_number": number, "opened_on": company.opened_on.isoformat(),
        "registered_on": company.registered_on.isoformat(), "business_types": [kind],
        "business_items": [item], "issued_on": issued_on.isoformat(),
    }  # fmt: skip
    if company.masked_corporate_number:
        truth["corporate_number"] = company.masked_corporate_number
    return Paper("business-registration", "사업자등록증명", "plain", ".pdf", data, truth)


def statement(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    sheet = Sheet(chance, "사업자 단위 과세 적용 종된 사업장 명세", spaced=False)
    sheet.lines(
        (
            ("등록번호", company.business_number),
            ("상호(법인명)", company.name),
            ("성명(대표자)", company.representative),
        )
    )
    for place in company.subordinate_places:
        sheet.lines(
            (
                (f"종된 사업장 {place.number}", place.name),
                ("   소재지", place.address),
                ("   업태 / 종목", f"{place.business_type} / {place.business_item}"),
            )
        )
    data = sheet.close(
        "종된 사업장을 위와 같이 명세합니다.", issued_on, f"{company.tax_office}세무서장"
    )
    numbers = [place.number for place in company.subordinate_places]
    truth: dict[str, object] = {
        "business_number": company.business_number, "company_name": company.name,
        "representative": company.representative, "issued_on": issued_on.isoformat(),
        "subordinate_number": numbers[0] if len(numbers) == 1 else numbers,
    }  # fmt: skip
    title = "사업자 단위 과세 적용 종된 사업장 명세"
    return Paper("subordinate-places", title, "plain", ".pdf", data, truth)


def confirmation(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    number = f"0010-{issued_on.year}-{serial(company, f'plain sme {issued_on}', (5,))}"
    first, last = term(issued_on)
    sheet = Sheet(chance, "중소기업 확인서", spaced=False, second=f"[{company.size}]")
    sheet.number(f"발급번호 : {number}")
    sheet.page.box(12, 14, 186, 270, stroke=2, colour="#9aa5ad")
    lines = [
        ("기  업  명", company.name),
        ("대 표 자 명", company.representative),
        ("사업자등록번호", company.business_number),
        *([("법인등록번호", company.corporate_number)] if company.corporate_number else []),
        ("주      소", company.short_address),
        ("주  업  종", company.business_items[0]),
        ("용      도", "공공기관 입찰용"),
        ("유 효 기 간", f"{_plain(first)} ~ {_plain(last)}"),
    ]
    sheet.lines(lines)
    closing = (
        f"위 기업은 「중소기업기본법」 제2조 및 「소상공인기본법」 제2조에 의한 {company.size}임을 "
        "확인합니다."
    )
    data = sheet.close(closing, issued_on, "중소벤처기업부장관")
    truth = _firm(company) | {
        "certificate_number": number, "company_size": company.size,
        "address": company.short_address, "valid_from": first.isoformat(),
        "valid_until": last.isoformat(), "issued_on": issued_on.isoformat(),
        "purpose": "공공기관 입찰용",
    }  # fmt: skip
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return Paper("sme-confirmation", "중소기업 확인서", "plain", ".pdf", data, truth)


def market(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    certified = issued_on - dt.timedelta(days=chance.randint(60, 900))
    number = f"{certified:%Y-%m}-{serial(company, f'plain market {issued_on}', (6,))}"
    technology = chance.choice(
        ("생체신호 계측 패치", "의료용 적층 성형 장치", "자동 약포장 검수기")
    )
    sheet = Sheet(chance, "중소기업기술마켓 인증서", spaced=False)
    sheet.number(number)
    sheet.page.text(188, 28, "TECH MARKET", size=12, align="right", colour="#1d4f9c")
    sheet.lines(
        (
            ("기술·제품명", technology),
            ("기 업 명", company.bare_name),
            ("대표자명", company.representative),
            ("사업자 등록번호", company.business_number.replace("-", "")),
            ("최초인증일", certified.isoformat()),
        )
    )
    closing = (
        "위 기술·제품은 중소기업기술마켓 운영규정에 따라 인증기술·제품으로 지정되었음을 확인합니다."
    )
    data = sheet.close(closing, issued_on, "중소기업기술마켓 협의체")
    truth: dict[str, object] = {
        "certificate_number": number, "technology": technology, "company_name": company.bare_name,
        "representative": company.representative, "business_number": company.business_number,
        "certified_on": certified.isoformat(), "issued_on": issued_on.isoformat(),
    }  # fmt: skip
    return Paper("technology-market", "중소기업기술마켓 인증서", "plain", ".pdf", data, truth)


def application(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ① in paragraphs with bullets, and the details as headings with texts below."""
    filled = forms.fill_in(company, issued_on, chance)
    contact = company.contact
    bullet = chance.choice(("○", "-", "□", "▪"))
    lines = (
        ("업 체 명", company.name),
        ("대 표 자", company.representative),
        ("사업자등록번호", company.business_number),
        ("사업장 소재지", company.address),
        ("설립연월일", f"{company.opened_on:%Y.%m.%d.}"),
        ("지원유형", filled.support),
        ("목표수준", filled.target),
        ("공급기업", filled.supplier),
        ("총사업비", "60,000,000원 (정부 18,000,000 / 공단 24,000,000 / 자부담 18,000,000)"),
        ("사업기간", "협약일로부터 9개월 이내"),
        ("담당자", f"{contact.name} {contact.position}"),
        ("전화", contact.phone),
        ("E-mail", contact.email),
    )
    heads = (
        ("지원분야", filled.field),
        ("목표 및 필요성 / 개선방안 및 구축목표", filled.goal),
        ("안전관리 노력도", filled.safety),
        ("기대효과", filled.benefit),
        ("기 타(가점관련)", filled.extra),
    )
    blocks: list[Block] = [
        Text("대중소 상생형 스마트공장 구축지원 사업", size=12, align="center", space=1),
        Text("사업 참가신청서", size=24, align="center", bold=True, space=8),
        *(Text(f"  {bullet} {label} : {value}", size=11.5, space=2.2) for label, value in lines),
        Text("", size=8),
        Text("위 사업에 참가하고자 신청합니다.", size=11.5, align="center", space=4),
        Text(f"{issued_on.year}년 {issued_on.month}월 {issued_on.day}일", size=11.5, align="center", space=4),
        Text(f"신청인 {company.name} {company.representative} (인)", size=11.5, align="center",
             mark=Mark("seal", company.representative), space=6),
        Text("국민건강보험공단 이사장 귀하", size=13, align="center", bold=True),
        PageBreak(),
        Text("참가신청 내역서", size=20, align="center", bold=True, space=6),
        Grid((48, 126), [[head("구분"), head("내용")], *([head(label), Entry(text)] for label, text in heads)],
             minimum=16),
    ]  # fmt: skip
    truth: dict[str, object] = {
        "company_name": company.name, "representative": company.representative,
        "business_number": company.business_number, "address": company.address,
        "opened_on": company.opened_on.isoformat(), "support_type": filled.support,
        "target_level": filled.target, "supplier": filled.supplier, "contact_phone": contact.phone,
        "contact_email": contact.email, "signed_on": issued_on.isoformat(),
        "signer": company.representative, "signature_present": True, "support_field": filled.field,
        "goal": filled.goal, "safety": filled.safety, "benefit": filled.benefit,
        "extra": filled.extra,
    }  # fmt: skip
    title = "사업 참가신청서 및 참가신청내역서"
    return Paper("application-form", title, "plain", ".pdf", typeset.write(blocks, chance), truth)


def consent(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ② as running text, each answer on a line of its own below the question."""
    answers = (chance.choice(consents.ANSWERS), chance.choice(consents.ANSWERS))
    style = chance.choice(("square", "drawn", "bracket", "root", "ballot"))
    blocks: list[Block] = [
        Text("기업·개인정보 수집 및 활용 동의서", size=18, align="center", bold=True, space=6),
        Text("국민건강보험공단은 스마트공장 구축 지원사업 신청을 위하여 「개인정보보호법」 제15조, 제17조 및 "
             "제22조에 따라 다음과 같이 동의를 받고자 합니다.", size=11, space=5),
    ]  # fmt: skip
    titles = ("가. 개인정보 수집 및 이용", "나. 개인정보 제3자 제공")
    names = ("collection", "provision")
    for title, lead, answer, name in zip(titles, consents.LEADS, answers, names, strict=True):
        options = (("동의함", answer == "agreed"), ("동의하지 않음", answer == "refused"))
        blocks += [
            Text(title, size=12, bold=True, space=2),
            Text(
                " - 목적 : 지원기업 선정관련 정보 안내, 지원금 지급 및 정산 관련 업무수행",
                size=10.5,
            ),
            Text(f" - 항목 : {consents.ITEMS}", size=10.5),
            Text(f" - 기간 : {consents.KEPT}", size=10.5, space=3),
            Choice(lead, options, style, "before", name),
        ]
    blocks += [
        Text(f"2025년 {issued_on.month}월 {issued_on.day}일", size=12, align="center", space=5),
        Text(f"동의자 성명 : {company.representative}  (서명)", size=12, align="center",
             mark=Mark("signature", company.representative), space=8),
        Text("국민건강보험공단 이사장 귀하", size=13, align="center", bold=True),
    ]  # fmt: skip
    truth: dict[str, object] = {
        "collection_consent": answers[0], "provision_consent": answers[1],
        "signed_on": issued_on.isoformat(), "signer": company.representative,
        "signature_present": True,
    }  # fmt: skip
    title = "개인·기업 정보 활용 동의서"
    return Paper("consent-form", title, "plain", ".pdf", typeset.write(blocks, chance), truth)
