"""What a mail brought, paper by paper, and whose each of it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extractors.documents import DOCUMENTS
from extractors.model import Document, File
from pipeline.matching.placement import LEFT_OVER, Firm, firms_in
from pipeline.matching.shares import WHOLE
from pipeline.store.desk import Desk
from pipeline.store.ledger import MessageRow


class Piece(NamedTuple):
    """A paper of a mail, or a file in which none was recognised (sheet 0), and whose it is."""

    file: File
    sheet: int
    paper: Document | None
    receipts: tuple[str, ...]

    @property
    def name(self) -> tuple[str, int]:
        return self.file.sha256, self.sheet


def pieces_of(desk: Desk, message: MessageRow) -> list[Piece]:
    """Return everything in a mail that can be given to a dossier by itself."""
    rows = desk.ledger.submissions_of(message.sha256)

    def whose(name: tuple[str, int]) -> tuple[str, ...]:
        return tuple(row.receipt for row in rows if row.papers is None or name in row.papers)

    pieces = []
    for file in distinct(desk.ledger.files(message.sha256)):
        papers = [paper for paper in desk.papers(file.sha256) if paper.type in DOCUMENTS]
        for paper in papers:
            name = (file.sha256, paper.pages[0])
            pieces.append(Piece(file, paper.pages[0], paper, whose(name)))
        if not papers and file.state != "ignored":
            pieces.append(Piece(file, WHOLE, None, whose((file.sha256, WHOLE))))
    return pieces


def is_read(desk: Desk, message: MessageRow) -> bool:
    """Tell whether it is known what a mail brought: every file that can be read was read."""
    files = desk.ledger.files(message.sha256)
    return all(file.state != "read" or desk.is_read(file.sha256) for file in files)


def papers_of(desk: Desk, message: MessageRow) -> list[Document]:
    """Return every paper that a mail brought."""
    files = desk.ledger.files(message.sha256)
    return [paper for file in distinct(files) for paper in desk.papers(file.sha256)]


def applicant_of(papers: list[Document]) -> Firm | None:
    """Return the firm that signed the application forms among *papers*, if it is one."""
    firms = firms_in([paper for paper in papers if paper.type == "application-form"])
    return next(iter(firms)) if len(firms) == 1 else None


def left_over(desk: Desk, message: MessageRow) -> str:
    """Say how many papers of an accepted mail are nobody's; "" where all have a dossier."""
    if not is_read(desk, message):
        return message.reason
    left = sum(not piece.receipts for piece in pieces_of(desk, message))
    return LEFT_OVER.format(left) if left else ""


def shared_files(desk: Desk, receipt: str, mails: Iterable[str]) -> frozenset[str]:
    """Return the files of *mails*, by SHA-256, that may be another firm's than the dossier's.

    Of a mail that went to several dossiers these are the files that hold anything which is
    not this one's, or nothing that was recognised as its own.
    """
    found = set()
    for mail in mails:
        pieces = pieces_of(desk, desk.ledger.message(mail))
        if len({receipt for piece in pieces for receipt in piece.receipts} - {receipt}):
            found |= {p.file.sha256 for p in pieces if p.receipts != (receipt,)}
    return frozenset(found)


def distinct(files: Sequence[File]) -> list[File]:
    """Return *files*, the same bytes once."""
    return list({file.sha256: file for file in reversed(files)}.values())[::-1]
