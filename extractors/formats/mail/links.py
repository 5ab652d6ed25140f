"""Links to large attachments: a mail program kept the file and sent a link that dies.

Such a mail has no part for the file at all, so without this it would look as if nothing
had been sent.  Links are told by their host, or by what the letter says of them
(`announced`), and are never followed.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from extractors.errors import AnnouncedLink, FileBehindLink
from extractors.formats.limits import Member
from extractors.formats.mail.announced import announced_in, host_of, target_of, with_scheme
from extractors.formats.mail.headers import KST, decode
from extractors.formats.mail.message import Mail

HOSTS = (
    "bigfile.mail.naver.com",
    "xbigfile.naver.com",
    "mybox.naver.com",
    "bigfile.mail.daum.net",
    "bigmail.mail.daum.net",
    "bigfile.mail.kakao.com",
    "talkcloud.kakao.com",
    "drive.google.com",
    "docs.google.com",
    "1drv.ms",
    "onedrive.live.com",
    "sharepoint.com",
    "dropbox.com",
    "dropboxusercontent.com",
    "box.com",
    "mega.nz",
    "mediafire.com",
    "gofile.io",
    "gofile.me",
    "quickconnect.to",
    "transfer.sh",
    "works.do",
    "drive.worksmobile.com",
    "we.tl",
    "wetransfer.com",
    "sendanywhe.re",
    "send-anywhere.com",
    "bigfile.hiworks.com",
    "bigfile.mailplug.co.kr",
)
PATHS = {
    "www.icloud.com": ("/attachment", "/iclouddrive"),
    "mail.naver.com": ("/read/bigfile", "/bigfile"),
    "office.hiworks.com": ("/bigfile", "/gabia_bigfile"),
    "mail.worksmobile.com": ("/bigfile", "/largefile"),
}
WORDS = ("bigfile", "bigmail", "largefile", "bigattach", "webhard", "bigdown", "massfile")
"""What the hosts of office webmails, each of which has its own, are usually called by."""
PROGRAM = re.compile(
    r"/(?:[\w-]*(?:big|large|huge|mass)_?-?(?:file|attach|mail|down)[\w.-]*)(?:/|\?|$)", re.I
)
"""How the programs of office webmails are called that hand large attachments out."""

DAY = r"(20\d\d)\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})"
LAST_DAY = re.compile(
    rf"(?:~|∼|–|부터)\s*(?:{DAY})|(?:까지|만료|기한|기간|유효|보관|expire)[^\n]{{0,30}}?(?:{DAY})"
    rf"|(?:{DAY})[^\n]{{0,25}}?(?:까지|만료|expire)",
    re.I,
)
FIRST_DAY = re.compile(rf"{DAY}[^\n~∼–]{{0,12}}(?=[~∼–])")
"""Where two days are told, the first is when it began."""
KEPT_FOR = re.compile(r"(\d{1,3})\s*일\s*(?:간|동안)[^\n]{0,20}?(?:보관|다운로드|다운|내려받|유효)")
NEAR = 400
"""How far from a link its last day is looked for, in letters."""
LONGEST_TEXT, MOST = 200_000, 60
"""How much of a text is looked through, and for how many links and days."""
ONE_SENTENCE = 60
"""How near to each other a day and a number of days say the same thing, in letters."""


class Link(NamedTuple):
    """A file that was left elsewhere; ``last_day`` is the last on which it can be had.

    ``by_words`` says that its host is none that is known for files.
    """

    address: str
    host: str
    last_day: dt.date | None
    by_words: bool = False

    @property
    def as_file(self) -> Member:
        """The file that it stands for: what can be had of it is its address."""
        until = f", {self.last_day:%Y-%m-%d}까지" if self.last_day else ""
        name = f"대용량 첨부 링크 ({self.host}{until})"
        refusal = AnnouncedLink() if self.by_words else FileBehindLink()
        return Member(name, self.address.encode(), refusal=refusal)


def left_elsewhere(mail: Mail) -> Iterator[Member]:
    """Yield the files to which *mail* leads, if a person wrote it, by its links."""
    if mail.automatic:
        return
    sent_at = mail.received or mail.sent_at
    sent_on = sent_at.astimezone(KST).date() if sent_at else None
    texts = [decode(part.data) for part in mail.parts if part.body]
    for link in large_attachments(mail.links, texts or [mail.text], sent_on):
        yield link.as_file


def large_attachments(
    links: Iterable[str], texts: Iterable[str] = (), sent_on: dt.date | None = None
) -> tuple[Link, ...]:
    """Return those of *links* that lead to a file somebody wanted to attach, each once.

    *texts* is what the mail says around them, plain or as HTML, *sent_on* the day from which
    days are counted.  Links that only *texts* show count as well.
    """
    letters = list(texts)
    told = [link for link in announced_in(letters) if not _is_beside(link)]
    found = dict.fromkeys((*(link for link in links if _is_attachment(link)), *told))
    pages = [_look_through(text, found, sent_on) for text in letters]
    return tuple(
        Link(link, host_of(target_of(link)), _last_day(link, pages), not _is_attachment(link))
        for link in found
    )


def _is_attachment(link: str) -> bool:
    if _is_beside(link):
        return False
    link = target_of(link)
    host = host_of(link)
    path = urlsplit(with_scheme(link)).path if host else ""
    if any(host == known or host.endswith(f".{known}") for known in HOSTS):
        return True
    if host in PATHS:
        return path.startswith(PATHS[host])
    return any(word in host for word in WORDS) or bool(PROGRAM.search(path))


def _is_beside(link: str) -> bool:
    """Tell whether it is the second button beside Naver's own link: the same file."""
    return host_of(link) == "mybox.naver.com" and "/saveFile" in link


