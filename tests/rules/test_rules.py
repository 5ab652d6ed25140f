"""Every rule at its edges, by the built-in programme file."""

import datetime as dt
from pathlib import Path

import pytest
from dossiers import (
    BLANK,
    BUSINESS_NUMBER,
    CORPORATE_NUMBER,
    complete,
    day,
    digest,
    dossier,
    file,
    good,
    illegible,
    paper,
    twice,
    unsure,
    value,
)

from checks.model import Finding
from checks.rules import RULES
from extractors.documents import DOCUMENTS
from extractors.model import Value
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
OTHER_NUMBER = "023-45-67892"


def found(rule: str, *papers, **more) -> list[Finding]:
    """What *rule* says about a complete dossier with *papers* in place of the good ones."""
    without = more.pop("without", ())
    verdict = PROGRAMME.check(dossier(*complete(*papers, without=without), **more))
    return [finding for finding in verdict.findings if finding.rule == rule]


def severities(findings: list[Finding]) -> list[str]:
    return [finding.severity for finding in findings]


def test_a_good_dossier_is_complete_with_notes_only():
    verdict = PROGRAMME.check(dossier(*complete()))

    assert verdict.status == "complete"
    assert {finding.severity for finding in verdict.findings} == {"note"}
    assert {row.state for row in verdict.requirements} == {"met", "not-needed"}


# ── days ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        pytest.param("2025-02-13", [], id="on the last day"),
        pytest.param("2025-02-12", ["blocking"], id="one day too old"),
        pytest.param("2025-05-13", [], id="issued on the day it arrived"),
        pytest.param(None, ["doubtful"], id="no place of a date was found"),
    ],
)
@pytest.mark.parametrize(
    "kind", ["national-tax-clearance", "local-tax-clearance", "business-registration"]
)
def test_issued_within_three_months_of_receipt(kind, issued_on, expected):
    """Three months are counted by the calendar, the day of issue not included."""
    findings = found("issued-within", good(kind, issued_on=day(issued_on)), received="2025-05-13")

    assert severities(findings) == expected
    assert all(finding.key == f"issued-within:{kind}" for finding in findings)


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        pytest.param("2025-05-03", ["note"], id="on the last day, though lapsed by the deadline"),
        pytest.param("2025-05-06", ["doubtful"], id="only the holidays save it"),
        pytest.param("2025-05-07", ["doubtful"], id="the day after the holidays is still saved"),
        pytest.param("2025-05-08", ["blocking"], id="nothing saves it"),
    ],
)
def test_a_last_day_on_a_holiday_is_for_a_person(received, expected):
    """3 May 2025 was a Saturday, 5 and 6 May were holidays (민법 제161조)."""
    old = good("business-registration", issued_on=dt.date(2025, 2, 3))

    assert severities(found("issued-within", old, received=received)) == expected


@pytest.mark.parametrize(
    "issued_on",
    [
        pytest.param(dt.date(2025, 1, 2), id="an old date"),
        pytest.param(dt.date(2025, 5, 2), id="a good date"),
    ],
)
def test_a_certificate_whose_kind_is_not_certain_neither_accuses_nor_passes(issued_on):
    certificate = good("national-tax-clearance", issued_on=issued_on, certain=False)

    assert severities(found("issued-within", certificate)) == ["doubtful"]


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        pytest.param(unsure(dt.date(2025, 1, 2)), "doubtful", id="an old date that is not certain"),
        pytest.param(unsure(dt.date(2025, 5, 2)), "doubtful", id="a good date that is not certain"),
        pytest.param(illegible("2O25년 O5월"), "doubtful", id="a date that cannot be read"),
        pytest.param(BLANK, "doubtful", id="a date that is blank"),
    ],
)
def test_a_day_that_is_not_certain_neither_accuses_nor_passes(issued_on, expected):
    (finding,) = found("issued-within", good("national-tax-clearance", issued_on=issued_on))

    assert finding.severity == expected
    assert finding.remedy


def test_an_old_certificate_is_told_with_the_words_read_and_where_to_get_a_new_one():
    old = good("national-tax-clearance", issued_on=dt.date(2025, 1, 10))
    (finding,) = found("issued-within", old)

    assert finding.message == (
        "국세 납세증명서의 발급일(2025-01-10)이 접수일(2025-05-12) 기준으로 3개월을 지났습니다"
        "(2025-04-10까지 인정)."
    )
    assert finding.remedy.startswith("국세 납세증명서를 새로 발급받아 보내 주십시오. 홈택스")
    assert finding.clause == "제출서류 ③"
    assert [(e.document, e.field) for e in finding.evidence] == [(old.id, "issued_on")]


