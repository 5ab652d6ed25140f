"""The signs that stand beside printed options, and which of them are empty, marks, or unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.fields.layout import COLUMN
from extractors.ticks import Tick, kind_of_sign


class OptionSign(NamedTuple):
    """A sign with its place in its zone; ``said`` is the word that brackets hold."""

    text: str
    kind: Tick
    start: int
    end: int
    bracketed: bool = False
    said: str = ""


class Zone(NamedTuple):
    """The signs of a stretch of text, and whether it says words that may be a mark themselves."""

    text: str
    signs: list[OptionSign]
    wordy: bool


_TOKEN = re.compile(
    r"[\[(【〔〈<{［（]\s*(?P<inside>[^()\[\]［］（）【】〔〕〈〉<>{}]{0,12}?)\s*[\])】〕〉>}］）]"
    r"|(?P<number>\d{1,2}[.)]|[①-⑳⑴-⒇㉠-㉭㈀-㈍]|(?<![가-힣])[가나다라마][.)])"
    r"|(?P<word>[가-힣]+|[A-Za-z]{2,})"
    r"|(?P<sign>\d+|\S)[\ufe0e\ufe0f]?"
)
STROKES = frozenset("/|／｜│\\")
"""Separators that are a mark where they stand in a box."""
SEPARATORS = STROKES | frozenset(
    ",·・∙ㆍᆞ:：;-–—~.…、，※•'\"“”‘’_=()[]【】〔〕〈〉<>{}［］（）\ufe0e\ufe0f"
)
POINTERS = frozenset("→➔⇨▶►▷☞*＊◆◇▪ㅇ")
"""What leads to an option without belonging to it, where another sign stands before that."""
YES = re.compile(r"(?i:예|네|넵|y|yes|ok)")
NO = re.compile(r"(?i:아니오|아니요|n|no)")
_BETWEEN_OPTIONS = re.compile(r"또는|혹은|및|위|본인은|이에|에")
_SAID = re.compile(r"(?i:예|네|넵|체크|확인|선택|동의|yes|ok)")
"""What people type in place of a mark, right at a box or an option."""
_HANGUL_BOXES = "ㅁ口"
_HANGUL_RING = "ㅇ"
BULLETS = frozenset("●⦿◉◎⊙⚫⬤🔴🟢🔵🔘■▣▦▩◼◾⬛") | POINTERS
"""Marks that as often lead to a line of print."""
OPEN_RINGS = frozenset("○◯〇⭘⚪❍")
ALIKE = {**dict.fromkeys("□☐◻◽▢⬜", "□"), **dict.fromkeys("❏❐❑❒", "❏")}


def zone_of(text: str, *, first: bool = False, last: bool = False) -> Zone:
    """Find the signs of *text*: *first* up to its first word, *last* behind its last one."""
    signs: list[OptionSign] = []
    wordy = False
    for match in _TOKEN.finditer(text):
        if match["word"]:
            typed = _typed(match, text, first=first, last=last)
            if last:
                signs = []
            if typed is not None:
                signs.append(typed)
            elif first:
                break
            wordy = wordy or not _BETWEEN_OPTIONS.fullmatch(match["word"])
        elif match.group() in STROKES:
            if _is_stroke(match, text, signs, last=last):
                signs.append(OptionSign(match.group(), "unknown", *match.span()))
        elif (sign := _sign(match)) is not None:
            if first and signs and COLUMN in text[signs[-1].end : sign.start]:
                break  # another cell
            if not (sign.said and (first or last) and sign.kind == "unknown"):
                signs.append(sign)
    if any(sign.said for sign in signs) and len(signs) > 1 and not (first or last):
        glosses = [sign for sign in signs if sign.said and sign.kind == "unknown"]
        signs = [sign for sign in signs if sign not in glosses]
        wordy = wordy or bool(glosses)
    if last:
        ends = [sign.end for sign in signs[:-1]]
        starts = [sign.start for sign in signs[1:]]
        signs = [
            sign
            for sign, end, start in zip(signs, ends, starts, strict=False)
            if sign.text not in POINTERS or end == start
        ] + signs[-1:]
        wordy = bool(re.search(rf"(?<![가-힣])(?:{_SAID.pattern})\s*$", text))
    return Zone(text, list(_joined(signs, text)), wordy)


def _typed(match: re.Match[str], text: str, *, first: bool, last: bool) -> OptionSign | None:
    """Return a word as a sign where it stands at a box, or at an option, as only a mark does."""
    if not _SAID.fullmatch(match["word"]) or not (first or last):
        return None
    at_option = first and match.start() == 0
    at_box = last and kind_of_sign(text[match.end() : match.end() + 1] or " ") == "empty"
    return OptionSign(match["word"], "unknown", *match.span()) if at_option or at_box else None


def _is_stroke(match: re.Match[str], text: str, signs: list[OptionSign], *, last: bool) -> bool:
    """Tell whether a slash is a mark: right behind a box, or right before the first one."""
    after = text[match.end() : match.end() + 1]
    in_box = bool(signs) and signs[-1].kind == "empty" and signs[-1].end == match.start()
    if in_box and not signs[-1].bracketed:
        return after.isspace() or not after
    return last and bool(after) and kind_of_sign(after) == "empty"


def _sign(match: re.Match[str]) -> OptionSign | None:
    inside = match["inside"]
    if inside is None:
        text = match["number"] or match["sign"]
        if text in SEPARATORS:
            return None
        kind = "empty" if text in _HANGUL_BOXES else kind_of_sign(text)
        if text.isalpha() and kind == "cross":
            kind = "unknown"  # a letter of some word, as far as anybody knows
        return OptionSign(text, kind, *match.span())
    said = inside if re.fullmatch("[가-힣 ]+|[A-Za-z]{2,}", inside) else ""
    if YES.fullmatch(inside):
        kind = "filled"
    elif NO.fullmatch(inside):
        kind = "cross"
    elif not inside.strip("_-.\u3000 "):
        kind, inside = "empty", inside.strip("\u3000 ")[:1]
    else:
        inside = inside.strip("\ufe0e\ufe0f")
        signs = [_kind_between(sign) for sign in inside if not sign.isspace()]
        kind = signs[0] if len(signs) == 1 else "filled" if _is_over(signs) else "unknown"
    return OptionSign(f"({inside})", kind, *match.span(), bracketed=True, said=said)


def _kind_between(sign: str) -> Tick:
    if sign == _HANGUL_RING:
        return "ring"
    return "empty" if sign in _HANGUL_BOXES else kind_of_sign(sign)


def _is_over(kinds: Sequence[Tick]) -> bool:
    """Tell whether a mark was set behind or over an empty box."""
    return len(kinds) == 2 and kinds[0] in ("empty", "ring") and kinds[1] in ("filled", "disc")


def _joined(signs: Sequence[OptionSign], text: str) -> Iterator[OptionSign]:
    """Yield *signs*, a box and the mark right behind it as one."""
    held: OptionSign | None = None
    for sign in signs:
        if held is not None:
            near = sign.start - held.end <= 1 and COLUMN not in text[held.end : sign.start]
            if near and not held.bracketed and _is_over((held.kind, sign.kind)):
                yield sign._replace(text=held.text + sign.text, start=held.start)
                held = None
                continue
            yield held
        held = sign
    if held is not None:
        yield held
