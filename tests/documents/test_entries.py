"""What applicants write into the cells of ①, in the layouts that firms use."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors.documents import identify
from extractors.fields.addresses import parse_address
from extractors.fields.entries import parse_branch, parse_firm, parse_mail, parse_person
from extractors.fields.joined import LabelShare, part_of
from extractors.fields.money import PAYERS, parse_paid_by, parse_total
from extractors.formats.grid import Block, Cell, Paragraph, Table, lay_out
from extractors.korean import parse_phone
from extractors.model import Document, Transcript

TITLE = Paragraph("2025년도 대중소 상생형 스마트공장 구축지원사업 참가신청서")
END = Paragraph("위와 같이 스마트공장 구축지원 사업에 참가를 신청합니다.")
FIRM = (("기업명", "주식회사 가온해미"), ("사업자등록번호", "081-86-10710"))


def table(*rows: Sequence[str]) -> Table:
    return Table(
        tuple(
            Cell(i, j, 1, 1, tuple(map(Paragraph, text.split("\n"))))
            for i, row in enumerate(rows)
            for j, text in enumerate(row)
        )
    )


def form(*blocks: Block) -> Document:
    """The form ① of *blocks*, as a word processor's file is read."""
    pages = lay_out((TITLE, table(*FIRM), *blocks, END))
    (document,) = identify(Transcript(reader="", kind="docx", pages=pages))

    assert document.type == "application-form"
    return document


def said(document: Document, *fields: str) -> list[tuple[object, bool] | None]:
    values = (document.field(field) for field in fields)
    return [value and (value.value, value.certain) for value in values]


# ── labels that stand together before one entry ──────────────────────────────────────


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(table(("현재수준 / 목표수준", "기초 / 중간1")), id="strokes"),
        pytest.param(table(("현재수준 /\n목표수준", "기초 / 중간1")), id="a label over two rows"),
        pytest.param(table(("현재수준 → 목표수준", "기초 → 중간1")), id="arrows"),
        pytest.param(table(("현재/목표수준", "기초/중간1")), id="what they share said once"),
        pytest.param(table(("현재수준 및 목표수준", "기초\n중간1")), id="a row for each"),
        pytest.param(table(("현재수준 → 목표수준\n기초 → 중간1",)), id="under their labels"),
        pytest.param(Paragraph("현재수준 / 목표수준 : 기초 / 중간1"), id="after a colon"),
    ],
)
def test_labels_that_stand_together_have_each_its_part(block: Block) -> None:
    assert said(form(block), "present_level", "target_level") == [("기초", True), ("중간1", True)]


def test_an_entry_that_is_not_parted_as_its_labels_are_is_nobodys_for_certain() -> None:
    found = form(table(("현재수준 / 목표수준", "중간1")))

    assert said(found, "present_level", "target_level") == [("중간1", False), ("중간1", False)]


def test_a_label_with_a_stroke_in_it_is_one_label() -> None:
    found = form(table(("업태/종목", "제조업 / 의료용 기기")))

    assert said(found, "business_types", "business_items") == [
        (("제조업",), True),
        (("의료용 기기",), True),
    ]


def test_a_person_and_his_position_stand_under_labels_together() -> None:
    found = form(table(("담당자", "성명/직위", "라이든 / 과장")))

    assert said(found, "contact_name") == [("라이든", True)]


@pytest.mark.parametrize(
    ("text", "share", "expected"),
    [
        ("기초 / 중간1", LabelShare(0, 2), ("기초", True)),
        ("기초, 중간1", LabelShare(1, 2), ("중간1", True)),
        ("고도화(신규/재신청) / 중간1", LabelShare(1, 2), ("중간1", True)),
        ("/ 중간1", LabelShare(0, 2), ("", True)),
        ("기초", LabelShare(0, 2), ("기초", False)),
        ("기초 / 중간1 / 중간2", LabelShare(0, 2), ("기초 / 중간1 / 중간2", False)),
    ],
)
def test_the_part_of_an_entry(text: str, share: LabelShare, expected: tuple[str, bool]) -> None:
    part, is_told = part_of(text, share)

    assert (part.strip(), is_told) == expected
    assert len(part) == len(text)


