"""All papers speak of one company."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from checks.corroboration import said_twice
from checks.holders import (
    is_corporations,
    kinship,
    lacks_number,
    names_person,
    representatives,
    sole_proprietor,
)
from checks.model import Dossier, Evidence, Finding, Notice
from checks.names import firm_names, people
from checks.rules import DossierRule, rule
from checks.wording import Spoken, label, shown, spoken, with_particle
from extractors.fields.addresses import province_of
from extractors.korean import business_number_is_possible, parse_business_number, squash
from extractors.model import Document, Value

Agreement = Literal[
    "business_number",
    "corporate_number",
    "subordinate_number",
    "company_name",
    "representative",
    "province",
    "signer",
]

SIGNED = (
    "동의서는 다른 서류의 대표자나 신청 담당자가 서명하였어야 하며, 그렇지 않으면 담당자 확인으로 "
    "둡니다."
)
_SYLLABLES = re.compile(r"[가-힣]+")
LEAST_SYLLABLES = 3
SYLLABLES_A_SLIP = 4
"""Of a firm's name: one of so many may be read otherwise."""
REMEDY = (
    "같은 기업의 서류인지 확인하시어 올바른 서류를 보내 주시고, 변경된 사항이 있으면 이를 "
    "확인할 수 있는 서류를 함께 보내 주십시오."
)
OF_A_CORPORATION = "법인 명의로 발급받은 서류를 보내 주십시오."
FIELDS = {"province": "address"}
OF_THE_PLACE = ("application-form", "business-registration", "subordinate-places")
"""Papers that speak of the place of business itself; the others may be the head office's."""
Read = tuple[Document, Value[Any], Any]


