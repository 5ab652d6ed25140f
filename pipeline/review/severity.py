"""How heavy a finding weighs for a reviewer, once decisions are laid over it."""

from __future__ import annotations

from typing import Literal

from checks.model import Finding, Severity
from pipeline.review import terms

SEVERITIES = ("blocking", "doubtful", "note")


def stands(finding: Finding) -> bool:
    """Tell whether a finding still counts: nobody waived or settled it."""
    return finding.decision not in ("waived", "settled")


def weight(finding: Finding) -> Severity:
    """Return the severity that a finding has now; what a person confirmed blocks."""
    return finding.counts_as or finding.severity


def kind_of(finding: Finding) -> Severity | Literal["barring"]:
    """Return ``barring`` for what no new paper can mend, else the severity as it is now."""
    return "barring" if weight(finding) == "blocking" and not finding.remedy else weight(finding)


def is_remark(finding: Finding) -> bool:
    """Tell whether a finding is said; what is to be looked up is a box until it is confirmed."""
    return finding.lookup is None or finding.decision == "confirmed"


def mark_of(finding: Finding) -> terms.Mark:
    """Return the sign and word of a finding; what a person confirmed as what it weighs now."""
    severity = finding.severity if finding.decision in ("waived", "settled") else weight(finding)
    if severity == "blocking" and finding.remedy is None:
        return terms.NOT_MENDABLE
    return terms.SEVERITY[severity]
