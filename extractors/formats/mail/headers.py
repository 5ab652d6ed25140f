"""Headers of real mail: encoded words, raw Korean bytes, odd file names, one sender.

The standard library's structured headers cannot be pointed at hostile mail (a kilobyte of
nested comments ends its parser), so the few headers that matter are decoded here, from the
bytes that the old parser keeps.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterator
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from extractors.model import Hop

KST = dt.timezone(dt.timedelta(hours=9))

LONGEST_SUBJECT = 20_000
LONGEST_SENDER = 2_000
LONGEST_PARAMETERS = 8_000
FIRST_YEAR = 1990  # of a clock that was ever set
MOST_HOPS = 30

KOREAN_CHARSETS = frozenset(
    [
        *("euckr", "cseuckr", "ksc5601", "ksc56011987", "ksc56011989", "csksc56011987"),
        *("ksx1001", "korean", "isoir149", "uhc", "949", "cp949", "ibm949", "ms949", "xms949"),
        *("windows949", "xwindows949"),
    ]
)
"""What Korean mail programs call CP949, letters and digits only."""

NOT_A_CHARSET = frozenset(
    [
        "idna",
        "punycode",
        "undefined",
        "unicode-escape",
        "raw-unicode-escape",
        "utf-7",
        "mbcs",
        "oem",
    ]
)
NEVER_FAILS = frozenset(["iso8859-1", "cp1252", "latin-1", "iso8859-15"])
"""Charsets in which every byte means something, so that success says nothing."""

DEEPEST_COMMENT = 8
_ODD_OFFSET = re.compile(r"\s?(?:GMT|UTC)?\s?([+-])(\d\d):?(\d\d)(?=\s*(?:\(|$))")
"""An offset as other notations write it: ``+09:00``, ``GMT+0900``."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_AT_THE_END = re.compile(
    r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d{1,2}:\d\d(?::\d\d)?\s+"
    r"(?:[+-]\d\d:?\d\d|[A-Z]{1,4}(?:[+-]\d\d:?\d\d)?)$"
)

ENCODED_WORD = re.compile(r"=\?([^?\s]{1,40})\?([BbQq])\?([^?]*)\?=")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
UNSEEN_IN_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


def codec_for(charset: str) -> str | None:
    """Return the Python codec for a declared *charset*, None for what must not be used."""
    name = re.sub(r"[^a-z0-9_-]", "", charset.lower())[:40]
    if re.sub(r"[_-]", "", name) in KOREAN_CHARSETS:
        return "cp949"
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError):
        return None
    return None if found.name.replace("_", "-") in NOT_A_CHARSET else found.name


def decode(data: bytes, charset: str = "") -> str:
    """Return *data* as text: by its declared *charset*, else UTF-8, else CP949, each strictly.

    A Latin charset, in which nothing can fail, is believed only when the other two fail.
    """
    declared = codec_for(charset) if charset else None
    order = ["utf-8", "cp949"]
    if declared:
        order = [*order, declared] if declared in NEVER_FAILS else [declared, *order]
    for codec in order:
        try:
            return data.decode(codec)
        except (UnicodeError, ValueError):
            continue
    return data.decode(declared or "utf-8", "replace")


def decode_words(text: str) -> str:
    """Return *text* with its encoded words (RFC 2047) decoded, tolerantly.

    Neighbours of one charset are joined as bytes first: mail programs cut Korean letters in
    two.  What cannot be decoded stays as it is.
    """
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for word in ENCODED_WORD.finditer(text):
        data = _word_bytes(word.group(2).upper(), word.group(3))
        if data is None:
            continue
        charset = word.group(1).split("*")[0]
        gap = text[position : word.start()]
        same = pending is not None and codec_for(pending[0]) == codec_for(charset)
        if pending is not None and (gap.strip() or not same):
            out.append(decode(pending[1], pending[0]))
            pending = None
            out.append(gap if gap.strip() else "")
        elif pending is None:
            out.append(gap)
        pending = (charset, (pending[1] if pending else b"") + data)
        position = word.end()
    if pending is not None:
        out.append(decode(pending[1], pending[0]))
    return "".join(out) + text[position:]


