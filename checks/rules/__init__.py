"""Rules: values with one verb, each in a module of its own.

The fields of a rule are its parameters in the programme file.  A document rule looks at one
paper alone; a dossier rule at everything that is in force.  Whether the values it looks at
may be acted on is not its affair: that is settled here, for all rules alike.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, ClassVar, Self, TypeVar

from pydantic import Field

from checks.model import Dossier, Evidence, Finding, Lookup, Notice, Severity
from checks.wording import Spoken, label, shown, spoken, with_particle
from extractors.model import Document, File, Frozen, Value

R = TypeVar("R", bound="type[Rule]")

RULES: dict[str, type[Rule]] = {}
"""Every rule by the name that programme files use."""


def rule(kind: R) -> R:
    """Make the rule *kind* known to programme files under its ``name``."""
    if kind.name in RULES:
        raise ValueError(f"two rules are called {kind.name}")
    RULES[kind.name] = kind
    return kind


class Rule(Frozen):
    """What every rule has: its name, and the place in the notice that asks for it.

    ``says`` tells a programme officer what the rule does, in Korean; its parameters stand in
    braces, where needed with their particle: ``{months}``, ``{asks:이/가}``.  ``judges`` are
    the types of paper of which a notice must ask for one, or the rule would see nothing.
    """

    name: ClassVar[str]
    says: ClassVar[str] = ""
    judges: ClassVar[tuple[str, ...]] = ()

    clause: str = ""

    @property
    def papers(self) -> Mapping[str, tuple[str, ...]]:
        """The types of paper that the parameters name, and the fields they name of each."""
        return {}

    @property
    def mark(self) -> str:
        """What tells the rule from others of its row: its parameters, where it asks several."""
        return repr(self)

    def explain(self) -> str:
        """Return what the rule does with these parameters, for a programme officer."""
        return self.says.format_map({name: Spoken(spoken(value)) for name, value in self})

    def finding(
        self,
        message: str,
        *,
        about: Document | File | str | None = None,
        what: str | None = None,
        severity: Severity = "blocking",
        remedy: str | None = None,
        evidence: Iterable[Evidence] = (),
    ) -> Finding:
        """Say *message* about a paper, a type of paper, a file, or the dossier (None).

        ``remedy`` stays None only where no new paper can mend it.
        """
        subject = about.type if isinstance(about, Document) else about
        place = subject.sha256[:12] if isinstance(subject, File) else subject
        shown_by = tuple(evidence)
        if not shown_by and isinstance(about, Document):
            shown_by = (Evidence(document=about.id),)
        if not shown_by and isinstance(about, File):
            shown_by = (Evidence(file=about.sha256),)
        return Finding(
            key=":".join(part for part in (self.name, place, what) if part),
            rule=self.name,
            severity=severity,
            document=subject if isinstance(subject, str) else None,
            message=message,
            remedy=remedy,
            clause=self.clause,
            evidence=shown_by,
        )

    def weighed(
        self,
        document: Document,
        fields: tuple[str, ...],
        findings: Iterable[Finding],
        *,
        what: str | None = None,
        judges_blank: bool = False,
        again: Callable[[Document], Iterable[Finding]] | None = None,
    ) -> Iterator[Finding]:
        """Yield *findings* with no more weight than the values they hang on can carry.

        A value that was not found or cannot be read is a doubt of its own, and the findings
        are never asked for.  A value, or a document, that is not certain makes the findings
        doubtful at most, and makes a doubt of their absence; not so where *again*, asked of
        what a second reading says, finds nothing either.
        """
        for name in fields:
            value = document.field(name)
            blank = value is not None and value.value is None and (value.certain or not value.raw)
            if value is None or (value.value is None and not (blank and judges_blank)):
                yield self._undecided(document, name, what)
                return
        unsure = [name for name in fields if not getattr(document.field(name), "certain", False)]
        if document.certain and not unsure:
            yield from findings
            return
        doubts = False
        for finding in findings:
            doubts = doubts or finding.severity != "note"
            yield doubted(finding)
        if doubts:
            return
        second = self._reread(document, unsure) if document.certain and again else None
        if again is None or second is None or any(f.severity != "note" for f in again(second)):
            yield self._unsure(document, unsure, what)

    def _reread(self, document: Document, fields: Iterable[str]) -> Document | None:
        """Return *document* with a second reading of *fields*; None where one has none."""
        values = {name: value for name in fields if (value := document.field(name)) is not None}
        if not all(self.accepts(value) for value in values.values()):
            return None
        return document.model_copy(
            update={
                name: value.model_copy(update={"value": value.second})
                for name, value in values.items()
            }
        )

    def accepts(self, value: Value[Any]) -> bool:
        """Tell whether a second reading of *value* may answer for it."""
        return value.second is not None

    def _undecided(self, document: Document, field: str, what: str | None) -> Finding:
        value = document.field(field)
        name = label(field)
        if value is None:
            message = f"{document.title}에서 {with_particle(name, '을/를')} 찾지 못하였습니다."
        elif not value.raw:
            place = f"{document.title}의 {name} 칸"
            message = f"{place}이 비어 있습니다." if value.certain else no_words(place)
        else:
            message = (
                f"{document.title}의 {with_particle(name, '을/를')} 읽을 수 없습니다"
                f"(읽힌 글자: “{shown(value)}”)."
            )
        return self.finding(
            message,
            about=document,
            what=what,
            severity="doubtful",
            remedy=f"{with_particle(name, '이/가')} 또렷하게 보이는 "
            f"{with_particle(document.title, '을/를')} 다시 보내 주십시오.",
            evidence=(Evidence(document=document.id, field=field if value else None),),
        )

    def _unsure(self, document: Document, fields: list[str], what: str | None) -> Finding:
        if not fields:
            seen = with_particle(document.title, "으로/로")
            message = f"제출하신 서류는 {seen} 보이나 서류의 종류가 확실하지 않습니다."
        else:
            quoted = ", ".join(
                f"{label(name)}({shown(value) or '빈칸'})"
                for name in fields
                if (value := document.field(name)) is not None
            )
            message = (
                f"{document.title}의 {with_particle(quoted, '을/를')} 확실하게 읽지 못하였습니다."
            )
        return self.finding(
            message,
            about=document,
            what=what,
            severity="doubtful",
            remedy=f"글자가 또렷하게 보이는 {with_particle(document.title, '을/를')} "
            "다시 보내 주십시오.",
            evidence=tuple(Evidence(document=document.id, field=name) for name in fields),
        )


SUPPOSED = " 다만 도착한 날을 알 수 없어 접수일은 어림한 날입니다."
"""What is said of a finding that rests on a day of arrival which nobody knows."""


class DocumentRule(Rule):
    """A rule about one paper alone, the day on which its own mail arrived included.

    ``decides_on`` names the values that its answer hangs on.  A rule that asks several
    questions at once comes in `parts`, so that a doubt about one answer does not spread to
    the others; ``part`` tells their findings apart.  Where nothing hangs on its silence
    (``doubts_silence`` False), the rule is asked whatever was read, and silence stays silence.
    ``asks_twice`` says that a word or an amount answers it: what OCR has not read sign by sign
    for certain leaves no doubt where the rule is silent on each of two readings.

    ``by_arrival`` says that the day of arrival decides: where nobody knows it, what is found
    is doubtful.

    ``demands_entries`` says whether the notice itself wants the entries on the form.  Where it
    does not, one that the form has no place for is something to look up and no doubt; the
    rule is asked about the others.  Of a row of several papers it looks at those of the types
    ``of``, at all where none is named.
    """

    decides_on: ClassVar[tuple[str, ...]] = ()
    judges_blank: ClassVar[bool] = False
    doubts_silence: ClassVar[bool] = True
    asks_twice: ClassVar[bool] = False
    demands_entries: ClassVar[bool] = True

    of: tuple[str, ...] = ()

    @property
    def by_arrival(self) -> bool:
        return False

    @property
    def part(self) -> str | None:
        return None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that this rule looks at, with these parameters."""
        return self.decides_on

    def parts(self) -> tuple[Self, ...]:
        """Return the rule as one rule per question."""
        return (self,)

    def concerns(self, document: Document) -> bool:
        """Tell whether *document* is, or holds, what the rule asks about."""
        return True

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield what is wrong; every value of `fields` has been read when this is called.

        Not so where ``doubts_silence`` is False; and where the notice does not demand its
        entries, some of them may not be there.
        """
        raise NotImplementedError

    def check(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield the findings of every part, weighed."""
        supposed = self.by_arrival and not dossier.knows_arrival(document)
        for finding in self._weighed_parts(document, dossier, notice):
            if supposed:
                finding = doubted(finding)
                finding = finding.model_copy(update={"message": finding.message + SUPPOSED})
            yield finding

    def _weighed_parts(
        self, document: Document, dossier: Dossier, notice: Notice
    ) -> Iterator[Finding]:
        for part in self.parts():
            if not part.concerns(document):
                continue
            findings = part.examine(document, dossier, notice)
            if part.doubts_silence:
                again = partial(part.examine, dossier=dossier, notice=notice)
                fields = part.printed_on(document)
                if lacking := [field for field in part.fields if field not in fields]:
                    yield part.not_printed(document, lacking)
                if not fields:
                    continue
                yield from part.weighed(
                    document,
                    fields,
                    findings,
                    what=part.part,
                    judges_blank=part.judges_blank,
                    again=again if part.asks_twice else None,
                )
                continue
            certain = all(rests_on_certainty(document, field) for field in (None, *part.fields))
            yield from (finding if certain else doubted(finding) for finding in findings)

    def printed_on(self, document: Document) -> tuple[str, ...]:
        """Return those of `fields` that the rule waits for: all that the notice demands.

        Of others those that the form has a place for, or may have on a sheet that was not
        read whole.
        """
        return tuple(
            field
            for field in self.fields
            if self.demands_entries or document.field(field) or not document.read_whole
        )

    def not_printed(self, document: Document, fields: Sequence[str]) -> Finding:
        """Return what is to be looked up, as the form does not ask for *fields*."""
        named = ", ".join(label(field) for field in fields)
        finding = self.finding(
            f"{document.title}에 {named} 항목이 없습니다(서식에 없는 항목). 공고({self.clause})에 "
            "맞는지 직접 확인하여 주십시오.",
            about=document,
            what=self.part or ("not-printed" if len(fields) < len(self.fields) else None),
            severity="note",
            remedy=f"{with_particle(named, '을/를')} 적으신 자료를 보내 주십시오.",
        )
        negative = f"{with_particle(named, '이/가')} 공고({self.clause})에 맞지 않습니다."
        lookup = Lookup(where="신청 기업에 문의", negative=negative)
        return finding.model_copy(update={"lookup": lookup})

    def evidence(self, document: Document) -> tuple[Evidence, ...]:
        """Return the places of all values that the rule looks at."""
        return tuple(
            Evidence(document=document.id, field=name)
            for name in self.fields
            if document.field(name) is not None
        ) or (Evidence(document=document.id),)


