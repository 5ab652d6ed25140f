"""Options with drawn boxes at the place of a label, and what a pen left beside words."""

from collections.abc import Sequence
from typing import Any

import pytest

from checks.holders import lacks_number
from extractors.documents import DOCUMENTS
from extractors.fields.by_pen import unexplained
from extractors.fields.choices import choices_in
from extractors.fields.extraction import read_fields, read_place
from extractors.fields.layout import Sheet
from extractors.fields.printed import Paper, Printed
from extractors.fields.settling import settle
from extractors.fields.signing import signature_present
from extractors.korean import parse_name
from extractors.model import Box, Mark, Page, Square, Value, Word
from extractors.ticks import parse_chosen

LABELS = ("지원유형", "대표자", "신청인", "기대효과")
CHOICE = Printed(("지원유형",), parse_chosen)
NAME = Printed(("대표자", "신청인"), parse_name)


def word(text: str, x: float, *, y: float = 0.3, certainty: float = 1.0) -> Word:
    return Word(text=text, box=Box(x, y, x + 0.02 * len(text), y + 0.012), certainty=certainty)


def square(x: float, mark: Mark, *, y: float = 0.301) -> Square:
    return Square(box=Box(x, y, x + 0.014, y + 0.01), ink=0.3, mark=mark)


ROW = (word("지원유형", 0.1), word("고도화", 0.26), word("고도화(동일수준)", 0.46))
LEFT, RIGHT = 0.24, 0.44


def chosen(
    *squares: Square, other: Sequence[Word] = ROW, **page: Any
) -> tuple[str | None, bool, str | None]:
    """What is read of a scan's row with these boxes: value, whether certain, and why."""
    sheet = Page(
        number=1,
        source="ocr",
        aspect=0.7,
        readings=(ROW, tuple(other)),
        squares=squares,
        **page,
    )
    paper = Paper((sheet,), LABELS, is_form=True)
    value: Value[str] | None = settle(
        [read_place(finder, CHOICE, paper) for finder in paper.finders], parse_chosen
    )
    assert value is not None
    return value.value, value.certain, value.because


def test_one_ticked_box_beside_empty_ones_is_a_choice_beyond_doubt() -> None:
    assert chosen(square(LEFT, "plain"), square(RIGHT, "none")) == ("고도화", True, "mark")
    assert chosen(square(LEFT, "none"), square(RIGHT, "plain")) == (
        "고도화(동일수준)",
        True,
        "mark",
    )


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param(("plain", "plain"), id="both ticked"),
        pytest.param(("none", "none"), id="none ticked"),
        pytest.param(("plain", "unclear"), id="something in the other box"),
        pytest.param(("unclear", "none"), id="something in one box"),
    ],
)
def test_other_marks_choose_nothing(marks: tuple[Mark, Mark]) -> None:
    value, certain, _ = chosen(square(LEFT, marks[0]), square(RIGHT, marks[1]))

    assert (value, certain) == (None, False)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param({"unread": (Box(0.28, 0.28, 0.3, 0.3),)}, id="ink over an option"),
        pytest.param({"unread": (Box(0.47, 0.3, 0.5, 0.31),)}, id="ink on the other option"),
        pytest.param({"pictures": (Box(0.4, 0.27, 0.5, 0.33),)}, id="a seal over a box"),
        pytest.param({"rings": (Box(0.42, 0.29, 0.7, 0.32),)}, id="a ring round the other one"),
    ],
)
def test_what_may_be_another_mark_leaves_a_doubt(page: dict[str, Any]) -> None:
    value, certain, _ = chosen(square(LEFT, "plain"), square(RIGHT, "none"), **page)

    assert not certain
    assert value in ("고도화", None)


def test_a_box_that_stands_far_from_every_option_is_none_of_theirs() -> None:
    far = square(0.34, "none")

    assert not chosen(square(LEFT, "plain"), far)[1]


