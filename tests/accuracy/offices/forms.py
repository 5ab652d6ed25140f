"""사업 참가신청서 as several firms set it, 참가신청 내역서.

The print of the 참가신청서 is not public: each layout is one that firms use for such forms.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, NamedTuple

from specimens.company import Company
from specimens.form_blocks import (
    Block,
    Entry,
    Grid,
    Mark,
    PageBreak,
    Text,
    TickStyle,
    head,
    tick,
)
from specimens.form_files import WRITERS, Format
from specimens.paper import Paper

from accuracy.offices import typeset

ADDRESSEE = "국민건강보험공단 이사장 귀하"
SUPPLIERS = ("㈜한빛공정솔루션", "두레데이터 주식회사", "(주)미리내오토메이션", "나우엠이에스")
FIELDS = (
    "제조실행시스템(MES) 고도화", "생산·품질 데이터 수집 운영시스템구축 분야",
    "물류·재고 관리(WMS) 운영시스템 구축", "설비 예지보전 시스템 분야",
)  # fmt: skip
GOALS = (
    "종이 일지로 관리하던 공정 기록을 설비에서 바로 모아 로트 추적이 되게 하고자 함. 방화벽과 접근통제 "
    "등 보안솔루션을 함께 연동함.",
    "검사 장비 8대의 측정값을 실시간으로 모아 불량 원인을 분석함. 목표 수준은 중간1이며 보안솔루션"
    "(UTM) 구축을 포함함.",
    "주문부터 출하까지 한 화면에서 보도록 기존 ERP와 연계하고, 백신과 서버 보안솔루션을 도입함.",
)
SAFETIES = (
    "지난 4년 동안 산업재해가 없었고 매월 안전점검의 날을 운영함.",
    "협착 위험이 있는 설비에 광전자식 방호장치를 달고 전 직원에게 반기별 교육을 실시함.",
    "유해물질 보관소의 농도를 실시간으로 감시하여 사고를 미리 막고자 함.",
)
BENEFITS = (
    "불량률 3.1% → 1.4%, 납기 준수율 98%", "기록 업무 하루 3시간 절감, 재작업 40% 감소",
    "재고 정확도 99.5%, 신규 고용 3명",
)  # fmt: skip
EXTRAS = ("해당사항 없음", "일·생활균형 우수기업 인증 (증빙 첨부)", "수출유망중소기업 지정")


class Filled(NamedTuple):
    """What an applicant writes into ①; amounts are millions of won, 60 = 18 + 24 + 18."""

    company: Company
    signed_on: dt.date
    target: str
    support: str
    present: str
    supplier: str
    field: str
    goal: str
    safety: str
    benefit: str
    extra: str
    style: TickStyle
    mark: Literal["seal", "signature"]


Truth = dict[str, object]
Cover = Callable[[Filled, Random], tuple[list[Block], Truth]]
DAYS = (
    "{0.year}년 {0.month}월 {0.day}일",
    "{0.year}. {0.month}. {0.day}.",
    "{0:%Y. %m. %d.}",
    "{0.year} 년  {0.month} 월  {0.day} 일",
)


def fill_in(company: Company, signed_on: dt.date, chance: Random) -> Filled:
    target = chance.choice(("중간1", "중간1", "중간2"))
    return Filled(
        company=company,
        signed_on=signed_on,
        target=target,
        support="고도화",
        present="기초" if target == "중간1" else "중간1",
        supplier=chance.choice(SUPPLIERS),
        field=chance.choice(FIELDS),
        goal=chance.choice(GOALS),
        safety=chance.choice(SAFETIES),
        benefit=chance.choice(BENEFITS),
        extra=chance.choice(EXTRAS),
        style=chance.choice(("square", "ballot", "root", "bracket")),
        mark=chance.choice(("seal", "signature")),
    )


def application(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ① as a text PDF in one firm's layout."""
    return application_as(fill_in(company, issued_on, chance), chance, "pdf")


def application_as(
    filled: Filled, chance: Random, file_format: Format, *, cover: str = ""
) -> Paper:
    """Draw ① in *file_format*; *cover* names one of COVERS, else chance does."""
    name = cover or chance.choice(tuple(COVERS))
    blocks, truth = COVERS[name](filled, chance)
    sheet, details = _details(filled, chance)
    blocks = [*blocks, PageBreak(), *sheet]
    title = "사업 참가신청서 및 참가신청내역서"
    data = typeset.write(blocks, chance) if file_format == "pdf" else (
        WRITERS[file_format](blocks, "사업 참가신청서")
    )  # fmt: skip
    return Paper("application-form", title, name, f".{file_format}", data, truth | details)


