"""Whose a paper is: a firm's, that of the person who is the firm, or of a firm's head office."""

import dataclasses
import datetime as dt
from random import Random

import pytest
from accuracy.offices.hometax import national_tax, registration
from accuracy.offices.local_tax import local_tax
from dossiers import ADDRESS, BLANK, complete, dossier, good, illegible, paper, unsure, value
from specimens.company import business_number, invent
from specimens.confirmations import sme_confirmation
from specimens.local_tax import LOCAL_LAYOUTS, local_tax_clearance
from specimens.national_tax import NATIONAL_LAYOUTS, national_tax_clearance
from specimens.registration import business_registration
from specimens.submission import papers_of
from test_alone import heavy, judge

from checks.holders import is_corporations, is_persons
from checks.model import Finding
from checks.names import firm_names, people
from extractors.korean import company_key
from extractors.model import Document
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
FORM, REGISTRATION, CARD = "application-form", "business-registration", "business-registration-card"
NATIONAL, LOCAL = "national-tax-clearance", "local-tax-clearance"
CONFIRMATION = "sme-confirmation"


def found(rule: str, *papers: Document) -> list[Finding]:
    verdict = PROGRAMME.check(dossier(*complete(*papers)))
    return [finding for finding in verdict.findings if finding.rule == rule]


def weights(findings: list[Finding]) -> list[str]:
    return [finding.severity for finding in findings]


# ── names ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "written",
    [
        *("도가람", "도 가 람", "대표이사 도가람", "도가람 대표이사", "도가람(대표이사)"),
        *("대표 도가람", "도가람 대표", "대표 도 가 람", "도가람 대표님", "대표이사도가람"),
        *("도가람 (都家藍)", "도가람(都家藍) 대표이사", "都家藍(도가람)", "도가람 [DO GARAM]"),
        *("대표이사 사장 도가람", "대표이사 회장 도가람", "사내이사 도가람", "도가람 부사장"),
        *("CEO 도가람", "도가람 님", "도가람 귀하", "도가람 (인)", "도가람 (서명 또는 인)"),
        *("성명: 도가람", "대표자 성명 : 도가람", "도가람 / 대표이사", "대표이사: 도가람"),
        *(
            "공동대표이사 도가람, 표다솜",
            "표다솜, 도가람",
            "표다솜 도가람",
            "각자대표 도가람/표다솜",
        ),
        *("공동대표이사 표다솜 공동대표이사 도가람", "표다솜 및 도가람", "표다솜; 도가람"),
        *("표다솜\n도가람", "도가람 외 1명", "도가람 외1인", "도가람(공동대표) 표다솜(공동대표)"),
        *("이솔 도가람", "도가람 이솔", "표다솜 · 도가람 · 한누리"),
        *("대 표 이 사 도 가 람", "도가람 DO GARAM", "도가람및표다솜", "도가람 1970.01.02"),
        *("도가람 연구소장", "도가람 사장님", "주식회사 누리 대표이사 도가람"),
    ],
)
def test_one_person_written_in_many_ways(written: str) -> None:
    assert "도가람" in people(written)


@pytest.mark.parametrize(
    "name", ["사장현", "원장희", "대표현", "KIM GARAM", "여 운 형", "김 가 인"]
)
def test_a_name_that_begins_like_a_title_is_a_name(name: str) -> None:
    assert people(name) == {name.replace(" ", "").casefold()}


@pytest.mark.parametrize(
    "name", ["도가온", "이가람", "도가람이", "표다솜 대표이사", "대표이사", "남궁 가람"]
)
def test_another_person_is_another(name: str) -> None:
    assert "도가람" not in people(name)


@pytest.mark.parametrize(
    "beside", ["{} 실장", "{} 사장님", "{} 책임연구원", "{} 경영지원팀장", "(주)누리 대표이사 {}"]
)
def test_a_post_or_a_firm_that_two_have_in_common_does_not_make_them_one(beside: str) -> None:
    assert people(beside.format("도가람")) == {"도가람"}
    assert not people(beside.format("도가람")) & people(beside.format("표다솜"))


@pytest.mark.parametrize("name", ["남궁 민수", "남궁민수", "남 궁 민 수"])
def test_a_family_name_of_two_syllables_is_no_name_of_its_own(name: str) -> None:
    assert people(name) == {"남궁민수"}


