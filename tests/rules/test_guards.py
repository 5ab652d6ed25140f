"""What a programme folder must hold: core rules, its own quotes, letters and a way to ask."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import dossier, paper

from checks.guards import CORE
from checks.programme import FILE, ProgrammeError
from pipeline.commands.explaining import sentences
from pipeline.commands.offline import check_paths, open_passing_desk
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import load
from pipeline.review.report_forms import as_text

NAME = "nuribeol-first-export-2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shorter built-in programme."""
    return Path(shutil.copytree(BUILT_IN / NAME, tmp_path / "programme"))


def change(folder: Path, old: str, new: str, *, name: str = FILE) -> int:
    """Put *new* in place of the first *old*, and return the line at which it begins."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ProgrammeError) as refused:
        load(folder)
    return refused.value.faults


def without_rules(folder: Path) -> Iterator[str]:
    """Take every rule of the dossier out of *folder*, and yield their tables."""
    text = (folder / FILE).read_text("utf-8")
    table = re.compile(r"^\[\[rules\]\].*?(?=^\[\[|\Z)", re.M | re.S)
    (folder / FILE).write_text(table.sub("", text), "utf-8")
    yield from table.findall(text)


# ── core rules ───────────────────────────────────────────────────────────────────────


def test_a_programme_that_writes_no_rules_has_the_core_rules(folder: Path) -> None:
    assert list(without_rules(folder))
    programme = load(folder)
    nothing = paper("factory-registration", business_number="012-34-56782")
    verdict = programme.check(dossier(nothing, received="2026-03-20T16:00:01"))

    assert {rule.name for rule in programme.rules} == set(CORE)
    assert verdict.status == "late"
    missing = {f.document for f in verdict.findings if f.rule == "required"}
    assert missing == {row.document for row in programme.requires if row.always}


def test_what_is_on_without_being_written_is_told(folder: Path) -> None:
    list(without_rules(folder))
    told = "\n".join(sentences(load(folder)))

    for name in CORE:
        assert f"[{name}] (적지 않아도 적용되는 규칙)" in told


def test_what_is_written_holds_in_place_of_the_core_rule(folder: Path) -> None:
    programme = load(folder)

    assert programme.core == ()
    (same,) = [rule for rule in programme.rules if rule.name == "same-company"]
    assert "['business_number', 'company_name']" in str(list(getattr(same, "agree_on", ())))


def test_a_core_rule_is_switched_off_with_a_reason(folder: Path) -> None:
    list(without_rules(folder))
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(
            '\n[[without]]\nrule = "check-digit"\nbecause = "번호가 없는 개인도 신청합니다."\n'
        )
    programme = load(folder)
    told = "\n".join(sentences(programme))

    assert {rule.name for rule in programme.rules} == set(CORE) - {"check-digit"}
    assert "까닭: 번호가 없는 개인도 신청합니다. [check-digit]" in told


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        pytest.param('rule = "check-digit"', "because’", id="no reason"),
        pytest.param('rule = "check-digit"\nbecause = ""', "because’", id="an empty reason"),
        pytest.param(
            'rule = "chek-digit"\nbecause = "x"', "혹시 ‘check-digit’?", id="a misspelt rule"
        ),
        pytest.param('rule = "required"\nbecause = "x"', "껐습니다", id="written and switched off"),
    ],
)
def test_what_is_wrong_with_switching_off_is_named_with_its_line(
    folder: Path, entry: str, said: str
) -> None:
    before = (folder / FILE).read_text("utf-8")
    (folder / FILE).write_text(f"{before}\n[[without]]\n{entry}\n", "utf-8")
    first = before.count("\n") + 2
    named = faults(folder)

    lines = [int(fault.split("행")[0]) for fault in named if said in fault]
    assert lines
    assert all(first <= line <= first + 2 for line in lines)


# ── rules and the papers that they look at ───────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "lacks"),
    [("printed-validity", "valid_until"), ("valid-through-project", "valid_until")],
)
def test_a_paper_without_its_own_validity_refuses_a_rule_about_it(
    folder: Path, rule: str, lacks: str
) -> None:
    months = "\n  months = 6" if rule == "valid-through-project" else ""
    change(folder, 'rule = "issued-in-future"', f'rule = "{rule}"{months}')
    named = faults(folder)

    assert any(lacks in fault and "business-registration" in fault for fault in named)


def test_a_rule_that_would_see_no_paper_is_refused(folder: Path) -> None:
    line = change(folder, 'document = "sme-confirmation"', 'document = "startup-confirmation"')
    text = (folder / FILE).read_text("utf-8")
    assert line

    (fault,) = faults(folder)
    at = text[: text.index('rule   = "company-size"')].count("\n") + 1
    assert fault.startswith(f"{at}행: ‘company-size’ 규칙이 볼 서류(중소기업 확인서)")


# ── the notice ───────────────────────────────────────────────────────────────────────


def test_a_folder_without_its_notice_is_refused(folder: Path) -> None:
    (folder / "notice.txt").unlink()
    (fault,) = faults(folder)

    assert "notice.txt" in fault


def test_a_notice_of_another_encoding_is_refused(folder: Path) -> None:
    text = (folder / "notice.txt").read_text("utf-8")
    (folder / "notice.txt").write_bytes(text.encode("cp949", "replace"))
    (fault,) = faults(folder)

    assert "UTF-8" in fault


def test_a_quote_that_the_notice_does_not_hold_is_refused_with_the_nearest(folder: Path) -> None:
    line = change(folder, "최근 3년간 수출 실적이 없는 기업", "최근 5년간 수출 실적이 없는 기업")
    (fault,) = faults(folder)

    assert fault.startswith(f"{line}행: ‘최근 5년간 수출 실적이 없는 기업’")


def test_a_quote_may_be_broken_into_lines_otherwise(folder: Path) -> None:
    change(folder, "최근 3년간 수출 실적이 없는 기업", "최근 3년간  수출실적이 없는 기업")

    assert load(folder).id == NAME


# ── letters ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param("국민건강보험공단의 사업입니다.", "국민건강보험공단", id="an institution"),
        pytest.param("스마트공장 구축지원사업입니다.", "구축지원사업", id="a programme"),
        pytest.param("문의: 02-724-1196", "02-724-1196", id="a telephone number"),
        pytest.param("문의: help@other.example", "help@other.example", id="a mail address"),
    ],
)
def test_a_letter_that_names_another_programme_is_refused(
    folder: Path, line: str, named: str
) -> None:
    path = folder / "letters/supplement.txt"
    text = f"{path.read_text('utf-8').rstrip()}\n{line}\n"
    path.write_text(text, "utf-8")
    (fault,) = faults(folder)

    assert f"{text.count(chr(10))}행의 ‘{named}’" in fault
    assert re.match(r"\d+행: 편지 문안 ‘letters/supplement.txt’", fault)


def test_a_letter_may_name_whom_the_notice_names(folder: Path) -> None:
    with (folder / "letters/supplement.txt").open("a", encoding="utf-8") as file:
        file.write("누리벌산업진흥원, 043-000-0199\n")

    assert load(folder).id == NAME


def test_an_office_without_a_telephone_gives_its_address(folder: Path) -> None:
    change(folder, 'phone = "043-000-0199"', 'email = "apply@nuribeol.example"')
    for path in (folder / "letters").iterdir():
        path.write_text(
            path.read_text("utf-8").replace("$contact_phone", "$contact_email"), "utf-8"
        )

    assert load(folder).contact.phone == ""


@pytest.mark.parametrize(
    ("new", "said"),
    [
        pytest.param('email = "a@b.example"', "‘contact.phone’ 항목이 빠졌습니다", id="no phone"),
        pytest.param("", "‘contact.phone’이나 ‘contact.email’", id="no way at all"),
    ],
)
def test_a_letter_that_names_what_is_not_there_is_refused(
    folder: Path, new: str, said: str
) -> None:
    change(folder, 'phone = "043-000-0199"', new)
    (fault,) = faults(folder)

    assert said in fault


# ── versions ─────────────────────────────────────────────────────────────────────────


def test_a_report_and_its_findings_say_what_they_were_made_with(folder: Path) -> None:
    sent = folder.parent / "note.txt"
    sent.write_text("안녕하십니까")
    at = dt.datetime.fromisoformat("2026-03-10T10:00:00+09:00")
    seen = []
    for title in ("2026년 누리벌", "2026 누리벌"):
        text = (folder / FILE).read_text("utf-8")
        (folder / FILE).write_text(
            re.sub(r'title = "\S+ 누리벌', f'title = "{title}', text), "utf-8"
        )
        programme = load(folder)
        with open_passing_desk() as desk:
            report = check_paths(desk, [sent], programme, received_at=at, now=at)
        assert report.made_with is not None
        assert report.made_with.programme == programme.version
        assert report.findings
        assert {f.version for f in report.findings} == {
            f"{programme.version}+{report.made_with.rules}"
        }
        assert f"사업 파일 지문 {programme.version}" in as_text(report, programme)
        seen.append(report.made_with)

    assert seen[0].programme != seen[1].programme
    assert seen[0].rules == seen[1].rules
