"""Amounts of money as Korean forms print them, in won."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

LARGE = {"억": 100_000_000, "만": 10_000}
SMALL = {"천": 1_000, "백": 100, "십": 10}
_PART = re.compile(
    rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<small>[{''.join(SMALL)}])?"
    rf"(?P<large>[{''.join(LARGE)}])?(?P<won>원)?"
)
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\d+(?:\.\d+)?%")
MILLIONS_BELOW, THOUSANDS_BELOW = 1_000, 1_000_000
"""Below these a bare number is one of millions, or of thousands, of won."""


def won(text: str) -> int | None:
    """Return the amount that *text* prints, None where it prints none or more than one.

    Units are added up (6천만원, 1천8백만원, 1억 2,000만원, 60백만원); remarks in brackets and
    shares are passed over.  A number without any unit stands under a row such as (단위 : 천원),
    which is not beside it: its size tells, from a million to a thousand million won.

    >>> won("60백만원"), won("6천만원"), won("60,000"), won("60,000,000원 (100%)")
    (60000000, 60000000, 60000000, 60000000)
    """
    folded = unicodedata.normalize("NFKC", text)
    bare = re.sub(r"\s", "", _REMARK.sub("", folded)).removeprefix("금").removesuffix("정")
    parts = list(_PART.finditer(bare))
    if not parts or "".join(part.group() for part in parts) != bare:
        return None
    if any(part["won"] for part in parts[:-1]):
        return None
    total, of_unit = Decimal(0), Decimal(0)
    least, least_small = 10 * max(LARGE.values()), 10 * max(SMALL.values())
    for part in parts:
        small, large = SMALL.get(part["small"], 1), LARGE.get(part["large"])
        if small >= least_small:
            return None
        of_unit, least_small = of_unit + Decimal(part["number"].replace(",", "")) * small, small
        if large is not None or part is parts[-1]:
            if (large or 1) >= least:
                return None
            total, of_unit = total + of_unit * (large or 1), Decimal(0)
            least, least_small = large or 1, 10 * max(SMALL.values())
    if len(parts) == 1 and not any(parts[0][unit] for unit in ("small", "large", "won")):
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
