"""The lines that are drawn: invented firms, persons, addresses, numbers, dates, phrases, signs.

More than half of the syllables in invented words are drawn evenly from the 2 350 of
KS X 1001, so that the network learns shapes and not a language.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from extractors import alphabet
from training import words as w

LONGEST = 40  # signs of a line, blanks not counted

COMMON = tuple(
    bytes([row, cell]).decode("euc_kr") for row in range(0xB0, 0xC9) for cell in range(0xA1, 0xFF)
)
EVERYDAY = tuple(
    sorted(set("".join((*w.FIRM_HEADS, *w.FIRM_MIDDLES, *w.GIVEN, *w.PHRASE_STUFFS, *w.TOWNS))))
)
EVEN = 0.55  # of the syllables of an invented word are drawn evenly
DIGITS = "0123456789"
HEADS = (
    *("①", "②", "③", "④", "⑤", "⑥ ", "1. ", "가. ", "□ ", "■ ", "※ ", "- ", "* ", "○ "),
    *("● ", "√ ", "☑ ", "(1) ", "1) ", "[별지] ", "「", "▶ ", "◎ ", "제3조 "),
)
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Line(NamedTuple):
    """What is printed, blanks included, and the kind of text it is."""

    kind: str
    text: str

    @property
    def truth(self) -> str:
        return alphabet.fold(self.text)


def compose(rng: Random, kind: str | None = None) -> Line:
    """Return a line of at most LONGEST signs, of *kind* if given, else of any by its share."""
    kind = kind or rng.choices(list(KINDS), [share for share, _ in KINDS.values()])[0]
    text = KINDS[kind][1](rng)
    while len(text.replace(" ", "")) > LONGEST:  # either half: ends are as common as beginnings
        middle = len(text) // 2
        text = rng.choice([text[:middle], text[middle:]])
    return Line(kind, " ".join(text.split()))


def maybe(rng: Random, chance: float, text: str) -> str:
    return text if rng.random() < chance else ""


def invent(rng: Random, least: int, most: int) -> str:
    """Return a word of *least* to *most* syllables that means nothing."""
    return "".join(
        rng.choice(COMMON) if rng.random() < EVEN else rng.choice(EVERYDAY)
        for _ in range(rng.randint(least, most))
    )


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice(DIGITS) for _ in range(count))


def latin(rng: Random) -> str:
    """Return a run of Latin letters as firms carry it."""
    form = rng.random()
    if form < 0.45:
        run = "".join(rng.choice(UPPER) for _ in range(rng.randint(1, 4)))
        if len(run) > 1 and rng.random() < 0.2:
            at = rng.randint(1, len(run) - 1)
            run = run[:at] + rng.choice("&-.") + run[at:]
        return run
    word = rng.choice(w.LATIN_WORDS) + maybe(rng, 0.3, rng.choice(w.LATIN_WORDS))
    if form < 0.6:
        word = "".join(rng.choice(UPPER.lower()) for _ in range(rng.randint(2, 7)))
    return rng.choice([word.upper(), word.capitalize(), word.capitalize(), word])


def firm(rng: Random) -> str:
    """Return a firm's name, two thirds of them partly or wholly invented from syllables."""
    heads = [
        lambda: rng.choice(w.FIRM_HEADS),
        lambda: invent(rng, 2, 4),
        lambda: invent(rng, 1, 3) + rng.choice(w.FIRM_MIDDLES),
    ]
    name = rng.choice(heads)()
    if rng.random() < 0.33:
        name = rng.choice([latin(rng) + name, latin(rng), name + latin(rng)])
    name += maybe(rng, 0.6, maybe(rng, 0.2, " ") + rng.choice(w.FIRM_MIDDLES))
    name += maybe(rng, 0.25, maybe(rng, 0.2, " ") + rng.choice(w.FIRM_ENDS))
    name += maybe(rng, 0.03, rng.choice(["·", "&", "-", " "]) + invent(rng, 1, 2))
    form = rng.choice(w.FIRM_FORMS)
    gap = maybe(rng, 0.35, " ")
    place = rng.random()
    if place < 0.4:
        return form + gap + name
    if place < 0.75:
        return name + gap + form
    return name + maybe(rng, 0.1, f" {invent(rng, 2, 3)}{rng.choice(['공장', '지점', '사업장'])}")


def person(rng: Random) -> str:
    """Return one or two names, at times with a title or letter-spaced."""
    names = []
    for _ in range(1 + (rng.random() < 0.12)):
        given = "".join(
            rng.choice(COMMON) if rng.random() < 0.35 else rng.choice(w.GIVEN)
            for _ in range(rng.choices([1, 2, 3], [8, 88, 4])[0])
        )
        names.append(rng.choice(w.SURNAMES) + given)
    name = rng.choice([", ", "·", ","]).join(names)
    if rng.random() < 0.15:
        return " ".join(name)
    if rng.random() < 0.2:
        titles = ["대표이사 ", "대표자 ", "대표자: ", "대표 ", "사내이사 ", "성명 : ", "신청인 "]
        return rng.choice(titles) + name
    ends = [" (인)", " 귀하", " 외 1명", "(서명)", f"({invent(rng, 2, 3)})", " 님"]
    return name + maybe(rng, 0.15, rng.choice(ends))


