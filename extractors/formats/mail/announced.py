"""Links of which a letter says that a file lies behind them.

Every office and every service has a host of its own, so the words around a link count for as
much as its host: a file's name or size on its line, a label that offers a download, a sentence
that sends papers by link.  What people put below every letter (home page, maps, viewers, apps)
is none of these.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

LONGEST_TEXT, MOST = 200_000, 200
"""How much of a letter is looked through, and for how many links."""

LINK = re.compile(
    r"https?://[^\s<>\"'()\[\]{}]{4,2000}"
    r"|(?<![\w@./-])(?:www\.(?:[a-z0-9-]{1,40}\.){1,5}[a-z]{2,10}|(?:[a-z0-9-]{1,40}\.){1,5}"
    r"(?:com|net|kr|io|me|do|gg|ly|to|link|app|org|co|biz|cloud|nz|ms|tl|re)(?=/\w))"
    r"(?:/[^\s<>\"'()\[\]{}]{0,2000})?",
    re.I,
)
"""An address, also one that was written without its scheme."""

_DOCUMENT = r"\.(?:pdf|hwpx?|docx?|xlsx?|pptx?|odt|zip|7z|rar|egg|alz|tiff?)"
_FILE = re.compile(rf"[^\s/\\:*?\"<>|]{{1,120}}(?:{_DOCUMENT}|\.jpe?g|\.png|\.heic)(?![\w.])", re.I)
_FILE_ADDRESS = re.compile(rf"{_DOCUMENT}(?:$|[?&#;])", re.I)
_SIZE = re.compile(r"(?<![\w.])\d{1,4}(?:[.,]\d{1,3})?\s?[KMG]i?B(?:yte)?s?(?![\w])", re.I)
_PAPER = (
    r"(?:서류|파일|자료|문서|신청서|내역서|동의서|확인서|증명서?|등록증|명세서|스캔본?|원본|사본)"
)
_OFFERS = re.compile(
    r"대용\s?량|큰\s?파일|첨부|다운로드|다운\s?받|다운\s?링크|내려\s?받|받으[실시]|받아\s?주|받기|보관\s?기[간한]"
    r"|download|attach|공유\s?(?:링크|폴더|문서|파일|주소)|웹\s?하드|드라이브|클라우드"
    rf"|파일\s?(?:보기|열기|저장|링크|공유|전송)|{_PAPER}[^\n]{{0,20}}(?:링크|주소|URL|경로)"
    rf"|{_PAPER}\s*(?:\([^()\n]{{0,20}}\)\s*)?[:：]",
    re.I,
)
"""What stands on the line of a link to a file."""
_LEADS = re.compile(
    r"대용\s?량|큰\s?파일|용량이?\s?(?:커|크|큰|많|초과|제한)|웹\s?하드|드라이브|클라우드|내려\s?받|다운\s?받"
    r"|다운로드\s?(?:기[간한]|가능|링크|주소|받)|(?:링크|주소|URL|경로)\s?(?:로|에서|에|를|을|입니다|드[립려])"
    r"|공유\s?폴더|파일\s?(?:전송|공유|링크)|첨부\s?파일\s*\(?\s*\d|download|shared? (?:a )?file",
    re.I,
)
"""What stands on the lines around it."""
_SAYS = re.compile(
    rf"{_PAPER}[^\n.]{{0,40}}(?:링크|주소|URL|웹\s?하드|드라이브|클라우드|업로드)"
    rf"|(?:링크|웹\s?하드|드라이브|클라우드|업로드)[^\n.]{{0,40}}(?:{_PAPER}|첨부|올[려렸]|보내|보냅|송부|전달|공유|다운|받으)"
    r"|대용량\s?(?:첨부|파일|메일|링크)|용량이?\s?(?:커|크|큰|많|초과)",
    re.I,
)
"""A letter that sends papers by link, wherever it puts the link."""
_OTHER = re.compile(
    r"홈\s?페이지|누리집|home\s?page|web\s?site|수신\s?거부|unsubscribe|뷰어|viewer|reader|설치|어플|\bapps?\b"
    r"|outlook|블로그|blog|유튜브|youtube|인스타|instagram|페이스북|facebook|개인정보|약관|오시는|지도|공고|안내문"
    r"|양식|서식|뉴스|설문|화상\s?회의|zoom|백신|바이러스|virus|카탈로그|catalog|회사\s?소개|브로슈어|brochure",
    re.I,
)
"""What is said of links that lead to no paper."""
_OTHER_HOSTS = re.compile(
    r"(?:^|\.)(?:aka\.ms|go\.microsoft\.com|play\.google\.com|apps\.apple\.com|itunes\.apple\.com"
    r"|youtube\.com|youtu\.be|facebook\.com|instagram\.com|linkedin\.com|twitter\.com|x\.com"
    r"|blog\.naver\.com|map\.naver\.com|naver\.com/maps|map\.kakao\.com|pf\.kakao\.com"
    r"|avast\.com|avg\.com|get\.adobe\.com|zoom\.us|w3\.org|go\.kr|gov\.kr)$"
)

_PAGE = re.compile(r"<(?:html|body|div|p|br|table|a|span)\b", re.I)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_ANCHOR = re.compile(
    r"<(?:a|area)\b[^>]{0,2000}?href\s*=\s*(\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^\s>]{1,4000})"
    r"[^>]{0,2000}>(.{0,3000}?)</a\s*>",
    re.I | re.S,
)
_ALT = re.compile(r"<img\b[^>]{0,2000}?alt\s*=\s*[\"']([^\"'<>]{0,200})[\"'][^>]{0,2000}>", re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|br|tr|li|table|h\d|ul|ol|dl|dt|dd|blockquote|hr|body)\b[^<>]{0,2000}>", re.I
)
_TAG = re.compile(r"<[^<>]{0,4000}>")
_MARKED = re.compile("\ue000([^\ue001]*)\ue001")


class _LinkedLine(NamedTuple):
    """A line as it is read, and the addresses behind it."""

    text: str
    addresses: tuple[str, ...]


def announced_in(letters: Iterable[str]) -> dict[str, None]:
    """Return the addresses behind which *letters* say that a file lies, in their order.

    A letter is text or a page.
    """
    found: dict[str, None] = {}
    for letter in letters:
        lines = list(_lines(letter[:LONGEST_TEXT]))
        told = [address for place in range(len(lines)) for address in _told_at(lines, place)]
        if not told and _SAYS.search("\n".join(line.text for line in lines)):
            told = [
                address
                for line in lines
                for address in line.addresses
                if not _OTHER.search(line.text) and not _is_other(address)
            ]
        found |= dict.fromkeys(told[:MOST])
    return found


def host_of(link: str) -> str:
    """Return the host of *link*, "" where it has none."""
    try:
        return (urlsplit(with_scheme(link)).hostname or "").lower()
    except ValueError:
        return ""


def target_of(link: str) -> str:
    """Return where *link* leads, unwrapped from what mail servers put around addresses."""
    host = host_of(link)
    try:
        query = parse_qs(urlsplit(with_scheme(link)).query)
    except ValueError:
        return link
    if host.endswith("safelinks.protection.outlook.com"):
        return query.get("url", [link])[0]
    if host in ("www.google.com", "www.google.co.kr") and "/url?" in link:
        return (query.get("q") or query.get("url") or [link])[0]
    if host.startswith("urldefense.") and (inner := re.search(r"/v3/__(.+?)__;", link)):
        return inner[1]
    return link


def with_scheme(link: str) -> str:
    """Return *link* as an address, also where it was written without ``http://``."""
    return link if "://" in link else f"http://{link}"


