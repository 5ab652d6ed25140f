"""Which option is ticked, in all the ways people tick; what is not plain is no answer."""

import pytest

from extractors.fields.choices import Choice, choices_in
from extractors.fields.layout import Sheet
from extractors.formats.grid import Cell, Paragraph, Table, lay_out
from extractors.model import Box, Mark, Page, Square, Word
from extractors.ticks import options_in, parse_chosen, parse_yes


def typed(text: str) -> list[Choice]:
    """What a word processor's sheet with the lines of *text* chooses."""
    heading = Paragraph("(필수)개인정보 수집 및 이용에")
    (page,) = lay_out((heading, *map(Paragraph, text.split("\n"))))
    return choices_in(Sheet(page))


@pytest.mark.parametrize(
    ("line", "consent"),
    [
        ("☑ 동의함   □ 동의하지 않음", "agreed"),
        ("□ 동의함   ☑ 동의하지 않음", "refused"),
        ("□ 동의함   □ 동의하지 않음", "unmarked"),
        ("☑ 동의함   ☑ 동의하지 않음", "contradictory"),
        ("동의함 ☑   동의하지 않음 □", "agreed"),
        ("동의함 ( √ )  동의하지 않음 (   )", "agreed"),
        ("동의함(   ), 동의하지 않음(  V  )", "refused"),
        ("동의함 [V] / 동의하지 않음 [ ]", "agreed"),
        ("[√] 동의함 / [  ] 미동의", "agreed"),
        ("■동의함 □동의하지않음", "agreed"),
        ("V 동의함    동의하지 않음", "agreed"),
        ("□V 동의함  □ 동의하지 않음", "agreed"),
        ("☑ 동의함\n□ 동의하지 않음", "agreed"),
        ("예, 동의합니다 ☑   아니오, 동의하지 않습니다 □", "agreed"),
        ("○ 동의함  ● 동의하지 않음", "refused"),
        ("동의함(○) 동의하지 않음( )", "agreed"),
        ("동의함 : ○   동의하지 않음 :", "agreed"),
        ("동의함 V\t\t동의하지 않음", "agreed"),
        ("동의함 [O] 동의하지 않음 [X]", "agreed"),
        ("☑동의함/□동의하지 않음(해당란에 V표)", "agreed"),
        ("동의함 □ 동의하지 않음 □ (해당하는 곳에 √ 표시)", "unmarked"),
        ("☑ 동의함 □ 동의하지 않음 (☑ 표시는 필수)", "agreed"),
        ("○ 동의함  ◎ 동의하지 않음", "refused"),
        ("◎ 동의함  ○ 동의하지 않음", "agreed"),
        ("○ 동의함  ⓥ 동의하지 않음", "refused"),
        ("□ 동의함  ◎ 동의하지 않음", "refused"),
        ("☒ 동의함  ☐ 동의하지 않음", "agreed"),
        ("O 동의함  □ 동의하지 않음", "agreed"),
        ("[Ⅴ] 동의함  [ ] 동의하지 않음", "agreed"),
        ("동의함 (예)  동의하지 않음 ( )", "agreed"),
        ("동의함 ( )  동의하지 않음 (Y)", "refused"),
        ("동의함(예) □  동의하지 않음(아니오) ☑", "refused"),
        ("동의함(예) □  동의하지 않음(아니오) □", "unmarked"),
        ("① □ 동의함  ② ■ 동의하지 않음", "refused"),
        ("ㅁ 동의함  ■ 동의하지 않음", "refused"),
        ("(○) 동의함  (●) 동의하지 않음", "refused"),
        ("→ □ 동의함  □ 동의하지 않음", "unmarked"),
        ("동의함(필수) □  동의하지 않음 ■", "refused"),
        ("□ 예, 동의합니다.  ☑ 아니오, 동의하지 않습니다.", "refused"),
        ("V 예, 동의합니다.    아니오, 동의하지 않습니다.", "agreed"),
        ("□ 동의함  □ 동의하지 않음   ☐ 일부 동의", "unmarked"),
        ("□ 동의함  ■ 동의하지 아니함", "refused"),
        ("□ 동의함  ■ 거부함", "refused"),
        ("□ 동의  ■ 동의 안함", "refused"),
        ("( □ 동의함 / ☑ 동의하지 않음 )", "refused"),
        ("ㅇ 동의함 ( )\tㅇ 동의하지 않음 (V)", "refused"),
        ("○ 동의함 ( )  ○ 동의하지 않음 (V)", "refused"),
        ("① 동의함 V   ② 동의하지 않음", "agreed"),
        ("동의함 (ㅇ)  동의하지 않음 ( )", "agreed"),
        ("[✔\ufe0f] 동의함  [ ] 동의하지 않음", "agreed"),
        ("⭕ 동의함  □ 동의하지 않음", "agreed"),
        ("▶■ 동의함  □ 동의하지 않음", "agreed"),
        ("□ 동의함/□ 동의하지 않음", "unmarked"),
        ("○동의함 / ○동의하지 않음", "unmarked"),
        ("○동의함,○동의하지 않음", "unmarked"),
        ("● 동의함 / ○ 동의하지 않음", "agreed"),
        ("V 동의함 / 동의하지 않음", "agreed"),
        ("동의함 V / 동의하지 않음", "agreed"),
        ("동의함 ~ V 동의하지 않음", "refused"),
        ("동의함 / 동의하지 않음 (○)", "refused"),
        ("○ 동의함 (V)  동의하지 않음 ( )", "agreed"),
        ("■ 동의함 ( ) / 동의하지 않음 (V)", "refused"),
    ],
)
def test_consent_as_people_tick_it(line: str, consent: str) -> None:
    (choice,) = typed(line)

    assert (choice.consent, choice.because) == (consent, "text")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("동의함 ✔ 동의하지 않음", id="a mark as near to one as to the other"),
        pytest.param("동의함     동의하지 않음", id="no box and no mark"),
        pytest.param("X 동의함  O 동의하지 않음", id="letters that may be a cross and a ring"),
        pytest.param("√ 동의함  ○ 동의하지 않음", id="a mark beside a ring"),
        pytest.param("동의함 [X] 동의하지 않음 [ ]", id="a cross alone may tick or reject"),
        pytest.param("동의함 O  동의하지 않음 X", id="bare letters"),
        pytest.param("★ 동의함  □ 동의하지 않음", id="a sign nobody has named"),
        pytest.param("\uf052 동의함  \uf0a3 동의하지 않음", id="signs of an unknown font"),
        pytest.param("□ 동의함 V   □ 동의하지 않음", id="a mark behind its option"),
        pytest.param("√ □ 동의함  □ 동의하지 않음", id="a mark before its box"),
        pytest.param("□ 동의함  □ 동의하지 않음 ★", id="a sign behind both"),
        pytest.param("□ 동의함 선택  □ 동의하지 않음", id="a word in place of a mark"),
        pytest.param("동의함 (확인)  동의하지 않음 ( )", id="a word in brackets"),
        pytest.param("동의함 (1)  동의하지 않음 ( )", id="a number in brackets"),
        pytest.param("① 동의함  ② 동의하지 않음", id="options that are only counted"),
        pytest.param("◯ 동의함  ○ 동의하지 않음", id="empty signs that differ"),
        pytest.param("□ 동의함    동의하지 않음", id="a box that one option lacks"),
        pytest.param("동의함   V 동의하지 않음   □ 일부 동의", id="a third option with a box"),
        pytest.param("○ 동의함  × 동의하지 않음", id="a cross beside a ring that may be empty"),
        pytest.param("○ 동의함  체크 동의하지 않음", id="a word where the other has a ring"),
        pytest.param("체크 동의함    ○ 동의하지 않음", id="a word before a ring"),
        pytest.param("체크□ 동의함  □ 동의하지 않음", id="a word at a box"),
        pytest.param("□ 동의함  □ 동의하지 않음체크", id="a word at an option"),
        pytest.param("□ 동의함  □ 동의하지 않음O", id="a letter at an option"),
        pytest.param("□ 동의함  □/ 동의하지 않음", id="a stroke in a box"),
        pytest.param("☞□ 동의함  □ 동의하지 않음", id="a hand at a box"),
        pytest.param("(-) 동의함  ( ) 동의하지 않음", id="a dash in one pair of brackets"),
        pytest.param("□. 동의함  □ 동의하지 않음", id="a dot in a box"),
        pytest.param("□ [동의함]  □ 동의하지 않음", id="brackets round one option"),
        pytest.param("(동의함) / 동의하지 않음", id="brackets round one option without boxes"),
        pytest.param("( 동의함 / 동의하지 않음 )", id="brackets round both without boxes"),
        pytest.param("□ “동의함”  □ 동의하지 않음", id="quotes round one option"),
        pytest.param("□ 동의함(인)  □ 동의하지 않음", id="a seal's word at one option"),
        pytest.param("□예 동의함  □ 동의하지 않음", id="a yes at one option"),
        pytest.param("□ 동의함/\t□ 동의하지 않음", id="a stroke at an option"),
        pytest.param("□ 동의함  □ 동의하지 않음 : 동의함", id="the choice in words behind"),
        pytest.param("□ 동의함  □ 동의하지 않음 (선택: 동의하지 않음)", id="chosen in words"),
        pytest.param("□ 동의함  □ 동의하지 않음\n동의함", id="the choice in words below"),
        pytest.param("☑ 동의함  □ 동의하지 않음 : 동의하지 않음", id="words say the opposite"),
        pytest.param("□ 동의함 V / 동의하지 않음", id="a mark at the first, which has a box"),
        pytest.param("□ 동의함 V\t동의하지 않음", id="a mark close to the first"),
        pytest.param("■ 동의함  ■ 동의하지 않음", id="bullets before both"),
    ],
)
def test_what_is_not_plain_is_no_answer(line: str) -> None:
    assert [choice.consent for choice in typed(line)] == [None]


