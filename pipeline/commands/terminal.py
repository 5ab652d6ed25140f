"""What people see on a terminal: tables whose Korean is aligned and cut nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from checks.programme import Requirement
from checks.report import MailEntry, Reading
from extractors.errors import refusal_of
from extractors.model import Value
from pipeline.review import Publication, StrayMail, register
from pipeline.review.page_layout import best_known, state_of
from pipeline.review.report_forms import say_reason
from pipeline.review.terms import (
    FILE_STATE,
    LETTER_STATE,
    STATES,
    STATUS,
    say_moment,
    title,
)
from pipeline.store.desk import Progress
from pipeline.store.ledger import LetterRow, Stop

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDE = 160
"""Columns where the output is no screen."""

STOPPED = "{}에 {} 담당자가 모든 안내 메일의 발송을 멈추었습니다{}. 다시 보내기: intake outbox go"

STRAY = (
    ("unassigned", "어느 신청의 메일인지 정해 주십시오 (intake assign 번호 접수번호|new)"),
    ("set_aside", "처리하지 못한 메일입니다 (다시 시도: intake retry 번호)"),
    ("not_submissions", "신청이 아닌 것으로 본 메일입니다 (신청이면: intake assign 번호 new)"),
)


def console() -> Console:
    """Return where results are printed.  Nothing that people sent is taken for markup."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDE
    return Console(highlight=False, markup=False, emoji=False, width=width)


def plain(text: str) -> str:
    """Return *text* without what would move the cursor or reverse its direction."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield something to tell progress to: a bar on a terminal, nothing under cron."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, int] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)  # type: ignore[arg-type]

        yield tell


def print_register(publication: Publication, letters: list[LetterRow]) -> None:
    """Print every applicant, then everything that waits for a person."""
    out = console()
    requires = publication.programme.requires
    table = _table("접수번호", "접수일시", "기업명", "상태", *_short(requires))
    table.title = publication.programme.title
    for view in register.in_order(publication):
        report = view.report
        states = {row.document: state_of(report, row) for row in report.requirements}
        table.add_row(
            report.receipt_number,
            f"{report.received_at:%m-%d %H:%M}",
            plain(best_known(report, "company_name") or report.business_number or "기업명 미확인"),
            STATUS[report.status].mark.word,
            *(states[row.document].sign for row in requires),
        )
    out.print(table)
    out.print("  ".join(f"{mark.sign} {mark.word}" for mark in STATES))
    for name, heading in STRAY:
        if mails := getattr(publication, name):
            out.print(f"\n{heading}")
            for mail in mails:
                _print_stray(out, mail)
    for sentence in waiting(letters):
        out.print(f"\n{sentence}")
    if publication.run is not None:
        at = say_moment(publication.run.at)
        out.print(f"\n마지막 실행 {at}: {register.say_balance(publication.run)}")


def _short(requires: tuple[Requirement, ...]) -> list[str]:
    """Return short headings of the notice's rows: ①, and ③국 ③지 where a number has several."""
    headings = []
    for row in requires:
        mark = row.clause.split()[-1]
        others = [r.named for r in requires if r.clause == row.clause and r is not row]
        letter = next(
            (own for own, *rest in zip(row.named, *others, strict=False) if own not in rest), ""
        )
        headings.append(f"{mark}{letter if others else ''}")
    return headings


def waiting(letters: list[LetterRow]) -> Iterator[str]:
    """Yield what a person must do about letters, a sentence each."""
    states: list[str] = [letter.state for letter in letters]
    for state, sentence in (
        ("drafted", "승인을 기다리는 안내 메일이 {}통 있습니다: intake outbox list"),
        ("approved", "승인한 안내 메일 {}통은 다음 실행 때 발송됩니다."),
        ("unknown", "발송되었는지 확인해야 할 안내 메일이 {}통 있습니다: intake outbox list"),
        ("refused", "수신 서버가 거부한 안내 메일이 {}통 있습니다: intake outbox list"),
        ("bounced", "반송된 안내 메일이 {}통 있습니다: intake outbox list"),
    ):
        if number := states.count(state):
            yield sentence.format(number)


