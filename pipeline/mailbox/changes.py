"""What may be changed in a mailbox: drafts that are put in, mail that is marked or moved.

Every change may be lost or made without our hearing of it when the connection breaks, so each
verb looks first whether it was made already.  Nothing is ever expunged but by its own UID, and
nothing but what this program put there, or a copy of which lies in another folder.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from extractors.errors import Unreachable
from pipeline.mailbox.connection import BrokenTalk, ChangedFolder, Server, plain
from pipeline.mailbox.listing import HEADER_BYTES, fetch_pieces
from pipeline.uids import Uid

TRIES = 2
MOST_LOOKED_AT = 500
"""How many of a folder's newest mails are looked at to find one again."""
BATCH = 50
NOWHERE = 0
"""No UID (RFC 3501, 2.3.1.1): of a mail whose place is not known."""
LARGEST = 100 << 20

NAMES = {
    rb"\Drafts": ("drafts", "draft", "임시보관함", "임시 보관함", "임시보관"),
    rb"\Sent": ("sent", "sent items", "sent messages", "보낸메일함", "보낸 메일함", "보낸편지함"),
    rb"\Junk": ("junk", "spam", "junk e-mail", "bulk mail", "스팸메일함", "스팸함", "정크 메일"),
}
"""What folders are called where the server does not say what they are for (RFC 6154)."""

T = TypeVar("T")


class FoundMail(NamedTuple):
    """A mail that lies in a folder: its place, when it came there, its headers."""

    uid: Uid
    arrived: dt.datetime
    headers: bytes


def special_folder(server: Server, use: bytes) -> str | None:
    r"""Return the folder for *use* (``\Drafts``, ``\Sent``, ``\Junk``), None if there is none."""
    listed = _ask(server, "INBOX", lambda client: client.list_folders())
    usable = [(flags, str(name)) for flags, _, name in listed if rb"\Noselect" not in flags]
    for flags, name in usable:
        if use in flags:
            return name
    for _, name in usable:
        if re.split(r"[/.]", name)[-1].strip().casefold() in NAMES[use]:
            return name
    return None


def look_into(server: Server, folder: str, *, since: dt.datetime) -> tuple[FoundMail, ...]:
    """Return the newest mails of *folder* that came there since *since*, newest last."""
    opened = server.open(folder)
    day = since.date() - dt.timedelta(days=1)  # the server counts days in a zone of its own
    uids = sorted(_ask(server, folder, partial(_search_since, day=day)))[-MOST_LOOKED_AT:]
    found: list[FoundMail] = []
    for start in range(0, len(uids), BATCH):
        items = _ask(server, folder, partial(_heads, uids=uids[start : start + BATCH]))
        for uid, (arrived, headers) in items.items():
            if arrived >= since:
                found.append(FoundMail(Uid(folder, opened.validity, uid), arrived, headers))
    return tuple(sorted(found, key=lambda mail: (mail.arrived, mail.uid)))


def take(server: Server, place: Uid) -> bytes | None:
    """Return the mail at *place* in full, None where nothing is there any more."""
    try:
        return _ask(server, place.folder, partial(_whole, uid=place.uid), validity=place.validity)
    except ChangedFolder:
        return None


def is_there(server: Server, place: Uid) -> bool:
    """Tell whether a mail still lies at *place*."""
    if place.uid == NOWHERE:
        return False
    look = partial(_search_uid, uid=place.uid)
    try:
        return place.uid in _ask(server, place.folder, look, validity=place.validity)
    except ChangedFolder:
        return False


def put_draft(server: Server, folder: str, data: bytes) -> Uid | None:
    """Put a draft into *folder* and return where it lies, None if the server does not say.

    Raises:
        BrokenTalk: the connection was lost; it may lie there or not.
    """
    opened = server.open(folder)
    said = server.ask(folder, lambda client: client.append(folder, data, (rb"\Draft",)))
    place = re.search(rb"APPENDUID (\d+) (\d+)", said if isinstance(said, bytes) else b"")
    if place is None or (opened.validity and int(place[1]) != opened.validity):
        return None
    return Uid(folder, opened.validity, int(place[2]))


def remove(server: Server, place: Uid) -> bool:
    """Take away what this program put at *place*; False where it is only marked as deleted.

    A server without UIDPLUS (RFC 4315) could only expunge everybody's deleted mail at once.
    """
    delete = partial(_delete, uid=place.uid)
    try:
        return _ask(server, place.folder, delete, validity=place.validity, writing=True)
    except ChangedFolder:
        return False


def mark_read(server: Server, place: Uid) -> bool:
    """Mark the mail at *place* as read; False where it is not there any more."""

    def mark(client: IMAPClient) -> bool:
        return bool(client.add_flags([place.uid], [rb"\Seen"]))

    try:
        return _ask(server, place.folder, mark, validity=place.validity, writing=True)
    except ChangedFolder:
        return False


