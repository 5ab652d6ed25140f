"""What is written to an applicant, from the findings and the programme's own wording.

A letter is plain text with numbered items; its HTML form is laid out from that text, so
that the two never differ, also after a reviewer has changed the text.
"""

from __future__ import annotations

import datetime as dt
import re
from string import Template

from checks.model import Finding, Moment
from checks.programme import Programme
from checks.report import FileEntry, Report
from checks.wording import with_particle
from extractors.documents import DOCUMENTS
from extractors.errors import UnreadableFile
from extractors.model import Frozen
from outbox.message import render
from outbox.states import LetterKind

__all__ = ["Letter", "LetterKind", "compose", "discreet", "open_findings", "render"]


WEEKDAYS = "월화수목금토일"
LONGEST_FILE_NAME = 80

FILE_SEEN: dict[str, str] = {
    UnreadableFile.reason: UnreadableFile.seen,
    **{kind.reason: kind.seen for kind in UnreadableFile.__subclasses__()},
}
"""Why a file could not be read, in Korean, by the contract's reason."""

_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_PERSONAL = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(메일 주소 생략)"),
    (
        re.compile(
            r"(?<![\d-])(?:"
            r"\d{6}\s?[-–]?\s?[\d*]{7}"  # resident and corporate numbers
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
) -> Letter | None:
    """Return the letter of this *kind*, None where there is nothing to write.

    A request exists only for the status ``supplement``.  Its deadline is *deadline*, else
    the programme's; one that is past at *written_at* is left out of the letter.
    """
    if kind == "acknowledgement":
        return _letter(report, programme, kind, to=to, findings=(), deadline=None)
    findings = open_findings(report)
    if report.status != "supplement" or not findings:
        return None
    until: dt.datetime | None = deadline or programme.letters.supplements_until
    if until and written_at and written_at > until:
        until = None
    return _letter(report, programme, kind, to=to, findings=findings, deadline=until)


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
    """
    minutes = f" {moment.minute}분" if moment.minute else ""
    day = f"{moment.year}년 {moment.month}월 {moment.day}일({WEEKDAYS[moment.weekday()]})"
    return f"{day} {moment.hour}시{minutes}까지"


def _letter(
    report: Report,
    programme: Programme,
    kind: LetterKind,
    *,
    to: str,
    findings: tuple[Finding, ...],
    deadline: dt.datetime | None,
) -> Letter:
    company = discreet(report.company_name or "귀사", longest=60)
    texts = {
        "supplement": programme.letters.supplement,
        "acknowledgement": programme.letters.acknowledgement,
    }
    gaps = {
        "receipt_number": report.receipt_number,
        "company_name": company,
        "programme_title": programme.title,
        "received_at": f"{report.received_at:%Y-%m-%d %H:%M}",
        "open_items": "\n\n".join(
            _item(number, finding, report=report, programme=programme)
            for number, finding in enumerate(findings, start=1)
        ),
        "files": "\n\n".join(
            f"({number}) {discreet(file.name, longest=LONGEST_FILE_NAME)}\n"
            f"    - 상태: {_file_state(file, report)}"
            for number, file in enumerate(report.files, start=1)
        )
        or "(첨부된 파일이 없습니다.)",
        "reply_until": say_until(deadline) if deadline else "담당자가 따로 알려 드리는 날까지",
        "contact_unit": programme.contact.unit,
        "contact_phone": programme.contact.phone,
    }
    tag = {"supplement": "보완요청", "acknowledgement": "접수확인"}[kind]
    until = f" (기한: {deadline:%Y-%m-%d %H:%M})" if deadline else ""
    title = discreet(programme.title, longest=100)
    return Letter(
        receipt_number=report.receipt_number,
        revision=report.revision,
        kind=kind,
        to=to,
        subject=f"[{tag}] {title} 참가신청 – {company}{until} [{report.receipt_number}]",
        body=Template(texts[kind]).substitute(gaps).strip() + "\n",
        answers=tuple(finding.key for finding in findings),
        deadline=deadline,
    )


def _item(number: int, finding: Finding, *, report: Report, programme: Programme) -> str:
    """Return one numbered item: which paper, what was seen, what to do, on what ground."""
    return (
        f"({number}) {_subject_matter(finding, report=report, programme=programme)}\n"
        f"    - 현재 상태: {discreet(finding.message)}\n"
        f"    - 보완할 내용: {discreet(finding.remedy or '', ours=True)}\n"
        f"    - 근거: 공고문 {discreet(finding.clause)}"
    )


def _subject_matter(finding: Finding, *, report: Report, programme: Programme) -> str:
    """Return what an item is about: the notice's row, else the file, else the whole."""
    for requirement in programme.requires:
        if requirement.document == finding.document:
            return f"{requirement.clause} {requirement.named}"
    named = {file.sha256: file.name for file in report.files}
    for evidence in finding.evidence:
        if evidence.file in named:
            return f"파일 “{discreet(named[evidence.file], longest=LONGEST_FILE_NAME)}”"
    return "신청서류 전체"


def _file_state(file: FileEntry, report: Report) -> str:
    """Say whether a file was opened, and as which papers it was recognised beyond doubt."""
    if file.state == "ignored":
        return "신청서류가 아닌 것으로 분류하였습니다."
    if file.state != "read":
        return FILE_SEEN.get(file.reason or "", UnreadableFile.seen)
    seen = [
        DOCUMENTS[document.type].title
        for document in report.documents
        if document.file == file.sha256 and document.certain and document.type in DOCUMENTS
    ]
    if not seen:
        return "정상적으로 열렸습니다."
    papers = ", ".join(f"‘{title}’" for title in dict.fromkeys(seen))
    return f"{with_particle(papers, '으로/로')} 확인됩니다."
