"""What a report shows, as values: sections, papers, remarks, each with its proof.

One section per row of the notice, in its order, also when nothing was sent.  Pages and the
terminal only lay these values out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple, Protocol

from checks.model import Finding, RequirementState
from checks.programme import Programme
from checks.report import DocumentEntry, Report
from extractors.model import Value
from pipeline.review import Decided, LetterView, terms
from pipeline.review.cards import boxes_of, deadlines_of
from pipeline.review.report_parts import (
    BLANK,
    ILLEGIBLE,
    Layout,
    Links,
    Proof,
    Remark,
    ReportLine,
    ReportPaper,
    Section,
)
from pipeline.review.severity import SEVERITIES, is_remark, kind_of, mark_of, stands, weight

LONGEST_QUOTE = 160


def lay_out(
    report: Report,
    programme: Programme,
    links: Links | None = None,
    *,
    until: dt.datetime | None = None,
    decided: Mapping[str, Decided] | None = None,
    shared: Collection[Sameness] = (),
) -> Layout:
    """Return what a reader of *report* sees, row by row of the notice.

    *until* is the last instant for supplements of this dossier, where it has its own,
    *decided* says who decided what, and *shared* are notes that are told once for all.
    """
    rows = _rows(report, programme)
    by_type = {kind: row for row in rows for kind in row.types}
    told = [f for f in report.findings if sameness(f) not in shared]
    shelf = _Shelf(report, links or Links(), by_type, decided or {}, told)
    sections = tuple(_section(number, row, shelf=shelf) for number, row in enumerate(rows, start=1))
    placed = {p.entry.id for s in sections for p in (*s.in_force, *s.others)}
    return Layout(
        report=report,
        standing=terms.STATUS[report.status],
        sections=sections,
        general=shelf.remarks([f for f in told if f.document not in by_type and is_remark(f)]),
        other_papers=tuple(
            shelf.paper(document) for document in report.documents if document.id not in placed
        ),
        deadlines=deadlines_of(report, programme, dict(shelf.links.mails), until=until),
        boxes=boxes_of(report, decided or {}),
        shared=len(report.findings) - len(told),
    )


Sameness = tuple[str, str]
"""A note's key, and its words without their digits: what is the same for several applicants."""


def sameness(finding: Finding) -> Sameness | None:
    """Return by what a note is known in other reports; None for what a person acts on."""
    if finding.severity != "note" or finding.lookup or finding.decision:
        return None
    return finding.key, re.sub(r"[0-9]+", "0", finding.message)


class NoticeRow(Protocol):
    """A row of the notice by its number and what it calls the paper."""

    @property
    def clause(self) -> str: ...
    @property
    def named(self) -> str: ...


def about(finding: Finding, rows: Mapping[str, NoticeRow]) -> str:
    """Return what a finding is about: the notice's row, the kind of paper, or the whole."""
    row = rows.get(finding.document or "")
    if row is not None:
        return f"{row.clause} {row.named}"
    return terms.title(finding.document) if finding.document else "신청 전체"


def undecided(report: Report) -> list[Finding]:
    """Return what only a person can decide and nobody has, what nothing can mend first."""
    if report.status == "withdrawn":
        return []
    open_ = [
        finding
        for finding in report.findings
        if finding.decision is None
        and finding.lookup is None
        and kind_of(finding) in ("doubtful", "barring")
    ]
    told: dict[str, Finding] = {}
    for finding in open_:
        told.setdefault(finding.message, finding)  # one sentence, told once
    return sorted(told.values(), key=lambda finding: kind_of(finding) != "barring")


def apart(document: DocumentEntry) -> str:
    """Return what tells a paper from another of its type under the same name, "" if nothing."""
    value = document.fields.get("issued_on")
    day = value.value if value is not None else None
    return f", 발급일 {terms.say(day)}" if day else ""


def best_known(report: Report, field: Literal["company_name", "representative"]) -> str | None:
    """Return who the applicant is, marked where no paper says so beyond doubt."""
    if certain := getattr(report, field):
        return str(certain)
    for document in report.documents:
        value = document.fields.get(field)
        if document.in_force and value is not None and value.value:
            return f"{terms.say(value.value)} (확인 필요)"
    return None


