"""How much may come out of what was sent, and what comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from extractors.errors import UnreadableFile

LITTER = re.compile(
    r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$|~\$[^/]*$)", re.I
)
"""What operating systems add to every folder they pack, and office programs while one is open."""


VOLUME = re.compile(
    r"\.(?:part\d+\.rar|[rza]\d{2}|(?:7z|zip|rar|alz)\.\d{3}|vol\d+\.egg|egg\.\d+)$", re.I
)
"""How the volumes of an archive in several pieces are called."""


@dataclass(frozen=True)
class Limits:
    """How much an archive may hold, everything nested in it included.

    ``ratio`` is unpacked bytes for each packed one; it counts only beyond ``free_bytes``,
    below which even a blank scan that shrinks a thousandfold does no harm.
    """

    members: int = 1_000
    total_bytes: int = 1 << 29
    member_bytes: int = 1 << 28
    ratio: int = 200
    free_bytes: int = 1 << 25
    depth: int = 3


SAFE = Limits()


class Member(NamedTuple):
    """A file that came out of a container, under its path there.

    ``inline`` says that a letter shows it within its writing, ``refusal`` that it cannot be
    had: ``data`` is then where it was left.  ``ignored`` says why nobody need look at it.
    """

    name: str
    data: bytes
    inline: bool = False
    refusal: UnreadableFile | None = None
    ignored: str | None = None


def safe_path(name: str) -> str:
    """Return a path with slashes, without a drive and without anything that leads outwards."""
    path = re.sub(r"^[A-Za-z]:", "", name.split("\0")[0].replace("\\", "/"))
    path = re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", path)
    return "/".join(step for step in path.split("/") if step.strip(". "))
