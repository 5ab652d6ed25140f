"""What lists show of a dossier, kept in memory so that thousands of them cost nothing again."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from checks.model import Asked, DecisionKind, Finding, Lookup, Moment, Status
from checks.programme import Programme
from checks.report import Report
from pipeline.judging.repeats import Holding, holding_of
from pipeline.review import terms
from pipeline.review.page_layout import best_known, state_of
from pipeline.review.severity import kind_of, weight
from pipeline.store.ledger import Ledger, Said

GENERAL = "신청 전체"


@dataclass(frozen=True)
class Question:
    """Something that only a person can settle, as the report raised it."""

    receipt: str
    key: str
    paper: str
    message: str
    kind: str
    decision: DecisionKind | None

    @property
    def mark(self) -> terms.Mark:
        return terms.NOT_MENDABLE if self.kind == "barring" else terms.SEVERITY["doubtful"]


@dataclass(frozen=True)
class LookUp:
    """Something to look up outside: where, by which number, and what was said of it."""

    receipt: str
    key: str
    message: str
    where: str
    label: str
    number: str | None
    certain: bool
    quote: str
    decision: DecisionKind | None


@dataclass(frozen=True)
class Summary:
    """One dossier as lists show it, by the report of its newest verdict."""

    receipt: str
    verdict: int
    judged_at: Moment
    revision: int
    status: Status
    company: str
    representative: str
    business_number: str
    received_at: Moment
    papers: Mapping[str, terms.Mark]
    questions: tuple[Question, ...]
    lookups: tuple[LookUp, ...]
    blocking: int
    words: str
    holding: Holding

    @property
    def mark(self) -> terms.Mark:
        return terms.STATUS[self.status].mark

    @property
    def found_by(self) -> str:
        """What a search looks into, in small letters."""
        return f"{self.receipt} {self.company} {self.business_number} {self.representative}".lower()


class Wanted(NamedTuple):
    """A question that nobody has answered, with the dossier that it belongs to."""

    dossier: Summary
    question: Question


def summarise(
    report: Report, programme: Programme, *, verdict: int, judged_at: dt.datetime
) -> Summary:
    """Return what lists show of *report*, the one of the verdict with this number."""
    asked = programme.rows
    standing = [f for f in report.findings if f.decision not in ("waived", "settled")]
    first = next((f for f in standing if weight(f) != "note"), None)
    return Summary(
        receipt=report.receipt_number,
        verdict=verdict,
        judged_at=judged_at,
        revision=report.revision,
        status=report.status,
        company=best_known(report, "company_name") or "기업명 미확인",
        representative=best_known(report, "representative") or "",
        business_number=report.business_number or "",
        received_at=report.received_at,
        papers={row.document: state_of(report, row) for row in report.requirements},
        questions=tuple(_questions(report, asked)),
        lookups=tuple(_lookups(report)),
        blocking=sum(kind_of(f) == "blocking" for f in standing),
        words=first.message if first else "",
        holding=holding_of(report),
    )


def paper_of(finding: Finding, asked: Mapping[str, Asked]) -> str:
    """Return which paper a finding is about, under the notice's own number."""
    if finding.document is None:
        return GENERAL
    row = asked.get(finding.document)
    sign = "".join(c for c in row.clause if "①" <= c <= "⑳") if row else ""
    title = terms.title(finding.document)
    # Most sentences begin with the paper that they are about.
    said = finding.message.startswith(title)
    return sign if sign and said else f"{sign} {title}".strip()


def _questions(report: Report, asked: Mapping[str, Asked]) -> Iterator[Question]:
    """Yield what only a person can settle; what blocks is in the letter, approved as a whole."""
    for finding in report.findings:
        if finding.lookup is not None:
            continue
        late = report.status == "late" and finding.rule == "received-in-window"
        kind = "barring" if late else kind_of(finding)
        if kind in ("doubtful", "barring") or finding.decision is not None:
            yield Question(
                receipt=report.receipt_number,
                key=finding.key,
                paper=paper_of(finding, asked),
                message=finding.message,
                kind=kind,
                decision=finding.decision,
            )


def _lookups(report: Report) -> Iterator[LookUp]:
    for finding in report.findings:
        lookup: Lookup | None = finding.lookup
        if lookup is not None:
            yield LookUp(
                receipt=report.receipt_number,
                key=finding.key,
                message=finding.message,
                where=lookup.where,
                label=lookup.label,
                number=lookup.number,
                certain=lookup.certain,
                quote=" ".join(lookup.quote.split()),
                decision=finding.decision,
            )


class Summaries:
    """The summaries of all dossiers; only those with a new verdict are read again."""

    def __init__(self, ledger: Ledger, programme: Programme) -> None:
        self._ledger, self._programme = ledger, programme
        self._known: dict[str, Summary] = {}
        self._lock = threading.Lock()

    def all(self) -> dict[str, Summary]:
        """Return the newest summary of each dossier that has a verdict, by receipt number."""
        newest = self._ledger.newest_verdicts(self._programme.id)
        filled = self._ledger.filled()
        with self._lock:  # whoever comes while they are made waits rather than making them too
            known = dict(self._known)
            for receipt, number in newest.items():
                if receipt not in known or known[receipt].verdict != number:
                    text, judged_at = self._ledger.verdict_report(number)
                    report = Report.model_validate_json(text)
                    known[receipt] = summarise(
                        report, self._programme, verdict=number, judged_at=judged_at
                    )
            self._known = known
        return {receipt: known[receipt] for receipt in sorted(newest) if receipt in filled}


def unanswered(
    summaries: Iterable[Summary], said: Mapping[tuple[str, str], Said]
) -> Iterator[Wanted]:
    """Yield the questions that nobody has answered, one dossier after the other.

    What was said since the verdict counts already; what was said before, and the verdict does
    not hold any more, rested on older papers and is asked again.
    """
    for summary in summaries:
        if summary.status != "withdrawn":
            for question in summary.questions:
                last = said.get((summary.receipt, question.key))
                fresh = last is not None and last.at >= summary.judged_at
                answered = last.kind != "open" if last and fresh else question.decision is not None
                if not answered:
                    yield Wanted(summary, question)
