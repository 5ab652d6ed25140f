"""The reader's training: its texts, its drawn lines, normalising and decoding; no network runs."""

import hashlib
import itertools
from random import Random

import cv2
import numpy as np
import pytest
from specimens import application, company

from extractors.reader import MODEL, NUMBER, alphabet, decoding, read_card
from extractors.reader import normalise as pictures
from training import (
    batches,
    damage,
    drawing,
    evaluation,
    faces,
    samples,
    text,
    words,
)

NANUM = faces.Family(
    "Nanum", "fonts-nanum", faces.OFL, "sans", 1.0, faces.ttf(faces.NANUM, "NanumGothic")
)
(FACE,) = faces.list_faces([NANUM])


def type_line(line: str, size: int = 32, *, paper: int = 4) -> pictures.Grey:
    """Return *line* as a clean crop with *paper* pixels around its ink."""
    drawn = drawing.draw_plain(line, FACE, size)
    ink = pictures.InkBounds(*(int(side) for side in drawing.measure(drawn)))
    return drawn[
        int(ink.top) - paper : int(ink.bottom) + paper,
        int(ink.left) - paper : int(ink.right) + paper,
    ]


def likeness(one: pictures.Grey, other: pictures.Grey) -> float:
    """Return the correlation of two pictures of like width."""
    width = min(one.shape[1], other.shape[1])
    return float(np.corrcoef(one[:, :width].ravel(), other[:, :width].ravel())[0, 1])


def one_hot(codes: list[int], *, height: float = 1.0) -> np.ndarray:
    """Return probabilities of one step per code, the rest spread over all classes."""
    steps = np.full((len(codes), alphabet.CLASSES), (1 - height) / (alphabet.CLASSES - 1))
    steps[np.arange(len(codes)), codes] = height
    return steps


# Alphabet


def test_every_syllable_and_sign_is_spelled_and_read_back():
    every = "".join(map(chr, range(ord("가"), ord("힣") + 1))) + alphabet.SIGNS

    assert alphabet.spell(alphabet.encode(every)) == every
    assert len(every) == 11_172 + len(alphabet.SIGNS)
    assert max(alphabet.encode(every)) == alphabet.CLASSES - 1
    assert min(alphabet.encode(every)) == alphabet.BLANK + 1


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        pytest.param("2025.1.1.～〜12", "2025.1.1.~~12", id="all waves are one sign"),
        pytest.param("ㆍ・•", "···", id="all middle dots are one sign"),
        pytest.param("（주） 가 나", "(주)가나", id="wide brackets are narrow, blanks vanish"),
        pytest.param("✓√ ☐", "√√□", id="ticks and boxes"),
        pytest.param("Ⅲ", "III", id="a Roman number is its letters"),
        pytest.param("㈜", "㈜", id="a sign that the caller must tell apart stays"),
    ],
)
def test_signs_that_print_alike_are_one(printed, read):
    assert alphabet.fold(printed) == read
    assert alphabet.spell(alphabet.encode(printed)) == read


def test_a_sign_outside_the_alphabet_is_refused():
    with pytest.raises(KeyError):
        alphabet.encode("株")


# Texts


@pytest.mark.parametrize("kind", text.KINDS)
def test_lines_of_every_kind_can_be_spelled_and_are_short_enough(kind):
    lines = [text.compose(Random(number), kind) for number in range(400)]

    assert len({line.text for line in lines}) > 200
    for line in lines:
        assert alphabet.spell(alphabet.encode(line.text)) == line.truth
        assert len(line.truth) <= text.LONGEST + 4  # a Roman number folds to up to three letters


def test_invented_words_use_all_common_syllables():
    rng = Random(1)
    seen = set("".join(text.invent(rng, 2, 4) for _ in range(20_000)))

    assert len(text.COMMON) == 2350
    assert set(text.COMMON) <= seen


def test_no_word_of_the_training_is_a_word_of_the_sample_papers():
    """Else the reader would be measured on what it has learned by heart."""
    invented = (*company.ROOTS, *company.GIVEN_NAMES, *company.ROADS, *company.QUARTERS)
    ours = (*words.FIRM_HEADS, *words.BUILDING_HEADS)
    endings = (*words.FIRM_MIDDLES, *words.FIRM_ENDS, *words.BUILDING_ENDS)

    shared = {(one, other) for one in ours for other in invented if one in other or other in one}
    assert not shared
    assert not set(endings) & {*company.SUFFIXES, *invented}
    assert not [
        (supplier, word) for supplier in application.SUPPLIERS for word in ours if word in supplier
    ]


