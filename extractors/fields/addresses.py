"""Addresses: where a place lies, by the closed lists of the country's parts."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from extractors.fields.districts import DISTRICTS
from extractors.korean import Parsed, jamo, single_spaced, squash

_DITTO = re.compile(r"상동|위와같음|본사와같음|본점과같음|좌동|동일")


def parse_address(text: str) -> Parsed[str] | None:
    """Read an address as printed, without its postcode; "the same as above" is none.

    No address has a full stop: one after the number is a comma, one at the end is dust.  A
    province misspelt by a stroke, 강원특별자지도, is the one that it can only be.
    """
    if _DITTO.fullmatch(squash(text)):
        return None
    start, end = _POSTCODE.match(text).end(), len(text)  # type: ignore[union-attr]  # or empty
    if (last := _LAST_POSTCODE.search(text, start)) is not None:
        end = last.start()
    said = single_spaced(text[start:end])
    value = re.sub(r"(?<=\d)\.\s?(?=[\dA-Z가-힣])", ", ", said).rstrip(" .,~'`")
    value = _with_its_province(value)
    return Parsed(value, start, end) if value else None


_PLACE = re.compile(
    r"[가-힣]{1,}(?:특별시|광역시|[도시군구읍면동리로길가])(?![가-힣]*업)|\*{2}|산업단지|산단"
)
_HOUSE = re.compile(r"(?:[로길가동리읍면시군구]|\d번지|산)\s*\d|\*|\d+\s*(?:번지|호|층)")


def names_a_place(text: str) -> bool:
    """Tell whether *text* can be an address: it names a province, a town or a street."""
    return bool(province_of(text) or _PLACE.search(text))


def is_whole_address(address: str) -> bool:
    """Tell whether *address* comes as far as a house: its number, or the stars that hide it.

    Source: 도로명주소법 제2조 (a road address ends in its building number), 지번 for the rest.
    """
    return bool(_HOUSE.search(address))


_POSTCODE = re.compile(
    r"(?:\s*[(\[〒]?\s*(?:우(?:편\s*번\s*호)?\s*[:.)\]]*\s*)?\d{5}(?!\d)\s*[)\]]?[\s,]*)?"
)
_LAST_POSTCODE = re.compile(
    r"\s*(?:[(\[]\s*(?:우(?:편\s*번\s*호)?\s*[:.]?\s*)?|우(?:편번호)?\s*[:.)]?\s*)\d{5}\s*[)\]]?\s*$"
)
_DISTRICT = re.compile(r"[가-힣]+[시군구]")

PROVINCES: dict[str, tuple[str, ...]] = {
    "서울특별시": ("서울특별시", "서울시", "서울"),
    "부산광역시": ("부산광역시", "부산시", "부산"),
    "대구광역시": ("대구광역시", "대구시", "대구"),
    "인천광역시": ("인천광역시", "인천시", "인천"),
    "광주광역시": ("광주광역시", "광주시", "광주"),
    "대전광역시": ("대전광역시", "대전시", "대전"),
    "울산광역시": ("울산광역시", "울산시", "울산"),
    "세종특별자치시": ("세종특별자치시", "세종시", "세종"),
    "경기도": ("경기도", "경기"),
    "강원특별자치도": ("강원특별자치도", "강원도", "강원"),
    "충청북도": ("충청북도", "충북"),
    "충청남도": ("충청남도", "충남"),
    "전북특별자치도": ("전북특별자치도", "전라북도", "전북"),
    "전라남도": ("전라남도", "전남"),
    "경상북도": ("경상북도", "경북"),
    "경상남도": ("경상남도", "경남"),
    "제주특별자치도": ("제주특별자치도", "제주도", "제주"),
}
"""시·도 by their present names, each with the names under which papers print them."""


_NAMES = sorted((name for names in PROVINCES.values() for name in names), key=len, reverse=True)
SHORTEST_TOLD = 4
"""Syllables of a province that is known with a stroke misread: 강원로 is no 강원도."""


def province_of(address: str) -> str | None:
    """Return the 시·도 that *address* begins with, None where it names none.

    A postcode in front is passed over.  Only the first word counts: 강원로 in another
    province is a street.
    """
    text = _POSTCODE.sub("", unicodedata.normalize("NFC", address))
    first = re.split(r"[\s,]", text.strip(), maxsplit=1)[0]
    for province, names in PROVINCES.items():
        if first in names:
            return province
        if any(first.startswith(n) and _DISTRICT.match(first[len(n) :]) for n in names):
            return province
    return None


def district_of(address: str) -> str | None:
    """Return the 시·군·구 that *address* names first, with or without a 시·도 before it.

    Roads and lots alike come after it.  Where the first word after the 시·도 is none, the
    address names none: a street may be called after a county.  OCR loses the blanks.

    >>> district_of("강원도 춘천시 한뫼솔길 2"), district_of("강원횡성군 안흥면 12-3")
    ('춘천시', '횡성군')
    >>> district_of("경기도 안산시 강원로 5"), district_of("강원로 5")
    ('안산시', None)
    >>> district_of("강원특별자치도양구군양구읍솔길2")
    '양구군'
    """
    province, rest = _parted(address)
    first = re.split(r"[\s,]+", rest, maxsplit=1)[0]
    if _DISTRICT.fullmatch(first) and len(first) <= LONGEST_DISTRICT:
        return first
    known = DISTRICTS[province] if province else ()
    return next((name for name in known if first.startswith(name)), None)


def misspells_its_district(address: str) -> bool:
    """Tell whether *address* names a 시·군·구 that is a stroke off one of its 시·도: 춘전시."""
    province, rest = _parted(address)
    names = DISTRICTS[province] if province else ()
    if any(rest.startswith(name) for name in names):
        return False
    return any(_strokes_off(rest[: len(name)], name) == 1 for name in names)


LONGEST_DISTRICT = 5


def _parted(address: str) -> tuple[str | None, str]:
    """Return the 시·도 of *address*, and what follows its name."""
    text = _POSTCODE.sub("", unicodedata.normalize("NFC", address), count=1).strip()
    province = province_of(text)
    name = next((name for name in _NAMES if province and text.startswith(name)), "")
    return province, text.removeprefix(name).strip()


def _with_its_province(address: str) -> str:
    """Return *address*, the name of its 시·도 put right where one stroke or two are misread."""
    long = [name for name in _NAMES if len(name) >= SHORTEST_TOLD]
    off = {name: _strokes_off(address[: len(name)], name) for name in long}
    meant = {name for name in long if off[name] <= (2 if len(name) > SHORTEST_TOLD else 1)}
    if len(meant) != 1:
        return address
    name = meant.pop()
    return name + address[len(name) :]


def _strokes_off(said: str, name: str) -> int:
    """Return how many letters of the syllables of two names differ; many where lengths do."""
    if len(said) != len(name):
        return len(name)
    return int(Levenshtein.distance(jamo(said), jamo(name)))
