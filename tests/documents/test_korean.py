"""Dates, numbers and names as Korean paper prints them."""

import datetime as dt

import pytest

from extractors.fields.addresses import (
    is_whole_address,
    misspells_its_district,
    names_a_place,
    parse_address,
    province_of,
)
from extractors.korean import (
    business_number_is_possible,
    company_key,
    corporate_number_is_possible,
    has_legal_form,
    is_blank,
    lacks_a_letter,
    parse_business_number,
    parse_certificate_number,
    parse_corporate_number,
    parse_date,
    parse_first_date,
    parse_last_date,
    parse_list,
    parse_name,
    says_none,
    squash,
)

DAY = dt.date(2026, 6, 9)
PRECISION = "측정, 시험, 항해, 제어 및 기타 정밀기기 제조업"
WASTE = "수도, 하수 및 폐기물 처리, 원료 재생업"


@pytest.mark.parametrize(
    "text",
    [
        "2026년 06월 09일",
        "2026년 6월9일",
        "2026 년 6 월 9 일",
        "2026년   06월    09일",
        "2026-06-09",
        "2026. 06. 09.",
        "2026.6.9",
        "２０２６년 ６월 ９일",
        "2026년 Year 06월 09일 Month Day",
        "2026년 Year 06월 Month 09일 Day",
        "2026년 06월\n09일",
        "2026년 Yéar 06월 09일 Month Dav",
        "유효기간 2026년 06월 09일까지",
        "2026 년(Year)\t06 월(Month)\t09 일(Day)",
        "2026 년(Year) 06월(Month ) 09일( Day)",
        "2026 넌(Year) 06A(Month) 09U(Day)",
        "2026·6·9",
        "2026。06。09。",
        "2026‑06‑09",
        "2026\u00ad06\u00ad09",
        "26. 6. 9.",
        "'26.06.09",
        "26년 6월 9일",
        "20260609",
    ],
)
def test_a_day_in_every_printed_shape(text: str) -> None:
    parsed = parse_date(text)

    assert parsed is not None
    assert parsed.value == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2025.  .  .",
        "2025년 월 일",
        "2025-02-30",
        "2025-13-01",
        "0123-456-7890-123",
        "033-000-0000",
        "202606091234",
        "1.2.3",
        "26.13.01",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert parse_date(text) is None


def test_two_different_days_are_none_and_a_period_has_two_ends() -> None:
    text = "2025-04-01 ~ 2026-03-31"
    first, last = parse_first_date(text), parse_last_date(text)

    assert parse_date(text) is None
    assert (first and first.value, last and last.value) == (
        dt.date(2025, 4, 1),
        dt.date(2026, 3, 31),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("2025.4.1.~2026.3.31.", "2025. 4. 1. ~ '26. 3. 31.", "25.04.01~26.03.31"),
        *("20250401~20260331", "20250401.\t202603.31.", "2025.0401 2026 03. 31"),
    ],
)
def test_the_ends_of_a_period_in_every_shape(text: str) -> None:
    first, last = parse_first_date(text), parse_last_date(text)

    assert (first and first.value, last and last.value) == (
        dt.date(2025, 4, 1),
        dt.date(2026, 3, 31),
    )


@pytest.mark.parametrize(
    "text",
    [
        *("2025. 4. 1. ~ 3. 31.", "2025.04.01. 202S.03.31.", "2025-04-01\t2026-03-E1"),
        *("2025.04.01  2026", "2026.13.31 2025.04.01"),
    ],
)
def test_where_only_one_end_of_a_period_is_a_day_it_is_not_its_last(text: str) -> None:
    assert parse_last_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["2026-03-31까지 (1년)", "2026.3.31 지방세징수법 시행령 제7조 제1항", "2026-03-31 (365일)"],
)
def test_how_long_a_period_lasts_and_by_which_law_is_no_day(text: str) -> None:
    last = parse_last_date(text)

    assert last is not None
    assert last.value == dt.date(2026, 3, 31)


def test_an_end_alone_begins_nothing_and_a_reversed_period_is_none() -> None:
    assert parse_first_date("2026-03-31") is None
    assert parse_last_date("2026-03-31 ~ 2025-04-01") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("011-81-04077", "011-81-04077"),
        ("0118104077", "011-81-04077"),
        ("011 81 04077", "011-81-04077"),
        ("02 1234 5678", None),
        ("０１１－８１－０４０７７", "011-81-04077"),
        ("011 – 81 – 04077 (본점)", "011-81-04077"),
        ("202504170001", None),
        ("02-1234-5678", None),
        ("011-81-04077, 023-81-08514", None),
        ("001411-0123459", None),
    ],
)
def test_business_number(text: str, number: str | None) -> None:
    parsed = parse_business_number(text)

    assert (parsed and parsed.value) == number


