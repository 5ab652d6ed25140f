"""① 사업 참가신청서 및 참가신청내역서 — the applicant's own words, on two sheets.

The print of the first sheet is not public: its labels are the union of sister programmes'
forms, and a field without a place is "not found", never "blank".  The second sheet stands in
the notice, its example text included, which is not the applicant's.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.addresses import parse_address
from extractors.fields.entries import parse_branch, parse_firm, parse_mail, parse_person
from extractors.fields.examples import without_example
from extractors.fields.extraction import read_place
from extractors.fields.money import PAYERS, adds_up, parse_paid_by, parse_total
from extractors.fields.naming import InRegister
from extractors.fields.printed import FormPart, Paper, Printed
from extractors.fields.settling import Fields, agree_on, settle, surest
from extractors.fields.signing import signature_present, signed_on
from extractors.korean import (
    parse_business_number,
    parse_corporate_number,
    parse_date,
    parse_list,
    parse_name,
    parse_phone,
    parse_text,
    squash,
)
from extractors.model import Document, Value
from extractors.ticks import parse_chosen

EXAMPLES = (
    "(예시) 운영시스템구축 분야 필수 기재",
    "(예시) 운영시스템구축 분야",
    "안전관련 그 간 귀사의 노력 또는 동 사업 참여를 통해 00분야 안전도 향상 의지 등",
    "증빙서류 제출",
    "필수 기재",
)
"""What the empty form prints in its cells: 공고 붙임 2."""


SUPPLIERS = ("공급기업", "공급사", "공급업체", "솔루션기업")
APPLICANTS = (
    *("도입기업", "신청기업", "신청업체", "신청인", "수요기업", "참가기업", "참여기업"),
    *("기업현황", "업체현황", "일반현황", "기업개요", "기업정보"),
)
OWN = FormPart(APPLICANTS, SUPPLIERS, unnamed=True)
SUPPLIED = FormPart(SUPPLIERS, APPLICANTS, unnamed=False)
"""Both firms have a name, a number, a representative: only the headings tell whose."""

CONTACTS = ("담당자", "실무자", "실무담당자", "업무담당자", "신청담당자")
CONTACT = FormPart(CONTACTS, SUPPLIERS, unnamed=False)

NAME_LABELS = (
    *("기업명", "업체명", "회사명", "상호", "법인명", "상호(법인명)", "법인명(상호)", "상호명"),
    *("기업명(상호)", "업체명(상호)", "회사명(상호)"),
)

PHONE_LABELS = (
    *("휴대전화", "연락처", "전화", "전화번호", "핸드폰", "휴대폰"),
    *("담당자 연락처", "담당자 전화번호", "담당자 휴대전화", "담당자 휴대폰"),
)
MAIL_LABELS = (
    *("이메일", "전자우편", "E-mail", "메일", "이메일 주소", "전자우편주소", "E-mail 주소"),
    *("담당자 이메일", "담당자 전자우편", "담당자 E-mail", "담당자 메일"),
)
SUPPLIER_LABELS = (
    *("공급기업명", "공급기업", "공급사명", "공급사", "공급업체명", "공급업체", "도입 공급사"),
)
COST_LABELS = ("총사업비", "총 사업비", "총 구축비용", "사업비", "사업비 구성")


@document
class ApplicationForm(Document):
    """``sheets`` says which of its two sheets were found: application, details."""

    type = "application-form"
    title = "사업 참가신청서 및 참가신청내역서"
    headings = (
        "사업 참가신청서",
        "참가신청서",
        "참가신청 내역서",
        "사업 참가신청서 및 참가신청내역서",
    )
    heading_ends = ("참가신청서", "참가신청 내역서", "사업 신청서", "참여신청서")
    marks = (
        *("스마트공장", "국민건강보험공단", "목표수준", "동일수준", "도입기업", "공급기업"),
        *("개선방안 및 구축목표", "안전관리 노력도", "기타(가점관련)"),
    )
    foreign = ("지방세징수법", "국세징수법")
    prints = (
        ("지원분야",),
        ("목표 및 필요성", "개선방안 및 구축목표"),
        ("안전관리 노력도",),
        ("기타(가점관련)", "가점관련"),
    )
    addressed_to = ("국민건강보험공단", "한국생산성본부", "농어업협력재단", "스마트제조혁신추진단")
    title_words = (
        *("대중소", "상생형", "스마트공장", "스마트", "구축", "보급", "확산", "지원", "사업"),
        *("고도화", "도입기업", "모집", "국민건강보험공단", "한국생산성본부", "년도", "년"),
        *("참가신청서", "참여신청서", "신청서", "참가신청", "참가", "참여", "신청", "내역서"),
        *("및", "양식", "서식", "붙임", "별지", "공고", "제", "차", "호"),
    )
    sheets_follow = True
    is_form = True

    sheets: tuple[str, ...] = ()

    company_name: Annotated[
        Value[str] | None,
        Printed(("도입기업명", "신청기업명", *NAME_LABELS), parse_name, wrap=True, part=OWN),
    ] = None
    representative: Annotated[
        Value[str] | None,
        Printed(
            ("대표자", "대표자명", "대표자 성명", "대표이사", "성명(대표자)"), parse_name, part=OWN
        ),
    ] = None
    business_number: Annotated[
        Value[str] | None,
        Printed(("사업자등록번호", "사업자번호"), parse_business_number, part=OWN),
    ] = None
    corporate_number: Annotated[
        Value[str] | None, Printed(("법인등록번호", "법인번호"), parse_corporate_number, part=OWN)
    ] = None
    address: Annotated[
        Value[str] | None,
        Printed(
            (
                "사업장 주소",
                "사업장 소재지",
                "공장 소재지",
                "소재지",
                "주소",
                "본사 주소",
                "본점 소재지",
                "본사 소재지",
            ),
            parse_address,
            wrap=True,
            part=OWN,
        ),
    ] = None
    subordinate_number: Annotated[
        Value[str] | None,
        Printed(
            (
                "종된사업장 번호",
                "종사업장번호",
                "종사업장 일련번호",
                "종된사업장 일련번호",
                "종된사업장명",
                "종된사업장",
                "종사업장",
            ),
            parse_branch,
            part=OWN,
        ),
    ] = None
    business_types: Annotated[
        Value[tuple[str, ...]] | None, Printed(("업종", "업종명", "업태"), parse_list, part=OWN)
    ] = None
    business_items: Annotated[
        Value[tuple[str, ...]] | None,
        Printed(
            ("주생산품", "주요생산품목", "주요 생산품", "종목", "주생산품목"), parse_list, part=OWN
        ),
    ] = None
    opened_on: Annotated[
        Value[dt.date] | None,
        Printed(
            ("설립일", "설립연월일", "설립일자", "개업일", "개업연월일", "창립일"),
            parse_date,
            part=OWN,
        ),
    ] = None
    company_size: Annotated[
        Value[str] | None, Printed(("기업규모", "기업 규모"), parse_chosen, part=OWN)
    ] = None
    support_type: Annotated[
        Value[str] | None,
        Printed(("지원유형", "신청유형", "지원구분"), parse_chosen),
        InRegister(14),
    ] = None
    present_level: Annotated[
        Value[str] | None, Printed(("현재수준", "현재 수준", "현 수준"), parse_chosen)
    ] = None
    target_level: Annotated[
        Value[str] | None, Printed(("목표수준", "목표 수준"), parse_chosen), InRegister(12)
    ] = None
    supplier: Annotated[
        Value[str] | None,
        Printed(SUPPLIER_LABELS, parse_firm),
        InRegister(20),
    ] = None
    total_cost: Annotated[Value[str] | None, Printed(COST_LABELS, parse_total)] = None
    government_share: Annotated[
        Value[str] | None,
        Printed(("정부지원금", "정부 지원금", "정부지원", "국비"), parse_text),
    ] = None
    host_share: Annotated[
        Value[str] | None,
        Printed(
            (
                *("공단지원금", "공단 지원금", "주관기관지원금", "주관기관 지원금"),
                *("주관기관(공단) 지원금", "국민건강보험공단 지원금"),
            ),
            parse_text,
        ),
    ] = None
    own_share: Annotated[
        Value[str] | None,
        Printed(
            ("기업부담금", "기업 부담금", "자부담", "자부담금", "중소기업 부담금", "민간부담금"),
            parse_text,
        ),
    ] = None
    project_period: Annotated[
        Value[str] | None,
        Printed(("사업기간", "사업 기간", "구축기간", "추진기간"), parse_text),
    ] = None
    contact_name: Annotated[
        Value[str] | None,
        Printed(("담당자", "담당자명", "담당자 성명", "실무담당자"), parse_person, part=OWN),
        InRegister(12),
    ] = None
    contact_phone: Annotated[
        Value[str] | None,
        Printed(PHONE_LABELS, parse_phone, part=OWN),
        InRegister(16, "연락처"),
    ] = None
    contact_email: Annotated[
        Value[str] | None,
        Printed(MAIL_LABELS, parse_mail, part=OWN),
        InRegister(26, "이메일"),
    ] = None

    support_field: Annotated[
        Value[str] | None,
        Printed(("지원분야", "지원 분야"), parse_text, wrap=True, template=EXAMPLES),
    ] = None
    goal: Annotated[
        Value[str] | None,
        Printed(
            (
                "목표 및 필요성 / 개선방안 및 구축목표",
                "목표 및 필요성",
                "개선방안 및 구축목표",
                "목표 및 필요성 개선방안 및 구축목표",
            ),
            parse_text,
            wrap=True,
            template=EXAMPLES,
        ),
    ] = None
    safety: Annotated[
        Value[str] | None,
        Printed(("안전관리 노력도", "안전관리노력도"), parse_text, wrap=True, template=EXAMPLES),
    ] = None
    benefit: Annotated[
        Value[str] | None, Printed(("기대효과",), parse_text, wrap=True, template=EXAMPLES)
    ] = None
    extra: Annotated[
        Value[str] | None,
        Printed(("기타(가점관련)", "기 타 (가점관련)"), parse_text, wrap=True, template=EXAMPLES),
    ] = None

    signed_on: Value[dt.date] | None = None
    signature_present: Value[bool] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> dict[str, Any]:
        signing = {
            "signed_on": agree_on([signed_on(f) for f in paper.finders]),
            "signature_present": surest([signature_present(f) for f in paper.finders]),
        }
        own = {name: _without_example(name, value) for name, value in fields.items()}
        for name, printed in (("supplier", _SUPPLIER), ("contact_name", _CONTACT)):
            value = settle([read_place(f, printed, paper) for f in paper.finders])
            if value is not None and value.value and not _is_said(fields.get(name)):
                own[name] = value
        own |= _shares(own, paper)
        own |= _confirmed_by_sum(own)
        trades = settle([read_place(f, _TRADES, paper) for f in paper.finders])
        if trades is not None and not _is_said(fields.get("business_types")):
            own |= _type_and_items(trades)
        return own | {k: v for k, v in signing.items() if v} | {"sheets": _sheets(paper, fields)}


_SHARES = {f"{payer}_share": Printed(COST_LABELS, parse_paid_by(payer)) for payer in PAYERS}
_SUPPLIER = Printed(NAME_LABELS, parse_name, part=SUPPLIED)
_CONTACT = Printed(("성명", "이름", "담당자명"), parse_person, part=CONTACT)
_TRADES = Printed(("업태/종목", "업태 및 종목", "업태(종목)"), parse_list, wrap=True, part=OWN)
_DETAILS = ("support_field", "goal", "safety", "benefit", "extra")


def _shares(fields: Fields, paper: Paper) -> Fields:
    """Return who pays what, where the entry of the whole cost tells it."""
    told = {
        name: value
        for name, printed in _SHARES.items()
        if not _is_said(fields.get(name))
        and (value := settle([read_place(f, printed, paper) for f in paper.finders])) is not None
        and _is_said(value)
    }
    whole = fields.get("total_cost")
    if whole is not None and told and not _is_said(whole):
        del fields["total_cost"]  # the entry tells the parts alone
    return told


def _confirmed_by_sum(fields: Fields) -> Fields:
    """Return the amounts that a scan does not tell for certain where the parts make the whole."""
    amounts = {name: fields.get(name) for name in ("total_cost", *_SHARES)}
    said = {name: value for name, value in amounts.items() if value is not None and value.value}
    if len(said) < len(amounts):
        return {}
    whole, *parts = (str(value.value) for value in said.values())
    if not adds_up(whole, parts):
        return {}
    sure = {"certain": True, "because": "relation"}
    return {name: v.model_copy(update=sure) for name, v in said.items() if not v.certain}


def _type_and_items(trades: Value[tuple[str, ...]]) -> Fields:
    """Part what one cell says of both: the type stands first, before the stroke or bracket."""
    entries = trades.value or ()
    if len(entries) < 2:
        return {}
    doubt = {} if len(entries) == 2 else {"certain": False, "because": None}
    return {
        "business_types": trades.model_copy(update=doubt | {"value": entries[:1]}),
        "business_items": trades.model_copy(update=doubt | {"value": entries[1:]}),
    }


def _is_said(value: Value[Any] | None) -> bool:
    return value is not None and value.value is not None


def _without_example(name: str, value: Value[Any]) -> Value[Any]:
    """Take the form's example text out of an entry; what is left empty has no value."""
    return without_example(value, EXAMPLES) if name in _DETAILS else value


def _sheets(paper: Paper, fields: Fields) -> tuple[str, ...]:
    titles = {
        squash(row.text)
        for finder in paper.finders
        for sheet in finder.sheets
        for row in sheet.rows
    }
    details = any(t.endswith("참가신청내역서") and len(t) < 40 for t in titles)
    cover = any(t.endswith(("신청서",)) and len(t) < 50 for t in titles)
    details = details or sum(name in fields for name in _DETAILS) >= 3
    cover = cover or "business_number" in fields
    return tuple(name for name, there in (("application", cover), ("details", details)) if there)
