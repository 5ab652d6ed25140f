"""Ink that a crop leaves out is seen, so that a value that was cut is never certain.

Lines of drawn papers are cut on purpose: a syllable off the left or right, a third off the top
or bottom, and the second row of an address left out.
"""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from specimens.catalogue import papers
from specimens.scan import FAX, OFFICE, PHONE, Scan, scan

from extractors.fields.extraction import is_near
from extractors.formats.scans import LONGER_SIDE, lines, look
from extractors.formats.scans.frames import open_frames
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.ruling import Grey
from extractors.formats.scans.straightening import straighten
from extractors.model import Box

EVERY = 8  # of the printed papers of the catalogue

CUTS: dict[str, Callable[[Line], Line]] = {
    "left": lambda line: line._replace(x0=line.x0 + line.height),
    "right": lambda line: line._replace(x1=line.x1 - line.height),
    "top": lambda line: line._replace(y0=line.y0 + line.height // 3),
    "bottom": lambda line: line._replace(y1=line.y1 - line.height // 3),
}


@cache
def printed_papers() -> list[bytes]:
    return [paper.data for paper in papers().values() if paper.data.startswith(b"%PDF")]


def sheets(how: Scan) -> Iterator[tuple[Grey, list[Line]]]:
    """Yield the ink of print on some scanned sheets, and its lines."""
    for paper in printed_papers()[::EVERY]:
        picture = scan([paper], how, as_format="png")
        (image,) = open_frames(picture)
        sheet = straighten(image, LONGER_SIDE)
        seen = look(sheet.grey, np.asarray(sheet.picture))
        yield seen.ink, list(seen.lines)


def is_seen(ink: Grey, found: list[Line], cut: Line) -> bool:
    """Tell whether ink outside *found* makes what is read in *cut* uncertain."""
    high, wide = ink.shape
    read = Box(cut.x0 / wide, cut.y0 / high, cut.x1 / wide, cut.y1 / high)
    return any(is_near(unread, read) for unread in lines.find_unread(ink, found))


@pytest.mark.parametrize("how", [OFFICE, FAX, PHONE], ids=["office", "fax", "phone"])
def test_a_line_that_is_cut_is_doubted(how: Scan) -> None:
    seen: dict[str, list[bool]] = {name: [] for name in (*CUTS, "next row")}
    for ink, found in sheets(how):
        long = [n for n, line in enumerate(found) if line.x1 - line.x0 > 4 * line.height]
        for number in long[::9]:
            for name, shorten in CUTS.items():
                cut = shorten(found[number])
                seen[name].append(is_seen(ink, [*found[:number], cut, *found[number + 1 :]], cut))
        for first, second in pairwise(found):
            if 0 <= second.y0 - first.y1 < first.height // 2 and abs(second.x0 - first.x0) < 9:
                rest = [line for line in found if line is not second]
                seen["next row"].append(is_seen(ink, rest, first))
    shares = {name: f"{sum(each)} of {len(each)}" for name, each in seen.items()}
    print(shares)

    assert all(len(each) >= 3 for each in seen.values()), shares
    assert all(sum(each) >= 0.95 * len(each) for each in seen.values()), shares
