"""Whole applicants: what is drawn, how an answer is weighed, and two of them judged."""

import dataclasses
import re
from pathlib import Path

import pytest
from accuracy import page, straight
from accuracy.applicants import (
    ARRIVALS,
    CLOSES,
    FAULTS,
    Applicant,
    draw_applicant,
    list_planted,
)
from accuracy.faces import DEBIAN
from accuracy.straight import Outcome, bench_in, describe, judge, weigh

from checks.model import Finding, Severity, Status
from checks.report import Report
from pipeline.programmes import load


def drawn(planted: str = "", number: int = 0) -> Applicant:
    return draw_applicant(7, number, "text", planted, faces=DEBIAN)


def reported(status: Status, *findings: tuple[str, Severity]) -> Report:
    """Return the part of a report that is weighed."""
    made = tuple(
        Finding(key=key, rule=key.partition(":")[0], severity=severity, message="", clause="")
        for key, severity in findings
    )
    return Report.model_construct(status=status, findings=made)


OLD = ("issued-within:national-tax-clearance", "blocking")
UNSURE = ("same-company:local-tax-clearance:company_name", "doubtful")


@pytest.mark.parametrize(
    ("planted", "report", "answer", "rules"),
    [
        pytest.param("", reported("complete"), "right", (), id="through"),
        pytest.param("", reported("review", UNSURE), "look", (UNSURE[0],), id="needless look"),
        pytest.param("", reported("supplement", OLD), "accused", (OLD[0],), id="accused"),
        pytest.param("old-national", reported("supplement", OLD), "right", (), id="told"),
        pytest.param(
            "old-national", reported("review", UNSURE), "look", (UNSURE[0],), id="a person looks"
        ),
        pytest.param("old-national", reported("complete"), "passed", (), id="passed"),
        pytest.param(
            "old-national",
            reported("supplement", ("required:sme-confirmation", "blocking")),
            "other",
            ("required:sme-confirmation",),
            id="told of something else only",
        ),
        pytest.param(
            "deferred-tax",
            reported("review", ("no-arrears:national-tax-clearance", "doubtful")),
            "right",
            (),
            id="what only a person can weigh is right when it is named",
        ),
        pytest.param(
            "late", reported("review", OLD), "look", (), id="late papers are no review"
        ),
    ],
)  # fmt: skip
def test_an_answer_is_weighed_against_what_was_planted(
    planted: str, report: Report, answer: str, rules: tuple[str, ...]
) -> None:
    assert weigh(planted, report)[:2] == (answer, rules)


def test_what_accuses_beside_the_fault_is_counted() -> None:
    beside = ("required:sme-confirmation", "blocking")

    assert weigh("old-national", reported("supplement", OLD, beside))[2] == (beside[0],)


def test_keys_of_single_files_count_together() -> None:
    report = reported("review", ("readable:0123456789ab", "doubtful"), UNSURE)

    assert weigh("", report)[1] == ("readable", UNSURE[0])


def test_an_applicant_is_drawn_alike_each_time_and_a_fault_changes_the_papers() -> None:
    good, bad = drawn(), drawn("missing-local")

    assert drawn() == good
    assert len(good.files) == 6
    assert len(bad.files) == 5
    assert good.files != drawn(number=1).files
    assert [layout.partition(",")[0] for layout in good.layouts] == [
        *("application-form", "consent-form", "national-tax-clearance", "local-tax-clearance"),
        *("business-registration", "sme-confirmation"),
    ]


def test_every_fault_has_its_turn_beside_as_many_good_applicants() -> None:
    planted = {arrival: list(list_planted(8, arrival)) for arrival in ARRIVALS}

    assert all(few[::2] == [""] * 8 for few in planted.values())
    assert planted["text"][1::2] == list(FAULTS)[:8]
    assert {fault for few in planted.values() for fault in few} == {"", *FAULTS}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_can_be_drawn(fault: str) -> None:
    applicant = drawn(fault)

    assert applicant.files
    assert applicant.planted == fault
    assert (applicant.received_at > CLOSES) == (fault == "late")


def test_bad_applicants_that_passed_are_listed_one_by_one() -> None:
    passed = Outcome("text", 3, "old-local", "complete", "passed", (), (), ("a, b", "c, d"))
    through = Outcome("text", 4, "", "complete", "right", (), (), ())
    stopped = Outcome("text", 6, "", "review", "look", ("trade", "signed"), (), ())
    measured = describe([passed, through, stopped], "x")

    assert f"- {ARRIVALS['text']}, number 3, `old-local`: a, b; c, d" in measured
    assert f"| {ARRIVALS['text']} | 1/2 | 50.0 % | 1 | 0 |" in measured
    assert "| `trade` | 1 | 0 |" in measured


def test_its_tables_stand_between_marks_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "accuracy.md"
    page.write(path, "values\n")
    page.write(path, "applicants\n", page.STRAIGHT)
    page.write(path, "newer values\n")

    assert re.findall(r"^[a-z ]+$", path.read_text("utf-8"), re.M) == ["newer values", "applicants"]


def test_an_applicant_in_order_is_accused_of_nothing_and_one_with_a_fault_is_told(
    tmp_path: Path,
) -> None:
    whole = drawn()
    name = list(whole.files)[whole.layouts.index("local-tax-clearance, wetax")]
    rest = {file: data for file, data in whole.files.items() if file != name}
    lacking = dataclasses.replace(whole, planted="missing-local", files=rest)
    with bench_in(tmp_path, 1) as bench:
        good, bad = (judge(bench, load(straight.BUILT_IN), one) for one in (whole, lacking))

    assert good.answer == "right"
    assert (bad.status, bad.answer, bad.beside) == ("supplement", "right", ())
