"""동의함 against 동의하지 않음: what is chosen, by print, by pen, and how sure that is.

Witnesses are the marks that stand in the text, the looks of both options in a word processor
(struck, underlined, something drawn over them), and the drawn boxes on the picture of the
sheet.  Where they contradict each other nothing is chosen; where only a pen speaks, the choice
is certain if one box is ticked and the other empty beyond doubt, and nothing else that may be a
mark stands near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fields.alternatives import Pair, Print, compare
from extractors.fields.by_pen import bare, belong, explained, in_order, strays, with_rings
from extractors.fields.layout import Row, Sheet
from extractors.korean import single_spaced
from extractors.model import Because, Box, Consent, Square, Word, around
from extractors.ticks import MARK

_REFUSE = re.compile(
    r"(?:(?<![가-힣])아니[오요]\s*[,.:]?\s*)?"
    r"(?:동\s*의\s*하\s*지\s*(?:않\s*(?:음|습니다|는다)|아\s*니\s*(?:함|합니다))"
    r"|[미부비]\s*동\s*의|동\s*의\s*(?:안|못)\s*(?:함|합니다)|(?<![가-힣])거\s*부\s*(?:함|합니다))"
)
_YES = r"(?:(?<![가-힣])[예네]\s*[,.:]?\s*)?"
"""What a form may print before 동의함 as part of the option; 아니오 before its refusal."""
_AGREE = re.compile(rf"{_YES}(?<![미부비])동\s*의\s*함")
_AGREE_AS_VERB = re.compile(rf"{_YES}(?<![미부비])동\s*의\s*합니다")
_AGREE_ALONE = re.compile(r"(?<![가-힣])(?<![미부비] )동\s?의(?![가-힣])")
_REFUSE_ALONE = re.compile(r"(?<![가-힣])(?:[미부비]\s?동\s?의|동의\s?안\s?함)(?![가-힣])")
FARTHEST = 30
"""How many letters two options may stand apart that are not called 동의함."""


@dataclass(frozen=True)
class Choice:
    """One line of consent: what is chosen, None where not plain, and where it stands.

    ``because`` says why it is certain; None where it is not.
    """

    consent: Consent | None
    because: Because | None
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
        joined = here if _options(here.text) else None
        if joined is None and i + 1 < len(bands) and _splits_over(here.text, bands[i + 1].text):
            joined = here.joined(bands[i + 1])
            i += 1
        if joined is None:
            heading.append(here.text)
        else:
            before = " ".join(heading[-8:])
            below = bands[i + 1].text if i + 1 < len(bands) else ""
            choices.append(_choice(joined, sheet, f"{before} {_lead(joined.text)}", below))
            heading = []
        i += 1
    return choices


@dataclass(frozen=True)
class _Band:
    """Rows of all cells that stand level, as one text."""

    text: str
    rows: tuple[Row, ...]

    @property
    def box(self) -> Box:
        return around([row.box for row in self.rows])

    def joined(self, other: _Band) -> _Band:
        return _Band(f"{self.text}\t{other.text}", self.rows + other.rows)

    def looks(self, start: int, end: int) -> frozenset[str]:
        """Return how the words look that hold the characters ``start:end``."""
        return frozenset(look for word in self._words(start, end) for look in word.looks)

    def place(self, start: int, end: int) -> Box:
        """Return the box of the words that hold the characters ``start:end``."""
        boxes = [word.box for word in self._words(start, end)]
        return around(boxes) if boxes else self.box

    def _words(self, start: int, end: int) -> Iterator[Word]:
        at = 0
        for row in self.rows:
            low, high = max(start - at, 0), min(end - at, len(row.text))
            if low < high:
                yield from row.words_at(low, high)
            at += len(row.text) + 1


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


Options = tuple[re.Match[str], re.Match[str]]


def _options(text: str) -> Options | None:
    """Find where *text* prints 동의함 (or 동의합니다, 동의) and its refusal; None without both."""
    refusal = _REFUSE.search(text)
    if refusal is None:
        return None
    if (agreed := _AGREE.search(text)) is not None:
        return agreed, refusal
    verbs = [match for match in _AGREE_AS_VERB.finditer(text) if _gap_of(match, refusal) < FARTHEST]
    if verbs:
        return min(verbs, key=lambda match: _gap_of(match, refusal)), refusal
    # 동의 and 미동의 stand in sentences, too: as options only beside signs.
    for no in _REFUSE_ALONE.finditer(text):
        for yes in _AGREE_ALONE.finditer(text):
            if _gap_of(yes, no) < FARTHEST and _have_signs(text, yes, no):
                return yes, no
    return None


def _gap_of(one: re.Match[str], other: re.Match[str]) -> int:
    return max(one.start() - other.end(), other.start() - one.end())


def _have_signs(text: str, *options: re.Match[str]) -> bool:
    """Tell whether each option has a sign right before it, or each right behind it."""
    before = [re.search(rf"(?:{MARK.pattern})\s?$", text[: one.start()]) for one in options]
    after = [re.match(rf"\s?(?:{MARK.pattern})", text[one.end() :]) for one in options]
    return all(before) or all(after)


def _splits_over(first: str, second: str) -> bool:
    """Tell whether the two options stand on two lines of their own."""
    if max(len(first), len(second)) >= 60 or _options(first) or _options(second):
        return False
    found = _options(f"{first}\n{second}")
    return found is not None and len({one.start() > len(first) for one in found}) == 2


def _lead(text: str) -> str:
    options = _options(text)
    assert options is not None
    return text[: min(option.start() for option in options)]


def _choice(band: _Band, sheet: Sheet, heading: str, below: str) -> Choice:
    options = _options(band.text)
    assert options is not None
    agree, refuse = options
    first, second = sorted((agree, refuse), key=lambda m: m.start())
    text = band.text
    if sheet.page.source == "ocr":
        text = _MISREAD_BOX.sub("?", text)
    printed = compare(
        _INSTRUCTION.sub(" ", text[: first.start()])[-REACH:],
        text[first.end() : second.start()],
        _INSTRUCTION.sub(" ", text[second.end() :])[:REACH],
    )
    level = [square for square in sheet.page.squares if _is_level(square.box, band)]
    if _words_differ(printed.pair, agree, refuse, (text[second.end() :], below)):
        printed = Print(None, odd=True)
    places = tuple(bare(band.place(*option.span()), level) for option in (first, second))
    level = in_order(level, places)
    if len(level) == 2:
        level = with_rings(level, places, sheet)
    if sheet.page.source == "ocr":
        printed = printed._replace(odd=False)  # what a reader makes of a speck
        if sheet.words is not sheet.page.readings[0] and printed.pair == (True, True):
            printed = printed._replace(pair=None)  # Tesseract makes several signs of one
    pair = _reconciled(printed, _by_ink(level), on_paper=sheet.page.source != "word-processor")
    if sheet.page.source != "ocr":
        parts = _parts(text, first, second)
        pair = _by_looks(pair, *(band.looks(*part) for part in parts))
        covered = _is_drawn_over(band, sheet, pair, level)
        if covered and pair == (False, False):
            pair = None
        if covered and sheet.page.source == "word-processor":
            printed = printed._replace(odd=True)
    elif pair == (False, False) and any(thing.overlaps(band.box) for thing in sheet.page.objects):
        pair = None
    sure = pair is not None and not printed.odd
    because = _because(pair, printed.pair, sheet, places, level) if pair and sure else None
    if pair is not None and first is refuse:
        pair = (pair[1], pair[0])
    return Choice(
        consent=_consent(pair),
        because=because,
        raw=single_spaced(band.text[max(0, first.start() - 6) :])[:120],
        box=band.box,
        page=sheet.page.number,
        heading=heading,
    )


# ── by print ─────────────────────────────────────────────────────────────────────────

_INSTRUCTION = re.compile(r"[(\[※][^()\[\]]{0,40}(?:표시?|체크|기재|선택)[^()\[\]]{0,20}[)\]]?")
"""``(해당란에 √ 표시)`` shows a mark without being one."""
_MISREAD_BOX = re.compile(r"(?<![^\s])[OoQD0](?![^\s])")
"""What a reader makes of an empty box."""
_ANSWER = re.compile(
    r"[\W_]*(?:(?:선택|답변?|회신|의견|결과)\s*[:：은]?\s*)?"
    rf"(?:{_REFUSE.pattern}|{_AGREE.pattern}|{_AGREE_AS_VERB.pattern}|[미부]?동의|예|네|아니[오요]"
    r"|전자|후자|왼쪽|오른쪽|앞|뒤|좌측?|우측?|첫\s*번째|두\s*번째|[12]번)"
    r"(?:에|을|를|으?로)?\s*(?:체크|표시|선택)?(?:함|하였음|했음|합니다|하였습니다|했습니다)?[\W_]*"
)
"""A choice that is written out behind two boxes."""
REACH = 24
"""How many letters around two options a sign may stand in."""


def _words_differ(
    pair: Pair | None, agree: re.Match[str], refuse: re.Match[str], behind: tuple[str, str]
) -> bool:
    """Tell whether words say another choice than *pair*: those *behind* both options, or at one."""
    said = [text for text in behind if _ANSWER.fullmatch(_GLOSS.sub("", text))]
    if pair == (False, False):
        at_one = bool(_YES_BEFORE.match(agree.group())) != bool(_NO_BEFORE.match(refuse.group()))
        return at_one or bool(said)
    refused = [bool(_REFUSE.search(text) or "미동의" in text) for text in said]
    first_chosen = pair is not None and pair[0]
    return any(one == (first_chosen == (agree.start() < refuse.start())) for one in refused)


_GLOSS = re.compile(r"^\([가-힣]+\)")
_YES_BEFORE, _NO_BEFORE = re.compile("[예네]"), re.compile("아니[오요]")

# ── by looks ─────────────────────────────────────────────────────────────────────────

Span = tuple[int, int]
LEAST_SHARE = 0.5
"""Of the width of a field of a form: a narrower box in it is not the field."""
BESIDE = 0.08
"""Of a sheet's width: what stands so near to a choice may be its mark."""
_CHOSEN = frozenset(("highlighted", "shaded", "underlined", "boxed", "enclosed", "dotted"))
"""What people do to the option that they choose; the other one they strike."""


