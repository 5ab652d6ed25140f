"""The table of what applicants attach: every row is sent as a mail, and read.

``--rewrite-golden`` writes docs/formats.md anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from attached import ROWS, SECTIONS, Row, Sent, compose, everything

from checks.report import FileEntry, Reading
from extractors.errors import refusal_of, refusals
from extractors.formats import READERS, REFUSALS, WORD_PROCESSORS, fingerprint
from extractors.formats.unpacking import CONTAINERS
from extractors.model import File, Reason
from pipeline.cli import main
from pipeline.commands.offline import PassingDesk, read_paths
from pipeline.settings import LimitSettings
from pipeline.store.blobs import Blobs
from pipeline.store.transcripts import Transcripts
from pipeline.workers import open_executor

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
BEGIN, END = "<!-- rows: begin -->\n", "<!-- rows: end -->\n"
TOLD_BEGIN, TOLD_END = "<!-- told: begin -->\n", "<!-- told: end -->\n"
HEAD = "| what arrives | what becomes of it | what the applicant is told | made by |"
CASES = [pytest.param(row, id=row.what, marks=[pytest.mark.ocr] if row.ocr else []) for row in ROWS]


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[int], PassingDesk]]:
    """Benches as `intake read` has one, with less memory and so many seconds for a file."""
    with ExitStack() as stack:

        @cache
        def bench(seconds: int) -> PassingDesk:
            root = tmp_path_factory.mktemp("bench")
            limits = LimitSettings(seconds_per_file=seconds, memory_bytes=2 << 30)
            workers = stack.enter_context(open_executor("processes:2", limits=limits))
            return PassingDesk(
                Blobs(root / "blobs"), Transcripts(root / "transcripts", fingerprint()), workers
            )

        yield bench


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Row], Sent]:
    """Make the files of a row, once: many programs write the time into theirs."""
    kept: dict[str, Sent] = {}

    def make(row: Row) -> Sent:
        if row.what not in kept:
            kept[row.what] = row.make(tmp_path_factory.mktemp("desk"))
        return kept[row.what]

    return make


def says(file: File | FileEntry) -> str:
    """Return what became of *file*, as `Row.becomes` writes it."""
    name = re.sub(r"이름 없는 첨부 [\d.]+", "이름 없는 첨부 {path}", file.name)
    if file.state != "unreadable":
        return f"{name}: {file.state}"
    return f"{name}: {file.reason}" + (f"/{file.flaw}" if file.flaw else "")


@pytest.mark.parametrize("row", CASES)
def test_a_row_of_the_table_becomes_what_it_says(
    row: Row, made: Callable[[Row], Sent], benches: Callable[[int], PassingDesk], tmp_path: Path
) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(compose([made(row)]))

    (source,) = benches(row.seconds).open([mail])
    seen = [says(file) for file in source.files]

    if row.alone:  # of a thousand files the row names some
        seen = [one for one in seen if one in row.becomes]
    assert seen == list(row.becomes)


@pytest.mark.ocr
def test_all_of_them_in_one_mail(
    made: Callable[[Row], Sent], benches: Callable[[int], PassingDesk], tmp_path: Path
) -> None:
    """What was read for its own row is not read again: this is about a mail that holds it all."""
    mail = tmp_path / "all.eml"
    mail.write_bytes(everything(made))
    wanted = [one for row in ROWS if not row.alone for one in row.becomes]
    bench = benches(40)

    reading = read_paths(bench, [mail], None)

    assert bench.troubles.codes == set()
    assert sorted(says(file) for file in reading.files) == sorted(wanted)
    (account,) = reading.mails
    assert account.read + account.ignored + account.set_aside == mail.stat().st_size


def test_the_command_says_the_same_of_a_cheap_mail(
    made: Callable[[Row], Sent], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a reviewer calls it: settings, workers and print included."""
    rows = [row for row in ROWS if not row.ocr and not row.alone and len(row.becomes) == 1][:3]
    mail = tmp_path / "cheap.eml"
    mail.write_bytes(compose([made(row) for row in rows]))

    assert main(["read", "--json", str(mail)]) == 0

    reading = Reading.model_validate_json(capsys.readouterr().out)
    assert sorted(map(says, reading.files)) == sorted(one for row in rows for one in row.becomes)
    (account,) = reading.mails
    assert account.read + account.ignored + account.set_aside == mail.stat().st_size


# ── the page ─────────────────────────────────────────────────────────────────────────


def table(rows: Sequence[Row]) -> str:
    """Return *rows* as the page shows them, a table for each section."""
    lines = []
    for section, title in SECTIONS.items():
        lines += [f"### {title}", "", HEAD, "| --- | --- | --- | --- |"]
        for row in rows:
            if row.section == section:
                outcomes = [one.rpartition(": ") for one in row.becomes]
                becomes = "<br>".join(f"{name}: `{what}`" for name, _, what in outcomes)
                told = dict.fromkeys(sentence(what) for _, _, what in outcomes)
                told_of = "<br>".join(filter(None, told)) or "—"
                lines.append(f"| {row.what} | {becomes} | {told_of} | {row.by} |")
        lines.append("")
    return "\n".join(lines)


def sentence(outcome: str) -> str:
    """Return what a letter says of a file that was not read."""
    if outcome in ("read", "ignored"):
        return ""
    reason, _, flaw = outcome.partition("/")
    kind = refusal_of(reason, flaw or None)
    return f"{kind.seen} {kind.remedy}"


def told() -> str:
    lines = ["| reason | flaw | what is wrong | what to do |", "| --- | --- | --- | --- |"]
    for kind in sorted(
        refusals(), key=lambda kind: (get_args(Reason).index(kind.reason), kind.flaw or "")
    ):
        flaw = f"`{kind.flaw}`" if kind.flaw else ""
        lines.append(f"| `{kind.reason}` | {flaw} | {kind.seen} | {kind.remedy} |")
    return "\n".join(dict.fromkeys(lines)) + "\n"


def between(page: str, begin: str, end: str, content: str) -> str:
    head, _, rest = page.partition(begin)
    return head + begin + "\n" + content + "\n" + end + rest.partition(end)[2]


def test_the_page_shows_the_rows_and_every_sentence(request: pytest.FixtureRequest) -> None:
    page = PAGE.read_text("utf-8")
    wanted = between(between(page, BEGIN, END, table(ROWS)), TOLD_BEGIN, TOLD_END, told())
    if request.config.getoption("--rewrite-golden"):
        PAGE.write_text(wanted, "utf-8")
        page = wanted

    assert page == wanted


def test_every_kind_that_is_treated_is_named() -> None:
    page = PAGE.read_text("utf-8")

    treated = {*READERS, *WORD_PROCESSORS, *REFUSALS, *CONTAINERS}
    assert [kind for kind in sorted(treated) if f"`{kind}`" not in page] == []


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_stands_in_a_table(reason: str) -> None:
    page, _, _ = PAGE.read_text("utf-8").partition(TOLD_BEGIN)

    assert re.search(rf"^\|.*`{reason}[`/]", page, re.M)
