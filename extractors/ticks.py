"""Which of several printed options is ticked, in all the ways people tick.

☑ ■ √ V (O) before or after the option, typed over a box, or a drawn box with ink in it.
What is not plain is None, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.korean import Parsed, parse_text, single_spaced
from extractors.layout import COLUMN, Row, Sheet, around
from extractors.model import Box, Consent, Square

_FILLED = "☑☒■●◉✓✔√▣⊙✅🗹⦿∨"
_EMPTY = "□☐○◯〇❏❑▢"
_MARK = re.compile(
    rf"[\[(【〔]\s*(?P<inside>[{_FILLED}{_EMPTY}VvＶｖOoＯXxＸ×✕✗]?)\s*[\])】〕]"
    rf"|(?P<glyph>[{_FILLED}{_EMPTY}])"
    r"|(?<![A-Za-z])(?P<letter>[VvＶｖ])(?![A-Za-z])"
)
_RING = "○◯〇OoＯ"

_CROSS = "XxＸ×✕✗"
_DISC = "●⦿◉"

Tick = Literal["filled", "disc", "empty", "ring", "cross"]
"""A disc is a filled ring; a cross may tick or reject."""


@dataclass(frozen=True)
class Option:
    """An option as printed, and whether it is ticked; None where that is not plain."""

    text: str
    ticked: bool | None


def ticks_in(text: str) -> list[Tick]:
    """Return the tick marks printed in *text*; a lone ring may be a box or a mark."""
    return [_tick(match) for match in _MARK.finditer(text)]


def _tick(match: re.Match[str]) -> Tick:
    inside = match.group("inside")
    if inside is not None:
        if inside and inside in _CROSS:
            return "cross"
        return "empty" if inside in ("", "□", "☐") else "filled"
    if match.group("letter"):
        return "filled"
    glyph = match.group("glyph")
    if glyph in _RING:
        return "ring"
    if glyph in _DISC:
        return "disc"
    return "filled" if glyph in _FILLED else "empty"


def options_in(text: str) -> list[Option]:
    """Split *text* into its options and their ticks; [] where it has no tick marks.

    >>> options_in("☑ 고도화  □ 고도화(동일수준)")
    [Option(text='고도화', ticked=True), Option(text='고도화(동일수준)', ticked=False)]
    """
    marks = list(_MARK.finditer(text))
    if not marks:
        return []
    leading = not text[: marks[0].start()].strip(" \t:-·")
    bounds = [*(m.start() for m in marks), len(text)] if leading else [0, *(m.end() for m in marks)]
    options = []
    for mark, start, end in zip(marks, bounds, bounds[1:], strict=False):
        ticks = ticks_in(mark.group())
        ticked = None if {"ring", "cross"} & set(ticks) else bool({"filled", "disc"} & set(ticks))
        label = single_spaced(_MARK.sub(" ", text[start:end])).strip(" ,/·→")
        if label:
            options.append(Option(label, ticked))
        elif options and ticked:
            options[-1] = Option(options[-1].text, ticked)
    return options


def parse_chosen(text: str) -> Parsed[str] | None:
    """Read the one ticked option; the text as it stands where nothing has tick boxes."""
    options = options_in(text)
    if not options:
        plain = parse_text(text)
        return plain and plain._replace(value=plain.value.strip(" →,/"))
    ticked = [option.text for option in options if option.ticked]
    unsure = any(option.ticked is None for option in options)
    return Parsed(ticked[0], 0, len(text)) if len(ticked) == 1 and not unsure else None


def parse_yes(text: str) -> Parsed[bool] | None:
    """Read 여(∨) 부( ): True or False where exactly one of the two is marked."""
    marks = {word: bool(re.search(rf"{word}\s*\(\s*[^\s()]+\s*\)", text)) for word in ("여", "부")}
    return Parsed(marks["여"], 0, len(text)) if sum(marks.values()) == 1 else None


# ── consent: 동의함 against 동의하지 않음 ──────────────────────────────────────────────

_REFUSE = re.compile(
    r"동\s*의\s*하\s*지\s*않\s*(?:음|습니다|는다)|미\s*동\s*의|동\s*의\s*안\s*함|부\s*동\s*의"
)
_AGREE = re.compile(r"(?<!미)(?<!부)동\s*의\s*(?:함|합니다(?=\s*[\[(☑☒■●✓✔√□☐○V]))")


@dataclass(frozen=True)
class Choice:
    """One line of consent: what is chosen, None where not plain, and where it stands."""

    consent: Consent | None
    raw: str
    box: Box
    page: int
    heading: str
    """What is printed before it, for telling which consent it is."""


def choices_in(sheet: Sheet) -> list[Choice]:
    """Find every pair of 동의함 and 동의하지 않음 on *sheet*, from top to bottom."""
    choices: list[Choice] = []
    heading: list[str] = []
    bands = _bands(sheet)
    i = 0
    while i < len(bands):
        here = bands[i]
        joined = here if _has_both(here.text) else None
        if joined is None and i + 1 < len(bands) and _splits_over(here.text, bands[i + 1].text):
            joined = here.joined(bands[i + 1])
            i += 1
        if joined is None:
            heading.append(here.text)
        else:
            before = " ".join(heading[-8:])
            choices.append(_choice(joined, sheet, f"{before} {_lead(joined.text)}"))
            heading = []
        i += 1
    return choices


@dataclass(frozen=True)
class _Band:
    """Rows of all cells that stand level, as one text."""

    text: str
    rows: tuple[Row, ...]

    def joined(self, other: _Band) -> _Band:
        return _Band(f"{self.text}\t{other.text}", self.rows + other.rows)


def _bands(sheet: Sheet) -> list[_Band]:
    bands: list[list[Row]] = []
    for row in sorted(sheet.rows, key=lambda row: row.box.middle[1]):
        last = bands[-1][0] if bands else None
        if last and abs(row.box.middle[1] - last.box.middle[1]) < 0.6 * last.box.height:
            bands[-1].append(row)
        else:
            bands.append([row])
    ordered = (sorted(rows, key=lambda row: row.box.x0) for rows in bands)
    return [_Band("\t".join(row.text for row in rows), tuple(rows)) for rows in ordered]


def _has_both(text: str) -> bool:
    return bool(_REFUSE.search(text) and _AGREE.search(text))


def _splits_over(first: str, second: str) -> bool:
    """Tell whether the two options stand on two lines of their own."""
    one = bool(_AGREE.search(first)) + bool(_REFUSE.search(first))
    two = bool(_AGREE.search(second)) + bool(_REFUSE.search(second))
    short = max(len(first), len(second)) < 60
    return one == 1 and two == 1 and _has_both(f"{first} {second}") and short


def _lead(text: str) -> str:
    return text[: min(m.start() for m in (_AGREE.search(text), _REFUSE.search(text)) if m)]


def _choice(band: _Band, sheet: Sheet, heading: str) -> Choice:
    agree, refuse = _AGREE.search(band.text), _REFUSE.search(band.text)
    assert agree is not None
    assert refuse is not None
    first, second = sorted((agree, refuse), key=lambda m: m.start())
    zones = (
        _INSTRUCTION.sub(" ", band.text[: first.start()])[-12:],
        band.text[first.end() : second.start()],
        _INSTRUCTION.sub(" ", band.text[second.end() :])[:12],
    )
    printed = _by_print(zones)
    drawn = _by_ink(band, (first.span(), second.span()), sheet.page.squares)
    on_paper = sheet.page.source != "word-processor"
    pair = _reconciled(printed, drawn, on_paper=on_paper)
    if pair is not None and first is refuse:
        pair = (pair[1], pair[0])
    return Choice(
        consent=_consent(pair),
        raw=single_spaced(band.text[max(0, first.start() - 6) :])[:120],
        box=around([row.box for row in band.rows]),
        page=sheet.page.number,
        heading=heading,
    )


Pair = tuple[bool, bool]

_INSTRUCTION = re.compile(r"[(\[※][^()\[\]]{0,40}(?:표시?|체크|기재|선택)[^()\[\]]{0,20}[)\]]?")
"""``(해당란에 √ 표시)`` shows a mark without being one."""


def _by_print(zones: tuple[str, str, str]) -> Pair | None:
    """Read the ticks printed before, between and after two options; None if not plain."""
    before, between, after = (ticks_in(zone) for zone in zones)
    marks: tuple[list[Tick], list[Tick]]
    if before and after:
        if len(between) != 1 or (after != ["empty"] and after != ["ring"]):
            return None
        marks = (before[-1:], between)
    elif before:
        marks = (before[-1:], between[-1:])
    elif after:
        marks = (between[:1], after[:1])
    elif len(between) == 2:
        marks = (between[:1], between[1:])
    elif len(between) == 1:
        left, right = map(_distance, (_MARK.split(zones[1])[0], _MARK.split(zones[1])[-1]))
        if left == right:
            return None
        marks = (between, []) if left < right else ([], between)
    else:
        return None
    return _pair(marks)


def _distance(text: str) -> int:
    """Return how far *text* keeps a mark from an option: 0 touching, 1 a blank, 2 apart."""
    if COLUMN in text or any(mark in text for mark in "/|,"):
        return 2
    return 0 if not text or text.strip() in (":", "：") else 1


def _pair(marks: tuple[list[Tick], list[Tick]]) -> Pair | None:
    """Resolve rings, discs and crosses, which mean something only beside each other.

    Two rings are empty boxes, a ring beside a disc too; beside an empty box or nothing a
    ring is a mark.  Beside a mark of another kind it may be either.
    """
    pair = tuple(mark[0] if mark else None for mark in marks)
    if pair == (None, None):
        return None
    if "cross" in pair:
        kinds = {pair[0], pair[1]}
        if kinds == {"cross", "ring"} or kinds == {"cross", "filled"}:
            return pair[0] != "cross", pair[1] != "cross"
        return None
    if pair == ("ring", "ring"):
        return False, False
    if "ring" in pair and "filled" in pair:
        return None
    rings_are_boxes = "disc" in pair
    one, two = (t in ("filled", "disc") or (t == "ring" and not rings_are_boxes) for t in pair)
    return one, two


_INKED, _CLEAR = 0.14, 0.05


def _by_ink(
    band: _Band, spans: tuple[tuple[int, int], tuple[int, int]], squares: Sequence[Square]
) -> Pair | None:
    """Read the drawn boxes beside two options; None without two plain ones."""
    level = [s for s in squares if _is_level(s.box, band)]
    if len(level) != 2:
        return None
    inked = [True if s.ink >= _INKED else False if s.ink <= _CLEAR else None for s in level]
    order = sorted(range(2), key=lambda i: (round(level[i].box.y0, 2), level[i].box.x0))
    one, two = inked[order[0]], inked[order[1]]
    return None if one is None or two is None else (one, two)


def _is_level(box: Box, band: _Band) -> bool:
    return any(abs(box.middle[1] - row.box.middle[1]) < row.box.height for row in band.rows)


def _reconciled(printed: Pair | None, drawn: Pair | None, *, on_paper: bool) -> Pair | None:
    """Believe two witnesses only where they do not contradict each other.

    Two empty boxes in a text layer do not show that nobody drew a tick over them: on paper
    that takes two clear boxes on the picture as well.
    """
    if printed == (False, False) and on_paper:
        return drawn
    if printed is None or drawn is None:
        return printed or drawn
    return printed if printed == drawn else None


def _consent(pair: Pair | None) -> Consent | None:
    if pair is None:
        return None
    return {
        (True, False): "agreed",
        (False, True): "refused",
        (False, False): "unmarked",
        (True, True): "contradictory",
    }[pair]  # type: ignore[return-value]
