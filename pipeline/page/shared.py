"""What all requests to the desk share: the office's state, a worker that draws, a publisher."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Executor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillAtWork
from dataclasses import dataclass, field, replace
from typing import Literal

from checks.model import DecisionKind
from extractors.errors import OperatorError
from pipeline.arrival.receiving import read_files
from pipeline.judging.surroundings import Surroundings, around
from pipeline.judging.verdicts import decided, judge_one
from pipeline.letters.drafting import record
from pipeline.matching.contents import is_read, left_over
from pipeline.page.office_notes import Workbook
from pipeline.page.summaries import Summaries
from pipeline.review.publishing import publish_all
from pipeline.store.desk import Busy, Desk, lock
from pipeline.store.ledger import MessageRow
from pipeline.store.troubles import Troubles

log = logging.getLogger(__name__)

PATIENCE = 0.4
"""Seconds that a decision waits for a run that is at work, before it is judged later."""
REST = 1.5
"""Seconds without a change after which the review folder is written again."""
AGAIN = 3.0
"""Seconds between two tries to judge while a run is at work."""
READING = 12.0
"""Seconds that somebody who put papers in waits for them to be read, before it goes on unseen."""
SHARE = 3.0
"""How much longer than it took to write the folder is waited before it is written again."""
LAST = 120.0
"""Seconds that whoever stops the desk waits for the review folder to be written."""
PRESENT = dt.timedelta(minutes=2)


@dataclass
class Presence:
    """Who looks at which dossier now, as their browsers say."""

    _seen: dict[str, dict[str, dt.datetime]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, receipt: str, person: str, now: dt.datetime) -> None:
        with self._lock:
            self._seen.setdefault(receipt, {})[person] = now

    def at(self, receipt: str, now: dt.datetime, *, besides: str = "") -> list[str]:
        with self._lock:
            there = self._seen.get(receipt, {})
            return sorted(p for p, at in there.items() if p != besides and now - at <= PRESENT)

    def everywhere(self, now: dt.datetime, *, besides: str = "") -> dict[str, list[str]]:
        with self._lock:
            receipts = list(self._seen)
        found = {receipt: self.at(receipt, now, besides=besides) for receipt in receipts}
        return {receipt: people for receipt, people in found.items() if people}


class Shared:
    """The state behind the desk.

    A request takes a `Desk` of its own (`desk`): what it remembers of papers, and what went
    wrong, is not shared between threads.  What people say is durable at once; it is judged at
    once as well unless a run is at work, which then judges it; the review folder follows within
    seconds, in a thread of its own.
    """

    def __init__(
        self,
        desk: Desk,
        drawing: Executor,
        clock: Callable[[], dt.datetime],
        *,
        reading: Executor,
    ) -> None:
        self._desk, self.drawing, self.clock = desk, drawing, clock
        self._workers = reading
        self._reading = ThreadPoolExecutor(1, thread_name_prefix="reading")
        self.summaries = Summaries(desk.ledger, desk.programme)
        self.presence = Presence()
        self.workbook = Workbook()
        self._left: dict[tuple[object, ...], str] = {}
        self._judging, self._guard = threading.Lock(), threading.Lock()
        self._pending: set[str] = set()
        self._changed, self._due = threading.Event(), threading.Event()
        self._closed = threading.Event()
        self._publisher = threading.Thread(target=self._publish, name="publisher", daemon=True)

    def __enter__(self) -> Shared:
        self._publisher.start()
        threading.Thread(target=self.summaries.all, name="summaries", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        self._changed.set()
        # What is not read by now, the next run reads.
        self._reading.shutdown(wait=False, cancel_futures=True)
        self._publisher.join(LAST)

    def desk(self) -> Desk:
        return replace(self._desk, troubles=Troubles(), _read={}, _lost=set())

    def decide(
        self,
        receipt: str,
        key: str,
        kind: DecisionKind | Literal["open"],
        *,
        note: str,
        person: str,
    ) -> bool:
        """Record a decision and judge its dossier; False where a run at work does that later.

        Raises:
            OperatorError: there is no such dossier, or no such finding in it any more.
        """
        self.note(receipt, key, kind, note=note, person=person)
        return self.judge(receipt)

    def note(
        self,
        receipt: str,
        key: str,
        kind: DecisionKind | Literal["open"],
        *,
        note: str,
        person: str,
    ) -> None:
        """Record a decision without judging yet.

        Raises:
            OperatorError: there is no such dossier, or no such finding in it any more.
        """
        desk = self.desk()
        decided(desk.ledger, receipt, key, kind, note=note, reviewer=person, now=self.clock())

    def judge(self, *receipts: str) -> bool:
        """Judge these dossiers anew and have the folder written.

        False while a run is at work: they are judged as soon as it has ended.
        """
        try:
            self._judge(receipts)
        except Busy:
            with self._guard:
                self._pending |= set(receipts)
            return False
        finally:
            self.changed()
        return True

    def _judge(self, receipts: Collection[str]) -> None:
        with self._judging, lock(self._desk.settings.state, patience=PATIENCE):
            desk = self.desk()
            wanted = desk.ledger.filled().intersection(receipts)
            rows = [row for row in desk.ledger.dossiers(desk.programme.id) if row.receipt in wanted]
            holdings = (s.holding for s in self.summaries.all().values())
            known = around(holdings, desk.ledger, of=wanted)
            for row in rows:
                here = known.get(row.receipt, Surroundings())
                judge_one(desk, row, here, self.clock(), record)

    def _catch_up(self) -> None:
        """Judge what a run kept from being judged; try again a little later while it is at work."""
        with self._guard:
            pending, self._pending = self._pending, set()
        try:
            if pending:
                self._judge(pending)
        except Busy:
            with self._guard:
                self._pending |= pending
            self.changed()
            self._closed.wait(AGAIN)

    def take_in(self, receipt: str) -> bool:
        """Read what was put into a dossier and judge it; False while that goes on."""
        job = self._reading.submit(self._read, receipt)
        try:
            return job.result(READING)
        except StillAtWork:
            return False

    def _read(self, receipt: str) -> bool:
        desk = self.desk()
        try:
            mails = [row.message for row in desk.ledger.submissions(receipt)]
            files = [file for mail in mails for file in desk.ledger.files(mail)]
            unread = {file.sha256: file.name for file in files if file.state == "read"}
            read_files(desk, self._workers, unread)
            for trouble in desk.troubles.sentences:
                log.warning("Reading what was put into %s: %s", receipt, trouble)
            return self.judge(receipt)
        except Exception:
            log.exception("reading what was put into %s failed", receipt)
            return False

    def left_over(self, desk: Desk, message: MessageRow) -> str:
        """Return what `left_over` says of an accepted mail; found out again where that can change.

        It hangs on the mail's dossiers and on what people said its files are.
        """
        rows = tuple(desk.ledger.submissions_of(message.sha256))
        key = (message.sha256, message.reason, rows, repr(desk.corrections))
        if key in self._left:
            return self._left[key]
        said = left_over(desk, message)
        if is_read(desk, message):
            self._left[key] = said
        return said

    def changed(self) -> None:
        """Have the review folder written again soon."""
        self._due.set()
        self._changed.set()

    def _publish(self) -> None:
        while not self._closed.is_set():
            self._changed.wait()
            while self._changed.is_set() and not self._closed.is_set():
                self._changed.clear()
                self._changed.wait(REST)
            if not self._due.is_set():
                continue
            self._due.clear()
            began = time.monotonic()
            try:
                self._catch_up()
                publish_all(self.desk(), self.drawing)
            except OperatorError as error:
                log.warning("The review folder was not written: %s", error)
            except Exception:
                log.exception("writing the review folder failed")
            # With thousands of dossiers it must not take the time of those who decide.
            self._closed.wait(SHARE * (time.monotonic() - began))
