"""Which sheets are one paper, and what only names papers without being one."""

import pytest

from extractors.documents import identify
from extractors.formats.grid import Block, Cell, PageBreak, Paragraph, Table, lay_out
from extractors.model import Box, Document, Page, Transcript, Word

NUMBERS = ("011-81-04077", "023-81-08514")
NAMES = (
    *("사업 참가신청서", "개인·기업 정보 활용 동의서", "납세증명서", "지방세 납세증명서"),
    *("사업자등록증명", "중소기업 확인서"),
)


def documents(*blocks: Block) -> list[tuple[str, tuple[int, int]]]:
    pages = lay_out(blocks)
    found = identify(Transcript(reader="", kind="docx", pages=pages))
    return [(document.type, document.pages) for document in found]


def sheet(number: int, *lines: tuple[str, float]) -> Page:
    """A printed sheet: lines of text, each with the height of its type."""
    words = []
    top = 0.05
    for text, size in lines:
        x = 0.1
        for word in text.split(" "):
            words.append(Word(text=word, box=Box(x, top, x + len(word) * size * 1.2, top + size)))
            x += (len(word) + 0.5) * size * 1.2
        top += 2 * size
    return Page(number=number, source="text-layer", aspect=0.7, readings=(tuple(words),))


def read(*pages: Page) -> tuple[Document, ...]:
    return identify(Transcript(reader="", kind="pdf", pages=pages))


def registration(number: int, which: int) -> Page:
    return sheet(
        number,
        ("사업자등록증명", 0.025),
        (f"사업자등록번호 : {NUMBERS[which]}", 0.012),
        ("위와 같이 증명합니다.", 0.012),
        ("2025년 04월 17일", 0.012),
        ("원주세무서장", 0.012),
    )


BLANK = Page(number=2, source="text-layer", aspect=0.7, readings=((),))
TABLE = Table(tuple(Cell(i, 0, 1, 1, (Paragraph(f"항목 {i}"),)) for i in range(3)))


def test_two_certificates_of_two_firms_with_a_blank_sheet_between() -> None:
    first, second = read(registration(1, 0), BLANK, registration(3, 1))

    assert (first.pages, second.pages) == ((1, 1), (3, 3))
    assert [d.field("business_number").value for d in (first, second)] == list(NUMBERS)  # type: ignore[union-attr]


def test_a_sheet_without_a_title_goes_on_with_the_paper_before() -> None:
    (document,) = read(registration(1, 0), sheet(2, ("공동사업자 명세", 0.012), ("없음", 0.012)))

    assert (document.type, document.pages) == ("business-registration", (1, 2))


def test_a_list_on_a_later_sheet_begins_no_paper() -> None:
    (document,) = read(
        registration(1, 0),
        sheet(
            2,
            ("신청을 위한 첨부서류는 다음과 같습니다.", 0.012),
            ("1. 사업자등록증", 0.012),
            ("2. 중소기업 확인서", 0.012),
            ("위 사실을 확인합니다.", 0.012),
        ),
    )

    assert (document.type, document.pages) == ("business-registration", (1, 2))


@pytest.mark.parametrize("mark", ["", "- ", "☑ ", "1. "], ids=["bare", "dashed", "ticked", "one"])
def test_a_printed_list_of_papers_is_none_of_them(mark: str) -> None:
    lines = [(f"{mark}{name}", 0.012) for name in NAMES]
    found = read(sheet(1, ("제출서류 목록", 0.025), *lines, ("국세징수법 세무서장", 0.012)))

    assert [(document.type, document.certain) for document in found] == [("unrecognised", False)]


def test_a_typed_list_of_papers_is_none_of_them() -> None:
    assert documents(Paragraph("제출서류 목록"), *map(Paragraph, NAMES)) == [
        ("unrecognised", (1, 1))
    ]


def test_a_checklist_in_a_table_is_none_of_them() -> None:
    cells = (
        Cell(i, j, 1, 1, (Paragraph(text),))
        for i, name in enumerate(NAMES)
        for j, text in enumerate((str(i + 1), name, "○"))
    )

    assert documents(Paragraph("체크리스트"), Table(tuple(cells))) == [("unrecognised", (1, 1))]


def test_a_letter_that_speaks_of_papers_is_none_of_them() -> None:
    words = f"{', '.join(NAMES)} 각 1부를 제출하오니 검토하여 주시기 바랍니다."

    assert documents(Paragraph("공 문"), Paragraph(words)) == [("unrecognised", (1, 1))]


@pytest.mark.parametrize("between", [(), (PageBreak(),)], ids=["no page break", "page break"])
def test_forms_that_follow_each_other_in_one_file_are_cut_apart(
    between: tuple[PageBreak, ...],
) -> None:
    found = documents(
        Paragraph("참가신청 내역서"),
        TABLE,
        *between,
        Paragraph("기업·개인정보 수집 및 이용에 관한 동의서"),
        Paragraph("개인정보보호법 제15조에 따라 동의를 받고자 합니다."),
    )

    assert [kind for kind, _ in found] == ["application-form", "consent-form"]


