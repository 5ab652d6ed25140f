"""What is written about the software is true of it."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from checks.programme import GAPS
from checks.rules import RULES
from extractors.documents import DOCUMENTS
from outbox.states import LetterState
from pipeline import cli, exits
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.review.terms import LETTER_KIND, LETTER_STATE, STATES, STATUS
from pipeline.settings import SECRETS, Settings
from pipeline.store.ledger.tables import TABLES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], key=lambda page: page.relative_to(ROOT).parts
)
NOTICE = BUILT_IN / "nhis-smart-factory-2025"
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)

page_by_page = pytest.mark.parametrize(
    "page", [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES]
)


def text_of(page: Path) -> str:
    return page.read_text("utf-8")


def prose_of(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return FENCE.sub("", text_of(page))


def headings(page: Path) -> list[str]:
    return re.findall(r"^#+ +(.+?) *$", prose_of(page), re.M)


def rows(page: Path) -> list[list[str]]:
    """Return the cells of every row of every table on *page*."""
    lines = re.findall(r"^\|(.*)\|$", prose_of(page), re.M)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]


def quoted(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


# ── rules and papers ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_has_its_heading(name: str) -> None:
    assert name in headings(DOCS / "rules.md")


def test_no_heading_names_a_rule_that_is_gone() -> None:
    named = {h for h in headings(DOCS / "rules.md") if re.fullmatch(r"[a-z]+(-[a-z]+)+", h)}

    assert named <= set(RULES)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_type_of_paper_has_its_heading(name: str) -> None:
    named = {name for heading in headings(DOCS / "documents.md") for name in quoted(heading)}

    assert name in named


@pytest.mark.parametrize("gap", sorted(GAPS))
def test_a_gap_of_the_letters_is_explained(gap: str) -> None:
    named = {name for row in rows(DOCS / "programme-file.md") for name in quoted(row[0])}

    assert f"${gap}" in named


# ── commands and exit codes ──────────────────────────────────────────────────────────


def parsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the commands below *parser* by name."""
    actions = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(actions[0].choices) if actions else {}


COMMANDS = parsers(cli._parser())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_in_the_table(command: str) -> None:
    named = [row for row in rows(ROOT / "README.md") if row[0] == f"`intake {command}`"]

    assert len(named) == 1
    assert set(parsers(COMMANDS[command])) <= set(quoted(named[0][1]))


def test_no_command_is_promised_that_is_not_there() -> None:
    promised = {
        row[0].removeprefix("`intake ").removesuffix("`")
        for row in rows(ROOT / "README.md")
        if row[0].startswith("`intake ")
    }

    assert promised == set(COMMANDS)


EXITS = {name: code for name, code in vars(exits).items() if type(code) is int}


@pytest.mark.parametrize("page", ["README.md", "docs/operating.md"])
def test_the_exit_codes_are_those_of_the_code(page: str) -> None:
    listed = [int(row[0]) for row in rows(ROOT / page) if row[0].isdigit()]

    assert len(EXITS) == 6
    assert listed == sorted(EXITS.values())


def examples() -> Iterator[Any]:
    """Yield every line that shows somebody calling intake, on any page."""
    for page in PAGES:
        for _, kind, block in FENCE.findall(text_of(page)):
            for line in block.splitlines() if kind in ("sh", "console", "cron") else ():
                call = re.search(r"(?:^|\s|/)intake ((?:[a-z]+)(?: .*)?)$", line)
                if call and (kind == "cron" or re.match(r"\s*(\$ |\S*intake )", line)):
                    yield pytest.param(call[1], id=f"{page.relative_to(ROOT)}: {call[1]}")


def test_there_are_examples_in_both_introductions() -> None:
    assert {str(e.id).split(":")[0] for e in examples()} >= {"README.md", "README.ko.md"}


@pytest.mark.parametrize("line", list(examples()))
def test_an_example_can_be_typed(line: str) -> None:
    arguments = shlex.split(line, comments=True)

    assert cli._parser().parse_args(arguments).handler


# ── settings ─────────────────────────────────────────────────────────────────────────


