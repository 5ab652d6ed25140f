"""Drafts in the office's own mailbox: put there once, followed, never sent a second way."""

from __future__ import annotations

import dataclasses
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from office import (
    NOON,
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
)
from servers import ImapServer, SmtpServer

from pipeline.commands.drafts import find_letter
from pipeline.judging.verdicts import judge_all
from pipeline.letters.drafting import record

pytestmark = pytest.mark.mail

REQUEST = "2025-0001-1-supplement"
DRAFTS, SENT = "임시보관함", "보낸메일함"
MARKED = r"""
namespace inbox {
  mailbox 접수초안 {
    special_use = \Drafts
    auto = create
  }
}"""
MODE = f'[letters]\nmode = "drafts"\nreceipts = false\nsent_folder = "{SENT}"\n'


@pytest.fixture
def imap(mail: tuple[ImapServer, SmtpServer]) -> ImapServer:
    mail[0].make(DRAFTS, SENT)
    return mail[0]


@pytest.fixture
def smtp(mail: tuple[ImapServer, SmtpServer]) -> SmtpServer:
    return mail[1]


def take_out(imap: ImapServer, folder: str) -> None:
    """Delete all of a folder, as a person does."""
    with imap.client() as client:
        client.select_folder(folder)
        client.delete_messages(client.search())
        client.expunge()


