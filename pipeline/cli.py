"""The commands (contract, section 2): how they are called and how they end.

What a command needs is imported when it is called, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

EXIT_CODES = """\
exit codes: 0 done (also when another run is at work) · 1 you must act · 2 wrong usage ·
3 a fault of ours · 75 a server could not be reached, the next run tries again · 130 interrupted"""

log = logging.getLogger("intake")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = _parser().parse_args(arguments)
    try:
        return _run(args)
    except KeyboardInterrupt:
        print("Interrupted; what was done so far is kept.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(args: argparse.Namespace) -> int:
    from extractors.errors import OperatorError, Unreachable
    from pipeline.exits import DONE, OPERATOR, OURS, UNREACHABLE, machine_trouble
    from pipeline.logs import set_up
    from pipeline.store.desk import Busy

    set_up(args.log_format, verbose=args.verbose)
    module, name = args.handler.split(".")
    try:
        code: int = getattr(import_module(f"pipeline.commands.{module}"), name)(args)
        sys.stdout.flush()
    except Busy:
        # Under cron runs may overlap, and cron would mail whatever is printed.
        if name != "run" or args.verbose or sys.stderr.isatty():
            print("Another run is at work; nothing was done.", file=sys.stderr)
        return DONE
    except OperatorError as error:
        print(error, file=sys.stderr)
        return OPERATOR
    except Unreachable as error:
        print(f"{error} The next run will try again.", file=sys.stderr)
        return UNREACHABLE
    except BrokenPipeError:
        raise
    except Exception as error:
        trouble = machine_trouble(error) if isinstance(error, OSError) else None
        if trouble is not None:
            print(trouble, file=sys.stderr)
            return OPERATOR
        log.exception("intake %s: a fault of ours", version("intake"))
        return OURS
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="intake",
        description="Takes in applications sent by e-mail, reads their papers and judges them"
        " against a public notice.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"intake {version('intake')}")
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    init = _verb(verbs, "init", "passes.init", "write a commented intake.toml")
    init.add_argument("--yes", action="store_true", help="ask nothing, keep the examples")
    _verb(
        verbs,
        "doctor",
        "passes.doctor",
        "check settings, logins, Tesseract, disk and rights",
    )

    run = _verb(verbs, "run", "passes.run", "one pass: fetch, read, check, publish, deliver")
    run.add_argument(
        "--dry-run", action="store_true", help="show what would happen, change nothing"
    )

    _files(verbs)

    _verb(verbs, "publish", "passes.publish", "write the review folder again from the ledger")
    status = _verb(verbs, "status", "reviewing.status", "the register and the last run's balance")
    status.add_argument("--json", action="store_true", help="print register.json")

    retry = _verb(verbs, "retry", "passes.retry", "take set-aside mail up again")
    retry.add_argument(
        "messages", nargs="*", metavar="MESSAGE", help="starts of SHA-256; all without"
    )

    _outbox(verbs)

    _decide(verbs)
    _casework(verbs)
    _course(verbs)

    _verb(verbs, "serve", "serving.serve", "the reviewer's desk in the browser")
    _users(verbs)

    export = _verb(verbs, "export", "passes.export", "the register as xlsx, csv and json")
    export.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR")
    return parser


def _decide(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    decide = _verb(
        verbs,
        "decide",
        "reviewing.decide",
        "a reviewer's decision on a finding",
        example='decide 2025-0007 signed:consent-form settled --note "원본 확인"',
    )
    decide.add_argument("receipt", metavar="RECEIPT")
    decide.add_argument("finding", metavar="FINDING")
    decide.add_argument("kind", choices=("confirmed", "waived", "settled", "open"))
    decide.add_argument("--note", type=_reason, required=True, help="why")
    decide.add_argument("--by", metavar="NAME", help="who says so (default: your account's name)")


ALL = {
    "approve": "all drafts",
    "withdraw": "all drafts",
    "resend": "all of which nobody knows whether they went",
    "sent": "all of which nobody knows whether they went",
}


def _outbox(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    outbox = verbs.add_parser(
        "outbox",
        help="letters and their states",
        description="Letters and their states.",
        epilog=f"example: intake outbox list\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = outbox.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _verb(parts, "list", "reviewing.outbox_list", "all letters", example="outbox list")
    show = _verb(
        parts,
        "show",
        "reviewing.outbox_show",
        "one letter",
        example="outbox show 2025-0002-1-supplement",
    )
    show.add_argument("letter", metavar="LETTER")
    for verb, help_text in (
        ("approve", "let letters go with the next run"),
        ("withdraw", "do not send letters, now or later"),
        ("resend", "send letters again that may not have arrived, byte for byte"),
        ("sent", "say that letters have gone of which nobody knew"),
    ):
        move = _verb(
            parts,
            verb,
            "reviewing.outbox_move",
            help_text,
            example=f"outbox {verb} 2025-0002-1-supplement",
        )
        move.add_argument("letters", nargs="*", metavar="LETTER")
        move.add_argument("--all", action="store_true", help=ALL[verb])
        move.set_defaults(verb=verb)
    _outbox_words(parts)


def _users(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Who may enter the desk."""
    user = verbs.add_parser(
        "user",
        help="who may enter the reviewer's desk",
        description="Who may enter the reviewer's desk.",
        epilog=f"example: intake user add 김하늬\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = user.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for verb, help_text in (
        ("add", "let somebody enter by a password, or change it"),
        ("remove", "let somebody enter no more"),
    ):
        part = _verb(parts, verb, f"serving.{verb}_user", help_text, example=f"user {verb} 김하늬")
        part.add_argument("name", metavar="NAME")
    _verb(parts, "list", "serving.list_users", "who may enter", example="user list")