def address(rng: Random) -> str:
    """Return an address by street or by lot, with or without building and room."""
    parts = [rng.choice(w.PROVINCES)] if rng.random() < 0.85 else []
    parts += [rng.choice(w.TOWNS)] if rng.random() < 0.9 else [invent(rng, 2, 2) + "시"]
    place = (invent(rng, 1, 3)) + maybe(rng, 0.1, rng.choice("1234")) + rng.choice(w.PLACE_ENDS)
    parts += [place] if rng.random() < 0.3 else []
    if rng.random() < 0.75:
        street = invent(rng, 2, 4) + maybe(rng, 0.2, digits(rng, rng.randint(1, 3)))
        parts.append(street + rng.choice(w.STREET_ENDS))
    elif rng.random() < 0.3:
        parts.append("산")
    number = str(rng.randint(1, rng.choice([60, 400, 2000])))
    number += maybe(rng, 0.35, f"-{rng.randint(1, 99)}") + maybe(rng, 0.07, "번지")
    parts.append(number)
    building = rng.choice([rng.choice(w.BUILDING_HEADS), invent(rng, 2, 4), latin(rng)])
    building += maybe(rng, 0.1, " ") + rng.choice(w.BUILDING_ENDS)
    room = str(rng.randint(1, rng.choice([30, 2500]))) + rng.choice(["호", "호", "호실", ""])
    inside = [
        building,
        block(rng),
        f"{maybe(rng, 0.1, '지하')}{rng.randint(1, 25)}층",
        room,
        f"{rng.choice(UPPER)}{rng.randint(101, 1999)}호",
    ]
    chosen = [part for part in inside if rng.random() < 0.33]
    text = "" if chosen and rng.random() < 0.15 else " ".join(parts)
    if chosen and not text:
        text = " ".join(chosen)
    elif chosen:
        text += rng.choice([", ", ", ", ",", " "]) + rng.choice([" ", " ", ", "]).join(chosen)
    text += maybe(rng, 0.35, f" ({place}{maybe(rng, 0.3, ', ' + building)})")
    if rng.random() < 0.3:  # the first or second line of a broken address
        at = rng.randint(4, max(4, len(text) - 3))
        text = rng.choice([text[:at], text[at:]]).strip(" ,") or text
    return text


def block(rng: Random) -> str:
    """Return a building of several: by a letter, by a number of one digit or more, by a word."""
    form = rng.random()
    if form < 0.5:
        return rng.choice(["A", "B", "B", "C", "D", "E", rng.choice(UPPER)]) + "동"
    return rng.choice(w.BLOCKS) if form < 0.75 else f"{rng.randint(1, 9)}동"


def date(rng: Random) -> str:
    """Return a day or a period in one of the ways forms print it."""
    day = date_one(rng)
    if rng.random() < 0.25:
        gap = maybe(rng, 0.6, " ")
        return day + gap + rng.choice("～~∼〜-～~") + gap + date_one(rng)
    ends = ["까지", " 까지", "부터", " 현재", " 발급", " 기준", " 이후"]
    heads = ["유효기간: ", "발급일 ", "개업일 : ", "작성일자: ", "생년월일 ", "접수일시 "]
    return maybe(rng, 0.12, rng.choice(heads)) + day + maybe(rng, 0.12, rng.choice(ends))


def date_one(rng: Random) -> str:
    year, month, day = rng.randint(1950, 2039), rng.randint(1, 12), rng.randint(1, 31)
    gap = maybe(rng, 0.65, " ")
    wide = maybe(rng, 0.15, "  ")
    forms = [
        f"{year}년{gap}{month}월{gap}{day}일",
        f"{year}년{gap}{month:02}월{gap}{day:02}일",
        f"{year} 년 {wide}{month:02} 월 {wide}{day:02} 일",
        f"{year}.{gap}{month}.{gap}{day}.",
        f"{year}.{month:02}.{day:02}",
        f"{year}-{month:02}-{day:02}",
        f"{year}/{month:02}/{day:02}",
        f"'{year % 100:02}.{gap}{month}.{gap}{day}.",
        f"{year}년 제{rng.randint(1, 4)}{rng.choice(['기', '분기'])}",
        f"{year}-{month:02}-{day:02} {rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
    ]
    return rng.choices(forms, [4, 4, 2, 3, 2, 3, 1, 1, 1, 1])[0]


