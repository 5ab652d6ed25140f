"""Which paper a sheet is, how sure that is, and when it is certainly none of ours."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractors.documents.local_tax_clearance import certificate_begins
from extractors.layout import Sheet
from extractors.model import Box, Page, Source, Word

Line = str | tuple[str, float]
"""A printed line, perhaps with the height of its type; lines of a text are .012 high."""


def page(*lines: Line, source: Source = "text-layer", number: int = 1) -> Page:
    """A sheet that says *lines*, one under the other; "" is an empty line."""
    words: list[Word] = []
    top = 0.05
    for line in lines:
        text, size = line if isinstance(line, tuple) else (line, 0.012)
        x = 0.1
        for word in text.split(" "):
            end = x + len(word) * size * 1.2
            if word:
                words.append(Word(text=word, box=Box(x, top, end, top + size)))
            x = end + 0.5 * size
        top += 1.6 * size
    readings = (tuple(words),) * (3 if source == "ocr" else 1)
    return Page(number=number, source=source, aspect=0.7, readings=readings)


# ── the application above, the certificate below ─────────────────────────────────────

APPLICATION = (
    ("지방세 납세증명(신청)서", 0.02),
    "성명(법인명) 주식회사 가람",
    "「지방세징수법」 제5조에 따라 위와 같이 증명하여 주시기 바랍니다.",
    "2026 년(Year) 05 월(Month) 02 일(Day)",
    "신청인(납세자) : 주식회사 가람",
)
CERTIFICATE = (
    "징수유예등 또는 체납처분유예등의 명세",
    "해당 사항 없음(None)",
    "다른 체납액이 없음을 증명합니다.",
    "1. 증명서 유효기간 : 2026 년(Year) 06 월(Month) 05 일(Day)",
    "2026 년(Year) 05 월(Month) 06 일(Day)",
    "강릉시장",
)


@pytest.mark.parametrize(
    "misread",
    [
        {},
        {"신청인(납세자)": "신첨인(남세자)", "징수유예등": "징수유에등"},
        {"주시기 바랍니다": "주시기 바립니디", "체납처분유예": "세납처분유에"},
    ],
    ids=["as printed", "slips", "other slips"],
)
def test_the_certificate_begins_under_the_application(misread: dict[str, str]) -> None:
    lines = [*APPLICATION, *CERTIFICATE]
    for said, read in misread.items():
        lines = [line.replace(said, read) if isinstance(line, str) else line for line in lines]
    sheet = Sheet(page(*lines, source="ocr"))
    (begins,) = {certificate_begins(Sheet(sheet.page, reading)) for reading in range(3)}
    assert begins is not None
    above = [row.text for row in sheet.rows if row.box.y0 < begins]

    assert above == [row.text for row in sheet.rows][: len(APPLICATION)]


@pytest.mark.parametrize("lines", [APPLICATION, CERTIFICATE], ids=["application", "certificate"])
def test_where_only_one_half_is_there_nothing_begins(lines: Sequence[Line]) -> None:
    assert certificate_begins(Sheet(page(*lines))) is None
