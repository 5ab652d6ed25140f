"""Amounts of money as Korean forms print them, in won."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

UNITS = {
    "억": 100_000_000,
    "천만": 10_000_000,
    "백만": 1_000_000,
    "십만": 100_000,
    "만": 10_000,
    "천": 1_000,
    "백": 100,
    "": 1,
}
_PART = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<unit>{'|'.join(filter(None, UNITS))})?(?P<won>원)?"
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\d+(?:\.\d+)?%")
MILLIONS_BELOW, THOUSANDS_BELOW = 1_000, 1_000_000
"""Below these a bare number is one of millions, or of thousands, of won."""


def won(text: str) -> int | None:
    """Return the amount that *text* prints, None where it prints none or more than one.

    Units are added up (6천만원, 1억 2,000만원, 60백만원); remarks in brackets and shares are
    passed over.  A number without any unit stands under a row such as (단위 : 천원), which is
    not beside it: its size tells, for amounts from a million to a thousand million won.

    >>> won("60백만원"), won("6천만원"), won("60,000"), won("60,000,000원 (100%)")
    (60000000, 60000000, 60000000, 60000000)
    """
    folded = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"\s", "", _REMARK.sub("", folded)).removeprefix("금").removesuffix("정")
    parts = list(_PART.finditer(bare))
    if not parts or "".join(part.group() for part in parts) != bare:
        return None
    units = [UNITS[part["unit"] or ""] for part in parts]
    if units != sorted(set(units), reverse=True) or any(part["won"] for part in parts[:-1]):
        return None
    numbers = [Decimal(part["number"].replace(",", "")) for part in parts]
    total = sum((n * u for n, u in zip(numbers, units, strict=True)), Decimal(0))
    if len(parts) == 1 and not parts[0]["unit"] and not parts[0]["won"]:
        total *= _unit_by_size(total)
    return int(total) if total == int(total) else None


def _unit_by_size(number: Decimal) -> int:
    if number < MILLIONS_BELOW:
        return 1_000_000
    return 1_000 if number < THOUSANDS_BELOW else 1


def in_millions(amount: int) -> str:
    """Return *amount* in millions of won, as the notice writes it.

    >>> in_millions(18_000_000), in_millions(16_500_000)
    ('18백만원', '16.5백만원')
    """
    millions = Decimal(amount) / 1_000_000
    return f"{millions.normalize():,f}백만원"
