"""From mails and transcripts to a dossier: which papers, whose, received when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from checks.model import Dossier, DossierFile, Submission
from extractors.model import Document, File
from pipeline.matching.shares import WHOLE

Papers = Callable[[str], tuple[Document, ...]]
"""The documents of the file with a SHA-256; () where it was not read."""


class Received(NamedTuple):
    """A submission with its files; *only* are the papers of it that belong to the dossier.

    A paper is named by its file and first sheet, a file without a recognised paper by sheet
    0 (see `pipeline.matching.shares`); None means all of them.
    """

    submission: Submission
    files: Sequence[File]
    only: frozenset[tuple[str, int]] | None = None

    def is_ours(self, file: str) -> bool:
        """Tell whether anything of *file* may belong to the dossier."""
        return self.only is None or any(name == file for name, _ in self.only)


def assemble(received: Iterable[Received], papers: Papers) -> Dossier:
    """Build the dossier of *received*, oldest first.

    The same bytes sent again change nothing: a file counts from its first arrival.  Of a
    mail that several firms share, a file without a paper of this firm is left out.
    """
    submissions: list[Submission] = []
    files: list[DossierFile] = []
    documents: list[Document] = []
    seen: set[str] = set()
    for part in sorted(received, key=lambda part: part.submission.received_at):
        submissions.append(part.submission)
        for file in part.files:
            found = papers(file.sha256) if file.state == "read" else ()
            mine = [d for d in found if _belongs(d, part.only)]
            if (found and not mine) or not part.is_ours(file.sha256):
                continue
            files.append(
                DossierFile(
                    file=file,
                    submission=part.submission.sha256,
                    received_at=part.submission.received_at,
                )
            )
            if file.sha256 not in seen:
                documents += mine
                seen.add(file.sha256)
    return Dossier(
        submissions=tuple(submissions),
        files=tuple(files),
        documents=tuple(
            document.model_copy(update={"id": f"d{number}"})
            for number, document in enumerate(documents, start=1)
        ),
    )


def current(
    dossier: Dossier, *, since: str | None = None, until: dt.datetime | None = None
) -> Dossier:
    """Return what of *dossier* counts.

    *since* is the mail with which the applicant began anew: what came before it is out.
    After *until*, where it is given, no later mail brings anything that counts.
    """
    mails = sorted(dossier.submissions, key=lambda mail: mail.received_at)
    begin = next((place for place, mail in enumerate(mails) if mail.sha256 == since), 0)
    counting = tuple(mails[begin:])
    if not counting:
        return dossier
    arrived = {
        mail.sha256
        for mail in counting
        if until is None or mail is counting[0] or mail.received_at <= until
    }
    files = tuple(file for file in dossier.files if file.submission in arrived)
    there = {file.file.sha256 for file in files}
    documents = tuple(paper for paper in dossier.documents if paper.file in there)
    return dossier.model_copy(
        update={"submissions": counting, "files": files, "documents": documents}
    )


def counted(received: Iterable[Received]) -> list[tuple[str, str, list[int] | None]]:
    """Return what makes a dossier's revision: each file once, its arrival, which papers of it.

    A mail that brings nothing new, or the same bytes again, changes nothing.
    """
    found: dict[str, tuple[str, str, list[int] | None]] = {}
    for part in sorted(received, key=lambda part: part.submission.received_at):
        arrived = part.submission.received_at.isoformat()
        for file in part.files:
            if file.state == "ignored" or not part.is_ours(file.sha256):
                continue
            mine = None
            if part.only is not None:
                named = (sheet for sha256, sheet in part.only if sha256 == file.sha256)
                mine = sorted(sheet for sheet in named if sheet != WHOLE)
            found.setdefault(file.sha256, (file.sha256, arrived, mine))
    return list(found.values())


def _belongs(document: Document, only: frozenset[tuple[str, int]] | None) -> bool:
    if only is None or document.type == Document.type:
        return True
    return (document.file, document.pages[0]) in only
