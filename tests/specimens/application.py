"""사업 참가신청서 and 참가신청 내역서, 제출서류 ①, filled in by the applicant.

The print of the 참가신청서 is not public, so two layouts are invented for it; the 내역서 has the
rows and the example text of the notice, 붙임2.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from specimens.company import Company
from specimens.form_blocks import (
    Block,
    Entry,
    Grid,
    Mark,
    MarkKind,
    PageBreak,
    Text,
    TickStyle,
    head,
    tick,
)
from specimens.form_files import WRITERS, Format
from specimens.paper import Paper

CoverLayout = Literal["grid", "chapters"]
Examples = Literal["replaced", "above", "kept"]
COVER_LAYOUTS: tuple[CoverLayout, ...] = ("grid", "chapters")
PROGRAMME = "2025년도 「대중소 상생형 스마트공장 구축지원 사업」"
ADDRESSEE = "국민건강보험공단 이사장 귀하"

EXAMPLE_FIELD = "(예시) 운영시스템구축 분야 필수 기재"
EXAMPLE_SAFETY = "안전관련 그 간 귀사의 노력 또는 동 사업 참여를 통해 00분야 안전도 향상 의지 등"


@dataclass(frozen=True)
class Details:
    """The applicant's own words on 참가신청 내역서; "" is left blank."""

    support_field: str
    goal: str
    safety: str
    benefit: str
    extra: str = ""


SUPPLIERS = ("주식회사 이음누리솔루션", "(주)새결데이터웍스", "온빛공정기술 주식회사")


@dataclass(frozen=True)
class Plan:
    """What the application asks for; the amounts are in millions of won."""

    support_type: str = "고도화"
    present_level: str = "기초"
    target_level: str = "중간1"
    months: int = 9
    supplier: str = SUPPLIERS[0]
    total: int = 60
    government: int = 18
    host: int = 24
    own: int = 18


_DETAILS = (
    Details(
        "생산시점관리(POP) 및 품질이력 운영시스템구축 분야",
        "수기로 적는 작업일보와 검사성적을 설비에서 실시간으로 수집하여 공정 불량을 줄이고자 함.\n"
        "MES 고도화와 설비 연동(PLC 6식), 보안솔루션(방화벽, 백신) 연동으로 중간1 수준을 구축함.",
        "최근 3년간 무재해를 유지하였으며, 프레스 공정의 끼임 사고를 막기 위해 안전센서 12개소를 "
        "설치하고 분기마다 안전교육을 실시함.",
        "공정 불량률 2.4% → 1.1%, 납기 준수율 91% → 97%, 재고 조사 시간 40% 단축",
        "중소기업기술마켓 인증 보유 (인증서 첨부)",
    ),
    Details(
        "멸균·포장 공정의 데이터 수집 및 분석 분야",
        "로트별 멸균 기록을 자동으로 저장하여 추적성을 확보하고 기록 누락을 없애는 것이 목표임.\n"
        "센서 20점과 게이트웨이, 실시간 모니터링, 접근통제 보안솔루션을 함께 구축함.",
        "멸균기 과압 경보를 중앙에서 감시하고 협력 작업자까지 위험성 평가에 참여시키고자 함.",
        "기록 작성 시간 하루 2시간 절감, 반품률 30% 감소, 신규 고용 2명",
    ),
    Details(
        "자재·출하 관리 운영시스템구축 분야",
        "바코드 기반 자재 입출고와 출하 검사를 통합하여 오출하를 없애고자 함.\n"
        "기존 ERP와 MES를 연계하고 서버 이중화 및 보안솔루션(UTM)을 도입함.",
        "지게차 동선 분리와 비상정지 스위치 설치를 마쳤고 본 사업으로 분진 감시를 더하고자 함.",
        "오출하 0건, 재고 정확도 99% 이상, 제조원가 5% 절감",
        "가족친화인증 보유",
    ),
)


