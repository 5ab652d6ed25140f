"""Mail in: from the server's list to durable blobs, ledger rows and files that were read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from itertools import count
from pathlib import Path
from typing import NamedTuple

from extractors.errors import CrashedReader, Unreachable, UnreadableFile
from extractors.formats.limits import Limits
from extractors.formats.mail.message import Mail, UnparsableMail, parse
from pipeline.arrival.opening import Opened, open_mail, open_piecemeal, read_file
from pipeline.arrival.withdrawal import asks_to_withdraw
from pipeline.exits import OPERATOR, UNREACHABLE, operator_trouble
from pipeline.mailbox import listing as mailbox
from pipeline.mailbox.login import enter
from pipeline.store.desk import Desk, Progress
from pipeline.store.ledger import LedgerError, MailFacts, MessageRow
from pipeline.store.troubles import Troubles
from pipeline.store.upgrading import arrival_of

WITHHELD = {
    "too-large": "메일이 너무 커서 받지 않았습니다. 크기 제한은 설정의 limits.message_bytes입니다.",
    "not-handed-over": "메일 서버가 이 메일을 내주지 않았습니다. 다음 실행에서 다시 요청합니다.",
    "no-arrival-time": "메일 서버가 도착 시각을 알려 주지 않아 접수하지 못했습니다.",
    "broken": "이 메일을 받는 중에 연결이 끊어졌습니다. 다음 실행에서 다시 요청합니다.",
    "changed": "메일함이 그사이 바뀌었습니다. 다음 실행에서 다시 요청합니다.",
}
FAILED = "이 메일을 받는 중에 오류가 발생하였습니다. 다음 실행에서 다시 요청합니다."
UNPARSABLE = "메일의 형식이 손상되어 내용을 나눌 수 없습니다. 원본을 직접 확인해 주십시오."
CRASHED = "메일을 여는 중에 오류가 발생하여 처리하지 못했습니다. 원본을 직접 확인해 주십시오."


class Refused(NamedTuple):
    """A mail that the server lists and that could not be taken, with what is known of it."""

    sender: str
    subject: str
    received_at: dt.datetime | None
    reason: str


class Taken(NamedTuple):
    """What one look into the mailbox yielded.

    ``server`` is how many mails it lists, ``known`` how many of them an earlier run has dealt
    with (or are the same mail in another folder), ``fresh`` the new ones by SHA-256.
    """

    server: int
    known: int
    fresh: tuple[str, ...]
    withheld: tuple[Refused, ...]


def receive(desk: Desk, now: dt.datetime, progress: Progress) -> Taken:
    """Fetch what is new; each mail is on the disk and in the ledger before the next.

    A connection that breaks meanwhile, and a further folder that is not there, are noted.

    Raises:
        OperatorError: the login or a folder is wrong.
        Unreachable: the server cannot be reached at all.
    """
    box = desk.settings.mailbox
    with enter(desk.settings, seconds=desk.settings.limits.fetch_seconds) as server:
        listing = mailbox.list_mail(server, box.folders[:1], also=box.folders[1:])
        # A folder without UIDVALIDITY hands everything over again, to be known by its hash.
        fetched = {p: m for p, m in desk.ledger.fetched(desk.account).items() if p.validity}
        waiting = {message.sha256 for message in desk.ledger.messages("new")}
        places = list(listing.uids())
        here = [fetched[place] for place in places if place in fetched]
        fresh = list(dict.fromkeys(sha256 for sha256 in here if sha256 in waiting))
        known = len(here) - len(fresh)
        pending = dict.fromkeys(place for place in places if place not in fetched)
        total = len(pending)
        withheld: list[Refused] = []
        arriving = mailbox.new_messages(
            server,
            listing,
            set(fetched),
            message_bytes=desk.settings.limits.message_bytes,
        )
        try:
            for item in arriving:
                pending.pop(item.uid, None)
                progress("메일 받기", total - len(pending), total)
                with desk.troubles.alone(f"taking in mail {item.uid.uid}") as attempt:
                    if isinstance(item, mailbox.Withheld):
                        withheld.append(_withhold(desk, item, now))
                    else:
                        sha256, is_new = _keep(desk, item, now)
                        fresh += [sha256] if is_new else []
                        known += not is_new
                if attempt.failed:
                    withheld.append(Refused("", "", None, FAILED))
                del item  # the next mail may be large as well
        except Unreachable as error:
            desk.troubles.note(UNREACHABLE, str(error))
        withheld += [Refused("", "", None, WITHHELD["not-handed-over"]) for _ in pending]
    for sentence in listing.missing:
        desk.troubles.note(OPERATOR, sentence)
    return Taken(len(places), known, tuple(fresh), tuple(withheld))


def _keep(desk: Desk, item: mailbox.RawMessage, now: dt.datetime) -> tuple[str, bool]:
    """Make *item* durable; return its SHA-256, and whether it was never seen before."""
    sha256 = desk.blobs.put(item.data)
    is_new = not desk.ledger.knows(sha256)
    desk.ledger.receive(desk.account, item.uid, sha256, item.received_at, now)
    return sha256, is_new


def _withhold(desk: Desk, item: mailbox.Withheld, now: dt.datetime) -> Refused:
    desk.ledger.withhold(desk.account, item.uid, item.reason, now)
    sender, subject = "", ""
    try:
        mail = parse(item.headers)
        sender, subject = mail.sender or mail.sender_name, mail.subject
    except UnparsableMail:
        pass
    return Refused(sender, subject, item.received_at, WITHHELD[item.reason])


# ── opening and reading ──────────────────────────────────────────────────────────────


def open_new(desk: Desk, workers: Executor, progress: Progress) -> None:
    """Take every new mail apart; what cannot be is set aside.

    What the machine or the operator must see to is noted, and the mail waits.
    """
    waiting = [m for m in desk.ledger.messages("new") if m.facts is None]
    jobs = [(m, submit_opening(desk, workers, m)) for m in waiting]
    for number, (message, job) in enumerate(jobs, start=1):
        progress("메일 열기", number, len(jobs))
        try:
            opened = finish_opening(desk, workers, message, job)
            desk.ledger.unpacked(message.sha256, facts_of(opened.mail), opened.files)
        except UnparsableMail:
            desk.ledger.set_aside(message.sha256, UNPARSABLE)
        except CrashedReader:
            desk.ledger.set_aside(message.sha256, CRASHED)
        except Exception as error:
            if not _waits(desk.troubles, error):
                desk.troubles.fault(f"opening mail {message.sha256[:12]}")
                desk.ledger.set_aside(message.sha256, CRASHED)


def open_again(desk: Desk, workers: Executor, message: MessageRow) -> bool:
    """Take a mail apart once more that has its place already; False if it cannot be."""
    try:
        job = submit_opening(desk, workers, message)
        opened = finish_opening(desk, workers, message, job)
        desk.ledger.unpacked(message.sha256, facts_of(opened.mail), opened.files)
    except (UnparsableMail, CrashedReader):
        return False
    except Exception as error:
        if not _waits(desk.troubles, error):
            desk.troubles.fault(f"opening mail {message.sha256[:12]}")
        return False
    return True


def submit_opening(desk: Desk, workers: Executor, message: MessageRow) -> Future[Opened]:
    """Have a worker take a mail apart."""
    return workers.submit(open_mail, *_mail(desk, message))


def finish_opening(
    desk: Desk, workers: Executor, message: MessageRow, job: Future[Opened]
) -> Opened:
    """Return what *job* found; where it failed, take the mail apart piece by piece.

    Raises:
        CrashedReader: even the mail without its parts ends the worker.
        UnparsableMail: nothing can be made of it.
    """
    try:
        return job.result()
    except (UnparsableMail, BrokenExecutor):
        raise
    except CrashedReader:
        pass
    except Exception as error:
        if operator_trouble(error):
            raise
        desk.troubles.fault(f"opening mail {message.sha256[:12]} as a whole")
    return open_piecemeal(workers, *_mail(desk, message))


def _mail(desk: Desk, message: MessageRow) -> tuple[str, Path, tuple[str, ...], Limits]:
    return message.sha256, desk.blobs.root, desk.own_addresses, desk.archive_limits


def _waits(troubles: Troubles, error: Exception) -> bool:
    """Tell whether *error* is no fault of the file: then it is noted, and tried again later."""
    if isinstance(error, BrokenExecutor):
        troubles.fault("the pool of workers")
        return True
    trouble = operator_trouble(error)
    if isinstance(trouble, LedgerError):
        raise trouble
    if trouble is not None:
        troubles.note(OPERATOR, str(trouble))
    return trouble is not None


def facts_of(mail: Mail) -> MailFacts:
    """Return what the ledger keeps of a mail's headers; the writing stays in its blob."""
    return MailFacts(
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        sender_name=mail.sender_name,
        sender=mail.sender,
        subject=mail.subject,
        marks=mail.marks,
        withdrawal=asks_to_withdraw(mail.subject, mail.text),
        arrival=arrival_of(mail),
    )


