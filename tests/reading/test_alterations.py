"""Papers that were edited after issue, and links that are no papers."""

import datetime as dt
import hashlib
import io
import json

import pytest
from docx import Document as Docx
from dossiers import complete, dossier, file, good, paper
from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas
from specimens import forgeries
from specimens.company import invent
from specimens.fonts import load_font
from specimens.national_tax import national_tax_clearance

from checks.model import Finding
from checks.rules.altered import SEEN
from extractors.documents import identify
from extractors.documents.national_tax_clearance import NationalTaxClearance
from extractors.fields.printed import Paper
from extractors.formats import read
from extractors.formats.pdf.signatures import signs_of
from extractors.model import Document, Sign
from extractors.recognising import signs
from pipeline.cli import main
from pipeline.programmes import load

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


# ── what a text layer says, and what the sheet shows ─────────────────────────────────

FIRM = invent(31)
OLD = national_tax_clearance(
    FIRM, issued_on=dt.date(2025, 1, 2), valid_until=dt.date(2025, 6, 30), layout="hometax"
).data
NEW = national_tax_clearance(
    FIRM, issued_on=dt.date(2025, 5, 2), valid_until=dt.date(2025, 6, 30), layout="hometax"
).data
LINE = "2025 "  # of the day of issue; the other day on the sheet has no blank there

FORGED: dict[str, tuple[bytes, tuple[Sign, ...]]] = {
    "the day by ToUnicode": (forgeries.rename(OLD, LINE, {"1": "5"}), ("different-text",)),
    "the name by ToUnicode": (forgeries.rename(NEW, "", {"찬": "누", "빛": "길"}),
                              ("different-text",)),
    "the day by the order of glyphs": (forgeries.reshape(NEW, LINE, "1", "5"),
                                       ("different-text",)),
    "a picture over the day": (forgeries.patch(OLD, "2025 년 1 월 2 일", "2025 년 5 월 2 일"),
                               ("hidden-text",)),
    "a picture over a digit": (forgeries.patch(OLD, "1 월 2 일", "5", signs=1), ()),
    "a picture of a digit before a digit": (forgeries.draw_before(OLD, "2 일", "1"),
                                            ("different-text",)),
    "an invisible day over the day": (forgeries.hide_over(OLD, LINE, "2025년 5월 2일"),
                                      ("hidden-text",)),
}  # fmt: skip
"""Certificates that are right in the text layer or on the sheet only, and their signs."""


@pytest.mark.parametrize("name", FORGED)
def test_a_value_that_the_sheet_does_not_show_is_never_certain(name):
    data, expected = FORGED[name]
    (document,) = identify(read(data))
    deciding = (document.field("issued_on"), document.field("company_name"))

    assert document.type == NATIONAL
    assert document.signs == expected
    assert any(value is None or not value.certain for value in deciding)


@pytest.mark.parametrize("name", FORGED)
def test_no_forged_certificate_is_met(name, tmp_path, capsys):
    """By the command itself, beside the right one, which is."""
    path = tmp_path / "clearance.pdf"
    states = []
    for data in (NEW, FORGED[name][0]):
        path.write_bytes(data)
        main(["check", str(path), "--received-at", "2025-05-09T14:00:00+09:00", "--json"])
        report = json.loads(capsys.readouterr().out)
        states += [row["state"] for row in report["requirements"] if row["document"] == NATIONAL]

    assert states == ["met", "doubtful"]


