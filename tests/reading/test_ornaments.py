"""What offices print beside and under the text leaves the sheet; what is print stays whole."""

from collections.abc import Callable, Iterator
from functools import cache

import cv2
import numpy as np
import pytest
from drawing import HIGH, UNIT, WIDE, Drawing
from PIL import Image

from extractors.formats import scans as scan
from extractors.formats.scans import CleanSheet
from extractors.formats.scans.ruling import Grey
from extractors.formats.scans.straightening import even_light


def inked(clean: Grey, x0: float = 0, y0: float = 0, x1: float = 210, y1: float = 297) -> float:
    """How much of a rectangle in millimetres is ink."""
    part = clean[round(y0 * UNIT) : round(y1 * UNIT), round(x0 * UNIT) : round(x1 * UNIT)]
    return float(np.mean(part < 200))


def shapes(clean: Grey) -> int:
    """How many shapes of ink stand on a sheet."""
    count, _ = cv2.connectedComponents(np.where(clean < 200, 255, 0).astype(np.uint8))
    return count - 1


def waves() -> Iterator[list[float]]:
    """Lines that cross the whole sheet up and down, as points."""
    for middle in range(20, 280, 5):
        yield [v for x in range(10, 200, 2) for v in (x, middle + 4 * np.sin(x / 6))]


@pytest.mark.parametrize("pixels", [1157, HIGH])
@pytest.mark.parametrize("name", ["myeongjo", "gothic", "batang"])
def test_full_stops_and_hyphens_are_no_pattern(name: str, pixels: int) -> None:
    """Thin type leaves few pixels of them."""
    drawing = Drawing()
    for number in range(24):
        text = "5127-640-3398-215 2025.8.12. 7,000,000"
        drawing.text(25, 40 + 9 * number, text, height=2.6 + number % 2, name=name)
    grey, colour = drawing.taken(pixels)

    assert shapes(scan.look(grey, colour).clean) >= 0.98 * shapes(grey)


def test_print_on_a_pattern_keeps_its_marks() -> None:
    drawing = Drawing()
    for number in range(12):
        drawing.text(25, 40 + 10 * number, "5127-640-3398-215 2025.8.12. 7,000,000")
    plain = drawing.look().clean
    for points in waves():
        drawing.line(*points, fill=(215, 222, 230))
    waved = drawing.look().clean

    assert inked(waved) == pytest.approx(inked(plain), rel=0.1)


ROWS = [40 + 10 * number for number in range(20)]
SENTENCE = "위 기업은 중소기업기본법 제2조에 의한 중기업임을 확인합니다."


def printed() -> Drawing:
    """A title and twenty rows of plain print."""
    drawing = Drawing()
    drawing.text(60, 22, "중소기업 확인서", height=9, name="myeongjo-bold")
    for y in ROWS:
        drawing.text(30, y, SENTENCE)
    return drawing


@cache
def plainly_printed() -> CleanSheet:
    return printed().look()


def heights(seen: CleanSheet) -> list[float]:
    """How high the lines are that were found, in millimetres."""
    return [round(line.height / UNIT, 1) for line in seen.lines]


def squares(drawing: Drawing) -> None:
    """A frame of small squares side by side."""
    for at in np.arange(8, 199, 3.4):
        for x, y in ((at, 8), (at, 286)):
            drawing.box(x, y, 2.6, 2.6)
    for at in np.arange(11.4, 284, 3.4):
        for x, y in ((8, at), (198.4, at)):
            drawing.box(x, y, 2.6, 2.6)


def meander(drawing: Drawing) -> None:
    """A frame of fret between two rules."""
    for inset in (8, 14):
        drawing.box(inset, inset, 210 - 2 * inset, 297 - 2 * inset)
    sign = ((0.8, 5), (0.8, 1), (4, 1), (4, 4), (2.4, 4), (2.4, 2.6))
    for at in np.arange(14, 190, 4.6):
        for y in (8, 283):
            drawing.line(*(v for a, b in sign for v in (at + a, y + b)), thick=0.4)
    for at in np.arange(14, 280, 4.6):
        for x in (8, 196):
            drawing.line(*(v for a, b in sign for v in (x + b, at + a)), thick=0.4)


