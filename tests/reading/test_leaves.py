"""Several sheets printed on one: each is read as a sheet of its own, and shown where it stands."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import pytest
from PIL import Image
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from specimens import scan
from specimens.company import Company, invent
from specimens.confirmations import sme_confirmation
from specimens.local_tax import local_tax_clearance
from specimens.national_tax import national_tax_clearance
from specimens.registration import business_registration

from extractors.documents import identify
from extractors.formats import read
from extractors.leaves import find_leaves
from extractors.model import Box, Document

A4 = (595.3, 841.9)
ISSUED_ON = dt.date(2025, 5, 2)


def papers(company: Company) -> list[bytes]:
    """Four papers of one firm, each on one sheet."""
    drawn = (national_tax_clearance, local_tax_clearance, business_registration)
    return [
        *(draw(company, issued_on=ISSUED_ON).data for draw in drawn),
        sme_confirmation(company, issued_on=ISSUED_ON).data,
    ]


def sheet_of(
    sheets: Sequence[bytes], *, columns: int, rows: int, size: tuple[float, float]
) -> bytes:
    """Return one sheet with the first of each of *sheets* beside and below each other."""
    writer = PdfWriter()
    whole = writer.add_blank_page(*size)
    across, down = size[0] / columns, size[1] / rows
    for number, data in enumerate(sheets):
        factor = min(across / A4[0], down / A4[1])
        left = number % columns * across + (across - factor * A4[0]) / 2
        bottom = size[1] - (number // columns + 1) * down
        lay(whole, data, Transformation().scale(factor).translate(left, bottom))
    return written(writer)


def lay(whole: PageObject, data: bytes, how: Transformation) -> None:
    """Put the first sheet of *data* on a *whole* one."""
    (page, *_) = PdfReader(io.BytesIO(data)).pages
    whole.merge_transformed_page(page, how)


def written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def stands_in(document: Document, place: Box) -> bool:
    """Tell whether all values of *document* stand in one part of their sheet."""
    return all(place.holds(value.box.middle) for value in document.fields().values())


def test_two_papers_beside_each_other_are_two_papers() -> None:
    both = sheet_of(papers(invent(3))[:2], columns=2, rows=1, size=(A4[1], A4[0]))
    left, right = identify(read(both))

    assert [left.type, right.type] == ["national-tax-clearance", "local-tax-clearance"]
    assert left.certain
    assert right.certain
    assert left.pages == right.pages == (1, 1)
    for document, place in ((left, Box(0, 0, 0.5, 1)), (right, Box(0.5, 0, 1, 1))):
        issued_on = document.fields()["issued_on"]
        assert (issued_on.value, issued_on.certain) == (ISSUED_ON, True)
        assert stands_in(document, place)


def test_four_papers_on_a_sheet_are_four_papers() -> None:
    found = identify(read(sheet_of(papers(invent(4)), columns=2, rows=2, size=A4)))

    assert [document.type for document in found] == [
        "national-tax-clearance",
        "local-tax-clearance",
        "business-registration",
        "sme-confirmation",
    ]
    assert all(document.certain and document.pages == (1, 1) for document in found)


@pytest.mark.parametrize(
    ("columns", "rows", "size", "count"),
    [
        pytest.param(1, 2, A4, 2, id="two above each other"),
        pytest.param(2, 2, A4, 2, id="two in the upper half, the lower one empty"),
        pytest.param(2, 2, (A4[1], A4[0]), 4, id="four on an oblong sheet"),
        pytest.param(3, 1, (2 * A4[0], A4[1]), 3, id="three beside each other"),
        pytest.param(2, 3, A4, 4, id="six places, two of them empty"),
    ],
)
def test_small_papers_on_a_sheet_are_told_apart(
    columns: int, rows: int, size: tuple[float, float], count: int
) -> None:
    drawn = papers(invent(8))[:count]
    found = identify(read(sheet_of(drawn, columns=columns, rows=rows, size=size)))

    assert [document.type for document in found] == [
        "national-tax-clearance",
        "local-tax-clearance",
        "business-registration",
        "sme-confirmation",
    ][:count]
    assert all(document.certain for document in found)
    assert {document.fields()["issued_on"].value for document in found} == {ISSUED_ON}


def test_papers_of_unlike_size_are_told_apart_by_their_titles() -> None:
    national, local, registration, _ = papers(invent(9))
    writer = PdfWriter()
    whole = writer.add_blank_page(2 * A4[0], A4[1])
    lay(whole, national, Transformation())
    lay(whole, local, Transformation().scale(0.6).translate(700, 0.4 * A4[1]))
    lay(whole, registration, Transformation().scale(0.4).translate(700, 0))
    found = identify(read(written(writer)))

    assert [document.type for document in found] == [
        "national-tax-clearance",
        "local-tax-clearance",
        "business-registration",
    ]
    for document, bottom in zip(found[1:], (0.6, 1.0), strict=True):
        assert stands_in(document, Box(0.5, bottom - 0.6, 1, bottom))


@pytest.mark.parametrize(
    ("turn", "left", "bottom"),
    [
        pytest.param(180, 2 * A4[0], A4[1], id="head to head"),
        pytest.param(90, 2 * A4[0], 100, id="a quarter turned"),
    ],
)
def test_where_another_paper_lies_the_other_way_nothing_is_called_missing(
    turn: int, left: float, bottom: float
) -> None:
    national, local, *_ = papers(invent(10))
    writer = PdfWriter()
    whole = writer.add_blank_page(2 * A4[0], A4[1])
    lay(whole, national, Transformation())
    lay(whole, local, Transformation().rotate(turn).scale(0.7).translate(left, bottom))

    assert not any(document.certain for document in identify(read(written(writer))))


@pytest.mark.ocr
def test_a_scan_above_a_text_paper_is_read_too() -> None:
    national, local, *_ = papers(invent(11))
    pasted = scan.scan([local], scan.OFFICE, seed=5)
    found = identify(read(sheet_of([national, pasted], columns=1, rows=2, size=A4)))

    assert [document.type for document in found] == [
        "national-tax-clearance",
        "local-tax-clearance",
    ]
    for document, place in zip(found, (Box(0, 0, 1, 0.5), Box(0, 0.5, 1, 1)), strict=True):
        assert document.fields()["issued_on"].value == ISSUED_ON
        assert stands_in(document, place)


def test_the_sheets_after_a_shared_one_keep_their_numbers() -> None:
    company = invent(5)
    both = sheet_of(papers(company)[:2], columns=2, rows=1, size=(A4[1], A4[0]))
    writer = PdfWriter()
    for data in (both, papers(company)[2]):
        writer.append(io.BytesIO(data))
    found = identify(read(written(writer)))

    assert [(document.type, document.pages) for document in found] == [
        ("national-tax-clearance", (1, 1)),
        ("local-tax-clearance", (1, 1)),
        ("business-registration", (2, 2)),
    ]
    assert {value.page for value in found[2].fields().values()} == {2}


@pytest.mark.ocr
def test_two_papers_on_a_scanned_sheet_of_a3_are_read_at_full_size() -> None:
    both = sheet_of(papers(invent(6))[:2], columns=2, rows=1, size=(2 * A4[0], A4[1]))
    found = identify(read(scan.scan([both], scan.OFFICE, seed=4)))

    assert [document.type for document in found] == [
        "national-tax-clearance",
        "local-tax-clearance",
    ]
    for document, place in zip(found, (Box(0, 0, 0.5, 1), Box(0.5, 0, 1, 1)), strict=True):
        assert document.fields()["issued_on"].value == ISSUED_ON
        assert document.fields()["business_number"].value == invent(6).business_number
        assert stands_in(document, place)


@pytest.mark.parametrize(
    ("boxes", "aspect"),
    [
        pytest.param([Box(0.3, 0.1, 0.7, 0.15)], 1.41, id="a title over both halves"),
        pytest.param([Box(0.1, 0.3, 0.9, 0.9)], 1.41, id="a table over both halves"),
        pytest.param([], 0.71, id="one column beside the other on an upright sheet"),
    ],
)
def test_a_single_sheet_stays_whole(boxes: list[Box], aspect: float) -> None:
    rows = [0.1 + 0.06 * row for row in range(14)]
    columns = [Box(x, y, x + 0.3, y + 0.03) for y in rows for x in (0.1, 0.6)]

    assert find_leaves([*columns, *boxes], (), aspect) == ()


@pytest.mark.ocr
def test_a_fax_is_read_although_its_pixels_are_twice_as_high_as_wide() -> None:
    (page,) = scan.render(papers(invent(7))[0], 204)
    coarse = page.convert("1").resize((page.width, page.height * 98 // 204))
    target = io.BytesIO()
    coarse.save(target, "TIFF", compression="group3", dpi=(204, 98))
    assert Image.open(io.BytesIO(target.getvalue())).info["dpi"] == (204, 98)
    (document,) = identify(read(target.getvalue()))

    assert document.type == "national-tax-clearance"
    assert document.fields()["issued_on"].value == ISSUED_ON