def move(server: Server, place: Uid, target: str, data: bytes) -> bool:
    """Move the mail at *place*, whose bytes are *data*, into *target*.

    False where nothing lies there any more: somebody else has filed it.  A server without MOVE
    (RFC 6851) makes a copy; the original is taken away when the copy was seen, and one that an
    interrupted run made is used.
    """
    if not is_there(server, place):
        return False
    if _ask(server, place.folder, _can_move):
        relocate = partial(_move, uid=place.uid, target=target)
        _ask(server, place.folder, relocate, validity=place.validity, writing=True)
        return True
    copy = partial(_copy, uid=place.uid, target=target)
    for _ in range(TRIES):
        if _lies_in(server, target, data):
            remove(server, place)
            return True
        # Asked but once: where the connection broke the copy may lie there all the same.
        with suppress(BrokenTalk):
            server.ask(place.folder, copy, validity=place.validity)
    if not _lies_in(server, target, data):
        raise Unreachable(f"A mail could not be copied into “{target}”.")
    remove(server, place)
    return True


def make_folder(server: Server, name: str) -> None:
    """Make the folder *name* unless it is there."""

    def make(client: IMAPClient) -> None:
        if not client.folder_exists(name):
            client.create_folder(name)
            client.subscribe_folder(name)

    _ask(server, "INBOX", make)


def _ask(
    server: Server,
    folder: str,
    question: Callable[[IMAPClient], T],
    *,
    validity: int | None = None,
    writing: bool = False,
) -> T:
    """Ask once more where the connection broke; every question here may be asked twice."""
    said = "the connection broke"
    for _ in range(TRIES):
        try:
            return server.ask(folder, question, validity=validity, writing=writing)
        except BrokenTalk:
            continue
        except IMAPClientError as error:
            said = plain(error)
            break
    raise Unreachable(f"The folder “{folder}” could not be worked in: {said}.")


def _search_since(client: IMAPClient, *, day: dt.date) -> list[int]:
    return [int(uid) for uid in client.search(["SINCE", day])]


def _search_uid(client: IMAPClient, *, uid: int) -> list[int]:
    return [int(found) for found in client.search(["UID", str(uid), "UNDELETED"])]


def _heads(client: IMAPClient, *, uids: Sequence[int]) -> dict[int, tuple[dt.datetime, bytes]]:
    wanted = ["INTERNALDATE", "FLAGS", f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]
    found = {}
    for uid, items in client.fetch(list(uids), wanted).items():
        arrived, headers = items.get(b"INTERNALDATE"), items.get(b"BODY[HEADER]<0>")
        known = isinstance(arrived, dt.datetime) and arrived.tzinfo and isinstance(headers, bytes)
        if known and rb"\Deleted" not in items.get(b"FLAGS", ()):
            found[uid] = (arrived, headers)
    return found


def _whole(client: IMAPClient, *, uid: int) -> bytes | None:
    size = client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
    return fetch_pieces(client, uid=uid, size=size, most=LARGEST)


def _delete(client: IMAPClient, *, uid: int) -> bool:
    client.add_flags([uid], [rb"\Deleted"], silent=True)
    if not client.has_capability("UIDPLUS"):
        return False
    client.uid_expunge([uid])
    return True


def _can_move(client: IMAPClient) -> bool:
    return bool(client.has_capability("MOVE"))


def _move(client: IMAPClient, *, uid: int, target: str) -> None:
    client.move([uid], target)


def _copy(client: IMAPClient, *, uid: int, target: str) -> None:
    client.copy([uid], target)


def _lies_in(server: Server, folder: str, data: bytes) -> bool:
    """Tell whether *folder* holds a mail of just these bytes."""
    candidates = _ask(server, folder, partial(_like, size=len(data), id_=_message_id(data)))
    return any(_ask(server, folder, partial(_whole, uid=uid)) == data for uid in candidates)


def _like(client: IMAPClient, *, size: int, id_: str) -> list[int]:
    """Return the mails of a *size* or with a Message-ID; some servers are wrong about sizes."""
    client.noop()  # a copy that was just made may not be seen otherwise
    found = {*client.search(["LARGER", size - 1, "SMALLER", size + 1, "UNDELETED"])}
    if id_:
        found.update(client.search(["HEADER", "Message-ID", id_, "UNDELETED"]))
    return sorted(int(uid) for uid in found)


def _message_id(data: bytes) -> str:
    head = data[:HEADER_BYTES].split(b"\r\n\r\n", 1)[0]
    found = re.search(rb"(?im)^message-id:\s*(<[!#-Z^-~]{1,200}>)", head)
    return found[1].decode("ascii") if found else ""