def test_the_list_of_forms_before_them_begins_no_paper() -> None:
    """붙임 2 of the notice opens with a table of its forms."""
    rows = (
        ("양식 ①", "사업 참가신청서 및 참가신청내역서"),
        ("양식 ②", "개인·기업 정보 활용 동의서"),
    )
    cells = (
        Cell(i, j, 1, 1, (Paragraph(text),))
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    )
    found = documents(Table(tuple(cells)), Paragraph("참가신청 내역서"), TABLE)

    assert [kind for kind, _ in found] == ["application-form"]


def test_the_two_sheets_of_the_application_are_one_document() -> None:
    found = documents(
        Paragraph("사업 참가신청서"), TABLE, PageBreak(), Paragraph("참가신청 내역서"), TABLE
    )

    assert found == [("application-form", (1, 2))]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("중소기업 확인서", "sme-confirmation"),
        ("중소기업 간주 확인서", "deemed-sme-confirmation"),
        ("창업기업 확인서", "startup-confirmation"),
        ("기술혁신형 중소기업(Inno-Biz) 확인서", "other-confirmation"),
        ("경영혁신형 중소기업 확인서", "other-confirmation"),
        ("소상공인 확인서", "other-confirmation"),
        ("글로벌강소 중소기업 확인서", "unrecognised"),
        ("가족친화 중소기업 확인서", "unrecognised"),
    ],
)
def test_only_the_title_tells_the_confirmations_apart(title: str, kind: str) -> None:
    (document,) = read(
        sheet(
            1,
            (title, 0.025),
            ("사업자등록번호 : 011-81-04077", 0.012),
            ("유효기간 : 2025-04-01 ~ 2026-03-31", 0.012),
            ("위 기업은 관계 법령에 따른 기업임을 확인합니다.", 0.012),
            ("2025년 04월 29일", 0.012),
            ("중소벤처기업부장관", 0.012),
        )
    )

    assert document.type == kind


def test_nothing_on_a_sheet_is_one_unrecognised_document_and_never_certain() -> None:
    (document,) = read(BLANK)

    assert (document.type, document.certain) == ("unrecognised", False)


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_with_words_only_low_down_stops_nothing(count: int) -> None:
    high = sheet(1, *[("우리 회사 공장 전경입니다.", 0.012)] * count)
    words = tuple(
        Word(text=word.text, box=word.box._replace(y0=word.box.y0 + 0.7, y1=word.box.y1 + 0.7))
        for word in high.words
    )
    low = high.model_copy(update={"readings": (words,)})
    (document, other) = read(low, registration(2, 0))

    assert (document.type, document.certain) == ("unrecognised", False)
    assert other.type == "business-registration"


# ── scans of many papers ─────────────────────────────────────────────────────────────


def certificate(number: int, which: int, *, count: str = "", title: str = "사업자등록증명") -> Page:
    return sheet(
        number,
        *([(count, 0.008)] if count else []),
        *([(title, 0.025)] if title else []),
        (f"사업자등록번호 : {NUMBERS[which]}", 0.012),
        ("사업자등록일 : 2019년 03월 04일", 0.012),
        ("위와 같이 증명합니다.", 0.012),
        ("2025년 04월 17일", 0.012),
        ("원주세무서장", 0.012),
    )


def form(number: int, title: str, *lines: str) -> Page:
    return sheet(number, (title, 0.025), *((line, 0.012) for line in lines))


def spans(*pages: Page) -> list[tuple[str, tuple[int, int]]]:
    return [(document.type, document.pages) for document in read(*pages)]


def test_a_certificate_whose_title_was_not_read_is_not_swallowed_by_the_one_before() -> None:
    """It would be called missing although it was sent."""
    found = read(certificate(1, 0), certificate(2, 0, title=""))

    assert [(document.type, document.pages, document.certain) for document in found] == [
        ("business-registration", (1, 1), True),
        ("business-registration", (2, 2), False),
    ]


@pytest.mark.parametrize(
    ("numbers", "kinds"),
    [
        (("0123-456-7890-123", "0123-987-6543-210"), ["business-registration", "unrecognised"]),
        (("0123-456-7890-123", "0123-456-7390-123"), ["business-registration"]),
    ],
    ids=["another", "the same, one digit misread"],
)
def test_a_sheet_with_another_certificate_s_number_is_another_paper(
    numbers: tuple[str, str], kinds: list[str]
) -> None:
    first = form(1, "사업자등록증명", f"발급번호 : {numbers[0]}", f"등록번호 : {NUMBERS[0]}")
    second = sheet(2, (f"발급번호 : {numbers[1]}", 0.012), ("업태 제조업", 0.012))

    assert [kind for kind, _ in spans(first, second)] == kinds