@rule
class SameCompany(DossierRule):
    """Number, name, representative and province agree, as far as papers print them.

    What most papers say is the measure; where they are divided, what 사업자등록증명 says.
    Only a business number can be held against the applicant, only where both numbers are
    certain and possible, and only on papers that the notice asks for: a supplier's
    registration may lie beside the applicant's own.  Nor is that of the head office, whose
    taxes a branch's are.  A paper without a business number is
    tied to the others by its corporate number, if one of them prints both; a sole
    proprietor's by the person, whose name it may print instead of the firm's.  A form that
    prints neither is tied by who signed it: a representative, or the contact that the
    application names.  A name that a scan does not tell for certain is no other one where the
    same number stands beside both and the reading is near.  A mail whose subject names another
    number may have been put into the wrong dossier.
    """

    name = "same-company"
    says = (
        "서류마다 {agree_on:이/가} 같아야 합니다. 사업자등록번호가 다르면 보완을 요청하고 "
        "나머지는 담당자 확인으로 둡니다."
    )

    agree_on: tuple[Agreement, ...] = (
        "business_number",
        "corporate_number",
        "subordinate_number",
        "company_name",
        "representative",
        "province",
        "signer",
    )
    measure: str = "business-registration"

    def explain(self) -> str:
        same = tuple(each for each in self.agree_on if each != "signer")
        said = self.says.format(agree_on=Spoken(spoken(same)))
        return f"{said} {SIGNED}" if "signer" in self.agree_on else said

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        numbers = [*read(dossier, "business_number")]
        numbered = _of_the_place(dossier, numbers, self._reference(numbers), self.measure)
        known = numbered or next(iter(numbers), None)
        person = sole_proprietor(dossier.documents, known and known[2])
        bearers = _bearers(dossier.documents, known[2]) if known else ()
        for agreement in self.agree_on:
            if agreement == "signer":
                yield from self._signers(dossier)
                continue
            values = [*read(dossier, agreement)]
            if agreement == "company_name":
                values = [one for one in values if not one[2] <= person]
            reference = self._reference(values)
            if agreement == "business_number":
                reference = numbered
            if reference is not None:
                for document, value, essence in values:
                    if not alike(essence, reference[2]):
                        one = document, value, essence
                        if _is_misread(agreement, one, reference, bearers):
                            continue
                        asked = all(
                            notice.asked(paper.type) is not None
                            for paper in (document, reference[0])
                        )
                        found = self._disagreement(
                            agreement, (document, value), reference, asked=asked
                        )
                        yield self._explained(found, dossier, (document, value), reference)
            if agreement == "business_number":
                yield from self._without_number(dossier, notice, reference, person)
                yield from self._uncertain_numbers(values, reference)
                yield from self._mails(dossier, values)

    def _mails(self, dossier: Dossier, values: list[Read]) -> Iterator[Finding]:
        """Doubt mails whose subject names a number that is on none of the papers."""
        printed = {number for _, _, number in values}
        for mail in dossier.submissions:
            named = parse_business_number(mail.subject)
            if named is None or not printed or named.value in printed:
                continue
            if not business_number_is_possible(named.value):
                continue
            yield self.finding(
                f"메일 제목의 사업자등록번호({named.value})가 서류에 적힌 번호와 다릅니다.",
                what=mail.sha256[:12],
                severity="doubtful",
                remedy=REMEDY,
                evidence=(Evidence(message=mail.sha256),),
            )

    def _signers(self, dossier: Dossier) -> Iterator[Finding]:
        """Doubt forms that somebody signed who is nobody on the other papers."""
        named = [
            (document, field, value)
            for document in dossier.documents
            for field in ("representative", "contact_name")
            if (value := document.field(field)) is not None and value.value
        ]
        persons = {name for *_, value in named for name in people(value.value or ())}
        measure = next((x for x in named if x[1] == "representative" and x[2].certain), None)
        if measure is None:
            return
        other, field, value = measure
        firm = f"{other.title}의 {label(field)}({shown(value)})나 신청 담당자"
        for document in dossier.documents:
            signer = document.field("signer")
            if signer is None or not signer.value or not (signer.certain or signer.second):
                continue
            said = [squash(str(name)).casefold() for name in (signer.value, signer.second) if name]
            if any(person in name for name in said for person in persons):
                continue  # 대표이사 may stand before the name
            if not signer.certain and any(_is_covered(signer, person) for person in persons):
                continue
            own = f"{document.title}의 {label('signer')}({shown(signer)})"
            yield self.finding(
                f"{with_particle(own, '이/가')} {with_particle(firm, '과/와')} 다릅니다.",
                about=document,
                what="signer",
                severity="doubtful",
                remedy=REMEDY,
                evidence=(
                    Evidence(document=document.id, field="signer"),
                    Evidence(document=other.id, field=field),
                ),
            )

    def _reference(self, values: list[Read]) -> Read | None:
        if len(values) < 2:
            return None
        counts = Counter(essence for _, _, essence in values)
        return max(
            values,
            key=lambda one: (counts[one[2]], one[0].type == self.measure, one[1].certain),
        )

    def _disagreement(
        self,
        agreement: Agreement,
        one: tuple[Document, Value[Any]],
        reference: Read,
        *,
        asked: bool,
    ) -> Finding:
        document, value = one
        field = FIELDS.get(agreement, agreement)
        numbers = [str(v.value) for v in (value, reference[1])]
        firm = agreement == "business_number" and asked
        firm = firm and all(map(business_number_is_possible, numbers))
        other = f"{reference[0].title}의 {label(field)}({shown(reference[1])})"
        own = f"{document.title}의 {label(field)}({shown(value)})"
        return self.finding(
            f"{with_particle(own, '이/가')} {with_particle(other, '과/와')} 다릅니다.",
            about=document,
            what=agreement,
            severity="blocking" if firm else "doubtful",
            remedy=REMEDY,
            evidence=(
                Evidence(document=document.id, field=field),
                Evidence(document=reference[0].id, field=field),
            ),
        )

    def _explained(
        self,
        found: Finding,
        dossier: Dossier,
        one: tuple[Document, Value[Any]],
        reference: Read,
    ) -> Finding:
        """Return the finding in the light of whose papers these may rightly be."""
        document, value = one
        message, update = found.message, {}
        if found.key.endswith(":business_number"):
            kin = kinship(dossier.documents, str(value.value), reference[2])
            certain = value.certain and reference[1].certain and document.certain
            if kin == "same" and certain and document.type not in OF_THE_PLACE:
                message += " 법인등록번호가 같으므로 같은 법인(본점 또는 지점)의 서류입니다."
                update = {"severity": "note", "remedy": None}
            elif kin != "other":
                message += " 같은 법인의 본점과 지점일 수 있습니다."
                update = {"severity": "doubtful"}
        elif found.key.endswith(":company_name") and _is_of_corporation(dossier):
            others = (paper for paper in dossier.documents if paper is not document)
            if firm_names(str(value.value)) <= representatives(others):
                message += " 법인이 아니라 대표자 개인의 서류로 보입니다."
                update = {"remedy": OF_A_CORPORATION}
        return found.model_copy(update={"message": message, **update})

    def _without_number(
        self,
        dossier: Dossier,
        notice: Notice,
        reference: Read | None,
        person: frozenset[str],
    ) -> Iterator[Finding]:
        """Doubt papers that ought to print a number and cannot be tied to the others."""
        papers = tuple(d for d in dossier.documents if "business_number" in type(d).model_fields)
        bridges = {
            corporate.value
            for d in papers
            if (corporate := d.field("corporate_number")) is not None
            and (number := d.field("business_number")) is not None
            and number.value is not None
            and (
                reference is None
                or number.value == reference[1].value
                or kinship(papers, number.value, reference[2]) == "same"
            )
        }
        for document in papers:
            if notice.asked(document.type) is None:
                continue
            number = document.field("business_number")
            corporate = document.field("corporate_number")
            if number is not None and number.value is not None:
                continue
            named = names_person(document, person) if lacks_number(document) else None
            if named is not None:
                yield from self.weighed(document, (named,), ())
                continue
            tied = corporate is not None and corporate.value in bridges
            if corporate is not None and tied and "*" not in str(corporate.value):
                yield from self.weighed(document, ("corporate_number",), ())
                continue
            yield self.finding(
                f"{document.title}에서 다른 서류와 대조할 사업자등록번호나 법인등록번호를 찾지 "
                "못하였습니다.",
                about=document,
                what="business_number",
                severity="doubtful",
                remedy=REMEDY,
            )

    def _uncertain_numbers(self, values: list[Read], reference: Read | None) -> Iterator[Finding]:
        """Doubt numbers that agree, or have none to agree with, and were not read for certain."""
        for document, value, number in values:
            agrees = reference is None or number == reference[2]
            if agrees and not value.certain:
                yield from self.weighed(document, ("business_number",), (), what="reading")


