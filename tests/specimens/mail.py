"""Writes e-mail as Korean mail programs write it, right and wrong, byte by byte.

The standard library would put everything in order; here subjects and file names keep the
forms that really arrive: ks_c_5601-1987 encoded words, bare CP949 bytes, RFC 2231 in pieces,
names taken apart by a Mac.
"""

import base64
import datetime as dt
import hashlib
import quopri
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote_from_bytes

Charset = Literal["utf-8", "euc-kr", "ks_c_5601-1987"]
SubjectStyle = Literal["utf-8", "ks_c_5601-1987", "raw-cp949"]
NameStyle = Literal["rfc2231", "rfc2231-pieces", "rfc2047", "rfc2047-cp949", "raw-cp949", "nfd"]
Coding = Literal["base64", "quoted-printable", "8bit"]

SEOUL = dt.timezone(dt.timedelta(hours=9), "KST")
MAILBOX = "smartfactory@intake.example"
SERVER = "mx.intake.example"


@dataclass(frozen=True)
class Attachment:
    """A file in a mail; with ``inline_id`` a picture that the HTML body shows."""

    name: str
    data: bytes
    style: NameStyle = "rfc2231"
    content_type: str = "application/octet-stream"
    inline_id: str = ""


@dataclass(frozen=True)
class Letter:
    """What the sender wrote."""

    sender_name: str
    sender_address: str
    subject: str
    body: str
    sent_at: dt.datetime
    attachments: Sequence[Attachment] = ()
    html: bool = False
    subject_style: SubjectStyle = "utf-8"
    charset: Charset = "utf-8"
    coding: Coding = "base64"
    message_id: str = ""
    headers: Sequence[tuple[str, str]] = ()
    null_sender: bool = False
    """Sent with an empty envelope sender, as automatic replies are."""


def at(text: str) -> dt.datetime:
    """Return the instant of an ISO time in Seoul."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def deliver(letter: Letter, received_at: dt.datetime, *, passes: bool = True) -> bytes:
    """Return the mail as it lies in the mailbox, with the receiving server's headers on top."""
    domain = letter.sender_address.rpartition("@")[2]
    queue = hashlib.sha256(f"{letter.subject}{received_at}".encode()).hexdigest()[:10].upper()
    verdict = "pass" if passes else "fail"
    head = [
        f"Return-Path: <{'' if letter.null_sender else letter.sender_address}>",
        f"Delivered-To: {MAILBOX}",
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.{len(domain)}])\r\n"
        f"\tby {SERVER} (Postfix) with ESMTPS id {queue}\r\n"
        f"\tfor <{MAILBOX}>; {format_datetime(received_at)}",
        f"Authentication-Results: {SERVER};\r\n"
        f"\tspf={verdict} smtp.mailfrom={letter.sender_address};\r\n"
        f"\tdkim={verdict} header.d={domain}; dmarc={verdict} header.from={domain}",
        f"Received: from [198.51.100.7] by mail.{domain} with ESMTPA;\r\n"
        f"\t{format_datetime(letter.sent_at)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n" + write(letter)


def write(letter: Letter) -> bytes:
    """Return the mail as the sender's program made it."""
    head = [
        b"From: " + _sender(letter),
        b"To: " + f"<{MAILBOX}>".encode(),
        b"Subject: " + _subject(letter.subject, letter.subject_style),
        f"Date: {format_datetime(letter.sent_at)}".encode(),
    ]
    if letter.message_id:
        head.append(f"Message-ID: {letter.message_id}".encode())
    head += [f"{name}: {value}".encode() for name, value in letter.headers]
    head.append(b"MIME-Version: 1.0")
    return b"\r\n".join(head) + b"\r\n" + _body(letter)


def _body(letter: Letter) -> bytes:
    """Return content headers and content: alternative in related in mixed, where needed."""
    content = _text_part(letter.body, "plain", letter)
    inline = [a for a in letter.attachments if a.inline_id]
    files = [a for a in letter.attachments if not a.inline_id]
    if letter.html:
        html = _text_part(_html(letter.body, inline), "html", letter)
        content = _multipart("alternative", [content, html], letter)
        if inline:
            content = _multipart("related", [content, *map(_file_part, inline)], letter)
    if files:
        content = _multipart("mixed", [content, *map(_file_part, files)], letter)
    return content


def _multipart(kind: str, parts: Sequence[bytes], letter: Letter) -> bytes:
    mark = hashlib.sha256(f"{kind}{letter.subject}{letter.sent_at}".encode()).hexdigest()[:24]
    boundary = f"----=_Part_{mark}".encode()
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        f'Content-Type: multipart/{kind};\r\n\tboundary="'.encode()
        + boundary
        + b'"\r\n\r\n'
        + body
        + b"--"
        + boundary
        + b"--\r\n"
    )


