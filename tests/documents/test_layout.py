"""Cells, rows and labels: where a value stands, and whether an empty place is blank."""

import time
from collections.abc import Callable, Sequence

import pytest

from extractors.documents import identify
from extractors.fields.extraction import read_place
from extractors.fields.layout import COLUMN, Sheet
from extractors.fields.places import Finder
from extractors.fields.printed import FormPart, Paper, Printed
from extractors.formats.grid import Block, Cell, Paragraph, Table, lay_out
from extractors.korean import (
    parse_business_number,
    parse_certificate_number,
    parse_list,
    parse_name,
    parse_text,
)
from extractors.model import Box, Page, Source, Transcript, Value, Word

LABELS = ("기업명", "대표자", "주소", "사업자등록번호", "지원분야", "기대효과", "업태", "공급기업")
OURS, THEIRS = "011-81-04077", "023-81-08514"


def written(*blocks: Block) -> Paper:
    """A word processor's paper of *blocks*."""
    return Paper(lay_out(blocks), LABELS)


def table(*rows: Sequence[str]) -> Table:
    cells = (
        Cell(i, j, 1, 1, tuple(map(Paragraph, text.split("\n"))))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    return Table(tuple(cells))


def printed(*lines: tuple[float, float, str], source: Source = "text-layer") -> Paper:
    """A printed sheet without rules: (left, top, text), a syllable 0.02 wide, blanks 0.01."""
    words = []
    for left, top, text in lines:
        x = left
        for word in text.split(" "):
            wide = 0.02 * len(word)
            if word:
                words.append(Word(text=word, box=Box(x, top, x + wide, top + 0.012)))
            x += wide + 0.01
    page = Page(number=1, source=source, aspect=0.7, readings=(tuple(words),))
    return Paper((page,), LABELS)


def value(paper: Paper, *labels: str, wrap: bool = False, **more: object) -> Value[str] | None:
    how = Printed(labels, parse_text, wrap=wrap, **more)  # type: ignore[arg-type]
    seen = read_place(paper.finders[0], how, paper)
    return None if seen is None else seen.value


def said(found: Value[str] | None) -> tuple[str | None, bool] | None:
    return found and (found.value, found.certain)


# ── places ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "paper",
    [
        pytest.param(written(Paragraph("기업명 : 한빛메디")), id="after a colon"),
        pytest.param(written(Paragraph("1. 기 업 명 : 한빛메디")), id="numbered and letter-spaced"),
        pytest.param(written(table(("기업명", "한빛메디"))), id="in the cell to the right"),
        pytest.param(written(table(("기업명", "대표자"), ("한빛메디", "김나래"))), id="below"),
        pytest.param(written(table(("기업명\n한빛메디", "대표자\n김나래"))), id="under its label"),
        pytest.param(written(table(("기\n업\n명", "한빛메디"))), id="label over three lines"),
        pytest.param(written(table(("기업명\n(법인)", "한빛메디"))), id="remark under the label"),
        pytest.param(written(table(("기업명 (국문:\n법인명)", "한빛메디"))), id="broken remark"),
        pytest.param(written(table(("기업명\nName", "한빛메디"))), id="English under the label"),
        pytest.param(printed((0.1, 0.2, "기업명(법인명)"), (0.4, 0.2, "한빛메디")), id="remark"),
        pytest.param(printed((0.1, 0.2, "기업명"), (0.4, 0.2, "한빛메디")), id="across a gap"),
        pytest.param(printed((0.1, 0.2, "기업명"), (0.4, 0.205, "한빛메디")), id="a little lower"),
    ],
)
def test_a_value_is_found(paper: Paper) -> None:
    assert said(value(paper, "기업명")) == ("한빛메디", True)


def test_a_label_at_the_middle_of_two_rows_has_both() -> None:
    paper = printed(
        (0.1, 0.2, "기업명"),
        (0.4, 0.2, "한빛"),
        (0.4, 0.24, "강원 원주시 지정면"),
        (0.1, 0.25, "주소"),
        (0.4, 0.26, "기업도시로 200"),
        (0.1, 0.3, "대표자"),
        (0.4, 0.3, "김나래"),
    )

    assert said(value(paper, "주소")) == ("강원 원주시 지정면 기업도시로 200", True)
    assert said(value(paper, "기업명")) == ("한빛", True)


