"""A third notice, invented: papers that no module knows, one of several, and of some only.

Real files are read: forms as DOCX, HWPX, PDF and scan, confirmations as PDF.
"""

from __future__ import annotations

import datetime as dt
import email
import json
from collections.abc import Iterator, Mapping
from email import policy
from pathlib import Path

import pytest
from office import letter, open_office
from servers import imap_server, smtp_server
from specimens import forest
from specimens.company import Company, invent
from specimens.mail import SEOUL, Attachment
from specimens.national_tax import national_tax_clearance
from specimens.near_misses import financial_statement
from specimens.other_papers import corporate_register, social_insurance_clearance
from specimens.registration_card import business_registration_card
from specimens.scan import CLEAN, scan

from checks.programme import Programme
from checks.report import Report
from extractors.documents import take_in
from outbox.composing import compose
from pipeline.commands.offline import PassingDesk, check_paths, open_passing_desk
from pipeline.programmes import load
from pipeline.review import DossierView, Publication
from pipeline.review.file_names import name_files
from pipeline.review.register import columns

FOLDER = Path(__file__).parents[1] / "programmes" / "garam-forest-2026"
AT = dt.datetime(2026, 4, 15, 11, 0, tzinfo=SEOUL)
DAY = dt.date(2026, 4, 10)
PERSON = invent(61, corporation=False, province="충청북도", city="괴산군")
FIRM = invent(62, province="충청북도", city="괴산군")


@pytest.fixture(scope="module", autouse=True)
def programme() -> Iterator[Programme]:
    yield load(FOLDER)
    take_in(())  # other tests read other notices' papers


@pytest.fixture(scope="module")
def desk() -> Iterator[PassingDesk]:
    with open_passing_desk() as opened:
        yield opened


def files(company: Company, **changes: bytes | None) -> dict[str, bytes]:
    """All that *company* sends, but for *changes*; None leaves a paper out."""
    sent: dict[str, bytes | None] = {
        "application.docx": forest.application(company),
        "survey.docx": forest.survey(),
        "forester.pdf": forest.confirmation(
            company, issued_on=DAY, valid_until=dt.date(2028, 4, 9)
        ),
        "tax.pdf": national_tax_clearance(company, issued_on=DAY).data,
    }
    if company.is_corporation:
        account = "{}. 1. 1. ~ {}. 12. 31."
        sent["accounts2024.pdf"] = financial_statement(company, issued_on=DAY).data
        sent["accounts2025.pdf"] = financial_statement(
            company, issued_on=DAY, year=2025, printed=account
        ).data
    for name, data in changes.items():
        stem, _, suffix = name.rpartition("_")
        sent.pop(next((n for n in sent if n.startswith(f"{stem}.")), ""), None)
        sent[f"{stem}.{suffix}"] = data
    return {name: data for name, data in sent.items() if data is not None}


@pytest.fixture
def judged(tmp_path: Path, desk: PassingDesk, programme: Programme):
    def judge(sent: Mapping[str, bytes]) -> Report:
        for name, data in sent.items():
            (tmp_path / name).write_bytes(data)
        return check_paths(desk, [tmp_path], programme, received_at=AT, now=AT)

    return judge


def states(report: Report) -> dict[str, str]:
    return {row.clause[-1]: row.state for row in report.requirements}


def found(report: Report, *severities: str) -> list[str]:
    return [f.key for f in report.findings if f.severity in severities]


MET = dict.fromkeys("①②③④", "met")


def test_a_person_with_all_papers_is_complete(judged) -> None:
    report = judged(files(PERSON))

    assert found(report, "blocking", "doubtful") == []
    assert states(report) == {**MET, "⑤": "not-needed", "⑥": "not-needed"}
    assert (report.status, report.representative) == ("complete", PERSON.representative)


def test_a_corporation_sends_its_statement_too(judged) -> None:
    report = judged(files(FIRM))

    assert found(report, "blocking", "doubtful") == []
    assert states(report) == {**MET, "⑤": "met", "⑥": "not-needed"}


def test_a_corporation_without_its_statement_is_asked_for_it(judged) -> None:
    report = judged(files(FIRM, accounts2024_pdf=None, accounts2025_pdf=None))

    assert found(report, "blocking") == ["required:financial-statement"]


def test_a_corporation_that_sends_one_of_two_years_is_asked_for_the_other(
    judged, programme: Programme
) -> None:
    report = judged(files(FIRM, accounts2024_pdf=None))
    letter = compose(report, programme, "supplement", to="apply@firm.example")

    assert found(report, "blocking", "doubtful") == ["required:financial-statement:2024"]
    assert letter is not None
    assert "‘2024 사업연도의 표준재무제표증명’을 보내 주십시오." in " ".join(letter.body.split())


