"""Documents, sound and broken, as office programs write them."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import docx
from hwp_files import hwp
from hwpx.document import HwpxDocument
from programs import wrap
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas
from specimens.catalogue import papers
from specimens.scan import OFFICE as OFFICE_SCANNER
from specimens.scan import scan

from attached import Sent, row
from attached.papers import certificate, run, scanned

OFFICE = "LibreOffice 7.4"


@cache
def office(*endings: str) -> dict[str, bytes]:
    """Return one form, written by python-docx, as LibreOffice saves it in each format."""
    document = docx.Document()
    document.add_paragraph("사업 참가신청서")
    table = document.add_table(rows=2, cols=2)
    for place, text in enumerate(("기업명", "가온해미 주식회사", "대표자", "홍길동")):
        table.cell(place // 2, place % 2).text = text
    document.add_paragraph("위와 같이 신청하며, 적은 내용이 사실과 다름없음을 확인합니다.")
    found: dict[str, bytes] = {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        document.save(str(folder / "a.docx"))
        (folder / "b.html").write_text(
            "<table><tr><td>기업명</td><td>가온해미 주식회사</td></tr>"
            "<tr><td>사업자등록번호</td><td>123-45-67891</td></tr>"
            "<tr><td colspan=2>위와 같이 신청하며 사실임을 확인합니다.</td></tr></table>",
            "utf-8",
        )
        for ending in endings:
            sheet = ending in ("xls", "xlsx", "ods")
            source, into = ("b.html", "calc_") if sheet else ("a.docx", "writer_")
            filters = ["--infilter=HTML (StarCalc)"] if into == "calc_" else []
            profile = (folder / "profile").as_uri()
            run(
                folder, "soffice", f"-env:UserInstallation={profile}", "--headless",
                *filters, "--convert-to", ending, "--outdir", "out", source,
            )  # fmt: skip
            found[ending] = (folder / "out" / f"{source[0]}.{ending}").read_bytes()
    return found


@row(
    "DOC, ODT, RTF of a word processor",
    by=OFFICE,
    becomes=["신청서.doc: read", "신청서.odt: read", "신청서.rtf: unsupported"],
)
def written(folder: Path) -> Sent:
    return Sent({f"신청서.{end}": data for end, data in office("doc", "odt", "rtf").items()})


@row(
    "XLS, XLSX, ODS of a spreadsheet",
    by=OFFICE,
    becomes=["신청서.xls: read", "신청서.xlsx: read", "신청서.ods: read"],
)
def calculated(folder: Path) -> Sent:
    return Sent({f"신청서.{end}": data for end, data in office("xls", "xlsx", "ods").items()})


@row(
    "DOC and XLS in which nothing stands but a pasted scan",
    by=OFFICE,
    becomes=["사본.doc: read", "사본.xls: read"],
    ocr=True,
)
def wrapped(folder: Path) -> Sent:
    return Sent({f"사본.{kind}": wrap(scanned(), kind) for kind in ("doc", "xls")})


@row(
    "DOC, HWPX whose download broke off",
    by=f"{OFFICE}, python-hwpx",
    becomes=["끊긴.doc: damaged/cut-off", "끊긴.hwpx: damaged/cut-off"],
)
def cut_documents(folder: Path) -> Sent:
    doc = office("doc", "odt", "rtf")["doc"]
    hwpx = HwpxDocument.new().to_bytes()
    return Sent({"끊긴.doc": doc[: len(doc) // 2], "끊긴.hwpx": hwpx[: len(hwpx) // 2]})


@row(
    "DOCX with content controls and tick boxes, HWPX",
    by="python-docx, python-hwpx",
    becomes=["동의서.docx: read", "동의서.hwpx: read"],
)
def forms(folder: Path) -> Sent:
    filled = {f"{name}{paper.suffix}": paper.data for name, paper in papers().items()}
    docx_form = next(d for n, d in filled.items() if "control" in n and n.endswith(".docx"))
    hwpx_form = next(d for n, d in filled.items() if "consent" in n and n.endswith(".hwpx"))
    return Sent({"동의서.docx": docx_form, "동의서.hwpx": hwpx_form})


@row(
    "HWP 5, as saved and as a distribution copy, which can be read",
    by="built by hand: Hangul was not at hand",
    becomes=["신청서.hwp: read", "배포용.hwp: read"],
)
def distributed(folder: Path) -> Sent:
    return Sent({"신청서.hwp": hwp(), "배포용.hwp": hwp(flags=5, folder="ViewText")})


@row(
    "PDF form whose fields were filled in on the screen",
    by="ReportLab, pypdf",
    becomes=["양식.pdf: read"],
)
def form_fields(folder: Path) -> Sent:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(60, 780, "a form that says enough to be read as text")
    canvas.acroForm.textfield(name="company", x=60, y=700, width=250, height=22)
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(buffer))
    writer.update_page_form_field_values(writer.pages[0], {"company": "GAON 123-45-67891"})
    filled = io.BytesIO()
    writer.write(filled)
    return Sent({"양식.pdf": filled.getvalue()})


@row(
    "PDF of sheets with text, scanned sheets and turned ones",
    by="ReportLab, pypdf",
    becomes=["섞임.pdf: read"],
    ocr=True,
)
def mixed_pdf(folder: Path) -> Sent:
    scanned = scan([certificate()], OFFICE_SCANNER, as_format="pdf")
    writer = PdfWriter()
    for data, turn in ((certificate(), 0), (scanned, 0), (certificate(), 90)):
        writer.append(io.BytesIO(data))
        writer.pages[-1].rotate(turn)
    buffer = io.BytesIO()
    writer.write(buffer)
    return Sent({"섞임.pdf": buffer.getvalue()})


@row("PDF signed by its issuer", by="pyHanko, OpenSSL 3", becomes=["서명.pdf: read"])
def signed_pdf(folder: Path) -> Sent:
    (folder / "a.pdf").write_bytes(certificate())
    run(
        folder, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
        "-subj", "/CN=issuer.example", "-keyout", "key.pem", "-out", "cert.pem",
    )  # fmt: skip
    return Sent({"서명.pdf": sign_pdf(folder)})


def sign_pdf(folder: Path) -> bytes:
    """Return ``a.pdf`` of *folder* with a signature by ``key.pem`` and ``cert.pem``."""
    signer = signers.SimpleSigner.load(str(folder / "key.pem"), str(folder / "cert.pem"))
    with (folder / "a.pdf").open("rb") as file:
        written: io.BytesIO = signers.sign_pdf(
            IncrementalPdfFileWriter(file),
            signers.PdfSignatureMetadata(field_name="Issuer"),
            signer=signer,
        )
    return written.getvalue()


@row(
    "document under a wrong ending",
    by=f"{OFFICE}, ReportLab",
    becomes=["신청서.pdf: read", "국세.hwp: read"],
)
def misnamed(folder: Path) -> Sent:
    return Sent({"신청서.pdf": office("doc", "odt", "rtf")["doc"], "국세.hwp": certificate()})


@row(
    "PDF without its last lines, and one of which more is missing",
    by="ReportLab",
    becomes=["끝없음.pdf: read", "끊긴.pdf: damaged/cut-off"],
)
def cut_pdf(folder: Path) -> Sent:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for row_ in range(20):
        canvas.drawString(60, 780 - 30 * row_, f"line {row_} of a paper that says enough")
    canvas.save()
    data = buffer.getvalue()
    return Sent({"끝없음.pdf": data[: data.rfind(b"xref\n0")], "끊긴.pdf": data[: len(data) // 2]})


@row(
    "PDF with a password that nobody tells",
    by="qpdf 11",
    becomes=["잠긴.pdf: encrypted/password-pdf"],
)
def locked_pdf(folder: Path) -> Sent:
    (folder / "a.pdf").write_bytes(certificate())
    run(folder, "qpdf", "--encrypt", "untold-61", "own", "256", "--", "a.pdf", "b.pdf")
    return Sent({"잠긴.pdf": (folder / "b.pdf").read_bytes()})


@row(
    "PDF that carries other files (portfolio)",
    by="pypdf",
    becomes=["묶음.pdf/국세.pdf: read", "묶음.pdf: read"],
)
def portfolio(folder: Path) -> Sent:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(certificate())))
    writer.add_attachment("국세.pdf", certificate())
    buffer = io.BytesIO()
    writer.write(buffer)
    return Sent({"묶음.pdf": buffer.getvalue()})


@row(
    "page of a web site saved under the name of a PDF, and a certificate saved as a page",
    by="written as browsers do",
    becomes=["국세.pdf: damaged/web-page-instead", "증명.html: read"],
)
def pages(folder: Path) -> Sent:
    failed = "<!DOCTYPE html><body><p>세션이 만료되었습니다. 다시 로그인하십시오.</p></body>"
    paper = (
        "<!DOCTYPE html><html><meta charset=utf-8><body><h1>납 세 증 명 서</h1><table><tr>"
        "<th>상호</th><td>가온해미 주식회사</td></tr></table></body></html>"
    )
    return Sent({"국세.pdf": failed.encode(), "증명.html": paper.encode()})


@row(
    "shortcut to a file, or to a page, in place of it",
    by="first bytes only, as Windows writes them",
    becomes=["신청서 - 바로 가기.lnk: unsupported/shortcut", "발급.url: unsupported/shortcut"],
)
def shortcuts(folder: Path) -> Sent:
    link = b"L\0\0\0\x01\x14\x02\0" + bytes(4) + b"\xc0" + bytes(6) + b"F" + bytes(80)
    page = b"[InternetShortcut]\r\nURL=https://issuer.example/\r\n"
    return Sent({"신청서 - 바로 가기.lnk": link, "발급.url": page})


@row("nothing at all: zero bytes", by="—", becomes=["빈 파일.pdf: damaged/empty"])
def empty(folder: Path) -> Sent:
    return Sent({"빈 파일.pdf": b""})


@row(
    "document under rights management (Fasoo, SoftCamp, NASCA)",
    by="first bytes only: no such program was at hand",
    becomes=[
        "파수.pdf: drm/drm-fasoo",
        "소프트캠프.hwp: drm/drm-softcamp",
        "나스카.docx: drm/drm-nasca",
    ],
)
def managed(folder: Path) -> Sent:
    heads = {
        "파수.pdf": b"\x9b\x20DRMONE  This Document is encrypted",
        "소프트캠프.hwp": b"SCDSA002\0\0",
        "나스카.docx": b"<## NASCA DRM FILE - VER1.00 ##>",
    }
    return Sent({name: head + bytes(range(256)) for name, head in heads.items()})


@row(
    "HWP 3, the format of Hangul 97 and before",
    by="first bytes only: no such program was at hand",
    becomes=["옛 문서.hwp: unsupported/hwp3"],
)
def old_hwp(folder: Path) -> Sent:
    head = b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05"
    return Sent({"옛 문서.hwp": head + bytes(200)})


@row("PPTX", by="zipfile of Python", becomes=["발표.pptx: unsupported/presentation"])
def presentation(folder: Path) -> Sent:
    text = '<?xml version="1.0"?><p:presentation xmlns:p="x"/>'
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as package:
        package.writestr("ppt/presentation.xml", text)
    return Sent({"발표.pptx": buffer.getvalue()})


@row(
    "HWP 5 with a password, locked by a certificate, under rights management",
    by="built by hand: Hangul was not at hand",
    becomes=[
        "잠긴 문서.hwp: encrypted/password-hwp",
        "인증서.hwp: locked-hwp/certificate-hwp",
        "문서보안.hwp: drm/drm-hwp",
    ],
)
def locked_hwp(folder: Path) -> Sent:
    return Sent(
        {"잠긴 문서.hwp": hwp(flags=3), "인증서.hwp": hwp(flags=257), "문서보안.hwp": hwp(flags=17)}
    )