def test_two_readers_must_see_the_option() -> None:
    misread = (ROW[0], word("고도하", 0.26), ROW[2])

    assert chosen(square(LEFT, "plain"), square(RIGHT, "none"), other=misread)[:2] == (
        "고도화",
        False,
    )


def test_a_ring_round_an_option_ticks_its_empty_box() -> None:
    ring = Box(0.23, 0.285, 0.33, 0.325)
    boxes = square(LEFT, "none"), square(RIGHT, "none")

    assert chosen(*boxes, rings=(ring,), pictures=(ring,)) == ("고도화", True, "mark")
    assert chosen(*boxes, rings=(ring._replace(x1=0.7),))[0] is None
    assert chosen(*boxes)[0] is None


def test_an_option_may_go_on_in_the_next_line() -> None:
    rows = (*ROW[:2], word("고도화(동일수준)", 0.24, y=0.316))
    page = Page(
        number=1,
        source="ocr",
        aspect=0.7,
        cells=(Box(0.08, 0.29, 0.22, 0.34), Box(0.22, 0.29, 0.6, 0.34)),
        readings=(rows, rows),
        squares=(square(LEFT, "plain"), square(0.34, "none")),
    )
    paper = Paper((page,), LABELS, is_form=True)
    value: Value[str] | None = settle([read_place(f, CHOICE, paper) for f in paper.finders])

    assert value is not None
    assert (value.value, value.certain) == ("고도화", True)


# ── who signs ────────────────────────────────────────────────────────────────────────


def signer(*words: Word, other: str, mark: Box) -> tuple[str | None, bool]:
    """Who signs by two readings, of which the second sees *other* in the last word."""
    row = (word("신청인", 0.4), *words)
    second = (*row[:-1], row[-1].model_copy(update={"text": other}))
    page = Page(number=1, source="ocr", aspect=0.7, readings=(row, second), pictures=(mark,))
    paper = Paper((page,), LABELS, is_form=True)
    value: Value[str] | None = settle(
        [read_place(f, NAME, paper) for f in paper.finders], parse_name
    )
    assert value is not None
    return value.value, value.certain


def test_a_name_before_a_signature_ends_where_the_signature_begins() -> None:
    scrawl = word("서벵)I", 0.6, certainty=0.2)
    mark = Box(0.59, 0.28, 0.7, 0.32)

    assert signer(word("도가람", 0.5), scrawl, other="(서면", mark=mark) == ("도가람", True)


@pytest.mark.parametrize(
    ("words", "other", "left"),
    [
        pytest.param((word("도가", 0.5), word("람", 0.55)), "랍", 0.55, id="two syllables"),
        pytest.param((word("남궁가", 0.5), word("람", 0.58)), "랍", 0.54, id="over the name"),
        pytest.param(
            (word("도", 0.5), word("가람", 0.55), word("솔", 0.62)),
            "솥",
            0.61,
            id="letters far apart",
        ),
    ],
)
def test_a_name_of_which_a_mark_may_hide_a_part_is_not_certain(
    words: tuple[Word, ...], other: str, left: float
) -> None:
    assert not signer(*words, other=other, mark=Box(left, 0.28, 0.7, 0.32))[1]


CONSENT = (
    word("이용에", 0.2),
    word("동의함", 0.32),
    word("동의하지", 0.5),
    word("않음", 0.59),
)
BOXES = (square(0.3, "plain"), square(0.48, "none").model_copy(update={"ink": 0.0}))


@pytest.mark.parametrize(
    ("own", "other", "certain"),
    [
        pytest.param((), (word("：", 0.281),), True, id="signs that Tesseract makes of a box"),
        pytest.param((), (word("V", 0.4), word("v", 0.47)), False, id="a sign elsewhere"),
        pytest.param((word(":", 0.281),), (), False, id="a sign that our reader sees"),
        pytest.param((), (word("\\/", 0.22),), True, id="signs for a word of our reader"),
    ],
)
def test_signs_of_one_reading_beside_a_box_that_is_decided_are_no_marks(
    own: tuple[Word, ...], other: tuple[Word, ...], certain: bool
) -> None:
    readings = (CONSENT + own, CONSENT[1:] + other)
    page = Page(number=1, source="ocr", aspect=0.7, readings=readings, squares=BOXES)
    choices = [choice for reading in (0, 1) for choice in choices_in(Sheet(page, reading))]

    assert [choice.consent for choice in choices] == ["agreed"] * 2
    assert all(choice.because == "mark" for choice in choices) is certain


