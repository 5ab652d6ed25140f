"""Mail is read from a real Dovecot without leaving a trace, and none is lost."""

from __future__ import annotations

import datetime as dt
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from servers import HOST, ImapServer, make_certificate

from extractors.errors import OperatorError, Unreachable
from pipeline.mailbox.listing import (
    LoginRefused,
    MissingFolder,
    RawMessage,
    Server,
    UntrustedServer,
    Withheld,
    connect,
    list_mail,
    new_messages,
)
from pipeline.uids import Uid

pytestmark = pytest.mark.mail

KST = dt.timezone(dt.timedelta(hours=9))
LIMIT = 100 << 20


def at(hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2025, 5, 13, hour, minute, tzinfo=KST)


def mail(subject: str, body: bytes = b"hello\r\n") -> bytes:
    return b"From: a@firm.example\r\nSubject: " + subject.encode() + b"\r\n\r\n" + body


@contextmanager
def opened(imap: ImapServer, **changes: Any) -> Iterator[Server]:
    values: dict[str, Any] = {
        "host": imap.host,
        "port": imap.tls_port,
        "tls": "implicit",
        "user": imap.user,
        "password": imap.password,
        "ca_file": imap.ca_file,
    }
    with connect(**(values | changes)) as server:
        yield server


def fetch_all(
    imap: ImapServer, seen: frozenset[Uid] = frozenset(), *folders: str, most: int = LIMIT
) -> list[RawMessage | Withheld]:
    with opened(imap) as server:
        listing = list_mail(server, folders or ("INBOX",))
        return list(new_messages(server, listing, seen, message_bytes=most))


def test_everything_comes_as_sent_and_oldest_first(imap: ImapServer) -> None:
    korean = b"Subject: \xc1\xa6\xc3\xe2\xbc\xad\xb7\xf9\r\n\r\n.\r\nbody \xff\xfe\r\n"
    imap.append(mail("second"), at(12))
    imap.append(korean, at(9))
    imap.append(mail("filed"), at(10), folder="접수함")

    got = fetch_all(imap, frozenset(), "INBOX", "접수함")

    assert [m.data for m in got if isinstance(m, RawMessage)] == [
        korean,
        mail("filed"),
        mail("second"),
    ]
    assert [m.received_at for m in got] == [at(9), at(10), at(12)]
    assert all(m.received_at and m.received_at.tzinfo for m in got)
    assert got[1].uid.folder == "접수함"


def test_what_was_seen_is_not_fetched_again(imap: ImapServer) -> None:
    imap.append(mail("old"), at(9))
    (old,) = fetch_all(imap)
    imap.append(mail("new"), at(8))
    before = len(imap.commands())

    (new,) = fetch_all(imap, frozenset({old.uid}))

    assert isinstance(new, RawMessage)
    assert new.data == mail("new")
    assert not [c for c in imap.commands()[before:] if f"FETCH {old.uid.uid} " in c]


def test_the_list_is_frozen_and_counted(imap: ImapServer) -> None:
    for number in range(3):
        imap.append(mail(f"mail {number}"), at(9 + number))
    with opened(imap) as server:
        listing = list_mail(server, ("INBOX",))
        imap.append(mail("later"), at(8))

        got = list(new_messages(server, listing, frozenset(), message_bytes=LIMIT))

    assert listing.counts == {"INBOX": 3}
    assert len(got) == 3
    assert len(fetch_all(imap)) == 4


