"""The examples of CONTRIBUTING are followed to the letter, in a copy of what they change."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

ROOT = Path(__file__).parents[2]
HELP = (ROOT / "tests", ROOT / "tests" / "support")
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n\n```\w+\n(.*?)```", re.S)
RULE = """
import json, sys
from dossiers import submission
from checks.model import Dossier
from pipeline.programmes import load

programme = load(sys.argv[1])
mails = tuple(submission(f"2025-05-0{day}T10:00") for day in (8, 9))
told = {
    count: [f.severity for f in programme.check(Dossier(submissions=mails[:count], files=(),
            documents=())).findings if f.rule == "few-mails"]
    for count in (1, 2)
}
print(json.dumps([told, programme.rules[-1].explain()]))
"""


TYPE = """
import json, sys
from pathlib import Path
from extractors.documents import DOCUMENTS, identify
from extractors.formats import read

(paper,) = identify(read(Path(sys.argv[1]).read_bytes(), "등록.docx"))
fields = [paper.field(name) for name in ("company_name", "business_number")]
print(json.dumps([paper.type, paper.type in DOCUMENTS, [f and f.value for f in fields]]))
"""


PROMOTED = """
import json, sys
from pathlib import Path
from dossiers import digest, dossier
from checks.report import Report
from extractors.documents import identify
from extractors.fields.naming import is_deciding
from extractors.formats import read
from pipeline.programmes import load
from pipeline.review import DossierView, Publication
from pipeline.review.register import columns

programme = load("nuribeol-first-export-2026")
(paper,) = identify(read(Path(sys.argv[1]).read_bytes(), "공장.docx"), digest("공장.docx"))
sent = dossier(paper)
head = {"programme": programme.id, "receipt_number": "2026-0001", "revision": 1}
view = DossierView(
    report=Report.of(head, sent, programme.check(sent)), folder_name="x", files={}, transcripts={},
    letters=(),
)
table = {c.heading: c.cells for c in columns(Publication(programme, (view,)))}
print(json.dumps([
    paper.type, type(paper).__module__, table.get("공장관리번호"), table.get("공장등록증명서"),
    is_deciding("factory_number"), "지원유형" in table,
]))
"""


def ask(folder: Path, program: str, *arguments: Path) -> Any:
    """Return what *program* prints as JSON, run with the packages in *folder*."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={
            "PYTHONPATH": f"{folder}:{ROOT / 'tests'}:{ROOT / 'tests' / 'support'}",
            "PYTHONUTF8": "1",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def copy_of(folder: Path, changed: str) -> None:
    """Lay the four packages into *folder*: *changed* as a copy, the rest as it is."""
    package, _, part = changed.partition("/")
    for each in ("extractors", "checks", "outbox", "pipeline"):
        if each != package:
            (folder / each).symlink_to(ROOT / each)
    (folder / package).mkdir()
    for inside in (ROOT / package).iterdir():
        if inside.name == part:
            shutil.copytree(inside, folder / changed)
        else:
            (folder / package / inside.name).symlink_to(inside)


def example(name: str) -> str:
    return dict(EXAMPLE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))[name]


