"""What the application plans: levels, money, months, security, the form's own examples."""

import datetime as dt
from typing import Any

import pytest
from dossiers import BLANK, complete, dossier, good, illegible, unsure, value
from hypothesis import given
from hypothesis import strategies as st

from checks.amounts import in_millions, won
from checks.model import Finding
from checks.periods import DAY, last_day
from checks.rules.project_months import fits_in
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
FORM = "application-form"
SAME = "고도화(동일수준)"


def found(rule: str, **changes: Any) -> list[Finding]:
    """What *rule* says of a complete dossier whose form has *changes*."""
    verdict = PROGRAMME.check(dossier(*complete(good(FORM, **changes))))
    return [finding for finding in verdict.findings if finding.rule == rule]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    """What is left of each key behind the rule and the paper, and how much it weighs."""
    return [(":".join(f.key.split(":")[2:]), f.severity) for f in findings]


# ── the form's own example ───────────────────────────────────────────────────────────

EXAMPLE = "(예시) 운영시스템구축 분야 필수 기재"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        pytest.param("품질 이력 관리", [], id="the applicant's own words"),
        pytest.param(BLANK, [], id="a blank is not an example"),
        pytest.param(value(None, raw=EXAMPLE), ["blocking"], id="nothing but the example"),
        pytest.param(value(None, raw="필수 기재"), ["blocking"], id="a part of the form's print"),
        pytest.param(value("품질 이력", raw=f"{EXAMPLE} 품질 이력"), ["blocking"],
                     id="the example above the applicant's words"),
        pytest.param(value("운영시스템구축 분야"), [],
                     id="the example's words, meant by the applicant"),
        pytest.param(value(None, raw="( 예시 )운영시스템 구축분야"), ["blocking"],
                     id="blanks are no difference"),
        pytest.param(value("품질", raw=EXAMPLE, certain=False), ["doubtful"],
                     id="an example that was not read for certain"),
        pytest.param(illegible("운영 ㅅ"), [], id="illegible is the affair of filled-in"),
        pytest.param(None, [], id="not found is the affair of filled-in"),
    ],
)  # fmt: skip
def test_example_text(entry, expected):
    findings = found("example-text", support_field=entry)

    assert [f.severity for f in findings] == expected
    assert all(f.key == "example-text:application-form:support_field" for f in findings)


def test_an_example_left_standing_is_asked_for_once():
    """Neither of the two rules that look at the entry repeats the other."""
    verdict = PROGRAMME.check(dossier(*complete(good(FORM, safety=value(None, raw="00분야")))))
    about = [f.rule for f in verdict.findings if f.key.endswith(":safety")]

    assert about == ["example-text"]
    assert verdict.status == "supplement"


# ── levels ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "present", "target", "expected"),
    [
        pytest.param("고도화", "기초", "중간1", [], id="from the first level to the second"),
        pytest.param("고도화", "중간1", "중간 2 수준", [], id="blanks and 수준 are no difference"),
        pytest.param("고도화", "없음", "중간1", [], id="a firm that has no level yet"),
        pytest.param(SAME, "중간1", "중간1", [], id="the same level applied for as such"),
        pytest.param(SAME, "중간2", "중간2", [], id="the same higher level"),
        pytest.param("고도화", "중간1", "중간1", [("present_level", "doubtful")],
                     id="the same level applied for as a higher one"),
        pytest.param(SAME, "중간1", "중간2", [("present_level", "doubtful")],
                     id="a higher level applied for as the same"),
        pytest.param("고도화", "중간2", "중간1", [("present_level", "doubtful")],
                     id="a lower level than there is"),
        pytest.param(SAME, "기초", "기초", [("", "doubtful")], id="below the least level"),
        pytest.param("고도화", "기초", "기초", [("", "doubtful"), ("present_level", "doubtful")],
                     id="below the least level and no step up"),
        pytest.param("고도화", "기초", "Lv.3", [("", "doubtful")], id="a level by another name"),
        pytest.param("고도화", "중간1 또는 기초", "중간2", [("present_level", "doubtful")],
                     id="two levels at once"),
        pytest.param("고도화", None, "중간1", [], id="no present level is printed nor needed"),
        pytest.param(SAME, None, "중간1", [("present_level", "note")],
                     id="a form without a present level, which the same level rests on"),
        pytest.param("고도화", "기초", None, [("", "note")], id="a form without a level aimed at"),
        pytest.param(None, "기초", "중간1", [("present_level", "note")],
                     id="a form without the kind of support"),
        pytest.param(None, "중간1", "중간1", [("present_level", "doubtful")],
                     id="the same level, and no kind of support to say so"),
        pytest.param("고도화", "기초", illegible("증간ㅣ"),
                     [("", "doubtful"), ("present_level", "doubtful")],
                     id="a level aimed at that cannot be read"),
        pytest.param("고도화", "기초", unsure("중간1"),
                     [("", "doubtful"), ("present_level", "doubtful")],
                     id="the level aimed at was not read for certain"),
    ],
)  # fmt: skip
def test_target_level(kind, present, target, expected):
    changes = {"support_type": kind, "present_level": present, "target_level": target}

    assert told(found("target-level", **changes)) == expected


