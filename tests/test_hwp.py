"""HWP 5, written by hand record by record, as no program at hand writes it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from extractors.errors import (
    CertificateHwp,
    CutOffFile,
    DamagedFile,
    HwpDrm,
    PasswordHwp,
    UnreadableFile,
)
from extractors.formats import kind_of, read
from extractors.model import Page

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


def paragraph(text: str | bytes, *controls: bytes, level: int = 0, breaks: int = 0) -> bytes:
    """Return a paragraph of *text*, marks already in it, and its controls below it."""
    units = (text if isinstance(text, bytes) else text.encode("utf-16-le")) + b"\r\0"
    head = struct.pack("<IIHBB", len(units) // 2, 0, 0, 0, breaks)
    return record(66, level, head) + record(67, level + 1, units) + b"".join(controls)


def control(name: bytes, rest: bytes, *below: bytes, level: int = 1) -> bytes:
    return record(71, level, name[::-1] + rest) + b"".join(below)


def cell(row: int, column: int, text: str, *, span: int = 1) -> bytes:
    head = struct.pack("<IIHHHHII", 1, 0, column, row, 1, span, 10_000, 2_000)
    return record(72, 2, head) + paragraph(text, level=2)


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


def hwp(section: bytes = SECTION, *, flags: int = 1, folder: str = "BodyText") -> bytes:
    engine = zlib.compressobj(wbits=-15)
    stream = engine.compress(section) + engine.flush() if flags & 1 else section
    if flags & 4:
        stream = lock(stream)
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05010100, flags)
    return compound({"FileHeader": header.ljust(256, b"\0"), f"{folder}/Section0": stream})


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


def text(page: Page) -> str:
    return " ".join(word.text for word in page.words)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(hwp(), id="compressed"),
        pytest.param(
            hwp(flags=5, folder="ViewText"), id="distribution copy, which needs no password"
        ),
    ],
)
def test_text_tables_and_pages_in_their_order(data: bytes) -> None:
    first, second = read(data).pages

    assert kind_of(data) == "hwp"
    assert text(first) == "참가신청서 앞 기업현황 기업명 가온해미 주식회사 대표자 홍길동 뒤"
    assert text(second) == "둘째 장"
    assert len(first.cells) == 5
    name, value = (next(w for w in first.words if w.text == t) for t in ("대표자", "홍길동"))
    assert name.box.middle[1] == value.box.middle[1]
    assert name.box.x1 < value.box.x0


def marked(*pieces: str | int) -> bytes:
    return b"".join(MARK[p] if isinstance(p, int) else p.encode("utf-16-le") for p in pieces)


COMMAND = "Clickhere:set:9:Direction:wstring:6:여기에 입력 "
CLICK = control(b"%clk", bytes(5) + struct.pack("<H", len(COMMAND)) + COMMAND.encode("utf-16-le"))


@pytest.mark.parametrize(
    ("content", "controls", "seen"),
    [
        pytest.param(marked(3, "여기에 입력", 4), [CLICK], "", id="prompt that nobody filled in"),
        pytest.param(marked(3, "홍길동", 4), [CLICK], "홍길동", id="field that was filled in"),
        pytest.param(
            marked(11),
            [
                control(
                    b"form",
                    b"",
                    record(91, 2, "Caption:wstring:3:동의함 Value:int:1 ".encode("utf-16-le")),
                )
            ],
            "☑동의함",
            id="ticked control",
        ),
        pytest.param(marked("\U000f012b"), [], "(인)", id="letter of Hangul's own plane"),
        pytest.param(marked("\uf0fe동의"), [], "☑동의", id="private-use tick"),
        pytest.param(
            marked("가", 11, "나"),
            [
                control(
                    b"gso ",
                    bytes(40),
                    record(76, 2),
                    record(72, 3, bytes(8)),
                    paragraph("상자", level=3),
                )
            ],
            "가 상자 나",
            id="text box",
        ),
        pytest.param(
            marked(11),
            [control(b"tcmt", b"", record(72, 2), paragraph("메모", level=2))],
            "",
            id="comment",
        ),
    ],
)
def test_what_stands_between_the_letters(content: bytes, controls: list[bytes], seen: str) -> None:
    (page,) = read(hwp(paragraph(content, *controls))).pages

    assert text(page) == seen


def test_a_small_picture_stands_where_it_is_anchored() -> None:
    size = bytes(12) + struct.pack("<II", 5_000, 5_000) + bytes(16)
    seal = control(b"gso ", size, record(76, 2), record(85, 3, bytes(80)))
    (page,) = read(hwp(paragraph(marked("(인)", 11), seal))).pages

    assert len(page.pictures) == 1


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        pytest.param(hwp(flags=3), PasswordHwp, id="password"),
        pytest.param(hwp(flags=17), HwpDrm, id="rights management"),
        pytest.param(hwp(flags=257), CertificateHwp, id="certificate"),
        pytest.param(hwp(flags=1)[:3000], CutOffFile, id="cut off"),
        pytest.param(hwp(record(66, 0, bytes(9))[:-4]), DamagedFile, id="record cut off"),
        pytest.param(hwp(SECTION + b"x"), DamagedFile, id="bytes left over"),
        pytest.param(
            hwp(record(66, 0, struct.pack("<IIHBB", 99, 0, 0, 0, 0)) + record(67, 1, b"a\0")),
            DamagedFile,
            id="fewer letters than declared",
        ),
        pytest.param(hwp(folder="Nothing"), DamagedFile, id="no section"),
    ],
)
def test_refusals(data: bytes, refusal: type[UnreadableFile]) -> None:
    with pytest.raises(refusal) as caught:
        read(data)

    assert type(caught.value) is refusal


def test_records_nested_without_end_are_refused() -> None:
    deep = b"".join(record(66, level, bytes(4)) for level in range(400))

    with pytest.raises(DamagedFile):
        read(hwp(deep))