def test_check_digits() -> None:
    assert business_number_is_possible("011-81-04077")
    assert not business_number_is_possible("011-81-04078")
    assert not business_number_is_possible("011-81-0407")
    assert corporate_number_is_possible("110111-1234569")
    assert not corporate_number_is_possible("110111-*******")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("001411-0123459", "001411-0123459"),
        ("001411-*******", "001411-*******"),
        ("001411-●●●●●●●", "001411-*******"),
        ("001411-012345", None),
        ("001411-0123459 001411-0123467", None),
    ],
)
def test_corporate_number(text: str, number: str | None) -> None:
    parsed = parse_corporate_number(text)

    assert (parsed and parsed.value) == number


def test_the_number_of_a_certificate_keeps_its_groups() -> None:
    parsed = parse_certificate_number("0123 - 456 - 7890 - 123")

    assert parsed is not None
    assert parsed.value == "0123-456-7890-123"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("W188-0417-5523-9961", "W188-0417-5523-9961"),
        ("제R996204-03318호", "R996204-03318"),
        ("제 202604-97160-0038825 호", "202604-97160-0038825"),
        ("?188-0417-5523-9961", None),
        ("X1W188-0417-5523-9961", None),
        ("0199-607-5649-56?", None),
    ],
)
def test_a_letter_of_a_number_is_never_dropped(text: str, number: str | None) -> None:
    parsed = parse_certificate_number(text)

    assert (parsed and parsed.value) == number


def test_a_number_that_lost_its_letter_is_noticed() -> None:
    assert lacks_a_letter("188-0417-5523-9961")
    assert not lacks_a_letter("W188-0417-5523-9961")
    assert not lacks_a_letter("0199-607-5649-565")
    assert not lacks_a_letter("0010-2026-703318")


@pytest.mark.parametrize(
    "text", ["해당없음", "해 당 없 음", "- 해당 사항 없음 -", "해당사항이 없습니다."]
)
def test_there_is_none(text: str) -> None:
    assert says_none(text)
    assert not says_none("해당없음 외 1건")


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("강원특별자치도 횡성군 우천면 솔바람길 110-1, 2동", True),
        ("강원특별자치도 원주시 지정면 신평리 산12-3", True),
        ("강원특별자치도 강릉시 ****", True),
        ("강원특별자치도 횡성군 우천면 솔바람길", False),
        ("강원특별자치도 횡성군", False),
    ],
)
def test_an_address_comes_as_far_as_a_house(address: str, whole: bool) -> None:
    assert is_whole_address(address) is whole
    assert names_a_place(address)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("김나래 (서명)", "김나래"),
        ("김  나  래   (인)", "김나래"),
        ("주식회사 한빛 대표이사 김나래 (직인)", "주식회사 한빛 대표이사 김나래"),
        ("제갈마루 외 1명", "제갈마루 외 1명"),
        ("JOHN SMITH, 김나래", "JOHN SMITH, 김나래"),
        ("011-81-04077", None),
        ("        (서명)", None),
        ("_______ (서명 또는 인)", None),
    ],
)
def test_name_without_the_mark_for_signing(text: str, name: str | None) -> None:
    parsed = parse_name(text)

    assert (parsed and parsed.value) == name


@pytest.mark.parametrize("text", ["", " . ", "____", "2025.   .   .", "년   월   일", "(서명)"])
def test_nobody_has_written_anything(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["없음", "0", "(서명) 김나래", "2025. 5."])
def test_somebody_has_written_something(text: str) -> None:
    assert not is_blank(text)


def test_the_same_as_above_is_no_address() -> None:
    assert parse_address("상 동") is None
    assert parse_address("강원특별자치도 원주시 1") is not None


def test_entries_of_a_list() -> None:
    parsed = parse_list("제조업\n도매 및 소매업, 서비스(교육, 상담)")

    assert parsed is not None
    assert parsed.value == ("제조업", "도매 및 소매업", "서비스(교육, 상담)")


@pytest.mark.parametrize(
    "name", ["주식회사 한빛메디", "㈜한빛메디", "한빛 메디(주)", "( 주 ) 한빛메디", "한빛(주)메디"]
)
def test_one_firm_however_its_legal_form_is_printed(name: str) -> None:
    assert company_key(name) == company_key("한빛메디")
    assert has_legal_form(name)


