"""What each command does; `cli` says how it is called and how it ends.

What only some commands need is imported where they begin, so that the others start sooner.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from extractors.errors import OperatorError
from pipeline.exits import DONE, OPERATOR, UNREACHABLE
from pipeline.programmes import load as load_programme
from pipeline.settings import Settings, load, write_template
from pipeline.store.desk import SECRET, Desk, Progress, lock, open_desk
from pipeline.store.ledger import Ledger, MessageRow

if TYPE_CHECKING:
    from pipeline.run import Result

BUILT_IN = "nhis-smart-factory-2025"
PATIENCE = 5.0
"""Seconds that a run waits for a decision at the desk to be judged."""
SEOUL = ZoneInfo("Asia/Seoul")


def now() -> dt.datetime:
    return dt.datetime.now(SEOUL)


# ── set-up ───────────────────────────────────────────────────────────────────────────


QUESTIONS = (
    ("mailbox.host", "IMAP server (such as imap.example.kr)"),
    ("mailbox.user", "User of the mailbox (usually its address)"),
    ("smtp.host", "SMTP server (such as smtp.example.kr)"),
    ("smtp.user", "User at the SMTP server"),
    ("smtp.sender", "Sender of letters (Name <address>)"),
    ("state", "Folder for everything that is kept"),
)


def init(args: argparse.Namespace) -> int:
    answers: dict[str, str] = {}
    if args.config.exists():
        raise OperatorError(f"{args.config} exists already and is left as it is.")
    if not args.yes:
        for key, question in QUESTIONS:
            try:
                answer = input(f"{question} [keep the example]: ").strip()
            except EOFError as error:
                raise OperatorError(
                    "Nobody answers here: use intake init --yes, and fill in the file."
                ) from error
            if answer:
                answers[key] = answer
    write_template(args.config, answers=answers)
    print(f"Written: {args.config}")
    print("Next: fill in what is marked there, then run:  intake doctor")
    return DONE


def doctor(args: argparse.Namespace) -> int:
    from pipeline.commands import doctor as diagnosis

    settings = load(args.config)
    print(f"✓ settings ({args.config})")
    findings = []
    for finding in diagnosis.examine(settings):
        findings.append(finding)
        print(
            f"✓ {finding.subject}"
            if finding.trouble is None
            else f"{'!' if finding.advice else '✗'} {finding.subject}: {finding.trouble}"
        )
    wrong = [finding for finding in findings if finding.trouble and not finding.advice]
    if not wrong:
        print("Everything is there. intake run can start.")
        return DONE
    return UNREACHABLE if all(finding.temporary for finding in wrong) else OPERATOR


# ── the pass ─────────────────────────────────────────────────────────────────────────


def run(args: argparse.Namespace) -> int:
    from pipeline.commands.terminal import progress_bar
    from pipeline.run import run as run_once

    settings = load(args.config)
    if args.dry_run:
        return _dry_run(settings)
    with lock(settings.state, patience=PATIENCE), open_desk(settings) as desk:
        with progress_bar() as progress:
            result = run_once(desk, now, progress)
        _say_troubles(result.troubles)
        if sys.stdout.isatty() or args.verbose:
            _say_result(result, desk)
    return result.code


def _say_troubles(troubles: Sequence[str]) -> None:
    for trouble in troubles:
        print(trouble, file=sys.stderr)


def _say_result(result: Result, desk: Desk) -> None:
    from pipeline.commands.terminal import say_stop, waiting
    from pipeline.review import register

    if result.run is not None:
        print(register.say_balance(result.run))
    if result.sent:
        print(f"안내 메일 {result.sent}통을 보냈습니다.")
    for sentence in waiting(desk.ledger.letters()):
        print(sentence)
    if stop := say_stop(desk.ledger.stopped()):
        print(stop)
    print(f"접수 현황: intake status\n검토 폴더: {desk.settings.review / desk.programme.id}")


def _dry_run(settings: Settings) -> int:
    """Do a pass on a copy of the state in a temporary folder; nothing is sent."""
    from pipeline.commands.terminal import print_register, progress_bar
    from pipeline.review.publishing import publication_of
    from pipeline.run import run as run_once

    if settings.database_url is not None:
        raise OperatorError(
            "intake run --dry-run works on a copy of the ledger, which it can make of the file"
            " in the state folder only, not of the database that INTAKE_DATABASE_URL names."
        )
    with TemporaryDirectory(prefix="intake-dry-") as folder:
        state = Path(folder)
        _copy_state(settings.state, state)
        trial = settings.model_copy(update={"state": state, "review": state / "review"})
        with open_desk(trial) as desk:
            with progress_bar() as progress:
                result = run_once(desk, now, progress, sending=False)
            _say_troubles(result.troubles)
            print_register(publication_of(desk), desk.ledger.letters())
        print("\n시험 실행이므로 아무것도 저장하거나 보내지 않았습니다.")
        return result.code


def _copy_state(source: Path, target: Path) -> None:
    """Copy the ledger; blobs and transcripts never change, so links to them do."""
    ledger = source / "ledger.sqlite3"
    if ledger.exists():
        # Without a log beside it nobody writes; opened any other way it would get one.
        quiet = not ledger.with_name(f"{ledger.name}-wal").exists()
        address = f"{ledger.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}"
        old = sqlite3.connect(address, uri=True)
        new = sqlite3.connect(target / ledger.name)
        old.backup(new)
        old.close()
        new.close()
    if (source / SECRET).exists():
        shutil.copy2(source / SECRET, target / SECRET)
    for part in ("blobs", "transcripts"):
        for path in (source / part).rglob("*"):
            copy = target / path.relative_to(source)
            if path.is_dir():
                copy.mkdir(parents=True, exist_ok=True)
            else:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.symlink_to(path.absolute())


def publish(args: argparse.Namespace) -> int:
    from pipeline.arrival.receiving import read_all
    from pipeline.commands.terminal import progress_bar
    from pipeline.review.publishing import publish_all
    from pipeline.workers import open_executor

    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
        progress_bar() as progress,
    ):
        # Transcripts may be gone (they are not backed up); pictures are cut by them.
        read_all(desk, workers, progress)
        print(publish_all(desk, workers))
        _say_troubles(desk.troubles.sentences)
    return desk.troubles.code


def retry(args: argparse.Namespace) -> int:
    """Take up mail that was set aside, or read again what a placed mail brought."""
    from pipeline.arrival.receiving import open_again, open_new
    from pipeline.commands.terminal import progress_bar
    from pipeline.workers import open_executor

    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
        progress_bar() as progress,
    ):
        chosen = desk.ledger.messages("set-aside")
        if args.messages:
            chosen = [find_message(desk.ledger, start) for start in args.messages]
        failed = set()
        for message in chosen:
            if message.outcome == "set-aside":
                desk.ledger.reopen(message.sha256)
            elif not open_again(desk, workers, message):
                failed.add(message.sha256)
        open_new(desk, workers, progress)
        catch_up(desk, progress)
        _say_troubles(desk.troubles.sentences)
        failed |= {message.sha256 for message in desk.ledger.messages("set-aside")}
    for message in chosen:
        done = "다시 처리하지 못하였습니다." if message.sha256 in failed else "다시 처리하였습니다."
        print(f"{message.sha256[:12]}: {done}")
    if not chosen:
        print("처리하지 못한 메일이 없습니다.")
    return desk.troubles.code


def catch_up(desk: Desk, progress: Progress = lambda what, done, total: None) -> None:
    """Read, place, judge and publish what the ledger holds; no mail comes or goes."""
    from pipeline.arrival.receiving import read_all
    from pipeline.judging.verdicts import judge_all
    from pipeline.letters.drafting import record
    from pipeline.matching.automatic import assign_all
    from pipeline.review.publishing import publish_all
    from pipeline.workers import open_executor

    with open_executor(desk.settings.workers, limits=desk.settings.limits) as workers:
        read_all(desk, workers, progress)
        assign_all(desk, now())
        judge_all(desk, now(), record)
        publish_all(desk, workers)


def find_message(ledger: Ledger, start: str) -> MessageRow:
    """Return the mail whose SHA-256 begins with *start*.

    Raises:
        OperatorError: there is none, or more than one.
    """
    found = ledger.find_messages(start.lower())
    if len(found) != 1:
        how = "no mail" if not found else "more than one mail"
        raise OperatorError(f"“{start}” is the start of {how}; intake status shows them.")
    return found[0]


# ── files as they are ────────────────────────────────────────────────────────────────


def read(args: argparse.Namespace) -> int:
    from pipeline.commands import offline
    from pipeline.commands.terminal import print_reading

    with offline.open_passing_desk() as desk:
        reading = offline.read_paths(desk, args.paths, args.boxes)
    _say_troubles(desk.troubles.sentences)
    if args.json:
        print(
            json.dumps(reading.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2)
        )
    else:
        print_reading(reading)
    return desk.troubles.code


def check(args: argparse.Namespace) -> int:
    from pipeline.commands import offline
    from pipeline.review.report_forms import as_json, as_text

    name = args.programme
    if name is None:
        name = load(args.config).programme if args.config.exists() else BUILT_IN
    programme = load_programme(name)
    with offline.open_passing_desk() as desk:
        report = offline.check_paths(
            desk, args.paths, programme, received_at=args.received_at, now=now()
        )
    _say_troubles(desk.troubles.sentences)
    if args.json:
        sys.stdout.write(as_json(report).decode())
    else:
        print(as_text(report, programme))
    return desk.troubles.code


def export(args: argparse.Namespace) -> int:
    from pipeline.review import register
    from pipeline.review.publishing import publication_of, workbook_of

    with open_desk(load(args.config)) as desk:
        publication, workbook = publication_of(desk), workbook_of(desk)
    args.folder.mkdir(parents=True, exist_ok=True)
    for name, data in (
        ("register.xlsx", workbook),
        ("register.csv", register.as_csv(publication)),
        ("register.json", register.as_json(publication)),
    ):
        (args.folder / name).write_bytes(data)
        print(args.folder / name)
    return DONE
