"""From mails and transcripts to a dossier: which papers, whose, received when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from checks.model import Dossier, DossierFile, Submission
from extractors.model import Document, File

Papers = Callable[[str], tuple[Document, ...]]
"""The documents of the file with a SHA-256; () where it was not read."""


class Received(NamedTuple):
    """A submission with its files; *only* are the papers of it that belong to the dossier.

    A paper is named by its file and first sheet; None means all of them.
    """

    submission: Submission
    files: Sequence[File]
    only: frozenset[tuple[str, int]] | None = None


def assemble(received: Iterable[Received], papers: Papers) -> Dossier:
    """Build the dossier of *received*, oldest first.

    The same bytes sent again change nothing: a file counts from its first arrival.  Of a
    mail that several firms share, a file without a paper of this firm is left out; what
    could not be read or recognised may be anybody's and stays.
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
            if found and not mine:
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


def counted(received: Iterable[Received]) -> list[tuple[str, str, list[int] | None]]:
    """Return what makes a dossier's revision: each file once, its arrival, which papers of it.

    A mail that brings nothing new, or the same bytes again, changes nothing.
    """
    found: dict[str, tuple[str, str, list[int] | None]] = {}
    for part in sorted(received, key=lambda part: part.submission.received_at):
        arrived = part.submission.received_at.isoformat()
        for file in part.files:
            if file.state == "ignored":
                continue
            mine = None
            if part.only is not None:
                mine = sorted(sheet for sha256, sheet in part.only if sha256 == file.sha256)
            found.setdefault(file.sha256, (file.sha256, arrived, mine))
    return list(found.values())


def _belongs(document: Document, only: frozenset[tuple[str, int]] | None) -> bool:
    if only is None or document.type == Document.type:
        return True
    return (document.file, document.pages[0]) in only
