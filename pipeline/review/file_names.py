"""What files and mails are called in the folder of a dossier."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from checks.programme import Programme
from checks.report import Report
from pipeline.review import terms
from pipeline.store.folder_names import MOST_BYTES, clean

SEVERAL = "00-여러 서류"
OTHER = "99-기타"
CONTAINERS = frozenset(
    {"zip", "7z", "rar", "tar", "gzip", "alz", "egg", "eml", "msg", "tnef", "mbox", "message"}
)
ENDINGS = {"jpeg": "jpg", "tiff": "tif", "text": "txt", "hwp3": "hwp"}
HARMLESS = frozenset(
    {"pdf", "jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif"}
    | {"hwp", "hwpx", "docx", "doc", "xlsx", "xls", "pptx", "ppt", "odt", "txt", "csv", "rtf"}
    | {"xml", "zip", "7z", "rar", "tar", "gz", "alz", "egg", "eml", "msg", "dat"}
)
"""Endings under which no desktop runs anything."""


def name_files(report: Report, programme: Programme) -> dict[str, str]:
    """Return the name in ``files/`` of each file to show, by SHA-256.

    The notice's number and the paper's short title, counted in the order of arrival, so
    that a later mail never renames an earlier file.  Archives and mails that were unpacked
    are left out: their members stand for them.
    """
    numbers = _numbers(programme)
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for file in report.files:
        if file.sha256 in names or (file.kind in CONTAINERS and file.state != "unreadable"):
            continue
        types = [d.type for d in report.documents if d.file == file.sha256]
        start = _start(types, numbers)
        counts[start] += 1
        names[file.sha256] = f"{start} ({counts[start]}).{_ending(file.kind, file.name)}"
    return names


def name_mails(report: Report) -> dict[str, str]:
    """Return the name in ``mail/`` of each submission, by SHA-256: its day and time."""
    return {
        mail.sha256: f"{number:02} {mail.received_at:%Y-%m-%d %H%M%S}.eml"
        for number, mail in enumerate(report.submissions, start=1)
    }


def short(*parts: object, digits: int = 12) -> str:
    """Return a short name for what has none of its own."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:digits]


def _numbers(programme: Programme) -> Mapping[str, str]:
    """Return the notice's two-digit number of each document type."""
    numbers: dict[str, str] = {}
    for position, requirement in enumerate(programme.requires, start=1):
        circled = re.search(r"[①-⑳]", requirement.clause)
        number = int(unicodedata.numeric(circled[0])) if circled else position
        for kind in requirement.types:
            numbers.setdefault(kind, f"{number:02}")
    if "business-registration" in numbers:
        numbers.setdefault("subordinate-places", numbers["business-registration"])
    return numbers


def _start(types: Iterable[str], numbers: Mapping[str, str]) -> str:
    known = [kind for kind in types if kind != "unrecognised"]
    if len(known) > 1:
        return SEVERAL
    if not known:
        return OTHER
    number = numbers.get(known[0], "99")
    return clean(f"{number}-{terms.title(known[0]).replace(' ', '')}", longest=MOST_BYTES - 20)


def _ending(kind: str, name: str) -> str:
    """Return the ending of the file's real kind; the sent one only where it is harmless."""
    ending = ENDINGS.get(kind, kind)
    if ending in HARMLESS:
        return ending
    sent = PurePosixPath(name).suffix.lstrip(".").lower()
    return sent if sent in HARMLESS else "bin"
