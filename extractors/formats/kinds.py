"""What a file is, by its bytes: names and declared types lie too often to be asked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from extractors.formats.containers import zips

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP_SIGNATURE = b"HWP Document File"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
"""How S/MIME begins: the identifiers of signed and of encrypted content (RFC 5652)."""
FASOO, SOFTCAMP, NASCA = b"\x9b\x20DRMONE", b"SCDSA00", b"<## NASCA DRM FILE"

STARTS: tuple[tuple[bytes, str], ...] = (
    (FASOO, "drm"),
    (SOFTCAMP, "drm"),
    (NASCA, "drm"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"ALZ\x01", "alz"),
    (b"EGGA", "egg"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"{\\rtf", "rtf"),
    (HWP_SIGNATURE + b" V3", "hwp3"),
    (b"\0\5\x16\0", "applesingle"),  # macOS: a file with what belongs to it, or that alone
    (b"\0\5\x16\7", "appledouble"),
    (b"\x1f\x8b", "other-archive"),  # gzip, bzip2, xz, Zstandard, Cabinet
    (b"BZh", "other-archive"),
    (b"\xfd7zXZ\0", "other-archive"),
    (b"\x28\xb5\x2f\xfd", "other-archive"),
    (b"MSCF\0\0\0\0", "other-archive"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
    (b"[InternetShortcut]", "shortcut"),
)
TAR, LHA = slice(257, 262), re.compile(rb"..-l[hz][0-7ds]-", re.S)

HEIC_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"))
AVIF_BRANDS = frozenset((b"avif", b"avis"))

ZIP_MARKS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("content.opf", "epub"),
)
OFFICE_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"wordprocessingml.document.main", "docx"),
    (b"wordprocessingml.template.main", "docx"),
    (b"ms-word.document.macroenabled", "docx"),
    (b"ms-word.template.macroenabled", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"ms-excel.sheet.macroenabled", "xlsx"),
    (b"ms-excel.template.macroenabled", "xlsx"),
    (b"ms-excel.sheet.binary", "xlsb"),
    (b"presentationml.presentation.main", "pptx"),
    (b"presentationml.slideshow.main", "pptx"),
)
"""Content types of main parts, in lower case: their names are for each program to choose."""
MOST_TYPES = 1 << 20
OLE_MARKS: tuple[tuple[str, str], ...] = (
    ("\x09drmcontent", "drm"),
    ("drmencryptedtransform", "drm"),
    ("encryptedpackage", "ooxml-encrypted"),
    ("__properties_version1.0", "msg"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("powerpoint document", "ppt"),
)
OPEN_DOCUMENTS: tuple[tuple[bytes, str], ...] = (
    (b"opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument", "odf"),
)

MAIL_HEADER = re.compile(
    rb"^(received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version"
    rb"|content-type|content-transfer-encoding|reply-to|x-[\w-]+|dkim-signature"
    rb"|authentication-results|references|in-reply-to)[ \t]*:",
    re.I | re.M,
)
SAVED_PAGE = re.compile(rb"^(snapshot-content-location:|from:[^\n]{0,40}saved by )", re.I | re.M)
"""What a browser writes over a page that it saves as one file (MHTML, RFC 2557)."""


def kind_of(data: bytes) -> str:
    """Return what *data* is: ``pdf``, ``jpeg``, ``hwpx`` …, ``empty`` or ``unknown``.

    A container of a damaged file keeps its kind, so that it is reported as damaged.
    """
    if not data.strip(b"\0 \r\n\t"):
        return "empty"
    for start, kind in STARTS:
        if data.startswith(start) and (kind != "bmp" or _is_bitmap(data)):
            return kind
    if data[:1] == b"\x30" and SIGNED_DATA in data[:40]:
        return "signed"
    if data[:1] == b"\x30" and ENVELOPED_DATA in data[:40]:
        return "enveloped"
    if data[TAR] == b"ustar" or LHA.match(data):
        return "other-archive"
    if data.startswith(b"MZ") and _is_program(data):
        return "program"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _media_kind(data)
    if data.startswith(OLE):
        return _ole_kind(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")):
        return _zip_kind(data)
    kind = _text_kind(data)
    if kind == "unknown" and zips.HEADER in data[:1024] and zips.end_of(data) is not None:
        return _zip_kind(data)
    return kind


def _media_kind(data: bytes) -> str:
    """Return the kind of an ISO media file: its own brand decides, then those it works with."""
    size = min(struct.unpack_from(">I", data)[0], 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4))}
    if brands & AVIF_BRANDS:
        return "avif"
    return "heic" if brands & HEIC_BRANDS else "unknown"


def _is_bitmap(data: bytes) -> bool:
    return len(data) > 30 and struct.unpack_from("<I", data, 14)[0] in (12, 40, 56, 64, 108, 124)


def _is_program(data: bytes) -> bool:
    """Tell whether Windows can run it: an archive that unpacks itself is such a program."""
    place = int.from_bytes(data[60:64], "little")
    return data[place : place + 4] == b"PE\0\0"


def _ole_kind(data: bytes) -> str:
    try:
        import olefile

        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            paths = ole.listdir(streams=True, storages=True)
            entries = {str(path[0]).lower() for path in paths}
            entries |= {str(path[-1]).lower() for path in paths if path[0] == "\x06DataSpaces"}
            if "fileheader" in entries:
                header = ole.openstream("FileHeader").read(32)
                return "hwp" if header.startswith(HWP_SIGNATURE) else "ole"
    except (OSError, ValueError, IndexError, struct.error, TypeError, AttributeError):
        # A cut-off compound file: its directory is gone, its strings may be left.
        if HWP_SIGNATURE in data or "FileHeader".encode("utf-16-le") in data:
            return "hwp"
        return "ole"
    return next((kind for mark, kind in OLE_MARKS if mark in entries), "ole")


def _zip_kind(data: bytes) -> str:
    try:
        with zips.open_zip(data) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            types = _content_types(archive)
    except zips.FAULTS:
        # A cut-off archive has lost its directory; its first local headers tell.
        head = data[:1_000_000]
        if b"application/hwp+zip" in head or b"Contents/section0.xml" in head:
            return "hwpx"
        if (opened := _open_document(head)) is not None:
            return opened
        found = (kind for mark, kind in ZIP_MARKS if mark.encode() in head)
        return next(found, "docx" if b"word/" in head else "zip")
    if any(re.search(r"(^|/)contents/section\d+\.xml$", name) for name in names):
        return "hwpx"
    if b"application/hwp+zip" in data[:200]:
        return "hwpx"
    if (opened := _open_document(data)) is not None:
        return opened
    known = [kind for mark, kind in ZIP_MARKS if mark in names]
    known += [kind for mark, kind in OFFICE_TYPES if mark in types]
    return next(iter(known), "zip")


def _content_types(archive: zipfile.ZipFile) -> bytes:
    """Return the list of an office file's content types in lower case, empty where none is."""
    for info in archive.infolist():
        if info.filename.lower() == "[content_types].xml" and info.file_size <= MOST_TYPES:
            try:
                return archive.read(info).lower()
            except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError):
                return b""
    return b""