def test_the_end_of_a_row_that_begins_left_of_it_is_not_beside_a_label() -> None:
    paper = office(
        *((0.1, 0.18, "한빛메디"), (0.5, 0.18, "997111-0245186")),
        (0.1, 0.2, "주소 Address of business"),
        (0.1, 0.218, "강원특별자치도 원주시 솔길 2"),
    )

    assert said(value(paper, "주소")) == ("강원특별자치도 원주시 솔길 2", True)


def test_what_runs_into_the_margin_goes_on_at_the_left() -> None:
    paper = printed(
        (0.1, 0.2, "주소 : 강원 원주시 지정면 기업도시로 이백번길 오십오 긴이름건물의별관"),
        (0.1, 0.214, "삼층"),
        (0.1, 0.25, "대표자 : 김나래"),
    )

    found = value(paper, "주소", wrap=True)

    assert found is not None
    assert found.value is not None
    assert found.value.endswith("긴이름건물의별관 삼층")


def test_a_row_close_under_a_short_line_leaves_doubt() -> None:
    paper = printed((0.1, 0.2, "주소 : 강원 원주시"), (0.1, 0.214, "기업도시로 200"))

    assert said(value(paper, "주소", wrap=True)) == ("강원 원주시", False)


@pytest.mark.parametrize(
    ("first", "whole"), [("", "제조업 도매업"), ("대표자", "제조업")], ids=["empty", "label"]
)
def test_a_table_goes_on_in_rows_whose_first_cell_is_empty(first: str, whole: str) -> None:
    paper = written(table(("업태", "제조업"), (first, "도매업"), ("주소", "강원 원주시")))

    assert said(value(paper, "업태", wrap=True)) == (whole, True)
    assert said(value(paper, "주소")) == ("강원 원주시", True)


OFFICES = (
    "발급번호",
    "처리기간",
    "주소",
    "업태",
    "종목",
    "주민등록번호(사업자등록번호)",
    "확인일",
    "상호",
    "주민(법인·외국인)등록번호",
)


def office(*lines: tuple[float, float, str], source: Source = "text-layer") -> Paper:
    """A printed sheet as an office sets it, without rules."""
    return Paper(printed(*lines, source=source).pages, OFFICES)


def ruled(paper: Paper, *cells: Box) -> Paper:
    return Paper((paper.pages[0].model_copy(update={"cells": cells}),), paper.vocabulary)


NUMBER_UNDER_ITS_LABEL = (
    (0.1, 0.2, "발급번호"),
    (0.1, 0.23, "0199-607"),
    (0.4, 0.21, "사업자등록증명"),
)


def test_a_number_under_its_label_is_it_although_a_title_stands_at_the_right() -> None:
    paper = ruled(
        office(*NUMBER_UNDER_ITS_LABEL),
        *(Box(0.09, 0.19, 0.3, 0.22), Box(0.09, 0.22, 0.3, 0.25), Box(0.3, 0.19, 0.7, 0.25)),
    )
    found = read_place(paper.finders[0], Printed(("발급번호",), parse_certificate_number), paper)

    assert said(found and found.value) == ("0199-607", True)


