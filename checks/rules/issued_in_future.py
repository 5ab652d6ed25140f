"""A paper cannot have been issued after it arrived."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DocumentRule, issue_anew, rule
from extractors.model import Document


@rule
class IssuedInFuture(DocumentRule):
    """The paper's day of issue does not lie after the day on which it arrived.

    Either of the two days may be the wrong one, so this is never more than a doubt, and
    no answer hangs on it: a day that cannot be read is the affair of the other rules.
    """

    name = "issued-in-future"

    def examine(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        issued = document.field("issued_on")
        received_on = dossier.received_at(document).date()
        if issued is None or issued.value is None or issued.value <= received_on:
            return
        yield self.finding(
            f"{document.title}의 발급일({issued.value})이 접수일({received_on})보다 늦습니다.",
            about=document,
            severity="doubtful",
            remedy=issue_anew(document.title, notice, document.type),
            evidence=(Evidence(document=document.id, field="issued_on"),),
        )

    def check(self, document: Document, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        """Yield the doubt as it is: silence says nothing here, so none is made of it."""
        yield from self.examine(document, dossier, notice)
