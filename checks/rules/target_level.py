"""목표수준: the level aimed at, against the kind of support and the level reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from checks.model import Dossier, Finding, Notice
from checks.rules import SheetRule, rule
from checks.wording import label, shown, with_particle
from extractors.korean import squash
from extractors.model import Document

Question = Literal["target_level", "present_level"]
NONE_YET = re.compile(r"^(?:없음|해당없음|해당사항없음|미구축|미보유|미도입|최초신청|최초|신규)$")


@rule
class TargetLevel(SheetRule):
    """The level aimed at is *least* or higher, and fits the kind of support.

    *levels* stand from the lowest to the highest (KS X 9001-1).  Support whose name holds
    *same* is for a firm that keeps its level, any other for one that raises it.  How often a
    firm applied at its level no paper shows.  The present level is asked only where the form
    prints it, or where the kind of support rests on it.
    """

    name = "target-level"
    says = (
        "목표수준이 {least} 이상이어야 합니다. 지원유형이 {same:이면/면} 현재수준과 같아야 하고, "
        "아니면 현재수준보다 높아야 합니다. 맞지 않으면 담당자 확인으로 두고, 신청서에 항목이 "
        "없으면 직접 확인할 사항으로 둡니다."
    )

    asks_twice = True
    demands_entries = False

    levels: tuple[str, ...] = Field(min_length=1)
    least: str
    same: str
    asks: tuple[Question, ...] = ("target_level", "present_level")

    @model_validator(mode="after")
    def _knows_the_least(self) -> TargetLevel:
        if self.least not in self.levels:
            raise ValueError(f"가장 낮은 목표수준 ‘{self.least}’이 수준 목록(levels)에 없습니다")
        return self

    @property
    def part(self) -> str | None:
        return None if self.asks == ("target_level",) else "present_level"

    @property
    def fields(self) -> tuple[str, ...]:
        if self.asks == ("target_level",):
            return self.asks
        return ("support_type", "present_level", "target_level")

    def parts(self) -> tuple[Self, ...]:
        return tuple(self.model_copy(update={"asks": (one,)}) for one in self.asks)

    def concerns(self, document: Document) -> bool:
        if not super().concerns(document):
            return False
        if self.part is None:
            return True
        has_target = "target_level" in self.printed_on(document)
        return has_target and (self._is_same(document) or bool(document.field(self.part)))

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        asked = ("target_level",) if self.part is None else ("target_level", "present_level")
        if any(document.field(field) is None for field in asked):
            return
        target = self._level(document, "target_level")
        if self.part is None:
            yield from self._least(document, target)
            return
        present = self._level(document, "present_level", or_none=True)
        if present is None:
            yield self._unknown(document, "present_level")
        elif target is not None:
            yield from self._step(document, present, target)

    def _least(self, document: Document, target: int | None) -> Iterator[Finding]:
        if target is None:
            yield self._unknown(document, "target_level")
        elif target < self.levels.index(self.least):
            yield self._doubt(
                document,
                f"{document.title}의 목표수준({self._said(document, 'target_level')})이 공고의 "
                f"지원조건({self.least} 수준 이상)보다 낮습니다.",
            )

    def _step(self, document: Document, present: int, target: int) -> Iterator[Finding]:
        kind = self._said(document, "support_type")
        step = (
            f"현재수준({self._said(document, 'present_level')}), "
            f"목표수준({self._said(document, 'target_level')})"
        )
        if target < present:
            said = "목표수준이 현재수준보다 낮습니다."
        elif self._is_same(document) and target > present:
            said = f"지원유형({kind})은 수준향상 없이 다시 신청하는 경우입니다."
        elif not self._is_same(document) and target == present:
            named = f"{with_particle(f'‘{kind}’', '이/가')} 아니라 " if kind else ""
            right = with_particle(f"‘{self.same}’", "이어야/여야")
            said = f"수준향상이 없으므로 지원유형이 {named}{right} 합니다."
        else:
            return
        yield self._doubt(document, f"{document.title}의 {step}: {said}")

    def _unknown(self, document: Document, field: str) -> Finding:
        return self._doubt(
            document,
            f"{document.title}의 {label(field)}(“{self._said(document, field)}”)이 어느 수준인지 "
            f"알 수 없습니다({', '.join(self.levels)} 가운데 하나).",
        )

    def _doubt(self, document: Document, message: str) -> Finding:
        return self.finding(
            message,
            about=document,
            what=self.part,
            severity="doubtful",
            remedy="지원유형, 현재수준과 목표수준을 공고에 맞게 적으신 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
            evidence=self.evidence(document),
        )

    def _level(self, document: Document, field: str, *, or_none: bool = False) -> int | None:
        """Return the place of a level among `levels`; -1 for a firm that has none yet."""
        value = document.field(field)
        said = squash(str(value.value)) if value is not None and value.value else ""
        if or_none and NONE_YET.match(said):
            return -1
        named = [place for place, level in enumerate(self.levels) if squash(level) in said]
        return named[0] if len(named) == 1 else None

    def _is_same(self, document: Document) -> bool:
        kind = document.field("support_type")
        return kind is not None and squash(self.same) in squash(str(kind.value or ""))

    def _said(self, document: Document, field: str) -> str:
        value = document.field(field)
        return shown(value) if value is not None else ""
