"""The papers that are known, one type per module; nothing else lists them.

`identify` cuts a transcript into papers, asks every type about each, and returns the
documents with their values.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple, TypeVar

from rapidfuzz.distance import Levenshtein

from extractors.extraction import (
    Paper,
    printed_fields,
    read_fields,
    without_refuted,
)
from extractors.issuing import ISSUE_LABELS
from extractors.korean import hangul, jamo, squash
from extractors.layout import COLUMN, Row, Sheet
from extractors.model import Document, Page, Transcript
from extractors.signs import signs_of
from extractors.splitting import Heading, Span, joined_blindly, lacking, split

D = TypeVar("D", bound=type[Document])

DOCUMENTS: dict[str, type[Document]] = {}
"""Every type of paper by its name."""

OTHER_LABELS = (
    *("처리기간", "접수번호", "접수일", "접수일시", "담당부서", "담당자", "연락처", "비고"),
    *("전화번호", "팩스번호", "전자우편", "전화번호(전자우편주소)", "제출처", "납세자", "인적사항"),
    *("유효기간을 정한 사유", "유효기간을 정한사유", "사유", "공동사업자", "발급사유", "인증기관"),
    *("전자세금계산서 전용 전자우편주소", "사업자 단위 과세 적용사업자 여부", "본점 소재지"),
    *("종류", "기간", "과세기간", "과세연도", "세목", "납부기한", "세액", "가산금", "유예기간"),
    *("부서", "직위", "직책", "구분", "내용", "외국인등록번호", "생년월일", "설립일", "매출액"),
    *("종업원수", "상시근로자수", "홈페이지", "위탁자", "단위", "사업의 종류", "발급기관"),
    *("업태/종목", "정부지원금", "주관기관지원금", "공단지원금", "기업부담금", "자부담", "성명"),
    *("사업자종류", "과세유형", "최근 지원연도", "달성수준", "협력사 여부", "팩스"),
    *("도입기업", "신청기업", "신청업체", "수요기업", "참여기업", "공급기업 대표자"),
    *("공급기업 사업자등록번호", "공급기업 사업자번호", "공급기업 담당자", "공급기업 연락처"),
)
"""Labels that no field asks for, but that end the value before them."""


def document(kind: D) -> D:
    """Make a type of paper known under its name."""
    if kind.type in DOCUMENTS:
        raise ValueError(f"two document types are called {kind.type}")
    DOCUMENTS[kind.type] = kind
    return kind


def identify(transcript: Transcript, file: str = "") -> tuple[Document, ...]:
    """Return every paper of *transcript* (of the file with SHA-256 *file*), in its order.

    What bears no known title is one document of type ``unrecognised`` per run of sheets;
    it is certain where it was read well and bears no mark of any paper either.  A file of
    blank sheets is one such document, never certain.
    """
    spans = split(transcript.pages, _headings) or [Span(None, transcript.pages)]
    shared = _shared_sheets(spans)
    sheets = len(transcript.pages)
    return tuple(
        _document(
            span,
            {
                "id": f"{file[:8]}-{number}",
                "file": file,
                "lacks": lacking(span, sheets),
                "shares_sheet": number in shared,
            },
        )
        for number, span in enumerate(spans, start=1)
    )


ILLEGIBLE = 0.1
"""Share of a scan's print above which what was not found may yet stand there."""


def paper_of(pages: Sequence[Page]) -> Paper:
    """Return *pages* as one paper, with the labels of all types for its vocabulary."""
    return Paper(pages, _vocabulary())


def _document(span: Span[type[Document]], about: Mapping[str, Any]) -> Document:
    first, last = span.pages[0], span.pages[-1]
    kind = span.kind or Document
    paper = paper_of(span.pages)
    alone = not about["shares_sheet"] and not (span.kind and joined_blindly(span))
    signs = signs_of(kind, paper)
    is_none = "different-text" not in signs and _is_none(paper)
    facts = {
        **about,
        "pages": (first.number, last.number),
        "source": first.source,
        "signs": signs,
        "read_whole": not any(p.unread or p.illegible > ILLEGIBLE for p in span.pages),
        "certain": alone and (_is_beyond_doubt(kind, paper) if span.kind else is_none),
    }
    fields = without_refuted(kind.amend(read_fields(kind, paper), paper), paper)
    return kind.model_validate(facts | fields)


