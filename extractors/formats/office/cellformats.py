"""Values of cells as their number formats print them.

A business number is often the bare number 1234567891 under the pattern 000-00-00000.
"""

from __future__ import annotations

import datetime as dt
import re

PATTERN_PARTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
DIGITS_ONLY = re.compile(r"[0#](?:[-0# ]*[0#])?")


def printed(value: object, pattern: str) -> str:
    """Return *value* as a cell with *pattern* prints it (ECMA-376 part 1, 18.8.31).

    Patterns that no form needs are not followed.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime | dt.date):
        clock = value.strftime(" %H:%M") if isinstance(value, dt.datetime) else ""
        return f"{value:%Y-%m-%d}" + (clock if re.search(r"[hH]", pattern) else "")
    if isinstance(value, int | float):
        return _number(value, pattern.split(";")[0])
    return "" if value is None else str(value)


def _number(value: float, pattern: str) -> str:
    before, bare, after = _around(pattern)
    if "%" in bare:
        return f"{value * 100:.{_decimals(bare)}f}%"
    if "-" in bare and DIGITS_ONLY.fullmatch(bare) and value >= 0:
        return before + _filled(round(value), bare) + after
    if "," in bare:
        return before + f"{value:,.{_decimals(bare)}f}" + after
    if "." in bare:
        return before + f"{value:.{_decimals(bare)}f}" + after
    if re.fullmatch("0+", bare) and value >= 0:
        return before + str(round(value)).zfill(len(bare)) + after
    whole = float(value).is_integer() and abs(value) < 1e15
    return before + (str(int(value)) if whole else f"{value:.10g}") + after


def _around(pattern: str) -> tuple[str, str, str]:
    """Return what a pattern prints before the number, the number's own part, what it prints after.

    >>> _around('[$-412]#,##0"원"')
    ('', '#,##0', '원')
    """
    said = [
        part[1:-1] if part.startswith('"') else part[1:] if part.startswith("\\") else ""
        for part in PATTERN_PARTS.findall(pattern)
    ]
    bare = PATTERN_PARTS.sub("\0", pattern)
    first = re.search(r"[0#?]", bare)
    if first is None or pattern == "General":
        return "", "", ""
    pieces: list[str] = ["", "", ""]
    marks = iter(said)
    last = max(at for at, sign in enumerate(bare) if sign in "0#?%")
    for at, sign in enumerate(bare):
        place = 0 if at < first.start() else 1 if at <= last else 2
        text = next(marks) if sign == "\0" else sign
        pieces[place] += text
    return pieces[0].strip(), pieces[1], pieces[2].strip()


def _decimals(pattern: str) -> int:
    stated = re.search(r"\.([0#?]+)", pattern)
    return len(stated[1]) if stated else 0


def _filled(value: int, pattern: str) -> str:
    """Return the digits of *value* in the places of *pattern*, from the right.

    >>> _filled(1234567891, "000-00-00000")
    '123-45-67891'
    """
    digits = list(str(value).zfill(pattern.count("0")))
    found: list[str] = []
    for sign in reversed(pattern):
        if sign in "0#":
            if digits:
                found.append(digits.pop())
        elif digits:
            found.append(sign)
    return "".join(digits) + "".join(reversed(found))