def test_a_folder_is_listed_in_windows(imap: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.mailbox.listing.WINDOW", 3)
    for number in range(8):
        imap.append(mail(f"mail {number}"))
    with imap.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([2, 5])
        client.expunge()

    with opened(imap) as server:
        (folder,) = list_mail(server, ("INBOX",)).folders

    assert folder.uids == (1, 3, 4, 6, 7, 8)


def test_nothing_in_the_mailbox_changes(imap: ImapServer) -> None:
    imap.append(mail("unread"), at(9))
    imap.append(mail("large", b"x" * 3000), at(10))
    with imap.client() as client:
        client.append("INBOX", mail("flagged"), [b"\\Seen", b"\\Flagged"], at(11))
    before = len(imap.commands())

    fetch_all(imap, most=2000)

    verbs = {line.split()[1] for line in imap.commands()[before:] if len(line.split()) > 1}
    fetches = [line for line in imap.commands()[before:] if " FETCH " in line]
    assert verbs <= {"CAPABILITY", "EXAMINE", "UID", "LOGOUT"}
    assert fetches
    assert all("PEEK" in line or "BODY" not in line for line in fetches)
    with imap.client() as client:
        client.select_folder("INBOX", readonly=True)
        flags = {uid: set(f) - {b"\\Recent"} for uid, f in client.get_flags([1, 2, 3]).items()}
    assert flags == {1: set(), 2: set(), 3: {b"\\Seen", b"\\Flagged"}}


def test_mail_beyond_the_limit_is_withheld_with_its_headers(imap: ImapServer) -> None:
    imap.append(mail("large", b"x" * 5000), at(9))
    imap.append(mail("small"), at(10))

    large, small = fetch_all(imap, most=1000)

    assert isinstance(large, Withheld)
    assert large.reason == "too-large"
    assert b"Subject: large" in large.headers
    assert b"xxxx" not in large.headers
    assert large.received_at == at(9)
    assert isinstance(small, RawMessage)


def test_mail_as_large_as_the_limit_is_taken(imap: ImapServer) -> None:
    raw = mail("exact", b"x" * (1 << 20))
    imap.append(raw)

    (got,) = fetch_all(imap, most=len(raw))

    assert isinstance(got, RawMessage)
    assert got.data == raw


def test_a_large_mail_comes_whole_and_costs_little_more_than_itself(imap: ImapServer) -> None:
    line = b"0123456789abcdef" * 4 + b"\r\n"
    raw = mail("large", line * ((30 << 20) // len(line)))
    imap.append(raw)
    program = f"""
import resource, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from pipeline.mailbox.listing import *
with connect(host={imap.host!r}, port={imap.tls_port}, tls="implicit", user={imap.user!r},
             password={imap.password!r}, ca_file=Path({str(imap.ca_file)!r})) as server:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    (got,) = new_messages(server, list_mail(server, ("INBOX",)), set(), message_bytes={LIMIT})
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(got.data), after - before)
"""

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    size, grown = map(int, done.stdout.split())
    assert size == len(raw)
    assert grown * 1024 < 2.2 * len(raw)


def test_after_another_uidvalidity_everything_comes_again(imap: ImapServer) -> None:
    imap.append(mail("one"), at(9))
    imap.append(mail("two"), at(10))
    first = fetch_all(imap)
    imap.change_validity()

    again = fetch_all(imap, frozenset(m.uid for m in first))

    assert [m.data for m in again if isinstance(m, RawMessage)] == [mail("one"), mail("two")]
    assert {m.uid for m in again}.isdisjoint(m.uid for m in first)


def test_a_uidvalidity_that_changes_during_the_pass_is_told(imap: ImapServer) -> None:
    imap.append(mail("one"), at(9))
    imap.append(mail("two"), at(10))
    with opened(imap) as server:
        messages = new_messages(
            server, list_mail(server, ("INBOX",)), frozenset(), message_bytes=LIMIT
        )
        first = next(messages)
        imap.change_validity()
        (second,) = messages

    assert isinstance(first, RawMessage)
    assert isinstance(second, Withheld)
    assert second.reason == "changed"
    assert len(fetch_all(imap)) == 2


def test_a_connection_that_broke_is_made_again(imap: ImapServer) -> None:
    imap.append(mail("one"), at(9))
    imap.append(mail("two"), at(10))
    with opened(imap) as server:
        messages = new_messages(
            server, list_mail(server, ("INBOX",)), frozenset(), message_bytes=LIMIT
        )
        next(messages)
        imap.stop()
        imap.start()
        (second,) = messages

    assert isinstance(second, RawMessage)
    assert second.data == mail("two")


def test_a_server_that_is_gone_is_unreachable_and_nothing_is_lost(imap: ImapServer) -> None:
    imap.append(mail("one"), at(9))
    imap.append(mail("two"), at(10))
    with opened(imap) as server:
        messages = new_messages(
            server, list_mail(server, ("INBOX",)), frozenset(), message_bytes=LIMIT
        )
        first = next(messages)
        imap.stop()
        with pytest.raises(Unreachable):
            next(messages)
    imap.start()

    (second,) = fetch_all(imap, frozenset({first.uid}))

    assert isinstance(second, RawMessage)
    assert second.data == mail("two")


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        pytest.param(
            {"password": "wrong-secret"},
            LoginRefused,
            ["app password", "INTAKE_MAILBOX_PASSWORD", "IMAP must be switched on"],
            id="a wrong password names the usual causes",
        ),
        pytest.param(
            {"password": "비밀번호-틀림"},
            LoginRefused,
            ["app password"],
            id="a wrong password in Hangul is refused, not a crash",
        ),
        pytest.param(
            {"password": "a\r\nA1 DELETE INBOX"},
            LoginRefused,
            ["control characters"],
            id="a secret with a line end is never sent",
        ),
        pytest.param(
            {"ca_file": None}, UntrustedServer, ["ca_file"], id="an unknown certificate is refused"
        ),
        pytest.param(
            {"ca_file": Path("/nowhere.pem")},
            UntrustedServer,
            ["/nowhere.pem"],
            id="a missing ca_file is named",
        ),
    ],
)
def test_who_must_act_when_nobody_gets_in(
    imap: ImapServer, changes: dict[str, Any], error: type[OperatorError], words: list[str]
) -> None:
    with pytest.raises(error) as caught, opened(imap, **changes):
        pass

    assert [word for word in words if word not in str(caught.value)] == []
    assert str(changes.get("password")) not in str(caught.value)


def test_a_folder_that_is_missing_is_named_with_those_that_exist(imap: ImapServer) -> None:
    with opened(imap) as server, pytest.raises(MissingFolder, match=r"Junk.*INBOX"):
        list_mail(server, ("Junk",))


def test_starttls_is_used_and_verified(imap: ImapServer) -> None:
    imap.append(mail("one"))
    with opened(imap, port=imap.port, tls="starttls") as server:
        counts = list_mail(server, ("INBOX",)).counts

    assert counts == {"INBOX": 1}
    with pytest.raises(UntrustedServer), opened(imap, port=imap.port, tls="starttls", ca_file=None):
        pass


def test_a_certificate_of_another_name_is_refused(imap: ImapServer, tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other", name="other.example", address="127.0.0.9")
    imap.stop()
    for name in ("certificate.pem", "key.pem"):
        (imap.directory / name).write_bytes((other.parent / name).read_bytes())
    imap.start()

    with pytest.raises(UntrustedServer), opened(imap, ca_file=other):
        pass


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]

    with (
        pytest.raises(Unreachable),
        connect(host=HOST, port=port, tls="none", user="a", password="b"),
    ):
        pass
