"""What came back: which letter could not be delivered, and why (RFC 3464, RFC 3462).

Only half of all bounces are built as the RFC asks; the rest is prose of a mail server.  One
that names no letter of ours is nobody's here: a person may read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple, cast

from outbox.delivery import plain

LONGEST = 1 << 20
IDENTIFIER = re.compile(rb"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
POSTMAN = re.compile(r"\b(mailer-daemon|postmaster)\b", re.IGNORECASE)
ONLY_LATE = re.compile(r"delay|warning|will (be )?retr|지연|재시도", re.IGNORECASE)


class Bounce(NamedTuple):
    """A letter that did not arrive: the Message-IDs that the bounce names, and its reason.

    The returned letter's own id comes first, what is named elsewhere in the text after it.
    """

    identifiers: tuple[str, ...]
    said: str


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what a mail says about a letter that will never arrive.

    None for any other mail, also for a notice that a letter is late: it may still arrive.
    """
    mail = BytesParser(policy=policy.compat32).parsebytes(raw[:LONGEST])
    reports = [block for part in mail.walk() for block in _blocks(part)]
    actions = [str(block["action"]).strip().lower() for block in reports if block["action"]]
    if actions:
        if "failed" not in actions:
            return None
        failed = next(b for b in reports if str(b["action"]).strip().lower() == "failed")
        diagnosis = str(failed["diagnostic-code"] or "").partition(";")[2]
        said = f"{failed['status'] or ''} {diagnosis}"
    else:
        subject = str(mail["subject"] or "")
        if not POSTMAN.search(str(mail["from"] or "")) or ONLY_LATE.search(subject):
            return None
        said = ""
    found = [id_.decode("ascii") for id_ in _identifiers(mail)]
    return Bounce(tuple(dict.fromkeys(found)), plain(said))


def _blocks(part: Message) -> list[Message]:
    """Return the header blocks of a delivery report: one of the letter, one per recipient."""
    if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
        return []
    return [cast(Message, block) for block in part.get_payload()]


def _identifiers(mail: Message) -> Iterator[bytes]:
    """Yield the ids that stand below the bounce's own header, the returned letter's first."""
    parts = [part for part in mail.walk() if part is not mail]
    for part in parts:
        if own := part["message-id"]:
            yield from IDENTIFIER.findall(str(own).encode("ascii", "replace"))
    texts = [_text(part) for part in (parts or [mail]) if not part.is_multipart()]
    for text in texts:
        for line in re.findall(rb"(?im)^[> \t]*message-id:.*(?:\n[ \t].*)?", text):
            yield from IDENTIFIER.findall(line)
    for text in texts:
        yield from IDENTIFIER.findall(text)


def _text(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        payload = None
    return payload if isinstance(payload, bytes) else b""