def test_two_numbers_that_may_both_be_meant_are_not_certain() -> None:
    paper = ruled(
        office((0.1, 0.2, "발급번호"), (0.1, 0.23, "0199-607"), (0.4, 0.21, "0199-608")),
        *(Box(0.09, 0.19, 0.3, 0.22), Box(0.09, 0.22, 0.3, 0.25), Box(0.3, 0.19, 0.7, 0.25)),
    )
    found = read_place(paper.finders[0], Printed(("발급번호",), parse_certificate_number), paper)

    assert found is not None
    assert not found.value.certain


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ((0.1, 0.2, "주소"), (0.4, 0.2, "강원 원주시"), (0.4, 0.214, "솔길 2")), id="beside"
        ),
        pytest.param(
            (
                (0.1, 0.2, "주소"),
                (0.4, 0.2, "강원 원주시"),
                (0.1, 0.214, "Address"),
                (0.4, 0.214, "솔길 2"),
            ),
            id="beside the label's English",
        ),
        pytest.param(
            ((0.2, 0.2, "주소"), (0.25, 0.214, "강원 원주시"), (0.25, 0.228, "솔길 2")), id="lower"
        ),
        pytest.param(
            ((0.1, 0.2, "주소 : 강원 원주시"), (0.181, 0.214, "솔길 2"), (0.1, 0.24, "상호")),
            id="behind a colon",
        ),
    ],
)
def test_an_address_goes_on_where_it_begins(lines: tuple[tuple[float, float, str], ...]) -> None:
    found = value(office(*lines), "주소", wrap=True)

    assert said(found) == ("강원 원주시 솔길 2", True)


def test_entries_in_two_columns_each_go_on_in_their_own() -> None:
    paper = office(
        *((0.1, 0.2, "업태 제조업"), (0.5, 0.2, "종목 의료기기")),
        *((0.15, 0.22, "도매업"), (0.55, 0.22, "치과용 기기")),
        (0.55, 0.24, "가구"),
    )

    assert said(value(paper, "업태", wrap=True)) == ("제조업 도매업", True)
    assert said(value(paper, "종목", wrap=True)) == ("의료기기 치과용 기기 가구", True)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param((0.36, 0.214), id="behind its second line"),
        pytest.param((0.36, 0.2), id="behind its first"),
        pytest.param((0.36, 0.204), id="between the two, nearer the first"),
    ],
)
def test_a_label_over_two_rows_has_what_stands_beside_either(number: tuple[float, float]) -> None:
    paper = office(
        (0.1, 0.2, "주민등록번호"), (0.1, 0.214, "(사업자등록번호)"), (*number, "011-81-04077")
    )
    how = Printed(("주민등록번호(사업자등록번호)",), parse_business_number)
    found = read_place(paper.finders[0], how, paper)

    assert said(found and found.value) == (OURS, True)


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        pytest.param("• 상호 한빛메디", "상호", "한빛메디", id="behind a bullet"),
        pytest.param("2, 상호 : 한빛메디", "상호", "한빛메디", id="behind a misread number"),
        pytest.param("상호(주)한빛메디", "상호", "(주)한빛메디", id="without a gap"),
        pytest.param(
            "발급번호제2025-0407호", "발급번호", "제2025-0407호", id="a number without a gap"
        ),
        pytest.param(
            "확인일:2025년03월14일발급번호:997111", "발급번호", "997111", id="behind a day"
        ),
        pytest.param("[업태]제조업", "업태", "제조업", id="in a box"),
        pytest.param("1발급번호 2025-0407", "발급번호", "2025-0407", id="its number's stop lost"),
        pytest.param("상호 .한빛메디", "상호", "한빛메디", id="before a colon that is dust"),
        pytest.param("주소.강원 원주시", "주소", "강원 원주시", id="its colon misread"),
        pytest.param("발급번호,제2025-0407호", "발급번호", "제2025-0407호", id="or as a comma"),
        pytest.param(
            "주소:강원 원주시   주민(법인 ㆍ 외국인)등록번호.9972",
            "주소",
            "강원 원주시",
            id="before a label with a dot in it",
        ),
        pytest.param(
            "주소 Address (Business)   강원 원주시", "주소", "강원 원주시", id="bilingual"
        ),
    ],
)
def test_a_label_is_known_where_offices_and_ocr_set_it(text: str, label: str, found: str) -> None:
    result = value(office((0.1, 0.2, text)), label)

    assert result is not None
    assert result.value == found