def _open_document(data: bytes) -> str | None:
    """Return the kind that an OpenDocument names first of all, None where it is none."""
    if b"mimetypeapplication/vnd.oasis." not in data[:200]:
        return None
    return next((kind for mark, kind in OPEN_DOCUMENTS if mark in data[:200]), None)


def _text_kind(data: bytes) -> str:
    head = data[:4096]
    block = re.split(rb"\r?\n\r?\n", head.removeprefix(b"\xef\xbb\xbf").lstrip(), maxsplit=1)[0]
    if SAVED_PAGE.search(block):
        return "mhtml"
    if MAIL_HEADER.match(block) or block.startswith(b"From "):
        seen = {name.lower() for name in MAIL_HEADER.findall(block)}
        if len(seen & {b"from", b"received", b"subject", b"date", b"message-id"}) >= 2:
            return "eml"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    flat = head.replace(b"\0", b"")  # UTF-16 markup without decoding it
    if re.search(rb"<hwpml", flat, re.I):
        return "hwpml"
    if re.search(rb"<(!doctype\s+html|html|head|body|meta\s|table[\s>])", flat, re.I):
        return "html"
    return "text" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return False
    for codec in ("utf-8", "cp949"):
        for cut in range(4):  # the head may end within a letter
            try:
                head[: len(head) - cut].decode(codec)
            except UnicodeDecodeError:
                continue
            return True
    return False
