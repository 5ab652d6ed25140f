"""What print says of its own sheet: that it is a specimen, a preview, of no effect.

A word says so by standing alone: on its own line, in brackets, across the sheet.  In running
text only a sentence does whose subject is the sheet and that knows no condition: certificates
say of themselves that they are void *if* altered, and of the right to 열람, 정정, 삭제.
사본 and 원본대조필 say nothing of the kind: what an office issued was copied.

All expressions are matched against squashed text in small letters (`extractors.korean.squash`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.korean import jamo, squash
from extractors.model import Sign

_SPECIMEN = (
    r"견본|샘플|sample|specimen|(?:작성|발급|기재)예시|무효|void"
    r"|(?:견본|샘플|시험|테스트|교육|연습|실습|훈련)(?:용|발급|출력|인쇄|발행)|test(?:print|only)"
)
_PREVIEW = (
    r"미리보기|preview|열람(?:전)?용|view(?:ing)?only|(?:제출|사용)불가"
    r"|(?:법적|법률적|법적인|법률상)?효력(?:이)?없음|제출용(?:이)?아님"
)
_ENDING = r"(?:화면|용|문서|출력물|용지|본|임|입니다)*"
_ALONE: dict[Sign, re.Pattern[str]] = {
    "specimen": re.compile(rf"(?:(?:{_SPECIMEN}){_ENDING})+"),
    "preview": re.compile(rf"(?:(?:{_PREVIEW}){_ENDING})+"),
}
"""What fills a line, a column of one, or a pair of brackets."""
_ACROSS_ALONE: dict[Sign, re.Pattern[str]] = {
    "specimen": re.compile(r"(?:초안|시안|가안|예시|테스트|test|draft|invalid|dummy|notvalid)+"),
    "preview": re.compile(r"(?:확인용|조회용|참고용|열람|화면출력)+"),
}
"""What says so only across a sheet: in a form it may be an entry."""
_ACROSS: dict[Sign, re.Pattern[str]] = {
    "specimen": re.compile(r"견본(?!주택|시장|품)|샘플|specimen|sample|시험(?:용|발급|출력)"),
    "preview": re.compile(r"미리보기|열람(?:전)?용|preview|효력(?:이)?없|제출불가"),
}
"""What says so across a sheet among other words."""
_USUAL: dict[Sign, tuple[str, ...]] = {
    "specimen": (
        *("견본", "샘플", "무효", "시험용", "연습용", "교육용", "테스트", "sample", "specimen"),
        *("draft", "void"),
    ),
    "preview": (
        *("미리보기", "미리보기용", "열람용", "제출불가", "효력없음", "법적효력없음"),
        *("제출용으로사용할수없습니다", "법적효력이없습니다", "preview"),
    ),
}
"""What is printed across sheets in large letters, known with a stroke or a letter misread."""
_HARMLESS = (
    *("사본", "원본", "원본대조필", "사실과상위없음", "제출용", "국세청", "대한민국"),
    *("copy", "original"),
)
UNREAD = "?"
"""What stands for letters across a scan that nobody could make out (`formats.overprint`)."""
FEWEST_BEGUN, LONG_LATIN, SHORT_WORD = 3, 5, 3  # letters
ALIKE_LATIN, ALIKE_HANGUL = 80, 76  # hundredths of letters, or of jamo, that are the same
_BRACKETED = re.compile(r"[\[(<【〈《〔]([^\[\]()<>【】〈〉《》〔〕]{2,16})[\])>】〉》〕]")
LONGEST_HEADING = 40

_SUBJECT = (
    r"(?:본|이|동|해당|위)[가-힣]{0,14}?"
    r"(?:증명서?|확인서|인증서|등록증|명세서?|등본|초본|문서|서류|출력물|화면|자료|내역서|파일|서식)"
    r"(?:의출력물)?(?:은|는|이|가)"
)
_KINDS = r"(열람|미리보기|참고|조회|견본|샘플|시험|테스트|교육|연습|실습)(?:전)?(?:용도?)?"
_IS_ONE = re.compile(
    rf"{_SUBJECT}{_KINDS}(?:이므로|이며|이오니|입니다|임|으로|에불과|일뿐|로서|로만|로제공)"
)
_EFFECT = (
    r"(?:법적|법률적|법률상|공적|증명서로서|증빙서류로서|증명)?(?:인|으로|의|상)?"
    r"(?:효력|증명력)(?:이|은|도|을)?(?:없|가지지|갖지|인정되지|발생하지)"
)
_HAS_NONE = re.compile(
    rf"(?:{_SUBJECT}|(?:출력|인쇄|열람)(?:하신|한|된)[가-힣]{{0,14}}(?:은|는))"
    rf"([가-힣0-9]{{0,12}}?){_EFFECT}"
)
_NOT_TO_SUBMIT = re.compile(
    r"(?:제출용|증빙용|증명용|증빙서류|증빙자료)(?:도)?(?:으로|로)(?:는)?"
    r"(?:사용|활용|이용|제출)?(?:하실수없|할수없|될수없|이불가|불가|금지)"
    r"|제출용이아닙니다|제출용이아님"
)
_ENGLISH: dict[Sign, re.Pattern[str]] = {
    "specimen": re.compile(r"this(?:document|certificate)?isa?(?:sample|specimen|draft|test)"),
    "preview": re.compile(r"nolegaleffect|notforsubmission|forpreview(?:purposes)?only|viewonly"),
}
_CONDITION = re.compile(
    r"경우|때|되면|하면|으면|지나면|사본|복사|복제|위조|변조|위변조|훼손|지난|경과|이후|없는|없으면|없이"
    r"|않은|아니한|아닌|이외|다른|타인|제3자|임의로|수정|말소|정정|입찰"
)
_SINCE = re.compile(r"열람일(?:시|자)?20\d\d")
"""등기사항증명서 prints the time of viewing in place of its day of issue."""
REACH = 16  # letters before a sentence in which its condition may stand


def of_rows(rows: Sequence[str], headings: Iterable[str] = ()) -> Iterator[Sign]:
    """Yield what the *rows* of a sheet say of it; a sentence may break over two of them.

    Wide gaps in a row are tabs.  *headings* are the titles that its paper may bear.
    """
    titles = [squash(heading).casefold() for heading in headings]
    for row in rows:
        whole = _plain(row)
        columns = {whole, *map(_plain, row.split("\t"))}
        if len(whole) <= LONGEST_HEADING:
            columns |= {_plain(inner) for inner in _BRACKETED.findall(row)}
        for title in titles:
            columns |= {whole.removesuffix(title), whole.removeprefix(title)} - {whole}
        for sign, alone in _ALONE.items():
            if any(alone.fullmatch(column) for column in columns):
                yield sign
        if _SINCE.match(whole):
            yield "preview"
    for row, after in pairwise((*rows, "")):
        yield from _in_sentences(_plain(row) + _plain(after))


def of_words_across(words: Iterable[str]) -> Iterator[Sign]:
    """Yield what *words* printed across a sheet say of it."""
    for word in map(_plain, words):
        for sign in _ALONE:
            alone = _ALONE[sign].fullmatch(word) or _ACROSS_ALONE[sign].fullmatch(word)
            if alone or _ACROSS[sign].search(word):
                yield sign
        yield from _in_sentences(word)


def of_letters_across(texts: Sequence[str]) -> Iterator[Sign]:
    """Yield what large letters across a scan say of it, *texts* as a reader made them out.

    Print stands over such letters, so what is nearly one of the usual words is it.  Letters
    that nobody could make out say that a person must.
    """
    said = {sign for text in texts for sign in (*of_words_across([text]), *_nearly(_plain(text)))}
    if said:
        yield from said
    elif UNREAD in texts and not any(_is_harmless(_plain(text)) for text in texts):
        yield "overprint"


def _nearly(text: str) -> Iterator[Sign]:
    for sign, words in _USUAL.items():
        if any(_is_nearly(text, word) for word in words):
            yield sign


def _is_nearly(text: str, word: str) -> bool:
    """Tell whether *text* is *word*, a part of it misread, cut off, or said again."""
    if word.isascii():
        begun = len(text) >= FEWEST_BEGUN and word.startswith(text)
        whole = fuzz.partial_ratio if len(text) > len(word) >= LONG_LATIN else fuzz.ratio
        return begun or whole(text, word) >= ALIKE_LATIN
    seen, meant = jamo(text), jamo(word)
    if len(word) <= SHORT_WORD:
        return len(text) == len(word) and Levenshtein.distance(seen, meant) < len(word)
    return abs(len(text) - len(word)) <= 2 and fuzz.ratio(seen, meant) >= ALIKE_HANGUL


def _is_harmless(text: str) -> bool:
    return any(_is_nearly(text, word) for word in _HARMLESS)


def _plain(text: str) -> str:
    return squash(unicodedata.normalize("NFC", text)).casefold()


def _in_sentences(text: str) -> Iterator[Sign]:
    for found in _IS_ONE.finditer(text):
        yield "preview" if found[1] in ("열람", "미리보기", "참고", "조회") else "specimen"
    for pattern in (_HAS_NONE, _NOT_TO_SUBMIT):
        for found in pattern.finditer(text):
            if not _CONDITION.search(text[max(found.start() - REACH, 0) : found.end()]):
                yield "preview"
    for sign, english in _ENGLISH.items():
        if english.search(text):
            yield sign
