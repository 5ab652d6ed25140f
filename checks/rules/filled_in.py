"""필수 기재: the mandatory entries of a form are not blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field

from checks.model import Dossier, Finding, Notice
from checks.rules import DocumentRule, rule
from checks.wording import with_particle
from extractors.model import Document


@rule
class FilledIn(DocumentRule):
    """Each of *entries* (field of the form → its label on paper) says something of its own.

    Where the form has several sheets, *sheet* names the one that holds the entries: if it
    did not come, that is said once by ``required`` and not once more for every entry.
    """

    name = "filled-in"
    judges_blank = True

    entries: dict[str, str] = Field(min_length=1)
    sheet: str | None = None

    @property
    def part(self) -> str | None:
        return next(iter(self.entries))

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.entries)

    def parts(self) -> tuple[Self, ...]:
        return tuple(
            self.model_copy(update={"entries": {field: printed}})
            for field, printed in self.entries.items()
        )

    def concerns(self, document: Document) -> bool:
        return self.sheet is None or self.sheet in getattr(document, "sheets", (self.sheet,))

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for field, printed in self.entries.items():
            value = document.field(field)
            if value is not None and value.value is None:
                state = "에 서식의 예시 문구만 남아" if value.raw else "이 비어"
                yield self.finding(
                    f"{document.title}의 ‘{printed}’ 칸{state} 있습니다.",
                    about=document,
                    what=field,
                    remedy=f"‘{printed}’ 칸을 작성하신 "
                    f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
                    evidence=self.evidence(document),
                )
