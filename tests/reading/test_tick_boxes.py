"""What a pen did to a drawn box: only what is unmistakable is called a tick or an empty box."""

import datetime as dt
from collections import Counter

import cv2
import numpy as np
import pytest
from specimens import pens, scan
from specimens.company import invent
from specimens.consent import consent_form

from extractors.documents import identify
from extractors.formats import read
from extractors.formats.scans import marks, ornaments, ruling, straightening, tick_squares
from extractors.model import Square

WAYS = {
    "at 300 dpi": scan.CLEAN,
    "at 200 dpi": scan.OFFICE,
    "in colour, JPEG at 40": scan.Scan(dpi=200, colour=True, skew=0.5, noise=4, quality=40),
    "at 150 dpi": scan.POOR,
    "by fax": scan.FAX,
    "by telephone": scan.PHONE,
}
SEEDS = range(4)
MISSED_ITS_BOX = ("beside", "above")
LOST_BY_FAX = "pencil"


def squares(sheet: bytes, how: scan.Scan, seed: int) -> tuple[Square, ...]:
    """The boxes on a scan of *sheet*, which lies straightening."""
    (picture,) = scan.photograph([sheet], how, seed=seed)
    flat = straightening.flatten(np.asarray(picture.convert("RGB"), np.uint8))
    colour = straightening._resize(flat, straightening.LONGER_SIDE)
    grey = straightening.even_light(colour)
    angle = straightening.find_skew(grey, ornaments.find_dense(grey))
    colour = straightening._rotate(colour, angle)
    grey = straightening.even_light(colour)
    return tick_squares.find_squares(grey, ruling.find_rules(grey), colour)


def find(box: pens.Drawn, among: tuple[Square, ...]) -> Square | None:
    x, y = (box.x + box.side / 2) / pens.WIDTH, (box.y + box.side / 2) / pens.HEIGHT
    near = (
        square
        for square in among
        if abs(square.box.middle[0] - x) < 0.012 and abs(square.box.middle[1] - y) < 0.01
    )
    return next(near, None)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_called_unmistakable_is_right(way: str) -> None:
    """Of 104 boxes a way, in all ways that people and stamps treat them."""
    marks: Counter[tuple[str, str]] = Counter()
    wrong = []
    names = list(pens.TREATED)
    for seed in SEEDS:
        chance = np.random.default_rng(seed)
        kinds = [names[i] for i in chance.integers(len(names), size=2 * pens.ROWS)]
        sheet, drawn = pens.boxes(kinds, seed)
        found = squares(sheet, WAYS[way], seed)
        for box in drawn:
            square = find(box, found)
            mark = square.mark if square else "missing"
            marks[box.kind, mark] += 1
            if mark == "plain" and box.ticked is not True:
                wrong.append((seed, box))
            lost = way == "by fax" and box.kind == LOST_BY_FAX  # one bit shows nothing of it
            seen_by_nobody = lost or box.kind in MISSED_ITS_BOX
            if mark == "none" and box.ticked is not False and not seen_by_nobody:
                wrong.append((seed, box))

    assert wrong == []
    assert sum(marks.values()) == 2 * pens.ROWS * len(SEEDS)
    assert sum(n for (_, mark), n in marks.items() if mark == "plain") > 10


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        ("small tick", "plain"),
        ("vee", "plain"),
        ("solid", "plain"),
        ("nothing", "none"),
        ("cross", "unclear"),
        ("inner ring", "plain"),
        ("blot", "unclear"),
        ("speck", "unclear"),
        ("tail", "unclear"),
    ],
)
def test_most_boxes_treated_alike_are_judged_alike(kind: str, mark: str) -> None:
    sheet, drawn = pens.boxes([kind] * 2 * pens.ROWS, 11)
    found = squares(sheet, scan.OFFICE, 11)
    judged = Counter(square.mark for box in drawn if (square := find(box, found)))

    assert judged[mark] >= 0.8 * sum(judged.values())  # type: ignore[index]
    assert sum(judged.values()) > 10


@pytest.mark.parametrize(
    ("before", "behind", "mark"),
    [
        pytest.param(3.2, 0.6, "none", id="its option close behind it, the last one not far"),
        pytest.param(3.2, -0.6, "unclear", id="print that touches it"),
        pytest.param(0.6, 0.6, "unclear", id="print on both of its sides"),
    ],
)
def test_an_empty_box_has_white_between_it_and_its_option(
    before: float, behind: float, mark: str
) -> None:
    """In millimetres: forms set a large box close to its words."""
    paper = pens.Paper("gothic")
    end = paper.text(40, 60, "고도화", 11)
    paper.box(end + before, 56.6, 3.4, 0.2)
    paper.text(end + before + 3.4 + behind, 60, "ㅁ고도화(동일수준)", 11)
    found = squares(paper.finish(), scan.OFFICE, 1)
    (square,) = [one for one in found if one.box.x0 * pens.WIDTH > end]

    assert square.mark == mark


def test_the_line_of_a_small_box_is_told_under_a_thick_pen() -> None:
    """It fills the inner edge of three sides; their line is darker than it."""
    grey = np.full((120, 120), 255, np.uint8)
    cv2.rectangle(grey, (50, 50), (70, 70), 40, 3)
    cv2.polylines(grey, [np.array([(49, 56), (59, 66), (77, 34)])], False, 40, 5, cv2.LINE_AA)
    dark = np.where(cv2.GaussianBlur(grey, (0, 0), 0.8) < 200, 255, 0).astype(np.uint8)

    assert marks._thickness(dark, marks.Around(dark, 49, 49, 23, 23)) == 5


@pytest.mark.ocr
def test_a_signed_form_on_a_colour_scan_is_read_beyond_doubt() -> None:
    """Ticks by pen, a day, a name and a red seal: nothing is left for a person to look at."""
    paper = consent_form(
        invent(7), signed_on=dt.date(2025, 5, 8), file_format="pdf", style="drawn", mark="seal"
    )
    how = WAYS["in colour, JPEG at 40"]
    (document,) = identify(read(scan.scan([paper.data], how, seed=3)))

    assert document.certain
    assert {name: value.value for name, value in document.fields().items()} == {
        **paper.truth,
        "signed_on": dt.date(2025, 5, 8),
    }
    assert [name for name, value in document.fields().items() if not value.certain] == []
