"""필수 기재: the mandatory entries of a form are not blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from checks.corroboration import said_twice
from checks.model import Dossier, Finding, Notice
from checks.rules import EntriesRule, no_words, rule
from checks.wording import shown, with_particle
from extractors.fields.putting_off import is_put_off, is_sent_elsewhere
from extractors.model import Document, Value

LEAST_SYLLABLES = 6
"""Of an entry that two readings tell differently; dirt and fillers have fewer in common."""


@rule
class FilledIn(EntriesRule):
    """Each of *entries* (field of the form → its label on paper) says something of its own.

    An entry in which only the form's example stands counts as blank, unless *examples* are
    said to be the affair of another rule.  What two readings of a scan tell differently is an
    entry all the same, if enough of its words stand in both.
    """

    name = "filled-in"
    says = "{entries} 칸이 비어 있으면 보완을 요청합니다. {examples}"
    judges_blank = True
    asks_twice = True

    examples: Literal["blank", "elsewhere"] = "blank"

    def accepts(self, value: Value[Any]) -> bool:
        return super().accepts(value) and len(said_twice(value)) >= LEAST_SYLLABLES

    def _undecided(self, document: Document, field: str, what: str | None) -> Finding:
        """Say of an entry that answers nothing what it says: 별첨 참조, 추후 제출, a hyphen."""
        found = super()._undecided(document, field, what)
        value = document.field(field)
        if value is None or not value.raw:
            return found
        place = f"{document.title}의 ‘{self.entries[field]}’ 칸에 “{shown(value)}”"
        if is_sent_elsewhere(value.raw):
            message = (
                f"{place}라고만 적혀 있습니다. 함께 제출된 다른 자료에 그 내용이 있는지 "
                "확인하여 주십시오."
            )
        elif is_put_off(value.raw):
            message = f"{place}만 적혀 있습니다. 작성한 것으로 볼 수 있는지 확인하여 주십시오."
        else:
            return found
        remedy = (
            f"‘{self.entries[field]}’ 칸을 작성하신 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오."
        )
        return found.model_copy(update={"message": message, "remedy": remedy})

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for field, printed in self.entries.items():
            value = document.field(field)
            left = value is not None and value.raw and self.examples == "elsewhere"
            if value is not None and value.value is None and not left:
                place = f"{document.title}의 ‘{printed}’ 칸"
                state = "에 서식의 예시 문구만 남아" if value.raw else "이 비어"
                is_seen = bool(value.raw) or value.certain
                yield self.finding(
                    f"{place}{state} 있습니다." if is_seen else no_words(place),
                    about=document,
                    what=field,
                    remedy=f"‘{printed}’ 칸을 작성하신 "
                    f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
                    evidence=self.evidence(document),
                )
