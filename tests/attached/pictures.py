"""Photographs and scans in the formats that telephones, scanners and messengers write."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image

from attached import Sent, row
from attached.papers import certificate, run


def sheet() -> Image.Image:
    """Return the certificate as a scanner sees it."""
    document = pypdfium2.PdfDocument(certificate())
    return document[0].render(scale=150 / 72).to_pil().convert("L")


def saved(form: str) -> bytes:
    buffer = io.BytesIO()
    sheet().save(buffer, form)
    return buffer.getvalue()


@row(
    "HEIC of an iPhone",
    by="heif-enc of libheif 1.15",
    becomes=["IMG_0001.heic: read"],
    ocr=True,
)
def heic(folder: Path) -> Sent:
    sheet().save(folder / "a.png")
    run(folder, "heif-enc", "-q", "80", "a.png", "-o", "a.heic")
    return Sent({"IMG_0001.heic": (folder / "a.heic").read_bytes()})


@row(
    "JPEG that a telephone stored lying on its side (EXIF), PNG, TIFF of two sheets",
    by="Pillow 13",
    becomes=["사진.jpg: read", "사진.png: read", "스캔.tif: read"],
    ocr=True,
)
def common(folder: Path) -> Sent:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    lying, two = io.BytesIO(), io.BytesIO()
    sheet().rotate(90, expand=True).save(lying, "JPEG", exif=exif)
    sheet().save(two, "TIFF", save_all=True, append_images=[sheet()])
    return Sent(
        {"사진.jpg": lying.getvalue(), "사진.png": saved("PNG"), "스캔.tif": two.getvalue()}
    )


@row(
    "WEBP, BMP, GIF",
    by="Pillow 13",
    becomes=["사진.webp: read", "사진.bmp: read", "사진.gif: read"],
    ocr=True,
)
def others(folder: Path) -> Sent:
    return Sent({f"사진.{form.lower()}": saved(form) for form in ("WEBP", "BMP", "GIF")})


@row(
    "JPEG, HEIC whose download broke off",
    by="Pillow 13, heif-enc of libheif 1.15",
    becomes=["끊긴.jpg: damaged/cut-off", "끊긴.heic: damaged/cut-off"],
)
def cut(folder: Path) -> Sent:
    whole = heic(folder).files["IMG_0001.heic"]
    jpeg = saved("JPEG")
    return Sent({"끊긴.jpg": jpeg[: len(jpeg) // 2], "끊긴.heic": whole[: len(whole) // 2]})
