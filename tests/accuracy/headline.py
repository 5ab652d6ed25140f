"""The headline: one figure for each family of layouts, and one that weighs them together."""

from collections.abc import Sequence

from accuracy.classes import BY_NAME, TITLES, WEIGHTS, Family
from accuracy.measure import Outcome
from accuracy.tally import Count, count

ASKED = frozenset(
    {
        *("application-form", "consent-form", "national-tax-clearance", "local-tax-clearance"),
        *("business-registration", "subordinate-places", "sme-confirmation", "technology-market"),
    }
)
"""The papers of the notice; near misses are recognised, and count in the tables below only."""

EVERYDAY = ("text", "scan300", "scan200", "scan150", "phone", "picture")
"""The ways of arriving that count: those that every family has, and small pictures."""


def describe(outcomes: Sequence[Outcome]) -> str:
    """Return the headline table; what of it was not drawn is left out of the weighing."""
    rows = []
    weighed: dict[str, list[tuple[float, Count]]] = {"types": [], "values": [], "certain": []}
    for family, title in TITLES.items():
        mine = [o for o in outcomes if _counts(o, family)]
        papers = [p for o in mine for p in o.papers if p.type in ASKED]
        fields = [s for o in mine for s in o.fields if s.type in ASKED]
        if not papers:
            continue
        types = count(p.type == p.read_as for p in papers)
        right = count(s.right for s in fields)
        certain = count(s.certain for s in fields if s.printed)
        wrong = sum(s.certain and not s.right for s in fields)
        for name, seen in zip(weighed, (types, right, certain), strict=True):
            weighed[name].append((WEIGHTS[family], seen))
        cells = (f"{types.percent} ({types})", f"{right.percent} ({right})", certain.percent)
        rows.append(f"| {title} | {WEIGHTS[family]:.2f} | {' | '.join(cells)} | {wrong} |")
    shares = " | ".join(f"**{100 * _weigh(parts):.1f} %**" for parts in weighed.values())
    rows.append(f"| **weighed together** | | {shares} | |")
    return (
        "## Headline\n\nPapers that the notice asks for, as text PDF, scan of 300, 200 and 150 "
        "dpi, photo by telephone and small picture. Each family's share counts with its weight, "
        "however many sheets were drawn: the kit's own layouts, which the readers have grown up "
        "with, count for least.\n\n"
        "| layouts | weight | type right | values right | certain | wrong but certain |\n"
        "| --- | --- | --- | --- | --- | --- |\n" + "\n".join(rows)
    )


def _counts(outcome: Outcome, family: Family) -> bool:
    one = BY_NAME[outcome.way]
    return one.family == family and one.way.name in EVERYDAY


def _weigh(parts: Sequence[tuple[float, Count]]) -> float:
    total = sum(weight for weight, _ in parts)
    return sum(weight * seen.share for weight, seen in parts) / total if total else 0.0
