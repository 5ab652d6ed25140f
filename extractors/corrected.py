"""What a person says of a paper, laid over what was read: its values, its kind, its sheets.

What was read stays in the value's ``raw`` and place; what a person says is certain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin

from extractors.fields.printed import printed_fields
from extractors.korean import parse_date
from extractors.model import Box, Document, Frozen, Value

D = TypeVar("D", bound=Document)

SEEN = ("있음", "예", "true")
"""How a person says that something is there."""
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


class Correction(Frozen):
    """What a field of the paper that begins on ``sheet`` says; ``text`` is None where it is blank.

    ``text`` is written as `entry` takes it.
    """

    sheet: int
    field: str
    text: str | None


class Cut(Frozen):
    """Sheets ``first`` to ``last`` of a file (from 1) are one paper of the type ``type``."""

    first: int
    last: int
    type: str


def entry(kind: type[Document], field: str, text: str) -> Any:
    """Return the value that *text* gives a field, by the grammar of what is printed there.

    Lists are written with commas between.

    Raises:
        ValueError: the type has no such field, or it cannot hold this.
    """
    info = kind.model_fields.get(field)
    kinds = set(_held(info.annotation)) if info else set()
    words = " ".join(text.split())
    if not kinds or not words:
        raise ValueError(f"{kind.type} has no field {field}, or nothing was entered")
    printed = printed_fields(kind).get(field)
    if bool in kinds:
        return words in SEEN
    if dt.date in kinds:
        day = parse_date(words)
        if day is None:
            raise ValueError("no one day is written so")
        return day.value
    if options := options_of(kind, field):
        if words not in options:
            raise ValueError("this field has other answers")
        return words
    if printed is not None and (found := printed.parse(words)) is not None:
        return found.value
    if str in kinds:
        return words
    return tuple(part.strip() for part in words.split(",") if part.strip())


def options_of(kind: type[Document], field: str) -> tuple[str, ...]:
    """Return the answers that a field has, () where it holds anything."""
    info = kind.model_fields.get(field)
    held = _held(info.annotation) if info else ()
    return tuple(
        option for each in held if get_origin(each) is Literal for option in get_args(each)
    )


def _held(annotation: Any) -> tuple[Any, ...]:
    """Return the types that the value of a field may have; () where it is no field."""
    found = []
    for each in get_args(annotation):
        if isinstance(each, type) and issubclass(each, Value):
            wanted = each.model_fields["value"].annotation
            found += [one for one in get_args(wanted) if one is not NoneType]
    return tuple(found)


def correct(document: D, corrections: Iterable[Correction]) -> D:
    """Return *document* with what people said of its fields; what it cannot hold is left out."""
    changed: dict[str, Value[Any]] = {}
    for correction in corrections:
        if correction.sheet != document.pages[0]:
            continue
        kind, was = type(document), document.field(correction.field)
        if not _held(getattr(kind.model_fields.get(correction.field), "annotation", None)):
            continue
        try:
            text = correction.text
            value = None if text is None else entry(kind, correction.field, text)
        except ValueError:
            continue  # the paper is of another type by now
        changed[correction.field] = Value[Any](
            value=value,
            raw=(was.raw if was else "") if value is not None else "",
            page=was.page if was else document.pages[0],
            box=was.box if was else NOWHERE,
            certain=True,
            because="reviewer",
            source=document.source,
        )
    return document.model_copy(update=changed) if changed else document
