"""기업·개인정보 수집 및 이용에 관한 동의서, word for word as in the notice, 붙임2."""

import datetime as dt
from random import Random
from typing import Literal

from specimens.company import Company
from specimens.form_blocks import (
    Block,
    Choice,
    ChoiceShape,
    Entry,
    Grid,
    Mark,
    Text,
    TickStyle,
    head,
)
from specimens.form_files import WRITERS, Format
from specimens.paper import Paper

from accuracy.offices import typeset
from accuracy.offices.forms import ADDRESSEE, Truth

Answer = Literal["agreed", "refused", "unmarked", "contradictory"]
ITEMS = "대표자명, 담당자 성명, 전화번호, 핸드폰, 전자우편, 직위/직책 등"
KEPT = "본 동의서 제출시점부터 지원사업 종료일까지"
LEADS = ("(필수)개인정보 수집 및 이용에", "(필수)개인정보 제3자 제공에")
RIGHT = "※ 귀하는 {}에 대한 동의를 거부할 권리가 있습니다. 동의 거부 시 지원사업 참여가 불가능함을 알려드립니다."
TICKS: tuple[TickStyle, ...] = (
    "drawn",
    "drawn",
    "typed",
    "bracket",
    "circle",
    "ballot",
    "root",
    "overtyped",
    "square",
)
SHAPES: tuple[ChoiceShape, ...] = ("before", "after", "cells")
ANSWERS: tuple[Answer, ...] = ("agreed", "agreed", "agreed", "agreed", "refused", "unmarked")


def consent(company: Company, issued_on: dt.date, chance: Random) -> Paper:
    """Draw ② as a text PDF, its answers by chance."""
    answers = (chance.choice(ANSWERS), chance.choice(ANSWERS))
    return consent_as(company, issued_on, chance, "pdf", answers=answers)


def consent_as(
    company: Company,
    signed_on: dt.date | None,
    chance: Random,
    file_format: Format,
    *,
    answers: tuple[Answer, Answer] = ("agreed", "agreed"),
    signed: bool = True,
) -> Paper:
    """Draw ② word for word as in the notice; ticks as people make them."""
    style, shape = chance.choice(TICKS), chance.choice(SHAPES)
    day = chance.choice(
        ("2025. {0.month}. {0.day}.", "2025. {0:%m}. {0:%d}.", "2025년 {0.month}월 {0.day}일")
    )
    shown = day.format(signed_on) if signed_on else "2025.     .     ."
    mark = Mark(chance.choice(("seal", "signature")), company.representative) if signed else None
    name = company.representative
    blocks: list[Block] = [
        Text("[제출서류 양식-②기업·개인정보 수집 및 활용 동의서]", size=9.5, space=3),
        Text("기업·개인정보 수집 및 이용에 관한 동의서", size=16, align="center", bold=True, space=4),
        Text("국민건강보험공단(이하 \"공단\"이라 함)은 스마트공장 구축 지원사업 신청을 위한 기업·개인정보 수집·이용 및 제공을 위하여 "
             "『개인정보보호법 제15조, 제17조 및 제22조』에 따라 귀하의 동의를 받고자 합니다.", size=10, space=3),
        Text("| 개인정보 및 고유식별정보 수집·이용", size=11, bold=True),
        Grid((58, 58, 58), [
            [head("개인정보의 수집 및 이용 목적"), head("수집하는 개인정보 항목"), head("개인정보의 보유 및 이용기간")],
            [Entry("지원기업 선정관련 정보 안내, 지원금 지급 및 정산 관련 업무수행"), Entry(ITEMS), Entry(KEPT)],
        ]),
        Text(RIGHT.format("개인정보 수집·이용"), size=9.2, space=2),
        _asked(LEADS[0], answers[0], style, shape, "collection"),
        Text("| 개인정보 제3자 제공", size=11, bold=True),
        Grid((42, 46, 42, 44), [
            [head("제공받는 자"), head("제공받는 자의 이용 목적"), head("제공하는 개인정보 항목"), head("제공받는 자의 보유 및 이용기간")],
            [Entry("스마트제조혁신추진단, 한국생산성본부, 대·중소기업·농어업 협력재단"), Entry("지원기업 선정관련 정보 안내, 컨설팅 수행 및 지원금 정산 관련 업무수행"), Entry(ITEMS), Entry(KEPT)],
        ]),
        Text(RIGHT.format("개인정보 제3자 제공"), size=9.2, space=2),
        _asked(LEADS[1], answers[1], style, shape, "provision"),
        Text("※ 귀하가 동의한 내용 외의 다른 목적으로 활용하지 않으며, 제공된 개인정보의 이용을 거부하고자 할 때에는 "
             "개인정보 보호책임자를 통해 열람, 정정, 삭제를 요구할 수 있음을 알려드립니다.", size=9.2, space=3),
        Text("본인은 [개인정보 수집 및 이용에 관한 동의]를 확인하였으며 상기 내용에 동의합니다.", size=10.5, space=4),
        Text(shown, size=11, align="center", space=4),
        Text(f"동의자 성명 : {name}   (서명)", size=11, align="right", mark=mark, space=6),
        Text(ADDRESSEE, size=12, bold=True),
    ]  # fmt: skip
    data = typeset.write(blocks, chance) if file_format == "pdf" else (
        WRITERS[file_format](blocks, "개인·기업 정보 활용 동의서")
    )  # fmt: skip
    truth: Truth = {
        "collection_consent": answers[0],
        "provision_consent": answers[1],
        "signed_on": signed_on.isoformat() if signed_on else None,
        "signer": name,
        "signature_present": signed,
    }
    layout = f"notice-{style}-{shape}"
    return Paper(
        "consent-form", "개인·기업 정보 활용 동의서", layout, f".{file_format}", data, truth
    )


def _asked(lead: str, answer: Answer, style: TickStyle, shape: ChoiceShape, name: str) -> Choice:
    options = (
        ("동의함", answer in ("agreed", "contradictory")),
        ("동의하지 않음", answer in ("refused", "contradictory")),
    )
    return Choice(lead, options, style, shape, name)
