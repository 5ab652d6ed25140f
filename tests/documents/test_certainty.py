"""When two readings of one place make its value certain."""

from collections.abc import Callable

import pytest

from extractors.fields.settling import SeenValue, settle
from extractors.korean import Parsed, parse_name, parse_text
from extractors.model import Box, Value

PLACE = Box(0.1, 0.1, 0.4, 0.12)


def seen(text: str) -> SeenValue:
    value = Value(
        value=text, raw=text, page=1, box=PLACE, certain=False, because=None, source="ocr"
    )
    return SeenValue(value, sound=True)


def settled(parse: Callable[[str], Parsed[str] | None], *readings: str) -> tuple[str, bool]:
    """What the line reader, then Tesseract saw, made one value."""
    value = settle([seen(text) for text in readings], parse)
    assert value is not None
    return value.value, value.certain


@pytest.mark.parametrize(
    ("readings", "certain"),
    [
        (("한빛메디", "한빛메디", "한빛매디"), True),
        (("한빛메디", "한빛매디", "한빛메디"), True),
        (("한빛메디", "한빛매디", "한빛매디"), False),
        (("㈜한빛메디", "(주)한빛메디"), True),
        (("㈜한빛메디", "(쥐한빛메디"), True),
        (("한빛메디㈜", "한빛메디주)"), True),
        (("㈜한빛메디", "한빛메디"), False),
        (("㈜한빛메디", "주한빛매디"), False),
        (("주한빛메디", "(주)한빛메디"), False),
        (("주한빛메디", "주한빛메디"), False),
        (("한빛메디주", "한빛메디주"), False),
        (("주식회사한빛", "주식회사 한빛"), True),
        (("주나래", "주나래"), True),
    ],
)
def test_a_name_is_certain_where_tesseract_reads_what_our_reader_reads(
    readings: tuple[str, ...], certain: bool
) -> None:
    """Tesseract does not know the sign ㈜, and alone decides nothing; both may take it for 주."""
    assert settled(parse_name, *readings)[1] is certain


def test_where_they_differ_our_reader_s_word_is_shown_and_is_not_certain() -> None:
    assert settled(parse_name, "서모3D주식회사", "서모30주식회사", "서모30주식회사") == (
        "서모3D주식회사",
        False,
    )


def test_only_a_name_may_begin_with_a_sign_that_tesseract_does_not_know() -> None:
    assert settled(parse_text, "㈜한빛메디", "(쥐한빛메디") == ("㈜한빛메디", False)


def test_what_differs_is_kept_for_questions_that_a_word_answers() -> None:
    """Not where its place is in doubt: then neither reading may be the value's."""
    own, other = (seen(text)._replace(placed=True) for text in ("보안솔루션?", "보안솔루션7"))
    kept = settle([own, other])
    doubted = settle([own._replace(placed=False), other])

    assert kept is not None
    assert doubted is not None
    assert (kept.value, kept.second, kept.certain) == ("보안솔루션?", "보안솔루션7", False)
    assert doubted.second is None