def test_a_day_that_only_the_text_layer_calls_too_old_is_a_doubt_with_its_place(tmp_path, capsys):
    """The sheet shows May, its layer says January: nobody is asked for a new paper."""
    path = tmp_path / "clearance.pdf"
    path.write_bytes(forgeries.rename(NEW, LINE, {"5": "1"}))
    main(["check", str(path), "--received-at", "2025-05-09T14:00:00+09:00", "--json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    said = {f["key"]: f for f in findings if f["document"] == NATIONAL and f["severity"] != "note"}

    assert {finding["severity"] for finding in said.values()} == {"doubtful"}
    (place,) = said[f"altered:{NATIONAL}:different-text"]["evidence"]
    assert place["field"] == "issued_on"


def innocent(font: str, *, size: float = 10, grey: float = 0, across: str = "") -> bytes:
    """A sheet as programs print it, in this type, with a word *across* it in light grey."""
    data = io.BytesIO()
    canvas = Canvas(data)
    canvas.setFillGray(grey)
    canvas.setFont(font, size)
    for number, line in enumerate(("발급일 2025년 05월 02일", "번호 018-86-06426 (0680)",
                                   "금액 1,368,000원", "Certificate of office 2025")):  # fmt: skip
        canvas.drawString(72, 700 - 2 * size * number, line)
    canvas.setFillGray(0.8)
    canvas.setFont(font, 60)
    canvas.translate(60, 620)
    canvas.rotate(30)
    canvas.drawString(0, 0, across)
    canvas.save()
    return data.getvalue()


NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DOTS = (
    *("0E11131519110E", "040C040404040E", "0E11010204081F", "1F02040201110E", "02060A121F0202"),
    *("1F101E0101110E", "0608101E11110E", "1F010204080808", "0E11110E11110E", "0E11110F01020C"),
)
"""The digits of a display or needle printer, seven rows of five dots, its zero struck through."""


def dots(line: str, size: float) -> bytes:
    """A sheet with a line of digits that a font draws as dots: a PDF that a printer wrote."""
    named = "1 beginbfrange <30> <39> <0030> endbfrange"
    streams = [f"BT /F1 {size} Tf 72 700 Td ({line}) Tj ET", f"begincmap {named} endcmap"]
    for rows in map(bytes.fromhex, DOTS):
        places = [(x, y) for y in range(7) for x in range(5) if rows[y] >> (4 - x) & 1]
        streams.append("6 0 d0 " + " ".join(f"{x} {6 - y} .9 .9 re" for x, y in places) + " f")
    glyphs = " ".join(f"/{name} {number} 0 R" for number, name in enumerate(NAMES, start=7))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        " /Resources << /Font << /F1 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 6 8] /FontMatrix [.12 0 0 .12 0 0]"
        f" /ToUnicode 6 0 R /FirstChar 48 /LastChar 57 /Widths [{'6 ' * 10}]"
        f" /CharProcs << {glyphs} >>"
        f" /Encoding << /Type /Encoding /Differences [48 /{' /'.join(NAMES)}] >> >>",
        *(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream" for text in streams),
    ]
    body = "".join(f"{at} 0 obj\n{one}\nendobj\n" for at, one in enumerate(objects, start=1))
    return f"%PDF-1.4\n{body}trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n".encode("ascii")


def embedded(font: str) -> str:
    return str(load_font(font).fontName)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(innocent(embedded("gothic"), size=5.5), id="small type"),
        pytest.param(innocent(embedded("myeongjo"), grey=0.7), id="light grey"),
        pytest.param(innocent(embedded("batang"), across="사본 2024"), id="a word across it"),
        pytest.param(innocent(embedded("gungseo"), size=9), id="brush type"),
        pytest.param(dots("018864260680202", 24), id="digits of dots"),
        pytest.param(dots("018864260680202", 8), id="small digits of dots"),
        pytest.param(signed(), id="a signed file"),
        pytest.param(NEW, id="a seal over a name"),
        pytest.param(forgeries.rename(NEW, "", {" ": "\x01"}), id="blanks with an odd name"),
    ],
)
def test_honest_print_is_not_suspected(data):
    (page,) = read(data).pages

    assert (page.source, page.signs) == ("text-layer", ())


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


@pytest.mark.parametrize(
    ("without", "severity"), [(("consent-form",), "blocking"), ((), "note")], ids=["lacks", "none"]
)
def test_a_link_that_only_words_make_one_matters_where_a_paper_lacks(without, severity):
    link = file(NAVER, reason="external-link").model_copy(update={"flaw": "announced-link"})
    (finding,) = found("external-link", without=without, files=(link,))

    assert finding.severity == severity


def test_a_paper_that_counts_more_sheets_than_came_is_for_a_person():
    short = good("local-tax-clearance").model_copy(update={"lacks": (2,)})
    (finding,) = found("readable", short)

    assert (finding.key, finding.severity) == ("readable:local-tax-clearance:sheets", "doubtful")
    assert "2쪽" in finding.message
