"""How much of one file is read: so many sheets, and no longer than its process may run.

What was read until then is kept; the sheets after it are there, unread, so that no paper is
called missing that may stand on them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextvars import ContextVar

from extractors.errors import TooLargeFile
from extractors.model import WHOLE, Page

MOST_SHEETS = 60
MOST_COUNTED = 5_000
SHARE, SPARE = 0.8, 60.0  # of the seconds that a file has; seconds that are always enough

_end: ContextVar[float] = ContextVar("end", default=math.inf)


def allow(seconds: float) -> None:
    """Say that the file which is read next has *seconds* before its process is ended."""
    _end.set(time.monotonic() + max(SHARE * seconds, seconds - SPARE))


def read_sheets(count: int, read: Callable[[int], Page]) -> tuple[Page, ...]:
    """Return *count* sheets, those that *read* had time for, by their numbers from 1, first.

    Raises:
        TooLargeFile: beyond MOST_COUNTED.
    """
    if count > MOST_COUNTED:
        raise TooLargeFile
    pages: list[Page] = []
    late = False
    for number in range(1, count + 1):
        late = late or number > MOST_SHEETS or (number > 1 and time.monotonic() > _end.get())
        pages.append(_unread(number) if late else read(number))
    return tuple(pages)


def _unread(number: int) -> Page:
    return Page(
        number=number, source="ocr", aspect=210 / 297, readings=(), unread=(WHOLE,), illegible=1.0
    )
