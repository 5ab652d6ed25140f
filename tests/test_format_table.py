"""The table of file formats says what the readers do and what applicants are told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from extractors.errors import UnreadableFile
from extractors.formats import CONTAINERS, READERS, REFUSALS, WORD_PROCESSORS
from extractors.model import Reason

PAGE = (Path(__file__).parents[1] / "docs" / "formats.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.split("|")] for line in re.findall(r"^\|(.*)\|$", PAGE, re.M)
]
FORMATS = [row for row in ROWS if len(row) == 4 and row[0] != "what arrives" and "---" not in row]
TOLD = {row[0].strip("`"): row[1:] for row in ROWS if len(row) == 3 and row[0].startswith("`")}
REFUSING: list[type[UnreadableFile]] = [UnreadableFile, *UnreadableFile.__subclasses__()]
KINDS: dict[str, type[UnreadableFile]] = {kind.reason: kind for kind in REFUSING}
READABLE = {*READERS, *WORD_PROCESSORS, *CONTAINERS}


def quoted(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


def test_every_reason_is_told_and_no_other() -> None:
    assert set(TOLD) == set(get_args(Reason)) == set(KINDS)


@pytest.mark.parametrize("reason", get_args(Reason))
def test_the_sentences_are_those_of_the_letter(reason: str) -> None:
    assert TOLD[reason] == [KINDS[reason].seen, KINDS[reason].remedy]


@pytest.mark.parametrize("reason", get_args(Reason))
def test_a_reason_has_a_format_that_meets_it(reason: str) -> None:
    assert [row[0] for row in FORMATS if reason in quoted(row[2])]


@pytest.mark.parametrize("kind", sorted(READABLE | set(REFUSALS)))
def test_a_kind_that_is_treated_is_in_the_table(kind: str) -> None:
    assert [row[0] for row in FORMATS if kind in quoted(row[1])]


@pytest.mark.parametrize("row", FORMATS, ids=[row[0] for row in FORMATS])
def test_only_what_nothing_reads_is_refused_as_a_kind(row: list[str]) -> None:
    for kind in quoted(row[1]) - READABLE:
        reason = REFUSALS[kind].reason if kind in REFUSALS else "unsupported"
        assert row[2].startswith(f"`{reason}`")
