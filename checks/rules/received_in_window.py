"""신청기간: the application arrived between opening and close, by the server's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice, Submission, Window
from checks.rules import DossierRule, rule
from checks.wording import moment


@rule
class ReceivedInWindow(DossierRule):
    """The first mail arrived in the window, its last second included.

    A mail that came too late cannot be mended; one that came too early can be sent again.
    Later mails supplement the first one, and after the last instant for supplements a
    person decides.

    What counts is the clock of the server that keeps the mail.  Where the one that took it in
    says the opposite, the mail may have been held or moved in between: a doubt of its own.
    Where nothing says when a mail arrived, that is the doubt, and no day is taken for it.
    """

    name = "received-in-window"
    says = (
        "첫 신청 메일이 접수기간 안에 도착하였는지 메일 서버의 시계로 초 단위까지 확인합니다. "
        "마감 시각까지는 인정하고, 마감 이후는 ‘접수기간 경과’로 담당자가 결정합니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        mails = sorted(dossier.submissions, key=lambda mail: mail.received_at)
        first, later = mails[0], mails[1:]
        window = notice.window
        unknown = [mail for mail in mails if not mail.received_at_known]
        for mail in unknown:
            yield self._unknown(mail)
        if unknown:
            return
        if first.received_at > window.closes:
            yield self.finding(
                f"신청 메일이 접수 마감({moment(window.closes)}) 이후인 "
                f"{moment(first.received_at)}에 도착하였습니다.{other_clocks(first, window)}",
                severity="doubtful",
                evidence=(Evidence(message=first.sha256),),
            )
        elif first.received_at < window.opens:
            yield self.finding(
                f"신청 메일이 접수 시작({moment(window.opens)}) 전인 "
                f"{moment(first.received_at)}에 도착하였습니다.",
                what="early",
                severity="doubtful",
                remedy="신청기간 안에 신청서류를 다시 보내 주십시오.",
                evidence=(Evidence(message=first.sha256),),
            )
        elif (taken := taken_at(first)) is not None and taken > window.closes:
            yield self.finding(
                f"메일함의 도착 시각({moment(first.received_at)})은 접수 마감 전이나, 메일을 받은 "
                f"서버는 마감 이후인 {moment(taken)}에 받았다고 적었습니다. 두 시계 중 어느 것이 "
                "맞는지 확인하여 주십시오.",
                what="clocks",
                severity="doubtful",
                remedy="메일을 보내신 시각을 확인할 수 있는 자료를 알려 주십시오.",
                evidence=(Evidence(message=first.sha256),),
            )
        until = notice.supplements_until
        if until is None or first.received_at > window.closes:
            return
        for mail in later:
            if mail.received_at > until:
                yield self.finding(
                    f"보완 메일이 보완기한({moment(until)}) 이후인 "
                    f"{moment(mail.received_at)}에 도착하였습니다.",
                    what=mail.sha256[:12],
                    severity="doubtful",
                    remedy="보완기한 이후에 보내신 서류의 인정 여부를 담당자에게 문의하여 "
                    "주십시오.",
                    evidence=(Evidence(message=mail.sha256),),
                )

    def _unknown(self, mail: Submission) -> Finding:
        """Doubt a mail of which no server says when it arrived."""
        sent = mail.arrival.sent_at
        own = f" 보낸 쪽 시계로는 {moment(sent)}에 보냈습니다." if sent else ""
        return self.finding(
            "메일 서버가 남긴 도착 시각을 찾지 못하여 언제 도착하였는지 알 수 없습니다. 메일함에서 "
            f"도착 시각을 확인하여 주십시오.{own}",
            what=mail.sha256[:12],
            severity="doubtful",
            remedy="메일을 보내신 시각을 확인할 수 있는 자료를 알려 주십시오.",
            evidence=(Evidence(message=mail.sha256),),
        )


def taken_at(mail: Submission) -> dt.datetime | None:
    """Return when the receiving server took *mail*, by its own line in the headers."""
    return mail.arrival.hops[-1].at if mail.arrival.hops else None


def other_clocks(mail: Submission, window: Window) -> str:
    """Say which other clock saw a late mail in time; nothing where none did."""
    taken, sent = taken_at(mail), mail.arrival.sent_at
    if taken is not None and taken <= window.closes:
        return f" 다만 메일을 받은 서버는 마감 전인 {moment(taken)}에 받았다고 적었습니다."
    if sent is not None and sent <= window.closes:
        return (
            f" 보낸 쪽 시계로는 마감 전인 {moment(sent)}에 보냈으나, 접수일시는 도착한 시각으로 "
            "봅니다."
        )
    return ""
