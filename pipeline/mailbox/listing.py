"""IMAP as an invisible guest: what the server lists and the ledger has not seen.

Folders are opened with EXAMINE and mail is read with BODY.PEEK (RFC 3501, 6.3.2 and 6.4.5),
so no flag changes and nothing is moved or deleted. Mail is asked for one at a time and in
pieces, because a server's word about a size is only a hint.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Container, Iterator
from functools import partial
from typing import Any, Literal, NamedTuple

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from extractors.errors import Unreachable
from extractors.model import Frozen
from pipeline.mailbox.connection import (
    BrokenTalk,
    ChangedFolder,
    LoginRefused,
    MissingFolder,
    Server,
    UntrustedServer,
    connect,
    plain,
)
from pipeline.uids import Uid

__all__ = [
    "Folder",
    "Listing",
    "LoginRefused",
    "MissingFolder",
    "RawMessage",
    "Server",
    "Uid",
    "UntrustedServer",
    "Withheld",
    "connect",
    "list_mail",
    "new_messages",
]

PIECE = 1 << 20
HEADER_BYTES = 256 << 10
WINDOW = 50_000  # UIDs in one answer; a line of imaplib ends at a million bytes
BATCH = 500
TRIES = 2
LISTINGS = 5  # attempts at listing a folder that changes meanwhile

WithheldBecause = Literal["too-large", "not-handed-over", "no-arrival-time", "broken", "changed"]


class Folder(Frozen):
    """What a folder held at one moment, by UID, ascending."""

    name: str
    validity: int
    uids: tuple[int, ...]


class Listing(Frozen):
    """What all folders held: the frozen list that one pass works through.

    ``missing`` says of each folder that was to be looked into as well and is not there.
    """

    folders: tuple[Folder, ...]
    missing: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many mails each folder held: the left side of the run's balance."""
        return {folder.name: len(folder.uids) for folder in self.folders}

    def __len__(self) -> int:
        return sum(self.counts.values())

    def uids(self) -> Iterator[Uid]:
        """Yield every place, folder by folder."""
        for folder in self.folders:
            for uid in folder.uids:
                yield Uid(folder.name, folder.validity, uid)


class RawMessage(Frozen):
    """A mail as sent (RFC 5322 bytes), and when the server received it."""

    uid: Uid
    data: bytes
    received_at: dt.datetime


class Withheld(Frozen):
    """A mail that is listed but was not taken, why, and what is known of it.

    too-large
        It is beyond the limit; ``headers`` say whose it is.
    not-handed-over
        The server answered without it, or said no.
    no-arrival-time
        The server tells no INTERNALDATE, so nobody can say whether it was in time.
    broken
        Asking for it broke the connection, each time.
    changed
        The folder was rebuilt meanwhile; the next run finds its mail under other UIDs.

    ``headers`` are cut off at HEADER_BYTES and empty where they were not handed over either;
    ``size`` is the server's claim.
    """

    uid: Uid
    reason: WithheldBecause
    headers: bytes = b""
    received_at: dt.datetime | None = None
    size: int | None = None


class Arrived(NamedTuple):
    """When a mail arrived and how large the server says it is."""

    received_at: dt.datetime
    size: int


def list_mail(server: Server, folders: tuple[str, ...], *, also: tuple[str, ...] = ()) -> Listing:
    """Return what *folders* hold now. What arrives later is for the next pass.

    Of the folders in *also* one that was renamed or deleted costs only itself.

    Raises:
        MissingFolder: one of *folders* does not exist.
        Unreachable: the server does not answer.
    """
    found = [_list_folder(server, name) for name in folders]
    missing = []
    for name in also:
        try:
            found.append(_list_folder(server, name))
        except MissingFolder as error:
            missing.append(str(error))
    return Listing(folders=tuple(found), missing=tuple(missing))


def new_messages(
    server: Server, listing: Listing, seen: Container[Uid], *, message_bytes: int
) -> Iterator[RawMessage | Withheld]:
    """Yield once everything *listing* has and *seen* lacks, oldest first, flags untouched.

    Mail the server does not hand over comes as Withheld and the next one follows. A folder
    without UIDVALIDITY may give a UID twice, so there nothing counts as seen: the caller
    knows its mail by hash. One message is held at a time, if the caller lets go of it.

    Raises:
        Unreachable: the connection broke for good, or the time is up; what was yielded
            stands, the rest comes in the next run.
    """
    wanted = [uid for uid in listing.uids() if uid.validity == 0 or uid not in seen]
    heads: dict[Uid, Arrived | None] = {}
    for start in range(0, len(wanted), BATCH):
        heads |= _heads(server, wanted[start : start + BATCH])

    def age(uid: Uid) -> tuple[bool, float, Uid]:
        head = heads.get(uid)
        return head is None, head.received_at.timestamp() if head else 0.0, uid

    for uid in sorted(wanted, key=age):
        if uid in heads:
            yield _take(server, uid, heads[uid], message_bytes)
        else:
            yield _withhold(server, uid, "not-handed-over")