def test_a_name_that_only_sounds_like_a_legal_form() -> None:
    assert not has_legal_form("주식연구소")


@pytest.mark.parametrize(
    ("address", "province"),
    [
        ("강원특별자치도 원주시 1", "강원특별자치도"),
        ("강원도 속초시 1", "강원특별자치도"),
        ("강원 춘천시 1", "강원특별자치도"),
        ("강원원주시 1", "강원특별자치도"),
        ("(24341) 강원특별자치도 춘천시 1", "강원특별자치도"),
        ("경기도 성남시 분당구 강원로 1", "경기도"),
        ("강원로 12, 강원빌딩 3층", None),
        ("강원산업단지 1길 2", None),
        ("원주시 기업도시로 200", None),
    ],
)
def test_province_is_the_first_word_only(address: str, province: str | None) -> None:
    assert province_of(address) == province


@pytest.mark.parametrize(
    ("address", "misspelt"),
    [
        ("강원특별자치도 춘전시 솔길 2", True),
        ("강원홍전군홍천읍솔길2", True),
        ("강원특별자치도 춘천시 솔길 2", False),
        ("강원특별자치도 새담시 솔길 2", False),
        ("세종특별자치시 솔길 2", False),
        ("서울특별시 중구 솔길 2", False),
        ("춘전시 솔길 2", False),
    ],
)
def test_a_district_a_stroke_off_one_that_there_is_was_misread(
    address: str, misspelt: bool
) -> None:
    assert misspells_its_district(address) is misspelt


def test_squash_keeps_letters_and_digits_only() -> None:
    assert squash("상  호 (법인명)  :") == "상호법인명"


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("제조업, 도매 및 소매업", ("제조업", "도매 및 소매업")),
        ("제조업\n전문, 과학 및 기술서비스업", ("제조업", "전문, 과학 및 기술서비스업")),
        ("수도, 하수 및 폐기물 처리업, 건설업", ("수도, 하수 및 폐기물 처리업", "건설업")),
        ("의료기기(체온계, 혈압계), 의약품", ("의료기기(체온계, 혈압계)", "의약품")),
        ("의료용품, 전자부품, 의약품", ("의료용품", "전자부품", "의약품")),
        ("도매, 의료기기 및 의약품 제조업", ("도매", "의료기기 및 의약품 제조업")),
        ("측정, 시험, 항해, 제어\n및 기타 정밀기기 제조업", (PRECISION,)),
        ("측정, 시험, 항해,\n제어 및 기타 정밀기기\n제조업", (PRECISION,)),
        ("제조업|수도, 하수 및 폐기물 처리, 원료 재생업", ("제조업", WASTE)),
        ("제조업\n도소매\n건강기능식품, 위생용품", ("제조업", "도소매", "건강기능식품, 위생용품")),
        ("측정,시험,제어및기타정밀기기제조업", ("측정, 시험, 제어및기타정밀기기제조업",)),
    ],
)
def test_a_comma_inside_a_name_of_a_trade_parts_no_entries(
    text: str, entries: tuple[str, ...]
) -> None:
    parsed = parse_list(text)

    assert parsed is not None
    assert parsed.value == entries


@pytest.mark.parametrize(
    "text",
    ["004111-*******", "004111-*****", "004111*******", "004111ㅡ*******", "004111-*%%**%"],
)
def test_a_starred_corporate_number_is_what_is_not_starred(text: str) -> None:
    parsed = parse_corporate_number(text)

    assert parsed is not None
    assert parsed.value == "004111-*******"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("강원 원주시 기업도시로 200.2동 1층", "강원 원주시 기업도시로 200, 2동 1층"),
        ("강원 원주시 기업도시로 200.", "강원 원주시 기업도시로 200"),
        ("상동", None),
        ("강원특별자지도 강릉시 솔길 2", "강원특별자치도 강릉시 솔길 2"),
        ("강윈특별자지도강릉시솔길2", "강원특별자치도강릉시솔길2"),
        ("충정북도 청주시 솔길 2", "충청북도 청주시 솔길 2"),
        ("강원로 12", "강원로 12"),
    ],
)
def test_an_address_has_no_full_stop_and_a_province_that_there_is(
    text: str, address: str | None
) -> None:
    parsed = parse_address(text)

    assert (parsed.value if parsed else None) == address
