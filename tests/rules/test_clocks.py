"""The clocks of notices: units, days from which they count, own validity, a firm's age."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from dossiers import dossier, paper

from checks.programme import FILE, Programme, ProgrammeError
from extractors.documents import take_in
from pipeline.commands.explaining import sentences
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import load

WHO = {"business_number": "012-34-56782", "company_name": "가온해미", "representative": "도가람"}
RECEIVED = "2026-03-10"
ROW = 'document = "local-tax-clearance"\nnamed    = "지방세 납세증명서"'
PUBLISHED = "closes = 2026-03-20T16:00:00+09:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a programme without the rules of its papers, published on 2 March."""
    copied = Path(shutil.copytree(BUILT_IN / "nuribeol-first-export-2026", tmp_path / "programme"))
    text = (copied / FILE).read_text("utf-8")
    text = text.replace(PUBLISHED, f"{PUBLISHED}\npublished = 2026-03-02", 1)
    kept, skipping = [], False
    for line in text.splitlines():
        if line.startswith("[["):
            skipping = False
        skipping = skipping or line.lstrip().startswith("[[requires.rules]]")
        kept += [] if skipping else [line]
    (copied / FILE).write_text("\n".join(kept) + "\n", "utf-8")
    return copied


def with_rule(folder: Path, rule: str, *, row: str = ROW) -> tuple[Path, int]:
    """Put *rule* under a row, and return at which line it begins."""
    text = (folder / FILE).read_text("utf-8")
    assert row in text
    start = text.index("[[requires]]", text.index(row))
    table = f"  [[requires.rules]]\n{rule}\n\n"
    (folder / FILE).write_text(text[:start] + table + text[start:], "utf-8")
    return folder, text[:start].count("\n") + 1


def programme(folder: Path, rule: str, **where: str) -> Programme:
    loaded = load(with_rule(folder, rule, **where)[0])
    return loaded


def found(judging: Programme, name: str, received: str = RECEIVED, **fields: Any) -> list[str]:
    """What the rule *name* finds about a tax certificate with *fields*."""
    sent = paper("local-tax-clearance", **WHO, deferrals=(), **fields)
    verdict = judging.check(dossier(sent, received=received))
    return [f.severity for f in verdict.findings if f.rule == name]


@pytest.mark.parametrize(
    ("span", "measured_on", "last", "said"),
    [
        ("days = 30", "receipt", "2026-02-08", "30일"),
        ("weeks = 2", "receipt", "2026-02-24", "2주"),
        ("months = 1", "receipt", "2026-02-10", "1개월"),
        ("years = 1", "receipt", "2025-03-10", "1년"),
        ("days = 10", "deadline", "2026-03-10", "10일"),
        ("days = 30", "opening", "2026-02-01", "30일"),
        ("days = 30", "publication", "2026-01-31", "30일"),
    ],
)
def test_a_span_counts_to_its_last_day(
    folder: Path, span: str, measured_on: str, last: str, said: str
) -> None:
    rule = f'  rule = "issued-within"\n  {span}\n  measured_on = "{measured_on}"'
    judging = programme(folder, rule + '\n  on_holiday = "ignore"')
    before = (dt.date.fromisoformat(last) - dt.timedelta(days=1)).isoformat()
    kept = [s for s in found(judging, "issued-within", issued_on=last) if s != "note"]

    assert kept == []
    assert "blocking" in found(judging, "issued-within", issued_on=before) or (
        measured_on == "receipt" and "doubtful" in found(judging, "issued-within", issued_on=before)
    )
    assert f"발급된 지 {said}" in "\n".join(sentences(judging))


def test_the_deadline_is_noted_only_where_the_day_of_arrival_counts(folder: Path) -> None:
    rule = '  rule = "issued-within"\n  days = 10\n  measured_on = "{}"'
    by_opening = programme(folder, rule.format("opening"))

    assert found(by_opening, "issued-within", issued_on="2026-02-25") == []


