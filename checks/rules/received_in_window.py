"""신청기간: the application arrived between opening and close, by the server's clock."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule
from checks.wording import moment


@rule
class ReceivedInWindow(DossierRule):
    """The first mail arrived in the window, its last second included.

    A mail that came too late cannot be mended; one that came too early can be sent again.
    Later mails supplement the first one, and after the last instant for supplements a
    person decides.
    """

    name = "received-in-window"

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        mails = sorted(dossier.submissions, key=lambda mail: mail.received_at)
        first, later = mails[0], mails[1:]
        window = notice.window
        if first.received_at > window.closes:
            yield self.finding(
                f"신청 메일이 접수 마감({moment(window.closes)}) 이후인 "
                f"{moment(first.received_at)}에 도착하였습니다.",
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
        until = notice.supplements_until
        if until is None or first.received_at > window.closes:
            return
        for mail in later:
            if mail.received_at > until:
                yield self.finding(
                    f"보완 메일이 보완 기한({moment(until)}) 이후인 "
                    f"{moment(mail.received_at)}에 도착하였습니다.",
                    what=mail.sha256[:12],
                    severity="doubtful",
                    remedy="보완 기한 이후에 보내신 서류의 인정 여부를 담당자에게 문의하여 "
                    "주십시오.",
                    evidence=(Evidence(message=mail.sha256),),
                )