@pytest.mark.parametrize(
    "parted",
    ["/", " / ", "|", " | ", "·", "ㆍ", ", ", "~", " ~ ", " 및 ", " 또는 ", "  ", "\t", "\n"],
)
@pytest.mark.parametrize(
    "line",
    [
        "○ 동의함{}동의하지 않음",
        "동의함{}○ 동의하지 않음",
        "동의함 ○{}동의하지 않음",
        "( ○ 동의함{}동의하지 않음 )",
        "□ 동의함{}동의하지 않음",
        "● 동의함{}동의하지 않음",
        "■ 동의함 ( ){}동의하지 않음 ( )",
        "○ 동의함 [ ]{}동의하지 않음 [ ]",
    ],
)
def test_what_may_be_a_box_a_bullet_or_what_parts_the_options_is_no_mark(
    line: str, parted: str
) -> None:
    (choice,) = typed(line.format(parted))

    assert choice.because is None


@pytest.mark.parametrize(
    ("cells", "consent"),
    [
        (("☑", "동의함", "□", "동의하지 않음"), "agreed"),
        (("동의함", "□", "동의하지 않음", "☑"), "refused"),
        (("동의함 √", "동의하지 않음"), "agreed"),
        (("동의함", "동의하지 않음"), None),
    ],
)
def test_ticks_in_cells_of_their_own(cells: tuple[str, ...], consent: str | None) -> None:
    row = tuple(Cell(0, i, 1, 1, (Paragraph(text),)) for i, text in enumerate(cells))
    (page,) = lay_out((Table(row),))

    assert [choice.consent for choice in choices_in(Sheet(page))] == [consent]


