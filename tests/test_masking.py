"""Resident registration numbers are starred, corporate numbers are not."""

from __future__ import annotations

import pytest

from extractors.formats.masking import mask, mask_alike
from extractors.model import Box, Word


def row(*words: str, y: float = 0.1) -> list[Word]:
    """Return *words* side by side, one blank apart."""
    found, x = [], 0.1
    for word in words:
        found.append(Word(text=word, box=Box(x, y, x + 0.01 * len(word), y + 0.012)))
        x += 0.01 * len(word) + 0.008
    return found


STARRED = "900101-*******"


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        pytest.param(["900101-1234567"], [STARRED], id="without a label"),
        pytest.param(["주민등록번호", "900101-1234567"], ["주민등록번호", STARRED], id="labelled"),
        pytest.param(["900101-1******"], [STARRED], id="starred by the issuer but for one"),
        pytest.param(["900101", "-", "1234567"], ["900101", "-", "*" * 7], id="in three words"),
        pytest.param(["900101-", "1234567"], ["900101-", "*" * 7], id="in two words"),
        pytest.param(["900101–1234567"], ["900101–*******"], id="with a dash"),
        pytest.param(["9OO1O1-l234567"], ["9OO1O1-*******"], id="misread"),
        pytest.param(
            ["주민등록번호", "9001011234567"],
            ["주민등록번호", "900101*******"],
            id="bare beside a label",
        ),
        pytest.param(["9001011234567"], ["9001011234567"], id="bare without a label"),
        pytest.param(["901301-1234567"], ["901301-1234567"], id="no such day"),
        pytest.param(
            ["주민등록번호", "901301-1234567"],
            ["주민등록번호", "901301-*******"],
            id="misread day, label",
        ),
        pytest.param(["900101-0234567"], ["900101-0234567"], id="nobody alive"),
        pytest.param(
            ["법인등록번호", "110111-1234569"],
            ["법인등록번호", "110111-1234569"],
            id="corporate label",
        ),
        pytest.param(
            ["주민(법인)등록번호", "110111-1234569", "주식회사"],
            ["주민(법인)등록번호", "110111-1234569", "주식회사"],
            id="one label for both, check digit and firm",
        ),
        pytest.param(
            ["주민(법인)등록번호", "110111-1234569"],
            ["주민(법인)등록번호", "110111-*******"],
            id="one label for both, no firm",
        ),
        pytest.param(
            ["주민(법인)등록번호", "110111-1234568", "주식회사"],
            ["주민(법인)등록번호", "110111-*******", "주식회사"],
            id="one label for both, check digit fails",
        ),
        pytest.param(["012-81-34567"], ["012-81-34567"], id="business number"),
        pytest.param(["5338-199-7645-812"], ["5338-199-7645-812"], id="certificate number"),
    ],
)
def test_resident_numbers_are_masked(words: list[str], seen: list[str]) -> None:
    assert [word.text for word in mask(row(*words))] == seen


def test_the_head_of_a_column_is_a_label_too() -> None:
    head, number = row("법인등록번호"), row("110111-1234569", y=0.13)

    assert [word.text for word in mask(head + number)][-1] == "110111-1234569"


def test_what_one_reading_shows_to_be_masked_is_masked_in_all() -> None:
    first, second = row("900101-1234567"), row("9001011234567")

    assert [[word.text for word in words] for words in mask_alike([first, second])] == [
        [STARRED],
        ["900101*******"],
    ]