class _Page(NamedTuple):
    """Where a text shows links, by host and address, and where it tells which last days."""

    spots: Sequence[tuple[int, str, str]]
    days: Sequence[tuple[int, dt.date]]


def _look_through(text: str, links: Iterable[str], sent_on: dt.date | None) -> _Page:
    """Find links and days in a text from which all markup but that of links was taken."""
    page = html.unescape(re.sub(r"<(?!/?a\b)[^<>]{0,2000}>", " ", text[:LONGEST_TEXT]))
    spots = [
        (found.start(), host_of(link), link)
        for link in list(links)[:MOST]
        for found in islice(re.finditer(re.escape(link), page), MOST)
    ]
    return _Page(spots, tuple(islice(_days(page, sent_on), MOST)))


def _last_day(link: str, pages: Sequence[_Page]) -> dt.date | None:
    """Return the last day that is told nearest to *link*, and not nearer to one of another host.

    Where the pages do not show the link itself, any day counts if all links are of one host.
    """
    host = host_of(link)
    for page in pages:
        others = [place for place, of, _ in page.spots if of != host]
        for place in (place for place, _, address in page.spots if address == link):
            if near := _nearest(place, page.days, others):
                return near
    alone = all(of == host for page in pages for _, of, _ in page.spots)
    loose = [day for page in pages for _, day in page.days]
    return min(loose) if loose and alone else None


def _nearest(
    place: int, days: Iterable[tuple[int, dt.date]], taken: Sequence[int]
) -> dt.date | None:
    """Return the day told nearest to *place* that does not stand nearer to one of *taken*."""
    near = [
        (distance, day)
        for there, day in days
        if (distance := abs(there - place)) <= NEAR
        and all(distance < abs(there - other) for other in taken)
    ]
    return min(near)[1] if near else None


def _days(page: str, sent_on: dt.date | None) -> Iterator[tuple[int, dt.date]]:
    """Yield where *page* tells a last day, and which; one that is written out needs no counting."""
    text = FIRST_DAY.sub(lambda first: " " * len(first[0]), page)
    written = []
    for found in LAST_DAY.finditer(text):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            written.append((found.start(), dt.date(year, month, day)))
        except ValueError:
            continue
    yield from written
    for kept in KEPT_FOR.finditer(page):
        if sent_on and all(abs(place - kept.start()) > ONE_SENTENCE for place, _ in written):
            yield kept.start(), sent_on + dt.timedelta(days=int(kept[1]))
