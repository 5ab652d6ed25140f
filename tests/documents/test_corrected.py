"""What a person says of a paper is laid over what was read, and goes away with the paper."""

from __future__ import annotations

import datetime as dt
import io

import pypdf
import pytest
from reading import read
from specimens.company import invent
from specimens.confirmations import sme_confirmation
from specimens.national_tax import national_tax_clearance

from extractors.corrected import Correction, Cut, correct, entry, options_of
from extractors.documents import DOCUMENTS, identify

TAX = DOCUMENTS["national-tax-clearance"]
CONSENT = DOCUMENTS["consent-form"]


@pytest.mark.parametrize(
    ("kind", "field", "text", "value"),
    [
        ("national-tax-clearance", "issued_on", "2025-05-02", dt.date(2025, 5, 2)),
        ("national-tax-clearance", "issued_on", "2025. 5. 2.", dt.date(2025, 5, 2)),
        ("national-tax-clearance", "issued_on", "2025년 5월 2일", dt.date(2025, 5, 2)),
        ("national-tax-clearance", "business_number", "1234567891", "123-45-67891"),
        ("national-tax-clearance", "company_name", "  ㈜ 가온  ", "㈜ 가온"),
        ("business-registration", "business_items", "의료기기, 시약", ("의료기기", "시약")),
        ("consent-form", "collection_consent", "refused", "refused"),
        ("consent-form", "signature_present", "있음", True),
        ("consent-form", "signature_present", "없음", False),
    ],
)
def test_what_a_person_enters_is_understood_as_it_is_printed(kind, field, text, value):
    assert entry(DOCUMENTS[kind], field, text) == value


@pytest.mark.parametrize(
    ("kind", "field", "text"),
    [
        ("national-tax-clearance", "issued_on", "어제"),
        ("national-tax-clearance", "issued_on", "2025-02-30"),
        ("national-tax-clearance", "issued_on", " "),
        ("consent-form", "collection_consent", "네"),
        ("national-tax-clearance", "collection_consent", "agreed"),
        ("national-tax-clearance", "pages", "1"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(kind, field, text):
    with pytest.raises(ValueError):
        entry(DOCUMENTS[kind], field, text)


def test_the_answers_of_a_choice_are_offered():
    assert set(options_of(CONSENT, "collection_consent")) >= {"agreed", "refused", "unmarked"}
    assert options_of(TAX, "company_name") == ()


def test_a_corrected_value_is_certain_and_shows_what_was_read():
    paper = national_tax_clearance(invent(1), issued_on=dt.date(2025, 1, 2))
    (read_as,) = identify(read(paper.data), "f" * 64)
    said = Correction(sheet=1, field="issued_on", text="2025-05-02")

    corrected = correct(read_as, [said])

    day = corrected.field("issued_on")
    assert day is not None
    assert (day.value, day.certain, day.because) == (dt.date(2025, 5, 2), True, "reviewer")
    assert "2025" in day.raw
    assert day.box == read_as.field("issued_on").box
    assert corrected.field("company_name") == read_as.field("company_name")


def test_a_field_that_was_not_found_can_be_given_and_one_can_be_blank():
    paper = national_tax_clearance(invent(1), issued_on=dt.date(2025, 1, 2))
    (read_as,) = identify(read(paper.data), "f" * 64)
    bare = read_as.model_copy(update={"purpose": None})

    given = correct(bare, [Correction(sheet=1, field="purpose", text="관공서 제출")])
    blank = correct(read_as, [Correction(sheet=1, field="company_name", text=None)])

    assert given.field("purpose").value == "관공서 제출"
    assert blank.field("company_name").value is None
    assert blank.field("company_name").raw == ""


def test_what_was_said_of_another_sheet_or_type_changes_nothing():
    paper = national_tax_clearance(invent(1), issued_on=dt.date(2025, 1, 2))
    (read_as,) = identify(read(paper.data), "f" * 64)

    said = [
        Correction(sheet=2, field="issued_on", text="2025-05-02"),
        Correction(sheet=1, field="collection_consent", text="agreed"),
        Correction(sheet=1, field="pages", text="1"),
    ]

    assert correct(read_as, said) == read_as


def test_sheets_are_the_papers_that_a_person_says():
    paper = sme_confirmation(invent(3), issued_on=dt.date(2025, 4, 1))
    transcript = read(paper.data)
    (was,) = identify(transcript, "f" * 64)
    assert was.type == "sme-confirmation"

    (now,) = identify(
        transcript, "f" * 64, cuts=[Cut(first=1, last=1, type="factory-registration")]
    )
    (none,) = identify(transcript, "f" * 64, cuts=[Cut(first=1, last=1, type="unrecognised")])

    assert (now.type, now.certain) == ("factory-registration", True)
    assert (none.type, none.certain) == ("unrecognised", True)


def test_sheets_of_which_nobody_said_anything_are_for_a_person():
    both = pypdf.PdfWriter()
    for paper in (
        national_tax_clearance(invent(1), issued_on=dt.date(2025, 5, 2)),
        sme_confirmation(invent(1), issued_on=dt.date(2025, 4, 1)),
    ):
        both.append(io.BytesIO(paper.data))
    joined = io.BytesIO()
    both.write(joined)

    said = [Cut(first=1, last=1, type="national-tax-clearance")]
    found = identify(read(joined.getvalue()), "f" * 64, cuts=said)

    left = next(paper for paper in found if paper.type == "unrecognised")
    assert left.pages[0] == 2
    assert not left.certain
    assert len({paper.id for paper in found}) == len(found) == 2
