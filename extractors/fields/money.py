"""Who pays what, told in one entry: ``60백만원 (정부 18백만원, 공단 24백만원, 기업 18백만원)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from extractors.korean import Parsed, Parser, parse_text

Payer = Literal["government", "host", "own"]

PAYERS: dict[Payer, tuple[str, ...]] = {
    "government": ("중소벤처기업부", "중기부", "정부", "국비"),
    "host": ("국민건강보험공단", "건강보험공단", "건보공단", "공단", "주관기관"),
    "own": ("도입기업", "참여기업", "신청기업", "중소기업", "자부담", "자기부담", "기업", "민간"),
}
WHOLE = ("총사업비", "총구축비용", "총액", "합계", "총계", "계")
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_AMOUNT = (
    rf"{_NUMBER}\s?[십백천만억]{{0,2}}(?:\s?{_NUMBER}[십백천만억]{{1,2}}){{0,3}}\s?원?(?!\s?[\d%])"
)
_KIND = r"(?:\s?(?:지\s?원|부\s?담|분\s?담|출\s?연|보\s?조)\s?(?:금|액|분)?)?"
"""What follows the name of a payer: 지원금, 부담금; a line may break in each of them."""
_NAMES = sorted((name for names in (*PAYERS.values(), WHOLE) for name in names), key=len)
_SPACED = "|".join(r"\s?".join(name) for name in reversed(_NAMES))
_SAID = re.compile(
    rf"(?<![가-힣])(?P<who>{_SPACED}){_KIND}\s?(?:\(\s?\d{{1,3}}\s?%\s?\))?\s?[:：=]?\s?"
    rf"(?P<much>{_AMOUNT})"
)


def parse_paid_by(payer: Payer) -> Parser[str]:
    """Return a parser of what *payer* pays, where an entry tells who pays what.

    >>> found = parse_paid_by("host")("60백만원 (정부 18백만원, 공단 24백만원, 기업부담 18백만원)")
    >>> found and found.value
    '24백만원'
    """

    def parse(text: str) -> Parsed[str] | None:
        found = [m for m in _SAID.finditer(text) if _name(m) in PAYERS[payer]]
        if len(found) != 1:
            return None
        start, end = found[0].span("much")
        return Parsed(found[0]["much"].strip(), start, end)

    return parse


def parse_total(text: str) -> Parsed[str] | None:
    """Read the whole cost: as printed, or that amount of several which is called the whole.

    An entry that tells the parts and not the whole says nothing about it.
    """
    parts = list(_SAID.finditer(text))
    told = text[: parts[0].start()] if parts else text
    whole = [match for match in parts if _name(match) in WHOLE]
    if not parts or (re.search(r"\d", told) and told.rstrip().endswith(("(", "[", "："))):
        return parse_text(text)
    if len(whole) == 1:
        start, end = whole[0].span("much")
        return Parsed(whole[0]["much"].strip(), start, end)
    amount = re.match(rf"\s*(?P<much>{_AMOUNT})\s*[=:：,/]\s*$", told)
    return Parsed(amount["much"].strip(), *amount.span("much")) if amount else None


def _name(match: re.Match[str]) -> str:
    return re.sub(r"\s", "", match["who"])


_PLAIN = re.compile(rf"(?P<number>{_NUMBER})\s?(?P<unit>[십백천만억]{{0,2}}\s?원)?")


def adds_up(whole: str, parts: Sequence[str]) -> bool:
    """Tell whether amounts in one unit come to *whole*, as a form that prints them all shows.

    >>> adds_up("60,000천원", ["18,000천원", "24,000 천원", "18,000천원"])
    True
    """
    found = [_PLAIN.fullmatch(text.strip()) for text in (whole, *parts)]
    told = [match for match in found if match is not None]
    if len(told) < len(found) or len({"".join((m["unit"] or "").split()) for m in told}) > 1:
        return False
    first, *rest = (Decimal(match["number"].replace(",", "")) for match in told)
    return first > 0 and sum(rest) == first
