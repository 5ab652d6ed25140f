"""Two printed options and the signs beside them: which of the two is marked, by comparing them.

A mark is what differs between the options.  Signs that are known to be empty stand against those
that are known to be marks; signs that differ in a way that nobody has named decide nothing, and
that there is no mark is said only of two empty signs that are alike.  A sign that one option has
and the other lacks is a mark only if it cannot be its box, the bullet of the line, or what parts
the two.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.fields.layout import COLUMN
from extractors.fields.option_signs import (
    ALIKE,
    BULLETS,
    NO,
    OPEN_RINGS,
    POINTERS,
    YES,
    OptionSign,
    Zone,
    zone_of,
)

Pair = tuple[bool, bool]


class Print(NamedTuple):
    """What print says of two options: whether each is marked, None where that is not plain.

    ``odd`` tells that something stands there that may be a mark and was not understood.
    """

    pair: Pair | None
    odd: bool = False


_ODD = Print(None, odd=True)


def compare(before: str, between: str, after: str) -> Print:
    """Compare two options by what stands before the first, between them, and behind the second."""
    zones = (zone_of(before, last=True), zone_of(between), zone_of(after, first=True))
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
        return _ODD
    if unmarked and _differ_otherwise(*zones, found):
        return _ODD
    if spare:
        led = all(sign.text in POINTERS or sign in zones[0].signs[-1:] for sign in spare)
        return Print(None if unmarked else pair, odd=odd or unmarked or not led)
    return Print(pair, odd)


def _forget_numbers(before: list[OptionSign], between: list[OptionSign]) -> None:
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


def _forget_glosses(
    before: list[OptionSign], between: list[OptionSign], after: list[OptionSign]
) -> None:
    """Take out words in brackets that stand beside both options, as a form prints them."""
    for first, second in ((before[-1:], between[-1:]), (between[:1], after[:1])):
        if first and second and all(s.said or _YES_OR_NO.fullmatch(s.text) for s in first + second):
            (before if first == before[-1:] else between).remove(first[0])
            (between if second == between[-1:] else after).remove(second[0])


_YES_OR_NO = re.compile(rf"\((?:{YES.pattern}|{NO.pattern})\)")

# ── whose sign it is ─────────────────────────────────────────────────────────────────

Found = tuple[OptionSign | None, OptionSign | None, list[OptionSign]]
"""The sign of each option, and those of neither."""


def _beside(before: Zone, between: Zone, after: Zone) -> Found | None:
    """Return the sign of each option and those of neither; None where they cannot be told."""
    left, middle, right = before.signs, between.signs, after.signs
    if left and right:
        return _among_three(left, middle, right, after)
    if left:
        if middle and _clings(middle[-1], between):
            return None
        if not middle and _may_lead(left[-1]):
            return None
        return left[-1], middle[-1] if middle else None, left[:-1] + middle[:-1]
    if right:
        if middle and _leads(middle[0], between, right[0], after):
            return None
        if not middle and _may_lead(right[0]) and not _stands_alone(right[0], after):
            return None
        return middle[0] if middle else None, right[0], middle[1:] + right[1:]
    if len(middle) == 2:
        one, two = middle
        mirrored = {one.kind, two.kind} == {"empty", "ring"} or one.bracketed != two.bracketed
        return None if mirrored and (_may_lead(one) or _may_lead(two)) else (one, two, [])
    if len(middle) == 1:
        return _nearest(middle[0], between, after)
    return None


def _among_three(
    left: list[OptionSign], middle: list[OptionSign], right: list[OptionSign], after: Zone
) -> Found | None:
    """Tell whose the signs are of which there are too many.

    The first may be the bullet of the line, the last the box of a third option.
    """
    one, other = left[-1], right[0]
    if len(middle) == 2 and _are_bullets(one, middle[1]):
        return (middle[0], other, right[1:]) if middle[0].bracketed else None
    if len(middle) != 1:
        return None
    sign = middle[0]
    if sign.bracketed and other.bracketed and not one.bracketed:
        return sign, other, [one, *left[:-1], *right[1:]]
    led = _may_lead(one) and not one.bracketed and _family(one) != _family(sign)
    if len(right) == 1 and _is_of_a_third(other, after) and not led:
        return one, sign, left[:-1]
    return None


def _are_bullets(one: OptionSign, two: OptionSign) -> bool:
    """Tell whether two signs only lead to their options: the same one, and no tick."""
    return one.text == two.text and not one.text.isascii() and one.kind not in ("cross", "disc")


def _may_lead(sign: OptionSign) -> bool:
    """Tell whether *sign* may be a bullet, or part two options, or be the box of one of them."""
    return not sign.bracketed and (sign.kind in ("ring", "empty") or sign.text in BULLETS)


def _family(sign: OptionSign) -> str:
    """Return the shape of a box of which *sign* is the filled or the empty one."""
    return "round" if sign.kind in ("ring", "disc") else "square"


def _is_of_a_third(sign: OptionSign, after: Zone) -> bool:
    """Tell whether a *sign* behind two options is the empty box of words that follow it."""
    if sign.kind not in ("empty", "ring") or (sign.start == 0 and sign.kind == "ring"):
        return False
    return bool(re.match(r"\s*[가-힣]", after.text[sign.end :])) and _distance(
        after.text[: sign.start]
    ) >= min(_distance(re.split("[가-힣]", after.text[sign.end :])[0]), 3)


def _stands_alone(sign: OptionSign, after: Zone) -> bool:
    """Tell whether nothing follows a *sign* behind two options that it may lead to.

    A letter that people type, or a filled sign; a ring may be the box that is left.
    """
    if sign.kind in ("ring", "empty") and not sign.text.isascii():
        return False
    return not re.match(r"\s*[가-힣]", after.text[sign.end :])


def _nearest(sign: OptionSign, between: Zone, after: Zone) -> Found | None:
    """Give the only *sign*, which stands between two options, to the one that it is near."""
    if re.fullmatch(r"\s*[:：]\s*", between.text[: sign.start]) and re.match(
        r"\s*[:：]", after.text
    ):
        return sign._replace(bracketed=True), None, []  # each has a place of its own
    near, far = _distances(sign, between)
    if near == far or min(near, far) >= _FAR:
        return None
    typed = sign.text.isascii() and sign.kind == "ring" and near < far
    if sign.kind in ("ring", "empty") and not (typed or sign.bracketed):
        return None
    return (sign, None, []) if near < far else (None, sign, [])


def _clings(sign: OptionSign, between: Zone) -> bool:
    """Tell whether a *sign* between two options stands at the first and apart from the second."""
    near, far = _distances(sign, between)
    return near < far and far >= _APART


def _leads(sign: OptionSign, between: Zone, right: OptionSign, after: Zone) -> bool:
    """Tell whether a *sign* between two options may lead to the second one.

    The sign behind that would lead to words that follow it then.
    """
    near, far = _distances(sign, between)
    if far < near:
        return True
    rest = re.match(r"\s*(?=[가-힣])", after.text[right.end :])
    return near == far and rest is not None and not right.bracketed


_APART, _FAR = 3, 4


def _distances(sign: OptionSign, between: Zone) -> tuple[int, int]:
    before, behind = between.text[: sign.start], between.text[sign.end :]
    return _distance(before), _APART if re.match(r"\s*[:：]", behind) else _distance(behind)


def _distance(text: str) -> int:
    """Return how far *text* keeps a mark from an option.

    0 touching, 1 a blank, 2 beyond a number, 3 (_APART) beyond a gap or what parts two options,
    4 (_FAR) beyond words.
    """
    text = re.sub(r"\([^()]*\)", "", text)
    if re.search("[가-힣A-Za-z]", text):
        return _FAR
    if COLUMN in text or re.search(r"[-–—/／|｜│\\,;~·・ㆍ∙•_]", text):
        return _APART
    if re.search(r"[\d①-⑳⑴-⒇㉠-㉭㈀-㈍]", text):
        return 2
    return 1 if text else 0


# ── what the two say together ────────────────────────────────────────────────────────


def _resolve(one: OptionSign | None, two: OptionSign | None) -> Print:
    """Compare the signs of two options.

    Two rings are empty boxes, a ring beside a disc too; beside an empty box or in brackets a ring
    is a mark.  Beside a mark of another kind it may be either.
    """
    kinds = (one.kind if one else None, two.kind if two else None)
    if kinds == (None, None):
        return Print(None)
    if "unknown" in kinds:
        return _ODD
    if one is not None and two is not None:
        return _resolve_both(one, two)
    alone = one or two
    assert alone is not None
    if alone.kind in ("empty", "cross"):
        return Print(None, odd=alone.kind == "cross")
    return Print((one is not None, two is not None))


def _resolve_both(one: OptionSign, two: OptionSign) -> Print:
    alike = ALIKE.get(one.text, one.text) == ALIKE.get(two.text, two.text)
    kinds = {one.kind, two.kind}
    if "cross" in kinds:
        if any(sign.text in OPEN_RINGS for sign in (one, two)):
            return _ODD  # the ring may be the mark, or the box that is left
        if kinds in ({"cross", "ring"}, {"cross", "filled"}):
            return Print((one.kind != "cross", two.kind != "cross"))
        return _ODD
    if one.bracketed != two.bracketed and any(_may_lead(sign) for sign in (one, two)):
        return _ODD  # a bullet beside the place for a mark
    if kinds <= {"empty", "ring"}:
        if len(kinds) == 2:
            return Print((one.kind == "ring", two.kind == "ring"))
        if not alike or (one.bracketed and one.kind == "ring"):
            return _ODD
        return Print((False, False))
    if kinds == {"ring", "filled"} and not (one.bracketed and two.bracketed):
        return _ODD
    if alike and one.text in BULLETS:
        return _ODD
    return Print((one.kind in ("filled", "disc"), two.kind in ("filled", "disc")))


# ── what else tells two unmarked options apart ───────────────────────────────────────

_BRACKETS = "()[]{}<>〈〉《》「」『』【】〔〕‘’“”"
_AROUND = {_BRACKETS[i : i + 2] for i in range(0, len(_BRACKETS), 2)} | {
    2 * sign for sign in "'\"~*_`|/-="
}
_IN_A_BOX = re.compile(r"[-–—~'\"`*_!…^=+/／|｜│\\.]|\([가-힣]+\)")
_WORDS = re.compile("[가-힣]+")
_GLOSS = re.compile(r"\([가-힣]+\)")
_APART_BY_STROKE = re.compile(r"^[/／|｜│\\](?:\s*$|\s*\t)|\t\s*[/／|｜│\\](?=[^\s가-힣])")
"""A stroke at an option or a box with a gap on its other side, where none parts two options."""


def _differ_otherwise(before: Zone, between: Zone, after: Zone, found: Found) -> bool:
    """Tell whether what stands round the options or in their boxes differs, and may be a mark."""
    one, two, _ = found
    assert one is not None
    assert two is not None
    around = [
        left.text.rstrip()[-1:] + right.text.lstrip()[:1] in _AROUND
        for left, right in ((before, between), (between, after))
    ]
    if around[0] != around[1]:
        return True
    glosses = [_GLOSS.match(zone.text) is None for zone in (between, after)]
    if glosses[0] != glosses[1]:
        return True
    if one in before.signs:
        between_them = (before.text[one.end :], between.text[two.end :])
    else:
        between_them = (between.text[: one.start], after.text[: two.start])
    inside = [_IN_A_BOX.findall(_WORDS.sub("가", text)) for text in between_them]
    if inside[0] != inside[1]:
        return True
    return any(_APART_BY_STROKE.search(zone.text) for zone in (between, after))
