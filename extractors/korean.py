"""Dates, numbers and names as Korean paper prints them.

A parser takes the text that stands at a field's place and returns what it means and
which part of the text says so, or None: never a guess.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Parsed(NamedTuple, Generic[T]):
    """What a text means, and the characters ``start:end`` that say so."""

    value: T
    start: int
    end: int


Parser = Callable[[str], "Parsed[T] | None"]

HYPHENS = "\u00ad‐‑‒–—―⁃˗−─━－﹣ーㅡᅳ-"  # the plain one last: it stands inside character classes
HYPHEN = f"[{HYPHENS}]"
_HANGUL = re.compile("[가-힣]")
_DOT = "\u119e"  # ㆍ as NFKC folds it
_LEGAL_FORM = re.compile(
    r"주식회사|유한책임회사|유한회사|합자회사|합명회사|농업회사법인|어업회사법인|사회적협동조합"
    r"|영농조합법인|株式會社|株式会社|有限會社|[(\[](?:주|株|유|有|합|재|사|농)[)\]]|[㈜㈔㈐]"
    r"|^[주유]\)|\([주유]$|^\([주유](?=[가-힣]+[^)]*$)"
)
"""What a firm is by law, also with a bracket lost."""


# ── letters ──────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1 << 14)  # a row is asked for a hundred times while it is recognised
def squash(text: str) -> str:
    """Return *text* as it is compared: compatibility forms folded, no blanks, no marks.

    The letter ㆍ is printed as a middle dot.

    >>> squash("상  호 (법인명) :")
    '상호법인명'
    """
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if c.isalnum() and c != _DOT)


def hangul(text: str) -> str:
    """Return only the Hangul syllables of *text*; bilingual print loses its English."""
    return "".join(_HANGUL.findall(unicodedata.normalize("NFKC", text)))


def jamo(text: str) -> str:
    """Return *text* squashed and taken apart into jamo, for comparison by likeness."""
    return unicodedata.normalize("NFD", squash(text))


def single_spaced(text: str) -> str:
    """Return *text* as values are kept: NFC, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# ── dates ────────────────────────────────────────────────────────────────────────────

_STOPS = ".·ㆍᆞ・‧∙•⋅。｡"
_LATIN = r"[^\W\d_가-힣]"  # of Year, Month and Day, as OCR spells them


def _unit(signs: str, english: tuple[int, int]) -> str:
    """Return what stands behind a number of a date: 년, 년(Year), or a sign before ``(Year)``.

    The English beside it is of so many letters and tells the unit where 년 itself was misread.
    """
    word = rf"{_LATIN}{{{english[0]},{english[1]}}}"
    return rf"(?:{signs}(?:\s*\(?\s*{word}\s*\)?)?|[^\d\s]?\s*\(\s*{word}\s*\))"


_BETWEEN_NUMBERS = rf"[/{_STOPS}{HYPHENS}]"
_DATE = re.compile(
    rf"(?<!\d)((?:19|20)\d{{2}})\s*{_unit(rf'(?:[년年]|{_BETWEEN_NUMBERS})', (3, 5))}\s*"
    rf"(\d{{1,2}})\s*{_unit(rf'(?:[월月]|{_BETWEEN_NUMBERS})', (4, 6))}\s*"
    rf"(\d{{1,2}})(?!\d)\s*(?:{_unit(rf'(?:[일日]|[{_STOPS}])', (2, 6))})?"
    rf"(?:\s*\(?{_LATIN}{{2,4}}\)?)?"
)
_COMPACT = re.compile(
    rf"(?<![\d{HYPHENS}])((?:19|20)\d\d)[\s{_STOPS}]*(\d\d)[\s{_STOPS}]*(\d\d)(?![\d{HYPHENS}])"
)
_SHORT = re.compile(
    rf"(?<![\d{_STOPS}{HYPHENS}])['’]?(\d\d)\s*(?:년|[/{_STOPS}])\s*(\d{{1,2}})\s*(?:월|[/{_STOPS}])"
    rf"\s*(\d{{1,2}})(?!\d)\s*(?:일|[{_STOPS}](?!\d))?"
)
_LEFT_OF_A_DAY = re.compile(r"20\d\d|(?:\d\D*){5}")
"""Of a day misread or cut off; neither the length of a period nor its law says as much."""
_LASTS = re.compile(r"[\s.]*(?:[~∼〜～]|부터)")
_FIRST_OF_THE_CENTURY_BEFORE = 60


