"""(예시): the form's own example was not left standing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from checks.model import Dossier, Finding, Notice
from checks.rules import EntriesRule, rule
from checks.wording import with_particle
from extractors.korean import squash
from extractors.model import Document

LEAST_LETTERS = 4


@rule
class ExampleText(EntriesRule):
    """None of *entries* (field of the form → its label on paper) still holds an example.

    *examples* are what the empty form prints in its cells, whole or in parts that nobody
    would write by himself; blanks and marks are no difference.  An entry in which nothing
    but the form's own print stands holds an example, too.  Where the applicant's own words
    stand beside it, the entry is asked for all the same: what is meant is not plain.
    """

    name = "example-text"
    says = (
        "{entries} 칸에 서식의 예시 문구({examples})가 남아 있으면 지우고 다시 작성하도록 보완을 "
        "요청합니다."
    )
    doubts_silence = False

    examples: tuple[Annotated[str, Field(min_length=LEAST_LETTERS)], ...] = Field(min_length=1)

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for field, printed in self.entries.items():
            value = document.field(field)
            if value is None:
                continue
            said = squash(value.raw)
            left = next((example for example in self.examples if squash(example) in said), "")
            if not left and value.value is None and value.certain:
                left = value.raw
            if not left:
                continue
            state = "만" if value.value is None else "가"
            yield self.finding(
                f"{document.title}의 ‘{printed}’ 칸에 서식의 예시 문구(“{left}”){state} 남아 "
                "있습니다.",
                about=document,
                what=field,
                remedy="예시 문구를 지우고 귀사의 내용만 적으신 "
                f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
                evidence=self.evidence(document),
            )
