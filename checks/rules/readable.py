"""Every file could be opened, read and recognised."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from extractors.errors import UnreadableFile
from extractors.model import File

REASONS = {kind.reason: kind for kind in UnreadableFile.__subclasses__()} | {
    UnreadableFile.reason: UnreadableFile
}


@rule
class Readable(DossierRule):
    """No file stayed closed, and no sheet is of an unknown kind.

    A closed file is held against the applicant only while a paper that must come is not
    seen; one that broke our reader (``crashed``) is never.
    """

    name = "readable"

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        missing = any(asked.always and dossier.lacks(asked) for asked in notice.requires)
        for file in dossier.unread:
            seen, remedy = why(file)
            yield self.finding(
                f"‘{file.name}’: {seen}",
                about=file,
                severity="blocking" if missing and file.reason != "crashed" else "doubtful",
                remedy=remedy,
            )
        yield from self._unrecognised(dossier)

    def _unrecognised(self, dossier: Dossier) -> Iterator[Finding]:
        files = {f.file.sha256: f.file for f in dossier.files}
        for sha256 in dict.fromkeys(paper.file for paper in dossier.unrecognised):
            papers = [paper for paper in dossier.unrecognised if paper.file == sha256]
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


def why(file: File) -> tuple[str, str]:
    """Return what is wrong with an unreadable file, and what the applicant can do."""
    kind = next((kind for reason, kind in REASONS.items() if reason == file.reason), UnreadableFile)
    return kind.seen, kind.remedy