def test_a_paper_is_measured_on_the_day_its_own_mail_arrived():
    """The first mail came when the certificate was fresh; this one came with a later mail."""
    fresh_then = good("local-tax-clearance", issued_on=dt.date(2025, 1, 28))
    papers = complete(without=("local-tax-clearance",))
    verdict = PROGRAMME.check(
        dossier(*papers, received="2025-04-25", later={"2025-05-12": (fresh_then,)})
    )

    assert "issued-within:local-tax-clearance" in {
        f.key for f in verdict.findings if f.severity == "blocking"
    }


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        pytest.param("2025-05-12", [], id="issued on the day of receipt"),
        pytest.param("2025-05-13", ["doubtful"], id="issued a day later than received"),
    ],
)
def test_issued_in_future(issued_on, expected):
    late = good("sme-confirmation", issued_on=day(issued_on))

    assert severities(found("issued-in-future", late)) == expected


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [
        pytest.param("2025-05-12", [], id="valid on the day of receipt"),
        pytest.param("2025-05-11", ["note"], id="lapsed by its own words is a note, no more"),
        pytest.param(None, [], id="nothing hangs on a validity that was not found"),
    ],
)
def test_printed_validity(valid_until, expected):
    certificate = good("national-tax-clearance", valid_until=day(valid_until))

    assert severities(found("printed-validity", certificate)) == expected


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        pytest.param("2024-04-01", "2025-03-31", ["blocking"], id="last year's paper has lapsed"),
        pytest.param("2024-05-13", "2025-05-12", ["note"], id="valid for the last time on receipt"),
        pytest.param("2024-05-12", "2025-05-11", ["blocking"], id="lapsed the day before receipt"),
        pytest.param("2025-05-13", "2026-05-12", ["blocking"], id="begins the day after receipt"),
        pytest.param("2025-05-12", "2026-05-11", ["note"], id="begins on the day of receipt"),
        pytest.param(None, "2026-03-31", ["doubtful"], id="no beginning was found"),
    ],
)
def test_an_sme_confirmation_is_valid_on_the_day_of_receipt(valid_from, valid_until, expected):
    confirmation = good(
        "sme-confirmation", valid_from=day(valid_from), valid_until=day(valid_until)
    )

    assert severities(found("valid-through-project", confirmation)) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        pytest.param("2025-07-01", "2026-03-31", [], id="covers the whole project"),
        pytest.param("2025-07-02", "2026-04-01", ["note"], id="ends a day before the project"),
        pytest.param("2026-03-31", "2026-12-30", ["note"], id="ends on the first day"),
        pytest.param("2026-04-01", "2026-12-31", ["doubtful"], id="ends before the project begins"),
    ],
)
def test_an_sme_confirmation_against_the_projects_days(begins, ends, expected):
    project = PROGRAMME.project.model_copy(update={"begins": day(begins), "ends": day(ends)})
    programme = PROGRAMME.model_copy(update={"project": project})
    findings = programme.check(dossier(*complete())).findings

    assert severities([f for f in findings if f.rule == "valid-through-project"]) == expected


def test_without_the_projects_days_the_note_tells_the_latest_beginning():
    (finding,) = found("valid-through-project")

    assert "2025-07-01까지 시작하는 9개월 사업" in finding.message


@pytest.mark.parametrize(
    ("received", "expected", "status"),
    [
        pytest.param("2025-05-13T18:00:00", [], "complete", id="in the last second"),
        pytest.param("2025-05-13T18:00:01", ["doubtful"], "late", id="one second too late"),
        pytest.param("2025-05-13T09:00:00+00:00", [], "complete", id="09:00 UTC is 18:00 in Seoul"),
        pytest.param("2025-04-23T00:00:00", [], "complete", id="in the first second"),
        pytest.param("2025-04-22T23:59:59", ["doubtful"], "review", id="before the opening"),
    ],
)
def test_received_in_window(received, expected, status):
    fresh = [
        good(kind, issued_on=dt.date(2025, 4, 20))
        for kind in ("national-tax-clearance", "local-tax-clearance", "business-registration")
    ]
    fresh.append(good("consent-form", signed_on=dt.date(2025, 4, 20)))
    verdict = PROGRAMME.check(dossier(*complete(*fresh), received=received))

    assert severities([f for f in verdict.findings if f.rule == "received-in-window"]) == expected
    assert verdict.status == status


def test_a_supplement_after_the_deadline_is_for_a_person_and_not_late():
    papers = complete(without=("consent-form",))
    verdict = PROGRAMME.check(
        dossier(*papers, later={"2025-05-13T18:00:01": (good("consent-form"),)})
    )
    (finding,) = [f for f in verdict.findings if f.rule == "received-in-window"]

    assert verdict.status == "review"
    assert finding.key == f"received-in-window:{finding.evidence[0].message[:12]}"


# ── what arrived ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [row.document for row in PROGRAMME.requires if row.always])
def test_a_paper_that_did_not_arrive_is_missing(kind):
    verdict = PROGRAMME.check(dossier(*complete(without=(kind,))))
    (finding,) = [f for f in verdict.findings if f.rule == "required"]
    (row,) = [row for row in verdict.requirements if row.document == kind]

    assert (finding.key, finding.severity) == (f"required:{kind}", "blocking")
    assert finding.clause == row.clause
    assert row.state == "missing"
    assert verdict.status == "supplement"


