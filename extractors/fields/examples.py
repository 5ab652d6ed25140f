"""What an empty form prints in its cells to show how they are filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rapidfuzz import fuzz

from extractors.korean import single_spaced, squash
from extractors.model import Value

ALIKE = 88
"""How many of a hundred signs of an example an entry must repeat for them to be taken out."""
LEAST_ALIKE = 12
"""In signs: shorter examples are taken out only as printed."""


def without_example(value: Value[Any], examples: Sequence[str]) -> Value[Any]:
    """Take what the form prints out of an entry; what is left empty has no value."""
    if not isinstance(value.value, str):
        return value
    words = own_words(value.value, examples)
    second = own_words(value.second, examples) if value.second else None
    if words == value.value and second == value.second:
        return value
    return value.model_copy(update={"value": words or None, "second": second or None})


def own_words(text: str, examples: Sequence[str]) -> str:
    """Return what of *text* is not the form's own example."""
    rest = single_spaced(text)
    for example in examples:
        rest = _without("".join(example.split()), rest)
    said = squash(rest)
    return "" if any(said == squash(example) for example in examples) else single_spaced(rest)


def _without(example: str, text: str) -> str:
    """Take *example* out of *text*, whatever its blanks; a long one with misread signs too."""
    places = [place for place, sign in enumerate(text) if not sign.isspace()]
    letters = "".join(text.split())
    if (start := letters.find(example)) >= 0:
        end = start + len(example)
    elif len(example) < LEAST_ALIKE or len(letters) < len(example) * ALIKE / 100:
        return text  # nothing so short repeats it
    else:
        near = fuzz.partial_ratio_alignment(example, letters)
        if near is None or near.score < ALIKE:
            return text
        start, end = near.dest_start, near.dest_end
    return f"{text[: places[start]]} {text[places[end - 1] + 1 :]}"
