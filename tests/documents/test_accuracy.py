"""The measuring of accuracy: what it draws, what it counts, and a small sample of it."""

import ast
import datetime as dt
import json
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pypdfium2
import pytest
from accuracy import given, page
from accuracy.__main__ import KIT, _classes, _in_short, main, measure
from accuracy.classes import CLASSES, HAND, NEAR, OFFICE, TITLES, WEIGHTS, Family
from accuracy.deck import FACES, HELD_OUT, Draw, fill
from accuracy.faces import DEBIAN, OUTSIDE, unpack
from accuracy.firms import draw_firm
from accuracy.hands import plain
from accuracy.measure import GROUPS, Job, Judged, Outcome, Said, draw, essence, list_jobs
from accuracy.tally import Count, upper_bound
from specimens.fonts import font_path, set_in
from specimens.paper import Paper

from extractors.korean import business_number_is_possible

ACCURACY = Path(__file__).parents[1] / "accuracy"
SAMPLE_SEED = 4
READING = ("measure", "voices", "given", "straight", "ticks")
"""The modules that read what the others drew."""


# ── what is drawn ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["text", "fax", "phone", "stamp"])
def test_a_seed_draws_the_same_file_each_time_and_another_seed_another(way: str) -> None:
    job = Job(way, seed=3, sheets=1, number=0)
    (bundle, taken), (_, again) = draw(job), draw(job)
    _, other = draw(job._replace(seed=4))

    assert taken == again
    assert taken.data != other.data
    assert [d.paper.truth for d in bundle.papers]


def test_forty_sheets_hold_every_paper_of_the_notice_in_every_face() -> None:
    drawn = [d for n in range(5) for d in fill(n, 8, "1/scan200").papers]
    certificates = [d.paper.layout for d in drawn if d.paper.layout.startswith("free")]

    assert sum(d.last - d.first + 1 for d in drawn) >= 40
    assert {d.face for d in drawn} == set(FACES)
    assert set(HELD_OUT) < set(FACES)
    assert len({(d.paper.type, d.paper.layout) for d in drawn}) >= 16
    assert len(set(certificates)) >= 4
    assert {
        *("national-tax-clearance", "local-tax-clearance", "business-registration"),
        *("sme-confirmation", "technology-market", "application-form", "consent-form"),
    } <= {d.paper.type for d in drawn}


def test_firms_differ_and_their_numbers_are_possible() -> None:
    firms = [draw_firm(Random(seed)) for seed in range(300)]

    assert len({firm.name for firm in firms}) > 290
    assert all(business_number_is_possible(firm.business_number) for firm in firms)
    assert all(firm.business_number[:3] <= "100" for firm in firms)
    assert 30 < sum(any(c.isascii() and c.isalpha() for c in f.name) for f in firms) < 120


def test_drawing_knows_neither_the_readers_nor_their_training() -> None:
    known = {"extractors", "checks", "pipeline", "outbox", "training"}
    for path in ACCURACY.rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        names = {
            n.module.split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom) and n.module
        }
        assert path.stem in READING or not names & known, path.name


def test_no_line_of_the_training_is_set_in_a_face_of_the_office_prints() -> None:
    from training import faces

    trained = {
        Path(name).name
        for family in faces.training_families(all_faces=False)
        for name, _ in family.files
    }
    files = {font_path(font).name for font in ("batang", "barun")} | {"DroidSansFallbackFull.ttf"}

    assert set(OUTSIDE) >= set(DEBIAN)
    assert not trained & files
    assert not {family.name for family in faces.FAMILIES} - set(faces.HELD_OUT) & set(OUTSIDE)


def _words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return "".join("".join(pages).split())


def _drawn(draw: Draw, seed: int) -> Paper:
    chance = Random(seed)
    with set_in(*DEBIAN["Droid Sans Fallback"]):
        return draw(draw_firm(chance), chance)


@pytest.mark.parametrize("family", ["office", "hand"])
def test_what_an_office_or_another_hand_prints_is_what_its_truth_says(family: Family) -> None:
    """Names, numbers and addresses stand on the sheet as written; a seed draws it again."""
    for count, card in OFFICE if family == "office" else HAND:
        paper = _drawn(card, count + 5)
        words = _words(paper.data)
        fields = ("company_name", "certificate_number", "representative", "contact_email", "goal")
        printed = [str(paper.truth[field]) for field in fields if paper.truth.get(field)]
        missing = [text for text in printed if "".join(text.split()) not in words]

        assert _drawn(card, count + 5) == paper
        assert missing == [], (paper.type, paper.layout)
        assert paper.data != _drawn(card, count + 6).data


