"""How parts of a mail are encoded, and what is left of that when mail programs get it wrong."""

from __future__ import annotations

import binascii
import quopri
import re

from extractors.formats.kinds import kind_of
from extractors.formats.mail import enclosed

BASE64 = frozenset(("base64", "base-64", "x-base64", "b64", "b"))
QUOTED = frozenset(("quoted-printable", "quotedprintable", "quoted", "qp", "q"))
UUENCODED = frozenset(("x-uuencode", "uuencode", "x-uue", "uue"))

WORDLESS = frozenset(("text", "unknown", "empty"))
"""Kinds that say nothing of what a file is."""
MOST_LAYERS = 3
LONGEST_LINE = 76
MOSTLY = 0.9
"""What part of base64 must be its own letters, the rest being what others put between them."""

_LETTERS = re.compile(rb"[^A-Za-z0-9+/=]")
_BLANKS = b" \t\r\n"
_CHUNK = re.compile(rb"[A-Za-z0-9+/]+=*")
_ENCODED = re.compile(rb"[A-Za-z0-9+/]{64}[A-Za-z0-9+/=]*")
_URL_SAFE = re.compile(rb"[A-Za-z0-9_-]{64,}={0,2}")
_WHOLE_LINE = re.compile(rb"^[ \t]*([A-Za-z0-9+/]+={0,2})[ \t\r]*$", re.M)
_QUOTES = re.compile(rb"=(?:[0-9A-F]{2}|[ \t]*\r?\n)")


def decode(body: bytes, encoding: str) -> bytes | None:
    """Return what *body* holds by its transfer *encoding*; None where it is not so encoded."""
    if encoding in BASE64:
        data = from_base64(body)
        if data and kind_of(data) in WORDLESS:
            alone = from_base64(b"\n".join(_WHOLE_LINE.findall(body)))  # without remarks
            return alone if alone and kind_of(alone) not in WORDLESS else data
        return data
    if encoding in QUOTED:
        return quopri.decodestring(body)
    if encoding in UUENCODED:
        files = enclosed.take_out(body, html=False)[1]
        return files[0].data if files else None
    return body


def unwrap(data: bytes) -> bytes:
    """Return *data* without an encoding that its part did not declare, or declared wrongly.

    What has a kind of its own is what it is; only text that turns into a file is decoded.
    """
    for _ in range(MOST_LAYERS):
        inner = _of_base64(data) or _of_quoted(data)
        if inner is None:
            break
        data = inner
    return data


def from_base64(body: bytes) -> bytes | None:
    """Return what *body* means in base64; None if it is mostly something else.

    Some programs encode a file piece by piece, each piece with its own padding; where the
    signs of equality stand anywhere else they mean nothing.
    """
    dense = body.translate(None, _BLANKS)
    if _URL_SAFE.fullmatch(dense):
        body = body.translate(bytes.maketrans(b"-_", b"+/"))
    letters = _LETTERS.sub(b"", body)
    if not letters or len(letters) < MOSTLY * len(dense):
        return b"" if not dense else None
    chunks = _CHUNK.findall(letters)
    pieces = chunks[:-1]
    if not all(map(_is_padded, pieces)) or all(map(_is_broken_line, pieces)):
        chunks = [letters.replace(b"=", b"")]
    return b"".join(map(_decode_chunk, chunks))


def _is_padded(chunk: bytes) -> bool:
    padding = len(chunk) - len(chunk.rstrip(b"="))
    return padding in (1, 2) and len(chunk) % 4 == 0


def _is_broken_line(chunk: bytes) -> bool:
    """Tell whether the sign of equality is where quoted-printable breaks an endless line."""
    return len(chunk) == LONGEST_LINE and chunk.count(b"=") == 1


def _decode_chunk(chunk: bytes) -> bytes:
    chunk = chunk.rstrip(b"=")
    usable = chunk[: len(chunk) - (len(chunk) % 4 == 1)]
    try:
        return binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))
    except binascii.Error:
        return b""


def _of_base64(data: bytes) -> bytes | None:
    if kind_of(data) not in WORDLESS or not _ENCODED.fullmatch(data.translate(None, _BLANKS)):
        return None
    inner = from_base64(data)
    return inner if inner and kind_of(inner) not in WORDLESS else None


def _of_quoted(data: bytes) -> bytes | None:
    """Undo quoted-printable where each sign of equality in it is one of that encoding."""
    count = data.count(b"=")
    if count < 10 or not data.isascii() or len(_QUOTES.findall(data)) != count:
        return None
    inner = quopri.decodestring(data)
    return inner if kind_of(inner) not in (*WORDLESS, "html") and not inner.isascii() else None
