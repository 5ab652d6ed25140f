"""Files with a password that the mail tells, and with one that it does not."""

from __future__ import annotations

from pathlib import Path

from attached import SAMPLES, Sent, row
from attached.containers import SEVEN_ZIP
from attached.papers import NAME, certificate, lay_out, pack, run

AES = ("-tzip", "-mem=AES256")
OLD = ("-tzip", "-mem=ZipCrypto")


@row(
    "ZIP with a password (AES) that the letter tells",
    by=SEVEN_ZIP,
    becomes=[f"잠금.zip/{NAME}: read"],
)
def told_aes(folder: Path) -> Sent:
    data = pack(folder, "a.zip", NAME, options=(*AES, "-pgaon#77!"))
    return Sent({"잠금.zip": data}, text="압축파일 비밀번호는 gaon#77! 입니다.")


@row(
    "ZIP with a password (ZipCrypto) that the subject tells",
    by=SEVEN_ZIP,
    becomes=[f"잠금2.zip/{NAME}: read"],
)
def told_old(folder: Path) -> Sent:
    data = pack(folder, "a.zip", NAME, options=(*OLD, "-p2580"))
    return Sent({"잠금2.zip": data}, subject="(비번: 2580)")


@row(
    "ZIP with a password that its own name tells",
    by=SEVEN_ZIP,
    becomes=[f"서류_pw****.zip/{NAME}: read"],
)
def told_by_name(folder: Path) -> Sent:
    data = pack(folder, "a.zip", NAME, options=(*OLD, "-p9137"))
    return Sent({"서류_pw9137.zip": data})


@row(
    "7z with locked names; the password is the business number, written in the letter",
    by=SEVEN_ZIP,
    becomes=[f"잠금.7z/{NAME}: read"],
)
def told_seven_zip(folder: Path) -> Sent:
    data = pack(folder, "a.7z", NAME, options=("-mhe=on", "-p1234567891"))
    text = "7z 암호는 사업자번호(- 제외)입니다.\n주식회사 가온해미 사업자등록번호 123-45-67891"
    return Sent({"잠금.7z": data}, text=text)


@row(
    "RAR with a password that the letter tells, also with locked names",
    by="WinRAR (test data of rarfile)",
    becomes=[
        f"{name}/stest{number}.txt: read"
        for name in ("잠금.rar", "이름잠금.rar")
        for number in (1, 2)
    ],
)
def told_rar(folder: Path) -> Sent:
    samples = {"잠금.rar": "rar5-psw.rar", "이름잠금.rar": "rar5-hpsw.rar"}
    files = {name: (SAMPLES / sample).read_bytes() for name, sample in samples.items()}
    return Sent(files, text="RAR 패스워드 : password")


@row(
    "PDF whose password is a day of birth, written in the letter",
    by="qpdf 11",
    becomes=["잠금.pdf: read"],
)
def told_pdf(folder: Path) -> Sent:
    lay_out(folder, "a.pdf")
    run(folder, "qpdf", "--encrypt", "800305", "owner", "256", "--", "a.pdf", "b.pdf")
    text = "PDF 암호는 대표자 생년월일 6자리입니다. 대표자 김가온(1980년 3월 5일생)"
    return Sent({"잠금.pdf": (folder / "b.pdf").read_bytes()}, text=text)


@row(
    "DOCX with a password that the letter tells",
    by="LibreOffice 7.4, officecrypto-tool",
    becomes=["잠금.docx: read"],
)
def told_docx(folder: Path) -> Sent:
    data = (SAMPLES / "locked.docx").read_bytes()
    return Sent({"잠금.docx": data}, text="워드 파일 비번 → gaon2025!")


@row(
    "ZIP, 7z with a password that nobody tells",
    by=SEVEN_ZIP,
    becomes=[f"모름.{kind}: encrypted/password-archive" for kind in ("zip", "7z")],
)
def untold(folder: Path) -> Sent:
    options = ("-pUntold-61",)
    return Sent(
        {name: pack(folder, name, NAME, options=options) for name in ("모름.zip", "모름.7z")}
    )


@row(
    "ZIP in which only some files are locked",
    by=SEVEN_ZIP,
    becomes=["일부.zip/열린.pdf: read", "일부.zip: encrypted/password-archive"],
)
def partly(folder: Path) -> Sent:
    pack(folder, "a.zip", "열린.pdf")
    return Sent({"일부.zip": pack(folder, "a.zip", "잠긴.pdf", options=("-pUntold-61",))})


@row(
    "PDF that may be read without a password, and only forbids printing",
    by="qpdf 11",
    becomes=["인쇄금지.pdf: read"],
)
def owner_only(folder: Path) -> Sent:
    (folder / "a.pdf").write_bytes(certificate())
    run(folder, "qpdf", "--encrypt", "", "own", "256", "--print=none", "--", "a.pdf", "b.pdf")
    return Sent({"인쇄금지.pdf": (folder / "b.pdf").read_bytes()})
