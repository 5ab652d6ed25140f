"""What each command does; `cli` says how it is called and how it ends."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table

from checks.programme import load as load_programme
from checks.report import Reading
from extractors.errors import OperatorError
from extractors.model import Value
from pipeline import diagnosis, offline
from pipeline.desk import Desk, lock, open_desk
from pipeline.judging import assign_all, decided, judge_all, judge_one, place_by_hand
from pipeline.ledger import LetterRow, MessageRow
from pipeline.publishing import publication_of, publish_all
from pipeline.receiving import Progress, open_new, read_all
from pipeline.review import register
from pipeline.review.report import as_json, as_text
from pipeline.review.wording import LETTER_KIND, LETTER_STATE, REGISTER_SIGN, STATUS, title
from pipeline.run import DONE, OPERATOR, OURS, UNREACHABLE, Result
from pipeline.run import run as run_once
from pipeline.settings import Settings, load, write_template
from pipeline.workers import open_executor

BUILT_IN = "nhis-smart-factory-2025"
SEOUL = ZoneInfo("Asia/Seoul")


def now() -> dt.datetime:
    return dt.datetime.now(SEOUL)


def console() -> Console:
    """Return where results are printed; wide enough for a table when it is not a screen."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else 140)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield something to tell progress to: a bar on a terminal, nothing under cron."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield tell


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
    if not args.yes:
        for key, question in QUESTIONS:
            if answer := input(f"{question} [keep the example]: ").strip():
                answers[key] = answer
    write_template(args.config, answers=answers)
    print(f"Written: {args.config}")
    print("Next: fill in what is marked there, then run:  intake doctor")
    return DONE


def doctor(args: argparse.Namespace) -> int:
    settings = load(args.config)
    print(f"✓ settings ({args.config})")
    findings = []
    for finding in diagnosis.examine(settings):
        findings.append(finding)
        print(
            f"✓ {finding.subject}"
            if finding.trouble is None
            else f"✗ {finding.subject}: {finding.trouble}"
        )
    wrong = [finding for finding in findings if finding.trouble]
    if not wrong:
        print("Everything is there. intake run can start.")
        return DONE
    return UNREACHABLE if all(finding.temporary for finding in wrong) else OPERATOR


# ── the pass ─────────────────────────────────────────────────────────────────────────


def run(args: argparse.Namespace) -> int:
    settings = load(args.config)
    if args.dry_run:
        return _dry_run(settings)
    with lock(settings.state), open_desk(settings) as desk, progress_bar() as progress:
        result = run_once(desk, now, progress)
    _say_troubles(result)
    if sys.stdout.isatty() or args.verbose:
        _say_result(result, settings)
    return result.code


def _say_troubles(result: Result) -> None:
    for trouble in result.troubles:
        print(trouble, file=sys.stderr)


def _say_result(result: Result, settings: Settings) -> None:
    if result.run is not None:
        print(register.say_balance(result.run))
    if result.sent:
        print(f"안내 메일 {result.sent}통을 보냈습니다.")
    print(f"검토 폴더: {settings.review / load_programme(settings.programme).id}")


def _dry_run(settings: Settings) -> int:
    """Do a pass on a copy of the state in a temporary folder; nothing is sent."""
    with TemporaryDirectory(prefix="intake-dry-") as folder:
        state = Path(folder)
        _copy_state(settings.state, state)
        trial = settings.model_copy(
            update={"state": state, "review": state / "review", "smtp": None}
        )
        with open_desk(trial) as desk, progress_bar() as progress:
            result = run_once(desk, now, progress)
            _say_troubles(result)
            if result.run is not None:
                print(register.say_balance(result.run))
            _print_register(desk)
        print("시험 실행이므로 아무것도 저장하거나 보내지 않았습니다.")
        return result.code


def _copy_state(source: Path, target: Path) -> None:
    """Copy the ledger; blobs and transcripts never change, so links to them do."""
    ledger = source / "ledger.sqlite3"
    if ledger.exists():
        with (
            sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as old,
            sqlite3.connect(target / ledger.name) as new,
        ):
            old.backup(new)
        old.close()
        new.close()
    for part in ("blobs", "transcripts"):
        for path in (source / part).rglob("*"):
            copy = target / path.relative_to(source)
            if path.is_dir():
                copy.mkdir(parents=True, exist_ok=True)
            else:
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.symlink_to(path)


