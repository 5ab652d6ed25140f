"""What stands inside a signature: mail and files that were signed as a whole (CMS, S/MIME).

Signing hides nothing: the content lies in the signature as it was, and only programs that do
not know the wrapping show ``smime.p7m`` in its place.  Whether it is still what was signed is
noted; whose certificate signed is not asked, as nobody's root certificates are kept here.
Source: RFC 5652 (5.1 to 5.6), RFC 8551.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from extractors.errors import DamagedFile

_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_PSS = bytes.fromhex("06092a864886f70d01010a")
_HASHES: dict[bytes, type[hashes.HashAlgorithm]] = {
    bytes.fromhex("06052b0e03021a"): hashes.SHA1,
    bytes.fromhex("0609608648016503040204"): hashes.SHA224,
    bytes.fromhex("0609608648016503040201"): hashes.SHA256,
    bytes.fromhex("0609608648016503040202"): hashes.SHA384,
    bytes.fromhex("0609608648016503040203"): hashes.SHA512,
}
_SEQUENCE, _SET, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0x31, 0x04, 0x24
_FIRST_OPTION, _INTEGER, _IDENTIFIER = 0xA0, 0x02, 0x06
DEEPEST, MOST_PIECES = 12, 100_000


class SignedContent(NamedTuple):
    """What was signed, if the signature holds it, and what the signature says of it.

    ``content`` is None where it stands beside its signature.  ``holds`` tells whether it is
    what was signed, None where that cannot be told; ``signer`` is what the certificate calls
    its owner, "" where nothing calls it.
    """

    content: bytes | None
    holds: bool | None
    signer: str


class _Item(NamedTuple):
    """A value of ASN.1 in BER: its first byte, its bytes, and the bytes within."""

    tag: int
    whole: bytes
    inside: bytes


def open_signed(data: bytes) -> SignedContent:
    """Return what is signed in *data*.

    Raises:
        DamagedFile: it is cut off, or not what it says it is.
    """
    try:
        outer = list(_items(_only(data).inside))
        fields = list(_items(_only(outer[1].inside).inside))
        wrapped = list(_items(fields[2].inside))
        content = _octets(_only(wrapped[1].inside)) if len(wrapped) > 1 else None
        certificates = [
            item.whole
            for field in fields[3:]
            if field.tag == _FIRST_OPTION
            for item in _items(field.inside)
        ]
        signers = [item for item in _items(fields[-1].inside) if item.tag == _SEQUENCE]
    except (IndexError, ValueError, StopIteration) as error:
        raise DamagedFile from error
    known = [one for one in map(_certificate, certificates) if one is not None]
    states = [_holds(signer, content, known) for signer in signers] if content is not None else []
    broken = any(state is False for state in states)
    proven = bool(states) and all(states)
    return SignedContent(content, False if broken else True if proven else None, _name(known))


def _only(data: bytes) -> _Item:
    return next(_items(data))


def _items(data: bytes) -> Iterator[_Item]:
    """Yield the values that stand one after the other in *data*."""
    at = 0
    while at < len(data) and data[at : at + 2] != b"\0\0":
        start, end, after = _extent(data, at, 0)
        yield _Item(data[at], data[at:after], data[start:end])
        at = after


def _extent(data: bytes, at: int, depth: int) -> tuple[int, int, int]:
    """Return where the value at *at* begins and ends, and where the next one begins.

    A value may be of no stated length and end with two zero bytes.
    """
    if depth > DEEPEST or at + 2 > len(data) or data[at] & 0x1F == 0x1F:
        raise ValueError("not ASN.1 as CMS has it")
    size, start = data[at + 1], at + 2
    if size == 0x80:
        place = start
        for _ in range(MOST_PIECES):
            if data[place : place + 2] == b"\0\0":
                return start, place, place + 2
            place = _extent(data, place, depth + 1)[2]
        raise ValueError("too many pieces")
    if size > 0x80:
        many = size & 0x7F
        size, start = int.from_bytes(data[start : start + many], "big"), start + many
    if start + size > len(data):
        raise ValueError("cut off")
    return start, start + size, start + size


def _octets(item: _Item, depth: int = 0) -> bytes:
    """Return a string of bytes, which may have been written in pieces."""
    if item.tag == _OCTETS:
        return item.inside
    if item.tag != _OCTETS_IN_PIECES or depth > DEEPEST:
        raise ValueError("no string of bytes")
    return b"".join(_octets(piece, depth + 1) for piece in _items(item.inside))


def _certificate(der: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, UnsupportedAlgorithm):
        return None


def _name(certificates: list[x509.Certificate]) -> str:
    """Return whom the first certificate that belongs to no authority names."""
    for certificate in certificates:
        names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        if names:
            return str(names[0].value)
    return ""


def _holds(signer: _Item, content: bytes, certificates: list[x509.Certificate]) -> bool | None:
    """Tell whether *signer* signed *content*; None where this cannot be found out."""
    try:
        fields = list(_items(signer.inside))
        named = fields[1].inside if fields[1].tag == _SEQUENCE else b""  # else by its digest
        serial = [item for item in _items(named) if item.tag == _INTEGER]
        digest = _HASHES[_only(fields[2].inside).whole]()
        told = fields[3] if fields[3].tag == _FIRST_OPTION else None
        method, signature = fields[4 if told else 3 :][:2]
        signed = content
        if told is not None:
            if _digest_in(told) != _digest_of(content, digest):
                return False
            signed = bytes((_SET,)) + told.whole[1:]
        issued = int.from_bytes(serial[-1].inside, "big", signed=True) if serial else None
        owner = [one for one in certificates if issued in (None, one.serial_number)]
        return _verifies(owner[0], signature.inside, signed, digest, method)
    except (IndexError, KeyError, ValueError, StopIteration, UnsupportedAlgorithm):
        return None


def _digest_in(attributes: _Item) -> bytes | None:
    for attribute in _items(attributes.inside):
        name, values = list(_items(attribute.inside))[:2]
        if name.whole == _MESSAGE_DIGEST:
            return _only(values.inside).inside
    return None


def _digest_of(content: bytes, digest: hashes.HashAlgorithm) -> bytes:
    summing = hashes.Hash(digest)
    summing.update(content)
    return summing.finalize()


def _verifies(
    owner: x509.Certificate,
    signature: bytes,
    signed: bytes,
    digest: hashes.HashAlgorithm,
    method: _Item,
) -> bool | None:
    key = owner.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            scheme: padding.AsymmetricPadding = padding.PKCS1v15()
            if _only(method.inside).whole == _PSS:
                scheme = padding.PSS(padding.MGF1(digest), padding.PSS.AUTO)
            key.verify(signature, signed, scheme, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, signed, ec.ECDSA(digest))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, signed)
        else:
            return None
    except InvalidSignature:
        return False
    return True