def _parts(text: str, first: re.Match[str], second: re.Match[str]) -> tuple[Span, Span]:
    """Return where each option stands together with the sign before or behind it."""
    lead = re.search(r"[^가-힣A-Za-z0-9]*$", text[: first.start()])
    tail = re.match(r"[^가-힣A-Za-z0-9]*", text[second.end() :])
    assert lead is not None
    assert tail is not None
    if re.search(r"[^\s:：,.·|/]", lead.group()):
        return (lead.start(), first.end()), (first.end(), second.end())
    return (first.start(), second.start()), (second.start(), second.end() + tail.end())


def _by_looks(pair: Pair | None, one: frozenset[str], two: frozenset[str]) -> Pair | None:
    """Hold what is chosen against how both options look beside each other.

    Looks alone choose nothing; where they differ, nobody can say that there is no mark.
    """
    if pair == (False, False) and "struck" in one | two:
        return None
    if one == two or pair is None:
        return pair
    if pair[0] == pair[1]:
        return None
    chosen, other = (one - two, two - one) if pair[0] else (two - one, one - two)
    contradicts = "struck" in chosen or any(look.split()[0] in _CHOSEN for look in other)
    return None if contradicts else pair


def _is_drawn_over(band: _Band, sheet: Sheet, pair: Pair | None, boxes: Sequence[Square]) -> bool:
    """Tell whether a shape or a picture may lie over both options.

    One that may lie anywhere on the sheet matters only where no mark is seen.
    """
    pictures = [one for one in sheet.page.pictures if not explained(one, boxes)]
    things = (*sheet.page.objects, *pictures, *_added(sheet))
    if pair == (False, False) and any(thing.height >= 1.0 for thing in things):
        return True
    row = band.box._replace(x0=band.box.x0 - BESIDE, x1=band.box.x1 + BESIDE)
    if pair == (False, False) and sheet.page.source == "word-processor":
        # A picture that hangs on the paragraph before or after may be moved over this one.
        row = row._replace(y0=row.y0 - row.height, y1=row.y1 + row.height)
    return any(thing.overlaps(row) for thing in things if thing.height < 1.0)


