"""What exactly is wrong with a file that its reader refused, told by its bytes.

A reader knows that it cannot go on; whether a download broke off, whose rights management
it met or that a web page was saved in place of a document is told here, because a wrong
diagnosis sends people on a fool's errand.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

from extractors.errors import (
    CutOffFile,
    DamagedFile,
    DrmFile,
    FasooDrm,
    MicrosoftDrm,
    NascaDrm,
    OldHwp,
    PasswordHwp,
    SoftcampDrm,
    UnreadableFile,
    UnsupportedFile,
)
from extractors.formats.kinds import FASOO, NASCA, OLE, SOFTCAMP
from extractors.formats.pdf import mending
from extractors.model import Page

DRM_MAKERS: tuple[tuple[bytes, type[DrmFile]], ...] = (
    (FASOO, FasooDrm),
    (SOFTCAMP, SoftcampDrm),
    (NASCA, NascaDrm),
    (OLE, MicrosoftDrm),
)
PACKAGES = frozenset(("zip", "docx", "xlsx", "xlsb", "pptx", "hwpx", "odt", "ods", "odf", "epub"))
COMPOUNDS = frozenset(("hwp", "doc", "xls", "ppt", "msg", "ole", "ooxml-encrypted"))
END_OF_ARCHIVE, LONGEST_COMMENT = b"PK\x05\x06", 66_000
HWP3_PASSWORD = 126  # where HWP 3 keeps a number that is not 0 if the document is encrypted
TIFF_NUMBERS, MOST_STRIPS = {3: "H", 4: "I"}, 100_000
TIFF_PIECES = ((273, 279), (324, 325))  # where strips and tiles begin, and their bytes
NO_PAGE_NAMES = re.compile(r"\.(pdf|hwpx?|docx?|xlsx|jpe?g|png|tiff?|gif|bmp|heic|zip)$", re.I)
FEWEST_LETTERS = 150


def refine(refusal: UnreadableFile, data: bytes, kind: str) -> UnreadableFile:
    """Return the most exact refusal of a file of *kind* that *refusal* allows."""
    if type(refusal) is DrmFile:
        return next((maker() for start, maker in DRM_MAKERS if data.startswith(start)), refusal)
    if type(refusal) is OldHwp and data[HWP3_PASSWORD : HWP3_PASSWORD + 2].strip(b"\0"):
        return PasswordHwp()
    unnamed = type(refusal) is UnsupportedFile and kind == "ole"  # its directory lay at its end
    if (type(refusal) is DamagedFile or unnamed) and is_cut_off(data, kind):
        return CutOffFile()
    return refusal


def is_cut_off(data: bytes, kind: str) -> bool:
    """Tell whether a file that begins as *kind* lacks its end."""
    if kind == "pdf":
        return not mending.has_end(data)
    if kind in PACKAGES:
        return END_OF_ARCHIVE not in data[-LONGEST_COMMENT:]
    if kind in COMPOUNDS:
        return _lacks_sectors(data)
    if kind == "jpeg":
        return b"\xff\xd9" not in data[-1024:]
    if kind == "png":
        return b"IEND" not in data[-1024:]
    if kind == "gif":
        return not data.rstrip(b"\0").endswith(b";")
    if kind == "webp":
        return bool(len(data) < struct.unpack_from("<I", data, 4)[0])
    if kind == "bmp":
        return bool(len(data) < struct.unpack_from("<I", data, 2)[0])
    if kind == "tiff":
        return _lacks_sheets(data)
    return kind in ("heic", "avif") and _lacks_boxes(data)


def _lacks_sectors(data: bytes) -> bool:
    """Tell whether a compound file names sectors that lie beyond its end (MS-CFB, 2.2)."""
    if len(data) < 512:
        return True
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 16)
    (directory,) = struct.unpack_from("<I", data, 48)
    tables = struct.unpack_from("<109I", data, 76)
    named = [sector for sector in (directory, *tables) if sector < 0xFFFFFFFA]
    if any((sector + 2) * size > len(data) for sector in named):
        return True
    used = -1
    for place, table in enumerate(tables):
        if table < 0xFFFFFFFA:
            entries = struct.unpack_from(f"<{size // 4}I", data, (table + 1) * size)
            taken = [at for at, entry in enumerate(entries) if entry != 0xFFFFFFFF]
            used = place * size // 4 + taken[-1] if taken else used
    return bool((used + 1) * size >= len(data))  # the last sector may be shorter, but not missing


def _lacks_sheets(data: bytes) -> bool:
    """Tell whether a directory of a TIFF, or something it names, lies beyond the end (TIFF 6.0)."""
    order = "<" if data[:2] == b"II" else ">"
    place, known = 4, set[int]()
    try:
        while (place := struct.unpack_from(f"{order}I", data, place)[0]) and place not in known:
            known.add(place)
            (count,) = struct.unpack_from(f"{order}H", data, place)
            tags: dict[int, tuple[int, ...]] = {}
            for entry in range(place + 2, place + 2 + 12 * count, 12):
                tag, kind, number = struct.unpack_from(f"{order}HHI", data, entry)
                if letter := TIFF_NUMBERS.get(kind):
                    form = f"{order}{min(number, MOST_STRIPS)}{letter}"
                    at = entry + 8
                    if struct.calcsize(form) > 4:
                        (at,) = struct.unpack_from(f"{order}I", data, at)
                    tags[tag] = struct.unpack_from(form, data, at)
            for begin, length in TIFF_PIECES:
                ends = map(sum, zip(tags.get(begin, ()), tags.get(length, ()), strict=False))
                if max(ends, default=0) > len(data):
                    return True
            place += 2 + 12 * count
    except struct.error:
        return True
    return False


def _lacks_boxes(data: bytes) -> bool:
    """Tell whether the last box of an ISO media file runs beyond the end (ISO/IEC 14496-12)."""
    place = 0
    while place + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, place)
        if size == 1 and place + 16 <= len(data):
            (size,) = struct.unpack_from(">Q", data, place + 8)
        if size == 0:
            return False  # this box goes on to the end, wherever that is
        if size < 8:
            return False
        place += size
    return place != len(data)


def is_page_instead(pages: Sequence[Page], name: str) -> bool:
    """Tell whether a web page that calls itself a document says too little to be one.

    A certificate that was saved from a browser under a wrong name says more.
    """
    letters = sum(len(word.text) for page in pages for word in page.words)
    return bool(NO_PAGE_NAMES.search(name)) and letters < FEWEST_LETTERS