def _shared_sheets(spans: Sequence[Span[type[Document]]]) -> set[int]:
    """Return which spans (from 1) share a whole sheet with another."""
    shared: set[int] = set()
    for number, (a, b) in enumerate(pairwise(spans), start=1):
        same = a.pages[-1].number == b.pages[0].number
        if same and a.pages[-1].source != "word-processor":
            shared |= {number, number + 1}
    return shared


@cache
def _vocabulary() -> tuple[str, ...]:
    labels = {
        label
        for kind in DOCUMENTS.values()
        for printed in printed_fields(kind).values()
        for label in printed.labels
    }
    return (*labels, *ISSUE_LABELS, *OTHER_LABELS)


# ── titles ───────────────────────────────────────────────────────────────────────────

TITLE_ZONE = 0.45
"""Titles stand in the upper part of a sheet; further down other papers are only named."""


def _headings(page: Page) -> list[Heading[type[Document]]]:
    """Find the titles on *page*, each with the type that it is a title of.

    Where one reading of a scan sees none, the next one may.
    """
    for reading in range(len(page.readings)):
        titles = _titles(Sheet(page, reading), fuzzy=page.source == "ocr")
        if titles:
            return [title.heading for title in titles]
    return []


class Title(NamedTuple):
    """A heading, the number of its first row and the size of its type."""

    row: int
    size: float
    heading: Heading[type[Document]]


def _titles(sheet: Sheet, *, fuzzy: bool) -> list[Title]:
    """Find the lines of *sheet* that are titles; a title may run over two lines.

    A list of papers names them like titles: in a column of a table, one after another, or
    in the type of the text.  None of these is a title.
    """
    zone = 1.0 if sheet.page.source == "word-processor" else TITLE_ZONE
    words = squash("".join(row.text for row in sheet.rows))
    rows = [row for row in sheet.rows if row.box.y0 < zone]
    found: list[Title] = []
    named: dict[int, list[type[Document]]] = {}
    used: Row | None = None
    for number, (row, after) in enumerate(zip_longest(rows, rows[1:])):
        if row is used or _ITEM.match(row.text) or _is_inner(sheet, row):
            continue
        if _could_be_title(row.text):
            named[number] = _kinds(row.text)
        alone = named.get(number) or not _is_short(row.text)
        both = f"{row.text} {after.text}" if after and not alone else ""
        for text in (both, row.text, *row.text.split(COLUMN)[:10]):
            kind = _kind_of(text, words, fuzzy=fuzzy) if _could_be_title(text) else None
            if kind is not None and after and text == both and kind in _kinds(after.text):
                continue  # the title is the next row alone
            if kind is not None:
                used = after if text == both else None
                size = max(row.size, used.size if used else 0.0)
                found.append(Title(number, size, Heading(kind, row.box.y0, squash(text))))
                break
    absorbed = {name for title in found for name in title.heading.kind.absorbs}
    found = [title for title in found if title.heading.kind.type not in absorbed]
    found = [title for title in found if not _is_listed(title, named)]
    return _standing_out(found, sheet, rows)


_ITEM = re.compile(r"\s*[-–·•*▶▷✓✔☑☒√◦ㅇ→]")
_NUMBER = re.compile(r"\s*(?:\(?\d{1,2}\s*[.)]|[①-⑳])\s*(?!\d)")


def _kinds(text: str) -> list[type[Document]]:
    """Return the types that *text* is a title of, whatever else stands on its sheet."""
    return [kind for _, kind in _fitting(_spellings(text))]


def _is_inner(sheet: Sheet, row: Row) -> bool:
    return row.cell is not None and sheet.is_inner(row.cell)


def _is_listed(title: Title, named: Mapping[int, Sequence[type[Document]]]) -> bool:
    """Tell whether the row before or after a title is the title of a different paper."""
    mine = title.heading.kind
    for neighbour in (title.row - 1, title.row + 1):
        kinds = [kind for kind in named.get(neighbour, ()) if kind.type not in mine.absorbs]
        if kinds and mine not in kinds:
            return True
    return False


LARGER = 1.15
FIRST_ROWS = 6


def _standing_out(titles: Sequence[Title], sheet: Sheet, rows: Sequence[Row]) -> list[Title]:
    """Of the titles on a printed sheet keep those that are set as titles.

    Larger than the text, or at its top; where several papers are named, those in the
    largest type.  A word processor's sheets tell no sizes.
    """
    if sheet.page.source == "word-processor":
        return list(titles)
    large = [title for title in titles if title.size > LARGER * sheet.type_size]
    if len({title.heading.kind for title in titles}) > 1:
        largest = max((title.size for title in large), default=0.0)
        return [title for title in large if title.size * LARGER > largest]
    numbered = [title for title in titles if _NUMBER.match(rows[title.row].text)]
    return [t for t in titles if t in large or (t.row < FIRST_ROWS and t not in numbered)]