def _files(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What needs no state: files, and programmes, read back."""
    read = _verb(
        verbs, "read", "passes.read", "print what papers say", example="read 납세증명서.pdf"
    )
    read.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    read.add_argument("--json", action="store_true", help="print the intake.read/1 object")
    read.add_argument("--boxes", type=Path, metavar="DIR", help="draw where each value stands")

    check = _verb(
        verbs,
        "check",
        "passes.check",
        "judge files as one dossier",
        example="check 신청서류/",
    )
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    check.add_argument("--programme", metavar="P", help="a built-in programme or a folder")
    check.add_argument(
        "--received-at",
        type=_moment,
        metavar="ISO8601",
        help="when they arrived, such as 2025-05-13T17:30:00+09:00",
    )
    check.add_argument("--json", action="store_true", help="print report.json")

    explain = _verb(
        verbs,
        "explain",
        "explaining.explain",
        "print a programme file back as Korean sentences",
        example="explain nhis-smart-factory-2025",
    )
    explain.add_argument(
        "programme", nargs="?", metavar="PROGRAMME", help="a built-in programme or a folder"
    )
    explain.add_argument(
        "--all", action="store_true", help="every rule and type of paper that there is"
    )


def _casework(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What a reviewer puts into a dossier."""
    assign = _verb(
        verbs,
        "assign",
        "casework.assign",
        "put a mail, or some of its papers, into a dossier; list its papers without RECEIPT",
        example="assign 3f2a new",
    )
    assign.add_argument("message", metavar="MESSAGE", help="start of its SHA-256")
    assign.add_argument("receipt", metavar="RECEIPT|new", nargs="?")
    assign.add_argument(
        "--paper",
        action="append",
        metavar="FILE[:SHEET]",
        help="only this paper of it (may be repeated): start of the file's SHA-256, or its name",
    )
    assign.add_argument("--undo", action="store_true", help="take it out of the dossier again")

    dismiss = _verb(
        verbs,
        "dismiss",
        "casework.dismiss",
        "say that a mail is no application",
        example='dismiss 3f2a --note "단순 문의"',
    )
    dismiss.add_argument("message", metavar="MESSAGE", help="start of its SHA-256")
    dismiss.add_argument("--note", type=_reason, default="", help="why")
    dismiss.add_argument("--undo", action="store_true", help="it waits for a person again")

    add = _verb(
        verbs,
        "add",
        "casework.add",
        "put files that came another way into a dossier",
        example='add 2025-0007 확인서.pdf --note "방문 접수"',
    )
    add.add_argument("receipt", metavar="RECEIPT")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--note", type=_reason, required=True, help="how they came")
    add.add_argument(
        "--received-at",
        type=_moment,
        metavar="ISO8601",
        help="when they arrived (default: now), such as 2025-05-13T17:30:00+09:00",
    )


def _course(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What a reviewer says about a dossier as a whole."""
    history = _verb(
        verbs,
        "history",
        "casework.history",
        "what came, was judged and was sent, in order and by whom",
        example="history 2025-0007",
    )
    history.add_argument("receipt", metavar="RECEIPT")

    extend = _verb(
        verbs,
        "extend",
        "casework.extend",
        "set another last instant for supplements of one dossier",
        example='extend 2025-0007 2025-05-20T18:00 --note "유선 요청"',
    )
    extend.add_argument("receipt", metavar="RECEIPT")
    extend.add_argument(
        "until",
        metavar="ISO8601|programme",
        type=_end_or_none,
        help="a day without a time: to its end; programme: as for all",
    )
    extend.add_argument("--note", type=_reason, required=True, help="why")

    withdraw = _verb(
        verbs,
        "withdraw",
        "casework.withdraw",
        "an applicant takes the application back",
        example='withdraw 2025-0007 --note "철회 메일 5월 12일"',
    )
    withdraw.add_argument("receipt", metavar="RECEIPT")
    withdraw.add_argument("--note", type=_reason, required=True, help="why")
    withdraw.add_argument("--undo", action="store_true", help="it counts again")

    replace = _verb(
        verbs,
        "replace",
        "casework.replace",
        "an application begins anew with one of its mails: what came before does not count",
        example='replace 2025-0007 3f2a --note "전체 재제출"',
    )
    replace.add_argument("receipt", metavar="RECEIPT")
    replace.add_argument("message", metavar="MESSAGE", nargs="?", help="start of its SHA-256")
    replace.add_argument("--note", type=_reason, required=True, help="why")
    replace.add_argument("--undo", action="store_true", help="all of it counts again")


def _outbox_words(parts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """What a reviewer does with the words of a draft, and with all letters at once."""
    name = "2025-0002-1-supplement"
    edit = _verb(
        parts,
        "edit",
        "drafts.edit",
        "change a draft in your own words",
        example=f"outbox edit {name}",
    )
    edit.add_argument("letter", metavar="LETTER")
    edit.add_argument("--print", action="store_true", help="print its text and change nothing")
    edit.add_argument(
        "--file", type=Path, metavar="FILE", help="take the new text from FILE (-: standard input)"
    )
    for verb, help_text in (
        ("keep", "keep your words although the verdict under them has changed"),
        ("renew", "give a draft back the words that the last verdict calls for"),
    ):
        part = _verb(parts, verb, f"drafts.{verb}", help_text, example=f"outbox {verb} {name}")
        part.add_argument("letter", metavar="LETTER")
    part.add_argument("--print", action="store_true", help="print them and change nothing")
    stop = _verb(
        parts,
        "stop",
        "drafts.stop",
        "let no letter leave, until go; also while a run is at work",
        example='outbox stop --note "공고 정정"',
    )
    stop.add_argument("--note", type=_reason, default="", help="why")
    _verb(parts, "go", "drafts.go", "let letters leave again", example="outbox go")


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    handler: str,
    help_text: str,
    *,
    example: str | None = None,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(
        name,
        help=help_text,
        description=help_text[0].upper() + help_text[1:] + ".",
        epilog=f"example: intake {example or name}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(os.environ.get("INTAKE_CONFIG", "intake.toml")),
        metavar="FILE",
        help="settings (default: $INTAKE_CONFIG, else intake.toml)",
    )
    parser.add_argument("--log-format", choices=("text", "json"), default="text")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more")
    parser.set_defaults(handler=handler)
    return parser


def _end_or_none(text: str) -> dt.datetime | None:
    """Read an instant that is still in time; a day alone is meant to its last second."""
    if text == "programme":
        return None
    is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)
    return _moment(f"{text}T23:59:59" if is_day else text)


def _reason(text: str) -> str:
    """Return *text* as it is kept: resident numbers in it are struck out, as at the desk."""
    from extractors import resident  # only here: the other commands need no reader

    return resident.hide(text)


def _moment(text: str) -> dt.datetime:
    """Read an instant; one without an offset is meant in Seoul."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no ISO 8601 time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Seoul"))


if __name__ == "__main__":
    raise SystemExit(main())
