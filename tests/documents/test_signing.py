"""Day, name and signature at the foot of a form: what is a mark, and what only stands near."""

import datetime as dt

import pytest

from extractors.documents import identify
from extractors.fields.signing import without_scrawl
from extractors.model import Box, Document, Page, Transcript, Value, Word

LINES = (
    (0.05, "기업·개인정보 수집 및 이용에 관한 동의서"),
    (0.10, "개인정보보호법 제15조에 따라 동의를 받고자 합니다."),
    (0.50, "상기 내용에 동의합니다."),
)
NAME = (0.65, "동의자 성명 : 김나래 (서명)")  # (서명) is printed at 0.455 … 0.535
ADDRESSEE = (0.75, "국민건강보험공단 이사장 귀하")


def consent(*foot: tuple[float, str], pictures: tuple[Box, ...] = ()) -> Document:
    """A printed consent form with *foot*: a syllable is 0.02 wide, a blank 0.015."""
    words = []
    for top, text in (*LINES, *foot, ADDRESSEE):
        x = 0.25
        for word in text.split(" "):
            wide = 0.02 * len(word)
            if word:
                words.append(Word(text=word, box=Box(x, top, x + wide, top + 0.012)))
            x += wide + 0.015
    page = Page(
        number=1, source="text-layer", aspect=0.7, readings=(tuple(words),), pictures=pictures
    )
    (document,) = identify(Transcript(reader="", kind="pdf", pages=(page,)))
    return document


def said(document: Document, field: str) -> tuple[object, bool]:
    value = document.field(field)
    assert value is not None
    return value.value, value.certain


@pytest.mark.parametrize(
    "day",
    ["2025. 5. 8.", "25. 5. 8.", "’25. 5. 8.(목)", "20250508", "2025년 5월 8일", "2025年 5月 8日"],
)
def test_the_day_of_signing_as_people_write_it(day: str) -> None:
    assert said(consent((0.6, day), NAME), "signed_on") == (dt.date(2025, 5, 8), True)


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        pytest.param(Box(0.46, 0.63, 0.54, 0.68), (True, True), id="a seal on the words"),
        pytest.param(Box(0.55, 0.64, 0.62, 0.67), (True, True), id="a signature right beside"),
        pytest.param(Box(0.80, 0.68, 0.95, 0.70), (True, False), id="a logo at the edge"),
        pytest.param(Box(0.40, 0.90, 0.60, 0.95), (False, False), id="a logo at the foot"),
        pytest.param(Box(0.20, 0.40, 0.80, 0.80), (False, False), id="a watermark behind all"),
    ],
)
def test_a_picture_is_a_signature_only_where_one_is_asked_for(
    picture: Box, expected: tuple[bool, bool]
) -> None:
    document = consent((0.6, "2025. 5. 8."), NAME, pictures=(picture,))

    assert said(document, "signature_present") == expected


def test_no_mark_seen_is_never_certain() -> None:
    assert said(consent((0.6, "2025. 5. 8."), NAME), "signature_present") == (False, False)


@pytest.mark.parametrize("day", ["2025. 5. 8.", "2025년 5월 8일", "2025 년 05 월 08 일"])
def test_the_day_of_signing(day: str) -> None:
    assert said(consent((0.6, day), NAME), "signed_on") == (dt.date(2025, 5, 8), True)


@pytest.mark.parametrize("day", ["2025.    .    .", "2025년   월   일", "20  년   월   일"])
def test_a_day_left_open_is_blank(day: str) -> None:
    assert said(consent((0.6, day), NAME), "signed_on") == (None, True)


@pytest.mark.parametrize(
    "day",
    ["5월 8일", "2025년 5월", "2025.5", "5/8", "May 8, 2025", "250508", "2025년 ○월 ○일"],
)
def test_a_day_that_nobody_can_tell_is_neither_blank_nor_guessed(day: str) -> None:
    document = consent((0.6, day), NAME)
    value = document.field("signed_on")

    assert value is not None
    assert (value.value, value.raw, value.certain) == (None, day, False)


