"""The desk that `make demo` ends with: where it is, who may enter, and how it is stopped."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import browser
from desk_server import Visitor, free_port
from office import ROOT, letter, open_office, tax_paper
from servers import ImapServer, SmtpServer

pytestmark = [pytest.mark.mail, pytest.mark.browser]
KEEP = """
import os, sys
from pathlib import Path
from urllib.parse import urlsplit
import demo
names = ("INTAKE_MAILBOX_PASSWORD", "INTAKE_SMTP_PASSWORD")
demo.keep_desk(Path(sys.argv[1]), {name: os.environ[name] for name in names})
"""


def test_whoever_follows_what_the_demonstration_prints_is_at_the_desk(
    servers: tuple[ImapServer, SmtpServer], tmp_path: Path
):
    imap, smtp = servers
    imap.append(letter(1, tax_paper(1)))
    office = open_office(tmp_path, imap, smtp, end=f"\n[desk]\nport = {free_port()}\n")
    assert office.run().code == 0
    place = os.pathsep.join(str(ROOT / part) for part in ("", "tests", "tests/support"))
    with subprocess.Popen(
        [sys.executable, "-c", KEEP, office.config],
        env=os.environ | office.secrets | {"PYTHONPATH": place},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told: dict[str, str] = {}
            while "Stop it" not in told:
                label, _, said = process.stdout.readline().partition(":")
                told[label] = said.strip()
            name, _, password = told["Enter as"].split()
            with browser() as chromium:
                visitor = Visitor(chromium, told["Open it"].rstrip("/"))
                visitor.enter(name, password)
                assert "오늘 할 일" in visitor.find("h1").text
                assert name in visitor.text
        finally:
            process.send_signal(signal.SIGINT)
        assert "have ended" in process.stdout.read()
        assert process.wait(40) == 0
    with pytest.raises(OSError, match="refused"):
        knock(told["Open it"])


def test_a_demonstration_without_a_terminal_keeps_no_desk():
    place = os.pathsep.join(str(ROOT / part) for part in ("", "tests", "tests/support"))
    script = "import demo; print(demo.arguments().desk)"
    for given, kept in (([], "False"), (["--no-desk"], "False"), (["--desk"], "True")):
        done = subprocess.run(
            [sys.executable, "-c", script, "folder", *given],
            env=os.environ | {"PYTHONPATH": place},
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        assert done.stdout.strip() == kept


def knock(address: str) -> None:
    """Raise OSError unless somebody listens at *address*."""
    there = urlsplit(address)
    http.client.HTTPConnection(there.hostname or "", there.port, timeout=5).connect()
