"""Days that rules count: public holidays, and how a programme chooses to measure."""

import datetime as dt
from typing import Any

import pytest
from dossiers import complete, day, dossier, good
from hypothesis import given
from hypothesis import strategies as st

from checks.calendars import public_holidays
from checks.model import Finding
from checks.periods import last_day
from checks.programme import Programme
from checks.rules.issued_within import IssuedWithin
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
KIND = "business-registration"
FRESH = IssuedWithin(months=3, clause="제출서류 ④")


def measuring(**choices: Any) -> Programme:
    """The programme with one paper, whose age is measured by *choices*."""
    rows = tuple(
        row.model_copy(update={"rules": (FRESH.model_copy(update=choices),)})
        for row in PROGRAMME.requires
        if row.document == KIND
    )
    return PROGRAMME.model_copy(update={"requires": rows, "rules": ()})


def found(programme: Programme, issued: str, received: str) -> list[Finding]:
    paper = good(KIND, issued_on=day(issued))
    return list(programme.check(dossier(paper, received=received)).findings)


# ── holidays ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on", "is_holiday"),
    [
        pytest.param("2025-05-05", True, id="two holidays on one day"),
        pytest.param("2025-05-06", True, id="the substitute for the second of them"),
        pytest.param("2025-01-27", True, id="declared once"),
        pytest.param("2025-06-03", True, id="an election"),
        pytest.param("2025-10-08", True, id="the substitute for Chuseok"),
        pytest.param("2025-05-01", False, id="labour day closed no office in 2025"),
        pytest.param("2025-05-10", True, id="a Saturday"),
        pytest.param("2025-05-13", False, id="the last day of the window"),
        pytest.param("2026-03-02", True, id="a substitute in the next year"),
    ],
)
def test_a_holiday_of_the_notice(on, is_holiday):
    assert PROGRAMME.notice.is_holiday(dt.date.fromisoformat(on)) is is_holiday


def test_a_programme_may_add_a_day_and_may_do_without_a_calendar():
    added = PROGRAMME.model_copy(update={"holidays": frozenset({dt.date(2025, 5, 2)})})
    alone = PROGRAMME.model_copy(update={"public_holidays": None})

    assert added.notice.is_holiday(dt.date(2025, 5, 2))
    assert added.notice.is_holiday(dt.date(2025, 5, 6))
    assert not alone.notice.is_holiday(dt.date(2025, 5, 6))


@given(st.integers(2022, 2029))
def test_a_holiday_of_the_nation_on_a_weekend_has_a_substitute(year):
    """3 March, 15 August, 3 and 9 October (관공서의 공휴일에 관한 규정 제3조)."""
    closed = public_holidays("KR", [year])
    for month, number in ((3, 1), (8, 15), (10, 3), (10, 9)):
        on = dt.date(year, month, number)
        assert on in closed
        if on.weekday() >= 5:
            assert any(on + dt.timedelta(days=n) in closed for n in range(1, 8))


# ── the measuring day, and the holiday ───────────────────────────────────────────────

SATURDAY = "2025-02-03"
"""Three months from it end on Saturday 3 May; 5 and 6 May were holidays."""


@pytest.mark.parametrize(
    ("choices", "issued", "received", "expected"),
    [
        pytest.param({}, "2025-02-12", "2025-05-12", ["note"], id="by receipt, on the last day"),
        pytest.param({}, "2025-02-12", "2025-05-13", ["blocking"], id="by receipt, a day later"),
        pytest.param({"measured_on": "deadline"}, "2025-02-12", "2025-04-25", ["blocking"],
                     id="by the deadline, whenever it came"),
        pytest.param({"measured_on": "deadline"}, "2025-02-13", "2025-04-25", [],
                     id="by the deadline, on the last day"),
        pytest.param({"measured_on": "opening"}, "2025-01-23", "2025-05-12", [],
                     id="by the opening, on the last day"),
        pytest.param({"measured_on": "opening"}, "2025-01-22", "2025-05-12", ["blocking"],
                     id="by the opening, a day too old"),
        pytest.param({}, SATURDAY, "2025-05-07", ["doubtful"], id="a holiday is asked about"),
        pytest.param({"on_holiday": "extend"}, SATURDAY, "2025-05-07", ["note"],
                     id="a holiday extends"),
        pytest.param({"on_holiday": "extend"}, SATURDAY, "2025-05-08", ["blocking"],
                     id="a holiday extends to the next working day and no further"),
        pytest.param({"on_holiday": "ignore"}, SATURDAY, "2025-05-06", ["blocking"],
                     id="a holiday is ignored"),
        pytest.param({}, "2025-02-20", "2025-05-26", ["doubtful"],
                     id="supplemented late, right by the deadline only"),
        pytest.param({}, "2025-02-12", "2025-05-26", ["blocking"],
                     id="supplemented late, wrong by either day"),
        pytest.param({}, "2025-02-28", "2025-05-31", [], id="a period that ends with its month"),
    ],
)  # fmt: skip
def test_how_a_programme_measures(choices, issued, received, expected):
    findings = found(measuring(**choices), issued, received)

    assert [finding.severity for finding in findings] == expected


