"""Every file could be opened, read and recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.applicants import needed
from checks.model import Dossier, Evidence, Finding, Notice, Severity
from checks.rules import DossierRule, rule
from checks.wording import with_particle
from extractors.errors import CutOffMail, refusal_of
from extractors.model import Document, File, Reason

NO_FAULT = ("crashed", "odd")
CUT_OFF = CutOffMail.flaw
"""What matters only where something is missing."""


@rule
class Readable(DossierRule):
    """No file stayed closed, and no sheet is of an unknown kind.

    A closed file is held against the applicant only while a paper that must come is not
    seen; one that broke our reader (``crashed``) or proves no fault (``odd``) is never.
    Files closed for one of *leaves* are the affair of another rule.
    """

    name = "readable"
    says = (
        "열거나 읽을 수 없는 파일(암호, 손상 등)이 있으면, 아직 없는 필수 서류가 그 "
        "안에 있을 수 있을 때에는 보완을 요청하고 그렇지 않으면 담당자 확인으로 둡니다."
    )

    leaves: tuple[Reason, ...] = ()

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        missing = any(needed(row, dossier) and dossier.lacks(row) for row in notice.requires)
        for file in dossier.unread:
            if file.reason in self.leaves:
                continue
            seen, remedy = why(file)
            severity: Severity = "blocking" if missing else "doubtful"
            if file.reason in NO_FAULT:
                severity = "doubtful" if missing or file.flaw != CUT_OFF else "note"
            yield self.finding(
                f"‘{file.name}’: {seen}", about=file, severity=severity, remedy=remedy
            )
        yield from self._unrecognised(dossier)
        yield from self._cut_short(dossier, notice)

    def _cut_short(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Doubt papers that count more sheets than came: ( 1 / 2 ) without the second."""
        for document in dossier.documents:
            asked = notice.asked(document.type)
            if asked is None or not document.lacks:
                continue
            sheets = ", ".join(f"{number}쪽" for number in document.lacks)
            yield self.model_copy(update={"clause": asked.clause}).finding(
                f"{document.title}에 적힌 쪽수에 비추어 {with_particle(sheets, '이/가')} 빠져 "
                "있습니다.",
                about=document,
                what="sheets",
                severity="doubtful",
                remedy=f"모든 쪽이 포함된 {with_particle(document.title, '을/를')} 다시 보내 "
                "주십시오.",
            )

    def _unrecognised(self, dossier: Dossier) -> Iterator[Finding]:
        files = {f.file.sha256: f.file for f in dossier.files}
        for sha256 in dict.fromkeys(paper.file for paper in dossier.unrecognised):
            papers = [paper for paper in dossier.unrecognised if paper.file == sha256]
            yield from self._not_looked_at(files[sha256], papers)
            papers = [paper for paper in papers if not paper.unread]
            if not papers:
                continue
            sheets = ", ".join(
                f"{first}쪽" if first == last else f"{first}–{last}쪽"
                for first, last in (paper.pages for paper in papers)
            )
            yield self.finding(
                f"‘{files[sha256].name}’({sheets}): 어떤 서류인지 알아보지 못하였습니다.",
                about=files[sha256],
                severity="doubtful",
                remedy="어떤 서류인지 알려 주시고, 흐리거나 잘린 서류라면 또렷하게 다시 보내 "
                "주십시오.",
                evidence=(
                    Evidence(file=sha256),
                    *(Evidence(document=paper.id) for paper in papers),
                ),
            )

    def _not_looked_at(self, file: File, papers: Sequence[Document]) -> Iterator[Finding]:
        for paper in papers:
            if not paper.unread:
                continue
            first, last = paper.pages
            sheets = f"{first}쪽" if first == last else f"{first}–{last}쪽"
            yield self.finding(
                f"‘{file.name}’({sheets}): 쪽수가 많거나 시간이 오래 걸려 이 부분은 읽지 "
                "못하였습니다.",
                about=file,
                what="unread-sheets",
                severity="doubtful",
                remedy="제출 서류만 남겨 파일을 나누어 다시 보내 주십시오.",
                evidence=(Evidence(file=file.sha256), Evidence(document=paper.id)),
            )


def why(file: File) -> tuple[str, str]:
    """Return what is wrong with an unreadable file, and what the applicant can do."""
    refusal = refusal_of(file.reason, file.flaw)
    return refusal.seen, refusal.remedy
