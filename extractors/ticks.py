"""Which of several printed options is ticked, in all the ways people tick.

☑ ■ √ V (O) before or after the option, or typed over a box.  What is not plain is None, never
a guess.  What a pen did to a drawn box is for `extractors.fields.choices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractors.korean import Parsed, parse_text, single_spaced

_DISC = "●⦿◉◎⊙⚫⬤⭕🔴🟢🔵🔘ⓥⓋ🅥"
_FILLED = f"☑☒■✓✔√▣▦▩✅🗸🗹∨Ⅴⅴ◼◾⬛{_DISC}"
_BOX = "□☐◻◽▢⬜❏❐❑❒"
_RING_SIGN = "○◯〇⭘⚪❍"
_EMPTY = f"{_BOX}{_RING_SIGN}"
_VEE = "VvＶｖ"
_RING = f"{_RING_SIGN}OoＯｏ"
_CROSS = "XxＸｘ×✕✖✗✘╳"
_UNNAMED = "\ue000-\uf8ff\U000f0000-\U0010ffff"
"""Private-use letters, which print as something that only their font knows."""
MARK = re.compile(
    rf"[\[(【〔]\s*(?P<inside>[{_FILLED}{_EMPTY}{_VEE}{_RING}{_CROSS}{_UNNAMED}]?)\s*[\])】〕]"
    rf"|(?P<glyph>[{_FILLED}{_EMPTY}{_UNNAMED}])"
    rf"|(?<![A-Za-z])(?P<letter>[{_VEE}])(?![A-Za-z])"
)

Tick = Literal["filled", "disc", "empty", "ring", "cross", "unknown"]
"""A disc is a filled ring; a cross may tick or reject; what nobody has named may be anything."""


@dataclass(frozen=True)
class Option:
    """An option as printed, and whether it is ticked; None where that is not plain."""

    text: str
    ticked: bool | None


def ticks_in(text: str) -> list[Tick]:
    """Return the tick marks printed in *text*; a lone ring may be a box or a mark."""
    return [_tick(match) for match in MARK.finditer(text)]


def _tick(match: re.Match[str]) -> Tick:
    inside = match.group("inside")
    if inside is not None:
        kind = kind_of_sign(inside) if inside else "empty"
        return "filled" if kind in ("ring", "disc") else kind
    return "filled" if match.group("letter") else kind_of_sign(match.group("glyph"))


def kind_of_sign(sign: str) -> Tick:
    """Return what a single *sign* is that stands by itself."""
    for kind, signs in _KINDS:
        if sign in signs:
            return kind
    return "unknown"


_KINDS: tuple[tuple[Tick, str], ...] = (
    ("cross", _CROSS),
    ("ring", _RING),
    ("disc", _DISC),
    ("filled", _FILLED + _VEE),
    ("empty", _BOX),
)


def options_in(text: str) -> list[Option]:
    """Split *text* into its options and their ticks; [] where it has no tick marks.

    >>> options_in("☑ 고도화  □ 고도화(동일수준)")
    [Option(text='고도화', ticked=True), Option(text='고도화(동일수준)', ticked=False)]
    """
    marks = list(MARK.finditer(text))
    if not marks:
        return []
    # A bracket that OCR has not closed is the mark's own.
    leading = not text[: marks[0].start()].strip(" \t:-·[(【〔")
    bounds = [*(m.start() for m in marks), len(text)] if leading else [0, *(m.end() for m in marks)]
    options = []
    ticks = [_tick(mark) for mark in marks]
    for tick, start, end in zip(ticks, bounds, bounds[1:], strict=False):
        if tick == "ring" and "disc" in ticks:
            tick = "empty"
        ticked = None if tick in ("ring", "cross", "unknown") else tick in ("filled", "disc")
        label = single_spaced(MARK.sub(" ", text[start:end])).strip(" ,/·→")
        if label:
            options.append(Option(label, ticked))
        elif options and ticked:
            options[-1] = Option(options[-1].text, ticked)
    return options


_SEVERAL = re.compile(r"[^\s/,→][^/,→]*[/,→]\s*[^\s/,→]")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


def parse_chosen(text: str) -> Parsed[str] | None:
    """Read the one ticked option; the text as it stands where nothing has tick boxes.

    Several options of which none is marked are a question, not an answer.
    """
    options = options_in(text)
    if not options:
        plain = parse_text(text)
        if plain and _SEVERAL.search(_IN_BRACKETS.sub("", plain.value)):
            return None
        return plain and plain._replace(value=plain.value.strip(" →,/"))
    ticked = [option.text for option in options if option.ticked]
    unsure = any(option.ticked is None for option in options)
    return Parsed(ticked[0], 0, len(text)) if len(ticked) == 1 and not unsure else None


def parse_yes(text: str) -> Parsed[bool] | None:
    """Read 여(∨) 부( ): True or False where exactly one of the two is marked."""
    marks = {word: bool(re.search(rf"{word}\s*\(\s*[^\s()]+\s*\)", text)) for word in ("여", "부")}
    return Parsed(marks["여"], 0, len(text)) if sum(marks.values()) == 1 else None
