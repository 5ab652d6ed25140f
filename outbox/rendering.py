"""A letter as the bytes that go over the wire (RFC 5322, RFC 2047, RFC 3834).

Headers are written by hand: the standard library folds long identifiers into encoded
words and splits some Hangul subjects so that blanks get lost.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr, parsedate_to_datetime
from itertools import groupby
from typing import NamedTuple, Protocol

MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")
MOST_REFERENCES = 10
SUBJECT_LINE = "제목: "
LONGEST_SUBJECT = 300
ENCODED_WORD_BYTES = 39  # 52 characters of base64, so that a line stays below 76

_ITEM = re.compile(r"\(\d+\) \S")
_HEADING = re.compile(r"\d+\. \S")
_ENTRY = re.compile(r"\s*- (?P<label>[^:]{1,20}): (?P<text>.*)")


class Written(Protocol):
    """What of a letter goes on the wire."""

    @property
    def to(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...


class LetterWords(NamedTuple):
    """A letter that is given other words."""

    to: str
    subject: str
    body: str


def render(
    letter: Written,
    *,
    sender: str,
    message_id: str,
    date: dt.datetime,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
) -> bytes:
    """Return *letter* as a message: CRLF, ASCII headers, text and HTML in base64.

    *sender* is ``name <address>``, *message_id* our own, *in_reply_to* and *references*
    the identifiers of the mail that is answered; one that is not well formed is left out,
    with both headers if it is the answered mail's own.  The same arguments give the same
    bytes.

    Raises:
        ValueError: an address is not one that ASCII mail can carry.
    """
    if not MESSAGE_ID.fullmatch(message_id):
        raise ValueError("the Message-ID of a letter must be <left@right>")
    name, address = parseaddr(sender)
    own_name = f"{_encoded(name)} " if name else ""
    headers = [
        f"From: {own_name}<{_ascii_address(address)}>",
        f"To: <{_ascii_address(letter.to)}>",
        f"Subject: {_encoded(letter.subject)}",
        f"Date: {format_datetime(date)}",
        f"Message-ID: {message_id}",
        *_thread(in_reply_to, references),
        "Auto-Submitted: auto-replied",
        "X-Auto-Response-Suppress: All",
    ]
    content = EmailMessage(policy=SMTP)
    content.set_content(letter.body, cte="base64")
    content.add_alternative(as_html(letter.body), subtype="html", cte="base64")
    mark = hashlib.sha256(f"{message_id}\n{letter.body}".encode()).hexdigest()[:32]
    content.set_boundary(f"=_{mark}")
    return "".join(f"{header}\r\n" for header in headers).encode("ascii") + content.as_bytes()


def reword(data: bytes, *, subject: str, body: str) -> bytes:
    """Return the letter in *data* (as `render` made it) with other words, all else the same."""
    old = message_from_bytes(data, policy=SMTP)
    return render(
        LetterWords(parseaddr(str(old["To"]))[1], subject, body),
        sender=str(old["From"]),
        message_id=str(old["Message-ID"]),
        date=parsedate_to_datetime(str(old["Date"])),
        in_reply_to=str(old["In-Reply-To"]) if old["In-Reply-To"] else None,
        references=str(old["References"] or "").split(),
    )


def words_of(data: bytes) -> tuple[str, str]:
    """Return subject and text of a letter that `render` made."""
    message = message_from_bytes(data, policy=SMTP)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body is not None else ""
    return str(message["Subject"] or ""), text.replace("\r\n", "\n")


def as_text(subject: str, body: str) -> str:
    """Return a letter as a reviewer changes it: the subject's line, a blank one, the text."""
    return f"{SUBJECT_LINE}{subject}\n\n{body.strip()}\n"


def from_text(text: str) -> tuple[str, str]:
    """Return subject and text of what `as_text` laid out and a reviewer may have changed.

    Raises:
        ValueError: the first line is no subject, or a part is empty.
    """
    head, _, body = text.lstrip("\ufeff\r\n ").replace("\r\n", "\n").partition("\n")
    subject = head.removeprefix(SUBJECT_LINE.strip()).strip()
    if not head.startswith(SUBJECT_LINE.strip()) or not subject or not body.strip():
        raise ValueError("a letter is a line with its subject, a blank line and a text")
    return subject[:LONGEST_SUBJECT], body.strip() + "\n"


