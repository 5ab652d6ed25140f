"""Photographs and scans in the formats that telephones, scanners and messengers write."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image

from attached import Sent, row
from attached.papers import lay_out, run, scanned

GHOSTSCRIPT = "Ghostscript 10"


def lying(mode: str) -> bytes:
    """Return a JPEG of the certificate lying on its side, which says how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    buffer = io.BytesIO()
    scanned().rotate(90, expand=True).convert(mode).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def saved(form: str) -> bytes:
    buffer = io.BytesIO()
    scanned().save(buffer, form)
    return buffer.getvalue()


@row(
    "HEIC of an iPhone, also one that was held on its side",
    by="heif-enc of libheif 1.15",
    becomes=["IMG_0001.heic: read", "IMG_0002.heic: read"],
    ocr=True,
)
def heic(folder: Path) -> Sent:
    scanned().save(folder / "1.png")
    (folder / "2.jpg").write_bytes(lying("L"))
    for name in ("1.png", "2.jpg"):
        run(folder, "heif-enc", "-q", "80", name, "-o", f"{name[0]}.heic")
    return Sent({f"IMG_000{n}.heic": (folder / f"{n}.heic").read_bytes() for n in (1, 2)})


@row(
    "JPEG that a telephone stored lying on its side (EXIF), PNG, TIFF of two sheets",
    by="Pillow 13",
    becomes=["사진.jpg: read", "사진.png: read", "스캔.tif: read"],
    ocr=True,
)
def common(folder: Path) -> Sent:
    two = io.BytesIO()
    scanned().save(two, "TIFF", save_all=True, append_images=[scanned()])
    return Sent({"사진.jpg": lying("L"), "사진.png": saved("PNG"), "스캔.tif": two.getvalue()})


@row(
    "WEBP, BMP, GIF",
    by="Pillow 13",
    becomes=["사진.webp: read", "사진.bmp: read", "사진.gif: read"],
    ocr=True,
)
def others(folder: Path) -> Sent:
    return Sent({f"사진.{form.lower()}": saved(form) for form in ("WEBP", "BMP", "GIF")})


def fax(folder: Path, sheets: int) -> bytes:
    """Return the certificate *sheets* times, as a fax server stores it: one bit, CCITT G4."""
    lay_out(folder, "a.pdf")
    run(folder, "gs", "-q", "-sDEVICE=tiffg4", "-r200", "-o", "a.tif", *["a.pdf"] * sheets)
    return (folder / "a.tif").read_bytes()


@row(
    "fax (TIFF, one bit, CCITT G4) of two sheets",
    by=GHOSTSCRIPT,
    becomes=["팩스.tif: read"],
    ocr=True,
)
def faxed(folder: Path) -> Sent:
    return Sent({"팩스.tif": fax(folder, 2)})


@row(
    "JPEG in CMYK, lying on its side; PNG of 16 bits a colour; GIF that moves",
    by="Pillow 13",
    becomes=["인쇄용.jpg: read", "16비트.png: read", "움직임.gif: read"],
    ocr=True,
)
def unusual(folder: Path) -> Sent:
    deep, moving = io.BytesIO(), io.BytesIO()
    Image.fromarray(np.asarray(scanned(), np.uint16) * 257).save(deep, "PNG")
    scanned().save(moving, "GIF", save_all=True, append_images=[scanned().rotate(180)])
    return Sent(
        {
            "인쇄용.jpg": lying("CMYK"),
            "16비트.png": deep.getvalue(),
            "움직임.gif": moving.getvalue(),
        }
    )


@row(
    "picture whose download broke off",
    by="Pillow 13, Ghostscript 10, heif-enc of libheif 1.15",
    becomes=[
        f"끊긴.{end}: damaged/cut-off" for end in ("heic", "tif", "jpg", "png", "webp", "bmp")
    ],
)
def cut(folder: Path) -> Sent:
    whole = {
        "heic": heic(folder).files["IMG_0001.heic"],
        "tif": fax(folder, 3),
        "jpg": saved("JPEG"),
    }
    whole |= {form.lower(): saved(form) for form in ("PNG", "WEBP", "BMP")}
    return Sent({f"끊긴.{end}": data[: len(data) // 2] for end, data in whole.items()})
