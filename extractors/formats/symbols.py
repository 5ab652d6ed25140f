"""Signs that print as ticks, boxes and bullets but are stored as private-use letters."""

from __future__ import annotations

import unicodedata

WINGDINGS: dict[int, str] = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x76: "❖", 0x9F: "•", 0xA1: "○",
    0xA7: "▪", 0xA8: "□", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
"""Wingdings by its own code; Office and Hangul store it at U+F000 + code."""

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


def is_unmapped(letter: str) -> bool:
    """Tell whether *letter* shows that a text layer does not know what it prints."""
    return letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn", "Cc")
