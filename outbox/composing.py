"""What is written to an applicant, from the findings and the programme's own wording.

A letter is plain text with numbered items; its HTML form is laid out from that text, so
that the two never differ, also after a reviewer has changed the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from string import Template
from typing import NamedTuple

from checks.model import Finding, Moment
from checks.programme import Programme
from checks.report import FileEntry, Report, SubmissionEntry
from checks.wording import with_particle
from extractors import resident
from extractors.documents import DOCUMENTS
from extractors.errors import refusal_of
from extractors.model import Frozen
from outbox.rendering import render
from outbox.states import LetterKind

__all__ = ["Letter", "LetterKind", "compose", "discreet", "open_findings", "render"]


WEEKDAYS = "월화수목금토일"
LONGEST_FILE_NAME = 80
TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"
"""Whether a mail came in time is decided by the second."""
SECOND = dt.timedelta(seconds=1)
UNNAMED = "(함께 보내신 다른 기업의 것일 수 있어 이름을 적지 않습니다)"

_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(메일 주소 생략)"),
    (
        re.compile(
            r"(?<![\d-])(?:"
            rf"{resident.ANY}"  # resident and corporate numbers
            r"|\d{3}-\d{2}-\d{5}|\d{10}"  # business numbers
            r"|0\d{1,2}[-. ]?\d{3,4}[-. ]?\d{4}"  # telephone numbers
            r")(?![\d-])"
        ),
        "(번호 생략)",
    ),
)


class Letter(Frozen):
    """One letter about one revision of a dossier; at most one of a kind per revision.

    ``answers`` are the keys of the findings it asks about.  ``deadline`` is None for a
    receipt, and for a request whose time the office has still to fix: such a letter must
    not go out by itself.
    """

    receipt_number: str
    revision: int
    kind: LetterKind
    to: str
    subject: str
    body: str
    answers: tuple[str, ...] = ()
    deadline: Moment | None = None

    @property
    def name(self) -> str:
        """``<receipt>-<revision>-<kind>``: how commands and files call it."""
        return f"{self.receipt_number}-{self.revision}-{self.kind}"


def compose(
    report: Report,
    programme: Programme,
    kind: LetterKind,
    *,
    to: str,
    written_at: dt.datetime | None = None,
    deadline: dt.datetime | None = None,
    mark: str = "",
    since: Report | None = None,
    shared: Collection[str] = (),
) -> Letter | None:
    """Return the letter of this *kind*, None where there is nothing to write.

    A request exists only for the status ``supplement``.  Its deadline is *deadline*, else
    the programme's; one that is past at *written_at* is left out of the letter, or ends the
    requests, as the programme says.  *mark* stands in the subject's brackets (else the
    receipt number).  *since* is the report on which the last letter of this kind rested
    that went: what came after it and what it settled is said.  *shared* are files (SHA-256)
    that may be another firm's: their names are not told.
    """
    if report.status == "withdrawn":
        return None
    last = deadline or programme.letters.supplements_until
    until: dt.datetime | None = None if written_at and written_at > last else last
    told = _Told(report, programme, mark or report.receipt_number, since, frozenset(shared))
    if kind == "acknowledgement":
        later = _unanswered(report, since) if since else report.submissions[1:]
        late = any(mail.received_at > last for mail in later)
        return told.letter(kind, to=to, findings=(), deadline=None, late=late)
    findings = open_findings(report)
    closed = until is None and programme.letters.after_deadline == "closed"
    if report.status != "supplement" or not findings or closed:
        return None
    return told.letter(kind, to=to, findings=findings, deadline=until)


def open_findings(report: Report) -> tuple[Finding, ...]:
    """Return what an applicant has to mend: blocking, not decided away, with a remedy.

    A doubt that a reviewer confirmed counts as blocking.
    """
    return tuple(
        finding
        for finding in report.findings
        if finding.remedy
        and finding.decision not in ("waived", "settled")
        and (finding.severity == "blocking" or finding.decision == "confirmed")
    )


def discreet(text: str, *, longest: int = 1000, ours: bool = False) -> str:
    """Return *text* fit for a mail: one line, bounded, without numbers of persons or firms.

    What applicants write (file names, papers) may carry resident, business and telephone
    numbers, addresses and links; none of them belongs into a mail.  A sentence that is
    *ours* keeps its links: it says where a paper is issued.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not ours:
        line = _LINK.sub("(링크 생략)", line)
    for pattern, instead in _PERSONAL:
        line = pattern.sub(instead, line)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def say_until(moment: dt.datetime) -> str:
    """Return an inclusive end as Korean offices write it.

    >>> say_until(dt.datetime(2025, 5, 13, 18, 0))
    '2025년 5월 13일(화) 18시까지'
    >>> say_until(dt.datetime(2025, 5, 14, 0, 0))
    '2025년 5월 13일(화) 24시까지'
    """
    if moment.time() in (dt.time(0, 0), dt.time(23, 59, 59)):
        return f"{_day(moment - SECOND)} 24시까지"
    minutes = f" {moment.minute}분" if moment.minute else ""
    return f"{_day(moment)} {moment.hour}시{minutes}까지"


