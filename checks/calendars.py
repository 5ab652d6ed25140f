"""Public holidays by the calendar of a country, substitute and single holidays included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

Country = Literal["KR"]


def public_holidays(country: Country, years: Iterable[int]) -> frozenset[dt.date]:
    """Return the public holidays of *country* in *years*, those on a Sunday included.

    For Korea these are the days on which offices are closed (관공서의 공휴일에 관한 규정),
    with substitute holidays, elections and days that the government declared once.  A day
    declared after the list was last brought up to date is missing: a programme file can add it.

    >>> dt.date(2025, 5, 6) in public_holidays("KR", [2025])
    True
    """
    import holidays  # takes long to load, and few commands reckon working days

    return frozenset(holidays.country_holidays(country, years=years))