@pytest.mark.parametrize("kind", ["technology-market", "subordinate-places"])
def test_a_paper_that_need_not_come_is_not_missed(kind):
    assert found("required", without=(kind,)) == []


@pytest.mark.parametrize(
    ("more", "severity", "state"),
    [
        pytest.param({"files": (file("국세.pdf", reason="encrypted"),)}, "doubtful", "unreadable",
                     id="a file that could not be opened may be it"),
        pytest.param({"files": (file("링크", reason="external-link"),)}, "doubtful", "unreadable",
                     id="a link that was not opened may be it"),
        pytest.param({"files": (file("회사소개.pdf"),)}, "blocking", "missing",
                     id="a file that was read is not it"),
    ],
)  # fmt: skip
def test_a_paper_that_may_be_in_an_unread_file(more, severity, state):
    verdict = PROGRAMME.check(dossier(*complete(without=("national-tax-clearance",)), **more))
    (finding,) = [f for f in verdict.findings if f.rule == "required"]
    (row,) = [r for r in verdict.requirements if r.document == "national-tax-clearance"]

    assert finding.severity == severity
    assert row.state == state


@pytest.mark.parametrize(
    ("certain", "severity"),
    [
        pytest.param(False, "doubtful", id="a sheet that was not recognised may be it"),
        pytest.param(True, "blocking", id="a sheet read well that bears no mark is not it"),
    ],
)
def test_a_paper_that_may_be_an_unrecognised_sheet(certain, severity):
    sheet = paper("unrecognised", certain=certain)
    (finding,) = found("required", sheet, without=("local-tax-clearance",))

    assert finding.severity == severity


def test_a_paper_whose_kind_is_not_certain_is_for_a_person():
    (finding,) = found("required", good("consent-form", certain=False))

    assert (finding.key, finding.severity) == ("required:consent-form", "doubtful")


@pytest.mark.parametrize(
    ("kind", "look"),
    [
        ("national-tax-clearance", "제목과 발급 기관을 원본에서"),
        ("consent-form", "다른 사업의 양식이 아닌지"),
    ],
)
def test_of_a_paper_whose_kind_is_not_certain_it_is_said_what_to_look_at(kind, look):
    (finding,) = found("required", good(kind, certain=False))

    assert look in finding.message


def test_a_paper_that_shares_its_sheet_is_looked_at_for_that() -> None:
    unsure = good("national-tax-clearance", certain=False)
    (finding,) = found("required", unsure.model_copy(update={"shares_sheet": True}))

    assert finding.severity == "doubtful"
    assert "한 면에 다른 서류가 함께" in finding.message


@pytest.mark.parametrize(
    ("other", "severity"),
    [
        ("national-tax-clearance", "doubtful"),
        ("technology-market", "doubtful"),
        ("consent-form", "blocking"),
        ("factory-registration", "blocking"),
    ],
    ids=["a tax paper", "another office's", "a form", "a near miss"],
)
def test_a_missing_paper_may_be_one_whose_kind_is_not_certain(other, severity):
    """The title of a local certificate without its first word is that of the national one."""
    unsure = good(other, certain=False)
    findings = found("required", unsure, without=("local-tax-clearance",))
    (missing,) = [f for f in findings if f.document == "local-tax-clearance"]

    assert missing.severity == severity
    assert ("종류가 확실하지 않은 서류" in missing.message) == (severity == "doubtful")


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        pytest.param(("application", "details"), {}, id="both sheets are there"),
        pytest.param(("application",), {"required:application-form:details": "blocking"},
                     id="the details are missing"),
        pytest.param(("details",), {"required:application-form:application": "doubtful"},
                     id="the application's print is not public, so it is never surely missing"),
    ],
)  # fmt: skip
def test_the_two_sheets_of_the_application(sheets, expected):
    findings = found("required", good("application-form", sheets=sheets))

    assert {finding.key: finding.severity for finding in findings} == expected


def test_two_sheets_that_come_apart_are_both_in_force():
    halves = (
        good("application-form", sheets=("application",), file="신청서.pdf"),
        good("application-form", sheets=("details",), file="내역서.pdf"),
    )
    verdict = PROGRAMME.check(dossier(*complete(*halves)))

    assert verdict.status == "complete"
    assert {"신청서.pdf", "내역서.pdf"} <= set(verdict.in_force)


def test_a_newer_sheet_takes_the_place_of_the_same_sheet_in_an_older_form():
    whole = good("application-form", file="전체.docx", goal=BLANK)
    papers = dossier(
        *complete(whole),
        later={"2025-05-13": (good("application-form", sheets=("details",), file="내역서.pdf"),)},
    )
    verdict = PROGRAMME.check(papers)

    assert verdict.status == "complete"
    assert {"전체.docx", "내역서.pdf"} <= set(verdict.in_force)


