"""Mail and whole runs: fetching, a poll with nothing new, publishing, memory, opening pages."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from browser import browser
from desk_pace import multiply
from office import NOON, ROOT, Office, letter, open_office
from servers import ImapServer, imap_server, smtp_server
from specimens.applicants import APPLICANTS
from specimens.catalogue import papers
from specimens.mail import Attachment
from specimens.scan import OFFICE, scan

from bench.costing import Cost, Row, cost_of, peak_memory, times
from pipeline.mailbox.connection import connect
from pipeline.mailbox.listing import list_mail, new_messages

FLAT = 1.5
"""How many times as long something may take that should not grow at all."""
AWAY = "From: a@firm.example\r\nSubject: away {}\r\nAuto-Submitted: auto-replied\r\n\r\naway\r\n"
LOADED = "return performance.getEntriesByType('navigation')[0].loadEventEnd"


class Sizes(NamedTuple):
    """How much is measured: applicants, mails, dossiers, and the large mail."""

    applicants: int
    fetched: int
    polls: tuple[int, ...]
    dossiers: tuple[int, ...]
    megabytes: int
    sheets: int


def measure(sizes: Sizes, folder: Path) -> Iterator[Row]:
    yield _fetching(folder / "fetch", sizes.fetched)
    yield from _polls(folder / "polls", sizes.polls)
    yield from _memory(folder / "memory", sizes)
    yield from _season(folder / "season", sizes)


def _fetching(folder: Path, count: int) -> Row:
    with imap_server(folder) as imap:
        for number in range(count):
            imap.append(letter(number, Attachment("서류.bin", os.urandom(200_000))), NOON)

        def ours() -> None:
            given = {"host": imap.host, "port": imap.tls_port, "user": imap.user}
            with connect(
                **given, tls="implicit", password=imap.password, ca_file=imap.ca_file
            ) as server:
                listing = list_mail(server, ("INBOX",))
                got = list(new_messages(server, listing, frozenset(), message_bytes=100 << 20))
            assert len(got) == count

        def bare() -> None:
            with imap.client() as client:
                client.select_folder("INBOX", readonly=True)
                for uid in client.search("ALL"):
                    client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"])

        one, other = cost_of(ours), cost_of(bare)
    ratio = times(one.wall, other.wall)
    return Row(
        *(f"(c) fetching {count} mails, against a bare IMAPClient loop (by the clock)", str(one)),
        *(str(other), f"{ratio:.2f}×", "≥ 0.8×", ratio >= 0.8),
    )


def _run(office: Office) -> None:
    done = office.process("run")
    assert done.returncode == 0, done.stderr


def _polls(folder: Path, counts: tuple[int, ...]) -> Iterator[Row]:
    """Yield what a run with nothing new costs with so many mails in the mailbox."""
    costs: list[Cost] = []
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        office, there = open_office(folder / "office", imap, smtp), 0
        for count in counts:
            _deliver(imap, there, count)
            there = count
            _run(office)
            costs.append(cost_of(lambda: _run(office)))
    least, most = costs[0], costs[-1]
    growth = most.processor / least.processor
    yield Row(
        *(f"(e) a poll with nothing new at {counts[-1]:,} mails, against {counts[0]:,}", str(most)),
        *(str(least), f"{growth:.2f} times as long", f"flat (≤ {FLAT})", growth <= FLAT),
    )


def _deliver(imap: ImapServer, first: int, end: int) -> None:
    with imap.client() as client:
        for number in range(first, end):
            client.append("INBOX", AWAY.format(number).encode(), (), NOON)


def _memory(folder: Path, sizes: Sizes) -> Iterator[Row]:
    drawn = next(paper.data for paper in papers().values() if paper.data.startswith(b"%PDF"))
    sheets = scan([drawn] * sizes.sheets, OFFICE, as_format="pdf")
    large = Attachment("영상.bin", os.urandom(sizes.megabytes << 20))
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        more = f"[limits]\nmessage_bytes = {1 << 29}\n"
        office = open_office(folder / "office", imap, smtp, end=more)
        imap.append(letter(1, large), NOON)
        imap.append(letter(2, Attachment("스캔.pdf", sheets)), NOON)
        held = peak_memory(
            [sys.executable, "-m", "pipeline.cli", "run", "--config", office.config],
            os.environ | office.secrets | {"PYTHONPATH": str(ROOT)},
        )
    what = f"with a mail of {sizes.megabytes} MB and a scan of {sizes.sheets} sheets"
    for name, peak, most in (("parent", held.parent, 200), ("largest worker", held.worker, 600)):
        yield Row(
            *(f"(g) memory of the {name}, {what}", f"{peak:.0f} MB", "—"),
            *("—", f"< {most} MB", peak < most),
        )


def _season(folder: Path, sizes: Sizes) -> Iterator[Row]:
    chosen = APPLICANTS[: sizes.applicants]
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        office = open_office(folder / "office", imap, smtp)
        for applicant in chosen:
            for raw, received_at in applicant.mails:
                imap.append(raw, received_at)
        first = cost_of(lambda: _run(office))
        before = _transcripts(office)
        again = cost_of(lambda: _run(office))
        assert _transcripts(office) == before
        yield Row(
            *(f"(d) a run over {len(chosen)} sample applicants", str(first), "—"),
            *(f"{first.processor / len(chosen):.1f} s an applicant", "—", None),
        )
        yield Row(
            *("(d) a second run over unchanged mail: nothing is read", str(again), str(first)),
            *(f"{again.processor / first.processor:.2f} of the first", "reads nothing", True),
        )
        yield from _publishing(office, sizes.dossiers)
        yield from _opening(office)


def _transcripts(office: Office) -> dict[str, int]:
    found = (office.settings.state / "transcripts").rglob("*.json")
    return {path.name: path.stat().st_mtime_ns for path in found}


def _publishing(office: Office, counts: tuple[int, ...]) -> Iterator[Row]:
    """Yield what publishing costs when one of so many dossiers must be written again."""
    costs: list[Cost] = []
    for count in counts:
        multiply(office.settings.state / "ledger.sqlite3", count)
        office.process("publish")  # the mails of what was repeated are nowhere, which it says
        shutil.rmtree(min(office.review.glob("2025-*")))
        costs.append(cost_of(lambda: office.process("publish")))
    least, most = costs[0], costs[-1]
    growth = most.processor / least.processor
    what = f"(f) publishing one change among {counts[-1]:,} dossiers, against {counts[0]:,}"
    yield Row(
        *(what, str(most), str(least), f"{growth:.2f} times as long"),
        *(f"flat (≤ {FLAT})", growth <= FLAT),
    )


def _opening(office: Office) -> Iterator[Row]:
    report = next(office.review.glob("*/report.html"))
    with browser() as opened:
        for name, page in (("register", office.review / "index.html"), ("report", report)):
            opened.open(page, width=1280)
            took = float(opened.run(LOADED))
            size = page.stat().st_size / 1024
            yield Row(
                *(f"(h) opening the {name} ({size:,.0f} KB) in Chromium", f"{took:.0f} ms"),
                *("—", "—", "—", None),
            )
