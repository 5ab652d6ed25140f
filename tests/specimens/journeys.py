"""Applicants whose papers are right but come in a way that makes them hard to read."""

import dataclasses
import datetime as dt
import hashlib

from specimens import mail_texts
from specimens.application import application_form
from specimens.archive import pack
from specimens.company import Company, invent
from specimens.confirmations import sme_confirmation, technology_market
from specimens.consent import consent_form
from specimens.form_blocks import TickStyle
from specimens.local_tax import local_tax_clearance
from specimens.mail import Letter, at
from specimens.national_tax import national_tax_clearance
from specimens.registration import business_registration
from specimens.scan import PHONE, Scan, scan
from specimens.submission import (
    NAMES,
    READ_FROM_PICTURES,
    Built,
    alone,
    applicant,
    attach,
    expect,
    file_named,
    letter_from,
    papers_of,
    sent,
)


@applicant("one-scanned-pdf", "All papers come as one scan.")
def all_in_one_scan() -> Built:
    company = invent(11)
    sent_at = at("2025-05-09T11:47:26")
    day = sent_at.date()
    forms = dataclasses.replace(
        papers_of(company, day),
        application=application_form(
            company, signed_on=dt.date(2025, 5, 8), file_format="pdf", style="root"
        ),
        consent=consent_form(
            company,
            signed_on=dt.date(2025, 5, 8),
            file_format="pdf",
            style="drawn",
            mark="seal",
        ),
    )
    how = Scan(dpi=200, skew=0.5, noise=2.5, quality=75)
    bundle = scan([paper.data for paper in forms.all()], how, seed=company.seed)
    letter = dataclasses.replace(
        letter_from(company, sent_at, [file_named("20250509114501.pdf", bundle, "raw-cp949")]),
        subject="신청서류 일체 스캔본 송부",
        subject_style="raw-cp949",
        charset="ks_c_5601-1987",
    )
    return alone(letter, expect(company, "review", may_doubt=READ_FROM_PICTURES))


@applicant("zipped-hwpx", "A ZIP of Korean Windows with Hangul forms in it.")
def zipped_hwpx() -> Built:
    company = invent(12)
    sent_at = at("2025-05-12T10:33:18")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        application=application_form(
            company, signed_on=dt.date(2025, 5, 9), file_format="hwpx", layout="chapters"
        ),
        consent=consent_form(
            company, signed_on=dt.date(2025, 5, 9), file_format="hwpx", style="root"
        ),
        confirmation=sme_confirmation(
            company, issued_on=dt.date(2025, 4, 22), layout="sminfo-2021"
        ),
    )
    members = [
        (f"{company.bare_name}/{NAMES[paper.type]}{paper.suffix}", paper.data)
        for paper in papers.all()
    ]
    archive = file_named(f"{company.bare_name}_제출서류.zip", pack(members), "rfc2047-cp949")
    letter = dataclasses.replace(
        letter_from(company, sent_at, [archive]), subject_style="ks_c_5601-1987", charset="euc-kr"
    )
    return alone(letter, expect(company, "complete"))


@applicant("consultant-for-two", "A consultant sends for two firms at once.")
def consultant_for_two() -> Built:
    first, second = invent(13), invent(36)
    sent_at = at("2025-05-08T19:25:03")
    files = []
    styles: dict[Company, TickStyle] = {first: "ballot", second: "bracket"}
    for company, style in styles.items():
        consent = consent_form(company, signed_on=dt.date(2025, 5, 7), style=style, mark="seal")
        papers = dataclasses.replace(papers_of(company, sent_at.date()), consent=consent)
        files += attach(papers.all(), pattern=f"({company.bare_name}) {{}}")
    letter = Letter(
        sender_name="제로운 컨설턴트",
        sender_address="ro-un@consulting-office.example",
        subject="스마트공장 구축지원사업 신청 - 2개사 서류 송부의 건",
        body=mail_texts.consultant_note(first, second),
        sent_at=sent_at,
        attachments=files,
        html=True,
        message_id="<CA+k9xT2025050819.two-firms@mail.consulting-office.example>",
    )
    shared = [("repeated-elsewhere:contact-sender", "doubtful")]
    return [sent(letter, 11)], {
        "dossiers": [expect(first, "review", shared), expect(second, "review", shared)]
    }


