"""What several applications have in common: a file, a certificate's number, a contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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


def repeats_of(reports: Iterable[Report]) -> dict[str, tuple[Repeat, ...]]:
    """Return what each dossier shares with others, by its receipt number.

    *reports* are the last ones of all dossiers of a programme.
    """
    all_reports = {report.receipt_number: report for report in reports}
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    traits = {receipt: tuple(traits_of(report)) for receipt, report in all_reports.items()}
    for receipt, found in traits.items():
        for key in dict.fromkeys((trait.kind, trait.key) for trait in found):
            holders[key].append(receipt)
    return {
        receipt: tuple(_shared(receipt, found, holders, all_reports))
        for receipt, found in traits.items()
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


def _one_mail(one: Report, other: Report) -> bool:
    """Tell whether two dossiers share a mail: what nobody could tell apart went to both."""
    mails = {mail.sha256 for mail in one.submissions}
    return any(mail.sha256 in mails for mail in other.submissions)


def _shared(
    receipt: str,
    traits: Iterable[Trait],
    holders: Mapping[tuple[str, str], list[str]],
    reports: Mapping[str, Report],
) -> Iterator[Repeat]:
    """Yield each thing once: the number of a certificate whose file is shared adds nothing."""
    mine = reports[receipt]
    files = {document.id: document.file for document in mine.documents}
    told: set[str] = set()
    for trait in traits:
        others = [
            other
            for other in holders[trait.kind, trait.key]
            if other != receipt and not (trait.kind == "file" and _one_mail(mine, reports[other]))
        ]
        names = {trait.key, files.get(trait.document or "", trait.key)}
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
            and all(reports[other].business_number == number for other in others),
        )
