"""Measures how accurately drawn papers are read; writes the tables of docs/accuracy.md.

PYTHONPATH=tests python -m accuracy --out docs/accuracy.md
PYTHONPATH=tests python -m accuracy --classes scan200,phone --pages 8

What was read is kept in a folder outside the repository: a run that was interrupted goes on,
and after a change of the readers only what they touch is read again.
"""

import argparse
import os
import sys
import tempfile
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from accuracy import page
from accuracy.classes import CLASSES, TITLES
from accuracy.measure import Job, Outcome, list_jobs, readers, work

NAMES = tuple(one.name for one in CLASSES)
KIT = tuple(one.name for one in CLASSES if one.family == "kit")
CACHE = Path(tempfile.gettempdir(), f"intake-accuracy-{os.getuid()}")


def main(arguments: list[str] | None = None) -> int:
    asked = _parse(arguments)
    asked.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    jobs = list_jobs(asked.classes, asked.seed, asked.pages)
    with ProcessPoolExecutor(asked.jobs) as workers:
        try:
            outcomes, crashed = measure(jobs, asked.cache, workers)
        except KeyboardInterrupt:
            workers.shutdown(wait=False, cancel_futures=True)
            print("Interrupted; the same command goes on from here.", file=sys.stderr)
            return 130
    command = f"python -m accuracy --pages {asked.pages} --seed {asked.seed}"
    if asked.classes != NAMES:
        command += f" --classes {_in_short(asked.classes)}"
    measured = page.describe(outcomes, command=command, readers=readers())
    print(measured)
    if asked.out:
        page.write(asked.out, measured)
    for job, fault in crashed:
        print(f"not read: {job}: {fault!r}", file=sys.stderr)
    return 3 if crashed else 0


def measure(
    jobs: list[Job], folder: Path, workers: Executor
) -> tuple[list[Outcome], list[tuple[Job, BaseException]]]:
    """Return what each file shows, in the order of *jobs*, and the files that nothing read.

    A fault of ours in one file must not cost what was learnt from the others.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        task = progress.add_task("files", total=len(jobs))
        futures = {workers.submit(work, job, folder): job for job in jobs}
        for done, future in enumerate(as_completed(futures), start=1):
            progress.advance(task)
            if not console.is_terminal:
                job = futures[future]
                print(f"{done}/{len(jobs)} {job.way} {job.number + 1}", file=sys.stderr)
    crashed = [(job, fault) for future, job in futures.items() if (fault := future.exception())]
    read = [future.result() for future in futures if not future.exception()]
    return read, crashed


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m accuracy",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    families = ", ".join(TITLES)
    parser.add_argument(
        "--classes",
        type=_classes,
        default=NAMES,
        help=f"of {', '.join(NAMES)}; or the families {families}; default all",
    )
    parser.add_argument("--pages", type=int, default=40, help="sheets of each class, default 40")
    parser.add_argument("--seed", type=int, default=2025, help="another seed draws other papers")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side, default 2")
    parser.add_argument("--cache", type=Path, default=CACHE, help="default %(default)s")
    parser.add_argument("--out", type=Path, help="write the tables into this page as well")
    return parser.parse_args(arguments)


def _classes(text: str) -> tuple[str, ...]:
    """Return the classes that *text* names, each by its name or by that of its family."""
    named = text.split(",")
    names = tuple(one.name for one in CLASSES if {one.name, one.family} & set(named))
    unknown = [name for name in named if name not in {*NAMES, *TITLES}]
    if unknown:
        raise argparse.ArgumentTypeError(f"no class {', '.join(unknown)}; of {', '.join(NAMES)}")
    return names


def _in_short(names: tuple[str, ...]) -> str:
    """Return what names these classes on the command line, families by their name."""
    said: list[str] = []
    for family in TITLES:
        mine = [one.name for one in CLASSES if one.family == family]
        there = [name for name in mine if name in names]
        said += [family] if there == mine else there
    return ",".join(said)


if __name__ == "__main__":
    sys.exit(main())
