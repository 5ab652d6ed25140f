"""Pairs of options as forms print them without a drawn box, and what people do to them.

Brackets that hold a tick, signs in place of a box, rings that a pen draws round an option; the
same for the same seed.  Each pair comes with what a person would say of it: the name of what is
chosen, or None where a person would ask.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from specimens import pens
from specimens.pens import Chance, Paper

SIZE = 10.5
AGREE, REFUSE = "동의함", "동의하지 않음"
Draw = Callable[[Paper, float, float, str, Chance], float]
"""Draws an option at a place; returns where it ends."""


def printed(before: str, after: str = "") -> Draw:
    def draw(paper: Paper, x: float, y: float, name: str, chance: Chance) -> float:
        return paper.text(x, y, f"{before}{name}{after}", SIZE)

    return draw


def penned(treat: pens.Treat) -> Draw:
    """Treat the place between two brackets as a pen treats a box."""

    def draw(paper: Paper, x: float, y: float, name: str, chance: Chance) -> float:
        start = paper.text(x, y, "[", SIZE)
        end = paper.text(start + 3.4, y, f"] {name}", SIZE)
        treat(paper, start + 0.1, y - 2.9, 3.2, chance)
        return end

    return draw


def boxed(over: Callable[[Paper, float, float, float, Chance], None] | None = None) -> Draw:
    """Draw an option with an empty box, and *over* both what is given: x, y, width."""

    def draw(paper: Paper, x: float, y: float, name: str, chance: Chance) -> float:
        paper.box(x, y - 2.9, 3.2, 0.25)
        end = paper.text(x + 4.4, y, name, SIZE)
        if over is not None:
            over(paper, x, y, end - x, chance)
        return end

    return draw


def ring(paper: Paper, x: float, y: float, width: float, chance: Chance) -> None:
    away = float(chance.uniform(2.2, 4))
    paper.oval(x - away, y - 5.5, width + 2 * away, 8.2, pens.pen_of(chance), chance)


def small_ring(paper: Paper, x: float, y: float, width: float, chance: Chance) -> None:
    paper.oval(x + 3.6, y - 4.8, width - 2.6, 6.6, pens.pen_of(chance), chance)


def struck_ring(paper: Paper, x: float, y: float, width: float, chance: Chance) -> None:
    ring(paper, x, y, width, chance)
    for _ in range(2):
        slant = float(chance.uniform(-1.5, 1.5))
        ends = [(x - 3, y - 1.5 + slant), (x + width + 3, y - 1.5 - slant)]
        paper.stroke(ends, pens.pen_of(chance), chance)


def underlined(paper: Paper, x: float, y: float, width: float, chance: Chance) -> None:
    paper.stroke([(x + 4, y + 1.2), (x + width, y + 1.2)], pens.pen_of(chance), chance)


def struck_out(paper: Paper, x: float, y: float, width: float, chance: Chance) -> None:
    paper.stroke([(x + 3, y - 1.4), (x + width + 1, y - 1.4)], pens.pen_of(chance), chance)


@dataclass(frozen=True)
class Way:
    """How two options look where one is chosen: *chosen*, beside *other*; what that *says*."""

    chosen: Draw
    other: Draw
    says: bool | None = True


def _empty(paper: Paper, x: float, y: float, side: float, chance: Chance) -> None:
    """Leave the brackets empty."""


BRACKETS = penned(_empty)
WAYS: dict[str, Way] = {
    "V in brackets": Way(printed("[V] "), printed("[ ] ")),
    "root in brackets": Way(printed("[√] "), printed("[  ] ")),
    "ring in brackets": Way(printed("(O) "), printed("( ) ")),
    "ring in brackets behind": Way(printed("", "(O)"), printed("", "( )")),
    "root for a box": Way(printed("√ "), printed("□ ")),
    "V for a box": Way(printed("V "), printed("□ ")),
    "full square": Way(printed("■ "), printed("□ ")),
    "tick in brackets": Way(penned(pens.tick), BRACKETS),
    "vee in brackets": Way(penned(pens.vee), BRACKETS),
    "ring of a pen": Way(boxed(ring), boxed()),
    "ring round the word": Way(boxed(small_ring), boxed()),
    "nothing in brackets": Way(BRACKETS, BRACKETS, None),
    "both in brackets": Way(penned(pens.tick), penned(pens.tick), None),
    "both roots": Way(printed("√ "), printed("√ "), None),
    "cross in brackets": Way(penned(pens.cross), BRACKETS, None),
    "struck tick in brackets": Way(penned(pens.struck_tick), BRACKETS, None),
    "scribble in brackets": Way(penned(pens.scribble), BRACKETS, None),
    "blot in brackets": Way(penned(pens.blot), BRACKETS, None),
    "speck in brackets": Way(penned(pens.speck), BRACKETS, None),
    "line through the row": Way(penned(pens.line_through), BRACKETS, None),
    "tick before its brackets": Way(penned(pens.beside), BRACKETS),
    "struck ring": Way(boxed(struck_ring), boxed(), None),
    "rings round both": Way(boxed(ring), boxed(ring), None),
    "line under a word": Way(boxed(underlined), boxed(), None),
    "word struck out": Way(boxed(struck_out), boxed(), None),
    "crossed word": Way(printed("X "), printed("□ "), None),
}
"""Every way, and whether a person would say at once what is meant."""

ROWS = 13


@dataclass(frozen=True)
class Asked:
    """A row of a ballot: how it was treated, and what a person reads: agreed, refused or None."""

    y: float
    way: str
    says: str | None


def ballot(names: list[str], seed: int) -> tuple[bytes, list[Asked]]:
    """Return a sheet with one pair of options a row, in the ways *names*, and the truth."""
    chance = np.random.default_rng(seed)
    paper = Paper(pens.FACES[seed % len(pens.FACES)])
    paper.text(70, 24, "개인정보 수집·이용 동의", size=15)
    left, asked = float(chance.uniform(18, 26)), []
    for row, name in enumerate(names[:ROWS]):
        way = WAYS[name]
        y = 40 + 18 * row + float(chance.uniform(-1.5, 1.5))
        end = paper.text(left, y, "(필수) 개인정보 수집 및 이용에", SIZE)
        agrees = bool(chance.random() < 0.6)
        draws = (way.chosen, way.other) if agrees else (way.other, way.chosen)
        end = draws[0](paper, end + 7, y, AGREE, chance)
        draws[1](paper, end + 9, y, REFUSE, chance)
        paper.text(left, y + 7.5, "귀하의 동의를 받고자 하오니 읽고 표시하여 주십시오.", SIZE)
        asked.append(Asked(y, name, ("agreed" if agrees else "refused") if way.says else None))
    return paper.finish(), asked


def ways(seed: int) -> list[str]:
    """Return as many ways as a sheet has rows, by chance."""
    chance = np.random.default_rng([seed, 1])
    names = list(WAYS)
    return [names[i] for i in chance.permutation(len(names))[:ROWS]]
