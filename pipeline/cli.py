"""The commands (contract, section 2): how they are called and how they end."""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from extractors.errors import OperatorError, Unreachable
from pipeline import commands
from pipeline.desk import Busy
from pipeline.logs import set_up
from pipeline.run import DONE, OPERATOR, OURS, UNREACHABLE

INTERRUPTED = 130

EXIT_CODES = """\
exit codes: 0 done (also when another run is at work) · 1 you must act · 2 wrong usage ·
3 a fault of ours · 75 a server could not be reached, the next run tries again · 130 interrupted"""

log = logging.getLogger("intake")

Handler = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = _parser().parse_args(arguments)
    set_up(args.log_format, verbose=args.verbose)
    try:
        code: int = args.handler(args)
    except Busy:
        print("Another run is at work; nothing was done.", file=sys.stderr)
        return DONE
    except OperatorError as error:
        print(error, file=sys.stderr)
        return OPERATOR
    except Unreachable as error:
        print(f"{error} The next run will try again.", file=sys.stderr)
        return UNREACHABLE
    except KeyboardInterrupt:
        print("Interrupted; what was done so far is kept.", file=sys.stderr)
        return INTERRUPTED
    except Exception:
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

    init = _verb(verbs, "init", commands.init, "write a commented intake.toml")
    init.add_argument("--yes", action="store_true", help="ask nothing, keep the examples")
    _verb(verbs, "doctor", commands.doctor, "check settings, logins, Tesseract, disk and rights")

    run = _verb(verbs, "run", commands.run, "one pass: fetch, read, check, publish, deliver")
    run.add_argument(
        "--dry-run", action="store_true", help="show what would happen, change nothing"
    )

    read = _verb(
        verbs, "read", commands.read, "print what papers say", example="read 납세증명서.pdf"
    )
    read.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    read.add_argument("--json", action="store_true", help="print the intake.read/1 object")
    read.add_argument("--boxes", type=Path, metavar="DIR", help="draw where each value stands")

    check = _verb(
        verbs, "check", commands.check, "judge files as one dossier", example="check 신청서류/"
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

    _verb(verbs, "publish", commands.publish, "write the review folder again from the ledger")
    status = _verb(verbs, "status", commands.status, "the register and the last run's balance")
    status.add_argument("--json", action="store_true", help="print register.json")

    retry = _verb(verbs, "retry", commands.retry, "take set-aside mail up again")
    retry.add_argument(
        "messages", nargs="*", metavar="MESSAGE", help="starts of SHA-256; all without"
    )

    _outbox(verbs)

    decide = _verb(
        verbs,
        "decide",
        commands.decide,
        "a reviewer's decision on a finding",
        example='decide 2025-0007 signed:consent-form settled --note "원본 확인"',
    )
    decide.add_argument("receipt", metavar="RECEIPT")
    decide.add_argument("finding", metavar="FINDING")
    decide.add_argument("kind", choices=("confirmed", "waived", "settled", "open"))
    decide.add_argument("--note", required=True, help="why")

    assign = _verb(
        verbs, "assign", commands.assign, "put a mail into a dossier", example="assign 3f2a new"
    )
    assign.add_argument("message", metavar="MESSAGE", help="start of its SHA-256")
    assign.add_argument("receipt", metavar="RECEIPT|new")

    export = _verb(verbs, "export", commands.export, "the register as xlsx, csv and json")
    export.add_argument("folder", type=Path, nargs="?", default=Path(), metavar="DIR")
    return parser


def _outbox(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    outbox = verbs.add_parser("outbox", help="letters and their states")
    parts = outbox.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _verb(parts, "list", commands.outbox_list, "all letters", example="outbox list")
    show = _verb(
        parts,
        "show",
        commands.outbox_show,
        "one letter",
        example="outbox show 2025-0002-1-supplement",
    )
    show.add_argument("letter", metavar="LETTER")
    for verb, help_text in (
        ("approve", "let letters go with the next run"),
        ("withdraw", "do not send letters"),
    ):
        move = _verb(
            parts,
            verb,
            commands.outbox_move,
            help_text,
            example=f"outbox {verb} 2025-0002-1-supplement",
        )
        move.add_argument("letters", nargs="*", metavar="LETTER")
        move.add_argument("--all", action="store_true", help="all drafts")
        move.set_defaults(verb=verb)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    handler: Handler,
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


def _moment(text: str) -> dt.datetime:
    """Read an instant; one without an offset is meant in Seoul."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no ISO 8601 time") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=commands.SEOUL)


if __name__ == "__main__":
    raise SystemExit(main())
