"""A mail, from its raw bytes: who, when, why it must not be answered, and every part.

Only the old parser is used (see `headers`).  Nothing is decided by Content-Disposition or
a declared type: every leaf becomes a `Part`, also inside attached mails, also where the
attached mail is base64-encoded, which the standard library leaves unopened.
"""

from __future__ import annotations

import binascii
import datetime as dt
import quopri
import re
from collections.abc import Collection, Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any, cast

from extractors.formats import enclosed, headers
from extractors.formats.kinds import kind_of
from extractors.formats.webpage import LONGEST_TEXT, MOST_LINKS, read_html
from extractors.model import Frozen, Hop

MOST_PARTS = 3_000
DEEPEST = 20
LONGEST_HEADERS = 256 * 1024

DAEMON = re.compile(
    r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?([-+].*)?|owner-.*|.*-request)@",
    re.I,
)
ROBOT_SUBJECT = re.compile(
    r"^\W*(자동\s*(회신|응답|답장)|부재\s*중|automatic reply|auto-?reply|out of (the )?office)",
    re.I,
)
BOUNCE_TYPES = (
    "multipart/report",
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
)
WRITINGS = frozenset(("text", "html", "empty", "eml"))
"""What a piece of writing may look like; one that quotes headers looks like a mail."""
LINK = re.compile(r"https?://[^\s<>\"'()\[\]{}]{4,2000}", re.I)


class UnparsableMail(Exception):
    """The bytes hold no header at all."""


class TooManyParts(Exception):
    """Beyond MOST_PARTS; the headers are read all the same."""


class Part(Frozen):
    """One leaf of a mail.

    ``path`` numbers it as IMAP does (``1.2``).  ``name`` is as sent, NFC, after the subjects
    of the attached mails it stands in: ``회신.eml/증명서.pdf``.  ``type`` is what was declared.
    ``body`` says that it is the writing of a mail, not something that was attached.
    """

    path: str
    name: str | None
    type: str
    data: bytes
    inline: bool
    content_id: str | None
    body: bool = False


