"""The page of what work costs: every goal is measured, and what is missed has its reason."""

import re
import subprocess
import sys
from pathlib import Path

from bench.__main__ import describe
from bench.costing import Row, cost_of, peak_memory, times

PAGE = (Path(__file__).parents[2] / "docs" / "performance.md").read_text("utf-8")


def test_the_cost_of_work_holds_that_of_the_programs_it_calls() -> None:
    busy = "import time\nwhile time.process_time() < 0.4: pass"

    spent = cost_of(lambda: subprocess.run([sys.executable, "-c", busy], check=True))

    assert 0.35 <= spent.processor <= spent.wall + 0.3


def test_memory_is_that_of_the_process_and_of_its_largest_worker() -> None:
    held = "x = bytearray(150 << 20); import time; time.sleep(1.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {held!r}])"

    peak = peak_memory([sys.executable, "-c", parent], {})

    assert peak.parent < 100 < 150 <= peak.worker < 250


def test_twice_the_work_in_the_same_time_is_a_ratio_of_two() -> None:
    assert times(1.0, 2.0) == 2.0
    row = Row("(a) one", "1 s", "2 s", "2.00×", "≥ 3×", reached=False)
    assert "| (a) one | 1 s | 2 s | 2.00× | ≥ 3× | **no** |" in describe([row], long=False)


def test_each_goal_is_measured_and_each_that_is_missed_is_explained() -> None:
    rows = re.findall(r"^\| \((\w)\) .*\| ([^|]+) \|$", PAGE, re.M)
    missed = {letter for letter, reached in rows if reached == "**no**"}

    assert {letter for letter, _ in rows} == set("abcdefgh")
    assert missed <= set(re.findall(r"^- \*\*\((\w)\)", PAGE, re.M))
