"""Links to large attachments: a mail program kept the file and sent a link that dies.

Such a mail has no part for the file at all, so without this it would look as if nothing
had been sent.  Links are told by their host and are never followed.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

HOSTS = (
    "bigfile.mail.naver.com",
    "mybox.naver.com",
    "bigfile.mail.daum.net",
    "bigfile.mail.kakao.com",
    "drive.google.com",
    "docs.google.com",
    "1drv.ms",
    "onedrive.live.com",
    "sharepoint.com",
    "www.dropbox.com",
    "we.tl",
    "wetransfer.com",
    "bigfile.hiworks.com",
    "bigfile.mailplug.co.kr",
)
PATHS = {"www.icloud.com": ("/attachment", "/iclouddrive")}
WORDS = ("bigfile", "bigmail", "largefile", "bigattach")
"""What the hosts of office webmails, each of which has its own, are usually called by."""


def large_attachments(links: Iterable[str]) -> tuple[str, ...]:
    """Return those of *links* that lead to a file somebody wanted to attach, each once."""
    return tuple(dict.fromkeys(link for link in links if _is_attachment(link)))


def host_of(link: str) -> str:
    """Return the host of *link*, "" where it has none."""
    try:
        return (urlsplit(link).hostname or "").lower()
    except ValueError:
        return ""


def _is_attachment(link: str) -> bool:
    host = host_of(link)
    if any(host == known or host.endswith(f".{known}") for known in HOSTS):
        return True
    if host in PATHS:
        return urlsplit(link).path.startswith(PATHS[host])
    return any(word in host for word in WORDS)
