"""`intake explain`: a programme file read back in Korean, for a programme officer to sign.

Nothing is said here of a single rule: every rule says itself what it does with its
parameters.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator

from checks.model import Asked, Unchecked, Window
from checks.programme import NoticeQuestion, Programme, SwitchedOff
from checks.rules import RULES, DocumentRule, Rule
from checks.wording import WEEKDAYS, label, moment
from extractors.documents import DOCUMENTS
from extractors.model import Document
from extractors.plain import PlainPaper
from pipeline.exits import DONE
from pipeline.programmes import built_in
from pipeline.programmes import load as load_programme
from pipeline.settings import Settings, load

BUILT_IN = str(Settings.model_fields["programme"].default)
WINDOW = "신청기간"
WEIGHTS = (
    "보완 요청: 안내 메일에 적어 신청 기업에 요청합니다.",
    "지원 제외 사유: 서류로 고칠 수 없는 것입니다. 담당자가 확정하기 전에는 알리지 않습니다.",
    "담당자 확인: 자동으로 판단하지 않고 담당자에게 보입니다.",
    "참고: 알리기만 하고 불이익이 없습니다.",
)
UNSURE = (
    "그림에서 읽어 확실하지 않은 값은 어느 규칙에서도 보완을 요청하거나 통과시키지 않고 담당자 "
    "확인으로 둡니다."
)
CIRCUMSTANCE = {
    "subordinate-place": "종된사업장으로 신청하는 경우에만",
    "corporation": "법인만",
    "sole-trader": "개인사업자만",
}
AFTER = {
    "by-hand": "그 뒤에 온 서류는 담당자가 신청마다 정합니다.",
    "closed": "그 뒤에 온 서류는 반영하지 않습니다.",
}
TEXTS = {
    "supplement": "보완 요청",
    "supplement_again": "보완 요청(두 번째부터)",
    "acknowledgement": "접수 확인",
    "acknowledgement_again": "접수 확인(두 번째부터)",
}


def explain(args: argparse.Namespace) -> int:
    """Print a programme, or with ``--all`` every rule and type of paper that there is."""
    if args.all and args.programme is None:
        print("\n".join(everything()))
        return DONE
    name = args.programme
    if name is None:
        name = load(args.config).programme if args.config.exists() else BUILT_IN
    print("\n".join(sentences(load_programme(name))))
    if args.all:
        print("\n" + "\n".join(everything()))
    return DONE


def sentences(programme: Programme) -> Iterator[str]:
    """Yield the lines that tell what *programme* has the software do, clause by clause."""
    yield programme.title
    yield f"사업 이름(id): {programme.id}"
    yield ""
    yield "이 글은 사업 파일을 그대로 풀어 쓴 것입니다. 판단의 종류는 네 가지입니다."
    yield from (f"  · {weight}" for weight in WEIGHTS)
    yield f"  {UNSURE}"
    rest = _clauses(programme)
    yield from _headed(WINDOW, (*_window(programme), *rest.pop(WINDOW, ())))
    for row in programme.requires:
        own = (
            *_row(row, row.rules, programme.papers),
            *rest.pop(row.document, ()),
            *rest.pop(row.clause, ()),
        )
        yield from _headed(f"{row.clause} – {row.named} ({_duty(row)})", own)
    for clause, lines in rest.items():
        yield from _headed(clause, lines)
    if programme.without:
        yield from _headed("쓰지 않기로 한 규칙", map(_switched_off, programme.without))
    if programme.questions:
        yield from _headed("공고가 정하지 않아 이렇게 정해 둔 것", _questions(programme.questions))
    yield from _headed("안내 메일과 자료 보관", _letters(programme))
    yield ""
    yield "위 내용대로 심사하는 것을 확인합니다."
    yield f"  사업 파일 지문: {programme.version}"
    yield "  확인일: ____년 __월 __일    소속·성명: ____________________ (서명)"


def everything() -> Iterator[str]:
    """Yield every built-in programme, rule and type of paper."""
    yield "들어 있는 사업 파일"
    yield from (f"  {name}: {load_programme(name).title}" for name in built_in())
    for heading, kind in (
        ("서류 하나를 보는 규칙 ([[requires.rules]] 아래)", True),
        ("신청 전체를 보는 규칙 ([[rules]] 아래)", False),
    ):
        yield f"\n{heading}"
        for name, rule in sorted(RULES.items()):
            if issubclass(rule, DocumentRule) == kind:
                keys = ", ".join(key for key in rule.model_fields if key not in ("clause", "of"))
                yield f"  {name}" + (f"  (값: {keys})" if keys else "")
                yield f"      {_in_general(rule)}"
    yield "\n서류의 종류 (document에 적는 이름)"
    for name, paper in sorted(DOCUMENTS.items()):
        fields = [field for field in paper.model_fields if field not in _INNER]
        yield f"  {name}: {paper.title}"
        yield f"      항목: {', '.join(f'{field}({label(field)})' for field in fields)}"


_INNER = frozenset(Document.model_fields) | {"sheets"}


def _headed(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield f"\n■ {heading}"
    yield from (f"  - {line}" if not line.startswith(" ") else line for line in lines)


def _window(programme: Programme) -> Iterator[str]:
    window: Window = programme.window
    yield f"{moment(window.opens)}부터 {moment(window.closes)}까지 도착한 신청을 받습니다."
    if window.published:
        yield f"공고일은 {window.published}입니다."
    begins, ends = programme.project.begins, programme.project.ends
    if begins or ends:
        yield f"사업기간은 {begins or '(미정)'}부터 {ends or '(미정)'}까지입니다."
    else:
        yield "사업기간의 날짜는 아직 정해지지 않았습니다."
    if programme.public_holidays:
        yield "공휴일은 관공서의 공휴일(대체공휴일 포함)로 봅니다."
    if days := sorted(programme.holidays):
        told = ", ".join(f"{day:%m-%d}({WEEKDAYS[day.weekday()]})" for day in days)
        yield f"토·일요일 외에 따로 공휴일로 보는 날: {told}"


def _duty(row: Asked) -> str:
    if row.optional:
        return f"선택, 있으면 가점 {row.points}점" if row.points else "선택"
    if row.only_if:
        return f"{row.only_if}만"
    return CIRCUMSTANCE[row.needed_when] if row.needed_when else "필수"


def _row(row: Asked, rules: Iterable[Rule], papers: Iterable[PlainPaper]) -> Iterator[str]:
    yield f"받는 서류: {' 또는 '.join(f'{DOCUMENTS[kind].title} ({kind})' for kind in row.types)}"
    if row.any_of:
        yield "이 가운데 하나만 있으면 됩니다. 하나도 없으면 어느 것을 보내면 되는지 모두 알립니다."
    for paper in (paper for paper in papers if paper.type in row.types):
        yield _recognised(paper)
    if row.years:
        yield f"사업연도 {', '.join(map(str, row.years))}의 것이 하나씩 있어야 합니다."
    if row.only_if:
        yield f"‘{row.only_if}’에 해당하는지는 담당자가 확인하고, 해당하면 보완을 요청합니다."
    if row.sheets:
        yield f"함께 있어야 하는 면: {', '.join(row.sheets.values())}"
    if row.obtain:
        yield f"신청 기업에 알리는 발급처: {row.obtain}"
    for rule in rules:
        ground = f" [공고 {rule.clause}]" if rule.clause != row.clause else ""
        of = ", ".join(DOCUMENTS[kind].title for kind in getattr(rule, "of", ()))
        yield f"{f'{of}만 봅니다. ' if of else ''}{_said(rule)}{ground} [{rule.name}]"


def _recognised(paper: PlainPaper) -> str:
    """Return how a paper of the notice's own is known, and what is read on it."""
    titles = ", ".join(f"‘{title}’" for title in (paper.title, *paper.also_titled))
    marks = ", ".join(f"‘{mark}’" for mark in paper.marks)
    entries = ", ".join(
        entry.label + ("(필수)" if entry.mandatory else "") for entry in paper.entries
    )
    read = f" 읽는 항목: {entries}." if entries else ""
    return f"제목이 {titles}이고 {marks} 가운데 하나가 적혀 있는 서류로 봅니다.{read}"


