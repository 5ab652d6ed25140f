"""Which business numbers the registry is asked about, and when again."""

from __future__ import annotations

import datetime as dt
import json

from checks.model import RegistryAnswer
from checks.names import people
from checks.report import Report
from extractors.documents.business_registration import BusinessRegistration
from extractors.korean import business_number_is_possible, hangul
from pipeline.judging.registry import Registry, RegistryQuestion
from pipeline.settings import Settings
from pipeline.store.desk import Desk

FRESH = dt.timedelta(days=7)
"""A firm may close while its application is being judged."""


def registry_of(settings: Settings) -> Registry | None:
    """Return the service that *settings* name; None without a key: it is off."""
    key = settings.registry.key
    if key is None or not key.get_secret_value().strip():
        return None
    return Registry(
        settings.registry.url, key.get_secret_value(), ca_file=settings.registry.ca_file
    )


def ask_registry(desk: Desk, now: dt.datetime) -> None:
    """Ask about every number whose answer is missing, old, or to another question.

    What was answered is kept at once; the rest is asked by a later run.

    Raises:
        Unreachable: the service does not answer.
        OperatorError: it does not accept the key.
    """
    registry = registry_of(desk.settings)
    if registry is None:
        return
    known = desk.ledger.registry_answers()
    asked: dict[str, RegistryQuestion] = {}
    for row in desk.ledger.dossiers(desk.programme.id):
        with desk.troubles.alone(f"finding what to ask about dossier {row.receipt}"):
            report = desk.ledger.report(row.receipt)
            question = question_of(report) if report else None
            if question is not None and _is_due(question, known.get(question.number), now):
                asked.setdefault(question.number, question)
    for answer in registry.ask(list(asked.values()), now):
        desk.ledger.keep_answers([(as_text(asked[answer.number]), answer)])


def question_of(report: Report) -> RegistryQuestion | None:
    """Return what to ask about the applicant; None where no number is certain and possible.

    Opening day and representative are asked where 사업자등록증명 prints them for certain,
    and one representative only: the service knows no joint ones.
    """
    number = report.business_number
    if number is None or not business_number_is_possible(number):
        return None
    for paper in report.documents:
        if paper.type != BusinessRegistration.type or not (paper.certain and paper.in_force):
            continue
        printed, opened, name = (
            value.value if value is not None and value.certain else None
            for value in map(paper.fields.get, ("business_number", "opened_on", "representative"))
        )
        if printed == number and opened and name and len(people(name)) == 1:
            (person,) = people(name)
            called = person if hangul(person) == person else " ".join(str(name).split())
            return RegistryQuestion(number, str(opened), called)
    return RegistryQuestion(number)


def as_text(question: RegistryQuestion) -> str:
    """Return a question as the ledger keeps it."""
    return json.dumps(question, ensure_ascii=False)


def _is_due(
    question: RegistryQuestion, known: tuple[str, RegistryAnswer] | None, now: dt.datetime
) -> bool:
    return known is None or known[0] != as_text(question) or now - known[1].asked_at > FRESH
