"""The examples of CONTRIBUTING are followed to the letter, in a copy of what they change."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n\n```\w+\n(.*?)```", re.S)
ASK = """
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


def test_a_rule_is_one_module_and_whoever_asks_for_it(tmp_path: Path) -> None:
    """Nothing else is touched: no list, no test of another notice."""
    shutil.copytree(ROOT / "checks", tmp_path / "checks")
    for package in ("extractors", "outbox", "pipeline"):
        (tmp_path / package).symlink_to(ROOT / package)
    notice = tmp_path / "notice"
    shutil.copytree(ROOT / "pipeline" / "programmes" / "nuribeol-first-export-2026", notice)
    examples = dict(EXAMPLE.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    (tmp_path / "checks/rules/few_mails.py").write_text(examples["checks/rules/few_mails.py"])
    with (notice / "programme.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + examples["programme.toml"])

    done = subprocess.run(
        [sys.executable, "-c", ASK, notice],
        env={"PYTHONPATH": f"{tmp_path}:{ROOT / 'tests'}", "PYTHONUTF8": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told, said = json.loads(done.stdout)
    assert told == {"1": [], "2": ["doubtful"]}
    assert said == "신청 메일이 1통을 넘으면 담당자 확인으로 둡니다."
