"""The business year that an account is of: 사업연도, 회계연도, 과세기간."""

from __future__ import annotations

import re

from extractors.korean import Parsed, dates_in

LABELS = ("사업연도", "사업년도", "회계연도", "회계년도", "과세기간", "과세연도")
_WHOLE = re.compile(r"(?<!\d)20\d\d(?!\d)")


def parse_fiscal_year(text: str) -> Parsed[str] | None:
    """Read the one year that *text* names; None where there is none, or two that differ.

    A year that does not begin in January has no name that everybody gives it.

    >>> parse_fiscal_year("제12기 2024.01.01 ~ 2024.12.31").value
    '2024'
    >>> parse_fiscal_year("2024. 1. 1. ~ 2024. 12. 31.").value
    '2024'
    >>> parse_fiscal_year("2024. 7. 1. ~ 2025. 6. 30.")
    """
    days = [*dates_in(text)]
    whole = [*_WHOLE.finditer(text)]
    years = {str(day.value.year) for day in days} | {match[0] for match in whole}
    if len(years) != 1:
        return None
    starts = [*(day.start for day in days), *(match.start() for match in whole)]
    ends = [*(day.end for day in days), *(match.end() for match in whole)]
    return Parsed(years.pop(), min(starts), max(ends))
