"""A letter leaves at most once, and every fault on the way has its own name."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from rude import scripted_server
from servers import HOST, SmtpServer, make_certificate, smtp_server

from extractors.errors import Unreachable
from outbox.delivery import Outcome, Relay, SmtpRefused, check_login, send

pytestmark = pytest.mark.mail

LETTER = (
    b"From: intake@office.example\r\nTo: a@firm.example\r\nSubject: =?utf-8?b?67O07JmE?=\r\n"
    b"\r\n.begins with a dot\r\n..and two\r\n.\r\nend\r\n"
)


def deliver(server: SmtpServer, data: bytes = LETTER, **changes: Any) -> Outcome:
    told = {one.name: changes.pop(one.name) for one in fields(Relay) if one.name in changes}
    values = {"recipient": "a@firm.example", "stage_seconds": 5, "verdict_seconds": 5}
    return send(replace(relay_at(server), **told), data=data, **(values | changes))


def relay_at(server: SmtpServer) -> Relay:
    return Relay(
        host=server.host,
        port=server.port,
        tls="implicit",
        mail_from="intake@office.example",
        user=server.user,
        password=server.password,
        ca=server.ca_file,
    )


def test_a_letter_arrives_byte_for_byte(smtp: SmtpServer) -> None:
    outcome = deliver(smtp)

    assert outcome == Outcome(state="sent", reply="250 2.0.0 queued as 1")
    assert smtp.messages == [LETTER]
    assert smtp.recipients == [["a@firm.example"]]


def test_starttls_is_used(tmp_path: Path) -> None:
    with smtp_server(tmp_path, tls="starttls") as server:
        outcome = deliver(server, tls="starttls")

    assert outcome.state == "sent"
    assert server.logins == 1


@pytest.mark.parametrize(
    ("stage", "fault", "state"),
    [
        pytest.param("MAIL", "451 later", "later", id="the sender is put off"),
        pytest.param("MAIL", "vanish", "later", id="the line breaks at the sender"),
        pytest.param("RCPT", "450 greylisted", "later", id="the recipient is put off"),
        pytest.param("RCPT", "550 no such user", "refused", id="the recipient is refused"),
        pytest.param("RCPT", "vanish", "later", id="the line breaks at the recipient"),
        pytest.param("RCPT", "stall", "later", id="the server stalls at the recipient"),
        pytest.param("DATA", "451 later", "later", id="the text is put off"),
        pytest.param("DATA", "554 no", "later", id="a no to DATA is about the session"),
        pytest.param("DATA", "vanish", "later", id="the line breaks before the text"),
        pytest.param("DOT", "451 full", "later", id="the letter is put off"),
        pytest.param("DOT", "421 closing", "later", id="the server closes without taking it"),
        pytest.param("DOT", "552 too large", "refused", id="the letter is refused"),
        pytest.param("DOT", "vanish", "unknown", id="the line breaks after the dot"),
        pytest.param("DOT", "stall", "unknown", id="the server stalls after the dot"),
    ],
)
def test_each_fault_has_its_outcome(smtp: SmtpServer, stage: str, fault: str, state: str) -> None:
    smtp.faults[stage] = fault

    outcome = deliver(smtp, stage_seconds=0.5, verdict_seconds=0.5)

    assert outcome.state == state
    assert outcome.reply
    if fault[0].isdigit():
        assert outcome.reply == fault
    if state != "unknown":
        assert smtp.messages == []


@pytest.mark.parametrize(
    ("faults", "changes", "words"),
    [
        pytest.param({}, {"password": "wrong"}, "app password", id="a wrong password"),
        pytest.param({}, {"password": "틀린 비밀번호"}, "app password", id="a Korean password"),
        pytest.param(
            {"MAIL": "553 not yours"}, {}, "does not let", id="a sender that is not allowed"
        ),
        pytest.param({"RCPT": "530 log in"}, {}, "demands a login", id="a login is demanded"),
        pytest.param({}, {"ca": None}, "ca_file", id="an unknown certificate"),
        pytest.param({}, {"ca": Path("/nowhere.pem")}, "/nowhere.pem", id="a missing ca_file"),
        pytest.param(
            {}, {"mail_from": "a@b.example>\r\nDATA"}, "no plain", id="a sender with a line end"
        ),
    ],
)
def test_what_the_operator_must_put_right(
    smtp: SmtpServer, faults: dict[str, str], changes: dict[str, Any], words: str
) -> None:
    smtp.faults.update(faults)

    with pytest.raises(SmtpRefused, match=words) as caught:
        deliver(smtp, **changes)

    assert smtp.messages == []
    assert smtp.logins <= 1
    assert str(changes.get("password")) not in str(caught.value)


def test_a_login_that_is_put_off_is_tried_later(smtp: SmtpServer) -> None:
    smtp.faults["AUTH"] = "454 4.7.0 temporary authentication failure"

    assert deliver(smtp).state == "later"


def test_without_starttls_nothing_is_said(tmp_path: Path) -> None:
    with (
        smtp_server(tmp_path, tls="none") as server,
        pytest.raises(SmtpRefused, match="STARTTLS"),
    ):
        deliver(server, tls="starttls")

    assert server.logins == 0
    assert server.messages == []


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    ca = make_certificate(tmp_path, name="other.example", address="127.0.0.9")
    with smtp_server(tmp_path) as server, pytest.raises(SmtpRefused, match="certificate"):
        deliver(server, ca=ca)

    assert server.messages == []


def test_nobody_listening_means_later(smtp: SmtpServer) -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]

    assert deliver(smtp, port=port).state == "later"


def dialogue(*replies: bytes, drip: bytes = b"") -> Callable[[socket.socket], None]:
    """A server that answers each line with the next reply, then drips *drip* for ever."""

    def talk(line: socket.socket) -> None:
        with line.makefile("rb") as lines:
            line.sendall(b"220 ready\r\n")
            for reply in replies:
                while reply.startswith(b"DOT") and lines.readline() != b".\r\n":
                    pass
                if not reply.startswith(b"DOT"):
                    lines.readline()
                line.sendall(reply.removeprefix(b"DOT") + b"\r\n")
            while drip:
                line.sendall(drip)
                time.sleep(0.05)

    return talk


OK = b"250 ok"


@pytest.mark.parametrize(
    ("replies", "drip", "state"),
    [
        pytest.param([OK, OK, OK, b"354 go", b"DOT250 ok"], b"", "sent", id="a plain relay"),
        pytest.param(
            [OK, OK, OK, b"354 go", b"DOThello"], b"", "unknown", id="nonsense at the end"
        ),
        pytest.param(
            [OK, OK, OK, b"354 go", b"DOT250-a"], b"250-a\r\n", "unknown", id="an endless reply"
        ),
        pytest.param([OK, OK], b"250-a\r\n", "later", id="an endless reply to the recipient"),
        pytest.param([b"502 no", b"502 no"], b"", "later", id="no greeting"),
    ],
)
def test_a_rude_server_cannot_hold_or_mislead(
    smtp: SmtpServer, replies: list[bytes], drip: bytes, state: str
) -> None:
    begun = time.monotonic()
    with scripted_server(dialogue(*replies, drip=drip)) as port:
        outcome = deliver(
            smtp, port=port, tls="none", user="", stage_seconds=0.5, verdict_seconds=0.5
        )

    assert outcome.state == state
    assert time.monotonic() - begun < 4


def test_a_reply_is_cleaned_before_a_person_sees_it(smtp: SmtpServer) -> None:
    said = "550 \x1b[31m없는 수신인\x07 \u202e\u200b" + "x" * 400
    with scripted_server(dialogue(OK, OK, said.encode())) as port:
        outcome = deliver(smtp, port=port, tls="none", user="")

    assert outcome.state == "refused"
    assert outcome.reply.startswith("550 [31m없는 수신인 xxx")
    assert outcome.reply.isprintable()
    assert len(outcome.reply) < 320


@pytest.mark.parametrize(
    "recipient",
    [
        "a@firm.example>\r\nRCPT TO:<b@firm.example",
        "홍길동@firm.example",
        "a@b",
        "",
        "a b@c.example",
    ],
)
def test_only_a_plain_address_is_written_to(smtp: SmtpServer, recipient: str) -> None:
    assert deliver(smtp, recipient=recipient).state == "refused"
    assert smtp.messages == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a\r\n\n.\r\nb\r\n", id="a bare LF, which can smuggle a second letter"),
        pytest.param(b"a\rb\r\n", id="a bare CR"),
        pytest.param("가\r\n".encode(), id="eight bits"),
        pytest.param(b"no end", id="no line end"),
        pytest.param(b"x" * 999 + b"\r\n", id="a line that is too long"),
    ],
)
def test_bytes_that_are_no_letter_never_leave(smtp: SmtpServer, data: bytes) -> None:
    with pytest.raises(ValueError, match="a letter"):
        deliver(smtp, data)

    assert smtp.messages == []


def test_a_login_can_be_checked_without_a_letter(smtp: SmtpServer) -> None:
    relay = relay_at(smtp)

    check_login(relay)
    with pytest.raises(SmtpRefused):
        check_login(replace(relay, password="wrong"))
    with pytest.raises(Unreachable), scripted_server(lambda line: None) as port:
        check_login(replace(relay, port=port))

    assert smtp.messages == []


def test_plain_text_is_never_tried_when_tls_fails(smtp: SmtpServer) -> None:
    """The server speaks plain text on a port where TLS is expected."""
    heard: list[bytes] = []

    def talk(line: socket.socket) -> None:
        line.sendall(b"220 ready\r\n")
        while got := line.recv(4096):
            heard.append(got)

    with scripted_server(talk) as port:
        outcome = deliver(smtp, port=port, stage_seconds=1)

    assert outcome.state == "later"
    assert not any(b"EHLO" in got for got in heard)
