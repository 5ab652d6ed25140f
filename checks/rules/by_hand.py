"""What no paper shows: where a person looks it up, and the number to type there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, model_validator

from checks.model import Dossier, Evidence, Finding, Lookup, Notice
from checks.rules import DossierRule, rule
from checks.wording import label, spoken
from extractors.model import Document

REGISTRATION = "business-registration"
FAILED = "확인한 결과, 요건에 맞지 않는 것으로 나타났습니다."
"""What follows the question where the programme has no sentence of its own for a bad end."""


@rule
class ByHand(DossierRule):
    """One thing that a person looks up and ticks.

    ``asks`` is the question, ``quote`` the notice's own sentence, ``where`` the place to
    look, ``numbers`` the fields of which the first one read is typed there.  With
    ``document`` it is asked about that paper, wherever it came, and asked again when a newer
    one comes; without, about the firm.  ``found`` is the sentence in which it is told once it
    turned out badly, ``remedy`` what the applicant can do then; without one nothing can mend it.
    """

    name = "by-hand"
    says = (
        "{asks} 담당자가 직접 확인합니다. 보고서에 확인할 곳({where}), 입력할 번호({numbers})와 "
        "표시할 칸을 둡니다."
    )

    asks: Annotated[str, Field(min_length=1)]
    where: Annotated[str, Field(min_length=1)]
    what: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] | None = None
    document: str | None = None
    quote: str = ""
    numbers: tuple[str, ...] = ("business_number",)
    found: Annotated[str, Field(min_length=1)] | None = None
    remedy: str | None = None

    @model_validator(mode="after")
    def _is_about_something(self) -> ByHand:
        if self.what is None and self.document is None:
            raise ValueError("확인할 내용의 이름(what)이나 서류(document)가 있어야 합니다")
        return self

    @property
    def papers(self) -> dict[str, tuple[str, ...]]:
        return {self.document: self.numbers} if self.document else {}

    @property
    def mark(self) -> str:
        return ":".join(part for part in (self.document, self.what) if part)

    def explain(self) -> str:
        quoted = f"“{self.quote}”: " if self.quote else ""
        number = f" 입력할 번호: {spoken(self.numbers)}." if self.numbers else ""
        return f"{quoted}{self.asks} 담당자가 직접 확인합니다. 확인할 곳: {self.where}.{number}"

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        if self.document is None:
            registration = dossier.of_type(REGISTRATION)
            yield self._box((*registration, *dossier.documents), None)
        elif papers := dossier.of_type(self.document):
            yield self._box(papers, papers[0])

    def _box(self, papers: tuple[Document, ...], about: Document | None) -> Finding:
        read = [
            (paper, field, value)
            for field in self.numbers
            for paper in papers
            if (value := paper.field(field)) is not None and value.value is not None
        ]
        best = next((place for place in read if place[2].certain), next(iter(read), None))
        lookup = Lookup(
            quote=self.quote,
            where=self.where,
            label=label(best[1] if best else self.numbers[0]) if self.numbers else "",
            number=str(best[2].value) if best else None,
            certain=best is not None and best[2].certain,
            negative=self.found or f"{self.asks} {FAILED}",
        )
        places: tuple[Evidence, ...] = ()
        if about is not None:
            places = (Evidence(document=about.id, field=best[1] if best else None),)
        return self.finding(
            f"{self.asks} 직접 확인하여 주십시오.",
            about=about,
            what=self.what,
            severity="note",
            remedy=self.remedy,
            evidence=places,
        ).model_copy(update={"lookup": lookup})