@pytest.mark.parametrize(
    ("since", "issued_on", "expected"),
    [
        ('"publication"', "2026-03-02", []),
        ('"publication"', "2026-03-01", ["blocking"]),
        ('"opening"', "2026-03-02", ["blocking"]),
        ("2026-01-01", "2026-01-01", []),
        ("2026-01-01", "2025-12-31", ["blocking"]),
        ("2026-01-01", None, ["doubtful"]),
    ],
)
def test_issued_on_or_after_a_day(
    folder: Path, since: str, issued_on: str | None, expected: list[str]
) -> None:
    judging = programme(folder, f'  rule = "issued-since"\n  since = {since}')

    assert found(judging, "issued-since", issued_on=issued_on) == expected


@pytest.mark.parametrize(
    ("rule", "until", "expected"),
    [
        ('measured_on = "receipt"', "2026-03-10", []),
        ('measured_on = "receipt"', "2026-03-09", ["blocking"]),
        ('measured_on = "deadline"', "2026-03-20", []),
        ('measured_on = "deadline"', "2026-03-19", ["blocking"]),
        ("through = 2026-12-31", "2026-12-31", []),
        ("through = 2026-12-31", "2026-12-30", ["blocking"]),
        ("through = 2026-12-31", None, ["doubtful"]),
    ],
)
def test_own_validity(folder: Path, rule: str, until: str | None, expected: list[str]) -> None:
    judging = programme(folder, f'  rule = "valid-on"\n  {rule}')
    fields = {"issued_on": "2026-03-01", "valid_until": until}

    assert found(judging, "valid-on", **fields) == expected


@pytest.mark.parametrize(
    ("rule", "opened_on", "expected"),
    [
        ("within = 7", "2019-03-03", []),
        ("within = 7", "2019-03-02", ["blocking"]),
        ("at_least = 3", "2023-03-03", []),
        ("at_least = 3", "2023-03-04", ["blocking"]),
        ("at_least = 3", None, ["doubtful"]),
    ],
)
def test_a_firms_age(folder: Path, rule: str, opened_on: str | None, expected: list[str]) -> None:
    row = 'document = "business-registration"'
    judging = programme(folder, f'  rule = "firm-age"\n  {rule}', row=row)
    sent = paper("business-registration", **WHO, opened_on=opened_on, address="충청북도 청주시 1")
    verdict = judging.check(dossier(sent, received=RECEIVED))

    assert [f.severity for f in verdict.findings if f.rule == "firm-age"] == expected
    assert (verdict.status == "ineligible") == (expected == ["blocking"])


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('rule = "issued-within"', "days, weeks, months, years 가운데 하나"),
        ('rule = "issued-within"\n  days = 30\n  months = 1', "가운데 하나"),
        ('rule = "issued-within"\n  day = 30', "혹시 ‘days’?"),
        ('rule = "issued-within"\n  days = 30\n  measured_on = "publicaton"', "‘publication’?"),
        ('rule = "firm-age"\n  within = 7', "‘opened_on’ 항목이 없습니다"),
        ('rule = "printed-validity"', "issued-within이나 issued-since로"),
    ],
)
def test_a_clock_that_cannot_be_is_named_with_its_line(folder: Path, rule: str, said: str) -> None:
    written, line = with_rule(folder, f"  {rule}")
    with pytest.raises(ProgrammeError) as refused:
        load(written)
    faults = [fault for fault in refused.value.faults if said in fault]

    assert faults
    assert all(line - 9 <= int(fault.split("행")[0]) <= line + 4 for fault in faults)


def test_the_day_of_the_notice_must_be_told_where_it_counts(folder: Path) -> None:
    text = (folder / FILE).read_text("utf-8")
    (folder / FILE).write_text(text.replace("published = 2026-03-02\n", "", 1), "utf-8")
    written, line = with_rule(folder, '  rule = "issued-since"\n  since = "publication"')
    with pytest.raises(ProgrammeError) as refused:
        load(written)

    (fault,) = refused.value.faults
    assert fault.startswith(f"{line}행:")
    assert "[window]의 published" in fault
    take_in(())
