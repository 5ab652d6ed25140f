"""Papers that were edited after issue, and links that are no papers."""

import datetime as dt
import hashlib
import io

import pytest
from docx import Document as Docx
from dossiers import complete, dossier, file, good, paper
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas
from specimens.company import invent
from specimens.national_tax import national_tax_clearance

from checks.model import Finding
from checks.programme import load
from checks.rules.altered import SEEN
from extractors import signs
from extractors.documents import identify
from extractors.documents.national_tax_clearance import NationalTaxClearance
from extractors.extraction import Paper
from extractors.formats import read
from extractors.formats.signatures import signs_of
from extractors.model import Document, Sign

PROGRAMME = load("nhis-smart-factory-2025")
NATIONAL = "national-tax-clearance"


def found(rule: str, *papers: Document, **more) -> list[Finding]:
    without = more.pop("without", ())
    verdict = PROGRAMME.check(dossier(*complete(*papers, without=without), **more))
    return [finding for finding in verdict.findings if finding.rule == rule]


# ── the rule ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sign", SEEN)
def test_each_sign_is_a_doubt_with_its_own_words(sign: Sign):
    (finding,) = found("altered", good(NATIONAL, signs=(sign,)))

    assert (finding.key, finding.severity) == (f"altered:{NATIONAL}:{sign}", "doubtful")
    assert finding.clause == "제출서류 ③"
    assert SEEN[sign] in finding.message
    assert finding.remedy


def test_a_paper_without_signs_is_not_suspected():
    assert found("altered") == []


def test_a_paper_that_the_notice_does_not_ask_for_is_not_suspected():
    assert found("altered", paper("business-registration-card", signs=("hidden-text",))) == []


# ── what a sheet shows ───────────────────────────────────────────────────────────────

LINES = (
    "Certificate 0123456789",
    "This sheet is long enough to be taken for text and not for a scan.",
)


def sheet(*hidden: str, over: str | None = None) -> bytes:
    """A sheet with two lines in black, and what is *hidden* in white."""
    data = io.BytesIO()
    canvas = Canvas(data)
    for number, line in enumerate(LINES):
        canvas.drawString(72, 700 - 20 * number, line)
    if over:
        canvas.drawString(200, 400, over)
    canvas.setFillColor(white)
    for number, line in enumerate(hidden):
        canvas.drawString(72, 500 - 20 * number, line)
    canvas.save()
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(sheet(), (), id="all of it is seen"),
        pytest.param(sheet("2025-05-12"), ("hidden-text",), id="a day in white"),
        pytest.param(sheet("-"), (), id="a lone mark in white"),
    ],
)
def test_letters_that_nobody_sees_are_a_sign(data, expected):
    (page,) = read(data).pages

    assert page.signs == expected


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        pytest.param(".pdf", (), id="a sheet as an office prints it"),
        pytest.param(".docx", ("editable",), id="a certificate that can be typed in"),
    ],
)
def test_a_certificate_in_a_word_processor_is_a_sign(suffix, expected):
    (document,) = identify(read(certificate(suffix)))

    assert document.type == NATIONAL
    assert document.signs == expected


def certificate(suffix: str) -> bytes:
    """A tax certificate with its title and its law, as PDF or DOCX."""
    if suffix == ".pdf":
        return national_tax_clearance(invent(31), issued_on=dt.date(2025, 5, 2)).data
    written = Docx()
    for line in ("납세증명서", "사업자등록번호 012-34-56782", "「국세징수법」 제108조에 따라",
                 "다른 체납액이 없음을 증명합니다.", "2025년 5월 2일", "원주세무서장"):  # fmt: skip
        written.add_paragraph(line)
    data = io.BytesIO()
    written.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("SPECIMEN", ("specimen",), id="a specimen"),
        pytest.param("PREVIEW", ("preview",), id="a preview"),
        pytest.param("Special", (), id="another word"),
    ],
)
def test_a_word_across_the_sheet_is_a_sign(word, expected):
    pages = read(sheet(over=word)).pages

    assert signs.signs_of(NationalTaxClearance, Paper(pages, ())) == expected


# ── signatures ───────────────────────────────────────────────────────────────────────