def _added(sheet: Sheet) -> Iterator[Box]:
    """Yield what was put on a PDF later and is no tick box of its form."""
    boxes = [square.box for square in sheet.page.squares]
    for one in sheet.page.added:
        own = [b for b in boxes if one.holds(b.middle) and b.width > LEAST_SHARE * one.width]
        if own:
            boxes.remove(own[0])
        else:
            yield one


# ── by pen ───────────────────────────────────────────────────────────────────────────

_INKED, _CLEAR = 0.14, 0.05


def _by_ink(level: Sequence[Square]) -> Pair | None:
    """Read the drawn boxes beside two options; None without two plain ones."""
    if len(level) != 2:
        return None
    one, two = (
        True
        if s.mark == "plain" or s.ink >= _INKED
        else False
        if s.mark == "none" or s.ink <= _CLEAR
        else None
        for s in level
    )
    return None if one is None or two is None else (one, two)


def _is_level(box: Box, band: _Band) -> bool:
    return any(abs(box.middle[1] - row.box.middle[1]) < row.box.height for row in band.rows)


def _reconciled(printed: Print, drawn: Pair | None, *, on_paper: bool) -> Pair | None:
    """Believe two witnesses only where they do not contradict each other.

    Two empty boxes in a text layer do not show that nobody drew a tick over them: on paper
    that takes two clear boxes on the picture as well.  Nor are boxes empty beside a sign that
    may be the mark.
    """
    if printed.odd and drawn == (False, False):
        return printed.pair
    if printed.pair == (False, False) and on_paper:
        return drawn
    if printed.pair is None or drawn is None:
        return printed.pair or drawn
    return printed.pair if printed.pair == drawn else None


# ── how sure ─────────────────────────────────────────────────────────────────────────


def _because(
    pair: Pair,
    printed: Pair | None,
    sheet: Sheet,
    options: Sequence[Box],
    level: Sequence[Square],
) -> Because | None:
    """Return why *pair* may be acted on, None where it may not."""
    page = sheet.page
    if page.source == "word-processor":
        return "text"
    by_text = page.source == "text-layer" and printed == pair
    row = around(options)
    if by_text and pair != (False, False):
        return None if any(ink.overlaps(row) for ink in page.pictures) else "text"
    if len(level) != 2:
        return None
    said = tuple({"plain": True, "none": False}.get(square.mark) for square in level)
    if said != pair or not belong(level, options):
        return None
    if pair in ((True, True), (False, False)) and not by_text:
        return None  # a mark anywhere else would be the choice
    return None if any(strays(sheet, level, options)) else "mark"


def _consent(pair: Pair | None) -> Consent | None:
    if pair is None:
        return None
    if pair[0] == pair[1]:
        return "contradictory" if pair[0] else "unmarked"
    return "agreed" if pair[0] else "refused"
