"""What is wrong with a programme file, each fault with its line and what would be right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

Place = tuple[str | int, ...]
"""The way to a key: names of tables and keys, and positions in lists of tables."""

HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"\s*([\w-]+)\s*=")
FENCES = ('"""', "'''")


def lines_of(text: str) -> dict[Place, int]:
    """Return the line (from 1) of every table and key of the TOML document *text*.

    Keys inside inline tables, and dotted or quoted ones, are not listed: their line is that
    of the key which holds them.
    """
    lines: dict[Place, int] = {}
    counts: Counter[Place] = Counter()
    table: Place = ()
    fence: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if fence is not None:
            fence = None if fence in line else fence
            continue
        if header := HEADER.match(line):
            table = _table(header[2].split("."), counts, is_entry=header[1] == "[[")
            lines[table] = number
        elif key := KEY.match(line):
            lines[(*table, key[1])] = number
            fence = next((mark for mark in FENCES if line.count(mark) == 1), None)
    return lines


def _table(names: list[str], counts: Counter[Place], *, is_entry: bool) -> Place:
    """Return the place of a table header; a list of tables counts its entries."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if counts[place]:
            place = (*place, counts[place] - 1)
    place = (*place, names[-1])
    if not is_entry:
        return place
    counts[place] += 1
    return (*place, counts[place] - 1)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the question whether the nearest of *names* was meant, or nothing."""
    close = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" (혹시 ‘{close[0]}’?)" if close else ""


class Faults:
    """What is wrong with a file so far, each fault with the line of its key."""

    def __init__(self, lines: Mapping[Place, int]) -> None:
        self.lines = lines
        self.found: list[tuple[int, str]] = []

    def add(self, place: Place, sentence: str) -> None:
        while place and place not in self.lines:
            place = place[:-1]
        self.found.append((self.lines.get(place, 0), sentence))

    def sentences(self) -> Iterator[str]:
        for line, sentence in sorted(set(self.found)):
            yield f"{line}행: {sentence}." if line else f"{sentence}."

    def built(self, kind: type[M], table: Any, place: Place) -> M | None:
        """Return *table* as a *kind*, or None and its faults noted."""
        try:
            return kind.model_validate(table)
        except ValidationError as error:
            for fault in error.errors():
                inner = tuple(fault["loc"])
                self.add((*place, *inner), _sentence(fault, kind, inner))
            return None


def _sentence(fault: Any, kind: type[BaseModel], inner: tuple[int | str, ...]) -> str:
    """Say in Korean what pydantic found wrong at *inner*."""
    path = ".".join(str(part) for part in inner if isinstance(part, str))
    match fault["type"]:
        case "missing":
            return f"‘{path}’ 항목이 빠졌습니다"
        case "extra_forbidden":
            return f"알 수 없는 항목 ‘{path}’입니다{nearest(str(inner[-1]), _keys(kind, inner))}"
        case "value_error":
            said = str(fault["ctx"]["error"])
            return f"‘{path}’: {said}" if path else said
        case "timezone_aware":
            return f"‘{path}’에 시간대(+09:00)가 빠졌습니다"
        case _:
            return f"‘{path}’의 값이 올바르지 않습니다 ({fault['msg']})"


def _keys(kind: type[BaseModel], inner: tuple[int | str, ...]) -> set[str]:
    """Return the keys that are valid where the unknown key at *inner* stands."""
    here: type[BaseModel] | None = kind
    for name in (part for part in inner[:-1] if isinstance(part, str)):
        if here is None or name not in here.model_fields:
            return set()
        annotation = here.model_fields[name].annotation
        inside = (annotation, *getattr(annotation, "__args__", ()))
        models = [a for a in inside if isinstance(a, type) and issubclass(a, BaseModel)]
        here = models[0] if models else None
    return set(here.model_fields) - {"fingerprint"} if here else set()