def _day(moment: dt.datetime) -> str:
    return f"{moment.year}년 {moment.month}월 {moment.day}일({WEEKDAYS[moment.weekday()]})"


class _Told(NamedTuple):
    """What a letter speaks of: a report, beside the one that the last letter spoke of."""

    report: Report
    programme: Programme
    mark: str
    since: Report | None
    shared: frozenset[str]

    def letter(
        self,
        kind: LetterKind,
        *,
        to: str,
        findings: tuple[Finding, ...],
        deadline: dt.datetime | None,
        late: bool = False,
    ) -> Letter:
        report, texts = self.report, self.programme.letters
        gaps = self.gaps(findings, deadline, late=late)
        tag = {"supplement": "보완요청", "acknowledgement": "접수확인"}[kind]
        until = f" (기한: {deadline:%Y-%m-%d %H:%M})" if deadline else ""
        title = discreet(self.programme.title, longest=100)
        again: str | None = getattr(texts, f"{kind}_again") if self.since else None
        text: str = again or getattr(texts, kind)
        return Letter(
            receipt_number=report.receipt_number,
            revision=report.revision,
            kind=kind,
            to=to,
            subject=f"[{tag}] {title} 참가신청 – {gaps['company_name']}{until} [{self.mark}]",
            body=Template(text).substitute(gaps).strip() + "\n",
            answers=tuple(finding.key for finding in findings),
            deadline=deadline,
        )

    def gaps(
        self, findings: tuple[Finding, ...], deadline: dt.datetime | None, *, late: bool
    ) -> dict[str, str]:
        """Return what stands in each gap of a letter text (`checks.programme.GAPS`)."""
        report, texts = self.report, self.programme.letters
        known = {file.sha256 for file in self.since.files} if self.since else set()
        return {
            "receipt_number": report.receipt_number,
            "company_name": discreet(report.company_name or "귀사", longest=60),
            "programme_title": self.programme.title,
            "received_at": f"{report.received_at:{TO_THE_SECOND}}",
            "arrived_at": ", ".join(
                f"{mail.received_at:{TO_THE_SECOND}}"
                for mail in _unanswered(report, self.since) or report.submissions[-1:]
            ),
            "open_items": "\n\n".join(
                (
                    *(self.item(number, f) for number, f in enumerate(findings, start=1)),
                    *self.maybe_inside(findings),
                )
            ),
            "closed_items": self.closed_items(findings),
            "files": self.files(report.files) or "(첨부된 파일이 없습니다.)",
            "new_files": self.files(f for f in report.files if f.sha256 not in known)
            or "(지난번 안내 이후 새로 받은 파일이 없습니다.)",
            "outlook": texts.late_papers if late else self.outlook(),
            "reply_until": say_until(deadline) if deadline else texts.reply_after,
            "contact_unit": self.programme.contact.unit,
            "contact_phone": self.programme.contact.phone,
        }

    def item(self, number: int, finding: Finding) -> str:
        """Return one numbered item: which paper, what was seen, what to do, on what ground."""
        return (
            f"({number}) {self.subject_matter(finding)}\n"
            f"    - 현재 상태: {discreet(self.unnamed(self.seen(finding)))}\n"
            f"    - 보완할 내용: {discreet(self.unnamed(finding.remedy or ''), ours=True)}\n"
            f"    - 근거: 공고문 {discreet(finding.clause)}"
        )

    def seen(self, finding: Finding) -> str:
        """Return what was seen, without the file's name where the item begins with it."""
        names = [file.name for file in self.report.files if file.sha256 in _files_of(finding)]
        return finding.message.removeprefix(f"‘{names[0]}’: ") if names else finding.message

    def maybe_inside(self, findings: Iterable[Finding]) -> Iterator[str]:
        """Name the papers that nobody saw and that a file to be sent again may hold or lack."""
        unseen = {row.document for row in self.report.requirements if row.state == "unreadable"}
        rows = [row for row in self.programme.requires if row.document in unseen]
        if rows and any(f.document is None and _files_of(f) for f in findings):
            yield "※ 다음 서류가 위 파일에 들어 있지 않으면 그 서류도 함께 보내 주십시오."
            yield "\n".join(f"  - {row.clause} {row.named}" for row in rows)

    def closed_items(self, findings: tuple[Finding, ...]) -> str:
        """Return what the last letter asked for and this one does not, a line each."""
        asked = open_findings(self.since) if self.since else ()
        still = {self.subject_matter(finding) for finding in findings}
        lines: dict[str, str] = {}
        for finding in asked:
            about = self.subject_matter(finding)
            if about not in still:
                lines.setdefault(about, f"  - {about}: {self.how_closed(finding)}")
        order = [f"{row.clause} {row.named}" for row in self.programme.requires]
        papers = [lines.pop(about) for about in order if about in lines]
        return "\n".join((*papers, *lines.values())) or "  - 아직 없습니다."

    def how_closed(self, finding: Finding) -> str:
        """Say what became of something that was asked for and is asked for no more."""
        now = next((f for f in self.report.findings if f.key == finding.key), None)
        if now is not None and now.decision in ("waived", "settled"):
            return "더 보완하지 않으셔도 됩니다."
        states = {row.document: row.state for row in self.report.requirements}
        if states.get(finding.document or "", "met") == "met":
            return "확인되었습니다."
        return "받았으며 담당자가 확인하고 있습니다."

    def outlook(self) -> str:
        """Say whether anything is still to come; a doubt is left to the reviewer's next letter."""
        if self.report.status == "complete" and self.since and open_findings(self.since):
            return "앞서 보완을 요청드린 사항은 모두 확인되어, 더 보내실 서류는 없습니다."
        return "서류를 검토한 뒤 보완이 필요하면 따로 안내드리겠습니다."

    def files(self, files: Iterable[FileEntry]) -> str:
        return "\n\n".join(
            f"({number}) {self.file_name(file)}\n    - 상태: {_file_state(file, self.report)}"
            for number, file in enumerate(files, start=1)
        )

    def file_name(self, file: FileEntry) -> str:
        return UNNAMED if file.sha256 in self.shared else _short(file.name)

    def unnamed(self, text: str) -> str:
        """Return *text* without the names of files that may be another firm's."""
        for file in self.report.files:
            if file.sha256 in self.shared:
                text = text.replace(file.name, UNNAMED)
        return text

    def subject_matter(self, finding: Finding) -> str:
        """Return what an item is about: the notice's row, else the file, else the whole."""
        for requirement in self.programme.requires:
            if requirement.document == finding.document:
                return f"{requirement.clause} {requirement.named}"
        reports = (self.report, self.since) if self.since else (self.report,)
        files = {file.sha256: file for report in reports for file in report.files}
        for evidence in finding.evidence:
            if evidence.file in files:
                return f"파일 “{self.file_name(files[evidence.file])}”"
        return "신청서류 전체"


