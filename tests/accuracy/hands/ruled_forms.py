"""The forms ① and ② as the hand that rules everything fills them in."""

import datetime as dt
from random import Random

from specimens.company import Company
from specimens.form_blocks import Block, Entry, Grid, Mark, PageBreak, Text, head
from specimens.paper import Paper

from accuracy.offices import consents, forms, typeset


def application(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ① with group heads at the left and the firm's label wordings of its own."""
    filled = forms.fill_in(company, issued_on, chance)
    contact = company.contact
    rows = [
        [head("기업\n개요", rows=4), head("도입기업명"), Entry(company.name, columns=3)],
        [head("대표이사" if company.is_corporation else "대표자"), Entry(company.representative), head("사업자번호"), Entry(company.business_number)],
        [head("본점 소재지"), Entry(company.address, columns=3)],
        [head("상시근로자수"), Entry(f"{company.employees}명"), head("주생산품"), Entry(company.business_items[0])],
        [head("신청\n개요", rows=4), head("지원유형"), Entry(filled.support), head("목표수준"), Entry(filled.target)],
        [head("협력사 여부"), Entry("비협력사", columns=3)],
        [head("공급기업명"), Entry(filled.supplier), head("총사업비"), Entry("60백만원")],
        [head("정부지원금"), Entry("18백만원"), head("기업부담금"), Entry("18백만원")],
        [head("담당", rows=2), head("담당자"), Entry(contact.name), head("부서/직위"), Entry(contact.position)],
        [head("전화번호"), Entry(contact.phone), head("이메일"), Entry(contact.email)],
    ]  # fmt: skip
    blocks: list[Block] = [
        Text("참 가 신 청 서", size=23, align="center", bold=True, space=2),
        Text("- 2025년 대중소 상생형 스마트공장 구축지원 사업 참가신청서 -", size=11, align="center", space=5),
        Grid((15, 29, 50, 27, 53), rows, minimum=11),
        Text("국민건강보험공단의 스마트공장 구축지원 사업에 참가하고자 신청서를 제출합니다.", size=11, space=4),
        Text(f"2025. {issued_on.month}. {issued_on.day}.", size=12, align="right", space=4),
        Text(f"대표자 {company.representative} (인)", size=12, align="right", mark=Mark("seal", company.representative), space=5),
        Text("국민건강보험공단 이사장 귀하", size=13, bold=True, align="center"),
        PageBreak(),
        *_details(filled),
    ]  # fmt: skip
    truth: dict[str, object] = {
        "company_name": company.name, "representative": company.representative,
        "business_number": company.business_number, "address": company.address,
        "support_type": filled.support, "target_level": filled.target, "supplier": filled.supplier,
        "total_cost": "60백만원", "contact_name": contact.name, "contact_phone": contact.phone,
        "contact_email": contact.email, "signed_on": issued_on.isoformat(),
        "signer": company.representative, "signature_present": True, "support_field": filled.field,
        "goal": filled.goal, "safety": filled.safety, "benefit": filled.benefit,
        "extra": filled.extra,
    }  # fmt: skip
    title = "사업 참가신청서 및 참가신청내역서"
    return Paper("application-form", title, "ruled", ".pdf", typeset.write(blocks, chance), truth)


def _details(filled: forms.Filled) -> list[Block]:
    """참가신청 내역서 whose labels stand in rows of their own over the texts."""
    rows: list[list[Entry]] = []
    for label, text in (
        ("1. 지원분야", filled.field),
        ("2. 목표 및 필요성 / 개선방안 및 구축목표", filled.goal),
        ("3. 안전관리 노력도", filled.safety),
        ("4. 기대효과", filled.benefit),
        ("5. 기타 (가점관련)", filled.extra),
    ):
        rows += [[head(label)], [Entry(text)]]
    return [
        Text("참가신청 내역서", size=19, align="center", bold=True, space=6),
        Grid((174,), rows, minimum=11),
    ]


def consent(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ② with the notice's sentences, each answer marked in a cell below its word."""
    answers = (chance.choice(consents.ANSWERS), chance.choice(consents.ANSWERS))
    mark = chance.choice(("V", "○", "√", "●"))
    blocks: list[Block] = [
        Text("개인·기업 정보 활용 동의서", size=18, align="center", bold=True, space=5),
        Text(
            "『개인정보보호법 제15조, 제17조 및 제22조』에 따라 귀하의 동의를 받고자 합니다.",
            size=10.5,
            space=4,
        ),
    ]
    for title, lead, answer in zip(
        ("1. 개인정보 및 고유식별정보 수집·이용", "2. 개인정보 제3자 제공"),
        consents.LEADS, answers, strict=True,
    ):  # fmt: skip
        purpose = "지원기업 선정관련 정보 안내, 지원금 지급 및 정산 관련 업무수행"
        marks = [mark if answer == said else "" for said in ("agreed", "refused")]
        blocks += [
            Text(title, size=11.5, bold=True),
            Grid(
                (87, 87),
                [[head("이용 목적"), head("항목")], [Entry(purpose), Entry(consents.ITEMS)]],
            ),
            Text(consents.RIGHT.format("개인정보 수집·이용 및 제공"), size=9, space=2),
            Grid(
                (94, 40, 40),
                [
                    [Entry(lead, rows=2), head("동의함"), head("동의하지 않음")],
                    [Entry(said, align="center") for said in marks],
                ],
                minimum=8.5,
            ),
        ]
    blocks += [
        Text("상기 내용을 확인하였으며 이에 동의합니다.", size=10.5, space=5),
        Text(f"2025. {issued_on.month}. {issued_on.day}.", size=11.5, align="center", space=5),
        Text(f"동의자 성명 : {company.representative}   (서명)", size=11.5, align="right",
             mark=Mark("signature", company.representative), space=6),
        Text("국민건강보험공단 이사장 귀하", size=12, bold=True),
    ]  # fmt: skip
    truth: dict[str, object] = {
        "collection_consent": answers[0], "provision_consent": answers[1],
        "signed_on": issued_on.isoformat(), "signer": company.representative,
        "signature_present": True,
    }  # fmt: skip
    title = "개인·기업 정보 활용 동의서"
    data = typeset.write(blocks, chance)
    return Paper("consent-form", title, "ruled", ".pdf", data, truth)
