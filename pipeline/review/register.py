"""접수대장: every applicant of a programme in one table, as json, csv and a page."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field

from checks.model import Asked, Moment, RequirementState
from checks.report import DocumentEntry, Head, Report
from extractors.documents import DOCUMENTS
from extractors.fields.naming import columns_of
from extractors.model import Frozen
from pipeline.review import Balance, DossierView, LetterView, Publication, terms
from pipeline.review.page_layout import about, best_known, state_of, undecided
from pipeline.review.report_forms import templates
from pipeline.review.season import shared_notes
from pipeline.review.severity import kind_of, mark_of, stands, weight

Cell = str | int | dt.date | dt.datetime | None
DAYS = ("issued_on", "valid_until")
STUCK = ("unknown", "refused", "bounced")
"""States of a letter in which a person must see whether it arrived."""
TOLD = ("sending", "sent", *STUCK)
"""States of a letter that may have told the applicant something."""


class Unassigned(Frozen):
    """A mail that could not be given to one applicant."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    message: str | None
    sender: str = Field(alias="from")
    subject: str
    received_at: Moment | None
    reason: str
    proposal: str | None


class RegisterEntry(Head):
    """One applicant: the head of the report, and how each requirement stands."""

    requirements: tuple[RequirementState, ...]


class Register(Frozen):
    """register.json (contract, section 4)."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["intake.register/1"] = Field("intake.register/1", alias="schema")
    dossiers: tuple[RegisterEntry, ...]
    unassigned: tuple[Unassigned, ...]


@dataclass(frozen=True)
class Column:
    """A column of the sheet: its heading, its width in characters, what stands in it."""

    heading: str
    width: int
    cells: tuple[Cell, ...]


def register(publication: Publication) -> Register:
    """Return the register of all dossiers, by receipt number."""
    return Register(
        dossiers=tuple(
            RegisterEntry(
                **{name: getattr(view.report, name) for name in Head.model_fields},
                requirements=view.report.requirements,
            )
            for view in in_order(publication)
        ),
        unassigned=tuple(
            Unassigned(
                message=mail.sha256,
                sender=mail.sender,
                subject=mail.subject,
                received_at=mail.received_at,
                reason=mail.reason,
                proposal=mail.proposal,
            )
            for mail in publication.unassigned
        ),
    )


def as_json(publication: Publication) -> bytes:
    """Return register.json."""
    dump = register(publication).model_dump(mode="json", by_alias=True)
    return (json.dumps(dump, ensure_ascii=False, indent=2) + "\n").encode()


def columns(publication: Publication) -> tuple[Column, ...]:
    """Return the columns of the csv, as far as the papers say; one cell per applicant."""
    key, details = key_columns(publication), detail_columns(publication)
    number = Column("연번", 6, tuple(range(1, len(publication.dossiers) + 1)))
    known = {column.heading for column in key}
    return (number, *key, *(column for column in details if column.heading not in known))


def key_columns(publication: Publication) -> tuple[Column, ...]:
    """Return what an office looks at first: who, how it stands, its papers, its deadline, why."""
    rows = [RegisterRow(view) for view in in_order(publication)]
    return (
        *who(rows),
        Column("상태", 15, tuple(row.status for row in rows)),
        Column("접수일시", 18, tuple(naive(row.report.received_at) for row in rows)),
        Column("사업자등록번호", 13, tuple(row.report.business_number for row in rows)),
        *(
            Column(
                f"{circled(requirement.clause)} {requirement.named}".strip(),
                6,
                tuple(row.sign(requirement.document) for row in rows),
            )
            for requirement in publication.programme.requires
        ),
        *points_columns(publication, rows),
        Column("보완 필요(건)", 6, tuple(row.count("blocking") for row in rows)),
        Column("확인 필요(건)", 6, tuple(row.count("doubtful") for row in rows)),
        Column("보완기한", 18, tuple(row.deadline() for row in rows)),
        Column("주된 사유", 38, tuple(row.remark() for row in rows)),
    )


def points_columns(publication: Publication, rows: Sequence[RegisterRow]) -> tuple[Column, ...]:
    """Return what the optional papers are worth, where the notice gives points for some."""
    worth = [row for row in publication.programme.requires if row.points]
    return (Column("서류 가점", 6, tuple(row.points(worth) for row in rows)),) if worth else ()


def detail_columns(publication: Publication) -> tuple[Column, ...]:
    """Return what the papers say of each applicant, behind its number and name."""
    rows = [RegisterRow(view) for view in in_order(publication)]
    head = (
        *who(rows),
        Column("접수방법", 10, tuple("이메일" for _ in rows)),
        Column("대표자", 12, tuple(row.representative for row in rows)),
        Column("보완요청일", 11, tuple(row.requested_on() for row in rows)),
        Column("종된사업장 번호", 14, tuple(row.report.subordinate_number for row in rows)),
        Column("소재지", 34, tuple(row.place() for row in rows)),
    )
    read = tuple(
        Column(
            shown.heading or terms.label(field),
            shown.width,
            tuple(row.value(field, kind) for row in rows),
        )
        for kind in publication.programme.rows
        for field, shown in columns_of(DOCUMENTS[kind])
    )
    days = tuple(
        Column(f"{terms.title(kind)} {terms.label(field)}", 13, cells)
        for kind in publication.programme.rows
        for field in DAYS
        if any(cells := tuple(row.day(field, kind) for row in rows))
    )
    return head + read + days


def who(rows: Sequence[RegisterRow]) -> tuple[Column, Column]:
    """Return the columns that every table of the workbook begins with."""
    return (
        Column("접수번호", 11, tuple(row.report.receipt_number for row in rows)),
        Column("기업명", 22, tuple(row.company for row in rows)),
    )


def as_csv(publication: Publication) -> bytes:
    """Return register.csv: UTF-8 with its mark, no cell that a spreadsheet would run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    table = columns(publication)
    writer.writerow(column.heading for column in table)
    for row in zip(*(column.cells for column in table), strict=True):
        writer.writerow(_harmless(cell) for cell in row)
    return out.getvalue().encode("utf-8-sig")