def test_another_proof_answers_the_row(judged) -> None:
    card = business_registration_card(FIRM, issued_on=DAY).data
    report = judged(files(FIRM, forester_pdf=None, card_pdf=card))

    assert found(report, "blocking", "doubtful") == []
    assert states(report)["③"] == "met"


def test_a_register_that_nothing_ties_to_the_firm_is_for_a_person(judged) -> None:
    """It prints no business number, and no other paper here both of its firm's numbers."""
    register = corporate_register(FIRM, issued_on=DAY).data
    report = judged(files(FIRM, forester_pdf=None, register_pdf=register))

    assert found(report, "blocking") == []
    assert found(report, "doubtful") == ["same-company:corporate-register:business_number"]


@pytest.mark.parametrize(
    "instead",
    [
        pytest.param({}, id="nothing"),
        pytest.param(
            {"other_pdf": social_insurance_clearance(PERSON, issued_on=DAY).data},
            id="a paper of another kind",
        ),
    ],
)
def test_no_proof_at_all_does_not_pass(
    judged, programme: Programme, instead: dict[str, bytes]
) -> None:
    report = judged(files(PERSON, forester_pdf=None, **instead))
    letter = compose(report, programme, "supplement", to="apply@firm.example")

    assert (report.status, states(report)["③"]) == ("supplement", "missing")
    assert found(report, "blocking") == ["required:forester-confirmation"]
    assert letter is not None
    told = " ".join(letter.body.split())
    assert "제출서류 ③ 임업인확인서, 사업자등록증 또는 등기부등본" in told
    assert "다음 가운데 하나면 됩니다: 임업인확인서, 사업자등록증, 등기사항전부증명서." in told
    assert "forest@garam.example" in told


def test_a_form_of_the_notice_that_did_not_come_is_missed(judged) -> None:
    report = judged(files(PERSON, survey_docx=None))

    assert states(report)["②"] == "missing"
    assert found(report, "blocking") == ["required:forest-survey"]


@pytest.mark.parametrize("kind", ["docx", "hwpx", "pdf"])
def test_the_forms_are_read_in_every_format(judged, kind) -> None:
    report = judged(
        files(
            PERSON,
            **{
                "application_docx": None,
                f"application_{kind}": forest.application(PERSON, file_format=kind),
                "survey_docx": None,
                f"survey_{kind}": forest.survey(file_format=kind, title="사전조사 자료"),
            },
        )
    )
    (form,) = [d for d in report.documents if d.type == "forest-application"]

    assert found(report, "blocking", "doubtful") == []
    assert form.fields["business_number"].value == PERSON.business_number
    assert form.fields["forest_application_4"].value == forest.FACILITY
    assert form.fields["forest_application_5"].value == "48,000"
    assert form.fields["signed_on"].value == dt.date(2026, 4, 13)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_title_may_say_more_before_its_own_words(judged, kind) -> None:
    title = "2026년 산림소득 증대 지원사업 신청서"
    form = forest.application(PERSON, file_format=kind, title=title)
    report = judged(files(PERSON, **{"application_docx": None, f"application_{kind}": form}))

    assert (report.status, states(report)["①"]) == ("complete", "met")


@pytest.mark.parametrize(
    "title",
    ["신청서", "산림소득 증대 지원사업 참가신청서", "산림소득증대사업 지원신청서(임업인용)"],
)
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_form_under_another_title_is_never_called_not_sent(judged, kind, title) -> None:
    form = forest.application(PERSON, file_format=kind, title=title)
    report = judged(files(PERSON, **{"application_docx": None, f"application_{kind}": form}))

    assert found(report, "blocking") == []
    assert (report.status, states(report)["①"]) == ("review", "doubtful")


def test_another_notices_form_beside_the_own_is_no_doubt(judged) -> None:
    other = forest.application(PERSON, title="산림소득 증대 지원사업 참가신청서")
    report = judged(files(PERSON, other_docx=other))

    assert found(report, "blocking", "doubtful") == []


