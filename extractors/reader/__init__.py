"""The line reader of our own: from the grey picture of one line of print to its signs.

A small network that was trained on drawn lines (`training/`, which shares the alphabet, the
normalising and the decoding with this package, so that both see the same picture).  Unlike
Tesseract's two Korean networks it has every Hangul syllable, Latin letters and the signs of
forms, and it was trained apart from them: where it agrees with one of them, two independent
readers agree.  How often each of them errs is measured in ``docs/reader.md``; what it was
trained on stands in ``card.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from extractors import alphabet
from extractors.reader.decoding import LineReading, allow, decode
from extractors.reader.normalise import HEIGHT, Grey, column_of, find_ink, scale

MODEL = Path(__file__).with_name("reader.onnx")
CARD = Path(__file__).with_name("card.json")

Probabilities = npt.NDArray[np.float32]
Recognise = Callable[[Grey], Probabilities]

NUMBER = re.compile(r"[\dlIOo|][\dlIOoSBZ|]*(?:[-./,][\dlIOo|*][\dlIOoSBZ|*]*)+|\d[\dlIOo|]{3,}")
"""What must be a number by its shape, letters that look like digits among its digits.

B, S and Z begin none: ``386-8, B동`` and ``B102호`` are buildings and rooms."""
IN_NUMBERS = allow("0123456789-./,*", syllables=False)
EVERYTHING = np.ones(alphabet.CLASSES, dtype=np.bool_)


class Sign(NamedTuple):
    """A sign of a line, where it stands in the line's picture (columns), and how sure it is."""

    text: str
    x0: float
    x1: float
    certainty: float


def load(path: Path = MODEL) -> Recognise:
    """Return the function from one normalised picture to the probabilities of its steps.

    It runs on one thread: sheets are read side by side in processes of their own.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def recognise(picture: Grey) -> Probabilities:
        (probabilities,) = session.run(None, {"pictures": picture[None, None]})
        return np.asarray(probabilities[0], np.float32)

    return recognise


@cache
def _network() -> Recognise:
    """Return the reader's network, loaded once in each process."""
    return load()


def read_card() -> dict[str, Any]:
    """Return what the network is made of and how well it reads (``card.json``)."""
    card: dict[str, Any] = json.loads(CARD.read_text(encoding="utf-8"))
    return card


def read_line(crop: Grey) -> tuple[Sign, ...]:
    """Return the signs of *crop*: one line, dark on light, with a few pixels of its paper.

    Blanks are no signs.  What has the shape of a number is read once more with nothing but
    digits and their marks allowed.
    """
    box = find_ink(crop)
    probabilities = _network()(scale(crop, box))
    reading = _in_their_signs(probabilities, decode(probabilities))
    edges = list(_edges(reading, probabilities.shape[0]))
    return tuple(
        Sign(text, column_of(box, start), column_of(box, end), certainty)
        for text, certainty, (start, end) in zip(
            reading.text, reading.certainty, edges, strict=True
        )
    )


def _in_their_signs(probabilities: Probabilities, reading: LineReading) -> LineReading:
    """Read numbers again without letters: l, O or S among digits is a digit."""
    allowed = np.tile(EVERYTHING, (len(probabilities), 1))
    for number in NUMBER.finditer(reading.text):
        if not number.group().translate(_MARKS).isdigit():
            first, last = number.start(), number.end() - 1
            allowed[reading.steps[first][0] : reading.steps[last][1] + 1] = IN_NUMBERS
    return reading if allowed.all() else decode(probabilities, allowed)


_MARKS = str.maketrans("", "", "-./,*")


def _edges(reading: LineReading, steps: int) -> Iterator[tuple[float, float]]:
    """Yield where each sign begins and ends, in steps: midway to its neighbours."""
    borders = [(before[1] + after[0]) / 2 for before, after in pairwise(reading.steps)]
    firsts = [first for first, _ in reading.steps[:1]]
    lasts = [last for _, last in reading.steps[-1:]]
    # A spike stands near the middle of its sign; half a sign is about a step and a half.
    starts = [max(first - 1.5, -0.5) for first in firsts] + borders
    ends = borders + [min(last + 1.5, steps - 0.5) for last in lasts]
    yield from zip(starts, ends, strict=True)


__all__ = ["HEIGHT", "LineReading", "Sign", "load", "read_card", "read_line", "version"]