@pytest.mark.parametrize(
    ("issued", "received", "readings"),
    [
        pytest.param(SATURDAY, "2025-05-07", ("적용하면 2025-05-07까지", "적용하지 않으면"),
                     id="with and without the holiday"),
        pytest.param("2025-02-20", "2025-05-26", ("접수일(2025-05-26)", "접수마감일(2025-05-13)"),
                     id="by receipt and by the deadline"),
    ],
)  # fmt: skip
def test_a_paper_right_under_one_reading_only_shows_both(issued, received, readings):
    (finding,) = found(measuring(), issued, received)

    assert finding.severity == "doubtful"
    assert all(reading in finding.message for reading in readings)


@given(
    st.dates(dt.date(2024, 12, 1), dt.date(2025, 5, 13)),
    st.dates(dt.date(2025, 4, 23), dt.date(2025, 5, 13)),
    st.sampled_from(["ask", "extend", "ignore"]),
)
def test_within_the_period_nothing_is_asked_and_beyond_it_something_is(issued, received, choice):
    findings = found(measuring(on_holiday=choice), str(issued), str(received))
    weights = {finding.severity for finding in findings}
    fresh = received <= last_day(issued, 3)

    assert not (fresh and weights - {"note"})
    assert fresh or weights & {"doubtful", "blocking"} or choice == "extend"


# ── the confirmation ─────────────────────────────────────────────────────────────────


def outlook(valid: tuple[str, str], **project: dt.date) -> Finding:
    """What valid-through-project says of a confirmation that is *valid* on these days."""
    begins, until = map(dt.date.fromisoformat, valid)
    programme = PROGRAMME.model_copy(
        update={"project": PROGRAMME.project.model_copy(update=project)}
    )
    paper = good("sme-confirmation", valid_from=begins, valid_until=until)
    verdict = programme.check(dossier(*complete(paper)))
    (finding,) = [f for f in verdict.findings if f.rule == "valid-through-project"]
    return finding


@pytest.mark.parametrize(
    ("valid", "explained"),
    [
        pytest.param(("2024-04-01", "2025-03-31"), True, id="the books close in December"),
        pytest.param(("2024-05-01", "2025-04-30"), False, id="they close in another month"),
    ],
)
def test_the_rollover_of_31_march_is_explained_to_whoever_sent_last_years(valid, explained):
    finding = outlook(valid)

    assert finding.severity == "blocking"
    assert ("12월 결산 기업" in finding.message) is explained
    assert "새로 발급받아" in finding.remedy


@pytest.mark.parametrize(
    ("project", "severity", "said"),
    [
        pytest.param({}, "note", "2025-07-01까지 시작하는 9개월 사업만",
                     id="the project's days are not known"),
        pytest.param({"begins": dt.date(2025, 8, 1)}, "note", "사업 종료일(2026-04-30)",
                     id="its end follows from its beginning and its length"),
        pytest.param({"begins": dt.date(2025, 8, 1), "ends": dt.date(2026, 4, 15)}, "note",
                     "사업 종료일(2026-04-15)", id="its end is known"),
        pytest.param({"begins": dt.date(2026, 4, 1)}, "doubtful", "사업 시작일(2026-04-01) 전에",
                     id="it begins after the confirmation ends"),
    ],
)  # fmt: skip
def test_what_the_confirmation_covers_is_told_by_both_readings(project, severity, said):
    finding = outlook(("2025-04-01", "2026-03-31"), **project)

    assert finding.severity == severity
    assert said in finding.message
    assert "접수일" in finding.message
