"""How well a reader reads drawn lines: errors per sign and lines exact, never on seen samples."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from extractors.reader import Recognise
from extractors.reader.decoding import decode
from training import faces, samples

SEED = 90_001  # of the lines to measure on; no training run may have it


class Score(NamedTuple):
    """Lines read, those exact, the signs they had, and the edits that would make them right."""

    lines: int = 0
    exact: int = 0
    signs: int = 0
    edits: int = 0

    def plus(self, other: "Score") -> "Score":
        return Score(*(one + more for one, more in zip(self, other, strict=True)))

    @property
    def error_rate(self) -> float:
        """Edits per sign."""
        return self.edits / max(self.signs, 1)

    @property
    def exact_rate(self) -> float:
        return self.exact / max(self.lines, 1)

    def __str__(self) -> str:
        return f"{self.exact} of {self.lines} lines exact, {self.error_rate:.2%} of signs wrong"


def compare(read: str, truth: str) -> Score:
    """Return the score of one line."""
    return Score(1, int(read == truth), len(truth), distance(read, truth))


def distance(one: str, other: str) -> int:
    """Return the least number of signs to put in, take out or change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, start=1):
        before, row[0] = row[0], number
        for at, wanted in enumerate(other, start=1):
            changed = before + (sign != wanted)
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, changed)
    return row[-1]


def score(recognise: Recognise, lines: Iterable[samples.Sample]) -> Score:
    total = Score()
    for sample in lines:
        reading = decode(recognise(sample.picture))
        total = total.plus(compare(reading.text, sample.line.truth))
    return total


@cache
def lines_for_curve(count: int, all_faces: bool) -> tuple[Sequence[samples.Sample], ...]:
    """Return *count* lines in the faces trained on, and as many in those held out."""
    seen = samples.Maker(SEED, faces.training_families(all_faces=all_faces))
    unseen = samples.Maker(SEED, faces.held_out_families())
    return tuple(seen.batch(0, count)), tuple(unseen.batch(0, count))
