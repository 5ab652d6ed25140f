"""`intake serve` and `intake user`: the reviewer's desk, and who may enter it."""

from __future__ import annotations

import argparse
import getpass
import logging
import signal
import sys
from types import FrameType

from waitress import create_server

from extractors.errors import OperatorError
from pipeline.commands.passes import now
from pipeline.exits import DONE
from pipeline.page.app import make_app
from pipeline.page.entering import SHORTEST, hash_password
from pipeline.page.shared import Shared
from pipeline.settings import is_loopback, load
from pipeline.store.desk import open_desk
from pipeline.workers import open_executor

THREADS = 8
NOBODY = "Nobody may enter yet: let somebody in with  intake user add NAME"
OPEN = (
    "The desk would listen on {host}, where others can reach it without TLS: leave"
    " host = “127.0.0.1” and put a proxy with TLS in front (docs/operating.md), or say"
    " behind_tls = true in [desk] once there is one."
)


def serve(args: argparse.Namespace) -> int:
    """Serve the desk until it is told to stop (SIGINT, SIGTERM)."""
    settings = load(args.config)
    where = settings.desk
    if not is_loopback(where.host) and not where.behind_tls:
        raise OperatorError(OPEN.format(host=where.host))
    with (
        open_desk(settings) as desk,
        open_executor("processes:1", limits=settings.limits) as drawing,
        open_executor("processes:1", limits=settings.limits) as reading,
        Shared(desk, drawing, now, reading=reading) as shared,
    ):
        if not where.login_header and not desk.ledger.users():
            print(NOBODY, file=sys.stderr)
        logging.getLogger("waitress").setLevel(logging.ERROR)
        try:
            server = create_server(
                make_app(shared), host=where.host, port=where.port, threads=THREADS, ident=None
            )
        except OSError as error:
            raise OperatorError(
                f"The desk cannot listen on {where.host}:{where.port} ({error.strerror}): another"
                " program is there, or a desk that runs already. Stop it, or name another port in"
                " [desk] of the settings."
            ) from error
        signal.signal(signal.SIGTERM, _stop)
        print(f"http://{where.host}:{where.port}/  (Ctrl+C ends it)", flush=True)
        try:
            server.run()
        except KeyboardInterrupt:
            pass
        finally:
            server.close()
    return DONE


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def add_user(args: argparse.Namespace) -> int:
    """Let somebody enter by a password, or change it; whoever had entered enters again."""
    settings = load(args.config)
    name = args.name.strip()
    if not name:
        raise OperatorError("Give the user a name.")
    password = _ask_password(name)
    with open_desk(settings) as desk:
        fresh = desk.ledger.admit(name, hash_password(password), now())
    print(f"{name} may enter." if fresh else f"The password of {name} was changed.")
    return DONE


def _ask_password(name: str) -> str:
    """Ask twice on a terminal; take one line of standard input elsewhere."""
    if sys.stdin.isatty():
        password = getpass.getpass(f"Password for {name}: ")
        if password != getpass.getpass("Once more: "):
            raise OperatorError("The two passwords differ; nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if len(password) < SHORTEST:
        raise OperatorError(f"A password has at least {SHORTEST} characters; nothing was changed.")
    return password


def list_users(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        users = desk.ledger.users()
    for user in users:
        print(f"{user.name}  (since {user.at:%Y-%m-%d})")
    if not users:
        print(NOBODY)
    return DONE


def remove_user(args: argparse.Namespace) -> int:
    with open_desk(load(args.config)) as desk:
        if not desk.ledger.dismiss(args.name.strip()):
            raise OperatorError(f"Nobody is called “{args.name}”; intake user list shows all.")
    print(f"{args.name} may not enter any more.")
    return DONE
