"""How a sample submission is put together: its papers, its mail, and what is expected of it."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypedDict

from specimens import mail_texts
from specimens.application import COVER_LAYOUTS, application_form
from specimens.company import Company
from specimens.confirmations import CONFIRMATION_LAYOUTS, sme_confirmation
from specimens.consent import consent_form
from specimens.form_blocks import TickStyle
from specimens.local_tax import LOCAL_LAYOUTS, local_tax_clearance
from specimens.mail import Attachment, Letter, NameStyle, deliver
from specimens.national_tax import NATIONAL_LAYOUTS, national_tax_clearance
from specimens.paper import Paper
from specimens.registration import CERTIFICATE_LAYOUTS, business_registration


class DossierExpects(TypedDict):
    company: str
    business_number: str
    status: str
    findings: list[tuple[str, str]]
    may_also: set[str]
    may_doubt: set[str]


class Expects(TypedDict, total=False):
    dossiers: list[DossierExpects]
    not_submission: bool
    unassigned: bool


class Mail(NamedTuple):
    """A mail as it lies in the mailbox, and the server's INTERNALDATE."""

    raw: bytes
    received_at: dt.datetime


Built = tuple[Sequence[Mail], Expects]
Build = Callable[[], Built]


@dataclass(frozen=True)
class Applicant:
    """One sender and everything that came from there."""

    slug: str
    story: str
    build: Build

    @cached_property
    def _built(self) -> Built:
        return self.build()

    @property
    def mails(self) -> tuple[Mail, ...]:
        return tuple(self._built[0])

    @property
    def expects(self) -> Expects:
        return self._built[1]


def applicant(slug: str, story: str) -> Callable[[Build], Applicant]:
    """Make an applicant of the decorated function, which builds the mails when asked."""
    return lambda build: Applicant(slug, story, build)


ALWAYS_NOTES = frozenset(
    {
        "by-hand",
        "check-digit",
        "issued-within",
        "open-for-business",
        "printed-validity",
        "sender-authenticated",
        "several-copies",
        "valid-through-project",
    }
)
READ_FROM_PICTURES = frozenset(
    {
        "altered",
        "check-digit",
        "company-size",
        "consent-given",
        "example-text",
        "filled-in",
        "funding-split",
        "issued-in-future",
        "issued-within",
        "located-in",
        "no-arrears",
        "project-months",
        "readable",
        "required",
        "same-company",
        "security-solution",
        "signed",
        "target-level",
        "trade",
        "valid-through-project",
    }
)


def expect(
    company: Company,
    status: str,
    findings: Sequence[tuple[str, str]] = (),
    *,
    may_doubt: Sequence[str] | frozenset[str] = (),
) -> DossierExpects:
    return {
        "company": company.name,
        "business_number": company.business_number,
        "status": status,
        "findings": sorted(findings),
        "may_also": set(ALWAYS_NOTES),
        "may_doubt": set(may_doubt),
    }


@dataclass(frozen=True)
class PaperSet:
    """The papers of one application; what is None was not sent."""

    application: Paper | None
    consent: Paper | None
    national: Paper | None
    local: Paper | None
    registration: Paper | None
    confirmation: Paper | None
    market: Paper | None = None

    def all(self) -> list[Paper]:
        values = (getattr(self, field.name) for field in dataclasses.fields(self))
        return [paper for paper in values if paper is not None]


def papers_of(company: Company, day: dt.date) -> PaperSet:
    """Return a right and complete set, issued in the week before *day*, forms as DOCX.

    Layouts and ways of ticking take turns from firm to firm.
    """
    turn = company.seed
    return PaperSet(
        application=application_form(
            company,
            signed_on=day - dt.timedelta(days=1),
            layout=COVER_LAYOUTS[turn % len(COVER_LAYOUTS)],
        ),
        consent=consent_form(
            company, signed_on=day - dt.timedelta(days=1), style=TICKED[turn % len(TICKED)]
        ),
        national=national_tax_clearance(
            company,
            issued_on=day - dt.timedelta(days=3),
            layout=NATIONAL_LAYOUTS[turn % len(NATIONAL_LAYOUTS)],
        ),
        local=local_tax_clearance(
            company,
            issued_on=day - dt.timedelta(days=3),
            layout=LOCAL_LAYOUTS[turn % len(LOCAL_LAYOUTS)],
        ),
        registration=business_registration(
            company,
            issued_on=day - dt.timedelta(days=4),
            layout=CERTIFICATE_LAYOUTS[(turn // 2) % len(CERTIFICATE_LAYOUTS)],
        ),
        confirmation=sme_confirmation(
            company,
            issued_on=dt.date(2025, 4, 17),
            layout=CONFIRMATION_LAYOUTS[(turn // 3) % len(CONFIRMATION_LAYOUTS)],
        ),
    )


TICKED: tuple[TickStyle, ...] = ("ballot", "square", "root", "bracket")
NAMES = {
    "application-form": "① 사업 참가신청서 및 참가신청내역서",
    "consent-form": "② 개인·기업 정보 활용 동의서",
    "national-tax-clearance": "③ 국세완납증명서",
    "local-tax-clearance": "③ 지방세완납증명서",
    "business-registration": "④ 사업자등록증명원",
    "business-registration-card": "④ 사업자등록증명원",
    "sme-confirmation": "⑤ 중소기업확인서",
    "technology-market": "⑥ 중소기업기술마켓 인증서",
}
MEDIA = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".hwpx": "application/octet-stream",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".zip": "application/x-zip-compressed",
}


def attach(
    papers: Sequence[Paper], style: NameStyle = "rfc2231", *, pattern: str = "{}"
) -> list[Attachment]:
    """Attach *papers* under the notice's spoken names; {} in *pattern* stands for them."""
    return [
        file_named(pattern.format(NAMES[paper.type]) + paper.suffix, paper.data, style)
        for paper in papers
    ]


def file_named(name: str, data: bytes, style: NameStyle = "rfc2231") -> Attachment:
    suffix = "." + name.rpartition(".")[2].lower()
    return Attachment(name, data, style, MEDIA.get(suffix, "application/octet-stream"))


def logo_of(company: Company) -> Attachment:
    return Attachment(
        "image001.png",
        mail_texts.logo_png(company),
        content_type="image/png",
        inline_id=f"image001.png@01DB{company.seed:04}",
    )


def letter_from(company: Company, sent_at: dt.datetime, files: Sequence[Attachment]) -> Letter:
    contact = company.contact
    return Letter(
        sender_name=contact.name,
        sender_address=contact.email,
        subject=f"[{company.bare_name}] 2025 대중소 상생형 스마트공장 구축지원사업 신청서류 제출",
        body=mail_texts.cover_note(company),
        sent_at=sent_at,
        attachments=files,
        message_id=f"<{sent_at:%Y%m%d%H%M%S}.{company.seed:04}@mail.{company.mail_domain}>",
    )


def sent(letter: Letter, seconds: int = 6) -> Mail:
    """Deliver a letter *seconds* after it was sent."""
    received_at = letter.sent_at + dt.timedelta(seconds=seconds)
    return Mail(deliver(letter, received_at), received_at)


def alone(letter: Letter, expected: DossierExpects, seconds: int = 6) -> Built:
    return [sent(letter, seconds)], {"dossiers": [expected]}