@pytest.mark.ocr
def test_a_scanned_form_is_known_and_read(judged) -> None:
    drawn = forest.survey(file_format="pdf")
    report = judged(files(PERSON, survey_docx=None, survey_pdf=scan([drawn], CLEAN)))
    (form,) = [d for d in report.documents if d.type == "forest-survey"]

    assert form.certain
    assert found(report, "blocking") == []
    assert form.fields["forest_survey_1"].value == "3.2"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(
            {"application_docx": forest.application(PERSON, cost="")},
            "filled-in:forest-application:forest_application_5",
            id="an empty entry",
        ),
        pytest.param(
            {"application_docx": forest.application(PERSON, facility=forest.EXAMPLE)},
            "example-text:forest-application:forest_application_4",
            id="the form's own example",
        ),
        pytest.param(
            {"application_docx": forest.application(PERSON, signed_on=None)},
            "signed:forest-application:signed_on",
            id="no day",
        ),
        pytest.param(
            {"survey_docx": forest.survey(need="")},
            "filled-in:forest-survey:forest_survey_3",
            id="an empty entry of the survey",
        ),
        pytest.param(
            {"tax_pdf": national_tax_clearance(PERSON, issued_on=dt.date(2026, 3, 24)).data},
            "issued-within:national-tax-clearance",
            id="a day older than 30 days at the deadline",
        ),
        pytest.param(
            {
                "forester_pdf": forest.confirmation(
                    PERSON, issued_on=dt.date(2024, 4, 15), valid_until=dt.date(2026, 4, 14)
                )
            },
            "valid-on:forester-confirmation",
            id="a confirmation that lapsed the day before it came",
        ),
        pytest.param({"tax_pdf": None}, "required:national-tax-clearance", id="no tax paper"),
        pytest.param({"application_docx": None}, "required:forest-application", id="no form"),
    ],
)
def test_what_is_wrong_is_found_and_asked_for(
    judged, programme: Programme, changed: dict[str, bytes | None], expected: str
) -> None:
    report = judged(files(PERSON, **changed))
    letter = compose(report, programme, "supplement", to="apply@firm.example")

    assert report.status == "supplement"
    assert found(report, "blocking") == [expected]
    assert letter is not None


def test_a_number_where_words_stand_is_for_a_person(judged) -> None:
    report = judged(files(PERSON, survey_docx=forest.survey(area="넓음")))

    assert found(report, "blocking") == []
    assert found(report, "doubtful") == ["filled-in:forest-survey:forest_survey_1"]


def test_another_persons_papers_are_seen(judged) -> None:
    other = invent(63, corporation=False)
    report = judged(files(PERSON, tax_pdf=national_tax_clearance(other, issued_on=DAY).data))

    assert report.status != "complete"
    assert any(key.startswith("same-company:") for key in found(report, "blocking", "doubtful"))


def test_a_licence_where_it_applies(judged) -> None:
    without = judged(files(PERSON))
    report = judged(files(PERSON, licence_pdf=forest.licence(PERSON, issued_on=DAY)))

    assert "required:forest-plan-licence:applies" in found(without, "note")
    assert states(report)["⑥"] == "met"
    assert "required:forest-plan-licence:applies" not in found(report, "note")


def test_register_and_files_have_the_notices_own_names(judged, programme: Programme) -> None:
    report = judged(files(PERSON))
    view = DossierView(report=report, folder_name="x", files={}, transcripts={}, letters=())
    headings = [column.heading for column in columns(Publication(programme, (view,)))]
    names = set(name_files(report, programme).values())

    assert "② 사전 조사 자료" in headings
    assert "③ 임업인확인서, 사업자등록증 또는 등기부등본" in headings
    assert any(name.startswith("02-사전조사자료") for name in names)
    assert any(name.startswith("03-임업인확인서") for name in names)


# ── the whole way, from the mailbox ──────────────────────────────────────────────────


@pytest.mark.mail
def test_mail_becomes_reports_register_and_letters(tmp_path: Path) -> None:
    """Two persons apply, one without any proof; the desk and the commands know the papers."""
    firms = (PERSON, invent(64, corporation=False, province="충청북도", city="괴산군"))
    with imap_server(tmp_path / "imap") as imap, smtp_server(tmp_path / "smtp") as smtp:
        for firm, lacks in zip(firms, ({}, {"forester_pdf": None}), strict=True):
            papers = [Attachment(name, data) for name, data in files(firm, **lacks).items()]
            raw = letter(firm.seed, *papers, subject="산림소득 지원사업 신청", at=AT)
            imap.append(raw, AT + dt.timedelta(minutes=firm.seed))
        office = open_office(tmp_path / "office", imap, smtp, more=f'programme = "{FOLDER}"')
        office.now = AT + dt.timedelta(days=1)
        result = office.run()
        status = office.command("status")
    root = office.settings.review / "garam-forest-2026"
    reports = [json.loads(p.read_text("utf-8")) for p in sorted(root.glob("*/report.json"))]
    written = {p.name for p in root.glob("2026-0001*/files/*")}
    letters = [p.read_bytes() for p in root.glob("2026-0002*/letters/*supplement.eml")]

    assert (result.code, result.troubles) == (0, ())
    assert [report["status"] for report in reports] == ["complete", "supplement"]
    assert [r["state"] for r in reports[1]["requirements"]][2] == "missing"
    assert any(name.startswith("01-산림소득증대지원사업신청서") for name in written)
    (raw,) = letters
    body = email.message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert body is not None
    assert "제출서류 ③ 임업인확인서, 사업자등록증 또는 등기부등본" in body.get_content()
    assert "2026년 산림소득 증대 지원사업" in status.stdout