@pytest.mark.parametrize(
    "written",
    [
        *("주식회사 누리벼리", "누리벼리(주)", "㈜누리벼리", "(株)누리벼리", "株式會社 누리벼리"),
        *("주 식 회 사 누리벼리", "누리벼리 주 식 회 사", "누 리 벼 리 (주)", "（주） 누리벼리"),
        *("( 주 ) 누리벼리", "[주]누리벼리", "주)누리벼리", "(주누리벼리", "누리벼리(주"),
        *("누리벼리", "주식회사　누리벼리", "법인명: (주)누리벼리", "상호(법인명) : (주)누리벼리"),
        *("누리벼리 (NURI CO., LTD.)", "(주)누리벼리 NURI CO., LTD.", "NURI Inc. (주)누리벼리"),
        *("(주)누리벼리 / NURI", "주식회사 누리벼리 [NURI]", "NURI CO.,LTD(주식회사 누리벼리)"),
        *(
            "(주)누리벼리(춘천지점)",
            "(주)누리벼리 (본사)",
            "(주)누리벼리 본사",
            "(주)누리벼리 춘천공장",
        ),
        *("(주)누리벼리 원주지점", "(주)누리벼리 귀하", "(주)누리벼리 대표이사 도가람"),
        *("Nuri Byeori 주식회사 누리벼리", "(주)누리벼리 NURIBYEORI", "누리벼리 Nuribyoli"),
    ],
)
def test_one_firm_written_in_many_ways(written: str) -> None:
    assert company_key("누리벼리") in firm_names(written)
    assert not firm_names(written) & firm_names("주식회사 다온새미")


@pytest.mark.parametrize(
    "written",
    [
        *(
            "(주)누리",
            "(주)누리벼리글로벌",
            "벼리(주)",
            "(주)누리벼리헬스",
            "(주)다온 (NURI CO., LTD.)",
        ),
        *("(주)다온 본사", "누리벼리연구소", "누리벼리 코리아", "주누리벼리", "BIO 누리벼리"),
        *("(주)누리벼리 IT", "SOFT 주식회사 누리벼리", "(주)누리벼리 NURI BYEORI GLOBAL"),
    ],
)
def test_another_firm_is_another(written: str) -> None:
    assert company_key("누리벼리") not in firm_names(written)


@pytest.mark.parametrize(
    ("middle", "person", "corporation"),
    [(1, True, False), (79, True, False), (80, False, False), (81, False, True), (85, False, True),
     (88, False, True), (89, False, False), (90, True, False), (99, True, False)],
)  # fmt: skip
def test_the_middle_of_a_number_tells_what_kind_it_is(
    middle: int, person: bool, corporation: bool
) -> None:
    number = business_number(12, middle, 3456)

    assert (is_persons(number), is_corporations(number)) == (person, corporation)


# ── a person who is the firm ─────────────────────────────────────────────────────────

OWN = "012-34-56782"
WHO = {"company_name": "가온해미메디텍", "representative": "도가람", "business_number": OWN}


def persons(**local: object) -> tuple[Document, ...]:
    """The papers of a sole proprietor: no corporate number anywhere; *local* is on ③ 지방세."""
    nobody = {"company_name": None, "representative": None, "business_number": None}
    return (
        good(FORM, **WHO),
        good(NATIONAL, **WHO),
        good(REGISTRATION, **WHO),
        good(CONFIRMATION, **WHO, corporate_number=None),
        good(LOCAL, **nobody | local),
    )


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param({"company_name": "도가람"}, [], id="성명(법인명) is the person"),
        pytest.param({"representative": "도 가람"}, [], id="성명 alone"),
        pytest.param({"company_name": "도가람(가온해미메디텍)"}, [], id="person and firm in one"),
        pytest.param({"company_name": "도가람", "business_number": BLANK}, [], id="a blank cell"),
        pytest.param({"company_name": "도가람", "business_number": illegible("900101-*******")}, [],
                     id="a resident number in the cell for both"),
        pytest.param({"company_name": "도가람", "business_number": illegible("0I2-3?-56782")},
                     ["doubtful"], id="a number that cannot be read"),
        pytest.param({"company_name": unsure("도가람")}, [], id="confirmed by another paper"),
        pytest.param({"company_name": unsure("도가랑")}, ["doubtful"] * 2, id="perhaps another"),
        pytest.param({"company_name": "표다솜"}, ["doubtful"] * 2, id="another person"),
        pytest.param({"company_name": "다온새미바이오"}, ["doubtful"] * 2, id="another firm"),
        pytest.param({"company_name": "표다솜", "business_number": "023-45-67892"},
                     ["blocking", "doubtful"], id="another number"),
        pytest.param({}, ["doubtful"], id="nobody at all"),
    ],
)  # fmt: skip
def test_a_persons_paper_is_compared_with_the_person(
    printed: dict[str, object], expected: list[str]
) -> None:
    findings = found("same-company", *persons(**printed))

    assert weights(findings) == expected
    assert {finding.document for finding in findings} <= {LOCAL}


