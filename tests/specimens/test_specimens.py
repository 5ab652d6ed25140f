"""The sample papers print what their truth says, and come out the same every time."""

import datetime as dt
import io
import re
import zipfile

import docx
import pypdfium2
import pytest

from specimens.applicants import APPLICANTS
from specimens.archive import pack
from specimens.catalogue import catalogue, papers
from specimens.company import business_number, corporate_number, invent
from specimens.paper import Paper
from specimens.scan import FAX, OFFICE, PHONE, scan

PAPERS = papers()
NOT_TEXT = {"signature_present", "collection_consent", "provision_consent"}


def visible_text(paper: Paper) -> str:
    """Return all letters of *paper* without blanks."""
    if paper.suffix == ".pdf":
        document = pypdfium2.PdfDocument(paper.data)
        text = "".join(page.get_textpage().get_text_range() for page in document)
    elif paper.suffix == ".docx":
        body = docx.Document(io.BytesIO(paper.data)).element.body
        text = "".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    else:
        with zipfile.ZipFile(io.BytesIO(paper.data)) as package:
            section = package.read("Contents/section0.xml").decode()
        text = "".join(re.findall(r"<hp:t>([^<]*)</hp:t>", section))
    return re.sub(r"\s", "", text)


def printed_forms(value: str) -> set[str]:
    """Return the ways in which a value of the truth may stand on paper, without blanks."""
    forms = {re.sub(r"\s", "", value)}
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = dt.date.fromisoformat(value)
        for month, number in ((f"{day:%m}", f"{day:%d}"), (str(day.month), str(day.day))):
            forms |= {
                f"{day.year}년{month}월{number}일",
                f"{day.year}년Year{month}월{number}일MonthDay",
                f"{day.year}.{month}.{number}.",
            }
    if re.fullmatch(r"\d{3}-\d\d-\d{5}", value):
        forms.add(value.replace("-", ""))
    return forms


@pytest.mark.parametrize("name", PAPERS)
def test_truth_is_printed(name):
    paper = PAPERS[name]
    text = visible_text(paper)

    for field, value in paper.truth.items():
        values = value if isinstance(value, list) else [value]
        for one in (v for v in values if isinstance(v, str) and field not in NOT_TEXT):
            assert any(form in text for form in printed_forms(one)), (field, one)


def test_papers_are_the_same_every_time():
    again = dict(catalogue())

    assert {name for name, paper in PAPERS.items() if paper.data != again[name].data} == set()


@pytest.mark.parametrize("how", [OFFICE, FAX, PHONE], ids=["office", "fax", "phone"])
def test_scans_are_the_same_every_time_and_hold_no_text(how):
    paper = PAPERS["01-national-tax-clearance-government24"].data
    first = scan([paper], how, seed=5)

    assert scan([paper], how, seed=5) == first
    assert pypdfium2.PdfDocument(first)[0].get_textpage().count_chars() == 0


def test_companies_are_told_apart_by_every_number():
    companies = [invent(seed) for seed in range(100)]

    for field in ("bare_name", "business_number", "corporate_number"):
        assert len({getattr(company, field) for company in companies}) == 100
    assert len({company.contact.phone for company in companies}) == 100


def test_numbers_can_belong_to_nobody():
    assert business_number(12, 81, 3456)[:6] == "012-81"
    assert corporate_number(14, 12345).startswith("001411-012345")
    with pytest.raises(ValueError, match="real firm"):
        business_number(123, 81, 1)


def test_archive_names_are_cp949_and_do_not_say_so():
    with zipfile.ZipFile(
        io.BytesIO(pack([("국세/납세증명서.pdf", b"1"), ("a.pdf", b"2")]))
    ) as archive:
        names = [info.filename.encode("cp437").decode("cp949") for info in archive.infolist()]

        assert names == ["국세/납세증명서.pdf", "a.pdf"]
        assert archive.testzip() is None
        assert not any(info.flag_bits & 0x800 for info in archive.infolist())


@pytest.mark.parametrize("applicant", APPLICANTS, ids=lambda a: a.slug)
def test_mail_is_dated_by_the_server(applicant):
    for raw, received_at in applicant.mails:
        top = re.search(rb"^Received: [^;]*; (.*)\r\n", raw, re.MULTILINE)

        assert top is not None
        assert top[1].decode() == f"{received_at:%a, %d %b %Y %H:%M:%S +0900}"
        assert b"\n" not in raw.replace(b"\r\n", b"")
