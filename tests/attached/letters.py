"""Parts of a mail, as the mail programs of Korean offices put them together."""

from __future__ import annotations

import quopri
import struct
import subprocess
import unicodedata
from base64 import b64encode, encodebytes
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.policy import compat32
from pathlib import Path

from attached import SAMPLES, Sent, row
from attached.papers import NAME, certificate, lay_out, run

PYTHON = "email of Python"
CODED = "name*=UTF-8''%EA%B5%AD%EC%84%B8.pdf"


def raw_part(headers: str, body: bytes = b"") -> Message:
    """Return a base64 part with exactly these header lines."""
    part = Message(policy=compat32)
    for line in headers.splitlines():
        key, _, value = line.partition(": ")
        part[key] = value
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(b64encode(body or certificate()).decode())
    return part


def named(disposition: str) -> Message:
    return raw_part(f"Content-Type: application/octet-stream\nContent-Disposition: {disposition}")


def forwarded(subject: str, *files: tuple[str, bytes]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "park@gaon.example", subject
    mail["Date"] = "Mon, 12 May 2025 09:00:00 +0900"
    mail.set_content("전달합니다.")
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return mail


@row(
    "mail forwarded as an attachment (message/rfc822)",
    by=PYTHON,
    becomes=[f"FW∕ 서류.eml/{NAME}: read"],
)
def attached_mail(folder: Path) -> Sent:
    inner = forwarded("FW/ 서류", (NAME, certificate()))
    return Sent(put=lambda mail: mail.add_attachment(inner))


@row(
    ".eml within .eml, attached as files",
    by=PYTHON,
    becomes=["전달.eml/원본.eml/국세.pdf: read"],
)
def eml_in_eml(folder: Path) -> Sent:
    inner = forwarded("원본", ("국세.pdf", certificate()))
    outer = forwarded("전달")
    outer.add_attachment(
        inner.as_bytes(), maintype="application", subtype="octet-stream", filename="원본.eml"
    )
    return Sent({"전달.eml": outer.as_bytes()})


@row("Outlook message (.msg)", by="oxmsg", becomes=[f"메일.msg/{NAME}: read"])
def outlook(folder: Path) -> Sent:
    return Sent({"메일.msg": (SAMPLES / "korean.msg").read_bytes()})


@row(
    "winmail.dat",
    by="Outlook (test data of tnefparse)",
    becomes=["winmail.dat/AUTHORS: read", "winmail.dat/README: read"],
)
def winmail(folder: Path) -> Sent:
    return Sent({"winmail.dat": (SAMPLES / "two-files.tnef").read_bytes()})


@row(
    "files uuencoded in the text, also in base64",
    by="GNU sharutils",
    becomes=["국세-uu.pdf: read", "국세-m.pdf: read"],
)
def uuencoded(folder: Path) -> Sent:
    lay_out(folder, "a.pdf")
    encoded = ""
    for options in (("a.pdf", "국세-uu.pdf"), ("-m", "a.pdf", "국세-m.pdf")):
        command = ("uuencode", *options)
        done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE)
        encoded += f"{done.stdout.decode()}\n"
    return Sent(text=f"아래와 같이 보냅니다.\n\n{encoded}감사합니다.")


@row(
    "parts without name, type or disposition",
    by=PYTHON,
    becomes=["이름 없는 첨부 {path}: read"],
)
def bare(folder: Path) -> Sent:
    return Sent(put=lambda mail: mail.attach(raw_part("")))


def picture(folder: Path, pixels: int) -> bytes:
    """Draw the certificate *pixels* wide."""
    lay_out(folder, "a.pdf")
    dots = pixels * 72 // 595
    run(folder, "gs", "-q", "-sDEVICE=png16m", f"-r{dots}", "-o", "a.png", "a.pdf")
    return (folder / "a.png").read_bytes()


def shown(name: str, data: bytes, mark: str) -> MIMEBase:
    part = MIMEBase("image", "png", name=name)
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-ID"] = f"<{mark}>"
    part.set_payload(b64encode(data).decode())
    return part


@row(
    "small picture set into the letter, such as the logo of a signature",
    by="Ghostscript 10",
    becomes=["image001.png: ignored"],
)
def logo(folder: Path) -> Sent:
    data = picture(folder, 120)
    return Sent(
        html='<img src="cid:logo">',
        put=lambda mail: mail.attach(shown("image001.png", data, "logo")),
    )


