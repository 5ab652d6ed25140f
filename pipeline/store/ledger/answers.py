"""The ledger's verbs about the tax office's registry: what it answered, and to what."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from checks.model import RegistryAnswer
from pipeline.store.ledger.database import Store, iso
from pipeline.store.ledger.tables import REGISTRY


class AnswerVerbs(Store):
    """The last answer about each business number."""

    def registry_answers(self) -> dict[str, tuple[str, RegistryAnswer]]:
        """Return the question that was asked and its answer, by business number."""
        with self._reading() as on:
            return {
                row["number"]: (row["question"], RegistryAnswer.model_validate_json(row["answer"]))
                for row in on.execute(select(REGISTRY)).mappings()
            }

    def keep_answers(self, answers: Iterable[tuple[str, RegistryAnswer]]) -> None:
        """Keep each answer with its question in place of the one before."""
        with self._writing() as on:
            for question, answer in answers:
                on.execute(REGISTRY.delete().where(REGISTRY.c.number == answer.number))
                on.execute(
                    REGISTRY.insert().values(
                        number=answer.number,
                        question=question,
                        answer=answer.model_dump_json(),
                        asked_at=iso(answer.asked_at),
                    )
                )
