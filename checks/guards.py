"""What a programme file must not leave out, and where it contradicts the notice beside it.

A folder is mostly written by copying another one.  So its quotes are held against its own
notice, its letters against the names and numbers that it knows, and the rules without which
no application is judged are on unless they are switched off with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from checks.faults import Faults, Place, nearest
from extractors.korean import squash

NOTICE = "notice.txt"
CORE = {
    "received-in-window": "신청기간",
    "required": "제출서류",
    "readable": "제출서류",
    "same-company": "제출서류",
    "check-digit": "제출서류",
}
"""The rules without which nothing is judged, and the clause under which each is asked."""

_TELEPHONE = re.compile(r"(?<![\d-])(?:0\d{1,2}[-)\s]\s?\d{3,4}|1\d{3})-\d{4}(?!\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PROGRAMME = re.compile(
    r"[가-힣·]{2,}(?:지원|육성|보급|구축|개발|창업|수출|고도화|바우처|활성화|촉진)사업"
)
_INSTITUTION = re.compile(
    r"[가-힣]{2,}(?:진흥원|공단|재단|협회|공사|연구원|추진단|테크노파크|진흥회|생산성본부|장려회)"
)


class LetterText(NamedTuple):
    """A letter text, and the key and the file that it comes from."""

    key: str
    file: str
    text: str


def read_notice(folder: Path, faults: Faults) -> str | None:
    """Return the text of the notice; None, and a fault, where there is none."""
    try:
        text = (folder / NOTICE).read_text("utf-8-sig")
    except OSError:
        faults.add((), f"공고문 전문({NOTICE})이 없습니다. 공고문을 글(UTF-8)로 저장하여 주십시오")
        return None
    except UnicodeDecodeError:
        faults.add((), f"공고문({NOTICE})을 UTF-8 글로 다시 저장하여 주십시오")
        return None
    if not text.strip():
        faults.add((), f"공고문({NOTICE})이 비어 있습니다")
        return None
    return text


def put_core(table: dict[str, Any], faults: Faults) -> tuple[str, ...]:
    """Add the core rules that *table* neither has nor switches off; return their names."""
    written = table.setdefault("rules", [])
    if not isinstance(written, list):
        return ()
    names = [each.get("rule") for each in written if isinstance(each, dict)]
    off = set(_switched_off(table.get("without"), names, faults))
    added = [name for name in CORE if name not in off and name not in names]
    for name in added:
        rule: dict[str, Any] = {"rule": name, "clause": CORE[name]}
        if name == "readable" and "external-link" in names:
            rule["leaves"] = ["external-link"]
        written.append(rule)
    return tuple(added)


def _switched_off(entries: Any, names: Iterable[Any], faults: Faults) -> Iterator[str]:
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        place: Place = ("without", number)
        name = entry.get("rule") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            continue  # pydantic names what is missing
        if name not in CORE:
            sentence = f"‘{name}’은 적지 않아도 적용되는 규칙이 아니어서 끌 것이 없습니다"
            faults.add((*place, "rule"), sentence + nearest(name, CORE))
        elif name in names:
            sentence = f"‘{name}’ 규칙을 [[rules]]에 적고 [[without]]으로 껐습니다"
            faults.add((*place, "rule"), sentence)
        yield name


def look_for_quotes(table: Mapping[str, Any], notice: str, faults: Faults) -> None:
    """Note every quote that does not stand in *notice*, spaces aside."""
    whole = squash(notice)
    for place, quote in _quotes(table):
        if squash(quote) not in whole:
            hint = nearest(quote, (" ".join(line.split()) for line in notice.splitlines()))
            faults.add(place, f"‘{quote}’은 공고문({NOTICE})에 없는 문장입니다{hint}")


def _quotes(table: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for list_name in ("rules", "unchecked"):
        yield from _quotes_in(table.get(list_name), (list_name,))
    requires = table.get("requires")
    for number, row in enumerate(requires if isinstance(requires, list) else ()):
        if isinstance(row, dict):
            yield from _quotes_in(row.get("rules"), ("requires", number, "rules"))


def _quotes_in(entries: Any, place: Place) -> Iterator[tuple[Place, str]]:
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        quote = entry.get("quote") if isinstance(entry, dict) else None
        if isinstance(quote, str) and quote.strip():
            yield (*place, number, "quote"), quote


def look_at_letters(
    texts: Iterable[LetterText], table: Mapping[str, Any], notice: str, faults: Faults
) -> None:
    """Note what letters name and neither the notice nor the file knows, with its line there.

    Such are programmes, institutions, telephone numbers and mail addresses: they stand in a
    text that was copied with another programme's folder.
    """
    contact = table.get("contact")
    told = [str(table.get("title", "")), notice]
    told += [str(each) for each in (contact.values() if isinstance(contact, dict) else ())]
    known = squash("\n".join(told))
    digits = re.sub(r"\D", "", "\n".join(told))
    for key, file, text in texts:
        for number, line in enumerate(text.splitlines(), start=1):
            strange = [name for name in _named(line) if squash(name) not in known]
            strange += [
                phone
                for phone in _TELEPHONE.findall(line)
                if re.sub(r"\D", "", phone) not in digits
            ]
            for name in dict.fromkeys(strange):
                faults.add(
                    ("letters", key),
                    f"편지 문안 ‘{file}’ {number}행의 ‘{name}’은 공고문({NOTICE})에도 이 파일에도 "
                    "없습니다. 다른 사업의 문안이 남은 것이 아닌지 보아 주십시오",
                )


def _named(line: str) -> Iterator[str]:
    for pattern in (_PROGRAMME, _INSTITUTION, _ADDRESS):
        yield from pattern.findall(line)