def leaves(drawing: Drawing) -> None:
    """A pale frame of overlapping rings with a rosette in each corner."""
    for at in np.arange(10, 200, 3):
        for y in (12, 285):
            drawing.ring(at, y, 2.6, fill=(120, 160, 130))
    for at in np.arange(12, 286, 3):
        for x in (10, 199):
            drawing.ring(x, at, 2.6, fill=(120, 160, 130))
    for x in (12, 197):
        for y in (14, 283):
            for radius in (3, 5, 7):
                drawing.ring(x, y, radius, fill=(120, 160, 130))


@pytest.mark.parametrize("frame", [squares, meander, leaves])
def test_a_frame_of_signs_leaves_the_sheet_and_its_text_whole(
    frame: Callable[[Drawing], None],
) -> None:
    drawing, plain = printed(), plainly_printed()
    frame(drawing)
    seen = drawing.look()

    assert seen.lines == plain.lines
    assert not seen.squares


def dots(drawing: Drawing) -> None:
    """A code of square dots, as tall as number, title and the row under it."""
    chance = np.random.default_rng(4)
    for x, y in chance.choice(np.stack(np.meshgrid(range(40), range(40)), -1).reshape(-1, 2), 800):
        drawing.box(168 + 0.6 * x, 10 + 0.6 * y, 0.5, 0.5, fill=(0, 0, 0))


def specks(drawing: Drawing) -> None:
    """A pale code of specks in a frame, as telephones read it aloud."""
    chance = np.random.default_rng(5)
    drawing.box(168, 10, 24, 24)
    for x, y in chance.uniform((168.5, 10.5), (191.5, 33.5), (1400, 2)):
        drawing.box(x, y, 0.28, 0.28, fill=(70, 70, 70))


def bars(drawing: Drawing) -> None:
    chance = np.random.default_rng(6)
    for x in range(60):
        drawing.box(150 + 0.7 * x, 14, chance.choice((0.2, 0.4)), 14, fill=(0, 0, 0))


def medal(drawing: Drawing) -> None:
    """A solid medal on a ribbon, four times as tall as the title."""
    drawing.disc(176, 18, 10, fill=(60, 90, 110))
    drawing.pen.polygon([UNIT * v for v in (170, 26, 182, 26, 179, 44, 173, 44)], (40, 60, 90))


def emblem(drawing: Drawing) -> None:
    """Rings within each other and a star, left of the title and twice as tall."""
    for radius in (4, 6, 8):
        drawing.ring(46, 26, radius, fill=(30, 30, 30))
    drawing.line(46, 20, 49, 30, 41, 24, 51, 24, 43, 30, 46, 20, fill=(30, 30, 30), thick=0.5)


@pytest.mark.parametrize("beside", [dots, specks, bars, medal, emblem])
def test_what_stands_beside_a_title_is_no_part_of_its_line(
    beside: Callable[[Drawing], None],
) -> None:
    drawing, plain = printed(), plainly_printed()
    beside(drawing)
    seen = drawing.look()

    assert seen.lines == plain.lines


def test_a_vertical_word_beside_a_title_is_none_of_its_letters() -> None:
    drawing, plain = printed(), plainly_printed()
    for number, letter in enumerate("wetax.go.kr"):
        drawing.text(150, 12 + 1.8 * number, letter, height=2, name="gothic")
    seen = drawing.look()

    assert heights(plain)[0] in heights(seen)


def test_waves_and_rings_under_the_text_leave_it_whole() -> None:
    drawing, plain = printed(), plainly_printed()
    for points in waves():
        drawing.line(*points, fill=(222, 226, 214))
    for radius in range(20, 60, 4):
        drawing.ring(105, 150, radius, fill=(210, 205, 190))
    seen = drawing.look()

    assert len(seen.lines) == len(plain.lines)
    assert inked(seen.clean) == pytest.approx(inked(plain.clean), rel=0.08)


