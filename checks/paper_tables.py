"""The papers of a notice's own in its programme file, and the rules that their entries ask for."""

from __future__ import annotations

from collections import Counter
from typing import Any

from checks.faults import Faults, nearest
from checks.rule_tables import types_of
from extractors.documents import DOCUMENTS, take_in
from extractors.plain import FIELDS, PlainPaper, document_of


def put_papers(table: dict[str, Any], faults: Faults) -> None:
    """Make the papers that *table* describes known, and ask its rows for their entries."""
    take_in(())
    described = table.get("papers")
    papers: dict[str, PlainPaper] = {}
    titles: Counter[str] = Counter()
    for number, entry in enumerate(described if isinstance(described, list) else ()):
        place = ("papers", number)
        _look_for_field(entry, place, faults)
        paper = faults.built(PlainPaper, entry, place)
        if paper is None:
            continue
        if paper.type in DOCUMENTS or paper.type in papers:
            faults.add((*place, "type"), f"‘{paper.type}’은 이미 있는 서류의 이름입니다")
            continue
        papers[paper.type] = paper
        titles.update((paper.title, *paper.also_titled))
        same = [d.type for d in DOCUMENTS.values() if {paper.title} & set(d.headings)]
        if same or titles[paper.title] > 1:
            known = f"‘{same[0]}’" if same else "다른 서류"
            faults.add((*place, "title"), f"‘{paper.title}’은 이미 아는 서류({known})의 제목입니다")
    if isinstance(described, list):
        table["papers"] = list(papers.values())
    take_in([document_of(paper) for paper in papers.values()])
    rows = table.get("requires")
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict) or not isinstance(row.get("rules", []), list):
            continue
        for kind in types_of(row):
            if kind in papers:
                own = {"of": [kind]} if row.get("any_of") else {}
                rules = ({**each, **own} for each in _rules_of(papers[kind]))
                row["rules"] = [*row.get("rules", ()), *rules]
    asked = {
        kind
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
        for kind in types_of(row)
    }
    for number, entry in enumerate(described if isinstance(described, list) else ()):
        named = entry.get("type") if isinstance(entry, dict) else None
        if named in papers and named not in asked:
            faults.add(("papers", number, "type"), f"‘{named}’을 요구하는 [[requires]]가 없습니다")


def _look_for_field(entry: Any, place: tuple[str | int, ...], faults: Faults) -> None:
    entries = entry.get("entries") if isinstance(entry, dict) else None
    for number, each in enumerate(entries if isinstance(entries, list) else ()):
        field = each.get("field") if isinstance(each, dict) else None
        if isinstance(field, str) and field not in FIELDS:
            hint = nearest(field, FIELDS)
            if hint:
                sentence = f"알 수 없는 field ‘{field}’입니다{hint}"
                faults.add((*place, "entries", number, "field"), sentence)


def _rules_of(paper: PlainPaper) -> list[dict[str, Any]]:
    """Return the rules that follow from what *paper* says of its entries."""
    entries = paper.named()
    mandatory = {name: each.label for name, each in entries.items() if each.mandatory}
    shown = {name: each for name, each in entries.items() if len(each.example) >= 4}
    rules: list[dict[str, Any]] = []
    if mandatory:
        others = "elsewhere" if shown else "blank"
        rules.append({"rule": "filled-in", "entries": mandatory, "examples": others})
    if shown:
        labels = {name: each.label for name, each in shown.items()}
        examples = [each.example for each in shown.values()]
        rules.append({"rule": "example-text", "entries": labels, "examples": examples})
    if paper.signed:
        rules.append({"rule": "signed", "asks": ["signed_on", "signature_present"]})
    return rules
