"""What holds for every notice that comes with the product, whatever papers and rules it has."""

from __future__ import annotations

import re
import string

import pytest

from checks.programme import GAPS, TEXTS, Programme
from checks.rules import Rule
from extractors.documents import DOCUMENTS
from extractors.fields.naming import NAMES
from pipeline.commands.explaining import sentences
from pipeline.programmes import FOLDER, built_in, load

every_programme = pytest.mark.parametrize(
    "programme", [load(name) for name in built_in()], ids=lambda programme: programme.id
)


def rules_of(programme: Programme) -> list[Rule]:
    return [*programme.rules, *(rule for row in programme.requires for rule in row.rules)]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_there_are_several() -> None:
    assert len(built_in()) >= 2


@every_programme
def test_what_is_quoted_stands_in_the_notice(programme: Programme) -> None:
    notice = flat((FOLDER / programme.id / "notice.txt").read_text("utf-8"))
    quotes = [quote for rule in rules_of(programme) if (quote := getattr(rule, "quote", ""))]
    quotes += [entry.quote for entry in programme.unchecked]

    assert quotes
    assert [quote for quote in quotes if flat(quote) not in notice] == []


@every_programme
def test_what_its_comments_quote_stands_in_the_notice(programme: Programme) -> None:
    folder = FOLDER / programme.id
    notice = flat((folder / "notice.txt").read_text("utf-8"))
    text = (folder / "programme.toml").read_text("utf-8")
    comments = re.findall(r"(?:^|\s)#(.*)$", text, re.M)
    quotes = [flat(quote) for comment in comments for quote in re.findall(r'"([^"]+)"', comment)]

    assert quotes
    assert [quote for quote in quotes if quote not in notice] == []


@every_programme
def test_every_paper_says_where_it_comes_from(programme: Programme) -> None:
    assert programme.requires
    assert [row.document for row in programme.requires if not row.obtain.endswith(".")] == []


@every_programme
def test_the_letters_leave_nothing_open_once_their_gaps_are_filled(programme: Programme) -> None:
    given = [text for name in TEXTS if (text := getattr(programme.letters, name))]

    assert len(given) >= 2
    for text in map(string.Template, given):
        assert "$" not in text.substitute(dict.fromkeys(GAPS, "□"))
        assert {"receipt_number", "company_name", "contact_unit"} <= set(text.get_identifiers())
    asks = set(string.Template(programme.letters.supplement).get_identifiers())
    assert {"open_items", "reply_until"} <= asks


@every_programme
def test_every_row_rule_question_and_gap_is_told(programme: Programme) -> None:
    told = "\n".join(sentences(programme))

    for rule in rules_of(programme):
        assert rule.explain() in told
        assert "{" not in rule.explain()
    for row in programme.requires:
        assert row.clause in told
    for question in programme.questions:
        assert question.asks in told
        assert f"→ {question.answer}" in told
    for entry in programme.unchecked:
        assert entry.look in told
    assert programme.fingerprint[:16] in told


@pytest.mark.parametrize("kind", DOCUMENTS.values(), ids=list(DOCUMENTS))
def test_every_field_of_a_paper_has_its_name(kind: type) -> None:
    values = [name for name, info in kind.model_fields.items() if "Value[" in str(info.annotation)]

    assert values
    assert [name for name in values if name not in NAMES] == []


def test_nothing_is_named_that_no_paper_has() -> None:
    fields = {name for kind in DOCUMENTS.values() for name in kind.model_fields}

    assert set(NAMES) - fields == set()
