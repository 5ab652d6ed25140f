"""Two printed options and the signs beside them: which of the two is marked, by comparing them.

A mark is what differs between the options.  Signs that are known to be empty stand against those
that are known to be marks; signs that differ in a way that nobody has named decide nothing, and
that there is no mark is said only of two empty signs that are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.fields.layout import COLUMN
from extractors.ticks import Tick, kind_of_sign

Pair = tuple[bool, bool]


class Print(NamedTuple):
    """What print says of two options: whether each is marked, None where that is not plain.

    ``odd`` tells that something stands there that may be a mark and was not understood.
    """

    pair: Pair | None
    odd: bool = False


class _Sign(NamedTuple):
    """A sign with its place in its zone; ``said`` is the word that brackets hold."""

    text: str
    kind: Tick
    start: int
    end: int
    bracketed: bool = False
    said: str = ""


class _Zone(NamedTuple):
    """The signs of a stretch of text, and whether it says words that may be a mark themselves."""

    text: str
    signs: list[_Sign]
    wordy: bool


_TOKEN = re.compile(
    r"[\[(【〔〈<{［（]\s*(?P<inside>[^()\[\]［］（）【】〔〕〈〉<>{}]{0,12}?)\s*[\])】〕〉>}］）]"
    r"|(?P<number>\d{1,2}[.)]|[①-⑳⑴-⒇㉠-㉭㈀-㈍]|(?<![가-힣])[가나다라마][.)])"
    r"|(?P<word>[가-힣]+|[A-Za-z]{2,})"
    r"|(?P<sign>\d+|\S)[\ufe0e\ufe0f]?"
)
_SEPARATORS = frozenset("/|,·ㆍᆞ:：;-–—~.…、，※•'\"“”‘’_=()[]【】〔〕〈〉<>{}［］（）\ufe0e\ufe0f")
_STROKES = frozenset("/|")
"""Separators that are a mark where they stand in a box."""
_POINTERS = frozenset("→➔⇨▶►▷☞*＊◆◇▪ㅇ")
"""What leads to an option without belonging to it, where another sign stands before that."""
_YES = re.compile(r"(?i:예|네|넵|y|yes|ok)")
_NO = re.compile(r"(?i:아니오|아니요|n|no)")
_BETWEEN_OPTIONS = re.compile(r"또는|혹은|및|위|본인은|이에|에")
_SAID = re.compile(r"(?i:예|네|넵|체크|확인|선택|동의|yes|ok)")
"""What people type in place of a mark, right at a box or an option."""
_HANGUL_BOXES = "ㅁ口"
_HANGUL_RING = "ㅇ"
_OPEN_RINGS = frozenset("○◯〇⭘⚪❍")
_ALIKE = {**dict.fromkeys("□☐◻◽▢⬜", "□"), **dict.fromkeys("❏❐❑❒", "❏")}


def compare(before: str, between: str, after: str) -> Print:
    """Compare two options by what stands before the first, between them, and behind the second."""
    zones = (_zone(before, last=True), _zone(between), _zone(after, first=True))
    _forget_numbers(zones[0].signs, zones[1].signs)
    _forget_glosses(*(zone.signs for zone in zones))
    found = _beside(*zones)
    if found is None:
        return Print(None, odd=any(zone.signs for zone in zones))
    one, two, spare = found
    pair, odd = _resolve(one, two)
    unmarked = pair == (False, False)
    alone = one is None or two is None
    if (zones[1].wordy and (unmarked or alone)) or (zones[0].wordy and one is None):
        return Print(None, odd=True)
    if spare:
        pointed = all(sign.text in _POINTERS for sign in spare)
        return Print(None if unmarked else pair, odd=odd or unmarked or not pointed)
    return Print(pair, odd)


# ── signs ────────────────────────────────────────────────────────────────────────────


def _zone(text: str, *, first: bool = False, last: bool = False) -> _Zone:
    """Find the signs of *text*: *first* up to its first word, *last* behind its last one."""
    signs: list[_Sign] = []
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
        elif match.group() in _STROKES:
            if _is_stroke(match, text, signs, last=last):
                signs.append(_Sign(match.group(), "unknown", *match.span()))
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
            if sign.text not in _POINTERS or end == start
        ] + signs[-1:]
        wordy = bool(re.search(rf"(?<![가-힣])(?:{_SAID.pattern})\s*$", text))
    return _Zone(text, list(_joined(signs, text)), wordy)


def _typed(match: re.Match[str], text: str, *, first: bool, last: bool) -> _Sign | None:
    """Return a word as a sign where it stands at a box, or at an option, as only a mark does."""
    if not _SAID.fullmatch(match["word"]) or not (first or last):
        return None
    at_option = first and match.start() == 0
    at_box = last and kind_of_sign(text[match.end() : match.end() + 1] or " ") == "empty"
    return _Sign(match["word"], "unknown", *match.span()) if at_option or at_box else None


def _is_stroke(match: re.Match[str], text: str, signs: list[_Sign], *, last: bool) -> bool:
    """Tell whether a slash is a mark: right behind a box, or right before the first one."""
    after = text[match.end() : match.end() + 1]
    in_box = bool(signs) and signs[-1].kind == "empty" and signs[-1].end == match.start()
    if in_box and not signs[-1].bracketed:
        return after.isspace() or not after
    return last and bool(after) and kind_of_sign(after) == "empty"


def _sign(match: re.Match[str]) -> _Sign | None:
    inside = match["inside"]
    if inside is None:
        text = match["number"] or match["sign"]
        if text in _SEPARATORS:
            return None
        kind = "empty" if text in _HANGUL_BOXES else kind_of_sign(text)
        if text.isalpha() and kind == "cross":
            kind = "unknown"  # a letter of some word, as far as anybody knows
        return _Sign(text, kind, *match.span())
    said = inside if re.fullmatch("[가-힣 ]+|[A-Za-z]{2,}", inside) else ""
    if _YES.fullmatch(inside):
        kind = "filled"
    elif _NO.fullmatch(inside):
        kind = "cross"
    elif not inside.strip("_-.\u3000 "):
        kind, inside = "empty", ""
    else:
        inside = inside.strip("\ufe0e\ufe0f")
        signs = [_kind_between(sign) for sign in inside if not sign.isspace()]
        kind = signs[0] if len(signs) == 1 else "filled" if _is_over(signs) else "unknown"
    return _Sign(f"({inside})", kind, *match.span(), bracketed=True, said=said)


def _kind_between(sign: str) -> Tick:
    if sign == _HANGUL_RING:
        return "ring"
    return "empty" if sign in _HANGUL_BOXES else kind_of_sign(sign)


def _is_over(kinds: Sequence[Tick]) -> bool:
    """Tell whether a mark was set behind or over an empty box."""
    return len(kinds) == 2 and kinds[0] in ("empty", "ring") and kinds[1] in ("filled", "disc")


def _joined(signs: Sequence[_Sign], text: str) -> Iterator[_Sign]:
    """Yield *signs*, a box and the mark right behind it as one."""
    held: _Sign | None = None
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


def _forget_numbers(before: list[_Sign], between: list[_Sign]) -> None:
    """Take out the numbers of two options that are counted."""
    for one in before:
        for other in between:
            if _number(one.text) and _number(other.text) == _number(one.text) + 1:
                before.remove(one)
                between.remove(other)
                return


def _number(text: str) -> int:
    """Return what can be counted on from, 0 for what is no number."""
    digits = re.fullmatch(r"\(?(\d{1,2})[.)]*", text)
    if digits:
        return int(digits[1])
    if len(text) == 1 and re.fullmatch("[①-⑳⑴-⒇㉠-㉭㈀-㈍]", text):
        return ord(text)
    place = "가나다라마".find(text[0]) if re.fullmatch(r"[가나다라마][.)]", text) else -1
    return place + 1


def _forget_glosses(before: list[_Sign], between: list[_Sign], after: list[_Sign]) -> None:
    """Take out words in brackets that stand beside both options, as a form prints them."""
    for first, second in ((before[-1:], between[-1:]), (between[:1], after[:1])):
        if first and second and all(s.said or _YES_OR_NO.fullmatch(s.text) for s in first + second):
            (before if first == before[-1:] else between).remove(first[0])
            (between if second == between[-1:] else after).remove(second[0])


_YES_OR_NO = re.compile(rf"\((?:{_YES.pattern}|{_NO.pattern})\)")

# ── whose sign it is ─────────────────────────────────────────────────────────────────


def _beside(
    before: _Zone, between: _Zone, after: _Zone
) -> tuple[_Sign | None, _Sign | None, list[_Sign]] | None:
    """Return the sign of each option and those of neither; None where they cannot be told."""
    left, middle, right = before.signs, between.signs, after.signs
    if left and right:
        if len(middle) == 2 and _are_bullets(left[-1], middle[1]):
            return (middle[0], right[0], right[1:]) if middle[0].bracketed else None
        touches = right[0].start == 0 and right[0].kind == "ring"
        box_of_another = len(right) == 1 and right[0].kind in ("empty", "ring") and not touches
        if len(middle) != 1 or not box_of_another:
            return None
        return left[-1], middle[0], left[:-1]
    if left:
        return left[-1], middle[-1] if middle else None, left[:-1] + middle[:-1]
    if right:
        if middle and _leads(middle[0], between, right[0], after):
            return None
        return middle[0] if middle else None, right[0], middle[1:] + right[1:]
    if len(middle) == 2:
        return middle[0], middle[1], []
    if len(middle) == 1:
        sign = middle[0]
        near, far = (
            _distance(text) for text in (between.text[: sign.start], between.text[sign.end :])
        )
        if near != far and min(near, far) < _FAR:
            return (sign, None, []) if near < far else (None, sign, [])
    return None


def _are_bullets(one: _Sign, two: _Sign) -> bool:
    """Tell whether two signs only lead to their options: the same one, and no tick."""
    return one.text == two.text and not one.text.isascii() and one.kind not in ("cross", "disc")


def _leads(sign: _Sign, between: _Zone, right: _Sign, after: _Zone) -> bool:
    """Tell whether a *sign* between two options may lead to the second one.

    The sign behind that would lead to words that follow it then.
    """
    near, far = (_distance(text) for text in (between.text[: sign.start], between.text[sign.end :]))
    if far < near:
        return True
    rest = re.match(r"\s*(?=[가-힣])", after.text[right.end :])
    return near == far and rest is not None and not right.bracketed


_FAR = 4


def _distance(text: str) -> int:
    """Return how far *text* keeps a mark from an option.

    0 touching, 1 a blank, 2 beyond a number, 3 apart, 4 (_FAR) beyond words.
    """
    text = re.sub(r"\([^()]*\)", "", text)
    if re.search("[가-힣A-Za-z]", text):
        return _FAR
    if COLUMN in text or re.search("[/|,]", text):
        return 3
    if re.search(r"[\d①-⑳⑴-⒇㉠-㉭㈀-㈍]", text):
        return 2
    return 0 if not text or text.strip() in (":", "：") else 1


# ── what the two say together ────────────────────────────────────────────────────────


def _resolve(one: _Sign | None, two: _Sign | None) -> Print:
    """Compare the signs of two options.

    Two rings are empty boxes, a ring beside a disc too; beside an empty box or nothing a ring is
    a mark.  Beside a mark of another kind it may be either.
    """
    kinds = (one.kind if one else None, two.kind if two else None)
    if kinds == (None, None):
        return Print(None)
    if "unknown" in kinds:
        return Print(None, odd=True)
    if one is not None and two is not None:
        return _resolve_both(one, two)
    alone = one or two
    assert alone is not None
    if alone.kind in ("empty", "cross"):
        return Print(None, odd=alone.kind == "cross")
    return Print((one is not None, two is not None))


def _resolve_both(one: _Sign, two: _Sign) -> Print:
    alike = _ALIKE.get(one.text, one.text) == _ALIKE.get(two.text, two.text)
    kinds = {one.kind, two.kind}
    if "cross" in kinds:
        if any(sign.text in _OPEN_RINGS for sign in (one, two)):
            return Print(None, odd=True)  # the ring may be the mark, or the box that is left
        if kinds in ({"cross", "ring"}, {"cross", "filled"}):
            return Print((one.kind != "cross", two.kind != "cross"))
        return Print(None, odd=True)
    if kinds <= {"empty", "ring"}:
        if len(kinds) == 2:
            return Print((one.kind == "ring", two.kind == "ring"))
        if not alike or (one.bracketed and one.kind == "ring"):
            return Print(None, odd=True)
        return Print((False, False))
    if kinds == {"ring", "filled"} and not (one.bracketed and two.bracketed):
        return Print(None, odd=True)
    return Print((one.kind in ("filled", "disc"), two.kind in ("filled", "disc")))
