"""Mail that is done with is filed last, and mail that others filed is found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from office import (
    NOON,
    Office,
    application_paper,
    letter,
    open_office,
)
from servers import ImapServer, SmtpServer

pytestmark = pytest.mark.mail

DONE = "처리 완료"
LESS = "imap_capability = IMAP4rev1 LITERAL+ AUTH=PLAIN"


@pytest.fixture
def imap(mail: tuple[ImapServer, SmtpServer]) -> ImapServer:
    return mail[0]


@pytest.fixture
def smtp(mail: tuple[ImapServer, SmtpServer]) -> SmtpServer:
    return mail[1]


def filing(tmp_path: Path, imap: ImapServer, smtp: SmtpServer, folder: str = DONE) -> Office:
    mailbox = f'leave_untouched = false\nprocessed_folder = "{folder}"\nalso_folders = ["Junk"]'
    imap.make("Junk")
    return open_office(tmp_path, imap, smtp, workers="inline", mailbox=mailbox)


@pytest.fixture(params=["MOVE", "no MOVE", "neither MOVE nor UIDPLUS"])
def served(request: pytest.FixtureRequest, imap: ImapServer) -> Iterator[ImapServer]:
    """The mailbox on servers that can do less and less."""
    if request.param == "MOVE":
        yield imap
        return
    with imap.configured(LESS if "UIDPLUS" in request.param else f"{LESS} UIDPLUS"):
        yield imap


def test_what_is_done_with_is_moved_and_nothing_else(
    tmp_path: Path, served: ImapServer, smtp: SmtpServer
) -> None:
    office = filing(tmp_path, served, smtp)
    first, junk, question = (
        letter(1, application_paper(1)),
        letter(2, application_paper(2)),
        letter(3, subject="문의드립니다"),
    )
    served.append(first, NOON)
    served.append(junk, NOON, "Junk")
    served.append(question, NOON)
    result = office.run()
    again = office.run()

    assert (result.code, result.troubles, again.code) == (0, (), 0)
    assert sorted(served.held(DONE).values()) == sorted([first, junk])
    assert list(served.held("INBOX").values()) == [question]
    assert served.held("Junk") == {}
    office.balance()
    assert set(office.reports()) == {"2025-0001", "2025-0002"}


def test_a_copy_that_an_interrupted_run_made_is_used(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    with imap.configured(f"{LESS} UIDPLUS"):
        office = filing(tmp_path, imap, smtp)
        raw = letter(1, application_paper(1))
        imap.append(raw, NOON)
        imap.append(raw, NOON, DONE)
        office.run()

        assert list(imap.held(DONE).values()) == [raw]
        assert imap.held("INBOX") == {}


def test_mail_is_moved_only_when_its_report_is_there(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    office = filing(tmp_path, imap, smtp)
    imap.append(letter(1, application_paper(1)), NOON)
    office.settings.review.write_text("somebody put a file here")
    refused = office.run()
    untouched = imap.held("INBOX")
    office.settings.review.unlink()
    office.run()

    assert refused.code == 1
    assert len(untouched) == 1
    assert imap.held("INBOX") == {}
    assert len(imap.held(DONE)) == 1


def test_mail_whose_copy_here_is_damaged_stays_where_it_is(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    office = filing(tmp_path, imap, smtp)
    raw = letter(1, application_paper(1))
    imap.append(raw, NOON)
    office.settings.review.write_text("in the way")
    office.run()
    for blob in office.settings.state.glob("blobs/*/*"):
        if blob.read_bytes() == raw:
            blob.chmod(0o600)
            blob.write_bytes(raw[:-10])
    office.settings.review.unlink()
    result = office.run()

    assert result.code == 1
    assert list(imap.held("INBOX").values()) == [raw]


def test_without_a_folder_mail_is_marked_as_read(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    office = filing(tmp_path, imap, smtp, folder="")
    imap.append(letter(1, application_paper(1)), NOON)
    imap.append(letter(3, subject="문의드립니다"), NOON)
    office.run()
    with imap.client() as client:
        client.select_folder("INBOX", readonly=True)
        read = client.search("SEEN")
        client.select_folder("INBOX")
        client.remove_flags(read, [rb"\Seen"])
    office.run()
    with imap.client() as client:
        client.select_folder("INBOX", readonly=True)
        again = client.search("SEEN")

    assert len(read) == 1
    assert again == []  # what a person marked as unread stays so


def test_by_default_nothing_is_touched(tmp_path: Path, imap: ImapServer, smtp: SmtpServer) -> None:
    office = open_office(tmp_path, imap, smtp, workers="inline")
    imap.append(letter(1, application_paper(1)), NOON)
    before = len(imap.commands())
    office.run()

    verbs = {words[1] for line in imap.commands()[before:] if len(words := line.split()) > 1}
    assert not verbs & {"SELECT", "APPEND", "STORE", "MOVE", "COPY", "EXPUNGE"}
    assert not [line for line in imap.commands()[before:] if " STORE " in line or " MOVE " in line]


def test_an_application_in_junk_or_filed_between_two_runs_is_taken(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    also = 'also_folders = ["Junk", "접수/2025"]'
    imap.make("Junk", "접수/2025")
    office = open_office(tmp_path, imap, smtp, workers="inline", mailbox=also)
    imap.append(letter(1, application_paper(1)), NOON)
    office.run()
    imap.append(letter(2, application_paper(2)), NOON)
    imap.append(letter(3, application_paper(3)), NOON, "Junk")
    with imap.client() as client:  # a person files both before the next run
        client.select_folder("INBOX")
        client.move(client.search(), "접수/2025")
    result = office.run()

    assert result.run is not None
    assert (result.run.server, result.run.accepted, result.run.known) == (3, 2, 1)
    assert set(office.reports()) == {"2025-0001", "2025-0002", "2025-0003"}
    assert {len(report["submissions"]) for report in office.reports().values()} == {1}


def test_a_folder_that_somebody_renamed_costs_only_itself(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    also = 'also_folders = ["접수 2024"]'
    office = open_office(tmp_path, imap, smtp, workers="inline", mailbox=also)
    imap.append(letter(1, application_paper(1)), NOON)
    result = office.run()

    assert result.code == 1
    assert "접수 2024" in result.troubles[0]
    assert set(office.reports()) == {"2025-0001"}


def test_the_doctor_names_a_junk_folder_that_is_not_looked_into(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    imap.make("Junk")
    office = open_office(tmp_path, imap, smtp, workers="inline")
    told = office.command("doctor")

    assert 'also_folders = ["Junk"]' in told.stdout
    assert told.stdout.count("✗") == told.returncode
