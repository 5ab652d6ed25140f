"""Drafts in a reviewer's own words, and approvals that a new verdict overtakes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from email import message_from_bytes, policy
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

from outbox.rendering import as_text, from_text, render, reword, words_of
from pipeline.commands.drafts import find_letter
from pipeline.judging.verdicts import decided, judge_all
from pipeline.letters.drafting import record
from pipeline.store.ledger import LetterRow

pytestmark = pytest.mark.mail

REQUEST = "2025-0001-1-supplement"


def drafted(office: Office, name: str = REQUEST) -> LetterRow:
    with office.desk() as desk:
        return find_letter(desk.ledger, name)


def edit(office: Office, name: str = REQUEST, *, old: str = "안녕하십니까.") -> str:
    """Change one sentence of a draft as a person does, and return the new text."""
    text = office.command("outbox", "edit", name, "--print").stdout
    assert old in text
    changed = text.replace(old, "어제 통화드린 담당자입니다.")
    path = office.folder / "글.txt"
    path.write_text(changed, "utf-8")
    done = office.command("outbox", "edit", name, "--file", path)
    assert (done.returncode, done.stderr) == (0, "")
    return changed


def rejudge(office: Office) -> None:
    """Judge everything anew, as after an upgrade of the rules."""
    with office.desk() as desk, desk.ledger._writing() as on:
        on.exec_driver_sql("UPDATE verdict SET made_by = 'older rules'")
    assert office.run().code == 0


def rejudge_without_sending(office: Office) -> None:
    with office.desk() as desk:
        with desk.ledger._writing() as on:
            on.exec_driver_sql("UPDATE verdict SET made_by = 'older rules'")
        judge_all(desk, office.now, record)
        assert not desk.troubles.codes


def body(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())


# ── a reviewer's own words ───────────────────────────────────────────────────────────


def test_other_words_leave_everything_else_as_it_was() -> None:
    class Letter:
        to = "kim@firm.example"
        subject = "[보완요청] 처음"
        body = "처음 글\n"

    at = dt.datetime(2025, 5, 12, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=9)))
    first = render(
        Letter(),
        sender="접수 담당 <intake@office.example>",
        message_id="<a@office.example>",
        date=at,
        in_reply_to="<" + "x" * 120 + "@mail.example>",
        references=["<r@mail.example>"],
    )
    again = reword(first, subject="[보완요청] 처음", body="처음 글\n")
    changed = reword(first, subject="다른 제목", body="다른 글\n")

    assert again == first
    assert words_of(changed) == ("다른 제목", "다른 글\n")
    for name in ("From", "To", "Date", "Message-ID", "In-Reply-To", "References"):
        assert message_from_bytes(changed)[name] == message_from_bytes(first)[name]


def test_a_text_comes_back_as_it_was_laid_out() -> None:
    assert from_text(as_text("제목이다", "본문\n\n둘째\n")) == ("제목이다", "본문\n\n둘째\n")
    for wrong in ("본문만", "제목:\n\n본문", "제목: 있음\n\n", ""):
        with pytest.raises(ValueError, match="a letter is"):
            from_text(wrong)


def test_what_a_reviewer_wrote_is_what_leaves(office: Office) -> None:
    edit(office)
    assert office.command("outbox", "approve", REQUEST).returncode == 0
    assert office.run().sent == 1

    (sent,) = office.smtp.messages
    assert "어제 통화드린 담당자입니다." in body(sent)
    assert "안녕하십니까." not in body(sent)
    message = message_from_bytes(sent, policy=policy.default)
    assert message["Auto-Submitted"] == "auto-replied"
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]


def test_a_reviewers_words_survive_every_re_run(office: Office) -> None:
    edit(office)
    rejudge(office)
    rejudge(office)

    assert "어제 통화드린 담당자입니다." in body(drafted(office).data)
    assert office.command("outbox", "approve", REQUEST).returncode == 0


def test_a_draft_that_says_the_same_stays_byte_for_byte(office: Office) -> None:
    before = drafted(office)
    office.now += dt.timedelta(hours=1)
    rejudge(office)

    assert drafted(office).data == before.data


@pytest.mark.parametrize("answer", ["edit", "keep", "renew"])
def test_a_changed_verdict_under_a_changed_draft_asks(office: Office, answer: str) -> None:
    """A new paper closes an item: nobody can approve the old words before saying what to do."""
    edit(office)
    office.imap.append(letter(1, consent_paper(1), at=NOON.replace(hour=13)))
    assert office.run().code == 0
    name = "2025-0001-2-supplement"
    asked = drafted(office, name)
    refused = office.command("outbox", "approve", name)
    listed = office.command("outbox", "list").stdout
    new = office.command("outbox", "renew", name, "--print").stdout
    rejudge(office)
    still = office.command("outbox", "approve", name)
    if answer == "edit":
        edit(office, name, old="어제 통화드린 담당자입니다.")
        office.command("outbox", "keep", name)
    else:
        assert office.command("outbox", answer, name).returncode == 0
    approved = office.command("outbox", "approve", name)
    result = office.run()

    assert "어제 통화드린 담당자입니다." in body(asked.data)
    assert "안녕하십니까." in new
    assert "초안을 고쳤습니다" in office.command("history", "2025-0001").stdout
    assert (refused.returncode, still.returncode) == (1, 1)
    assert "outbox keep" in refused.stderr
    assert "바뀌었습니다" in listed
    assert drafted(office).state == "superseded"
    assert (approved.returncode, result.sent) == (0, 1)
    kept = "어제 통화드린 담당자입니다." in body(office.smtp.messages[0])
    assert kept == (answer != "renew")
    if answer == "renew":
        assert "개인정보" not in body(office.smtp.messages[0]).split("2. 지금까지")[0]


@pytest.mark.parametrize("edited", [False, True], ids=["as written", "in a reviewer's words"])
def test_an_approved_letter_that_would_say_something_else_is_a_draft_again(
    office: Office, edited: bool
) -> None:
    """Approved at noon, judged by other rules before the next run: nobody has seen these words."""
    if edited:
        edit(office)
    office.command("outbox", "approve", REQUEST)
    rejudge_without_sending(office)
    same = drafted(office)
    with office.desk() as desk:
        letters = desk.programme.letters
        other = letters.model_copy(update={"supplement": "$company_name 다른 안내문\n$open_items"})
        changed = dataclasses.replace(
            desk, programme=desk.programme.model_copy(update={"letters": other})
        )
        with changed.ledger._writing() as on:
            on.exec_driver_sql("UPDATE verdict SET made_by = 'older rules'")
        judge_all(changed, office.now, record)
        assert not changed.troubles.codes
        reopened = find_letter(desk.ledger, REQUEST)

    assert same.state == "approved"
    assert reopened.state == "drafted"
    assert "바뀌" in reopened.remark
    assert ("어제 통화드린" if edited else "다른 안내문") in body(reopened.data)
    assert office.smtp.messages == []


@pytest.mark.parametrize("edited", [False, True], ids=["as written", "in a reviewer's words"])
def test_a_look_up_that_found_nothing_wrong_costs_an_approved_letter_nothing(
    office: Office, edited: bool
) -> None:
    """Approved, then somebody ticks a look-up: the verdict is new, what is asked is the same."""
    if edited:
        edit(office)
    office.command("outbox", "approve", REQUEST)
    with office.desk() as desk:
        ticked = ("2025-0001", "by-hand:running-project", "settled")
        decided(desk.ledger, *ticked, note="조회함", reviewer="김하늬", now=office.now)
    result = office.run()

    with office.desk() as desk:
        assert desk.ledger.latest_verdict("2025-0001").revision == 2
        requests = [x for x in desk.ledger.letters(receipt="2025-0001") if x.kind == "supplement"]
    assert [(x.revision, x.state) for x in requests] == [(1, "sent")]
    assert result.sent == 1
    assert ("어제 통화드린" in body(office.smtp.messages[0])) == edited


def test_words_given_while_a_run_judges_are_not_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reviewer saves between the moment the run wrote its drafts and its transaction."""
    from pipeline.letters import drafting

    real, saved = drafting.draft, []

    def slowly(*given: object) -> object:
        drafts = real(*given)  # type: ignore[arg-type]
        if not saved:
            saved.append(edit(office))
        return drafts

    monkeypatch.setattr(drafting, "draft", slowly)
    rejudge(office)

    assert saved
    assert "어제 통화드린 담당자입니다." in body(drafted(office).data)