def _is_short(text: str) -> bool:
    return len(squash(text)) <= 30


def _could_be_title(text: str) -> bool:
    return len(text) <= 300 and 4 <= len(squash(text)) <= 60


def _spellings(text: str) -> tuple[str, ...]:
    """Return *text* as it is compared with headings: whole, without brackets, Hangul only."""
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|「[^」]*」|<[^<>]*>", "", text)
    return tuple(dict.fromkeys((squash(text), squash(bare), hangul(bare))))


def _kind_of(title: str, words: str, *, fuzzy: bool) -> type[Document] | None:
    """Return the type whose heading *title* is; the longest heading wins, then its marks."""
    spellings = _spellings(title)
    fitting = _fitting(spellings)
    if not fitting and fuzzy:
        fitting = _alike(spellings)
    fitting = [f for f in fitting if not _has(words, f[1].foreign)]
    return max(fitting, key=lambda f: (f[0], _has(words, f[1].marks)), default=(0, None))[1]


def _fitting(spellings: Sequence[str]) -> list[tuple[int, type[Document]]]:
    """Return the types that have one of *spellings* as a title, with the title's length."""
    whole = [(len(heading), kind) for heading, kind in _known_titles() if heading in spellings]
    ends = [
        (len(end), kind)
        for end, kind in _known_ends()
        if any(s.endswith(end) and len(s) <= len(end) + 32 for s in spellings)
    ]
    return whole + ends


@cache
def _known_titles() -> tuple[tuple[str, type[Document]], ...]:
    return tuple(
        (squash(heading), kind) for kind in DOCUMENTS.values() for heading in kind.headings
    )


@cache
def _known_ends() -> tuple[tuple[str, type[Document]], ...]:
    return tuple((squash(end), kind) for kind in DOCUMENTS.values() for end in kind.heading_ends)


def _alike(spellings: Sequence[str]) -> list[tuple[int, type[Document]]]:
    """Return the types with a heading that OCR may have misread as one of *spellings*.

    Of equal length and at most one jamo in four syllables apart: 사업자등록증 and
    사업자등록증명 must never be taken for each other.
    """
    return [
        (len(heading), kind)
        for heading, kind in _known_titles()
        for spelling in spellings
        if len(spelling) == len(heading)
        and Levenshtein.distance(jamo(spelling), jamo(heading)) <= max(1, len(heading) // 4)
    ]


def _has(words: str, marks: Sequence[str]) -> bool:
    return any(squash(mark) in words for mark in marks)


FEWEST_SYLLABLES = 40
"""Below this a sheet may be anything: a photo, a cover, a scan that was not read."""


SIGNS_OF_A_PAPER = (
    *("증명", "확인서", "인증서", "신청서", "내역서", "동의서", "명세", "등록증", "발급번호"),
    *("세무서", "장관", "시장", "군수", "구청장", "유효기간", "등록번호", "납세", "과세"),
)
"""What some paper of an office or of the notice always prints somewhere."""


def _is_none(paper: Paper) -> bool:
    """Tell whether sheets were read well and bear no sign of any paper.

    A title that OCR misread must never let a paper that was sent be called missing.
    """
    readings = [
        squash("".join(row.text for sheet in finder.sheets for row in sheet.rows))
        for finder in paper.finders
    ]
    return bool(readings) and all(
        len(hangul(words)) >= FEWEST_SYLLABLES
        and not any(sign in words for sign in SIGNS_OF_A_PAPER)
        for words in readings
    )


def _is_beyond_doubt(kind: type[Document], paper: Paper) -> bool:
    """Tell whether the type is certain: an exact title, and a second mark.

    On a scan our own reader and another must read the title, and none a different one.
    """
    first = paper.pages[0]
    seen = [
        {title.heading.kind for title in _titles(Sheet(first, reading), fuzzy=False)}
        for reading in range(len(first.readings))
    ]
    titled = [kind in kinds for kinds in seen]
    if not titled or not titled[0] or (len(titled) > 1 and not any(titled[1:])):
        return False
    if any(kinds - {kind} for kinds in seen):
        return False
    return _has(paper.text, kind.marks) and not _has(paper.text, kind.foreign)


for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