def _text_part(text: str, kind: str, letter: Letter) -> bytes:
    codec = "utf-8" if letter.charset == "utf-8" else "cp949"
    data = text.replace("\n", "\r\n").encode(codec, "xmlcharrefreplace")
    head = (
        f'Content-Type: text/{kind}; charset="{letter.charset}"\r\n'
        f"Content-Transfer-Encoding: {letter.coding}\r\n\r\n"
    ).encode()
    if letter.coding == "base64":
        return head + _base64(data)
    if letter.coding == "quoted-printable":
        lines = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
        return head + lines
    return head + data


def _html(text: str, inline: Sequence[Attachment]) -> str:
    lines = "".join(
        f"<p style=\"font-family:'맑은 고딕';font-size:10pt\">{line or '&nbsp;'}</p>\n"
        for line in text.split("\n")
    )
    logos = "".join(f'<img src="cid:{logo.inline_id}" alt="logo">' for logo in inline)
    return f"<html><body>\n{lines}{logos}\n</body></html>"


def _file_part(file: Attachment) -> bytes:
    kind, in_type, in_disposition = file.content_type, b"", _file_name(file)
    if file.style in ("rfc2047", "rfc2047-cp949", "raw-cp949"):
        in_type = b';\r\n\tname="' + _plain_name(file) + b'"'
    word = "inline" if file.inline_id else "attachment"
    head = f"Content-Type: {kind}".encode() + in_type + b"\r\n"
    head += b"Content-Transfer-Encoding: base64\r\n"
    if file.inline_id:
        head += f"Content-ID: <{file.inline_id}>\r\n".encode()
    head += f"Content-Disposition: {word};\r\n\t".encode() + in_disposition + b"\r\n\r\n"
    return head + _base64(file.data)


def _file_name(file: Attachment) -> bytes:
    if file.style in ("rfc2231", "nfd"):
        name = unicodedata.normalize("NFD" if file.style == "nfd" else "NFC", file.name)
        return b"filename*=utf-8''" + quote_from_bytes(name.encode(), safe="").encode()
    if file.style == "rfc2231-pieces":
        quoted = quote_from_bytes(file.name.encode(), safe="")
        pieces = _pieces(quoted, 54)
        return b";\r\n\t".join(
            f"filename*{number}*={'utf-8' + chr(39) * 2 if number == 0 else ''}{piece}".encode()
            for number, piece in enumerate(pieces)
        )
    return b'filename="' + _plain_name(file) + b'"'


def _plain_name(file: Attachment) -> bytes:
    if file.style == "raw-cp949":
        return file.name.encode("cp949")
    if file.style == "rfc2047-cp949":
        return _words(file.name, "ks_c_5601-1987")
    return _words(file.name, "utf-8")


def _pieces(quoted: str, length: int) -> list[str]:
    """Cut a percent-encoded name without cutting an escape."""
    pieces = []
    while quoted:
        end = length
        while end < len(quoted) and "%" in quoted[end - 2 : end]:
            end -= 1
        pieces.append(quoted[:end])
        quoted = quoted[end:]
    return pieces


def _sender(letter: Letter) -> bytes:
    address = f" <{letter.sender_address}>".encode()
    if letter.subject_style == "raw-cp949":
        return b'"' + letter.sender_name.encode("cp949") + b'"' + address
    charset = "utf-8" if letter.subject_style == "utf-8" else "ks_c_5601-1987"
    return _words(letter.sender_name, charset) + address


def _subject(text: str, style: SubjectStyle) -> bytes:
    return text.encode("cp949") if style == "raw-cp949" else _words(text, style)


def _words(text: str, charset: str) -> bytes:
    """Return RFC 2047 words of at most 75 letters, cut between characters."""
    if text.isascii():
        return text.encode()
    codec = "utf-8" if charset == "utf-8" else "cp949"
    room = (75 - len(charset) - 7) // 4 * 3
    words, part = [], b""
    for letter in text:
        raw = letter.encode(codec)
        if len(part) + len(raw) > room:
            words.append(part)
            part = b""
        part += raw
    words.append(part)
    return b"\r\n ".join(
        b"=?" + charset.encode() + b"?B?" + base64.b64encode(word) + b"?=" for word in words
    )


def _base64(data: bytes) -> bytes:
    lines = base64.encodebytes(data).replace(b"\n", b"\r\n")
    return lines.rstrip(b"\r\n")