def test_a_rule_is_one_module_and_whoever_asks_for_it(tmp_path: Path) -> None:
    """Nothing else is touched: no list, no test of another notice."""
    copy_of(tmp_path, "checks/rules")
    notice = tmp_path / "notice"
    shutil.copytree(ROOT / "pipeline" / "programmes" / "nuribeol-first-export-2026", notice)
    (tmp_path / "checks/rules/few_mails.py").write_text(example("checks/rules/few_mails.py"))
    with (notice / "programme.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + example("programme.toml"))

    told, said = ask(tmp_path, RULE, notice)

    assert told == {"1": [], "2": ["doubtful"]}
    assert said == "신청 메일이 1통을 넘으면 담당자 확인으로 둡니다."


def test_a_type_of_paper_is_one_module(tmp_path: Path) -> None:
    copy_of(tmp_path, "extractors/documents")
    name = "extractors/documents/mail_order_report.py"
    (tmp_path / name).write_text(example(name))
    sheet = docx.Document()
    sheet.add_paragraph("통신판매업신고증")
    table = sheet.add_table(rows=0, cols=2)
    for cells in (("법인명", "주식회사 가온메디텍"), ("사업자등록번호", "012-34-56782")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    sheet.add_paragraph(
        "「전자상거래 등에서의 소비자보호에 관한 법률」에 따라 통신판매업을 신고하였습니다."
    )
    sheet.save(str(tmp_path / "등록.docx"))

    kind, may_be_asked_for, values = ask(tmp_path, TYPE, tmp_path / "등록.docx")

    assert (kind, may_be_asked_for) == ("mail-order-report", True)
    assert values == ["주식회사 가온메디텍", "012-34-56782"]


def test_a_near_miss_becomes_a_type_by_one_module_and_one_entry_less(tmp_path: Path) -> None:
    """What people call its fields and its column of the register come with the type."""
    copy_of(tmp_path, "extractors/documents")
    without_entry(tmp_path / "extractors/documents/near_misses.py", "factory-registration")
    name = "extractors/documents/factory_registration.py"
    (tmp_path / name).write_text(example(name))
    sheet = docx.Document()
    sheet.add_paragraph("공장등록증명서")
    table = sheet.add_table(rows=0, cols=2)
    for cells in (("회사명", "주식회사 가온메디텍"), ("공장관리번호", "111104512300123")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    sheet.add_paragraph("「산업집적활성화 및 공장설립에 관한 법률」에 따라 공장등록을 증명합니다.")
    sheet.save(str(tmp_path / "공장.docx"))

    told = ask(tmp_path, PROMOTED, tmp_path / "공장.docx")

    assert told == [
        "factory-registration",
        "extractors.documents.factory_registration",
        ["111104512300123"],
        ["○"],
        True,
        False,
    ]


def without_entry(module: Path, kind: str) -> None:
    """Take the entry that describes *kind* out of a table of near misses."""
    text = module.read_text("utf-8")
    (entry,) = (
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == kind
    )
    lines = text.splitlines(keepends=True)
    module.write_text("".join(lines[: entry.lineno - 1] + lines[entry.end_lineno :]), "utf-8")


@pytest.mark.parametrize(
    ("module", "page", "heading"),
    [
        ("checks/rules/few_mails.py", "docs/rules.md", "### few-mails"),
        (
            "extractors/documents/mail_order_report.py",
            "docs/documents.md",
            "## 통신판매업신고증 (`mail-order-report`)",
        ),
    ],
    ids=["a rule", "a type of paper"],
)
def test_a_module_and_its_heading_are_all_that_is_written(
    tmp_path: Path, module: str, page: str, heading: str
) -> None:
    """The lists on our pages are printed by a command; nothing else asks for an edit."""
    copy_of(tmp_path, str(Path(module).parent))
    (tmp_path / module).write_text(example(module))
    for name in ("docs", "tests/docs"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("README.md", "README.ko.md", "CONTRIBUTING.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("tests/conftest.py", "tests/support", "tests/specimens"):
        (tmp_path / name).symlink_to(ROOT / name)

    assert checked(tmp_path) == {"test_docs.py", "test_lists.py"}
    with (tmp_path / page).open("a", encoding="utf-8") as file:
        file.write(f"\n{heading}\n")
    assert checked(tmp_path) == {"test_lists.py"}
    checked(tmp_path, "--rewrite-golden")
    assert checked(tmp_path) == set()


def checked(folder: Path, *options: str) -> set[str]:
    """Return which files of tests about our pages have something to say."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=no", "-rf"),
            *("-k", "heading or lists_on_a_page", "tests/docs/test_docs.py"),
            *("tests/docs/test_lists.py", *options),
        ],
        env={**os.environ, "PYTHONPATH": "", "PYTHONUTF8": "1"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return set(re.findall(r"^FAILED tests/docs/(\w+\.py)", done.stdout, re.M))
