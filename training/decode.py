"""From the network's probabilities to text, with a probability for each sign."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from training import alphabet


class Reading(NamedTuple):
    """One line as read.  ``certainty`` has one probability per sign of ``text``, 0 to 1.

    It is the lowest of the probabilities of the sign's codes: a syllable is as doubtful as
    its most doubtful jamo.  A "?" stands for a jamo whose syllable is incomplete.
    """

    text: str
    certainty: tuple[float, ...]


def allow(signs: str, *, syllables: bool) -> npt.NDArray[np.bool_]:
    """Return a mask over the classes: the blank, *signs*, and the jamo if *syllables*."""
    mask = np.zeros(alphabet.CLASSES, dtype=np.bool_)
    mask[alphabet.BLANK] = True
    mask[[alphabet.CODE_OF_SIGN[sign] for sign in signs]] = True
    mask[alphabet.FIRST_INITIAL :] = syllables
    return mask


def decode(
    probabilities: npt.NDArray[np.floating], allowed: npt.NDArray[np.bool_] | None = None
) -> Reading:
    """Return the greedy reading of one line.

    *probabilities* has one row per step and one column per class.  Classes outside *allowed*
    are left out before the best is taken, and the rest are not scaled up: a digit forced where
    the network saw a letter keeps its low probability.
    """
    if allowed is not None:
        probabilities = np.where(allowed, probabilities, 0.0)
    best = probabilities.argmax(axis=1)
    height = probabilities.max(axis=1)
    codes: list[int] = []
    heights: list[float] = []
    before = alphabet.BLANK
    for code, probability in zip(best.tolist(), height.tolist(), strict=True):
        if code != alphabet.BLANK:
            if code == before:
                heights[-1] = max(heights[-1], probability)
            else:
                codes.append(code)
                heights.append(probability)
        before = code
    return assemble(codes, heights)


def assemble(codes: Iterable[int], heights: Iterable[float]) -> Reading:
    """Return the reading spelled by *codes*, one probability in *heights* for each."""
    left = iter(heights)
    groups = alphabet.group_codes(codes)
    return Reading(
        text="".join(alphabet.compose(group) for group in groups),
        certainty=tuple(min(next(left) for _ in group) for group in groups),
    )
