"""How a mail is put together: headers, boundaries, parts, and what lies between them.

Every byte of a mail belongs to exactly one `Entity`, so that nothing which was sent can be
lost on the way to its parts.  The standard library's parser reads the headers; where a part
begins and ends is found here, because that parser drops what follows a closing boundary, takes
an encoded mail for a plain one, and does not say where its parts stood (RFC 2045, 2046).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser

MOST_ENTITIES = 3_000
DEEPEST = 20
LONGEST_HEADERS = 256 * 1024

LETTERS = frozenset(("message/rfc822", "message/global", "message/rfc2822", "message/news"))
"""Types whose content is a mail."""
PLAIN = frozenset(("", "7bit", "8bit", "binary"))
"""Transfer encodings that leave a part as it is."""

_BEFORE_HEADERS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:From [^\n]*\n)?\s*")
_HEADERS = re.compile(rb"(?:(?:[!-9;-~]+[ \t]*:|[ \t])[^\n]*(?:\n|\Z))*")
_BLANK_BEFORE_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.M)
_BEGINS = re.compile(rb"^--([^\r\n]{1,200}?)[ \t\r]*\n(?=content-[a-z-]{2,40}[ \t]*:)", re.I | re.M)
"""What looks like a boundary: the line before a header of a part."""


class TooManyEntities(Exception):
    """Beyond MOST_ENTITIES."""


@dataclass
class Entity:
    """A mail, a part, or a part of a part.

    ``message`` holds its headers and nothing else.  A leaf has a ``body``, as it stands in the
    mail; others have ``children``, and ``between`` is what stands before, after and between
    them and is no part: who reads mail is not meant to see it.  ``frame`` counts the bytes of
    headers and boundaries, ``unread`` those of headers beyond LONGEST_HEADERS.

    ``flaw`` says what is wrong: ``no-boundary`` (parts are announced and none is found),
    ``cut-off`` (the last boundary does not come), ``too-deep``.
    """

    message: Message
    body: bytes = b""
    children: list[Entity] = field(default_factory=list)
    between: list[bytes] = field(default_factory=list)
    frame: int = 0
    unread: int = 0
    flaw: str | None = None

    @property
    def size(self) -> int:
        """How many bytes of the mail it takes up, everything in it included."""
        inside = sum(child.size for child in self.children) + sum(map(len, self.between))
        return self.frame + self.unread + len(self.body) + inside

    def walk(self) -> Iterator[Entity]:
        """Yield it and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def take_apart(raw: bytes) -> Entity:
    """Return how the mail *raw* is put together: the sizes of all of it add up to its length.

    Raises:
        TooManyEntities: there are more than MOST_ENTITIES.
    """
    return _EntityReader(raw).entity(0, len(raw), depth=0, letter=True)


def parts_in(text: bytes, boundary: bytes | None = None) -> Entity | None:
    """Return the parts that stand in *text* although nothing announces them; None if none do.

    *boundary* is tried first, if one is known.  A gateway may have lost the header that names
    it, or written another one.

    Raises:
        TooManyEntities: there are more than MOST_ENTITIES.
    """
    reader = _EntityReader(text)
    found = Entity(Message(policy.compat32))
    for each in (boundary, reader.likely_boundary(0, len(text))):
        if each is not None and not found.children:
            reader.divide(found, 0, len(text), boundary=each, depth=0)
    return found if found.children else None


def headers_of(raw: bytes) -> Message:
    """Return the headers with which the mail *raw* begins."""
    reader = _EntityReader(raw)
    start, end = reader.headers(0, len(raw), letter=True)
    return reader.read_headers(start, end)


def is_part(data: bytes) -> bool:
    """Tell whether *data* begins as a mail or a part of one does, with headers of its own."""
    message = headers_of(data[: 4 * LONGEST_HEADERS])
    return "content-type" in message or ("from" in message and "subject" in message)


def encoding_of(message: Message) -> str:
    """Return how a part says that it is encoded: ``base64``, ``quoted-printable``, … or ""."""
    stated = str(message.get("content-transfer-encoding", ""))[:200].lower()
    words = re.split(r"[\s;,]", re.sub(r"\([^()]*\)", "", stated).strip(" \t\"';,."))
    return words[0].strip("\"'")


def boundary_of(message: Message) -> bytes | None:
    """Return the boundary that a part names, None where it names none."""
    try:
        named = message.get_boundary()
    except ValueError:  # a NUL in the charset of an RFC 2231 parameter
        return None
    return named.encode("utf-8", "surrogateescape") if named else None


