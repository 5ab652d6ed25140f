"""Who may apply: where, what trade, what size, and with which place of business."""

from typing import Any

import pytest
from dossiers import complete, dossier, file, good, illegible, paper, twice, unsure
from hypothesis import given
from hypothesis import strategies as st

from checks.model import Finding
from extractors.fields.addresses import PROVINCES, district_of
from extractors.korean import company_key
from extractors.model import Document, Value
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
REGISTRATION = "business-registration"
CONFIRMATION = "sme-confirmation"
FORM = "application-form"
(LOCATED_IN,) = [rule for rule in PROGRAMME.rules if rule.name == "located-in"]
DISTRICTS: tuple[str, ...] = LOCATED_IN.districts  # type: ignore[attr-defined]


def found(rule: str, *papers: Document, **more: Any) -> list[Finding]:
    without = more.pop("without", ())
    verdict = PROGRAMME.check(dossier(*complete(*papers, without=without), **more))
    return [finding for finding in verdict.findings if finding.rule == rule]


def severities(findings: list[Finding]) -> list[str]:
    return [finding.severity for finding in findings]


# ── trade ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kinds", "items", "expected"),
    [
        pytest.param(("제조업",), ("의료용 기기",), [], id="medical devices"),
        pytest.param(("제조",), ("의료용품 및 기타 의약 관련제품",), [], id="medical supplies"),
        pytest.param(("도매 및 소매업", "제조업"), ("의료기기", "치과용 기기"), [],
                     id="one line of manufacture among others is enough"),
        pytest.param(("제조업", "도매 및 소매업"), ("정형외과용 및 신체보정용", "기기", "의료기기"),
                     [], id="a line that was broken in two"),
        pytest.param(("제조업",), ("완제 의약품", "화장품"), [],
                     id="one kind that holds for two items"),
        pytest.param(("제조업", "도매"), ("플라스틱 사출", "의료기기"), ["doubtful"],
                     id="medical goods are sold, other goods made"),
        pytest.param(("제조업", "도매", "서비스"), ("플라스틱 사출", "의료기기"), ["doubtful"],
                     id="it is not plain which item is made"),
        pytest.param(("제조업",), ("화장품",), ["doubtful"], id="cosmetics are a border case"),
        pytest.param(("제조업",), ("건강기능식품",), ["doubtful"], id="so is functional food"),
        pytest.param(("제조업",), ("산업용 바이오 소재",), ["doubtful"], id="so is bio by name"),
        pytest.param(("제조업",), ("자동차 부품",), ["doubtful"], id="another trade altogether"),
        pytest.param(("제조업",), ("의료기기 수리",), ["doubtful"], id="mending is not making"),
        pytest.param(("도매 및 소매업",), ("의료기기",), ["blocking"], id="no manufacture at all"),
        pytest.param(("도매",), ("의료기기 제조",), ["doubtful"],
                     id="manufacture in the item alone"),
        pytest.param(("숙박 및 음식점업", "제조업"), ("한식", "의료기기"), ["blocking"],
                     id="the main trade is shut out"),
        pytest.param(("제조업", "숙박 및 음식점업"), ("의료기기", "구내식당"), ["doubtful"],
                     id="a canteen beside the main trade"),
        pytest.param(("음식", "제조업"), ("유흥주점", "의료기기"), ["blocking"], id="a bar"),
        pytest.param(("제조업",), ("음식점용 식기",), ["doubtful"],
                     id="tableware is no restaurant, nor medical"),
        pytest.param(("제조업",), ("오락용품",), ["doubtful", "doubtful"],
                     id="whether an amusement is unwholesome is for a person"),
        pytest.param(None, ("의료용 기기",), ["doubtful"], id="no 업태 was found"),
        pytest.param(illegible("저조업"), ("의료용 기기",), ["doubtful"], id="an illegible 업태"),
        pytest.param(unsure(("도매업",)), ("의료기기",), ["doubtful"],
                     id="no manufacture, but not read for certain"),
        pytest.param(unsure(("제조업",)), ("의료기기",), ["doubtful"],
                     id="a good trade, not read for certain"),
    ],
)  # fmt: skip
def test_trade(kinds, items, expected):
    findings = found("trade", good(REGISTRATION, business_types=kinds, business_items=items))

    assert severities(findings) == expected
    assert all(f.key.startswith("trade:business-registration") for f in findings)
    assert all(f.remedy is None for f in findings if f.severity == "blocking")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(("의료기기",), [], id="a wanted trade both times"),
        pytest.param(("의류",), ["doubtful"], id="another the second time"),
        pytest.param(None, ["doubtful"], id="read once"),
    ],
)
def test_a_trade_read_twice_leaves_no_doubt_where_each_reading_is_a_wanted_one(second, expected):
    paper = good(REGISTRATION, business_types=("제조업",), business_items=("의료기기",))
    unsure = {"certain": False, "because": None, "source": "ocr", "second": second}
    items = paper.business_items.model_copy(update=unsure)
    scanned = paper.model_copy(update={"business_items": items})

    assert severities(found("trade", scanned)) == expected