@pytest.mark.parametrize(
    ("near", "kind"),
    [
        ("business-registration-card", "business-registration"),
        ("national-tax-payment-record", "national-tax-clearance"),
        ("local-tax-assessment", "local-tax-clearance"),
        ("startup-confirmation", "sme-confirmation"),
        ("deemed-sme-confirmation", "sme-confirmation"),
    ],
)
def test_a_near_miss_is_named_in_place_of_a_missing_paper(near, kind):
    verdict = PROGRAMME.check(dossier(*complete(paper(near), without=(kind,))))
    (finding,) = [f for f in verdict.findings if f.rule == "look-alike"]

    assert (finding.key, finding.severity) == (f"look-alike:{kind}", "blocking")
    assert f"‘{paper(near).title}’" in finding.message
    assert PROGRAMME.notice.asked(kind).named in finding.message
    assert not [f for f in verdict.findings if f.rule == "required"]
    assert [r.state for r in verdict.requirements if r.document == kind] == ["blocking"]


def test_a_near_miss_beside_the_right_paper_is_not_mentioned():
    assert found("look-alike", paper("business-registration-card")) == []


def test_a_near_miss_that_is_not_certain_is_for_a_person():
    near = paper("business-registration-card", certain=False)
    (finding,) = found("look-alike", near, without=("business-registration",))

    assert finding.severity == "doubtful"


def test_of_two_near_misses_the_certain_one_is_named():
    findings = found(
        "look-alike",
        paper("business-status", certain=False),
        paper("business-registration-card"),
        without=("business-registration",),
    )

    assert severities(findings) == ["blocking"]
    assert "사업자등록증’" in findings[0].message


def test_a_near_miss_is_not_asked_for_a_number():
    assert found("same-company", paper("national-tax-payment-record")) == []


def test_a_near_miss_accuses_nobody_while_the_right_paper_may_be_in_a_closed_file():
    near = paper("business-registration-card")
    (finding,) = found(
        "look-alike",
        near,
        without=("business-registration",),
        files=(file("증명.pdf", reason="encrypted"),),
    )

    assert finding.severity == "doubtful"


def test_a_closed_file_may_hold_the_missing_sheet_of_a_form():
    first_sheet = good("application-form", sheets=("application",))
    (finding,) = found("readable", first_sheet, files=(file("내역서.hwp", reason="locked-hwp"),))

    assert finding.severity == "blocking"


@pytest.mark.parametrize(
    ("reason", "without", "severity"),
    [
        pytest.param("encrypted", ("consent-form",), "blocking", id="a missing paper may be in it"),
        pytest.param("locked-hwp", ("consent-form",), "blocking", id="or in a locked document"),
        pytest.param("damaged", ("consent-form",), "blocking", id="or in a damaged file"),
        pytest.param("crashed", ("consent-form",), "doubtful", id="our own fault accuses nobody"),
        pytest.param("encrypted", (), "doubtful", id="nothing is missing"),
        pytest.param("encrypted", ("technology-market",), "doubtful",
                     id="nothing that must come is missing"),
    ],
)  # fmt: skip
def test_a_file_that_could_not_be_read(reason, without, severity):
    closed = file("서류.pdf", reason=reason)
    (finding,) = found("readable", without=without, files=(closed,))

    assert finding.severity == severity
    assert finding.key == f"readable:{closed.sha256[:12]}"
    assert finding.evidence[0].file == closed.sha256


def test_unrecognised_sheets_of_one_file_are_one_doubt():
    first = paper("unrecognised", file="모음.pdf")
    second = first.model_copy(update={"id": "둘째", "pages": (3, 4)})
    (finding,) = found("readable", first, second)

    assert finding.severity == "doubtful"
    assert "‘모음.pdf’(1쪽, 3–4쪽)" in finding.message


def test_sheets_that_nobody_looked_at_are_named_with_what_to_do():
    rest = paper("unrecognised", file="모음.pdf")
    rest = rest.model_copy(update={"pages": (61, 80), "unread": True})
    (finding,) = found("readable", rest)

    assert finding.severity == "doubtful"
    assert "‘모음.pdf’(61–80쪽)" in finding.message
    assert "나누어" in finding.remedy


# ── several copies ───────────────────────────────────────────────────────────────────

OLD = dt.date(2025, 1, 2)


@pytest.mark.parametrize(
    ("first", "second", "chosen", "expected"),
    [
        pytest.param(dt.date(2025, 4, 1), dt.date(2025, 5, 8), "둘째", "note",
                     id="the newer one is in force"),
        pytest.param(dt.date(2025, 5, 8), dt.date(2025, 4, 1), "첫째", "note",
                     id="newer is by issue, not by arrival"),
        pytest.param(OLD, dt.date(2025, 5, 8), "둘째", "note",
                     id="a newer one mends an old one"),
        pytest.param(dt.date(2025, 5, 2), dt.date(2025, 6, 2), "첫째", "doubtful",
                     id="a newer one that is worse is for a person"),
        pytest.param(dt.date(2025, 5, 2), unsure(dt.date(2025, 5, 8)), "첫째", "doubtful",
                     id="a newer one that is not certain is for a person"),
        pytest.param(dt.date(2025, 5, 8), None, "첫째", "doubtful",
                     id="without a day of issue arrival decides which is newer"),
        pytest.param(OLD, dt.date(2025, 1, 3), "둘째", "note",
                     id="where none meets its rules the newest is in force"),
    ],
)  # fmt: skip
def test_which_of_two_copies_is_in_force(first, second, chosen, expected):
    kind = "national-tax-clearance"
    verdict = PROGRAMME.check(
        dossier(
            *complete(good(kind, file="첫째", issued_on=first)),
            later={"2025-05-13": (good(kind, file="둘째", issued_on=second),)},
        )
    )
    (finding,) = [f for f in verdict.findings if f.rule == "several-copies"]

    assert chosen in verdict.in_force
    assert len({"첫째", "둘째"} & set(verdict.in_force)) == 1
    assert (finding.key, finding.severity) == (f"several-copies:{kind}", expected)


