"""② 개인·기업 정보 활용 동의서 — two separate consents, a day, a name and a signature.

The notice prints three titles for it.  개인정보 보호법 제15조, 제17조, 제22조.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from extractors.documents import document
from extractors.extraction import Fields, Paper, Printed, settle
from extractors.korean import parse_name, squash
from extractors.model import Consent, Document, Value
from extractors.signing import signature_present, signed_on
from extractors.ticks import Choice, choices_in

_TICK = Printed((), lambda text: None)


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
    marks = ("개인정보보호법", "개인정보 수집", "제3자 제공")
    sheets_follow = True

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
        return _consents(paper) | fields | _signing(paper)


def _signing(paper: Paper) -> Fields:
    day = settle([signed_on(finder) for finder in paper.finders], _TICK)
    mark = settle([signature_present(finder) for finder in paper.finders], _TICK)
    found = {"signed_on": day, "signature_present": mark}
    return {name: value for name, value in found.items() if value is not None}


def _consents(paper: Paper) -> Fields:
    """Read both consents; which is which by what is printed before them, else by order."""
    if not paper.finders:
        return {}
    choices = [c for sheet in paper.finders[0].sheets for c in choices_in(sheet)]
    provision = [c for c in choices if _is_provision(c)]
    collection = [c for c in choices if c not in provision]
    if len(choices) == 2 and not (provision and collection):
        collection, provision = choices[:1], choices[1:]
    fields: Fields = {}
    if collection:
        fields["collection_consent"] = _value(collection, paper)
    if provision:
        fields["provision_consent"] = _value(provision, paper)
    return fields


def _is_provision(choice: Choice) -> bool:
    near = squash(choice.heading)[-60:]
    return near.rfind("제3자") > near.rfind("수집및이용에") or near.rfind("제공에") > near.rfind(
        "수집"
    )


def _value(choices: list[Choice], paper: Paper) -> Value[Consent]:
    """Make one value of the lines of one consent; two that differ are none."""
    first = choices[0]
    source = paper.source(first.page).source
    said = {choice.consent for choice in choices}
    consent = first.consent if len(said) == 1 else None
    certain = consent is not None and source != "ocr"
    return Value(
        value=consent,
        raw=first.raw,
        page=first.page,
        box=first.box,
        certain=certain,
        because="text" if certain else None,
        source=source,
    )