def _is_misread(agreement: Agreement, one: Read, other: Read, bearers: Sequence[Document]) -> bool:
    """Tell whether two names are one, of which a scan's reading is not certain.

    Both stand on *bearers* of the number that all papers are held against.  One of two
    readings says the other name, or of a firm's name few syllables are read otherwise, or
    what stands beside a person's name, or over its last syllable, is ink of a seal: ``유민기a )``.
    """
    if agreement not in ("company_name", "representative"):
        return False
    if not (one[0] in bearers and other[0] in bearers):
        return False
    return any(
        not unsure[1].certain and unsure[1].source == "ocr" and _may_say(agreement, unsure, sure)
        for unsure, sure in ((one, other), (other, one))
    )


def _bearers(documents: Sequence[Document], number: str) -> tuple[Document, ...]:
    """Return the papers that print the business *number* for certain, or what stands for it.

    A tax certificate may print the corporate number alone: whole, and the one that stands
    beside the business number on another paper.
    """
    bearers = [one for one in documents if _certain(one, "business_number") == number]
    corporate = {_certain(one, "corporate_number") for one in bearers} - {None}
    tied = {one for one in corporate if "*" not in str(one)}
    return tuple(
        one
        for one in documents
        if one in bearers
        or (not _prints(one, "business_number") and _certain(one, "corporate_number") in tied)
    )