def number(rng: Random) -> str:
    """Return a register, document, telephone or lot number, an amount or a measure."""
    amount = f"{rng.randint(1, 10 ** rng.randint(1, 10)):,}"
    hidden = "*" * 6
    forms = [
        f"{digits(rng, 3)}-{digits(rng, 2)}-{digits(rng, 5)}",
        f"{digits(rng, 6)}-{digits(rng, 7)}",
        f"{digits(rng, 6)}-{rng.choice('1234')}{hidden}",
        f"{digits(rng, 4)}-{digits(rng, 3)}-{digits(rng, 4)}-{digits(rng, 3)}",
        f"{digits(rng, 6)}-{digits(rng, 4)}-{digits(rng, 4)}",
        f"제{digits(rng, 4)}-{rng.randint(2001, 2039)}-{digits(rng, rng.randint(1, 6))}호",
        f"제 {rng.randint(1990, 2039)}-{digits(rng, rng.randint(2, 6))} 호",
        f"0{rng.randint(2, 64)}-{digits(rng, rng.randint(3, 4))}-{digits(rng, 4)}",
        f"010-{digits(rng, 4)}-{digits(rng, 4)}",
        f"({digits(rng, 5)})",
        f"{amount}{maybe(rng, 0.5, '원')}",
        rng.choice(["₩", "금", "총 "]) + amount + rng.choice(["원", "백만원", "천원", "명", "건"]),
        f"{amount}.{digits(rng, rng.randint(1, 2))}" + rng.choice("㎡%㎥평㎏℃"),
        f"{rng.choice(UPPER)}{rng.choice(UPPER)}-{digits(rng, rng.randint(3, 6))}",
        "".join(rng.choice(DIGITS + UPPER + "-") for _ in range(rng.randint(5, 14))),
        digits(rng, rng.randint(1, 13)),
        f"{rng.randint(1, 30)} / {rng.randint(1, 30)}",
    ]
    return rng.choice(forms)


def phrase(rng: Random) -> str:
    """Return a trade, a label, a sentence's end or a line of form words."""
    form = rng.random()
    if form < 0.4:
        trades = [
            rng.choice(["기타 ", "", "", "", f"{invent(rng, 1, 3)} "])
            + rng.choice(w.PHRASE_STUFFS)
            + maybe(rng, 0.3, rng.choice([" 및 ", "·", ", ", "/"]) + rng.choice(w.PHRASE_STUFFS))
            + maybe(rng, 0.5, " ")
            + rng.choice(w.PHRASE_FORMS)
            for _ in range(rng.choices([1, 2], [4, 1])[0])
        ]
        return rng.choice([", ", ",", " / "]).join(trades)
    if form < 0.7:
        gap = rng.choice([" ", " ", "", " · ", "·"])
        text = gap.join(rng.choice(w.FORM_WORDS) for _ in range(rng.randint(1, 4)))
        text = maybe(rng, 0.4, rng.choice(HEADS)) + text
        return text + maybe(rng, 0.3, rng.choice([":", " :", "」", "()", "(  )", "*", "?", "."]))
    gap = rng.choice([" ", " ", " ", ""])
    return gap.join(invent(rng, 1, 5) for _ in range(rng.randint(1, 6))) + maybe(rng, 0.3, ".")


def mail(rng: Random) -> str:
    """Return an e-mail or web address; all end in names that are never given out."""
    name = "".join(
        rng.choice(UPPER.lower() + maybe(rng, 0.3, DIGITS + "._-"))
        for _ in range(rng.randint(3, 10))
    )
    host = rng.choice(w.MAIL_HOSTS) + maybe(rng, 0.3, digits(rng, 1))
    end = rng.choice([".example", ".test", ".co.example", ".or.test"])
    return rng.choice([f"{name}@{host}{end}", f"www.{name}{end}", f"E-mail: {name}@{host}{end}"])


def signs(rng: Random) -> str:
    """Return signs in no order: all 11 172 syllables, all signs, mixed runs."""
    every = rng.random() < 0.4
    text = ""
    for _ in range(rng.randint(1, 6)):
        form = rng.random()
        if form < 0.55:
            for _ in range(rng.randint(1, 6)):
                syllable = chr(alphabet.FIRST_SYLLABLE + rng.randrange(alphabet.SYLLABLES))
                text += syllable if every else rng.choice(COMMON)
        elif form < 0.75:
            text += rng.choice(SPECIAL)
        elif form < 0.9:
            text += "".join(rng.choice(alphabet.SIGNS) for _ in range(rng.randint(1, 4)))
        else:
            text += digits(rng, rng.randint(1, 4))
        text += maybe(rng, 0.25, " ")
    return text


SPECIAL = (
    "～~〜∼·ㆍ·①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮√✓√□☐□■○●☑☑㎡㎡㎥㎏㎜㎝㎞㈜㈜㈜※×±°℃₩$「」『』→▶◎△▲◇◆☎"
    "()[]〔〕【】<>-–,.:;/%&“”‘’ⅠⅡⅢ"
)

KINDS: dict[str, tuple[float, Callable[[Random], str]]] = {
    "firm": (0.26, firm),
    "address": (0.22, address),
    "person": (0.12, person),
    "date": (0.08, date),
    "number": (0.09, number),
    "phrase": (0.10, phrase),
    "mail": (0.02, mail),
    "signs": (0.11, signs),
}
