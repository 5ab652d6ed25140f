"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from golden_plugin import pytest_addoption  # noqa: F401 - a hook is found by its name
from servers import ImapServer, SmtpServer, imap_server, smtp_server


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[ImapServer]:
    """A running Dovecot with an empty mailbox."""
    with imap_server(tmp_path / "imap") as server:
        yield server


@pytest.fixture
def smtp(tmp_path: Path) -> Iterator[SmtpServer]:
    """A running SMTP server that takes everything, over TLS from the first byte."""
    with smtp_server(tmp_path / "smtp") as server:
        yield server