def _certain(document: Document, field: str) -> object:
    value = document.field(field)
    return value.value if value is not None and value.certain else None


def _may_say(agreement: Agreement, unsure: Read, sure: Read) -> bool:
    second = unsure[1].second
    if second is not None and alike(ESSENCES[agreement](second), sure[2]):
        return True
    if agreement == "representative":
        printed = frozenset(_SYLLABLES.findall(squash(str(unsure[1].value))))
        hidden = {person[:-1] for person in sure[2] if len(person) >= LEAST_SYLLABLES}
        return bool(printed) and (printed <= sure[2] or printed <= hidden)
    return any(
        Levenshtein.distance(mine, theirs) <= len(theirs) // SYLLABLES_A_SLIP
        for mine in unsure[2]
        for theirs in sure[2]
    )


def _is_covered(signer: Value[Any], person: str) -> bool:
    """Tell whether *signer* is *person*, a signature across whose last syllable hides it."""
    return len(person) >= LEAST_SYLLABLES and said_twice(signer).endswith(person[:-1])


def _of_the_place(
    dossier: Dossier, values: list[Read], reference: Read | None, measure: str
) -> Read | None:
    """Return what numbers are held against: of one corporation that of the place itself."""
    if reference is None:
        return None
    kin = (
        own
        for own in values
        if own[0].type == measure
        and own[2] != reference[2]
        and kinship(dossier.documents, own[2], reference[2]) == "same"
    )
    return next(kin, reference)


def _is_of_corporation(dossier: Dossier) -> bool:
    """Tell whether any paper makes the applicant a corporation."""
    said = [(d.field("business_number"), d.field("corporate_number")) for d in dossier.documents]
    return any(
        (number is not None and number.value and is_corporations(number.value))
        or (corporate is not None and corporate.value)
        for number, corporate in said
    )


ESSENCES: dict[Agreement, Callable[[Any], Any]] = {
    "business_number": str,
    "corporate_number": str,
    "subordinate_number": str,
    "company_name": firm_names,
    "representative": people,
    "province": province_of,
}


def read(dossier: Dossier, agreement: Agreement) -> Iterator[Read]:
    """Yield each paper that says something of *agreement*, its value, and what must agree."""
    essence = ESSENCES[agreement]
    for document in dossier.documents:
        value = document.field(FIELDS.get(agreement, agreement))
        if value is None or value.value is None:
            continue
        if agreement == "province" and not isinstance(value.value, str):
            continue
        if agreement == "corporate_number" and not _prints(document, "business_number"):
            continue  # there it is the bridge to the other papers
        said = value.value
        if agreement == "subordinate_number" and isinstance(said, tuple):
            said = _one_of(said, dossier)
        if meant := essence(said):
            yield document, value, meant


def _prints(document: Document, field: str) -> bool:
    value = document.field(field)
    return value is not None and value.value is not None


def alike(one: object, other: object) -> bool:
    """Tell whether two essences agree.

    Of several names one in common is enough; of numbers what both of them show.
    """
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return bool(one & other)
    if isinstance(one, str) and isinstance(other, str) and len(one) == len(other):
        return all(a == b or "*" in (a, b) for a, b in zip(one, other, strict=True))
    return one == other


def _one_of(serials: tuple[str, ...], dossier: Dossier) -> str:
    """Return which of the *serials* of a statement another paper names, else all of them."""
    named = (document.field("subordinate_number") for document in dossier.documents)
    own = (entry.value for entry in named if entry is not None)
    return next((serial for serial in own if serial in serials), ", ".join(serials))
