"""One name, one thing: what is found by searching for it is found once."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("extractors", "checks", "outbox", "pipeline")

ALIKE = {
    "model": "what a package hands on: papers where extractors do, findings where checks do",
}
"""Names that stand twice on purpose, and why."""


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            yield (file.parent.name if file.name == "__init__.py" else file.stem), file


def classes() -> Iterator[tuple[str, Path]]:
    for _, file in modules():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name, file


@pytest.mark.parametrize("kind", [modules, classes])
def test_a_name_stands_for_one_thing(
    kind: Callable[[], Iterator[tuple[str, Path]]],
) -> None:
    places = defaultdict(list)
    for name, file in kind():
        places[name].append(str(file.relative_to(ROOT)))

    assert len(places) > 200
    assert {name: at for name, at in places.items() if len(at) > 1 and name not in ALIKE} == {}


def test_what_may_be_alike_still_is() -> None:
    names = [name for kind in (modules, classes) for name, _ in kind()]

    assert all(names.count(name) > 1 for name in ALIKE)