def as_html(publication: Publication) -> str:
    """Return index.html: what waits for a decision, then for approval, then every applicant."""
    rows = [RegisterRow(view) for view in in_order(publication)]
    asked = publication.programme.rows
    counted: Counter[str] = Counter(row.report.status for row in rows)
    urgent = sorted(rows, key=lambda row: terms.URGENCY.index(row.report.status))
    return (
        templates()
        .get_template("index.html")
        .render(
            programme=publication.programme,
            rows=urgent,
            deciding=[(row, found) for row in urgent if (found := undecided(row.report))],
            stuck=[(row, letter) for row in urgent for letter in row.letters_in(*STUCK)],
            drafts=[(row, letter) for row in urgent for letter in row.letters_in("drafted")],
            counts=[(terms.STATUS[s].mark, s, counted[s]) for s in terms.URGENCY],
            notes=shared_notes(publication),
            about=lambda finding: about(finding, asked),
            mark_of=mark_of,
            publication=publication,
            balance=say_balance(publication.news) if publication.news else None,
            circled=circled,
            wording=terms,
        )
    )


def say_balance(run: Balance) -> str:
    """Return a run's balance as a sentence, with a warning where it does not add up."""
    text = (
        f"메일함에 있는 {run.server}통 = 이번에 접수 {run.accepted}통 + 이미 처리 {run.known}통 "
        f"+ 신청이 아닌 메일 {run.not_submissions}통 + 보류 {run.set_aside}통"
    )
    return text if run.adds_up else f"{text}. 합계가 맞지 않습니다. 운영자에게 알려 주십시오."