def _told_at(lines: list[_LinkedLine], place: int) -> Iterator[str]:
    """Yield the addresses on the line at *place* that lead to files."""
    line = lines[place]
    if not line.addresses:
        return
    around = "\n".join(
        one.text for one in (*lines[max(place - 2, 0) : place], *lines[place + 1 :][:1])
    )
    named = _FILE.search(line.text) or _SIZE.search(line.text)
    said = not _OTHER.search(line.text) and (_OFFERS.search(line.text) or _LEADS.search(around))
    for address in line.addresses:
        if _is_other(address):
            continue
        leads = unquote(target_of(address))
        if named or said or (_FILE_ADDRESS.search(leads) and not _OTHER.search(leads)):
            yield address


def _is_other(address: str) -> bool:
    return bool(_OTHER_HOSTS.search(host_of(target_of(address))))


def _lines(letter: str) -> Iterator[_LinkedLine]:
    """Yield the lines of a letter, each with the addresses that it shows or hides."""
    if _PAGE.search(letter):
        letter = _UNSEEN.sub(" ", letter.replace("\n", " "))
        letter = _ANCHOR.sub(_mark, letter)
        letter = html.unescape(_TAG.sub(" ", _BLOCK.sub("\n", letter)))
    for line in letter.splitlines():
        behind = [link for link in _MARKED.findall(line) if LINK.match(link)]
        text = _MARKED.sub(" ", line)
        shown = [link.rstrip(".,;") for link in LINK.findall(text)]
        text = LINK.sub(" ", text)
        if text.strip() or behind or shown:
            yield _LinkedLine(" ".join(text.split()), tuple(dict.fromkeys((*behind, *shown))))


def _mark(anchor: re.Match[str]) -> str:
    address = html.unescape(anchor[1].strip("\"' "))
    label = _TAG.sub(" ", _ALT.sub(r" \1 ", anchor[2]))
    return f" \ue000{address}\ue001 {label} "
