"""Values where offices put them on confirmations, registers and certificates."""

import datetime as dt
from collections.abc import Sequence

import pytest

from extractors.documents import identify
from extractors.model import Box, Document, Page, Source, Transcript, Word

Line = tuple[float, float, str]
WIDE, LATIN, BLANK, HIGH = 0.02, 0.011, 0.01, 0.012


def words_of(left: float, top: float, text: str) -> Sequence[Word]:
    words, x = [], left
    for word in text.split(" "):
        wide = sum(WIDE if c >= "가" else LATIN for c in word)
        if word:
            words.append(Word(text=word, box=Box(x, top, x + wide, top + HIGH)))
        x += wide + BLANK
    return words


def paper(
    title: str,
    *lines: Line,
    cells: Sequence[Box] = (),
    pictures: Sequence[Box] = (),
    source: Source = "text-layer",
) -> Document:
    """A certificate with *title*, and *lines* that begin at (left, top) as fractions of it."""
    words = [
        word.model_copy(update={"box": word.box._replace(y1=word.box.y0 + 0.03)})
        for word in words_of(0.35, 0.1, title)
    ]
    for line in lines:
        words += words_of(*line)
    page = Page(
        number=1,
        source=source,
        aspect=0.7,
        readings=(tuple(words),) * (2 if source == "ocr" else 1),
        cells=tuple(cells),
        pictures=tuple(pictures),
    )
    (document,) = identify(Transcript(reader="", kind="pdf", pages=(page,)))
    return document


def said(document: Document, field: str) -> object:
    """The value of *field*, and only if it is certain."""
    value = document.field(field)
    assert value is not None
    assert value.certain, f"{field}: {value.value!r} is not certain"
    return value.value


CLOSING: tuple[Line, ...] = (
    (0.1, 0.6, "위 기업은 중소기업임을 확인합니다."),
    (0.4, 0.7, "2026년 04월 29일"),
    (0.4, 0.75, "중소벤처기업부장관"),
)


# ── confirmations ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("title", ["중소기업 확인서", "중소기업 간주 확인서"])
def test_the_branch_that_applied_is_not_the_firm(title: str) -> None:
    document = paper(
        title,
        (0.4, 0.15, "[세부분류 : 중기업]"),
        (0.1, 0.2, "사업자등록번호 : 011-81-04077"),
        (0.1, 0.23, "주소(본점) : 강원특별자치도 원주시 솔길 9 (새담동)"),
        (0.1, 0.3, "* 확인서 신청지점"),
        (0.12, 0.33, "사업자등록번호 : 023-81-08514"),
        (0.12, 0.36, "주소 : 강원특별자치도 횡성군 들꽃로 118"),
        *CLOSING,
    )

    assert said(document, "business_number") == "011-81-04077"
    assert said(document, "address") == "강원특별자치도 원주시 솔길 9 (새담동)"
    assert said(document, "company_size") == "중기업"


@pytest.mark.parametrize(
    ("printed", "size"),
    [
        ("[소기업(소상공인)]", "소기업(소상공인)"),
        ("[소기업(소상고인)]", "소기업(소상공인)"),
        ("【 소 기 업 】", "소기업"),
        ("[조기업]", "소기업"),
        ("[세부분류 : 중견기업]", "중견기업"),
        ("[공공기업]", None),
    ],
)
def test_a_size_is_one_of_those_that_there_are(printed: str, size: str | None) -> None:
    document = paper("중소기업 확인서", (0.4, 0.15, printed), *CLOSING)
    found = document.field("company_size")

    assert (found and found.value) == size


def test_the_places_of_a_statement_are_listed_with_their_serials() -> None:
    document = paper(
        "사업자 단위 과세 적용 종된 사업장 명세",
        (0.1, 0.2, "등록번호 : 011-81-04077"),
        (0.1, 0.3, "0001   강원특별자치도 춘천시 솔길 3   2021-07-01"),
        (0.1, 0.33, "0002   경기도 용인시 처인구 솔로 21   2022-03-02"),
        (0.4, 0.7, "2025년 04월 29일"),
        (0.4, 0.75, "춘천세무서장"),
    )

    assert said(document, "subordinate_number") == ("0001", "0002")
    assert said(document, "address") == (
        "강원특별자치도 춘천시 솔길 3",
        "경기도 용인시 처인구 솔로 21",
    )