def _word_bytes(encoding: str, body: str) -> bytes | None:
    try:
        if encoding == "B":
            letters = re.sub(r"[^A-Za-z0-9+/]", "", body)
            return base64.b64decode(letters + "=" * (-len(letters) % 4))
        return binascii.a2b_qp(body.replace("_", " ").encode("ascii", "replace"), header=True)
    except (ValueError, binascii.Error):
        return None


def present(text: str, longest: int = 500) -> str:
    """Return *text* fit for people: NFC, bounded, nothing unseen or direction-changing."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", UNSEEN.sub(" ", whole))[:longest].strip()


def raw_values(message: Message, name: str) -> Iterator[bytes]:
    """Yield the bytes of every header called *name*, top to bottom."""
    for key, value in message.raw_items():
        if key.lower() == name:
            yield str(value).encode("utf-8", "surrogateescape")


def raw_value(message: Message, name: str) -> bytes:
    """Return the topmost header called *name*, empty if there is none."""
    return next(raw_values(message, name), b"")


def unfold(value: bytes) -> str:
    """Return a header's text on one line, its raw bytes decoded."""
    return decode(re.sub(rb"\r?\n[ \t]+|[\r\n]+", b" ", value))


def plain_value(message: Message, name: str, longest: int = 2_000) -> str:
    """Return the topmost header called *name* as it stands, for machines; "" if absent."""
    return present(unfold(raw_value(message, name)[:longest]), longest)


def subject_of(message: Message) -> str:
    """Return the subject for people."""
    return present(decode_words(unfold(raw_value(message, "subject")[:LONGEST_SUBJECT])))


def sender_of(message: Message) -> tuple[str, str | None]:
    """Return the sender's name, and the address only where nobody can read two into it.

    That is: one From header with one plain ASCII address, on which the standard library and
    a reading of our own agree.
    """
    values = list(raw_values(message, "from"))
    if not values:
        return "", None
    line = unfold(values[0][:LONGEST_SENDER])
    if len(values) != 1 or len(values[0]) > LONGEST_SENDER:
        return present(decode_words(line), 120), None
    pairs = [pair for pair in getaddresses([line]) if any(pair)]
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|\([^()]*\)', " ", line)
    seen = re.findall(r"[^\s<>\"(),:;]+@[^\s<>\"(),:;]+", bare)
    if len(pairs) == 1 and seen == [pairs[0][1]] and PLAIN_ADDRESS.fullmatch(seen[0]):
        return present(decode_words(pairs[0][0]), 120), seen[0]
    return present(decode_words(line), 120), None


