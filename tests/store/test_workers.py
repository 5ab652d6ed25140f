"""One file never costs another, and nothing outlives its run."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from extractors.errors import CrashedReader, EncryptedFile, OperatorError, UnreadableFile
from pipeline.workers import open_executor


class Limits(NamedTuple):
    seconds_per_file: float = 30
    memory_bytes: int = 1 << 30
    written_bytes: int = 1 << 20


class Awkward(Exception):
    """Cannot be made again from what pickle keeps."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(one)


def double(number: int) -> int:
    return 2 * number


def refuse(error: type[Exception]) -> None:
    raise error("facts")


def refuse_awkwardly() -> None:
    raise Awkward("one", "two")


def look_around() -> tuple[str | None, int]:
    return os.environ.get("OMP_THREAD_LIMIT"), os.getpid()


def leave_mark(folder: Path) -> None:
    (folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()


def abort(folder: Path) -> None:
    """Die as native code does."""
    leave_mark(folder)
    ctypes.string_at(0)


def die_once(folder: Path) -> str:
    leave_mark(folder)
    if len(list(folder.iterdir())) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def take_memory(folder: Path) -> int:
    leave_mark(folder)
    return len(bytearray(4 << 30))


def write_much(path: Path) -> None:
    path.write_bytes(bytes(2 << 20))


def stall_with_child(folder: Path) -> None:
    """Wait for a program that never ends, as a recogniser may."""
    leave_mark(folder)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    (folder / f"child-{child.pid}").touch()
    child.wait()


def children_in(folder: Path) -> list[int]:
    return [int(mark.name.removeprefix("child-")) for mark in folder.glob("child-*")]


def marks_in(folder: Path) -> int:
    return len([mark for mark in folder.iterdir() if not mark.name.startswith("child-")])


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_gone(pids: list[int], within: float = 5) -> bool:
    until = time.monotonic() + within
    while any(map(lives, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(lives, pids))


@pytest.fixture(scope="module", params=["inline", "processes:2"])
def either(request: pytest.FixtureRequest) -> Iterator[Executor]:
    with open_executor(request.param, limits=Limits()) as executor:
        yield executor


@pytest.fixture(scope="module")
def processes() -> Iterator[Executor]:
    with open_executor("processes:2", limits=Limits()) as executor:
        yield executor


def test_results_come_back(either: Executor) -> None:
    assert [future.result(60) for future in [either.submit(double, n) for n in range(20)]] == [
        *range(0, 40, 2)
    ]


@pytest.mark.parametrize("error", [*UnreadableFile.__subclasses__(), OperatorError, KeyError])
def test_exceptions_come_back_as_they_are(either: Executor, error: type[Exception]) -> None:
    with pytest.raises(error, match="facts") as caught:
        either.submit(refuse, error).result(60)

    assert type(caught.value) is error


def test_work_is_done_elsewhere_with_one_thread(processes: Executor) -> None:
    threads, pid = processes.submit(look_around).result(60)

    assert threads == "1"
    assert pid != os.getpid()


def test_an_exception_that_cannot_travel_is_told_by_name(processes: Executor) -> None:
    with pytest.raises(RuntimeError, match="Awkward"):
        processes.submit(refuse_awkwardly).result(60)

    assert processes.submit(double, 1).result(60) == 2


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(abort, id="a native crash"),
        pytest.param(take_memory, id="more memory than allowed"),
    ],
)
def test_a_file_that_kills_its_reader_is_tried_twice_and_costs_no_other(
    processes: Executor, tmp_path: Path, deed: Callable[[Path], Any]
) -> None:
    before = [processes.submit(double, number) for number in range(2)]
    lost = processes.submit(deed, tmp_path)
    after = [processes.submit(double, number) for number in range(2)]

    with pytest.raises(CrashedReader):
        lost.result(60)
    assert marks_in(tmp_path) == 2
    assert [future.result(60) for future in before + after] == [0, 2, 0, 2]


def test_a_file_that_lost_its_reader_once_is_read(processes: Executor, tmp_path: Path) -> None:
    assert processes.submit(die_once, tmp_path).result(60) == "read"


def test_writing_beyond_the_limit_is_an_error_of_that_file(
    processes: Executor, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="too large"):
        processes.submit(write_much, tmp_path / "much").result(60)


def test_a_stalled_file_ends_in_time_with_the_programs_it_started(tmp_path: Path) -> None:
    begun = time.monotonic()
    with open_executor("processes:2", limits=Limits(seconds_per_file=1)) as executor:
        stalled = executor.submit(stall_with_child, tmp_path)
        fine = executor.submit(double, 4)

        assert fine.result(60) == 8
        with pytest.raises(CrashedReader, match="in time"):
            stalled.result(60)

    assert time.monotonic() - begun < 15
    assert len(children_in(tmp_path)) == 2
    assert all_gone(children_in(tmp_path))


def interrupt_stalled_work(folder: Path) -> None:
    with open_executor("processes:1", limits=Limits()) as executor:
        executor.submit(stall_with_child, folder)
        while not children_in(folder):
            time.sleep(0.05)
        raise KeyboardInterrupt


def test_an_interrupted_run_leaves_no_process(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupt_stalled_work(tmp_path)

    assert all_gone(children_in(tmp_path))


def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    program = tmp_path / "run.py"
    program.write_text(
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from pathlib import Path\n"
        "from test_workers import Limits, open_executor, stall_with_child\n"
        "if __name__ == '__main__':\n"
        "    with open_executor('processes:1', limits=Limits()) as executor:\n"
        f"        executor.submit(stall_with_child, Path({str(tmp_path / 'marks')!r})).result()\n"
    )
    (tmp_path / "marks").mkdir()
    run = subprocess.Popen([sys.executable, program])
    until = time.monotonic() + 30
    while not children_in(tmp_path / "marks") and time.monotonic() < until:
        time.sleep(0.05)

    run.kill()
    run.wait()

    workers = [int(m.name.split("-")[0]) for m in (tmp_path / "marks").glob("[0-9]*")]
    assert children_in(tmp_path / "marks")
    assert all_gone(workers + children_in(tmp_path / "marks"))


def test_an_idle_process_that_is_killed_stops_nothing() -> None:
    with open_executor("processes:1", limits=Limits()) as executor:
        _, pid = executor.submit(look_around).result(60)
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.5)

        assert executor.submit(double, 3).result(60) == 6


@pytest.mark.parametrize("spec", ["tcp://scheduler:8786", "threads", "processes:0"])
def test_an_executor_that_does_not_exist_is_for_the_operator(spec: str) -> None:
    with pytest.raises(OperatorError, match=r"processes:2"), open_executor(spec, limits=Limits()):
        pass


def test_inline_reports_unreadable_files_too() -> None:
    with open_executor("inline", limits=Limits()) as executor:
        assert isinstance(executor.submit(refuse, EncryptedFile).exception(), EncryptedFile)
