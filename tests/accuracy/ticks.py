"""How often what a pen chose on a scan is told for certain, and how often it is told wrongly.

PYTHONPATH=tests python -m accuracy.ticks --sheets 4 --seed 1

Two kinds of sheets, thirteen pairs of options on each: drawn boxes treated in every way that
people treat them (`pens`), and brackets, signs and rings (`ballots`).  A person's answer is
known for each; where a person would ask, anything certain is wrong.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np
from specimens import ballots, pens, scan

from extractors.fields.choices import choices_in
from extractors.fields.layout import Sheet
from extractors.formats import read
from extractors.model import Page

WAYS = {
    "300 dpi": scan.CLEAN,
    "200 dpi": scan.OFFICE,
    "colour": scan.Scan(dpi=200, colour=True, skew=0.5, noise=4, quality=40),
    "150 dpi": scan.POOR,
    "fax": scan.FAX,
    "telephone": scan.PHONE,
}
NEAR = 0.014  # of a sheet's height: a row
LEFT = 0.6
"""How often the other box is left as it is."""


class Row(NamedTuple):
    """A pair of options: where it stands (0 … 1), how it was treated, what a person says of it.

    ``says`` is None where a person would ask.
    """

    y: float
    treated: str
    says: str | None


class Told(NamedTuple):
    """A row, and everything that is certain of it in any reading."""

    row: Row
    certain: frozenset[str | None]

    @property
    def answer(self) -> str:
        if not self.certain:
            return "unsure"
        return "right" if self.certain == {self.row.says} else "wrong"


def boxes(seed: int) -> tuple[bytes, list[Row]]:
    """Return a sheet of drawn boxes, and what a person says of each row."""
    chance = np.random.default_rng([seed, 2])
    names = list(pens.TREATED)
    kinds = []
    for first, second in chance.integers(len(names), size=(pens.ROWS, 2)):
        other = "nothing" if chance.random() < LEFT else names[second]
        kinds += [names[first], other] if chance.random() < 0.5 else [other, names[first]]
    sheet, drawn = pens.boxes(kinds, seed)
    pairs = zip(drawn[::2], drawn[1::2], strict=True)
    return sheet, [
        Row((a.y + a.side / 2) / pens.HEIGHT, f"{a.kind} | {b.kind}", _says(a.ticked, b.ticked))
        for a, b in pairs
    ]


def _says(agree: bool | None, refuse: bool | None) -> str | None:
    if agree is None or refuse is None or agree == refuse:
        return None
    return "agreed" if agree else "refused"


def signs(seed: int) -> tuple[bytes, list[Row]]:
    """Return a sheet of brackets, signs and rings, and what a person says of each row."""
    sheet, asked = ballots.ballot(ballots.ways(seed), seed)
    return sheet, [Row(row.y / pens.HEIGHT, row.way, row.says) for row in asked]


KINDS = {"boxes": boxes, "brackets, signs, rings": signs}


def measure(
    sheets: int, seed: int, ways: Collection[str] = tuple(WAYS)
) -> Iterator[tuple[str, str, Told]]:
    """Yield the kind of sheet, the way it was taken, and what was told of each row."""
    for kind, draw in KINDS.items():
        for way in ways:
            for number in range(seed, seed + sheets):
                sheet, rows = draw(number)
                (page,) = read(scan.scan([sheet], WAYS[way], seed=number)).pages
                for row in rows:
                    yield kind, way, Told(row, _certain(page, row))


def _certain(page: Page, row: Row) -> frozenset[str | None]:
    found = [
        choice
        for reading in range(len(page.readings))
        for choice in choices_in(Sheet(page, reading))
        if abs(choice.box.middle[1] - row.y) < NEAR
    ]
    sure = [choice.because is not None for choice in found]
    return frozenset(choice.consent for choice in found) if found and all(sure) else frozenset()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m accuracy.ticks", description=__doc__)
    parser.add_argument("--sheets", type=int, default=4, help="of each kind and way; default 4")
    parser.add_argument("--ways", default=",".join(WAYS), help="default %(default)s")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    ways = [way for way in WAYS if way in asked.ways.split(",")]
    told = list(measure(asked.sheets, asked.seed, ways))
    print("| sheets | taken | pairs | plain to a person | right and certain | wrong but certain |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kind in KINDS:
        for way in ways:
            mine = [one for k, w, one in told if (k, w) == (kind, way)]
            seen = Counter(one.answer for one in mine)
            plain = sum(one.row.says is not None for one in mine)
            right, wrong = seen["right"], seen["wrong"]
            print(f"| {kind} | {way} | {len(mine)} | {plain} | {right} | **{wrong}** |")
    for kind, way, one in told:
        if one.answer == "wrong":
            said = ", ".join(map(str, one.certain))
            print(f"{kind}, {way}: {one.row.treated}: {said}, not {one.row.says}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