class _EntityReader:
    """The bytes of one mail, its lines, and how many entities were found in it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        # As long as *raw*, with line ends that can be searched for: old Macs wrote CR alone.
        self.lines = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
        self.made = 0

    def headers(self, start: int, end: int, *, letter: bool = False) -> tuple[int, int]:
        """Return where the headers begin and end; before those of a letter may stand blanks."""
        if letter and (before := _BEFORE_HEADERS.match(self.lines, start, min(end, start + 1_000))):
            start = before.end()
        found = _HEADERS.match(self.lines, start, end)
        return start, found.end() if found else start

    def read_headers(self, start: int, end: int) -> Message:
        block = self.raw[start:end].replace(b"\r\r\n", b"\r\n")
        block = _BLANK_BEFORE_COLON.sub(rb"\1:", block)
        return BytesParser(policy=policy.compat32).parsebytes(block, headersonly=True)

    def entity(
        self, start: int, end: int, *, depth: int, letter: bool = False, digest: bool = False
    ) -> Entity:
        """Return what stands between *start* and *end*: a *letter*, or a part.

        A part of a *digest* is a mail where it does not say what it is.
        """
        self.made += 1
        if self.made > MOST_ENTITIES:
            raise TooManyEntities
        first, last = self.headers(start, end, letter=letter)
        body = last
        for blank in (b"\r\n", b"\n", b"\r\r\n"):
            if self.lines.startswith(blank, last, end):
                body = last + len(blank)
                break
        unread = 0
        if last - first > LONGEST_HEADERS:
            cut = self.lines.rfind(b"\n", first, first + LONGEST_HEADERS) + 1
            unread, last = last - (cut or first), cut or first
        found = Entity(self.read_headers(first, last), frame=body - start - unread, unread=unread)
        if digest and "content-type" not in found.message:
            found.message["Content-Type"] = "message/rfc822"
        self._fill(found, body, end, depth)
        return found

    def _fill(self, entity: Entity, start: int, end: int, depth: int) -> None:
        """Find what *entity* holds between *start* and *end*."""
        several = entity.message.get_content_maintype() == "multipart"
        letter = entity.message.get_content_type() in LETTERS
        if letter and encoding_of(entity.message) in PLAIN:
            child = (
                self.entity(start, end, depth=depth + 1, letter=True) if depth < DEEPEST else None
            )
            if child is None:
                entity.flaw = "too-deep"
            elif child.message.keys():
                entity.children.append(child)
                return
        elif several and depth >= DEEPEST:
            entity.flaw = "too-deep"
        elif several:
            for boundary in (boundary_of(entity.message), self.likely_boundary(start, end)):
                if boundary is not None:
                    self.divide(entity, start, end, boundary=boundary, depth=depth)
                if entity.children:
                    return
            if self.raw[start:end].strip():
                entity.flaw = "no-boundary"
        entity.body = self.raw[start:end]

    def likely_boundary(self, start: int, end: int) -> bytes | None:
        """Return what looks like the boundary of parts between *start* and *end*."""
        found = _BEGINS.search(self.lines, start, end)
        return found[1] if found else None

    def divide(self, entity: Entity, start: int, end: int, *, boundary: bytes, depth: int) -> None:
        """Find the parts of *entity*; what follows its closing boundary may hold more of them.

        Without any part it stays as it is.
        """
        digest = entity.message.get_content_type() == "multipart/digest"
        line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t\r]*$", re.M)
        children: list[Entity] = []
        between: list[bytes] = []
        frame = 0
        inside = False
        for mark in line.finditer(self.lines, start, end):
            last = self._without_newline(start, mark.start()) if inside else mark.start()
            if inside:
                children.append(self.entity(start, last, depth=depth + 1, digest=digest))
            else:
                between.append(self.raw[start:last])
            start = min(mark.end() + 1, end)
            frame += start - last
            inside = mark[1] is None
        if inside:
            children.append(self.entity(start, end, depth=depth + 1, digest=digest))
            entity.flaw = "cut-off"
        else:
            between.append(self.raw[start:end])
        if children:
            entity.children, entity.between = children, between
            entity.frame += frame

    def _without_newline(self, start: int, end: int) -> int:
        """Return where a part ends before a boundary: the newline between belongs to that."""
        for newline in (b"\r\n", b"\n"):
            if self.lines.startswith(newline, max(end - len(newline), start), end):
                return end - len(newline)
        return end
