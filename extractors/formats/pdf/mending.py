"""A PDF that lost its end but none of its sheets is given a new end.

PDFium finds lost objects by itself, but not without a trailer that names the catalogue.  A
file is mended only where everything that it refers to is still there: half of a certificate
must not pass for a whole one.
"""

from __future__ import annotations

import re

OBJECT = re.compile(rb"(?<![0-9])(\d{1,7})\s+\d{1,5}\s+obj\b")
REFERENCE = re.compile(rb"(?<![0-9.])(\d{1,7})\s+\d{1,5}\s+R\b")
CATALOGUE = re.compile(
    rb"(?<![0-9])(\d{1,7})\s+(\d{1,5})\s+obj\b(?:(?!endobj).){0,2000}?/Type\s*/Catalog\b", re.S
)
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.S)
ENDING = b"%%EOF"
ENDING_WITHIN = 2048


def has_end(data: bytes) -> bool:
    """Tell whether a PDF goes on to its last line."""
    return ENDING in data[-ENDING_WITHIN:]


def mend(data: bytes) -> bytes | None:
    """Return *data* with a trailer of its own, None where something of it is missing."""
    catalogues = list(CATALOGUE.finditer(data))
    if not catalogues:
        return None
    written = STREAM.sub(b"stream endstream", data)  # what looks like objects in pictures is none
    if b"/ObjStm" in written or b"/Encrypt" in written:
        return None  # what it refers to cannot be seen from outside
    if re.search(rb"\bstream\r?\n(?!.*endstream)", written, re.S):
        return None  # the last stream is cut
    here = {int(number) for number in OBJECT.findall(written)}
    if not {int(number) for number in REFERENCE.findall(written)} <= here:
        return None
    number, generation = catalogues[-1].groups()
    trailer = b"\ntrailer\n<< /Size %d /Root %d %d R >>\nstartxref\n0\n%%%%EOF\n"
    return data + trailer % (max(here) + 1, int(number), int(generation))
