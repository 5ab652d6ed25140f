"""Letters of a text layer, and the words and rows that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.alphabet import is_syllable
from extractors.formats.pdf.visibility import Shape
from extractors.formats.symbols import spell_out
from extractors.model import Box, Word

SLANTED = 8.0  # degrees off the edges of the sheet
SMUDGED = 0.5  # share of a letter that the next one of its piece covers


class Glyph(NamedTuple):
    """One letter on the sheet as it is shown.

    ``box`` holds its ink, ``space`` the room that the font gives it: a narrow 1 stands in
    the middle of a wide room, and the gaps beside it are none.  ``angle`` is its quarter turns
    clockwise, ``slant`` by how many degrees it is turned further; ``size``, ``width``,
    ``dark``, ``piece`` and ``clipped`` are those of `visibility.Shape`.
    """

    text: str
    box: Box
    space: Box
    unmapped: bool
    angle: int
    slant: float
    size: float
    width: float
    dark: float
    piece: int
    clipped: bool
    sure: bool = True
    looks: tuple[str, ...] = ()
    font: str = ""

    @property
    def shape(self) -> Shape:
        return Shape(
            self.text, self.box, self.piece, self.size, self.width, self.dark, self.clipped
        )

    @property
    def is_slanted(self) -> bool:
        return abs(self.slant) > SLANTED

    @property
    def is_plain(self) -> bool:
        """Tell whether values are made of such: a digit or a syllable."""
        return self.text.isdigit() or all(is_syllable(sign) for sign in self.text)


def words_of(letters: Sequence[Glyph | None], aspect: float) -> Iterator[Word]:
    """Yield the runs of letters that neither a blank nor a gap parts."""
    run: list[Glyph] = []
    for letter in (*letters, None):
        if run and (letter is None or not _continues(run[-1], letter, aspect)):
            yield word_of(run)
            run = []
        if letter is not None:
            run.append(letter)


def _continues(left: Glyph, right: Glyph, aspect: float) -> bool:
    size = max(max(b.height, b.width * aspect) for b in (left.box, right.box)) / aspect
    ink_gap = right.box.x0 - left.box.x1
    gap = min(ink_gap, max(right.space.x0 - left.space.x1, -0.5 * size))
    # Ink alone would part a star or a hyphen from the digits beside it.
    apart = abs(left.space.middle[1] - right.space.middle[1])
    tall = max(left.space.height, right.space.height)
    return ink_gap > -0.6 * size and gap < 0.2 * size and apart < 0.5 * tall


def word_of(run: Sequence[Glyph]) -> Word:
    box = Box(
        min(letter.box.x0 for letter in run),
        min(letter.box.y0 for letter in run),
        max(letter.box.x1 for letter in run),
        max(letter.box.y1 for letter in run),
    )
    text = spell_out("".join(letter.text for letter in run))
    looks = sorted({look for letter in run for look in letter.looks})
    certainty = float(all(letter.sure for letter in run))
    return Word(text=text, box=box, certainty=certainty, looks=tuple(looks))


def in_rows(words: Iterator[Word], aspect: float) -> list[Word]:
    """Return words row by row, left to right; fragments that touch become one word."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.middle[1]):
        for row in rows[-3:]:
            box = row[-1].box
            if abs(box.middle[1] - word.box.middle[1]) < 0.5 * max(box.height, word.box.height):
                row.append(word)
                break
        else:
            rows.append([word])
    found: list[Word] = []
    for row in rows:
        row.sort(key=lambda word: word.box.x0)
        start = len(found)
        for word in row:
            if len(found) > start and _touches(found[-1], word, aspect):
                found[-1] = _merge(found[-1], word)
            else:
                found.append(word)
    return found


def _touches(left: Word, right: Word, aspect: float) -> bool:
    """Tell whether two fragments were printed as one word, cut by the printing program."""
    size = max(left.box.height, right.box.height) / aspect
    gap = right.box.x0 - left.box.x1
    level = abs(left.box.y1 - right.box.y1) < 0.35 * max(left.box.height, right.box.height)
    return level and -0.05 * size < gap < 0.15 * size


def _merge(left: Word, right: Word) -> Word:
    a, b = left.box, right.box
    box = Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    certainty = min(left.certainty, right.certainty)
    looks = tuple(sorted({*left.looks, *right.looks}))
    return Word(text=left.text + right.text, box=box, certainty=certainty, looks=looks)
