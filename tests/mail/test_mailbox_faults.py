"""What Dovecot never does: servers that lie, stall, hang up or hand over nothing."""

from __future__ import annotations

import socket
import time
from typing import Any

import pytest
from rude import scripted_server
from servers import HOST

from extractors.errors import Unreachable
from pipeline.mailbox.listing import (
    RawMessage,
    UntrustedServer,
    Withheld,
    connect,
    list_mail,
    new_messages,
)
from pipeline.uids import Uid

pytestmark = pytest.mark.mail

LIMIT = 100 << 20


class Rude:
    """An IMAP server that speaks by heart: for what Dovecot never does."""

    validity = b"* OK [UIDVALIDITY 7] ok\r\n"
    bodies: dict[bytes, bytes]
    login = b"OK in"
    capability = b"IMAP4rev1"

    def __init__(self, **changes: Any) -> None:
        self.bodies = {b"1": b"first", b"2": b"second", b"3": b"third"}
        self.__dict__.update(changes)

    def __call__(self, line: socket.socket) -> None:
        line.sendall(b"* OK ready\r\n")
        with line.makefile("rb") as commands:
            for command in commands:
                tag, _, rest = command.strip().partition(b" ")
                self.answer(line, tag, rest)

    def answer(self, line: socket.socket, tag: bytes, rest: bytes) -> None:
        done = tag + b" OK done\r\n"
        words = rest.split()
        if words[0] == b"CAPABILITY":
            line.sendall(b"* CAPABILITY " + self.capability + b"\r\n" + done)
        elif words[0] == b"LOGIN":
            line.sendall(tag + b" " + self.login + b"\r\n")
        elif words[0] == b"EXAMINE":
            line.sendall(b"* %d EXISTS\r\n" % len(self.bodies) + self.validity + done)
        elif words[:2] == [b"UID", b"SEARCH"]:
            line.sendall(b"* SEARCH " + b" ".join(self.bodies) + b"\r\n" + done)
        elif b"INTERNALDATE" in rest:
            for uid in words[2].split(b","):
                line.sendall(self.head(uid))
            line.sendall(done)
        elif words[:2] == [b"UID", b"FETCH"]:
            self.body(line, tag, words[2], rest)
        else:
            line.sendall(b"* BYE\r\n" + done)

    def head(self, uid: bytes) -> bytes:
        size = len(self.bodies[uid])
        return (
            b'* %s FETCH (UID %s INTERNALDATE "13-May-2025 0%s:00:00 +0900" RFC822.SIZE %d)\r\n'
            % (uid, uid, uid, size)
        )

    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        text = self.bodies[uid]
        key = b"BODY[HEADER]<0>" if b"HEADER" in rest else b"BODY[]<0>"
        line.sendall(b"* %s FETCH (UID %s %s {%d}\r\n%s)\r\n" % (uid, uid, key, len(text), text))
        line.sendall(tag + b" OK done\r\n")


class Absent(Rude):
    """Says OK and hands over nothing for the second mail."""

    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            line.sendall(tag + b" OK done\r\n")
        else:
            super().body(line, tag, uid, rest)


class Nil(Rude):
    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            line.sendall(b"* 2 FETCH (UID 2 BODY[]<0> NIL)\r\n" + tag + b" OK done\r\n")
        else:
            super().body(line, tag, uid, rest)


class No(Rude):
    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            line.sendall(tag + b" NO not this one\r\n")
        else:
            super().body(line, tag, uid, rest)


class Cut(Rude):
    """Hangs up in the middle of the second mail."""

    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            line.sendall(b"* 2 FETCH (UID 2 BODY[]<0> {1000}\r\nhalf")
            line.shutdown(socket.SHUT_RDWR)
        else:
            super().body(line, tag, uid, rest)


class Boast(Rude):
    """Announces ten gigabytes."""

    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            line.sendall(b"* 2 FETCH (UID 2 BODY[]<0> {99999999999999}\r\nhalf")
        else:
            super().body(line, tag, uid, rest)


class Timeless(Rude):
    """Tells no INTERNALDATE for the second mail."""

    def head(self, uid: bytes) -> bytes:
        return b"* 2 FETCH (UID 2 RFC822.SIZE 6)\r\n" if uid == b"2" else super().head(uid)


class Garbled(Rude):
    """Tells an INTERNALDATE of the second mail that is none."""

    def head(self, uid: bytes) -> bytes:
        if uid == b"2":
            return b'* 2 FETCH (UID 2 INTERNALDATE "yesterday" RFC822.SIZE 6)\r\n'
        return super().head(uid)


