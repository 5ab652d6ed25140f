"""The alphabet of our line reader: signs, and syllables spelled as two or three jamo codes.

A code is the class number of the network; 0 is the blank of CTC.  Behind it stand the signs,
then the 19 initials, 21 vowels and 27 finals of modern Hangul, so all 11 172 syllables can be
spelled by construction (Unicode 16, 3.12 "Conjoining Jamo Behavior").
"""

from collections.abc import Iterable

SIGNS = (
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    ".,-/()[]:;~&'\"+*%@#_<>=!?|\\"
    "·①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮√□■○●☑㎡㎥㎏㎜㎝㎞㈜※×±°℃₩$「」『』→▶◎△▲◇◆☎"
)
INITIALS = 19
VOWELS = 21
FINALS = 27

BLANK = 0
FIRST_INITIAL = 1 + len(SIGNS)
FIRST_VOWEL = FIRST_INITIAL + INITIALS
FIRST_FINAL = FIRST_VOWEL + VOWELS
CLASSES = FIRST_FINAL + FINALS

FIRST_SYLLABLE = ord("가")
SYLLABLES = INITIALS * VOWELS * (FINALS + 1)

# Signs that print alike or mean the same stand for one class each.
FOLDED = str.maketrans(
    {
        **dict.fromkeys("～〜∼˜", "~"),
        **dict.fromkeys("ㆍ・•‧∙⋅･", "·"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("“”″〃＂", '"'),
        **dict.fromkeys("‘’′＇`", "'"),
        **dict.fromkeys("✓✔", "√"),
        **dict.fromkeys("☐▢", "□"),
        **dict.fromkeys("○◯", "○"),
        **dict.fromkeys("☑☒", "☑"),
        **{chr(ord(sign) + 0xFEE0): sign for sign in map(chr, range(0x21, 0x7F)) if sign in SIGNS},
        **dict.fromkeys("［〔【", "["),
        **dict.fromkeys("］〕】", "]"),
        **dict.fromkeys("〈《", "<"),
        **dict.fromkeys("〉》", ">"),
        **{"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V"},
        "￦": "₩",
        "⇒": "→",
        "▷": "▶",
    }
)
CODE_OF_SIGN = {sign: code for code, sign in enumerate(SIGNS, start=1)}


def fold(text: str) -> str:
    """Return *text* in the reader's signs, without blanks; what it lacks stays as it is."""
    return "".join(text.translate(FOLDED).split())


def is_syllable(sign: str) -> bool:
    return FIRST_SYLLABLE <= ord(sign) < FIRST_SYLLABLE + SYLLABLES


def encode(text: str) -> tuple[int, ...]:
    """Return the codes of *text*; blanks have none.

    Raises:
        KeyError: a sign is neither a modern syllable nor in SIGNS, even folded.
    """
    codes: list[int] = []
    for sign in fold(text):
        if is_syllable(sign):
            initial, rest = divmod(ord(sign) - FIRST_SYLLABLE, VOWELS * (FINALS + 1))
            vowel, final = divmod(rest, FINALS + 1)
            codes += [FIRST_INITIAL + initial, FIRST_VOWEL + vowel]
            if final:
                codes.append(FIRST_FINAL + final - 1)
        else:
            codes.append(CODE_OF_SIGN[sign])
    return tuple(codes)


def spell(codes: Iterable[int]) -> str:
    """Return the text that *codes* spell; a jamo without its syllable is "?".

    >>> spell(encode("(주)온"))
    '(주)온'
    """
    return "".join(compose(group) for group in group_codes(codes))


def group_codes(codes: Iterable[int]) -> list[tuple[int, ...]]:
    """Return *codes* in groups of one sign each: a sign, a whole syllable, or a lone jamo."""
    groups: list[tuple[int, ...]] = []
    for code in codes:
        before = groups[-1] if groups else ()
        opens_vowel = len(before) == 1 and FIRST_INITIAL <= before[0] < FIRST_VOWEL
        opens_final = len(before) == 2
        if (FIRST_VOWEL <= code < FIRST_FINAL and opens_vowel) or (
            code >= FIRST_FINAL and opens_final
        ):
            groups[-1] = (*before, code)
        else:
            groups.append((code,))
    return groups


def compose(group: tuple[int, ...]) -> str:
    """Return the sign that one group of codes stands for, "?" for a lone jamo."""
    if len(group) == 1:
        return SIGNS[group[0] - 1] if group[0] < FIRST_INITIAL else "?"
    initial, vowel = group[0] - FIRST_INITIAL, group[1] - FIRST_VOWEL
    final = group[2] - FIRST_FINAL + 1 if len(group) == 3 else 0
    return chr(FIRST_SYLLABLE + (initial * VOWELS + vowel) * (FINALS + 1) + final)
