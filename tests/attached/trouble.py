"""What is too much, and what breaks its reader."""

from __future__ import annotations

import io
import os
import random
import zlib
from email.message import EmailMessage
from pathlib import Path

from PIL import Image

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
    "PDF of scans that takes longer to read than a file may",
    by="Pillow 13",
    becomes=["잡음.pdf: crashed/took-too-long", "곁의 서류.pdf: read"],
    alone=True,
    ocr=True,
)
def endless(folder: Path) -> Sent:
    noise = Image.frombytes("L", (1240, 1754), random.Random(2).randbytes(1240 * 1754))
    buffer = io.BytesIO()
    noise.save(buffer, "pdf", save_all=True, append_images=[noise] * 40)
    return Sent({"잡음.pdf": buffer.getvalue(), "곁의 서류.pdf": certificate()})


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
