"""Every line of the notice is examined by a rule, looked up by a person, or asks for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import load

NAME = "nhis-smart-factory-2025"
PROGRAMME = load(NAME)
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def flat(text: str) -> str:
    """Return *text* as sentences are compared: without blanks and stars."""
    return re.sub(r"[\s*]", "", text)


LINES = [
    line
    for line in (BUILT_IN / NAME / "notice.txt").read_text("utf-8").splitlines()
    if re.search(r"\w", line)
]


def tables() -> list[list[list[str]]]:
    """Return the rows of the three tables, their heads left out."""
    section = PAGE.read_text("utf-8").split("\n## Which sentence of the notice", 1)[1]
    section = section.split("\n## ", 1)[0]
    found: list[list[list[str]]] = []
    for block in re.findall(r"(?:^\|.*\|\n)+", section, re.M):
        rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in block.splitlines()]
        found.append(rows[2:])
    return found


EXAMINED, BY_HAND, NOTHING = tables()


def number_of(sentence: str, after: int = 0) -> int:
    """Return which line from *after* on holds *sentence* first, -1 where none does."""
    found = (n for n, line in enumerate(LINES) if n >= after and flat(sentence) in flat(line))
    return next(found, -1)


def span(first: str, last: str) -> tuple[int, int]:
    """Return the numbers of the lines that begin and end a range."""
    begins = number_of(first)
    return begins, number_of(last, begins)


def covered_by(line: str) -> list[str]:
    return [row[0] for row in (*EXAMINED, *BY_HAND) if flat(row[0]) in flat(line)]


def passed_over() -> set[int]:
    """Return the lines between the first and the last sentence of each row of the third table."""
    ranges = [span(first, last) for first, last, _ in NOTHING]
    return {n for first, last in ranges for n in range(first, last + 1)}


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_notice_is_accounted_for(line: str) -> None:
    everywhere = {n for n, other in enumerate(LINES) if other == line}

    assert covered_by(line) or everywhere & passed_over()


@pytest.mark.parametrize("sentence", [row[0] for row in (*EXAMINED, *BY_HAND)])
def test_a_sentence_stands_in_the_notice(sentence: str) -> None:
    assert number_of(sentence) >= 0


@pytest.mark.parametrize(("first", "last", "reason"), NOTHING, ids=[row[0] for row in NOTHING])
def test_what_is_passed_over_has_its_reason(first: str, last: str, reason: str) -> None:
    begins, ends = span(first, last)

    assert 0 <= begins <= ends
    assert reason


@pytest.mark.parametrize("row", EXAMINED, ids=[row[0] for row in EXAMINED])
def test_a_sentence_is_examined_by_a_rule_of_the_programme(row: list[str]) -> None:
    used = {rule.name for rule in PROGRAMME.rules}
    used |= {rule.name for asked in PROGRAMME.requires for rule in asked.rules}
    named = re.findall(r"`([^`]+)`", row[2])

    assert named
    assert set(named) <= used - {"by-hand"}


@pytest.mark.parametrize("row", BY_HAND, ids=[row[0] for row in BY_HAND])
def test_a_sentence_that_a_person_looks_up_has_its_box(row: list[str]) -> None:
    boxes = {f"by-hand:{r.what}" for r in PROGRAMME.rules if (getattr(r, "what", None))}
    (named,) = re.findall(r"`([^`]+)`", row[2])

    if named == "unchecked":
        assert any(flat(row[0]) in flat(entry.quote) for entry in PROGRAMME.unchecked)
    else:
        assert named in boxes


def test_every_rule_of_the_programme_serves_a_sentence_or_the_other_rules() -> None:
    used = {rule.name for rule in PROGRAMME.rules} - {"by-hand"}
    used |= {rule.name for asked in PROGRAMME.requires for rule in asked.rules}
    section = PAGE.read_text("utf-8").split("\n## Which sentence of the notice", 1)[1]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", section.split("\n## ", 1)[0]))

    assert used <= named


def test_every_box_belongs_to_a_sentence() -> None:
    boxes = {f"by-hand:{r.what}" for r in PROGRAMME.rules if (getattr(r, "what", None))}

    assert boxes == {name for row in BY_HAND for name in re.findall(r"`(by-hand:[^`]+)`", row[2])}