@pytest.mark.parametrize("flush", [0.0, 0.004, -0.004])
def test_what_begins_under_the_next_label_is_that_one_s(flush: float) -> None:
    paper = office(
        (0.1, 0.2, "상호"),
        (0.5, 0.2, "확인일"),
        (0.1, 0.22, "한빛"),
        (0.5 + flush, 0.22, "870415"),
    )

    assert said(value(paper, "상호")) == ("한빛", True)


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        pytest.param("[업태]제조업   [충목]가구", "종목", "가구", id="beside its companion"),
        pytest.param("[업태]제조업   [충목]가구", "업태", "제조업", id="the companion itself"),
        pytest.param("업태 제조업   [인쇄]가구", "종목", None, id="another word in brackets"),
        pytest.param("소   강원 원주시 솔길 2", "주소", "강원 원주시 솔길 2", id="its half"),
        pytest.param("ㅜ개   소   강원 원주시", "주소", "강원 원주시", id="dust beside it"),
        pytest.param("소   강원도민일보사", "주소", None, id="before what is no address"),
    ],
)
def test_a_label_of_two_syllables_is_known_by_one(text: str, label: str, found: str) -> None:
    result = value(office((0.1, 0.2, text), source="ocr"), label)

    assert (result and result.value) == found


def test_a_label_within_a_word_is_none() -> None:
    paper = office((0.1, 0.2, "지점주소:강원 원주시"), (0.1, 0.3, "주소지 강원 원주시"))

    assert value(paper, "주소") is None


def test_a_legal_form_is_the_beginning_of_a_name_and_no_remark_of_the_label() -> None:
    paper = printed((0.1, 0.2, "기업명(법인명)"), (0.4, 0.2, "(주)한빛메디"))

    assert said(value(paper, "기업명")) == ("(주)한빛메디", True)


def test_two_labels_in_columns_are_not_the_one_that_they_make_together() -> None:
    paper = Paper(
        printed((0.1, 0.2, "업태"), (0.4, 0.2, "종목")).pages, ("업태", "종목", "업태/종목")
    )
    (row,) = paper.finders[0].sheets[0].rows

    assert [label.name for label in paper.finders[0].labels_in(row)] == ["업태", "종목"]


@pytest.mark.parametrize(
    "misread", ["옥표및필요성\n/\n개선방안및\n구축목표", "목표및필요성\n7\n개선방안및구축목표"]
)
def test_a_long_label_over_several_rows_is_known_with_a_sign_misread(misread: str) -> None:
    written_label = "목표 및 필요성 / 개선방안 및 구축목표"
    pages = tuple(
        page.model_copy(update={"source": "ocr"}) for page in lay_out((table((misread, "자동화")),))
    )
    paper = Paper(pages, (written_label, "목표 및 필요성", "개선방안 및 구축목표"))

    assert said(value(paper, written_label)) == ("자동화", False)


@pytest.mark.parametrize(
    ("wrap", "found"), [(True, ("제조업 도매업", True)), (False, ("제조업 도매업", False))]
)
def test_a_label_beside_several_cells_has_them_all(wrap: bool, found: tuple[str, bool]) -> None:
    label = Cell(0, 0, 2, 1, (Paragraph("업태"),))
    cells = (Cell(i, 1, 1, 1, (Paragraph(text),)) for i, text in enumerate(("제조업", "도매업")))

    assert said(value(written(Table((label, *cells))), "업태", wrap=wrap)) == found


def test_where_the_rule_between_two_labels_is_lost_neither_has_the_other_s_value() -> None:
    labels = Cell(0, 0, 2, 1, (Paragraph("기업명"), Paragraph("대표자")))
    names = (Cell(i, 1, 1, 1, (Paragraph(text),)) for i, text in enumerate(("한빛메디", "김나래")))
    paper = written(Table((labels, *names)))

    assert said(value(paper, "기업명")) == ("한빛메디", True)
    assert said(value(paper, "대표자")) in (None, ("김나래", True))


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(((0.1, 0.222, "사용목석"), (0.4, 0.222, "대금수령")), id="a label misread"),
        pytest.param(((0.1, 0.218, "Address of business"),), id="the label in English"),
    ],
)
def test_a_row_that_begins_under_the_label_is_no_more_of_its_value(
    below: tuple[tuple[float, float, str], ...],
) -> None:
    wide = "강원 원주시 지정면 기업도시로 이백번길 오십오 긴이름"
    paper = printed((0.1, 0.2, "주소"), (0.4, 0.2, wide), *below, source="ocr")
    found = value(paper, "주소", wrap=True)

    assert found is not None
    assert found.value == wide


