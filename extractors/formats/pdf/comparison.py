"""What a text layer says, against what the sheet shows.

That a letter leaves ink does not make it the letter that is seen: a font may call its glyphs by
other names, and a picture may lie over a part of a word.  So the print itself is read, and a
word is contradicted where two independent readers agree on other digits or syllables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import cv2
import numpy as np
from rapidfuzz.distance import Levenshtein

from extractors import reader
from extractors.alphabet import encode, fold, is_syllable
from extractors.formats.scans import tesseract
from extractors.formats.scans.cutting import cut
from extractors.formats.scans.print_line import Line
from extractors.formats.scans.ruling import STRONG_COLOUR, Colour, Grey, strength
from extractors.model import Word

WIDEST_GAP, MOST_OVERLAP = 1.0, 0.1  # of the words of a run, in heights of the taller one
LONGEST_RUN, MOST_RUNS = 40, 600  # signs; beyond so many runs a sheet is no certificate
LEAST_CERTAINTY = 0.95  # of our own reader, before the second one is asked
FEWEST_ALIKE = 8  # signs for each that the two readings may differ in
FEWEST_DIGITS, MOST_APART = 4, 0.5  # of a run that must be legible; share of signs not read
MOST_CODES = 2  # in which syllables that are alike differ: both readers take 꺨 for 깰
DIGITS = frozenset("0123456789")


class WordRun(NamedTuple):
    """Words, by number, that stand close together on one level.

    ``owners`` has the word of each sign of ``text``.
    """

    text: str
    owners: tuple[int, ...]
    line: Line


class Difference(NamedTuple):
    """A sign of a run, by number, and what is seen in its place."""

    at: int
    seen: str


class Compared(NamedTuple):
    """Words, those that the sheet does not bear out with certainty 0.

    ``differs`` tells whether it shows other signs; it may also show none that can be read.
    """

    words: tuple[Word, ...]
    differs: bool


def compare(words: Sequence[Word], sheet: Grey) -> Compared:
    """Compare *words*, row by row as they came, with what can be read on *sheet*.

    Raises what `tesseract.read_lines` raises.
    """
    runs = list(islice(_runs(words, sheet), MOST_RUNS))
    pictures = [cutting.picture for cutting in cut(sheet, [run.line for run in runs])]
    own = [reader.read_line(picture) for picture in pictures]
    others = [set(_differences(run.text, signs)) for run, signs in zip(runs, own, strict=True)]
    more = [_more_digits(run.text, signs) for run, signs in zip(runs, own, strict=True)]
    suspects = [number for number in range(len(runs)) if others[number] or more[number]]
    second = tesseract.read_lines([pictures[number] for number in suspects], "Hangul")
    refuted: set[int] = set()
    for number, tokens in zip(suspects, second, strict=True):
        again = [reader.Sign(sign, 0, 0, 1) for token in tokens for sign in fold(token.text)]
        if _are_alike(own[number], again):
            agreed = others[number].intersection(_differences(runs[number].text, again))
            refuted |= {runs[number].owners[one.at] for one in agreed}
            if more[number] and more[number] == _more_digits(runs[number].text, again):
                refuted |= set(runs[number].owners)
    illegible = {
        owner
        for run, signs in zip(runs, own, strict=True)
        if _is_illegible(run.text, signs)
        for owner in run.owners
    }
    compared = tuple(
        word.model_copy(update={"certainty": 0.0}) if number in refuted | illegible else word
        for number, word in enumerate(words)
    )
    return Compared(compared, bool(refuted))


def without_seals(drawn: Colour, bare: Colour, rules: Grey) -> Grey:
    """Return the sheet without *rules* and what is strongly coloured, its text kept.

    *drawn* and *bare* are the sheet with and without its text.  A seal over a name makes both
    readers see the same wrong syllable.
    """
    grey, under = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (drawn, bare))
    seals = strength(bare) > STRONG_COLOUR
    hidden = cv2.dilate(np.where(seals, 255, rules).astype(np.uint8), np.ones((5, 5), np.uint8))
    alone = cv2.divide(grey, np.maximum(under, 1), scale=255)
    return np.asarray(np.where(hidden > 0, alone, grey), np.uint8)


def _runs(words: Sequence[Word], sheet: Grey) -> Iterator[WordRun]:
    """Yield the runs of *words* that hold a digit or a syllable."""
    groups: list[list[int]] = []
    aspect = sheet.shape[1] / sheet.shape[0]
    for number, word in enumerate(words):
        if groups and _continues([words[one] for one in groups[-1]], word, aspect):
            groups[-1].append(number)
        else:
            groups.append([number])
    for group in groups:
        signs = [(sign, one) for one in group for sign in fold(words[one].text)]
        line = _line([words[one] for one in group], sheet)
        if any(_is_plain(sign) for sign, _ in signs) and min(line.height, line.x1 - line.x0) > 0:
            yield WordRun("".join(s for s, _ in signs), tuple(one for _, one in signs), line)


def _continues(run: Sequence[Word], word: Word, aspect: float) -> bool:
    left, right = run[-1].box, word.box
    taller = max(left.height, right.height)
    gap = (right.x0 - left.x1) * aspect
    apart = abs(left.middle[1] - right.middle[1])
    short = sum(len(one.text) for one in run) < LONGEST_RUN
    return short and apart < 0.35 * taller and -MOST_OVERLAP * taller < gap < WIDEST_GAP * taller


def _line(run: Sequence[Word], sheet: Grey) -> Line:
    height, width = sheet.shape
    return Line(
        max(int(min(word.box.x0 for word in run) * width), 0),
        max(int(min(word.box.y0 for word in run) * height), 0),
        min(int(max(word.box.x1 for word in run) * width) + 2, width),
        min(int(max(word.box.y1 for word in run) * height) + 2, height),
    )


def _differences(text: str, read: Sequence[reader.Sign]) -> Iterator[Difference]:
    """Yield where a reader is certain of another digit, or of quite another syllable."""
    edits = [edit for edit in Levenshtein.editops(text, _text(read)) if edit.tag == "replace"]
    for at, sign in [(edit.src_pos, read[edit.dest_pos]) for edit in edits]:
        if sign.certainty >= LEAST_CERTAINTY and _is_other(text[at], sign.text):
            yield Difference(at, sign.text)


def _more_digits(text: str, read: Sequence[reader.Sign]) -> str:
    """Return the digits of a run as a reader sees them, if they are its own and one more."""
    seen = [sign for sign in read if sign.text in DIGITS]
    said, more = _digits(text), "".join(sign.text for sign in seen)
    sure = all(sign.certainty >= LEAST_CERTAINTY for sign in seen)
    drawn = any(more[:at] + more[at + 1 :] == said for at in range(len(more)))
    return more if said and sure and drawn else ""


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in DIGITS)


def _are_alike(one: Sequence[reader.Sign], other: Sequence[reader.Sign]) -> bool:
    """Tell whether both could read the type: two that guess agree here and there by chance."""
    return Levenshtein.distance(_text(one), _text(other)) <= len(one) // FEWEST_ALIKE


def _is_illegible(text: str, read: Sequence[reader.Sign]) -> bool:
    """Tell whether our reader sees next to nothing of a run with digits."""
    digits = sum(sign in DIGITS for sign in text)
    apart = Levenshtein.distance(text, _text(read))
    return digits >= FEWEST_DIGITS and apart > MOST_APART * len(text)


def _text(read: Sequence[reader.Sign]) -> str:
    return "".join(sign.text for sign in read)


def _is_other(said: str, seen: str) -> bool:
    if not (_is_plain(said) and _is_plain(seen)):
        return False
    if not (is_syllable(said) and is_syllable(seen)):
        return said != seen
    return len(set(encode(said)) ^ set(encode(seen))) > MOST_CODES


def _is_plain(sign: str) -> bool:
    return sign in DIGITS or is_syllable(sign)