def _clauses(programme: Programme) -> dict[str, list[str]]:
    """Return what is said of the notice beyond its rows, by clause, or by the paper it is about."""
    lines: dict[str, list[str]] = {}
    asked = programme.rows
    for rule in programme.rules:
        about = [document for document in rule.papers if document in asked]
        place = asked[about[0]].document if len(about) == 1 else rule.clause
        core = " (적지 않아도 적용되는 규칙)" if rule.name in programme.core else ""
        lines.setdefault(place, []).append(f"{_said(rule)} [{rule.name}]{core}")
    for entry in programme.unchecked:
        lines.setdefault(entry.clause, []).append(_unchecked(entry))
    return lines


def _unchecked(entry: Unchecked) -> str:
    return f"“{' '.join(entry.quote.split())}”: 자동으로 확인하지 않습니다. 볼 곳: {entry.look}"


def _switched_off(entry: SwitchedOff) -> str:
    return f"{RULES[entry.rule].says} → 확인하지 않습니다. 까닭: {entry.because} [{entry.rule}]"


def _said(rule: Rule) -> str:
    """Return what a rule says of itself; its name where it says nothing."""
    return rule.explain() or f"‘{rule.name}’ 규칙을 적용합니다."


def _in_general(rule: type[Rule]) -> str:
    """Return what a rule does, its parameters left open: ``{asks:이/가}`` as 〈asks〉이(가)."""
    said = re.sub(r"\{(\w+):([^/}]*)/([^}]*)\}", r"〈\1〉\2(\3)", rule.says)
    return re.sub(r"\{(\w+)\}", r"〈\1〉", said)


def _questions(questions: Iterable[NoticeQuestion]) -> Iterator[str]:
    for question in questions:
        yield f"{question.id} ({question.clause}) {question.asks}"
        yield f"      → {question.answer}"
        if question.because:
            yield f"        까닭: {question.because}"
        if question.set_by:
            yield f"        바꿀 곳: {question.set_by}"


def _letters(programme: Programme) -> Iterator[str]:
    letters, contact = programme.letters, programme.contact
    reach = " / ".join(part for part in (contact.unit, contact.phone, contact.email) if part)
    yield f"문의처: {reach}"
    yield (
        f"서류 보완은 {moment(letters.supplements_until)}까지 받습니다. "
        f"{AFTER[letters.after_deadline]}"
    )
    yield f"신청 기업의 자료는 {programme.retention.until}까지 보관하고 지웁니다."
    for name, kind in TEXTS.items():
        if text := getattr(letters, name):
            yield f"‘{kind}’ 메일의 문안($로 시작하는 낱말은 그때그때 채워집니다):"
            yield from (f"        │ {line}".rstrip() for line in text.splitlines())