def test_no_drawn_line_holds_a_name_of_the_sample_papers():
    lines = "\n".join(text.compose(Random(number)).truth for number in range(10_000))

    assert not [word for word in (*company.ROOTS, *company.ROADS) if word in lines]


# Faces and drawn lines


def test_one_serif_and_one_sans_family_are_never_trained_on():
    trained = {family.name for family in faces.training_families(all_faces=False)}
    held_out = faces.held_out_families()

    assert sorted(family.kind for family in held_out) == ["sans", "serif"]
    assert not trained & {family.name for family in held_out}
    assert trained | {family.name for family in held_out} == {f.name for f in faces.FAMILIES}
    shared = [
        (one.name, other.name)
        for one in held_out
        for other in faces.FAMILIES
        if one != other and set(one.files) & set(other.files)
    ]
    assert not shared


def test_a_face_without_a_sign_is_not_asked_for_it():
    assert faces.covers(FACE, "가뷁힣 Aa0(주)㎡①√□～·")
    assert not faces.covers(FACE, "가\u0e01")


def test_missing_fonts_are_named():
    absent = faces.Family("Absent", "fonts-absent", faces.OFL, "sans", 1.0, (("no.ttf", 0),))

    with pytest.raises(faces.MissingFonts, match="fonts-absent"):
        faces.list_faces([absent])


def test_the_same_number_gives_the_same_line_again():
    first, again = (samples.Maker(5, [NANUM]).make(17) for _ in range(2))
    other, other_seed = samples.Maker(5, [NANUM]).make(18), samples.Maker(6, [NANUM]).make(17)

    assert first.line == again.line
    assert np.array_equal(first.picture, again.picture)
    assert first.line != other.line
    assert first.line != other_seed.line


@pytest.mark.parametrize("way", damage.ON_THE_WAY)
def test_a_line_stays_a_line_under_every_damage(way):
    maker = samples.Maker(3, [NANUM])

    for number in range(12):
        sample = maker.make(number, way=way)
        assert sample.picture.dtype == np.uint8
        assert sample.picture.shape[0] == pictures.HEIGHT
        assert sample.picture.shape[1] % pictures.STEP == 0
        assert sample.picture.max() > 150  # something is printed


def test_hardly_a_line_is_too_narrow_for_its_codes():
    """CTC needs a step for every code and one between two that are the same."""
    lines = list(samples.Maker(8, [NANUM]).batch(0, 250))

    narrow = 0
    for sample in lines:
        codes = alphabet.encode(sample.line.text)
        doubles = sum(one == other for one, other in itertools.pairwise(codes))
        narrow += sample.picture.shape[1] // pictures.STEP < len(codes) + doubles
    assert narrow <= len(lines) // 50


def test_batches_hold_every_line_once_and_pad_with_paper():
    pool = list(samples.Maker(2, [NANUM]).batch(0, 60))

    grouped = batches.group(pool, Random(1))

    widths = sorted(int(width) for batch in grouped for width in batch.widths)
    assert widths == sorted(sample.picture.shape[1] for sample in pool)
    assert sum(int(batch.lengths.sum()) for batch in grouped) == sum(
        len(alphabet.encode(sample.line.text)) for sample in pool
    )
    for batch in grouped:
        assert len(batch.codes) == batch.lengths.sum()
        for picture, width in zip(batch.pictures, batch.widths, strict=True):
            assert not picture[:, width:].any()


# Normalising


def test_type_of_any_size_comes_out_as_high_and_wide():
    large = type_line("한빛 2로", 96)
    sizes = []
    for share in (1, 2, 4):
        shape = (large.shape[1] // share, large.shape[0] // share)
        crop = np.asarray(cv2.resize(large, shape, interpolation=cv2.INTER_AREA), np.uint8)
        ink = drawing.measure(255 - pictures.normalise(crop))
        sizes.append((ink.bottom - ink.top, ink.right - ink.left))

    assert (np.ptp(sizes, axis=0) <= (2, 6)).all()
    assert min(sizes)[0] >= 22


def test_type_fills_the_rows_but_for_the_margins():
    picture = pictures.normalise(type_line("대표자 홍길동", 48))

    rows = np.flatnonzero((picture > 128).any(axis=1))
    margin = pictures.HEIGHT * pictures.ABOVE / (1 + 2 * pictures.ABOVE)
    assert rows[0] == pytest.approx(margin, abs=1.5)
    assert pictures.HEIGHT - 1 - rows[-1] == pytest.approx(margin, abs=1.5)


def test_tinted_paper_and_pale_ink_come_out_as_black_on_white():
    crop = type_line("유효기간", 40)
    pale = (150 + crop.astype(np.float32) * (60 / 255)).astype(np.uint8)

    assert likeness(pictures.normalise(crop), pictures.normalise(pale)) > 0.98


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        pytest.param(2, 0, id="a rule above"),
        pytest.param(0, 2, id="a rule below"),
        pytest.param(2, 3, id="rules on both sides"),
    ],
)
def test_a_rule_at_the_edge_does_not_shrink_the_type(top, bottom):
    crop = type_line("주식회사 소나무", 36, paper=6)
    ruled = crop.copy()
    ruled[:top] = 0
    ruled[len(ruled) - bottom :] = 0

    assert likeness(pictures.normalise(crop), pictures.normalise(ruled)) > 0.97


