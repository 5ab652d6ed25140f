"""Lists on our pages are those of the code: each is printed from what knows it.

``--rewrite-golden`` writes them anew, between ``<!-- list: NAME -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from checks.rules import RULES
from extractors.documents import DOCUMENTS
from extractors.formats import PICTURES, READERS, REFUSALS, WORD_PROCESSORS, patience
from extractors.formats.scans import frames
from extractors.formats.unpacking import CONTAINERS
from extractors.model import Document
from pipeline import cli
from pipeline.programmes import FOLDER as BUILT_IN
from pipeline.settings import LimitSettings

ROOT = Path(__file__).parents[2]
LIST = re.compile(r"(<!-- list: ([\w ]+) -->\n).*?(<!-- end -->)", re.S)
PAGES = [
    page
    for page in (ROOT / "README.md", ROOT / "README.ko.md", *sorted((ROOT / "docs").glob("*.md")))
    if LIST.search(page.read_text("utf-8"))
]
ASKED = {
    paper["document"]
    for folder in BUILT_IN.iterdir()
    if (folder / "programme.toml").is_file()
    for paper in tomllib.loads((folder / "programme.toml").read_text("utf-8"))["requires"]
}


def commands() -> Iterable[str]:
    yield "| command | does |"
    yield "| --- | --- |"
    for name, parser in below(cli._parser()).items():
        more = ", ".join(f"`{sub}`" for sub in below(parser))
        yield f"| `intake {name}` | {said(parser)}{f': {more}' if more else ''} |"


def below(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    actions = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(actions[0].choices) if actions else {}


def said(parser: argparse.ArgumentParser) -> str:
    """Return what a command does, as its help begins."""
    text = " ".join((parser.description or "").split()).rstrip(".")
    return text[:1].lower() + text[1:]


def first_line(thing: type) -> str:
    """Return the first sentence of a docstring, its parameters marked as code."""
    return re.sub(r"\*(\w+)\*", r"`\1`", (thing.__doc__ or "").splitlines()[0])


def rules() -> Iterable[str]:
    yield "| name | asks |"
    yield "| --- | --- |"
    for name, rule in sorted(RULES.items()):
        yield f"| `{name}` | {first_line(rule)} |"


def rules_in_korean() -> Iterable[str]:
    gap = re.compile(r"\{(\w+)(?::[^}]*)?\}")
    for name, rule in sorted(RULES.items()):
        if name != "by-hand" and not gap.search(rule.says):
            yield f"- {rule.says}"


def papers(which: Callable[[type[Document]], bool]) -> Callable[[], Iterable[str]]:
    def lines() -> Iterable[str]:
        yield " · ".join(
            f"`{name}` {kind.title}" for name, kind in sorted(DOCUMENTS.items()) if which(kind)
        )

    return lines


def formats() -> Iterable[str]:
    def named(kinds: Iterable[str]) -> str:
        return ", ".join(f"`{kind}`" for kind in sorted(kinds))

    yield f"- read: {named({*READERS, *WORD_PROCESSORS} - PICTURES)}"
    yield f"- read by OCR: {named(PICTURES)}, and scanned sheets of a `pdf`"
    yield f"- taken apart: {named(CONTAINERS)}"
    yield f"- named with what to do, and not read: {named(REFUSALS)}"


def limits() -> Iterable[str]:
    yield "| limit | is | setting |"
    yield "| --- | --- | --- |"
    yield f"| sheets of a file that are read | {patience.MOST_SHEETS} | |"
    yield f"| pixels of a picture | {frames.MOST_PIXELS // 1_000_000} million | |"
    for name, info in LimitSettings.model_fields.items():
        size = info.default
        shown = f"{size >> 20} MiB" if name.endswith("_bytes") else f"{size:,}"
        yield f"| {name.replace('_', ' ')} | {shown} | `{name}` |"


LISTS: dict[str, Callable[[], Iterable[str]]] = {
    "commands": commands,
    "rules": rules,
    "rules in Korean": rules_in_korean,
    "papers that notices ask for": papers(lambda kind: kind.type in ASKED),
    "papers that come instead": papers(lambda kind: kind.type not in ASKED),
    "formats": formats,
    "limits": limits,
}


def as_the_code_has_it(text: str) -> str:
    def fresh(found: re.Match[str]) -> str:
        return found[1] + "\n" + "\n".join(LISTS[found[2]]()) + "\n\n" + found[3]

    return LIST.sub(fresh, text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_lists_on_a_page_are_those_of_the_code(
    page: Path, request: pytest.FixtureRequest
) -> None:
    text = page.read_text("utf-8")
    wanted = as_the_code_has_it(text)
    if request.config.getoption("--rewrite-golden"):
        page.write_text(wanted, "utf-8")
        text = wanted

    assert text == wanted


def test_every_list_stands_somewhere() -> None:
    shown = {name for page in PAGES for _, name, _ in LIST.findall(page.read_text("utf-8"))}

    assert shown == set(LISTS)


def test_no_paper_stands_on_both_lists() -> None:
    assert len(ASKED & set(DOCUMENTS)) >= 8
    assert set(DOCUMENTS) - ASKED
