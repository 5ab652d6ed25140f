"""Plain text and mail → blocks.  A letter in a text file is a paper too."""

from __future__ import annotations

import codecs

from extractors.errors import DamagedFile
from extractors.formats.grid import Block, PageBreak, Paragraph, lay_out
from extractors.formats.limits import SAFE
from extractors.formats.mail import message, outlook
from extractors.formats.mail.headers import decode
from extractors.formats.passwords import hide
from extractors.model import Page


def text_pages(data: bytes) -> tuple[Page, ...]:
    """Return the sheets of a plain text."""
    return lay_out(read_text(data))


def mail_pages(data: bytes) -> tuple[Page, ...]:
    """Return the sheets of a mail that brings nothing else; raises what `read_mail` raises."""
    return lay_out(read_mail(data))


def outlook_pages(data: bytes) -> tuple[Page, ...]:
    """Return the sheets of an Outlook message; raises what `read_outlook` raises."""
    return lay_out(read_outlook(data))


def read_text(data: bytes) -> tuple[Block, ...]:
    """Return a paragraph per line, passwords struck out; a form feed begins a new sheet."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        text = decode(data.removeprefix(codecs.BOM_UTF8))
    blocks: list[Block] = []
    for place, sheet in enumerate(text.split("\f")):
        if place:
            blocks.append(PageBreak())
        blocks += [Paragraph(hide(line)) for line in sheet.splitlines()]
    return tuple(blocks)


def read_mail(data: bytes) -> tuple[Block, ...]:
    """Return the subject and the writing of a mail that brings nothing else.

    Raises:
        DamagedFile: it has not a single header.
    """
    try:
        mail = message.parse(data)
    except message.UnparsableMail as error:
        raise DamagedFile from error
    return _letter(mail.subject, mail.text)


def read_outlook(data: bytes) -> tuple[Block, ...]:
    """Return the subject and the writing of an Outlook message that brings nothing else.

    Raises:
        DamagedFile: it is no compound file, or one of its streams is broken.
    """
    letter = outlook.read_letter(data, SAFE)
    return _letter(letter.subject, letter.text)


def _letter(subject: str, text: str) -> tuple[Block, ...]:
    """Lay out a letter, without the passwords that it tells."""
    return tuple(Paragraph(hide(line)) for line in (subject, *text.splitlines()))
