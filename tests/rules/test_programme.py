"""The programme file: what it says, how it is refused, and the verdict that follows from it."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from dossiers import complete, dossier, file, good, paper, unsure, value

from checks.corroboration import corroborate
from checks.programme import FILE, ProgrammeError
from checks.report import Report
from checks.rules.signed import Signed
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.programmes import built_in, load

NAME = "nhis-smart-factory-2025"
PROGRAMME = load(NAME)
OLD = dt.date(2025, 1, 2)


# ── the built-in notice ──────────────────────────────────────────────────────────────


def test_the_built_in_programme_is_found_by_its_name_and_by_its_folder():
    assert NAME in built_in()
    assert load(BUILT_IN / NAME) == PROGRAMME


def test_the_window_is_the_notices():
    assert PROGRAMME.window.opens.isoformat() == "2025-04-23T00:00:00+09:00"
    assert PROGRAMME.window.closes.isoformat() == "2025-05-13T18:00:00+09:00"


def test_the_rows_are_the_notices():
    rows = [(row.clause[-1], row.document, row.always) for row in PROGRAMME.requires]

    assert rows == [
        ("①", "application-form", True),
        ("②", "consent-form", True),
        ("③", "national-tax-clearance", True),
        ("③", "local-tax-clearance", True),
        ("④", "business-registration", True),
        ("④", "subordinate-places", False),
        ("⑤", "sme-confirmation", True),
        ("⑥", "technology-market", False),
    ]


def test_what_is_not_checked_stands_in_the_verdict():
    assert PROGRAMME.check(dossier(*complete())).unchecked == PROGRAMME.unchecked


# ── faults ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in programme."""
    return Path(shutil.copytree(BUILT_IN / NAME, tmp_path / "programme"))


