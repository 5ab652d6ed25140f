"""Resident registration numbers in a line of text, as they are printed, typed and misread.

A resident number is six digits of birth and seven more, of which the first is 1 to 8; a
corporate number has the same shape.  What tells them apart is the label, then the calendar,
then, where one label serves both, the corporate check digit beside a firm's legal form.
In doubt a number is masked: a corporate number is printed on other papers too, a resident
number must not be kept (개인정보 보호법 제24조의2).

All that looks for such numbers does so from here, each with the strictness that it needs:
`hide` and `stands_in` judge a text, `ANY` takes every number of the shape out of a letter, and
`ALIKE`, `STARRED` and `ANNOUNCED` are for pictures, where too much is covered rather than too
little.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

LOOKS_LIKE = str.maketrans(
    "０１２３４５６７８９OoQDㅇ○〇이Il|!ㅣSsBZzb", "01234567890000000011111558226"
)
STARS = "*＊∗●•xX×※"
_DIGIT = r"[0-9０-９OoQDㅇ○〇이Il|!ㅣSsBZzb]"
_HIDDEN = rf"(?:{_DIGIT}|[{re.escape(STARS)}])"
_JOINT = r"(?:[ \n]?[^0-9A-Za-z가-힣\s()\[\]]{1,3}[ \n]?|[ \n])"
_APART = rf"[^0-9０-９A-Za-z가-힣ㅇㅣ○〇|!{re.escape(STARS)}]{{0,3}}"

_NUMBER = re.compile(
    rf"(?<![0-9])({_DIGIT}(?:[ \n]?{_DIGIT}){{5}})({_JOINT})"
    rf"({_HIDDEN}(?:[ \n]?{_HIDDEN}){{6}})(?![0-9])"
)
_NEARLY = re.compile(
    rf"(?<![0-9])(?<![0-9][-.])({_DIGIT}(?:[ \n]?{_DIGIT}){{4,7}})({_JOINT})"
    rf"({_HIDDEN}(?:[ \n]?{_HIDDEN}){{5,7}})(?![0-9]|[-.][0-9])"
)
_BARE = re.compile(rf"(?<![0-9])({_DIGIT}{{6}})()({_HIDDEN}{{7}})(?![0-9])")
_LABELLED = re.compile(rf"(?<![0-9]){_HIDDEN}(?:{_APART}{_HIDDEN}){{10,15}}(?![0-9])")
_OTHERS = re.compile(
    r"(?<!\d\d)\d{3}-\d{2}-\d{5}(?!\d)|(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}[-./](?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01])(?!\d)"
)
"""A business number, an amount or a whole day: a row that has one is no one number.  Before a
business number one sign may have been misread as a digit."""
LEAST_DIGITS, LEAST_LABELLED = 9, 7
"""How many signs must be digits or stars, not letters that look like some."""

RESIDENT = re.compile(
    r"[주쥬추즈][민믿믠만인먼](?:[(（]|등|둥|동|번|법|사|$)|주민|생년월일|외국인등록"
)
CORPORATE = re.compile("[법범볍]인|법민")
LEGAL_FORM = re.compile(
    r"주식회사|유한회사|유한책임회사|합자회사|합명회사|[(（]주[)）]|㈜|재단법인|사단법인|협동조합"
)


ANY = r"\d{6}\s?[-–]?\s?[\d*]{7}"
"""Every number of this shape, a firm's too."""

_SEEN = r"[0-9OoQIl|SBZ]"
_COVERED = r"[0-9OoQIl|SBZ*＊xX●•∗]"
ALIKE = re.compile(rf"{_SEEN}{{5,7}}.{{0,2}}{_COVERED}{{6,8}}")
"""A number of this shape as a reader may see it: with a digit lost, or a sign misread."""
JOINED = re.compile(rf"(?<!{_SEEN}){_SEEN}{{6}}[-–—‐−~.·]+{_COVERED}{{5,8}}")
"""The same across words that were put together."""
STARRED = re.compile(r"[*＊]{2}|^[*＊]$")
"""What a reader masked."""
ANNOUNCED = re.compile(r"[주쥬추즈][민믿믠만인먼][(（]?(?:등록|등|둥|법인)|생년월일|외국인등록")
"""The label of such a number, misread or not."""