@row(
    "photographed paper set into the letter",
    by="Ghostscript 10",
    becomes=["image002.png: read"],
    ocr=True,
)
def pasted(folder: Path) -> Sent:
    data = picture(folder, 1_240)
    return Sent(
        html='<img src="cid:paper">',
        put=lambda mail: mail.attach(shown("image002.png", data, "paper")),
    )


@row(
    "names in RFC 2231 (also in pieces), in RFC 2047 cut within a letter, in raw CP949, taken "
    "apart (NFD) and written as in an address",
    by="header lines as Outlook, Naver, Daum and macOS write them",
    becomes=[f"{number} 국세.pdf: read" for number in range(1, 7)],
)
def names(folder: Path) -> Sent:
    cut = "4 국세.pdf".encode("cp949")
    words = " ".join(
        f"=?ks_c_5601-1987?B?{b64encode(piece).decode()}?=" for piece in (cut[:3], cut[3:])
    )
    apart = unicodedata.normalize("NFD", "6 국세.pdf").encode()
    lines = (
        "attachment; filename*=UTF-8''1%20%EA%B5%AD%EC%84%B8.pdf",
        "attachment; filename*0*=euc-kr''2%20%B1%B9%BC; filename*1*=%BC.pdf",
        'attachment; filename="3 %EA%B5%AD%EC%84%B8.pdf"',
        f'attachment; filename="{words}"',
        'attachment; filename="5 국세.pdf"'.encode("cp949").decode("ascii", "surrogateescape"),
        f'attachment; filename="{apart.decode("ascii", "surrogateescape")}"',
    )

    def put(mail: EmailMessage) -> None:
        for line in lines:
            mail.attach(named(line))

    return Sent(put=put)


@row(
    "our own letter, or another automatic one, sent back as an attachment",
    by=PYTHON,
    becomes=["안내.eml: ignored"],
)
def our_letter(folder: Path) -> Sent:
    letter = forwarded("[2025-0007] 보완 요청")
    letter["Auto-Submitted"] = "auto-replied"
    return Sent({"안내.eml": letter.as_bytes()})


@row(
    "letter attached without any file of its own",
    by=PYTHON,
    becomes=["문의.eml: read"],
)
def only_a_letter(folder: Path) -> Sent:
    return Sent({"문의.eml": forwarded("문의드립니다").as_bytes()})


def signed(folder: Path, *options: str, content: bytes = b"") -> bytes:
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem", "-days", "9")
    run(folder, "openssl", "req", "-x509", *key, "-subj", "/CN=gaon.example")
    (folder / "m.txt").write_bytes(content or "서류를 보냅니다.".encode())
    who = ("-signer", "c.pem", "-inkey", "k.pem", "-outform", "DER", "-binary")
    run(folder, "openssl", "cms", "-sign", "-in", "m.txt", *who, "-out", "m.p7", *options)
    return (folder / "m.p7").read_bytes()


@row("signature of a signed mail (S/MIME)", by="OpenSSL 3", becomes=["smime.p7s: ignored"])
def signature(folder: Path) -> Sent:
    return Sent({"smime.p7s": signed(folder)})


@row(
    "mail signed as a whole (opaque S/MIME), and a file that was signed",
    by="OpenSSL 3",
    becomes=[
        "smime.p7m: ignored",
        f"{NAME}: read",
        "국세.pdf.p7m/서명된 파일: read",
        "국세.pdf.p7m: ignored",
    ],
)
def signed_whole(folder: Path) -> Sent:
    mail = forwarded("서명", (NAME, certificate()))
    whole = signed(folder, "-nodetach", content=mail.as_bytes())
    file = signed(folder, "-nodetach", content=certificate())
    return Sent({"smime.p7m": whole, "국세.pdf.p7m": file})


@row(
    "mail encrypted as a whole (S/MIME)",
    by="OpenSSL 3",
    becomes=["smime.p7m: unsupported/secure-mail"],
)
def secure_mail(folder: Path) -> Sent:
    signed(folder)
    run(
        folder,
        "openssl",
        "cms",
        "-encrypt",
        "-in",
        "m.txt",
        "-outform",
        "DER",
        "-out",
        "e",
        "c.pem",
    )
    return Sent({"smime.p7m": (folder / "e").read_bytes()})