class RegisterRow:
    """One applicant as the register shows it."""

    def __init__(self, view: DossierView) -> None:
        self.view = view
        self.report: Report = view.report
        self.company = best_known(self.report, "company_name")
        self.representative = best_known(self.report, "representative")
        self.mark = terms.STATUS[self.report.status].mark
        self.status = self.mark.word
        self.states = {state.document: state for state in self.report.requirements}
        self.link = f"{quote(view.folder_name)}/report.html"

    @property
    def tally(self) -> str:
        """How many findings of each kind stand, in words."""
        kinds = (("제외 사유", "barring"), ("보완", "blocking"), ("확인", "doubtful"))
        return " · ".join(f"{word} {n}건" for word, kind in kinds if (n := self.count(kind)))

    @property
    def version(self) -> str:
        """What changes when there is something new to see of this applicant."""
        letters = ",".join(f"{each.name}={each.state}" for each in self.view.letters)
        said = ",".join(f"{f.key}={f.decision or ''}" for f in self.report.findings)
        seen = f"{self.report.revision} {self.report.status} {letters} {said}"
        return hashlib.sha256(seen.encode()).hexdigest()[:12]

    def letters_in(self, *states: str) -> list[LetterView]:
        return [letter for letter in self.view.letters if letter.state in states]

    def state(self, document: str) -> terms.Mark:
        state = self.states.get(document)
        return state_of(self.report, state) if state else terms.UNKNOWN

    def points(self, worth: Sequence[Asked]) -> Cell:
        """Return the points of the papers that are met; text while another may be."""
        states = [(self.states.get(asked.document), asked.points) for asked in worth]
        sum_ = sum(points for state, points in states if state and state.state == "met")
        unsure = any(state and state.state == "doubtful" for state, _ in states)
        return f"{sum_} (확인 필요)" if unsure else sum_

    def sign(self, document: str) -> str | None:
        return self.state(document).sign if document in self.states else None

    def papers(self, *types: str) -> Iterator[DocumentEntry]:
        for wanted in types:
            yield from (d for d in self.report.documents if d.type == wanted and d.in_force)

    def value(self, field: str, *types: str) -> str | None:
        """Return what the paper in force says, marked where it is not certain."""
        for paper in self.papers(*types):
            value = paper.fields.get(field)
            if value and value.value is not None:
                return terms.say(value.value) + ("" if value.certain else " (확인 필요)")
        return None

    def place(self) -> str | None:
        return self.value("address", "business-registration")

    def day(self, field: str, document: str) -> Cell:
        """Return a certain day as a date, any other reading as text that says so."""
        for paper in self.papers(document):
            value = paper.fields.get(field)
            if value and value.value is not None:
                day = dt.date.fromisoformat(str(value.value))
                return day if value.certain else f"{day.isoformat()} (확인 필요)"
        return None

    def count(self, kind: str) -> int:
        """Return how many findings of this kind stand, decisions laid over them."""
        return sum(stands(f) and kind_of(f) == kind for f in self.report.findings)

    def letters(self, kind: str) -> list[LetterView]:
        return [
            letter
            for letter in self.view.letters
            if letter.kind == kind and letter.state not in ("superseded", "withdrawn")
        ]

    def requested_on(self) -> dt.date | None:
        sent = [letter.sent_at for letter in self.letters("supplement") if letter.sent_at]
        return max(sent).date() if sent else None

    def deadline(self) -> dt.datetime | None:
        """Return until when papers may come: as the office set it, or the last request said.

        A draft has told nobody anything yet.
        """
        if self.view.until:
            return naive(self.view.until)
        told = [letter for letter in self.letters("supplement") if letter.state in TOLD]
        days = [letter.deadline for letter in told if letter.deadline]
        return naive(max(days)) if days else None

    def remark(self) -> str | None:
        """Return what keeps the application from being complete, most severe first."""
        for severity in ("blocking", "doubtful"):
            for finding in self.report.findings:
                if stands(finding) and weight(finding) == severity:
                    return finding.message
        return None


def in_order(publication: Publication) -> list[DossierView]:
    """Return the dossiers by receipt number: the order of every table."""
    return sorted(publication.dossiers, key=lambda view: view.report.receipt_number)


def _harmless(cell: Cell) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") else cell


def circled(clause: str) -> str:
    """Return the notice's own number of a clause: ③ of 제출서류 ③."""
    found = re.search(r"[①-⑳]", clause)
    return found[0] if found else ""


def naive(moment: dt.datetime) -> dt.datetime:
    """Return the wall clock in Seoul: spreadsheets know no offsets."""
    return moment.replace(tzinfo=None, microsecond=0)