def test_where_there_is_no_corporate_number_that_is_the_answer() -> None:
    document = paper(
        "중소기업 확인서",
        (0.1, 0.2, "사업자등록번호 : 011-81-04077"),
        (0.6, 0.2, "법인등록번호 : 해당없음"),
        *CLOSING,
    )

    assert said(document, "corporate_number") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("제 2024-0131-05 호", "2024-0131-05"),
        ("제R996204-03318호", "R996204-03318"),
        ("제 R996204-03318 오", "R996204-03318"),
        ("제 ?96204-03318 호", None),
        ("제 12 조 및 제 30 호", None),
    ],
)
def test_the_number_of_a_confirmation_may_have_no_label(text: str, number: str | None) -> None:
    document = paper("벤처기업확인서", (0.1, 0.05, text), *CLOSING)
    value = document.field("certificate_number")

    assert (value and value.value) == number


def test_the_parts_of_such_a_number_may_stand_at_two_heights() -> None:
    lines = ((0.14, 0.058, "제"), (0.17, 0.05, "20260409315"), (0.31, 0.058, "호"))
    document = paper("벤처기업확인서", *lines, *CLOSING)

    assert said(document, "certificate_number") == "20260409315"


def test_two_numbers_under_one_label_are_told_apart() -> None:
    document = paper(
        "여성기업 확인서",
        (0.1, 0.2, "2. 사업자등록번호(법인번호): 011-81-04077 (001411-0123459)"),
        (0.1, 0.25, "6. 유효기간(3년): 2025. 08. 19 ~ 2028. 08. 18"),
        *CLOSING,
    )

    assert said(document, "business_number") == "011-81-04077"
    assert said(document, "corporate_number") == "001411-0123459"
    assert said(document, "valid_until") == dt.date(2028, 8, 18)


def test_a_register_s_number_is_the_company_s_and_its_chief_represents_it() -> None:
    document = paper(
        "등기사항전부증명서(현재 유효사항)",
        (0.1, 0.2, "등록번호 001411-0123459"),
        (0.1, 0.23, "상 호 주식회사 한빛메디"),
        (0.1, 0.3, "사내이사 김가온 810330-*******"),
        (0.1, 0.33, "대표이사 김나래 850127-*******"),
        (0.1, 0.36, "감사 권누리 850127-*******"),
        (0.1, 0.9, "발행번호 97720368 발급확인번호 0418-QWKF-ZZTA발행일2026/05/04"),
    )

    assert document.field("business_number") is None
    assert said(document, "corporate_number") == "001411-0123459"
    assert said(document, "representative") == "김나래"
    assert said(document, "issued_on") == dt.date(2026, 5, 4)


# ── the day of issue ─────────────────────────────────────────────────────────────────


CLOSED, DAY, ISSUER = (
    (0.1, 0.6, "확인합니다."),
    (0.4, 0.7, "2026년 04월 29일"),
    (0.4, 0.75, "원주세무서장"),
)
PARTS = ((0.5, 0.7, "2026"), (0.6, 0.7, "04"), (0.68, 0.7, "29"))
UNITS = ((0.57, 0.708, "년"), (0.645, 0.708, "월"), (0.71, 0.708, "일"))


@pytest.mark.parametrize(
    "foot",
    [
        pytest.param((CLOSED, DAY), id="the issuer is a picture"),
        pytest.param((DAY, ISSUER), id="no sentence closes"),
        pytest.param(((0.6, 0.6, "없음을 증명합"), DAY, ISSUER), id="the sentence is cut off"),
        pytest.param(
            (CLOSED, (0.5, 0.7, "2026년 04월"), (0.58, 0.716, "29일")), id="over two rows"
        ),
        pytest.param((CLOSED, *PARTS, *UNITS), id="at two heights"),
    ],
)
def test_the_one_day_that_stands_alone_is_that_of_issue(foot: Sequence[Line]) -> None:
    document = paper("중소기업 확인서", (0.1, 0.2, "기업명 : 한빛메디"), *foot)

    assert said(document, "issued_on") == dt.date(2026, 4, 29)