def as_sent(draft: bytes, *, say: str = "") -> bytes:
    """A draft as a mail program sends it: an id of its own, our private headers gone."""
    message = message_from_bytes(draft, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    del message["Message-ID"]
    del message["Auto-Submitted"]
    del message["X-Auto-Response-Suppress"]
    message["Message-ID"] = "<program.1@pc.office.example>"
    if say:
        message.clear_content()
        message.set_content(say)
    return message.as_bytes()


def state(office: Office, name: str = REQUEST) -> tuple[str, str]:
    with office.desk() as desk:
        found = find_letter(desk.ledger, name)
    return found.state, found.remark


# ── drafts ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def office(tmp_path: Path, imap: ImapServer, smtp: SmtpServer) -> Office:
    """An office that works in its mail program; one request was put into its drafts."""
    office = open_office(tmp_path, imap, smtp, workers="inline", end=MODE)
    imap.append(letter(1, application_paper(1)), NOON)
    result = office.run()
    assert (result.code, result.troubles) == (0, ())
    return office


def test_a_draft_is_put_into_the_mailbox_once(office: Office, imap: ImapServer) -> None:
    before = imap.held(DRAFTS)
    office.run()
    with imap.client() as client:
        client.select_folder(DRAFTS, readonly=True)
        flags = client.get_flags(list(before))

    assert len(before) == 1
    assert imap.held(DRAFTS) == before
    assert all(rb"\Draft" in found for found in flags.values())
    (raw,) = before.values()
    message = message_from_bytes(raw)
    assert message["To"] == "<apply@firm1.example>"
    assert message["In-Reply-To"] == "<1.120000@mail.example>"
    word, remark = state(office)
    assert word == "drafted"
    assert DRAFTS in remark
    assert office.smtp.messages == []


def test_the_folder_that_the_server_marks_is_used(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    """Dovecot announces special-use folders (RFC 6154) where its configuration names them."""
    with imap.configured(MARKED):
        office = open_office(tmp_path, imap, smtp, workers="inline", end=MODE)
        imap.append(letter(1, application_paper(1)), NOON)
        office.run()

        assert len(imap.held("접수초안")) == 1
        assert imap.held(DRAFTS) == {}


def test_what_the_office_sent_is_kept_as_it_was_sent(office: Office, imap: ImapServer) -> None:
    (draft,) = imap.held(DRAFTS).values()
    imap.append(as_sent(draft, say="전화로 말씀드린 대로 보내 드립니다."), None, SENT)
    take_out(imap, DRAFTS)
    result = office.run()
    again = office.run()

    assert state(office)[0] == "sent"
    with office.desk() as desk:
        kept = find_letter(desk.ledger, REQUEST)
        assert kept.message_id == "<program.1@pc.office.example>"
        assert kept.sent_at is not None
    shown = next(office.review.glob(f"*/letters/{REQUEST}.eml")).read_bytes()
    words = message_from_bytes(shown, policy=policy.default).get_body(("plain",))
    assert words is not None
    assert "전화로 말씀드린 대로" in words.get_content()
    assert (result.code, again.code) == (0, 0)
    assert imap.held(DRAFTS) == {}
    assert office.smtp.messages == []


def test_a_reply_to_what_the_office_sent_finds_its_dossier(
    office: Office, imap: ImapServer
) -> None:
    (draft,) = imap.held(DRAFTS).values()
    imap.append(as_sent(draft), None, SENT)
    take_out(imap, DRAFTS)
    office.run()
    at = NOON.replace(hour=15)
    thread = (("In-Reply-To", "<program.1@pc.office.example>"),)
    imap.append(letter(1, consent_paper(1), at=at, headers=thread, subject="Re: 보완"), at)
    office.run()

    assert len(office.reports()["2025-0001"]["submissions"]) == 2


def test_a_draft_that_vanished_is_for_a_person_to_explain(office: Office, imap: ImapServer) -> None:
    """Deleted, or sent by a program that keeps no copy on the server: nobody can know."""
    take_out(imap, DRAFTS)
    office.run()
    word, remark = state(office)
    office.run()

    assert word == "unknown"
    assert "직접 보내셨는지" in remark
    assert imap.held(DRAFTS) == {}
    said = office.command("outbox", "sent", REQUEST)
    assert (said.returncode, state(office)[0]) == (0, "sent")


def test_a_draft_that_was_changed_there_stays_the_offices(office: Office, imap: ImapServer) -> None:
    (draft,) = imap.held(DRAFTS).values()
    take_out(imap, DRAFTS)
    changed = as_sent(draft, say="고친 초안")
    imap.append(changed, None, DRAFTS)
    office.run()
    waiting = state(office)
    office.imap.append(letter(1, consent_paper(1), at=NOON.replace(hour=13)), NOON)
    office.run()
    asked = state(office, "2025-0001-2-supplement")
    only = list(imap.held(DRAFTS).values())
    take_out(imap, DRAFTS)
    office.run()

    assert waiting[0] == "drafted"
    assert "고친 초안" in waiting[1]
    assert only == [changed]
    assert "이전 초안이 남아" in asked[1]
    assert state(office)[0] == "superseded"
    assert state(office, "2025-0001-2-supplement")[0] == "drafted"
    assert len(imap.held(DRAFTS)) == 1


def test_an_outdated_draft_that_nobody_touched_is_replaced(
    office: Office, imap: ImapServer
) -> None:
    (old,) = imap.held(DRAFTS).values()
    imap.append(letter(1, consent_paper(1), at=NOON.replace(hour=13)), NOON)
    office.run()
    (new,) = imap.held(DRAFTS).values()

    assert message_from_bytes(new)["Message-ID"] != message_from_bytes(old)["Message-ID"]
    assert state(office)[0] == "superseded"


def test_a_draft_that_would_say_something_else_now_is_replaced(
    office: Office, imap: ImapServer
) -> None:
    """The same revision by other rules or wording: the name and the Message-ID stay."""
    (old,) = imap.held(DRAFTS).values()
    with office.desk() as desk:
        letters = desk.programme.letters.model_copy(update={"supplement": "새 안내문\n$open_items"})
        programme = desk.programme.model_copy(update={"letters": letters})
        with desk.ledger._writing() as on:
            on.exec_driver_sql("UPDATE verdict SET made_by = 'older rules'")
        judge_all(dataclasses.replace(desk, programme=programme), office.now, record)
        assert not desk.troubles.codes
    office.run()
    (new,) = imap.held(DRAFTS).values()
    office.run()

    assert message_from_bytes(new)["Message-ID"] == message_from_bytes(old)["Message-ID"]
    assert new != old
    assert state(office)[0] == "drafted"
    assert list(imap.held(DRAFTS).values()) == [new]


def test_a_withdrawn_draft_is_taken_out_again(office: Office, imap: ImapServer) -> None:
    assert office.command("outbox", "withdraw", REQUEST).returncode == 0
    office.run()

    assert imap.held(DRAFTS) == {}
    assert state(office)[0] == "withdrawn"


def test_another_mode_takes_untouched_drafts_back(office: Office, imap: ImapServer) -> None:
    office.config.write_text(office.config.read_text().replace('"drafts"', '"review"'))
    done = office.command("run")
    approved = office.command("outbox", "approve", REQUEST)
    office.command("run")

    assert (done.returncode, approved.returncode) == (0, 0)
    assert imap.held(DRAFTS) == {}
    assert state(office) == ("sent", "")
    assert len(office.smtp.messages) == 1


def test_a_draft_in_the_mailbox_cannot_leave_a_second_way(office: Office) -> None:
    approved = office.command("outbox", "approve", REQUEST)
    edited = office.command("outbox", "edit", REQUEST, "--print")
    path = office.folder / "글.txt"
    path.write_text(edited.stdout + "한 줄 더\n", "utf-8")
    changed = office.command("outbox", "edit", REQUEST, "--file", path)

    assert (approved.returncode, changed.returncode) == (1, 1)
    assert "메일 프로그램" in approved.stderr
    assert office.run().sent == 0
    assert office.smtp.messages == []


def test_a_rebuilt_folder_brings_no_second_draft(office: Office, imap: ImapServer) -> None:
    before = list(imap.held(DRAFTS).values())
    with imap.client() as client:
        name = client._normalise_folder(DRAFTS).decode().strip('"')
    imap.change_validity(name)
    office.run()
    office.run()

    assert list(imap.held(DRAFTS).values()) == before
    assert state(office)[0] == "drafted"


def test_a_run_that_dies_after_putting_a_draft_there_puts_no_second_one(
    office: Office, imap: ImapServer
) -> None:
    """The ledger never heard of it; the Message-ID in the folder tells."""
    with office.desk() as desk:
        (placed,) = desk.ledger.placed()
        desk.ledger.forget_placed(placed)
    office.run()

    assert len(imap.held(DRAFTS)) == 1
    with office.desk() as desk:
        assert len(desk.ledger.placed()) == 1


def test_a_draft_of_which_the_ledger_never_heard_may_have_been_changed(
    office: Office, imap: ImapServer
) -> None:
    """Some programs keep the Message-ID of what they change: it is the office's all the same."""
    (draft,) = imap.held(DRAFTS).values()
    with office.desk() as desk:
        (placed,) = desk.ledger.placed()
        desk.ledger.forget_placed(placed)
    take_out(imap, DRAFTS)
    changed = draft.replace(b"X-Auto-Response-Suppress: All", b"X-Program: one of the office's")
    imap.append(changed, None, DRAFTS)
    office.run()
    office.run()
    office.command("outbox", "withdraw", REQUEST)
    imap.append(letter(1, consent_paper(1), at=NOON.replace(hour=13)), NOON)
    office.run()

    assert list(imap.held(DRAFTS).values()) == [changed]


def test_a_stop_holds_drafts_back_too(tmp_path: Path, imap: ImapServer, smtp: SmtpServer) -> None:
    office = open_office(tmp_path, imap, smtp, workers="inline", end=MODE)
    office.command("outbox", "stop")
    imap.append(letter(1, application_paper(1)), NOON)
    office.run()
    stopped = imap.held(DRAFTS)
    office.command("outbox", "go")
    office.run()

    assert stopped == {}
    assert len(imap.held(DRAFTS)) == 1


def test_a_mailbox_without_drafts_folder_says_what_to_name(
    tmp_path: Path, imap: ImapServer, smtp: SmtpServer
) -> None:
    with imap.client() as client:
        client.delete_folder(DRAFTS)
    office = open_office(tmp_path, imap, smtp, workers="inline", end=MODE)
    imap.append(letter(1, application_paper(1)), NOON)
    result = office.run()
    doctor = office.command("doctor")

    assert result.code == 1
    assert "drafts_folder" in result.troubles[0]
    assert doctor.returncode == 1
    assert "drafts_folder" in doctor.stdout