class Mail(Frozen):
    """What a mail says of itself, and what it brings.

    ``sender`` is None unless it is beyond doubt.  ``date`` is the Date header as written;
    ``sent_at`` its instant and ``received`` that of the topmost Received header; ``hops`` are
    all servers that it passed, ``authentication`` what the receiving one found of the sender
    (`headers.authentication_of`).  ``marks`` are the reasons not
    to answer: ``auto-submitted``, ``list``, ``bulk``, ``bounce``, ``empty-return-path``,
    ``no-reply``, ``out-of-office``, ``loop``, ``own``, ``suppressed``; all but the last say
    that no person wrote it.  ``text`` is the writing for people; ``links`` are the addresses
    in it, those behind HTML links included.  ``defects`` say what is not to be trusted:
    ``no-boundary``, ``cut-off``, ``bad-base64``, ``too-many-parts``, ``too-deep``: beyond
    DEEPEST, where only what lies deeper is left out, or too deep to be parsed at all.
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
    message, parts, defects = _open(raw)
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
        authentication=headers.authentication_of(message),
        authentication_results=tuple(
            headers.present(headers.unfold(value[:4_000]), 4_000)
            for value in list(headers.raw_values(message, "authentication-results"))[:10]
        ),
        marks=tuple(_marks(message, address, own)),
        text=text,
        links=links,
        parts=parts,
        defects=defects,
    )


def _open(raw: bytes) -> tuple[Message, tuple[Part, ...], tuple[str, ...]]:
    try:
        message = _parse_tree(raw)
        defects: list[str] = []
        parts = tuple(_leaves(message, "", "", 0, defects))
        if len(parts) > MOST_PARTS:
            raise TooManyParts
    except (TooManyParts, RecursionError) as trouble:
        message = BytesParser(policy=policy.compat32).parsebytes(_bounded(raw), headersonly=True)
        deep = isinstance(trouble, RecursionError)
        return message, (), ("too-deep" if deep else "too-many-parts",)
    return message, parts, tuple(dict.fromkeys(defects))


class _Node(Message):
    """A part that keeps its payload as it came: asked for it, the standard library decodes it
    by whatever charset is declared, and puts question marks for the rest."""

    written: str = ""

    def set_payload(self, payload: Any, charset: Any = None) -> None:
        if isinstance(payload, str):
            self.written = payload
        super().set_payload(payload, charset)


def _parse_tree(raw: bytes) -> Message:
    made = 0

    class Counted(_Node):
        def __init__(self, policy: Any = policy.compat32) -> None:
            nonlocal made
            made += 1
            if made > MOST_PARTS:
                raise TooManyParts
            super().__init__(policy)

    return BytesParser(_class=Counted, policy=policy.compat32).parsebytes(_bounded(raw))


def _bounded(raw: bytes) -> bytes:
    """Cut a header block that is longer than any mail program writes."""
    raw = re.sub(rb"^(?:From [^\n]*\n|\s+)", b"", raw[:1_000]) + raw[1_000:]
    blank = re.search(rb"\r?\n\r?\n", raw)
    end = blank.start() if blank else len(raw)
    if end <= LONGEST_HEADERS:
        return raw
    return raw[: raw.rfind(b"\n", 0, LONGEST_HEADERS)] + raw[end:]


def _leaves(
    message: Message, path: str, folder: str, depth: int, defects: list[str]
) -> Iterator[Part]:
    """Yield the leaves below *message* in order; *folder* is what their names begin with."""
    if depth > DEEPEST:
        defects.append("too-deep")
        return
    for defect in message.defects:
        kind = type(defect).__name__
        if kind in ("NoBoundaryInMultipartDefect", "StartBoundaryNotFoundDefect"):
            defects.append("no-boundary")
        elif kind == "CloseBoundaryNotFoundDefect":
            defects.append("cut-off")
    children = message.get_payload() if message.is_multipart() else None
    attached = message.get_content_type() == "message/rfc822"
    if isinstance(children, list) and children and attached:
        child = _attached(message, cast(Message, children[0]))
        title = headers.subject_of(child).replace("/", "∕") or "제목 없음"
        yield from _leaves(child, path, f"{folder}{title}.eml/", depth + 1, defects)
    elif isinstance(children, list):
        for number, one in enumerate(children, start=1):
            yield from _leaves(
                cast(Message, one), f"{path}.{number}".lstrip("."), folder, depth + 1, defects
            )
    else:
        part = _part(message, path or "1", folder, defects)
        if part.body:
            yield from _enclosed(part, folder)
        else:
            yield part


def _enclosed(part: Part, folder: str) -> Iterator[Part]:
    """Yield a piece of writing, and after it the files that stand in it."""
    text, files = enclosed.take_out(part.data, html=part.type == "text/html")
    yield part.model_copy(update={"data": text})
    for number, file in enumerate(files, start=1):
        yield Part(
            path=f"{part.path}-{number}",
            name=f"{folder}{file.name or ''}" if file.name or folder else None,
            type="application/octet-stream",
            data=file.data,
            inline=True,
            content_id=None,
        )


def _attached(holder: Message, child: Message) -> Message:
    """Return the attached mail, decoded first where it was sent in base64."""
    encoding = headers.plain_value(holder, "content-transfer-encoding").lower()
    if not encoding.startswith("base64") or child.keys():
        return child
    data = _from_base64(str(child.get_payload()).encode("ascii", "ignore"))
    return _parse_tree(data) if data else child


def _part(message: Message, path: str, folder: str, defects: list[str]) -> Part:
    name = headers.file_name(message)
    declared = message.get_content_type()
    disposition = headers.plain_value(message, "content-disposition").lower()
    content_id = headers.plain_value(message, "content-id", 250).strip("<> ") or None
    attached = disposition.startswith("attachment")
    data = _content(message, defects)
    written = declared in ("text/plain", "text/html") and not name and not attached
    kind = kind_of(data) if written else ""
    if kind == "unknown" and "content-type" in message:  # text in a charset of its own
        charset = headers.plain_value(message, "content-type").lower().partition("charset=")[2]
        data = headers.decode(data, charset.split(";")[0].strip(" \"'")).encode()
        kind = "text"
    return Part(
        path=path,
        name=f"{folder}{name or ''}" if name or folder else None,
        type=declared,
        data=data,
        inline=disposition.startswith("inline") or (content_id is not None and not attached),
        content_id=content_id,
        # A part without a type counts as text by the standard, whatever it holds.
        body=kind in WRITINGS,
    )


def _content(message: Message, defects: list[str]) -> bytes:
    # Bytes beyond ASCII arrive as surrogate escapes; a wrongly declared charset changes nothing.
    written = message.written if isinstance(message, _Node) else str(message.get_payload() or "")
    data = written.encode("utf-8", "surrogateescape")
    words = headers.plain_value(message, "content-transfer-encoding").lower().split()
    encoding = words[0].split("(")[0] if words else ""
    if encoding == "base64":
        decoded = _from_base64(data)
        if not decoded and data.strip():
            defects.append("bad-base64")
            return data
        return decoded
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        decoded_part = message.get_payload(decode=True)
        return decoded_part if isinstance(decoded_part, bytes) else data
    return data


def _from_base64(data: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    usable = len(letters) - (len(letters) % 4 == 1)
    try:
        return binascii.a2b_base64(letters[:usable] + b"=" * (-usable % 4))
    except binascii.Error:
        return b""


def _writing(parts: tuple[Part, ...]) -> tuple[str, tuple[str, ...]]:
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


def _marks(message: Message, sender: str | None, own: Collection[str]) -> Iterator[str]:
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
    inside = {part.get_content_type() for part in message.walk()} & set(BOUNCE_TYPES)
    if inside or "x-failed-recipients" in names:
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