def contact_of(report: Report) -> dict[str, Value[Any]]:
    """Return whom to call: name, telephone and mail address as the papers in force say."""
    found: dict[str, Value[Any]] = {}
    for paper in report.documents:
        for name in ("contact_name", "contact_phone", "contact_email"):
            value = paper.fields.get(name)
            if paper.in_force and value is not None and value.value is not None:
                found.setdefault(name, value)
    return found


def state_of(report: Report, state: RequirementState) -> terms.Mark:
    """Return how a row of the notice stands: BARRED if what blocks it cannot be mended.

    One that is met only because a person holds something not against the applicant says so.
    """
    about = [f for f in report.findings if f.document in state.types]
    if state.state == "blocking" and any(stands(f) and kind_of(f) == "barring" for f in about):
        return terms.BARRED
    if state.state == "met" and any(f.decision == "waived" for f in about):
        return terms.WAIVED
    return terms.STATE[state.state]


def is_confirmed(report: Report) -> bool:
    """Tell whether a person confirmed what no new paper can mend (contract, section 5)."""
    if report.status == "late":
        grounds = [f for f in report.findings if f.rule == "received-in-window"]
    elif report.status == "ineligible":
        grounds = [f for f in report.findings if stands(f) and kind_of(f) == "barring"]
    else:
        return False
    return bool(grounds) and all(f.decision == "confirmed" for f in grounds)


def next_steps(report: Report, letters: Sequence[LetterView]) -> tuple[str, ...]:
    """Return what a reviewer does next, most pressing first.

    A request that is under way stands for the step of asking; a receipt that was sent
    waits for nothing, and nobody waits for papers that came, or that would change nothing any
    more.
    """
    steps = []
    is_open = any(weight(f) == "blocking" and stands(f) for f in report.findings)
    awaited = is_open and report.status in ("supplement", "review")
    for state, sentence in terms.LETTER_STEP.items():
        for letter in letters:
            waits = state not in ("sent", "approved") or (letter.kind == "supplement" and awaited)
            if letter.state == state and waits:
                steps.append(sentence.format(kind=terms.LETTER_KIND[letter.kind]))
    asked = any(
        letter.kind == "supplement" and letter.state in terms.LETTER_STEP for letter in letters
    )
    if is_confirmed(report):
        return (terms.CONFIRMED_STEP, *steps)
    if report.status == "supplement" and asked:
        return tuple(steps)
    boxes = boxes_of(report)
    if report.status == "complete" and boxes and all(box.ticked for box in boxes):
        return (terms.ALL_DONE_STEP, *steps)
    return (terms.STATUS[report.status].next_step, *steps)


class _LayoutRow(NamedTuple):
    """A row of the notice, and how it stands (None: the report does not say)."""

    clause: str
    types: tuple[str, ...]
    named: str
    optional: bool
    obtain: str | None
    state: RequirementState | None
    points: int = 0

    @property
    def document(self) -> str:
        return self.types[0]


