"""보안솔루션 구축 또는 연동 필수: the plan names one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import Field

from checks.model import Dossier, Finding, Notice
from checks.rules import SheetRule, rule
from checks.wording import label, with_particle
from extractors.korean import single_spaced
from extractors.model import Document

SENTENCE = re.compile(r"[.!?。]\s|[\n;※●○•]|(?<=[음함임됨])\.?\s")


@rule
class SecuritySolution(SheetRule):
    """One of *entries*, the first of them the likeliest, speaks of a security solution.

    *words* name one; *unlike* are words that hold one of them and mean something else (보안경);
    *denials* say in the same sentence that there is none.  Whether what is named suffices is
    for the evaluators.
    """

    name = "security-solution"
    says = (
        "{entries} 칸 가운데 한 곳에 보안솔루션({words})의 구축이나 연동이 적혀 있어야 합니다. "
        "보이지 않거나 두지 않는다고 적혀 있으면 담당자 확인으로 둡니다."
    )

    demands_entries = False

    entries: tuple[str, ...] = Field(min_length=1)
    words: tuple[str, ...] = Field(min_length=1)
    unlike: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return self.entries

    def check(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield the doubt, weighed by the one entry that the answer hangs on.

        That is the entry which names a solution, a certain one before others; where none
        does, the likeliest that says anything.
        """
        if not self.concerns(document):
            return
        if not self.printed_on(document):
            yield self.not_printed(document, self.entries[:1])
            return
        decides, findings = self._look(document)

        def again(second: Document) -> tuple[Finding, ...]:
            named, found = self._look(second)
            return found if named == decides else (self._missing(document, []),)

        yield from self.weighed(document, (decides,), findings, again=again)

    def _look(self, document: Document) -> tuple[str, tuple[Finding, ...]]:
        """Return the entry that the answer hangs on, and what is wrong."""
        said = {field: self._sentences(document, field) for field in self.entries}
        naming = [field for field, sentences in said.items() if any(map(self._names, sentences))]
        naming.sort(key=lambda field: not getattr(document.field(field), "certain", False))
        denied = [s for sentences in said.values() for s in sentences if self._denies(s)]
        findings: tuple[Finding, ...] = ()
        if denied or not naming:
            findings = (self._missing(document, denied),)
        decides = naming or [field for field in self.entries if said[field]]
        decides = decides or [field for field in self.entries if document.field(field)]
        return (*decides, self.entries[0])[0], findings

    def _missing(self, document: Document, denied: list[str]) -> Finding:
        title = document.title
        if denied:
            seen = f"보안솔루션을 두지 않는 것으로 보이는 내용(“{denied[0][:60]}”)"
            message = f"{title}에 {seen}이 있습니다."
        else:
            places = ", ".join(label(field) for field in self.entries)
            message = (
                f"{title}의 내용({places})에서 보안솔루션의 구축이나 연동 계획을 찾지 못하였습니다."
            )
        return self.finding(
            message,
            severity="doubtful",
            about=document,
            remedy=f"보안솔루션의 구축 또는 연동 계획을 적으신 {with_particle(title, '을/를')} "
            "다시 보내 주십시오.",
            evidence=self.evidence(document),
        )

    def _sentences(self, document: Document, field: str) -> list[str]:
        value = document.field(field)
        text = str(value.value) if value is not None and value.value else ""
        return [said for part in SENTENCE.split(text) if (said := single_spaced(part))]

    def _names(self, sentence: str) -> bool:
        said = "".join(sentence.split()).casefold()
        for word in self.unlike:
            said = said.replace(word.casefold(), "")
        return any(word.casefold() in said for word in self.words)

    def _denies(self, sentence: str) -> bool:
        said = "".join(sentence.split())
        return self._names(sentence) and any(word in said for word in self.denials)
