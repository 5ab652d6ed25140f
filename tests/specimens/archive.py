"""ZIP archives as senders make them, and the same bytes every time."""

import io
import struct
import zipfile
from collections.abc import Sequence

FIXED = (2025, 5, 2, 9, 30, 0)


def settle(data: bytes) -> bytes:
    """Return an archive with the same members under one fixed day."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for old in source.infolist():
            new = zipfile.ZipInfo(old.filename, FIXED)
            new.compress_type = old.compress_type
            new.create_system = 0
            target.writestr(new, source.read(old))
    return buffer.getvalue()


def pack(members: Sequence[tuple[str, bytes]], *, charset: str = "cp949") -> bytes:
    """Return a ZIP whose names are bytes of *charset*, without saying so (flag bit 11 off).

    That is what the archivers of Korean Windows write.  Python's zipfile cannot write such
    names itself, so they go in as ASCII of the same length and are then overwritten.

    Raises:
        ValueError: a name has fewer than four bytes.
    """
    buffer = io.BytesIO()
    names: list[tuple[bytes, bytes]] = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for number, (name, data) in enumerate(members):
            raw = name.encode(charset)
            if len(raw) < 4:
                raise ValueError(f"{name!r} is too short")
            stand_in = f"{number:04}".ljust(len(raw), "~")
            info = zipfile.ZipInfo(stand_in, FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, data)
            names.append((stand_in.encode(), raw))
    packed = bytearray(buffer.getvalue())
    with zipfile.ZipFile(io.BytesIO(packed)) as reader:
        starts = [info.header_offset for info in reader.infolist()]
    directory = packed.rfind(b"PK\x05\x06")
    (at,) = struct.unpack_from("<I", packed, directory + 16)
    for start, (written, raw) in zip(starts, names, strict=True):
        for position in (start + 30, packed.find(written, at)):
            packed[position : position + len(raw)] = raw
    return bytes(packed)
