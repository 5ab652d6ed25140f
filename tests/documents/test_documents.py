"""Papers and what is read on them: golden samples, and the specimens against their truth."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import read
from specimens.catalogue import papers
from specimens.paper import Paper
from specimens.scan import OFFICE, scan

from extractors.documents import DOCUMENTS, identify
from extractors.documents.application_form import EXAMPLES
from extractors.fields.examples import own_words
from extractors.model import Document

GOLDEN = Path(__file__).parents[1] / "golden"
CASES = sorted(p for p in GOLDEN.glob("documents/*/*") if p.suffix != ".json")
PAPERS = papers()

Golden = Callable[[str, Path], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a file, or accept it with ``--rewrite-golden``."""

    def compare(text: str, path: Path) -> None:
        if request.config.getoption("--rewrite-golden", default=False):
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.mark.parametrize("path", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_document(path: Path, golden: Golden) -> None:
    (document,) = identify(read(path.read_bytes(), path.name))

    assert document.type.replace("-", "_") == path.parent.name
    golden(document.model_dump_json(indent=2) + "\n", path.with_suffix(".json"))


@pytest.mark.ocr
@pytest.mark.parametrize(
    "name",
    [
        "national_tax_clearance/labels-on-top",
        "business_registration/bilingual-long-address",
        "application_form/supplier-first",
        "unrecognised/checklist",
    ],
)
def test_a_scan_says_for_certain_only_what_the_paper_says(name: str) -> None:
    path = GOLDEN / "documents" / f"{name}.pdf"
    (paper,) = identify(read(path.read_bytes()))
    (copy,) = identify(read(scan([path.read_bytes()], OFFICE, seed=3)))
    certain = {f: essence(v.value) for f, v in copy.fields().items() if v.certain}

    assert copy.type == paper.type
    assert certain == {f: essence(paper.field(f).value) for f in certain}  # type: ignore[union-attr]


def test_every_golden_sample_is_explained() -> None:
    text = (GOLDEN / "README.md").read_text(encoding="utf-8")

    assert [p.name for p in CASES if f"`{p.parent.name}/{p.name}`" not in text] == []


# ── the specimens ────────────────────────────────────────────────────────────────────

MUST_BE_READ = {
    "national-tax-clearance": ("company_name", "business_number", "issued_on", "valid_until"),
    "local-tax-clearance": ("company_name", "issued_on", "valid_until"),
    "business-registration": (
        *("company_name", "representative", "business_number", "address", "issued_on"),
        *("opened_on", "registered_on", "business_types"),
    ),
    "subordinate-places": ("business_number", "address"),
    "sme-confirmation": (
        *("company_name", "representative", "business_number", "company_size"),
        *("valid_from", "valid_until", "issued_on"),
    ),
    "technology-market": ("technology", "company_name", "business_number", "certified_on"),
    "application-form": (
        *("company_name", "business_number", "representative", "support_type", "target_level"),
        *("support_field", "goal", "safety", "benefit", "signed_on"),
    ),
    "consent-form": ("collection_consent", "provision_consent", "signed_on", "signer"),
}
"""Fields that rules decide on; where the truth has one, it is read and certain."""

NOT_COMPARED = {
    "purpose": "bilingual prints add its English",
    "business_items": "a line that breaks in a narrow cell looks like two entries",
    "signature_present": "what is not seen is never certain",
}


@pytest.fixture(scope="module", params=PAPERS)
def specimen(request: pytest.FixtureRequest) -> tuple[Paper, Document]:
    """One paper of the catalogue, and the one document read on it."""
    paper = PAPERS[request.param]
    (document,) = identify(read(paper.data))
    return paper, document


def test_a_specimen_is_what_it_is_and_says_what_it_prints(
    specimen: tuple[Paper, Document],
) -> None:
    """Whatever is certain is true, and what rules decide on is certain."""
    paper, document = specimen
    truth = {f: essence(v) for f, v in paper.truth.items() if f not in NOT_COMPARED}
    if paper.layout.endswith("kept"):  # the form's own example is not the applicant's word
        truth |= dict.fromkeys(("support_field", "safety"), "")
    seen = {f: essence(v.value) for f, v in document.fields().items() if v.certain}
    needed = [f for f in MUST_BE_READ.get(paper.type, ()) if f in truth]

    assert (document.type, document.certain) == (paper.type, True)
    assert {f: v for f, v in seen.items() if truth.get(f, v) != v} == {}
    assert [f for f in needed if f not in seen] == []


def essence(value: object) -> str:
    """Return a value as papers are compared.

    No blanks, lists joined, 해당없음 as nothing, 제 … 호 as the number in it.
    """
    if isinstance(value, list | tuple):
        return "".join(map(essence, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    said = re.sub(r"\s", "", "" if value is None else str(value))
    numbered = re.fullmatch(r"제([\dA-Z-]+)호", said)
    return "" if said == "해당없음" else numbered[1] if numbered else said


def test_every_type_of_the_notice_has_specimens() -> None:
    assert set(MUST_BE_READ) <= {paper.type for paper in PAPERS.values()} <= set(DOCUMENTS)


@pytest.mark.parametrize(
    ("entry", "own"),
    [
        ("(예시) 운영시스템구축 분야 필수 기재", ""),
        ("(예시)운영시스템구축분야 필수기재 제조실행시스템 구축", "제조실행시스템 구축"),
        (
            "안전관련그간귀시의노력또는동사업참여를통해00분아안전도향상의지등 끼임 사고 예방",
            "끼임 사고 예방",
        ),
        ("안전도 향상", "안전도 향상"),
        ("스마트 설비로 안전도 향상 의지", "스마트 설비로 안전도 향상 의지"),
    ],
    ids=["example alone", "without blanks", "misread", "a word of it", "some words of it"],
)
def test_the_form_s_own_example_is_not_the_applicant_s_word(entry: str, own: str) -> None:
    assert own_words(entry, EXAMPLES) == own