def test_why_a_newer_copy_is_not_taken_is_said_and_shown():
    """A deferral of taxes on it stood two tables below the sentence that it “does not meet”."""
    kind = "national-tax-clearance"
    deferred = good(kind, file="둘째", issued_on=dt.date(2025, 5, 9), deferrals=("4,120,000원",))
    verdict = PROGRAMME.check(
        dossier(*complete(good(kind, file="첫째")), later={"2025-05-13": (deferred,)})
    )
    (finding,) = [f for f in verdict.findings if f.rule == "several-copies"]

    assert "발급일 2025-05-09" in finding.message
    assert "4,120,000원" in finding.message
    assert ("둘째", "deferrals") in [(e.document, e.field) for e in finding.evidence]


def test_a_newer_copy_whose_kind_is_not_certain_does_not_take_its_place():
    kind = "technology-market"
    verdict = PROGRAMME.check(
        dossier(
            *complete(good(kind, file="첫째")),
            later={"2025-05-13": (good(kind, file="둘째", certain=False),)},
        )
    )

    assert "첫째" in verdict.in_force
    assert "둘째" not in verdict.in_force


def test_findings_about_a_copy_that_is_not_in_force_are_left_out():
    kind = "local-tax-clearance"
    verdict = PROGRAMME.check(
        dossier(
            *complete(good(kind, file="첫째", issued_on=OLD)),
            later={"2025-05-13": (good(kind, file="둘째"),)},
        )
    )

    assert verdict.status == "complete"


# ── forms ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("운영시스템 구축", [], id="filled in"),
        pytest.param(BLANK, ["blocking"], id="blank"),
        pytest.param(value(None, raw="(예시) 운영시스템구축 분야"), [],
                     id="only the form's example stands there, which example-text says"),
        pytest.param(value(None, certain=False), ["doubtful"], id="perhaps blank"),
        pytest.param(illegible("운영 ㅅ"), ["doubtful"], id="illegible"),
        pytest.param(None, ["doubtful"], id="its place was not found"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["support_field", "goal", "safety", "benefit"])
def test_filled_in(field, entry, expected):
    findings = found("filled-in", good("application-form", **{field: entry}))

    assert severities(findings) == expected
    assert all(f.key == f"filled-in:application-form:{field}" for f in findings)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        pytest.param(BLANK, "비어 있습니다", id="blank"),
        pytest.param(
            value(None, certain=False), "글자를 읽지 못하였습니다", id="an object, perhaps"
        ),
        pytest.param(illegible("별첨 참조"), "다른 자료에 그 내용이 있는지", id="sent elsewhere"),
        pytest.param(illegible("추후 제출"), "작성한 것으로 볼 수 있는지", id="put off"),
    ],
)
def test_what_is_said_of_an_entry_that_answers_nothing(entry, said):
    (finding,) = found("filled-in", good("application-form", safety=entry))

    assert said in finding.message
    assert ("비어 있습니다" in finding.message) == (entry is BLANK)


def test_entries_of_a_sheet_that_did_not_come_are_not_missed_one_by_one():
    nothing = dict.fromkeys(("support_field", "goal", "safety", "benefit"))

    assert found("filled-in", good("application-form", sheets=("application",), **nothing)) == []


@pytest.mark.parametrize(
    ("answer", "expected", "status"),
    [
        pytest.param("agreed", [], "complete", id="agreed"),
        pytest.param("refused", ["blocking"], "ineligible", id="refused ends participation"),
        pytest.param("unmarked", ["blocking"], "supplement", id="unmarked can be made good"),
        pytest.param("contradictory", ["doubtful"], "review", id="both marked is for a person"),
        pytest.param(unsure("refused"), ["doubtful"], "review", id="perhaps refused"),
        pytest.param(unsure("agreed"), ["doubtful"], "review", id="perhaps agreed"),
        pytest.param(illegible("[?]"), ["doubtful"], "review", id="illegible"),
        pytest.param(None, ["doubtful"], "review", id="not found"),
    ],
)
@pytest.mark.parametrize("field", ["collection_consent", "provision_consent"])
def test_consent_given(field, answer, expected, status):
    verdict = PROGRAMME.check(dossier(*complete(good("consent-form", **{field: answer}))))
    findings = [f for f in verdict.findings if f.rule == "consent-given"]

    assert severities(findings) == expected
    assert verdict.status == status
    assert all(f.key == f"consent-given:consent-form:{field}" for f in findings)


