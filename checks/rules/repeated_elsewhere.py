"""The same file, certificate number or contact in several applications: please look."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice, Repeat
from checks.rules import DossierRule, rule

CONSULTANT = 2
"""A contact that so many other firms give as well is probably an adviser's."""


@rule
class RepeatedElsewhere(DossierRule):
    """What this application shares with others, which may have a good reason.

    Places of business of one firm share their number and so their certificates: a note.
    """

    name = "repeated-elsewhere"
    says = (
        "같은 파일, 같은 증명서 번호, 같은 연락처가 다른 신청에도 있으면 담당자 확인으로 둡니다. "
        "여러 기업이 함께 쓰는 연락처는 대행 업체의 것일 수 있다고 알립니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        types = {document.id: document.type for document in dossier.documents}
        for repeat in dossier.repeats:
            of_type = types.get(repeat.document or "") if repeat.kind == "certificate" else None
            place = repeat.file[:12] if repeat.file else f"contact-{repeat.field or 'sender'}"
            yield self.finding(
                message_of(repeat),
                about=of_type,
                what=None if of_type else place.replace("_", "-"),
                severity="note" if repeat.related else "doubtful",
                remedy=remedy_of(repeat),
                evidence=(
                    Evidence(
                        document=repeat.document,
                        field=repeat.field,
                        file=repeat.file,
                        message=repeat.message,
                    ),
                ),
            )


def message_of(repeat: Repeat) -> str:
    """Say what repeats where, and what may be the reason; it accuses nobody."""
    others = ", ".join(repeat.receipts)
    if repeat.related:
        return (
            f"같은 사업자등록번호의 다른 신청({others})에도 {thing(repeat)} 있습니다. "
            "사업장별 신청이면 정상입니다."
        )
    if repeat.kind == "contact" and len(repeat.receipts) >= CONSULTANT:
        return (
            f"여러 기업의 신청({others})에 {thing(repeat)} 있습니다. 신청을 대행하는 컨설팅 "
            "업체의 연락처일 수 있습니다. 신청 기업의 담당자를 확인하여 주십시오."
        )
    return f"다른 신청({others})에도 {thing(repeat)} 있습니다. 확인하여 주십시오."


def thing(repeat: Repeat) -> str:
    """Return what repeats, as the subject of a sentence."""
    match repeat.kind:
        case "file":
            return f"같은 파일(“{repeat.shown}”)이"
        case "certificate":
            return f"번호가 같은 증명서({repeat.shown})가"
        case "contact":
            return f"같은 연락처({repeat.shown})가"


def remedy_of(repeat: Repeat) -> str:
    """Return what an applicant can do about it, once a person finds that it is wrong."""
    if repeat.kind == "contact":
        return "신청 기업 담당자의 이름, 전화번호와 전자우편 주소를 알려 주십시오."
    return "귀사의 서류인지 확인하시고, 귀사 명의로 발급된 서류를 보내 주십시오."
