"""A question to which two readings of a scan give the same answer is answered."""

import pytest
from dossiers import complete, dossier, good, twice, unsure

from checks.corroboration import said_twice
from checks.model import Finding
from pipeline.programmes import load

PROGRAMME = load("nhis-smart-factory-2025")
PLAN = "수기로 적는 작업일보를 없애고자 함. MES와 보안솔루션(방화벽)을 구축함."
MISREAD = "수기로 적는 작업일보를 없애고자 함. 6S와 보안솔루션(방회벽)을 구축함"
NO_SECURITY = "수기로 적는 작업일보를 없애고자 함. 보안솔루션은 미도입"


def found(rule: str, kind: str = "application-form", **fields: object) -> list[Finding]:
    verdict = PROGRAMME.check(dossier(*complete(good(kind, **fields))))
    return [finding for finding in verdict.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("filled-in", {"goal": twice(PLAN, MISREAD)}),
        ("security-solution", {"goal": twice(PLAN, MISREAD)}),
        ("target-level", {"present_level": twice("기초", "기초 >")}),
        ("project-months", {"project_period": twice("협약일로부터9개월", "협악일로부터 9개월")}),
        ("funding-split", {"own_share": twice("18백만원", "18 백만원")}),
    ],
)
def test_what_both_readings_answer_leaves_no_doubt(rule: str, fields: dict[str, object]) -> None:
    assert found(rule, **fields) == []


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        pytest.param("filled-in", {"goal": unsure(PLAN)}, id="one reading alone"),
        pytest.param("filled-in", {"goal": twice("?ㅣ생산", "생긴")}, id="nothing in common"),
        pytest.param("filled-in", {"goal": twice("증빙서류", "증빙서류")}, id="too few words"),
        pytest.param("security-solution", {"goal": twice(PLAN, NO_SECURITY)}, id="one denies it"),
        pytest.param("security-solution", {"goal": twice(PLAN, "안전")}, id="one names none"),
        pytest.param("target-level", {"target_level": twice("중간1", "기초")}, id="another level"),
        pytest.param("project-months", {"project_period": twice("9개월", "12개월")}, id="longer"),
        pytest.param("funding-split", {"own_share": twice("18백만원", "16백만원")}, id="less"),
    ],
)
def test_what_only_one_reading_answers_is_doubtful(rule: str, fields: dict[str, object]) -> None:
    assert {finding.severity for finding in found(rule, **fields)} == {"doubtful"}


@pytest.mark.parametrize(
    ("signer", "keys"),
    [
        pytest.param(twice("도가른서", "도가람(서명"), [], id="one of them reads it whole"),
        pytest.param(twice("도가론", "도가M6"), [], id="its last syllable is under the signature"),
        pytest.param(
            twice("도가온", "도가온"),
            ["same-company:consent-form:signer"],
            id="both read another syllable",
        ),
        pytest.param(
            twice("한누리8", "한누리"), ["same-company:consent-form:signer"], id="somebody else"
        ),
        pytest.param(
            twice("도1", "도?"),
            ["same-company:consent-form:signer", "signed:consent-form:signer"],
            id="nobody's name",
        ),
    ],
)
def test_a_name_under_a_signature_is_the_representative_s_or_a_doubt(
    signer: object, keys: list[str]
) -> None:
    findings = [
        finding.key
        for rule in ("same-company", "signed")
        for finding in found(rule, "consent-form", signer=signer)
    ]

    assert findings == keys


def test_only_runs_of_syllables_count_as_said_twice() -> None:
    assert said_twice(twice("생산관리 및 품질", "샘산관리밋품잘")) == "산관리"
