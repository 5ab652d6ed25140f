"""Finished lines for the network: text, drawing and damage, normalised, each from its number."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import numpy as np

from extractors.reader.normalise import Grey, InkBounds, find_ink, scale
from training import damage, drawing, faces, text

TRIES = 20  # faces asked for a text before another text is made up


class Sample(NamedTuple):
    """One line as the network sees it, and what it says."""

    picture: Grey
    line: text.Line
    family: str
    way: str  # the damage on the way, a key of damage.ON_THE_WAY


class Maker:
    """Makes sample number n of a seed, the same one every time, from the given families."""

    def __init__(self, seed: int, families: Sequence[faces.Family]) -> None:
        self.seed = seed
        self.families = families
        self.shares = [family.share for family in families]
        self.faces = {family.name: faces.list_faces([family]) for family in families}

    def make(self, number: int, *, kind: str | None = None, way: str | None = None) -> Sample:
        """Return sample *number*; *kind* of text and *way* of damage are drawn unless given."""
        rng = Random(f"{self.seed}/{number}/{kind}/{way}")
        noise = np.random.default_rng(rng.getrandbits(64))
        line, face = self.choose(rng, kind)
        chances = [chance for chance, _ in damage.ON_THE_WAY.values()]
        way = way or rng.choices(list(damage.ON_THE_WAY), chances)[0]
        printed = drawing.draw(line.text, face, rng)
        harmed = damage.harm(printed.picture.astype(np.float32), printed.ink, rng, noise, way)
        crop = cut(harmed.astype(np.uint8), printed.ink, rng)
        return Sample(scale(crop, unsettle(find_ink(crop), rng)), line, face.family, way)

    def choose(self, rng: Random, kind: str | None) -> tuple[text.Line, faces.Face]:
        """Return a text and a face that has all its signs."""
        while True:
            line = text.compose(rng, kind)
            if not line.truth:
                continue
            for family in rng.choices(self.families, self.shares, k=TRIES):
                face = rng.choice(self.faces[family.name])
                if faces.covers(face, line.text):
                    return line, face

    def batch(self, start: int, count: int) -> Iterator[Sample]:
        return (self.make(number) for number in range(start, start + count))


def cut(picture: Grey, ink: InkBounds, rng: Random) -> Grey:
    """Return the crop that a page reader would take: the ink and 2 to 9 pixels of paper."""
    top, bottom, left, right = (rng.randint(2, 9) for _ in range(4))
    if rng.random() < 0.05:  # cut a pixel short
        top, bottom = rng.choice([(-1, bottom), (top, -1)])
    return picture[
        max(0, int(ink.top) - top) : int(ink.bottom) + bottom,
        max(0, int(ink.left) - left) : int(ink.right) + right,
    ]


def unsettle(box: InkBounds, rng: Random) -> InkBounds:
    """Return *box* a little off, and for a few lines so high that the type fills half of it."""
    height = box.bottom - box.top
    if rng.random() < 0.06:
        grown = rng.uniform(0.2, 1.1) * height
        share = rng.choice([0, 1, rng.random()])
        return box._replace(top=box.top - share * grown, bottom=box.bottom + (1 - share) * grown)
    return InkBounds(
        box.top + rng.gauss(0, 0.02) * height,
        box.bottom + rng.gauss(0, 0.02) * height,
        box.left + rng.gauss(0, 0.04) * height,
        box.right + rng.gauss(0, 0.04) * height,
    )