def change(folder: Path, old: str, new: str, *, name: str = FILE) -> None:
    """Put *new* in place of the first *old*."""
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ProgrammeError) as refused:
        load(folder)
    return refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param('rule  = "filled-in"', 'rule  = "filed-in"', "‘filled-in’",
                     id="an unknown rule"),
        pytest.param('document = "consent-form"', 'document = "consent-from"', "‘consent-form’",
                     id="an unknown document"),
        pytest.param("months      = 3", "month       = 3", "‘months’", id="a misspelt parameter"),
        pytest.param("months      = 3", "months      = 0", "‘months’",
                     id="an impossible parameter"),
        pytest.param("unit  =", "unti  =", "‘unit’", id="a misspelt key"),
        pytest.param('phone = "02-724-1196"', "", "‘contact.phone’", id="a missing key"),
        pytest.param('support_field = "지원분야"', 'suport_field = "지원분야"', "‘support_field’",
                     id="a field that the form does not have"),
        pytest.param("closes = 2025-05-13T18:00:00+09:00", "closes = 2025-05-13T18:00:00", "+09:00",
                     id="a time without its offset"),
        pytest.param('rule   = "look-alike"', 'rule   = "signed"', "[[requires.rules]]",
                     id="a rule of a paper among those of the dossier"),
        pytest.param('"letters/supplement.txt"', '"letters/supplemnt.txt"', "supplemnt.txt",
                     id="a letter text that is not there"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line_and_what_would_be_right(folder, old, new, said):
    change(folder, old, new)
    changed = (folder / FILE).read_text("utf-8").splitlines()
    named = faults(folder)

    assert any(said in fault for fault in named)
    if new:
        line = next(number for number, text in enumerate(changed, start=1) if new in text)
        assert any(fault.startswith(f"{line}행:") and said in fault for fault in named)


def test_all_faults_are_named_at_once(folder):
    change(folder, 'rule  = "filled-in"', 'rule  = "filed-in"')
    change(folder, 'unit  = "한국생산성본부"', "")
    change(folder, "$open_items", "$open_item", name="letters/supplement.txt")

    assert len(faults(folder)) == 3


def test_an_unknown_gap_of_a_letter_is_refused_with_the_right_one(folder):
    change(folder, "$open_items", "$open_item", name="letters/supplement.txt")
    (fault,) = faults(folder)

    assert "‘$open_item’" in fault
    assert "‘open_items’" in fault


def test_a_rule_under_a_paper_that_lacks_its_field_is_refused(folder):
    change(folder, 'rule = "signed"\n  asks = ["signed_on", "signer", "signature_present"]',
           'rule = "issued-within"\n  months = 3')  # fmt: skip
    (fault,) = faults(folder)

    assert "consent-form" in fault
    assert "issued_on" in fault


def test_a_file_that_is_no_toml_is_refused_with_its_line(folder):
    change(folder, "[window]", "[window")
    (fault,) = faults(folder)

    assert "line" in fault


def test_an_unknown_programme_is_refused_with_the_nearest_name():
    with pytest.raises(ProgrammeError, match=NAME):
        load("nhis-smart-factory-2052")


def test_the_fingerprint_changes_with_a_letter_text(folder):
    before = load(folder).fingerprint
    change(folder, "감사합니다.", "고맙습니다.", name="letters/supplement.txt")

    assert load(folder).fingerprint != before


# ── status, states, decisions ────────────────────────────────────────────────────────

KEY = "issued-within:national-tax-clearance"


@pytest.mark.parametrize(
    ("decision", "status", "state"),
    [
        pytest.param(None, "supplement", "blocking", id="undecided it is asked for again"),
        pytest.param("confirmed", "supplement", "blocking", id="confirmed it is asked for again"),
        pytest.param("waived", "complete", "met", id="waived it is not held against anybody"),
        pytest.param("settled", "complete", "met", id="settled it does not hold"),
    ],
)
def test_a_decision_on_a_blocking_finding(decision, status, state):
    old = good("national-tax-clearance", issued_on=OLD)
    verdict = PROGRAMME.check(dossier(*complete(old)), {KEY: decision} if decision else {})
    (finding,) = [f for f in verdict.findings if f.key == KEY]

    assert verdict.status == status
    assert [r.state for r in verdict.requirements if r.document == old.type] == [state]
    assert (finding.severity, finding.decision) == ("blocking", decision)


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        pytest.param(None, "review", id="undecided a person must look"),
        pytest.param("confirmed", "supplement", id="confirmed a doubt counts as blocking"),
        pytest.param("waived", "complete", id="waived"),
        pytest.param("settled", "complete", id="settled"),
    ],
)
def test_a_decision_on_a_doubtful_finding(decision, status):
    old = good("national-tax-clearance", issued_on=unsure(OLD))
    verdict = PROGRAMME.check(dossier(*complete(old)), {KEY: decision} if decision else {})

    assert verdict.status == status


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        pytest.param(None, "late", id="undecided"),
        pytest.param("confirmed", "late", id="confirmed"),
        pytest.param("waived", "complete", id="waived"),
        pytest.param("settled", "complete", id="settled"),
    ],
)
def test_a_decision_on_lateness(decision, status):
    late = dossier(*complete(), received="2025-05-13T18:00:01")
    verdict = PROGRAMME.check(late, {"received-in-window": decision} if decision else {})

    assert verdict.status == status


def test_a_decision_on_what_is_not_found_changes_nothing():
    papers = dossier(*complete())

    assert PROGRAMME.check(papers, {KEY: "confirmed"}) == PROGRAMME.check(papers)


