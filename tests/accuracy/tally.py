"""Counts of trials, and what so many of them allow to be said."""

from collections.abc import Iterable
from math import comb
from typing import NamedTuple


class Count(NamedTuple):
    """How many of *trials* came out as *hits*."""

    hits: int
    trials: int

    @property
    def share(self) -> float:
        return self.hits / self.trials if self.trials else 0.0

    def __str__(self) -> str:
        return f"{self.hits}/{self.trials}" if self.trials else "–"

    @property
    def percent(self) -> str:
        """The share, never rounded up to 100 %."""
        if not self.trials:
            return "–"
        shown = f"{100 * self.share:.1f} %"
        return "99.9 %" if shown == "100.0 %" and self.hits < self.trials else shown


def count(outcomes: Iterable[bool]) -> Count:
    drawn = list(outcomes)
    return Count(sum(drawn), len(drawn))


def upper_bound(errors: int, trials: int, *, confidence: float = 0.95) -> float:
    """Return the largest error rate that *errors* in *trials* do not yet refute.

    One-sided, by Clopper and Pearson, for independent trials: the rate at which so few
    errors, or fewer, would be seen only once in twenty such measurements.

    >>> round(upper_bound(0, 300), 4)
    0.0099
    """
    if errors >= trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if _as_few(errors, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _as_few(errors: int, trials: int, rate: float) -> float:
    """Return how likely at most *errors* are in *trials* of that *rate*."""
    return sum(comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(errors + 1))
