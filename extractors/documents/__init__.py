"""The papers that are known, one type per module; nothing else lists them.

`identify` cuts a transcript into papers, asks every type about each, and returns the
documents with their values.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any, TypeVar

from extractors.corrected import Cut
from extractors.fields.by_pen import unexplained
from extractors.fields.extraction import read_fields
from extractors.fields.issuing import ISSUE_LABELS
from extractors.fields.layout import Sheet
from extractors.fields.naming import forget_fields_of, name_fields_of
from extractors.fields.printed import Paper, printed_fields
from extractors.fields.settling import without_added, without_refuted
from extractors.leaves import apart, put_back
from extractors.model import Document, IssuedDocument, Page, Transcript
from extractors.recognising.evidence import likeliest
from extractors.recognising.recognition import has_another_beside, is_beyond_doubt, is_none
from extractors.recognising.signs import signs_of
from extractors.recognising.splitting import (
    Heading,
    Span,
    is_read_well,
    joined_blindly,
    lacking,
    split,
)
from extractors.recognising.titles import FIRST_ROWS, Kinds, is_large, titles_on

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
    name_fields_of(kind)
    DOCUMENTS[kind.type] = kind
    return kind


def take_in(kinds: Sequence[type[Document]]) -> None:
    """Make the papers known that one notice alone asks for, in place of another's.

    Whoever works on a programme reads its papers by it, so a process has one at a time.
    """
    for name in _of_notice:
        forget_fields_of(DOCUMENTS.pop(name))
    _of_notice.clear()
    for kind in kinds:
        document(kind)
        _of_notice.append(kind.type)
    _vocabulary.cache_clear()
    _kinds.cache_clear()


_of_notice: list[str] = []


def identify(
    transcript: Transcript, file: str = "", *, cuts: Sequence[Cut] = ()
) -> tuple[Document, ...]:
    """Return every paper of *transcript* (of the file with SHA-256 *file*), in its order.

    Where a person said which sheets are which paper, *cuts* hold, and the types are certain.

    What bears no known title is one document of type ``unrecognised`` per run of sheets;
    it is certain where it was read well and bears no mark of any paper either.  A file of
    blank sheets is one such document, never certain.
    """
    if cuts:
        return tuple(_as_cut(transcript, file, cuts))
    pages, leaves = apart(transcript.pages, _titled)
    spans = split(pages, _headings) or [Span(None, pages)]
    shared = _shared_sheets(spans)
    documents = [
        _document(
            span,
            {
                "id": f"{file[:8]}-{number}",
                "file": file,
                "lacks": lacking(span, len(pages)),
                "shares_sheet": number in shared,
            },
        )
        for number, span in enumerate(spans, start=1)
    ]
    return tuple(put_back(document, leaves) for document in documents)


def _as_cut(transcript: Transcript, file: str, cuts: Sequence[Cut]) -> Iterator[Document]:
    """Yield the sheets of which nobody said anything, then the papers that a person named.

    What nobody named is never certain, so no paper that may be there is called missing.
    """
    named = {page for cut in cuts for page in range(cut.first, cut.last + 1)}
    rest = tuple(p for p in transcript.pages if p.number not in named)
    if rest:
        about = {"id": f"{file[:8]}-0", "file": file, "lacks": (), "shares_sheet": False}
        left = _of_kind(Document, Span(None, rest), paper_of(rest), about)
        yield left.model_copy(update={"certain": False})
    for number, cut in enumerate(cuts, start=1):
        pages = tuple(p for p in transcript.pages if cut.first <= p.number <= cut.last)
        if pages:
            kind = DOCUMENTS.get(cut.type)
            about = {"id": f"{file[:8]}-{number}", "file": file, "lacks": (), "shares_sheet": False}
            paper = paper_of(pages, is_form=bool(kind and kind.is_form))
            found = _of_kind(kind or Document, Span(kind, pages), paper, about)
            yield found.model_copy(update={"certain": True})


def paper_of(pages: Sequence[Page], *, is_form: bool = False) -> Paper:
    """Return *pages* as one paper, with the labels of all types for its vocabulary."""
    return Paper(pages, _vocabulary(), is_form=is_form)


def _document(span: Span[type[Document]], about: Mapping[str, Any]) -> Document:
    paper = paper_of(span.pages, is_form=bool(span.kind and span.kind.is_form))
    document = _of_kind(span.kind or Document, span, paper, about)
    guessed = span.kind is not None and not span.titles
    if guessed and not _says_anything(document) and all(map(is_read_well, span.pages)):
        return _of_kind(Document, span._replace(kind=None), paper, about)  # it only speaks of it
    return document


def _says_anything(document: Document) -> bool:
    return any(value.value is not None for value in document.fields().values())


def _of_kind(
    kind: type[Document], span: Span[type[Document]], paper: Paper, about: Mapping[str, Any]
) -> Document:
    """Return what *paper* says when it is read as one of *kind*, and how sure the kind is."""
    first, last = span.pages[0], span.pages[-1]
    signs = signs_of(kind, paper)
    shares = about["shares_sheet"] or (
        span.kind is not None and has_another_beside(kind, paper, _kinds())
    )
    if span.kind is None:
        unnamed = any(page.objects for page in span.pages)
        sure = not unnamed and "different-text" not in signs and is_none(paper, _kinds())
    else:
        sure = not joined_blindly(span) and is_beyond_doubt(kind, paper, _kinds())
    facts = {
        **about,
        "pages": (first.number, last.number),
        "source": first.source,
        "signs": signs,
        "unread": first.is_unread,
        "read_whole": all(is_read_well(p) and not any(unexplained(p)) for p in span.pages),
        "shares_sheet": shares,
        "certain": sure and not shares and all(map(_is_seen, span.pages)),
    }
    fields = without_refuted(kind.amend(read_fields(kind, paper), paper), paper)
    if issubclass(kind, IssuedDocument):
        fields = without_added(fields, paper)
    return kind.model_validate(facts | fields)


def _is_seen(page: Page) -> bool:
    """Tell whether a sheet of text has no more of it lying another way than is read."""
    return page.source != "text-layer" or is_read_well(page)


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


@cache
def _kinds() -> Kinds:
    return tuple(DOCUMENTS.values())


def _headings(page: Page) -> list[Heading[type[Document]]]:
    """Find the titles on *page*, each with the type that it is a title of.

    Where one reading of a scan sees none, the next one may; where none does, all else that
    stands there may still tell which paper it is.
    """
    sheets = [Sheet(page, reading) for reading in range(len(page.readings))]
    for sheet in sheets:
        titles = titles_on(sheet, _kinds(), misread=page.source == "ocr")
        if titles:
            return [title.heading for title in titles]
    kind = likeliest(sheets, _kinds()) if sheets else None
    return [] if kind is None else [Heading(kind, 0.0, titled=False)]


def _titled(page: Page) -> frozenset[str]:
    """Return the types of which *page* has a title in large type among its first rows."""
    found = set()
    for reading in range(len(page.readings)):
        sheet = Sheet(page, reading)
        found |= {
            title.heading.kind.type
            for title in titles_on(sheet, _kinds(), misread=page.source == "ocr")
            if title.row < FIRST_ROWS and is_large(title.rows[0], sheet)
        }
    return frozenset(found)


for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
