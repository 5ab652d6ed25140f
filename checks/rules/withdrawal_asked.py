"""Whether the applicant wants to take the application back."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Dossier, Evidence, Finding, Notice
from checks.rules import DossierRule, rule


@rule
class WithdrawalAsked(DossierRule):
    """A mail that speaks of taking the application back is read by a person.

    Nothing is withdrawn by a word: it may be said of something else, or by somebody else.
    """

    name = "withdrawal-asked"
    says = (
        "메일의 제목이나 본문에 신청을 철회·취소·포기한다는 말이 있으면 담당자 확인으로 둡니다. "
        "철회 처리는 담당자만 합니다."
    )

    def examine(self, dossier: Dossier, notice: Notice) -> Iterator[Finding]:
        for mail in dossier.submissions:
            if mail.asks_to_withdraw:
                yield self.finding(
                    "신청을 철회하려는 것으로 보이는 메일이 왔습니다. 메일을 읽고 확인해 주십시오.",
                    what=mail.sha256[:12],
                    severity="doubtful",
                    remedy="신청을 철회하시는지 담당자에게 알려 주십시오.",
                    evidence=(Evidence(message=mail.sha256),),
                )
