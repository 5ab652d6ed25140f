"""From the network's probabilities to text, with a probability and a place for each sign."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extractors import alphabet


class Spike(NamedTuple):
    """One code as the network saw it: how likely, and at which steps first and last."""

    code: int
    probability: float
    first: int
    last: int


class LineReading(NamedTuple):
    """One line as read.

    ``certainty`` has one probability per sign of ``text``, 0 to 1: the lowest of the
    probabilities of the sign's codes, for a syllable is as doubtful as its most doubtful
    jamo.  ``steps`` has the first and last step at which each sign was seen.  A "?" stands
    for a jamo whose syllable is incomplete.
    """

    text: str
    certainty: tuple[float, ...]
    steps: tuple[tuple[int, int], ...]


def allow(signs: str, *, syllables: bool) -> npt.NDArray[np.bool_]:
    """Return a mask over the classes: the blank, *signs*, and the jamo if *syllables*."""
    mask = np.zeros(alphabet.CLASSES, dtype=np.bool_)
    mask[alphabet.BLANK] = True
    mask[[alphabet.CODE_OF_SIGN[sign] for sign in signs]] = True
    mask[alphabet.FIRST_INITIAL :] = syllables
    return mask


def decode(
    probabilities: npt.NDArray[np.floating], allowed: npt.NDArray[np.bool_] | None = None
) -> LineReading:
    """Return the greedy reading of one line.

    *probabilities* has one row per step and one column per class.  Classes outside *allowed*
    (one row for all steps, or one per step) are left out before the best is taken, and the
    rest are not scaled up: a digit forced where the network saw a letter keeps its low
    probability.
    """
    if allowed is not None:
        probabilities = np.where(allowed, probabilities, 0.0)
    best = probabilities.argmax(axis=1)
    height = probabilities.max(axis=1)
    spikes: list[Spike] = []
    before = alphabet.BLANK
    for step, (code, probability) in enumerate(zip(best.tolist(), height.tolist(), strict=True)):
        if code != alphabet.BLANK:
            if code == before:
                last = spikes[-1]
                spikes[-1] = last._replace(
                    probability=max(last.probability, probability), last=step
                )
            else:
                spikes.append(Spike(code, probability, step, step))
        before = code
    return assemble(spikes)


def assemble(spikes: Iterable[Spike]) -> LineReading:
    """Return the reading that *spikes* spell."""
    seen = list(spikes)
    groups = alphabet.group_codes(spike.code for spike in seen)
    certainty, steps, at = [], [], 0
    for group in groups:
        part = seen[at : at + len(group)]
        certainty.append(min(spike.probability for spike in part))
        steps.append((part[0].first, part[-1].last))
        at += len(group)
    return LineReading("".join(map(alphabet.compose, groups)), tuple(certainty), tuple(steps))