def _known(filled: Filled, *fields: str) -> Truth:
    company, contact = filled.company, filled.company.contact
    everything: Truth = {
        "company_name": company.name,
        "representative": company.representative,
        "business_number": company.business_number,
        "corporate_number": company.corporate_number,
        "address": company.address,
        "opened_on": company.opened_on.isoformat(),
        "business_types": [company.business_types[0]],
        "business_items": [company.business_items[0]],
        "company_size": company.size,
        "support_type": filled.support,
        "present_level": filled.present,
        "target_level": filled.target,
        "supplier": filled.supplier,
        "contact_name": contact.name,
        "contact_phone": contact.phone,
        "contact_email": contact.email,
        "signed_on": filled.signed_on.isoformat(),
        "signer": company.representative,
        "signature_present": True,
    }
    always = ("company_name", "representative", "business_number", "address", "support_type",
              "target_level", "contact_name", "contact_phone", "contact_email", "signed_on",
              "signer", "signature_present")  # fmt: skip
    return {field: everything[field] for field in (*always, *fields)}


def _options(names: Sequence[str], chosen: str, style: TickStyle) -> str:
    return "    ".join(tick((name, name == chosen), style) for name in names)


def _end(filled: Filled, chance: Random, sentence: str) -> list[Block]:
    company = filled.company
    day = chance.choice(DAYS).format(filled.signed_on)
    sign = chance.choice(
        (
            f"신청인(대표자) : {company.representative}  (서명 또는 인)",
            f"{company.name}  대표 {company.representative}  (인)",
            f"신 청 기 업 : {company.name}     대 표 자 : {company.representative}   (인)",
        )
    )
    return [
        Text("", size=7),
        Text(sentence, size=11, align="center", space=4),
        Text(day, size=11, align="center", space=4),
        Text(sign, size=11, align="right", mark=Mark(filled.mark, company.representative), space=6),
        Text(ADDRESSEE, size=13, bold=True, align=chance.choice(("left", "center"))),
    ]