@pytest.mark.parametrize(
    ("field", "answer", "expected"),
    [
        pytest.param("signed_on", BLANK, ["blocking"], id="no day"),
        pytest.param("signed_on", dt.date(2025, 5, 12), [], id="on the day it arrived"),
        pytest.param("signed_on", dt.date(2025, 5, 13), ["doubtful"], id="the day after"),
        pytest.param("signed_on", dt.date(2052, 5, 9), ["doubtful"], id="digits the wrong way"),
        pytest.param("signed_on", dt.date(2024, 11, 12), [], id="six months ago"),
        pytest.param("signed_on", dt.date(2024, 11, 11), ["doubtful"], id="longer ago"),
        pytest.param("signed_on", dt.date(2024, 5, 9), ["doubtful"], id="the year before"),
        pytest.param("signer", BLANK, ["blocking"], id="no name"),
        pytest.param("signer", illegible("ㄷㄱㄹ"), ["doubtful"], id="an illegible name"),
        pytest.param("signature_present", False, ["doubtful"], id="no mark is seen"),
        pytest.param(
            "signature_present", unsure(False), ["doubtful"], id="no mark is seen on a scan"
        ),
        pytest.param("signature_present", None, ["doubtful"], id="no place for a mark is found"),
        pytest.param("signature_present", True, [], id="signed"),
    ],
)
def test_signed(field, answer, expected):
    findings = found("signed", good("consent-form", **{field: answer}))

    assert severities(findings) == expected
    assert all(f.key == f"signed:consent-form:{field}" for f in findings)


# ── the company ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("강원특별자치도 원주시 새별메로 1", [], id="in the province"),
        pytest.param("강원도 춘천시 한뫼솔길 2", [], id="by its former name"),
        pytest.param("강원 횡성군 푸른여울안길 3", [], id="by its short name"),
        pytest.param("(26400) 강원특별자치도 원주시 새별메로 1", [], id="after a postcode"),
        pytest.param("원주시 새별메로 1", ["doubtful"], id="no province"),
        pytest.param("고성군 온누리벌로 4", ["doubtful"], id="a county that two provinces have"),
        pytest.param("경상남도 고성군 온누리벌로 4", ["blocking"], id="the other one's county"),
        pytest.param(
            "경기도 안산시 강원로 5", ["blocking"], id="a street named after the province"
        ),
        pytest.param("서울 강남구 강원빌딩 6층", ["blocking"], id="a building named after it"),
        pytest.param(unsure("경기도 안산시 새별메로 1"), ["doubtful"], id="elsewhere, not certain"),
        pytest.param(
            unsure("강원특별자치도 원주시 새별메로 1"), ["doubtful"], id="there, not certain"
        ),
        pytest.param(None, ["doubtful"], id="no address was found"),
    ],
)
def test_located_in(address, expected):
    findings = found("located-in", good("business-registration", address=address))

    assert severities(findings) == expected
    assert all(f.key == "located-in:business-registration" for f in findings)


def test_a_place_elsewhere_is_no_case_for_a_new_paper():
    elsewhere = good("business-registration", address="경기도 안산시 새별메로 1")
    verdict = PROGRAMME.check(dossier(*complete(elsewhere)))

    assert verdict.status == "ineligible"


def test_the_head_office_on_other_papers_does_not_decide():
    head_office = good("sme-confirmation", address="서울 강남구 새별메로 1")

    assert found("located-in", head_office) == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        pytest.param("강원특별자치도 원주시 새별메로 1", [], id="the subordinate place is there"),
        pytest.param("경기도 안산시 새별메로 1", ["blocking"], id="the subordinate place is not"),
    ],
)
def test_the_statement_decides_for_a_subordinate_place(place, expected):
    head = good("business-registration", address="서울특별시 강남구 새별메로 1")
    statement = good("subordinate-places", address=place, subordinate_number="0001")
    findings = found("located-in", head, statement)

    assert severities(findings) == expected
    assert all(f.key == "located-in:subordinate-places" for f in findings)


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        pytest.param("0001", [], id="the one named is there"),
        pytest.param("0002", ["blocking"], id="the one named is not"),
        pytest.param(None, ["doubtful"], id="none is named"),
        pytest.param("0003", ["doubtful"], id="one is named that it does not list"),
    ],
)
def test_of_several_places_the_one_that_the_application_names_decides(serial, expected):
    statement = good(
        "subordinate-places",
        address=("강원 원주시 새별메로 1", "경기도 안산시 새별메로 1"),
        subordinate_number=("0001", "0002"),
    )
    findings = found("located-in", good("application-form", subordinate_number=serial), statement)

    assert severities(findings) == expected