def test_every_asked_paper_is_drawn_as_offices_print_it_and_by_two_other_hands() -> None:
    asked = {
        *("national-tax-clearance", "local-tax-clearance", "business-registration"),
        *("sme-confirmation", "application-form", "consent-form"),
    }
    offices = {_drawn(card, 1).type for _, card in OFFICE}
    hands = [(p.type, p.layout) for p in (_drawn(card, 1) for _, card in HAND)]

    assert asked <= offices
    assert len(offices) >= 11
    assert {kind for kind, _ in hands} == asked | {"subordinate-places", "technology-market"}
    assert all(len({layout for t, layout in hands if t == kind}) == 2 for kind, _ in hands)
    assert len(NEAR) >= 9


def test_the_headline_weighs_the_kits_own_layouts_least() -> None:
    assert set(WEIGHTS) == set(TITLES) == {one.family for one in CLASSES}
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert min(WEIGHTS, key=lambda family: WEIGHTS[family]) == "kit"

    types = [
        Judged("office-text", "sme-confirmation", "fret", "x", read, True, True)
        for read in ("sme-confirmation", "unrecognised")
    ]
    kit = Judged("text", "sme-confirmation", "sminfo", "x", "sme-confirmation", True, True)
    values = (said(way="office-text"), said(way="office-text", read="x"))
    measured = page.describe(
        [
            Outcome("office-text", 2, 2.0, tuple(types), values, 0, 0),
            Outcome("text", 1, 1.0, (kit,), (said(way="text"),), 0, 0),
        ],
        command="x",
        readers="y",
    )

    assert "| as the offices print them | 0.50 | 50.0 % (1/2) | 50.0 % (1/2) |" in measured
    assert "| layouts of the specimen kit | 0.15 | 100.0 % (1/1) |" in measured
    assert "**61.5 %**" in measured  # (.5 × .5 + .15 × 1) / .65


def test_a_web_font_is_unpacked_to_the_tables_it_was_made_of() -> None:
    tables = {b"abcd": b"a" * 200, b"efgh": b"xyz"}
    head, body, at = b"wOFF\0\1\0\0" + struct.pack(">LH", 0, len(tables)) + bytes(30), b"", 84
    for tag, data in tables.items():
        packed = min(zlib.compress(data), data, key=len)
        head += struct.pack(">4sLLLL", tag, at + len(body), len(packed), len(data), 7)
        body += packed
    font = unpack(head + body)

    assert font[:6] == b"\0\1\0\0\0\2"
    for number, (tag, data) in enumerate(tables.items()):
        entry = font[12 + 16 * number : 28 + 16 * number]
        name, _, start, size = struct.unpack(">4sLLL", entry)
        assert (name, font[start : start + size]) == (tag, data)


def test_no_word_of_a_firm_is_a_word_of_the_training() -> None:
    from accuracy import firms

    trained = set((ACCURACY.parents[1] / "training/words.txt").read_text("utf-8").split())

    assert sorted(trained.intersection(firms.TRADE_WORDS)) == []


# ── what is counted ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("errors", "trials", "bound"),
    [
        pytest.param(0, 300, 0.0099, id="none in three hundred is one in a hundred at most"),
        pytest.param(0, 59, 0.0495, id="none in fifty-nine is one in twenty at most"),
        pytest.param(3, 100, 0.0757, id="three in a hundred may be seven"),
        pytest.param(5, 5, 1.0, id="all wrong bounds nothing"),
    ],
)
def test_the_bound_that_so_many_trials_allow(errors: int, trials: int, bound: float) -> None:
    assert upper_bound(errors, trials) == pytest.approx(bound, abs=2e-4)


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert Count(4_999, 5_000).percent == "99.9 %"
    assert Count(5_000, 5_000).percent == "100.0 %"