def printed(*inks: float, text: str = "동의함 동의하지않음") -> Choice:
    """The choice on a printed sheet with a drawn box before each option."""
    first, second = text.split()
    words = (
        Word(text=first, box=Box(0.30, 0.5, 0.38, 0.52)),
        Word(text=second, box=Box(0.60, 0.5, 0.75, 0.52)),
    )
    squares = tuple(
        Square(box=Box(x, 0.5, x + 0.02, 0.52), ink=ink)
        for x, ink in zip((0.27, 0.57), inks, strict=True)
    )
    page = Page(
        number=1, source="text-layer", aspect=0.7, readings=(words,), cells=(), squares=squares
    )
    (choice,) = choices_in(Sheet(page))
    return choice


@pytest.mark.parametrize(
    ("inks", "consent"),
    [
        ((0.4, 0.0), "agreed"),
        ((0.0, 0.4), "refused"),
        ((0.0, 0.0), "unmarked"),
        ((0.4, 0.4), "contradictory"),
        ((0.09, 0.0), None),
    ],
    ids=["first inked", "second inked", "both clear", "both inked", "a speck is not plain"],
)
def test_drawn_boxes_are_read_by_their_ink(inks: tuple[float, ...], consent: str | None) -> None:
    assert printed(*inks).consent == consent


def test_empty_boxes_in_a_text_layer_do_not_show_that_nobody_drew_a_tick() -> None:
    words = tuple(
        Word(text=text, box=Box(x, 0.5, x + 0.05, 0.52))
        for text, x in (("□", 0.2), ("동의함", 0.3), ("□", 0.5), ("동의하지않음", 0.6))
    )
    page = Page(number=1, source="text-layer", aspect=0.7, readings=(words,))

    assert [choice.consent for choice in choices_in(Sheet(page))] == [None]