def test_a_pattern_in_dots_of_a_screen_is_no_print() -> None:
    """A copier makes grey of black dots."""
    drawing, plain = printed(), plainly_printed()
    chance = np.random.default_rng(7)
    for radius in range(20, 90, 3):
        for angle in chance.uniform(0, 2 * np.pi, 6 * radius):
            x, y = 105 + radius * np.cos(angle), 150 + radius * np.sin(angle)
            drawing.box(x, y, 0.13, 0.13, fill=(0, 0, 0))
    seen = drawing.look()

    assert len(seen.lines) == len(plain.lines)


def test_a_sheet_that_is_pale_all_over_is_print() -> None:
    drawing = Drawing()
    for y in ROWS:
        drawing.text(30, y, SENTENCE, fill=(165, 165, 165))

    assert len(drawing.look().lines) == len(ROWS)


def test_dashed_rules_are_no_print_and_rows_of_hyphens_in_numbers_are() -> None:
    drawing = Drawing()
    for y in ROWS:
        drawing.text(30, y, "3360-127-5528-904  033-000-0000")
    plain = drawing.look()
    for y in ROWS:
        for x in np.arange(20, 190, 1.6):
            drawing.line(x, y + 6.5, x + 0.8, y + 6.5, thick=0.2)
    for x in np.arange(40, 250, 1.2):
        drawing.line(150, x, 150, x + 0.5, thick=0.2)
    seen = drawing.look()

    assert seen.lines == plain.lines
    assert shapes(seen.clean) == shapes(plain.clean)


def test_light_letters_on_a_dark_band_are_read() -> None:
    drawing = printed()
    drawing.box(25, 240, 160, 9, fill=(40, 60, 120))
    drawing.text(60, 242, "위와 같이 증명합니다", height=4.5, fill=(255, 255, 255))
    seen = drawing.look()

    assert 4.0 < max(line.height / UNIT for line in seen.lines if line.y0 > 239 * UNIT) < 5.5
    assert inked(seen.clean, 25, 240, 185, 249) < 0.2


def test_two_rows_that_touch_are_two_lines() -> None:
    """Labels in two lines and their English stand closer than their type is high."""
    drawing = Drawing()
    for y in (60, 90, 120):
        drawing.text(30, y, "주민(법인·외국인)등록번호", name="gothic")
        drawing.text(30, y + 3.3, "Resident(Corporation) Registration No.", name="gothic")
    seen = drawing.look()

    assert len(seen.lines) == 6
    assert max(heights(seen)) < 4.6


def test_a_letter_that_stands_alone_is_one_line() -> None:
    """주 소, 용 도: the parts of a syllable far from others."""
    drawing = Drawing()
    for number, letters in enumerate(("주소", "용도", "종목", "호수")):
        for place, letter in enumerate(letters):
            drawing.text(30 + 25 * place, 60 + 15 * number, letter, name="myeongjo", height=4)
    seen = drawing.look()

    assert len(seen.lines) in (4, 8)
    assert min(heights(seen)) > 2.8


def test_a_period_is_one_line_however_far_its_days_stand_from_the_sign_between() -> None:
    drawing = Drawing()
    drawing.text(30, 60, "유효기간:")
    drawing.text(80, 60, "2025. 03. 27.")
    drawing.text(108, 60, "~")
    drawing.text(118, 60, "2028. 03. 26.")

    assert len(drawing.look().lines) == 2


@pytest.mark.parametrize(
    "name", ["myeongjo-bold", "gothic-bold", "gothic-heavy", "barun-bold", "gungseo", "dotum-bold"]
)
def test_heavy_titles_are_print(name: str) -> None:
    drawing = Drawing()
    for number, height in enumerate((7, 10, 13)):
        drawing.text(30, 25 + 70 * number, "사업자등록증명", height=height, name=name)
        drawing.text(30, 60 + 70 * number, "납 세 증 명 서", height=height, name=name)
    grey, colour = drawing.taken()
    seen = scan.look(grey, colour)

    assert len(seen.lines) == 6
    assert not seen.squares
    assert inked(seen.clean) == pytest.approx(inked(grey), rel=0.02)


@pytest.mark.parametrize("name", ["gothic-heavy", "barun-bold"])
@pytest.mark.parametrize("height", [5.5, 6.5, 7.5, 8.5])
def test_no_letter_of_a_heavy_title_is_a_code(name: str, height: float) -> None:
    drawing = Drawing()
    drawing.text(70, 30, "사업자등록증명", height=height, name=name)
    drawing.text(70, 60, "중소기업확인서", height=height, name=name)
    grey, colour = drawing.taken()

    assert not scan.look(grey, colour).unread