def said(**changes: object) -> Said:
    plain = Said(
        *("scan200", "sme-confirmation", "sminfo", "Un Batang", "company_name"),
        *("가나다", "가나다", True, True, "two-readings", False),
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


def test_what_is_certain_and_wrong_is_listed_with_its_reason() -> None:
    fields = (said(), said(read="가나라"), said(read="가나마", certain=False, because=""))
    measured = page.describe(
        [Outcome("scan200", 1, 2.0, (), fields, 0, 0)], command="x", readers="y"
    )

    assert "| `two-readings` | 2 | 1 |" in measured
    assert "| Un Batang | company_name | `two-readings` | 가나다 | 가나라 |" in measured
    assert "가나마" not in measured


def test_a_place_that_was_not_found_is_wrong_unless_nothing_stands_there() -> None:
    assert not said(read="", found=False).right
    assert said(printed="", read="", found=False).right


def test_values_are_compared_without_blanks() -> None:
    assert essence(["제조업", "도소매"]) == essence("제조업 도소매")
    assert essence("해당없음") == essence(None) == ""


def test_a_field_without_a_group_is_text() -> None:
    fields = [field for group in GROUPS.values() for field in group]

    assert len(fields) == len(set(fields))
    assert [said(field=name).group for name in ("issued_on", "a new one")] == ["date", "text"]


def test_what_people_wrote_around_the_tables_stays(tmp_path: Path) -> None:
    path = tmp_path / "accuracy.md"
    path.write_text(f"# Title\n\nbefore\n\n{page.BEGIN}\nold\n{page.END}\n\nafter\n", "utf-8")
    page.write(path, "new\n")
    page.write(path, "newer\n")

    assert path.read_text("utf-8") == (
        f"# Title\n\nbefore\n\n{page.BEGIN}\n\nnewer\n\n{page.END}\n\nafter\n"
    )


# ── the road through the command, and the sample ─────────────────────────────────────


def test_the_command_writes_its_page_and_goes_on_from_what_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, cache = tmp_path / "accuracy.md", tmp_path / "cache"
    asked = ["--classes", "text", "--pages", "1", "--jobs", "1", "--cache", str(cache)]
    first = main([*asked, "--out", str(out)])
    (kept,) = cache.glob("*.json")
    marked = json.loads(kept.read_text("utf-8")) | {"seconds": 77.0}
    kept.write_text(json.dumps(marked), "utf-8")
    again = main(asked)

    assert (first, again) == (0, 0)
    assert "| text PDF | 1 |" in out.read_text("utf-8")
    assert "| 77.0 |" in capsys.readouterr().out


def test_a_family_names_its_classes() -> None:
    assert _classes("kit") == KIT
    assert _in_short((*KIT, "hand-text")) == "hand-text,kit"
    assert _classes("hand-text,office-picture") == ("office-picture", "hand-text")
    assert set(_classes("office,hand")) | set(KIT) == {one.name for one in CLASSES}


def test_an_unknown_class_is_named_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--classes", "scan200,moon"])

    assert ended.value.code == 2
    assert "no class moon; of office-text, office-scan300" in capsys.readouterr().err


def test_sheets_that_others_drew_are_read_and_each_miss_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = Random(6)
    with set_in(*DEBIAN["Nanum Barun Gothic"]):
        paper = plain.confirmation(draw_firm(chance), dt.date(2025, 4, 28), chance)
    fields = dict(paper.truth) | {"issued_on": "2025-04-29"}
    name = fields.pop("company_name")
    truth = {"type": paper.type, "fields": fields, "either": {"company_name|representative": name}}
    (tmp_path / "sheet.pdf").write_bytes(paper.data)
    (tmp_path / "sheet.json").write_text(json.dumps(truth), "utf-8")
    code = given.main([str(tmp_path), "--jobs", "1", "--kept", str(tmp_path / "kept")])
    told = capsys.readouterr().out

    assert code == 0
    assert "issued_on: '2025-04-29' WRONG AND CERTAIN '2025-04-28'" in told
    assert "company_name" not in told
    assert "types right 1/1" in told
    assert f"values right {len(fields)}/{len(fields) + 1}" in told


@pytest.mark.ocr
def test_a_page_of_each_class_is_read_and_nothing_certain_is_wrong(tmp_path: Path) -> None:
    """A sample: the whole set is measured by the accuracy target."""
    with ThreadPoolExecutor(1) as worker:
        outcomes, crashed = measure(list_jobs(KIT, SAMPLE_SEED, 1), tmp_path, worker)
    fields = [one for outcome in outcomes for one in outcome.fields]
    exact = [one.right for one in fields if one.group in ("number", "date")]

    assert crashed == []
    assert {outcome.way for outcome in outcomes} == set(KIT)
    assert [one for one in fields if one.certain and not one.right] == []
    assert sum(exact) / len(exact) >= 0.9
    assert [p for o in outcomes for p in o.papers if p.type_certain and p.type != p.read_as] == []
