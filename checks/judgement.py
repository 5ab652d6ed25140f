"""The judgement of a dossier, in its three steps.

Each paper is judged alone; of each type the papers in force are chosen by those judgements;
the rules about the dossier see only what is in force.  A reviewer's decisions are laid over
what was found last, so that a waiver hides nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from checks.corroboration import corroborate
from checks.model import (
    Asked,
    DecisionKind,
    Dossier,
    Finding,
    Notice,
    RequirementState,
    State,
    Status,
    Unchecked,
    Verdict,
)
from checks.rules import DocumentRule, DossierRule
from extractors.model import Document

WEIGHT = {"blocking": 2, "doubtful": 1, "note": 0}


class Rules(NamedTuple):
    """What is asked: of papers, by their type, and of the dossier."""

    of_documents: Mapping[str, tuple[DocumentRule, ...]]
    of_dossier: tuple[DossierRule, ...]


def judge(
    dossier: Dossier,
    notice: Notice,
    rules: Rules,
    *,
    decisions: Mapping[str, DecisionKind],
    unchecked: tuple[Unchecked, ...] = (),
) -> Verdict:
    """Return the verdict on *dossier*; *decisions* hold what a person said, by finding key."""
    dossier = dossier.model_copy(update={"documents": corroborate(dossier.documents)})

    def about(document: Document) -> tuple[Finding, ...]:
        asked = rules.of_documents.get(document.type, ())
        return tuple(f for rule in asked for f in rule.check(document, dossier, notice))

    current = in_force(dossier, {d.id: about(d) for d in dossier.documents})
    found = (
        *(f for d in in_notice_order(current.documents, notice) for f in about(d)),
        *(finding for rule in rules.of_dossier for finding in rule.check(current, notice)),
    )
    findings = tuple(
        finding.decided(decisions.get(finding.key)) for finding in heaviest_of_each_key(found)
    )
    return Verdict(
        status=status_of(dossier, notice, findings, decisions),
        in_force=tuple(d.id for d in current.documents if d.type != Document.type),
        requirements=tuple(state_of(asked, current, findings) for asked in notice.requires),
        findings=findings,
        unchecked=unchecked,
    )


def in_force(dossier: Dossier, alone: Mapping[str, tuple[Finding, ...]]) -> Dossier:
    """Return the dossier with the papers in force as its documents, the others superseded.

    Of the papers of a type the newest one that meets its rules is in force, else the newest;
    another firm's paper never takes the place of the applicant's own.
    The sheets of a form may come apart, so each of them has its own paper in force, and a
    paper keeps only the sheets for which it is.  What was not recognised has no type and
    stays as it is.
    """
    chosen: dict[str, Document] = {}
    number = own_number(dossier.documents)
    for kind in dict.fromkeys(d.type for d in dossier.documents):
        papers = [d for d in dossier.documents if d.type == kind]
        if kind == Document.type:
            chosen |= {d.id: d for d in papers}
            continue
        kept: dict[str, list[str]] = {}
        for sheet in dict.fromkeys(s for d in papers for s in sheets_of(d)):
            copies = dossier.newest_first(d for d in papers if sheet in sheets_of(d))
            own = [d for d in copies if number_of(d) in (number, None)] or copies
            best = next((d for d in own if d.certain and meets(alone[d.id])), own[0])
            chosen[best.id] = best
            kept.setdefault(best.id, []).append(sheet)
        for name, sheets in kept.items():
            if tuple(sheets) != sheets_of(chosen[name]):
                chosen[name] = chosen[name].model_copy(update={"sheets": tuple(sheets)})
    return dossier.model_copy(
        update={
            "documents": tuple(chosen[d.id] for d in dossier.documents if d.id in chosen),
            "superseded": tuple(d for d in dossier.documents if d.id not in chosen),
            "held_against": {
                name: tuple(f for f in findings if f.severity != "note")
                for name, findings in alone.items()
            },
        }
    )


def own_number(documents: Iterable[Document]) -> str | None:
    """Return the business number that most types of paper print for certain."""
    printed = {(d.type, number) for d in documents if (number := number_of(d)) is not None}
    counts = Counter(number for _, number in printed).most_common(2)
    tied = len(counts) == 2 and counts[0][1] == counts[1][1]
    return counts[0][0] if counts and not tied else None


def number_of(document: Document) -> str | None:
    """Return the business number on *document*, if it may be acted on."""
    value = document.field("business_number")
    return value.value if value is not None and value.certain else None


def sheets_of(document: Document) -> tuple[str, ...]:
    """Return which sheets of its form a paper holds; one without a name where it has none."""
    return tuple(getattr(document, "sheets", ())) or ("",)


def meets(findings: Iterable[Finding]) -> bool:
    """Tell whether a paper with these findings meets its rules."""
    return all(finding.severity == "note" for finding in findings)


def in_notice_order(documents: Iterable[Document], notice: Notice) -> list[Document]:
    """Return the papers in the order in which the notice asks for them."""
    order = {asked.document: place for place, asked in enumerate(notice.requires)}
    return sorted(documents, key=lambda document: order.get(document.type, len(order)))


def heaviest_of_each_key(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding per key: the same may be found about two sheets of a form."""
    kept: dict[str, Finding] = {}
    for finding in findings:
        other = kept.get(finding.key)
        if other is None or WEIGHT[finding.severity] > WEIGHT[other.severity]:
            kept[finding.key] = finding
    return tuple(kept.values())


