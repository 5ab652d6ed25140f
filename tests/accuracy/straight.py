"""How many whole applicants go straight through, and how many with a fault are told it.

PYTHONPATH=tests python -m accuracy.straight --out docs/accuracy.md
PYTHONPATH=tests python -m accuracy.straight --applicants 6 --arrivals text

Each applicant's files are judged as `intake check` judges them, by the built-in programme.
What was read is kept in a folder outside the repository.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, NamedTuple

from accuracy.__main__ import CACHE
from accuracy.applicants import (
    ARRIVALS,
    FAULTS,
    Applicant,
    Arrival,
    draw_applicant,
    list_planted,
)
from accuracy.measure import readers
from accuracy.page import STRAIGHT, write
from accuracy.tally import count
from checks.programme import Programme
from checks.report import Report
from extractors.formats import fingerprint
from pipeline.arrival.opening import read_file
from pipeline.commands.offline import PassingDesk, check_paths
from pipeline.programmes import load as load_programme
from pipeline.settings import LimitSettings
from pipeline.store.blobs import Blobs
from pipeline.store.transcripts import Transcripts
from pipeline.workers import open_executor

BUILT_IN = "nhis-smart-factory-2025"
Answer = Literal["right", "look", "accused", "other", "passed"]


class Outcome(NamedTuple):
    """What became of one applicant.

    ``answer``  right: through, or told what is wrong; look: a person must look; accused: of a
                fault that is none; other: told of another fault only; passed: a bad one went
                through
    ``rules``   the rules that made it so, where it is not right
    ``beside``  rules that accused a bad applicant of what is in order
    """

    arrival: Arrival
    number: int
    planted: str
    status: str
    answer: Answer
    rules: tuple[str, ...]
    beside: tuple[str, ...]
    layouts: tuple[str, ...]


class _Kept(Executor):
    """Lets *workers* read what is not yet in the folder of transcripts."""

    def __init__(self, workers: Executor) -> None:
        self._workers = workers

    def submit(self, work: Callable[..., Any], /, *args: Any, **more: Any) -> Future[Any]:
        if work is read_file and args[3].is_file():
            done: Future[Any] = Future()
            done.set_result(None)
            return done
        return self._workers.submit(work, *args, **more)


@contextmanager
def bench_in(folder: Path, jobs: int) -> Iterator[PassingDesk]:
    """Open a bench whose transcripts stay in *folder* as long as the readers are the same."""
    root = folder / f"straight-{readers()}"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_executor(f"processes:{jobs}", limits=LimitSettings()) as workers:
        yield PassingDesk(
            blobs=Blobs(root / "blobs"),
            transcripts=Transcripts(root / "transcripts", fingerprint()),
            workers=_Kept(workers),
        )


def judge(bench: PassingDesk, programme: Programme, applicant: Applicant) -> Outcome:
    """Judge the files of *applicant* and set the answer against what was planted."""
    with TemporaryDirectory(prefix="intake-straight-") as folder:
        lay(applicant, Path(folder))
        report = check_paths(
            bench,
            [Path(folder)],
            programme,
            received_at=applicant.received_at,
            now=applicant.received_at,
        )
    answer, rules, beside = weigh(applicant.planted, report)
    return Outcome(
        applicant.arrival,
        applicant.number,
        applicant.planted,
        report.status,
        answer,
        rules,
        beside,
        applicant.layouts,
    )


def lay(applicant: Applicant, folder: Path) -> None:
    """Write the files of *applicant* into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in applicant.files.items():
        (folder / name).write_bytes(data)


def weigh(planted: str, report: Report) -> tuple[Answer, tuple[str, ...], tuple[str, ...]]:
    """Return the answer, the rules that made it so, and those that accuse beside the fault."""
    blocking = _rules(report, "blocking")
    doubtful = _rules(report, "doubtful")
    if not planted:
        if report.status == "complete":
            return "right", (), ()
        return ("look", doubtful, ()) if report.status == "review" else ("accused", blocking, ())
    rule, statuses = FAULTS[planted]
    beside = tuple(key for key in blocking if key.partition(":")[0] != rule)
    named = {finding.rule for finding in report.findings if finding.severity != "note"}
    if report.status == "complete":
        return "passed", (), ()
    if report.status in statuses and rule in named:
        return "right", (), beside
    if report.status == "review":
        return "look", doubtful, ()
    return "other", blocking, beside


def _rules(report: Report, severity: str) -> tuple[str, ...]:
    """Return the keys of the findings of this *severity*, file hashes left out."""
    keys = (f.key for f in report.findings if f.severity == severity)
    return tuple(dict.fromkeys(_without_hash(key) for key in keys))


def _without_hash(key: str) -> str:
    first, _, rest = key.partition(":")
    is_hash = len(rest) == 12 and all(letter in "0123456789abcdef" for letter in rest)
    return first if is_hash else key


def measure(
    arrivals: Sequence[Arrival],
    seed: int,
    applicants: int,
    folder: Path,
    *,
    jobs: int = 1,
    keep: Path | None = None,
) -> list[Outcome]:
    """Draw and judge *applicants* good and as many bad ones for each of *arrivals*.

    What was read is kept in *folder*; the files of those that were not answered rightly are
    written below *keep*.
    """
    programme = load_programme(BUILT_IN)
    outcomes = []
    with bench_in(folder, jobs) as bench:
        for arrival in arrivals:
            for number, planted in enumerate(list_planted(applicants, arrival)):
                applicant = draw_applicant(seed, number, arrival, planted)
                outcomes.append(judge(bench, programme, applicant))
                print(f"{arrival} {number}: {outcomes[-1].answer}", file=sys.stderr)
                if keep and outcomes[-1].answer != "right":
                    lay(applicant, keep / f"{arrival}-{number}{planted and '-'}{planted}")
    return outcomes