@pytest.mark.parametrize("pixels", [2050, 2200, 2280, HIGH, 2396, 2450, 2560, 2800])
def test_lines_are_the_same_at_every_size_of_a_sheet(pixels: int) -> None:
    """Letter paper and the sheets of a fax are not as high as A4."""
    size = round(WIDE * pixels / HIGH), pixels
    sheet = printed().sheet.resize(size, Image.Resampling.LANCZOS).convert("L")
    faxed = sheet.point(lambda light: 255 * (light > 128))
    seen = scan.look(np.asarray(faxed), np.asarray(faxed.convert("RGB")))

    assert len(seen.lines) == 1 + len(ROWS)
    assert not seen.unread


@pytest.mark.parametrize("pixels", [1157, HIGH])
def test_thin_type_is_print(pixels: int) -> None:
    drawing = Drawing()
    for y in ROWS:
        drawing.text(30, y, "강원특별자치도 강릉시 바람뜰5길 12-3 (시험동)", height=3)
    grey, colour = drawing.taken(pixels)

    assert inked(scan.look(grey, colour).clean) == pytest.approx(inked(grey), rel=0.03)


def test_a_table_near_the_edge_is_no_frame() -> None:
    """Its rows reach the edge; nothing white lies between its sides and its text."""
    drawing = Drawing()
    for y in range(10, 291, 14):
        drawing.line(8, y, 202, y, thick=0.5)
    for x in (8, 50, 202):
        drawing.line(x, 10, x, 290, thick=0.5)
    for y in range(14, 280, 14):
        drawing.text(12, y, "사업자등록번호")
        drawing.text(55, y, "100-86-60277")
    seen = drawing.look()

    assert len(seen.cells) == 40
    assert len(seen.lines) == 38


def test_a_row_that_is_a_table_of_its_own_has_cells() -> None:
    drawing = Drawing()
    for y in (60, 65.5):
        drawing.line(20, y, 120, y)
    for x in (20, 55, 120):
        drawing.line(x, 60, x, 65.5)
    drawing.text(24, 61, "전자납부번호", height=3)
    drawing.text(60, 61, "99370-1-40-26", height=3)
    seen = drawing.look()

    assert len(seen.cells) == 2
    assert len(seen.lines) == 2


def test_a_box_around_a_word_is_no_part_of_it() -> None:
    drawing = Drawing()
    for y in (60, 80):
        drawing.text(30, y, "업태")
        drawing.text(50, y, "제조업")
    plain = drawing.look()
    for y in (60, 80):
        drawing.box(28.5, y - 0.8, 11, 5.6)
    seen = drawing.look()

    assert seen.lines == plain.lines


def test_a_ring_of_a_letter_is_no_tick_box() -> None:
    drawing = Drawing()
    for number, height in enumerate((4, 5, 6, 8)):
        drawing.text(30, 40 + 20 * number, "소상공인 등 용 응", height=height, name="barun")

    assert not drawing.look().squares


def test_a_seal_on_a_shaded_photograph_hides_no_print_beside_it() -> None:
    """Where the paper is grey, red is no lighter than it, and white would be a hole."""
    drawing = printed()
    drawing.text(60, 255, "중소벤처기업부장관", height=8, name="myeongjo-bold")
    drawing.box(128, 246, 20, 20, fill=None, outline=(200, 40, 40), thick=1.2)
    for x in (132, 138, 144):
        drawing.line(x, 249, x, 263, fill=(200, 40, 40), thick=1)
    shade = np.linspace(0.95, 0.55, HIGH)[:, None, None]
    colour = (np.asarray(drawing.sheet) * shade).astype(np.uint8)
    seen = scan.look(even_light(colour), colour)

    assert any(line.x1 > 125 * UNIT for line in seen.lines if line.y0 > 250 * UNIT)
    assert inked(seen.clean, 60, 255, 126, 264) > 0.15
    assert inked(seen.clean, 135, 245, 150, 267) < 0.01
