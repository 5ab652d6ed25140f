"""HWP 5, written by hand record by record, as no program at hand writes it."""

from __future__ import annotations

import struct

import pytest
from hwp_files import (
    MARK,
    SECTION,
    border_and_fill,
    cell,
    control,
    hwp,
    letter_settings,
    paragraph,
    paragraph_settings,
    record,
)

from extractors.errors import (
    CertificateHwp,
    CutOffFile,
    DamagedFile,
    HwpDrm,
    PasswordHwp,
    UnreadableFile,
)
from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import kind_of, read
from extractors.model import Page


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


def drawn(how: int, hangs_on: int = 2, *below: bytes) -> bytes:
    """An object 7 mm wide: *how* it lies (5: over words), and on what it hangs (2: on these)."""
    stated = struct.pack("<IiIII", how << 21 | hangs_on << 3, 0, 14_000, 2_000, 1_600)
    return control(b"gso ", stated + bytes(16), record(76, 2), *below)


def letters(*stretches: tuple[int, int]) -> bytes:
    """The settings of a paragraph's letters: from which place on, and which."""
    return record(68, 1, b"".join(struct.pack("<II", *one) for one in stretches))


EMPTY = "□ 동의함   □ 동의하지 않음"


@pytest.mark.parametrize(
    ("content", "inside", "consent"),
    [
        pytest.param(marked(EMPTY), [], "unmarked", id="nothing"),
        pytest.param(marked(11, EMPTY), [drawn(5)], None, id="a shape over the words"),
        pytest.param(marked(11, EMPTY), [drawn(5, 0)], None, id="a shape placed by the sheet"),
        pytest.param(marked(11, EMPTY), [drawn(0)], None, id="a shape in the line"),
        pytest.param(
            marked(11, EMPTY),
            [drawn(5, 2, record(72, 3, bytes(8)), paragraph("V", level=3))],
            None,
            id="a tick in a text box",
        ),
        *(
            pytest.param(marked(11, EMPTY), [control(kind, bytes(20))], None, id=kind.decode())
            for kind in (b"eqed", b"tcps", b"tcmt")
        ),
        pytest.param(marked(EMPTY), [letters((0, 1), (8, 4))], None, id="letters that differ"),
        pytest.param(marked(EMPTY), [letters((0, 1))], "unmarked", id="letters that are alike"),
        pytest.param(
            marked("☑ 동의함   □ 동의하지 않음"),
            [letters((0, 1), (8, 4))],
            "agreed",
            id="ticked, in letters of its own",
        ),
    ],
)
def test_a_choice(content: bytes, inside: list[bytes], consent: str | None) -> None:
    said = paragraph("개인정보 수집 및 이용에") + paragraph(content, *inside)
    pages = read(hwp(said)).pages
    (choice,) = [one for page in pages for one in choices_in(Sheet(page))]

    assert choice.consent == consent


STRUCK, NOT_DRAWN, UNDERLINED, BOLD = 1 << 18, 1 << 18 | 15 << 26, 1 << 2, 1 << 1
WHITE, YELLOW = 0xFFFFFF, 0x00FFFF
PLAIN = letter_settings()
TICKED, TICKED_NO = "☑ 동의함   □ 동의하지 않음", "□ 동의함   ☑ 동의하지 않음"


@pytest.mark.parametrize(
    ("form", "first", "second", "consent"),
    [
        pytest.param(EMPTY, PLAIN, PLAIN, "unmarked", id="two settings that look alike"),
        pytest.param(EMPTY, PLAIN, letter_settings(STRUCK), None, id="one struck, none ticked"),
        pytest.param(TICKED, letter_settings(STRUCK), PLAIN, None, id="ticked and struck"),
        pytest.param(TICKED, PLAIN, letter_settings(STRUCK), "agreed", id="the other one struck"),
        pytest.param(TICKED_NO, PLAIN, letter_settings(STRUCK), None, id="refusal, and struck"),
        pytest.param(TICKED, PLAIN, letter_settings(UNDERLINED), None, id="the other underlined"),
        pytest.param(TICKED, PLAIN, letter_settings(shade=YELLOW), None, id="the other on yellow"),
        pytest.param(TICKED, PLAIN, letter_settings(border=1), None, id="the other in a box"),
        pytest.param(TICKED, letter_settings(UNDERLINED), PLAIN, "agreed", id="ticked, underlined"),
        pytest.param(EMPTY, PLAIN, letter_settings(BOLD), None, id="one bold, none ticked"),
        pytest.param(EMPTY, PLAIN, letter_settings(colour=0x0000FF), None, id="one red"),
        pytest.param(EMPTY, PLAIN, letter_settings(size=1_200), None, id="one larger"),
        pytest.param(
            EMPTY, PLAIN, letter_settings(NOT_DRAWN), "unmarked", id="a stroke that is not drawn"
        ),
        pytest.param(
            TICKED, letter_settings(NOT_DRAWN), PLAIN, "agreed", id="ticked, a stroke not drawn"
        ),
    ],
)
@pytest.mark.parametrize("flags", [0, 1, 5], ids=["plain", "compressed", "distribution copy"])
def test_a_choice_is_held_against_the_looks_of_its_letters(
    flags: int, form: str, first: bytes, second: bytes, consent: str | None
) -> None:
    """A tick at words that are struck out is no consent."""
    said = paragraph("개인정보 수집 및 이용에") + paragraph(form, letters((0, 0), (8, 1)))
    folder = "ViewText" if flags & 4 else "BodyText"
    data = hwp(said, flags=flags, folder=folder, tables=border_and_fill(1) + first + second)
    (choice,) = [one for page in read(data).pages for one in choices_in(Sheet(page))]

    assert choice.consent == consent


