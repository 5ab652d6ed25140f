"""Whom papers name: persons and firms, by what of a name is theirs.

The same person is printed with a title before or after the name, with blanks between the
syllables, with the name in Chinese letters, alone or among joint representatives in any order;
the same firm with its legal form in any place and any sign, with its English name, with the
office that applied.  None of this makes them others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from extractors.korean import company_key, has_legal_form, squash

# ── persons ──────────────────────────────────────────────────────────────────────────

_AND_OTHERS = re.compile(r"외\s*\d*\s*(?:명|인)")
_BETWEEN = re.compile(r"[,、·ㆍ/;&|\n]|(?<=[가-힣\s])및(?=[\s가-힣])")
_BRACKETS = re.compile(r"[()\[\]〔〕【】]")
_LABEL = re.compile(
    r"^\s*(?:성\s*명|이\s*름|대\s*표\s*자?(?:\s*성?\s*명)?|대\s*표\s*이\s*사)\s*[:：]"
)
_CHIEF = r"(?:공동|각자|총괄|단독)?대표(?:이사|자|사원|집행임원|위원|님)?"
_TITLE = re.compile(
    rf"{_CHIEF}(?:사장|회장|님)?|부?(?:이사장|사장|회장|원장)|(?:사내|전무|상무|등기)?이사|전무|상무"
    r"|집행임원|업무집행(?:자|사원)|ceo|president"
)
_POST = re.compile(
    rf"(?:{_TITLE.pattern}|[가-힣]{{0,6}}(?:본부|센터|연구소|공장|사업부|부|팀|실|과|차|소|국)장|사외이사|감사"
    r"|(?:수석|책임|선임|전임)?연구원|수석|책임|선임|대리인?|주임|사원|매니저|담당자?|c[fto]o|manager)님?"
)
"""What a person is in a firm, behind or before the name: 도가람 연구소장."""
_SPACED_TITLE = re.compile(r"(?<![가-힣])대\s+표\s+(?:이\s+사|자)(?![가-힣])")
_FIRM_BEFORE = re.compile(rf"^.*\s(?={_CHIEF}[\s:：])")
_NO_NAME = re.compile(r"님|씨|귀하|인|印|(?:또는)?서명|날인|직인|성명|이름|남|여")
"""What stands beside a name and is none: 도가람 (인)."""
_GLUED = re.compile(
    rf"(?:{_CHIEF}|이사장|사장|회장|원장)(?P<before>.{{2,}})"
    rf"|(?P<after>.{{2,}}?)(?:{_CHIEF}|이사장|사장|회장|원장)"
)
_SYLLABLES = re.compile(r"[가-힣]+")
WHOLE_NAME = 3
"""Syllables with which a word between blanks is a whole name."""


def people(names: str | Iterable[str]) -> frozenset[str]:
    """Return the persons that a paper names, each without blanks and titles.

    What stands in brackets, the name in other letters, counts as well.

    >>> sorted(people("도 가람, 표다솜 외 1명"))
    ['도가람', '표다솜']
    >>> sorted(people("공동대표이사 도가람, 표다솜(대표이사)"))
    ['도가람', '표다솜']
    >>> sorted(people("대표 도가람 표다솜"))
    ['도가람', '표다솜']
    """
    listed = [names] if isinstance(names, str) else names
    found = (
        person
        for text in listed
        for entry in _BETWEEN.split(_AND_OTHERS.sub(" ", unicodedata.normalize("NFKC", text)))
        for part in _BRACKETS.split(_without_firm(_LABEL.sub("", entry)))
        for person in _persons(part)
    )
    return frozenset(person.casefold() for person in found if person)


def _without_firm(text: str) -> str:
    """Return *text* without the firm whose head it names: 주식회사 누리 대표이사 도가람."""
    text = _SPACED_TITLE.sub("대표이사", text)
    firm = _FIRM_BEFORE.match(text)
    return text[firm.end() :] if firm and has_legal_form(firm[0]) else text


def _persons(text: str) -> Iterator[str]:
    """Yield the names in *text*, which holds one, or several with blanks between them."""
    words = [word for word in map(squash, text.split()) if word and not word.isdigit()]
    names: list[str] = []
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        is_beside = _is_no_name(word) or bool(_POST.fullmatch(word.casefold()))
        if len(words) > 1 and is_beside and (len(word) > 1 or len(before) >= WHOLE_NAME):
            continue  # a syllable alone may be one of a name: 여 운 형
        word = _untitled(word)
        if names and not _are_two(names[-1], word):
            names[-1] += word
        else:
            names.append(word)
    yield from (name for name in names if not _is_no_name(name))


def _are_two(one: str, other: str) -> bool:
    """Tell whether two words are two names, and not a family's name and a given one.

    One name in two scripts counts as two.
    """
    if min(len(one), len(other)) > 1 and one.isascii() != other.isascii():
        return True
    if not (_SYLLABLES.fullmatch(one) and _SYLLABLES.fullmatch(other)):
        return False
    return min(len(one), len(other)) > 1 and max(len(one), len(other)) >= WHOLE_NAME


def _is_no_name(word: str) -> bool:
    return bool(_TITLE.fullmatch(word.casefold()) or _NO_NAME.fullmatch(word))


def _untitled(word: str) -> str:
    """Return *word* without a title that was written without a blank beside the name."""
    found = _GLUED.fullmatch(word)
    return word if found is None else found["before"] or found["after"]


# ── firms ────────────────────────────────────────────────────────────────────────────

_IN_BRACKETS = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")
_FIRM_LABEL = re.compile(
    r"^\s*(?:법\s*인\s*명|상\s*호|기\s*업\s*명|업\s*체\s*명|회\s*사\s*명|단\s*체\s*명)"
    r"(?:\s*\([^()]*\))?\s*[:：]"
)
_BEHIND = re.compile(r"\s(?:귀\s*[하중]|대\s*표(?:\s*이\s*사|\s*자)?(?:\s.*)?)$")
_OFFICE = re.compile(
    r"\s(?:[가-힣A-Z0-9]{0,10}(?:본사|본점)|[가-힣A-Z0-9]{1,10}(?:공장|지점|지사|사업장|사업소|영업소|출장소|물류센터)"
    r"|제?\d{1,2}공장|공장|지점|지사)$"
)
"""The office of a firm behind its name, as a word of its own."""
_ENGLISH_FORM = re.compile(
    r"\b(?:co\.?,?\s*ltd|company,?\s*limited|inc|corp|corporation|ltd|limited|l\.?l\.?c)\b\.?", re.I
)
_ENGLISH = re.compile(
    r"(?<=[가-힣)])\s+[A-Za-z][A-Za-z0-9&.,'\- ]+$|^[A-Za-z][A-Za-z0-9&.,'\- ]+\s+(?=[가-힣(])"
)
"""A name in English beside the Korean one."""


def firm_names(name: str) -> frozenset[str]:
    """Return what a firm may be called by *name*: as a whole, before brackets, and in them.

    A sole proprietor's tax certificate prints 성명(상호) in one cell; a branch or the name in
    English may stand in brackets or behind the name.

    >>> sorted(firm_names("(주)누리 (NURI CO., LTD.)"))
    ['nuri', '누리', '누리nuri']
    >>> sorted(firm_names("주식회사 누리 춘천공장"))
    ['누리', '누리춘천공장']
    """
    name = _FIRM_LABEL.sub("", unicodedata.normalize("NFKC", name))
    inside = [part for part in _IN_BRACKETS.findall(name) if len(part.strip()) > 1]
    parts = [name, *inside]
    for part in (name, _IN_BRACKETS.sub(_kept, name)):
        parts += [part, *part.split("/")]
        parts += [own for one in part.split("/") for own in _bare(one)]
    keys = (company_key(_ENGLISH_FORM.sub(" ", part)) for part in parts)
    return frozenset(key for key in keys if key)


def _bare(name: str) -> Iterator[str]:
    """Yield *name* without what may stand beside it: a person, an office, the English name."""
    name = name.strip()
    for beside in (_BEHIND, _OFFICE):
        if (bare := beside.sub("", name)) != name and bare.strip():
            yield (name := bare.strip())
    english = _ENGLISH.search(name)
    if english and (
        _ENGLISH_FORM.search(english[0]) or _sounds_like(english[0], name.replace(english[0], " "))
    ):
        yield name.replace(english[0], " ")
        yield english[0]


ALIKE = 80
"""Hundredths of letters in which an English name is the Korean one as it sounds."""
_SOUNDS = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h",
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i",
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t",
)
"""How initials, vowels and finals of syllables are spelt, in the order of Unicode."""


def _sounds_like(english: str, korean: str) -> bool:
    """Tell whether *english* spells the firm *korean*: Hanbit Medi, 한빛메디; never IT, 한빛."""
    spelt = "".join(letter for letter in english.casefold() if letter.isalpha())
    spoken = "".join(map(_romanised, company_key(korean)))
    return len(spelt) > 3 and fuzz.ratio(spelt, spoken) >= ALIKE


def _romanised(syllable: str) -> str:
    """Return *syllable* in Latin letters (국어의 로마자 표기법), its neighbours aside."""
    place = ord(syllable) - ord("가")
    if not 0 <= place < 11_172:
        return syllable
    initials, vowels, finals = (sounds.replace("-", "").split(" ") for sounds in _SOUNDS)
    return initials[place // 588] + vowels[place % 588 // 28] + finals[place % 28]


def _kept(bracket: re.Match[str]) -> str:
    """Keep what is a legal form, (주), when brackets are taken out of a name."""
    return bracket[0] if len(bracket[1].strip()) < 2 else " "