def test_two_days_that_stand_alone_leave_doubt() -> None:
    document = paper(
        "중소기업 확인서",
        (0.5, 0.3, "2026년 03월 01일"),
        (0.1, 0.6, "확인합니다."),
        (0.4, 0.7, "2026년 04월 29일"),
    )
    value = document.field("issued_on")

    assert value is not None
    assert not value.certain


# ── addresses ────────────────────────────────────────────────────────────────────────


def test_an_address_without_a_house_may_lack_its_second_line() -> None:
    document = paper(
        "중소기업 확인서", (0.1, 0.2, "주소 : 강원특별자치도 횡성군 우천면 솔바람길"), *CLOSING
    )
    value = document.field("address")

    assert value is not None
    assert not value.certain


# ── tax certificates ─────────────────────────────────────────────────────────────────

TAX_FOOT: tuple[Line, ...] = (
    (0.1, 0.8, "「국세징수법」 제108조에 따라 다른 체납액이 없음을 증명합니다."),
    (0.5, 0.86, "2026년 04월 27일"),
    (0.5, 0.9, "원주세무서장"),
)
COLUMNS = (0.25, 0.4, 0.55, 0.7, 0.85)
HEADS = ("연장ㆍ유예", "과세기간", "세목", "납부기한", "세액")


def table(top: float, title: str, kind: str, *said: str) -> list[Line]:
    """A table whose title is a label at its left, its heads in two rows, one sign a cell."""
    heads = [(x, top, head) for x, head in zip(COLUMNS, (kind, *HEADS[1:]), strict=True)]
    cells = [(x, top + 0.04, text) for x, text in zip(COLUMNS[1:], said, strict=False)]
    return [
        *heads,
        (0.26, top + 0.014, "종류"),
        (0.05, top + 0.02, title),
        (0.07, top + 0.05, "내역"),
        *cells,
    ]


@pytest.mark.parametrize(
    ("second", "deferrals"),
    [
        (("해", "당", "없", "음"), ()),
        (("해", "당", "없", "을"), ()),
        (("2024", "부가세", "2025-01-25", "1,200,000"), ("2024 부가세 2025-01-25 1,200,000",)),
    ],
)
def test_there_is_nothing_though_each_of_its_signs_has_a_cell(
    second: Sequence[str], deferrals: tuple[str, ...]
) -> None:
    document = paper(
        "납세증명서",
        *table(0.4, "연장ㆍ유예", "연장ㆍ유예", "해", "당", "없", "음"),
        *table(0.6, "물적납세", "위탁자", *second),
        *TAX_FOOT,
    )

    assert said(document, "deferrals") == deferrals


@pytest.mark.parametrize("second", [("해", "당"), ("해", "당", "있", "음")])
def test_a_table_that_does_not_say_that_there_is_nothing_leaves_doubt(
    second: Sequence[str],
) -> None:
    document = paper(
        "납세증명서",
        *table(0.4, "연장ㆍ유예", "연장ㆍ유예", "해", "당", "없", "음"),
        *table(0.6, "물적납세", "위탁자", *second),
        *TAX_FOOT,
    )
    value = document.field("deferrals")

    assert value is not None
    assert (value.value, value.certain) == (None, False)


@pytest.mark.parametrize(
    ("marks", "purpose"),
    [
        ((" ", "✓", " "), "해외이주"),
        (("V", " ", " "), "대금수령"),
        (("V", " ", "V"), None),
        ((" ", "X", " "), None),
        ((" ", " ", " "), None),
    ],
)
def test_the_one_purpose_that_is_ticked(marks: Sequence[str], purpose: str | None) -> None:
    named = zip((0.2, 0.22, 0.24), marks, ("대금수령", "해외이주", "기 타"), strict=True)
    options = [(0.25, top, f"[ {mark} ] {name} (제 호)") for top, mark, name in named]
    document = paper(
        "납세증명서",
        (0.05, 0.22, "증명서의"),
        *options,
        (0.05, 0.236, "사용목적"),
        (0.1, 0.3, "유효기간 2026년 05월 27일"),
        (0.25, 0.32, "[ ✓ ] 「국세징수법 시행령」 제96조"),
        (0.25, 0.34, "[ ] 기 타 (사유: )"),
        *TAX_FOOT,
    )  # fmt: skip
    value = document.field("purpose")

    assert ((value and value.certain and value.value) or None) == purpose