def read_all(desk: Desk, workers: Executor, progress: Progress) -> None:
    """Read every file that has no transcript of today's reader; see `read_files`."""
    read_files(desk, workers, desk.ledger.readable_files(), progress)


def read_files(
    desk: Desk,
    workers: Executor,
    names: Mapping[str, str],
    progress: Progress = lambda what, done, total: None,
) -> None:
    """Read those of some files, their *names* by SHA-256, that have no transcript yet.

    What the machine or the operator must see to, such as a missing tool, is noted, and the
    file waits.
    """
    unread = {
        sha256: name for sha256, name in names.items() if not desk.transcripts.path(sha256).exists()
    }
    done = count(1)
    jobs = []
    for sha256, name in unread.items():
        place = desk.transcripts.path(sha256)
        job = workers.submit(read_file, sha256, name, desk.blobs.root, place)
        job.add_done_callback(partial(_tell, progress, done, len(unread)))
        jobs.append((sha256, job))
    for sha256, job in jobs:
        try:
            job.result()
        except UnreadableFile as trouble:
            desk.ledger.mark_unreadable(sha256, trouble.reason, trouble.flaw)
        except Exception as error:
            if not _waits(desk.troubles, error):
                desk.troubles.fault(f"reading file {sha256[:12]}")
                desk.ledger.mark_unreadable(sha256, CrashedReader.reason)


def _tell(progress: Progress, done: count[int], total: int, _: Future[None]) -> None:
    progress("서류 읽기", next(done), total)
