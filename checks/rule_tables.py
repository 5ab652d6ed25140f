"""The tables of a programme file that describe rules, and the rules that they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from checks.faults import Faults, Place, nearest
from checks.rules import RULES, DocumentRule, DossierRule, Rule
from extractors.documents import DOCUMENTS


def put_rules(table: dict[str, Any], faults: Faults) -> None:
    """Put rules in place of the tables that describe them."""
    requires = table.get("requires")
    rows = requires if isinstance(requires, list) else []
    window = table.get("window")
    published = isinstance(window, dict) and "published" in window
    asked = {kind for row in rows if isinstance(row, dict) for kind in types_of(row)}
    if isinstance(table.get("rules"), list):
        around = _Around(asked, published)
        table["rules"] = _rules(table["rules"], DossierRule, {}, around, ("rules",), faults)
    for number, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        place: Place = ("requires", number)
        for key in ("document", "any_of"):
            for name in types_of({key: row.get(key)}):
                if name not in DOCUMENTS:
                    hint = nearest(name, DOCUMENTS)
                    faults.add((*place, key), f"알 수 없는 서류 ‘{name}’입니다{hint}")
        if row.get("points") and row.get("optional") is not True:
            faults.add((*place, "points"), "가점(points)은 선택 서류(optional = true)에만 적습니다")
        if row.get("years") and not any(
            "fiscal_year" in DOCUMENTS[name].model_fields
            for name in types_of(row)
            if name in DOCUMENTS
        ):
            faults.add((*place, "years"), "사업연도(fiscal_year)를 읽지 못하는 서류입니다")
        if isinstance(row.get("rules"), list):
            here = (*place, "rules")
            around = _Around(set(types_of(row)), published)
            row["rules"] = _rules(row["rules"], DocumentRule, row, around, here, faults)
            _look_at_clocks(row["rules"], here, faults)


class _Around(NamedTuple):
    """What of the file rules rest on: the types of paper that they may look at, and the day."""

    asked: AbstractSet[str]
    published: bool


def _look_at_clocks(rules: Sequence[Rule], place: Place, faults: Faults) -> None:
    """Note a paper's own validity told as no matter (``printed-validity``) where it is one."""
    names = {rule.name for rule in rules}
    if "printed-validity" in names and not names & {"issued-within", "issued-since"}:
        faults.add(
            place,
            "‘printed-validity’는 발급일만 보는 서류에 적는 규칙입니다. 발급일은 issued-within이나 "
            "issued-since로, 유효기간은 valid-on으로 적어 주십시오",
        )
    if "printed-validity" in names and "valid-on" in names:
        faults.add(place, "유효기간을 보는 valid-on과 보지 않는 printed-validity를 함께 적었습니다")


def types_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types of paper that a row of 제출서류 names, that of its key first."""
    others = row.get("any_of")
    named = (row.get("document"), *(others if isinstance(others, list) else ()))
    return tuple(name for name in named if isinstance(name, str))


def _rules(
    tables: list[Any],
    kind: type[Rule],
    row: Mapping[str, Any],
    around: _Around,
    place: Place,
    faults: Faults,
) -> list[Rule]:
    """Return the rules that *tables* describe; they inherit the clause of *row*."""
    rules = []
    marks: set[str] = set()
    for number, table in enumerate(tables):
        here = (*place, number)
        if not isinstance(table, dict) or "rule" not in table:
            faults.add(here, "규칙 이름(rule)이 빠졌습니다")
            continue
        name = str(table["rule"])
        known = {n: r for n, r in RULES.items() if issubclass(r, kind)}
        if name in RULES and name not in known:
            where = "[[rules]]" if kind is DocumentRule else "[[requires.rules]]"
            faults.add((*here, "rule"), f"‘{name}’ 규칙은 {where} 아래에 적어야 합니다")
        elif name not in known:
            faults.add((*here, "rule"), f"알 수 없는 규칙 ‘{name}’입니다{nearest(name, known)}")
        else:
            inherited = {"clause": row["clause"]} if "clause" in row else {}
            parameters = {key: value for key, value in table.items() if key != "rule"}
            rule = faults.built(known[name], inherited | parameters, here)
            if rule is not None:
                rules.append(rule)
                _look_for_fields(rule, parameters, types_of(row), here, faults)
                if rule.judges and not around.asked & set(rule.judges):
                    seen = ", ".join(DOCUMENTS[each].title for each in rule.judges)
                    faults.add(
                        (*here, "rule"),
                        f"‘{name}’ 규칙이 볼 서류({seen})를 요구하는 [[requires]]가 없습니다",
                    )
                if "publication" in getattr(rule, "measures", ()) and not around.published:
                    faults.add(here, f"‘{name}’ 규칙이 볼 공고일([window]의 published)이 없습니다")
                if not rule.clause:
                    faults.add(here, f"‘{name}’ 규칙에 공고의 위치(clause)가 빠졌습니다")
                if rule.mark in marks:
                    faults.add(here, f"‘{name}’ 규칙이 같은 것을 두 번 묻습니다")
                marks.add(rule.mark)
    return rules


def _look_for_fields(
    rule: Rule, parameters: Mapping[str, Any], own: Sequence[str], place: Place, faults: Faults
) -> None:
    """Note the papers that *rule* names and that do not exist, and the fields that they lack.

    A rule about a paper looks at the papers of its row, of the types *own*.
    """
    looks_at = dict(rule.papers)
    if isinstance(rule, DocumentRule):
        for document in rule.of:
            if document not in own:
                sentence = (
                    f"‘{document}’은 이 [[requires]]의 서류가 아닙니다{nearest(document, own)}"
                )
                faults.add((*place, "of"), sentence)
        for document in (kind for kind in own if not rule.of or kind in rule.of):
            looks_at[document] = (*rule.fields, *looks_at.get(document, ()))
    for name, fields in looks_at.items():
        kind = DOCUMENTS.get(name)
        if kind is None:
            if name not in own:  # those of the row are named where they stand
                sentence = f"알 수 없는 서류 ‘{name}’입니다{nearest(name, DOCUMENTS)}"
                faults.add((*place, _holder(parameters, name)), sentence)
            continue
        for field in fields:
            if field not in kind.model_fields:
                sentence = f"‘{name}’ 서류에는 ‘{rule.name}’ 규칙이 볼 ‘{field}’ 항목이 없습니다"
                hint = nearest(field, kind.model_fields)
                faults.add((*place, _holder(parameters, field)), sentence + hint)


def _holder(parameters: Mapping[str, Any], name: str) -> str:
    """Return the parameter in which *name* stands."""
    for key, value in parameters.items():
        if value == name or (isinstance(value, list | dict) and name in value):
            return key
    return "rule"
