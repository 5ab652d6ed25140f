"""The office with which most tests of letters begin; a file may open another one."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import NOON, Office, application_paper, letter, open_office
from servers import ImapServer, SmtpServer


@pytest.fixture
def office(tmp_path: Path, mail: tuple[ImapServer, SmtpServer]) -> Office:
    """An office that has drafted a request for one firm."""
    office = open_office(tmp_path, *mail, workers="inline", end="[letters]\nreceipts = false\n")
    mail[0].append(letter(1, application_paper(1)), NOON)
    assert office.run().code == 0
    return office