def dates_in(text: str) -> Iterator[Parsed[dt.date]]:
    """Yield every full calendar date printed in *text*, in order."""
    yield from _calendar_days(_DATE, text)


def days_in(text: str) -> list[Parsed[dt.date]]:
    """Return the dates of *text*, which says nothing but a day or a period.

    Here a day may also be written without its century, ``25. 5. 8.``, or without marks,
    ``20250508``: elsewhere these are numbers.
    """
    found: list[Parsed[dt.date]] = []
    for shape in (_DATE, _COMPACT, _SHORT):
        for day in _calendar_days(shape, text):
            text = text[: day.start] + "|" * (day.end - day.start) + text[day.end :]
            found.append(day)
    return sorted(found, key=lambda day: day.start)


def _calendar_days(shape: re.Pattern[str], text: str) -> Iterator[Parsed[dt.date]]:
    for match in shape.finditer(fold(text)):
        year, month, day = (int(group) for group in match.groups())
        if year < 100:
            year += 1900 if year >= _FIRST_OF_THE_CENTURY_BEFORE else 2000
        try:
            yield Parsed(dt.date(year, month, day), match.start(), match.end())
        except ValueError:
            continue


def parse_date(text: str) -> Parsed[dt.date] | None:
    """Read the one date of *text*; None where there is none, or two that differ."""
    found = days_in(text)
    return found[0] if len({date.value for date in found}) == 1 else None


def parse_first_date(text: str) -> Parsed[dt.date] | None:
    """Read where a period begins: the first of exactly two dates."""
    found = days_in(text)
    return found[0] if len(found) == 2 and found[0].value <= found[1].value else None


def parse_last_date(text: str) -> Parsed[dt.date] | None:
    """Read where a period ends: the last of one or two dates in order.

    A day that a sign of duration follows is no end: ``2025.4.1.~3.31.``  Nor is a day beside
    which there may stand another that nobody can read: ``2025.03.27. 202S.03.26.``
    """
    found = days_in(text)
    if not found or len(found) > 2 or found[0].value > found[-1].value:
        return None
    if _LASTS.match(text, found[-1].end):
        return None
    beside = text[: found[0].start] + text[found[-1].end :]
    if len(found) == 1 and _LEFT_OF_A_DAY.search(beside):
        return None
    return found[-1]


# ── numbers ──────────────────────────────────────────────────────────────────────────

_BUSINESS_NUMBER = re.compile(
    rf"(?<![\d*])(\d{{3}})\s?{HYPHEN}\s?(\d{{2}})\s?{HYPHEN}\s?(\d{{5}})(?![\d*])"
)
_BARE_TEN = re.compile(rf"(?<![\d{HYPHENS}])(\d{{3}})[ ]?(\d{{2}})[ ]?(\d{{5}})(?![\d{HYPHENS}])")
"""A scan that lost thin hyphens shows blanks in their places."""
_CORPORATE_NUMBER = re.compile(
    rf"(?<!\d)(\d{{6}})(?:\s?{HYPHEN}\s?(\d{{7}})|(?:\s?{HYPHEN}\s?)?[*＊%×#xX●]{{3,9}})(?![\d*])"
)
"""OCR loses some of the stars, and the hyphen before them: what they hide is not read anyhow."""


def parse_business_number(text: str) -> Parsed[str] | None:
    """Read a 사업자등록번호 beside its label, hyphenated, with blanks for hyphens, or bare.

    Several different numbers in one place are none.  The check digit is not asked here:
    a paper may print an impossible number, and that is a finding.
    """
    folded = fold(text)
    found = list(_BUSINESS_NUMBER.finditer(folded)) or list(_BARE_TEN.finditer(folded))
    if len({match.groups() for match in found}) != 1:
        return None
    return Parsed("-".join(found[0].groups()), found[0].start(), found[0].end())


def parse_corporate_number(text: str) -> Parsed[str] | None:
    """Read a 법인등록번호, its second half possibly starred as printed."""
    found = list(_CORPORATE_NUMBER.finditer(fold(text)))
    if len({match.groups() for match in found}) != 1:
        return None
    first, second = found[0].groups()
    return Parsed(f"{first}-{second or '*' * 7}", found[0].start(), found[0].end())


