"""Measures what work costs beside the plain tools; writes the table of docs/performance.md.

PYTHONPATH=tests:tests/support python -m bench --out docs/performance.md
PYTHONPATH=tests:tests/support python -m bench --long        (hours)
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from accuracy import page

from bench import reading, season
from bench.costing import ENVIRONMENT, Row

SHORT = season.Sizes(3, 100, (50, 300), (10, 60), 40, 6)
LONG = season.Sizes(200, 2000, (100, 10_000, 100_000), (10, 1000, 10_000), 200, 200)
HEAD = ("what", "here", "the other", "ratio", "goal", "reached")
PARTS = ("reading", "season")


def main(arguments: list[str] | None = None) -> int:
    asked = _parse(arguments)
    os.environ["OMP_THREAD_LIMIT"] = ENVIRONMENT["OMP_THREAD_LIMIT"]
    rows = []
    with tempfile.TemporaryDirectory(prefix="intake-bench-") as made:
        for row in _measured(asked, Path(made)):
            print(" | ".join(_cells(row)), file=sys.stderr, flush=True)
            rows.append(row)
            if asked.out:  # at once: whoever stops a long measurement keeps what it showed
                page.write(asked.out, describe(rows, long=asked.long))
    print(describe(rows, long=asked.long))
    return 0


def _measured(asked: argparse.Namespace, folder: Path) -> Iterator[Row]:
    if "reading" in asked.parts:
        yield from reading.measure(40 if asked.long else 8, folder)
    if "season" in asked.parts:
        yield from season.measure(LONG if asked.long else SHORT, folder)


def describe(rows: Sequence[Row], *, long: bool) -> str:
    """Return the rows as a table, after the machine and the versions that they hold for."""
    lines = [
        f"`make bench{' ARGS=--long' if long else ''}` on {platform.machine()},"
        f" {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end;"
        f" Python {platform.python_version()}, {_versions()}.",
        "",
        "Seconds are of the processors, all processes together, and in brackets of the clock.",
        "",
        f"| {' | '.join(HEAD)} |",
        f"|{' --- |' * len(HEAD)}",
        *(f"| {' | '.join(_cells(row))} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    reached = "—" if row.reached is None else "yes" if row.reached else "**no**"
    return (row.what, row.ours, row.other, row.ratio, row.goal, reached)


def _versions() -> str:
    said = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    names = ("pdfplumber", "pypdf", "IMAPClient", "opencv-python-headless", "onnxruntime")
    found = [f"{name} {importlib.metadata.version(name)}" for name in names]
    return ", ".join([said.stdout.splitlines()[0], *found])


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--out", type=Path, help="the page whose table is written")
    parser.add_argument("--long", action="store_true", help="the sizes of the goals; hours")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
