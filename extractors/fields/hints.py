"""Hints: what a form prints in its own cells to say how they are to be filled in.

``(국문) (영문)``, ``예) 중간1``, ``000-00-00000``, ``사업자등록증과 동일하게 기재`` and a lone
``백만원`` stand where entries stand and look like them.  They are told by their grammar, not by
a list of forms: names of entries in brackets, examples, instructions, fillers and units.  What is
left is the applicant's entry; where the two cannot be told apart, nothing is certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from extractors.fields.putting_off import (
    DOTS,
    FILLER,
    bare_of,
    compacted,
    is_nothing,
    is_put_off,
    is_sent_elsewhere,
    is_vain,
)
from extractors.fields.sample_values import ANY_DOMAIN, ANY_LOCAL, COUNTED_UP, MAIL, ZEROS
from extractors.korean import squash

Known = Callable[[str], bool]
"""Tells whether a squashed text is the label of an entry."""


class Words(NamedTuple):
    """A text as long as before with blanks in place of its hints.

    ``sure`` says that what is left is an entry beyond doubt, or that nothing is.
    """

    text: str
    sure: bool


NAMES = frozenset(
    (
        *("국문", "영문", "한글", "한문", "한자", "국문명", "영문명", "한글명", "성명", "이름"),
        *("직위", "직급", "직책", "부서", "부서명", "소속", "우편번호", "우", "도로명", "지번"),
        *("도로명주소", "지번주소", "상세주소", "주소", "본사", "본점", "공장", "지점", "법인"),
        *("개인", "사무실", "휴대폰", "휴대전화", "핸드폰", "유선", "내선", "내선번호", "직통"),
        *("대표번호", "팩스", "전화", "이메일", "메일", "FAX", "TEL", "HP", "Email", "mail"),
        *("생년월일", "성별", "필수", "선택", "선택사항", "필수사항", "필수입력", "해당시", "자필"),
        *("해당자", "해당기업", "부가세포함", "부가세별도", "시도", "시군구", "읍면동", "동호수"),
        *(
            "년",
            "월",
            "일",
            "시",
            "도",
            "군",
            "구",
            "읍",
            "면",
            "동",
            "층",
            "호",
            "로",
            "길",
            "번지",
            "호수",
        ),
        *("앞자리", "뒷자리", "국번", "아이디", "도메인", "기재", "작성", "입력", "서명", "날인"),
    )
)
"""What forms name in brackets beside or over the part of an entry that goes there."""
OWN_NAMES = frozenset(
    ("국문", "한글", "국문명", "한글명", "성명", "이름", "주소", "도로명", "도로명주소", "본사")
)
"""Names of the part that a field is about, whatever the field."""
_POSTCODE = frozenset(("우편번호", "우"))

_UNITS = (
    r"(?:단위\s*[:：]?\s*)?(?:약|금|총|₩|￦|\\)?\s*"
    r"(?:백만\s*원|천만\s*원|천\s*원|만\s*원|억\s*원|원\s*정?|명|인|개월|개소|개사|개|건|대|세|년|월|일|"
    r"㎡|평|%|％|호|층|회|점|km|kg)?"
)
_UNIT = re.compile(_UNITS)
_BRACKET = re.compile(
    r"[(（\[［〔【<＜〈《{](?P<inside>[^()（）\[\]［］〔〕【】<>＜＞〈〉《》{}\n]{0,60})"
    r"[)）\]］〕】>＞〉》}]"
)
_EXAMPLE = re.compile(
    r"(?:(?<=[\s※*·\-(\[])|^)(?:(?:작성|기재|입력)\s?)?"
    r"(?:(?:예\s?시?|보기|例)\s?[)）:：.]|[(（\[<【]\s?예\s?시?\s?[)）\]>】:：.,]|예시\s|(?i:ex\s?[).:]|e\.\s?g\.))"
)
_EXAMPLE_INSIDE = re.compile(r"\s*(?:예\s?시?\s?[\s:：.,)]\s*\S|(?i:ex|e\.g)\b)")
_NOTE = re.compile(r"\s*[※☞→▶＊*]")
_VERB = (
    r"(?:기재|기입|작성|입력|선택|표시|표기|체크|첨부|제출|기술|서술|명시|택일|택1|택\d|참조|참고|날인|"
    r"생략|클릭|누르|적|쓰)"
)
_POLITE = (
    r"(?:(?:하여|해|하|고|어|시|으)?(?:주십시오|주세요|주시기바랍니다|주시기바람|주시길바랍니다|"
    r"시기바랍니다|기바랍니다|바랍니다|바람|요망|세요|십시오|시오|ㄹ것|할것|실것|요함))"
)
_ABOUT = (
    r"(?:사업자등록|등기부|등기사항|법인등기|신분증|주민등록|인감|도로명|우편번호|성명|이름|기업명|업체명|"
    r"상호|회사명|법인명|주소|소재지|전화번호|연락처|이메일|메일|연월일|날짜|일자|숫자|단위|해당|공고|붙임|"
    r"별첨|별지|첨부|양식|서식|아래|필수|반드시|정확|기준|없을|없는|있을|있는|경우|미정|공동대표|모두|동일하게|"
    r"금액|내용|사항|번호|자필|정자|빠짐없이|구체적|간략|간단|상세|이내|이상|자세|하나만|중에서)"
)
_INSTRUCTION = re.compile(
    rf"(?:.*{_ABOUT}.*{_VERB}|.*(?:을|를|으로|로|게|히|까지|와|과|만|시|후|별로){_VERB}|.*{_VERB}(?={_POLITE})"
    rf"|{_VERB})(?:{_POLITE}|필수|가능|불가|금지|함)?[.!)\]]*"
)
_PROMPT = re.compile(
    rf"(?:.*{_VERB}(?={_POLITE}){_POLITE}|[※*(].*{_VERB}|.*(?:구체적|간략|간단|상세|자세|이내|빠짐없이).{{0,6}}{_VERB}"
    rf"|(?:별첨|붙임|첨부|별지|별도)(?:자료|파일|문서|서류)?(?:로|에)?{_VERB})[.!)\]]*"
)
"""What no applicant writes of himself."""
_NAMES_A_CASE = re.compile(
    r"(?:→|☞)?(?:사업자등록증|사업자등록증명|법인등기부|등기부등본|등기사항증명서|신분증)"
    r"(?:상의?|과|와|에|의|기준|참조|대로).*|.*(?:인|한|는|할|된|을|를)경우(?:에는|에만|에|는|,)?(?:[‘'“\"].*|만)?"
)
"""What sends to the papers of an office, or says when something goes there: no entry does."""
_EMPTY_SUM = re.compile(r"(?:백만|천만|천|만|억)\s?원(?![가-힣])|원\s?정(?![가-힣])")
_IN_WORDS = re.compile(r"[\d일이삼사오육칠팔구]\s?[십백천만억]|\d")
_SUFFIX = re.compile(r"(?:까지|기준|포함|순서|순|등|가능|기재|입력|작성)$")
_MAY_INSTRUCT = re.compile(rf".{{3,}}{_VERB}[.!)\]]*")
_CUT = re.compile(rf"(?=(?:※|{_ABOUT}))")
_LEADS_ON = re.compile(r"(?:[의을를이가은는와과로에할한된될시상및인고여면서후,·/):])$")
"""How words end that what follows belongs to."""
_RINGS = re.compile(r"[○〇◯ㅇ△▲◇◆☆]{2,}")


def without_hints(text: str, own: frozenset[str], known: Known) -> Words:
    """Return *text*, which stands at the place of a label, without the form's hints.

    *own* are the squashed labels of the field; *known* tells the labels of all entries.
    """
    inked = _Ink(text, own, known)
    inked.take_brackets()
    inked.take_lines()
    return inked.left()


def is_hint(text: str, known: Known) -> bool:
    """Tell whether *text* is nothing but a hint of the form."""
    return not squash(without_hints(text, frozenset(), known).text)


LONG_ENOUGH, LEAST_EXAMPLE = 20, 8
"""In letters: of prose so long nobody doubts that it is an entry; no shorter example is looked
for inside a line."""


def without_hints_in_prose(text: str, examples: Sequence[str]) -> Words:
    """Return *text*, in which an applicant describes something, without the form's hints.

    What the form is known to print, *examples*, is left for whoever knows the form.  Of the rest
    only lines that are plainly no description are taken out.
    """
    printed = [squash(example) for example in examples]
    kept, after_example, sure, own = text, False, True, ""
    for line in re.finditer(r"[^\n]+", text):
        said = squash(line.group())
        if said and any(_repeats(said, example) for example in printed):
            continue
        is_example = bool(_EXAMPLE.match(line.group().lstrip("※*·- ")))
        bare = bare_of(line.group())
        is_vain = not said or is_put_off(line.group()) or is_sent_elsewhere(line.group())
        is_vain = is_vain or bare == "미정"
        if is_vain or is_example or _PROMPT.fullmatch(compacted(line.group())):
            gone = " " * len(line.group())
            kept = kept[: line.start()] + gone + kept[line.end() :]
        else:
            sure = sure and not after_example
            own += line.group()
        after_example = is_example
    if len(squash(own)) >= LONG_ENOUGH:
        return Words(kept, sure=True)
    if not own:
        return Words(kept, sure=kept == text)
    return Words(kept, sure=sure and not _INSTRUCTION.fullmatch(compacted(own)))


def _repeats(said: str, example: str) -> bool:
    return said in example or (len(example) >= LEAST_EXAMPLE and example in said)


class _Ink:
    """A text while hints are taken out of it, and what speaks against being sure."""

    def __init__(self, text: str, own: frozenset[str], known: Known) -> None:
        self._text = text
        self._own = own | OWN_NAMES
        self._known = known
        self._mixed = False
        self._guessed = False

    def left(self) -> Words:
        blank = not squash(self._text)
        return Words(self._text, sure=not (self._guessed if blank else self._mixed))

    def _clear(self, start: int, end: int, *, guessed: bool = False) -> None:
        gone = re.sub(r"[^\n]", " ", self._text[start:end])
        self._text = self._text[:start] + gone + self._text[end:]
        self._guessed = self._guessed or guessed

    # ── brackets ─────────────────────────────────────────────────────────────────────

    def take_brackets(self) -> None:
        """Take out names of parts, with the parts that are another field's."""
        names = list(self._names())
        for start, end, _ in names:
            self._clear(start, end)
        parts = [(start, end, name) for start, end, name in names if name is not None]
        if not parts:
            return
        if squash(self._text[: parts[0][0]]):
            self._take_before(parts)
        else:
            self._take_behind(parts)

    def _take_before(self, names: Sequence[tuple[int, int, str]]) -> None:
        """Keep what stands before the names of the field's own part, where one is named so."""
        begins = [0, *(end for _, end, _ in names[:-1])]
        own = [name in self._own for _, _, name in names]
        for begin, (start, _, _), mine in zip(begins, names, own, strict=True):
            if any(own) and not mine:
                self._clear(begin, start)

    def _take_behind(self, names: Sequence[tuple[int, int, str]]) -> None:
        """Keep what stands behind the names of the field's own part, or behind none."""
        stops = [*(start for start, _, _ in names[1:]), len(self._text)]
        own = [name in self._own or name in _POSTCODE for _, _, name in names]
        ends = [
            end if mine else self._end_of_part(end, stop)
            for (_, end, _), stop, mine in zip(names, stops, own, strict=True)
        ]
        aside = [
            (end, stop)
            for (_, end, _), stop, mine in zip(names, ends, own, strict=True)
            if not mine and squash(self._text[end:stop])
        ]
        rest = self._text
        for start, end in aside:
            rest = rest[:start] + " " * (end - start) + rest[end:]
        if not squash(rest):
            self._mixed = self._mixed or bool(aside)
            return
        for start, end in aside:
            self._clear(start, end)

    def _end_of_part(self, start: int, stop: int) -> int:
        """Return where another field's part ends: with its line, or with its Latin letters."""
        end = start
        for line in self._text[start:stop].split("\n"):
            if end > start and re.search("[가-힣]", line):
                break
            end += len(line) + 1
        return min(end, stop)

    def _names(self) -> Iterator[tuple[int, int, str | None]]:
        """Yield the brackets that hold nothing of an entry, with the name of a part in them."""
        for match in _BRACKET.finditer(self._text):
            inside = match["inside"]
            said = squash(inside)
            named = self._name_in(inside)
            if named is not None:
                yield match.start(), match.end(), named
            elif not said or _UNIT.fullmatch(inside.strip(" :-~.")) or self._is_told(inside):
                yield match.start(), match.end(), None
        for match in re.finditer(
            r"^\s*(국문|영문|한글|한문|한자)\s*[:：]", self._text, re.MULTILINE
        ):
            yield match.start(), match.end(), match[1]

    def _name_in(self, inside: str) -> str | None:
        """Return the first of the names that *inside* is made of, None where it holds more."""
        parts = [squash(part) for part in re.split(r"[/,·ㆍ+:：]|\s{2,}|\s및\s", inside)]
        parts = [part for part in parts if part]
        if parts and all(part in NAMES or self._known(part) for part in parts):
            return parts[0]
        return None

    def _is_told(self, inside: str) -> bool:
        """Tell whether the form speaks in a bracket: an example, an instruction, a filler."""
        compact = "".join(inside.split())
        return bool(
            _EXAMPLE_INSIDE.match(inside)
            or _NOTE.match(inside)
            or _INSTRUCTION.fullmatch(compact)
            or re.search(
                r"(?:인|한|는|할|된)경우(?:에?만)?$|해당(?:시|자|기업)(?:에?만)?$", compact
            )
            or is_nothing(inside)
        )

    # ── lines ────────────────────────────────────────────────────────────────────────

    def take_lines(self) -> None:
        """Take out examples, instructions, fillers and lone units, line by line."""
        lines = [line for line in re.finditer(r"[^\n]+", self._text) if line.group().strip()]
        done = 0
        for number, line in enumerate(lines):
            if number < done:
                continue
            if (count := self._instructing(lines[number:])) > 1:
                self._clear(line.start(), lines[number + count - 1].end(), guessed=True)
                done = number + count
                continue
            self._take_line(line.start(), line.end(), last=number == len(lines) - 1)

    def _instructing(self, lines: list[re.Match[str]]) -> int:
        """Return how many lines make one instruction together, 0 where they make none."""
        first = compacted(lines[0].group())
        if not re.match(_ABOUT, first) or _INSTRUCTION.fullmatch(first):
            return 0
        for count in (2, 3):
            if len(lines) >= count and _INSTRUCTION.fullmatch(
                "".join(compacted(line.group()) for line in lines[:count])
            ):
                return count
        return 0

    def _take_line(self, start: int, end: int, *, last: bool) -> None:
        line = self._text[start:end]
        example = _EXAMPLE.search(line)
        if example is not None:
            rest = re.search(r"[^\s※*·\-]", line[: example.start()])
            # The example may go on in the next line, as an entry would begin there.
            self._mixed = self._mixed or not (last or rest)
            self._clear(start + example.start(), end, guessed=True)
            line = self._text[start:end]
        self._take_samples(start, line)
        line = self._text[start:end]
        if not squash(line) or DOTS.fullmatch(line):
            self._clear(start, end, guessed=bool(re.search(r"[-–—~.ㆍ·]", line)))
            return
        compact = compacted(line)
        is_empty_sum = _EMPTY_SUM.search(line) and not _IN_WORDS.search(line)
        if _NOTE.match(line) or _NAMES_A_CASE.fullmatch(compact) or is_vain(line):
            self._clear(start, end, guessed=True)
        elif (
            _UNIT.fullmatch(line.strip())
            or is_empty_sum
            or self._is_named(line)
            or is_nothing(line)
        ):
            self._clear(start, end)
        elif _RINGS.search(line):
            self._clear(start, end, guessed=True)
        elif (cut := self._cut(line)) is not None:
            self._mixed = self._mixed or cut > 0
            self._clear(start + cut, end, guessed=True)
        elif (
            FILLER.search(line)
            or COUNTED_UP.search(line)
            or (len(compact) > 4 and _MAY_INSTRUCT.fullmatch(compact))
        ):
            self._mixed = True

    def _is_named(self, line: str) -> bool:
        """Tell whether a line only names what goes there."""
        parts = [squash(part) for part in re.split(r"[/,·ㆍ+]", line)]
        return all(
            part not in _POSTCODE and (name in NAMES or self._known(name))
            for part in parts
            for name in (_SUFFIX.sub("", part) or part,)
        )

    def _cut(self, line: str) -> int | None:
        """Return where the instruction of a line begins, None where it holds none."""
        kept = [place for place, sign in enumerate(line) if not sign.isspace()]
        compact = compacted(line)
        if not _INSTRUCTION.fullmatch(compact):
            return None
        for match in _CUT.finditer(compact):
            before = compact[: match.start()]
            if len(before) < 2 or _LEADS_ON.search(before) or re.search(f"{_ABOUT}$", before):
                continue
            if squash(before) in NAMES or self._known(squash(before)):
                continue
            if _INSTRUCTION.fullmatch(compact[match.start() :]):
                return kept[match.start()]
        return 0

    def _take_samples(self, start: int, line: str) -> None:
        """Take out numbers of noughts and mail addresses of nobody."""
        for match in ZEROS.finditer(line):
            self._clear(start + match.start(), start + match.end())
        for match in MAIL.finditer(line):
            local, domain = match["local"].casefold(), (match["domain"] or "").casefold()
            if ANY_DOMAIN.fullmatch(domain) and (ANY_LOCAL.fullmatch(local) or not domain):
                self._clear(start + match.start(), start + match.end(), guessed=bool(domain))
            elif domain and (ANY_DOMAIN.fullmatch(domain) or ANY_LOCAL.fullmatch(local)):
                self._mixed = True


def _may_instruct(compact: str) -> bool:
    return len(compact) > 4 and bool(_MAY_INSTRUCT.fullmatch(compact))
