"""Rows of 제출서류: one of several papers, and papers of some applicants only."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from dossiers import dossier, file, paper, unsure

from checks.model import Verdict
from checks.programme import FILE, Programme, ProgrammeError
from checks.report import Report
from outbox.composing import compose
from pipeline.commands.explaining import sentences
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import load
from pipeline.review import DossierView, Publication
from pipeline.review.page_layout import lay_out
from pipeline.review.register import columns

NAME = "nuribeol-first-export-2026"
FIRM = {"business_number": "012-81-56786", "company_name": "가온해미", "representative": "도가람"}
PERSON = FIRM | {"business_number": "012-34-56782"}
SMALL = {"company_size": "소기업", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
REGISTERED = {"issued_on": "2026-03-05", "address": "충청북도 청주시 1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILT_IN / NAME, tmp_path / "programme"))


def change(folder: Path, old: str, new: str) -> int:
    text = (folder / FILE).read_text("utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ProgrammeError) as refused:
        load(folder)
    return refused.value.faults


ANY = (
    'document = "business-registration"\nnamed    = "사업자등록증명 또는 등기부등본"\n'
    'any_of   = ["corporate-register", "business-registration-card"]'
)


@pytest.fixture
def either(folder: Path) -> Programme:
    """Row (가) is answered by any of three papers."""
    change(folder, 'document = "business-registration"\nnamed    = "사업자등록증명"', ANY)
    return load(folder)


def rest(who: dict[str, Any] = FIRM) -> list[Any]:
    return [
        paper("local-tax-clearance", **who, issued_on="2026-03-05", deferrals=()),
        paper("financial-statement", **who, issued_on="2026-03-05"),
        paper("sme-confirmation", **who, **SMALL),
    ]


def judged(programme: Programme, *papers: Any, **more: Any) -> Verdict:
    return programme.check(dossier(*papers, received="2026-03-10", **more))


def found(verdict: Verdict, *severities: str) -> list[str]:
    return [f.key for f in verdict.findings if f.severity in severities]


def state(verdict: Verdict, clause: str = "제출서류 (가)") -> str:
    return next(row.state for row in verdict.requirements if row.clause == clause)


# ── one of several ───────────────────────────────────────────────────────────────────


def test_any_of_the_papers_answers_the_row(either: Programme) -> None:
    verdict = judged(either, paper("business-registration", **FIRM, **REGISTERED), *rest())

    assert (verdict.status, state(verdict)) == ("complete", "met")


def test_no_proof_at_all_is_told_with_all_that_would_do(either: Programme) -> None:
    verdict = judged(either, *rest())
    (missing,) = [f for f in verdict.findings if f.severity == "blocking"]

    assert (verdict.status, state(verdict)) == ("supplement", "missing")
    assert missing.key == "required:business-registration"
    assert "사업자등록증명, 등기사항전부증명서, 사업자등록증" in missing.message
    assert "‘사업자등록증명 또는 등기부등본’" in str(missing.remedy)


def test_no_proof_is_a_doubt_while_a_file_is_unread(either: Programme) -> None:
    verdict = judged(either, *rest(), files=(file("잠긴.pdf", reason="encrypted"),))

    assert state(verdict) == "unreadable"
    assert "required:business-registration" in found(verdict, "doubtful")


def test_a_paper_too_old_is_held_against_the_row(either: Programme) -> None:
    old = paper("corporate-register", **FIRM, issued_on="2026-01-05")
    verdict = judged(either, old, *rest())

    assert state(verdict) == "blocking"
    assert "issued-within:corporate-register" in found(verdict, "blocking")


def test_a_paper_too_old_is_a_note_beside_another_that_answers(either: Programme) -> None:
    old = paper("business-registration-card", **FIRM, issued_on="2019-01-05")
    good = paper("business-registration", **FIRM, **REGISTERED)
    verdict = judged(either, old, good, *rest())

    assert (verdict.status, state(verdict)) == ("complete", "met")
    (note,) = [f for f in verdict.findings if f.key == "issued-within:business-registration-card"]
    assert note.severity == "note"
    assert "사업자등록증명으로 갖추었습니다" in note.message


def test_a_paper_that_is_not_certain_saves_no_other(either: Programme) -> None:
    old = paper("business-registration-card", **FIRM, issued_on="2019-01-05")
    dim = paper("business-registration", **FIRM, **REGISTERED, certain=False)
    verdict = judged(either, old, dim, *rest())

    assert state(verdict) == "blocking"


def test_a_rule_of_one_paper_of_the_row_looks_at_no_other(folder: Path) -> None:
    change(folder, 'document = "business-registration"\nnamed    = "사업자등록증명"', ANY)
    old = 'rule        = "issued-within"\n  months      = 1'
    change(folder, old, f'of = ["business-registration"]\n  {old}')
    programme = load(folder)
    old_paper = {"issued_on": "2026-01-05"}
    register = judged(programme, paper("corporate-register", **FIRM, **old_paper), *rest())
    statement = judged(
        programme, paper("business-registration", **FIRM, **REGISTERED | old_paper), *rest()
    )

    assert found(register, "blocking") == []
    assert found(statement, "blocking") == ["issued-within:business-registration"]
    assert "사업자등록증명만 봅니다. 접수마감일" in "\n".join(sentences(programme))


def test_a_rule_of_a_paper_that_is_not_in_the_row_is_refused(folder: Path) -> None:
    old = 'rule        = "issued-within"\n  months      = 1'
    line = change(folder, old, f'of = ["business-registratio"]\n  {old}')
    (fault,) = faults(folder)

    assert fault.startswith(f"{line}행: ‘business-registratio’")
    assert "혹시 ‘business-registration’?" in fault


def test_what_no_paper_shows_any_more_is_for_a_person(either: Programme) -> None:
    """located-in looks at 사업자등록증명: a register in its place shows it to nobody."""
    verdict = judged(either, paper("corporate-register", **FIRM, issued_on="2026-03-05"), *rest())

    assert (verdict.status, state(verdict)) == ("review", "doubtful")
    assert found(verdict, "doubtful") == ["located-in:corporate-register:unseen"]


def test_a_row_of_several_is_told_in_explain_report_register_and_letter(either: Programme) -> None:
    told = "\n".join(sentences(either))
    assert "사업자등록증명 (business-registration) 또는 등기사항전부증명서" in told
    assert "이 가운데 하나만 있으면 됩니다." in told

    old = paper("corporate-register", **FIRM, issued_on="2026-01-05")
    sent = dossier(old, *rest(), received="2026-03-10")
    head = {"programme": either.id, "receipt_number": "2026-0001", "revision": 1}
    report = Report.of(head, sent, either.check(sent))
    section = lay_out(report, either).sections[0]
    assert [p.entry.type for p in section.in_force] == ["corporate-register"]
    assert "issued-within:corporate-register" in [r.finding.key for r in section.remarks]

    view = DossierView(
        report=report, folder_name="x", files={}, transcripts={}, letters=(),
    )  # fmt: skip
    cells = {c.heading: c.cells for c in columns(Publication(either, (view,)))}
    assert cells["사업자등록증명 또는 등기부등본"] == ("▲",)

    letter = compose(report, either, "supplement", to="apply@firm.example")
    assert letter is not None
    assert "제출서류 (가) 사업자등록증명 또는 등기부등본" in letter.body


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("any_of", '["corporate-registr"]', "혹시 ‘corporate-register’?"),
        ("any_of", '["sme-confirmation"]', "같은 서류를 두 번 요구합니다: sme-confirmation"),
        ("any_of", '["application-form"]', "‘issued_on’ 항목이 없습니다"),
        ("years", "[2024, 2025]", "사업연도(fiscal_year)를 읽지 못하는 서류입니다"),
        ("points", "3", "선택 서류(optional = true)에만"),
        ("only_iff", '"제조기업"', "혹시 ‘only_if’?"),
        ("needed_when", '"corporate"', "혹시 ‘corporation’?"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(folder: Path, key: str, value: str, said: str) -> None:
    old = 'named    = "사업자등록증명"'
    line = change(folder, old, f"{old}\n{key} = {value}") + 1
    named = faults(folder)

    assert any(said in fault for fault in named)
    if "항목이 없습니다" not in said and "두 번" not in said:
        assert any(fault.startswith(f"{line}행:") and said in fault for fault in named)


# ── papers of some applicants ────────────────────────────────────────────────────────


@pytest.fixture
def corporations(folder: Path) -> Programme:
    """Row (다) is asked of corporations only."""
    old = 'named    = "표준재무제표증명"'
    change(folder, old, f'{old}\nneeded_when = "corporation"')
    return load(folder)


def without_statement(who: dict[str, Any]) -> list[Any]:
    papers = [p for p in rest(who) if p.type != "financial-statement"]
    return [paper("business-registration", **who, **REGISTERED), *papers]


@pytest.mark.parametrize(
    ("who", "expected", "severity"),
    [
        pytest.param(FIRM, "missing", "blocking", id="a corporation"),
        pytest.param(PERSON, "not-needed", None, id="a sole trader"),
        pytest.param(
            FIRM | {"business_number": None}, "doubtful", "doubtful",
            id="nobody knows",
        ),
        pytest.param(
            PERSON | {"corporate_number": "110111-1234569"}, "doubtful", "doubtful",
            id="numbers that contradict",
        ),
    ],
)  # fmt: skip
def test_a_paper_of_corporations(
    corporations: Programme, who: dict[str, Any], expected: str, severity: str | None
) -> None:
    papers = [p for p in without_statement(who) if p.type != "local-tax-clearance"]
    verdict = judged(corporations, *papers)
    found = [f.severity for f in verdict.findings if f.key == "required:financial-statement"]

    assert state(verdict, "제출서류 (다)") == expected
    assert found == ([severity] if severity else [])


def test_whose_paper_it_is_is_told(corporations: Programme) -> None:
    assert "표준재무제표증명 (법인만)" in "\n".join(sentences(corporations))


def test_where_applicable_is_for_a_person(folder: Path) -> None:
    old = 'optional = true                       # "제조기업만, 해당하는 경우"'
    change(folder, old, 'only_if  = "제조기업"')
    programme = load(folder)
    papers = [paper("business-registration", **FIRM, **REGISTERED), *rest()]
    verdict = judged(programme, *papers)
    (box,) = [f for f in verdict.findings if f.key == "required:factory-registration:applies"]
    held = programme.check(dossier(*papers, received="2026-03-10"), {box.key: "confirmed"})

    assert (verdict.status, state(verdict, "제출서류 (마)")) == ("complete", "not-needed")
    assert box.lookup is not None
    assert (held.status, state(held, "제출서류 (마)")) == ("supplement", "missing")
    assert "공장등록증명서 (제조기업만)" in "\n".join(sentences(programme))


# ── one of each year ─────────────────────────────────────────────────────────────────


@pytest.fixture
def two_years(folder: Path) -> Programme:
    """Row (다) asks for the accounts of two years."""
    old = 'named    = "표준재무제표증명"'
    change(folder, old, f"{old}\nyears    = [2024, 2025]")
    return load(folder)


def accounts(*years: Any) -> list[Any]:
    """All papers of a good application, with one account of each of *years*."""
    papers = [p for p in rest() if p.type != "financial-statement"]
    statements = [
        paper("financial-statement", file=f"account {n}", **FIRM, issued_on=f"2026-03-0{n}",
              fiscal_year=year)
        for n, year in enumerate(years, start=2)
    ]  # fmt: skip
    return [paper("business-registration", **FIRM, **REGISTERED), *papers, *statements]


@pytest.mark.parametrize(
    ("years", "expected", "missing"),
    [
        pytest.param(("2024", "2025"), "met", [], id="both"),
        pytest.param(("2025", "2024", "2025"), "met", [], id="one of them twice"),
        pytest.param(("2025",), "blocking", [("2024", "blocking")], id="one"),
        pytest.param(("2025", "2025"), "blocking", [("2024", "blocking")], id="one of them twice"),
        pytest.param(
            ("2025", unsure("2024")), "doubtful", [("2024", "doubtful")], id="an unsure year"
        ),
        pytest.param(("2025", None), "doubtful", [("2024", "doubtful")], id="no year"),
        pytest.param(
            ("2023", "2022"), "blocking", [("2024", "blocking"), ("2025", "blocking")], id="others"
        ),
    ],
)  # fmt: skip
def test_one_of_each_year(
    two_years: Programme, years: Any, expected: str, missing: list[tuple[str, str]]
) -> None:
    verdict = judged(two_years, *accounts(*years))
    found = [
        (f.key.rpartition(":")[2], f.severity) for f in verdict.findings if f.rule == "required"
    ]

    assert state(verdict, "제출서류 (다)") == expected
    assert found == missing
    assert len(verdict.requirements[2].documents) == len({str(y) for y in years})


def test_no_account_at_all_is_missed_once(two_years: Programme) -> None:
    (missing,) = [f for f in judged(two_years, *accounts()).findings if f.rule == "required"]

    assert "2024, 2025 사업연도의 것이 모두 필요합니다." in missing.message


def test_years_are_told(two_years: Programme) -> None:
    assert "사업연도 2024, 2025의 것이 하나씩 있어야 합니다." in "\n".join(sentences(two_years))