@pytest.mark.parametrize("address", ["강원 원주시 새별메로 1", "서울 강남구 새별메로 1"])
def test_a_subordinate_place_that_is_named_waits_for_its_statement(address):
    class Registration(DOCUMENTS["business-registration"]):
        subordinate_number: Value[str] | None = None

    named = Registration(**good("business-registration", address=address).model_dump())
    named = named.model_copy(update={"subordinate_number": value("0001")})
    verdict = PROGRAMME.check(dossier(*complete(named)))
    (finding,) = [f for f in verdict.findings if f.rule == "located-in"]

    assert finding.severity == "doubtful"
    assert finding.remedy
    assert [r.state for r in verdict.requirements if r.document == "subordinate-places"] == [
        "missing"
    ]


@pytest.mark.parametrize(
    ("field", "said", "expected"),
    [
        pytest.param("business_number", OTHER_NUMBER, ["blocking"], id="another number"),
        pytest.param("business_number", unsure(OTHER_NUMBER), ["doubtful"],
                     id="perhaps another number"),
        pytest.param("business_number", "023-45-67890", ["doubtful"], id="an impossible number"),
        pytest.param("business_number", None, ["doubtful"], id="no number to compare"),
        pytest.param("company_name", "(주) 가온해미 메디텍", [],
                     id="the same name, written otherwise"),
        pytest.param("company_name", "㈜가온해미메디텍", [], id="the legal form in one sign"),
        pytest.param("company_name", "가온해미메디텍(주)", [], id="the legal form behind"),
        pytest.param("company_name", "도가람(가온해미메디텍)", [],
                     id="a person with the firm's name"),
        pytest.param("company_name", "(株) 가온해미메디텍 (GAON CO., LTD.)", [],
                     id="in other letters, with its English name"),
        pytest.param("company_name", "주 식 회 사 가온해미메디텍 (본사)", [], id="the head office"),
        pytest.param("company_name", "주식회사 다온새미바이오", ["doubtful"], id="another name"),
        pytest.param("representative", "도 가 람", [], id="blanks between the syllables"),
        pytest.param("representative", "표다솜, 도가람", [], id="one of two representatives"),
        pytest.param("representative", "도가람 외 1명", [], id="one and another who is not named"),
        pytest.param("representative", "공동대표이사 표다솜 도가람", [], id="two without a comma"),
        pytest.param("representative", "대표이사 도가람(都家藍)", [], id="a title, and hanja"),
        pytest.param("representative", "표다솜", ["doubtful"], id="another representative"),
        pytest.param("representative", "대표이사 표다솜", ["doubtful"], id="another, with a title"),
        pytest.param("address", "서울특별시 강남구 새별메로 1", ["doubtful"],
                     id="another province"),
        pytest.param("address", "강원도 춘천시 한뫼솔길 2", [], id="another town of the province"),
    ],
)  # fmt: skip
def test_same_company(field, said, expected):
    findings = found("same-company", good("local-tax-clearance", **{field: said}))

    assert severities(findings) == expected
    assert all(f.document == "local-tax-clearance" for f in findings)


NAMED_OTHERWISE = {
    "one syllable of seven misread": ("company_name", unsure("주식회사 가온해미메다텍"), []),
    "a second reading that agrees": ("representative", twice("도가랑", "도가람"), []),
    "ink of a seal behind it": ("representative", unsure("도가람a )"), []),
    "a seal over its last syllable": ("representative", unsure("도가?e (OlL"), []),
    "ink of a seal behind another": ("representative", unsure("도나a )"), ["doubtful"]),
    "another firm, perhaps": ("company_name", unsure("주식회사 가온새봄바이오"), ["doubtful"]),
    "another person, perhaps": ("representative", unsure("도가랑"), ["doubtful"]),
    "one syllable of seven, for certain": ("company_name", "가온해미메다텍", ["doubtful"]),
}


@pytest.mark.parametrize(
    ("field", "said", "expected"), NAMED_OTHERWISE.values(), ids=NAMED_OTHERWISE
)
def test_a_name_that_a_scan_may_have_misread_is_told_by_the_number_beside_it(field, said, expected):
    one = good("local-tax-clearance", **{field: said})
    unproven = good("local-tax-clearance", business_number=None, **{field: said})

    assert severities(found("same-company", one)) == expected
    assert [f.key for f in found("same-company", unproven) if f.key.endswith(field)] != []


@pytest.mark.parametrize(
    ("corporate", "expected"),
    [
        pytest.param(CORPORATE_NUMBER, 0, id="the firm's"),
        pytest.param("001111-0000029", 1, id="another firm's"),
        pytest.param("******-*******", 1, id="starred"),
    ],
)
def test_a_corporate_number_tells_a_misread_name_where_the_paper_prints_no_other(
    corporate, expected
):
    misread = {"company_name": unsure("주식회사 가온해미메다텍"), "corporate_number": corporate}
    one = good("local-tax-clearance", business_number=None, **misread)

    assert len([f for f in found("same-company", one) if f.key.endswith("_name")]) == expected