@pytest.mark.parametrize(
    ("name", "firm", "expected"),
    [
        ("봉루한", "이든메디칼", ("이든메디칼", "봉루한")),
        ("주식회사 이든메디칼", "이든메디칼", ("주식회사 이든메디칼", None)),
    ],
)
def test_on_the_local_sheet_of_a_person_the_trade_name_is_the_firm(
    name: str, firm: str, expected: tuple[str, str | None]
) -> None:
    document = paper(
        "지방세 납세증명서",
        (0.1, 0.2, f"성명(법인명) : {name}"),
        (0.1, 0.24, f"상호 : {firm}"),
        (0.1, 0.8, "「지방세징수법」 제5조에 따라 증명합니다."),
        (0.5, 0.86, "2026년 04월 27일"),
        (0.5, 0.9, "원주시장"),
    )
    person = document.field("representative")

    assert (said(document, "company_name"), person and person.value) == expected


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("지방세 납세증명서", "납세자 성명(법인명)"),
        ("지방세 납세증명서", "납세자 상호(법인명)"),
        ("납세증명서", "납세자 성명(상호)"),
        ("납세증명서", "성명(법인명)"),
    ],
)
def test_the_taxpayer_s_name_is_found_under_what_offices_call_it(title: str, label: str) -> None:
    office = (
        ("지방세징수법", "원주시장") if title.startswith("지방") else ("국세징수법", "원주세무서장")
    )
    document = paper(
        title,
        (0.1, 0.2, label),
        (0.5, 0.2, "주식회사 이든메디칼"),
        (0.1, 0.8, f"「{office[0]}」에 따라 증명합니다."),
        (0.5, 0.86, "2026년 04월 27일"),
        (0.5, 0.9, office[1]),
    )

    assert said(document, "company_name") == "주식회사 이든메디칼"


# ── values between their labels ──────────────────────────────────────────────────────

LABELS = ("업 체 명 :", "대 표 자 :", "소 재 지 :", "유효기간 :")
SAID = ("예비창업자 길하늬", "길하늬", "강원특별자치도 강릉시 솔길 12-3", "2026.04.09 ~ 2028.04.08")


def shifted(by: float, values: Sequence[str]) -> Document:
    """A confirmation whose values stand higher than their labels by a part of a step."""
    labels = [(0.2, 0.3 + 0.03 * i, text) for i, text in enumerate(LABELS)]
    said_ = [(0.45, 0.3 + 0.03 * (i - by), text) for i, text in enumerate(values)]
    return paper("여성기업 확인서", *labels, *said_, *CLOSING)


@pytest.mark.parametrize("by", [0.0, 0.35, 0.5, 0.65, -0.5])
def test_values_that_all_stand_higher_or_lower_belong_to_their_labels_in_order(by: float) -> None:
    document = shifted(by, SAID)

    assert said(document, "company_name") == "예비창업자 길하늬"
    assert said(document, "representative") == "길하늬"
    assert said(document, "address") == "강원특별자치도 강릉시 솔길 12-3"
    assert said(document, "valid_until") == dt.date(2028, 4, 8)


def test_labels_spread_over_their_column_are_labels_of_such_a_column_too() -> None:
    wide = [(0.1 + 0.05 * i, 0.3, c) for i, c in enumerate("업체명")]
    wide += [(0.1 + 0.05 * i, 0.33, c) for i, c in enumerate("대표자")]
    wide += [(0.1 + 0.05 * i, 0.36, c) for i, c in enumerate("소재지")]
    values = [(0.45, 0.285 + 0.03 * i, text) for i, text in enumerate(SAID[:3])]
    document = paper("여성기업 확인서", *wide, *values, *CLOSING)

    assert said(document, "representative") == "길하늬"


def test_a_place_beside_which_a_stranger_stands_between_two_labels_is_not_blank() -> None:
    document = paper(
        "여성기업 확인서",
        (0.2, 0.3, "유효기간 :"),
        (0.45, 0.281, "2026.04.09 ~ 2028.04.08"),
        *CLOSING,
    )
    value = document.field("valid_until")

    assert value is None or value.value is not None or not value.certain


def test_where_one_of_them_is_lacking_none_is_certain() -> None:
    document = shifted(0.5, SAID[1:])
    values = [document.field(name) for name in ("company_name", "representative", "address")]

    assert not any(value.certain for value in values if value and value.value)
