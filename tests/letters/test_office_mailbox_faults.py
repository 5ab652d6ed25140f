"""The line to the mailbox breaks while something is changed there: nothing twice, nothing lost."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from office import NOON, ROOT, Office, application_paper, letter, open_office
from rude import cutting_proxy
from servers import ImapServer, SmtpServer

pytestmark = pytest.mark.mail

DRAFTS, DONE = "임시보관함", "처리 완료"
DRAFTING = '[letters]\nmode = "drafts"\nreceipts = false\n'
QUOTA = """
mail_plugins = quota
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=1K
}"""
LESS = "imap_capability = IMAP4rev1 UIDPLUS LITERAL+ AUTH=PLAIN"


@pytest.fixture
def imap(mail: tuple[ImapServer, SmtpServer]) -> ImapServer:
    mail[0].make(DRAFTS, DONE)
    return mail[0]


def through(office: Office, port: int) -> Office:
    """The same office, with its mailbox behind a go-between."""
    changed = office.settings.mailbox.model_copy(update={"port": port, "tls": "none"})
    settings = office.settings.model_copy(update={"mailbox": changed})
    return Office(office.folder, office.imap, office.smtp, settings)


@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
def test_a_line_that_breaks_at_a_draft_puts_exactly_one_there(
    tmp_path: Path, imap: ImapServer, mail: tuple[ImapServer, SmtpServer], after: bool
) -> None:
    office = open_office(tmp_path, imap, mail[1], workers="inline", end=DRAFTING)
    imap.append(letter(1, application_paper(1)), NOON)
    with cutting_proxy(imap.port, b"APPEND", after=after) as port:
        broken = through(office, port).run()
    between = len(imap.held(DRAFTS))
    healed = office.run()
    office.run()

    assert broken.code == 75
    assert between == after
    assert healed.code == 0
    assert len(imap.held(DRAFTS)) == 1


def test_a_run_that_is_killed_at_a_draft_puts_exactly_one_there(
    tmp_path: Path, imap: ImapServer, mail: tuple[ImapServer, SmtpServer]
) -> None:
    office = open_office(tmp_path, imap, mail[1], workers="inline", end=DRAFTING)
    plain = f'port = {imap.port}\ntls = "none"'  # what is sent is seen only without TLS
    usual = office.config.read_text()
    office.config.write_text(usual.replace(f"port = {imap.tls_port}", plain))
    imap.append(letter(1, application_paper(1)), NOON)
    killed = office.process(
        "run", by=(ROOT / "tests/support/dying.py", "imaplib.send", "APPEND", "1")
    )
    there = len(imap.held(DRAFTS))
    again = office.process("run")
    third = office.run()

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert there == 0
    assert (again.returncode, again.stderr) == (0, "")
    assert (third.code, third.troubles) == (0, ())
    assert len(imap.held(DRAFTS)) == 1


def test_a_full_mailbox_costs_only_the_drafts(
    tmp_path: Path, imap: ImapServer, mail: tuple[ImapServer, SmtpServer]
) -> None:
    office = open_office(tmp_path, imap, mail[1], workers="inline", end=DRAFTING)
    imap.append(letter(1, application_paper(1)), NOON)
    with imap.configured(QUOTA):
        full = office.run()
    healed = office.run()

    assert full.code == 75
    assert "refused a change" in full.troubles[0]
    assert set(office.reports()) == {"2025-0001"}
    assert healed.code == 0
    assert len(imap.held(DRAFTS)) == 1


CHANGES = [
    pytest.param("MOVE", "", id="MOVE"),
    pytest.param("COPY", LESS, id="COPY where the server has no MOVE"),
    pytest.param("STORE", LESS, id="the original is taken away"),
    pytest.param("EXPUNGE", LESS, id="the original is expunged"),
]


@pytest.mark.parametrize(("command", "configuration"), CHANGES)
@pytest.mark.parametrize("after", [False, True], ids=["before it", "after it"])
def test_a_line_that_breaks_while_mail_is_moved_leaves_exactly_one(
    tmp_path: Path,
    imap: ImapServer,
    mail: tuple[ImapServer, SmtpServer],
    command: str,
    configuration: str,
    after: bool,
) -> None:
    mailbox = f'leave_untouched = false\nprocessed_folder = "{DONE}"'
    raw = letter(1, application_paper(1))
    with imap.configured(configuration):
        office = open_office(tmp_path, imap, mail[1], workers="inline", mailbox=mailbox)
        imap.append(raw, NOON)
        with cutting_proxy(imap.port, command.encode(), after=after) as port:
            broken = through(office, port).run()
        healed = office.run()
        again = office.run()

        assert broken.code in (0, 75)  # asked again at once, or by the next run
        assert (healed.code, again.code) == (0, 0)
        assert list(imap.held(DONE).values()) == [raw]
        assert imap.held("INBOX") == {}
        assert set(office.reports()) == {"2025-0001"}