ROOM = 400
ATTRIBUTE = bytes.fromhex("06092a864886f70d01090431220420")
"""messageDigest, a SET of 34 bytes, an OCTET STRING of 32."""


def signed(*, digest_of: bytes | None = None, more: bytes = b"") -> bytes:
    """A sheet with a signature whose digest is that of *digest_of*, else the right one."""
    plain = sheet()
    after = b" >>\nendobj\n" + plain[plain.rindex(b"startxref") :]
    head = b"\n90 0 obj\n<< /Type /Sig /SubFilter /adbe.pkcs7.detached /ByteRange [0 "
    first = len(plain) + len(head) + len(b"000000 000000 000000] /Contents ")
    numbers = b"%06d %06d %06d] /Contents " % (first, first + ROOM + 2, len(after))
    start = plain + head + numbers
    digest = hashlib.sha256(start + after if digest_of is None else digest_of).digest()
    contents = b"<" + (ATTRIBUTE + digest).hex().encode().ljust(ROOM, b"0") + b">"
    return start + contents + after + more


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(signed(), (), id="nothing was changed"),
        pytest.param(signed(digest_of=b"other"), ("broken-signature",),
                     id="another content was signed"),
        pytest.param(signed(more=b"2 0 obj\n<< /Type /Annot >>\nendobj\n%%EOF\n"),
                     ("changed-after-signing",), id="something was added behind the signature"),
        pytest.param(signed(more=b"2 0 obj\n<< /Type /DSS >>\nendobj\n%%EOF\n"), (),
                     id="the proofs that keep a signature valid were added"),
        pytest.param(signed(more=b"\n\n"), (), id="blank lines are nothing"),
        pytest.param(sheet(), (), id="not signed at all"),
        pytest.param(b"", (), id="nothing"),
        pytest.param(b"/ByteRange [0 9 1 99999999]", (), id="ranges that are impossible"),
    ],
)  # fmt: skip
def test_signatures(data, expected):
    assert signs_of(data) == expected


def test_a_byte_that_was_changed_after_signing_is_seen():
    data = signed()
    forged = data.replace(b"/Type /Sig", b"/Type /SIg")

    assert signs_of(forged) == ("broken-signature",)


def test_a_broken_signature_stands_on_the_sheets_of_its_file():
    assert read(signed()).pages[0].signs == ()
    assert read(signed(digest_of=b"other")).pages[0].signs == ("broken-signature",)


# ── links ────────────────────────────────────────────────────────────────────────────

NAVER = "대용량 첨부 링크 (bigfile.mail.naver.com)"


@pytest.mark.parametrize(
    ("name", "without", "severity", "said"),
    [
        pytest.param(NAVER, ("consent-form",), "blocking", "2025-06-11 무렵",
                     id="a paper is missing, the host keeps it for thirty days"),
        pytest.param(NAVER, (), "doubtful", "2025-06-11 무렵", id="nothing is missing"),
        pytest.param("대용량 첨부 링크 (files.firm.example)", ("consent-form",), "blocking",
                     "보관 기한이 지나면", id="a host of which nothing is known"),
        pytest.param("대용량 첨부 링크 (notbigfile.mail.naver.com)", (), "doubtful",
                     "보관 기한이 지나면", id="a host that only looks like it"),
        pytest.param("대용량 첨부 링크 (bigfile.mail.naver.com, 2025-05-20까지)", (), "doubtful",
                     "2025-05-20까지", id="the last day stands in the mail"),
    ],
)  # fmt: skip
def test_external_link(name, without, severity, said):
    link = file(name, reason="external-link")
    (finding,) = found("external-link", without=without, files=(link,))

    assert (finding.key, finding.severity) == (f"external-link:{link.sha256[:12]}", severity)
    assert said in finding.message
    assert finding.remedy
    assert found("readable", without=without, files=(link,)) == []


def test_a_paper_that_counts_more_sheets_than_came_is_for_a_person():
    short = good("local-tax-clearance").model_copy(update={"lacks": (2,)})
    (finding,) = found("readable", short)

    assert (finding.key, finding.severity) == ("readable:local-tax-clearance:sheets", "doubtful")
    assert "2쪽" in finding.message
