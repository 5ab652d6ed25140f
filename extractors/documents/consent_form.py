"""② 개인·기업 정보 활용 동의서 — two separate consents, a day, a name and a signature.

The notice prints three titles for it.  개인정보 보호법 제15조, 제17조, 제22조.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.fields.choices import Choice, choices_in
from extractors.fields.extraction import read_apart
from extractors.fields.places import Finder
from extractors.fields.printed import Paper, Printed
from extractors.fields.settling import Fields, agree_on, surest
from extractors.fields.signing import signature_present, signed_on, without_scrawl
from extractors.korean import parse_name, squash
from extractors.model import Consent, Document, Value


@document
class ConsentForm(Document):
    """A refusal ends participation, so a tick that is not plain is no value."""

    type = "consent-form"
    title = "개인·기업 정보 활용 동의서"
    headings = (
        "개인·기업 정보 활용 동의서",
        "기업·개인정보 수집 및 활용 동의서",
        "기업·개인정보 수집 및 이용에 관한 동의서",
        "개인·기업정보 수집·이용 및 제3자 제공 동의서",
    )
    heading_ends = ("정보 활용 동의서", "이용 동의서", "이용에 관한 동의서", "제공 동의서")
    marks = (
        *("국민건강보험공단", "스마트제조혁신추진단", "한국생산성본부", "농어업협력재단"),
        "스마트공장",
    )
    prints = (
        ("동의하지 않음", "동의하지 않습니다"),
        ("제3자 제공", "제공받는 자"),
        ("수집·이용 목적", "수집 및 이용 목적", "개인정보의 수집"),
        ("스마트제조혁신추진단", "한국생산성본부", "농어업협력재단"),
        ("동의자 성명", "동의자"),
    )
    addressed_to = ("국민건강보험공단", "한국생산성본부", "농어업협력재단", "스마트제조혁신추진단")
    sheets_follow = True
    is_form = True

    collection_consent: Value[Consent] | None = None
    provision_consent: Value[Consent] | None = None
    signed_on: Value[dt.date] | None = None
    signer: Annotated[
        Value[str] | None,
        Printed(
            ("동의자 성명", "동의자", "신청인 성명", "성명", "대표자 성명", "대표자"), parse_name
        ),
    ] = None
    signature_present: Value[bool] | None = None

    @classmethod
    def amend(cls, fields: Fields, paper: Any) -> Fields:
        found = _consents(paper) | fields | _signing(paper)
        if signer := found.get("signer"):
            seen = [seen.value for seen in read_apart(cls, paper)["signer"] if seen]
            found["signer"] = without_scrawl(signer, seen)
        return found


def _signing(paper: Paper) -> Fields:
    day = agree_on([signed_on(finder) for finder in paper.finders])
    mark = surest([signature_present(finder) for finder in paper.finders])
    found = {"signed_on": day, "signature_present": mark}
    return {name: value for name, value in found.items() if value is not None}


def _consents(paper: Paper) -> Fields:
    """Settle both consents over all readings of the sheet."""
    readings = [_consents_of(finder) for finder in paper.finders]
    return {
        name: _value([r[name] for r in readings if r.get(name)], paper)
        for name in ("collection_consent", "provision_consent")
        if any(r.get(name) for r in readings)
    }


def _consents_of(finder: Finder) -> dict[str, list[Choice]]:
    """Tell one reading's choices apart by what is printed before them, else by order."""
    choices = [choice for sheet in finder.sheets for choice in choices_in(sheet)]
    provision = [c for c in choices if _is_provision(c)]
    collection = [c for c in choices if c not in provision]
    if len(choices) == 2 and not (provision and collection):
        collection, provision = choices[:1], choices[1:]
    return {"collection_consent": collection, "provision_consent": provision}


def _is_provision(choice: Choice) -> bool:
    near = squash(choice.heading)[-60:]
    return near.rfind("제3자") > near.rfind("수집및이용에") or near.rfind("제공에") > near.rfind(
        "수집"
    )


def _value(readings: list[list[Choice]], paper: Paper) -> Value[Consent]:
    """Make one value of the lines of one consent, as each reading sees them.

    Lines that differ are no value; what one reading doubts is not certain.
    """
    choices = [choice for reading in readings for choice in reading]
    said = {choice.consent for choice in choices} - {None}
    first = next((choice for choice in choices if choice.consent), choices[0])
    consent = first.consent if len(said) == 1 else None
    # Another line in another reading is another consent: which is which is not known then.
    places = [reading[0].box.middle[1] for reading in readings]
    same = max(places) - min(places) < first.box.height
    sure = consent is not None and same and all(c.because and c.consent for c in choices)
    return Value(
        value=consent,
        raw=first.raw,
        page=first.page,
        box=first.box,
        certain=sure,
        because=first.because if sure else None,
        source=paper.source(first.page).source,
    )
