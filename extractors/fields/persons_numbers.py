"""Resident numbers where a firm's number is asked for: papers of sole proprietors."""

from __future__ import annotations

import re
from typing import Any

from extractors.fields.printed import Paper
from extractors.fields.settling import Fields
from extractors.korean import has_legal_form
from extractors.model import Value

STARRED_NUMBER = re.compile(r"\d{6}\s*-\s*\d?\*{6,7}")
_STARRED_ON_A_SCAN = re.compile(r"[\d,.]{5,8}\s*[-._~]?\s*\d?\*{5,7}(?!\*)")
"""The same where the hyphen was misread: many stars behind digits are a resident number's."""
BESIDE_IN_CELL, HIDDEN_NUMBER = 0.08, "******-*******"  # in widths of the sheet


def or_a_persons(number: Value[Any], name: Value[Any] | None, paper: Paper) -> Value[Any]:
    """Return a business number that was not read, as a person's where one stands at its place.

    In a cell for either, 주민등록번호 over (사업자등록번호), the number stands beside both rows.
    A corporation, told by its *name*, has none of a person.
    """
    if name is None or not name.value or has_legal_form(name.value):
        return number
    for word in paper.source(number.page).words:
        close = abs(word.box.middle[1] - number.box.middle[1]) < 2 * number.box.height
        beside = -BESIDE_IN_CELL < word.box.x0 - number.box.x0 < number.box.width + BESIDE_IN_CELL
        if close and beside and _STARRED_ON_A_SCAN.fullmatch(word.text):
            return number.model_copy(update={"raw": HIDDEN_NUMBER, "box": word.box})
    return number


def is_of_a_person(fields: Fields) -> bool:
    """Tell whether the starred number in a cell for either is a person's, not a firm's."""
    number, name = fields.get("corporate_number"), fields.get("company_name")
    if number is None or "*" not in number.raw:
        return False
    return name is None or not name.value or not has_legal_form(name.value)
