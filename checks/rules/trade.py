"""보건·의료·바이오 분야 제조업: what the firm makes, and the trades that are shut out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Annotated, NamedTuple

from pydantic import Field, StringConstraints

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from checks.wording import with_particle
from extractors.korean import squash
from extractors.model import Document, Frozen

REGISTRATION = "business-registration"
STATEMENT = "subordinate-places"
SAY_A_CLASS = ("application-form", "sme-confirmation")
FIELDS = ("business_types", "business_items")
CLASS = re.compile(r"(?<![\d-])[A-U]?(\d{5})(?![\d-])")

Word = Annotated[str, StringConstraints(min_length=2)]
Class = Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")]


class Group(Frozen):
    """Trades by the words that papers print for them and their KSIC classes, and why.

    ``kinds`` are words of 업태, ``words`` of 종목, ``ksic`` the first digits of classes of the
    Korean standard classification.  ``plain`` tells whether they leave no doubt.
    """

    called: str
    kinds: tuple[Word, ...] = ()
    words: tuple[Word, ...] = ()
    ksic: tuple[Class, ...] = ()
    plain: bool = True
    because: str

    def holds(self, line: TradeLine) -> bool:
        """Tell whether *line* is one of these; a short kind must be all of its 업태."""
        kind, item = squash(line.kind), squash(line.item)
        kinds = [squash(word) for word in self.kinds]
        return any(word == kind or (len(word) > 2 and word in kind) for word in kinds) or any(
            squash(word) in item for word in self.words
        )


class TradeLine(NamedTuple):
    """A line of the registration: 업태 and 종목, "" where it is not plain which belong together."""

    kind: str
    item: str

    def __str__(self) -> str:
        return " / ".join(part for part in self if part)


@rule
class Trade(DossierRule):
    """The firm manufactures in one of the *wanted* trades; its main trade is not *excluded*.

    The registration's first line is the main trade.  *manufacturing* are the words of 업태 by
    which it is told.  Words *unlike* a manufacture of the goods themselves (their repair) make
    a doubt of a match.  What the form says of its own class is shown to the reviewer and never
    decides.  The trade of a subordinate place need not be its head office's.
    """

    name = "trade"
    says = (
        "사업자등록증명의 업태와 종목이 공고의 분야에 해당하는 제조업이어야 합니다. 분명하지 "
        "않으면 담당자 확인으로 두고, 제조업이 전혀 없거나 주업종이 제외 업종이면 지원 제외 "
        "사유입니다."
    )

    judges = (REGISTRATION,)

    manufacturing: tuple[Word, ...] = Field(min_length=1)
    wanted: tuple[Group, ...] = Field(min_length=1)
    excluded: tuple[Group, ...] = ()
    unlike: tuple[Word, ...] = ()

    def explain(self) -> str:
        plain = ", ".join(trade.called for trade in self.wanted if trade.plain)
        near = ", ".join(trade.called for trade in self.wanted if not trade.plain)
        shut = ", ".join(trade.called for trade in self.excluded)
        return (
            f"사업자등록증명의 업태에 제조업이 있고 종목이 다음에 해당하여야 합니다: {plain}. "
            f"다음이거나 분명하지 않으면 담당자 확인으로 둡니다: {near}. 제조업이 전혀 없거나 "
            f"주업종이 제외 업종({shut})이면 지원 제외 사유입니다."
        )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for document in dossier.of_type(REGISTRATION)[:1]:
            again = partial(self._trades, dossier=dossier)
            yield from self.weighed(document, FIELDS, again(document), again=again)

    def _trades(self, document: Document, dossier: Dossier) -> Iterator[Finding]:
        kinds, items = (listed(document, field) for field in FIELDS)
        lines = paired(kinds, items)
        yield from self._excluded(document, lines)
        making = [line for line in lines if self._is_made(line.kind)]
        elsewhere = dossier.names_subordinate_place or bool(dossier.of_type(STATEMENT))
        if not any(map(self._is_made, kinds)):
            yield self._no_manufacture(document, lines, sure=not elsewhere and not any(
                map(self._is_made, items)
            ))  # fmt: skip
        elif not any(self._is_wanted(line) for line in making):
            if len(kinds) != len(items) and all(self._is_wanted(TradeLine("", i)) for i in items):
                return
            yield self._not_plain(document, making or lines, dossier)

    def _excluded(self, document: Document, lines: tuple[TradeLine, ...]) -> Iterator[Finding]:
        for trade in self.excluded:
            for number, line in enumerate(lines):
                # Tableware is made for restaurants: there only the goods themselves count.
                if not trade.holds(line) or (trade.kinds and self._is_made(line.kind)):
                    continue
                main = number == 0
                place = "주업종" if main else "부업종"
                yield self.finding(
                    f"{document.title}의 {place}({line})이 공고의 부적격 업종(‘{trade.called}’)에 "
                    f"해당{'합니다' if main and trade.plain else '하는지 확인하여 주십시오'}.",
                    about=document,
                    what="excluded",
                    severity="blocking" if main and trade.plain else "doubtful",
                    remedy=None if main and trade.plain else REMEDY,
                    evidence=evidence(document),
                )
                return

    def _no_manufacture(
        self, document: Document, lines: tuple[TradeLine, ...], *, sure: bool
    ) -> Finding:
        trades = "; ".join(map(str, lines))
        if sure:
            said = "에 제조업이 없습니다. 제조업을 하는 중소기업만 신청할 수 있습니다."
        else:
            said = "에서 제조업을 찾지 못하였습니다. 신청 사업장의 업종을 확인하여 주십시오."
        return self.finding(
            f"{document.title}의 업태·종목({trades}){said}",
            about=document,
            what="manufacturing",
            severity="blocking" if sure else "doubtful",
            remedy=None if sure else REMEDY,
            evidence=evidence(document),
        )

    def _not_plain(
        self, document: Document, making: list[TradeLine] | tuple[TradeLine, ...], dossier: Dossier
    ) -> Finding:
        near = next((t for t in self.wanted if not t.plain and any(map(t.holds, making))), None)
        trades = "; ".join(map(str, making))
        why = f" {near.because}" if near else ""
        return self.finding(
            f"{document.title}의 제조 업종({trades})이 보건·의료·바이오 분야인지 분명하지 "
            f"않습니다.{why}{''.join(self._classes(dossier))}",
            about=document,
            severity="doubtful",
            remedy=REMEDY,
            evidence=evidence(document),
        )

    def _classes(self, dossier: Dossier) -> Iterator[str]:
        """Yield what other papers say of the firm's class."""
        for document in dossier.of_type(*SAY_A_CLASS):
            for field in FIELDS:
                for code in CLASS.findall(" ".join(listed(document, field))):
                    trade = next((t for t in self.wanted if code.startswith(t.ksic)), None)
                    called = f"‘{trade.called}’" if trade else "목록에 없는 분류"
                    named = with_particle(f"업종코드 {code}({called})", "이/가")
                    yield f" {document.title}에는 {named} 적혀 있습니다."

    def _is_made(self, kind: str) -> bool:
        return any(squash(word) in squash(kind) for word in self.manufacturing)

    def _is_wanted(self, line: TradeLine) -> bool:
        unlike = any(squash(word) in squash(line.item) for word in self.unlike)
        return not unlike and any(trade.plain and trade.holds(line) for trade in self.wanted)


