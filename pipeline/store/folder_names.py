"""Names of folders and files that Windows, Korean share drives and archives all take."""

from __future__ import annotations

import re
import unicodedata

MOST_BYTES = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?")


def clean(name: str, *, longest: int = MOST_BYTES, otherwise: str = "이름 없음") -> str:
    """Return *name* as one part of a path: NFC, no sign Windows refuses, bounded in bytes.

    >>> clean("(주)가온/메디텍: 본점. ")
    '(주)가온_메디텍_ 본점'
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(c if c.isprintable() else " " for c in text)
    text = " ".join(_FORBIDDEN.sub("_", text).split())
    text = text.encode()[:longest].decode(errors="ignore").strip().rstrip(". ")
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text if text.strip("._ ") else otherwise


def name_folder(
    receipt_number: str, company_name: str | None, business_number: str | None = None
) -> str:
    """Return a dossier's folder name: ``<receipt> <company>``, else the business number."""
    return clean(f"{receipt_number} {company_name or business_number or '기업명 미확인'}")
