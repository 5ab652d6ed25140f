"""Two cards of a report: by whose clock each mail came in time, and what a person looks up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.model import Finding
from checks.programme import Programme
from checks.report import Report, SubmissionEntry
from pipeline.review import Decided, terms

MAILBOX = "접수 메일함에 도착"
BY_HAND = "담당자가 받은 시각"
IN_TIME = terms.Mark("○", "마감 전", "good")
TOO_LATE = terms.Mark("◆", "마감 후", "bad")
TOO_EARLY = terms.Mark("◆", "접수 시작 전", "bad")
NO_CLOCK = terms.Mark("–", "시각 없음", "calm")
TICKS = {
    None: terms.Mark("?", "확인 전", "doubt"),
    "settled": terms.Mark("✓", "확인함: 문제 없음", "good"),
    "waived": terms.Mark("✓", "확인함: 문제 있으나 인정", "good"),
    "confirmed": terms.Mark("✓", "확인함: 문제 있음", "bad"),
}


@dataclass(frozen=True)
class Clock:
    """What one clock says of a mail: whose it is, when, and how far from the deadline."""

    whose: str
    at: dt.datetime | None
    gap: str
    mark: terms.Mark
    counts: bool = False


@dataclass(frozen=True)
class Deadline:
    """The evidence for when one mail came; ``what`` says which deadline it is held against."""

    subject: str
    what: str
    closes: dt.datetime
    clocks: tuple[Clock, ...]
    link: str | None

    @property
    def counted(self) -> Clock:
        return next(clock for clock in self.clocks if clock.counts)


@dataclass(frozen=True)
class LookUpBox:
    """One thing to look up: the question, the notice's sentence, where, what to type, the tick."""

    finding: Finding
    mark: terms.Mark
    quote: str
    where: str
    label: str
    number: str | None
    certain: bool
    decided: Decided | None = None

    @property
    def ticked(self) -> bool:
        return self.finding.decision is not None


def deadlines_of(
    report: Report,
    programme: Programme,
    links: dict[str, str],
    *,
    until: dt.datetime | None = None,
) -> tuple[Deadline, ...]:
    """Return the evidence of each mail, the first one first; *links* lead to the mails.

    Later mails are held against *until* where the dossier has its own date.
    """
    supplements_until = until or programme.letters.supplements_until
    mails = sorted(report.submissions, key=lambda mail: mail.received_at)
    cards = []
    for number, mail in enumerate(mails):
        closes = supplements_until if number else programme.window.closes
        opens = None if number else programme.window.opens
        cards.append(
            Deadline(
                subject=mail.subject or "(제목 없음)",
                what="보완기한" if number else "접수 마감",
                closes=closes,
                clocks=tuple(_clocks(mail, opens, closes)),
                link=links.get(mail.sha256),
            )
        )
    return tuple(cards)


def _clocks(
    mail: SubmissionEntry, opens: dt.datetime | None, closes: dt.datetime
) -> Iterator[Clock]:
    """Yield the clocks in the order in which the mail passed them."""
    *relays, taker = mail.arrival.hops or (None,)
    told: list[tuple[str, dt.datetime | None]] = []
    if mail.arrival.sent_at or mail.arrival.hops:
        told.append(("보낸 쪽 시계", mail.arrival.sent_at))
    told += [(f"중계 서버 {hop.server or '(이름 없음)'}", hop.at) for hop in relays if hop]
    if taker:
        told.append((f"받은 서버 {taker.server or '(이름 없음)'}", taker.at))
    for whose, at in told:
        yield Clock(whose, at, say_gap(at, closes), _mark(at, opens, closes))
    at, whose = mail.received_at, MAILBOX if told or mail.message_id else BY_HAND
    yield Clock(whose, at, say_gap(at, closes), _mark(at, opens, closes), counts=True)


def _mark(at: dt.datetime | None, opens: dt.datetime | None, closes: dt.datetime) -> terms.Mark:
    if at is None:
        return NO_CLOCK
    if opens is not None and at < opens:
        return TOO_EARLY
    return IN_TIME if at <= closes else TOO_LATE


def say_gap(at: dt.datetime | None, closes: dt.datetime) -> str:
    """Return how far *at* is from the deadline, to the second.

    >>> noon = dt.datetime(2025, 5, 13, 12)
    >>> say_gap(noon, noon), say_gap(noon - dt.timedelta(days=1, seconds=61), noon)
    ('마감 시각과 같음', '1일 1분 1초 전')
    """
    if at is None:
        return ""
    seconds = round((closes - at).total_seconds(), 0)
    if not seconds:
        return "마감 시각과 같음" if at <= closes else "1초 미만 후"
    rest = int(abs(seconds))
    parts = []
    for size, unit in ((86400, "일"), (3600, "시간"), (60, "분"), (1, "초")):
        amount, rest = divmod(rest, size)
        parts += [f"{amount}{unit}"] if amount else []
    return f"{' '.join(parts)} {'전' if seconds > 0 else '후'}"


def boxes_of(report: Report, decided: Mapping[str, Decided] | None = None) -> tuple[LookUpBox, ...]:
    """Return what a person looks up, in the programme's order; *decided*: by whom it was."""
    return tuple(
        LookUpBox(
            finding=finding,
            mark=TICKS[finding.decision],
            quote=" ".join(finding.lookup.quote.split()),
            where=finding.lookup.where,
            label=finding.lookup.label,
            number=finding.lookup.number,
            certain=finding.lookup.certain,
            decided=(decided or {}).get(finding.key) if finding.decision else None,
        )
        for finding in report.findings
        if finding.lookup is not None
    )
