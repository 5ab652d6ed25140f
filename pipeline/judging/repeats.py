"""What several applications have in common: a file, a certificate's number, a contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from checks.model import Repeat, RepeatKind
from checks.report import DocumentEntry, Report
from extractors.documents import DOCUMENTS

NUMBERS = ("certificate_number", "verification_number")
CONTACTS = ("contact_email", "contact_phone")


class Trait(NamedTuple):
    """Something of a dossier that another one may have too, and where it stands."""

    kind: RepeatKind
    key: str
    shown: str
    document: str | None = None
    field: str | None = None
    file: str | None = None
    message: str | None = None


class Holding(NamedTuple):
    """What of a report is compared with others: whose it is, its mails, its traits.

    ``files`` gives the file (SHA-256) of each of its papers.
    """

    receipt: str
    business_number: str | None
    mails: frozenset[str]
    files: Mapping[str, str]
    traits: tuple[Trait, ...]


def holding_of(report: Report) -> Holding:
    """Return what of *report* is compared with others."""
    return Holding(
        report.receipt_number,
        report.business_number,
        frozenset(mail.sha256 for mail in report.submissions),
        {document.id: document.file for document in report.documents},
        tuple(traits_of(report)),
    )


def repeats_of(reports: Iterable[Report]) -> dict[str, tuple[Repeat, ...]]:
    """Return what each dossier shares with others, by its receipt number.

    *reports* are the last ones of all dossiers of a programme.
    """
    return repeats_among(holding_of(report) for report in reports)


def repeats_among(
    holdings: Iterable[Holding], *, of: Collection[str] | None = None
) -> dict[str, tuple[Repeat, ...]]:
    """Return the same of what was taken from reports before, for some receipt numbers or all."""
    known = {holding.receipt: holding for holding in holdings}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for receipt, holding in known.items():
        for key in dict.fromkeys((trait.kind, trait.key) for trait in holding.traits):
            holders[key].append(receipt)
    return {
        receipt: tuple(_shared(each, holders, known))
        for receipt, each in known.items()
        if of is None or receipt in of
    }


def traits_of(report: Report) -> Iterator[Trait]:
    """Yield what of a dossier is worth comparing.

    A file counts if a paper of a known kind is in it, or if it could not be read: everybody
    may attach the notice itself.  Numbers and contacts count where they are certain.
    """
    papers = [document for document in report.documents if document.type in DOCUMENTS]
    holding = {document.file for document in papers}
    for file in report.files:
        if file.sha256 in holding or (file.state == "unreadable" and file.reason != "crashed"):
            yield Trait("file", file.sha256, file.name, file=file.sha256)
    for document in papers:
        for field in NUMBERS:
            if number := _certain(document, field):
                yield Trait(
                    "certificate",
                    f"{document.type} {''.join(filter(str.isalnum, number))}",
                    f"{DOCUMENTS[document.type].title} {number}",
                    document=document.id,
                    field=field,
                )
        for field in CONTACTS:
            if contact := _certain(document, field):
                key = contact.lower() if "@" in contact else "".join(filter(str.isdigit, contact))
                yield Trait("contact", key, contact, document=document.id, field=field)
    for mail in report.submissions:
        if "@" in mail.sender:
            yield Trait("contact", mail.sender.lower(), mail.sender, message=mail.sha256)


def _certain(document: DocumentEntry, field: str) -> str | None:
    value = document.fields.get(field)
    return str(value.value) if value is not None and value.certain and value.value else None


def _shared(
    mine: Holding,
    holders: Mapping[tuple[str, str], list[str]],
    known: Mapping[str, Holding],
) -> Iterator[Repeat]:
    """Yield each thing once: the number of a certificate whose file is shared adds nothing.

    Nor does a file of a mail that went to both dossiers: nobody could tell them apart.
    """
    told: set[str] = set()
    for trait in mine.traits:
        others = [
            other
            for other in holders[trait.kind, trait.key]
            if other != mine.receipt
            and not (trait.kind == "file" and mine.mails & known[other].mails)
        ]
        names = {trait.key, mine.files.get(trait.document or "", trait.key)}
        if trait.kind == "contact":
            names = {trait.key}
        if not others or told & names:
            continue
        told.add(trait.key)
        number = mine.business_number
        yield Repeat(
            kind=trait.kind,
            shown=trait.shown,
            receipts=tuple(sorted(others)),
            document=trait.document,
            field=trait.field,
            file=trait.file,
            message=trait.message,
            related=number is not None
            and all(known[other].business_number == number for other in others),
        )
