"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from golden_plugin import pytest_addoption  # noqa: F401 - a hook is found by its name
from servers import ImapServer, SmtpServer, imap_server, smtp_server

LONGEST = (
    *("test_run", "test_format_table", "test_faults", "test_cut_crops", "test_accuracy"),
    *("test_house", "test_stories", "test_desk", "test_life_of_letters", "test_cli"),
    *("test_documents", "test_casework", "test_demo_desk"),
)
"""Files that take minutes: begun first, so that at the end no process waits for another's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the LONGEST files first, in that order, and leave the others as they are."""
    first = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ImapServer, SmtpServer]]:
    """Both servers, for all tests of a file; each test clears what the last one left."""
    folder = tmp_path_factory.mktemp("servers")
    with imap_server(folder / "imap") as imap, smtp_server(folder / "smtp") as smtp:
        yield imap, smtp


@pytest.fixture
def mail(servers: tuple[ImapServer, SmtpServer]) -> tuple[ImapServer, SmtpServer]:
    """Both servers of a file, emptied of what the last test left."""
    from office import clear  # what it needs, tests without servers do without

    imap, smtp = servers
    clear(imap)
    smtp.messages.clear()
    smtp.recipients.clear()
    smtp.faults.clear()
    return servers


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