def options_in_cells(form: tuple[str, str], fills: tuple[int, int], tables: bytes) -> bytes:
    table = control(
        b"tbl ",
        bytes(40),
        record(77, 2, struct.pack("<IHH", 0, 1, 2)),
        *(cell(0, at, form[at], fill=fills[at]) for at in (0, 1)),
    )
    return hwp(paragraph("개인정보 수집 및 이용에") + paragraph(marked(11), table), tables=tables)


@pytest.mark.parametrize(
    ("fill", "consent"),
    [
        pytest.param(border_and_fill(1), "unmarked", id="white"),
        pytest.param(border_and_fill(1, YELLOW), None, id="yellow"),
        pytest.param(border_and_fill(1, slashes=0b010 << 2), None, id="crossed"),
        pytest.param(border_and_fill(1, width=9), None, id="in a thick frame"),
        pytest.param(border_and_fill(1, colour=0x0000FF), None, id="in a red frame"),
        pytest.param(border_and_fill(8), None, id="in a frame of two lines"),
    ],
)
def test_a_ground_and_a_stroke_of_a_cell_are_seen(fill: bytes, consent: str | None) -> None:
    tables = border_and_fill(1) + fill + PLAIN
    data = options_in_cells(("□ 동의함", "□ 동의하지 않음"), (1, 2), tables)
    (choice,) = [one for page in read(data).pages for one in choices_in(Sheet(page))]

    assert choice.consent == consent


@pytest.mark.parametrize(
    ("first", "second", "consent"),
    [
        pytest.param((3, 1), (3, 1), "unmarked", id="one list"),
        pytest.param((3, 1), (3, 2), None, id="two bullets"),
        pytest.param((0, 0), (3, 2), None, id="one in a list"),
        pytest.param((2, 1), (3, 1), None, id="numbers and a bullet"),
    ],
)
def test_the_bullet_of_an_option_may_be_its_mark(
    first: tuple[int, int], second: tuple[int, int], consent: str | None
) -> None:
    said = paragraph("개인정보 수집 및 이용에")
    said += paragraph("□ 동의함", letters((0, 0)), settings=1)
    said += paragraph("□ 동의하지 않음", letters((0, 0)), settings=2)
    tables = PLAIN + paragraph_settings() + paragraph_settings(*first) + paragraph_settings(*second)
    (choice,) = [
        one for page in read(hwp(said, tables=tables)).pages for one in choices_in(Sheet(page))
    ]

    assert choice.consent == consent


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        pytest.param(letter_settings(), "가온해미", id="black"),
        pytest.param(letter_settings(colour=WHITE), "", id="white"),
        pytest.param(letter_settings(colour=WHITE, shade=0x800000), "가온해미", id="white on blue"),
        pytest.param(letter_settings(size=100), "", id="of one point"),
    ],
)
def test_letters_that_nobody_sees_are_no_text(settings: bytes, seen: str) -> None:
    (page,) = read(hwp(paragraph("가온해미", letters((0, 0))), tables=settings)).pages

    assert text(page) == seen
    assert bool(page.objects) == (not seen)


def face_names(*names: str) -> bytes:
    """The fonts of a file, one for Hangul and the others for Latin."""
    counts = struct.pack("<8I", 0, 1, len(names) - 1, *[0] * 5)
    fonts = (
        record(19, 1, struct.pack("<BH", 0, len(name)) + name.encode("utf-16-le")) for name in names
    )
    return record(17, 0, counts) + b"".join(fonts)


def test_a_letter_of_a_font_of_signs_is_its_sign() -> None:
    tables = face_names("함초롬바탕", "Times", "Wingdings 2") + PLAIN
    of_signs = bytearray(letter_settings())
    of_signs[4 + 2 : 4 + 4] = struct.pack("<H", 1)
    said = paragraph("R 동의함   □ 동의하지 않음", letters((0, 1), (1, 0)))
    (page,) = read(hwp(said, tables=tables + bytes(of_signs))).pages

    assert text(page) == "☑ 동의함 □ 동의하지 않음"


def test_tables_that_cannot_be_read_leave_the_words() -> None:
    (page,) = read(hwp(paragraph("가온해미", letters((0, 0))), tables=PLAIN[:-9])).pages

    assert text(page) == "가온해미"
