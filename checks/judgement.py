"""The judgement of a dossier, in its three steps.

Each paper is judged alone; of each type the papers in force are chosen by those judgements;
the rules about the dossier see only what is in force.  A reviewer's decisions are laid over
what was found last, so that a waiver hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checks.applicants import needed, number_of, own_number, year_of
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
from checks.wording import with_particle
from extractors.documents import DOCUMENTS
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
    documents = corroborate(_of_this_notice(dossier, notice))
    dossier = dossier.model_copy(update={"documents": documents})

    def about(document: Document) -> tuple[Finding, ...]:
        asked = rules.of_documents.get(document.type, ())
        return tuple(f for rule in asked for f in rule.check(document, dossier, notice))

    alone = {d.id: about(d) for d in dossier.documents}
    current = in_force(dossier, alone, notice)
    found = (
        *(
            f
            for d in in_notice_order(current.documents, notice)
            for f in _beside(d, about(d), current, notice)
        ),
        *(finding for rule in rules.of_dossier for finding in rule.check(current, notice)),
        *(finding for rule in rules.of_dossier for finding in _unseen(rule, current, notice)),
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


def _of_this_notice(dossier: Dossier, notice: Notice) -> tuple[Document, ...]:
    """Return the papers; a form of another notice may be one that this one asks for.

    Titles of forms are alike (신청서, 동의서), so while a form of its own is not seen, what
    looks like another's is a sheet of no known kind, and nobody is told that none was sent.
    """
    forms = {kind for kind, paper in DOCUMENTS.items() if paper.is_form}
    rows = [row for row in notice.requires if forms & set(row.types)]
    if not any(dossier.lacks(row) for row in rows):
        return dossier.documents
    asked = {kind for row in rows for kind in row.types}
    return tuple(
        Document(**{**document.model_dump(include=_PLAIN), "certain": False})
        if document.type in forms - asked
        else document
        for document in dossier.documents
    )


_PLAIN = set(Document.model_fields)


def in_force(dossier: Dossier, alone: Mapping[str, tuple[Finding, ...]], notice: Notice) -> Dossier:
    """Return the dossier with the papers in force as its documents, the others superseded.

    Of the papers of a type the newest one that meets its rules is in force, else the newest;
    another firm's paper never takes the place of the applicant's own.
    The sheets of a form may come apart, so each of them has its own paper in force, and a
    paper keeps only the sheets for which it is.  So have the years of which a row asks for one
    paper each; one whose year is not certain gives way to none.  What was not recognised has
    no type and stays as it is.
    """
    chosen: dict[str, Document] = {}
    number = own_number(dossier.documents)
    for kind in dict.fromkeys(d.type for d in dossier.documents):
        papers = [d for d in dossier.documents if d.type == kind]
        asked = notice.asked(kind)
        if kind == Document.type:
            chosen |= {d.id: d for d in papers}
            continue
        if asked and asked.years:
            for year in dict.fromkeys(year_of(d) or d.id for d in papers):
                copies = dossier.newest_first(d for d in papers if (year_of(d) or d.id) == year)
                best = next((d for d in copies if d.certain and meets(alone[d.id])), copies[0])
                chosen[best.id] = best
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


def sheets_of(document: Document) -> tuple[str, ...]:
    """Return which sheets of its form a paper holds; one without a name where it has none."""
    return tuple(getattr(document, "sheets", ())) or ("",)


def meets(findings: Iterable[Finding]) -> bool:
    """Tell whether a paper with these findings meets its rules."""
    return all(finding.severity == "note" for finding in findings)


def _beside(
    document: Document, findings: Iterable[Finding], dossier: Dossier, notice: Notice
) -> Iterator[Finding]:
    """Yield what is held against *document*: a note where another paper answers its row.

    What no paper can mend is said of the firm and holds, whatever else it sent.
    """
    asked = notice.asked(document.type)
    others = dossier.of_type(*asked.any_of, asked.document) if asked and asked.any_of else ()
    other = next(
        (
            other
            for other in others
            if other.type != document.type
            and other.certain
            and not dossier.held_against.get(other.id)
        ),
        None,
    )
    for finding in findings:
        if other is None or finding.severity == "note" or finding.remedy is None:
            yield finding
            continue
        said = f"{finding.message} 이 요건은 {with_particle(other.title, '으로/로')} 갖추었습니다."
        yield finding.model_copy(update={"message": said, "severity": "note"})


def _unseen(rule: DossierRule, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
    """Doubt what no paper shows, as another one was sent than that which *rule* looks at."""
    rows = [row for row in notice.requires if row.any_of and set(row.types) & set(rule.judges)]
    if not rows or dossier.of_type(*rule.judges):
        return
    for paper in dossier.of_type(*(kind for row in rows for kind in row.types))[:1]:
        yield rule.finding(
            f"{with_particle(paper.title, '이/가')} 제출되어, 다음을 확인할 서류가 없습니다: "
            f"{rule.explain()}",
            about=paper,
            what="unseen",
            severity="doubtful",
            remedy=f"공고({rule.clause})의 요건을 확인할 수 있는 서류를 보내 주십시오.",
        )


def in_notice_order(documents: Iterable[Document], notice: Notice) -> list[Document]:
    """Return the papers in the order in which the notice asks for them."""
    order = {kind: place for place, asked in enumerate(notice.requires) for kind in asked.types}
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
    papers = dossier.of_type(*asked.types)
    about = [finding for finding in findings if finding.document in asked.types]
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
            any_of=asked.any_of,
        )
    near = [e.document for f in about if f.rule == "look-alike" for e in f.evidence if e.document]
    return RequirementState(
        clause=asked.clause,
        document=asked.document,
        state=absent(asked, dossier, about, near=bool(near)),
        documents=tuple(near),
        any_of=asked.any_of,
    )


def absent(asked: Asked, dossier: Dossier, about: Iterable[Finding], *, near: bool) -> State:
    """Return the state of a row whose paper was not found."""
    findings = list(about)
    weights = {finding.counts_as for finding in findings}
    due = needed(asked, dossier)
    if due is False and "blocking" in weights:
        return "missing"
    if asked.needed_when == "subordinate-place" and dossier.names_subordinate_place:
        return "doubtful"
    if due is False:
        return "doubtful" if "doubtful" in weights else "not-needed"
    if "blocking" in weights:
        return "blocking" if near else "missing"
    if "doubtful" in weights:
        return "unreadable" if dossier.unread and not near else "doubtful"
    if any(finding.decision == "settled" for finding in findings):
        return "met"
    return "not-needed" if findings else "missing"