def test_with_automatic_letters_changed_words_wait_for_their_reviewer(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    office = open_office(tmp_path, *mail, workers="inline", end="[letters]\nreceipts = false\n")
    mail[0].append(letter(1, application_paper(1)), NOON)
    office.run()
    edit(office)
    office.config.write_text(office.config.read_text() + 'mode = "automatic"\n')
    office.command("run")
    rejudge(office)

    assert drafted(office).state == "drafted"
    assert mail[1].messages == []


WRONG = [
    pytest.param("제목 없이 쓴 글", "제목", id="no subject"),
    pytest.param("제목: x\n\n주민등록번호 900101-1234567", "주민등록번호", id="a resident number"),
]


@pytest.mark.parametrize(("text", "hint"), WRONG)
def test_words_that_cannot_be_sent_are_refused(office: Office, text: str, hint: str) -> None:
    path = office.folder / "글.txt"
    path.write_text(text, "utf-8")
    before = drafted(office)
    refused = office.command("outbox", "edit", REQUEST, "--file", path)

    assert refused.returncode == 1
    assert hint in refused.stderr
    assert "900101" not in refused.stderr
    assert drafted(office) == before


def test_only_drafts_can_be_changed(office: Office) -> None:
    office.command("outbox", "approve", REQUEST)
    path = office.folder / "글.txt"
    path.write_text("제목: x\n\ny", "utf-8")
    changed = office.command("outbox", "edit", REQUEST, "--file", path)
    kept = office.command("outbox", "keep", REQUEST)
    nobody = office.command("outbox", "edit", REQUEST)

    assert (changed.returncode, kept.returncode, nobody.returncode) == (1, 1, 1)
    assert "초안" in changed.stderr
    assert "--file" in nobody.stderr