def application_form(
    company: Company,
    *,
    signed_on: dt.date | None,
    file_format: Format = "docx",
    layout: CoverLayout = "grid",
    plan: Plan | None = None,
    details: Details | None = None,
    examples: Examples = "replaced",
    mark: MarkKind | None = "seal",
    style: TickStyle = "square",
    sheets: Sequence[Literal["application", "details"]] = ("application", "details"),
    subordinate_number: str | None = None,
) -> Paper:
    """Draw ①: the cover sheet and the details, or one of the two *sheets*.

    *examples* ``above`` leaves the form's example text standing over the applicant's own,
    ``kept`` gives the sheet as downloaded.
    """
    plan = plan or Plan(supplier=SUPPLIERS[company.seed % len(SUPPLIERS)])
    details = details or _DETAILS[company.seed % len(_DETAILS)]
    blocks: list[Block] = []
    truth: dict[str, object] = {}
    if "application" in sheets:
        draw = _cover_grid if layout == "grid" else _cover_chapters
        blocks += draw(company, plan, style, subordinate_number)
        blocks += _closing(company, signed_on, mark, layout)
        truth |= _cover_truth(company, plan, layout, signed_on, mark)
        if subordinate_number:
            truth["subordinate_number"] = subordinate_number
    if "details" in sheets:
        if blocks:
            blocks.append(PageBreak())
        blocks += _details_sheet(details, examples)
        truth |= _details_truth(details, examples)
    data = WRITERS[file_format](blocks, "사업 참가신청서")
    name = f"{layout}-{style}" if "application" in sheets else f"details-{examples}"
    return Paper(
        "application-form",
        "사업 참가신청서 및 참가신청내역서",
        name,
        f".{file_format}",
        data,
        truth,
    )


def _options(choices: Sequence[str], chosen: str, style: TickStyle) -> str:
    return "   ".join(tick((choice, choice == chosen), style) for choice in choices)


def _cover_grid(
    company: Company, plan: Plan, style: TickStyle, subordinate_number: str | None
) -> list[Block]:
    """One ruled table with merged heads; kind and level are ticked."""
    firm: list[list[Entry]] = [
        [
            head("기업현황", rows=7 + bool(subordinate_number)),
            head("기업명"),
            Entry(company.name),
            head("사업자등록번호"),
            Entry(company.business_number),
        ],
        [
            head("대표자명"),
            Entry(company.representative),
            head("법인등록번호"),
            Entry(company.corporate_number or ""),
        ],
        [head("소재지"), Entry(company.address, columns=3)],
        [
            head("업태"),
            Entry(company.business_types[0]),
            head("종목"),
            Entry(company.business_items[0]),
        ],
        [
            head("설립일"),
            Entry(company.opened_on.isoformat()),
            head("기업규모"),
            Entry(company.size),
        ],
        [
            head("상시근로자수"),
            Entry(f"{company.employees} 명"),
            head("전년도 매출액"),
            Entry(f"{company.sales_in_millions:,} 백만원"),
        ],
        [
            head("협력사 여부"),
            Entry(_options(("협력사", "비협력사"), "비협력사", style), columns=3),
        ],
    ]
    if subordinate_number:
        firm.append([head("종된사업장 번호"), Entry(subordinate_number, columns=3)])
    request: list[list[Entry]] = [
        [
            head("신청내용", rows=5),
            head("지원유형"),
            Entry(_options(("고도화", "고도화(동일수준)"), plan.support_type, style), columns=3),
        ],
        [
            head("현재수준"),
            Entry(plan.present_level),
            head("목표수준"),
            Entry(plan.target_level),
        ],
        [
            head("공급기업명"),
            Entry(plan.supplier),
            head("사업기간"),
            Entry(f"협약일로부터 {plan.months}개월"),
        ],
        [
            head("총사업비"),
            Entry(f"{plan.total}백만원"),
            head("정부지원금"),
            Entry(f"{plan.government}백만원"),
        ],
        [
            head("공단지원금"),
            Entry(f"{plan.host}백만원"),
            head("기업부담금"),
            Entry(f"{plan.own}백만원"),
        ],
    ]
    contact = company.contact
    person: list[list[Entry]] = [
        [
            head("담당자", rows=2),
            head("성명"),
            Entry(contact.name),
            head("직위"),
            Entry(contact.position),
        ],
        [head("연락처"), Entry(contact.phone), head("이메일"), Entry(contact.email)],
    ]
    return [
        Text("[제출서류 양식-①]", size=9),
        Text("사업 참가신청서", size=20, align="center", bold=True, space=3),
        Text(PROGRAMME, size=11, align="center", space=4),
        Grid((20, 28, 48, 30, 48), [*firm, *request, *person], minimum=10),
    ]


