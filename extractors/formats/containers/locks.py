"""Locked documents → the same without a lock, by a password that was written beside them."""

from __future__ import annotations

import io
import struct
import zipfile

import msoffcrypto  # type: ignore[import-untyped] # the library has no types
import msoffcrypto.exceptions  # type: ignore[import-untyped]
import pypdfium2 as pdfium
import pypdfium2.raw as native

from extractors.formats.passwords import Keys

OFFICE = frozenset(("ooxml-encrypted", "doc", "xls", "ppt"))
REMOVE_SECURITY: int = native.FPDF_REMOVE_SECURITY
"""The copy is written without encryption."""
WRONG_PASSWORD = 4


def unlocked(data: bytes, kind: str, keys: Keys) -> bytes | None:
    """Return a copy of *data* that anybody can open; None if it is not locked or stays so."""
    if not keys:
        return None
    if kind == "pdf":
        return _unlocked_pdf(data, keys)
    return _unlocked_office(data, keys) if kind in OFFICE else None


def _unlocked_pdf(data: bytes, keys: Keys) -> bytes | None:
    if b"/Encrypt" not in data:
        return None

    def opens(password: str | None) -> bool:
        try:
            pdfium.PdfDocument(data, password=password).close()
        except pdfium.PdfiumError as error:
            if error.err_code == WRONG_PASSWORD:
                return False
            raise
        return True

    try:
        if opens(None) or (password := keys.first_that(opens)) is None:
            return None
        document = pdfium.PdfDocument(data, password=password)
        try:
            copy = io.BytesIO()
            document.save(copy, flags=REMOVE_SECURITY)
        finally:
            document.close()
    except pdfium.PdfiumError:
        return None  # why it cannot be opened, its reader says
    return copy.getvalue()


def _unlocked_office(data: bytes, keys: Keys) -> bytes | None:
    copy = io.BytesIO()

    def opens(password: str) -> bool:
        copy.seek(0)
        copy.truncate()
        try:
            locked.load_key(password=password)
            locked.decrypt(copy)
        except (
            msoffcrypto.exceptions.InvalidKeyError,
            msoffcrypto.exceptions.DecryptionError,
            zipfile.BadZipFile,
            UnicodeEncodeError,
        ):
            return False
        return True

    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
        if not locked.is_encrypted() or keys.first_that(opens) is None:
            return None
    except (
        msoffcrypto.exceptions.FileFormatError,
        msoffcrypto.exceptions.ParseError,
        struct.error,
        OSError,
        ValueError,
        KeyError,
        IndexError,
        AttributeError,
    ):
        return None  # why it cannot be opened, its reader says
    return copy.getvalue()