@applicant(
    "sole-proprietor",
    "A person without corporate number; one certificate names only the resident number.",
)
def sole_proprietor() -> Built:
    company = invent(14, corporation=False, size="소기업(소상공인)")
    sent_at = at("2025-05-07T22:10:37")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        application=application_form(
            company, signed_on=sent_at.date(), layout="chapters", mark="signature"
        ),
        national=national_tax_clearance(company, issued_on=dt.date(2025, 5, 2)),
        local=local_tax_clearance(company, issued_on=dt.date(2025, 5, 2), layout="bilingual"),
        registration=business_registration(
            company, issued_on=dt.date(2025, 5, 2), layout="bilingual"
        ),
    )
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers.all(), "nfd")),
        sender_name=company.representative,
    )
    return alone(
        letter,
        expect(company, "complete"),
    )


@applicant("phone-photo", "The national tax certificate is a photograph.")
def phone_photo() -> Built:
    company = invent(15)
    sent_at = at("2025-05-12T12:58:02")
    papers = papers_of(company, sent_at.date())
    assert papers.national is not None
    how = dataclasses.replace(PHONE, sideways=True)
    photo = scan([papers.national.data], how, seed=company.seed, as_format="jpeg")
    rest = dataclasses.replace(papers, national=None).all()
    files = [*attach(rest, "rfc2047"), file_named("IMG_20250512_125501.jpg", photo)]
    doubt = {rule for rule in READ_FROM_PICTURES if rule not in ("consent-given", "signed")}
    return alone(
        letter_from(company, sent_at, files),
        expect(company, "complete", may_doubt=frozenset(doubt)),
    )


@applicant("troubled-files", "One file is locked, another cut off.")
def troubled_files() -> Built:
    company = invent(16)
    sent_at = at("2025-05-09T17:15:50")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        confirmation=sme_confirmation(
            company, issued_on=dt.date(2025, 4, 17), password=company.business_number[-5:]
        ),
    )
    assert papers.confirmation is not None
    market = technology_market(
        company, issued_on=dt.date(2025, 4, 28), certified_on=dt.date(2024, 2, 6)
    )
    cut = market.data[: len(market.data) // 3]
    files = [*attach(papers.all(), "rfc2231"), file_named("⑥ 기술마켓 인증서.pdf", cut)]
    return alone(
        letter_from(company, sent_at, files),
        expect(
            company,
            "supplement",
            [
                (f"readable:{_short_hash(papers.confirmation.data)}", "blocking"),
                (f"readable:{_short_hash(cut)}", "blocking"),
                ("required:sme-confirmation", "doubtful"),
            ],
            may_doubt=("company-size", "required:technology-market", "valid-through-project"),
        ),
    )


def _short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


@applicant("supplemented", "The missing paper follows in a reply days later.")
def supplemented() -> Built:
    company = invent(17)
    sent_at = at("2025-05-07T10:15:00")
    papers = dataclasses.replace(papers_of(company, sent_at.date()), local=None)
    first = letter_from(company, sent_at, attach(papers.all()))
    local = local_tax_clearance(company, issued_on=dt.date(2025, 5, 12), two_pages=True)
    second = dataclasses.replace(
        first,
        subject="RE: " + first.subject,
        body=mail_texts.supplement_note(company, first.body),
        sent_at=at("2025-05-12T09:40:00"),
        attachments=attach([local], "rfc2047"),
        message_id=f"<20250512094000.{company.seed:04}@mail.{company.mail_domain}>",
        headers=(("In-Reply-To", first.message_id), ("References", first.message_id)),
    )
    return [sent(first), sent(second)], {"dossiers": [expect(company, "complete")]}
