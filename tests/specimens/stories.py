"""Applicants who write again and again, and one who writes for three firms at once.

What follows the first mail of a story answers our own letter, so it is made of that letter.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage

from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.consent import consent_form
from specimens.local_tax import local_tax_clearance
from specimens.mail import Attachment, Letter, at
from specimens.national_tax import national_tax_clearance
from specimens.submission import (
    Built,
    Mail,
    applicant,
    attach,
    expect,
    letter_from,
    papers_of,
    sent,
)

FIRM = invent(21)
LOCAL = local_tax_clearance(FIRM, issued_on=dt.date(2025, 5, 7))
DEFERRED = [["납부연장", "3개월", "2024-2", "부가세", "2025-07-25", "4,120,000", "0"]]


@applicant("five-mails", "One firm that will write five mails; the first lacks three papers.")
def five_mails() -> Built:
    sent_at = at("2025-05-07T09:12:00")
    papers = dataclasses.replace(
        papers_of(FIRM, sent_at.date()),
        local=None,
        confirmation=None,
        national=national_tax_clearance(FIRM, issued_on=dt.date(2025, 1, 20)),
    )
    first = letter_from(FIRM, sent_at, attach(papers.all()))
    return [sent(first)], {
        "dossiers": [
            expect(
                FIRM,
                "supplement",
                [
                    ("issued-within:national-tax-clearance", "blocking"),
                    ("required:local-tax-clearance", "blocking"),
                    ("required:sme-confirmation", "blocking"),
                ],
            )
        ]
    }


def from_a_private_address() -> Mail:
    """The second mail: one paper from another address, quoting nothing of ours."""
    return _reply(
        "2025-05-08T08:41:00",
        "지방세 완납증명서 보내드립니다",
        attach([LOCAL], "rfc2047"),
        sender="gaon.private21@freemail.example",
    )


def the_same_again() -> Mail:
    """The third mail: the very same file, to be on the safe side."""
    return _reply("2025-05-08T08:55:00", "지방세 완납증명서 재송부", attach([LOCAL]))


def with_the_mark_typed(ours: bytes) -> Mail:
    """The fourth mail: a new one, not an answer, with the end of our subject copied into it."""
    mark = str(read(ours)["Subject"]).rpartition("[")[2].rstrip("]")
    national = national_tax_clearance(FIRM, issued_on=dt.date(2025, 5, 8))
    return _reply("2025-05-09T14:20:00", f"국세 증명서 보완 ({mark})", attach([national]))


def with_a_worse_copy(ours: bytes) -> Mail:
    """The fifth mail: an answer with the last paper, and a newer certificate with a deferral."""
    letter = read(ours)
    confirmation = sme_confirmation(FIRM, issued_on=dt.date(2025, 5, 9))
    worse = national_tax_clearance(FIRM, issued_on=dt.date(2025, 5, 11), deferrals=DEFERRED)
    return _reply(
        "2025-05-12T10:05:00",
        f"RE: {letter['Subject']}",
        attach([confirmation, worse]),
        headers=[
            ("In-Reply-To", str(letter["Message-ID"])),
            ("References", str(letter["Message-ID"])),
        ],
    )


def read(letter: bytes) -> EmailMessage:
    """Return one of our letters as a mail program reads it."""
    mail = message_from_bytes(letter, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _reply(
    when: str,
    subject: str,
    files: Sequence[Attachment],
    *,
    sender: str = FIRM.contact.email,
    headers: Sequence[tuple[str, str]] = (),
) -> Mail:
    sent_at = at(when)
    return sent(
        Letter(
            sender_name=FIRM.contact.name,
            sender_address=sender,
            subject=subject,
            body="보완 서류를 보내 드립니다. 확인 부탁드립니다.",
            sent_at=sent_at,
            attachments=files,
            message_id=f"<{sent_at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>",
            headers=headers,
        )
    )


THREE = (invent(22), invent(23), invent(24))
STRAY = invent(25)


@applicant(
    "consultant-for-three",
    "A consultant sends for three firms; one file is locked, one paper is a fourth firm's.",
)
def consultant_for_three() -> Built:
    complete, lacking, locked = THREE
    sent_at = at("2025-05-09T16:02:40")
    files: list[Attachment] = []
    closed = sme_confirmation(locked, issued_on=dt.date(2025, 4, 21), password="2403")
    for company in THREE:
        consent = consent_form(company, signed_on=dt.date(2025, 5, 8), mark="seal")
        papers = dataclasses.replace(papers_of(company, sent_at.date()), consent=consent)
        if company is lacking:
            papers = dataclasses.replace(papers, confirmation=None)
        if company is locked:
            papers = dataclasses.replace(papers, confirmation=closed)
        files += attach(papers.all(), pattern=f"{company.bare_name}_{{}}")
    files += attach([national_tax_clearance(STRAY, issued_on=dt.date(2025, 5, 2))])
    letter = Letter(
        sender_name="방고은 컨설턴트",
        sender_address="go-eun@three-firms.example",
        subject="스마트공장 구축지원사업 신청서류 3개사 일괄 제출",
        body="3개사의 신청서류를 함께 보내 드립니다. 보완 사항은 저에게 회신 부탁드립니다.",
        sent_at=sent_at,
        attachments=files,
        message_id="<20250509160240.three@mail.three-firms.example>",
    )
    shared = ("repeated-elsewhere:contact-sender", "doubtful")
    hashed = hashlib.sha256(closed.data).hexdigest()[:12]
    return [sent(letter, 9)], {
        "unassigned": True,
        "dossiers": [
            expect(complete, "review", [shared]),
            expect(lacking, "supplement", [shared, ("required:sme-confirmation", "blocking")]),
            expect(
                locked,
                "supplement",
                [
                    shared,
                    (f"readable:{hashed}", "blocking"),
                    ("required:sme-confirmation", "doubtful"),
                ],
                may_doubt=("valid-through-project",),
            ),
        ],
    }
