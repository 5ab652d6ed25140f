"""Signs that print as ticks, boxes and bullets but are stored as private-use letters."""

from __future__ import annotations

import unicodedata

WINGDINGS: dict[int, str] = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x76: "❖",
    0x78: "☒", 0x9F: "•", 0xA1: "○", 0xA2: "○", 0xA3: "○", 0xA4: "◉", 0xA5: "◎", 0xA7: "▪",
    0xA8: "□", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
"""Wingdings by its own code; Office and Hangul store it at U+F000 + code."""

FONTS: dict[str, dict[int, str]] = {
    "wingdings": WINGDINGS,
    "wingdings2": {
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x55: "⊗", 0x56: "⊗",
        0x96: "•", 0x97: "•", 0x98: "●", 0x99: "○", 0x9A: "○", 0x9B: "○", 0x9D: "⊙", 0x9E: "⦿",
        0x9F: "▪", 0xA0: "▪", 0xA1: "■", 0xA2: "■", 0xA3: "□", 0xA4: "□", 0xA5: "□", 0xA8: "▣",
    },
    "wingdings3": {},
    "webdings": {0x61: "✔", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✖"},
    "symbol": {
        **{code: chr(code) for code in (*range(0x20, 0x22), *range(0x28, 0x2A), *range(0x2B, 0x2D),
        *range(0x2E, 0x40), 0x5B, 0x5D, 0x7B, 0x7C, 0x7D)},
        0x4F: "O", 0xB4: "×", 0xB7: "•", 0xC4: "⊗", 0xC5: "⊕", 0xD6: "√", 0xD7: "·", 0xDA: "∨",
    },
    "zapfdingbats": {
        0x33: "✓", 0x34: "✔", 0x35: "✕", 0x36: "✖", 0x37: "✗", 0x38: "✘", 0x6C: "●", 0x6D: "❍",
        0x6E: "■", 0x6F: "❏", 0x70: "❐", 0x71: "❑", 0x72: "❒",
    },
    "marlett": {0x61: "✔", 0x62: "✔", 0x69: "•", 0x6E: "●"},
}  # fmt: skip
"""What fonts of signs print for a code, by their name: the signs that forms are filled in with.

Source: Unicode 7.0 and its mappings of Wingdings and Webdings (L2/12-368); Adobe's encodings of
Symbol and ZapfDingbats.
"""
UNNAMED_PLANE = 0x10_0000
"""From here stand the signs of such fonts that nobody has named, each at a place of its own."""
UNNAMED = "\U0010fffd"
"""Stands for a sign that shows one thing and says another."""
NOT_SIGNS = frozenset((" ", "\t", "\n", "\f", "\u00a0"))

HANCOM: dict[int, str] = {
    0xF012B: "(인)", 0xF0854: "《", 0xF0855: "》", 0xF53A: "한글",
    **{0xF02B1 + digit: "①②③④⑤⑥⑦⑧⑨"[digit] for digit in range(9)},
}  # fmt: skip

BLANKS = dict.fromkeys((0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000), " ")
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), "")

TABLE: dict[int, str] = {
    **{0xF000 + code: sign for code, sign in WINGDINGS.items()},
    **HANCOM,
    **BLANKS,
    **UNSEEN,
}


def spell_out(text: str) -> str:
    """Return *text* in NFC with known private-use signs as what they look like.

    Unknown ones stay, so that somebody notices.
    """
    return unicodedata.normalize("NFC", text.translate(TABLE))


def in_font(text: str, font: str) -> str:
    """Return *text* as *font* prints it, where that is a font of signs.

    A sign of such a font that nobody has named is one letter of its own, equal to itself alone.

    >>> in_font("R", "Wingdings 2"), in_font("동의함", "Wingdings 2")
    ('☑', '동의함')
    """
    name = font_name(font)
    signs = FONTS.get(name)
    if signs is None:
        return text
    first = UNNAMED_PLANE + 0x100 * list(FONTS).index(name)
    return "".join(_sign_in(letter, signs, first) for letter in text)


def font_name(font: str) -> str:
    """Return the name of *font* as `FONTS` spells it."""
    name = "".join(font.lower().replace("-", " ").split())
    return "zapfdingbats" if name == "dingbats" else name


def _sign_in(letter: str, signs: dict[int, str], first: int) -> str:
    code = ord(letter)
    if letter in NOT_SIGNS or not (code < 0x100 or 0xF000 <= code < 0xF100):
        return letter
    return signs.get(code & 0xFF, chr(first + (code & 0xFF)))


def is_unmapped(letter: str) -> bool:
    """Tell whether *letter* shows that a text layer does not know what it prints."""
    return letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn", "Cc")