def consented(*reading: Word, **page: Any) -> list[tuple[str | None, str | None]]:
    """What Tesseract's *reading* of a line of consent says, its first box ticked by a pen."""
    readings = (CONSENT, reading)
    sheet = Page(number=1, source="ocr", aspect=0.7, readings=readings, squares=BOXES, **page)
    return [(choice.consent, choice.because) for choice in choices_in(Sheet(sheet, 1))]


def test_a_sign_that_tesseract_makes_of_no_ink_is_no_mark() -> None:
    hair = Word(text="v", box=Box(0.44, 0.3, 0.4405, 0.312))
    sign = Word(text="v", box=Box(0.44, 0.3, 0.45, 0.312))

    assert consented(*CONSENT, hair) == [("agreed", "mark")]
    assert consented(*CONSENT, sign) == [("agreed", None)]
    assert consented(*CONSENT, hair, unread=(hair.box,)) == [("agreed", None)]


def test_a_tick_read_as_a_quote_before_its_option_takes_no_box_from_it() -> None:
    quoted = Word(text='"동의함', box=Box(0.308, 0.3, 0.38, 0.312))

    assert consented(CONSENT[0], quoted, *CONSENT[2:]) == [("agreed", "mark")]


@pytest.mark.parametrize(
    ("number", "certain"),
    [
        pytest.param("997111-0245186", True, id="the same"),
        pytest.param("997111-0245136", False, id="another"),
        pytest.param("Registration", False, id="none"),
    ],
)
def test_a_number_whose_label_tesseract_misreads_is_read_twice_at_its_place(
    number: str, certain: bool
) -> None:
    label = word("법인등록번호", 0.1)
    own = (label, word("997111-0245186", 0.4))
    other = (word("볍민동륵번흐", 0.1), word(number, 0.4))
    sheet = Page(number=1, source="ocr", aspect=0.7, readings=(own, other, other))
    kind = DOCUMENTS["local-tax-clearance"]
    fields = read_fields(kind, Paper((sheet,), ("법인등록번호",)))

    assert fields["corporate_number"].value == "997111-0245186"
    assert fields["corporate_number"].certain is certain


@pytest.mark.parametrize(
    ("own", "raw", "is_persons"),
    [
        pytest.param("580501-*******", "******-*******", True, id="a person's, without the birth"),
        pytest.param("58O5O1 ]-**", "58O5O1 ]-**", False, id="one that our reader cannot read"),
    ],
)
def test_a_starred_number_of_a_person_is_no_firm_s_however_tesseract_misreads_it(
    own: str, raw: str, is_persons: bool
) -> None:
    """What our reader sees is kept: then the paper is held against the person."""
    label = word("사업자등록번호", 0.1)
    readings = tuple((label, word(text, 0.4)) for text in (own, "580501 ]-******r*"))
    sheet = Page(number=1, source="ocr", aspect=0.7, readings=readings)
    kind = DOCUMENTS["national-tax-clearance"]
    paper = kind(**read_fields(kind, Paper((sheet,), ("사업자등록번호",))))
    number = paper.field("business_number")

    assert number is not None
    assert (number.value, number.raw, number.certain) == (None, raw, False)
    assert lacks_number(paper) is is_persons


