"""The reviewer's commands that change a draft, or stop all letters and let them go again."""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from extractors.errors import OperatorError
from pipeline.commands.passes import now
from pipeline.exits import DONE
from pipeline.letters import editing
from pipeline.settings import load
from pipeline.store.desk import open_desk
from pipeline.store.ledger import Ledger, LetterRow


def find_letter(ledger: Ledger, name: str) -> LetterRow:
    """Return the letter called *name*.

    Raises:
        OperatorError: there is none.
    """
    for letter in ledger.letters():
        if letter.name == name:
            return letter
    raise OperatorError(f"There is no letter “{name}”; intake outbox list shows them all.")


def stop(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        desk.ledger.stop(True, at=now(), by=getpass.getuser(), why=args.note)
        waiting = len(desk.ledger.letters("approved"))
    print("모든 안내 메일의 발송을 멈추었습니다. 지금 보내고 있는 한 통은 마저 나갈 수 있습니다.")
    print(f"발송을 기다리는 메일: {waiting}통. 다시 보내기: intake outbox go")
    return DONE


def go(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        if desk.ledger.stopped() is None:
            print("발송이 멈추어 있지 않습니다.")
            return DONE
        desk.ledger.stop(False, at=now(), by=getpass.getuser(), why="")
        waiting = len(desk.ledger.letters("approved"))
    print(f"안내 메일을 다시 보냅니다. 다음 실행 때 나갈 메일: {waiting}통.")
    return DONE


def edit(args: argparse.Namespace) -> int:
    """Change a draft in the user's editor, or by the text in a file."""
    with open_desk(load(args.config)) as desk:
        letter = find_letter(desk.ledger, args.letter)
        before = editing.text_of(letter)
        if args.print:
            sys.stdout.write(before)
            return DONE
        after = _read(args.file) if args.file else _in_editor(before)
        if after == before:
            print(f"{letter.name}: 바뀐 것이 없습니다.")
            return DONE
        editing.rewrite(desk.ledger, letter, after, by=getpass.getuser(), now=now())
        print(f"{letter.name}: 고친 글을 저장했습니다. 보내려면 승인해 주십시오.")
    return DONE


def keep(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letter = find_letter(desk.ledger, args.letter)
        editing.keep(desk.ledger, letter, by=getpass.getuser(), now=now())
        print(f"{letter.name}: 고친 글을 그대로 둡니다. 이제 승인할 수 있습니다.")
    return DONE


def renew(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        letter = find_letter(desk.ledger, args.letter)
        if args.print:
            sys.stdout.write(editing.text_of_verdict(desk.ledger, letter))
            return DONE
        editing.renew(desk.ledger, letter, by=getpass.getuser(), now=now())
        print(f"{letter.name}: 지금 검토 결과에 따른 글로 되돌렸습니다.")
    return DONE


def _read(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"“{path}” cannot be read as UTF-8 text.") from error


def _in_editor(text: str) -> str:
    """Have the user change *text* in $VISUAL or $EDITOR.

    Raises:
        OperatorError: there is no terminal, or no editor that ends well.
    """
    if not sys.stdin.isatty():
        raise OperatorError(
            "There is no terminal to edit on: write the text into a file, beginning with what"
            " intake outbox edit LETTER --print prints, and name it with --file."
        )
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with TemporaryDirectory(prefix="intake-letter-") as folder:
        path = Path(folder) / "letter.txt"
        path.write_text(text, encoding="utf-8")
        try:
            code = subprocess.run([*shlex.split(editor), path], check=False).returncode
        except OSError as error:
            raise OperatorError(
                f"The editor “{editor}” cannot be started: set $EDITOR, or use --file."
            ) from error
        if code:
            raise OperatorError("The editor ended with an error; the draft stays as it was.")
        return _read(path)
