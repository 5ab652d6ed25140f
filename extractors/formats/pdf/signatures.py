"""What a PDF's own signatures say: whether its bytes are still those that were signed.

Only that is asked, not whose certificate signed: a portal's root certificates are not ours to
keep.  A signature covers the ranges that /ByteRange names (ISO 32000-1, 12.8.1) and holds
their digest as the attribute messageDigest (RFC 5652, 11.2).
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractors.model import Sign

_RANGES = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_DETACHED = re.compile(rb"/SubFilter\s*/(?:adbe\.pkcs7\.detached|ETSI\.CAdES\.detached)")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_BY_LENGTH = {20: "sha1", 32: "sha256", 48: "sha384", 64: "sha512"}
_KEPT_FOR_PROOF = re.compile(rb"/DSS\b|/DocTimeStamp\b")
MOST_SIGNATURES = 20


class _Signature(NamedTuple):
    signed: bytes
    blob: bytes
    end: int
    is_detached: bool


def signs_of(data: bytes) -> tuple[Sign, ...]:
    """Return what the signatures of the PDF *data* say against it; () without any.

    ``broken-signature``: what was signed is not what stands there.  ``changed-after-signing``:
    something was added behind the last signature, other than the proofs that keep it valid.
    """
    signatures = list(_signatures(data))
    if not signatures:
        return ()
    signs: list[Sign] = []
    if any(signature.is_detached and not _holds(signature) for signature in signatures):
        signs.append("broken-signature")
    rest = data[max(signature.end for signature in signatures) :]
    if rest.strip() and not _KEPT_FOR_PROOF.search(rest):
        signs.append("changed-after-signing")
    return tuple(signs)


def _signatures(data: bytes) -> Iterator[_Signature]:
    for match, _ in zip(_RANGES.finditer(data), range(MOST_SIGNATURES), strict=False):
        start, first, after, second = (int(number) for number in match.groups())
        if start != 0 or not 0 < first < after or after + second > len(data):
            continue  # unfinished, or a form that is still to be signed
        try:
            blob = binascii.unhexlify(data[first:after].strip().strip(b"<>"))
        except binascii.Error:
            continue
        around = data[max(0, match.start() - 4096) : match.end() + 4096]
        yield _Signature(
            signed=data[:first] + data[after : after + second],
            blob=blob,
            end=after + second,
            is_detached=bool(_DETACHED.search(around)),
        )


def _holds(signature: _Signature) -> bool:
    """Tell whether one of the digests in the signature is that of what was signed.

    A time stamp inside carries a digest of its own, so one that fits is enough; where no
    digest is found nothing is said.
    """
    digests = list(_digests(signature.blob))
    return not digests or any(
        hashlib.new(_BY_LENGTH[len(digest)], signature.signed).digest() == digest
        for digest in digests
    )


def _digests(blob: bytes) -> Iterator[bytes]:
    """Yield the values of messageDigest: SET { OCTET STRING } after its identifier."""
    at = blob.find(_MESSAGE_DIGEST)
    while at >= 0:
        head = blob[at + len(_MESSAGE_DIGEST) :][:4]
        if len(head) == 4 and head[0] == 0x31 and head[2] == 0x04 and head[3] in _BY_LENGTH:
            start = at + len(_MESSAGE_DIGEST) + 4
            yield blob[start : start + head[3]]
        at = blob.find(_MESSAGE_DIGEST, at + 1)