def test_what_is_left_of_marks_was_not_left_unread() -> None:
    ticked = square(0.2, "plain")
    page = Page(
        number=1,
        source="ocr",
        aspect=0.7,
        readings=((),),
        squares=(ticked, square(0.4, "none")),
        pictures=(Box(0.6, 0.6, 0.7, 0.7),),
        unread=(
            Box(0.21, 0.292, 0.225, 0.301),  # the tail of the tick
            Box(0.62, 0.62, 0.64, 0.63),  # a part of the signature
            Box(0.72, 0.66, 0.74, 0.665),  # its tail
            Box(0.78, 0.62, 0.86, 0.64),  # strokes that run on from it
            Box(0.88, 0.62, 0.9, 0.64),
            Box(0.5, 0.8, 0.505, 0.802),  # a dash in a cell of its own
            Box(0.1, 0.8, 0.2, 0.81),
            Box(0.41, 0.292, 0.425, 0.301),  # at an empty box
        ),
    )

    assert [box.x0 for box in unexplained(page)] == [0.1, 0.41]


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        pytest.param((), "도가람?먀", id="nothing on either"),
        pytest.param((Box(0.55, 0.49, 0.65, 0.52),), "도가람", id="a signature at the foot"),
    ],
)
def test_a_name_under_a_mark_gives_way_to_one_that_nothing_lies_on(
    mark: tuple[Box, ...], name: str
) -> None:
    table = (word("대표자", 0.1), word("도가람", 0.3))
    foot = (word("신청인", 0.4, y=0.5), word("도가람?먀", 0.5, y=0.5))
    page = Page(number=1, source="ocr", aspect=0.7, readings=(foot + table,), pictures=mark)
    paper = Paper((page,), LABELS, is_form=True)
    seen = read_place(paper.finders[0], Printed(("신청인", "대표자"), parse_name), paper)

    assert seen is not None
    assert seen.value.value == name


@pytest.mark.parametrize(
    ("name", "mark", "is_form", "certain"),
    [
        pytest.param("엄", (0.53, 0.6), False, False, id="a stamp behind one syllable"),
        pytest.param("도가람", (0.57, 0.7), False, False, id="a stamp close behind a name"),
        pytest.param("도가람", (0.75, 0.8), False, True, id="a seal far off"),
        pytest.param("도가람", (0.57, 0.7), True, True, id="where one seals a form"),
        pytest.param("도가", (0.55, 0.7), True, False, id="two syllables on a form"),
    ],
)
def test_what_a_stamp_close_behind_may_hide_is_not_certain(
    name: str, mark: tuple[float, float], is_form: bool, certain: bool
) -> None:
    row = (word("대표자", 0.3), word(name, 0.5))
    page = Page(
        number=1,
        source="ocr",
        aspect=0.7,
        readings=(row, row),
        pictures=(Box(mark[0], 0.28, mark[1], 0.32),),
    )
    paper = Paper((page,), LABELS, is_form=is_form)
    value: Value[str] | None = settle(
        [read_place(f, NAME, paper) for f in paper.finders], parse_name
    )

    assert value is not None
    assert (value.value, value.certain) == (name, certain)


@pytest.mark.parametrize(
    ("stamp", "certain"),
    [pytest.param(0.57, False, id="close"), pytest.param(0.75, True, id="far")],
)
def test_no_second_reading_answers_for_a_list_that_a_stamp_may_cut(
    stamp: float, certain: bool
) -> None:
    row = (word("업태", 0.3), word("제조업", 0.5))
    marks = (Box(stamp, 0.28, 0.85, 0.32),)
    page = Page(number=1, source="ocr", aspect=0.7, readings=(row, row), pictures=marks)
    kind = DOCUMENTS["business-registration"]
    field = read_fields(kind, Paper((page,), ("업태",)))["business_types"]

    assert (field.value, field.certain, field.second) == (("제조업",), certain, None)