@pytest.mark.parametrize(
    ("papers", "received", "status"),
    [
        pytest.param((good("consent-form", provision_consent="refused"),), "2025-05-13T18:00:01",
                     "late", id="late comes before ineligible"),
        pytest.param((good("consent-form", provision_consent="refused"),
                      good("national-tax-clearance", issued_on=OLD)), "2025-05-12",
                     "ineligible", id="ineligible comes before supplement"),
        pytest.param((good("local-tax-clearance", issued_on=unsure(OLD)),
                      good("national-tax-clearance", issued_on=OLD)), "2025-05-12",
                     "supplement", id="supplement comes before review"),
    ],
)  # fmt: skip
def test_the_first_status_that_applies(papers, received, status):
    assert PROGRAMME.check(dossier(*complete(*papers), received=received)).status == status


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        pytest.param("confirmed", "missing", id="confirmed it is missing"),
        pytest.param("waived", "not-needed", id="waived it need not come"),
        pytest.param("settled", "met", id="settled a person has found it"),
    ],
)
def test_the_state_of_a_missing_paper_after_a_decision(decision, state):
    verdict = PROGRAMME.check(
        dossier(*complete(without=("consent-form",))), {"required:consent-form": decision}
    )

    assert [r.state for r in verdict.requirements if r.document == "consent-form"] == [state]


def test_a_paper_of_an_uncertain_kind_is_never_met():
    verdict = PROGRAMME.check(dossier(*complete(good("technology-market", certain=False))))

    assert [r.state for r in verdict.requirements if r.document == "technology-market"] == [
        "doubtful"
    ]


def test_keys_of_findings_are_unique():
    wrong = dossier(
        good("application-form", goal=value(None), sheets=("details",)),
        good("consent-form", collection_consent="unmarked", provision_consent="refused"),
        good("sme-confirmation", business_number="023-45-67892", representative="표다솜"),
        paper("business-registration-card", business_number="012-34-56782"),
        paper("unrecognised", file="사진.jpg"),
        files=(file("국세.pdf", reason="encrypted"),),
    )
    keys = [finding.key for finding in PROGRAMME.check(wrong).findings]

    assert len(keys) == len(set(keys))
    assert len(keys) > 8


def test_of_two_findings_with_one_key_the_heavier_stands():
    """Both sheets of a form, which came apart, are asked for a day."""
    first, *rest = PROGRAMME.requires
    asked = first.model_copy(update={"rules": (Signed(clause=first.clause, asks=("signed_on",)),)})
    programme = PROGRAMME.model_copy(update={"requires": (asked, *rest)})
    halves = (
        good("application-form", sheets=("application",), file="신청서.pdf", signed_on=value(None)),
        good("application-form", sheets=("details",), file="내역서.pdf"),
    )
    for papers in (halves, halves[::-1]):
        findings = programme.check(dossier(*complete(*papers))).findings

        assert [f.severity for f in findings if f.rule == "signed"] == ["blocking"]


def test_doubts_that_a_new_paper_mends_say_how():
    """Only a late mail, another province and a refusal are beyond mending."""
    verdict = PROGRAMME.check(
        dossier(
            good("national-tax-clearance", certain=False, deferrals=("유예 1,000원",)),
            good("business-registration", address="원주시", business_number="012-34-56789"),
            good("consent-form", signature_present=False, collection_consent="contradictory"),
            paper("unrecognised", file="사진.jpg"),
            files=(file("국세.pdf", reason="crashed"),),
        )
    )
    doubts = [finding for finding in verdict.findings if finding.severity == "doubtful"]

    assert len(doubts) > 8
    assert all(finding.remedy for finding in doubts)


def test_another_firms_newer_paper_never_takes_the_place_of_ones_own():
    foreign = good(
        "national-tax-clearance",
        file="다른 기업.pdf",
        business_number="034-86-12340",
        issued_on="2025-05-11",
    )
    verdict = PROGRAMME.check(dossier(*complete(), foreign))

    assert foreign.id not in verdict.in_force
    assert verdict.status in ("complete", "review")


