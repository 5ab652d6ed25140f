"""What is too much, and what breaks its reader."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from base64 import encodebytes
from email.message import EmailMessage
from pathlib import Path

from attached import Sent, row
from attached.papers import certificate, lay_out, run


@row(
    "1,000 attachments in one mail",
    by="email of Python",
    becomes=["0.txt: read", "999.txt: ignored", "메일 원문.eml: too-large/too-many-files"],
    alone=True,
)
def thousand(folder: Path) -> Sent:
    return Sent({f"{number}.txt": f"서류 {number}".encode() for number in range(1_000)})


@row(
    "mail of 100 MB",
    by="email of Python",
    becomes=["큰 파일.bin: unsupported", "국세.pdf: read"],
    alone=True,
)
def heavy(folder: Path) -> Sent:
    return Sent({"큰 파일.bin": b"\x01" + os.urandom(72 << 20), "국세.pdf": certificate()})


@row(
    "picture of 200 megapixels",
    by="Ghostscript 10",
    becomes=["큰 그림.png: too-large"],
)
def huge_picture(folder: Path) -> Sent:
    lay_out(folder, "a.pdf")
    run(folder, "gs", "-q", "-sDEVICE=pngmono", "-r1450", "-o", "a.png", "a.pdf")
    return Sent({"큰 그림.png": (folder / "a.png").read_bytes()})


@row(
    "mail forwarded in a mail, thirty times over, beside a paper",
    by="email of Python",
    becomes=["국세.pdf: read", "메일 원문.eml: hostile/nested-too-deep"],
)
def forwarded(folder: Path) -> Sent:
    mail = EmailMessage()
    mail.set_content("전달합니다.")
    for _ in range(30):
        outer = EmailMessage()
        outer["From"], outer["Subject"] = "park@gaon.example", "전달"
        outer.add_attachment(mail)
        mail = outer
    return Sent({"국세.pdf": certificate()}, put=lambda whole: whole.add_attachment(mail))


@row(
    "PDF whose sheet takes longer to draw than a file may (each pixel is reckoned)",
    by="written by hand",
    becomes=["느린 그림.pdf: crashed/took-too-long", "곁의 서류.pdf: read"],
    alone=True,
    seconds=9,
)
def never_drawn(folder: Path) -> Sent:
    return Sent({"느린 그림.pdf": endless(), "곁의 서류.pdf": certificate()})


def endless() -> bytes:
    """Return a small PDF each of whose pixels is reckoned in fifty thousand steps."""
    colour = b"{pop %s}" % (b"1 add 1 sub " * 25_000)
    function = b"<</FunctionType 4/Domain[0 1 0 1]/Range[0 1]/Length %d>>stream\n%s\nendstream"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Shading<</S 5 0 R>>>>>>",
        b"<</Length 21>>stream\n595 0 0 842 0 0 cm /S sh\nendstream",
        b"<</ShadingType 1/ColorSpace/DeviceGray/Function 6 0 R>>",
        function % (len(colour), colour),
    )
    target = io.BytesIO(b"%PDF-1.4\n")
    target.seek(0, io.SEEK_END)
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(target.tell())
        target.write(b"%d 0 obj%s\nendobj\n" % (number, part))
    start = target.tell()
    target.write(b"xref\n0 7\n0000000000 65535 f \n")
    target.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    target.write(b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)
    return target.getvalue()


BOMB_PDF = b"""%%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj
4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream
"""


@row(
    "PDF that makes its reader swell until it dies (a bomb within a bomb)",
    by="written by hand",
    becomes=["폭탄.pdf: crashed", "곁의 서류.pdf: read"],
    alone=True,
)
def killer(folder: Path) -> Sent:
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(3 << 10)) + packer.flush()
    data = zlib.compress(once, 9)
    return Sent(
        {
            "폭탄.pdf": BOMB_PDF % len(data) + data + b"\nendstream endobj\ntrailer<</Root 1 0 R>>",
            "곁의 서류.pdf": certificate(),
        }
    )


@row(
    "data in the text of a letter of which no file can be made",
    by="email of Python",
    becomes=["메일 원문.eml: odd"],
    alone=True,
)
def odd_data(folder: Path) -> Sent:
    numbers = hashlib.sha256(b"0").digest() * 200
    return Sent(text=encodebytes(numbers[::-1]).decode())
