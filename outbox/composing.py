"""What is written to an applicant, from the findings and the programme's own wording.

A letter is plain text with numbered items; its HTML form is laid out from that text, so
that the two never differ, also after a reviewer has changed the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from string import Template
from typing import NamedTuple

from checks.model import Finding, Moment
from checks.programme import Programme
from checks.report import FileEntry, Report, SubmissionEntry
from checks.wording import with_particle
from extractors import resident
from extractors.documents import DOCUMENTS
from extractors.errors import refusal_of
from extractors.model import Document, Frozen
from outbox.days import say_day, say_days_in, say_instant, say_until
from outbox.rendering import render
from outbox.states import LetterKind

__all__ = [
    "Letter",
    "LetterKind",
    "compose",
    "compose_by_hand",
    "discreet",
    "open_findings",
    "render",
    "say_until",
]


LONGEST_FILE_NAME = 80
"""Whether a mail came in time is decided by the second."""
SUBJECT_TAGS = {"supplement": "보완요청", "acknowledgement": "접수확인"}
IF_NOT_SENT = (
    "보완기한까지 서류가 도착하지 않으면 접수에서 제외될 수 있으니 유의하여 주시기 바랍니다."
)
FREE = "보내지 않으셔도 신청에서 제외되지 않습니다."
UNKNOWN = f"‘{DOCUMENTS[Document.type].title}’" if Document.type in DOCUMENTS else ""
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
        after = [mail for mail in later if mail.received_at_known and mail.received_at > last]
        return told.letter(kind, to=to, findings=(), deadline=None, late=bool(after))
    findings = open_findings(report)
    closed = until is None and programme.letters.after_deadline == "closed"
    if report.status != "supplement" or not findings or closed:
        return None
    return told.letter(kind, to=to, findings=findings, deadline=until)


def compose_by_hand(report: Report, programme: Programme) -> tuple[str, str] | None:
    """Return subject and text of the answer that a person sends to whom is excluded.

    None where nobody has confirmed it, or the programme has no text for it.
    """
    texts = programme.letters
    confirmed = [f for f in report.findings if f.decision == "confirmed"]
    if report.status == "late":
        grounds = [f for f in confirmed if f.rule == "received-in-window"]
        text = texts.too_late
    elif report.status == "ineligible":
        grounds = [f for f in confirmed if not f.remedy]
        text = texts.exclusion
    else:
        return None
    if not grounds or text is None:
        return None
    told = _Told(report, programme, report.receipt_number, None, frozenset())
    company = discreet(report.company_name or "귀사", longest=60)
    title = discreet(programme.title, longest=100)
    gaps = told.gaps(tuple(grounds), deadline=None, late=False)
    return f"[검토결과] {title} 참가신청 – {company}", Template(text).substitute(
        gaps
    ).strip() + "\n"


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
        receipt = kind == "acknowledgement"
        out_of_time = receipt and (report.status == "late" or (late and self.since is not None))
        tag = "도착확인" if out_of_time else SUBJECT_TAGS[kind]
        until = f" ({say_until(deadline)})" if deadline else ""
        title = discreet(self.programme.title, longest=100)
        again: str | None = getattr(texts, f"{kind}_again") if self.since else None
        if out_of_time and not self.since:
            again = texts.acknowledgement_late
        text: str = again or getattr(texts, kind)
        company = discreet(report.company_name or "귀사", longest=60)
        return Letter(
            receipt_number=report.receipt_number,
            revision=report.revision,
            kind=kind,
            to=to,
            subject=f"[{tag}] {title} 참가신청 – {company}{until} [{self.mark}]",
            body=Template(text).substitute(self.gaps(findings, deadline, late)).strip() + "\n",
            answers=tuple(finding.key for finding in findings),
            deadline=deadline,
        )

    def gaps(
        self, findings: tuple[Finding, ...], deadline: dt.datetime | None, late: bool
    ) -> dict[str, str]:
        """Return what stands in each gap of a text that speaks of *findings*."""
        report, texts, contact = self.report, self.programme.letters, self.programme.contact
        known = {file.sha256 for file in self.since.files} if self.since else set()
        window = self.programme.window
        return {
            "receipt_number": report.receipt_number,
            "company_name": discreet(report.company_name or "귀사", longest=60),
            "programme_title": self.programme.title,
            "received_at": say_instant(report.received_at),
            "arrived_at": ", ".join(
                say_instant(mail.received_at)
                for mail in _unanswered(report, self.since) or report.submissions[-1:]
            ),
            "open_items": "\n\n".join((*self.items(findings), *self.maybe_inside(findings))),
            "closed_items": self.closed_items(findings),
            "files": self.files(report.files) or "(첨부된 파일이 없습니다.)",
            "new_files": self.files(f for f in report.files if f.sha256 not in known)
            or "(지난번 안내 이후 새로 받은 파일이 없습니다.)",
            "outlook": texts.late_papers if late else self.outlook(),
            "reply_until": say_until(deadline) if deadline else texts.reply_after,
            "if_not_sent": self.if_not_sent(findings),
            "grounds": "\n".join(f"  - {self.ground(finding)}" for finding in findings),
            "window": f"{say_day(window.opens)}부터 {say_until(window.closes)}",
            "officer": f"접수 담당 {contact.officer}" if contact.officer else "접수 담당",
            "contact_unit": contact.unit,
            "contact_phone": contact.phone,
            "contact_email": contact.email or "",
        }

    def ground(self, finding: Finding) -> str:
        """Return one ground of an exclusion with the sentence of the notice it rests on."""
        said = say_days_in(discreet(self.unnamed(self.seen(finding))))
        return f"{said} (공고문 {discreet(finding.clause)})"

    def if_not_sent(self, findings: Iterable[Finding]) -> str:
        """Say what follows where nothing comes; for want of an optional paper nothing does."""
        optional = {kind: row for kind, row in self.programme.rows.items() if row.optional}
        free = [optional[f.document] for f in findings if f.document in optional]
        names = ", ".join(dict.fromkeys(f"{row.clause} {row.named}" for row in free))
        bound = any(f.document not in optional for f in findings)
        if not free:
            return IF_NOT_SENT
        if bound:
            return f"{IF_NOT_SENT} {with_particle(names, '은/는')} 선택 서류이므로, {FREE}"
        return f"위 서류는 선택 서류이므로, {FREE}"

    def items(self, findings: Iterable[Finding]) -> Iterator[str]:
        """Yield one numbered item a paper, with all that is open about it."""
        about: dict[str, list[Finding]] = {}
        for finding in findings:
            about.setdefault(self.subject_matter(finding), []).append(finding)
        for number, (subject, found) in enumerate(about.items(), start=1):
            yield self.item(number, subject, found)

    def item(self, number: int, subject: str, findings: Sequence[Finding]) -> str:
        """Return one numbered item: which paper, what was seen, what to do, on what ground."""

        def told(parts: Iterable[str], *, ours: bool = False) -> str:
            said = self.unnamed(" ".join(dict.fromkeys(parts)))
            return say_days_in(discreet(said, ours=ours))

        return (
            f"({number}) {subject}\n"
            f"    - 현재 상태: {told(self.seen(f) for f in findings)}\n"
            f"    - 보완할 내용: {told((f.remedy or '' for f in findings), ours=True)}\n"
            f"    - 근거: 공고문 {discreet(', '.join(dict.fromkeys(f.clause for f in findings)))}"
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
        states = {kind: row.state for row in self.report.requirements for kind in row.types}
        if states.get(finding.document or "", "met") == "met":
            return "확인되었습니다."
        return "받았으며 담당자가 확인하고 있습니다."

    def outlook(self) -> str:
        """Say whether anything is still to come; a doubt is left to the reviewer's next letter."""
        if self.report.status == "complete" and self.since and open_findings(self.since):
            asked = {finding.key for finding in open_findings(self.since)}
            waived = any(f.key in asked and f.decision == "waived" for f in self.report.findings)
            done = "정리되어" if waived else "확인되어"  # what was let pass was not found right
            return f"앞서 보완을 요청드린 사항은 모두 {done}, 더 보내실 서류는 없습니다."
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
            if finding.document in requirement.types:
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
    papers = [
        (DOCUMENTS[document.type].title, document.certain)
        for document in report.documents
        if document.file == file.sha256 and document.type in DOCUMENTS
    ]
    sure = list(dict.fromkeys(f"‘{title}’" for title, certain in papers if certain))
    unsure = list(dict.fromkeys(f"‘{title}’" for title, certain in papers if not certain))
    unsure = [title for title in unsure if title not in sure and title != UNKNOWN]
    said = [f"{with_particle(', '.join(sure), '으로/로')} 확인됩니다."] if sure else []
    if unsure:
        seems = with_particle(", ".join(unsure), "으로/로")
        said.append(f"{seems} 보이는 서류를 받았으며 담당자가 확인하고 있습니다.")
    return " ".join(said) or "정상적으로 열렸습니다."
