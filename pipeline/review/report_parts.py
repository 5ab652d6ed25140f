"""What a report is made of: sections, papers, lines, remarks and the proof of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from checks import authentication
from checks.model import Finding
from checks.report import DocumentEntry, Report
from pipeline.review import Decided, terms
from pipeline.review.cards import Deadline, LookUpBox
from pipeline.review.severity import SEVERITIES, kind_of, stands, weight

TO_SEND = "letters/to-send.txt"
"""What a person sends to an applicant who is excluded, where the folder holds it."""
BLANK = "(빈칸)"
ILLEGIBLE = "(읽을 수 없음)"


class Shown(NamedTuple):
    """A picture's relative address, its width in CSS pixels, whether it is our own drawing."""

    link: str
    width: int
    redrawn: bool = False


@dataclass(frozen=True)
class Links:
    """Where a report's neighbours are, as relative addresses, by hash, name or place."""

    files: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    mails: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[tuple[str, str], Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportLine:
    """One value of a paper: what it is called, what it says, and where that stands."""

    name: str
    label: str
    shown: str
    raw: str | None
    page: int
    certain: bool
    because: str | None
    picture: Shown | None

    @property
    def muted(self) -> bool:
        """Tell whether ``shown`` speaks of the value instead of giving it."""
        return self.shown in (BLANK, ILLEGIBLE)


@dataclass(frozen=True)
class ReportPaper:
    """One paper: its title, its sheets, its values."""

    entry: DocumentEntry
    title: str
    pages: str
    source: str
    file_name: str
    link: str | None
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True)
class Proof:
    """One place that a finding rests on; ``apart`` is what others like it do not have."""

    text: str
    link: str | None
    line: ReportLine | None = None
    apart: str = ""


@dataclass(frozen=True)
class Remark:
    """A finding as shown: severity or decision in words, the sentence, its proof.

    ``about`` is what it is about, ``decided`` by whom and why, where a person decided.
    """

    finding: Finding
    about: str
    mark: terms.Mark
    decision: terms.Mark | None
    decided: Decided | None
    proofs: tuple[Proof, ...]

    @property
    def open(self) -> bool:
        return stands(self.finding)

    @property
    def pictures(self) -> tuple[Shown, ...]:
        """The pictures of its places, each once."""
        shown = (proof.line.picture for proof in self.proofs if proof.line)
        return tuple(dict.fromkeys(picture for picture in shown if picture))


@dataclass(frozen=True)
class Section:
    """One row of 제출서류: how it stands, the paper in force, the others, what was found."""

    anchor: str
    types: tuple[str, ...]
    clause: str
    named: str
    optional: bool
    obtain: str | None
    state: terms.Mark
    in_force: tuple[ReportPaper, ...]
    others: tuple[ReportPaper, ...]
    remarks: tuple[Remark, ...]
    points: int = 0

    @property
    def document(self) -> str:
        """The type of paper by which the row goes."""
        return self.types[0]

    @property
    def is_idle(self) -> bool:
        """Tell whether the row is not asked of this applicant, and nothing is to be said of it."""
        return self.state == terms.STATE["not-needed"] and not (
            self.in_force or self.others or self.remarks
        )


@dataclass(frozen=True)
class Layout:
    """A whole report, ready to be laid out."""

    report: Report
    standing: terms.Standing
    sections: tuple[Section, ...]
    general: tuple[Remark, ...]
    other_papers: tuple[ReportPaper, ...]
    deadlines: tuple[Deadline, ...]
    boxes: tuple[LookUpBox, ...]
    shared: int = 0

    @property
    def questions(self) -> tuple[Remark, ...]:
        """What a person has to decide: doubts, and what no new paper can mend."""
        return self._points(lambda r: not r.decision and kind_of(r.finding) != "blocking")

    @property
    def requests(self) -> tuple[Remark, ...]:
        """What the applicant is to be asked for, by the rules or because a person said so."""
        return self._points(lambda r: kind_of(r.finding) == "blocking")

    @property
    def settled(self) -> tuple[Remark, ...]:
        """What a person decided and is not asked of the applicant."""
        return tuple(
            remark
            for _, remark in self._placed()
            if remark.decision and not (remark.open and kind_of(remark.finding) == "blocking")
        )

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What is only said, whether the sender is who it claims last."""
        notes = [
            remark
            for _, remark in self._placed()
            if not remark.decision and weight(remark.finding) == "note"
        ]
        return tuple(sorted(notes, key=lambda r: r.finding.rule == authentication.RULE))

    @property
    def papers(self) -> tuple[ReportPaper, ...]:
        """All papers, in the order of the notice."""
        rows = (paper for row in self.sections for paper in (*row.in_force, *row.others))
        return (*rows, *self.other_papers)

    @property
    def ticked(self) -> int:
        """How many of the boxes a person has ticked."""
        return sum(box.ticked for box in self.boxes)

    def count(self, kind: str) -> int:
        """Return how many findings of this kind (`kind_of`) still stand."""
        return sum(kind_of(remark.finding) == kind for _, remark in self._standing())

    @property
    def open_points(self) -> tuple[tuple[str, Remark], ...]:
        """What keeps the application from being complete, each with its section's anchor."""
        points = [p for p in self._standing() if weight(p[1].finding) != "note"]
        points.sort(key=lambda point: SEVERITIES.index(weight(point[1].finding)))
        return tuple(points)

    def _points(self, wanted: Callable[[Remark], bool]) -> tuple[Remark, ...]:
        return tuple(remark for _, remark in self.open_points if wanted(remark))

    def _standing(self) -> list[tuple[str, Remark]]:
        return [(anchor, remark) for anchor, remark in self._placed() if remark.open]

    def _placed(self) -> list[tuple[str, Remark]]:
        """Return every remark once, with its section's anchor."""
        placed = [("general", remark) for remark in self.general]
        return placed + [(s.anchor, remark) for s in self.sections for remark in s.remarks]