# ── amounts of several payers in one entry ───────────────────────────────────────────

SPLIT = "60백만원 (정부 18백만원, 국민건강보험공단 24백만원, 기업부담 18백만원)"


@pytest.mark.parametrize(
    ("text", "total", "paid"),
    [
        pytest.param(SPLIT, SPLIT, ("18백만원", "24백만원", "18백만원"), id="in brackets"),
        pytest.param(
            "총사업비 60,000천원 = 정부지원금 18,000천원 + 공단 24,000천원 + 자부담 18,000천원",
            "60,000천원", ("18,000천원", "24,000천원", "18,000천원"), id="as a sum",
        ),
        pytest.param("정부 18 / 공단 24 / 기업 18 / 합계 60", "60", ("18", "24", "18"), id="list"),
        pytest.param(
            "6천만원 (국비 : 1천8백만원, 주관기관 2천4백만원, 자부담 1천8백만원)",
            "6천만원 (국비 : 1천8백만원, 주관기관 2천4백만원, 자부담 1천8백만원)",
            ("1천8백만원", "2천4백만원", "1천8백만원"), id="in thousands of ten thousands",
        ),
        pytest.param("정부지원금(30%) 18백만원, 공단(40%) 24백만원, 자부담(30%) 18백만원", None,
                     ("18백만원", "24백만원", "18백만원"), id="shares before, and no whole"),
        pytest.param("60,000,000원 (정부 30%, 공단 40%, 기업 30%)",
                     "60,000,000원 (정부 30%, 공단 40%, 기업 30%)", (None, None, None),
                     id="shares are no amounts"),
        pytest.param("정부 18백만원, 정부 3백만원", None, (None, None, None), id="told twice"),
        pytest.param("60백만원", "60백만원", (None, None, None), id="the whole alone"),
    ],
)  # fmt: skip
def test_who_pays_what(text: str, total: str | None, paid: tuple[str | None, ...]) -> None:
    whole = parse_total(text)
    parts = [parse_paid_by(payer)(text) for payer in PAYERS]

    assert (whole and whole.value) == total
    assert tuple(part and part.value for part in parts) == paid
    assert all(text[part.start : part.end].strip() == part.value for part in parts if part)


def test_amounts_of_one_cell_are_those_of_the_form() -> None:
    found = form(table(("총사업비", SPLIT)))
    fields = ("total_cost", "government_share", "host_share", "own_share")

    assert said(found, *fields) == [
        (SPLIT, True),
        ("18백만원", True),
        ("24백만원", True),
        ("18백만원", True),
    ]


def test_an_amount_with_a_cell_of_its_own_goes_first() -> None:
    found = form(table(("총사업비", SPLIT), ("정부지원금", "17백만원")))

    assert said(found, "government_share", "own_share") == [("17백만원", True), ("18백만원", True)]


def test_the_cost_beside_the_supplier_is_the_projects() -> None:
    """Both firms have a name and a number; only one project has a cost."""
    found = form(table(("공급기업", "온누리솔루션(주)", "총사업비", "60,000,000원")))

    assert said(found, "supplier", "total_cost") == [
        ("온누리솔루션(주)", True),
        ("60,000,000원", True),
    ]


def test_a_form_whose_sheet_shows_other_letters_is_read_all_the_same() -> None:
    (page,) = lay_out((TITLE, table(*FIRM, ("목표수준", "중간1")), END))
    words = tuple(
        word.model_copy(update={"certainty": 0.0}) if word.text == "중간1" else word
        for word in page.words
    )
    changed = page.model_copy(update={"source": "text-layer", "readings": (words,)})
    (document,) = identify(Transcript(reader="", kind="pdf", pages=(changed,)))

    assert said(document, "target_level") == [("중간1", False)]