class Found(NamedTuple):
    """A number of this shape in a text: where it begins, and where its second half's signs are.

    ``birth`` and ``rest`` are its halves, letters read as digits and stars as ``*``.  ``shape``
    is ``whole``, ``bare`` (nothing between the halves), ``nearly`` (a digit too many or too
    few) or ``labelled``, which only a label makes one.
    """

    start: int
    hidden: tuple[int, ...]
    birth: str
    rest: str
    shape: str


def numbers_in(text: str) -> Iterator[Found]:
    """Yield what may be resident numbers in *text*, the plainest shapes first."""
    for shape, pattern in (("whole", _NUMBER), ("bare", _BARE), ("nearly", _NEARLY)):
        for match in pattern.finditer(text):
            if _is_of_digits(match.group(), LEAST_DIGITS):
                birth, rest = _plain(match[1]), _plain(match[3])
                hidden = _signs(text, match.start(3), match.end(3))
                yield Found(match.start(), hidden, birth, rest, shape)
    for match in _LABELLED.finditer(text):
        if _is_of_digits(match.group(), LEAST_LABELLED) and not _OTHERS.search(match.group()):
            signs = _signs(text, *match.span())
            digits = _plain(match.group())
            yield Found(match.start(), signs[6:], digits[:6], digits[6:], "labelled")


def is_resident(found: Found, label: str, *, firm: bool) -> bool:
    """Tell whether *found* is, or may be, a person's; *label* is what announces it.

    *firm* tells whether a firm's legal form stands on the same sheet.
    """
    resident, corporate = RESIDENT.search(label), CORPORATE.search(label)
    birth, rest = found.birth, found.rest
    if (birth + rest).count("*") > 7:
        return False
    if found.shape == "labelled" and not resident:
        return False
    if corporate and not resident:
        # Registry offices have codes that begin with 1 or 2; nobody's birth is so long ago.
        return found.shape == "whole" and birth[:1] not in "12" and _is_persons(birth, rest)
    if resident and not corporate:
        return True
    if found.shape == "nearly" and not 12 <= len(birth + rest) <= 15:
        return False
    if found.shape == "labelled" or not _is_persons(birth, rest):
        return False
    return not (corporate and firm and _is_corporate(birth + rest))


def hide(text: str) -> str:
    """Return a line of *text* with resident numbers as ``900101-*******``."""
    letters = list(text)
    firm = bool(LEGAL_FORM.search(text))
    for found in numbers_in(text):
        if is_resident(found, re.sub(r"\s", "", text[: found.start]), firm=firm):
            for at in found.hidden:
                letters[at] = "*"
    return "".join(letters)


def stands_in(text: str) -> bool:
    """Tell whether a line of *text* holds what is, or may be, a resident number."""
    return any(hide(line) != line for line in text.splitlines())


def is_of_a_firm(number: str) -> bool:
    """Tell whether *number* has the shape of a resident number, and can be nobody's.

    Its first half is no day, or what follows begins as no person's does: a corporate number.
    """
    halves = re.fullmatch(r"(\d{6})-(\d{7})", number)
    return halves is not None and not _is_persons(*halves.groups())


def _signs(text: str, start: int, end: int) -> tuple[int, ...]:
    return tuple(at for at in range(start, end) if re.match(_HIDDEN, text[at]))


def _plain(text: str) -> str:
    return re.sub(r"[^0-9]", "*", "".join(re.findall(_HIDDEN, text)).translate(LOOKS_LIKE))


def _is_of_digits(text: str, least: int) -> bool:
    return len(re.findall(rf"[0-9０-９{re.escape(STARS)}]", text)) >= least


def _is_persons(birth: str, rest: str) -> bool:
    """Tell whether the halves may be a day of birth and what follows it."""
    six = birth if len(birth) == 6 else birth[-6:] if len(birth) > 6 else ""
    if len(birth) == 8 and birth[:4].isdigit() and not 1900 <= int(birth[:4]) <= 2012:
        return False
    return (not six or _is_birthday(six)) and rest[0] not in "09"


def _is_birthday(digits: str) -> bool:
    if not digits.isdigit():
        return True  # misread: in doubt it is one
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        dt.date(2000 + year, month, day)
    except ValueError:
        return (month, day) == (2, 29)  # 1900 and 2100 aside, the century is not known
    return True


def _is_corporate(digits: str) -> bool:
    """Tell whether the check digit of corporate numbers before 2025-01-31 fits."""
    if not digits.isdigit() or len(digits) != 13:
        return False
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(digits[:12]))
    return -total % 10 == int(digits[12])