# ── money ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(("60백만원", "18백만원", "24백만원", "18백만원"), [], id="as in the notice"),
        pytest.param(("60,000,000원", "18,000천원", "2,400만원", "18"), [],
                     id="the same in other units"),
        pytest.param(("60,000,000", "18,000,000", "24,000,000", "18,000,000"), [],
                     id="bare numbers of won"),
        pytest.param(("60", "18 (30%)", "24 (40%)", "18 (30%)"), [], id="with their shares beside"),
        pytest.param(("60백만원", "18백만원", "24백만원", "17백만원"), ["sum", "own_share"],
                     id="a million is missing"),
        pytest.param(("60백만원", "19백만원", "24백만원", "17백만원"),
                     ["government_share", "own_share"], id="the government pays more"),
        pytest.param(("60백만원", "18백만원", "25백만원", "17백만원"),
                     ["host_share", "own_share"], id="the host pays more"),
        pytest.param(("80백만원", "18백만원", "24백만원", "38백만원"), ["total_cost"],
                     id="a dearer project, the firm bears the rest"),
        pytest.param(("80백만원", "24백만원", "32백만원", "24백만원"),
                     ["total_cost", "government_share", "host_share"],
                     id="a dearer project by the same shares is above the caps"),
        pytest.param(("50백만원", "15백만원", "20백만원", "15백만원"), ["total_cost"],
                     id="a cheaper project by the same shares"),
        pytest.param(("60백만원", "미정", "24백만원", "18백만원"), ["government_share"],
                     id="an amount that is none"),
        pytest.param(("60백만원", illegible("l8백만원"), "24백만원", "18백만원"), [""],
                     id="an amount that cannot be read"),
        pytest.param((unsure("60백만원"), "18백만원", "24백만원", "18백만원"), [""],
                     id="an amount that is not certain"),
    ],
)  # fmt: skip
def test_funding_split(amounts, expected):
    fields = ("total_cost", "government_share", "host_share", "own_share")
    findings = found("funding-split", **dict(zip(fields, amounts, strict=True)))

    assert told(findings) == [(what, "doubtful") for what in expected]
    assert all(finding.remedy for finding in findings)


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param((None, None, None, None), [("", "note")], id="a form without amounts"),
        pytest.param(("60백만원", None, None, None), [("not-printed", "note")],
                     id="the whole alone, as in the notice"),
        pytest.param(("80백만원", None, None, None),
                     [("not-printed", "note"), ("total_cost", "doubtful")],
                     id="the whole alone, and dearer"),
        pytest.param((None, "20백만원", None, "18백만원"),
                     [("not-printed", "note"), ("government_share", "doubtful")],
                     id="a share above its cap without the whole"),
        pytest.param(("60백만원", "18백만원", None, "42백만원"), [("not-printed", "note")],
                     id="one share is nowhere, so that nothing is added up"),
    ],
)  # fmt: skip
def test_amounts_that_the_form_does_not_ask_for_are_looked_up(amounts, expected):
    fields = ("total_cost", "government_share", "host_share", "own_share")
    findings = found("funding-split", **dict(zip(fields, amounts, strict=True)))

    assert told(findings) == expected
    assert all(finding.lookup for finding in findings if finding.severity == "note")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("금 60,000,000원정", 60_000_000),
        ("6천만원", 60_000_000),
        ("1천8백만원", 18_000_000),
        ("1억2천5백만 원", 125_000_000),
        ("8백1천만원", None),
        ("2만1억원", None),
        ("1억 2,000만원", 120_000_000),
        ("0.6억원", 60_000_000),
        ("１８백만원", 18_000_000),
        ("18백만원 (30%)", 18_000_000),
        ("999", 999_000_000),
        ("1000", 1_000_000),
        ("협의", None),
        ("", None),
        ("60백만원 / 18백만원", None),
        ("18백만원 24백만원", None),
        ("-18백만원", None),
        ("0.000000001억원", None),
    ],
)
def test_an_amount_as_forms_print_it(text, amount):
    assert won(text) == amount


@given(st.integers(1, 999))
def test_an_amount_is_the_same_in_every_unit(millions):
    amount = millions * 1_000_000
    written = {
        f"{amount:,}원",
        f"{amount:,}",
        f"{millions:,}백만원",
        f"{millions}",
        f"{millions * 1_000:,}천원",
        f"{millions * 100:,}만 원",
        in_millions(amount),
    }

    assert {won(text) for text in written} == {amount}


@given(st.text(max_size=20))
def test_a_text_is_an_amount_or_none_and_never_an_error(text):
    amount = won(text)

    assert amount is None or amount >= 0


