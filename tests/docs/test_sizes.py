"""No function is longer than 50 lines and no module longer than 400, but where a page says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "decisions" / "0035-rooms-in-the-order-of-a-mail.md"
PACKAGES = ("extractors", "checks", "outbox", "pipeline")
FUNCTION, MODULE = 50, 400


def lengths() -> Iterator[tuple[str, int, int]]:
    """Yield each module and function, its lines, and how many are enough."""
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            text, name = file.read_text("utf-8"), str(file.relative_to(ROOT))
            yield name, len(text.splitlines()), MODULE
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    assert node.end_lineno is not None
                    yield f"{name} {node.name}", node.end_lineno - node.lineno + 1, FUNCTION


def allowed() -> dict[str, int]:
    """Return what may be longer, and how long, as the page says."""
    row = r"^\| `(\S+\.py)`(?:, `(\w+)`)? \| (\d+) \| .{20,} \|$"
    rows = re.findall(row, PAGE.read_text("utf-8"), re.M)
    return {f"{module} {function}".strip(): int(most) for module, function, most in rows}


def test_what_is_long_has_its_reason() -> None:
    listed = allowed()
    long = {name: lines for name, lines, most in lengths() if lines > listed.get(name, most)}

    assert listed
    assert long == {}


def test_what_is_no_longer_long_leaves_the_page() -> None:
    long = {name for name, lines, most in lengths() if lines > most}

    assert set(allowed()) - long == set()


def lone_uses() -> Iterator[tuple[str, str]]:
    """Yield the functions that take the desk, hand it to nobody, and use one thing of it."""
    for file in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            given = [*node.args.args, *node.args.kwonlyargs]
            for name in (a.arg for a in given if a.annotation and _is_desk(a.annotation)):
                inside = [*ast.walk(node)]
                whole = sum(isinstance(n, ast.Name) and n.id == name for n in inside)
                used = [
                    n.attr
                    for n in inside
                    if isinstance(n, ast.Attribute)
                    and isinstance(n.value, ast.Name)
                    and n.value.id == name
                ]
                if whole == len(used) and len(set(used)) == 1:
                    yield f"{file.relative_to(ROOT)} {node.name}", used[0]


def _is_desk(annotation: ast.expr) -> bool:
    return ast.unparse(annotation).strip("\"'") == "Desk"


def test_nobody_takes_the_whole_desk_for_one_thing_on_it() -> None:
    assert dict(lone_uses()) == {}