def as_html(body: str) -> str:
    """Return a letter's text as a page.

    ``(1) …`` followed by ``- label: text`` lines is an item: items become rows of a table.
    A line ``1. …`` alone is a heading, ``- …`` lines are a list, indented lines stay lines,
    and all others flow together as a paragraph.
    """
    blocks = [block.splitlines() for block in re.split(r"\n[ \t]*\n", body.strip())]
    parts: list[str] = []
    for columns, group in groupby(blocks, key=_columns):
        alike = list(group)
        parts += [_table(columns, alike)] if columns else [_block(lines) for lines in alike]
    return (
        '<!doctype html>\n<html lang="ko"><head><meta charset="utf-8"></head>'
        '<body style="margin:0;padding:16px;max-width:760px;word-break:keep-all;color:#1a1f26;'
        "font:15px/1.65 'Malgun Gothic','Apple SD Gothic Neo','Noto Sans KR',sans-serif\">\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _columns(lines: list[str]) -> tuple[str, ...]:
    """Return the labels of a numbered item's entries, nothing for any other block."""
    entries = [_ENTRY.fullmatch(line) for line in lines[1:]]
    if not _ITEM.match(lines[0]) or not entries:
        return ()
    return tuple(entry["label"] for entry in entries if entry) if all(entries) else ()


def _block(lines: list[str]) -> str:
    texts = [html.escape(line.strip()) for line in lines]
    if len(lines) == 1 and _HEADING.match(lines[0]):
        return f'<h2 style="margin:20px 0 8px;font-size:16px">{texts[0]}</h2>'
    if texts[0].startswith("- "):
        points = " ".join(texts).removeprefix("- ").split(" - ")
        listed = "".join(f"<li>{point}</li>" for point in points)
        return f'<ul style="margin:0 0 14px;padding-left:20px">{listed}</ul>'
    gap = "<br>" if all(line.startswith(" ") for line in lines) else " "
    return f'<p style="margin:0 0 14px">{gap.join(texts)}</p>'


def _table(columns: tuple[str, ...], items: list[list[str]]) -> str:
    """Return a row for each item: its title, beside it its entries one below the other.

    Two columns fit the 360 pixels of a telephone; no mail program needs to know it is one.
    """
    edge = (
        "border:1px solid #c4ccd6;padding:8px 10px;text-align:left;vertical-align:top;"
        "overflow-wrap:anywhere"
    )
    about, rest = ("파일", "상태") if columns == ("상태",) else ("서류", "내용")
    heads = ((about, "34%"), (rest, "66%"))
    head = "".join(
        f'<th scope="col" style="{edge};background:#eef2f7;width:{width}">{title}</th>'
        for title, width in heads
    )
    rows = []
    for title, *lines in items:
        entries = [line.strip().removeprefix("- ").partition(": ") for line in lines]
        said = "<br>".join(
            html.escape(text) if len(entries) == 1 else _entry(label, text)
            for label, _, text in entries
        )
        rows.append(
            f'<tr><th scope="row" style="{edge}">{html.escape(title)}</th>'
            f'<td style="{edge}">{said}</td></tr>'
        )
    return (
        '<table style="border-collapse:collapse;width:100%;table-layout:fixed;margin:0 0 16px;'
        f'font-size:14px"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _entry(label: str, text: str) -> str:
    return f"<b>{html.escape(label)}</b> {html.escape(text)}"


def _thread(in_reply_to: str | None, references: Sequence[str]) -> Iterator[str]:
    """Yield the threading headers (RFC 5322, 3.6.4), one identifier a line."""
    if not in_reply_to or not MESSAGE_ID.fullmatch(in_reply_to):
        return
    chain = [r for r in references if MESSAGE_ID.fullmatch(r) and r != in_reply_to]
    chain.append(in_reply_to)
    if len(chain) > MOST_REFERENCES:
        chain = [chain[0], *chain[1 - MOST_REFERENCES :]]
    yield f"In-Reply-To: {in_reply_to}"
    yield "References: " + "\r\n ".join(chain)


def _encoded(text: str) -> str:
    """Return *text* as it may stand in a header (RFC 2047), folded."""
    line = "".join(c if c.isprintable() else " " for c in text)
    words: list[bytes] = [b""]
    for character in line:
        piece = character.encode()
        if len(words[-1]) + len(piece) > ENCODED_WORD_BYTES:
            words.append(b"")
        words[-1] += piece
    return "\r\n ".join(f"=?UTF-8?B?{base64.b64encode(word).decode()}?=" for word in words)


def _ascii_address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not at or not re.fullmatch(r"[!#-'*+/-9=?A-Z^-~.-]{1,64}", local):
        raise ValueError("the local part of an address cannot be sent without SMTPUTF8")
    try:
        host = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the domain of an address is no domain") from error
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", host):
        raise ValueError("the domain of an address is no domain")
    return f"{local}@{host}"
