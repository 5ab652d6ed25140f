"""The day of issue, which most papers print without a label, and the office that issues."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractors.fields.addresses import PROVINCES
from extractors.fields.layout import COLUMN, Row, Sheet, row_of
from extractors.fields.places import Finder
from extractors.korean import dates_in, hangul, single_spaced, squash
from extractors.model import Box, around

ISSUE_LABELS = ("발급일", "발급일자", "발행일", "발행일자", "발급연월일")

_CLOSING = ("증명합니다", "증명함", "확인합니다", "확인함", "인증합니다", "증명하여드립니다")
_CUT_OFF = re.compile("(?:증명|확인|인증)합$")
"""A closing sentence at the edge of a print that is cropped."""
_ISSUERS: tuple[str, ...] = (
    *("세무서장", "지방국세청장", "시장", "군수", "구청장", "읍장", "면장", "동장", "장관"),
    *("중소기업청장", "협의체", "이사장", "본부장", "등기소", "회장", "위원장"),
)
_HEADS = re.compile("(?:기업청|연구원|진흥원|확인기관|공단|조합|센터|법원|협회)장?(?:인|직인)?$")
"""How further bodies that issue confirmations end, a seal perhaps over the last letter."""
_SEALED = re.compile(
    rf"(?:[가-힣]{{2,4}}세무|중소벤처기업부|중소기업청|중소기업기술마켓|(?:{'|'.join(PROVINCES)})[가-힣]{{1,4}}[시군구]$)"
)
"""Offices whose last syllables a seal may hide."""


class IssueDay(NamedTuple):
    """A day that stands alone on a sheet; ``sure`` where it can be no other than that of issue."""

    sheet: Sheet
    day: dt.date
    raw: str
    box: Box
    sure: bool


class _Lone(NamedTuple):
    day: dt.date
    raw: str
    box: Box


def find_issue_day(finder: Finder) -> IssueDay | None:
    """Return the day alone in its column between the closing sentence and the issuer.

    Where one of the two is a picture, or a seal hides it, the only day that stands alone on
    the sheet.  Where the sheet that closes shows no day, one on a later sheet is another day.
    """
    for sheet in finder.sheets:
        free = [row for row in sheet.rows if not finder.is_value(row)]
        days = [day for row in free for day in _lone_days(row, finder)]
        days = days or [day for two in pairwise(free) for day in _day_over_two(sheet, two, finder)]
        closing = _closing(sheet)
        issuer = max((r.box.y1 for r in sheet.rows if _is_issuer(r)), default=None)
        after = [d for d in days if closing is not None and d.box.y0 > closing - 0.005]
        between = [d for d in after if issuer is not None and d.box.y0 < issuer]
        signed = [d for d in days if issuer is not None and d.box.y0 < issuer]
        chosen = between or after or signed
        if chosen:
            last = chosen[-1]
            sure = len({d.day for d in (between or days)}) == 1
            return IssueDay(sheet, last.day, last.raw, last.box, sure)
        if closing is not None or issuer is not None:
            break
    return None


def _closing(sheet: Sheet) -> float | None:
    """Return where the last closing sentence ends; it may break over two rows."""
    found = None
    for row, before in zip(sheet.rows, (None, *sheet.rows), strict=False):
        said = squash(row.text)
        whole = squash(before.text)[-8:] + said if before else said
        if any(sentence in whole for sentence in _CLOSING) or _CUT_OFF.search(said):
            found = row.box.y0
    return found


def _lone_days(row: Row, finder: Finder) -> Iterator[_Lone]:
    """Yield the dates that fill their column of a row, the issuer's name apart.

    What a label stands before is that label's date: 개업일 and 사업자등록일 look the same.
    """
    for day in dates_in(row.text):
        left = row.text.rfind(COLUMN, 0, day.start) + 1
        right = row.text.find(COLUMN, day.end)
        right = right if right >= 0 else len(row.text)
        labelled = any(
            label.end <= day.start and not squash(row.text[label.end : day.start])
            for label in finder.labels_in(row)
        )
        rest = squash(row.text[left : day.start] + " " + row.text[day.end : right])
        if not labelled and (not rest or rest.endswith(_ISSUERS)):
            box = around([word.box for word in row.words_at(day.start, day.end)])
            yield _Lone(day.value, single_spaced(row.text[day.start : day.end]), box)


def _day_over_two(sheet: Sheet, rows: Sequence[Row], finder: Finder) -> Iterator[_Lone]:
    """Yield the day whose parts stand at two heights, or break over two rows."""
    upper, lower = rows
    near = lower.box.y0 - upper.box.y1 < 0.9 * max(upper.box.height, lower.box.height)
    if upper.cell != lower.cell or not near or any(map(finder.labels_in, rows)):
        return
    text = row_of(sheet.page, upper.cell, [*upper.words, *lower.words]).text
    for day in dates_in(text):
        if not squash(text[: day.start] + text[day.end :]):
            yield _Lone(day.value, single_spaced(text), around([row.box for row in rows]))


def _is_issuer(row: Row) -> bool:
    """Tell whether a column of *row* is the name of an office, its end perhaps under a seal."""
    columns = [squash(column) for column in (row.text, *row.text.split(COLUMN))]
    return any(
        len(hangul(said)) <= 30
        and (
            any(office in said for office in _ISSUERS) or _SEALED.match(said) or _HEADS.search(said)
        )
        for said in columns
    )
