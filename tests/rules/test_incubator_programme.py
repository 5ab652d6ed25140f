"""A fourth notice, invented: two forms, one of two proofs, own validity, a firm's age."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from specimens import incubator
from specimens.company import invent
from specimens.confirmations import other_confirmation, startup_confirmation
from specimens.mail import SEOUL
from specimens.other_papers import social_insurance_clearance
from specimens.registration import business_registration
from specimens.registration_card import business_registration_card

from checks.programme import Programme
from checks.report import Report
from extractors.documents import take_in
from pipeline.commands.explaining import sentences
from pipeline.commands.offline import PassingDesk, check_paths, open_passing_desk
from pipeline.programmes import load
from pipeline.review import DossierView, Publication
from pipeline.review.page_layout import lay_out
from pipeline.review.register import columns

FOLDER = Path(__file__).parents[1] / "programmes" / "saebyeok-incubator-2026"
AT = dt.datetime(2026, 5, 15, 9, 30, tzinfo=SEOUL)
YOUNG = dataclasses.replace(
    invent(71), opened_on=dt.date(2021, 3, 2), registered_on=dt.date(2021, 3, 2)
)
OLD = dataclasses.replace(YOUNG, opened_on=dt.date(2019, 5, 3))
JUST = dataclasses.replace(YOUNG, opened_on=dt.date(2019, 5, 4))


@pytest.fixture(scope="module", autouse=True)
def programme() -> Iterator[Programme]:
    yield load(FOLDER)
    take_in(())  # other tests read other notices' papers


@pytest.fixture(scope="module")
def desk() -> Iterator[PassingDesk]:
    with open_passing_desk() as opened:
        yield opened


@pytest.fixture
def judged(tmp_path: Path, desk: PassingDesk, programme: Programme):
    def judge(changes: Mapping[str, bytes | None], *, at: dt.datetime = AT) -> Report:
        day = dt.date(2026, 5, 12)
        sent: dict[str, bytes | None] = {
            "form.hwpx": incubator.application(YOUNG),
            "plan.docx": incubator.plan(),
            "proof.pdf": business_registration(YOUNG, issued_on=day).data,
            "insurance.pdf": social_insurance_clearance(YOUNG, issued_on=day).data,
        }
        for name, data in (sent | dict(changes)).items():
            if data is not None:
                (tmp_path / name).write_bytes(data)
        return check_paths(desk, [tmp_path], programme, received_at=at, now=at)

    return judge


def found(report: Report, *severities: str) -> list[str]:
    return [f.key for f in report.findings if f.severity in severities]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="with 사업자등록증명"),
        pytest.param(
            {
                "proof.pdf": startup_confirmation(YOUNG, issued_on=dt.date(2025, 6, 2)).data,
            },
            id="with 창업기업 확인서",
        ),
        pytest.param(
            {
                "proof.pdf": business_registration(JUST, issued_on=dt.date(2026, 5, 12)).data,
            },
            id="opened seven years before the notice",
        ),
        pytest.param(
            {"plan.docx": None, "plan.pdf": incubator.plan(file_format="pdf", title="사업계획서")},
            id="with a shorter title",
        ),
        pytest.param(
            {"women.pdf": other_confirmation(YOUNG, issued_on=dt.date(2025, 6, 2)).data},
            id="with an optional paper",
        ),
    ],
)
def test_who_meets_every_row_is_complete(judged, changes: dict[str, bytes | None]) -> None:
    report = judged(changes)

    assert found(report, "blocking", "doubtful") == []
    assert report.status == "complete"
    assert {row.state for row in report.requirements[:4]} == {"met"}
    assert report.requirements[4].state == ("met" if "women.pdf" in changes else "not-needed")


@pytest.mark.parametrize(
    ("changes", "expected", "status"),
    [
        pytest.param({"form.hwpx": None}, "required:tenancy-application", "supplement",
                     id="1) no application"),
        pytest.param({"form.hwpx": incubator.application(YOUNG, number="")},
                     "filled-in:tenancy-application:business_number", "supplement",
                     id="1) no number"),
        pytest.param({"form.hwpx": incubator.application(YOUNG, room="예: 3층 301호")},
                     "example-text:tenancy-application:tenancy_application_4", "supplement",
                     id="1) the form's own example"),
        pytest.param({"plan.docx": None}, "required:item-plan", "supplement", id="2) no plan"),
        pytest.param({"plan.docx": incubator.plan(market="")}, "filled-in:item-plan:item_plan_3",
                     "supplement", id="2) an empty chapter"),
        pytest.param({"proof.pdf": None}, "required:business-registration", "supplement",
                     id="3) no proof"),
        pytest.param(
            {"proof.pdf": business_registration_card(YOUNG, issued_on=dt.date(2021, 3, 2)).data},
            "look-alike:business-registration", "supplement", id="3) a card in its place"),
        pytest.param(
            {"proof.pdf": business_registration(YOUNG, issued_on=dt.date(2026, 5, 3)).data},
            "issued-since:business-registration", "supplement", id="3) issued before the notice"),
        pytest.param(
            {"proof.pdf": startup_confirmation(YOUNG, issued_on=dt.date(2023, 5, 1)).data},
            "valid-on:startup-confirmation", "supplement", id="3) lapsed"),
        pytest.param(
            {"proof.pdf": business_registration(OLD, issued_on=dt.date(2026, 5, 12)).data},
            "firm-age:business-registration", "ineligible", id="3) a day more than seven years"),
        pytest.param({"insurance.pdf": None}, "required:social-insurance-clearance", "supplement",
                     id="4) no insurance paper"),
        pytest.param(
            {"insurance.pdf": social_insurance_clearance(
                YOUNG, issued_on=dt.date(2026, 4, 21)).data},
            "valid-on:social-insurance-clearance", "supplement",
            id="4) lapses the day before the deadline"),
    ],
)  # fmt: skip
def test_who_fails_a_row_is_told(
    judged, changes: dict[str, bytes | None], expected: str, status: str
) -> None:
    report = judged(changes)

    assert found(report, "blocking") == [expected]
    assert report.status == status


def test_a_firm_too_old_stays_so_whatever_else_it_sends(judged) -> None:
    """What no paper can mend is no note because another paper answers the row."""
    report = judged(
        {
            "proof.pdf": business_registration(OLD, issued_on=dt.date(2026, 5, 12)).data,
            "other.pdf": startup_confirmation(YOUNG, issued_on=dt.date(2025, 6, 2)).data,
        }
    )

    assert found(report, "blocking") == ["firm-age:business-registration"]
    assert report.status == "ineligible"


def test_a_second_late_is_late(judged) -> None:
    late = dt.datetime(2026, 5, 22, 17, 0, 1, tzinfo=SEOUL)

    assert judged({}, at=late).status == "late"


@pytest.mark.parametrize(
    ("changes", "points"),
    [
        pytest.param({}, 0, id="none"),
        pytest.param(
            {"women.pdf": other_confirmation(YOUNG, issued_on=dt.date(2025, 6, 2)).data},
            3,
            id="one",
        ),
    ],
)
def test_points_of_optional_papers_stand_in_the_register(
    judged, programme: Programme, changes: dict[str, bytes | None], points: int
) -> None:
    view = DossierView(
        report=judged(changes), folder_name="x", files={}, transcripts={}, letters=()
    )
    cells = {c.heading: c.cells for c in columns(Publication(programme, (view,)))}
    told = "\n".join(sentences(programme))

    assert cells["서류 가점"] == (points,)
    assert "(선택, 있으면 가점 3점)" in told
    assert lay_out(view.report, programme).sections[4].points == 3