def status_of(
    dossier: Dossier,
    notice: Notice,
    findings: Iterable[Finding],
    decisions: Mapping[str, DecisionKind],
) -> Status:
    """Return the first status that applies (contract, section 5).

    Late is a fact of the server's clock; only a person who waives or settles the finding
    about it can set it aside.
    """
    forgiven = decisions.get("received-in-window") in ("waived", "settled")
    first = dossier.first
    if first.received_at_known and first.received_at > notice.window.closes and not forgiven:
        return "late"
    blocking = [finding for finding in findings if finding.counts_as == "blocking"]
    if any(finding.remedy is None for finding in blocking):
        return "ineligible"
    if blocking:
        return "supplement"
    return "review" if any(f.counts_as == "doubtful" for f in findings) else "complete"


def state_of(asked: Asked, dossier: Dossier, findings: Iterable[Finding]) -> RequirementState:
    """Return how one row of 제출서류 stands, by what is in force and was found about it."""
    papers = dossier.of_type(asked.document)
    about = [finding for finding in findings if finding.document == asked.document]
    weights = {finding.counts_as for finding in about}
    if papers:
        state: State = "met"
        if "blocking" in weights:
            state = "blocking"
        elif "doubtful" in weights:
            state = "doubtful"
        return RequirementState(
            clause=asked.clause,
            document=asked.document,
            state=state,
            documents=tuple(d.id for d in papers),
        )
    near = [e.document for f in about if f.rule == "look-alike" for e in f.evidence if e.document]
    return RequirementState(
        clause=asked.clause,
        document=asked.document,
        state=absent(asked, dossier, about, near=bool(near)),
        documents=tuple(near),
    )


def absent(asked: Asked, dossier: Dossier, about: Iterable[Finding], *, near: bool) -> State:
    """Return the state of a row whose paper was not found."""
    findings = list(about)
    weights = {finding.counts_as for finding in findings}
    if not asked.always and "blocking" in weights:
        return "missing"
    if asked.needed_when == "subordinate-place" and dossier.names_subordinate_place:
        return "doubtful"
    if not asked.always:
        return "doubtful" if "doubtful" in weights else "not-needed"
    if "blocking" in weights:
        return "blocking" if near else "missing"
    if "doubtful" in weights:
        return "unreadable" if dossier.unread and not near else "doubtful"
    if any(finding.decision == "settled" for finding in findings):
        return "met"
    return "not-needed" if findings else "missing"