def _cover_chapters(
    company: Company, plan: Plan, style: TickStyle, subordinate_number: str | None
) -> list[Block]:
    """Numbered chapters with small tables and other labels; amounts in won with a unit row."""
    contact = company.contact
    kind, item = company.trades[0]
    won = [
        f"{amount * 1_000_000:,}" for amount in (plan.total, plan.government, plan.host, plan.own)
    ]
    branch = [[head("종된사업장 번호"), Entry(subordinate_number, columns=3)]] if (
        subordinate_number
    ) else []  # fmt: skip
    return [
        Text(
            "대·중소 상생형 스마트공장 사업 참가신청서", size=17, align="center", bold=True, space=5
        ),
        Text("1. 신청기업 현황", size=12, bold=True),
        Grid(
            (30, 57, 30, 57),
            [
                [
                    head("업 체 명"),
                    Entry(company.name),
                    head("대 표 이 사" if company.is_corporation else "대 표 자"),
                    Entry(company.representative),
                ],
                [
                    head("사업자번호"),
                    Entry(company.business_number),
                    head("법인번호"),
                    Entry(company.corporate_number or "해당없음"),
                ],
                [head("본사 주소"), Entry(company.address, columns=3)],
                [head("공장 주소"), Entry("상동", columns=3)],
                *branch,
                [
                    head("업태 / 종목"),
                    Entry(f"{kind} / {item}"),
                    head("종업원수(명)"),
                    Entry(f"{company.employees}"),
                ],
                [
                    head("매출액(백만원)"),
                    Entry(f"{company.sales_in_millions:,}"),
                    head("설립연월일"),
                    Entry(f"{company.opened_on:%Y. %m. %d.}"),
                ],
            ],
            minimum=9,
        ),
        Text("", size=6),
        Text("2. 신청 내용", size=12, bold=True),
        Text(f" - 지원유형 : {plan.support_type}", size=11),
        Text(f" - 현재수준 : {plan.present_level}   →   목표수준 : {plan.target_level}", size=11),
        Text(f" - 사업기간 : 협약일로부터 {plan.months}개월", size=11),
        Text(f" - 공급기업 : {plan.supplier}", size=11),
        Text(f" - 협력사 여부 : {_options(('협력사', '비협력사'), '비협력사', style)}", size=11),
        Text("3. 사업비 구성", size=12, bold=True),
        Text("(단위 : 원)", size=9, align="right", space=0.5),
        Grid(
            (43.5, 43.5, 43.5, 43.5),
            [
                [head(t) for t in ("총사업비", "정부지원금", "주관기관 지원금", "기업부담금")],
                [Entry(amount, align="right") for amount in won],
                [Entry(share, align="right") for share in ("100%", "30%", "40%", "30%")],
            ],
        ),
        Text("", size=6),
        Text("4. 담당자", size=12, bold=True),
        Grid(
            (26, 32, 26, 32, 26, 32),
            [
                [
                    head("성 명"),
                    Entry(contact.name),
                    head("부서/직위"),
                    Entry(f"경영지원팀 {contact.position}"),
                    head("전화번호"),
                    Entry(contact.phone),
                ],
                [head("E-mail"), Entry(contact.email, columns=5)],
            ],
        ),
    ]