@pytest.mark.parametrize(
    ("own", "name", "raw"),
    [
        pytest.param("970714.*******", "도가람", "******-*******", id="its hyphen misread"),
        pytest.param("970714.*******", "주식회사 가온", "는", id="a corporation's paper"),
        pytest.param("97", "도가람", "는", id="no stars"),
    ],
)
def test_a_starred_number_beside_the_upper_row_of_a_label_in_two_is_a_person_s(
    own: str, name: str, raw: str
) -> None:
    row = (
        *(word("상호", 0.1, y=0.25), word(name, 0.3, y=0.25)),
        *(word("주민등록번호", 0.1), word(own, 0.4)),
        *(word("(사업자등록번호)", 0.1, y=0.314), word("는", 0.42, y=0.314)),
    )
    cell = Box(0.08, 0.29, 0.9, 0.33)
    sheet = Page(number=1, source="ocr", aspect=0.7, readings=(row, row), cells=(cell,))
    kind = DOCUMENTS["national-tax-clearance"]
    fields = read_fields(kind, Paper((sheet,), ("사업자등록번호", "상호")))

    assert (fields["business_number"].value, fields["business_number"].raw) == (None, raw)


@pytest.mark.parametrize(("again", "second"), [("제조업", ("제조업",)), ("", None)])
def test_a_word_whose_label_tesseract_misreads_has_a_second_reading_and_is_not_certain(
    again: str, second: tuple[str] | None
) -> None:
    own = (word("업태", 0.1), word("제조업", 0.4))
    other = (word("업대", 0.1), *((word(again, 0.4),) if again else ()))
    sheet = Page(number=1, source="ocr", aspect=0.7, readings=(own, other))
    kind = DOCUMENTS["business-registration"]
    field = read_fields(kind, Paper((sheet,), ("업태",)))["business_types"]

    assert (field.value, field.certain, field.second) == (("제조업",), False, second)


@pytest.mark.parametrize(
    ("stroke", "certain"),
    [
        pytest.param(0.575, True, id="the first stroke of the signature"),
        pytest.param(0.561, False, id="as close as the next letter"),
        pytest.param(0.485, False, id="before the name"),
    ],
)
def test_strokes_that_run_on_from_a_signature_hide_no_letter_of_the_name(
    stroke: float, certain: bool
) -> None:
    row = (word("신청인", 0.3), word("도가람", 0.5))
    page = Page(
        number=1,
        source="ocr",
        aspect=0.7,
        readings=(row, row),
        pictures=(Box(0.61, 0.28, 0.7, 0.32),),
        unread=(Box(stroke, 0.299, stroke + 0.01, 0.31),),
    )
    paper = Paper((page,), LABELS, is_form=True)
    value: Value[str] | None = settle(
        [read_place(f, NAME, paper) for f in paper.finders], parse_name
    )

    assert value is not None
    assert (value.value, value.certain) == ("도가람", certain)


def signed_under(text: str, *, tall: float, certainty: float, other: str) -> tuple[bool, bool]:
    """Whether a scan shows a signature, for certain, where our reader sees *text* behind a name.

    *other* is what Tesseract makes of it, *tall* its height in those of the name.
    """
    day = word("2025.", 0.4, y=0.5), word("5.", 0.52, y=0.5), word("8.", 0.58, y=0.5)
    asked = word("동의자성명", 0.5, y=0.55), word("도가람", 0.64, y=0.55)
    address = word("이사장", 0.1, y=0.6), word("귀하", 0.2, y=0.6)
    place = Box(0.72, 0.556 - 0.006 * tall, 0.8, 0.556 + 0.006 * tall)
    marks = (
        Word(text=said, box=place, certainty=sure) for said, sure in ((text, certainty), (other, 1))
    )
    readings = tuple((*day, *asked, mark, *address) for mark in marks)
    paper = Paper((Page(number=1, source="ocr", aspect=0.7, readings=readings),), (), is_form=True)
    seen = signature_present(paper.finders[0])
    return (False, False) if seen is None else (bool(seen.value), seen.certain)


def test_what_nobody_reads_behind_a_name_and_far_higher_than_it_may_be_a_signature() -> None:
    assert signed_under("a??66층", tall=2.2, certainty=0.2, other="들") == (True, False)
    assert signed_under("a??66층", tall=1.2, certainty=0.2, other="들") == (False, False)
    assert signed_under("사무소", tall=2.2, certainty=0.97, other="사무스") == (False, False)
    assert signed_under("사무소", tall=2.2, certainty=0.3, other="사무소") == (False, False)
