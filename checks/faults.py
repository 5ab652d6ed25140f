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
WANTED = {
    "int_": "정수를",
    "greater_than_equal": "{ge} 이상의 수를",
    "greater_than": "{gt}보다 큰 수를",
    "less_than_equal": "{le} 이하의 수를",
    "bool_": "true나 false를",
    "string_too_short": "빈칸이 아닌 글을",
    "string_pattern": "영문 소문자, 숫자와 붙임표(-)로 된 이름을",
    "string_": "따옴표로 묶은 글을",
    "date_": "날짜(2025-05-13)를",
    "datetime_": "날짜와 시각(2025-05-13T18:00:00+09:00)을",
    "tuple_": "목록([ … ])을",
    "too_short": "하나 이상을",
    "frozen_set_": "목록([ … ])을",
    "dict_": "이름과 값의 묶음({{ … }})을",
    "model_": "표([…])를",
}
"""What pydantic's kinds of fault ask for, by how they begin."""
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


def not_toml(error: Exception) -> str:
    """Say at which line a file stops being TOML, and what to look for there."""
    place = re.search(r"at line (\d+)", str(error))
    line = f"{place[1]}행: " if place else ""
    return (
        f"{line}TOML 형식에 맞지 않습니다({error}). 그 줄과 앞줄에 따옴표, 괄호, 등호(=)가 빠지지 "
        "않았는지, 같은 이름을 두 번 적지 않았는지 보아 주십시오."
    )


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
        case "literal_error":
            valid = re.findall(r"'([^']*)'", str(fault["ctx"]["expected"]))
            names = ", ".join(f"‘{name}’" for name in valid)
            hint = nearest(str(fault["input"]), valid)
            return f"‘{path}’에는 {names} 가운데 하나를 적어야 합니다{hint}"
        case kind:
            wanted = next((w for start, w in WANTED.items() if kind.startswith(start)), None)
            asked = f"{wanted} 적어야 합니다" if wanted else f"다른 값이 필요합니다({fault['msg']})"
            return f"‘{path}’에는 {asked.format_map(fault.get('ctx') or {})}"


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
    return set(here.model_fields) - {"fingerprint", "core"} if here else set()
