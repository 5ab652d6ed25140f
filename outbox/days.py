"""Days and ends of periods as letters say them."""

from __future__ import annotations

import datetime as dt
import re

WEEKDAYS = "월화수목금토일"
DAY = re.compile(
    r"(?<![\w.-])(\d{4})-(\d{2})-(\d{2})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?"
    r"(?![\d-]|[\w.-]*\.[A-Za-z])"
)
"""A day, with or without a time, that is no part of the name of a file."""
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


def say_days_in(text: str) -> str:
    """Return *text* with its days and times as letters say them; names of files stay.

    >>> say_days_in("발급일(2025-01-20)이 접수일(2025-05-07 09:12:06) 기준으로")
    '발급일(2025년 1월 20일)이 접수일(2025년 5월 7일 9시 12분 6초) 기준으로'
    >>> say_days_in("읽지 못한 파일(확인서 2025-05-01.pdf)")
    '읽지 못한 파일(확인서 2025-05-01.pdf)'
    """
    return DAY.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    year, month, day, hour, minute, second = (each and int(each) for each in found.groups())
    said = f"{year}년 {month}월 {day}일"
    if hour is None:
        return said
    minutes = f" {minute}분" if minute or second is not None else ""
    return f"{said} {hour}시{minutes}" + (f" {second}초" if second is not None else "")


def say_day(moment: dt.datetime) -> str:
    """Return a day with its weekday as Korean offices write it."""
    return f"{moment.year}년 {moment.month}월 {moment.day}일({WEEKDAYS[moment.weekday()]})"