@pytest.mark.parametrize("english", ["Item of business", "ltem of *u*ine**"])
def test_a_list_goes_on_past_a_row_that_says_nothing_in_its_column(english: str) -> None:
    """The label's English stands between two rows of the list, however it was misread."""
    first, second, third = (0.6, 0.2, "가구"), (0.6, 0.222, "한의약품"), (0.6, 0.242, "의료기기")
    rows = (first, (0.3, 0.21, english), second, third)
    found = value(printed((0.3, 0.2, "주소"), *rows, source="ocr"), "주소", wrap=True)

    assert found is not None
    assert found.value == "가구 한의약품 의료기기"


@pytest.mark.parametrize("text", ["발급번호 Issuance No. 5311-960", "발급번호IssuanceN0.5311-960"])
def test_a_label_s_english_may_stand_close_to_it(text: str) -> None:
    paper = Paper(printed((0.1, 0.1, text)).pages, ("발급번호",))
    found = read_place(paper.finders[0], Printed(("발급번호",), parse_certificate_number), paper)

    assert found is not None
    assert found.value.value == "5311-960"


def test_labels_stand_in_the_order_in_which_they_are_preferred() -> None:
    paper = written(table(("대표자", "가"), ("기업명", "나")))

    assert said(value(paper, "기업명", "대표자")) == ("나", True)
    assert said(value(paper, "대표자", "기업명")) == ("가", True)


def test_one_label_before_two_values_is_not_certain() -> None:
    paper = written(table(("대표자", "김나래"), ("대표자", "권누리")))

    assert said(value(paper, "대표자")) == ("김나래", False)


def test_two_numbers_are_not_certain() -> None:
    paper = written(Paragraph(f"사업자등록번호 : {OURS}"), Paragraph(f"사업자등록번호 : {THEIRS}"))
    how = Printed(("사업자등록번호",), parse_business_number)
    found = read_place(paper.finders[0], how, paper)

    assert found is not None
    assert not found.value.certain


def test_a_line_that_breaks_for_want_of_room_is_one_entry() -> None:
    long = "의료용품 " * 12
    paper = written(table(("업태", f"{long.strip()}\n도매업")))
    found = read_place(paper.finders[0], Printed(("업태",), parse_list), paper)

    assert found is not None
    assert found.value.value == (long.strip(), "도매업")


def test_whom_a_form_is_addressed_to_is_nobody_s_name() -> None:
    paper = written(Paragraph("대표자 :"), Paragraph("국민건강보험공단 이사장 귀하"))

    assert said(value(paper, "대표자")) == (None, True)


# ── blank ────────────────────────────────────────────────────────────────────────────


def test_an_empty_cell_is_blank() -> None:
    paper = written(table(("지원분야", ""), ("기대효과", "향상")))
    found = value(paper, "지원분야")

    assert found is not None
    assert (found.value, found.raw, found.certain) == (None, "", True)


def test_an_empty_cell_beside_an_unexplained_one_may_not_be_blank() -> None:
    paper = written(table(("지원분야", "", "MES"), ("기대효과", "향상", "")))

    assert said(value(paper, "지원분야")) == (None, False)


def test_what_the_empty_form_prints_beside_it_explains_nothing() -> None:
    paper = written(table(("지원분야", "", "필수 기재"), ("기대효과", "향상", "")))

    assert said(value(paper, "지원분야", template=("필수 기재",))) == (None, True)


def test_a_picture_on_an_empty_place_may_be_handwriting() -> None:
    paper = printed((0.1, 0.5, "대표자 :"))
    ink = Box(0.3, 0.49, 0.5, 0.52)
    page = paper.pages[0].model_copy(update={"pictures": (ink,)})

    assert said(value(paper, "대표자")) == (None, True)
    assert said(value(Paper((page,), LABELS), "대표자")) == (None, False)