def models() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the sections of the settings; the first has no name."""
    yield "", Settings
    for name, info in Settings.model_fields.items():
        for kind in (info.annotation, *get_args(info.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield name, kind


SECTIONS = dict(models())
HIDDEN = {(secret.section, secret.key) for secret in SECRETS}
KEYS = [
    pytest.param(section, key, id=f"{section}.{key}".lstrip("."))
    for section, model in SECTIONS.items()
    for key in model.model_fields
    if key not in SECTIONS and (section, key) not in HIDDEN
]


def settings_table() -> dict[tuple[str, str], str]:
    """Return the default that operating.md states for each section and key."""
    stated: dict[tuple[str, str], str] = {}
    section = ""
    begun = False
    for row in rows(DOCS / "operating.md"):
        begun = begun or row[0] == "`programme`"
        if not begun or row[0] == "secret":
            if begun:
                break
            continue
        if title := re.fullmatch(r"\*\*`\[(\w+)\]`\*\*", row[0]):
            section = title[1]
        else:
            stated |= {(section, key): row[1] for key in quoted(row[0])}
    return stated


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_setting_is_listed_with_its_default(section: str, key: str) -> None:
    stated = settings_table()[section, key]

    info = SECTIONS[section].model_fields[key]
    value = info.default
    if (section, key) == ("", "review"):
        expected = "`<state>/review`"
    elif info.is_required():
        expected = "must be given"
    elif value is None:
        expected = "none"
    elif value == "":
        expected = "empty"
    elif value == ():
        expected = "`[]`"
    elif isinstance(value, bool):
        expected = f"`{str(value).lower()}`"
    elif isinstance(value, int):
        expected = f"`{value}`"
    else:
        expected = f'`"{value}"`'
    assert stated == expected


def test_no_setting_is_listed_that_is_not_there() -> None:
    assert set(settings_table()) == {param.values for param in KEYS}


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.variable)
def test_a_secret_is_listed_with_its_places(secret: Any) -> None:
    cells = [" ".join(row) for row in rows(DOCS / "operating.md") if secret.variable in row[1]]

    assert len(cells) == 1
    assert f"`{secret.file_key}`" in cells[0]


def test_letter_states_and_tables_are_explained() -> None:
    first = {row[0].strip("`") for row in rows(DOCS / "operating.md")}

    assert set(get_args(LetterState)) <= first
    assert set(TABLES.tables) <= first


# ── what the reviewer is told ────────────────────────────────────────────────────────


def test_the_reviewer_finds_every_mark_explained() -> None:
    explained = {row[0] for row in rows(ROOT / "README.ko.md")}

    for mark in [*(s.mark for s in STATUS.values()), *STATES]:
        assert f"{mark.sign} {mark.word}" in explained


def test_the_reviewer_knows_the_letters() -> None:
    text = text_of(ROOT / "README.ko.md")

    for kind, word in LETTER_KIND.items():
        assert f"`{kind}`" in text
        assert word in text
    assert LETTER_STATE["unknown"].word in text


# ── the notice ───────────────────────────────────────────────────────────────────────


def flat(text: str) -> str:
    return " ".join(text.split())


def test_what_the_rules_quote_stands_in_the_notice() -> None:
    """The line below a rule's heading quotes the notice and names the place."""
    notice = flat(text_of(NOTICE / "notice.txt"))
    lines = re.findall(r"^### .+\n\n\*(.+?)\* — (?!국세징수법)", text_of(DOCS / "rules.md"), re.M)
    statutes = ("시행령", "민법")
    quotes = [flat(quote) for quote in lines if not any(word in quote for word in statutes)]

    assert len(quotes) >= 5
    assert [quote for quote in quotes if quote not in notice] == []


# ── where things are decided ─────────────────────────────────────────────────────────


def decisions() -> list[tuple[str, str]]:
    """Return the file and the name of each row of the table that says where."""
    section = text_of(ROOT / "CONTRIBUTING.md").split("### Where is it decided?")[1]
    section = section.split("\n### ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [(re.findall(r"`([\w/]+\.py)`", row)[-1], quoted(row)[-1]) for row in table]


@pytest.mark.parametrize(("file", "name"), decisions(), ids=lambda part: str(part))
def test_what_is_decided_is_decided_there(file: str, name: str) -> None:
    tree = ast.parse(text_of(ROOT / file))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

    assert name in names


# ── links, paths, and what must not be written ───────────────────────────────────────


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.lower())
    return kept.replace(" ", "-")


@page_by_page
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, place = target.partition("#")
        goal = (page.parent / path).resolve() if path else page
        if not goal.exists() or (place and place not in map(anchor, headings(goal))):
            lost.append(target)

    assert lost == []


@page_by_page
def test_files_that_are_named_exist(page: Path) -> None:
    """A path of ours in backticks is one that is there."""
    tops = ("extractors", "checks", "outbox", "pipeline", "tests", "docs", "scripts")
    named = {name.rstrip("/") for name in quoted(prose_of(page)) if name.startswith(tops)}
    paths = {name for name in named if "/" in name and not re.search(r"[*<>…]|NNNN", name)}

    assert [name for name in sorted(paths) if not (ROOT / name).exists()] == []


def test_pictures_are_small() -> None:
    pictures = list((DOCS / "images").iterdir())

    assert {"report.png", "register.png"} <= {picture.name for picture in pictures}
    assert [p.name for p in pictures if p.stat().st_size > 300_000] == []
    of_desk = {p.name for p in pictures if p.name.startswith("desk-")}
    shown = re.findall(r"\(images/(desk-\w+\.png)\)", text_of(DOCS / "reviewer-guide.ko.md"))
    assert of_desk == set(shown)
    assert [name for name in shown if (DOCS / "images" / name).stat().st_size > 150_000] == []


def test_the_make_targets_are_listed() -> None:
    targets = re.findall(r"^([a-z]+):.*##", text_of(ROOT / "Makefile"), re.M)
    listed = {name for row in rows(ROOT / "CONTRIBUTING.md") for name in quoted(row[0])}

    assert {f"make {target}" for target in targets} - {"make help"} <= listed


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    index = {row[0]: row[1] for row in rows(DOCS / "README.md") if row[0].startswith("[0")}
    written = {}
    for page in sorted((DOCS / "decisions").glob("*.md")):
        number, _, title = headings(page)[0].partition(" ")
        assert page.name.startswith(f"{number}-")
        written[f"[{number}](decisions/{page.name})"] = title

    assert index == written


def test_nothing_that_is_tracked_names_a_registry_or_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    # Put together here, so that this file is no find of its own.
    hosts = ["pypi" + ".org", "python" + "hosted", "npmjs" + ".com", "crates" + ".io"]
    places = ["file" + "://", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", f"{ROOT}/"]
    found = []
    for name in listed.strip("\0").split("\0"):
        path = ROOT / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" in data:
            continue
        text = data.decode("utf-8", "replace")
        found += [(name, word) for word in (*hosts, *places) if word in text]

    assert found == []