class Poisoned(Rude):
    """Hangs up whenever the size of the second mail is asked for."""

    def answer(self, line: socket.socket, tag: bytes, rest: bytes) -> None:
        if b"INTERNALDATE" in rest and b"2" in rest.split()[2].split(b","):
            line.shutdown(socket.SHUT_RDWR)
        super().answer(line, tag, rest)


class Stalled(Rude):
    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        if uid == b"2":
            time.sleep(1)
        else:
            super().body(line, tag, uid, rest)


class Dripping(Rude):
    """Sends one byte after the other, for ever."""

    def body(self, line: socket.socket, tag: bytes, uid: bytes, rest: bytes) -> None:
        line.sendall(b"* 1 FETCH (UID 1 BODY[]<0> {1000000}\r\n")
        while True:
            line.sendall(b"x")
            time.sleep(0.05)


def take_from(
    rude: Rude, *, seconds: float = 30, seen: frozenset[Uid] = frozenset()
) -> list[RawMessage | Withheld]:
    got = []
    with (
        scripted_server(rude) as port,
        connect(
            host=HOST,
            port=port,
            tls="none",
            user="a",
            password="b",
            read_seconds=0.3,
            seconds=seconds,
        ) as server,
    ):
        listing = list_mail(server, ("INBOX",))
        for message in new_messages(server, listing, seen, message_bytes=LIMIT):
            got.append(message)  # noqa: PERF402 - what was yielded before an error stands
    return got


@pytest.mark.parametrize(
    ("rude", "reason"),
    [
        pytest.param(Absent(), "not-handed-over", id="the server says OK and sends nothing"),
        pytest.param(Nil(), "not-handed-over", id="the server sends NIL"),
        pytest.param(No(), "not-handed-over", id="the server says no"),
        pytest.param(Cut(), "broken", id="the server hangs up in the middle"),
        pytest.param(Boast(), "broken", id="the server announces more than memory holds"),
        pytest.param(Stalled(), "broken", id="the server falls silent"),
        pytest.param(Timeless(), "no-arrival-time", id="the server tells no arrival"),
        pytest.param(Garbled(), "no-arrival-time", id="the server tells nonsense as arrival"),
        pytest.param(Poisoned(), "not-handed-over", id="asking for its size breaks the line"),
    ],
)
def test_one_mail_withheld_costs_no_other(rude: Rude, reason: str) -> None:
    got = take_from(rude)

    withheld = [m for m in got if isinstance(m, Withheld)]
    assert sorted(m.data for m in got if isinstance(m, RawMessage)) == [b"first", b"third"]
    assert [(m.uid.uid, m.reason) for m in withheld] == [(2, reason)]


def test_a_dripping_server_ends_with_the_time_of_the_pass() -> None:
    begun = time.monotonic()

    with pytest.raises(Unreachable, match="time for fetching"):
        take_from(Dripping(), seconds=1)

    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "validity",
    [
        pytest.param(b"", id="no UIDVALIDITY"),
        pytest.param(b"* OK [UIDVALIDITY 0] ok\r\n", id="UIDVALIDITY 0"),
    ],
)
def test_without_uidvalidity_nothing_counts_as_seen(validity: bytes) -> None:
    """Such a server may give a UID to another mail; fetching again loses nothing."""
    first = take_from(Rude(validity=validity))

    again = take_from(Rude(validity=validity), seen=frozenset(m.uid for m in first))

    assert [m.uid.validity for m in first] == [0, 0, 0]
    assert len(again) == 3


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"NO [UNAVAILABLE] try again", id="busy, by code"),
        pytest.param(b"NO [ALERT] Too many simultaneous connections", id="busy, in words"),
        pytest.param(b"NO User is authenticated but not connected.", id="throttled by Exchange"),
    ],
)
def test_a_server_without_time_is_not_taken_for_a_wrong_password(answer: bytes) -> None:
    with pytest.raises(Unreachable):
        take_from(Rude(login=answer))


def test_a_server_without_starttls_is_never_spoken_to_in_plain_text() -> None:
    asked: list[bytes] = []

    class Listening(Rude):
        def answer(self, line: socket.socket, tag: bytes, rest: bytes) -> None:
            asked.append(rest)
            super().answer(line, tag, rest)

    with (
        scripted_server(Listening()) as port,
        pytest.raises(UntrustedServer, match="STARTTLS"),
        connect(host=HOST, port=port, tls="starttls", user="a", password="b"),
    ):
        pass

    assert not [line for line in asked if b"LOGIN" in line]
