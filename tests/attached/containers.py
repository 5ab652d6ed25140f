"""Archives, as the programs of Windows, macOS and Linux pack them."""

from __future__ import annotations

import os
import subprocess
import unicodedata
from pathlib import Path

from attached import SAMPLES, Sent, row
from attached.papers import NAME, certificate, lay_out, pack, run

INFO_ZIP = "Info-ZIP 3.0"
SEVEN_ZIP = "7-Zip 26.02"


@row(
    "ZIP with names in CP949, as Korean Windows writes them",
    by=INFO_ZIP,
    becomes=[f"서류.zip/{NAME}: read"],
)
def korean_windows(folder: Path) -> Sent:
    raw = NAME.encode("cp949")
    lay_out(folder, raw)
    subprocess.run([b"zip", b"-q", b"a.zip", raw], cwd=folder, env={"LC_ALL": "C"}, check=True)
    return Sent({"서류.zip": (folder / "a.zip").read_bytes()})


@row(
    "ZIP from a Mac: names in UTF-8, letters taken apart, and its litter",
    by=INFO_ZIP,
    becomes=["맥.zip/국세.pdf: read"],
)
def mac(folder: Path) -> Sent:
    names = (unicodedata.normalize("NFD", "국세.pdf"), "__MACOSX/._x.pdf", ".DS_Store")
    lay_out(folder, *names)
    run(folder, "zip", "-q", "a.zip", *names)
    return Sent({"맥.zip": (folder / "a.zip").read_bytes()})


@row("ZIP in ZIP, with folders", by=SEVEN_ZIP, becomes=[f"묶음.zip/안쪽.zip/서류/{NAME}: read"])
def nested(folder: Path) -> Sent:
    pack(folder, "안쪽.zip", f"서류/{NAME}")
    run(folder, "7zz", "a", "묶음.zip", "안쪽.zip")
    return Sent({"묶음.zip": (folder / "묶음.zip").read_bytes()})


@row(
    "archives in archives beyond the limit of depth",
    by=SEVEN_ZIP,
    becomes=["깊은.zip/3.zip/2.zip/1.zip: hostile/nested-too-deep"],
)
def too_deep(folder: Path) -> Sent:
    data = pack(folder, "1.zip", "a.pdf")
    for inner, outer in (("1.zip", "2.zip"), ("2.zip", "3.zip"), ("3.zip", "4.zip")):
        run(folder, "7zz", "a", outer, inner)
        data = (folder / outer).read_bytes()
    return Sent({"깊은.zip": data})


@row(
    "ZIP packed with Deflate64, BZip2, LZMA or PPMd",
    by=SEVEN_ZIP,
    becomes=[f"{m}.zip/{NAME}: read" for m in ("Deflate64", "BZip2", "LZMA", "PPMd")],
)
def unusual(folder: Path) -> Sent:
    methods = ("Deflate64", "BZip2", "LZMA", "PPMd")
    packed = {m: pack(folder, f"{m}.zip", NAME, options=("-tzip", f"-mm={m}")) for m in methods}
    return Sent({f"{method}.zip": data for method, data in packed.items()})


@row(
    "ZIP whose names are called UTF-8 and are CP949, and one that a server filled up with zeros",
    by=f"{INFO_ZIP}, the flag and the zeros by hand",
    becomes=[f"거짓.zip/{NAME}: read", "덧붙은.zip/a.pdf: read"],
)
def mistaken(folder: Path) -> Sent:
    (data,) = korean_windows(folder).files.values()
    padded = pack(folder, "b.zip", "a.pdf") + bytes(100_000)
    return Sent({"거짓.zip": flagged(data), "덧붙은.zip": padded})


def flagged(data: bytes, *records: bytes) -> bytes:
    """Say of all names in a ZIP that they are UTF-8: in the headers, in the list, or in both."""
    changed = bytearray(data)
    for record, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(record) if record in (records or (record,)) else -1
        while at >= 0:
            changed[at + place + 1] |= 0x08
            at = data.find(record, at + 1)
    return bytes(changed)


@row(
    "two archives written one behind the other",
    by=SEVEN_ZIP,
    becomes=["둘.zip/압축 파일 앞에 있는 파일/a.pdf: read", "둘.zip/b.pdf: read"],
)
def two(folder: Path) -> Sent:
    return Sent({"둘.zip": pack(folder, "1.zip", "a.pdf") + pack(folder, "2.zip", "b.pdf")})


@row("7z", by=SEVEN_ZIP, becomes=[f"서류.7z/국세/{NAME}: read", "서류.7z/지방세.pdf: read"])
def seven_zip(folder: Path) -> Sent:
    return Sent({"서류.7z": pack(folder, "a.7z", f"국세/{NAME}", "지방세.pdf")})


@row(
    "RAR 3 and RAR 5",
    by="WinRAR (test data of rarfile)",
    becomes=[
        "서류.rar/уииоотивл.txt: read",
        "서류.rar/𝐀𝐁𝐁𝐂.txt: read",
        "묶은.rar/stest1.txt: read",
        "묶은.rar/stest2.txt: read",
    ],
)
def rar(folder: Path) -> Sent:
    samples = {"서류.rar": "unicode.rar", "묶은.rar": "rar3-solid.rar"}
    return Sent({name: (SAMPLES / sample).read_bytes() for name, sample in samples.items()})