def test_two_papers_that_name_the_person_outvote_nobody() -> None:
    """Both tax certificates name the person only, and three papers the firm."""
    named = {"company_name": "도가람", "representative": None, "business_number": None}
    papers = (*persons(company_name="도가람"), good(NATIONAL, **named))
    without = [p for p in papers if not (p.type == NATIONAL and p.field("business_number"))]

    assert found("same-company", *without) == []


def test_a_corporations_certificate_is_not_its_representatives() -> None:
    """The dossier has a corporate number: what a person owes in tax is not the point."""
    mine = good(LOCAL, company_name="도가람", representative=None, business_number=None)
    findings = found("same-company", mine)

    assert weights(findings) == ["doubtful", "doubtful"]
    assert any("대표자 개인의 서류로 보입니다" in finding.message for finding in findings)


def test_none_as_the_corporate_number_is_an_answer() -> None:
    none = value(None, raw="해당없음")
    papers = [p for p in persons(company_name="도가람") if p.type != CONFIRMATION]
    confirmation = good(CONFIRMATION, **WHO, corporate_number=none)

    assert found("same-company", *papers, confirmation) == []
    assert found("check-digit", *papers, confirmation) == []


# ── a branch with a number of its own ────────────────────────────────────────────────

HEAD, BRANCH = business_number(12, 81, 3456), business_number(12, 85, 7654)
CORPORATION = "001111-0000012"


def branch(
    *, form: object = CORPORATION, tax: str = HEAD, **confirmation: object
) -> tuple[Document, ...]:
    """①, ④ and the local certificate of a branch, ③ 국세 and ⑤ of the head office."""
    return (
        good(FORM, business_number=BRANCH, corporate_number=form),
        good(REGISTRATION, business_number=BRANCH),
        good(NATIONAL, business_number=tax),
        good(LOCAL, business_number=None, corporate_number=CORPORATION),
        good(
            CONFIRMATION, **{"business_number": tax, "corporate_number": CORPORATION} | confirmation
        ),
    )