def test_nothing_read_by_ocr_is_blank_for_certain() -> None:
    paper = printed((0.1, 0.5, "대표자 :"), source="ocr")

    assert said(value(paper, "대표자")) == (None, False)


# ── whose ────────────────────────────────────────────────────────────────────────────

OWN = FormPart(("도입기업", "기업현황"), ("공급기업",), unnamed=True)
SUPPLIED = FormPart(("공급기업",), ("도입기업", "기업현황"), unnamed=False)
SUPPLIER_FIRST: dict[str, Callable[[], Paper]] = {
    "sections": lambda: written(
        Paragraph("1. 공급기업 현황"),
        table(("기업명", "스마트")),
        Paragraph("2. 도입기업 현황"),
        table(("기업명", "한빛메디")),
    ),
    "cells at the left": lambda: written(
        table(("공급기업", "기업명", "스마트"), ("도입기업", "기업명", "한빛메디"))
    ),
    "one block is named, the other is not": lambda: written(
        Paragraph("□ 공급기업"),
        table(("기업명", "스마트")),
        Paragraph("□ 일반 사항"),
        table(("기업명", "한빛메디")),
    ),
}


@pytest.mark.parametrize("shape", SUPPLIER_FIRST)
def test_the_supplier_is_not_the_applicant(shape: str) -> None:
    paper = SUPPLIER_FIRST[shape]()

    assert said(value(paper, "기업명", part=OWN)) == ("한빛메디", True)
    assert said(value(paper, "기업명", part=SUPPLIED)) == ("스마트", True)


def test_columns_tell_whose_as_well() -> None:
    paper = written(table(("구분", "공급기업", "도입기업"), ("기업명", "스마트", "한빛메디")))

    assert value(paper, "기업명", part=OWN) is None


def test_the_heading_of_the_supplier_is_no_name_of_one() -> None:
    merged = Cell(0, 0, 2, 1, (Paragraph("공급기업"),))
    rest = table(("", "기업명", "스마트"), ("", "대표자", "권누리")).cells
    paper = written(Table((merged, *(cell for cell in rest if cell.column))))
    found = read_place(paper.finders[0], Printed(("공급기업",), parse_name), paper)

    assert found is None or found.value.value is None


# ── hostile sheets ───────────────────────────────────────────────────────────────────


def crowded(count: int, cells: int, text: str) -> Transcript:
    side = round(cells**0.5)
    grid = tuple(
        Box(i / side, j / side, (i + 1) / side, (j + 1) / side)
        for i in range(side)
        for j in range(side)
    )
    words = tuple(
        Word(
            text=text,
            box=Box(
                i % 20 / 20, i // 20 * 20 / count, i % 20 / 20 + 0.02, (i // 20 + 0.8) * 20 / count
            ),
        )
        for i in range(count)
    )
    page = Page(number=1, source="text-layer", aspect=0.7, readings=(words,), cells=grid)
    return Transcript(reader="", kind="pdf", pages=(page,))


@pytest.mark.parametrize("text", ["가나다", "사업자등록번호", "2025.01.02"])
def test_a_page_of_a_thousand_words_is_quick(text: str) -> None:
    sheet = crowded(1_000, 100, text)
    identify(sheet)
    start = time.process_time()
    identify(sheet)

    assert time.process_time() - start < 0.3


def test_a_hostile_page_takes_seconds_not_hours() -> None:
    start = time.process_time()
    identify(crowded(30_000, 2_500, "상호"))

    assert time.process_time() - start < 20


def test_rows_join_words_as_printed() -> None:
    sheet = Sheet(printed((0.1, 0.2, "기업명 : 한빛"), (0.6, 0.2, "대표자")).pages[0])

    assert [row.text for row in sheet.rows] == [f"기업명 : 한빛{COLUMN}대표자"]
    assert Finder((sheet,), LABELS).labels_in(sheet.rows[0])[0].name == "기업명"