class _Shelf:
    """A report's papers and files at hand, with the links to them."""

    def __init__(
        self,
        report: Report,
        links: Links,
        rows: Mapping[str, _LayoutRow],
        decided: Mapping[str, Decided],
        told: Sequence[Finding],
    ) -> None:
        self.report = report
        self.links = links
        self.rows = rows
        self.decided = decided
        self.told = told
        self.documents = {document.id: document for document in report.documents}
        self.names = {file.sha256: file.name for file in report.files}
        self.came = {m.sha256: terms.say_moment(m.received_at) for m in report.submissions}

    def paper(self, document: DocumentEntry) -> ReportPaper:
        first, last = document.pages
        return ReportPaper(
            entry=document,
            title=terms.title(document.type),
            pages=f"{first}쪽" if first == last else f"{first}–{last}쪽",
            source=terms.SOURCE[document.source],
            file_name=self.names.get(document.file, ""),
            link=self.page_link(document, first),
            lines=tuple(self.line(document, name) for name in document.fields),
        )

    def line(self, document: DocumentEntry, name: str) -> ReportLine:
        value = document.fields[name]
        shown = _shown(value)
        raw = " ".join(value.raw.split())
        return ReportLine(
            name=name,
            label=terms.label(name),
            shown=shown,
            raw=_bounded(raw) if raw and raw != shown else None,
            page=value.page,
            certain=value.certain,
            because=terms.BECAUSE.get(value.because or ""),
            picture=self.links.pictures.get((document.id, name)),
        )

    def page_link(self, document: DocumentEntry, page: int) -> str | None:
        link = self.links.files.get(document.file)
        return f"{link}#page={page}" if link and link.endswith(".pdf") else link

    def remarks(self, findings: list[Finding]) -> tuple[Remark, ...]:
        remarks = [
            Remark(
                finding=finding,
                about=self.about(finding),
                mark=mark_of(finding),
                decided=self.decided.get(finding.key) if finding.decision else None,
                decision=terms.DECISION[finding.decision] if finding.decision else None,
                proofs=self.proofs(finding),
            )
            for finding in findings
        ]
        return tuple(
            sorted(remarks, key=lambda r: (not r.open, SEVERITIES.index(weight(r.finding))))
        )

    def about(self, finding: Finding) -> str:
        return about(finding, self.rows)

    def proofs(self, finding: Finding) -> tuple[Proof, ...]:
        proofs: list[Proof] = []
        for evidence in finding.evidence:
            document = self.documents.get(evidence.document or "")
            if document and evidence.field in document.fields:
                line = self.line(document, evidence.field)
                text = f"{terms.title(document.type)} {line.page}쪽 · {line.label}"
                name = self.names.get(document.file, "")
                proofs.append(Proof(text, self.page_link(document, line.page), line, name))
            elif document:
                paper = self.paper(document)
                text = f"{paper.title} ({paper.file_name}, {paper.pages}{apart(document)})"
                proofs.append(Proof(text, paper.link))
            elif evidence.file:
                name = self.names.get(evidence.file, evidence.file[:12])
                proofs.append(Proof(f"파일 {name}", self.links.files.get(evidence.file)))
            elif evidence.message:
                link, came = (
                    self.links.mails.get(evidence.message),
                    self.came.get(evidence.message, ""),
                )
                proofs.append(Proof("접수 메일", link, None, came))
        return _told_apart(dict.fromkeys(proofs))


def _told_apart(proofs: Collection[Proof]) -> tuple[Proof, ...]:
    """Return *proofs*, those that would read alike with what tells them apart."""
    alike = Counter(proof.text for proof in proofs)
    return tuple(
        replace(proof, text=f"{proof.text} ({proof.apart})")
        if alike[proof.text] > 1 and proof.apart
        else proof
        for proof in proofs
    )


def _rows(report: Report, programme: Programme) -> tuple[_LayoutRow, ...]:
    """Return the notice's rows; a paper that only the report asks for stands behind them."""
    states = {state.document: state for state in report.requirements}
    asked = tuple(
        _LayoutRow(
            r.clause, r.types, r.named, r.optional, r.obtain, states.pop(r.document, None), r.points
        )
        for r in programme.requires
    )
    return asked + tuple(
        _LayoutRow(state.clause, state.types, terms.title(state.document), False, None, state)
        for state in states.values()
    )


def _section(number: int, row: _LayoutRow, *, shelf: _Shelf) -> Section:
    linked = row.state.documents if row.state else ()
    papers = [d for d in shelf.report.documents if d.type in row.types or d.id in linked]
    return Section(
        anchor=f"r{number}",
        types=row.types,
        clause=row.clause,
        named=row.named,
        optional=row.optional,
        points=row.points,
        obtain=row.obtain,
        state=state_of(shelf.report, row.state) if row.state else terms.UNKNOWN,
        in_force=tuple(shelf.paper(d) for d in papers if d.in_force),
        others=tuple(shelf.paper(d) for d in papers if not d.in_force),
        remarks=shelf.remarks([f for f in shelf.told if f.document in row.types and is_remark(f)]),
    )


def _shown(value: Value[Any]) -> str:
    if value.value is not None:
        return terms.say(value.value)
    return ILLEGIBLE if value.raw.strip() else BLANK


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
