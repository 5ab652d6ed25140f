"""What became of every byte of a mail: read, ignored, or set aside for a person."""

from __future__ import annotations

from collections.abc import Sequence

from checks.report import Became, MailEntry, PartEntry
from extractors.formats.mail.message import Share
from extractors.model import File

FRAME = "머리글과 구분선"
LETTER = "메일 본문"
STATES: tuple[Became, ...] = ("read", "ignored", "set-aside")
UNREAD = "파일로 풀리지 않는 데이터"


def account_of(
    sha256: str, name: str, shares: Sequence[Share], origins: Sequence[str], files: Sequence[File]
) -> MailEntry:
    """Return the account of a mail, whose three sums add up to its size.

    *origins* are the paths of the parts that brought *files*.  A part counts as set aside if
    any file in it does.
    """
    frame = sum(share.size for share in shares if share.use == "frame")
    parts = [PartEntry(path="", name=FRAME, size=frame, became="read")]
    lost = [share.path for share in shares if share.use == "unread" and not share.size]
    for share in shares:
        if share.use == "frame" or not share.size:
            continue
        of_it = [
            file
            for origin, file in zip(origins, files, strict=True)
            if _is_within(origin, share.path)
        ]
        unread = share.use == "unread" or any(_is_within(path, share.path) for path in lost)
        names = ", ".join(dict.fromkeys(file.name for file in of_it))
        became = "set-aside" if unread else _became(of_it)
        name_of_it = UNREAD if share.use == "unread" else names or LETTER
        parts.append(PartEntry(path=share.path, name=name_of_it, size=share.size, became=became))
    sums = {state: sum(p.size for p in parts if p.became == state) for state in STATES}
    return MailEntry(
        sha256=sha256,
        name=name,
        size=sum(sums.values()),
        read=sums["read"],
        ignored=sums["ignored"],
        set_aside=sums["set-aside"],
        parts=tuple(parts),
    )


def _is_within(path: str, outer: str) -> bool:
    return path == outer or path.startswith((f"{outer}.", f"{outer}-"))


def _became(files: Sequence[File]) -> Became:
    states = {file.state for file in files}
    if "unreadable" in states:
        return "set-aside"
    return "ignored" if states == {"ignored"} else "read"
