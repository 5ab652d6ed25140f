"""What applicants write into the cells of a form: a person with his position, a firm, a mail.

The part that a field is about is its value; what is written beside it is not.
"""

from __future__ import annotations

import re

from extractors.korean import Parsed, fold, parse_name, parse_text, single_spaced

_POSITIONS = (
    *("대표이사", "대표자", "대표", "부사장", "사장", "전무이사", "전무", "상무이사", "상무"),
    *("이사", "감사", "본부장", "공장장", "연구소장", "소장", "실장", "부장", "차장", "과장"),
    *("팀장", "대리", "주임", "사원", "반장", "책임연구원", "선임연구원", "수석연구원", "연구원"),
    *("책임", "선임", "수석", "매니저", "파트장", "그룹장", "센터장", "담당자", "담당", "님"),
)
_POSITION = f"(?:{'|'.join(sorted(_POSITIONS, key=len, reverse=True))})"
_UNIT = r"[가-힣]{2,8}[팀부실과터]"
_PERSON = re.compile(
    rf"\s*(?:{_UNIT}\s+)?(?:{_POSITION}\s+)?"
    r"(?P<name>[가-힣]{2,5}|[가-힣](?: [가-힣]){1,4})"
    rf"(?:\s*[/,|·\n]?\s*\(?\s*(?:{_UNIT}\s*[/,·]?\s*)?{_POSITION}\s*\)?)?\s*"
    r"(?P<rest>(?:[/,|·(\n\t]|\s(?=[\d(+])).*)?",
    re.DOTALL,
)
_REACHED = re.compile(
    r"(?:[\d@+()\-./,|·:\sA-Za-z]|휴대폰|휴대전화|전화|연락처|이메일|메일|내선|팩스)*"
)
"""What a person is reached under: numbers, addresses and their names."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMBER_BESIDE = re.compile(
    r"[\s/,]*[(\[]?\s*(?:사업자\s*(?:등록)?\s*번호\s*[:：]?\s*)?\d{3}-\s?\d{2}-\s?\d{5}"
)
_SERIAL_FIRST = re.compile(r"\s*(?:제\s?)?(\d{4})(?!\d)(?:\s?[호번])?")
_SERIAL_IN_BRACKETS = re.compile(r"[(\[]\s*(?:제\s?)?(\d{4})(?:\s?[호번])?\s*[)\]]")


def parse_person(text: str) -> Parsed[str] | None:
    """Read a person's name, without the position beside it and what he is reached under.

    >>> found = parse_person("라이든 과장 (010-0000-0550)")
    >>> found and found.value
    '라이든'
    """
    whole = parse_name(text)
    found = _PERSON.fullmatch(text[: whole.end]) if whole else None
    if whole is None or found is None or not _REACHED.fullmatch(found["rest"] or ""):
        return whole
    return Parsed(found["name"].replace(" ", ""), *found.span("name"))


def parse_mail(text: str) -> Parsed[str] | None:
    """Read the one mail address of *text*; the text where there are several, None without one."""
    found = {match.group(): match.span() for match in _MAIL.finditer(text)}
    if len(found) != 1:
        return parse_text(text) if found else None
    ((address, span),) = found.items()
    return Parsed(address, *span)


def parse_firm(text: str) -> Parsed[str] | None:
    """Read a firm's name, without the business number beside it."""
    beside = _NUMBER_BESIDE.search(text)
    end = beside.start() if beside and beside.start() else len(text)
    value = single_spaced(text[:end])
    return Parsed(value, 0, end) if value else None


def parse_branch(text: str) -> Parsed[str] | None:
    """Read the serial of a subordinate place before or after its name: ``0001 춘천공장``."""
    folded = fold(text)
    found = _SERIAL_FIRST.match(folded) or _SERIAL_IN_BRACKETS.search(folded)
    return Parsed(found.group(1), found.start(1), found.end(1)) if found else None
