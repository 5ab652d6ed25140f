"""How sure a value is: what several readings of one sheet saw is made one, certain or not.

On a scan certainty is settled here; what is text is certain, or not, where it was read
(`extractors.fields.extraction.value_at`).  What other papers say of it is weighed by
`checks.corroboration`, and what rules make of a doubt by their one caller.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from extractors.alphabet import fold
from extractors.fields.place import covers
from extractors.fields.printed import Paper
from extractors.korean import (
    Parser,
    business_number_is_possible,
    parse_business_number,
    parse_name,
    says_none,
)
from extractors.model import Value

Fields = dict[str, Value[Any]]


class SeenValue(NamedTuple):
    """A value in one reading of a sheet.

    ``sound`` tells whether its place leaves no doubt: nothing else may be meant, all of its
    print was read and none of its neighbours', no sign of it is a guess.  ``placed`` says only
    that it stands where it is asked for, and that no ink was left out beside it.  ``ticked``
    says that a pen chose it.
    """

    value: Value[Any]
    sound: bool
    placed: bool = False
    ticked: bool = False


def doubted(value: Value[Any]) -> Value[Any]:
    return value.model_copy(update={"certain": False, "because": None})


def settle(
    readings: Sequence[SeenValue | None], parse: Parser[Any] | None = None
) -> Value[Any] | None:
    """Make one value of what each reading of the same sheet saw.

    The first reading of a scan is our own reader's, the others are Tesseract's.  A value is
    certain where the two agree and neither saw a reason for doubt; a business number also
    by its check digit.  Blanks between words are no difference.
    """
    found = [seen for seen in readings if seen is not None]
    if not found:
        return None
    said = [seen for seen in found if seen.value.value is not None]
    if not said:
        none = [seen for seen in found if says_none(seen.value.raw)]
        if found[0] in none and found[0].value.source == "ocr" and len(none) > 1:
            return found[0].value.model_copy(update={"certain": True, "because": "two-readings"})
        return next((seen.value for seen in found if seen.value.raw), found[0].value)
    first = said[0].value
    if first.source != "ocr":
        return first
    if parse is parse_business_number:
        possible = [
            seen.value for seen in said if business_number_is_possible(str(seen.value.value))
        ]
        if possible and all_agree(possible):
            return possible[0].model_copy(update={"certain": True, "because": "check-digit"})
    own, others = readings[0], [seen for seen in readings[1:] if seen is not None and seen.sound]
    is_read = own is not None and own.sound and own.value.value is not None
    same = _same_firm if parse is parse_name else _same
    if parse is parse_name and own is not None and _MAY_BE_A_SIGN.search(own.value.raw):
        others = []
    if own is not None and is_read and any(same(own.value, seen.value) for seen in others):
        because = "mark" if own.ticked else "two-readings"
        return own.value.model_copy(update={"certain": True, "because": because})
    # Alone our reader is right far oftener than Tesseract, whose networks err alike.
    if own is not None and own.value.value is not None:
        second = next((s for s in readings[1:] if s and s.value.value is not None), None)
        if second is None or not (own.placed and second.placed):
            return own.value
        return own.value.model_copy(update={"second": second.value.value})
    return _most_common([seen.value for seen in said])


def agree_on(values: Sequence[Value[Any] | None]) -> Value[Any] | None:
    """Settle values whose places leave no doubt, one from each reading."""
    return settle([None if value is None else SeenValue(value, sound=True) for value in values])


def surest(values: Iterable[Value[Any] | None]) -> Value[Any] | None:
    """Return the first value that is certain, else the first that says something, as it is.

    What is seen, and not read, is not seen better twice.
    """
    found = [value for value in values if value is not None]
    sure = (value for value in found if value.certain)
    said = (value for value in found if value.value is not None or value.raw)
    return next((value for values in (sure, said, found) for value in values), None)


def _most_common(values: Sequence[Value[Any]]) -> Value[Any]:
    """Return the value that most readings saw, the earlier of two."""
    return max(values, key=lambda value: sum(all_agree([value, other]) for other in values))


def confirm_by_days(fields: Fields, start: str, end: str, days: int) -> Fields:
    """Make two dates certain that lie *days* apart, as the form prints them.

    Source: 국세징수법 시행령 제96조, 지방세징수법 시행령 제7조 (validity of 30 days).
    """
    first, last = fields.get(start), fields.get(end)
    if first is None or last is None or first.value is None or last.value is None:
        return fields
    if last.value - first.value != dt.timedelta(days=days):
        return fields
    sure = {"certain": True, "because": "relation"}
    return fields | {
        name: value.model_copy(update=sure)
        for name, value in ((start, first), (end, last))
        if not value.certain
    }


def _same(one: Value[Any], other: Value[Any]) -> bool:
    return all_agree([one, other])


_MAY_BE_A_SIGN = re.compile(r"^주(?!식회사)\S{4,}|\S{4,}주$")
"""A long name that begins or ends with 주, which is what both readers make of a ㈜ at times."""
_COMPANY_SIGN = re.compile(r"^\(주\)|\(주\)$")
_AS_TESSERACT_READS_IT = r"[(\[{(]?[주쥐쭈][)\]})]?"


def _same_firm(own: Value[Any], other: Value[Any]) -> bool:
    """Tell whether two readings name one firm: Tesseract does not know the sign ㈜."""
    if _same(own, other):
        return True
    name, theirs = str(_essence(own.value)), str(_essence(other.value))
    if "㈜" not in own.raw or not (sign := _COMPANY_SIGN.search(name)):
        return False
    rest = re.escape(name[: sign.start()]), re.escape(name[sign.end() :])
    return re.fullmatch(_AS_TESSERACT_READS_IT.join(rest), theirs) is not None


def all_agree(values: Sequence[Value[Any]]) -> bool:
    return len({_essence(value.value) for value in values}) <= 1


def _essence(value: Any) -> Any:
    """Return what of a value must be equal: of texts the signs, not the blanks."""
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", fold(value)).split())
    return tuple(map(_essence, value)) if isinstance(value, tuple) else value


def without_refuted(fields: Fields, paper: Paper) -> Fields:
    """Return *fields*, certain no more where the sheet shows other signs than its text layer."""
    refuted = [
        (page.number, word.box.middle)
        for page in paper.pages
        if page.source == "text-layer"
        for word in page.words
        if not word.certainty
    ]
    return {
        name: doubted(value)
        if isinstance(value, Value)
        and any(number == value.page and value.box.holds(place) for number, place in refuted)
        else value
        for name, value in fields.items()
    }


def without_added(fields: Fields, paper: Paper) -> Fields:
    """Return *fields*, certain no more where something was put over the sheet later on."""
    added = {page.number: page.added for page in paper.pages if page.added}
    return {
        name: doubted(value)
        if isinstance(value, Value) and covers(added.get(value.page, ()), value.box)
        else value
        for name, value in fields.items()
    }
