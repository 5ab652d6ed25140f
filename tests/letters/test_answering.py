"""Whom nobody answers, how much leaves by itself, and the stop for all letters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from office import (
    NOON,
    Office,
    application_paper,
    consent_paper,
    letter,
    open_office,
    tax_paper,
)
from servers import ImapServer, SmtpServer

from checks.authentication import has_failed

pytestmark = pytest.mark.mail

REQUEST = "2025-0001-1-supplement"
AUTOMATIC = '[letters]\nmode = "automatic"\n'


# ── never answered ───────────────────────────────────────────────────────────────────


FORGED = b"Authentication-Results: mx.office.example; dmarc=fail header.from=firm1.example\r\n"
EXCHANGE = (
    b"Authentication-Results: spf=fail (sender IP is 192.0.2.9) smtp.mailfrom=firm1.example;"
    b" dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine"
    b" header.from=firm1.example;compauth=fail reason=000\r\n"
)
NEVER = [
    pytest.param({"headers": (("Auto-Submitted", "auto-generated"),)}, id="sent by a program"),
    pytest.param({"headers": (("List-Id", "<x.example>"),)}, id="a list"),
    pytest.param({"headers": (("Precedence", "bulk"),)}, id="bulk mail"),
    pytest.param({"headers": (("X-Auto-Response-Suppress", "All"),)}, id="asks for no answer"),
    pytest.param({"subject": "부재중 자동회신: 신청"}, id="an out-of-office notice"),
    pytest.param({"sender": "no-reply@firm1.example"}, id="an address that takes no mail"),
    pytest.param({"sender": "intake@office.example"}, id="our own address"),
]


@pytest.mark.parametrize("mail_facts", NEVER)
@pytest.mark.parametrize("mode", ["review", "automatic"])
def test_who_is_never_answered(
    tmp_path: Path,
    mail: tuple[ImapServer, SmtpServer],
    mail_facts: dict[str, object],
    mode: str,
) -> None:
    """Its papers are taken in all the same; only nothing is written back."""
    office = open_office(tmp_path, *mail, workers="inline", end=f'[letters]\nmode = "{mode}"\n')
    mail[0].append(letter(1, application_paper(1), **mail_facts), NOON)  # type: ignore[arg-type]
    result = office.run()

    assert (result.code, result.sent) == (0, 0)
    assert set(office.reports()) == {"2025-0001"}
    with office.desk() as desk:
        assert desk.ledger.letters() == []
    assert mail[1].messages == []
    assert "2025-0001: 답장하지 않습니다." in office.command("outbox", "list").stdout


@pytest.mark.parametrize(
    "first_lines",
    [
        pytest.param(b"Return-Path: <>\r\n", id="an empty return path"),
        pytest.param(FORGED, id="a sender that our server found forged"),
        pytest.param(EXCHANGE, id="the same, found by a server that leaves its name out"),
    ],
)
def test_what_our_own_server_wrote_on_top_forbids_an_answer(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer], first_lines: bytes
) -> None:
    office = open_office(tmp_path, *mail, workers="inline", end=AUTOMATIC)
    mail[0].append(first_lines + letter(1, application_paper(1)), NOON)

    assert office.run().sent == 0
    assert set(office.reports()) == {"2025-0001"}
    assert mail[1].messages == []


def test_a_person_who_settles_the_doubt_lets_a_letter_be_written(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    """The office is told what to do, and the request waits for its approval like any other."""
    office = open_office(tmp_path, *mail, workers="inline", end="[letters]\nreceipts = false\n")
    mail[0].append(EXCHANGE + letter(1, application_paper(1)), NOON)
    office.run()
    (report,) = office.reports().values()
    (doubt,) = [f for f in report["findings"] if f["rule"] == "sender-authenticated"]
    silent = office.command("outbox", "list").stdout

    office.command("decide", "2025-0001", doubt["key"], "settled", "--note", "전화로 확인")

    assert doubt["severity"] == "doubtful"
    assert f"intake decide 접수번호 {doubt['key']} settled" in silent
    with office.desk() as desk:
        assert [(x.kind, x.state) for x in desk.ledger.letters()] == [("supplement", "drafted")]


def test_a_forged_later_mail_is_answered_to_the_real_sender(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    """The newest mail that may be answered says where the letter goes."""
    office = open_office(tmp_path, *mail, workers="inline", end="[letters]\nreceipts = false\n")
    mail[0].append(letter(1, application_paper(1)), NOON)
    later = NOON.replace(hour=14)
    forged = letter(1, tax_paper(1), sender="evil@elsewhere.example", at=later)
    mail[0].append(FORGED + forged, later)
    office.run()

    with office.desk() as desk:
        assert {x.recipient for x in desk.ledger.letters()} == {"apply@firm1.example"}


@pytest.mark.parametrize(
    ("results", "failed"),
    [
        pytest.param((("dmarc", "fail"), ("spf", "pass")), True, id="DMARC fails"),
        pytest.param((("dmarc", "pass"), ("spf", "fail")), False, id="DMARC weighs the others"),
        pytest.param((("spf", "fail"),), True, id="SPF alone fails"),
        pytest.param((("spf", "fail"), ("dkim", "pass")), True, id="one of two fails"),
        pytest.param((("dkim", "fail"), ("dmarc", "none")), True, id="there is no DMARC"),
        pytest.param((("spf", "hardfail"),), True, id="in other words"),
        pytest.param((("spf", "softfail"), ("dkim", "none")), False, id="nothing fails outright"),
        pytest.param((), False, id="nothing is known"),
    ],
)
def test_when_authentication_has_failed(results: tuple[tuple[str, str], ...], failed: bool) -> None:
    assert has_failed(results) is failed


# ── caps and the stop ────────────────────────────────────────────────────────────────


def capped(tmp_path: Path, mail: tuple[ImapServer, SmtpServer], **limits: int) -> Office:
    lines = "".join(f"{name} = {value}\n" for name, value in limits.items())
    return open_office(tmp_path, *mail, workers="inline", end=f"{AUTOMATIC}[limits]\n{lines}")


def test_beyond_the_cap_of_a_dossier_a_person_is_asked(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    office = capped(tmp_path, mail, letters_per_dossier=1)
    for hour, paper in ((12, application_paper(1)), (13, consent_paper(1)), (14, tax_paper(1))):
        at = NOON.replace(hour=hour)
        mail[0].append(letter(1, paper, at=at), at)
        office.run()
    with office.desk() as desk:
        waiting = [x for x in desk.ledger.letters("drafted") if "한도(1통)" in x.remark]
    approved = office.command("outbox", "approve", waiting[-1].name)
    person = office.run()

    assert len(mail[1].messages) == 2  # the first by itself, the last by a person's word
    assert waiting
    assert (approved.returncode, person.sent) == (0, 1)


def test_beyond_the_cap_of_an_address_a_person_is_asked(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer]
) -> None:
    """A consultant's second firm waits on the day; the next day's mail leaves again."""
    office = capped(tmp_path, mail, letters_per_address=1)
    for seed in (1, 2):
        at = NOON.replace(hour=11 + seed)
        mail[0].append(letter(seed, application_paper(seed), sender="a@con.example", at=at), at)
        office.run()
    today = len(mail[1].messages)
    office.now += dt.timedelta(days=1, minutes=1)
    at = NOON + dt.timedelta(days=1)
    mail[0].append(letter(2, tax_paper(2), sender="a@con.example", at=at), at)
    office.run()

    assert today == 1
    assert len(mail[1].messages) == 2


def test_a_stop_holds_every_letter_until_somebody_lets_them_go(office: Office) -> None:
    office.command("outbox", "approve", REQUEST)
    stopped = office.command("outbox", "stop", "--note", "공고 정정")
    held = office.run()
    shown = [office.command(*words).stdout for words in (("status",), ("outbox", "list"))]
    gone = office.command("outbox", "go")
    again = office.command("outbox", "go")
    sent = office.run()

    assert (stopped.returncode, gone.returncode, again.returncode) == (0, 0, 0)
    assert (held.code, held.sent) == (0, 0)
    assert all("공고 정정" in text and "intake outbox go" in text for text in shown)
    assert "멈추어 있지 않습니다" in again.stdout
    assert sent.sent == 1


def test_a_stop_takes_effect_between_two_letters(
    tmp_path: Path, mail: tuple[ImapServer, SmtpServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office(tmp_path, *mail, workers="inline")
    for seed in (1, 2, 3):
        mail[0].append(letter(seed, application_paper(seed)), NOON)
    office.run()
    office.command("outbox", "approve", "--all")
    before = len(mail[1].messages)
    # What a person does while the run pauses between two letters.
    monkeypatch.setattr(
        "pipeline.letters.delivering.time.sleep", lambda _: office.command("outbox", "stop")
    )
    office.run()
    office.run()

    assert len(mail[1].messages) - before <= 2  # and the third waits
    with office.desk() as desk:
        assert desk.ledger.stopped() is not None
