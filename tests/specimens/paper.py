"""What every drawing function returns, and the shapes in which papers print days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DateShape = Literal[
    "padded", "plain", "tight", "wide", "columns", "iso", "dots", "tight-dots", "bilingual"
]


@dataclass(frozen=True)
class Paper:
    """One drawn paper and what is printed on it.

    ``type`` is the document type, ``layout`` the name of the print, ``truth`` the printed
    values by field name: days in ISO 8601, numbers hyphenated, lists for trades, text with
    letter-spacing taken out.  A label printed without a value has None; what the print does
    not carry is not in ``truth``.
    """

    type: str
    title: str
    layout: str
    suffix: str
    data: bytes
    truth: Mapping[str, object]


def show(day: dt.date, shape: DateShape) -> str:
    """Return *day* as printed in one of the shapes that real papers use.

    >>> show(dt.date(2026, 6, 9), "tight")
    '2026년 6월9일'
    """
    y, m, d = day.year, day.month, day.day
    return {
        "padded": f"{y}년 {m:02}월 {d:02}일",
        "plain": f"{y}년 {m}월 {d}일",
        "tight": f"{y}년 {m}월{d}일",
        "wide": f"{y} 년 {m} 월 {d} 일",
        "columns": f"{y}년   {m:02}월    {d:02}일",
        "iso": day.isoformat(),
        "dots": f"{y}. {m:02}. {d:02}.",
        "tight-dots": f"{y}.{m:02}.{d:02}.",
        "bilingual": f"{y}년 Year {m:02}월 {d:02}일 Month Day",
    }[shape]


def period(first: dt.date, last: dt.date, shape: DateShape) -> str:
    """Return a period of validity, both days in *shape*."""
    return f"{show(first, shape)} ~ {show(last, shape)}"
