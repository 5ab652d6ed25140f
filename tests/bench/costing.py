"""Processor time and wall time of a piece of work, and the rows that are printed of it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

ENVIRONMENT = os.environ | {"OMP_THREAD_LIMIT": "1"}
T = TypeVar("T")


class Cost(NamedTuple):
    """Seconds: of the processors, with all processes that have ended, and of the clock."""

    processor: float
    wall: float

    def __str__(self) -> str:
        return f"{self.processor:.2f} s ({self.wall:.2f} s)"


class Row(NamedTuple):
    """A line of the page; *reached* is None where nothing was asked."""

    what: str
    ours: str
    other: str
    ratio: str
    goal: str
    reached: bool | None


def cost_of(work: Callable[[], object]) -> Cost:
    before, began = os.times(), time.monotonic()
    work()
    after = os.times()
    return Cost(sum(after[:4]) - sum(before[:4]), time.monotonic() - began)


def per_piece(pieces: Sequence[T], work: Callable[[T], object]) -> Cost:
    """Return what one of *pieces* costs, after one that pays for what is loaded once."""
    work(pieces[0])
    whole = cost_of(lambda: [work(piece) for piece in pieces])
    return Cost(whole.processor / len(pieces), whole.wall / len(pieces))


def call(*command: str | Path) -> None:
    """Run another program; it must end well."""
    subprocess.run(command, env=ENVIRONMENT, check=True, capture_output=True)


def times(ours: float, other: float) -> float:
    """Return how many times as much we do in the same time."""
    return other / max(ours, 1e-9)


class Memory(NamedTuple):
    """The most that a process and each of its workers held, in MB."""

    parent: float
    worker: float


def peak_memory(command: Sequence[str | Path], environment: dict[str, str]) -> Memory:
    """Run *command* and return the peaks of its processes, asked four times a second."""
    parent = worker = 0.0
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            parent = max(parent, _held(process.pid))
            worker = max([worker, *map(_held, _below(process.pid))])
            time.sleep(0.25)
    return Memory(parent, worker)


def _held(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    peaks = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(peaks[0]) / 1024 if peaks else 0.0


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(one) for one in task.read_text().split()]
        except OSError:
            continue
        found += [*children, *(each for child in children for each in _below(child))]
    return found