@row(
    "one volume of a split 7z or ZIP",
    by=SEVEN_ZIP + ", " + INFO_ZIP,
    becomes=["나눈.7z.001: damaged/split-archive", "나눈.zip: damaged/split-archive"],
)
def split(folder: Path) -> Sent:
    lay_out(folder, NAME)
    run(folder, "7zz", "a", "-v60k", "나눈.7z", NAME)
    run(folder, "zip", "-q", "-0", "-s", "64k", "나눈.zip", NAME)
    return Sent({name: (folder / name).read_bytes() for name in ("나눈.7z.001", "나눈.zip")})


@row(
    "one volume of a split RAR",
    by="rar (test data of rarfile)",
    becomes=["나눈.part1.rar: damaged/split-archive"],
)
def split_rar(folder: Path) -> Sent:
    return Sent({"나눈.part1.rar": (SAMPLES / "rar5-vols.part1.rar").read_bytes()})


@row(
    "ALZ and EGG, the own formats of ALZip",
    by="signature only: no free program writes them",
    becomes=["서류.alz: unsupported/alz", "서류.egg: unsupported/egg"],
)
def alzip(folder: Path) -> Sent:
    return Sent({"서류.alz": b"ALZ\x01\n\0\0\0", "서류.egg": b"EGGA\0\1"})


@row(
    "ZIP, 7z or RAR whose download broke off",
    by=f"{SEVEN_ZIP}, WinRAR (test data of rarfile)",
    becomes=[
        "끊긴.zip: damaged/cut-off",
        "끊긴.7z: damaged/cut-off",
        "끊긴.rar/stest1.txt: read",
        "끊긴.rar: damaged/cut-off",
    ],
)
def cut_off(folder: Path) -> Sent:
    cut = {}
    for name in ("끊긴.zip", "끊긴.7z"):
        data = pack(folder, name, NAME)
        cut[name] = data[: len(data) // 2]
    return Sent({**cut, "끊긴.rar": (SAMPLES / "rar3-solid.rar").read_bytes()[:-20]})


@row(
    "archive of more files than are opened",
    by=SEVEN_ZIP,
    becomes=["많은.zip: too-large/too-many-members"],
)
def too_many(folder: Path) -> Sent:
    for number in range(1_001):
        (folder / f"{number}.txt").write_text(f"{number}")
    run(folder, "7zz", "a", "-tzip", "-mx1", "a.zip", "*.txt")
    return Sent({"많은.zip": (folder / "a.zip").read_bytes()})


@row(
    "archive that unpacks to more bytes than are opened",
    by=SEVEN_ZIP,
    becomes=["큰.7z: too-large/unpacks-too-large"],
)
def too_large(folder: Path) -> Sent:
    with (folder / "큰.tif").open("wb") as file:
        os.truncate(file.fileno(), 600 << 20)
    run(folder, "7zz", "a", "-mx1", "a.7z", "큰.tif")
    return Sent({"큰.7z": (folder / "a.7z").read_bytes()})


@row(
    "archive that unpacks out of all proportion (a bomb)",
    by=SEVEN_ZIP,
    becomes=["폭탄.zip: hostile/out-of-proportion"],
)
def bomb(folder: Path) -> Sent:
    with (folder / "0").open("wb") as file:
        os.truncate(file.fileno(), 100 << 20)
    run(folder, "7zz", "a", "-tzip", "-mx1", "a.zip", "0")
    return Sent({"폭탄.zip": (folder / "a.zip").read_bytes()})


@row(
    "archives of other kinds, and one that unpacks itself",
    by="GNU tar 1.34, gzip 1.12; Info-ZIP 3.0 behind the first bytes of a program",
    becomes=[
        "서류.tar: unsupported/other-archive",
        "서류.tar.gz: unsupported/other-archive",
        "서류.exe: unsupported/program",
    ],
)
def other_kinds(folder: Path) -> Sent:
    lay_out(folder, NAME)
    run(folder, "tar", "cf", "a.tar", NAME)
    run(folder, "tar", "czf", "a.tar.gz", NAME)
    run(folder, "zip", "-q", "a.zip", NAME)
    program = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(1_000)
    return Sent(
        {
            "서류.tar": (folder / "a.tar").read_bytes(),
            "서류.tar.gz": (folder / "a.tar.gz").read_bytes(),
            "서류.exe": program + (folder / "a.zip").read_bytes(),
        }
    )


@row(
    "ZIP and 7z with nothing in them but folders and litter",
    by=f"{INFO_ZIP}, {SEVEN_ZIP}",
    becomes=["빈.zip: damaged/empty", "빈.7z: damaged/empty"],
)
def nothing_packed(folder: Path) -> Sent:
    (folder / "서류").mkdir()
    (folder / "~$신청서.docx").write_bytes(bytes(162))
    run(folder, "zip", "-qr", "빈.zip", "서류", "~$신청서.docx")
    run(folder, "7zz", "a", "빈.7z", "서류", "~$신청서.docx")
    return Sent({name: (folder / name).read_bytes() for name in ("빈.zip", "빈.7z")})


@row("PDF, under the name of an archive", by="ReportLab", becomes=["서류.zip.egg: read"])
def misnamed(folder: Path) -> Sent:
    return Sent({"서류.zip.egg": certificate()})