def _closing(
    company: Company, signed_on: dt.date | None, mark: MarkKind | None, layout: CoverLayout
) -> list[Block]:
    day = f"2025년  {signed_on.month:>2}월  {signed_on.day:>2}일" if signed_on else (
        "2025년    월    일"
    )  # fmt: skip
    end = "(인)" if layout == "grid" else "(서명)"
    return [
        Text("", size=8),
        Text(
            "위와 같이 대중소 상생형 스마트공장 구축지원 사업에 참가를 신청합니다.",
            size=11,
            align="center",
            space=4,
        ),
        Text(day, size=11, align="center", space=4),
        Text(
            f"신청기업  {company.name}   대표자  {company.representative}   {end}",
            size=11,
            align="right",
            mark=Mark(mark, company.representative) if mark else None,
            space=5,
        ),
        Text(ADDRESSEE, size=13, bold=True),
    ]


def _cover_truth(
    company: Company,
    plan: Plan,
    layout: CoverLayout,
    signed_on: dt.date | None,
    mark: MarkKind | None,
) -> dict[str, object]:
    grid = layout == "grid"
    kind, item = company.trades[0]

    def amount(millions: int) -> str:
        return f"{millions}백만원" if grid else f"{millions * 1_000_000:,}"

    return {
        "company_name": company.name,
        "representative": company.representative,
        "business_number": company.business_number,
        "corporate_number": company.corporate_number,
        "address": company.address,
        "business_types": [kind],
        "business_items": [item],
        "opened_on": company.opened_on.isoformat(),
        **({"company_size": company.size} if grid else {}),
        "support_type": plan.support_type,
        "present_level": plan.present_level,
        "target_level": plan.target_level,
        "supplier": plan.supplier,
        "total_cost": amount(plan.total),
        "government_share": amount(plan.government),
        "host_share": amount(plan.host),
        "own_share": amount(plan.own),
        "project_period": f"협약일로부터 {plan.months}개월",
        "contact_name": company.contact.name,
        "contact_phone": company.contact.phone,
        "contact_email": company.contact.email,
        "signed_on": signed_on.isoformat() if signed_on else None,
        "signer": company.representative,
        "signature_present": mark is not None,
    }


def _details_sheet(details: Details, examples: Examples) -> list[Block]:
    def content(example: str, own: str) -> str:
        if examples == "kept":
            return example
        return f"{example}\n{own}" if examples == "above" and example else own

    rows = (
        ("지원분야", content(EXAMPLE_FIELD, details.support_field), ""),
        ("목표 및 필요성\n/\n개선방안 및\n구축목표", content("", details.goal), ""),
        ("안전관리 노력도", content(EXAMPLE_SAFETY, details.safety), ""),
        ("기대효과", content("", details.benefit), ""),
        ("기 타\n(가점관련)", content("", details.extra), "증빙서류 제출"),
    )
    return [
        Text("참가신청 내역서", size=18, align="center", bold=True, space=5),
        Grid(
            (36, 108, 30),
            [
                [head("구 분"), head("내 용"), head("비 고")],
                *(
                    [head(label), Entry(text), Entry(note, align="center")]
                    for label, text, note in rows
                ),
            ],
            minimum=26,
        ),
    ]


def _details_truth(details: Details, examples: Examples) -> dict[str, object]:
    own = {
        "support_field": details.support_field,
        "goal": details.goal.replace("\n", " "),
        "safety": details.safety,
        "benefit": details.benefit,
        "extra": details.extra,
    }
    given = {"support_field": EXAMPLE_FIELD, "safety": EXAMPLE_SAFETY}
    if examples == "kept":
        return {field: given.get(field) for field in own}
    if examples == "above":
        own |= {field: f"{example} {own[field]}" for field, example in given.items()}
    return {field: text or None for field, text in own.items()}