_CERTIFICATE_NUMBER = re.compile(
    rf"(?<![A-Za-z\d?*{HYPHENS}])(?:(?<=제)|(?<![가-힣]))"
    rf"[A-Za-z]{{0,2}}\d(?:[\d{HYPHENS}]|\s(?={HYPHEN})|(?<={HYPHEN})\s){{5,30}}\d(?![A-Za-z\d?*{HYPHENS}])"
)


def parse_certificate_number(text: str) -> Parsed[str] | None:
    """Read the number under which a paper was issued: digits in groups, as printed.

    A letter may lead it, ``W188-…``; a sign beside it that is none of its own, such as a
    letter misread, makes it none.
    """
    found = list(_CERTIFICATE_NUMBER.finditer(fold(text)))
    if len(found) != 1:
        return None
    number = re.sub(HYPHEN, "-", re.sub(r"\s", "", found[0].group()))
    return Parsed(number, found[0].start(), found[0].end())


def lacks_a_letter(number: str) -> bool:
    """Tell whether a number seems to have lost its first sign: ``188-0417-5523-9961``.

    All groups but the first are equally long there, and the first is one shorter.
    """
    first, *others = map(len, number.split("-"))
    return len(others) > 1 and set(others) == {first + 1}


_NONE = re.compile("(?:해당)?(?:사항)?이?없(?:음|습니다)")


def says_none(text: str) -> bool:
    """Tell whether *text* answers that there is none: 해당없음, 해당 사항이 없습니다."""
    return bool(_NONE.fullmatch(hangul(text))) and not any(c.isdigit() for c in text)


def parse_serial(text: str) -> Parsed[str] | None:
    """Read the serial of a branch: four digits."""
    found = re.fullmatch(r"\s*(\d{4})\s*", fold(text))
    return Parsed(found.group(1), found.start(1), found.end(1)) if found else None


def business_number_is_possible(number: str) -> bool:
    """Tell whether the check digit of ``123-45-67891`` fits.

    Weights 1 3 7 1 3 7 1 3 5 on nine digits, the tens of the last product added.
    Source: 국세청 사업자등록번호 검증식, as in python-stdnum ``kr.brn``.
    """
    digits = [int(c) for c in number if c.isdigit()]
    if len(digits) != 10:
        return False
    total = sum(d * w for d, w in zip(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=False))
    total += digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def corporate_number_is_possible(number: str) -> bool:
    """Tell whether the old check digit of ``110111-1234569`` fits.

    Numbers given from 2025-01-31 have none, so a misfit proves nothing.
    Source: 법인 및 재외국민의 부동산등기용등록번호 부여에 관한 규칙.
    """
    digits = [int(c) for c in number if c.isdigit()]
    if len(digits) != 13:
        return False
    total = sum(d * w for d, w in zip(digits[:12], (1, 2) * 6, strict=True))
    return (10 - total % 10) % 10 == digits[12]


def fold(text: str) -> str:
    """Fold full-width digits and marks one to one, so that places stay the same."""
    folded = (unicodedata.normalize("NFKC", c) for c in text)
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))


# ── names and texts ──────────────────────────────────────────────────────────────────


def parse_text(text: str) -> Parsed[str] | None:
    """Read free text as printed, single spaces; None where nothing stands."""
    value = single_spaced(text)
    return Parsed(value, 0, len(text)) if value else None


_PHONE = re.compile(
    r"(?<!\d)(?:\+?82[-. )]{0,2}|\()?(?:0\d{1,3}|[1-9]\d)[-. )]{0,3}\d{3,4}[-. ]{0,3}\d{4}(?!\d)"
    r"|(?<!\d)1[5-9]\d{2}[-. ]{0,3}\d{4}(?!\d)"
)
"""Source: 전기통신번호관리세칙 (area, mobile and common service codes, then 7 or 8 digits)."""


def parse_phone(text: str) -> Parsed[str] | None:
    """Read telephone numbers as printed, with what is said of them; None where there is none."""
    return parse_text(text) if _PHONE.search(text) else None


_SIGN_HERE = re.compile(
    r"\d{6}\s*-|\(\s*(?:서\s*명|인|직\s*인|날\s*인|사\s*인)[^)]*(?:\)|$)"
    r"|(?:서\s*명|직\s*인|날\s*인|사\s*인)\s*\)|㊞|\s인$"
)
"""One of the brackets may be lost under the signature that they ask for."""