@pytest.mark.parametrize(("count", "certain"), [("", False), ("( {} / 2 )", True)])
def test_a_scanned_sheet_without_a_title_makes_the_paper_certain_only_if_it_counts_it(
    count: str, certain: bool
) -> None:
    """A certificate whose title OCR lost looks the same."""
    pages = (
        certificate(1, 0, count=count.format(1)),
        sheet(2, *([(count.format(2), 0.008)] if count else []), ("공동사업자 명세", 0.012)),
    )
    scanned = (p.model_copy(update={"source": "ocr", "readings": p.readings * 3}) for p in pages)
    (document,) = read(*scanned)

    assert (document.pages, document.certain) == ((1, 2), certain)


def test_a_sheet_of_another_firm_is_never_merged() -> None:
    other = sheet(2, ("공동사업자 명세", 0.012), (f"사업자등록번호 : {NUMBERS[1]}", 0.012))

    assert spans(certificate(1, 0), other) == [
        ("business-registration", (1, 1)),
        ("unrecognised", (2, 2)),
    ]


def test_a_form_that_names_its_supplier_on_the_next_sheet_goes_on() -> None:
    first = form(1, "사업 참가신청서", "기업명 가온메디텍", f"사업자등록번호 : {NUMBERS[0]}")
    second = sheet(2, ("공급기업", 0.012), (f"사업자등록번호 : {NUMBERS[1]}", 0.012))

    assert spans(first, second) == [("application-form", (1, 2))]


def test_the_same_form_of_two_firms_is_two_papers() -> None:
    found = spans(
        form(1, "사업 참가신청서", f"사업자등록번호 : {NUMBERS[0]}"),
        form(2, "참가신청 내역서", "지원분야 운영시스템"),
        form(3, "사업 참가신청서", f"사업자등록번호 : {NUMBERS[1]}"),
        form(4, "참가신청 내역서", "지원분야 운영시스템"),
    )

    assert found == [("application-form", (1, 2)), ("application-form", (3, 4))]


@pytest.mark.parametrize(
    "count", ["( {} / 2 )", "{}/2", "2쪽 중 {}쪽", "- {} / 2 -", "Page {} of 2", "{}쪽 / 2쪽"]
)
def test_a_sheet_that_the_paper_counts_belongs_to_it_under_the_same_title(count: str) -> None:
    second = sheet(
        2, (count.format(2), 0.008), ("사업자등록증명", 0.025), ("공동사업자 명세", 0.012)
    )
    (document,) = read(certificate(1, 0, count=count.format(1)), second)

    assert (document.pages, document.lacks) == ((1, 2), ())


def test_a_sheet_that_counts_itself_as_the_first_of_another_paper_does_not_go_on() -> None:
    second = sheet(2, ("( 1 / 3 )", 0.008), ("공동사업자 명세", 0.012))

    assert spans(certificate(1, 0, count="( 1 / 1 )"), second)[1] == ("unrecognised", (2, 2))


def test_sheets_that_a_paper_counts_and_lacks_are_named() -> None:
    first, other = read(certificate(1, 0, count="( 1 / 3 )"), certificate(2, 1))

    assert (first.lacks, other.lacks) == ((2, 3), ())


def test_the_numbering_of_the_whole_file_is_no_paper_s_own() -> None:
    found = read(*(certificate(n, n % 2, count=f"{n} / 3") for n in (1, 2, 3)))

    assert [document.lacks for document in found] == [(), (), ()]


def test_two_papers_on_one_sheet_say_so_and_neither_is_certain() -> None:
    found = read(
        sheet(
            1,
            ("사업자등록증명", 0.025),
            (f"사업자등록번호 : {NUMBERS[0]}", 0.012),
            ("원주세무서장", 0.012),
            ("중소기업 확인서", 0.025),
            ("유효기간 : 2025-04-01 ~ 2026-03-31", 0.012),
            ("중소벤처기업부장관", 0.012),
        )
    )

    assert [(d.type, d.certain, d.shares_sheet) for d in found] == [
        ("business-registration", False, True),
        ("sme-confirmation", False, True),
    ]


@pytest.mark.parametrize("between", [2, 3, 4], ids=["one", "two", "three"])
def test_blank_sheets_with_dust_on_them_decide_nothing(between: int) -> None:
    dust = [sheet(number, (".,", 0.012)) for number in range(2, between + 1)]
    found = spans(certificate(1, 0), *dust, certificate(between + 1, 1), sheet(9, ("-", 0.01)))

    assert found == [
        ("business-registration", (1, 1)),
        ("business-registration", (between + 1, between + 1)),
    ]
