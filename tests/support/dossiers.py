"""Dossiers for tests of rules: papers as values, of one invented company."""

import datetime as dt
from typing import Any

from checks.model import SEOUL, Dossier, DossierFile, Submission
from extractors.documents import DOCUMENTS
from extractors.model import Box, Document, File, Value

BUSINESS_NUMBER = "012-34-56782"
CORPORATE_NUMBER = "001111-0000012"
ADDRESS = "강원특별자치도 원주시 새별메로 1"
SOMEWHERE = Box(0.1, 0.1, 0.3, 0.12)


def value(meant: Any, *, certain: bool = True, raw: str | None = None) -> Value[Any]:
    """A value that was read; *raw* what stands on the paper, if not the same."""
    printed = raw if raw is not None else "" if meant is None else str(meant)
    return Value(
        value=meant,
        raw=printed,
        page=1,
        box=SOMEWHERE,
        certain=certain,
        because="text" if certain else None,
        source="text-layer" if certain else "ocr",
    )


def unsure(meant: Any) -> Value[Any]:
    """A value that nothing corroborates."""
    return value(meant, certain=False)


def twice(one: Any, other: Any) -> Value[Any]:
    """A value that two readings of a scan tell differently, or not sign by sign for certain."""
    return unsure(one).model_copy(update={"second": other})


def illegible(raw: str) -> Value[Any]:
    """Something stands there that cannot be read."""
    return value(None, certain=False, raw=raw)


BLANK = value(None)


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def paper(kind: str, *, file: str | None = None, certain: bool = True, **fields: Any) -> Document:
    """A document of type *kind*; plain values are certain, None was not found."""
    made = {
        name: given
        if given is None or name in ("sheets", "signs")
        else _as_fields(given if isinstance(given, Value) else value(given))
        for name, given in fields.items()
    }
    sha256 = digest(file or kind)
    known = DOCUMENTS.get(kind, Document)
    return known.model_validate({"id": file or kind, "file": sha256, "certain": certain} | made)


def _as_fields(given: Value[Any]) -> dict[str, Any]:
    return given.model_dump() | {"second": given.second}


def digest(name: str) -> str:
    """A stand-in for a SHA-256: every name has its own."""
    return name.encode().hex().ljust(64, "0")


def name_of(document: Document) -> str:
    """The name of the file that `paper` put a document into."""
    return bytes.fromhex(document.file).rstrip(b"\0").decode()


def at(text: str) -> dt.datetime:
    """An instant in Seoul: a day means noon."""
    moment = dt.datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=SEOUL)


def submission(received: str) -> Submission:
    return Submission(
        message_id=f"<{received}@firm.example>",
        sha256=digest(f"mail {received}"),
        sender="apply@firm.example",
        subject="참가신청",
        received_at=at(received),
        assigned_by="sender",
    )


def file(name: str, *, reason: str | None = None) -> File:
    return File(
        sha256=digest(name),
        name=name,
        size=1000,
        kind="pdf",
        state="unreadable" if reason else "read",
        reason=reason,
    )


def dossier(
    *papers: Document,
    received: str = "2025-05-12",
    files: tuple[File, ...] = (),
    later: dict[str, tuple[Document, ...]] | None = None,
) -> Dossier:
    """All *papers* and *files* in one mail, and more papers in *later* ones."""
    mails = {received: papers, **(later or {})}
    submissions = {when: submission(when) for when in mails}
    brought = [
        DossierFile(
            file=sent,
            submission=submissions[when].sha256,
            received_at=submissions[when].received_at,
        )
        for when, documents in mails.items()
        for sent in (
            *{d.file: file(name_of(d)) for d in documents}.values(),
            *(files if when == received else ()),
        )
    ]
    return Dossier(
        submissions=tuple(submissions.values()),
        files=tuple(brought),
        documents=tuple(document for documents in mails.values() for document in documents),
    )


WHO = {
    "company_name": "주식회사 가온해미메디텍",
    "business_number": BUSINESS_NUMBER,
    "representative": "도가람",
}
GOOD: dict[str, dict[str, Any]] = {
    "application-form": {
        **WHO,
        "sheets": ("application", "details"),
        "support_field": "운영시스템 구축",
        "goal": "생산 현황을 실시간으로 수집하고 분석한다. 보안솔루션(방화벽)을 연동한다.",
        "safety": "설비마다 비상 정지 장치를 둔다.",
        "benefit": "불량률이 줄어든다.",
        "support_type": "고도화",
        "present_level": "기초",
        "target_level": "중간1",
        "total_cost": "60백만원",
        "government_share": "18백만원",
        "host_share": "24백만원",
        "own_share": "18백만원",
        "project_period": "협약일로부터 9개월",
    },
    "consent-form": {
        "collection_consent": "agreed",
        "provision_consent": "agreed",
        "signed_on": dt.date(2025, 5, 9),
        "signer": "도가람",
        "signature_present": True,
    },
    "national-tax-clearance": {
        **WHO,
        "issued_on": dt.date(2025, 5, 2),
        "valid_until": dt.date(2025, 6, 1),
        "deferrals": (),
    },
    "local-tax-clearance": {
        **WHO,
        "issued_on": dt.date(2025, 5, 2),
        "valid_until": dt.date(2025, 6, 1),
        "deferrals": (),
    },
    "business-registration": {
        **WHO,
        "issued_on": dt.date(2025, 5, 2),
        "address": ADDRESS,
        "business_types": ("제조업",),
        "business_items": ("의료용 기기",),
    },
    "sme-confirmation": {
        **WHO,
        "company_size": "소기업",
        "corporate_number": CORPORATE_NUMBER,
        "issued_on": dt.date(2025, 4, 10),
        "valid_from": dt.date(2025, 4, 1),
        "valid_until": dt.date(2026, 3, 31),
    },
}


def good(kind: str, **changes: Any) -> Document:
    """A paper that meets all its rules, but for *changes*."""
    return paper(kind, **{**GOOD.get(kind, WHO), **changes})


def complete(*instead: Document, without: tuple[str, ...] = ()) -> tuple[Document, ...]:
    """All required papers, *instead* replacing those of their types or added, less *without*."""
    replaced = {document.type for document in instead}
    kept = tuple(good(kind) for kind in GOOD if kind not in replaced and kind not in without)
    return (*kept, *instead)