def parse_name(text: str) -> Parsed[str] | None:
    """Read a name: text with letters in it, without the marks for signature and seal."""
    match = _SIGN_HERE.search(text)
    value = single_spaced(text[: match.start()] if match else text).strip(":_. ~'`")
    if re.fullmatch(r"[가-힣](?: [가-힣]){1,4}", value):  # letter-spaced, as persons often are
        value = value.replace(" ", "")
    if not any(c.isalpha() for c in value):
        return None
    return Parsed(value, 0, match.start() if match else len(text))


def is_blank(text: str) -> bool:
    """Tell whether nobody has written anything: only rules, dots and "sign here".

    A day of which only the year is printed, ``2025.  .  .``, is blank too.
    """
    rest = _SIGN_HERE.sub("", text)
    rest = re.sub(r"^\s*20\d\d\s*[.년]\s*[.월]?\s*[.일]?\s*$|[년월일]", "", rest)
    return not squash(rest)


_ACTIVITY = re.compile(
    r"(?:업|제조|가공|도매|소매|판매|수리|임대|대여|공사|건설|서비스|개발|공급|유통|무역|중개|대행"
    r"|교육|운송|보관|출판|수출|수입)(?:\s*\([^()]*\))?$"
)
"""How the name of a trade ends."""
_ENDED_TRADE = re.compile(rf"{_ACTIVITY.pattern[:-1]},")
_WHAT_IS_DONE = re.compile(rf"(?:제조|도매|소매|판매|수리|임대|서비스|공급)?{_ACTIVITY.pattern}")
_BOTH = re.compile(r"(?:^|\s|[가-힣])(?:및|또는)(?=\s|[가-힣])")
"""OCR loses the blank behind it."""
_BETWEEN_ENTRIES = re.compile(r"(?<=[가-힣)])\s*[/|]\s*(?=[가-힣])")
_COMMA = re.compile(r",(?![^(]*\))")


def parse_list(text: str) -> Parsed[tuple[str, ...]] | None:
    """Read several entries, one a line or separated by commas (not inside brackets).

    A comma inside the name of one trade parts nothing: 측정, 시험, 항해, 제어 및 기타 정밀기기
    제조업.  Nor does a line that breaks within it.  Where each entry has a line of its own, a
    comma parts only what ends as trades do: "건강기능식품, 위생용품" stands beside one 업태.
    """
    lines = [line for line in _whole_lines(text) if line]
    entries = tuple(
        entry
        for line in lines
        for part in _BETWEEN_ENTRIES.split(line)
        for entry in (_trades(part) if len(lines) == 1 or _ENDED_TRADE.search(part) else [part])
    )
    return Parsed(entries, 0, len(text)) if entries else None


def _whole_lines(text: str) -> Iterator[str]:
    """Yield the lines of *text*, those as one between which the name of a trade breaks."""
    whole = ""
    for line in map(single_spaced, text.splitlines()):
        open_end = whole.endswith((",", "및", "또는", "·"))
        unended = bool(_BOTH.search(whole)) and not _ACTIVITY.search(whole)
        goes_on = re.match(r"(?:및|또는)\s|,", line) or (unended and _WHAT_IS_DONE.fullmatch(line))
        if whole and (open_end or goes_on):
            whole = f"{whole} {line}"
            continue
        yield whole
        whole = line
    yield whole


def _trades(line: str) -> Iterator[str]:
    """Yield the entries of *line*.

    Names of the classification with a comma in them list their kinds before one word for what
    is done with all: "A, B 및 C 제조업".  Source: 한국표준산업분류, 제10차와 제11차 개정.
    """
    parts = [part for part in map(single_spaced, _COMMA.split(line)) if part]
    while parts:
        ends = next((i for i, part in enumerate(parts, 1) if _ACTIVITY.search(part)), 0)
        count = ends if any(_BOTH.search(part) for part in parts[1:ends]) else 1
        yield ", ".join(parts[:count])
        parts = parts[count:]


def company_key(name: str) -> str:
    """Return *name* as firms are compared: without legal form, blanks and marks.

    >>> {company_key(name) for name in ("(주) 한빛 메디텍", "한빛메디텍 주 식 회 사")}
    {'한빛메디텍'}
    """
    folded = "".join(unicodedata.normalize("NFKC", name).split())
    return squash(_LEGAL_FORM.sub("", folded)).casefold()


def has_legal_form(name: str) -> bool:
    """Tell whether *name* carries the legal form of a company (주식회사, (주) …)."""
    return bool(_LEGAL_FORM.search(unicodedata.normalize("NFC", name).replace(" ", "")))