# ── months ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        pytest.param("협약일로부터 9개월", "고도화", 0, id="the most"),
        pytest.param("협약일로부터 10개월", "고도화", 1, id="a month too long"),
        pytest.param("6개월", SAME, 0, id="the most at the same level"),
        pytest.param("7개월", SAME, 1, id="a month too long at the same level"),
        pytest.param("2025-07-01 ~ 2026-03-31", "고도화", 0, id="nine months by their days"),
        pytest.param("2025. 7. 1. ~ 2026. 4. 1.", "고도화", 1, id="a day more than nine months"),
        pytest.param("2025-07-01 ~ 2025-12-31", SAME, 0, id="six months by their days"),
        pytest.param("협약 후 결정", "고도화", 1, id="not said"),
        pytest.param("6개월 또는 9개월", "고도화", 1, id="said twice"),
        pytest.param(illegible("9ㅣ개월"), "고도화", 1, id="cannot be read"),
        pytest.param(unsure("9개월"), "고도화", 1, id="not certain"),
    ],
)  # fmt: skip
def test_project_months(period, kind, expected):
    findings = found("project-months", project_period=period, support_type=kind)

    assert told(findings) == [("", "doubtful")] * expected


@pytest.mark.parametrize(
    ("period", "kind", "expected"),
    [
        pytest.param(None, "고도화", [("", "note")], id="a form without a period"),
        pytest.param(None, unsure("고도화"), [("", "note")], id="the kind then matters nothing"),
        pytest.param("9개월", None, [("not-printed", "note")], id="a form without the kind"),
        pytest.param("10개월", None, [("not-printed", "note"), ("", "doubtful")],
                     id="too long for any kind"),
    ],
)  # fmt: skip
def test_a_period_that_the_form_does_not_ask_for_is_looked_up(period, kind, expected):
    findings = found("project-months", project_period=period, support_type=kind)

    assert told(findings) == expected


def test_what_was_not_found_on_a_sheet_that_was_not_read_whole_is_a_doubt():
    """Nobody can say of a form with unread print that it has no place for an entry."""
    nothing = {"target_level": None, "project_period": None, "total_cost": None}
    rules = ("target-level", "project-months", "funding-split")

    form = good(FORM, **nothing)
    for severity, whole in (("note", True), ("doubtful", False)):
        paper = form.model_copy(update={"read_whole": whole})
        findings = PROGRAMME.check(dossier(*complete(paper))).findings

        assert [next(f.severity for f in findings if f.rule == r) for r in rules] == [severity] * 3


def test_a_form_that_asks_for_nothing_of_the_plan_is_complete():
    """The print of the form's first sheet is not public; the notice asks for its details only."""
    plan = ("support_type", "present_level", "target_level", "project_period")
    money = ("total_cost", "government_share", "host_share", "own_share")
    verdict = PROGRAMME.check(dossier(*complete(good(FORM, **dict.fromkeys((*plan, *money))))))

    assert verdict.status == "complete"
    assert {f.key for f in verdict.findings if f.lookup and f.document == FORM} == {
        "target-level:application-form",
        "project-months:application-form",
        "funding-split:application-form",
    }


@given(st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)), st.integers(1, 12))
def test_a_period_by_its_days_fits_up_to_its_last_day(begins, months):
    ends = last_day(begins - DAY, months)

    assert fits_in(f"{begins} ~ {ends}", months) is True
    assert fits_in(f"{begins} ~ {ends + DAY}", months) is False


# ── security ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        pytest.param("MES를 고도화하고 보안솔루션을 연동한다.", 0, id="named"),
        pytest.param("서버 이중화 및 utm을 도입함", 0, id="named by its kind"),
        pytest.param("보안 솔루션(방화벽) 구축", 0, id="blanks are no difference"),
        pytest.param("생산 현황을 실시간으로 수집한다.", 1, id="not named"),
        pytest.param("작업자에게 보안경을 지급한다.", 1, id="a word that only looks like it"),
        pytest.param("백신 제조 공정의 데이터를 수집한다.", 1, id="a vaccine is no virus scanner"),
        pytest.param("데이터를 수집함. 보안솔루션은 해당 없음.", 1, id="denied"),
        pytest.param("인터넷 없이 설비를 연결한다. 방화벽을 구축한다.", 0,
                     id="a denial of something else"),
        pytest.param(BLANK, 1, id="blank"),
        pytest.param(None, 1, id="not found"),
        pytest.param(unsure("보안솔루션을 연동한다."), 1, id="named, not certain"),
    ],
)  # fmt: skip
def test_security_solution(goal, expected):
    findings = found("security-solution", goal=goal)

    assert told(findings) == [("", "doubtful")] * expected


@pytest.mark.parametrize("entry", ["support_field", "benefit", "safety", "extra"])
def test_a_security_solution_may_be_named_in_any_entry(entry):
    changes = {"goal": "생산 현황을 수집한다.", entry: "보안솔루션(방화벽)을 구축한다."}

    assert found("security-solution", **changes) == []


def test_a_plan_that_did_not_come_is_not_missed_rule_by_rule():
    nothing = dict.fromkeys(
        ("support_type", "target_level", "present_level", "project_period", "goal", "own_share")
    )
    rules = ("target-level", "funding-split", "project-months")

    assert not [f for r in rules for f in found(r, sheets=("details",), **nothing)]
    assert not found("security-solution", sheets=("application",), **nothing)
