"""Where an address lies: the part of it that rules compare."""

from __future__ import annotations

import re
import unicodedata

from extractors.korean import PROVINCES

_POSTCODE = re.compile(r"^\s*[(\[]?\s*(?:우\s*)?\d{5}\s*[)\]]?\s*")
_DISTRICT = re.compile(r"[가-힣]{1,4}[시군구]")
_NAMES = sorted((name for names in PROVINCES.values() for name in names), key=len, reverse=True)


def district_of(address: str) -> str | None:
    """Return the 시·군·구 that *address* names first, with or without a 시·도 before it.

    Roads and lots alike come after it.  Where the first word after the 시·도 is none, the
    address names none: a street may be called after a county.

    >>> district_of("강원도 춘천시 한뫼솔길 2"), district_of("강원횡성군 안흥면 12-3")
    ('춘천시', '횡성군')
    >>> district_of("경기도 안산시 강원로 5"), district_of("강원로 5")
    ('안산시', None)
    """
    text = _POSTCODE.sub("", unicodedata.normalize("NFC", address)).strip()
    words = re.split(r"[\s,]+", text)
    for name in _NAMES:
        if words[0] == name:
            words = words[1:]
            break
        if words[0].startswith(name) and _DISTRICT.fullmatch(words[0].removeprefix(name)):
            words = [words[0].removeprefix(name), *words[1:]]
            break
    first = words[0] if words else ""
    return first if _DISTRICT.fullmatch(first) else None
