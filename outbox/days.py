"""Days and ends of periods as letters say them."""

from __future__ import annotations

import datetime as dt

WEEKDAYS = "월화수목금토일"
SECOND = dt.timedelta(seconds=1)


def say_until(moment: dt.datetime) -> str:
    """Return an inclusive end as Korean offices write it.

    >>> say_until(dt.datetime(2025, 5, 13, 18, 0))
    '2025년 5월 13일(화) 18시까지'
    >>> say_until(dt.datetime(2025, 5, 14, 0, 0))
    '2025년 5월 13일(화) 24시까지'
    """
    if moment.time() in (dt.time(0, 0), dt.time(23, 59, 59)):
        return f"{say_day(moment - SECOND)} 24시까지"
    minutes = f" {moment.minute}분" if moment.minute else ""
    return f"{say_day(moment)} {moment.hour}시{minutes}까지"


def say_instant(moment: dt.datetime) -> str:
    """Return an instant to the second, as the deadline is judged.

    >>> say_instant(dt.datetime(2025, 5, 13, 18, 0, 1))
    '2025년 5월 13일(화) 18시 0분 1초'
    """
    return f"{say_day(moment)} {moment.hour}시 {moment.minute}분 {moment.second}초"


def say_day(moment: dt.datetime) -> str:
    """Return a day with its weekday as Korean offices write it."""
    return f"{moment.year}년 {moment.month}월 {moment.day}일({WEEKDAYS[moment.weekday()]})"