def test_a_stroke_that_stands_apart_is_type():
    """으 and 스 are two bands of rows with white between; both are the syllable."""
    picture = pictures.normalise(type_line("으스", 60))

    whole = pictures.find_ink(type_line("으스", 60))
    assert whole.bottom - whole.top > 30
    assert (picture > 128).any(axis=1).sum() > pictures.HEIGHT // 2


@pytest.mark.parametrize("tone", [255, 128, 0])
def test_a_blank_crop_is_blank(tone):
    picture = pictures.normalise(np.full((20, 90), tone, np.uint8))

    assert picture.shape[0] == pictures.HEIGHT
    assert not picture.any()


def test_an_endless_line_is_squeezed():
    crop = cv2.resize(type_line("가나다라마바사", 30), (4000, 30))

    assert pictures.normalise(crop).shape == (pictures.HEIGHT, pictures.WIDEST)


# Decoding


def test_repeated_and_blank_steps_vanish():
    codes = alphabet.encode("(주)11값")
    steps = [step for code in codes for step in (code, code, alphabet.BLANK)]

    assert decoding.decode(one_hot(steps)).text == "(주)11값"


def test_a_syllable_is_as_doubtful_as_its_worst_jamo():
    probabilities = one_hot(list(alphabet.encode("강1")), height=0.9)
    probabilities[1, alphabet.encode("강")[1]] = 0.4

    reading = decoding.decode(probabilities)

    assert reading.text == "강1"
    assert reading.certainty == pytest.approx((0.4, 0.9))


def test_an_incomplete_syllable_is_a_question_mark():
    initial, vowel, final = alphabet.encode("강")

    assert decoding.decode(one_hot([initial, final, vowel])).text == "???"


def test_a_mask_leaves_digits_only_and_keeps_their_low_probability():
    letter, digit = alphabet.CODE_OF_SIGN["l"], alphabet.CODE_OF_SIGN["1"]
    probabilities = one_hot([letter, alphabet.CODE_OF_SIGN["7"]], height=0.6)
    probabilities[0, digit] = 0.3

    allowed = decoding.allow("0123456789-", syllables=False)

    assert decoding.decode(probabilities).text == "l7"
    assert decoding.decode(probabilities, allowed)[:2] == ("17", (0.3, 0.6))


# Measuring, and what is committed


@pytest.mark.parametrize(
    ("read", "truth", "edits"),
    [
        pytest.param("가나다", "가나다", 0, id="the same"),
        pytest.param("가다", "가나다", 1, id="one left out"),
        pytest.param("가나나다", "가나다", 1, id="one too many"),
        pytest.param("", "가나", 2, id="nothing read"),
        pytest.param("사비", "시바", 2, id="two changed"),
    ],
)
def test_edits_between_a_reading_and_the_truth(read, truth, edits):
    assert evaluation.distance(read, truth) == edits
    assert evaluation.compare(read, truth) == (1, int(edits == 0), len(truth), edits)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2025-O1-l3까지", ["2025-O1-l3"]),
        ("O33-l23-45B7", ["O33-l23-45B7"]),
        ("12,OOO원", ["12,OOO"]),
        ("산단로386-8,B동1001호", ["386-8", "1001"]),
        ("로386,B102호", []),
        ("B-102", []),
    ],
)
def test_what_is_a_number_by_its_shape_begins_with_a_digit(text, numbers):
    """B동 and B102호 are buildings and rooms, not 8동 and 8102호."""
    assert [match.group() for match in NUMBER.finditer(text)] == numbers


def test_the_card_belongs_to_the_model_beside_it():
    written = read_card()
    model = MODEL.read_bytes()

    assert written["model"]["sha256"] == hashlib.sha256(model).hexdigest()
    assert written["model"]["bytes"] == len(model) < 4_000_000
    assert written["model"]["signs"] == alphabet.SIGNS
    assert written["held out"] in ([], list(faces.HELD_OUT))
    assert {face["family"] for face in written["faces"]} <= {f.name for f in faces.FAMILIES}
    assert (faces.NPM.parent / "checkpoint").stat().st_size < 8_000_000