def test_a_firm_that_makes_nothing_is_not_eligible():
    trader = good(REGISTRATION, business_types=("도매업",), business_items=("의료기기",))

    assert PROGRAMME.check(dossier(*complete(trader))).status == "ineligible"


def test_the_class_on_the_form_is_shown_and_does_not_decide():
    plastic = good(REGISTRATION, business_items=("플라스틱 사출",))
    form = good(FORM, business_types=("C27199 그 외 기타 의료용 기기 제조업",))
    (finding,) = found("trade", plastic, form)

    assert finding.severity == "doubtful"
    assert "27199(‘의료용 기기 제조업’)" in finding.message


def test_a_head_office_that_makes_nothing_does_not_condemn_its_plant():
    head = good(REGISTRATION, business_types=("도매업",), business_items=("의료기기",))
    statement = good("subordinate-places", address="강원 원주시 1", subordinate_number="0001")

    assert severities(found("trade", head, statement)) == ["doubtful"]


def test_without_a_registration_nothing_is_said_of_the_trade():
    assert found("trade", without=(REGISTRATION,)) == []


# ── size ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        pytest.param("소기업(소상공인)", [], id="a small trader"),
        pytest.param("소기업 (소상공인)", [], id="blanks are no difference"),
        pytest.param("소기업", [], id="small"),
        pytest.param("중기업", [], id="medium"),
        pytest.param("중견기업", ["blocking"], id="larger than medium"),
        pytest.param(unsure("중견기업"), ["doubtful"], id="larger, not certain"),
        pytest.param(unsure("소기업"), ["doubtful"], id="small, not certain"),
        pytest.param(None, ["doubtful"], id="not found"),
    ],
)
def test_company_size(size, expected):
    findings = found("company-size", good(CONFIRMATION, company_size=size))

    assert severities(findings) == expected
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("012-82-00001", ["doubtful"], id="a non-profit body"),
        pytest.param("012-83-00001", ["doubtful"], id="a public body"),
        pytest.param("012-85-00001", [], id="a branch of a company"),
        pytest.param("012-34-56782", [], id="a person"),
    ],
)
def test_a_number_tells_bodies_that_are_no_firms(number, expected):
    findings = found("company-size", good(CONFIRMATION, business_number=number))

    assert severities(findings) == expected


@pytest.mark.parametrize("without", [(CONFIRMATION,), ()])
def test_a_deemed_firm_is_for_a_person_unless_the_confirmation_came_too(without):
    findings = found("company-size", paper("deemed-sme-confirmation"), without=without)

    assert severities(findings) == ["doubtful"] * len(without)