def test_a_branchs_taxes_are_its_head_offices() -> None:
    findings = found("same-company", *branch())

    assert {f.key: f.severity for f in findings} == {
        f"same-company:{NATIONAL}:business_number": "note",
        f"same-company:{CONFIRMATION}:business_number": "note",
    }
    assert all("같은 법인(본점 또는 지점)" in finding.message for finding in findings)


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param(branch(form=None), {"doubtful"}, id="the same name alone accuses nobody"),
        pytest.param(branch(form="001111-0000029"), {"blocking"}, id="another corporation"),
        pytest.param(branch(form=None, tax=OWN), {"blocking"}, id="a person's number"),
        pytest.param(branch(form=None, tax="012-81-34560"), {"doubtful"}, id="impossible"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_surely_the_head_offices(
    papers: tuple[Document, ...], expected: set[str]
) -> None:
    findings = found("same-company", *papers)
    numbers = {f.severity for f in findings if f.key.endswith(":business_number")}

    assert expected <= numbers <= expected | {"doubtful"}


def test_the_place_itself_must_be_the_one_that_applies() -> None:
    """④ of the head office says nothing of the branch that applies."""
    papers = [p for p in branch() if p.type != REGISTRATION]
    head = good(REGISTRATION, business_number=HEAD)
    findings = found("same-company", *papers, head)

    assert f"same-company:{FORM}:business_number" in {
        f.key for f in findings if f.severity == "doubtful"
    }


def test_another_firm_of_another_name_is_another_firm() -> None:
    stranger = good(NATIONAL, business_number=HEAD, company_name="주식회사 다온새미바이오")
    papers = [p for p in branch(form=None, business_number=BRANCH) if p.type != NATIONAL]
    findings = found("same-company", *papers, stranger)

    assert f"same-company:{NATIONAL}:business_number" in {
        f.key for f in findings if f.severity == "blocking"
    }


# ── a place without a number of its own ──────────────────────────────────────────────

SEOUL = "서울특별시 강남구 새별메로 1"


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param((good(FORM, subordinate_number="0001"),), ["doubtful"], id="its serial"),
        pytest.param((good(FORM, subordinate_number=illegible("춘천공장")),), ["doubtful"],
                     id="its name without a serial"),
        pytest.param((good(FORM, subordinate_number=illegible("해당없음")),), ["blocking"],
                     id="the form says that there is none"),
        pytest.param((good(FORM, subordinate_number=BLANK),), ["blocking"], id="a blank entry"),
        pytest.param((paper(CARD, unit_taxation=True),), ["doubtful"], id="unit taxation"),
        pytest.param((good(FORM, address=ADDRESS),), ["doubtful"], id="the place applied for"),
        pytest.param((good(FORM, address=SEOUL),), ["blocking"], id="the same place elsewhere"),
        pytest.param((), ["blocking"], id="nothing speaks of another place"),
    ],
)  # fmt: skip
def test_the_head_offices_address_excludes_nobody(
    papers: tuple[Document, ...], expected: list[str]
) -> None:
    findings = found("located-in", *papers, good(REGISTRATION, address=SEOUL))

    assert weights(findings) == expected
    assert all((finding.remedy is None) == (expected == ["blocking"]) for finding in findings)


def test_a_place_named_without_its_serial_is_asked_for() -> None:
    (finding,) = found(
        "subordinate-statement", good(FORM, subordinate_number=illegible("춘천공장"))
    )

    assert finding.severity == "doubtful"
    assert "춘천공장" in finding.message


# ── drawn papers, judged as `intake check` judges them ───────────────────────────────

DAY = dt.date(2025, 5, 9)
PERSON = invent(14, corporation=False, size="소기업(소상공인)")
OTHER = invent(15, corporation=False, size="소기업(소상공인)")


@pytest.mark.parametrize("layout", range(3))
def test_a_proper_sole_proprietor_goes_through(layout: int) -> None:
    papers = dataclasses.replace(
        papers_of(PERSON, DAY),
        national=national_tax_clearance(PERSON, issued_on=DAY, layout=NATIONAL_LAYOUTS[layout]),
        local=local_tax_clearance(PERSON, issued_on=DAY, layout=LOCAL_LAYOUTS[layout]),
    )

    assert heavy(judge(papers)) == {}


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        pytest.param(PERSON, set(), id="the applicant's own"),
        pytest.param(OTHER, {"doubtful"}, id="another person's"),
    ],
)
def test_todays_prints_name_the_person_only(whose: object, expected: set[str]) -> None:
    """지방세 납세증명(신청)서 and 납세증명서 as they are printed now, and Hometax's ④."""
    chance = Random(3)
    papers = dataclasses.replace(
        papers_of(PERSON, DAY),
        national=national_tax(whose, DAY, chance),  # type: ignore[arg-type]
        local=local_tax(whose, DAY, chance),  # type: ignore[arg-type]
        registration=registration(PERSON, DAY, chance),
    )
    findings = heavy(judge(papers))

    assert set(findings.values()) == expected
    assert {key.split(":")[0] for key in findings} <= {"same-company"}


def test_a_branch_goes_through() -> None:
    firm = invent(41, size="소기업")
    assert firm.corporate_number
    place = dataclasses.replace(firm, business_number=BRANCH)
    papers = dataclasses.replace(
        papers_of(place, DAY),
        national=national_tax_clearance(firm, issued_on=DAY, layout="hometax"),
        confirmation=sme_confirmation(firm, issued_on=dt.date(2025, 4, 17)),
        registration=business_registration(place, issued_on=DAY),
    )
    findings = judge(papers)

    assert heavy(findings) == {}
    assert {f.document for f in findings if f.rule == "same-company"} == {NATIONAL, CONFIRMATION}
