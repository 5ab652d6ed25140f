"""HWP 5 files written by hand, record by record: no program at hand writes them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
SECTOR = 512


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file (MS-CFB) of *streams*, each padded beyond the mini stream."""
    entries: list[tuple[str, int, int, int, int, int]] = []  # name, kind, right, child, start, size
    folders = list(dict.fromkeys(name.split("/")[0] for name in streams if "/" in name))
    top = [*folders, *(name for name in streams if "/" not in name)]
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> tuple[int, int]:
        data = data.ljust(4096, b"\0")
        start = len(sectors)
        for at in range(0, len(data), SECTOR):
            sectors.append(data[at : at + SECTOR].ljust(SECTOR, b"\0"))
            chains.append(len(sectors))
        chains[-1] = END
        return start, len(data)

    entries.append(("Root Entry", 5, FREE, 1, END, 0))
    inner: list[tuple[str, str]] = []
    for place, name in enumerate(top, start=1):
        right = place + 1 if place < len(top) else FREE
        if name in folders:
            inside = [path for path in streams if path.startswith(name + "/")]
            entries.append((name, 1, right, 1 + len(top) + len(inner), 0, 0))
            inner += [(path, "more" if path != inside[-1] else "last") for path in inside]
        else:
            entries.append((name, 2, right, FREE, *store(streams[name])))
    for path, which in inner:
        right = len(entries) + 1 if which == "more" else FREE
        entries.append((path.split("/")[1], 2, right, FREE, *store(streams[path])))
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
        for name, kind, right, child, start, size in entries
    )
    first = len(sectors)
    for at in range(0, len(directory), SECTOR):
        sectors.append(directory[at : at + SECTOR].ljust(SECTOR, b"\0"))
        chains.append(len(sectors))
    chains[-1] = END
    tables = (len(chains) + 128) // 127 + 1
    fat_at = list(range(len(sectors), len(sectors) + tables))
    fat = [*chains, *[0xFFFFFFFD] * tables]
    fat += [FREE] * (128 * tables - len(fat))
    sectors += [struct.pack("<128I", *fat[at : at + 128]) for at in range(0, len(fat), 128)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, first, 0, 4096, END, 0, END, 0)
    header += struct.pack(f"<{tables}I", *fat_at).ljust(436, b"\xff")
    return header + b"".join(sectors)


def record(tag: int, level: int, data: bytes = b"") -> bytes:
    if len(data) < 0xFFF:
        return struct.pack("<I", tag | level << 10 | len(data) << 20) + data
    return struct.pack("<II", tag | level << 10 | 0xFFF << 20, len(data)) + data


MARK = {code: struct.pack("<8H", code, 0, 0, 0, 0, 0, 0, code) for code in (3, 4, 11)}


def paragraph(
    text: str | bytes, *controls: bytes, level: int = 0, breaks: int = 0, settings: int = 0
) -> bytes:
    """Return a paragraph of *text*, marks already in it, and its controls below it.

    *settings* is the place of its `paragraph_settings` among those of the file.
    """
    units = (text if isinstance(text, bytes) else text.encode("utf-16-le")) + b"\r\0"
    head = struct.pack("<IIHBB", len(units) // 2, 0, settings, 0, breaks)
    return record(66, level, head) + record(67, level + 1, units) + b"".join(controls)


def control(name: bytes, rest: bytes, *below: bytes, level: int = 1) -> bytes:
    return record(71, level, name[::-1] + rest) + b"".join(below)


def cell(row: int, column: int, text: str, *inside: bytes, span: int = 1, fill: int = 0) -> bytes:
    head = struct.pack("<IIHHHHII", 1, 0, column, row, 1, span, 10_000, 2_000)
    head += struct.pack("<4HH", 0, 0, 0, 0, fill)
    return record(72, 2, head) + paragraph(text, *inside, level=2)


FIRM = control(
    b"tbl ",
    bytes(40),
    record(77, 2, struct.pack("<IHH", 0, 2, 3)),
    cell(0, 0, "기업현황", span=2),
    cell(0, 1, "기업명"),
    cell(0, 2, "가온해미 주식회사"),
    cell(1, 1, "대표자"),
    cell(1, 2, "홍길동"),
)
SECTION = (
    paragraph("참가신청서")
    + paragraph("앞".encode("utf-16-le") + MARK[11] + "뒤".encode("utf-16-le"), FIRM)
    + paragraph("둘째 장", breaks=4)
)


def letter_settings(
    bits: int = 0, *, size: int = 1_000, colour: int = 0, shade: int = 0xFFFFFFFF, border: int = 0
) -> bytes:
    """Return a record of how letters look: *bits* as Hangul sets them, colours as 0x00bbggrr."""
    plain = bytes(14) + b"\x64" * 7 + bytes(7) + b"\x64" * 7 + bytes(7)
    colours = struct.pack("<IIII", colour, 0, shade, 0xB2B2B2)
    return record(
        21, 1, plain + struct.pack("<iIxx", size, bits) + colours + struct.pack("<HI", border, 0)
    )


def border_and_fill(
    stroke: int = 0, fill: int | None = None, slashes: int = 0, width: int = 1, colour: int = 0
) -> bytes:
    """Return a record of a border, *stroke* on all sides, on the colour *fill*."""
    lines = struct.pack("<BBI", stroke, width, colour) * 5
    ground = struct.pack("<IIIi", 1, fill, 0, -1) if fill is not None else bytes(4)
    return record(20, 1, struct.pack("<H", slashes) + lines + ground + bytes(4))


def paragraph_settings(kind: int = 0, named: int = 0) -> bytes:
    """Return a record of a paragraph in a list: its *kind* (2 numbers, 3 bullets) and which."""
    return record(25, 1, struct.pack("<I6iHHH", kind << 23, 0, 0, 0, 0, 0, 160, 0, named, 0))


def hwp(
    section: bytes = SECTION, *, flags: int = 1, folder: str = "BodyText", tables: bytes = b""
) -> bytes:
    """Return a file of one section; *tables* are the records of its DocInfo."""
    stream = deflated(section) if flags & 1 else section
    if flags & 4:
        stream = lock(stream)
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010100, flags)
    streams = {"FileHeader": header.ljust(256, b"\0"), f"{folder}/Section0": stream}
    if tables:
        streams["DocInfo"] = deflated(tables) if flags & 1 else tables
    return compound(streams)


def deflated(stream: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(stream) + engine.flush()


def lock(stream: bytes, seed: int = 77_777) -> bytes:
    """Return *stream* as a distribution copy carries it, its key in front."""
    plain = bytearray(struct.pack("<I", seed) + bytes(252))
    start, key = 4 + (seed & 15), b"0123456789abcdef"
    plain[start : start + 16] = key
    state, left, mask = seed, 0, 0
    for place in range(256):
        if not left:
            draws = []
            for _ in range(2):
                state = (state * 214013 + 2531011) % 2**32
                draws.append(state // 65536 % 32768)
            mask, left = draws[0] % 256, draws[1] % 16 + 1
        if place > 3:
            plain[place] ^= mask
        left -= 1
    engine = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return record(28, 0, bytes(plain)) + engine.update(stream.ljust(4096, b"\0"))