def identifiers(value: str) -> tuple[str, ...]:
    """Return the message identifiers ``<…@…>`` that stand in *value*, at most fifty."""
    return tuple(re.findall(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>", value)[-50:])


def received_at(message: Message) -> dt.datetime | None:
    """Return when the last server took the mail; None where no header says so for certain.

    That stands in the topmost Received header.  Where its day cannot be read, that of the one
    below counts if a server of the same house wrote it: what stands further down, anybody may
    have written.
    """
    house: str | None = None
    for line in _received(message):
        at, own = _stamped(line), house_of(server_of(line))
        if house not in (None, "", own):
            return None
        if at is not None:
            return at
        house = own
    return None


def sent_at(message: Message) -> dt.datetime | None:
    """Return when the mail was written, by the sender's own clock (Date)."""
    return instant(plain_value(message, "date", 200))


def hops_of(message: Message) -> tuple[Hop, ...]:
    """Return the servers that say they took the mail, in the order in which it passed them.

    Only the last ones are ours; what stands before them anybody may have written.
    """
    lines = [line for line, _ in zip(_received(message), range(MOST_HOPS), strict=False)]
    return tuple(Hop(server=server_of(line), at=_in_seoul(_stamped(line))) for line in lines[::-1])


def _received(message: Message) -> Iterator[str]:
    for value in raw_values(message, "received"):
        yield present(unfold(value[:2_000]), 2_000)


def server_of(received: str) -> str:
    """Return the name of the server that wrote a Received line; "" where it does not say."""
    by = re.search(r"(?:^|\s)by\s+([^\s;]+)", without_comments(received), re.I)
    return by[1].strip("[]").rstrip(".").lower() if by else ""


def without_comments(text: str) -> str:
    for _ in range(DEEPEST_COMMENT):
        text, inner = re.subn(r"\([^()]*\)", " ", text)
        if not inner:
            break
    return text


def house_of(server: str) -> str:
    """Return the registered domain of *server*: the last two names, three below co.kr."""
    names = server.lower().split(".")
    below = names[-1:] == ["kr"] and len(names[-2:-1]) == 1 and len(names[-2]) == 2
    return ".".join(names[-3 if below else -2 :])


def _stamped(received: str) -> dt.datetime | None:
    """Return the instant at the end of a Received line, behind a semicolon or not.

    None where the server's clock had never been set: no mail of this kind is as old.
    """
    _, semicolon, stamp = received.rpartition(";")
    at = instant(stamp) if semicolon else None
    if at is None and (day := _DAY_AT_THE_END.search(without_comments(received).strip())):
        at = instant(day[0])
    return at if at is not None and at.year >= FIRST_YEAR else None


def _in_seoul(at: dt.datetime | None) -> dt.datetime | None:
    try:
        return None if at is None else at.astimezone(KST)
    except OverflowError:  # the year 1 or 9999
        return None


def instant(stamp: str) -> dt.datetime | None:
    """Return the instant that a mail header tells, None where its offset is not known."""
    stamp = stamp.strip()
    try:
        if _ISO_DAY.match(stamp):
            told = dt.datetime.fromisoformat(stamp)
        else:
            told = parsedate_to_datetime(_ODD_OFFSET.sub(r" \1\2\3", stamp, count=1))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if told.tzinfo is not None:
        return told
    # Naive is what the standard library makes of -0000 and of zone names that it does not know.
    if re.search(r"\bKST\b", stamp):
        return told.replace(tzinfo=KST)
    return told.replace(tzinfo=dt.UTC) if re.search(r"-0000|\bUTC?\b", stamp) else None


def file_name(part: Message) -> str | None:
    """Return the name that a part was sent under, for people; None where it has none.

    RFC 2231, encoded words inside the parameter (wrong, common) and raw bytes are read.
    """
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        value = raw_value(part, header)[:LONGEST_PARAMETERS]
        if value and (name := _parameter(value, parameter)):
            return present(name, 255) or None
    return None


def parameter_of(part: Message, header: str, name: str) -> str:
    """Return the parameter *name* of a part's *header*, "" where it has none."""
    value = raw_value(part, header)[:LONGEST_PARAMETERS]
    return present(_parameter(value, name), LONGEST_PARAMETERS) if value else ""


def _parameter(value: bytes, name: str) -> str:
    line = unfold(value)
    if value.lstrip()[:2] == b"=?":
        line = decode_words(line)
    scratch = Message()
    scratch["x"] = line
    try:
        stated = scratch.get_params(header="x", unquote=True) or []
    except ValueError:  # a NUL in the charset of an RFC 2231 parameter
        return ""
    found = [one for key, one in stated if key.lower() == name]
    # Where both forms stand, the one of RFC 2231 says its charset.
    for one in sorted(found, key=lambda one: not isinstance(one, tuple)):
        if isinstance(one, tuple):
            charset, _, text = one
            try:
                return decode(text.encode("latin-1"), charset or "")
            except UnicodeEncodeError:
                return str(text)
        return _unescape(decode_words(one))
    return ""


def _unescape(name: str) -> str:
    """Return a name that a web program wrote as in an address or a page: %EA%B5%AD, &#44397;."""
    if re.search(r"(?:%[0-9A-Fa-f]{2}){2}", name) and name.isascii():
        plain = decode(unquote_to_bytes(name))
        return plain if re.search("[가-힣ᄀ-ᇿ]", plain) else name
    return html.unescape(name) if re.search(r"&#\d{4,5};", name) else name
