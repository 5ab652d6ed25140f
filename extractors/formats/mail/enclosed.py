"""Files inside the writing of a mail: uuencoded in its text, or written into its HTML."""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple

from extractors.formats.mail.headers import decode, present

UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[!-`][^\r\n]{0,90}\r?\n)+)"
    rb"(?:[` ]?\r?\n)?end\b[^\n]*"
    rb"|^begin-base64 [0-7]{3,4} ([^\r\n]{1,255})\r?\n([A-Za-z0-9+/=\r\n]+)\n====[^\n]*",
    re.M,
)
"""A file as uuencode writes it, and as it does with ``-m``."""
DRAWN = re.compile(
    rb"data:(?:image/[\w.+-]{2,20}|application/pdf);base64,([A-Za-z0-9+/=\s]{200,})", re.I
)
ENCODED = re.compile(
    rb"(?:^[A-Za-z0-9+/]{56,}={0,2}[ \t]*\r?\n){12,}(?:[A-Za-z0-9+/]+={0,2}[ \t]*\r?$)?"
    rb"|^[A-Za-z0-9+/]{900,}={0,2}",
    re.M,
)
"""Lines of base64 in the open, of a thousand letters and more."""
KEYS = re.compile(
    rb"^-----BEGIN ([A-Z0-9 ]*(?:SIGNATURE|KEY|CERTIFICATE)[A-Z ]*)-----.*?^-----END \1-----",
    re.M | re.S,
)
"""What looks like an encoded file and is none."""
MOST = 50


class Enclosed(NamedTuple):
    """A file within a text; ``name`` None where nothing names it."""

    name: str | None
    data: bytes


def take_out(text: bytes, *, html: bool) -> tuple[bytes, tuple[Enclosed, ...]]:
    """Return *text* without the files in it, and those files, at most `MOST`."""
    pattern = DRAWN if html else UUENCODED
    if not pattern.search(text):
        return text, ()
    found = []
    for match in list(pattern.finditer(text))[:MOST]:
        if html:
            found.append(Enclosed(None, _from_base64(match[1])))
        else:
            name = present(decode(match[1] or match[3]), 255) or None
            found.append(
                Enclosed(name, _uudecode(match[2]) if match[1] else _from_base64(match[4]))
            )
    return pattern.sub(b"", text), tuple(one for one in found if one.data)


def is_uuencoded(text: bytes) -> bool:
    """Tell whether a file stands in *text* as uuencode writes it."""
    return bool(UUENCODED.search(text))


def encoded_runs(text: bytes) -> list[bytes]:
    """Return what in *text* looks like files in base64 that nothing announces, at most `MOST`."""
    found = ENCODED.finditer(KEYS.sub(b"", text))
    return [match[0] for match, _ in zip(found, range(MOST), strict=False)]


def _from_base64(letters: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", letters)
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4))
    except binascii.Error:
        return b""


def _uudecode(lines: bytes) -> bytes:
    """Decode line by line, as mail programs append blanks and lose those at the end.

    What fills the last group of a line up to four letters may be anything.
    """
    pieces = []
    for line in lines.splitlines():
        if line[:1] in (b"`", b" "):
            continue
        letters = -(-((line[0] - 32) & 63) * 4 // 3)
        try:
            pieces.append(binascii.a2b_uu(line[: 1 + letters]))
        except binascii.Error:
            return b""
    return b"".join(pieces)