def _list_folder(server: Server, name: str) -> Folder:
    refused = "the connection broke"
    for _ in range(LISTINGS):
        try:
            return _list_windows(server, name)
        except (BrokenTalk, ChangedFolder):
            continue
        except IMAPClientError as error:
            # A window may lie beyond the end when much was deleted meanwhile.
            refused = plain(error)
    raise Unreachable(f"The folder “{name}” could not be listed: {refused}.")


def _list_windows(server: Server, name: str) -> Folder:
    """List *name* in windows, from the newest down.

    Windows count messages, not UIDs, which may lie far apart. When somebody deletes mail
    meanwhile the rest moves down, into windows still to come: met twice, but never missed.
    """
    opened = server.open(name)
    uids: set[int] = set()
    last = "*"
    for top in range(opened.held, 0, -WINDOW):
        first = max(1, top - WINDOW + 1)
        search = partial(_search, window=f"{first}:{last}")
        uids.update(server.ask(name, search, validity=opened.validity))
        last = str(first - 1)
    return Folder(name=name, validity=opened.validity, uids=tuple(sorted(uids)))


def _search(client: IMAPClient, *, window: str) -> list[int]:
    return [int(uid) for uid in client.search([window])]


def _heads(server: Server, uids: list[Uid]) -> dict[Uid, Arrived | None]:
    """Return arrival and size of *uids*; None where the server tells no arrival.

    What the server does not hand over is absent. A mail whose answer breaks the talk is
    found by halving, so that it costs no other.
    """
    found: dict[Uid, Arrived | None] = {}
    for folder, validity in dict.fromkeys((uid.folder, uid.validity) for uid in uids):
        members = [uid.uid for uid in uids if uid.folder == folder]
        for uid, items in _ask_heads(server, folder, validity, members).items():
            arrived, size = items.get(b"INTERNALDATE"), items.get(b"RFC822.SIZE")
            found[Uid(folder, validity, uid)] = (
                Arrived(arrived, size if isinstance(size, int) else 0)
                if isinstance(arrived, dt.datetime) and arrived.tzinfo is not None
                else None
            )
    return found


def _ask_heads(
    server: Server, folder: str, validity: int, uids: list[int]
) -> dict[int, dict[bytes, Any]]:
    def ask(client: IMAPClient) -> dict[int, dict[bytes, Any]]:
        answer: dict[int, dict[bytes, Any]] = client.fetch(uids, ["INTERNALDATE", "RFC822.SIZE"])
        return answer

    for _ in range(TRIES):
        try:
            return server.ask(folder, ask, validity=validity)
        except BrokenTalk:
            continue
        except ChangedFolder:
            return {}
        except IMAPClientError:
            break
    if len(uids) == 1:
        return {}
    half = len(uids) // 2
    return {
        **_ask_heads(server, folder, validity, uids[:half]),
        **_ask_heads(server, folder, validity, uids[half:]),
    }


def _take(server: Server, uid: Uid, head: Arrived | None, most: int) -> RawMessage | Withheld:
    if head is None:
        return _withhold(server, uid, "no-arrival-time")
    if head.size > most:
        return _withhold(server, uid, "too-large", head)
    for _ in range(TRIES):
        try:
            fetch = partial(fetch_pieces, uid=uid.uid, size=head.size, most=most)
            data = server.ask(uid.folder, fetch, validity=uid.validity)
        except BrokenTalk:
            continue
        except ChangedFolder:
            return Withheld(uid=uid, reason="changed", received_at=head.received_at)
        except IMAPClientError:
            data = None
        if data is None:
            return _withhold(server, uid, "not-handed-over", head)
        if len(data) > most:
            return _withhold(server, uid, "too-large", head)
        return RawMessage(uid=uid, data=data, received_at=head.received_at)
    return Withheld(uid=uid, reason="broken", received_at=head.received_at, size=head.size)


def fetch_pieces(client: IMAPClient, *, uid: int, size: int, most: int) -> bytes | None:
    """Return the mail in full, None where the server hands over nothing.

    *size* is what the server claims. More than *most* bytes come back only as a sign that there
    are more. The end is an empty piece, or a short one where the size agrees: one question for
    most mail.
    """
    taken = io.BytesIO()
    while (start := taken.tell()) <= most:
        items = client.fetch([uid], [f"BODY.PEEK[]<{start}.{PIECE}>"]).get(uid, {})
        piece = items.get(f"BODY[]<{start}>".encode())
        if not isinstance(piece, bytes):
            return taken.getvalue() if start and start == size else None
        taken.write(piece)
        if not piece or (len(piece) < PIECE and taken.tell() == size):
            break
    return taken.getvalue() or None


def _withhold(
    server: Server, uid: Uid, reason: WithheldBecause, head: Arrived | None = None
) -> Withheld:
    """Say that *uid* is not taken, with its headers if they can be had."""

    def ask(client: IMAPClient) -> Any:
        items = client.fetch([uid.uid], [f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]).get(uid.uid, {})
        return items.get(b"BODY[HEADER]<0>")

    headers = None
    try:
        headers = server.ask(uid.folder, ask, validity=uid.validity)
    except ChangedFolder:
        reason = "changed"
    except (BrokenTalk, IMAPClientError):
        pass
    return Withheld(
        uid=uid,
        reason=reason,
        headers=headers if isinstance(headers, bytes) else b"",
        received_at=head.received_at if head else None,
        size=head.size if head else None,
    )
