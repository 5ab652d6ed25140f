"""Resident registration numbers are starred, corporate numbers are not."""

from __future__ import annotations

import time

import pytest

from extractors.formats.masking import mask, mask_alike
from extractors.model import Box, File, Word
from extractors.resident import hide


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
        pytest.param(["9001011234567"], ["900101*******"], id="bare without a label"),
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
        pytest.param(["19900101-1234567"], ["19900101-*******"], id="with the century"),
        pytest.param(["900101/1234567"], ["900101/*******"], id="with a stroke"),
        pytest.param(["900101→1234567"], ["900101→*******"], id="hyphen misread as an arrow"),
        pytest.param(["9이101-1234567"], ["9이101-*******"], id="digits misread as a syllable"),
        pytest.param(["90010l-l2345S7"], ["90010l-*******"], id="digits misread as letters"),
        pytest.param(["900101-123456"], ["900101-******"], id="a digit lost"),
        pytest.param(["900101-12345678"], ["900101-********"], id="a digit too many"),
        pytest.param(["1900101-1234567"], ["1900101-*******"], id="a speck before it"),
        pytest.param(["김나래(900101-1234567)"], ["김나래(900101-*******)"], id="in brackets"),
        pytest.param([*"900101-1234567"], [*"900101-*******"], id="every sign a word of its own"),
        pytest.param(
            ["주믿등록번호", "900101123456"],
            ["주믿등록번호", "900101******"],
            id="label and number misread",
        ),
        pytest.param(
            ["법인등록번호", "900101-1234567"],
            ["법인등록번호", "900101-*******"],
            id="a person's number where a firm's is asked for",
        ),
        pytest.param(
            ["주민등록번호(사업자등록번호)", "012-81-34567"],
            ["주민등록번호(사업자등록번호)", "012-81-34567"],
            id="business number under a label for both",
        ),
        pytest.param(["012-81-34567"], ["012-81-34567"], id="business number"),
        pytest.param(["0128134567"], ["0128134567"], id="bare business number"),
        pytest.param(["010-1234-5678"], ["010-1234-5678"], id="telephone"),
        pytest.param(
            ["2025-04-01", "~", "2026-03-31"], ["2025-04-01", "~", "2026-03-31"], id="days"
        ),
        pytest.param(["0010-2025-123456"], ["0010-2025-123456"], id="number of a confirmation"),
        pytest.param(
            ["1234-5678-9012-3456"], ["1234-5678-9012-3456"], id="number to verify a paper by"
        ),
        pytest.param(["5338-199-7645-812"], ["5338-199-7645-812"], id="certificate number"),
    ],
)
def test_resident_numbers_are_masked(words: list[str], seen: list[str]) -> None:
    assert [word.text for word in mask(row(*words))] == seen


def test_the_head_of_a_column_is_a_label_too() -> None:
    head, number = row("법인등록번호"), row("110111-1234569", y=0.13)

    assert [word.text for word in mask(head + number)][-1] == "110111-1234569"


FOR_BOTH = ("주민(법인", "·", "외국인)등록번호")
"""A label as a reader breaks it: its last word says neither 주민 nor 법인."""


@pytest.mark.parametrize("label", [FOR_BOTH, ("주민(법인·외국인)등록번호",)])
def test_a_label_above_is_all_that_stands_close_together(label: tuple[str, ...]) -> None:
    head, firm = row(*label, y=0.1), row("주식회사", y=0.3)
    for number, seen in (("110111-1234569", "110111-1234569"), ("900101-1234567", STARRED)):
        masked = mask([*head, *row(number, y=0.12), *firm])
        assert masked[len(head)].text == seen
    assert mask([*head, *row("110111-1234569", y=0.12)])[len(head)].text == "110111-*******"


def test_a_persons_label_above_is_not_softened_by_its_neighbour() -> None:
    head = row("법인등록번호", "주민등록번호", y=0.1)
    masked = mask([*head, *row("110111-1234569", y=0.12), *row("주식회사", y=0.3)])
    assert masked[2].text == "110111-*******"


def test_a_firms_legal_form_counts_in_whichever_reading_it_was_read() -> None:
    words = [*row(*FOR_BOTH, y=0.1), *row("110111-1234569", y=0.12)]
    readings = mask_alike([[*words, *row("㈜한빛", y=0.3)], [*words, *row("(쥬)한빛", y=0.3)]])
    assert [words[3].text for words in readings] == ["110111-1234569"] * 2


def test_what_one_reading_shows_to_be_masked_is_masked_in_all() -> None:
    first, second = row("900101-1234567"), row("9001011234567")

    assert [[word.text for word in words] for words in mask_alike([first, second])] == [
        [STARRED],
        ["900101*******"],
    ]


@pytest.mark.parametrize(
    ("above", "at"),
    [
        pytest.param(["900101-"], 0.1, id="broken after its hyphen"),
        pytest.param(["주민등록번호", "900101"], 0.17, id="under a label"),
    ],
)
def test_a_number_broken_over_two_lines_is_masked(above: list[str], at: float) -> None:
    below = Word(text="1234567", box=Box(at, 0.115, at + 0.07, 0.127))

    assert [word.text for word in mask([*row(*above), below])][-1] == "*******"


@pytest.mark.parametrize("gap", [0.05, 0.2], ids=["next cell", "far cell"])
def test_a_number_in_two_cells_is_masked(gap: float) -> None:
    first = Word(text="900101-", box=Box(0.1, 0.1, 0.17, 0.112))
    second = Word(text="1234567", box=Box(0.17 + gap, 0.1, 0.24 + gap, 0.112))

    assert [word.text for word in mask([first, second])] == ["900101-", "*******"]


def test_the_name_of_a_file_and_the_subject_of_a_mail_are_masked_too() -> None:
    file = File(sha256="0" * 64, name="김나래 900101-1234567.pdf", size=1, kind="pdf", state="read")

    assert file.name == "김나래 900101-*******.pdf"
    assert hide("[신청] 대표 900101 1234567 드림") == "[신청] 대표 900101 ******* 드림"


@pytest.mark.parametrize(
    "text", ["*" * 300 + "1", "1" * 500, "1 " * 500, "주민" + "* " * 300 + "1", "1-" * 400]
)
def test_long_runs_of_signs_cost_no_time(text: str) -> None:
    started = time.perf_counter()
    hide(text)

    assert time.perf_counter() - started < 1