# ── place ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("district", DISTRICTS)
@pytest.mark.parametrize("province", PROVINCES["강원특별자치도"])
def test_every_district_of_the_province_by_each_of_its_names(province, district):
    for address in (f"{province} {district} 새별메로 1", f"{province}{district} 안흥면 12-3"):
        assert found("located-in", good(REGISTRATION, address=address)) == []


def test_the_province_has_eighteen_districts():
    assert len(set(DISTRICTS)) == 18


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("강원특별자치도 수원시 새별메로 1", ["doubtful"], id="another's district"),
        pytest.param("강원특별자치도 새별메로 1", ["doubtful"], id="no district"),
        pytest.param("강원 고성군 토성면 산 12-3", [], id="a lot on a hill"),
        pytest.param("경남 고성군 고성읍 1", ["blocking"], id="the county of the same name"),
    ],
)
def test_an_address_of_the_province_names_one_of_its_districts(address, expected):
    assert severities(found("located-in", good(REGISTRATION, address=address))) == expected


def test_a_second_reading_a_stroke_off_the_district_confirms_the_first():
    """Tesseract takes 춘천시 for 준천시; another district's name is another place."""
    near, far = (
        good(REGISTRATION, address=twice("강원특별자치도 춘천시 솔길 1", said))
        for said in ("강원특별자치도 준천시 솔길 1", "강원특별자치도 수원시 솔길 1")
    )

    assert severities(found("located-in", near)) == []
    assert severities(found("located-in", far)) == ["doubtful"]


@given(
    st.sampled_from([name for names in PROVINCES.values() for name in names]),
    st.sampled_from(DISTRICTS),
    st.sampled_from([" 새별메로 1", " 안흥면 12-3", " 산 1", ", 2층 (가상동)", ""]),
    st.sampled_from(["", "(26400) ", "26400 ", "[우 26400] "]),
)
def test_the_district_does_not_hang_on_how_the_rest_is_written(province, district, rest, post):
    assert district_of(f"{post}{province} {district}{rest}") == district


# ── a place without a number of its own ──────────────────────────────────────────────

CARD = "business-registration-card"


def numbered(number: Value[str] | str = "0001") -> Document:
    return good(FORM, subordinate_number=number)


@pytest.mark.parametrize(
    ("papers", "more", "expected"),
    [
        pytest.param((), {}, [], id="nothing speaks of one"),
        pytest.param((numbered(),), {}, ["blocking"], id="the form names its serial"),
        pytest.param((numbered(unsure("0001")),), {}, ["doubtful"],
                     id="the form perhaps names its serial"),
        pytest.param((numbered(), good("subordinate-places", subordinate_number="0001")), {}, [],
                     id="the statement came with it"),
        pytest.param((numbered(),), {"files": (file("명세.pdf", reason="encrypted"),)},
                     ["doubtful"], id="the statement may be in a closed file"),
        pytest.param((paper(CARD, unit_taxation=True),), {}, ["doubtful"],
                     id="one number for several places"),
        pytest.param((paper(CARD, unit_taxation=False),), {}, [], id="one number for one place"),
        pytest.param((good(FORM, address="강원 춘천시 한뫼솔길 2"),), {}, ["doubtful"],
                     id="the form's place is in another town"),
        pytest.param((good(FORM, address="강원도 원주시 다른길 9"),), {}, [],
                     id="another street of the same town"),
        pytest.param((good(FORM, address="원주시 다른길 9"),), {}, [],
                     id="a place without its province proves nothing"),
    ],
)  # fmt: skip
def test_subordinate_statement(papers, more, expected):
    findings = found("subordinate-statement", *papers, **more)

    assert severities(findings) == expected
    assert all(f.key == "subordinate-statement:subordinate-places" for f in findings)