def _unanswered(report: Report, since: Report | None) -> tuple[SubmissionEntry, ...]:
    """Return the mails of *report* that *since* does not know; all where there is none."""
    known = {mail.sha256 for mail in since.submissions} if since else set()
    return tuple(mail for mail in report.submissions if mail.sha256 not in known)


def _files_of(finding: Finding) -> set[str]:
    """Return the files (SHA-256) that a finding rests on as such."""
    return {evidence.file for evidence in finding.evidence if evidence.file}


def _short(name: str) -> str:
    return discreet(name, longest=LONGEST_FILE_NAME)


def _file_state(file: FileEntry, report: Report) -> str:
    """Say whether a file was opened, and as which papers it was recognised beyond doubt."""
    if file.state == "ignored":
        return "신청서류가 아닌 것으로 분류하였습니다."
    if file.state != "read":
        return refusal_of(file.reason, file.flaw).seen
    seen = [
        DOCUMENTS[document.type].title
        for document in report.documents
        if document.file == file.sha256 and document.certain and document.type in DOCUMENTS
    ]
    if not seen:
        return "정상적으로 열렸습니다."
    papers = ", ".join(f"‘{title}’" for title in dict.fromkeys(seen))
    return f"{with_particle(papers, '으로/로')} 확인됩니다."
