"""What is known of a dossier that is not in its own mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from checks.model import RegistryAnswer, Repeat
from pipeline.judging.repeats import Holding, holding_of, repeats_among
from pipeline.store.ledger import DossierRow, Ledger
from pipeline.store.troubles import Troubles


class Surroundings(NamedTuple):
    """What the registry answered about its number, and what other dossiers hold as well."""

    registry: RegistryAnswer | None = None
    repeats: tuple[Repeat, ...] = ()

    def essence(self) -> Any:
        """Return what of it can change a verdict: not when the registry was asked."""
        answer = self.registry and self.registry.model_dump(mode="json", exclude={"asked_at"})
        return [answer, [repeat.model_dump(mode="json") for repeat in self.repeats]]


def look_around(
    ledger: Ledger, troubles: Troubles, rows: Iterable[DossierRow]
) -> dict[str, Surroundings]:
    """Return what is known around each dossier that has a report, by its receipt number."""
    holdings = []
    for row in rows:
        with troubles.alone(f"looking around dossier {row.receipt}"):
            if report := ledger.report(row.receipt):
                holdings.append(holding_of(report))  # one that cannot be compared costs no other
    return around(holdings, ledger)


def around(
    holdings: Iterable[Holding], ledger: Ledger, *, of: Collection[str] | None = None
) -> dict[str, Surroundings]:
    """Return the same by what was taken from the reports before, for some dossiers or all."""
    answers, known = ledger.registry_answers(), {each.receipt: each for each in holdings}
    return {
        receipt: Surroundings(_answer(answers, known[receipt].business_number), repeats)
        for receipt, repeats in repeats_among(known.values(), of=of).items()
    }


def _answer(
    answers: Mapping[str, tuple[str, RegistryAnswer]], number: str | None
) -> RegistryAnswer | None:
    found = answers.get(number or "")
    return found and found[1]