# ── what stands beside an entry ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("라이든 과장", "라이든"),
        ("제갈슬기 과장 (010-0000-0423)", "제갈슬기"),
        ("김나래 / 생산관리팀 / 010-0000-0001", "김나래 / 생산관리팀 / 010-0000-0001"),
        ("김나래 (생산관리팀 과장)", "김나래"),
        ("김나래(과장)\n033-000-1234 plan@gaon.example", "김나래"),
        ("경영지원팀 김나래 과장", "김나래"),
        ("대표이사 김나래", "김나래"),
        ("홍 길 동", "홍길동"),
        ("이사벨", "이사벨"),
        ("김나래, 홍길동", "김나래, 홍길동"),
        ("Kim Lee", "Kim Lee"),
    ],
)
def test_a_person_without_position_and_numbers(text: str, person: str) -> None:
    found = parse_person(text)

    assert found is not None
    assert found.value == person


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(우 24461) 강원특별자치도 춘천시 남산면", "강원특별자치도 춘천시 남산면"),
        ("24461 강원 춘천시", "강원 춘천시"),
        ("(우편번호: 24461)\n강원 춘천시", "강원 춘천시"),
        ("우) 24461, 강원 춘천시", "강원 춘천시"),
        ("강원 춘천시 가온로 71-2 (우 24461)", "강원 춘천시 가온로 71-2"),
        ("강원 춘천시 퇴계동 12345", "강원 춘천시 퇴계동 12345"),
        ("강원 춘천시 우두동", "강원 춘천시 우두동"),
    ],
)
def test_a_postcode_is_no_part_of_an_address(text: str, address: str) -> None:
    found = parse_address(text)

    assert found is not None
    assert found.value == address


@pytest.mark.parametrize(
    ("text", "serial"),
    [
        ("0001 춘천공장 (강원특별자치도 춘천시 동내면 한빛길 3)", "0001"),
        ("제0002호", "0002"),
        ("춘천공장(0003)", "0003"),
        ("춘천공장", None),
        ("해당없음", None),
        ("24461 강원 춘천시", None),
    ],
)
def test_the_serial_of_a_subordinate_place(text: str, serial: str | None) -> None:
    found = parse_branch(text)

    assert (found and found.value) == serial


def test_a_subordinate_place_is_known_by_its_serial_before_its_name() -> None:
    found = form(table(("종된사업장", "0001 춘천공장 (강원특별자치도 춘천시 동내면 한빛길 3)")))

    assert said(found, "subordinate_number") == [("0001", True)]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("033-000-1234", True),
        ("010.0000.1234 (대표)", True),
        ("033)000-1234 내선 12", True),
        ("+82 10-0000-1234", True),
        ("1588-0000", True),
        ("02 000 1234 / 010-0000-1234", True),
        ("수시 확인 가능한 주소", False),
        ("2025-05-10", False),
        ("081-86-10710", False),
        ("휴대전화 가능", False),
    ],
)
def test_what_is_no_telephone_number_is_no_entry_for_one(text: str, is_one: bool) -> None:
    found = parse_phone(text)

    assert (found is not None and found.value == text) is is_one


@pytest.mark.parametrize("text", ["수시 확인 가능한 주소", "help@firmexample", "휴대전화로 연락"])
def test_what_is_no_mail_address_is_no_entry_for_one(text: str) -> None:
    assert parse_mail(text) is None


def test_a_firm_and_a_mail_without_what_stands_beside_them() -> None:
    firm, mail = (
        parse_firm("온누리솔루션(주) (100-81-35507)"),
        parse_mail("메일: a.b@gaon.example (업무용)"),
    )

    assert firm is not None
    assert firm.value == "온누리솔루션(주)"
    assert mail is not None
    assert mail.value == "a.b@gaon.example"