# ── how sure a scan is ───────────────────────────────────────────────────────────────

AGREED: tuple[tuple[str, float], ...] = (("동의함", 0.30), ("동의하지않음", 0.60))


def scanned(*marks: Mark, strays: tuple[tuple[str, float], ...] = (), **more: object) -> Choice:
    """The choice on a scan with a box before each option, and what else was read."""
    words = tuple(
        Word(text=text, box=Box(x, 0.5, x + 0.02 * len(text), 0.52))
        for text, x in (*AGREED, *strays)
    )
    ink = {"plain": 0.4, "none": 0.0, "unclear": 0.2}
    squares = tuple(
        Square(box=Box(x - 0.03, 0.5, x - 0.01, 0.52), ink=ink[mark], mark=mark)
        for mark, (_, x) in zip(marks, AGREED, strict=True)
    )
    page = Page(number=1, source="ocr", aspect=0.7, readings=(words,), squares=squares, **more)  # type: ignore[arg-type]
    (choice,) = choices_in(Sheet(page))
    return choice


@pytest.mark.parametrize(
    ("marks", "consent", "because"),
    [
        (("plain", "none"), "agreed", "mark"),
        (("none", "plain"), "refused", "mark"),
        (("unclear", "none"), "agreed", None),
        (("plain", "unclear"), "contradictory", None),
        (("plain", "plain"), "contradictory", None),
        (("none", "none"), "unmarked", None),
    ],
)
def test_a_scanned_choice_is_certain_only_where_one_box_is_ticked_and_one_is_empty(
    marks: tuple[Mark, Mark], consent: str, because: str | None
) -> None:
    choice = scanned(*marks)

    assert (choice.consent, choice.because) == (consent, because)


@pytest.mark.parametrize(
    "choice",
    [
        scanned("plain", "none", strays=(("V", 0.53),)),
        scanned("plain", "none", strays=(("/", 0.25),)),
        scanned("plain", "none", unread=(Box(0.55, 0.49, 0.565, 0.515),)),
        scanned("plain", "none", pictures=(Box(0.5, 0.45, 0.65, 0.55),)),
    ],
    ids=["a sign before the other box", "a sign before both", "ink unread", "a stamp over them"],
)
def test_what_else_stands_near_may_be_the_mark(choice: Choice) -> None:
    assert (choice.consent, choice.because) == ("agreed", None)


def test_each_consent_keeps_what_stands_before_it() -> None:
    first, second = typed(
        "☑ 동의함 □ 동의하지 않음\n개인정보 제3자 제공에\n□ 동의함 ☑ 동의하지 않음"
    )

    assert (first.consent, second.consent) == ("agreed", "refused")
    assert "제3자" in second.heading
    assert "제3자" not in first.heading


# ── one of several ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("☑ 고도화  □ 고도화(동일수준)", "고도화"),
        ("□기초 ■중간1 □중간2", "중간1"),
        ("고도화(동일수준) ☑  고도화 □", "고도화(동일수준)"),
        ("[V]대금수령  [ ]해외이주", "대금수령"),
        ("[V대금수령[]해외이주[]기타", "대금수령"),
        ("중간1", "중간1"),
        ("☑ 중간1 ☑ 중간2", None),
        ("□ 중간1 □ 중간2", None),
        ("○ 중간1 ○ 중간2", None),
        ("○ 중간1 ◎ 중간2", "중간2"),
        ("\uf052 중간1 □ 중간2", None),
    ],
)
def test_one_ticked_option_is_the_answer(text: str, chosen: str | None) -> None:
    parsed = parse_chosen(text)

    assert (parsed and parsed.value) == chosen


def test_options_keep_their_order_and_their_ticks() -> None:
    options = options_in("☑ 협력사  □ 비협력사")

    assert [(option.text, option.ticked) for option in options] == [
        ("협력사", True),
        ("비협력사", False),
    ]


@pytest.mark.parametrize(
    ("text", "yes"),
    [("여(∨) 부( )", True), ("여( ) 부(∨)", False), ("여( ) 부( )", None), ("여(∨) 부(∨)", None)],
)
def test_yes_or_no(text: str, yes: bool | None) -> None:
    parsed = parse_yes(text)

    assert (parsed and parsed.value) is yes