def say_stop(stop: Stop | None) -> str:
    """Return who stopped all letters, as a sentence; "" where they may go."""
    if stop is None:
        return ""
    note = f" ({plain(stop.note)})" if stop.note else ""
    return STOPPED.format(say_moment(stop.at), plain(stop.by), note)


def print_letters(letters: list[LetterRow]) -> None:
    """Print the outbox with what may be done next."""
    if not letters:
        print("안내 메일이 없습니다.")
        return
    out = console()
    table = _table("이름", "상태", "받는 주소", "비고")
    for letter in letters:
        word = LETTER_STATE[letter.state].word
        table.add_row(letter.name, word, plain(letter.recipient), plain(letter.remark))
    out.print(table)
    states = {letter.state for letter in letters}
    if "drafted" in states:
        out.print("내용 보기: intake outbox show 이름")
        out.print("승인: intake outbox approve 이름 (모두 승인: --all)")
    if states & {"unknown", "refused", "bounced"}:
        out.print("다시 보내기: intake outbox resend 이름")
        out.print("보내지 않기: intake outbox withdraw 이름")


def print_reading(reading: Reading) -> None:
    """Print every paper with its values, and where each stands."""
    names = {file.sha256: plain(file.name) for file in reading.files}
    out = console()
    for file in reading.files:
        if file.state != "read":
            reason = say_reason(file)
            out.print(f"{names[file.sha256]}: {FILE_STATE[file.state].word} ({reason})")
        if file.state == "unreadable":
            out.print(f"  → {refusal_of(file.reason, file.flaw).remedy}")
    for document in reading.documents:
        sure = "" if document.certain else " (종류가 확실하지 않음)"
        first, last = document.pages
        pages = f"{first}쪽" if first == last else f"{first}–{last}쪽"
        out.print(f"\n{title(document.type)}{sure} – {names[document.file]}, {pages}", style="bold")
        for name, value in document.fields.items():
            out.print(f"  {name:22} {_shown(value)}")
    if not reading.documents:
        out.print("읽을 수 있는 서류가 없습니다.")
    for mail in reading.mails:
        _print_account(out, mail)


BECAME = {"read": "읽음", "ignored": "서류 아님", "set-aside": "확인 필요"}


def _print_account(out: Console, mail: MailEntry) -> None:
    """Print what became of every byte of a mail."""
    sums = {"read": mail.read, "ignored": mail.ignored, "set-aside": mail.set_aside}
    said = " + ".join(f"{BECAME[state]} {size:,}" for state, size in sums.items())
    out.print(f"\n{plain(mail.name)}: 메일 {mail.size:,}바이트 = {said}", style="bold")
    for part in mail.parts:
        out.print(f"  {part.path:8} {part.size:>12,}  {BECAME[part.became]}  {plain(part.name)}")


def _table(*headings: str) -> Table:
    """Make a table: words are folded where they do not fit, never cut."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True, title_justify="left")
    for heading in headings:
        table.add_column(heading, no_wrap=heading in ("접수번호", "이름"), overflow="fold")
    return table


def _print_stray(out: Console, mail: StrayMail) -> None:
    name = mail.sha256[:12] if mail.sha256 else "메일 서버에 있음"
    day = f"{mail.received_at:%m-%d %H:%M}" if mail.received_at else "시각 모름"
    out.print(f"  {name}  {day}  {plain(mail.sender)}  “{plain(mail.subject)}”")
    out.print(f"      {mail.reason} {mail.proposal or ''}".rstrip())


def _shown(value: Value[object]) -> str:
    is_blank = value.certain and not value.raw and value.value is None
    said = "(비어 있음)" if is_blank else value.value
    place = f"{value.page}쪽 “{plain(value.raw[:60])}”"
    known = plain(str(said)) if said is not None else "(읽지 못함)"
    return f"{'✓' if value.certain else '?'} {known}  [{place}]"
