"""The reviewer's commands on whole dossiers: whose a mail is, what else came, how it goes on.

Every one of them is recorded with who said so, shows in the history, and can be taken back.
"""

from __future__ import annotations

import argparse
import getpass

from checks.model import SEOUL
from checks.programme import Programme
from extractors.errors import OperatorError
from pipeline.arrival import handed_in as counter
from pipeline.commands.passes import find_message, now
from pipeline.commands.reviewing import take_up
from pipeline.commands.terminal import plain
from pipeline.exits import DONE
from pipeline.matching.by_person import choose, place_by_hand, rule_in, rule_out, take_back
from pipeline.matching.contents import is_read, pieces_of
from pipeline.review.history import as_text, tell
from pipeline.review.terms import FILE_STATE, title
from pipeline.settings import load
from pipeline.store.desk import Desk, open_desk
from pipeline.store.ledger import Event, EventKind, Ledger, MessageRow

HOLIDAY = "기한으로 정하신 날은 토·일요일 또는 공휴일입니다."
PAST = "이미 지난 시각입니다. 맞는지 확인하여 주십시오."


def assign(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        message = find_message(desk.ledger, args.message)
        if not is_read(desk, message):
            raise OperatorError(
                f"Not every file of mail {message.sha256[:12]} was read yet: intake run reads them."
            )
        if args.receipt is None:
            _print_pieces(desk, message)
            return DONE
        only = choose(desk, message, args.paper) if args.paper else None
        name = message.sha256[:12]
        person = getpass.getuser()
        if args.undo:
            take_back(desk, message, args.receipt, now(), only=only, person=person)
            print(f"{name} ← {args.receipt}")
        else:
            receipt = place_by_hand(desk, message, args.receipt, now(), only=only, person=person)
            print(f"{name} → {receipt}")
        return take_up(desk)


def dismiss(args: argparse.Namespace) -> int:
    """Say that a mail is no application, or take that back."""
    with open_desk(load(args.config)) as desk:
        message = find_message(desk.ledger, args.message)
        person = getpass.getuser()
        if args.undo:
            rule_in(desk.ledger, message, now(), person=person)
        else:
            rule_out(desk.ledger, message, now(), note=args.note, person=person)
        print(f"{message.sha256[:12]}: {'미지정' if args.undo else '신청 아님'}")
        return take_up(desk)


def _print_pieces(desk: Desk, message: MessageRow) -> None:
    """Print what is in a mail, how each part is named here, and which dossier has it."""
    pieces = pieces_of(desk, message)
    if not pieces:
        print("이 메일에는 신청에 넣을 서류가 없습니다.")
    for piece in pieces:
        place = f":{piece.sheet}" if piece.sheet else ""
        what = title(piece.paper.type) if piece.paper else FILE_STATE[piece.file.state].word
        where = ", ".join(piece.receipts) or "정해지지 않음"
        print(f"{piece.file.sha256[:12]}{place}  {what}  {plain(piece.file.name)}  → {where}")


def add(args: argparse.Namespace) -> int:
    from pipeline.workers import open_executor

    settings = load(args.config)
    with open_desk(settings) as desk:
        with open_executor("inline", limits=settings.limits) as workers:
            sha256 = counter.add(
                desk,
                workers,
                args.receipt,
                list(counter.files_at(args.paths)),
                note=args.note,
                person=getpass.getuser(),
                received_at=args.received_at or now(),
                now=now(),
            )
        print(f"{sha256[:12]} → {args.receipt}")
        return take_up(desk)


def history(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        _require(desk.ledger, desk.programme, args.receipt)
        print(plain_lines(as_text(args.receipt, tell(desk.ledger.history(args.receipt)))))
    return DONE


def plain_lines(text: str) -> str:
    """Return *text* line by line without what would move the cursor."""
    return "\n".join(plain(line) for line in text.split("\n"))


def extend(args: argparse.Namespace) -> int:
    """Set another last instant for supplements of one dossier, or go back to the programme's."""
    if args.until is None:
        return _steer(args, "extended", until=None)
    with open_desk(load(args.config)) as desk:
        is_holiday = desk.programme.notice.is_holiday(args.until.astimezone(SEOUL).date())
    code = _steer(args, "extended", until=args.until.isoformat())
    if is_holiday:
        print(HOLIDAY)
    if args.until <= now():
        print(PAST)
    return code


def withdraw(args: argparse.Namespace) -> int:
    return _steer(args, "reinstated" if args.undo else "withdrawn")


def replace(args: argparse.Namespace) -> int:
    """Have an application begin anew with one of its mails."""
    if args.undo:
        return _steer(args, "restored")
    if args.message is None:
        raise OperatorError("Name the mail with which the application begins anew.")
    with open_desk(load(args.config)) as desk:
        message = find_message(desk.ledger, args.message)
        if args.receipt not in {r.receipt for r in desk.ledger.submissions_of(message.sha256)}:
            raise OperatorError(f"Mail {message.sha256[:12]} is not in dossier {args.receipt}.")
    return _steer(args, "replaced", message=message.sha256)


def _steer(
    args: argparse.Namespace, kind: EventKind, *, message: str | None = None, **facts: str | None
) -> int:
    with open_desk(load(args.config)) as desk:
        _require(desk.ledger, desk.programme, args.receipt)
        event = Event(
            receipt=args.receipt,
            at=now(),
            kind=kind,
            by=getpass.getuser(),
            message=message,
            facts={**facts, "note": args.note},
        )
        desk.ledger.steer(event)
        print(plain(f"{args.receipt}: {tell([event])[0].said}"))
        return take_up(desk)


def _require(ledger: Ledger, programme: Programme, receipt: str) -> None:
    if receipt not in {row.receipt for row in ledger.dossiers(programme.id)}:
        raise OperatorError(f"There is no dossier “{receipt}”; intake status shows them all.")