def test_a_day_of_the_moon_is_not_taken_for_one_of_the_sun() -> None:
    assert said(consent((0.6, "음력 2025. 4. 11."), NAME), "signed_on") == (
        dt.date(2025, 4, 11),
        False,
    )


def test_a_day_left_open_under_a_picture_may_be_written_by_hand() -> None:
    ink = Box(0.3, 0.59, 0.5, 0.62)

    assert said(consent((0.6, "2025.   .   ."), NAME, pictures=(ink,)), "signed_on") == (
        None,
        False,
    )


def test_a_name_left_open_is_blank_and_one_behind_the_words_is_not() -> None:
    open_name = consent((0.6, "2025. 5. 8."), (0.65, "동의자 성명 :           (서명)"))
    behind = consent((0.6, "2025. 5. 8."), (0.65, "동의자 성명 : (서명) 김나래"))

    assert said(open_name, "signer") == (None, True)
    assert said(behind, "signer") == ("김나래", False)


@pytest.mark.parametrize(
    "name", ["대표이사 김나래", "대표 김나래", "대표자 김나래", "김나래 대표이사", "김나래(대표)"]
)
def test_a_title_beside_the_name_is_part_of_the_entry(name: str) -> None:
    document = consent((0.60, "2025. 5. 8."), (0.65, f"동의자 성명 : {name} (서명)"))

    assert said(document, "signer") == (name, True)


@pytest.mark.parametrize(
    ("readings", "name"),
    [
        (("석재덕1d4방덕", "석재덕1454mo"), "석재덕"),
        (("선마비섬?병??2?", "선마비0451"), "선마비"),
        (("석재덕", "석재먹"), "석재덕"),
        (("좍른보깨충보12", "작류보애출보"), "좍른보깨충보12"),
    ],
)
def test_a_signature_read_as_letters_is_no_part_of_the_name(
    readings: tuple[str, str], name: str
) -> None:
    box = Box(0.6, 0.65, 0.8, 0.67)
    own, other = (
        Value(value=text, raw=text, page=1, box=box, certain=False, because=None, source="ocr")
        for text in readings
    )
    found = without_scrawl(own, [own, other])

    assert (found.value, found.certain) == (name, False)


# ── strokes of a pen on a scan ───────────────────────────────────────────────────────


def scanned(*foot: tuple[float, str], pictures: tuple[Box, ...] = ()) -> Document:
    """The consent form of `consent` as three readings of a scan see it."""
    words = []
    for top, text in (*LINES, *foot, ADDRESSEE):
        x = 0.25
        for word in text.split(" "):
            wide = 0.02 * len(word)
            if word:
                words.append(Word(text=word, box=Box(x, top, x + wide, top + 0.012)))
            x += wide + 0.015
    page = Page(number=1, source="ocr", aspect=0.7, readings=(tuple(words),) * 3, pictures=pictures)
    (document,) = identify(Transcript(reader="", kind="jpeg", pages=(page,)))
    return document


DAY = (0.6, "2025. 5. 8.")
GARBLED = (0.65, "동의자 성명 : 김나래 ?4명")


@pytest.mark.parametrize(
    ("row", "mark", "expected"),
    [
        pytest.param(NAME, Box(0.45, 0.64, 0.55, 0.665), (True, True), id="over the words"),
        pytest.param(NAME, Box(0.385, 0.64, 0.44, 0.665), (True, False), id="over the name"),
        pytest.param(GARBLED, Box(0.45, 0.64, 0.52, 0.665), (True, True), id="words illegible"),
        pytest.param(GARBLED, Box(0.37, 0.64, 0.52, 0.665), (True, False), id="name, too"),
        pytest.param(GARBLED, Box(0.8, 0.68, 0.9, 0.7), (True, False), id="a mark elsewhere"),
        pytest.param(
            (0.65, "동의자 성명 :"), Box(0.4, 0.64, 0.52, 0.665), (True, False), id="no print"
        ),
    ],
)
def test_strokes_sign_where_a_printed_name_stands_before_them(
    row: tuple[float, str], mark: Box, expected: tuple[bool, bool]
) -> None:
    """Before the words that ask to sign they may be a name in handwriting."""
    assert said(scanned(DAY, row, pictures=(mark,)), "signature_present") == expected