def publish(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
    ):
        print(publish_all(desk, workers))
    return DONE


def retry(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
        progress_bar() as progress,
    ):
        chosen = desk.ledger.messages("set-aside")
        if args.messages:
            chosen = [_find_message(desk, start) for start in args.messages]
        for message in chosen:
            desk.ledger.reopen(message.sha256)
        sound = open_new(desk, workers, progress)
        sound &= read_all(desk, workers, progress)
        _judge_and_publish(desk, workers)
        left = {m.sha256 for m in desk.ledger.messages("set-aside")}
        done = [m for m in chosen if m.sha256 not in left]
        print(f"{len(chosen)} taken up again, {len(done)} of them now processed.")
    return DONE if sound else OURS


def _judge_and_publish(desk: Desk, workers: Executor) -> None:
    assign_all(desk, now())
    judge_all(desk, now())
    publish_all(desk, workers)


# ── looking ──────────────────────────────────────────────────────────────────────────


def status(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with open_desk(settings) as desk:
        if args.json:
            sys.stdout.write(register.as_json(publication_of(desk)).decode())
        else:
            _print_register(desk)
    return DONE


def _print_register(desk: Desk) -> None:
    publication = publication_of(desk)
    table = Table(title=publication.programme.title)
    marks = [row.clause.split()[-1] for row in publication.programme.requires]
    for heading in ("접수번호", "접수일시", "기업명", "상태"):
        table.add_column(heading, no_wrap=heading != "기업명")
    for index, row in enumerate(publication.programme.requires):
        same = marks.count(marks[index]) > 1
        table.add_column(f"{marks[index]} {row.named[:2]}" if same else marks[index], no_wrap=True)
    for view in publication.dossiers:
        report = view.report
        states = {row.document: row.state for row in report.requirements}
        table.add_row(
            report.receipt_number,
            f"{report.received_at:%m-%d %H:%M:%S}",
            report.company_name or report.business_number or "",
            STATUS[report.status].mark.word,
            *(REGISTER_SIGN[states[row.document]] for row in publication.programme.requires),
        )
    out = console()
    out.print(table)
    for heading, mails in (
        ("접수 신청을 정할 수 없는 메일", publication.unassigned),
        ("처리하지 못한 메일", publication.set_aside),
        ("신청이 아닌 메일", publication.not_submissions),
    ):
        for mail in mails:
            out.print(f"{heading}: {mail.sender} “{mail.subject}” – {mail.reason}")
    if publication.run is not None:
        out.print(register.say_balance(publication.run))


def read(args: argparse.Namespace) -> int:
    with offline.open_bench() as bench:
        reading = offline.read_paths(bench, args.paths, args.boxes)
    if args.json:
        print(
            json.dumps(reading.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2)
        )
    else:
        _print_reading(reading)
    return DONE


def _print_reading(reading: Reading) -> None:
    names = {file.sha256: file.name for file in reading.files}
    out = console()
    for file in reading.files:
        if file.state != "read":
            out.print(f"{file.name}: {file.state} ({file.reason})")
    for document in reading.documents:
        sure = "" if document.certain else " (종류가 확실하지 않음)"
        first, last = document.pages
        out.print(
            f"\n[bold]{title(document.type)}[/bold]{sure} – {names[document.file]},"
            f" {first}{'' if first == last else f'–{last}'}쪽"
        )
        for name, value in document.fields.items():
            out.print(f"  {name:22} {_shown(value)}", markup=False)
    if not reading.documents:
        out.print("읽을 수 있는 서류가 없습니다.")


def _shown(value: Value[object]) -> str:
    said = "(비어 있음)" if not value.raw and value.value is None else value.value
    place = f"{value.page}쪽 “{value.raw[:60]}”"
    return (
        f"{'✓' if value.certain else '?'} {said if said is not None else '(읽지 못함)'}  [{place}]"
    )


def check(args: argparse.Namespace) -> int:
    name = args.programme
    if name is None:
        name = load(args.config).programme if args.config.exists() else BUILT_IN
    programme = load_programme(name)
    with offline.open_bench() as bench:
        report = offline.check_paths(
            bench, args.paths, programme, received_at=args.received_at, now=now()
        )
    if args.json:
        sys.stdout.write(as_json(report).decode())
    else:
        print(as_text(report, programme))
    return DONE


# ── letters and decisions ────────────────────────────────────────────────────────────


def outbox_list(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letters = desk.ledger.letters()
    table = Table()
    for heading in ("이름", "종류", "상태", "받는 주소", "비고"):
        table.add_column(heading, no_wrap=heading == "이름")
    for letter in letters:
        table.add_row(
            letter.name,
            LETTER_KIND[letter.kind],
            LETTER_STATE[letter.state].word,
            letter.recipient,
            letter.remark,
        )
    if letters:
        console().print(table)
    else:
        print("편지함이 비어 있습니다.")
    return DONE


def outbox_show(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letter = _find_letter(desk, args.letter)
    message = message_from_bytes(letter.data, policy=policy.default)
    body = message.get_body(("plain",))
    print(f"받는 사람: {letter.recipient}\n제목: {letter.subject}")
    print(f"상태: {LETTER_STATE[letter.state].word} {letter.remark}\n")
    print(body.get_content() if body else "")
    return DONE


MOVES = {
    "approve": ("drafted", "approved", "승인했습니다. 다음 실행 때 발송됩니다."),
    "withdraw": ("drafted", "withdrawn", "철회했습니다. 발송하지 않습니다."),
}


def outbox_move(args: argparse.Namespace) -> int:
    """Approve or withdraw letters; what has gone, or is going, cannot be."""
    wanted, state, said = MOVES[args.verb]
    failed = 0
    with open_desk(load(args.config)) as desk:
        chosen = desk.ledger.letters("drafted") if args.all else []
        chosen = chosen or [_find_letter(desk, name) for name in args.letters]
        for letter in chosen:
            waiting = letter.state == wanted or (state, letter.state) == ("withdrawn", "approved")
            if waiting and desk.ledger.move_letter(letter, state, by=getpass.getuser()):  # type: ignore[arg-type]
                print(f"{letter.name}: {said}")
            else:
                failed += 1
                word = LETTER_STATE[letter.state].word
                print(f"{letter.name}: 지금 상태({word})에서는 할 수 없습니다.", file=sys.stderr)
    if not chosen:
        print("해당하는 편지가 없습니다.")
    return OPERATOR if failed else DONE


def decide(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
    ):
        decided(
            desk,
            args.receipt,
            args.finding,
            args.kind,
            note=args.note,
            reviewer=getpass.getuser(),
            now=now(),
        )
        for row in desk.ledger.dossiers(desk.programme.id):
            if row.receipt == args.receipt:
                judge_one(desk, row, now())
        publish_all(desk, workers)
    print(f"{args.receipt} {args.finding}: {args.kind}")
    return DONE


def assign(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with (
        lock(settings.state),
        open_desk(settings) as desk,
        open_executor(settings.workers, limits=settings.limits) as workers,
    ):
        message = _find_message(desk, args.message)
        receipt = place_by_hand(desk, message, args.receipt, now())
        judge_all(desk, now())
        publish_all(desk, workers)
    print(f"{message.sha256[:12]} → {receipt}")
    return DONE


def _find_letter(desk: Desk, name: str) -> LetterRow:
    for letter in desk.ledger.letters():
        if letter.name == name:
            return letter
    raise OperatorError(f"There is no letter “{name}”; intake outbox list shows them all.")


def _find_message(desk: Desk, start: str) -> MessageRow:
    found = desk.ledger.find_messages(start.lower())
    if len(found) != 1:
        how = "no mail" if not found else "more than one mail"
        raise OperatorError(f"“{start}” is the start of {how}; intake status shows them.")
    return found[0]


def export(args: argparse.Namespace) -> int:
    settings = load(args.config)
    args.folder.mkdir(parents=True, exist_ok=True)
    source = settings.review / load_programme(settings.programme).id
    for name in ("register.xlsx", "register.csv", "register.json"):
        if not (source / name).exists():
            raise OperatorError(f"“{source / name}” does not exist yet: run intake publish first.")
        shutil.copyfile(source / name, args.folder / name)
        print(args.folder / name)
    return DONE
