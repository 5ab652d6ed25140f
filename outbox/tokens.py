"""The signed mark that a letter carries, so that an answer to it finds its dossier.

It stands in the subject, behind the receipt number, and in our Message-ID.  Receipt numbers
can be guessed and mistyped; a mark can only be copied from a letter.  It is an HMAC
(RFC 2104) of what it stands beside, under a secret that never leaves the office, in the
letters of Crockford's base 32, which nobody confuses when reading aloud or typing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEARD = str.maketrans("OIL", "011")
"""How letters that the alphabet lacks are meant, where somebody typed the mark."""
IN_SUBJECT, IN_MESSAGE_ID = 8, 16

_SUBJECT = re.compile(
    r"(?<!\d)(?P<receipt>\d{4}-\d{4,})[ _]{1,3}(?P<mark>[0-9A-Za-z]{4}-?[0-9A-Za-z]{4})"
    r"(?![0-9A-Za-z])"
)
_MESSAGE_ID = re.compile(
    r"<(?P<name>(?P<receipt>\d{4}-\d{4,})-\d+-[a-z]+)\.(?P<mark>[0-9A-Za-z]{16})@[^>]*>"
)


def subject_mark(secret: bytes, receipt: str) -> str:
    """Return what stands in the brackets of a subject: ``2025-0007 K3M9-QXTV``."""
    mark = _mark(secret, f"subject {receipt}", IN_SUBJECT)
    return f"{receipt} {mark[:4]}-{mark[4:]}"


def message_id(secret: bytes, letter: str, domain: str) -> str:
    """Return the one Message-ID that the letter of this name can have, whoever drafts it."""
    mark = _mark(secret, f"message-id {letter}", IN_MESSAGE_ID).lower()
    return f"<{letter}.{mark}@{domain}>"


def signed_in_subject(secret: bytes, subject: str) -> tuple[str, ...]:
    """Return the receipt numbers in *subject* beside which their own mark stands."""
    return _proven(
        (found["receipt"], found["mark"], _mark(secret, f"subject {found['receipt']}", IN_SUBJECT))
        for found in _SUBJECT.finditer(subject)
    )


def signed_in_ids(secret: bytes, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the receipt numbers of those Message-IDs among *ids* that are ours."""
    return _proven(
        (
            found["receipt"],
            found["mark"],
            _mark(secret, f"message-id {found['name']}", IN_MESSAGE_ID),
        )
        for found in map(_MESSAGE_ID.fullmatch, ids)
        if found
    )


def _proven(claims: Iterable[tuple[str, str, str]]) -> tuple[str, ...]:
    def proven() -> Iterator[str]:
        for receipt, mark, right in claims:
            plain = mark.replace("-", "").upper().translate(HEARD)
            if hmac.compare_digest(plain.encode(), right.encode()):
                yield receipt

    return tuple(dict.fromkeys(proven()))


def _mark(secret: bytes, about: str, length: int) -> str:
    digest = hmac.new(secret, about.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest, "big")
    return "".join(LETTERS[(number >> 5 * place) & 31] for place in range(length))