def describe(outcomes: Sequence[Outcome], command: str) -> str:
    """Return the tables in Markdown; bad applicants that passed are listed one by one."""
    good, bad = [o for o in outcomes if not o.planted], [o for o in outcomes if o.planted]
    arrivals = [a for a in ARRIVALS if any(o.arrival == a for o in outcomes)]
    parts = [
        f"Made by `{command}`: {len(good)} applicants in order, {len(bad)} with one fault; readers "
        f"`{readers()}`.",
        _good(good, arrivals),
        _bad(bad, arrivals),
        _causes(good),
        _passed(bad),
        _by_fault(bad, arrivals),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _good(good: Sequence[Outcome], arrivals: Sequence[Arrival]) -> str:
    rows = []
    for arrival in arrivals:
        mine = [o for o in good if o.arrival == arrival]
        right = count(o.answer == "right" for o in mine)
        looks = sum(o.answer == "look" for o in mine)
        wrong = sum(o.answer == "accused" for o in mine)
        rows.append(f"| {ARRIVALS[arrival]} | {right} | {right.percent} | {looks} | {wrong} |")
    return (
        "## Straight through\n\nApplicants whose papers are in order. *Right*: complete, without "
        "anybody's look; *needless look*: a person must look; *accused*: asked for something, or "
        "turned down.\n\n"
        "| papers | right | | needless look | accused |\n| --- | --- | --- | --- | --- |\n"
        + "\n".join(rows)
    )


def _bad(bad: Sequence[Outcome], arrivals: Sequence[Arrival]) -> str:
    rows = []
    for arrival in arrivals:
        mine = [o for o in bad if o.arrival == arrival]
        seen = Counter(o.answer for o in mine)
        right = count(o.answer == "right" for o in mine)
        beside = sum(bool(o.beside) for o in mine)
        rows.append(
            f"| {ARRIVALS[arrival]} | {right} | {seen['look']} | {seen['other']} | "
            f"**{seen['passed']}** | {beside} |"
        )
    return (
        "## With one fault\n\n*Right*: the status that the fault asks for, and its rule named; "
        "*look*: a person must look; *another*: told of something else only; *passed*: complete, "
        "the worst. *Beside*: also accused of what is in order.\n\n"
        "| papers | right | look | another | passed | beside |\n"
        "| --- | --- | --- | --- | --- | --- |\n" + "\n".join(rows)
    )


def _causes(good: Sequence[Outcome]) -> str:
    """Count for how many applicants each finding was in the way, and in how many alone."""
    stopped = [o for o in good if o.answer != "right"]
    if not stopped:
        return ""
    all_rules = Counter(rule for o in stopped for rule in o.rules)
    alone = Counter(o.rules[0] for o in stopped if len(o.rules) == 1)
    rows = [f"| `{rule}` | {n} | {alone[rule]} |" for rule, n in all_rules.most_common()]
    return (
        f"### What keeps good applicants from going through\n\nOf {len(stopped)} that did not.\n\n"
        "| finding | applicants | alone |\n| --- | --- | --- |\n" + "\n".join(rows)
    )


def _passed(bad: Sequence[Outcome]) -> str:
    rows = [
        f"- {ARRIVALS[o.arrival]}, number {o.number}, `{o.planted}`: {'; '.join(o.layouts)}"
        for o in bad
        if o.answer == "passed"
    ]
    return "### Bad applicants that passed\n\n" + ("\n".join(rows) or "None.")


def _by_fault(bad: Sequence[Outcome], arrivals: Sequence[Arrival]) -> str:
    rows = []
    for fault, planted in FAULTS.items():
        mine = [o for o in bad if o.planted == fault]
        if mine:
            cells = [
                ", ".join(o.answer for o in mine if o.arrival == arrival) or "–"
                for arrival in arrivals
            ]
            rows.append(f"| {fault} | `{planted.rule}` | {' | '.join(cells)} |")
    heads = ["fault", "rule", *arrivals]
    lines = [f"| {' | '.join(heads)} |", f"| {' | '.join(['---'] * len(heads))} |", *rows]
    return "### By fault\n\n" + "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m accuracy.straight",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--applicants", type=int, default=16, help="good ones, and as many bad ones; default 16"
    )
    parser.add_argument("--arrivals", default=",".join(ARRIVALS), help="default %(default)s")
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side, default 2")
    parser.add_argument("--cache", type=Path, default=CACHE, help="default %(default)s")
    parser.add_argument("--keep", type=Path, help="where to write those not answered rightly")
    parser.add_argument("--out", type=Path, help="write the tables into this page as well")
    asked = parser.parse_args(arguments)
    known = asked.arrivals.split(",")
    arrivals = [arrival for arrival in ARRIVALS if arrival in known]
    if set(known) - set(arrivals):
        parser.error(f"arrivals are {', '.join(ARRIVALS)}")
    outcomes = measure(
        arrivals, asked.seed, asked.applicants, asked.cache, jobs=asked.jobs, keep=asked.keep
    )
    command = f"python -m accuracy.straight --applicants {asked.applicants} --seed {asked.seed}"
    if len(arrivals) < len(ARRIVALS):
        command += f" --arrivals {asked.arrivals}"
    measured = describe(outcomes, command)
    print(measured)
    if asked.out:
        write(asked.out, measured, STRAIGHT)
    for outcome in outcomes:
        if outcome.answer != "right":
            rules = ", ".join(outcome.rules)
            name = f"{outcome.arrival} {outcome.number} {outcome.planted}".strip()
            print(f"{name}: {outcome.answer}, {outcome.status}: {rules}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
