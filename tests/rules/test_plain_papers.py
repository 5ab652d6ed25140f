"""Papers of a notice's own in the programme file: what is wrong with one is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.programme import FILE, ProgrammeError
from extractors.documents import DOCUMENTS, take_in
from extractors.fields.naming import NAMES
from pipeline.programmes import load

FOREST = Path(__file__).parents[1] / "programmes" / "garam-forest-2026"


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    take_in(())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            'type   = "forest-survey"', 'type   = "consent-form"', "이미 있는 서류의 이름",
            id="a name that is taken",
        ),
        pytest.param(
            'title  = "사전 조사 자료"', 'title  = "납세증명서"', "‘national-tax-clearance’",
            id="a title that is taken",
        ),
        pytest.param(
            'marks  = ["경영 임야 면적", "가람군 산림과"]', "marks  = []", "하나 이상을",
            id="nothing that makes the title certain",
        ),
        pytest.param(
            'field     = "representative"', 'field     = "representativ"', "혹시 ‘representative’?",
            id="a misspelt field",
        ),
        pytest.param(
            'kind      = "number"', 'kind      = "numbr"', "혹시 ‘number’?", id="a misspelt kind",
        ),
        pytest.param("signed = true", "sgined = true", "혹시 ‘signed’?", id="a misspelt key"),
        pytest.param(
            'document = "forest-survey"', 'document = "consent-form"',
            "‘forest-survey’을 요구하는 [[requires]]가 없습니다", id="a paper that no row asks for",
        ),
        pytest.param(
            'document = "forest-survey"', 'document = "forest-surveys"', "혹시 ‘forest-survey’?",
            id="a row that misspells it",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = Path(shutil.copytree(FOREST, tmp_path / "programme"))
    text = (folder / FILE).read_text("utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ProgrammeError) as refused:
        load(folder)

    (fault, *_) = [fault for fault in refused.value.faults if said in fault]
    line = int(fault.split("행")[0])
    lines = text.replace(old, new, 1).splitlines()
    assert new in lines[line - 1] or "[[papers]]" in "\n".join(lines[line - 3 : line])


def test_a_process_knows_the_papers_of_one_notice() -> None:
    before = set(DOCUMENTS), set(NAMES)
    load(FOREST)
    assert {"forest-application", "forester-confirmation"} <= set(DOCUMENTS)
    assert "forest_survey_1" in NAMES

    load("nuribeol-first-export-2026")
    assert (set(DOCUMENTS), set(NAMES)) == before
