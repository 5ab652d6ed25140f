"""Periods of calendar months and their ends, as the Civil Act counts them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable

DAY = dt.timedelta(days=1)


def last_day(start: dt.date, months: int) -> dt.date:
    """Return the day with which a period of *months* after *start* ends.

    Counting begins on the day after *start*.  The period ends on the eve of the day of the
    closing month that has the number of the first day counted, or with that month where it
    has no such day.  So three months from 28 February run from 1 March to 31 May.

    Source: 민법 제157조, 제160조, which 행정기본법 제6조 제1항 applies to administrative
    periods.  A last day that is a holiday (제161조) is `next_working_day`'s affair.

    >>> last_day(dt.date(2025, 2, 13), 3)
    datetime.date(2025, 5, 13)
    >>> last_day(dt.date(2025, 2, 28), 3)
    datetime.date(2025, 5, 31)
    """
    first = start + DAY
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    length = calendar.monthrange(year, month)[1]
    if first.day > length:
        return dt.date(year, month, length)
    return dt.date(year, month, first.day) - DAY


def latest_start(until: dt.date, months: int) -> dt.date:
    """Return the latest day on which a term of *months* can begin and be over by *until*.

    The term counts its first day, because it begins at midnight (민법 제157조 단서).

    >>> latest_start(dt.date(2026, 3, 31), 9)
    datetime.date(2025, 7, 1)
    """
    years, month = divmod(until.month - 1 - months, 12)
    start = dt.date(until.year + years, month + 1, 1) + 31 * DAY
    while last_day(start - DAY, months) > until:
        start -= DAY
    return start


def next_working_day(day: dt.date, is_holiday: Callable[[dt.date], bool]) -> dt.date:
    """Return *day*, or the first day after it that is no holiday.

    *is_holiday* must answer for Saturdays too: 민법 제161조 lets a period whose last day is
    a Saturday or a public holiday end with the day that follows.
    """
    while is_holiday(day):
        day += DAY
    return day
