"""Applicants whose papers are right, or wrong in one respect; the mail itself is plain."""

import dataclasses
import datetime as dt

from specimens.application import application_form
from specimens.company import invent
from specimens.confirmations import sme_confirmation, technology_market
from specimens.consent import consent_form
from specimens.mail import at
from specimens.national_tax import national_tax_clearance
from specimens.registration import business_registration
from specimens.registration_card import business_registration_card
from specimens.submission import (
    Built,
    alone,
    applicant,
    attach,
    expect,
    file_named,
    letter_from,
    logo_of,
    papers_of,
)


@applicant("complete", "Everything is there and right, the optional paper too.")
def complete() -> Built:
    company = invent(1)
    sent_at = at("2025-05-09T14:22:01")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        market=technology_market(
            company, issued_on=dt.date(2025, 4, 28), certified_on=dt.date(2023, 11, 14)
        ),
    )
    files = [*attach(papers.all()), logo_of(company)]
    letter = dataclasses.replace(letter_from(company, sent_at, files), html=True)
    return alone(letter, expect(company, "complete"))


@applicant("two-missing", "Two papers were forgotten; file names say nothing.")
def two_missing() -> Built:
    company = invent(2)
    sent_at = at("2025-05-08T16:40:12")
    papers = dataclasses.replace(papers_of(company, sent_at.date()), local=None, confirmation=None)
    files = [
        file_named(f"스캔{number:04}{paper.suffix}", paper.data, "rfc2047-cp949")
        for number, paper in enumerate(papers.all(), start=1)
    ]
    letter = dataclasses.replace(
        letter_from(company, sent_at, files),
        subject="스마트공장 신청서 보냅니다",
        subject_style="ks_c_5601-1987",
        charset="ks_c_5601-1987",
        coding="8bit",
    )
    return alone(
        letter,
        expect(
            company,
            "supplement",
            [
                ("required:local-tax-clearance", "blocking"),
                ("required:sme-confirmation", "blocking"),
            ],
        ),
    )


@applicant("one-day-too-old", "The national tax certificate is a day older than three months.")
def one_day_too_old() -> Built:
    company = invent(3)
    sent_at = at("2025-05-13T11:05:40")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        national=national_tax_clearance(company, issued_on=dt.date(2025, 2, 12), layout="hometax"),
    )
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers.all(), "rfc2047")), coding="quoted-printable"
    )
    return alone(
        letter,
        expect(company, "supplement", [("issued-within:national-tax-clearance", "blocking")]),
    )


@applicant(
    "on-the-last-day",
    "The national tax certificate is exactly three months old, its own validity over.",
)
def last_day() -> Built:
    company = invent(4, size="중기업")
    sent_at = at("2025-05-13T17:31:55")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        application=application_form(
            company, signed_on=sent_at.date(), file_format="pdf", layout="chapters"
        ),
        consent=consent_form(
            company, signed_on=sent_at.date(), file_format="pdf", style="square", shape="after"
        ),
        national=national_tax_clearance(
            company, issued_on=dt.date(2025, 2, 13), layout="hometax-2019"
        ),
        registration=business_registration(
            company, issued_on=dt.date(2025, 5, 7), layout="government24"
        ),
    )
    letter = letter_from(company, sent_at, attach(papers.all(), "rfc2231-pieces"))
    return alone(letter, expect(company, "complete"))


@applicant(
    "card-instead-of-certificate", "The registration card came under the certificate's name."
)
def card_instead() -> Built:
    company = invent(5)
    sent_at = at("2025-05-07T09:58:20")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        registration=business_registration_card(company, issued_on=dt.date(2022, 3, 15)),
    )
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers.all(), "raw-cp949")),
        subject_style="raw-cp949",
        charset="euc-kr",
        message_id="",
    )
    return alone(
        letter,
        expect(
            company,
            "supplement",
            [("look-alike:business-registration", "blocking")],
            may_doubt=("located-in", "trade"),
        ),
    )


@applicant("consent-refused", "One of the two consents is refused.")
def consent_refused() -> Built:
    company = invent(6)
    sent_at = at("2025-05-02T13:12:09")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        consent=consent_form(
            company, signed_on=dt.date(2025, 5, 1), provision="refused", style="square"
        ),
    )
    letter = letter_from(company, sent_at, attach(papers.all(), "nfd"))
    return alone(letter, expect(company, "ineligible", [("consent-given", "blocking")]))


@applicant("consent-unmarked", "The consent form is signed but not ticked.")
def consent_unmarked() -> Built:
    company = invent(7)
    sent_at = at("2025-05-12T18:44:31")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        consent=consent_form(
            company,
            signed_on=dt.date(2025, 5, 12),
            collection="unmarked",
            provision="unmarked",
            style="bracket",
            shape="cells",
        ),
    )
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers.all(), "rfc2047-cp949")),
        subject_style="ks_c_5601-1987",
        charset="euc-kr",
    )
    return alone(letter, expect(company, "supplement", [("consent-given", "blocking")]))


@applicant("confirmation-lapsed", "The SME confirmation is the previous year's.")
def confirmation_lapsed() -> Built:
    company = invent(8)
    sent_at = at("2025-04-29T10:20:00")
    papers = dataclasses.replace(
        papers_of(company, sent_at.date()),
        confirmation=sme_confirmation(
            company,
            issued_on=dt.date(2024, 6, 11),
            valid_from=dt.date(2024, 4, 1),
            valid_until=dt.date(2025, 3, 31),
            layout="browser-print",
        ),
    )
    letter = letter_from(
        company, sent_at, attach(papers.all(), pattern=f"{company.bare_name}_{{}}")
    )
    return alone(
        letter,
        expect(company, "supplement", [("valid-through-project:sme-confirmation", "blocking")]),
    )


@applicant("outside-gangwon", "The firm lies in another province.")
def outside_the_province() -> Built:
    company = invent(9, province="경기도", city="수원시")
    sent_at = at("2025-05-06T15:02:44")
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers_of(company, sent_at.date()).all(), "rfc2047")),
        subject=f"스마트공장 지원사업 신청의 건 ({company.name})",
    )
    return alone(letter, expect(company, "ineligible", [("located-in", "blocking")]))


@applicant("one-second-late", "Sent before the close, arrived one second after it.")
def one_second_late() -> Built:
    company = invent(10)
    sent_at = at("2025-05-13T17:59:48")
    letter = dataclasses.replace(
        letter_from(company, sent_at, attach(papers_of(company, dt.date(2025, 5, 12)).all())),
        subject="[긴급] 마감 전 제출 - 스마트공장 신청서류",
    )
    expected = expect(company, "late", [("received-in-window", "doubtful")])
    return alone(letter, expected, seconds=13)
