"""A dossier's history in words: what came, what was judged and sent, and by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from checks.model import SEOUL
from checks.wording import moment
from pipeline.arrival.handed_in import ADDED
from pipeline.review import HistoryStep, terms
from pipeline.store.ledger import Event, EventKind

GONE = "그 뒤에 없어진 항목"
TAKEN_BACK = "판단을 거두었습니다"
LETTER_SAID = {
    "drafted": "{kind} 메일 초안을 작성하였습니다.",
    "edited": "{kind} 메일 초안을 고쳤습니다.",
    "renewed": "{kind} 메일 초안을 검토 결과에 따른 글로 되돌렸습니다.",
    "noted": "{kind} 메일 초안:",
    "returned": "{kind} 메일을 승인 대기로 되돌렸습니다.",
    "put-off": "{kind} 메일을 아직 보내지 못하였습니다.",
    "approved": "{kind} 메일을 보내도록 승인하였습니다.",
    "sent": "{kind} 메일을 {recipient} 주소로 보냈습니다.",
    "unknown": "{kind} 메일이 발송되었는지 알 수 없습니다.",
    "refused": "{kind} 메일을 수신 서버가 거부하였습니다.",
    "bounced": "{kind} 메일이 반송되었습니다.",
    "superseded": "{kind} 메일 초안을 새 메일로 대체하였습니다.",
    "withdrawn": "{kind} 메일을 보내지 않기로 하였습니다.",
}


def tell(
    events: Iterable[Event], called: Mapping[str, str] | None = None
) -> tuple[HistoryStep, ...]:
    """Return the steps of a dossier's life as sentences, in the order in which they were taken.

    *called* gives the sentence of a finding by its key; without it, its key stands.
    """
    return tuple(
        HistoryStep(
            at=event.at,
            kind=event.kind,
            by=_who(event),
            said=SAID[event.kind](_named(event.facts, called)),
            message=event.message,
            letter=event.facts.get("name"),
        )
        for event in events
    )


def as_text(receipt: str, steps: Iterable[HistoryStep]) -> str:
    """Return the history for a terminal: one line a step, when and by whom."""
    lines = [
        f"{step.at:%Y-%m-%d %H:%M:%S}  [{step.by}] {step.said}"
        + (f" ({step.letter})" if step.letter else "")
        for step in steps
    ]
    return "\n".join((f"{receipt} 처리 이력", *lines))


def _named(facts: Mapping[str, Any], called: Mapping[str, str] | None) -> Mapping[str, Any]:
    """Return *facts* with the finding's sentence in place of its key."""
    if called is None or "finding" not in facts:
        return facts
    return {**facts, "finding": called.get(facts["finding"], GONE)}


def _who(event: Event) -> str:
    return terms.say_person(event.by)


def _received(facts: Mapping[str, Any]) -> str:
    mail = _mail(facts)
    if facts.get("why") == ADDED:
        return f"다른 방법으로 받은 서류를 접수하였습니다: {facts.get('subject', '')}"
    if facts.get("papers"):
        mail += f", 서류 {facts['papers']}건"
    if facts["assigned_by"] == "reviewer" and facts.get("received_at"):
        came = moment(dt.datetime.fromisoformat(facts["received_at"]).astimezone(SEOUL))
        return f"메일을 이 신청에 넣었습니다: {mail}, {came} 도착"
    why = facts.get("why") or terms.ASSIGNED_BY[facts["assigned_by"]]
    return f"메일을 받았습니다: {mail}, 연결 근거는 {why}"


def _removed(facts: Mapping[str, Any]) -> str:
    return f"메일을 이 신청에서 분리하였습니다: {_mail(facts)}"


def _mail(facts: Mapping[str, Any]) -> str:
    subject = facts.get("subject") or "(제목 없음)"
    return f"“{subject}” ({facts.get('sender') or '보낸 사람 모름'})"


def _judged(facts: Mapping[str, Any]) -> str:
    status = facts.get("status", "")
    word = terms.STATUS[status].mark.word if status in terms.STATUS else "판단 전"
    blocking = "제외·보완" if status == "ineligible" else "보완"
    return (
        f"{facts['revision']}차 검토 결과: {word}"
        f" ({blocking} {facts['blocking']}건, 확인 {facts['doubtful']}건)."
    )


def _decided(facts: Mapping[str, Any]) -> str:
    mark = terms.DECISION.get(facts["decision"])
    word = mark.word if mark else TAKEN_BACK
    return f"‘{facts['finding']}’ – {word}{_noted(facts)}"


def _letter(facts: Mapping[str, Any]) -> str:
    kind = terms.LETTER_KIND.get(facts["name"].rpartition("-")[2], "")
    said = LETTER_SAID.get(facts["state"], facts["state"])
    remark = f" {facts['remark']}" if facts.get("remark") else ""
    return f"{said.format(kind=kind, recipient=facts['recipient'])}{remark}"


def _extended(facts: Mapping[str, Any]) -> str:
    if facts.get("until") is None:
        return f"보완기한을 사업의 기한으로 되돌렸습니다{_noted(facts)}"
    until = moment(dt.datetime.fromisoformat(facts["until"]).astimezone(SEOUL))
    return f"이 신청의 보완기한을 {until}까지로 정하였습니다{_noted(facts)}"


def _corrected(facts: Mapping[str, Any]) -> str:
    paper = facts.get("paper", "")
    if "field" not in facts:
        return f"{facts.get('file', '')}의 서류 구분을 고쳤습니다: {facts.get('after', '')}."
    what = f"{paper} ‘{facts['field']}’: {facts.get('before', '')} → {facts.get('after', '')}"
    return f"읽은 값을 고쳤습니다. {what}{_noted(facts)}"


def _said(sentence: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda facts: f"{sentence}{_noted(facts)}"


def _noted(facts: Mapping[str, Any]) -> str:
    return f": {facts['note']}" if facts.get("note") else "."


SAID: dict[EventKind, Callable[[Mapping[str, Any]], str]] = {
    "received": _received,
    "removed": _removed,
    "judged": _judged,
    "decided": _decided,
    "letter": _letter,
    "withdrawn": _said("신청을 철회 처리하였습니다"),
    "reinstated": _said("철회를 취소하였습니다"),
    "replaced": _said("신청 전체를 새로 낸 서류로 바꾸었습니다(그 전의 서류는 심사 제외)"),
    "restored": _said("신청 전체를 바꾼 것을 취소하였습니다"),
    "extended": _extended,
    "corrected": _corrected,
}
