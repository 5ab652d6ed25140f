"""A mail, from its raw bytes: who, when, why it must not be answered, and every part.

Its headers are read as `headers` says, its parts found as `mime` and `parts` do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from email.message import Message

from extractors.errors import (
    CutOffMail,
    DamagedFile,
    NestedTooDeep,
    OddMail,
    TooManyFiles,
    UnreadableFile,
)
from extractors.formats.mail import headers
from extractors.formats.mail.announced import LINK
from extractors.formats.mail.mime import TooManyEntities, headers_of
from extractors.formats.mail.parts import BOUNCE_TYPES, DEEPEST, MOST_PARTS, Contents, Part, Share
from extractors.formats.mail.sender_results import authentication_of
from extractors.formats.mail.webpage import LONGEST_TEXT, MOST_LINKS, read_html
from extractors.model import Frozen, Hop

__all__ = [
    "DEEPEST",
    "MOST_PARTS",
    "Mail",
    "Part",
    "Share",
    "UnparsableMail",
    "oddity_of",
    "parse",
    "writings",
]

DAEMON = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?([-+].*)?|owner-.*|.*-request)@",
    re.I,
)
ROBOT_SUBJECT = re.compile(
    r"^\W*(자동\s*(회신|응답|답장)|부재\s*중|automatic reply|auto-?reply|out of (the )?office)",
    re.I,
)


class UnparsableMail(Exception):
    """The bytes hold no header at all."""


class Mail(Frozen):
    """What a mail says of itself, and what it brings.

    ``sender`` is None unless it is beyond doubt.  ``date`` is the Date header as written;
    ``sent_at`` its instant and ``received`` that of the topmost Received header; ``hops`` are
    all servers that it passed, ``authentication`` what the receiving one found of the sender
    (`sender_results.authentication_of`).  ``marks`` are the reasons not
    to answer: ``auto-submitted``, ``list``, ``bulk``, ``bounce``, ``empty-return-path``,
    ``no-reply``, ``out-of-office``, ``loop``, ``own``, ``suppressed``; all but the last say
    that no person wrote it.  ``text`` is the writing for people; ``links`` are the addresses
    in it, those behind HTML links included.  ``shares`` say of every byte of the mail what it
    is.  ``defects`` say what is not to be trusted: ``no-boundary``, ``cut-off`` (the mail),
    ``cut-off-part``, ``bad-base64``, ``unread`` (bytes of which nothing could be
    made), ``too-many-parts``, ``too-deep``: beyond DEEPEST, where only what lies deeper is left
    out.
    """

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender_name: str
    sender: str | None
    subject: str
    date: str
    received: dt.datetime | None
    return_path: str | None
    sent_at: dt.datetime | None = None
    hops: tuple[Hop, ...] = ()
    authentication: tuple[tuple[str, str], ...] = ()
    authentication_results: tuple[str, ...]
    marks: tuple[str, ...]
    text: str
    links: tuple[str, ...]
    parts: tuple[Part, ...]
    shares: tuple[Share, ...] = ()
    defects: tuple[str, ...]

    @property
    def automatic(self) -> bool:
        """Tell whether a program wrote it."""
        return any(mark != "suppressed" for mark in self.marks)


def parse(raw: bytes, *, own: Collection[str] = ()) -> Mail:
    """Return the mail in *raw*; *own* are our own addresses, which mark a mail as ours.

    Raises:
        UnparsableMail: there is not a single header.
    """
    try:
        contents = Contents(raw)
        message, parts, defects = contents.message, contents.parts, contents.defects
        shares, types = contents.shares, contents.types
    except TooManyEntities:
        message, parts, defects = headers_of(raw), [], ["too-many-parts"]
        shares = [Share(path="1", size=len(raw), use="unread")]
        types = frozenset((message.get_content_type(),))
    if not message.keys():
        raise UnparsableMail
    name, address = headers.sender_of(message)
    text, links = _writing(parts)
    replies = headers.identifiers(headers.plain_value(message, "in-reply-to", 8_000))
    known = headers.identifiers(headers.plain_value(message, "message-id"))
    return_path = headers.plain_value(message, "return-path")
    return Mail(
        message_id=known[0] if known else headers.plain_value(message, "message-id", 250),
        in_reply_to=replies[0] if replies else "",
        references=headers.identifiers(headers.plain_value(message, "references", 20_000)),
        sender_name=name,
        sender=address,
        subject=headers.subject_of(message),
        date=headers.plain_value(message, "date", 200),
        received=headers.received_at(message),
        return_path=return_path.strip("<> ") if headers.raw_value(message, "return-path") else None,
        sent_at=headers.sent_at(message),
        hops=headers.hops_of(message),
        authentication=authentication_of(message),
        authentication_results=tuple(
            headers.present(headers.unfold(value[:4_000]), 4_000)
            for value in list(headers.raw_values(message, "authentication-results"))[:10]
        ),
        marks=tuple(_marks(message, types, address, own)),
        text=text,
        links=links,
        parts=tuple(parts),
        shares=tuple(shares),
        defects=tuple(dict.fromkeys(defects)),
    )


def oddity_of(mail: Mail) -> UnreadableFile | None:
    """Return why not all of *mail* could be taken apart, None where it could."""
    if "too-many-parts" in mail.defects:
        return TooManyFiles()
    if "too-deep" in mail.defects:
        return NestedTooDeep()
    if "no-boundary" in mail.defects:
        return DamagedFile()
    if mail.automatic:
        return None
    if "unread" in mail.defects:
        return OddMail()
    return CutOffMail() if "cut-off" in mail.defects else None


def _writing(parts: Sequence[Part]) -> tuple[str, tuple[str, ...]]:
    """Return what people wrote in the mail, and every link in it and in what it forwards."""
    plain: list[str] = []
    rich: list[str] = []
    links: list[str] = []
    for part in parts:
        if not part.body:
            continue
        outer = part.name is None
        if part.type == "text/html":
            text, behind = read_html(part.data)
            links += behind
        else:
            text = headers.decode(part.data)
        links += LINK.findall(text[:LONGEST_TEXT])
        if outer:
            (rich if part.type == "text/html" else plain).append(text)
    text = "\n".join(plain if any(one.strip() for one in plain) else rich)
    kept = dict.fromkeys(link.rstrip(".,;") for link in links)
    return headers.UNSEEN_IN_TEXT.sub("", text[:LONGEST_TEXT]).strip(), tuple(kept)[:MOST_LINKS]


def writings(mail: Mail) -> Iterator[str]:
    """Yield everything in *mail* that tells people something: subject, letters, file names."""
    yield mail.subject
    for part in mail.parts:
        if not part.body:
            yield part.name or ""
        elif part.type == "text/html":
            yield read_html(part.data)[0]
        else:
            yield headers.decode(part.data)


def _marks(
    message: Message, types: Collection[str], sender: str | None, own: Collection[str]
) -> Iterator[str]:
    """Yield why the mail must not be answered (RFC 3834, section 2, and common practice)."""

    def value(name: str) -> str:
        return headers.plain_value(message, name).lower()

    names = {key.lower() for key in message.keys()}  # noqa: SIM118 - a Message is no dict
    submitted = re.sub(r"\([^()]*\)", "", value("auto-submitted")).split(";")[0].strip()
    if submitted not in ("", "no") or names & {"x-autoreply", "x-autorespond"}:
        yield "auto-submitted"
    if any(name.startswith("list-") for name in names) or "feedback-id" in names:
        yield "list"
    if value("precedence") in ("bulk", "junk", "list", "auto_reply"):
        yield "bulk"
    if BOUNCE_TYPES.intersection(types) or "x-failed-recipients" in names:
        yield "bounce"
    if "return-path" in names and not value("return-path").strip("<> "):
        yield "empty-return-path"
    if DAEMON.match(sender or "") or DAEMON.search(value("from")[:200].rpartition("<")[2]):
        yield "no-reply"
    if ROBOT_SUBJECT.search(headers.subject_of(message)):
        yield "out-of-office"
    if "x-loop" in names:
        yield "loop"
    if sender and sender.lower() in {address.lower() for address in own}:
        yield "own"
    if re.search(r"\b(all|autoreply|oof|dr)\b", value("x-auto-response-suppress")):
        yield "suppressed"
