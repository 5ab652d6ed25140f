"""What Outlook's two containers share: the properties of a message and of its attachments.

Source: [MS-OXPROPS], [MS-OXCDATA] 2.11.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from extractors.formats.limits import Member
from extractors.formats.mail.headers import decode, present
from extractors.formats.mail.webpage import read_html

SUBJECT = 0x0037
BODY = 0x1000
HTML = 0x1013
DISPLAY_NAME = 0x3001
CONTENT = 0x3701
SHORT_NAME = 0x3704
LONG_NAME = 0x3707
CONTENT_ID = 0x3712
CODE_PAGE = 0x3FFD
INTERNET_CODE_PAGE = 0x3FDE

NARROW, WIDE, BINARY, OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
"""Types of properties: text in the sender's code page, UTF-16 text, bytes, a storage."""
CODECS = {1200: "utf-16-le", 65001: "utf-8", 20127: "ascii", 51949: "cp949"}
"""Numbers of code pages that Python does not call ``cp`` and the number."""

Properties = Mapping[int, tuple[int, bytes]]
"""Type and bytes of each property, by its identifier."""


class OutlookItem(NamedTuple):
    """What an Outlook container holds: its writing, the links behind it, every file in it."""

    subject: str
    text: str
    members: tuple[Member, ...]
    links: tuple[str, ...] = ()


def writing_of(properties: Properties, code_page: int) -> tuple[str, tuple[str, ...]]:
    """Return what a message says, and the links in its page."""
    shown, behind = read_html(properties[HTML][1]) if HTML in properties else ("", ())
    text = text_of(properties, BODY, code_page)
    return (text if text.strip() else shown), tuple(behind)


def text_of(properties: Properties, name: int, code_page: int = 949) -> str:
    """Return the property *name* as text, "" where there is none."""
    kind, data = properties.get(name, (WIDE, b""))
    if kind == WIDE:
        return data.decode("utf-16-le", "replace").rstrip("\0")
    return decode(data.rstrip(b"\0"), CODECS.get(code_page, f"cp{code_page}"))


def file_name(properties: Properties, code_page: int = 949) -> str:
    """Return what an attachment is called, "" where nothing calls it."""
    names = (text_of(properties, name, code_page) for name in (LONG_NAME, SHORT_NAME, DISPLAY_NAME))
    return present(next((name for name in names if name.strip()), ""), 255)


def number_of(properties: Properties, name: int) -> int:
    """Return a property that is a number, 0 where there is none."""
    return int.from_bytes(properties.get(name, (0, b""))[1][:4], "little")