@pytest.mark.parametrize(
    ("signer", "keys"),
    [
        pytest.param("도 가람", [], id="the representative"),
        pytest.param("대표이사 도가람", [], id="with the title"),
        pytest.param("표다솜", [], id="the contact of the application"),
        pytest.param("한누리", ["same-company:consent-form:signer"], id="somebody else"),
        pytest.param(unsure("한누리"), [], id="a misread name is the affair of signed"),
    ],
)
def test_a_form_without_number_is_tied_by_its_signer(signer, keys):
    """A consultant may send one firm's consent with another firm's papers."""
    form = good("application-form", contact_name="표다솜")
    findings = found("same-company", form, good("consent-form", signer=signer))

    assert [f.key for f in findings] == keys
    assert {f.severity for f in findings} <= {"doubtful"}


def test_another_firms_paper_that_was_not_asked_for_accuses_nobody():
    """A supplier's registration card may lie beside the applicant's own papers."""
    other = paper("business-registration-card", business_number=OTHER_NUMBER)
    (finding,) = found("same-company", other)

    assert finding.key == "same-company:business-registration-card:business_number"
    assert finding.severity == "doubtful"


def test_a_disagreement_shows_both_places():
    other = good("national-tax-clearance", representative="표다솜")
    (finding,) = found("same-company", other)

    assert {e.document for e in finding.evidence} >= {other.id}
    assert len({e.document for e in finding.evidence}) == 2
    assert "도가람" in finding.message
    assert "표다솜" in finding.message


def test_the_odd_paper_is_told_and_not_the_many():
    """Also where the odd one is 사업자등록증명 itself."""
    (finding,) = found("same-company", good("business-registration", business_number=OTHER_NUMBER))

    assert finding.key == "same-company:business-registration:business_number"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param(CORPORATE_NUMBER, [], id="another paper prints both numbers"),
        pytest.param("001111-0000029", ["doubtful"], id="no other paper ties it"),
        pytest.param("001111-*******", ["doubtful"], id="a starred number ties nothing"),
    ],
)
def test_a_paper_without_a_business_number_by_its_corporate_number(number, expected):
    paper_without = good("local-tax-clearance", business_number=None, corporate_number=number)

    assert severities(found("same-company", paper_without)) == expected


def test_starred_corporate_numbers_that_are_alike_tie_nothing():
    starred = "001111-*******"
    both = good("sme-confirmation", corporate_number=starred)
    findings = found(
        "same-company",
        both,
        good("local-tax-clearance", business_number=None, corporate_number=starred),
    )

    assert severities(findings) == ["doubtful"]


def test_a_number_that_agrees_and_is_not_certain_is_for_a_person():
    """All papers stand in one file, so none of them was read apart from the others."""
    together = tuple(
        document.model_copy(update={"file": digest("모음.pdf")})
        for document in complete(
            good("local-tax-clearance", business_number=unsure(BUSINESS_NUMBER))
        )
    )
    verdict = PROGRAMME.check(dossier(*together))
    findings = [finding for finding in verdict.findings if finding.rule == "same-company"]

    assert [(f.key, f.severity) for f in findings] == [
        ("same-company:local-tax-clearance:reading", "doubtful")
    ]


def test_one_paper_alone_agrees_with_itself():
    verdict = PROGRAMME.check(dossier(good("sme-confirmation")))

    assert not [f for f in verdict.findings if f.rule == "same-company"]


@pytest.mark.parametrize(
    ("field", "number", "expected"),
    [
        pytest.param("business_number", BUSINESS_NUMBER, [], id="possible"),
        pytest.param("business_number", "012-34-56789", ["doubtful"], id="impossible"),
        pytest.param("corporate_number", "001111-0000019", ["note"], id="a new corporate number"),
        pytest.param("corporate_number", "001111-*******", [], id="a starred corporate number"),
    ],
)
def test_check_digit(field, number, expected):
    findings = found("check-digit", good("sme-confirmation", **{field: number}))

    assert severities(findings) == expected


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        pytest.param((), [], id="nothing is listed"),
        pytest.param(("해 당 없 음",), [], id="it says that there is nothing"),
        pytest.param(
            ("부가가치세 납부고지의 유예 1,200,000원",), ["doubtful"], id="a deferred tax"
        ),
        pytest.param(illegible("부가 ㄱ"), ["doubtful"], id="an illegible table"),
        pytest.param(None, ["doubtful"], id="no table was found"),
    ],
)
@pytest.mark.parametrize("kind", ["national-tax-clearance", "local-tax-clearance"])
def test_no_arrears(kind, listed, expected):
    findings = found("no-arrears", good(kind, deferrals=listed))

    assert severities(findings) == expected
    assert all(f.clause == "부적격 사항" for f in findings)


# ── all of them ──────────────────────────────────────────────────────────────────────


def test_two_rules_cannot_share_a_name():
    from checks.rules import rule

    with pytest.raises(ValueError, match="required"):
        rule(type("Twin", (RULES["required"],), {"__module__": __name__}))


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_is_documented_under_its_name(name):
    manual = Path(__file__).parents[2] / "docs" / "rules.md"

    assert f"\n### {name}\n" in manual.read_text("utf-8")