class SheetRule(DocumentRule):
    """A rule about one *sheet* of a form that has several.

    A sheet that did not come is missed once, by ``required``, and not once more for every
    entry.  Without *sheet* the rule looks at whatever came.
    """

    sheet: str | None = None

    def concerns(self, document: Document) -> bool:
        return self.sheet is None or self.sheet in getattr(document, "sheets", (self.sheet,))


class EntriesRule(SheetRule):
    """A rule that asks the same of each of *entries*: field of the form → its label on paper."""

    entries: dict[str, str] = Field(min_length=1)

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


class DossierRule(Rule):
    """A rule about the papers in force together, the files and the submissions."""

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield what is wrong."""
        raise NotImplementedError

    def check(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield the findings; what rests on a place that is not certain is doubtful at most."""
        papers = {d.id: d for d in (*dossier.documents, *dossier.superseded)}
        for finding in self.examine(dossier, notice):
            certain = all(
                rests_on_certainty(papers[place.document], place.field)
                for place in finding.evidence
                if place.document in papers
            )
            yield finding if certain else doubted(finding)


def rests_on_certainty(document: Document, field: str | None) -> bool:
    """Tell whether the document, and its value *field* if one is named, is certain."""
    value = document.field(field) if field else None
    return document.certain and (value is None or value.certain)


def no_words(place: str) -> str:
    """Return what is said of a *place* in which nothing is read and something may stand."""
    return (
        f"{place}에서 글자를 읽지 못하였습니다. 그림, 도형 또는 삽입된 개체로 작성되어 있는지 "
        "원본에서 확인하여 주십시오."
    )


def doubted(finding: Finding) -> Finding:
    """Return *finding* as a doubt, if it was more than that."""
    if finding.severity != "blocking":
        return finding
    return finding.model_copy(update={"severity": "doubtful"})


def issue_anew(named: str, notice: Notice, document: str) -> str:
    """Return the remedy that asks for a newly issued paper, and says where it is issued."""
    asked = notice.asked(document)
    where = f" {asked.obtain}" if asked and asked.obtain else ""
    return f"{with_particle(named, '을/를')} 새로 발급받아 보내 주십시오.{where}"


for _module in pkgutil.iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
