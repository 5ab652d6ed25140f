"""Where slow work on hostile files is done: inline, or in processes that may die.

A file that kills, stalls or exhausts its process costs no other file. What the process had
started, such as a text recogniser, dies with it; all of it dies with the run.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import re
import resource
import select
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from extractors.errors import CrashedReader, OperatorError, StalledReader
from extractors.formats import patience

TRIES = 2
RENEWALS = 5
TASKS_PER_WORKER = 50  # then a fresh one: readers written in C lose memory
WAITING_PER_WORKER = 3  # more would hold files in memory that nobody reads yet
EXHAUSTED = 70

P = ParamSpec("P")
T = TypeVar("T")


class Bounds(Protocol):
    """What one task may cost: seconds, bytes of address space, bytes of one written file."""

    @property
    def seconds_per_file(self) -> float: ...
    @property
    def memory_bytes(self) -> int: ...
    @property
    def written_bytes(self) -> int: ...


@contextmanager
def open_executor(spec: str, *, limits: Bounds) -> Iterator[Executor]:
    """Yield the executor that *spec* names: ``inline`` or ``processes:N``.

    Leaving the block waits for what was submitted; leaving it by an exception stops it.
    ``submit`` waits while enough work is queued, so it must not be called from a callback.
    With processes, functions, arguments and results are pickled; exceptions come back as
    they are, and a task that was lost twice raises `CrashedReader`, or `StalledReader` where
    it did not end in time. Inline work has no
    limits: it is for tests and trusted files.

    Raises:
        OperatorError: there is no such executor.
    """
    executor: Executor
    if spec == "inline":
        executor = _Inline()
    elif match := re.fullmatch(r"processes:([1-9]\d?)", spec):
        executor = _Processes(int(match[1]), limits)
    elif spec.startswith("tcp://"):
        raise OperatorError(
            "Work on a cluster (workers = tcp://…) needs the “cluster” extra, which this"
            " version does not have yet. Use workers = “processes:2”."
        )
    else:
        raise OperatorError(f"workers = “{spec}” is not known: use “inline” or “processes:2”.")
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()


class _Inline(Executor):
    """Does each task at once, in the caller's own process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class _Task:
    """A function call on its way, and how often it was lost."""

    def __init__(self, call: bytes) -> None:
        self.call = call
        self.future: Future[Any] = Future()
        self.lost = 0
        self.future.set_running_or_notify_cancel()


class _Processes(Executor):
    """A pool in which only the task of a process that dies is lost, and tried once more."""

    def __init__(self, count: int, limits: Bounds) -> None:
        self._count, self._limits = count, limits
        self._context = multiprocessing.get_context("spawn")
        # Closed by the kernel when this process ends, however it ends.
        self._alive, self._alive_end = self._context.Pipe(duplex=False)
        self._room = threading.Semaphore(count * WAITING_PER_WORKER)
        self._lock = threading.RLock()
        self._pending: set[Future[Any]] = set()
        self._old: list[ProcessPool] = []
        self._closed = False
        self._pool = self._open_pool()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        task = _Task(pickle.dumps((fn, args, kwargs)))
        self._room.acquire()
        with self._lock:
            self._pending.add(task.future)
        task.future.add_done_callback(self._forget)
        self._start(task)
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if wait and not cancel_futures:
            self._wait()
        with self._lock:
            self._closed = True
            pools = [*self._old, self._pool]
        for pool in pools:
            pool.stop()  # type: ignore[no-untyped-call] # the library has no types here
            pool.join()
        self._alive_end.close()
        self._alive.close()

    def _wait(self) -> None:
        with self._lock:
            pending = set(self._pending)
        wait(pending)

    def _forget(self, future: Future[Any]) -> None:
        with self._lock:
            self._pending.discard(future)
        self._room.release()

    def _open_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._count,
            max_tasks=TASKS_PER_WORKER,
            initializer=_prepare,
            initargs=(self._limits.memory_bytes, self._limits.written_bytes, self._alive),
            context=self._context,
        )

    def _start(self, task: _Task) -> None:
        with self._lock:
            pool = self._pool
        try:
            seconds = self._limits.seconds_per_file
            begun = pool.schedule(_run, args=[task.call, seconds], timeout=seconds)
        except RuntimeError as error:
            self._renew(pool, task, error)
        else:
            begun.add_done_callback(partial(self._finish, task, pool))

    def _finish(self, task: _Task, pool: ProcessPool, done: Future[bytes]) -> None:
        try:
            value, error = pickle.loads(done.result())
        except (TimeoutError, ProcessExpired) as lost:
            task.lost += 1
            if task.lost < TRIES:
                self._start(task)
            else:
                task.future.set_exception(_refusal(lost))
        except BrokenProcessPool as broken:
            self._renew(pool, task, broken)
        except (CancelledError, Exception) as fault:
            task.future.set_exception(fault)
        else:
            if error is None:
                task.future.set_result(value)
            else:
                task.future.set_exception(error)

    def _renew(self, pool: ProcessPool, task: _Task, why: Exception) -> None:
        """Replace a pool that gave up (it does when an idle process is killed)."""
        with self._lock:
            if self._closed or len(self._old) >= RENEWALS:
                task.future.set_exception(why)
                return
            if pool is self._pool:
                self._old.append(pool)
                self._pool = self._open_pool()
        self._start(task)


def _refusal(lost: TimeoutError | ProcessExpired) -> CrashedReader:
    if isinstance(lost, TimeoutError):
        return StalledReader("the reader did not end in time")
    code = lost.exitcode
    died = "out of memory" if code == EXHAUSTED else f"the reader died (exit code {code})"
    return CrashedReader(died)


def _run(call: bytes, seconds: float) -> bytes:
    """Do *call* in the worker; return the pickled pair of its value and its exception.

    After *seconds* this process is ended; reading stops before and gives what it has.
    """
    patience.allow(seconds)
    try:
        function, args, kwargs = pickle.loads(call)
        return pickle.dumps((function(*args, **kwargs), None))
    except MemoryError:
        # Nothing is to be trusted after this, least of all for the next file.
        os._exit(EXHAUSTED)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            os._exit(EXHAUSTED)  # the bound of this process, not the machine's
        error.add_note("In the worker:\n" + traceback.format_exc())
        try:
            answer = pickle.dumps((None, error))
            pickle.loads(answer)
        except Exception:
            stand_in = RuntimeError(f"{type(error).__qualname__}, which cannot be handed over")
            stand_in.add_note("In the worker:\n" + traceback.format_exc())
            return pickle.dumps((None, stand_in))
        return answer


def _prepare(memory_bytes: int, written_bytes: int, alive: Connection) -> None:
    """Bound a new worker, and see to it that its children end with it."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    os.setpgid(0, 0)
    _post_guard(alive)
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, written_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))
    # Writing too much is an error of the file, not a death without a word.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def _post_guard(alive: Connection) -> None:
    """Start a process that kills this one's group when this one, or the run, has ended.

    Neither a signal handler (it waits while C code runs) nor a death signal of the kernel
    (children do not inherit it) reaches the programs that a reader starts.
    """
    group = os.getpid()
    here, there = os.pipe()
    if os.fork():
        os.close(here)
        return
    watched = sorted((here, alive.fileno()))
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    os.closerange(0, watched[0])
    os.closerange(watched[0] + 1, watched[1])
    os.closerange(watched[1] + 1, os.sysconf("SC_OPEN_MAX"))
    del there
    select.select(watched, [], [])
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    os._exit(0)