def _table(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """One table; present and target level share a row, the amounts one cell."""
    company, contact = filled.company, filled.company.contact
    rows: list[list[Entry]] = [
        [head("신청\n기업", rows=5), head("기 업 명"), Entry(company.name), head("사업자\n등록번호"), Entry(company.business_number)],
        [head("대 표 자"), Entry(company.representative), head("법인번호"), Entry(company.corporate_number or "해당없음")],
        [head("소 재 지\n(본사)"), Entry(company.address, columns=3)],
        [head("업태/종목"), Entry(f"{company.business_types[0]} / {company.business_items[0]}", columns=3)],
        [head("종업원수"), Entry(f"{company.employees}명"), head("매출액"), Entry(f"{company.sales_in_millions:,}백만원('24년)")],
        [head("신청\n내용", rows=4), head("지원유형"), Entry(_options(("고도화", "고도화(동일수준)"), filled.support, filled.style), columns=3)],
        [head("현재수준 /\n목표수준"), Entry(f"{filled.present} / {filled.target}", columns=3)],
        [head("총사업비"), Entry("60백만원 (정부 18백만원, 국민건강보험공단 24백만원, 기업부담 18백만원)", columns=3)],
        [head("공급기업"), Entry(filled.supplier), head("사업기간"), Entry("협약일로부터 9개월")],
        [head("담당자", rows=2), head("성명/직위"), Entry(f"{contact.name} / {contact.position}"), head("연락처"), Entry(contact.phone)],
        [head("이메일"), Entry(contact.email, columns=3)],
    ]  # fmt: skip
    blocks: list[Block] = [
        Text("<양식 ①>", size=10),
        Text("2025년 대중소 상생형 스마트공장 구축지원 사업", size=13, align="center"),
        Text("사 업  참 가 신 청 서", size=21, align="center", bold=True, space=5),
        Grid((16, 28, 52, 26, 52), rows, minimum=10),
        *_end(
            filled,
            chance,
            "위와 같이 사업 참가를 신청하며, 기재 내용이 사실과 다름없음을 확인합니다.",
        ),
    ]
    return blocks, _known(filled, "corporate_number", "present_level", "supplier")


def _list(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """Chapters of lines with a label, a colon and a value; amounts in thousands of won."""
    company, contact = filled.company, filled.company.contact
    lines = (
        ("1. 참여기업", ""),
        ("가. 회 사 명", company.name),
        ("나. 대 표 자", company.representative),
        ("다. 사업자번호", company.business_number),
        ("라. 회사 주소", company.address),
        ("마. 설립일자", f"{company.opened_on:%Y.%m.%d}"),
        ("바. 주 생 산 품", company.business_items[0]),
        ("2. 신청사항", ""),
        ("가. 지원유형", filled.support),
        ("나. 현재 수준", filled.present),
        ("다. 목표 수준", f"{filled.target} 이상" if chance.random() < 0.2 else filled.target),
        ("라. 도입 공급사", filled.supplier),
        ("마. 사업 기간", "협약 후 9개월"),
        ("바. 총 사업비", "60,000천원"),
        ("   - 정부지원금", "18,000천원"),
        ("   - 공단지원금", "24,000천원"),
        ("   - 기업부담금", "18,000천원"),
        ("3. 담당자", ""),
        ("가. 성 명", f"{contact.name}"),
        ("나. 직 위", contact.position),
        ("다. 전화", contact.phone),
        ("라. 전자우편", contact.email),
    )
    blocks: list[Block] = [
        Text("사업 참가 신청서", size=20, align="center", bold=True, space=6),
        *(
            Text(f"   {label} : {value}" if value else label, size=11, bold=not value, space=1.2)
            for label, value in lines
        ),
        *_end(filled, chance, "상기와 같이 신청합니다."),
    ]
    truth = _known(filled, "opened_on", "present_level", "supplier") | {"total_cost": "60,000천원"}
    truth["target_level"] = next(v for label, v in lines if "목표" in label)
    return blocks, truth


def _bilingual(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """Korean labels over English ones, four columns, full amounts in won."""
    company, contact = filled.company, filled.company.contact

    def two(korean: str, english: str) -> Entry:
        return head(f"{korean}\n({english})")

    rows = [
        [two("업체명", "Company"), Entry(company.name), two("대표자명", "CEO"), Entry(company.representative)],
        [two("사업자등록번호", "Business No."), Entry(company.business_number), two("법인등록번호", "Corporate No."), Entry(company.corporate_number or "-")],
        [two("사업장 주소", "Address"), Entry(company.address, columns=3)],
        [two("업종", "Industry"), Entry(company.business_items[0]), two("기업규모", "Size"), Entry(company.size)],
        [two("지원유형", "Type"), Entry(_options(("고도화", "고도화(동일수준)"), filled.support, filled.style)), two("목표수준", "Target Level"), Entry(filled.target)],
        [two("공급기업", "Supplier"), Entry(filled.supplier), two("총사업비", "Total Cost"), Entry("60,000,000원")],
        [two("담당자", "Contact"), Entry(contact.name), two("직위", "Position"), Entry(contact.position)],
        [two("전화번호", "Tel."), Entry(contact.phone), two("이메일", "E-mail"), Entry(contact.email)],
    ]  # fmt: skip
    blocks: list[Block] = [
        Text("[붙임 2-①]", size=9),
        Text("사업 참가신청서", size=20, align="center", bold=True, space=1),
        Text("Application for Participation", size=12, align="center", space=5),
        Grid((32, 55, 32, 55), rows, minimum=13),
        *_end(filled, chance, "위와 같이 스마트공장 구축지원 사업 참가를 신청합니다."),
    ]
    truth = _known(filled, "company_size", "supplier") | {"total_cost": "60,000,000원"}
    if company.corporate_number:
        truth["corporate_number"] = company.corporate_number
    return blocks, truth


def _hints(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """Hints of the form left standing in the label cells and in a column of remarks."""
    company, contact = filled.company, filled.company.contact
    rows = [
        [head("항 목"), head("기 재 내 용"), head("작성 요령")],
        *(
            [head(label), Entry(value), Entry(hint)]
            for label, value, hint in (
                ("기업명", company.name, "사업자등록증과 동일하게 기재"),
                ("대표자 성명", company.representative, "공동대표는 모두 기재"),
                ("사업자등록번호", company.business_number, "000-00-00000"),
                ("소재지", company.address, "도로명주소, 동·호수까지"),
                ("설립일", company.opened_on.isoformat(), "YYYY-MM-DD"),
                ("상시근로자 수", f"{company.employees}", "4대보험 가입자 기준(명)"),
                ("지원유형", filled.support, "고도화 / 동일수준"),
                ("현재 수준", filled.present, "수준확인 또는 자가진단"),
                ("목표 수준", filled.target, "중간1 이상"),
                ("공급기업", filled.supplier, "미정인 경우 '미정'"),
                ("담당자 성명", contact.name, ""),
                ("담당자 연락처", contact.phone, "휴대전화 가능"),
                ("담당자 이메일", contact.email, "수시 확인 가능한 주소"),
            )
        ),
    ]
    blocks: list[Block] = [
        Text(
            "대중소 상생형 스마트공장 구축지원 사업 참가신청서",
            size=16,
            align="center",
            bold=True,
            space=5,
        ),
        Grid((38, 88, 48), rows, minimum=10),
        Text("※ 모든 항목은 빠짐없이 기재하여 주시기 바랍니다.", size=9, space=2),
        *_end(filled, chance, "위 내용과 같이 참가를 신청합니다."),
    ]
    return blocks, _known(filled, "opened_on", "present_level", "supplier")


def _numbered(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """Numbered labels inside the cells, each over its value."""
    company, contact = filled.company, filled.company.contact

    def cell(label: str, value: str, columns: int = 1) -> Entry:
        return Entry(f"{label}\n  {value}", columns=columns)

    rows = [
        [cell("① 법인명(상호)", company.name), cell("② 사업자등록번호", company.business_number)],
        [cell("③ 대표자", company.representative), cell("④ 개업연월일", f"{company.opened_on:%Y년 %m월 %d일}")],
        [cell("⑤ 사업장 소재지", company.address, 2)],
        [cell("⑥ 업태", company.business_types[0]), cell("⑦ 종목", company.business_items[0])],
        [cell("⑧ 지원유형", _options(("고도화", "고도화(동일수준)"), filled.support, filled.style)), cell("⑨ 목표수준", _options(("중간1", "중간2"), filled.target, filled.style))],
        [cell("⑩ 공급기업명", filled.supplier), cell("⑪ 총사업비(백만원)", "60")],
        [cell("⑫ 담당자명", contact.name), cell("⑬ 휴대전화", contact.phone)],
        [cell("⑭ 전자우편주소", contact.email, 2)],
    ]  # fmt: skip
    blocks: list[Block] = [
        Text("■ 제출서류 ①", size=9),
        Text("사업참가신청서", size=22, align="center", bold=True, space=6),
        Grid((87, 87), rows, minimum=15),
        *_end(
            filled,
            chance,
            "「대중소 상생형 스마트공장 구축지원 사업」에 위와 같이 참가 신청합니다.",
        ),
    ]
    truth = _known(filled, "opened_on", "business_types", "business_items", "supplier")
    return blocks, truth


COVERS: dict[str, Cover] = {
    "firm-table": _table,
    "firm-list": _list,
    "firm-bilingual": _bilingual,
    "firm-hints": _hints,
    "firm-numbered": _numbered,
}


def _details(filled: Filled, chance: Random) -> tuple[list[Block], Truth]:
    """참가신청 내역서 with the notice's rows; spacing, widths and remarks differ."""
    spaced = chance.random() < 0.5
    notes = chance.random() < 0.7
    rows = (
        ("지원분야", filled.field, ""),
        ("목표 및 필요성 /\n개선방안 및 구축목표", filled.goal, ""),
        ("안전관리 노력도", filled.safety, ""),
        ("기대효과", filled.benefit, ""),
        ("기 타 (가점관련)" if spaced else "기타\n(가점관련)", filled.extra, "증빙서류 제출"),
    )
    heads = [head("구 분" if spaced else "구분"), head("내 용" if spaced else "내용")]
    body = [[head(label), Entry(text)] for label, text, _ in rows]
    if notes:
        heads.append(head("비 고" if spaced else "비고"))
        for line, (_, _, note) in zip(body, rows, strict=True):
            line.append(Entry(note, align="center"))
    blocks: list[Block] = [
        Text(chance.choice(("참가신청 내역서", "참 가 신 청  내 역 서", "참가신청내역서")), size=18, align="center", bold=True, space=6),
        Grid((34, 110, 30) if notes else (38, 136), [heads, *body], minimum=chance.uniform(18, 30)),
    ]  # fmt: skip
    truth: Truth = {
        "support_field": filled.field,
        "goal": filled.goal,
        "safety": filled.safety,
        "benefit": filled.benefit,
        "extra": filled.extra,
    }
    return blocks, truth
