"""Of several papers of one type: which one is in force, and why."""

from __future__ import annotations

from collections.abc import Iterator

from checks.applicants import year_of
from checks.model import Asked, Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from checks.wording import moment, with_particle
from extractors.model import Document


@rule
class SeveralCopies(DossierRule):
    """A paper that came more than once is judged by its newest copy that meets the rules.

    If that is not the newest of all, the applicant may have meant the newer one: a doubt.
    """

    name = "several-copies"
    says = (
        "같은 서류가 여럿이면 요건에 맞는 것 가운데 가장 최근의 것으로 검토하고, 어느 것인지 "
        "참고로 알립니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for asked, kind, year in _copies(dossier, notice):
            rest = tuple(d for d in dossier.superseded if d.type == kind and _is_of(d, year))
            chosen = tuple(d for d in dossier.of_type(kind) if _is_of(d, year))
            if not rest or not chosen:
                continue
            copies = dossier.newest_first((*chosen, *rest))
            here = self.model_copy(update={"clause": asked.clause})
            count = f"{with_particle(chosen[0].title, '이/가')} {len(copies)}건 제출되어, "
            evidence = tuple(Evidence(document=copy.id) for copy in copies)
            newer = copies[: copies.index(chosen[0])]
            if newer:
                whys = " ".join(
                    f"더 나중의 것({mark(copy, dossier)})을 쓰지 않은 사유: {why(copy, dossier)}"
                    for copy in newer
                )
                seen = (
                    e
                    for copy in newer
                    for f in dossier.held_against.get(copy.id, ())
                    for e in f.evidence
                )
                evidence = tuple(dict.fromkeys((*seen, *evidence)))
                yield here.finding(
                    f"{count}요건에 맞는 것({mark(chosen[0], dossier)})으로 검토하였습니다. {whys}",
                    about=kind,
                    what=year,
                    severity="doubtful",
                    remedy=f"어느 서류를 제출하시는 것인지 알려 주시거나, 요건에 맞는 "
                    f"{with_particle(chosen[0].title, '을/를')} 다시 보내 주십시오.",
                    evidence=evidence,
                )
            else:
                yield here.finding(
                    f"{count}가장 최근의 것({mark(chosen[0], dossier)})으로 검토하였습니다.",
                    about=kind,
                    what=year,
                    severity="note",
                    evidence=evidence,
                )


def _copies(dossier: Dossier, notice: Notice) -> Iterator[tuple[Asked, str, str | None]]:
    """Yield row, type and year of papers of which one is in force; None where no year counts."""
    for row in notice.requires:
        for kind in row.types:
            years = {year_of(d) for d in dossier.of_type(kind)} - {None} if row.years else {None}
            yield from ((row, kind, year) for year in sorted(years, key=str))


def _is_of(document: Document, year: str | None) -> bool:
    return year is None or year_of(document) == year


def why(document: Document, dossier: Dossier) -> str:
    """Return in which ways a newer copy falls short, as whole sentences."""
    found = dossier.held_against.get(document.id, ())
    if found:
        return " ".join(dict.fromkeys(finding.message for finding in found))
    if not document.certain:
        return "서류의 종류를 확실하게 알 수 없습니다."
    number = document.field("business_number")
    if number is not None and number.value is not None:
        return f"다른 사업자등록번호({number.value})가 적혀 있습니다."
    return "신청 기업의 서류인지 확실하지 않습니다."


def mark(document: Document, dossier: Dossier) -> str:
    """Return what tells a copy from the others: its day of issue, else its arrival."""
    issued = document.field("issued_on")
    if issued is not None and issued.value is not None:
        return f"발급일 {issued.value}"
    return f"접수 {moment(dossier.received_at(document))}"
