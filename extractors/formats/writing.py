"""Plain text, HTML and mail → blocks.  A letter in a text file is a paper too."""

from __future__ import annotations

import codecs
import re

from extractors.errors import DamagedFile, EncryptedFile, UnsupportedFile
from extractors.formats import message
from extractors.formats.grid import Block, PageBreak, Paragraph
from extractors.formats.headers import decode

PASSWORD_FIELD = re.compile(rb"<input[^>]{0,300}type\s*=\s*[\"']?password", re.I)


def read_text(data: bytes) -> tuple[Block, ...]:
    """Return a paragraph per line; a form feed begins a new sheet."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        text = decode(data.removeprefix(codecs.BOM_UTF8))
    blocks: list[Block] = []
    for place, sheet in enumerate(text.split("\f")):
        if place:
            blocks.append(PageBreak())
        blocks += [Paragraph(line) for line in sheet.splitlines()]
    return tuple(blocks)


def read_html(data: bytes) -> tuple[Block, ...]:
    """Return a paragraph per line of the page as it reads without its layout.

    Raises:
        EncryptedFile: it is a secured mail, which asks for a password before it shows itself.
        UnsupportedFile: it shows nothing without its program.
    """
    if PASSWORD_FIELD.search(data):
        raise EncryptedFile
    text, _ = message.read_html(data)
    if not text.strip():
        raise UnsupportedFile
    return tuple(Paragraph(line) for line in text.splitlines())


def read_mail(data: bytes) -> tuple[Block, ...]:
    """Return the subject and the writing of a mail that brings nothing else.

    Raises:
        DamagedFile: it has not a single header.
    """
    try:
        mail = message.parse(data)
    except message.UnparsableMail as error:
        raise DamagedFile from error
    return tuple(Paragraph(line) for line in (mail.subject, *mail.text.splitlines()))