@pytest.mark.parametrize(
    ("form", "state", "status"),
    [
        pytest.param(numbered(), "missing", "supplement", id="named for certain"),
        pytest.param(numbered(unsure("0001")), "doubtful", "review", id="named perhaps"),
        pytest.param(good(FORM), "not-needed", "complete", id="not named"),
    ],
)
def test_how_the_statements_row_stands(form, state, status):
    verdict = PROGRAMME.check(dossier(*complete(form)))
    (row,) = [row for row in verdict.requirements if row.document == "subordinate-places"]

    assert (row.state, verdict.status) == (state, status)


# ── the same company ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param((good("local-tax-clearance", corporate_number="001111-0000029"),),
                     ["same-company:local-tax-clearance:corporate_number"],
                     id="another corporate number beside the same business number"),
        pytest.param((good("local-tax-clearance", corporate_number="001111-*******"),), [],
                     id="a starred number agrees as far as it goes"),
        pytest.param((good("local-tax-clearance", corporate_number="002211-*******"),),
                     ["same-company:local-tax-clearance:corporate_number"],
                     id="a starred number that differs where it is printed"),
        pytest.param((numbered("0002"), good("subordinate-places", subordinate_number="0001")),
                     ["same-company:subordinate-places:subordinate_number"],
                     id="the statement is of another branch"),
        pytest.param((numbered("0001"), good("subordinate-places", subordinate_number="0001")), [],
                     id="the statement is of this branch"),
        pytest.param((numbered("0002"),
                      good("subordinate-places", subordinate_number=("0001", "0002"))), [],
                     id="the statement lists this branch among others"),
        pytest.param((numbered("0003"),
                      good("subordinate-places", subordinate_number=("0001", "0002"))),
                     ["same-company:subordinate-places:subordinate_number"],
                     id="the statement lists others"),
    ],
)  # fmt: skip
def test_other_numbers_agree(papers, expected):
    findings = found("same-company", *papers)

    assert [f.key for f in findings] == expected
    assert all(f.severity == "doubtful" for f in findings)
    assert all(len({e.document for e in f.evidence}) == 2 for f in findings)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("참가신청 (012-34-56782)", 0, id="the firm's own number"),
        pytest.param("참가신청 (023-45-67892)", 1, id="another firm's number"),
        pytest.param("참가신청 (023-45-67890)", 0, id="a number that is impossible"),
        pytest.param("참가신청", 0, id="no number"),
    ],
)
def test_the_subject_of_a_mail_names_the_same_number(subject, expected):
    whole = dossier(*complete())
    mails = tuple(mail.model_copy(update={"subject": subject}) for mail in whole.submissions)
    verdict = PROGRAMME.check(whole.model_copy(update={"submissions": mails}))
    findings = [f for f in verdict.findings if f.rule == "same-company"]

    assert severities(findings) == ["doubtful"] * expected
    assert all(f.evidence[0].message == mails[0].sha256 for f in findings)


FORMS = ("주식회사 {}", "{} 주식회사", "(주){}", "( 주 ) {}", "㈜{}", "{}(주)", "{} ㈜", "{}")


@given(
    st.text(st.sampled_from("가온해미메디텍바이오누리벼리"), min_size=2, max_size=8),
    st.sampled_from(FORMS),
    st.sampled_from(FORMS),
)
def test_a_name_is_the_same_with_its_legal_form_in_any_place(name, one, other):
    assert company_key(one.format(name)) == company_key(other.format(name))


@given(st.permutations(["도가람", "표다솜", "인새봄"]), st.sampled_from([", ", "·", "/", "、"]))
def test_several_representatives_agree_in_any_order(names, between):
    clearance = good("local-tax-clearance", representative=between.join(names))

    assert found("same-company", clearance) == []


def test_a_sole_proprietor_is_compared_by_number_and_name_alone():
    """No paper prints a corporate number, and the tax office prints the person's name."""
    confirmation = good(CONFIRMATION, corporate_number=None)
    national = good("national-tax-clearance", company_name="도가람(가온해미메디텍)")

    assert found("same-company", confirmation, national) == []
