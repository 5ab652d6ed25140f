"""The reviewer's commands: the register, the outbox, decisions, whose a mail is.

What a person says is recorded at once, also while a run is at work; if it cannot be judged and
published now, that run or the next one does it.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from email import message_from_bytes, policy
from typing import NamedTuple

from outbox.states import LetterState
from pipeline.commands.drafts import find_letter
from pipeline.commands.passes import catch_up, now
from pipeline.commands.terminal import plain, print_letters, print_register, say_stop
from pipeline.exits import DONE, OPERATOR, USAGE
from pipeline.judging.verdicts import decided
from pipeline.letters.answering import unanswered
from pipeline.letters.editing import HELD
from pipeline.review import register
from pipeline.review.publishing import publication_of
from pipeline.review.terms import LETTER_STATE, STATUS
from pipeline.settings import load
from pipeline.store.desk import Busy, Desk, lock, open_desk


def status(args: argparse.Namespace) -> int:
    settings = load(args.config)
    with open_desk(settings) as desk:
        publication = publication_of(desk)
        letters = desk.ledger.letters()
        stop = say_stop(desk.ledger.stopped())
    if args.json:
        sys.stdout.write(register.as_json(publication).decode())
    else:
        print_register(publication, letters)
        if stop:
            print(f"\n{stop}")
    return DONE


# ── letters ──────────────────────────────────────────────────────────────────────────


def outbox_list(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letters = desk.ledger.letters()
        stop = say_stop(desk.ledger.stopped())
        silent = list(unanswered(desk))
    print_letters(letters)
    for receipt, why in silent:
        print(f"{receipt}: 답장하지 않습니다. {why}")
    if stop:
        print(stop)
    return DONE


def outbox_show(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letter = find_letter(desk.ledger, args.letter)
    message = message_from_bytes(letter.data, policy=policy.default)
    body = message.get_body(("plain",))
    print(f"받는 사람: {plain(letter.recipient)}\n제목: {plain(letter.subject)}")
    print(f"상태: {LETTER_STATE[letter.state].word} {plain(letter.remark)}\n")
    print(body.get_content() if body else "")
    return DONE


class Move(NamedTuple):
    """From which states a letter may be brought into which, and what is then said."""

    allowed: tuple[LetterState, ...]
    state: LetterState
    said: str


MOVES = {
    "approve": Move(("drafted",), "approved", "승인했습니다. 다음 실행 때 발송됩니다."),
    "withdraw": Move(
        ("drafted", "approved", "unknown", "refused", "bounced"),
        "withdrawn",
        "철회했습니다. 더 이상 보내지 않습니다.",
    ),
    "resend": Move(
        ("unknown", "refused", "bounced"), "approved", "같은 메일을 다음 실행 때 다시 보냅니다."
    ),
    "sent": Move(("unknown",), "sent", "발송된 것으로 기록했습니다."),
}


def outbox_move(args: argparse.Namespace) -> int:
    """Approve, withdraw or send again; what has gone, or is going, cannot be."""
    move: Move = MOVES[args.verb]
    if not args.all and not args.letters:
        print(
            f"Name the letters to {args.verb}, or --all: intake outbox list shows them.",
            file=sys.stderr,
        )
        return USAGE
    failed = 0
    with open_desk(load(args.config)) as desk:
        chosen = [find_letter(desk.ledger, name) for name in args.letters]
        if args.all:
            chosen = desk.ledger.letters(move.allowed[0])
        for letter in chosen:
            may = letter.state in move.allowed
            by = getpass.getuser()
            why = HELD.get(desk.ledger.held(letter) or "") if move.state == "approved" else None
            if may and desk.ledger.move_letter(letter, move.state, by=by, at=now()):
                print(f"{letter.name}: {move.said}")
            elif may and why:
                failed += 1
                print(f"{letter.name}: {why}", file=sys.stderr)
            else:
                failed += 1
                word = LETTER_STATE[find_letter(desk.ledger, letter.name).state].word
                print(f"{letter.name}: 지금 상태({word})에서는 할 수 없습니다.", file=sys.stderr)
    if not chosen:
        print("해당하는 안내 메일이 없습니다.")
    return OPERATOR if failed else DONE


# ── decisions ────────────────────────────────────────────────────────────────────────


def decide(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        decided(
            desk.ledger,
            args.receipt,
            args.finding,
            args.kind,
            note=args.note,
            reviewer=(args.by or "").strip() or getpass.getuser(),
            now=(said_at := now()),
        )
        print(f"{args.receipt} {args.finding}: {args.kind}")
        code = take_up(desk)
        verdict = desk.ledger.latest_verdict(args.receipt)
        if verdict is not None and verdict.made_at >= said_at:
            mark = STATUS[verdict.read().status].mark
            print(f"{args.receipt}: {mark.sign} {mark.word}")
        return code


def take_up(desk: Desk) -> int:
    """Judge and publish what was just recorded, unless a run is at work."""
    try:
        with lock(desk.settings.state):
            catch_up(desk)
            for trouble in desk.troubles.sentences:
                print(trouble, file=sys.stderr)
            return desk.troubles.code
    except Busy:
        print("Recorded. A run is at work; it or the next one judges and publishes it.")
        return DONE