@row(
    "mail attached in base64 or quoted-printable, as no mail program may and some do",
    by=PYTHON,
    becomes=["B.eml/국세.pdf: read", "Q.eml/국세.pdf: read"],
)
def encoded_mail(folder: Path) -> Sent:
    def put(mail: EmailMessage) -> None:
        for letter, encode in (("B", encodebytes), ("Q", quopri.encodestring)):
            part = Message(policy=compat32)
            part["Content-Type"] = "message/rfc822"
            part["Content-Transfer-Encoding"] = {"B": "base64", "Q": "quoted-printable"}[letter]
            part.set_payload(
                encode(forwarded(letter, ("국세.pdf", certificate())).as_bytes()).decode()
            )
            mail.attach(part)

    return Sent(put=put)


@row(
    "file in base64 whose header says that it is not encoded, and one encoded piece by piece",
    by=PYTHON,
    becomes=["7bit.pdf: read", "조각.pdf: read"],
)
def wrongly_encoded(folder: Path) -> Sent:
    def put(mail: EmailMessage) -> None:
        plain = raw_part('Content-Type: application/pdf; name="7bit.pdf"')
        plain.replace_header("Content-Transfer-Encoding", "7bit")
        pieces = raw_part(named('attachment; filename="조각.pdf"').as_string().partition("\n\n")[0])
        data = certificate()
        lines = [b64encode(data[at : at + 500]).decode() for at in range(0, len(data), 500)]
        pieces.set_payload("\n".join(lines))
        for part in (plain, pieces):
            mail.attach(part)

    return Sent(put=put)


@row(
    "file of a Mac with its resource fork (AppleDouble), and both in one (AppleSingle)",
    by="written by RFC 1740",
    becomes=["하나.bin/국세.pdf: read", "국세.pdf: ignored", "국세.pdf: read"],
)
def apple(folder: Path) -> Sent:
    def put(mail: EmailMessage) -> None:
        both = EmailMessage()
        both["Content-Type"] = "multipart/appledouble"
        both.attach(raw_part(f"Content-Type: application/applefile; {CODED}", forks()))
        both.attach(raw_part(f"Content-Type: application/pdf; {CODED}"))
        mail.attach(both)

    name = "국세.pdf".encode()
    return Sent({"하나.bin": forks(name=name, data=certificate())}, put=put)


def forks(*, name: bytes = b"", data: bytes = b"") -> bytes:
    """Write what macOS adds to a file: a resource fork, and its Finder's remarks."""
    entries = [(2, bytes(300)), (9, bytes(32))]
    entries += [(3, name), (1, data)] if data else []
    place = 26 + 12 * len(entries)
    table = b""
    for kind, content in entries:
        table += struct.pack(">III", kind, place, len(content))
        place += len(content)
    sign = 0x00051600 if data else 0x00051607
    head = struct.pack(">II16xH", sign, 0x00020000, len(entries))
    return head + table + b"".join(content for _, content in entries)


@row(
    "part that only says where its file was left (message/external-body)",
    by="written by RFC 2017",
    becomes=["메일 밖에 둔 첨부 (국세.pdf, files.gaon.example): external-link"],
)
def elsewhere(folder: Path) -> Sent:
    def put(mail: EmailMessage) -> None:
        part = Message(policy=compat32)
        part["Content-Type"] = (
            'message/external-body; access-type=URL;\n URL="https://files.gaon.example/\n  a/1.pdf"'
        )
        part.set_payload(f"Content-Type: application/pdf; {CODED}\n\n")
        mail.attach(part)

    return Sent(put=put)


@row(
    "one of the mails into which a program divided a large one (message/partial)",
    by="written by RFC 2046",
    becomes=["이름 없는 첨부 {path}: damaged/split-mail"],
)
def divided(folder: Path) -> Sent:
    def put(mail: EmailMessage) -> None:
        part = Message(policy=compat32)
        part["Content-Type"] = 'message/partial; number=2; total=3; id="1@gaon.example"'
        part.set_payload(b64encode(certificate()).decode())
        mail.attach(part)

    return Sent(put=put)