REMEDY = (
    "보건·의료·바이오 분야의 제품을 제조하고 계심을 확인할 수 있는 서류(공장등록증명서, 제품 "
    "허가증 등)를 보내 주십시오."
)


def listed(document: Document, field: str) -> tuple[str, ...]:
    """Return the entries of *field*, none where it was not read."""
    value = document.field(field)
    if value is None or value.value is None:
        return ()
    return value.value if isinstance(value.value, tuple) else (str(value.value),)


def paired(kinds: tuple[str, ...], items: tuple[str, ...]) -> tuple[TradeLine, ...]:
    """Return the lines of the registration.

    A 업태 may stand for several 종목, or be printed once for all; then only the first of each
    belong together for certain, and one 업태 alone is that of all 종목.
    """
    if len(kinds) == len(items):
        return tuple(map(TradeLine, kinds, items))
    if len(kinds) == 1:
        return tuple(TradeLine(kinds[0], item) for item in items) or (TradeLine(kinds[0], ""),)
    first = TradeLine(kinds[0] if kinds else "", items[0] if items else "")
    return (
        first,
        *(TradeLine(kind, "") for kind in kinds[1:]),
        *(TradeLine("", item) for item in items[1:]),
    )


def evidence(document: Document) -> tuple[Evidence, ...]:
    return tuple(Evidence(document=document.id, field=field) for field in FIELDS)