# ── corroboration ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("field", "one", "other", "certain"),
    [
        pytest.param("business_number", "012-34-56782", "012-34-56782", True, id="equal numbers"),
        pytest.param("business_number", "012-34-56782", "012-34-56789", False, id="other numbers"),
        pytest.param("company_name", "㈜ 가온해미", "가온해미 주식회사", False,
                     id="a name that two scans share is no proof"),
        pytest.param("corporate_number", "001111-*******", "001111-*******", False,
                     id="starred numbers prove nothing"),
        pytest.param("address", "강원 원주시", "강원 원주시", False,
                     id="addresses are not compared"),
    ],
)  # fmt: skip
def test_two_papers_make_a_value_certain(field, one, other, certain):
    papers = (
        paper("national-tax-clearance", **{field: unsure(one)}),
        paper("business-registration", **{field: unsure(other)}),
    )
    confirmed = [document.field(field) for document in corroborate(papers)]

    assert [value.certain for value in confirmed] == [certain, certain]
    assert {value.because for value in confirmed} == {"other-paper" if certain else None}


@pytest.mark.parametrize(
    ("field", "scanned", "printed", "certain"),
    [
        pytest.param("company_name", "㈜ 가온해미", "가온해미 주식회사", True, id="one name"),
        pytest.param("company_name", "가온헤미", "가온해미", False, id="two names alike"),
        pytest.param("representative", "도 가람", "도가람", True, id="one representative"),
    ],
)
def test_a_paper_with_a_text_layer_confirms_a_scanned_name(field, scanned, printed, certain):
    papers = (
        paper("national-tax-clearance", **{field: unsure(scanned)}),
        paper("business-registration", **{field: printed}),
    )
    scan, text = (document.field(field) for document in corroborate(papers))

    assert (scan.certain, text.certain) == (certain, True)
    assert scan.because == ("other-paper" if certain else None)


@pytest.mark.parametrize(
    ("second", "file"),
    [
        pytest.param("local-tax-clearance", "같은.pdf", id="another paper of the same file"),
        pytest.param("national-tax-clearance", "다른.pdf", id="a second copy of the same paper"),
    ],
)
def test_what_was_not_read_apart_does_not_corroborate(second, file):
    papers = (
        paper("national-tax-clearance", file="같은.pdf", business_number=unsure("012-34-56782")),
        paper(second, file=file, business_number=unsure("012-34-56782")),
    )

    assert corroborate(papers) == papers


def test_an_uncertain_number_that_another_paper_repeats_passes():
    read_twice = good("national-tax-clearance", business_number=unsure("012-34-56782"))

    assert PROGRAMME.check(dossier(*complete(read_twice))).status == "complete"


# ── the report ───────────────────────────────────────────────────────────────────────

HEAD = {"programme": NAME, "receipt_number": "2025-0007", "revision": 2}


def report(*papers, **more) -> Report:
    papers = dossier(*complete(*papers), **more)
    return Report.of(HEAD, papers, PROGRAMME.check(papers))


def test_a_report_names_the_applicant_from_certain_values():
    unnamed = good("application-form", company_name=unsure("주식회사 가온헤미"))
    made = report(unnamed, later={"2025-05-13": (good("technology-market"),)})

    assert made.company_name == "주식회사 가온해미메디텍"
    assert made.business_number == "012-34-56782"
    assert made.representative == "도가람"
    assert made.subordinate_number is None
    assert made.received_at.isoformat() == "2025-05-12T12:00:00+09:00"
    assert len(made.submissions) == 2


def test_a_report_shows_what_another_paper_made_certain():
    made = report(good("national-tax-clearance", business_number=unsure("012-34-56782")))
    (entry,) = [d for d in made.documents if d.type == "national-tax-clearance"]

    assert entry.fields["business_number"].because == "other-paper"


def test_a_report_is_printed_by_the_names_of_the_contract():
    printed = report().model_dump(mode="json", by_alias=True)

    assert printed["schema"] == "intake.report/1"
    assert printed["submissions"][0]["from"] == "apply@firm.example"
    assert printed["receipt_number"] == "2025-0007"
    assert {entry["in_force"] for entry in printed["documents"]} == {True}
