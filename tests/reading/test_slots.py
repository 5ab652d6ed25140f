"""Ticks in brackets, signs in place of a box, and rings of a pen, as scans show them."""

import numpy as np
import pytest
from specimens import ballots, pens, scan

from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import read
from extractors.formats.scans import coloured, rings, ruling, slots
from extractors.formats.scans.cutting import cut, gaps
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.tesseract import Token
from extractors.model import Page

AT = {"at 200 dpi": (scan.OFFICE, 2), "by fax": (scan.FAX, 1), "by telephone": (scan.PHONE, 1)}
"""How sheets are taken, and how many of them."""


def answers(page: Page, asked: ballots.Asked) -> set[str | None]:
    """What is certain of the row that was *asked*, over all readings."""
    at = asked.y / pens.HEIGHT
    found = [
        choice
        for reading in range(len(page.readings))
        for choice in choices_in(Sheet(page, reading))
        if abs(choice.box.middle[1] - at) < 0.014
    ]
    return {choice.consent for choice in found if all(one.because for one in found)}


@pytest.mark.ocr
@pytest.mark.parametrize("way", AT)
def test_what_is_certain_of_a_ballot_is_what_a_person_reads(way: str) -> None:
    how, sheets = AT[way]
    right, wrong = 0, []
    for seed in range(sheets):
        sheet, rows = ballots.ballot(ballots.ways(seed), seed)
        (page,) = read(scan.scan([sheet], how, seed=seed)).pages
        for asked in rows:
            certain = answers(page, asked)
            right += certain == {asked.says}
            if certain and certain != {asked.says}:
                wrong.append((seed, asked, certain))

    assert wrong == []
    assert right >= (5 if way == "at 200 dpi" else 1)


def drawn(paper: pens.Paper, how: scan.Scan = scan.CLEAN) -> tuple[np.ndarray, np.ndarray]:
    """A sheet in colour, and its rules."""
    (picture,) = scan.photograph([paper.finish()], how)
    colour = np.asarray(picture.convert("RGB"), np.uint8)
    return colour, ruling.find_rules(np.asarray(colour.min(2)))


COLOURED = scan.Scan(dpi=200, colour=True, noise=3)


def test_a_ring_goes_round_words_and_no_letter_is_one() -> None:
    chance = np.random.default_rng(1)
    paper = pens.Paper("gothic")
    paper.text(20, 40, "동의함", 40)
    paper.text(20, 80, "(필수) 개인정보 수집", 11)
    end = paper.text(90, 80, "동의함", 11)
    paper.oval(87, 74, end - 84, 9, pens.Pen(0.5, pens.INKS[0]), chance)
    colour, rules = drawn(paper)
    _, found = rings.find_rings(colour, rules)

    assert len(found) == 1
    assert found[0].holds(((90 + end) / 2 / pens.WIDTH, 78.5 / pens.HEIGHT))


def test_a_ring_that_is_struck_out_is_none() -> None:
    chance = np.random.default_rng(2)
    paper = pens.Paper("gothic")
    end = paper.text(90, 80, "동의함", 11)
    ballots.struck_ring(paper, 90, 80, end - 90, chance)
    colour, rules = drawn(paper)

    assert rings.find_rings(colour, rules)[1] == ()


def test_a_blue_signature_is_seen_over_black_print_and_blue_print_is_none() -> None:
    chance = np.random.default_rng(3)
    blue = pens.Pen(0.5, pens.INKS[1])
    paper = pens.Paper("gothic")
    end = paper.text(90, 80, "동의자 성명 : 도가람", 11)
    paper.text(end + 6, 80, "(서명)", 11)
    for at in range(3):
        x = end + 5 + 5 * at
        paper.stroke([(x, 75), (x + 2, 82), (x + 4.5, 73.5), (x + 3, 81)], blue, chance)
    paper.coloured(20, 120, "신청기업", 11, pens.INKS[1])
    paper.text(50, 120, "가온해미메디텍", 11)
    paper.coloured(110, 150, "가온해미메디텍 주식회사", 11, pens.INKS[1])
    paper.text(60, 150, "기업명", 11)
    colour, rules = drawn(paper, COLOURED)
    found = list(coloured.find_strokes(colour, rules))

    assert len(found) == 1
    assert found[0].holds(((end + 12) / pens.WIDTH, 78 / pens.HEIGHT))


@pytest.mark.parametrize(
    ("printed", "seen", "places"),
    [
        pytest.param("[V]", "[V", [(0, 1)], id="the closing one lost"),
        pytest.param("[V", "[V", [(1, 1)], id="not closed"),
        pytest.param("[V가", "[V가", [(1, 1)], id="a syllable behind it"),
        pytest.param("[V]", " V]", [(0, 1)], id="the opening one lost"),
        pytest.param("V]", "V]", [(0, 0)], id="not opened"),
        pytest.param("가V]", "가V]", [(1, 1)], id="a syllable before it"),
    ],
)
def test_a_bracket_that_our_reader_lost_is_seen_on_the_sheet(
    printed: str, seen: str, places: list[tuple[int, int]]
) -> None:
    """What two brackets hold is one place with the mark between; else the sign stands alone."""
    paper = pens.Paper("gothic")
    paper.text(60, 80, printed, 11)
    colour, _ = drawn(paper)
    grey = np.asarray(colour.min(2))
    rows, columns = (np.flatnonzero((grey < 150).any(axis)) for axis in (1, 0))
    line = Line(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    (cutting,) = cut(grey, [line])
    wide = cutting.picture.shape[1]
    ends = [(0, 0), *gaps(cutting.picture), (wide, wide)]
    signs = zip(seen, ends, ends[1:], strict=False)
    tokens = [
        Token(sign, one[1], 0, other[0], 1, certainty=1.0)
        for sign, one, other in signs
        if sign != " "
    ]
    found = list(slots.find_slots(tokens, cutting, colour))

    assert [(slot.first, slot.last) for slot in found] == places
    assert all(slot.square.mark == "plain" for slot in found if slot.last > slot.first)


@pytest.mark.ocr
def test_readings_of_one_sheet_share_the_places_of_their_signs() -> None:
    """Where a gap stands, both readings have one: labels and values part alike."""
    paper = pens.Paper("gothic")
    paper.text(20, 60, "지원유형 :", 11)
    for x, name in ((60, "고도화"), (100, "고도화(동일수준)")):
        paper.box(x, 57, 3, 0.25)
        paper.text(x + 4.5, 60, name, 11)
    (page,) = read(scan.scan([paper.finish()], scan.CLEAN)).pages
    rows = [Sheet(page, reading).rows for reading in range(3)]

    assert [len(row.words) for row in (rows[0][0], rows[1][0])] == [len(rows[0][0].words)] * 2
    for one, other in zip(rows[0][0].words, rows[1][0].words, strict=True):
        assert one.box.x0 == pytest.approx(other.box.x0, abs=0.004)
